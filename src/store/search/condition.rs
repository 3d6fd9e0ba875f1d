//! From a query to conditions on `message m`: words for the index, SQL for the rest.

use rusqlite::Connection;
use rusqlite::types::Value;

use super::names;
use super::words::Words;
use crate::domain::ids::MessageKey;
use crate::domain::mail::authentication::Auth;
use crate::domain::mail::flags::Flags;
use crate::domain::query::{Customer, Part, Phrase, Query, State, Term, Thing, What};
use crate::domain::time::Instant;
use crate::store::Result;

/// A condition on a message.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Condition {
    /// All of these; always true when there are none.
    All(Vec<Condition>),
    /// Any of these; never true when there are none.
    Any(Vec<Condition>),
    /// Not this.
    Not(Box<Condition>),
    /// Words, which the index knows.
    Words(Words),
    /// SQL over `m` with `?` for each value.
    Sql(String, Vec<Value>),
    /// In one of these mailboxes.
    In(Vec<i64>),
    /// At this instant or later, before that one.
    Time(Option<Instant>, Option<Instant>),
}

impl Condition {
    /// Whether it needs the words of a mail.
    pub(super) fn asks_for_words(&self) -> bool {
        match self {
            Self::Words(_) => true,
            Self::All(all) | Self::Any(all) => all.iter().any(Self::asks_for_words),
            Self::Not(inner) => inner.asks_for_words(),
            Self::Sql(..) | Self::In(_) | Self::Time(..) => false,
        }
    }
}

/// What a query asks of a message. Names are looked up, and an unknown one is an error at its place.
pub(super) fn condition(db: &Connection, query: &Query) -> Result<Condition> {
    Ok(match query {
        Query::All => Condition::All(Vec::new()),
        Query::Not(inner) => Condition::Not(Box::new(condition(db, inner)?)),
        Query::Or(any) => either(any.iter().map(|one| condition(db, one)).collect::<Result<Vec<_>>>()?),
        Query::And(all) => together(all.iter().map(|one| condition(db, one)).collect::<Result<Vec<_>>>()?),
        Query::Term(term) => of_term(db, term)?,
    })
}

/// An OR of words alone is one question for the index.
fn either(any: Vec<Condition>) -> Condition {
    let words = |one: &Condition| if let Condition::Words(words) = one { Some(words.clone()) } else { None };
    match any.iter().map(words).collect::<Option<Vec<_>>>() {
        Some(words) => Condition::Words(Words::Any(words)),
        None => Condition::Any(any),
    }
}

/// Draws the words of an AND into one question for the index, with those that must not stand there.
fn together(all: Vec<Condition>) -> Condition {
    if !all.iter().any(|one| matches!(one, Condition::Words(_))) {
        return Condition::All(all);
    }
    let (mut asked, mut without, mut rest) = (Vec::new(), Vec::new(), Vec::new());
    for one in all {
        match one {
            Condition::Words(words) => asked.push(words),
            Condition::Not(inner) => match *inner {
                Condition::Words(words) => without.push(words),
                other => rest.push(Condition::Not(Box::new(other))),
            },
            other => rest.push(other),
        }
    }
    let asked = if asked.len() == 1 && without.is_empty() { asked.swap_remove(0) } else { Words::All { asked, without } };
    if rest.is_empty() {
        Condition::Words(asked)
    } else {
        rest.insert(0, Condition::Words(asked));
        Condition::All(rest)
    }
}

fn sql(text: &str) -> Condition {
    Condition::Sql(text.to_owned(), Vec::new())
}

fn flag(flag: Flags) -> Condition {
    sql(&format!("m.flags & {} <> 0", flag.0))
}

/// Mail with an address of a person of this kind, in these roles.
fn of_people(people: &str, roles: &str) -> String {
    format!(
        "m.key IN (SELECT ma.message FROM person p JOIN person_address pa ON pa.person = p.key JOIN address a ON a.normalized = pa.normalized
         JOIN message_address ma ON ma.address = a.key WHERE p.deleted_at = 0 AND {people} AND {roles})"
    )
}

const ANY_ROLE: &str = "TRUE";

fn of_term(db: &Connection, term: &Term) -> Result<Condition> {
    Ok(match &term.what {
        What::Text(part, phrase) => Condition::Words(Words::Phrase(*part, phrase.clone())),
        What::List(list) => Condition::Sql("instr(m.list_id, ?) > 0".to_owned(), vec![list.clone().into()]),
        What::Id(id) => of_id(id),
        What::In(name) => Condition::In(names::mailboxes(db, term, name)?),
        What::Label(label) => {
            let labels = names::labels(db, term, label)?;
            let marks = vec!["?"; labels.len()].join(", ");
            let sql = format!("m.key IN (SELECT l.message FROM label l WHERE l.label IN ({marks}))");
            Condition::Sql(sql, labels.into_iter().map(Value::from).collect())
        }
        What::Account(name) => {
            let accounts = names::accounts(db, term, name)?.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
            sql(&format!("m.account IN ({accounts})"))
        }
        What::Is(state) => of_state(*state),
        What::Auth(Auth::None) => sql("m.key NOT IN (SELECT u.message FROM authentication u WHERE u.verdict <> 0)"),
        What::Auth(auth) => {
            sql(&format!("m.key IN (SELECT u.message FROM authentication u WHERE u.verdict = {} AND u.verdict <> 0)", auth.code()))
        }
        What::Has(thing) => of_thing(*thing),
        What::Since(at) => Condition::Time(Some(*at), None),
        What::Before(at) => Condition::Time(None, Some(*at)),
        What::Between(start, end) => Condition::Time(Some(*start), Some(*end)),
        What::Size(compare, bytes) => {
            let bytes = i64::try_from(*bytes).unwrap_or(i64::MAX);
            Condition::Sql(format!("m.size {} ?", compare.sign()), vec![bytes.into()])
        }
        What::NoReply(at) => last_word(*at, "n.mine = 0 AND n.automation = 0"),
        What::Waiting(at) => last_word(*at, "n.mine = 1"),
        What::Of(customer) => of_customer(db, customer)?,
        // No mail is a record; a query for mail has no such condition.
        What::Record(_) => Condition::Any(Vec::new()),
    })
}

/// Mail that is the last word of its thread, said before an instant.
fn last_word(before: Instant, by: &str) -> Condition {
    let sql = format!(
        "(m.key < ? AND EXISTS (SELECT 1 FROM message n WHERE n.key = m.key AND {by})
          AND NOT EXISTS (SELECT 1 FROM message later WHERE later.thread = m.thread AND later.key > m.key))"
    );
    Condition::Sql(sql, vec![MessageKey::first_of(before.0).0.into()])
}

fn of_id(id: &str) -> Condition {
    let bare = id.trim_matches(['<', '>']);
    if bare.contains('@') || id.starts_with('<') {
        return Condition::Sql("m.message_id = ?".to_owned(), vec![bare.to_owned().into()]);
    }
    let digits: String = bare.chars().filter(|c| *c != '-').collect::<String>().to_ascii_uppercase();
    Condition::Sql("substr(hex(m.id), -length(?1)) = ?1".replace("?1", "?"), vec![digits.clone().into(), digits.into()])
}

fn of_state(state: State) -> Condition {
    match state {
        State::Unread => Condition::Not(Box::new(flag(Flags::READ))),
        State::Read => flag(Flags::READ),
        State::Starred => flag(Flags::STARRED),
        State::Replied => flag(Flags::REPLIED),
        State::Forwarded => flag(Flags::FORWARDED),
        State::Snoozed => flag(Flags::SNOOZED),
        State::Spam => flag(Flags::SPAM),
        State::Draft => flag(Flags::DRAFT),
        State::Sent => sql("m.mine <> 0"),
        // What waits in the outbox is no stored mail: `store::outbox::unsent` finds it.
        State::Scheduled => sql("FALSE"),
        State::Customer => sql(&of_people("TRUE", ANY_ROLE)),
        State::Lead => sql(&of_people("p.kind = 'lead'", ANY_ROLE)),
        State::Contact => sql(&of_people("p.kind = 'contact'", ANY_ROLE)),
        State::Temp => sql(&of_people("p.kind = 'temp'", ANY_ROLE)),
        State::Unknown => sql(&format!("(m.mine = 0 AND NOT ({}))", of_people("TRUE", "ma.role IN (0, 6)"))),
    }
}

fn of_thing(thing: Thing) -> Condition {
    match thing {
        Thing::Attachment => sql("m.attachments > 0"),
        Thing::Invite => sql("EXISTS (SELECT 1 FROM attachment f WHERE f.message = m.key AND f.media_type LIKE 'text/calendar%')"),
        Thing::Link => {
            let scheme = |word: &str| Phrase::of(word).map(|phrase| Words::Phrase(Part::Body, phrase));
            Condition::Words(Words::Any(["http", "https", "www"].into_iter().filter_map(scheme).collect()))
        }
        Thing::Deal => sql(&of_people("EXISTS (SELECT 1 FROM deal d WHERE d.contact = p.key AND d.deleted_at = 0)", ANY_ROLE)),
        Thing::Task => {
            sql(&of_people("EXISTS (SELECT 1 FROM activity t WHERE t.person = p.key AND t.kind = 'task' AND t.deleted_at = 0)", ANY_ROLE))
        }
        Thing::Note => sql(&of_people("EXISTS (SELECT 1 FROM note t WHERE t.person = p.key AND t.deleted_at = 0)", ANY_ROLE)),
    }
}

/// Conditions on the records of a mail's people.
fn of_customer(db: &Connection, asked: &Customer) -> Result<Condition> {
    let listed = |keys: Vec<i64>| keys.iter().map(i64::to_string).collect::<Vec<_>>().join(", ");
    Ok(match asked {
        Customer::LeadStatus(status) => {
            let people = of_people("p.kind = 'lead' AND p.lead_status = ? COLLATE NOCASE", ANY_ROLE);
            Condition::Sql(people, vec![status.clone().into()])
        }
        Customer::DealStage(stage) => {
            let deal = "EXISTS (SELECT 1 FROM deal d WHERE d.contact = p.key AND d.deleted_at = 0 AND d.stage = ? COLLATE NOCASE)";
            Condition::Sql(of_people(deal, ANY_ROLE), vec![stage.clone().into()])
        }
        Customer::DealAmount(compare, thousandths) => {
            // Amounts are kept in minor units: most currencies have 2 digits of them, some 0, some 3 (ISO 4217).
            let deal = format!(
                "EXISTS (SELECT 1 FROM deal d WHERE d.contact = p.key AND d.deleted_at = 0 AND d.amount * CASE
                 WHEN d.currency IN ('JPY', 'KRW', 'VND', 'CLP', 'ISK', 'PYG', 'UGX', 'XAF', 'XOF', 'XPF', 'BIF', 'DJF', 'GNF', 'KMF', 'RWF', 'VUV') THEN 1000
                 WHEN d.currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 1 ELSE 10 END {} ?)",
                compare.sign()
            );
            Condition::Sql(of_people(&deal, ANY_ROLE), vec![(*thousandths).into()])
        }
        Customer::DealClosing(compare, date) => {
            let deal = format!(
                "EXISTS (SELECT 1 FROM deal d WHERE d.contact = p.key AND d.deleted_at = 0 AND d.closing_date <> '' AND d.closing_date {} ?)",
                compare.sign()
            );
            Condition::Sql(of_people(&deal, ANY_ROLE), vec![date.to_string().into()])
        }
        Customer::Person(phrase) => sql(&of_people(&format!("p.key IN ({})", listed(names::people(db, phrase)?)), ANY_ROLE)),
        Customer::Company(phrase) => sql(&of_people(&format!("p.key IN ({})", listed(names::people_of_companies(db, phrase)?)), ANY_ROLE)),
        Customer::Owner(phrase) => sql(&of_people(&format!("p.owner IN ({})", listed(names::owners(db, phrase)?)), ANY_ROLE)),
        Customer::Industry(phrase) => sql(&of_people(&format!("p.key IN ({})", listed(names::people_in_industry(db, phrase)?)), ANY_ROLE)),
    })
}
