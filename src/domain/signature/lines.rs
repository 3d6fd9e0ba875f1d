//! Reads the lines of a signature: what each holds.

use super::borders::border;
use super::clues::Clues;
use super::line::{Item, ItemKind, Line};
use super::prose::{is_closing, is_greeting, is_sentence};
use super::script::is_cjk;
use super::segments::{read_segment, segments};
use super::words::{phrases, words};
use super::{phone_label, phones};
use super::{postal, web};

/// Reads one folded line.
pub(super) fn read(text: &str, at: usize, clues: &Clues) -> Line {
    let mut line = Line { text: text.to_owned(), blank: text.trim().is_empty(), border: border(text), ..Line::default() };
    if line.blank || line.border.is_some() {
        return line;
    }
    let inner = unframed(text);
    line.closing = is_closing(inner) || is_greeting(inner);
    line.sentence = is_sentence(inner);
    if inner.chars().count() > 200 {
        line.sentence = true;
        line.unknown = true;
        return line;
    }
    let mut rest = inner.to_owned();
    let blank = |rest: &mut String, span: std::ops::Range<usize>, mark: char| {
        let filler: String = std::iter::repeat_n(mark, span.len()).collect();
        rest.replace_range(span, &filler);
    };
    for found in web::mails(inner) {
        line.items.push(Item { kind: ItemKind::Mail, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    for found in web::sites(&rest.clone()) {
        line.items.push(Item { kind: ItemKind::Site, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    for found in postal::codes(&rest.clone()) {
        line.items.push(Item { kind: ItemKind::Code, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{2}');
    }
    for found in phones::find(&rest.clone()) {
        line.items.push(Item { kind: ItemKind::Phone(found.kind, found.labelled), value: found.number, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    if of_somebody_else(inner, clues) {
        line.items.retain(|item| !matches!(item.kind, ItemKind::Phone(..)));
    }
    if line.sentence {
        line.unknown = true;
        return line;
    }
    if is_aside(inner) {
        // A bank, a licence, opening hours: of its line only numbers with a label of their own are the sender's.
        line.items.retain(|item| match item.kind {
            ItemKind::Phone(_, labelled) => labelled == phones::Labelled::Yes,
            ItemKind::Mail => true,
            _ => false,
        });
        line.aside = true;
        line.unknown = true;
        return line;
    }
    let segments: Vec<String> = segments(&rest).into_iter().filter(|segment| !is_pronouns(segment)).collect();
    line.label = segments.is_empty() && line.items.is_empty();
    for segment in segments {
        read_segment(&segment, at, clues, &mut line);
    }
    line
}

/// Whether a family name in brackets at the end says whose number stands before it, and it is not the sender's: `090-0000-0000(佐々木)`.
fn of_somebody_else(text: &str, clues: &Clues) -> bool {
    let Some((before, inside)) = text.strip_suffix(')').and_then(|text| text.rsplit_once('(')) else { return false };
    let name = inside.trim().trim_end_matches("さん").trim_end_matches('様');
    before.trim_end().ends_with(|c: char| c.is_ascii_digit()) && words().surnames.contains_key(name) && clues.other_than(name)
}

/// What stands in signatures beside the sender: accounts, register numbers, licences, keys, opening hours.
fn is_aside(text: &str) -> bool {
    let lower = text.to_lowercase();
    phrases("aside").iter().any(|mark| holds(&lower, mark))
}

/// Whether a text holds a mark; one of Latin letters only where no other letter stands beside it: Tachibana is no IBAN.
fn holds(text: &str, mark: &str) -> bool {
    let apart = |beside: Option<char>, edge: Option<char>| {
        !edge.is_some_and(|c| c.is_alphabetic() && !is_cjk(c)) || !beside.is_some_and(|c| c.is_alphabetic() && !is_cjk(c))
    };
    text.match_indices(mark).any(|(at, _)| {
        apart(text[..at].chars().next_back(), mark.chars().next())
            && apart(text[at + mark.len()..].chars().next(), mark.chars().next_back())
    })
}

/// `she/her`, `they/them/theirs`, `Pronouns: he/him`.
fn is_pronouns(segment: &str) -> bool {
    let lower = segment.to_lowercase();
    let words = lower.strip_prefix("pronouns:").unwrap_or(&lower).trim().trim_matches(['(', ')', '[', ']']);
    let mut parts = words.split('/').map(str::trim);
    parts.next().is_some_and(|first| ["he", "she", "they", "ze", "xe", "sie", "er", "elle", "il", "ella", "any"].contains(&first))
        && (words.contains('/') || words == "any pronouns")
}

/// The label that a line is, if it is nothing else: a list or a table whose cells became lines has it above its value.
pub(super) fn lone_label(text: &str) -> Option<&str> {
    let label = unframed(text).trim_matches(['[', ']', '【', '】', '(', ')', '<', '>', ' ', ':']);
    let bare: String = label.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
    let tags = [
        "label_name",
        "label_company",
        "label_department",
        "label_title",
        "label_address",
        "label_mail",
        "label_web",
        "label_reading",
        "label_code",
    ];
    let known =
        tags.iter().any(|tag| phrases(tag).contains(&bare.as_str())) || phone_label::labels().iter().any(|(label, _)| *label == bare);
    (known && bare.chars().count() >= 2).then_some(label)
}

/// The line without the bars and ornaments at its sides.
pub(super) fn unframed(text: &str) -> &str {
    text.trim()
        .trim_matches(|c: char| {
            matches!(
                c,
                '|' | '│'
                    | '┃'
                    | '║'
                    | '■'
                    | '□'
                    | '◆'
                    | '◇'
                    | '●'
                    | '○'
                    | '★'
                    | '☆'
                    | '*'
                    | '♪'
                    | '~'
                    | '='
                    | '#'
                    | '▼'
                    | '▲'
                    | '◎'
                    | '❖'
                    | '►'
                    | '▶'
                    | '•'
                    | '>'
                    | '-'
                    | '_'
                    | ':'
                    | ';'
                    | '┏'
                    | '┗'
                    | '┓'
                    | '┛'
                    | '├'
                    | '┤'
            )
        })
        .trim()
}

#[cfg(test)]
#[path = "lines_tests.rs"]
mod tests;
