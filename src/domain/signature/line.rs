//! One line of a signature: what it holds.

use super::borders::Border;
use super::names::PersonName;
use super::phone_kind::PhoneKind;
use super::phones::Labelled;

/// What a piece of a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum ItemKind {
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
    /// A department, its levels together.
    Department,
    /// A job title.
    Title,
    /// A person's name.
    Name(PersonName),
    /// The reading of the name: family, given.
    Reading(String, String),
}

/// A piece of a line that a recogniser knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Item {
    /// What a recogniser took it for.
    pub kind: ItemKind,
    /// Its text without label and brackets.
    pub value: String,
    /// Index of the line.
    pub line: usize,
}

/// Words of a line that no recogniser knows: perhaps a company or a title, which what stands around them tells (`guess`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loose {
    /// The words.
    pub text: String,
    /// Whether a name stands behind them.
    pub by_name: bool,
}

/// A line and what is known of it.
#[derive(Debug, Clone, Default)]
pub(super) struct Line {
    /// Width-folded text.
    pub text: String,
    /// Nothing but white space.
    pub blank: bool,
    /// The border, if the line is nothing but ornaments.
    pub border: Option<Border>,
    /// Running text.
    pub sentence: bool,
    /// A greeting or a closing phrase.
    pub closing: bool,
    /// What the recognisers found.
    pub items: Vec<Item>,
    /// Words that no recogniser knows.
    pub unknown: bool,
    /// Accounts, registers, hours: what signatures hold beside the sender.
    pub aside: bool,
    /// Those words.
    pub loose: Vec<Loose>,
    /// Nothing but the label of what the next line holds.
    pub label: bool,
    /// The name that unknown words could be, were the line where names stand.
    pub maybe_name: Option<PersonName>,
    /// Text that may go on with an address before it.
    pub address_tail: Option<String>,
}

impl Line {
    /// Whether the line holds a value that a signature is made of, a bare name apart.
    pub(super) fn strong(&self) -> bool {
        self.items.iter().any(|item| match &item.kind {
            ItemKind::Phone(_, labelled) => *labelled != Labelled::Other || !self.sentence,
            ItemKind::Mail | ItemKind::Site => !self.sentence,
            ItemKind::Code | ItemKind::Address(_) | ItemKind::Company(true) => !self.sentence,
            _ => false,
        })
    }

    /// Whether the line is a given name and nothing else: a signature may begin so, but also end the letter above it.
    pub(super) fn given_name_only(&self) -> bool {
        self.items.len() == 1 && matches!(&self.items[0].kind, ItemKind::Name(name) if name.last.is_empty())
    }

    /// Whether a running text only remarks on the lines around it: in brackets, or behind a mark.
    pub(super) fn is_remark(&self) -> bool {
        let text = self.text.trim();
        text.starts_with('※') || text.starts_with('(') && text.ends_with(')')
    }

    /// Whether any recogniser knows the line.
    pub(super) fn typed(&self) -> bool {
        !self.items.is_empty() || self.label
    }
}
