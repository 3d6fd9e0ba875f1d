//! Which field a column of a table means: fumi's own keys and labels, and what other programs call theirs.

use crate::domain::crm::field::{Field, FieldType, Shown, label_of, spec, specs};
use crate::domain::crm::kind::RecordKind;
use crate::i18n::{Catalogue, Language};
use crate::text::plain;

/// What other programs call their columns.
const NAMES: &str = include_str!("../../assets/words/columns.txt");

/// What the cells of a column are for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Column {
    /// A field.
    Field(Field),
    /// The id of the record that a field names.
    RecordId(Field),
    /// The record's own id, as `export` writes it.
    Id,
    /// Nothing that a record of this kind has.
    Ignored,
}

/// What each column of a table is for. Of two columns that mean the same field the first has it.
pub fn columns(kind: RecordKind, headings: &[String]) -> Vec<Column> {
    let known = known_names(kind);
    let mut taken = Vec::new();
    let of_heading = |heading: &String| {
        let wanted = squeezed(heading);
        let column = known.iter().find(|(name, column)| *name == wanted && !taken.contains(column)).map(|(_, column)| *column);
        taken.extend(column);
        column.unwrap_or(Column::Ignored)
    };
    headings.iter().map(of_heading).collect()
}

/// The field that a person names for a column: by its key, its flag, or its label in either language.
pub fn field_named(kind: RecordKind, name: &str) -> Option<Field> {
    Field::named(kind, name.trim()).or_else(|| {
        let wanted = squeezed(name);
        own_names(kind).into_iter().find_map(|(known, column)| match column {
            Column::Field(field) if known == wanted => Some(field),
            _ => None,
        })
    })
}

/// Every name that a column of a kind may have, the surest first.
fn known_names(kind: RecordKind) -> Vec<(String, Column)> {
    let mut names = own_names(kind);
    for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
        let Some((field, others)) = line.split_once(':') else { continue };
        let Some(field) = Field::named(kind, field).filter(|field| is_settable(kind, *field)) else { continue };
        names.extend(others.split('|').map(|name| (squeezed(name), Column::Field(field))));
    }
    names
}

fn own_names(kind: RecordKind) -> Vec<(String, Column)> {
    let catalogues = [Language::English, Language::Japanese].map(Catalogue::open);
    let mut names = vec![("id".to_owned(), Column::Id)];
    for spec in specs(kind).into_iter().filter(|spec| is_settable(kind, spec.field)) {
        let labels = catalogues.iter().map(|words| squeezed(&words.word(label_of(kind, spec.field))));
        names.extend(std::iter::once(squeezed(&spec.field.key())).chain(labels).map(|name| (name, Column::Field(spec.field))));
        if matches!(spec.holds, FieldType::Record(_)) {
            names.push((squeezed(&format!("{}_id", spec.field.key())), Column::RecordId(spec.field)));
        }
    }
    names
}

/// Whether a table may set a field: what only follows from others it may not.
fn is_settable(kind: RecordKind, field: Field) -> bool {
    spec(kind, field).is_some_and(|spec| spec.shown != Shown::ReadOnly || field == Field::ShareEmails)
}

/// A name without case, width, blanks and signs.
fn squeezed(name: &str) -> String {
    plain(name).to_lowercase().chars().filter(|c| c.is_alphanumeric()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(kind: RecordKind, headings: &str) -> Vec<&'static str> {
        let headings: Vec<String> = headings.split(',').map(str::to_owned).collect();
        let name = |column: Column| match column {
            Column::Field(field) => field.flag(),
            Column::RecordId(_) => "of-id",
            Column::Id => "id",
            Column::Ignored => "-",
        };
        columns(kind, &headings).into_iter().map(name).collect()
    }

    #[test]
    fn the_tables_of_other_programs_are_known_by_their_headings() {
        // Zoho CRM, HubSpot, Salesforce (fields and report), Outlook.
        let zoho = "Record Id,Company,First Name,Last Name,Designation,Email,Phone,Mobile,Lead Source,Lead Status,No. of Employees,Annual Revenue,Zip Code,Email Opt Out";
        assert_eq!(
            of(RecordKind::Lead, zoho),
            [
                "-",
                "company",
                "first-name",
                "last-name",
                "title",
                "email",
                "phone",
                "mobile",
                "lead-source",
                "lead-status",
                "employees",
                "annual-revenue",
                "postal-code",
                "email-opt-out"
            ]
        );
        let hubspot = "Record ID,First Name,Last Name,Email,Phone Number,Mobile Phone Number,Job Title,Company name,State/Region,Postal Code,Country/Region,Website URL,Lifecycle Stage";
        assert_eq!(
            of(RecordKind::Contact, hubspot),
            [
                "-",
                "first-name",
                "last-name",
                "email",
                "phone",
                "mobile",
                "title",
                "company",
                "state",
                "postal-code",
                "country",
                "website",
                "-"
            ]
        );
        let salesforce = "Id,LastName,FirstName,AccountName,MailingStreet,MailingCity,MailingPostalCode,MobilePhone,HasOptedOutOfEmail";
        assert_eq!(
            of(RecordKind::Contact, salesforce),
            ["id", "last-name", "first-name", "company", "street", "city", "postal-code", "mobile", "email-opt-out"]
        );
        let opportunities = "Opportunity Name,Account Name,Amount,Close Date,Stage,Probability (%),Type,Contact Name,Next Step";
        assert_eq!(
            of(RecordKind::Deal, opportunities),
            ["deal-name", "company", "amount", "closing-date", "stage", "probability", "type", "contact", "next-step"]
        );
        assert_eq!(
            of(RecordKind::Company, "Company Domain Name,Name,Phone Number,Number of Employees"),
            ["domains", "name", "phone", "employees"]
        );
        assert_eq!(of(RecordKind::Lead, "E-mail Address,Business Phone,Business Street"), ["email", "phone", "street"]);
    }

    #[test]
    fn our_own_keys_and_the_labels_of_both_languages_are_known_and_the_first_column_of_two_has_the_field() {
        assert_eq!(
            of(RecordKind::Lead, "id,last_name,LAST NAME,姓,会社名,ＴＥＬ,Ｅｍａｉｌ"),
            ["id", "last-name", "-", "-", "company", "phone", "email"]
        );
        assert_eq!(of(RecordKind::Deal, "deal_name,contact,contact_id,expected_revenue"), ["deal-name", "contact", "of-id", "-"]);
        for kind in RecordKind::ALL {
            for spec in specs(kind).into_iter().filter(|spec| is_settable(kind, spec.field)) {
                assert_eq!(columns(kind, &[spec.field.key()]), [Column::Field(spec.field)]);
                assert_eq!(field_named(kind, spec.field.flag()), Some(spec.field));
            }
        }
    }

    #[test]
    fn every_line_of_the_names_is_a_field() {
        for line in NAMES.lines().filter(|line| !line.starts_with('#')) {
            let field = line.split(':').next().unwrap_or_default();
            assert!(RecordKind::ALL.iter().any(|kind| Field::named(*kind, field).is_some()), "{line}");
        }
    }
}
