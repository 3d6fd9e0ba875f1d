//! Where each field of each kind is kept.

use rusqlite::types::Value as Sql;

use crate::domain::crm::all_day;
use crate::domain::crm::field::{Field, FieldType, spec};
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::crm::money::{Currency, Money};
use crate::domain::crm::value::Value;
use crate::domain::time::Instant;
use crate::text::KeptText;

/// Where a field is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mapping {
    /// In a column of the record's own row, in the form of the field's type.
    Column(&'static str),
    /// As the key of another record in a column of the own row.
    Key(&'static str, Subject),
    /// In `person_address`, first place.
    PrimaryAddress,
    /// In `person_address`, all further places.
    MoreAddresses,
    /// In `person_phone`, of this kind.
    Phone(&'static str),
    /// In `company_domain`.
    Domains,
    /// In whichever of the columns person, company, deal fits.
    RelatedTo,
    /// Nowhere: it follows from other fields.
    Computed,
}

/// Where a field of a kind is kept.
pub(super) fn mapping(kind: RecordKind, field: Field) -> Mapping {
    use Field as F;
    match (kind.subject(), field) {
        (_, F::ExpectedRevenue) => Mapping::Computed,
        (Subject::Person, F::Email) => Mapping::PrimaryAddress,
        (Subject::Person, F::SecondaryEmail) => Mapping::MoreAddresses,
        (Subject::Person, F::Phone) => Mapping::Phone("phone"),
        (Subject::Person, F::Mobile) => Mapping::Phone("mobile"),
        (Subject::Person, F::Fax) => Mapping::Phone("fax"),
        (Subject::Person, F::Company) if kind == RecordKind::Contact => Mapping::Key("company", Subject::Company),
        (Subject::Person, F::Company) => Mapping::Column("company_name"),
        (Subject::Company, F::ParentCompany) => Mapping::Key("parent", Subject::Company),
        (Subject::Company, F::Domains) => Mapping::Domains,
        (Subject::Deal, F::Contact) => Mapping::Key("contact", Subject::Person),
        (Subject::Deal, F::Company) => Mapping::Key("company", Subject::Company),
        (Subject::Activity | Subject::Note, F::RelatedTo) => Mapping::RelatedTo,
        (_, field) => Mapping::Column(column(kind, field)),
    }
}

fn column(kind: RecordKind, field: Field) -> &'static str {
    use Field as F;
    match field {
        F::LastName => "last_name",
        F::FirstName => "first_name",
        F::LastNameKana => "last_name_kana",
        F::FirstNameKana => "first_name_kana",
        F::Salutation => "salutation",
        F::Name => "name",
        F::DealName => "deal_name",
        F::Subject => "subject",
        F::Title if kind == RecordKind::Event => "subject",
        F::Title => "title",
        F::Department => "department",
        F::Phone => "phone",
        F::Fax => "fax",
        F::Website => "website",
        F::LeadStatus => "lead_status",
        F::LeadSource => "lead_source",
        F::Rating => "rating",
        F::Industry => "industry",
        F::AnnualRevenue => "annual_revenue",
        F::Employees => "employees",
        F::AccountType => "account_type",
        F::Country => "country",
        F::PostalCode => "postal_code",
        F::State => "state",
        F::City => "city",
        F::Street => "street",
        F::EmailOptOut => "email_opt_out",
        F::ShareEmails => "share_emails",
        F::Amount => "amount",
        F::Currency => "currency",
        F::ClosingDate => "closing_date",
        F::Stage => "stage",
        F::Probability => "probability",
        F::DealType => "type",
        F::NextStep => "next_step",
        F::LostReason => "lost_reason",
        F::DueDate => "due_date",
        F::Status => "status",
        F::Priority => "priority",
        F::From | F::CallStartTime => "starts_at",
        F::To => "ends_at",
        F::AllDay => "all_day",
        F::Location => "location",
        F::Participants => "participants",
        F::CallType => "call_type",
        F::CallPurpose => "call_purpose",
        F::Duration => "duration",
        F::CallResult => "call_result",
        F::Reminder => "reminder",
        F::Repeat => "repeat",
        F::Content => "content",
        F::Description
        | F::Company
        | F::Email
        | F::SecondaryEmail
        | F::Mobile
        | F::Domains
        | F::ParentCompany
        | F::Contact
        | F::ExpectedRevenue
        | F::RelatedTo => "description",
    }
}

/// What a column holds for a value of this field; an empty field is an empty text, a zero flag or NULL.
pub(super) fn to_column(kind: RecordKind, field: Field, value: Option<&Value>) -> Sql {
    let number = |number: Option<i64>| number.map_or(Sql::Null, Sql::Integer);
    match spec(kind, field).map(|spec| spec.holds) {
        Some(FieldType::Money) => number(value.and_then(Value::as_money).map(|money| money.minor)),
        Some(FieldType::Integer(..) | FieldType::Minutes) => number(value.and_then(Value::as_integer)),
        Some(FieldType::Instant) => number(all_day::moment(value).map(|at| at.0)),
        Some(FieldType::Flag) => Sql::Integer(i64::from(value == Some(&Value::Flag(true)))),
        Some(FieldType::Date) => Sql::Text(value.and_then(Value::as_date).map(|date| date.to_string()).unwrap_or_default()),
        Some(
            FieldType::Line(_)
            | FieldType::Block(_)
            | FieldType::Phone
            | FieldType::PostalCode
            | FieldType::Email
            | FieldType::Emails
            | FieldType::Domains
            | FieldType::Url
            | FieldType::Repeat
            | FieldType::Currency
            | FieldType::Choice(_)
            | FieldType::Record(_),
        )
        | None => Sql::Text(value.and_then(Value::as_text).unwrap_or_default().to_owned()),
    }
}

/// The value that a column holds; `currency` is the row's.
pub(super) fn from_column(kind: RecordKind, field: Field, column: &Sql, currency: Currency) -> Option<Value> {
    match (spec(kind, field)?.holds, column) {
        (FieldType::Money, Sql::Integer(minor)) => Some(Value::Money(Money { minor: *minor, currency })),
        (FieldType::Integer(..) | FieldType::Minutes, Sql::Integer(number)) => Some(Value::Integer(*number)),
        (FieldType::Instant, Sql::Integer(at)) => Some(Value::Instant(Instant(*at))),
        (FieldType::Flag, Sql::Integer(flag)) => (*flag != 0).then_some(Value::Flag(true)),
        (FieldType::Date, Sql::Text(text)) => text.parse().ok().map(Value::Date),
        (FieldType::Block(_), Sql::Text(text)) if !text.is_empty() => Some(Value::Text(KeptText::block(text))),
        (_, Sql::Text(text)) if !text.is_empty() => Some(Value::Text(KeptText::line(text))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crm::field::specs;

    #[test]
    fn every_field_of_every_kind_has_a_place_of_its_own() {
        for kind in RecordKind::ALL {
            let mut columns: Vec<&str> = Vec::new();
            for spec in specs(kind) {
                if let Mapping::Column(name) = mapping(kind, spec.field) {
                    assert!(!columns.contains(&name), "{kind:?}: {:?} shares {name}", spec.field);
                    assert!(name != "description" || spec.field == Field::Description, "{kind:?}: {:?} has no column", spec.field);
                    columns.push(name);
                }
            }
        }
    }
}
