//! The parts of a mail that words are looked for in.

use crate::domain::mail::address::AddressRole;
use crate::domain::mail::message::ParsedMail;
use crate::domain::query::{Part, Phrase, Query, What, index_text, search_form};
use crate::store::{Result, StoreError};

/// The columns of the index, in order.
pub(super) const COLUMNS: [&str; 7] = ["subject", "body", "files", "from_", "to_", "cc_", "bcc_"];

/// Stands between the parts of a packed document; clean text never holds it.
const BETWEEN: char = '\u{1f}';

/// The parts of a mail in search form, one for each column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Document {
    parts: Vec<String>,
}

impl Document {
    pub(super) fn of(mail: &ParsedMail) -> Self {
        let people = |roles: &[AddressRole]| {
            let named = mail.addresses.iter().filter(|(role, _)| roles.contains(role));
            named.map(|(_, one)| format!("{} {}", one.name.as_str(), one.address)).collect::<Vec<_>>().join("\n")
        };
        let files: Vec<&str> = mail.attachments.iter().map(|one| one.name.as_str()).collect();
        let from = format!("{}\n{}", people(&[AddressRole::From, AddressRole::Sender]), mail.odd_sender.as_str());
        let parts = [
            mail.subject.as_str(),
            mail.text.as_str(),
            &files.join("\n"),
            &from,
            &people(&[AddressRole::To]),
            &people(&[AddressRole::Cc]),
            &people(&[AddressRole::Bcc]),
        ];
        Self { parts: parts.into_iter().map(|part| search_form(part).replace(BETWEEN, " ")).collect() }
    }

    /// One compressed value for the tail.
    pub(super) fn pack(&self) -> Result<Vec<u8>> {
        Ok(zstd::bulk::compress(self.parts.join("\u{1f}").as_bytes(), 1)?)
    }

    pub(super) fn unpack(packed: &[u8]) -> Result<Self> {
        let text = zstd::stream::decode_all(packed).map_err(|_| StoreError::Damaged("search tail"))?;
        let text = String::from_utf8(text).map_err(|_| StoreError::Damaged("search tail"))?;
        let parts: Vec<String> = text.split(BETWEEN).map(str::to_owned).collect();
        if parts.len() == COLUMNS.len() { Ok(Self { parts }) } else { Err(StoreError::Damaged("search tail")) }
    }

    /// What the index is fed with, column by column.
    pub(super) fn entries(&self) -> Vec<String> {
        let entries = |part: &String| {
            let mut text = String::with_capacity(part.len() + part.len() / 2);
            index_text(part, &mut text);
            text
        };
        self.parts.iter().map(entries).collect()
    }

    /// How much there is to index, in bytes.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(String::len).sum()
    }

    /// Whether a query that asks for words alone fits: the same answer that the index gives.
    pub(super) fn fits(&self, query: &Query) -> bool {
        match query {
            Query::All => true,
            Query::And(all) => all.iter().all(|one| self.fits(one)),
            Query::Or(any) => any.iter().any(|one| self.fits(one)),
            Query::Not(inner) => !self.fits(inner),
            Query::Term(term) => match &term.what {
                What::Text(part, phrase) => self.has(*part, phrase),
                _ => false,
            },
        }
    }

    fn has(&self, part: Part, phrase: &Phrase) -> bool {
        columns_of(part).iter().any(|column| self.parts.get(*column).is_some_and(|text| phrase.is_in(text)))
    }
}

/// The columns that a part of a mail means.
pub(super) fn columns_of(part: Part) -> &'static [usize] {
    match part {
        Part::Anywhere => &[0, 1, 2, 3, 4, 5, 6],
        Part::Subject => &[0],
        Part::Body => &[1],
        Part::Filename => &[2],
        Part::From => &[3],
        Part::To => &[4],
        Part::Cc => &[5],
        Part::Bcc => &[6],
        Part::With => &[3, 4, 5, 6],
    }
}
