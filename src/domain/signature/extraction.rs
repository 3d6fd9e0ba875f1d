//! What extraction gives: values for the fields of a new person's form, each with where it was read.

use super::script;
use crate::text::CleanText;

/// A field of the form.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum SenderField {
    /// Family name (姓).
    LastName,
    /// Given name (名).
    FirstName,
    /// Reading of the family name.
    LastNameKana,
    /// Reading of the given name.
    FirstNameKana,
    /// Company with its legal form, as written.
    Company,
    /// Department; its levels with one space between.
    Department,
    /// Job title.
    Title,
    /// Direct line or switchboard.
    Phone,
    /// Mobile phone.
    Mobile,
    /// Fax number.
    Fax,
    /// Mail address of the sender: of Reply-To where From is a list or a service.
    Email,
    /// Web site as written.
    Website,
    /// Postal code, `NNN-NNNN` for Japan.
    PostalCode,
    /// Postal address without its code.
    Address,
}

impl SenderField {
    /// All fields in the order of the form.
    pub const ALL: [Self; 14] = [
        Self::LastName,
        Self::FirstName,
        Self::LastNameKana,
        Self::FirstNameKana,
        Self::Company,
        Self::Department,
        Self::Title,
        Self::Phone,
        Self::Mobile,
        Self::Fax,
        Self::Email,
        Self::Website,
        Self::PostalCode,
        Self::Address,
    ];

    /// The name in JSON and on the command line (interface.md).
    pub fn name(self) -> &'static str {
        match self {
            Self::LastName => "last_name",
            Self::FirstName => "first_name",
            Self::LastNameKana => "last_name_kana",
            Self::FirstNameKana => "first_name_kana",
            Self::Company => "company",
            Self::Department => "department",
            Self::Title => "title",
            Self::Phone => "phone",
            Self::Mobile => "mobile",
            Self::Fax => "fax",
            Self::Email => "email",
            Self::Website => "website",
            Self::PostalCode => "postal_code",
            Self::Address => "address",
        }
    }
}

/// Where a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Source {
    /// A line of the decoded text, counted from 1.
    Line(usize),
    /// The From header.
    From,
    /// The Reply-To header.
    ReplyTo,
}

impl Source {
    /// The line, if it is one.
    pub fn line(self) -> Option<usize> {
        match self {
            Self::Line(line) => Some(line),
            Self::From | Self::ReplyTo => None,
        }
    }
}

/// One value for the form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extracted {
    /// Which field it fills.
    pub field: SenderField,
    /// The value, as a person would type it.
    pub value: CleanText,
    /// How sure it is, percent (1 to 99).
    pub confidence: u8,
    /// Where it was read.
    pub source: Source,
}

/// What a mail says about its sender.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Extraction {
    /// The values, in the order of the form, one a field at most.
    pub fields: Vec<Extracted>,
    /// First and last line of the signature, counted from 1, border lines included.
    pub signature: Option<(usize, usize)>,
}

impl Extraction {
    /// The value of a field.
    pub fn get(&self, field: SenderField) -> Option<&Extracted> {
        self.fields.iter().find(|one| one.field == field)
    }

    /// Takes a value for a field that has none yet; white space is squeezed, and an empty value is none.
    pub(super) fn put(&mut self, field: SenderField, value: &str, confidence: u8, source: Source) {
        let value = CleanText::line(&script::squeeze(value));
        if !value.is_empty() && self.get(field).is_none() {
            self.fields.push(Extracted { field, value, confidence: confidence.clamp(1, 99), source });
        }
    }
}
