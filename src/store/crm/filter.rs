//! Records that a query asks for: what can be seen in a record itself, and who has mail that is asked for.

use std::collections::{BTreeSet, HashMap};

use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::kept::{Form, Kept, sign_of_choice};
use crate::domain::crm::field::{Field, FieldType, spec};
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::crm::picklist::{PicklistId, Picklists};
use crate::domain::crm::rules::CrmRules;
use crate::domain::query::{Compare, Narrowing, Query, RecordField, RecordTest, Span, Term, Test, What, kept_form};
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
    rules: &'a CrmRules,
    zone: &'a TimeZone,
    /// The names of those whose records are, by their keys.
    owners: HashMap<i64, String>,
    /// What each condition with words looks for, by its place.
    words: HashMap<Span, Narrowing>,
    /// The people with such a mail, for each condition on mail, by its place.
    with_mail: HashMap<Span, BTreeSet<i64>>,
    /// The people of each company.
    companies: HashMap<i64, Vec<i64>>,
    /// The sign of the one value of a picklist that words name, by their place: `contacted` is not `Not Contacted`.
    chosen: HashMap<Span, String>,
}

impl<'a> Filter<'a> {
    /// Looks up what the query asks of mail.
    ///
    /// # Errors
    /// `StoreError::Query` for a name that does not exist, at its place.
    pub(super) fn of(db: &Connection, kind: RecordKind, query: &'a Query, rules: &'a CrmRules, zone: &'a TimeZone) -> Result<Self> {
        let mut filter = Self {
            query,
            rules,
            zone,
            owners: HashMap::new(),
            words: HashMap::new(),
            with_mail: HashMap::new(),
            companies: HashMap::new(),
            chosen: HashMap::new(),
        };
        let terms = query.terms();
        let signs = if terms.is_empty() { Vec::new() } else { signs(&rules.picklists) };
        for (term, _) in terms {
            match &term.what {
                What::Record(RecordTest { field, test: Test::Words(words) }) => {
                    let value = if let RecordField::Value(field) = field { chosen(kind, *field, words, &rules.picklists) } else { None };
                    match value {
                        Some(id) => {
                            filter.chosen.insert(term.at.clone(), sign_of_choice(&id));
                        }
                        None => {
                            filter.words.insert(term.at.clone(), Narrowing::of(words).with_signs(&signs));
                        }
                    }
                }
                What::Record(_) => {}
                _ => {
                    filter.with_mail.insert(term.at.clone(), people_with_mail(db, term)?);
                }
            }
        }
        let mut statement = db.prepare_cached("SELECT key, name FROM member")?;
        filter.owners = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?;
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
    pub(super) fn fits(&self, record: &Form<'_>) -> bool {
        self.holds(self.query, record)
    }

    /// Texts of which one stands in every record that is asked for; `None` where nothing is known of them.
    pub(super) fn traces(&self) -> Option<Vec<&str>> {
        match self.query {
            Query::And(all) => {
                all.iter().filter_map(|one| self.traces_of(one)).max_by_key(|traces| traces.first().map_or(0, |one| one.len()))
            }
            one => self.traces_of(one),
        }
    }

    fn traces_of(&self, query: &Query) -> Option<Vec<&str>> {
        let Query::Term(Term { what: What::Record(test), at }) = query else { return None };
        match test.field {
            // They are no words of the record's text.
            RecordField::Kind | RecordField::Owner | RecordField::Created | RecordField::Changed => None,
            _ => match self.chosen.get(at) {
                Some(sign) => Some(vec![sign.as_str()]),
                None => self.words.get(at)?.traces(),
            },
        }
    }

    fn holds(&self, query: &Query, record: &Form<'_>) -> bool {
        match query {
            Query::All => true,
            Query::And(all) => all.iter().all(|one| self.holds(one, record)),
            Query::Or(any) => any.iter().any(|one| self.holds(one, record)),
            Query::Not(inner) => !self.holds(inner, record),
            Query::Term(Term { what: What::Record(test), at }) => match (self.chosen.get(at), test.field) {
                (Some(sign), RecordField::Value(field)) => record.words(field).starts_with(sign.as_str()),
                _ => self.passes(test, at, record),
            },
            Query::Term(term) => self.with_mail.get(&term.at).is_some_and(|people| self.people(record).any(|one| people.contains(&one))),
        }
    }

    /// The people whose mail counts as the record's.
    fn people<'b>(&'b self, record: &Form<'_>) -> impl Iterator<Item = i64> + 'b {
        let own = (record.subject() == Subject::Person).then_some(record.key);
        let of_company = (record.subject() == Subject::Company).then(|| self.companies.get(&record.key)).flatten();
        own.into_iter().chain(record.person).chain(of_company.into_iter().flatten().copied())
    }

    fn passes(&self, asked: &RecordTest, at: &Span, record: &Form<'_>) -> bool {
        match &asked.test {
            Test::Words(words) if asked.field == RecordField::Owner && matches!(words.to_lowercase().as_str(), "me" | "自分") => {
                record.owner == LOCAL_MEMBER
            }
            Test::Words(_) => self.words.get(at).is_some_and(|wanted| self.has(wanted, asked.field, record)),
            Test::Flag(wanted) => {
                let RecordField::Value(field) = asked.field else { return false };
                (record.value(field).and_then(Kept::number) == Some(1)) == *wanted
            }
            Test::Number(compare, wanted) => {
                let RecordField::Value(field) = asked.field else { return false };
                self.thousandths(field, record).is_some_and(|number| compare.takes(number.cmp(&i128::from(*wanted))))
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

    /// Whether a field has the words that are looked for.
    fn has(&self, wanted: &Narrowing, field: RecordField, record: &Form<'_>) -> bool {
        let words = |fields: &[Field]| wanted.fits_kept(&fields.iter().map(|field| record.words(*field)).collect::<Vec<_>>());
        let named = || wanted.fits_kept(&[record.name(), record.words(Field::LastNameKana), record.words(Field::FirstNameKana)]);
        match field {
            RecordField::Anywhere => wanted.fits_kept(&[record.entries]),
            RecordField::Name => named(),
            RecordField::Kind => wanted.fits(record.kind.word()),
            RecordField::Owner => wanted.fits(self.owners.get(&record.owner).map_or("", String::as_str)),
            RecordField::Person if record.person.is_none() && record.kind.is_person() => named(),
            RecordField::Person => wanted.fits_kept(&[record.person_name()]),
            RecordField::Emails => words(&[Field::Email, Field::SecondaryEmail]),
            RecordField::Phones => words(&[Field::Phone, Field::Mobile, Field::Fax]),
            RecordField::Value(field) => words(&[field]),
            RecordField::Created | RecordField::Changed => false,
        }
    }

    fn thousandths(&self, field: Field, record: &Form<'_>) -> Option<i128> {
        let number = i128::from(record.number(field, self.rules)?);
        Some(match spec(record.kind, field)?.holds {
            FieldType::Money => number * 1000 / 10_i128.pow(record.currency(self.rules).decimals()),
            _ => number * 1000,
        })
    }
}

/// The signs of all values that can be chosen, with their words in every language.
fn signs(picklists: &Picklists) -> Vec<(String, String)> {
    let ids = PicklistId::ALL.into_iter().flat_map(|list| picklists.values(list));
    ids.map(|id| (sign_of_choice(id), kept_form(&format!("{id}\n{}", value_in_every_language(id).join("\n"))))).collect()
}

fn when_of(record: &Form<'_>, field: RecordField) -> Option<When> {
    match field {
        RecordField::Created => Some(When::At(record.created)),
        RecordField::Changed => Some(When::At(record.changed)),
        RecordField::Value(field) => {
            let value = record.value(field)?;
            value.day().map(When::Day).or_else(|| value.number().map(|at| When::At(Instant(at))))
        }
        RecordField::Anywhere
        | RecordField::Name
        | RecordField::Kind
        | RecordField::Owner
        | RecordField::Person
        | RecordField::Emails
        | RecordField::Phones => None,
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
