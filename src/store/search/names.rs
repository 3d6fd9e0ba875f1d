//! Names in a query: mailboxes, accounts, labels, people and companies.

use rusqlite::Connection;

use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::query::{Phrase, QueryError, SearchField, Term, Trouble};
use crate::store::members::LOCAL_MEMBER;
use crate::store::{Result, StoreError, mailboxes as boxes};
use crate::text::search_form;

/// The mailboxes called `NAME` or `ACCOUNT/NAME`.
pub(super) fn mailboxes(db: &Connection, term: &Term, name: &str) -> Result<Vec<i64>> {
    let found = boxes::named(db, name)?;
    if found.is_empty() && are_drafts(db, name)? {
        // Drafts that were begun here lie in no mailbox; no stored mail is among them.
        return Ok(Vec::new());
    }
    if found.is_empty() {
        let mut known: Vec<String> = boxes::list(db)?.into_iter().map(|row| row.name.into_string()).collect();
        return Err(unknown(term, SearchField::In, name, &mut known));
    }
    Ok(found.into_iter().map(|key| key.0).collect())
}

/// Whether a name means the drafts, of every account or of one that there is.
fn are_drafts(db: &Connection, name: &str) -> Result<bool> {
    let (account, mailbox) = name.rsplit_once('/').map_or((None, name), |(account, mailbox)| (Some(search_form(account)), mailbox));
    let Some(account) = account else { return Ok(MailboxRole::of_typed(mailbox) == Some(MailboxRole::Drafts)) };
    let known = pairs(db, "SELECT key, name FROM account")?.iter().any(|(_, held)| search_form(held) == account);
    Ok(known && MailboxRole::of_typed(mailbox) == Some(MailboxRole::Drafts))
}

/// The accounts of this name.
pub(super) fn accounts(db: &Connection, term: &Term, name: &str) -> Result<Vec<i64>> {
    let all = pairs(db, "SELECT key, name FROM account")?;
    let wanted = search_form(name);
    let found: Vec<i64> = all.iter().filter(|(_, held)| search_form(held) == wanted).map(|(key, _)| *key).collect();
    let mut known: Vec<String> = all.into_iter().map(|(_, name)| name).collect();
    if found.is_empty() { Err(unknown(term, SearchField::Account, name, &mut known)) } else { Ok(found) }
}

/// The labels written so, whatever their case.
pub(super) fn labels(db: &Connection, term: &Term, name: &str) -> Result<Vec<String>> {
    let mut statement = db.prepare_cached("SELECT DISTINCT label FROM label")?;
    let mut known = statement.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let wanted = search_form(name);
    let found: Vec<String> = known.iter().filter(|label| search_form(label) == wanted).cloned().collect();
    if found.is_empty() { Err(unknown(term, SearchField::Label, name, &mut known)) } else { Ok(found) }
}

/// People with these words in name, reading or address.
pub(super) fn people(db: &Connection, phrase: &Phrase) -> Result<Vec<i64>> {
    let sql = "SELECT p.key, p.last_name || ' ' || p.first_name || char(10) || p.first_name || ' ' || p.last_name || char(10) || p.last_name || p.first_name || char(10)
               || p.last_name_kana || ' ' || p.first_name_kana || char(10)
               || coalesce((SELECT group_concat(pa.address, char(10)) FROM person_address pa WHERE pa.person = p.key), '')
               FROM person p WHERE p.deleted_at = 0";
    matching(db, sql, phrase)
}

/// People whose company, as text or as a record, has these words in its name.
pub(super) fn people_of_companies(db: &Connection, phrase: &Phrase) -> Result<Vec<i64>> {
    let sql = "SELECT p.key, p.company_name || char(10) || coalesce(c.name, '') FROM person p LEFT JOIN company c ON c.key = p.company WHERE p.deleted_at = 0";
    matching(db, sql, phrase)
}

/// People in this industry, their own or their company's.
pub(super) fn people_in_industry(db: &Connection, phrase: &Phrase) -> Result<Vec<i64>> {
    let sql = "SELECT p.key, p.industry || char(10) || coalesce(c.industry, '') FROM person p LEFT JOIN company c ON c.key = p.company WHERE p.deleted_at = 0";
    matching(db, sql, phrase)
}

/// The members called so; `me` is the one who uses this store.
pub(super) fn owners(db: &Connection, phrase: &Phrase) -> Result<Vec<i64>> {
    let me = ["me", "自分"].into_iter().any(|word| Phrase::of(word).as_ref() == Some(phrase));
    if me { Ok(vec![LOCAL_MEMBER]) } else { matching(db, "SELECT key, name FROM member", phrase) }
}

fn matching(db: &Connection, sql: &str, phrase: &Phrase) -> Result<Vec<i64>> {
    Ok(pairs(db, sql)?.into_iter().filter(|(_, text)| phrase.is_in(&search_form(text))).map(|(key, _)| key).collect())
}

fn pairs(db: &Connection, sql: &str) -> Result<Vec<(i64, String)>> {
    let mut statement = db.prepare_cached(sql)?;
    Ok(statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?.collect::<rusqlite::Result<_>>()?)
}

fn unknown(term: &Term, field: SearchField, value: &str, known: &mut Vec<String>) -> StoreError {
    known.sort();
    known.dedup();
    known.truncate(20);
    let allowed = if known.is_empty() { "-".to_owned() } else { known.join(", ") };
    StoreError::Query(QueryError {
        at: term.at.clone(),
        trouble: Trouble::UnknownValue { field: field.word(), value: value.to_owned(), allowed },
    })
}
