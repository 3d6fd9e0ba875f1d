//! Two persons who become one: where they differ, and who stays (customers.md 5).

use super::company_name::normalized_company;
use super::field::{Field, Shown, specs};
use super::kind::RecordKind;
use super::record::Record;
use super::value::Value;

/// A field that both persons fill, each in another way: one of the values has to win.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// The field, as it is called on whoever stays.
    pub field: Field,
    /// What the first person has there.
    pub one: Value,
    /// What the second has there.
    pub other: Value,
}

/// What the person is who both become: a contact where one of them is, since deals may hang on it.
pub fn merged_kind(one: RecordKind, other: RecordKind) -> RecordKind {
    if one == RecordKind::Contact || other == RecordKind::Contact { RecordKind::Contact } else { one }
}

/// Whether the second person is the one to stay unless somebody says otherwise: the contact before the lead, the older before the newer.
pub fn second_stays(one: &Record, other: &Record) -> bool {
    let rank = |record: &Record| (record.kind != RecordKind::Contact, record.created_at, record.reference.key);
    rank(other) < rank(one)
}

/// Whether a field of one person wins or loses as a whole. Further addresses are kept of both, a currency goes with its amount, and what is yes or no
/// follows a rule of its own.
pub fn can_conflict(field: Field) -> bool {
    !matches!(field, Field::SecondaryEmail | Field::Currency | Field::EmailOptOut | Field::ShareEmails)
}

/// The fields in which two persons differ, in the order of forms.
pub fn conflicts(one: &Record, other: &Record) -> Vec<Conflict> {
    let all = specs(merged_kind(one.kind, other.kind)).into_iter();
    let asked = all.filter(|spec| spec.shown != Shown::ReadOnly && can_conflict(spec.field));
    let differing = asked.filter_map(|spec| {
        let (mine, theirs) = (one.value(spec.field)?, other.value(spec.field)?);
        (!is_same(spec.field, mine, theirs)).then(|| Conflict { field: spec.field, one: mine.clone(), other: theirs.clone() })
    });
    differing.collect()
}

/// Whether two values say the same: a company by its name without the legal form, text without what stands around it.
fn is_same(field: Field, one: &Value, other: &Value) -> bool {
    match (one.as_text(), other.as_text()) {
        (Some(one), Some(other)) if field == Field::Company => normalized_company(one) == normalized_company(other),
        (Some(one), Some(other)) if field == Field::Email => one.eq_ignore_ascii_case(other),
        (Some(one), Some(other)) => one.trim() == other.trim(),
        _ => one == other,
    }
}
