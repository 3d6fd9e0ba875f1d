//! One line of a signature: what it holds.

use super::borders::{Border, border};
use super::clues::Clues;
use super::names::PersonName;
use super::phones::{self, Labelled, PhoneKind};
use super::prose::{is_closing, is_greeting, is_sentence};
use super::segments::{read_segment, segments};
use super::{postal, web};

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Kind {
    /// A phone number.
    Phone(PhoneKind, Labelled),
    /// A mail address.
    Mail,
    /// A web site.
    Site,
    /// A postal code.
    Code,
    /// A postal address; the office's name that stands before it.
    Address(String),
    /// A company; whether its form, the header or the domain says so.
    Company(bool),
    /// A department.
    Department,
    /// A job title.
    Title,
    /// A person.
    Name(PersonName),
    /// The reading of the name: family, given.
    Reading(String, String),
}

/// A piece of a line that a recogniser knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What it is.
    pub kind: Kind,
    /// Its text.
    pub value: String,
    /// Index of the line.
    pub line: usize,
}

/// A line and what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Width-folded text.
    pub text: String,
    /// Nothing but white space.
    pub blank: bool,
    /// Ornaments.
    pub border: Option<Border>,
    /// Running text.
    pub sentence: bool,
    /// A greeting or a closing phrase.
    pub closing: bool,
    /// What the recognisers found.
    pub items: Vec<Item>,
    /// Words that no recogniser knows.
    pub unknown: bool,
    /// Text that may go on with an address before it.
    pub address_tail: Option<String>,
}

impl Line {
    /// Whether the line holds a value that a signature is made of, a bare name apart.
    pub(super) fn strong(&self) -> bool {
        self.items.iter().any(|item| match &item.kind {
            Kind::Phone(_, labelled) => *labelled != Labelled::Other || !self.sentence,
            Kind::Mail | Kind::Site => !self.sentence,
            Kind::Code | Kind::Address(_) | Kind::Company(true) => !self.sentence,
            _ => false,
        })
    }

    /// Whether the line is a given name and nothing else: a signature may begin so, but also end the letter above it.
    pub(super) fn given_name_only(&self) -> bool {
        self.items.len() == 1 && matches!(&self.items[0].kind, Kind::Name(name) if name.last.is_empty())
    }

    /// Whether any recogniser knows the line.
    pub(super) fn typed(&self) -> bool {
        !self.items.is_empty()
    }
}

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
        line.items.push(Item { kind: Kind::Mail, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    for found in web::sites(&rest.clone()) {
        line.items.push(Item { kind: Kind::Site, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    for found in postal::codes(&rest.clone()) {
        line.items.push(Item { kind: Kind::Code, value: found.value, line: at });
        blank(&mut rest, found.span, '\u{2}');
    }
    for found in phones::find(&rest.clone()) {
        line.items.push(Item { kind: Kind::Phone(found.kind, found.labelled), value: found.number, line: at });
        blank(&mut rest, found.span, '\u{1}');
    }
    if line.sentence {
        line.unknown = true;
        return line;
    }
    for segment in segments(&rest) {
        read_segment(&segment, at, clues, &mut line);
    }
    line
}

/// The line without the bars and ornaments at its sides.
fn unframed(text: &str) -> &str {
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
