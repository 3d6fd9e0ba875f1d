//! Which lines of a mail its author wrote, which are quoted, and which only introduce a quote or sign the mail.

mod attribution;
mod drawn;
mod header_block;

use self::attribution::{attribution, introduces_the_rest};
use self::drawn::undrawn;
use self::header_block::unmarked_quote;
use super::body::LineKind;

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    /// How deep it is quoted; 0 is the author's own.
    pub quote: u8,
    /// What it is.
    pub kind: LineKind,
}

/// Judges the lines of a text: each with the depth its quote marks (or its HTML) already give it, and its words without them.
///
/// Found are attributions ("On ... wrote:", in many languages and over up to three lines), the header block that Outlook and others put above unmarked quoted text
/// (everything after it is quoted), separators such as `-----Original Message-----`, and signatures after `-- ` or "Sent from my ...".
pub fn marks(lines: &[(u8, &str)]) -> Vec<Mark> {
    let mut marks: Vec<Mark> = lines.iter().map(|(quote, _)| Mark { quote: *quote, kind: LineKind::Text }).collect();
    let mut at = 0;
    let mut signature = false;
    while at < lines.len() {
        let (quote, text) = lines[at];
        let text = text.trim();
        if quote > 0 {
            signature = false;
        } else if let Some(length) = unmarked_quote(lines, at) {
            for mark in &mut marks[at..at + length] {
                mark.kind = LineKind::Attribution;
            }
            for mark in &mut marks[at + length..] {
                mark.quote = mark.quote.saturating_add(1);
            }
            return marks;
        } else if let Some(length) = attribution(lines, at) {
            for mark in &mut marks[at..at + length] {
                mark.kind = LineKind::Attribution;
            }
            at += length;
            signature = false;
            if introduces_the_rest(lines, at - length, at) {
                for mark in &mut marks[at..] {
                    mark.quote = mark.quote.saturating_add(1);
                }
                return marks;
            }
            continue;
        } else if is_signature_mark(lines, at) {
            signature = true;
        } else if is_device_line(text) && ends_soon(lines, at) {
            marks[at].kind = LineKind::Signature;
        }
        if signature && quote == 0 {
            marks[at].kind = LineKind::Signature;
        }
        at += 1;
    }
    marks
}

/// How many lines mostly have enough own words for a list. They are judged with as many behind them, since what a line is depends on what follows it.
const FIRST_LINES: usize = 16;

/// How many characters of the author's own words a list shows of a mail: quotes, attributions and signatures left out, on one line.
pub fn own_words(lines: &[(u8, &str)], max_chars: usize) -> String {
    let mut out = String::new();
    if lines.len() > 2 * FIRST_LINES && gather(&lines[..FIRST_LINES], &marks(&lines[..2 * FIRST_LINES]), max_chars, &mut out) {
        return out;
    }
    out.clear();
    gather(lines, &marks(lines), max_chars, &mut out);
    out
}

/// Gathers own words until there is no room for another one, and answers whether that was so.
fn gather(lines: &[(u8, &str)], marks: &[Mark], max_chars: usize, out: &mut String) -> bool {
    let mut chars = 0;
    let own = |mark: &Mark| mark.quote == 0 && matches!(mark.kind, LineKind::Text | LineKind::Heading | LineKind::Fixed);
    for (line, _) in lines.iter().zip(marks).filter(|(_, mark)| own(mark)) {
        for word in line.1.split_whitespace().filter_map(undrawn) {
            if !out.is_empty() && chars + 1 < max_chars {
                out.push(' ');
                chars += 1;
            } else if !out.is_empty() {
                return true;
            }
            for c in word.chars() {
                if chars >= max_chars {
                    return true;
                }
                out.push(c);
                chars += 1;
            }
        }
        if chars >= max_chars {
            return true;
        }
    }
    false
}

/// `-- ` on its own (RFC 3676 4.3); without its space only where little follows.
fn is_signature_mark(lines: &[(u8, &str)], at: usize) -> bool {
    let text = lines[at].1;
    text == "-- " || text.trim_end() == "--" && lines.len() - at <= 15
}

/// "Sent from my iPhone" and its kin.
fn is_device_line(text: &str) -> bool {
    const BEGINNINGS: [&str; 13] = [
        "Sent from my ",
        "Sent from Mail for",
        "Sent from Yahoo",
        "Sent from Outlook",
        "Sent from mobile",
        "Sent via ",
        "Get Outlook for ",
        "Von meinem ",
        "Gesendet von ",
        "Envoyé de mon ",
        "Enviado desde mi ",
        "Inviato da ",
        "Отправлено с ",
    ];
    let first = text.as_bytes().first();
    BEGINNINGS.iter().any(|beginning| beginning.as_bytes().first() == first && text.starts_with(beginning))
        || text.ends_with("から送信") && text.chars().count() < 30
}

/// Whether no more own text of weight follows.
fn ends_soon(lines: &[(u8, &str)], at: usize) -> bool {
    lines[at + 1..].iter().take_while(|(quote, _)| *quote == 0).filter(|(_, text)| !text.trim().is_empty()).count() <= 8
}
#[cfg(test)]
mod tests {
    use super::*;

    fn lines(text: &str) -> Vec<(u8, &str)> {
        text.lines().map(|line| line.strip_prefix("> ").map_or((0, line), |rest| (1, rest))).collect()
    }

    fn own(text: &str) -> String {
        own_words(&lines(text), 160)
    }

    #[test]
    fn the_first_lines_of_a_long_mail_show_what_all_its_lines_would_show() {
        let heads = [
            "Hello\n",
            "> quoted\n",
            "--\nBob\n",
            "Sent from my iPhone\n",
            "On Mon, 2 Apr 2012 at 5:26, Bob <bob@x.example> wrote:\n> Hi\n",
        ];
        for (head, repeats) in heads.iter().flat_map(|head| [(head, 1), (head, 5), (head, 12)]) {
            for tail in ["Words that Bob wrote himself, line by line.\n", "> quoted\n", "\n"] {
                let text = format!("{}{}", head.repeat(repeats), tail.repeat(90));
                let lines = lines(&text);
                let mut all = String::new();
                gather(&lines, &marks(&lines), 160, &mut all);
                assert_eq!(own_words(&lines, 160), all, "{head:?} {repeats} times, then {tail:?}");
            }
        }
    }

    #[test]
    fn only_what_the_author_wrote_is_shown_in_lists() {
        assert_eq!(own("Hello\n\nOn Mon, 2 Apr 2012 at 5:26, Bob <bob@x.example> wrote:\n\n> Hi"), "Hello");
        assert_eq!(own("Hello\n\nOn Mon, Apr 2, 2012 at 5:26 PM,\nBob\n<bob@x.example> wrote:\n\n> Hi\n\nBelow too"), "Hello Below too");
        assert_eq!(own("了解しました。\n\n2024年5月6日(月) 10:42 田中太郎 <t@x.example>:\n> お願いします"), "了解しました。");
        assert_eq!(own("Hello\n\n-----Original Message-----\nFrom: Bob\nSent: Monday\nTo: me\nSubject: Hi\n\nunmarked quote"), "Hello");
        assert_eq!(
            own("承知しました\n________________________________\n差出人: 田中\n送信日時: 2024年5月6日\n宛先: 私\n件名: 見積\n\n引用"),
            "承知しました"
        );
        assert_eq!(own("Thanks\n-- \nBob\nSales"), "Thanks");
        assert_eq!(own("はい\n\niPhoneから送信"), "はい");
        assert_eq!(own("-----\nReport: 12:30\n====="), "Report: 12:30");
        assert_eq!(
            own("┏━━━━━━━━┓\n┃ みなと通信 ┃\n┗━━━━━━━━┛\n\n★☆ 秋の特集 ☆★\n■□■━━━━━━\n　いつもご利用ありがとうございます。"),
            "みなと通信 秋の特集 いつもご利用ありがとうございます。"
        );
    }

    #[test]
    fn ordinary_text_is_not_taken_for_a_quote() {
        assert_eq!(own("Please note:\nDate: tomorrow\nbye"), "Please note: Date: tomorrow bye");
        assert_eq!(own("On Monday we wrote a plan.\nIt is here: x"), "On Monday we wrote a plan. It is here: x");
        let marked = marks(&lines("a\n-- \nsig\n> quoted\nown again"));
        let kinds: Vec<LineKind> = marked.iter().map(|mark| mark.kind).collect();
        assert_eq!(kinds, [LineKind::Text, LineKind::Signature, LineKind::Signature, LineKind::Text, LineKind::Text]);
    }
}
