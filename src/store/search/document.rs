//! The parts of a mail that words are looked for in.

use std::borrow::Cow;
use std::fmt::Write;

use super::front::{BODY, Front, Head, NUMBERS, SIGNED};
use super::signature::{Width, signature};
use super::words::{COLUMNS, Words, columns_of};
use crate::domain::mail::address::{Address, AddressRole, normalized_domain};
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::own::Own;
use crate::domain::mail::sender::of_mail;
use crate::domain::query::index_text;
use crate::store::{Result, StoreError, frame};
use crate::text::search_form;

/// The largest document that is believed: the text of a mail is at most 1 MiB, and folding makes a character at most 18 times as long.
const MOST_BYTES: usize = 32 << 20;

/// The same from earlier versions, all parts packed behind the signature: their signatures are not asked any more, and their texts may be in an earlier form. A value without a
/// signature begins as every zstd frame does.
const SIGNED_EARLIER: std::ops::RangeInclusive<u8> = 1..=4;

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
    head: Head,
    body: String,
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
        Self::joined([
            formed(mail.subject.as_str()),
            formed(mail.text.as_str()),
            formed(&files.join("\n")),
            formed(&from),
            formed(&people(&[AddressRole::To])),
            formed(&people(&[AddressRole::Cc])),
            formed(&people(&[AddressRole::Bcc])),
        ])
    }

    fn joined(parts: [Cow<'_, str>; COLUMNS.len()]) -> Self {
        let mut document = Self::default();
        for (column, part) in parts.into_iter().enumerate() {
            if column == BODY { document.body = part.into_owned() } else { document.head.push(&part) }
        }
        document
    }

    fn part(&self, column: usize) -> &str {
        if column == BODY { &self.body } else { self.head.part(column) }
    }

    fn parts(&self) -> impl Iterator<Item = &str> {
        (0..COLUMNS.len()).map(|column| self.part(column))
    }

    fn signature(&self, width: Width) -> Vec<u8> {
        signature(&[&self.head.text, &self.body], width)
    }

    /// One value for the tail.
    fn pack(&self) -> Result<TailEntry> {
        let (signature, head) = (self.signature(Width::Wide), self.head.text.as_bytes());
        let body = frame::pack_quickly(self.body.as_bytes())?;
        let mut value = Vec::with_capacity(NUMBERS + signature.len() + head.len() + body.len());
        value.push(SIGNED);
        value.extend_from_slice(&u16::try_from(signature.len()).unwrap_or_default().to_le_bytes());
        value.extend_from_slice(&u32::try_from(head.len()).unwrap_or_default().to_le_bytes());
        value.extend_from_slice(&self.head.sum().to_le_bytes());
        value.extend_from_slice(&signature);
        value.extend_from_slice(head);
        value.extend_from_slice(&body);
        Ok(TailEntry(value))
    }

    /// Whether a value of the tail that was unpacked has the signature of its words.
    pub(super) fn is_signed(&self, value: &[u8]) -> bool {
        let signature = || self.signature(Front::width(value));
        Front::length(value).is_none_or(|length| Front::of(value, length).is_some_and(|front| front.signature == signature()))
    }

    /// Reads a value of the tail. `self` is overwritten, so that its room is used again.
    pub(super) fn unpack(&mut self, value: &[u8]) -> Result<()> {
        let damaged = || StoreError::Damaged("search tail");
        let Some(length) = Front::length(value) else { return self.unpack_earlier(value) };
        let front = Front::of(value, length).ok_or_else(damaged)?;
        self.head.read(front.head).ok_or_else(damaged)?;
        if value[NUMBERS - 8..NUMBERS] != self.head.sum().to_le_bytes() {
            return Err(damaged());
        }
        self.body = unpacked(&value[length..], std::mem::take(&mut self.body)).ok_or_else(damaged)?;
        Ok(())
    }

    fn unpack_earlier(&mut self, value: &[u8]) -> Result<()> {
        let damaged = || StoreError::Damaged("search tail");
        let signed = match value {
            [kind, low, high, rest @ ..] if SIGNED_EARLIER.contains(kind) => {
                rest.split_at_checked(usize::from(u16::from_le_bytes([*low, *high])))
            }
            _ => None,
        };
        let text = unpacked(signed.map_or(value, |(_, packed)| packed), String::new()).ok_or_else(damaged)?;
        let parts: Vec<Cow<'_, str>> = text.split(Head::BETWEEN).map(search_form).collect();
        *self = Self::joined(parts.try_into().map_err(|_| damaged())?);
        Ok(())
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

    /// How much there is to index, in bytes.
    pub(super) fn len(&self) -> usize {
        self.head.text.len() + self.body.len()
    }

    /// Whether a mail has what is asked for: the same answer that the index gives.
    pub(super) fn fits(&self, asked: &Words) -> bool {
        match asked {
            Words::Phrase(part, phrase) => columns_of(*part).iter().any(|column| phrase.is_in(self.part(*column))),
            Words::Any(any) => any.iter().any(|one| self.fits(one)),
            Words::All { asked, without } => asked.iter().all(|one| self.fits(one)) && !without.iter().any(|one| self.fits(one)),
        }
    }
}

fn formed(part: &str) -> Cow<'_, str> {
    let form = search_form(part);
    if form.contains(Head::BETWEEN) { Cow::Owned(form.replace(Head::BETWEEN, " ")) } else { form }
}

/// The text of a frame, in room that is given.
fn unpacked(packed: &[u8], room: String) -> Option<String> {
    // A frame that is cut off whole would unpack to nothing.
    if packed.is_empty() {
        return None;
    }
    let mut bytes = room.into_bytes();
    frame::unpack_into(packed, MOST_BYTES, &mut bytes).ok()?;
    String::from_utf8(bytes).ok()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::query::{Part, Phrase};

    fn document() -> Document {
        Document::joined(["offer", "we thank you\nfor your order", "offer.pdf", "anna berg", "me", "", ""].map(Cow::Borrowed))
    }

    #[test]
    fn what_earlier_versions_left_in_the_tail_is_read_as_today() {
        let one = document();
        let text: Vec<&str> = one.parts().collect();
        let packed = frame::pack_quickly(text.join("\u{1f}").as_bytes()).unwrap();
        for kind in SIGNED_EARLIER {
            let mut read = document();
            read.unpack(&[&[kind, 2, 0, 7, 7], packed.as_slice()].concat()).unwrap();
            assert_eq!(read, one, "{kind}");
        }
        let mut read = Document::default();
        read.unpack(&packed).unwrap();
        assert_eq!(read, one);
        assert!(read.is_signed(&packed), "there is nothing to compare");
    }

    #[test]
    fn a_value_with_a_narrow_signature_is_read_and_verified_as_it_was_written() {
        let one = document();
        let TailEntry(wide) = one.pack().unwrap();
        let behind = NUMBERS + usize::from(u16::from_le_bytes([wide[1], wide[2]]));
        let signature = one.signature(Width::Narrow);
        let length = u16::try_from(signature.len()).unwrap().to_le_bytes();
        let narrow = [&[5], &length[..], &wide[3..NUMBERS], &signature, &wide[behind..]].concat();
        let mut read = Document::default();
        read.unpack(&narrow).unwrap();
        assert!(read == one && read.is_signed(&narrow) && narrow.len() < wide.len());
        let mut other = narrow;
        other[NUMBERS] ^= 1;
        assert!(!read.is_signed(&other));
    }

    #[test]
    fn no_changed_bit_of_a_value_goes_unseen() {
        let one = document();
        let TailEntry(value) = one.pack().unwrap();
        let mut read = Document::default();
        read.unpack(&value).unwrap();
        assert!(read == one && read.is_signed(&value));
        for bit in 0..value.len() * 8 {
            let mut other = value.clone();
            other[bit / 8] ^= 1 << (bit % 8);
            let unseen = read.unpack(&other).is_ok() && read.is_signed(&other) && read != one;
            assert!(!unseen, "bit {bit}");
        }
        for length in 0..value.len() {
            assert!(read.unpack(&value[..length]).is_err(), "cut at {length}");
        }
    }

    #[test]
    fn what_the_front_says_is_what_the_whole_says() {
        let one = document();
        let TailEntry(value) = one.pack().unwrap();
        let front = Front::of(&value, Front::length(&value).unwrap()).unwrap();
        let words = |part, typed: &str| Words::Phrase(part, Phrase::of(typed).unwrap());
        let both = |asked: Vec<Words>, without| Words::All { asked, without };
        let (offer, order, none) = (words(Part::Subject, "offer"), words(Part::Anywhere, "order"), words(Part::From, "nobody"));
        for (asked, said) in [
            (offer.clone(), Some(true)),
            (none.clone(), Some(false)),
            (order.clone(), None),
            (words(Part::Body, "absent"), None),
            (words(Part::Anywhere, "berg"), Some(true)),
            (words(Part::With, "anna b*"), Some(true)),
            (words(Part::Filename, "offer"), Some(true)),
            (Words::Any(vec![none.clone(), offer.clone(), order.clone()]), Some(true)),
            (Words::Any(vec![none.clone(), order.clone()]), None),
            (Words::Any(Vec::new()), Some(false)),
            (both(vec![offer.clone()], vec![none.clone()]), Some(true)),
            (both(vec![offer.clone()], vec![order.clone()]), None),
            (both(vec![order.clone(), none.clone()], vec![]), Some(false)),
            (both(vec![order.clone()], vec![offer.clone()]), Some(false)),
        ] {
            assert_eq!(front.fits(&asked), said, "{asked:?}");
            assert!(said.is_none_or(|said| said == one.fits(&asked)), "{asked:?}");
        }
    }
}
