//! An invitation as text (RFC 5545), for a mail that says nothing else: what, when, where, who and the words of it. Answering it is for the calendar.

mod repeated;

use jiff::Span;
use jiff::civil::{Date, DateTime};

use self::repeated::Repeated;
use super::charset;
use super::dates::NamedZone;
use super::jcal;
use super::transfer::{self, Encoding};

/// Events of one part that are shown, people of one event, and days on which it is or is not.
const EVENTS: usize = 50;
const PEOPLE: usize = 50;
const DAYS: usize = 500;

/// The events of a calendar as lines; none where it holds no event.
pub fn as_text(calendar: &str) -> Option<String> {
    let lines = match calendar.trim_start().starts_with('[') {
        true => jcal::lines(calendar)?,
        false => unfolded(calendar),
    };
    let mut found: Vec<Event> = Vec::new();
    let mut inside: Vec<String> = Vec::new();
    let mut cancelled = false;
    for line in &lines {
        let Some(field) = Field::read(line) else { continue };
        match field.name.as_str() {
            "BEGIN" => {
                let kind = field.value.trim().to_ascii_uppercase();
                if is_entry(&kind) && found.len() < EVENTS {
                    found.push(Event::default());
                }
                inside.push(kind);
            }
            "END" => _ = inside.pop(),
            "METHOD" => cancelled |= field.value.trim().eq_ignore_ascii_case("CANCEL"),
            _ if inside.last().is_some_and(|kind| is_entry(kind)) => {
                if let Some(event) = found.last_mut() {
                    event.take(&field);
                }
            }
            _ => {}
        }
    }
    found.retain(|event| !event.is_empty());
    let texts: Vec<String> = found.iter().map(|event| event.text(cancelled)).collect();
    (!texts.is_empty()).then(|| texts.join("\n\n"))
}

fn is_entry(kind: &str) -> bool {
    matches!(kind, "VEVENT" | "VTODO" | "VJOURNAL" | "VFREEBUSY")
}

/// The lines, with those that were folded in one (RFC 5545 3.1).
fn unfolded(calendar: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in calendar.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            // Of quoted-printable in vCalendar 1.0 a line goes on behind a `=`.
            (None, Some(last)) if last.ends_with('=') && last.to_ascii_uppercase().contains("QUOTED-PRINTABLE") => {
                last.pop();
                last.push_str(line);
            }
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// `NAME;PARAMETER=value:value`.
struct Field<'a> {
    name: String,
    parameters: &'a str,
    value: &'a str,
}

impl<'a> Field<'a> {
    fn read(line: &'a str) -> Option<Self> {
        let mut quoted = false;
        let colon = line.char_indices().find(|(_, c)| {
            quoted ^= *c == '"';
            *c == ':' && !quoted
        })?;
        let (head, value) = (&line[..colon.0], &line[colon.0 + 1..]);
        let (name, parameters) = head.split_once(';').unwrap_or((head, ""));
        Some(Self { name: name.trim().to_ascii_uppercase(), parameters, value })
    }

    fn parameter(&self, name: &str) -> Option<&'a str> {
        let found = self.parameters.split(';').find_map(|one| one.split_once('=').filter(|(key, _)| key.eq_ignore_ascii_case(name)));
        found.map(|(_, value)| value.trim_matches('"')).filter(|value| !value.is_empty())
    }

    /// The value with its escapes undone (RFC 5545 3.3.11), and the encoding of vCalendar 1.0.
    fn text(&self) -> String {
        let encoded = self.parameter("ENCODING").is_some_and(|name| name.eq_ignore_ascii_case("quoted-printable"));
        let value = if encoded {
            let (bytes, _) = transfer::decode(Encoding::QuotedPrintable, self.value.as_bytes());
            charset::decode(&bytes, self.parameter("CHARSET")).0.replace("\r\n", "\n")
        } else {
            self.value.to_owned()
        };
        let mut out = String::with_capacity(value.len());
        let mut chars = value.chars();
        while let Some(c) = chars.next() {
            match (c, if c == '\\' { chars.next() } else { None }) {
                ('\\', Some('n' | 'N')) => out.push('\n'),
                ('\\', Some(other)) => out.push(other),
                (other, _) => out.push(other),
            }
        }
        out.trim().to_owned()
    }

    /// `Anna Berg <anna@berg.example>`.
    fn person(&self) -> String {
        let address = match self.value.get(..7) {
            Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &self.value[7..],
            _ => self.value,
        };
        match self.parameter("CN") {
            Some(name) if name != address => format!("{name} <{address}>"),
            _ => address.to_owned(),
        }
    }
}

/// A date, or a date and a time with the zone it is in.
#[derive(Clone)]
struct Moment {
    day: String,
    time: Option<String>,
    zone: String,
}

impl Moment {
    fn read(field: &Field<'_>) -> Option<Self> {
        let value = field.value.trim();
        let digits = |text: Option<&str>| text.is_some_and(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
        if !digits(value.get(..8)) {
            return None;
        }
        let time = value.get(8..13).filter(|time| time.starts_with('T') && digits(time.get(1..)));
        let zone = if value.ends_with('Z') { "UTC" } else { field.parameter("TZID").unwrap_or_default() };
        Some(Self {
            day: format!("{}-{}-{}", &value[..4], &value[4..6], &value[6..8]),
            time: time.map(|time| format!("{}:{}", &time[1..3], &time[3..])),
            zone: zone.to_owned(),
        })
    }

    /// The moment so much later.
    fn after(&self, duration: Span) -> Option<Self> {
        let clock = self.time.as_deref().unwrap_or("00:00");
        let start: DateTime = format!("{}T{clock}:00", self.day).parse().ok()?;
        let end = start.checked_add(duration).ok()?;
        let time = self.time.as_ref().map(|_| format!("{:02}:{:02}", end.hour(), end.minute()));
        Some(Self { day: end.date().to_string(), time, zone: self.zone.clone() })
    }

    /// Its day, without the time.
    fn day_only(&self) -> Self {
        Self { time: None, ..self.clone() }
    }

    /// The day before, of one without a time.
    fn day_before(&self) -> Self {
        let before = self.day.parse::<Date>().ok().and_then(|day| day.yesterday().ok());
        Self { day: before.map_or_else(|| self.day.clone(), |day| day.to_string()), ..self.clone() }
    }

    fn shown(&self) -> String {
        [self.day.as_str(), self.time.as_deref().unwrap_or_default()].join(" ").trim_end().to_owned()
    }
}

#[derive(Default)]
struct Event {
    summary: String,
    start: Option<Moment>,
    end: Option<Moment>,
    /// The end is when a task is due, the day itself included.
    due: bool,
    /// Outlook writes days as midnights.
    whole_days: bool,
    location: String,
    people: Vec<String>,
    links: Vec<String>,
    description: String,
    comment: String,
    duration: Option<Span>,
    repeated: Repeated,
    cancelled: bool,
}

impl Event {
    fn take(&mut self, field: &Field<'_>) {
        match field.name.as_str() {
            "SUMMARY" => self.summary = field.text(),
            "DTSTART" => self.start = Moment::read(field),
            "DTEND" => (self.end, self.due) = (Moment::read(field), false),
            "DUE" => (self.end, self.due) = (Moment::read(field), true),
            "X-MICROSOFT-CDO-ALLDAYEVENT" => self.whole_days = field.value.trim().eq_ignore_ascii_case("TRUE"),
            "DURATION" => self.duration = field.value.trim().parse().ok(),
            "RRULE" if self.repeated.rule.is_empty() => self.repeated.rule = field.value.trim().to_ascii_uppercase(),
            "EXDATE" if self.repeated.except.len() < DAYS => self.repeated.except.extend(self.days(field)),
            "RDATE" if self.repeated.also.len() < DAYS => self.repeated.also.extend(self.days(field)),
            "LOCATION" => self.location = field.text(),
            "ORGANIZER" => self.people.insert(0, field.person()),
            "ATTENDEE" if self.people.len() < PEOPLE => self.people.push(field.person()),
            "COMMENT" => self.comment = field.text(),
            "URL" | "CONFERENCE" => self.links.push(field.text()),
            // Links of conference programs, each under a name of its own.
            name if name.starts_with("X-") && field.value.trim_start().starts_with("http") && self.links.len() < PEOPLE => {
                self.links.push(field.text())
            }
            "DESCRIPTION" => self.description = field.text(),
            "STATUS" => self.cancelled = field.value.trim().eq_ignore_ascii_case("CANCELLED"),
            _ => {}
        }
    }

    fn is_empty(&self) -> bool {
        self.summary.is_empty() && self.start.is_none() && self.description.is_empty() && self.location.is_empty() && self.people.is_empty()
    }

    fn text(&self, cancelled: bool) -> String {
        let mut lines = Vec::new();
        let mark = if cancelled || self.cancelled { "✗ " } else { "" };
        lines.push(format!("{mark}{}", self.summary));
        lines.push(self.when());
        lines.push(self.comes_back());
        lines.push(self.location.clone());
        let mut people = self.people.clone();
        people.dedup();
        lines.extend(people);
        for link in &self.links {
            if !self.description.contains(link) && *link != self.location {
                lines.push(link.clone());
            }
        }
        lines.push(self.comment.clone());
        lines.retain(|line| !line.trim().is_empty());
        if !self.description.is_empty() {
            lines.push(format!("\n{}", self.description));
        }
        lines.join("\n")
    }

    /// The zone it is held in; its start stands before its exceptions nearly always.
    fn zone(&self) -> Option<NamedZone> {
        self.start.as_ref().and_then(|start| NamedZone::of(&start.zone))
    }

    fn days(&self, field: &Field<'_>) -> Vec<Date> {
        field.value.split(',').take(DAYS).filter_map(|value| repeated::day(value.trim(), self.zone())).collect()
    }

    fn comes_back(&self) -> String {
        match self.start.as_ref().and_then(|start| start.day.parse().ok()) {
            Some(day) => self.repeated.line(day, self.zone()),
            None if self.repeated.rule.is_empty() => String::new(),
            None => format!("↻ {}", self.repeated.rule),
        }
    }

    fn when(&self) -> String {
        let as_day = |moment: &Moment| if self.whole_days { moment.day_only() } else { moment.clone() };
        let start = self.start.as_ref().map(as_day);
        let lasting = start.as_ref().zip(self.duration).and_then(|(start, duration)| start.after(duration));
        let end = self.end.as_ref().map(as_day).or(lasting);
        // Days end where the next one begins (RFC 5545 3.6.1: the end is not part of the event), which no reader takes for its last day.
        let last = end.map(|end| if end.time.is_none() && !self.due { end.day_before() } else { end });
        let last = last.filter(|last| last.time.is_some() || start.as_ref().is_none_or(|start| start.day < last.day));
        let zone = start.as_ref().or(last.as_ref()).filter(|moment| moment.time.is_some()).map_or("", |moment| moment.zone.as_str());
        let end = last.as_ref().and_then(|end| match &start {
            Some(start) if start.day == end.day => end.time.clone(),
            _ => Some(end.shown()),
        });
        let times: Vec<String> = start.as_ref().map(Moment::shown).into_iter().chain(end).collect();
        format!("{} {zone}", times.join(" – ")).trim().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_invitation_reads_like_one() {
        let calendar = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VTIMEZONE\r\nTZID:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\nBEGIN:VEVENT\r\nSUMMARY:Plant visit\\, all\r\nDTSTART;TZID=\"Asia/Tokyo\":20250910T090000\r\nDTEND;TZID=\"Asia/Tokyo\":20250910T103000\r\nLOCATION:Hall 2\\; gate B\r\nORGANIZER;CN=\"Berg: Anna\":MAILTO:anna@berg.example\r\nATTENDEE;PARTSTAT=NEEDS-ACTION:mailto:me@sample.example\r\nDESCRIPTION:Bring the sam\r\n ples.\\nJoin: https://meet.example/7\r\nURL:https://meet.example/7\r\nBEGIN:VALARM\r\nDESCRIPTION:Reminder\r\nEND:VALARM\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
        assert_eq!(
            as_text(calendar).as_deref(),
            Some(
                "Plant visit, all\n2025-09-10 09:00 – 10:30 Asia/Tokyo\nHall 2; gate B\nBerg: Anna <anna@berg.example>\nme@sample.example\n\nBring the samples.\nJoin: https://meet.example/7"
            )
        );
    }

    #[test]
    fn whole_days_end_on_their_last_day() {
        for (bounds, shown) in [
            ("DTSTART;VALUE=DATE:20261005\nDTEND;VALUE=DATE:20261006", "2026-10-05"),
            ("DTSTART;VALUE=DATE:20261005\nDTEND;VALUE=DATE:20261005", "2026-10-05"),
            ("DTSTART;VALUE=DATE:20261005", "2026-10-05"),
            ("DTSTART;VALUE=DATE:20261005\nDURATION:P1D", "2026-10-05"),
            ("DTSTART;VALUE=DATE:20261005\nDURATION:P3D", "2026-10-05 – 2026-10-07"),
            ("DTSTART:20261230\nDTEND:20270102", "2026-12-30 – 2027-01-01"),
            ("DTSTART:20261005T000000\nDTEND:20261006T000000\nX-MICROSOFT-CDO-ALLDAYEVENT:TRUE", "2026-10-05"),
            ("DTSTART:20261005T000000\nDTEND:20261006T000000", "2026-10-05 00:00 – 2026-10-06 00:00"),
            ("DTSTART;VALUE=DATE:20261005\nDUE;VALUE=DATE:20261007", "2026-10-05 – 2026-10-07"),
            ("DUE;VALUE=DATE:20261007", "2026-10-07"),
            ("DTEND;VALUE=DATE:20261007", "2026-10-06"),
        ] {
            assert_eq!(as_text(&format!("BEGIN:VEVENT\nSUMMARY:x\n{bounds}\n")), Some(format!("x\n{shown}")), "{bounds}");
        }
    }

    #[test]
    fn days_cancellations_and_nonsense_are_read_as_far_as_they_go() {
        let day = "METHOD:CANCEL\nBEGIN:VEVENT\nSUMMARY:Fair\nDTSTART;VALUE=DATE:20250910\nDTEND;VALUE=DATE:20250912\nEND:VEVENT\n";
        assert_eq!(as_text(day).as_deref(), Some("✗ Fair\n2025-09-10 – 2025-09-11"));
        assert_eq!(as_text("BEGIN:VEVENT\nSUMMARY:x\nDTSTART:soon\nDTEND:2025é0910\n").as_deref(), Some("x"));
        let lasting =
            "BEGIN:VEVENT\nSUMMARY:x\nDTSTART:20250910T233000Z\nDURATION:PT1H\nX-TEAMS-URL:https://meet.example/1\nCOMMENT:cannot come\n";
        assert_eq!(as_text(lasting).as_deref(), Some("x\n2025-09-10 23:30 – 2025-09-11 00:30 UTC\nhttps://meet.example/1\ncannot come"));
        let old = "BEGIN:VEVENT\nSUMMARY;ENCODING=QUOTED-PRINTABLE;CHARSET=UTF-8:Gr=C3=BC=C3=9F=\ne\n";
        assert_eq!(as_text(old).as_deref(), Some("Grüße"));
        assert_eq!(as_text("BEGIN:VFREEBUSY\nORGANIZER:mailto:a@b.example\n").as_deref(), Some("a@b.example"));
        assert_eq!(as_text("BEGIN:VCALENDAR\nEND:VCALENDAR\n"), None);
        assert_eq!(as_text("no calendar"), None);
    }
}
