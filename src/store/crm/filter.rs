//! Records that a query asks for: what can be seen in a record itself, and who has mail that is asked for.

use std::collections::{BTreeSet, HashMap};

use jiff::tz::TimeZone;
use rusqlite::Connection;

use crate::domain::crm::all_day;
use crate::domain::crm::field::{Field, FieldType, spec};
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::crm::picklist::Picklists;
use crate::domain::crm::record::Record;
use crate::domain::crm::value::Value;
use crate::domain::query::{Compare, Narrowing, Query, RecordField, RecordTest, Span, Term, Test, What};
use crate::domain::time::Instant;
use crate::domain::when::When;
use crate::problem::value_in_every_language;
use crate::store::Result;
use crate::store::members::LOCAL_MEMBER;
use crate::store::search::{Scope, SearchRequest, Window, find};
use crate::text::fold;

/// So many messages are looked up at once.
const PIECE: usize = 500;

/// A query, ready to be held against records.
pub(super) struct Filter<'a> {
    query: &'a Query,
    zone: &'a TimeZone,
    /// The local member's name: whom `owner:me` means.
    me: String,
    /// The people with such a mail, for each condition on mail, by its place.
    with_mail: HashMap<Span, BTreeSet<i64>>,
    /// The people of each company.
    companies: HashMap<i64, Vec<i64>>,
    /// The one value of a picklist that words name, by their place: `contacted` is not `Not Contacted`.
    chosen: HashMap<Span, String>,
}

impl<'a> Filter<'a> {
    /// Looks up what the query asks of mail.
    ///
    /// # Errors
    /// `StoreError::Query` for a name that does not exist, at its place.
    pub(super) fn of(db: &Connection, kind: RecordKind, query: &'a Query, picklists: &Picklists, zone: &'a TimeZone) -> Result<Self> {
        let me = db.query_row("SELECT name FROM member WHERE key = ?1", [LOCAL_MEMBER], |row| row.get(0))?;
        let mut filter = Self { query, zone, me, with_mail: HashMap::new(), companies: HashMap::new(), chosen: HashMap::new() };
        for (term, _) in query.terms() {
            match &term.what {
                What::Record(RecordTest { field: RecordField::Value(field), test: Test::Words(words) }) => {
                    if let Some(id) = chosen(kind, *field, words, picklists) {
                        filter.chosen.insert(term.at.clone(), id);
                    }
                }
                What::Record(_) => {}
                _ => {
                    filter.with_mail.insert(term.at.clone(), people_with_mail(db, term)?);
                }
            }
        }
        if kind == RecordKind::Company && !filter.with_mail.is_empty() {
            let mut statement = db.prepare_cached("SELECT company, key FROM person WHERE company IS NOT NULL AND deleted_at = 0")?;
            for pair in statement.query_map([], |row| Ok((row.get::<_, i64>(0)?, row.get::<_, i64>(1)?)))? {
                let (company, person) = pair?;
                filter.companies.entry(company).or_default().push(person);
            }
        }
        Ok(filter)
    }

    /// Whether everything is asked for.
    pub(super) fn is_empty(&self) -> bool {
        *self.query == Query::All
    }

    /// Whether a record is asked for.
    pub(super) fn fits(&self, record: &Record) -> bool {
        self.holds(self.query, record)
    }

    fn holds(&self, query: &Query, record: &Record) -> bool {
        match query {
            Query::All => true,
            Query::And(all) => all.iter().all(|one| self.holds(one, record)),
            Query::Or(any) => any.iter().any(|one| self.holds(one, record)),
            Query::Not(inner) => !self.holds(inner, record),
            Query::Term(Term { what: What::Record(test), at }) => match (self.chosen.get(at), test.field) {
                (Some(id), RecordField::Value(field)) => record.text(field) == id,
                _ => self.passes(test, record),
            },
            Query::Term(term) => self.with_mail.get(&term.at).is_some_and(|people| self.people(record).any(|one| people.contains(&one))),
        }
    }

    /// The people whose mail counts as the record's.
    fn people<'b>(&'b self, record: &'b Record) -> impl Iterator<Item = i64> + 'b {
        let own = (record.reference.subject == Subject::Person).then_some(record.reference.key);
        let concerned = record.person.as_ref().map(|person| person.reference.key);
        let of_company = (record.reference.subject == Subject::Company).then(|| self.companies.get(&record.reference.key)).flatten();
        own.into_iter().chain(concerned).chain(of_company.into_iter().flatten().copied())
    }

    fn passes(&self, asked: &RecordTest, record: &Record) -> bool {
        match &asked.test {
            Test::Words(words) if asked.field == RecordField::Owner && matches!(words.to_lowercase().as_str(), "me" | "自分") => {
                record.owner.as_str() == self.me
            }
            Test::Words(words) => Narrowing::of(words).fits(&text_of(record, asked.field)),
            Test::Flag(wanted) => {
                let RecordField::Value(field) = asked.field else { return false };
                record.value(field).is_some_and(|value| *value == Value::Flag(true)) == *wanted
            }
            Test::Number(compare, wanted) => {
                let RecordField::Value(field) = asked.field else { return false };
                record.value(field).and_then(thousandths).is_some_and(|number| compare.takes(number.cmp(&i128::from(*wanted))))
            }
            Test::Day(compare, day) => when_of(record, asked.field).is_some_and(|when| compare.takes(when.date(self.zone).cmp(day))),
            Test::At(compare, at) => when_of(record, asked.field).is_some_and(|when| self.at(when, *compare, *at)),
        }
    }

    /// A day holds against a moment as the day that the moment is of.
    fn at(&self, when: When, compare: Compare, at: Instant) -> bool {
        match when {
            When::Day(day) => compare.takes(day.cmp(&When::At(at).date(self.zone))),
            When::At(moment) => compare.takes(moment.cmp(&at)),
        }
    }
}

/// The value of a picklist that words name in any language.
fn chosen(kind: RecordKind, field: Field, words: &str, picklists: &Picklists) -> Option<String> {
    let FieldType::Choice(list) = spec(kind, field)?.holds else { return None };
    let wanted = fold(words.trim());
    let called = |id: &&str| value_in_every_language(id).iter().any(|word| fold(word) == wanted);
    picklists.find(list, words).or_else(|| picklists.values(list).into_iter().find(called)).map(str::to_owned)
}

/// The people who wrote or got mail that fits a condition.
fn people_with_mail(db: &Connection, term: &Term) -> Result<BTreeSet<i64>> {
    let asked = SearchRequest::query(db, &Query::Term(term.clone()))?;
    let messages = find(db, &asked, &Scope::Usual, &Window::newest(0))?;
    let mut people = BTreeSet::new();
    for piece in messages.chunks(PIECE) {
        let keys: Vec<String> = piece.iter().map(|key| key.0.to_string()).collect();
        let sql = format!(
            "SELECT DISTINCT pa.person FROM message_address ma JOIN address a ON a.key = ma.address
             JOIN person_address pa ON pa.normalized = a.normalized WHERE ma.message IN ({})",
            keys.join(", ")
        );
        for person in db.prepare(&sql)?.query_map([], |row| row.get::<_, i64>(0))? {
            people.insert(person?);
        }
    }
    Ok(people)
}

/// The text in which words are looked for, a line a value.
fn text_of(record: &Record, field: RecordField) -> String {
    let values = |fields: &[Field]| fields.iter().map(|field| said(record, *field)).collect::<Vec<_>>().join("\n");
    match field {
        RecordField::Name => format!("{}\n{}", record.name(), values(&[Field::LastNameKana, Field::FirstNameKana])),
        RecordField::Kind => record.kind.word().to_owned(),
        RecordField::Owner => record.owner.as_str().to_owned(),
        RecordField::Person => match &record.person {
            Some(person) => person.name.as_str().to_owned(),
            None if record.kind.is_person() => text_of(record, RecordField::Name),
            None => String::new(),
        },
        RecordField::Emails => values(&[Field::Email, Field::SecondaryEmail]),
        RecordField::Phones => values(&[Field::Phone, Field::Mobile, Field::Fax]),
        RecordField::Value(field) => said(record, field),
        RecordField::Created | RecordField::Changed => String::new(),
        RecordField::Anywhere => {
            let person = record.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
            let mut text = format!("{}\n{person}", record.name());
            for field in record.values.keys() {
                text.push('\n');
                text.push_str(&said(record, *field));
            }
            text
        }
    }
}

/// A value as somebody would write it; what is chosen from a list in every language.
fn said(record: &Record, field: Field) -> String {
    let Some(value) = record.value(field) else { return String::new() };
    match (spec(record.kind, field).map(|spec| spec.holds), value) {
        (Some(FieldType::Choice(_)), Value::Text(id)) => format!("{}\n{}", id.as_str(), value_in_every_language(id.as_str()).join("\n")),
        _ => value.typed(&TimeZone::UTC),
    }
}

fn thousandths(value: &Value) -> Option<i128> {
    match value {
        Value::Integer(number) => Some(i128::from(*number) * 1000),
        Value::Money(money) => Some(i128::from(money.minor) * 1000 / 10_i128.pow(money.currency.decimals())),
        _ => None,
    }
}

fn when_of(record: &Record, field: RecordField) -> Option<When> {
    match field {
        RecordField::Created => Some(When::At(record.created_at)),
        RecordField::Changed => Some(When::At(record.modified_at)),
        RecordField::Value(field) => match record.value(field)? {
            Value::Date(day) => Some(When::Day(*day)),
            value => all_day::moment(Some(value)).map(When::At),
        },
        RecordField::Anywhere
        | RecordField::Name
        | RecordField::Kind
        | RecordField::Owner
        | RecordField::Person
        | RecordField::Emails
        | RecordField::Phones => None,
    }
}
