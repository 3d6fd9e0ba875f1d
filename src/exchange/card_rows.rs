//! Persons and companies from vCards 2.1 to 4.0 (RFC 6350, RFC 2426): card by card, each in a few kilobytes of memory whatever pictures it holds.

use std::io::{BufRead, BufReader};

use calcard::vcard::{VCard, VCardEntry, VCardParameterName, VCardProperty, VCardValue};
use calcard::{Entry, Parser};

use super::card_line::{is_quoted, plain};
use super::record_rows::{FromRow, NoTable, Row, WrongRow};
use super::table_text::TableText;
use crate::domain::crm::field::{Field, spec};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::NewRecord;
use crate::domain::crm::value::{Reading, parse};
use crate::domain::ids::Id;

/// The longest card that is read, without its pictures; what goes beyond is left out.
const MAX_CARD: usize = 1 << 20;

/// What holds pictures, sounds and keys.
const HEAVY: [&str; 4] = ["PHOTO", "LOGO", "SOUND", "KEY"];

/// A file of vCards.
pub struct CardRows {
    kind: RecordKind,
    file: BufReader<TableText>,
    line: u64,
}

impl CardRows {
    /// Begins a file of cards.
    ///
    /// # Errors
    /// When records of this kind are in no card.
    pub fn open(kind: RecordKind, text: TableText) -> Result<Self, NoTable> {
        if !(kind.is_person() || kind == RecordKind::Company) {
            return Err(NoTable::NoFields);
        }
        Ok(Self { kind, file: BufReader::new(text), line: 0 })
    }

    /// How many lines were read so far.
    pub fn line(&self) -> u64 {
        self.line
    }

    /// The next card; `None` at the end. What stands between cards is passed over.
    ///
    /// # Errors
    /// When the file cannot be read on.
    pub fn next(&mut self, reading: &Reading<'_>) -> std::io::Result<Option<Row>> {
        let Some((line, text)) = self.card()? else { return Ok(None) };
        let card = match Parser::new(&text).entry() {
            Entry::VCard(card) => card,
            _ => VCard::default(),
        };
        Ok(Some(Row { line, record: record(self.kind, &card, reading) }))
    }

    /// The text of the next card without its heavy properties, and the line that it begins in.
    fn card(&mut self) -> std::io::Result<Option<(u64, String)>> {
        let mut text = String::new();
        let mut begins = 0;
        let mut skipping = false;
        let mut line = String::new();
        loop {
            line.clear();
            if self.file.read_line(&mut line)? == 0 {
                return Ok((begins > 0).then_some((begins, text)));
            }
            self.line += 1;
            let bare = line.trim();
            if begins == 0 {
                if !bare.trim_start_matches('\u{feff}').eq_ignore_ascii_case("BEGIN:VCARD") {
                    continue;
                }
                begins = self.line;
            }
            let ends = bare.eq_ignore_ascii_case("END:VCARD");
            // A picture goes on in folded lines, and in those of 2.1 which only an empty line ends.
            let folded = line.starts_with([' ', '\t']);
            let name = bare.split([':', ';']).next().unwrap_or_default();
            let name = name.rsplit('.').next().unwrap_or_default();
            skipping = if folded || !bare.contains(':') { skipping } else { HEAVY.iter().any(|heavy| name.eq_ignore_ascii_case(heavy)) };
            if !skipping && is_quoted(&line) {
                self.unfold(&mut line)?;
                line = plain(&line);
            }
            if !skipping && text.len() + line.len() <= MAX_CARD {
                text.push_str(&line);
            }
            if ends {
                if skipping || text.len() + line.len() > MAX_CARD {
                    text.push_str("END:VCARD\r\n");
                }
                return Ok(Some((begins, text)));
            }
        }
    }

    /// Adds the lines in which a quoted-printable one goes on.
    fn unfold(&mut self, line: &mut String) -> std::io::Result<()> {
        while line.trim_end().ends_with('=') && line.len() <= MAX_CARD {
            line.truncate(line.trim_end().len() - 1);
            if self.file.read_line(line)? == 0 {
                break;
            }
            self.line += 1;
        }
        Ok(())
    }
}

fn record(kind: RecordKind, card: &VCard, reading: &Reading<'_>) -> Result<FromRow, WrongRow> {
    let mut typed: Vec<(Field, String)> = Vec::new();
    for (field, text) in fields(kind, card) {
        let text = text.trim().to_owned();
        let holds = spec(kind, field).map(|spec| spec.holds);
        // What a form would refuse is no reason to refuse the card, but for who it is.
        let fits = |holds| matches!(field, Field::LastName | Field::Name) || parse(holds, &text, reading).is_ok();
        if !text.is_empty() && holds.is_some_and(fits) && !typed.iter().any(|(known, _)| *known == field) {
            typed.push((field, text));
        }
    }
    let id = card.uid().and_then(|uid| uid.trim_start_matches("urn:uuid:").parse::<Id>().ok());
    let new = NewRecord::read(kind, &typed, reading).map_err(WrongRow::Fields)?;
    Ok(FromRow { new, id, references: Vec::new() })
}

/// What a card says, the likeliest value of each field first.
fn fields(kind: RecordKind, card: &VCard) -> Vec<(Field, String)> {
    let mut all = Vec::new();
    let first =
        |property: VCardProperty| card.properties(&property).find_map(|entry| parts(entry).into_iter().find(|part| !part.is_empty()));
    let full = first(VCardProperty::Fn).unwrap_or_default();
    let organization: Vec<String> = card.property(&VCardProperty::Org).map(parts).unwrap_or_default();
    let company = organization.first().cloned().unwrap_or_default();
    if kind == RecordKind::Company {
        all.push((Field::Name, if company.is_empty() { full } else { company }));
    } else {
        let name: Vec<String> = card.property(&VCardProperty::N).map(parts).unwrap_or_default();
        let part = |at: usize| name.get(at).cloned().unwrap_or_default();
        if part(0).is_empty() && part(1).is_empty() {
            all.extend(split(&full));
        } else if part(0).is_empty() {
            all.push((Field::LastName, part(1)));
        } else {
            all.extend([(Field::LastName, part(0)), (Field::FirstName, part(1))]);
        }
        all.push((Field::Salutation, part(3)));
        all.extend([(Field::Company, company), (Field::Department, organization.get(1..).unwrap_or_default().join(" "))]);
        all.push((Field::LastName, card.property(&VCardProperty::Email).map(|entry| parts(entry).concat()).unwrap_or_default()));
    }
    all.extend(first(VCardProperty::Title).map(|title| (Field::Title, title)));
    all.extend(first(VCardProperty::Url).map(|url| (Field::Website, url)));
    all.extend(first(VCardProperty::Note).map(|note| (Field::Description, note)));
    for (name, field) in [("X-PHONETIC-LAST-NAME", Field::LastNameKana), ("X-PHONETIC-FIRST-NAME", Field::FirstNameKana)] {
        all.extend(first(VCardProperty::Other(name.to_owned())).map(|kana| (field, kana)));
    }
    let mut addresses: Vec<&VCardEntry> = card.properties(&VCardProperty::Email).collect();
    addresses.sort_by_key(|entry| !is(entry, "pref"));
    let mut addresses = addresses.into_iter().map(|entry| parts(entry).concat()).filter(|address| !address.is_empty());
    all.extend(addresses.next().map(|address| (Field::Email, address)));
    all.push((Field::SecondaryEmail, addresses.collect::<Vec<_>>().join(", ")));
    for entry in card.properties(&VCardProperty::Tel) {
        let number = parts(entry).concat().trim_start_matches("tel:").to_owned();
        let kinds = [("fax", Field::Fax), ("cell", Field::Mobile)];
        let field = kinds.into_iter().find(|(word, _)| is(entry, word)).map_or(Field::Phone, |(_, field)| field);
        all.push((field, number));
    }
    let mut places: Vec<&VCardEntry> = card.properties(&VCardProperty::Adr).collect();
    places.sort_by_key(|entry| !is(entry, "work"));
    if let Some(place) = places.first().map(|entry| parts(entry)) {
        let part = |at: usize| place.get(at).cloned().unwrap_or_default();
        let street = [part(2), part(1), part(0)].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" ");
        all.extend([
            (Field::Street, street),
            (Field::City, part(3)),
            (Field::State, part(4)),
            (Field::PostalCode, part(5)),
            (Field::Country, part(6)),
        ]);
    }
    all
}

/// A name in one piece: in Japanese the family stands first, else last.
fn split(full: &str) -> Vec<(Field, String)> {
    let full = full.trim();
    let japanese = crate::domain::crm::person::is_japanese(full);
    match if japanese { full.split_once([' ', '\u{3000}']) } else { full.rsplit_once(' ').map(|(first, last)| (last, first)) } {
        Some((last, first)) => vec![(Field::LastName, last.to_owned()), (Field::FirstName, first.to_owned())],
        None => vec![(Field::LastName, full.to_owned())],
    }
}

/// The parts of a value.
fn parts(entry: &VCardEntry) -> Vec<String> {
    let text = |value: &VCardValue| match value {
        VCardValue::Component(parts) => parts.join(" "),
        value => value.as_text().unwrap_or_default().to_owned(),
    };
    entry.values.iter().map(text).collect()
}

/// Whether a parameter says this of a value: `TYPE=cell`, in 2.1 `CELL` alone, `PREF=1`.
fn is(entry: &VCardEntry, word: &str) -> bool {
    entry.params.iter().any(|param| {
        let said = match &param.name {
            VCardParameterName::Type => param.value.as_text().unwrap_or_default(),
            name => name.as_str(),
        };
        said.split(',').any(|one| one.trim_matches('"').eq_ignore_ascii_case(word))
    })
}
