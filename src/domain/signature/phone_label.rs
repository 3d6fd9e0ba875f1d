//! What stands before and after a phone number and says what it is for.

use std::sync::LazyLock;

use super::phone_kind::PhoneKind;
use super::words::{entries, phrases};

static LABELS: LazyLock<Vec<(&'static str, PhoneKind)>> = LazyLock::new(|| {
    entries(include_str!("../../../assets/words/phone_labels.txt"))
        .filter_map(|line| line.split_once(' '))
        .filter_map(|(kind, label)| PhoneKind::named(kind).map(|kind| (label, kind)))
        .collect()
});

/// Labels of numbers, in the order in which they are tried.
pub(super) fn labels() -> &'static [(&'static str, PhoneKind)] {
    &LABELS
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Label {
    Known(PhoneKind),
    Nothing,
    NotAPhone,
    Other,
}

/// The label at the end of what stands before a number, and how many bytes it takes.
pub(super) fn label_before(before: &str) -> (usize, Label) {
    let is_mark = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ':' | '.'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '【'
                    | '】'
                    | '<'
                    | '>'
                    | '・'
                    | '='
                    | '|'
                    | '■'
                    | '◆'
                    | '●'
                    | '○'
                    | '*'
                    | '-'
                    | '〔'
                    | '〕'
                    | '「'
                    | '」'
                    | '…'
                    | '_'
                    | '；'
                    | ';'
                    | '→'
                    | '~'
            )
    };
    let Some((kind, rest)) = strip_label(before, is_mark) else {
        let tail = before.rsplit(['|', '/']).next().unwrap_or_default();
        if tail.trim().chars().all(is_mark) || tail.trim().is_empty() {
            return (0, Label::Nothing);
        }
        let lower = tail.to_lowercase();
        let not_a_phone =
            phrases("other_number").iter().any(|word| if word.is_ascii() { ends_with_word(&lower, word) } else { lower.contains(word) })
                || lower.trim_end_matches(is_mark).ends_with("番号")
                || lower.trim_end_matches(is_mark).ends_with("no");
        return (0, if not_a_phone { Label::NotAPhone } else { Label::Other });
    };
    // TEL/FAX before one number: a phone that also takes faxes.
    let join = |c: char| is_mark(c) || matches!(c, '/' | '&' | ',' | '+' | '兼' | '、' | '＆');
    let joined =
        rest.trim_end().ends_with(['/', '&', ',', '+', '兼', '・', '、', '-']) || before[rest.len()..].trim_start().starts_with(['/', '&']);
    if joined && let Some((other, shorter)) = strip_label(rest, join) {
        let pair = [kind, other];
        if pair.contains(&PhoneKind::Fax) && pair.iter().any(|kind| *kind != PhoneKind::Fax) {
            return (before.len() - shorter.trim_end_matches(is_mark).len(), Label::Known(PhoneKind::Phone));
        }
    }
    // Two labels for one number: 電話(直通).
    if let Some((other, shorter)) = strip_label(rest, |c| is_mark(c) && c != '|') {
        let gap = &rest[shorter.len()..];
        if !gap.contains('|') && (kind, other) != (PhoneKind::Fax, PhoneKind::Phone) {
            let kind = if kind == PhoneKind::Phone { other } else { kind };
            return (before.len() - shorter.len(), Label::Known(kind));
        }
    }
    (before.len() - rest.len(), Label::Known(kind))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    text.ends_with(word) && !text[..text.len() - word.len()].ends_with(|c: char| c.is_alphanumeric())
}

/// Strips one label from the end; spaces inside it (電　話, T E L) do not count.
fn strip_label(before: &str, is_mark: impl Fn(char) -> bool) -> Option<(PhoneKind, &str)> {
    let trimmed = before.trim_end_matches(&is_mark);
    for (label, kind) in labels() {
        let mut rest = trimmed.char_indices().rev().peekable();
        let mut wanted = label.chars().rev().peekable();
        let mut start = trimmed.len();
        let mut gaps = 0;
        while let Some(want) = wanted.peek() {
            match rest.peek() {
                Some((index, c)) if c.to_lowercase().next() == Some(*want) => {
                    start = *index;
                    rest.next();
                    wanted.next();
                }
                Some((_, c)) if start < trimmed.len() && gaps < 6 && c.is_whitespace() && label.chars().count() > 1 => {
                    gaps += 1;
                    rest.next();
                }
                _ => break,
            }
        }
        if wanted.peek().is_some() {
            continue;
        }
        let head = &trimmed[..start];
        let latin = label.chars().next().is_some_and(char::is_alphabetic) && label.chars().all(|c| !super::script::is_cjk(c));
        let before_label = head.chars().next_back();
        if latin && before_label.is_some_and(|c| c.is_alphanumeric() && !super::script::is_cjk(c)) {
            continue;
        }
        let single = label.chars().count() == 1 && latin;
        if single && before_label.is_some_and(|c| super::script::is_cjk(c) || matches!(c, '&' | '.' | '\'')) {
            continue;
        }
        return Some((*kind, head));
    }
    None
}

/// What follows a number: (直通), (内線 221), ext. 5. Its length in bytes and the kind it names.
pub(super) fn suffix(after: &str) -> (usize, Option<PhoneKind>) {
    let trimmed = after.trim_start();
    let skipped = after.len() - trimmed.len();
    if skipped > 2 {
        return (0, None);
    }
    if let Some(inside) = trimmed.strip_prefix('(') {
        let Some(close) = inside.find(')') else { return (0, None) };
        let word: String = inside[..close].chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '+') && !word.contains(':') {
            return (0, None);
        }
        let kind = if word == "代" {
            Some(PhoneKind::Main)
        } else {
            labels()
                .iter()
                .find(|(label, _)| word == *label || (label.chars().count() > 2 && word.starts_with(label)))
                .map(|(_, kind)| *kind)
        };
        return (skipped + close + 2, kind);
    }
    let lower = trimmed.to_lowercase();
    for word in ["内線", "ext.", "ext", "extension", "x"] {
        let Some(rest) = lower.strip_prefix(word) else { continue };
        let body = rest.trim_start_matches([':', '.', ' ']);
        let number = body.chars().take_while(char::is_ascii_digit).count();
        if (1..=6).contains(&number) {
            return (skipped + trimmed.len() - body.len() + number, None);
        }
    }
    (0, None)
}

/// A label behind the number, where none stands before it: `(614) 555-0131 direct | ...`. Its length in bytes and the kind.
pub(super) fn label_behind(after: &str) -> (usize, Option<PhoneKind>) {
    let trimmed = after.trim_start_matches([' ', '-', '-']);
    let word: String = trimmed.chars().take_while(|c| c.is_alphabetic()).collect();
    let rest = trimmed[word.len()..].trim_start();
    let alone = rest.is_empty() || rest.starts_with(['|', '/', ',', ';', '·', '•', ')', '(']);
    let lower = word.to_lowercase();
    let kind = labels()
        .iter()
        .find(|(label, _)| *label == lower && (label.chars().count() > 2 || matches!(*label, "m" | "t" | "f" | "c" | "o" | "d" | "p")))
        .map(|(_, kind)| *kind);
    match kind.filter(|_| alone) {
        Some(kind) => (after.len() - trimmed.len() + word.len(), Some(kind)),
        None => (0, None),
    }
}
