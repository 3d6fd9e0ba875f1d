//! jCal (RFC 7265): a calendar in JSON, as the lines of iCalendar that say the same.

use serde_json::Value;

/// Components inside one another that are read.
const DEPTH: usize = 8;

/// The lines; none where it is no jCal.
pub(super) fn lines(json: &str) -> Option<Vec<String>> {
    let calendar: Value = serde_json::from_str(json.trim()).ok()?;
    let mut out = Vec::new();
    component(&calendar, 0, &mut out)?;
    Some(out)
}

/// `[name, [properties], [components]]`; a stream of calendars is an array of such.
fn component(value: &Value, depth: usize, out: &mut Vec<String>) -> Option<()> {
    let parts = value.as_array()?;
    if depth > DEPTH {
        return None;
    }
    let Some(name) = parts.first()?.as_str() else {
        for one in parts {
            component(one, depth + 1, out);
        }
        return Some(());
    };
    if name.eq_ignore_ascii_case("icalendar") {
        for one in &parts[1..] {
            component(one, depth + 1, out);
        }
        return Some(());
    }
    let (properties, inside) = (parts.get(1)?.as_array()?, parts.get(2)?.as_array()?);
    out.push(format!("BEGIN:{}", plain(name).to_ascii_uppercase()));
    out.extend(properties.iter().filter_map(property));
    for one in inside {
        component(one, depth + 1, out);
    }
    out.push(format!("END:{}", plain(name).to_ascii_uppercase()));
    Some(())
}

/// `[name, {parameters}, type, value, ...]` as `NAME;PARAMETER="value":value`.
fn property(value: &Value) -> Option<String> {
    let parts = value.as_array()?;
    let (name, kind) = (parts.first()?.as_str()?, parts.get(2)?.as_str()?);
    let mut line = plain(name).to_ascii_uppercase();
    for (key, value) in parts.get(1)?.as_object().into_iter().flatten() {
        let value = value.as_str().or_else(|| value.get(0).and_then(Value::as_str)).unwrap_or_default();
        line.push_str(&format!(";{}=\"{}\"", plain(key).to_ascii_uppercase(), value.replace(['"', '\n', '\r'], " ")));
    }
    let values: Vec<String> = parts[3..].iter().map(|value| written(value, kind)).collect();
    line.push(':');
    line.push_str(&values.join(","));
    Some(line)
}

/// A value as iCalendar writes it: dates and times without signs between their digits, text with its line ends escaped.
fn written(value: &Value, kind: &str) -> String {
    let text = match value {
        Value::String(text) => text.clone(),
        Value::Object(parts) if kind == "recur" => {
            let part = |(name, value): (&String, &Value)| match value {
                Value::Array(values) => format!("{name}={}", values.iter().map(|one| written(one, "")).collect::<Vec<_>>().join(",")),
                value => format!("{name}={}", written(value, "date")),
            };
            parts.iter().map(part).collect::<Vec<_>>().join(";").to_ascii_uppercase()
        }
        Value::Array(parts) => parts.iter().map(|one| written(one, kind)).collect::<Vec<_>>().join(";"),
        other => other.to_string(),
    };
    match kind {
        "date" | "date-time" | "time" => text.replace(['-', ':'], ""),
        "text" => text.replace('\\', "\\\\").replace("\r\n", "\n").replace('\n', "\\n"),
        _ => text.replace(['\n', '\r'], " "),
    }
}

/// A name without what ends one.
fn plain(name: &str) -> String {
    name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect()
}

#[cfg(test)]
mod tests {
    use crate::mime::calendar::as_text;

    #[test]
    fn a_calendar_in_json_reads_like_any_other() {
        let event = r#"["vevent",[["summary",{},"text","Plant visit, all"],["dtstart",{"tzid":"Asia/Tokyo"},"date-time","2025-09-10T09:00:00"],
            ["dtend",{"tzid":"Asia/Tokyo"},"date-time","2025-09-10T10:30:00"],["location",{},"text","Hall 2; gate B"],
            ["organizer",{"cn":"Berg: Anna"},"cal-address","mailto:anna@berg.example"],["description",{},"text","Bring\nthe samples"]],[]]"#;
        let told =
            "Plant visit, all\n2025-09-10 09:00 – 10:30 Asia/Tokyo\nHall 2; gate B\nBerg: Anna <anna@berg.example>\n\nBring\nthe samples";
        let calendar = format!(r#"["vcalendar",[["method",{{}},"text","REQUEST"]],[{event}]]"#);
        assert_eq!(as_text(&calendar).as_deref(), Some(told));
        assert_eq!(as_text(&format!(" [{calendar}]")).as_deref(), Some(told));
        let day = r#"["vcalendar",[["method",{},"text","CANCEL"]],[["vevent",[["summary",{},"text","Fair"],["dtstart",{},"date","2025-09-10"]],[]]]]"#;
        assert_eq!(as_text(day).as_deref(), Some("✗ Fair\n2025-09-10"));
        for none in
            ["[]", "[1]", "[\"vcalendar\"]", "[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]", "[\"vcalendar\",[],[[\"vevent\",[[]],[]]]]", "[broken"]
        {
            assert_eq!(as_text(none), None, "{none}");
        }
    }
}
