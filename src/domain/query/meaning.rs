//! What a field of mail asks by its value.

use jiff::ToSpan;

use super::compare::Compare;
use super::field::SearchField;
use super::phrase::Phrase;
use super::tree::{Customer, Part, State, Thing, What, auth_of_word};
use super::value;
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, number};
use crate::domain::when::When;
use crate::text::plain;

/// Why a value asks nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Nothing {
    /// There is no letter, digit or emoji in what should be words.
    NoLetters,
    /// The field has no such value.
    Unknown,
}

/// A value as it was typed behind a field.
#[derive(Debug, Clone, Copy)]
pub(super) struct Given<'a> {
    /// Without the quotation marks around it, full-width letters as their ASCII.
    pub(super) text: &'a str,
    /// Whether it stood in quotation marks.
    pub(super) quoted: bool,
    /// The same letter by letter as it was typed: names are looked up so.
    pub(super) name: &'a str,
    /// How it is compared.
    pub(super) compare: Compare,
}

impl Given<'_> {
    /// What this asks of a field; dates of mail are read by `times`, those of deals by `deals`, which look ahead.
    pub(super) fn meaning(&self, field: SearchField, times: &TimeReader<'_>, deals: &TimeReader<'_>) -> Result<What, Nothing> {
        let (text, name, compare) = (self.text, || self.name.to_owned(), self.compare);
        let unknown = Nothing::Unknown;
        let lower = text.to_ascii_lowercase();
        let phrase = || Phrase::of(text).ok_or(Nothing::NoLetters);
        let ago = || value::ago(text, times.now, times.zone).ok_or(unknown);
        Ok(match field {
            SearchField::List => What::List(lower),
            SearchField::Id => What::Id(text.to_owned()),
            SearchField::In => What::In(name()),
            SearchField::Label => What::Label(name()),
            SearchField::Account => What::Account(name()),
            SearchField::Is => What::Is(State::of_word(&lower).ok_or(unknown)?),
            SearchField::Auth => What::Auth(auth_of_word(&lower).ok_or(unknown)?),
            SearchField::Has => What::Has(Thing::of_word(&lower).ok_or(unknown)?),
            SearchField::Before => What::Before(self.day_start(0, times)?),
            SearchField::After => What::Since(self.day_start(0, times)?),
            SearchField::On => {
                let day = times.when(text).map_err(|_| unknown)?.date(times.zone);
                let start = When::Day(day).instant(0, times.zone).map_err(|_| unknown)?;
                What::Between(start, self.day_start(1, times)?)
            }
            SearchField::NewerThan => What::Since(ago()?),
            SearchField::OlderThan => What::Before(ago()?),
            SearchField::Size => What::Size(compare, value::bytes(text).ok_or(unknown)?),
            SearchField::LeadStatus => What::Of(Customer::LeadStatus(text.to_owned())),
            SearchField::Person => What::Of(Customer::Person(phrase()?)),
            SearchField::Company => What::Of(Customer::Company(phrase()?)),
            SearchField::DealStage => What::Of(Customer::DealStage(text.to_owned())),
            SearchField::DealAmount => {
                What::Of(Customer::DealAmount(compare, number(&plain(text), 2).map_err(|_| unknown)?.saturating_mul(10)))
            }
            SearchField::DealClosing => What::Of(Customer::DealClosing(compare, deals.day(text).map_err(|_| unknown)?)),
            SearchField::Owner => What::Of(Customer::Owner(phrase()?)),
            SearchField::Industry => What::Of(Customer::Industry(phrase()?)),
            SearchField::NoReply => What::NoReply(ago()?),
            SearchField::Waiting => What::Waiting(ago()?),
            SearchField::From => self.words(Part::From)?,
            SearchField::To => self.words(Part::To)?,
            SearchField::Cc => self.words(Part::Cc)?,
            SearchField::Bcc => self.words(Part::Bcc)?,
            SearchField::With => self.words(Part::With)?,
            SearchField::Subject => self.words(Part::Subject)?,
            SearchField::Body => self.words(Part::Body)?,
            SearchField::Filename => self.words(Part::Filename)?,
        })
    }

    /// The moment that is meant, or the start of the day so many days behind the one that is meant.
    fn day_start(&self, days: i64, times: &TimeReader<'_>) -> Result<Instant, Nothing> {
        match times.when(self.text).map_err(|_| Nothing::Unknown)? {
            When::At(at) if days == 0 => Ok(at),
            when => {
                let day = when.date(times.zone).checked_add(days.days()).map_err(|_| Nothing::Unknown)?;
                When::Day(day).instant(0, times.zone).map_err(|_| Nothing::Unknown)
            }
        }
    }

    fn words(&self, part: Part) -> Result<What, Nothing> {
        let text = if self.quoted { self.text } else { self.text.trim_matches(['<', '>']) };
        Phrase::of(text).map(|phrase| What::Text(part, phrase)).ok_or(Nothing::NoLetters)
    }
}
