//! Files of sections and `key = value` lines.

/// The sections with their lines; what stands before the first has an empty name. Keys are in small letters.
pub(super) fn sections(text: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut sections = vec![(String::new(), Vec::new())];
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty() && !line.starts_with(['#', ';'])) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push((name.trim().to_owned(), Vec::new()));
        } else if let (Some((key, value)), Some((_, lines))) = (line.split_once('='), sections.last_mut()) {
            lines.push((key.trim().to_ascii_lowercase(), value.trim().trim_matches('"').to_owned()));
        }
    }
    sections
}

/// The value of a key in a section; empty when absent.
pub(super) fn value(lines: &[(String, String)], key: &str) -> String {
    lines.iter().rev().find(|(name, _)| name == key).map(|(_, value)| value.clone()).unwrap_or_default()
}
