//! The fields of the search language: one table.

use super::{Part, State, Thing};

/// A field of the search language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs)] // each is the field of its own word, see `WORDS`
pub enum Field {
    From,
    To,
    Cc,
    Bcc,
    With,
    Subject,
    Body,
    Filename,
    List,
    Id,
    In,
    Label,
    Account,
    Is,
    Has,
    Before,
    After,
    On,
    NewerThan,
    OlderThan,
    Size,
    LeadStatus,
    Person,
    Company,
    DealStage,
    DealAmount,
    DealClosing,
    Owner,
    Industry,
    NoReply,
    Waiting,
}

const WORDS: [(&str, Field); 31] = [
    ("from", Field::From),
    ("to", Field::To),
    ("cc", Field::Cc),
    ("bcc", Field::Bcc),
    ("with", Field::With),
    ("subject", Field::Subject),
    ("body", Field::Body),
    ("filename", Field::Filename),
    ("list", Field::List),
    ("id", Field::Id),
    ("in", Field::In),
    ("label", Field::Label),
    ("account", Field::Account),
    ("is", Field::Is),
    ("has", Field::Has),
    ("before", Field::Before),
    ("after", Field::After),
    ("on", Field::On),
    ("newer_than", Field::NewerThan),
    ("older_than", Field::OlderThan),
    ("size", Field::Size),
    ("lead.status", Field::LeadStatus),
    ("person", Field::Person),
    ("company", Field::Company),
    ("deal.stage", Field::DealStage),
    ("deal.amount", Field::DealAmount),
    ("deal.closing", Field::DealClosing),
    ("owner", Field::Owner),
    ("industry", Field::Industry),
    ("no-reply", Field::NoReply),
    ("waiting", Field::Waiting),
];

pub(super) const STATES: [(&str, State); 15] = [
    ("unread", State::Unread),
    ("read", State::Read),
    ("starred", State::Starred),
    ("replied", State::Replied),
    ("forwarded", State::Forwarded),
    ("snoozed", State::Snoozed),
    ("spam", State::Spam),
    ("draft", State::Draft),
    ("sent", State::Sent),
    ("scheduled", State::Scheduled),
    ("customer", State::Customer),
    ("lead", State::Lead),
    ("contact", State::Contact),
    ("temp", State::Temp),
    ("unknown", State::Unknown),
];

pub(super) const THINGS: [(&str, Thing); 6] = [
    ("attachment", Thing::Attachment),
    ("link", Thing::Link),
    ("invite", Thing::Invite),
    ("deal", Thing::Deal),
    ("task", Thing::Task),
    ("note", Thing::Note),
];

impl Field {
    /// The field of a word, in any case; `_` and `-` are the same.
    pub(super) fn of_word(word: &str) -> Option<Self> {
        let plain = |text: &str| text.to_ascii_lowercase().replace('_', "-");
        WORDS.iter().find(|(known, _)| plain(known) == plain(word)).map(|(_, field)| *field)
    }

    /// The word as it is typed.
    pub fn word(self) -> &'static str {
        WORDS.iter().find(|(_, field)| *field == self).map_or("", |(word, _)| word)
    }

    /// The words of all fields, as the table has them.
    pub fn words() -> impl Iterator<Item = &'static str> {
        WORDS.iter().map(|(word, _)| *word)
    }

    /// What `is:` and `has:` can be.
    pub fn values() -> impl Iterator<Item = &'static str> {
        STATES.iter().map(|(word, _)| *word).chain(THINGS.iter().map(|(word, _)| *word))
    }

    /// The known word nearest to a mistyped one, if any is near.
    pub(super) fn nearest(word: &str) -> Option<&'static str> {
        let word = word.to_ascii_lowercase();
        let (distance, nearest) = WORDS.iter().map(|(known, _)| (distance(&word, known), *known)).min()?;
        (distance <= 1 + word.len() / 4).then_some(nearest)
    }

    /// The part of a mail that a field of words looks into.
    pub(super) fn part(self) -> Option<Part> {
        Some(match self {
            Self::From => Part::From,
            Self::To => Part::To,
            Self::Cc => Part::Cc,
            Self::Bcc => Part::Bcc,
            Self::With => Part::With,
            Self::Subject => Part::Subject,
            Self::Body => Part::Body,
            Self::Filename => Part::Filename,
            _ => return None,
        })
    }

    /// Whether `<`, `>` and `=` may stand in place of the colon.
    pub(super) fn compares(self) -> bool {
        matches!(self, Self::Size | Self::DealAmount | Self::DealClosing)
    }

    /// What the field can be, or an example, as a hint shows it: words of the language itself.
    pub(super) fn allowed(self) -> String {
        let words = |all: Vec<&str>| all.join(", ");
        match self {
            Self::Is => words(STATES.iter().map(|(word, _)| *word).collect()),
            Self::Has => words(THINGS.iter().map(|(word, _)| *word).collect()),
            Self::Before | Self::After | Self::On => format!("{}:2026-01-31", self.word()),
            Self::NewerThan | Self::OlderThan | Self::NoReply | Self::Waiting => format!("{}:3d", self.word()),
            Self::Size => "size>1M".to_owned(),
            Self::DealAmount => "deal.amount>10000".to_owned(),
            Self::DealClosing => "deal.closing<2026-12-31".to_owned(),
            Self::In => "in:Inbox".to_owned(),
            Self::Id => "id:<MESSAGE-ID>".to_owned(),
            Self::LeadStatus => "lead.status:\"Not Contacted\"".to_owned(),
            Self::DealStage => "deal.stage:\"Closed Won\"".to_owned(),
            other => format!("{}:\"…\"", other.word()),
        }
    }
}

/// How many letters must be added, dropped or changed (Levenshtein) to make one word the other.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (n, known) in other.iter().enumerate() {
            let changed = diagonal + usize::from(c != *known);
            diagonal = row[n + 1];
            row[n + 1] = changed.min(row[n] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
