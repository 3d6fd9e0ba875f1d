//! The front of what the tail keeps of a mail: enough to say of most mails that they are not asked for, without unpacking their text.

use rusqlite::types::ValueRef;

use super::signature::Width;
use super::words::{COLUMNS, Words, columns_of};
use crate::store::seal::Sum;

/// The column of the readable text, which is longer than all others.
pub(super) const BODY: usize = 1;

/// The kind of a value whose signature and all parts but the body stand before the packed body, in today's search form:
///
/// the kind, the length of the signature (2 bytes), the length of the other parts (4), their sum (8), the signature, the other parts, the body as a zstd frame.
pub(super) const SIGNED: u8 = 6;

/// The same from earlier versions, with a signature half as wide.
const SIGNED_NARROW: u8 = 5;

/// How long the numbers before the signature are.
pub(super) const NUMBERS: usize = 15;

/// The front of a value.
#[derive(Debug, Clone, Copy)]
pub(super) struct Front<'a> {
    pub(super) signature: &'a [u8],
    /// All parts but the body.
    pub(super) head: &'a str,
}

impl<'a> Front<'a> {
    /// How long the front of a value is, by its first bytes; nothing for a value of an earlier version.
    pub(super) fn length(value: &[u8]) -> Option<usize> {
        let [SIGNED | SIGNED_NARROW, low, high, one, two, three, four, ..] = value else { return None };
        let head = usize::try_from(u32::from_le_bytes([*one, *two, *three, *four])).ok()?;
        head.checked_add(NUMBERS + usize::from(u16::from_le_bytes([*low, *high])))
    }

    /// How wide the signature of a value is.
    pub(super) fn width(value: &[u8]) -> Width {
        if value.first() == Some(&SIGNED_NARROW) { Width::Narrow } else { Width::Wide }
    }

    /// Reads a front of this length from the beginning of a value; nothing when it is damaged.
    pub(super) fn of(value: &'a [u8], length: usize) -> Option<Self> {
        let signature = usize::from(u16::from_le_bytes([*value.get(1)?, *value.get(2)?]));
        let (signature, head) = value.get(NUMBERS..length)?.split_at_checked(signature)?;
        Some(Self { signature, head: std::str::from_utf8(head).ok()? })
    }

    /// Whether the mail has what is asked for, as far as it can be told without its body.
    pub(super) fn fits(&self, asked: &Words) -> Option<bool> {
        let mut head = Head::default();
        head.read(self.head)?;
        head.fits(asked)
    }
}

/// All parts of a mail but its body, in the order of the columns.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Head {
    pub(super) text: String,
    /// Where each part ends in the text, and how many there are.
    ends: [usize; COLUMNS.len() - 1],
    parts: usize,
}

impl Head {
    /// Stands between the parts; clean text never holds it.
    pub(super) const BETWEEN: char = '\u{1f}';

    /// Adds the next part.
    pub(super) fn push(&mut self, part: &str) {
        if self.parts > 0 {
            self.text.push(Self::BETWEEN);
        }
        self.text.push_str(part);
        if let Some(end) = self.ends.get_mut(self.parts) {
            *end = self.text.len();
        }
        self.parts += 1;
    }

    /// Reads the parts; nothing when there are more or fewer of them.
    pub(super) fn read(&mut self, text: &str) -> Option<()> {
        self.text.clear();
        self.text.push_str(text);
        let mut found = text.match_indices(Self::BETWEEN).map(|(at, _)| at).chain([text.len()]);
        for end in &mut self.ends {
            *end = found.next()?;
        }
        self.parts = self.ends.len();
        found.next().is_none().then_some(())
    }

    /// The part of a column that is not the body.
    pub(super) fn part(&self, column: usize) -> &str {
        let at = if column > BODY { column - 1 } else { column };
        let start = if at == 0 { 0 } else { self.ends[at - 1] + 1 };
        self.text.get(start..self.ends[at]).unwrap_or_default()
    }

    /// By which a changed byte is known.
    pub(super) fn sum(&self) -> i64 {
        let mut sum = Sum::default();
        sum.value(ValueRef::Text(self.text.as_bytes()));
        sum.seal()
    }

    fn fits(&self, asked: &Words) -> Option<bool> {
        let all = |all: &[Words], enough: bool| {
            let said = all.iter().map(|one| self.fits(one));
            said.reduce(|one, other| if one == Some(enough) || other == Some(enough) { Some(enough) } else { one.and(other) })
        };
        match asked {
            Words::Phrase(part, phrase) => {
                let columns = columns_of(*part);
                let here = columns.iter().filter(|column| **column != BODY).any(|column| phrase.is_in(self.part(*column)));
                if here { Some(true) } else { (!columns.contains(&BODY)).then_some(false) }
            }
            Words::Any(any) => all(any, true).unwrap_or(Some(false)),
            Words::All { asked, without } => match (all(asked, false).unwrap_or(Some(true)), all(without, true).unwrap_or(Some(false))) {
                (Some(false), _) | (_, Some(true)) => Some(false),
                (Some(true), Some(false)) => Some(true),
                _ => None,
            },
        }
    }
}
