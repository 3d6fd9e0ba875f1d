//! The line before each mail of an mbox.

/// A separator of no more than a line's usual length.
pub(super) fn shown(line: &[u8]) -> String {
    String::from_utf8_lossy(&line[..line.len().min(998)]).trim_end().to_owned()
}

/// `From someone Mon Apr  2 17:44:22 2012`: it names a time of day and ends in a year or a zone.
pub(super) fn is_separator(line: &[u8]) -> bool {
    let Some(rest) = line.strip_prefix(b"From ") else { return false };
    let words: Vec<&[u8]> = rest.trim_ascii().split(u8::is_ascii_whitespace).filter(|word| !word.is_empty()).collect();
    let is_time = |word: &&[u8]| word.len() >= 4 && word.iter().all(|byte| byte.is_ascii_digit() || *byte == b':') && word.contains(&b':');
    let is_year = |word: &&[u8]| word.len() == 4 && word.iter().all(u8::is_ascii_digit);
    words.len() <= 12 && words.iter().any(is_time) && words.iter().any(is_year)
}
