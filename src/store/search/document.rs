//! The parts of a mail that words are looked for in.

use std::borrow::Cow;
use std::fmt::Write;

use super::signature::signature;
use super::words::{COLUMNS, Words, columns_of};
use crate::domain::mail::address::{Address, AddressRole, normalized_domain};
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::own::Own;
use crate::domain::mail::sender::of_mail;
use crate::domain::query::{Part, Phrase, index_text};
use crate::store::{Result, StoreError, frame};
use crate::text::search_form;

/// Stands between the parts of a packed document; clean text never holds it.
const BETWEEN: char = '\u{1f}';

/// The largest document that is believed: the text of a mail is at most 1 MiB, and folding makes a character at most 18 times as long.
const MOST_BYTES: usize = 32 << 20;

/// Says that a signature stands before the packed text, which is in today's search form; a text without one begins as every zstd frame does.
const SIGNED: u8 = 4;

/// The same from earlier versions: their signatures are not asked any more, and their texts are in an earlier form.
const SIGNED_EARLIER: std::ops::RangeInclusive<u8> = 1..=3;

/// What the tail keeps of a mail. It is made where the mail is read, so that the writer only writes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct TailEntry(pub(super) Vec<u8>);

impl TailEntry {
    /// What search needs of a mail; afterwards nobody needs its text any more.
    ///
    /// # Errors
    /// Only when memory is wanting.
    pub fn of(mail: &ParsedMail) -> Result<Self> {
        Document::of(mail).pack()
    }

    /// How many bytes it takes.
    pub fn size(&self) -> usize {
        self.0.len()
    }
}

/// The parts of a mail in search form, one for each column.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Document {
    text: String,
    /// Where each part ends in the text.
    ends: [usize; COLUMNS.len()],
}

/// Whom Reply-To names as the ones a mail is from, so that `from:` finds a customer who wrote by the form of one's own site. Which addresses are our own nobody knows here: a
/// mail from a house to itself, or to nobody who is named, counts as ours.
fn authors(mail: &ParsedMail) -> Vec<Address> {
    if mail.addresses_of(AddressRole::ReplyTo).next().is_none() {
        return Vec::new();
    }
    let house = |one: &Address| normalized_domain(one.address.domain());
    let to: Vec<String> = mail.addresses_of(AddressRole::To).chain(mail.addresses_of(AddressRole::Cc)).map(house).collect();
    let ours = mail.addresses_of(AddressRole::From).filter(|one| to.is_empty() || to.contains(&house(one)));
    let whom = of_mail(mail, &Own::new(ours.map(|one| one.address.normalized())));
    if whom.by_reply_to { whom.authors } else { Vec::new() }
}

impl Document {
    pub(super) fn of(mail: &ParsedMail) -> Self {
        let people = |roles: &[AddressRole]| {
            let mut people = String::new();
            for (_, one) in mail.addresses.iter().filter(|(role, _)| roles.contains(role)) {
                let _ = writeln!(people, "{} {}", one.name.as_str(), one.address);
            }
            people
        };
        let files: Vec<&str> = mail.attachments.iter().map(|one| one.name.as_str()).collect();
        let mut from = people(&[AddressRole::From, AddressRole::Sender]) + mail.odd_sender.as_str();
        for author in authors(mail) {
            let _ = write!(from, "\n{} {}", author.name.as_str(), author.address);
        }
        let parts = [
            mail.subject.as_str(),
            mail.text.as_str(),
            &files.join("\n"),
            &from,
            &people(&[AddressRole::To]),
            &people(&[AddressRole::Cc]),
            &people(&[AddressRole::Bcc]),
        ];
        Self::joined(parts.into_iter().map(|part| {
            let form = search_form(part);
            if form.contains(BETWEEN) { Cow::Owned(form.replace(BETWEEN, " ")) } else { form }
        }))
    }

    fn joined<'a>(parts: impl Iterator<Item = Cow<'a, str>>) -> Self {
        let mut document = Self::default();
        for (column, (part, end)) in parts.zip(&mut document.ends).enumerate() {
            if column > 0 {
                document.text.push(BETWEEN);
            }
            document.text.push_str(&part);
            *end = document.text.len();
        }
        document
    }

    fn parts(&self) -> impl Iterator<Item = &str> + Clone {
        let starts = std::iter::once(0).chain(self.ends.iter().map(|end| end + 1));
        starts.zip(&self.ends).map(|(start, end)| self.text.get(start..*end).unwrap_or_default())
    }

    /// One value for the tail: signature and packed text.
    fn pack(&self) -> Result<TailEntry> {
        let signature = signature(&self.text);
        let packed = frame::pack_quickly(self.text.as_bytes())?;
        let mut value = Vec::with_capacity(3 + signature.len() + packed.len());
        value.push(SIGNED);
        value.extend_from_slice(&u16::try_from(signature.len()).unwrap_or_default().to_le_bytes());
        value.extend_from_slice(&signature);
        value.extend_from_slice(&packed);
        Ok(TailEntry(value))
    }

    /// The signature of a value of the tail, if it has one, and its packed text.
    pub(super) fn signed(value: &[u8]) -> (Option<&[u8]>, &[u8]) {
        let signed = match value {
            [kind, low, high, rest @ ..] if *kind == SIGNED || SIGNED_EARLIER.contains(kind) => {
                rest.split_at_checked(usize::from(u16::from_le_bytes([*low, *high])))
            }
            _ => None,
        };
        signed.map_or((None, value), |(signature, packed)| (Some(signature).filter(|_| value[0] == SIGNED), packed))
    }

    /// Reads a value of the tail. `self` is overwritten, so that its room is used again.
    pub(super) fn unpack(&mut self, value: &[u8]) -> Result<()> {
        let damaged = || StoreError::Damaged("search tail");
        let mut bytes = std::mem::take(&mut self.text).into_bytes();
        frame::unpack_into(Self::signed(value).1, MOST_BYTES, &mut bytes).map_err(|_| damaged())?;
        self.text = String::from_utf8(bytes).map_err(|_| damaged())?;
        let mut found = self.text.match_indices(BETWEEN).map(|(at, _)| at).chain([self.text.len()]);
        for end in &mut self.ends {
            *end = found.next().ok_or_else(damaged)?;
        }
        if found.next().is_some() {
            return Err(damaged());
        }
        if value.first() != Some(&SIGNED) {
            self.form_again();
        }
        Ok(())
    }

    /// Brings a text of an earlier version into today's form.
    fn form_again(&mut self) {
        let parts: Vec<String> = self.parts().map(|part| search_form(part).into_owned()).collect();
        *self = Self::joined(parts.iter().map(|part| Cow::Borrowed(part.as_str())));
    }

    /// What the index is fed with, column by column.
    pub(super) fn entries(&self) -> Vec<String> {
        let entries = |part: &str| {
            let mut text = String::with_capacity(part.len() + part.len() / 2);
            index_text(part, &mut text);
            text
        };
        self.parts().map(entries).collect()
    }

    /// All parts in search form.
    pub(super) fn text(&self) -> &str {
        &self.text
    }

    /// How much there is to index, in bytes.
    pub(super) fn len(&self) -> usize {
        self.text.len()
    }

    /// Whether a mail has what is asked for: the same answer that the index gives.
    pub(super) fn fits(&self, asked: &Words) -> bool {
        match asked {
            Words::Phrase(part, phrase) => self.has(*part, phrase),
            Words::Any(any) => any.iter().any(|one| self.fits(one)),
            Words::All { asked, without } => asked.iter().all(|one| self.fits(one)) && !without.iter().any(|one| self.fits(one)),
        }
    }

    fn has(&self, part: Part, phrase: &Phrase) -> bool {
        columns_of(part).iter().any(|column| self.parts().nth(*column).is_some_and(|text| phrase.is_in(text)))
    }
}
