//! A mail being written: what was typed, and what can be sent.

use crate::domain::ids::{Id, MessageKey};
use crate::domain::mail::address::Address;
use crate::domain::mail::address_list::{parse_address_list, parse_received_list};
use crate::domain::mail::message_id::MessageId;
use crate::text::{CleanText, typed_line};

use super::enclosure::Enclosure;

/// A draft as it stands in the composer: half-typed recipients and all, so that a crash loses nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EnteredDraft {
    /// The account it goes out from; the default account when absent.
    pub account: Option<Id>,
    /// To, as typed.
    pub to: String,
    /// Cc, as typed.
    pub cc: String,
    /// Bcc, as typed.
    pub bcc: String,
    /// Subject, as typed.
    pub subject: String,
    /// The text, lines ended by `\n`; a line that begins with `>` is a quote.
    pub body: String,
    /// What it answers.
    pub in_reply_to: Option<MessageId>,
    /// The conversation it answers in, oldest first.
    pub references: Vec<MessageId>,
    /// The stored message it answers.
    pub reply_of: Option<MessageKey>,
    /// The stored message it passes on.
    pub forward_of: Option<MessageKey>,
    /// The record it was begun from (S1).
    pub for_record: Option<Id>,
    /// What goes along.
    pub enclosures: Vec<Enclosure>,
}

/// A draft whose every field can be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Draft {
    /// Whom it goes to openly.
    pub to: Vec<Address>,
    /// Who gets a copy openly.
    pub cc: Vec<Address>,
    /// Who gets a copy without the others knowing.
    pub bcc: Vec<Address>,
    /// The subject on one line as it was typed, at most [`EnteredDraft::MAX_SUBJECT`] characters; it may be empty.
    pub subject: String,
    /// The text, lines ended by `\n`.
    pub body: String,
    /// What it answers.
    pub in_reply_to: Option<MessageId>,
    /// The conversation it answers in, oldest first.
    pub references: Vec<MessageId>,
}

/// A field of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DraftField {
    /// Whom the mail is written to.
    To,
    /// Who gets a copy openly.
    Cc,
    /// Who gets a copy without the others knowing.
    Bcc,
    /// What it is about.
    Subject,
    /// What it says.
    Body,
}

impl DraftField {
    /// The name of the argument that fills it.
    pub fn word(self) -> &'static str {
        match self {
            Self::To => "to",
            Self::Cc => "cc",
            Self::Bcc => "bcc",
            Self::Subject => "subject",
            Self::Body => "body",
        }
    }
}

/// Why a field cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum FaultKind {
    /// Nobody would get it.
    NoRecipient,
    /// This piece is no address.
    BadAddress(CleanText),
    /// It is longer than a mail can carry.
    TooLong,
}

/// A field that cannot be sent, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFault {
    /// The field to go back to.
    pub field: DraftField,
    /// What keeps it from being sent.
    pub kind: FaultKind,
}

impl EnteredDraft {
    /// The most characters of a subject; more is a mistake of pasting.
    pub const MAX_SUBJECT: usize = 2000;
    /// The most recipients of one mail; servers refuse more.
    pub const MAX_RECIPIENTS: usize = 1000;

    /// Whether nothing was typed that would be missed.
    pub fn is_empty(&self) -> bool {
        [&self.to, &self.cc, &self.bcc, &self.subject, &self.body].iter().all(|field| field.trim().is_empty()) && self.enclosures.is_empty()
    }

    /// What can be read of it so far: addresses that are still being typed are left out.
    pub fn so_far(&self) -> Draft {
        let list = |typed: &str| parse_received_list(typed).into_iter().filter_map(Result::ok).collect();
        Draft {
            to: list(&self.to),
            cc: list(&self.cc),
            bcc: list(&self.bcc),
            subject: typed_line(self.subject.trim_matches([' ', '\t', '\r', '\n'])),
            body: self.body.clone(),
            in_reply_to: self.in_reply_to.clone(),
            references: self.references.clone(),
        }
    }

    /// Reads every field; all faults are named at once, in the order of the form.
    pub fn read(&self) -> Result<Draft, Vec<DraftFault>> {
        let mut faults = Vec::new();
        let mut seen = std::collections::HashSet::new();
        // An answer goes to the address that the mail came from, whether or not it could be typed.
        let read = if self.in_reply_to.is_some() || self.reply_of.is_some() { parse_received_list } else { parse_address_list };
        let mut list = |field, typed: &str| {
            let mut found: Vec<Address> = Vec::new();
            for one in read(typed) {
                match one {
                    Ok(address) if seen.insert(address.address.normalized()) => found.push(address),
                    Ok(_) => {}
                    Err(bad) => faults.push(DraftFault { field, kind: FaultKind::BadAddress(bad.piece) }),
                }
            }
            found
        };
        let to = list(DraftField::To, &self.to);
        let cc = list(DraftField::Cc, &self.cc);
        let bcc = list(DraftField::Bcc, &self.bcc);
        let recipients = to.len() + cc.len() + bcc.len();
        if recipients == 0 && faults.is_empty() {
            faults.push(DraftFault { field: DraftField::To, kind: FaultKind::NoRecipient });
        }
        if recipients > Self::MAX_RECIPIENTS {
            faults.push(DraftFault { field: DraftField::To, kind: FaultKind::TooLong });
        }
        let subject = typed_line(self.subject.trim_matches([' ', '\t', '\r', '\n']));
        if subject.chars().count() > Self::MAX_SUBJECT {
            faults.push(DraftFault { field: DraftField::Subject, kind: FaultKind::TooLong });
        }
        if !faults.is_empty() {
            return Err(faults);
        }
        Ok(Draft {
            to,
            cc,
            bcc,
            subject,
            body: self.body.clone(),
            in_reply_to: self.in_reply_to.clone(),
            references: self.references.clone(),
        })
    }
}
