//! Bytes as they are, for reading: what a terminal would obey or hide is shown as a sign.

use super::clean::CleanText;

/// The lines of some bytes. Control characters stand as `^X`, invisible and bidirectional ones as `<U+202E>`, bytes that are no UTF-8 as `\xE9`; the line end of
/// mail (CR LF) is none of them.
pub fn visible_lines(bytes: &[u8]) -> Vec<CleanText> {
    let mut lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
    if lines.last().is_some_and(|last| last.is_empty()) {
        lines.pop();
    }
    lines.into_iter().map(|line| visible(line.strip_suffix(b"\r").unwrap_or(line))).collect()
}

fn visible(line: &[u8]) -> CleanText {
    let mut out = String::with_capacity(line.len());
    for chunk in line.utf8_chunks() {
        chunk.valid().chars().for_each(|c| push(&mut out, c));
        chunk.invalid().iter().for_each(|byte| out.push_str(&format!("\\x{byte:02X}")));
    }
    CleanText::line(&out)
}

fn push(out: &mut String, c: char) {
    match c {
        ' '..='~' => out.push(c),
        '\t' => out.push_str(&" ".repeat(8 - out.chars().count() % 8)),
        '\0'..='\u{1f}' => {
            out.push('^');
            out.push(char::from(u8::try_from(u32::from(c)).unwrap_or(0) + 0x40));
        }
        '\u{7f}' => out.push_str("^?"),
        _ if CleanText::line(c.encode_utf8(&mut [0; 4])).as_str().trim().is_empty() && !c.is_whitespace() => {
            out.push_str(&format!("<U+{:04X}>", u32::from(c)));
        }
        '\u{80}'..='\u{9f}' | '\u{2028}' | '\u{2029}' => out.push_str(&format!("<U+{:04X}>", u32::from(c))),
        _ => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_terminal_would_obey_is_seen() {
        let lines = visible_lines(
            b"Subject: a\r\n\x1b[31mred\x07\x7f\tx\n\xe9t\xc3\xa9 \xe2\x80\xaegpj.exe\xe2\x80\x8b\xc2\x9b\n\n\xe6\x97\xa5\xe6\x9c\xac\r",
        );
        let lines: Vec<&str> = lines.iter().map(CleanText::as_str).collect();
        assert_eq!(lines, ["Subject: a", "^[[31mred^G^?   x", "\\xE9té <U+202E>gpj.exe<U+200B><U+009B>", "", "日本"]);
        assert!(visible_lines(b"").is_empty());
    }
}
