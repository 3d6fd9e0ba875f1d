//! What mail magnets show: the folder or label of one is found by its name, and stands beside the mail, though nothing was moved or written (S104 to S107).

use rusqlite::Connection;

use crate::domain::account::AccountName;
use crate::domain::account::magnet::Magnet;
use crate::domain::crm::rules::CrmRules;
use crate::domain::query::{Query, State, Term, What};
use crate::jobs::mail::{MessageRow, ThreadRow};
use crate::store::{Result, messages, search};
use crate::text::{CleanText, search_form};

/// Turns a query into a request. A name that both a magnet and something real have means both; one that only the magnet has is no error.
pub(super) fn request(db: &Connection, query: Query, rules: &CrmRules) -> Result<search::SearchRequest> {
    if rules.magnets.is_empty() {
        return search::SearchRequest::query(db, &query);
    }
    let both = search::SearchRequest::query(db, &with_magnets(query.clone(), &rules.magnets, true));
    match both {
        Ok(request) => Ok(request),
        Err(_) => search::SearchRequest::query(db, &with_magnets(query, &rules.magnets, false)),
    }
}

/// The query with what magnets of a name collect beside, or in place of, what is called so.
fn with_magnets(query: Query, magnets: &[(AccountName, Magnet)], beside: bool) -> Query {
    let all = |parts: Vec<Query>| parts.into_iter().map(|part| with_magnets(part, magnets, beside)).collect();
    match query {
        Query::All => Query::All,
        Query::And(parts) => Query::And(all(parts)),
        Query::Or(parts) => Query::Or(all(parts)),
        Query::Not(part) => Query::Not(Box::new(with_magnets(*part, magnets, beside))),
        Query::Term(term) => {
            let named = magnets.iter().filter(|(account, magnet)| is_meant(&term.what, account, magnet));
            let mut parts: Vec<Query> = named.map(|(account, _)| collected(account, &term)).collect();
            if parts.is_empty() {
                return Query::Term(term);
            }
            if beside {
                parts.push(Query::Term(term));
            }
            Query::Or(parts)
        }
    }
}

/// Whether a condition names a magnet: a label by its name, a folder by its name or `ACCOUNT/NAME`.
fn is_meant(what: &What, account: &AccountName, magnet: &Magnet) -> bool {
    let same = |one: &str, other: &str| search_form(one) == search_form(other);
    match (what, magnet) {
        (What::Label(name), Magnet::Label(own)) => same(name, own.as_str()),
        (What::In(name), Magnet::Folder(own)) => match name.split_once('/') {
            Some((of, name)) => same(of, account.as_str()) && same(name, own.as_str()),
            None => same(name, own.as_str()),
        },
        _ => false,
    }
}

/// What the magnet of an account collects: what customers wrote to it.
fn collected(account: &AccountName, term: &Term) -> Query {
    let one = |what| Query::Term(Term { at: term.at.clone(), what });
    let sent = Query::Not(Box::new(one(What::Is(State::Sent))));
    Query::And(vec![one(What::Account(account.as_str().to_owned())), one(What::Is(State::Customer)), sent])
}

/// The label that a magnet puts on customers' mail of an account of this name.
fn label_of<'a>(account: &str, rules: &'a CrmRules) -> Option<&'a CleanText> {
    rules.magnets.iter().find_map(|(name, magnet)| match magnet {
        Magnet::Label(label) if name.as_str() == account => Some(label),
        _ => None,
    })
}

fn put(labels: &mut Vec<CleanText>, label: &CleanText) {
    if !labels.contains(label) {
        labels.push(label.clone());
    }
}

/// Labels what customers wrote.
pub(super) fn mark_messages(rows: &mut [MessageRow], rules: &CrmRules) {
    for row in rows.iter_mut().filter(|row| row.person.is_some() && !row.mine) {
        if let Some(label) = label_of(row.account_name.as_str(), rules) {
            put(&mut row.labels, label);
        }
    }
}

/// Labels the conversations in which a customer wrote to an account with such a magnet.
pub(super) fn mark_threads(db: &Connection, rows: &mut [ThreadRow], rules: &CrmRules) -> Result<()> {
    if !rules.magnets.iter().any(|(_, magnet)| matches!(magnet, Magnet::Label(_))) {
        return Ok(());
    }
    for row in rows.iter_mut().filter(|row| row.person.is_some()) {
        if let Some(label) = messages::account_of(db, row.newest)?.and_then(|account| label_of(&account, rules)) {
            put(&mut row.labels, label);
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::crm::field::Field;
    use crate::domain::crm::kind::RecordKind;
    use crate::domain::typed::{TimeReader, Toward};
    use crate::jobs::mail::{Anchor, FindMessages, ListView, MailJob, MailReport, WindowOf};
    use crate::jobs::{Outcome, Report};
    use crate::store::frozen::{World, world};
    use crate::workers::database::mail;

    fn rules(world: &World, magnet: Option<&str>) -> CrmRules {
        let magnets = magnet.map(|word| (AccountName::new("sales").unwrap(), Magnet::from_word(word).unwrap()));
        CrmRules { magnets: magnets.into_iter().collect(), ..world.rules.clone() }
    }

    fn ask(world: &World, job: MailJob, rules: &CrmRules) -> Outcome {
        let times = TimeReader { now: world.context.now, zone: &TimeZone::UTC, order: rules.day_order, toward: Toward::Coming };
        mail::answer(&world.db, job, &times, rules)
    }

    fn found(world: &World, query: &str, rules: &CrmRules) -> Option<usize> {
        match ask(world, MailJob::Search(FindMessages { query: query.to_owned(), within: None, limit: 0 }), rules) {
            Ok(Report::Mail(report)) => match *report {
                MailReport::Found(keys) => Some(keys.len()),
                other => panic!("{other:?}"),
            },
            _ => None,
        }
    }

    /// The labels of the newest conversations, newest first.
    fn labels(world: &World, rules: &CrmRules) -> Vec<Vec<String>> {
        let of = WindowOf { view: ListView::AllMail, anchor: Anchor::Newest, limit: 10 };
        let Ok(Report::Mail(report)) = ask(world, MailJob::Threads(of), rules) else { panic!() };
        let MailReport::Threads(window) = *report else { panic!() };
        window.rows.iter().map(|row| row.labels.iter().map(|label| label.as_str().to_owned()).collect()).collect()
    }

    #[test]
    fn s104_s105_s106_a_magnet_shows_what_customers_wrote_also_before_and_leaves_no_trace() {
        let mut world = world();
        world.arrive("a", "anna@kunde.test", "me@sample.example", "before she was a customer", 1);
        world.arrive("b", "news@list.test", "me@sample.example", "newsletter", 2);
        let before = world.dump();
        world.contact("Berg", "anna@kunde.test");
        world.arrive("c", "anna@kunde.test", "me@sample.example", "order", 3);
        let with_customer = world.dump();
        let (off, folder, label) = (rules(&world, None), rules(&world, Some("folder=Kunden")), rules(&world, Some("label=Kunden")));
        let query = crate::domain::account::magnet::query("sales");
        assert_eq!(found(&world, &query, &off), Some(2), "the list of the magnet is the set of customers' mail");
        // A folder is found as one, and the labels of mail stay as they were.
        for name in ["in:Kunden", "in:sales/kunden"] {
            assert_eq!(found(&world, name, &folder), Some(2), "{name}");
        }
        assert_eq!(found(&world, "in:Kunden order", &folder), Some(1));
        assert_eq!(found(&world, "-in:Kunden", &folder), Some(1));
        assert!(labels(&world, &folder).iter().all(Vec::is_empty));
        // A label is found as one, stands beside the mail, and the folder stays as it was.
        assert_eq!((found(&world, "label:kunden", &label), found(&world, "in:Kunden", &label)), (Some(2), None));
        assert_eq!(labels(&world, &label), [vec!["Kunden".to_owned()], vec![], vec!["Kunden".to_owned()]]);
        // Off again: nothing of it is left, and looking wrote nothing.
        assert_eq!((found(&world, "label:Kunden", &off), found(&world, "in:Kunden", &off)), (None, None), "said as a wrong name");
        assert!(labels(&world, &off).iter().all(Vec::is_empty));
        assert_eq!(world.dump(), with_customer);
        assert_ne!(before, with_customer);
        let lead = world.add(RecordKind::Lead, &[(Field::LastName, "List"), (Field::Email, "news@list.test")]);
        assert_eq!(found(&world, "in:Kunden", &folder), Some(3), "{:?}", lead.kind);
    }
}
