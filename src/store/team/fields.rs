//! Which columns of a record's row are shared, and what a value from the workspace means there.

use std::collections::BTreeMap;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension};

use super::seen;
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::ids::Id;
use crate::domain::team::change::{DELETED, KIND};
use crate::domain::team::merges::{MERGED_INTO, placed};
use crate::store::Result;
use crate::store::crm::people::normalized;
use crate::text::KeptText;

/// The field that names the member whose record it is, by login.
pub(super) const OWNER: &str = "owner";

/// Fields that are one of several: `address:` and the address, `phone:`, its kind and the number, `domain:` and the domain, `stage:` and when it began.
pub(super) const ADDRESS: &str = "address:";
/// See [`ADDRESS`].
pub(super) const PHONE: &str = "phone:";
/// See [`ADDRESS`].
pub(super) const DOMAIN: &str = "domain:";
/// See [`ADDRESS`].
pub(super) const STAGE: &str = "stage:";

/// What a shared column holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Holds {
    /// One line of text; empty is no value.
    Line,
    /// Several lines of text.
    Block,
    /// A number, or NULL.
    Number,
    /// A number, a moment or a flag, of which zero is no value.
    Count,
    /// The key of another record, or NULL.
    Record(Subject),
}

use Holds::{Block, Count, Line, Number, Record};

const PERSON: &[(&str, Holds)] = &[
    ("last_name", Line),
    ("first_name", Line),
    ("last_name_kana", Line),
    ("first_name_kana", Line),
    ("salutation", Line),
    ("company_name", Line),
    ("company", Record(Subject::Company)),
    ("title", Line),
    ("department", Line),
    ("website", Line),
    ("lead_status", Line),
    ("lead_source", Line),
    ("rating", Line),
    ("industry", Line),
    ("annual_revenue", Number),
    ("currency", Line),
    ("employees", Number),
    ("country", Line),
    ("postal_code", Line),
    ("state", Line),
    ("city", Line),
    ("street", Line),
    ("email_opt_out", Count),
    ("description", Block),
    ("converted_at", Count),
    (MERGED_INTO, Record(Subject::Person)),
    ("created_at", Count),
];

const COMPANY: &[(&str, Holds)] = &[
    ("name", Line),
    ("phone", Line),
    ("fax", Line),
    ("website", Line),
    ("industry", Line),
    ("account_type", Line),
    ("parent", Record(Subject::Company)),
    ("employees", Number),
    ("country", Line),
    ("postal_code", Line),
    ("state", Line),
    ("city", Line),
    ("street", Line),
    ("description", Block),
    ("created_at", Count),
];

const DEAL: &[(&str, Holds)] = &[
    ("deal_name", Line),
    ("contact", Record(Subject::Person)),
    ("company", Record(Subject::Company)),
    ("amount", Number),
    ("currency", Line),
    ("closing_date", Line),
    ("stage", Line),
    ("probability", Number),
    ("type", Line),
    ("lead_source", Line),
    ("next_step", Line),
    ("lost_reason", Line),
    ("description", Block),
    ("created_at", Count),
];

const ACTIVITY: &[(&str, Holds)] = &[
    ("subject", Line),
    ("due_date", Line),
    ("status", Line),
    ("priority", Line),
    ("starts_at", Number),
    ("ends_at", Number),
    ("all_day", Count),
    ("location", Line),
    ("participants", Block),
    ("call_type", Line),
    ("call_purpose", Line),
    ("duration", Number),
    ("call_result", Line),
    ("reminder", Number),
    ("repeat", Line),
    ("description", Block),
    ("person", Record(Subject::Person)),
    ("company", Record(Subject::Company)),
    ("deal", Record(Subject::Deal)),
    ("created_at", Count),
];

const NOTE: &[(&str, Holds)] = &[
    ("title", Line),
    ("content", Block),
    ("person", Record(Subject::Person)),
    ("company", Record(Subject::Company)),
    ("deal", Record(Subject::Deal)),
    ("created_at", Count),
];

/// The order in which records are sent and written: what others name comes before them.
pub(super) const ORDER: [Subject; 5] = [Subject::Company, Subject::Person, Subject::Deal, Subject::Activity, Subject::Note];

/// The shared columns of a subject; their words are those of the fields.
pub(super) fn columns(subject: Subject) -> &'static [(&'static str, Holds)] {
    match subject {
        Subject::Person => PERSON,
        Subject::Company => COMPANY,
        Subject::Deal => DEAL,
        Subject::Activity => ACTIVITY,
        Subject::Note => NOTE,
    }
}

/// Whether the rows of a subject say their kind; of the others the table says it.
pub(super) fn has_kind(subject: Subject) -> bool {
    matches!(subject, Subject::Person | Subject::Activity)
}

/// The subject that a value of the field [`KIND`] means.
pub(super) fn subject_of(kind: Option<&str>) -> Option<Subject> {
    kind.and_then(RecordKind::from_word).map(RecordKind::subject)
}

/// What a value from the workspace is to us.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Meant {
    /// The value as our record keeps it; none is an empty field.
    Value(Option<String>),
    /// A field that this version does not know, or a record that has not come yet: it waits.
    Waits,
    /// No value of this field: what is there stays.
    Wrong,
}

/// Records that come in the same go, which may be named before they have rows.
pub(super) type Coming = BTreeMap<Id, Subject>;

/// Reads a value of a field. Text of others is cleaned here.
pub(super) fn meant(db: &Connection, coming: &Coming, subject: Subject, field: &str, value: Option<&str>) -> Result<Meant> {
    let known = columns(subject).iter().find(|(name, _)| *name == field).map(|(_, holds)| *holds);
    let Some(value) = value else {
        let several = [ADDRESS, PHONE, DOMAIN, STAGE].iter().any(|start| field.starts_with(start));
        // Every record has a kind, and every deal a contact.
        let needed = field == KIND || field == "contact" && subject == Subject::Deal;
        return Ok(match known.is_some() || several || [DELETED, OWNER].contains(&field) {
            true if !needed => Meant::Value(None),
            _ if needed => Meant::Wrong,
            _ => Meant::Waits,
        });
    };
    let text = |text: &str| Meant::Value(Some(text.to_owned()).filter(|text| !text.is_empty()));
    let number = || value.parse::<i64>().ok();
    Ok(match (field, known) {
        (KIND, _) if subject_of(Some(value)) == Some(subject) => text(value),
        (KIND, _) => Meant::Wrong,
        (DELETED, _) => number().filter(|at| *at > 0).map_or(Meant::Wrong, |at| text(&at.to_string())),
        (OWNER, _) => text(KeptText::line(value).as_str()),
        (_, Some(Line)) => text(KeptText::line(value).as_str()),
        (_, Some(Block)) => text(KeptText::block(value).as_str()),
        (_, Some(Number)) => number().map_or(Meant::Wrong, |number| text(&number.to_string())),
        (_, Some(Count)) => number().map_or(Meant::Wrong, |number| Meant::Value((number != 0).then(|| number.to_string()))),
        (_, Some(Record(of))) => match value.parse::<Id>() {
            // Whose adding was undone here gets a row again when somebody names it.
            Ok(id) if key_of(db, of, id)?.is_some() || coming.get(&id) == Some(&of) || seen::known(db, id)? == Some((Some(of), true)) => {
                text(&id.to_string())
            }
            Ok(_) => Meant::Waits,
            Err(_) => Meant::Wrong,
        },
        _ => one_of_several(subject, field, value),
    })
}

fn one_of_several(subject: Subject, field: &str, value: &str) -> Meant {
    let clean = KeptText::line(field).as_str() == field && KeptText::line(value).as_str() == value;
    let (_, rest) = placed(value);
    let fits = match subject {
        Subject::Person => match (field.strip_prefix(ADDRESS), phone_of(field)) {
            (Some(address), _) => normalized(rest) == address,
            (None, Some(_)) => true,
            (None, None) => return Meant::Waits,
        },
        Subject::Company if field.starts_with(DOMAIN) => true,
        Subject::Deal if field.starts_with(STAGE) => field[STAGE.len()..].parse::<i64>().is_ok(),
        _ => return Meant::Waits,
    };
    if clean && fits { Meant::Value(Some(value.to_owned())) } else { Meant::Wrong }
}

/// The kind and the number of a telephone field.
pub(super) fn phone_of(field: &str) -> Option<(&'static str, &str)> {
    let (kind, number) = field.strip_prefix(PHONE)?.split_once(':')?;
    let kind = ["phone", "mobile", "fax"].into_iter().find(|one| *one == kind)?;
    (!number.is_empty()).then_some((kind, number))
}

/// What a column holds for a value; `None` for a record that has no row here.
pub(super) fn to_column(db: &Connection, holds: Holds, value: Option<&String>) -> Result<Option<Sql>> {
    let number = |empty: Sql| value.and_then(|value| value.parse().ok()).map_or(empty, Sql::Integer);
    Ok(match holds {
        Line | Block => Some(Sql::Text(value.cloned().unwrap_or_default())),
        Number => Some(number(Sql::Null)),
        Count => Some(number(Sql::Integer(0))),
        Record(subject) => match value.and_then(|value| value.parse::<Id>().ok()) {
            Some(id) => key_of(db, subject, id)?.map(Sql::Integer),
            None => Some(Sql::Null),
        },
    })
}

/// The key of a record's row, deleted ones included.
pub(super) fn key_of(db: &Connection, subject: Subject, id: Id) -> Result<Option<i64>> {
    let sql = format!("SELECT key FROM {} WHERE id = ?1", subject.word());
    Ok(db.prepare_cached(&sql)?.query_row([id.as_bytes()], |row| row.get(0)).optional()?)
}

/// Where a record is whose table is not known.
pub(super) fn place(db: &Connection, id: Id) -> Result<Option<RecordRef>> {
    for subject in Subject::ALL {
        if let Some(key) = key_of(db, subject, id)? {
            return Ok(Some(subject.at(key)));
        }
    }
    Ok(None)
}
