//! Plain text as lines with their depth of quoting (RFC 3676 where the mail says so).

use std::borrow::Cow;

/// A line of plain text without its quote marks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainLine<'a> {
    /// How many quote marks it had.
    pub quote: u8,
    /// What stands behind the quote marks; a flowed paragraph (RFC 3676) is one line.
    pub text: Cow<'a, str>,
}

/// How a text part says its lines are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Flow {
    /// A space at the end of a line joins it to the next.
    pub flowed: bool,
    /// That space is not part of the text.
    pub delsp: bool,
}

/// Splits a text into lines, joining flowed ones. The text must be clean already, with `\n` as line end.
pub fn plain_lines(text: &str, flow: Flow) -> Vec<PlainLine<'_>> {
    let mut lines: Vec<PlainLine<'_>> = Vec::new();
    let mut open = false;
    for line in text.strip_suffix('\n').unwrap_or(text).split('\n') {
        let (quote, mut content) = if flow.flowed { flowed_marks(line) } else { marks(line) };
        if !flow.flowed {
            let text = if content == "-- " { content } else { content.trim_end() };
            lines.push(PlainLine { quote, text: Cow::Borrowed(text) });
            continue;
        }
        content = content.strip_prefix(' ').unwrap_or(content);
        let signature = content == "-- ";
        let flows = content.ends_with(' ') && !signature;
        let kept = if flows && flow.delsp { &content[..content.len() - 1] } else { content };
        match lines.last_mut() {
            Some(last) if open && last.quote == quote && !signature => last.text.to_mut().push_str(kept),
            _ => lines.push(PlainLine { quote, text: Cow::Borrowed(kept) }),
        }
        open = flows;
    }
    lines
}

/// Quote marks as people and programs write them: `>`, `> >`, `>>`, full-width ones; one space after them belongs to them.
fn marks(line: &str) -> (u8, &str) {
    let mut rest = line;
    let mut depth = 0_u8;
    loop {
        let after_space = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
        match after_space.strip_prefix('>').or_else(|| after_space.strip_prefix('＞')) {
            Some(after) => {
                depth = depth.saturating_add(1);
                rest = after;
            }
            None => break,
        }
    }
    if depth > 0 { (depth, rest.strip_prefix(' ').unwrap_or(rest)) } else { (0, line) }
}

/// Quote marks of flowed text: `>` only, without spaces between (RFC 3676 4.5).
fn flowed_marks(line: &str) -> (u8, &str) {
    let depth = line.bytes().take_while(|byte| *byte == b'>').count();
    (u8::try_from(depth).unwrap_or(u8::MAX), &line[depth..])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str, flow: Flow) -> Vec<String> {
        plain_lines(text, flow).into_iter().map(|line| format!("{}|{}", line.quote, line.text)).collect()
    }

    #[test]
    fn quote_marks_become_depth() {
        assert_eq!(shown("a\n> b\n>> c\n> > d\n＞ e\nf > g\n", Flow::default()), ["0|a", "1|b", "2|c", "2|d", "1|e", "0|f > g"]);
    }

    #[test]
    fn flowed_lines_are_joined() {
        let flow = Flow { flowed: true, delsp: false };
        assert_eq!(
            shown("one \ntwo \nthree\n\n> quoted \n> text\n -space\n>>deep", flow),
            ["0|one two three", "0|", "1|quoted text", "0|-space", "2|deep"]
        );
        assert_eq!(shown("text\n-- \nname", flow), ["0|text", "0|-- ", "0|name"]);
        let delsp = Flow { flowed: true, delsp: true };
        assert_eq!(shown("お世話に \nなります", delsp), ["0|お世話になります"]);
    }
}
