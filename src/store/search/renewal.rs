//! An index that an earlier version made, brought into today's search form: piece by piece, newest mail first, beside everything else.
//!
//! The table `meta` says how far it is: `search_form` is the number of the form, and a key behind it when only the mails from that key on are in it. Until it is whole, [`find`](super::find())
//! asks the rest for what the first form would have found. Mail that arrives meanwhile is in today's form wherever it comes to stand.

use rusqlite::{Connection, OptionalExtension, params};

use super::document::TailEntry;
use super::index::{append, forget};
use crate::domain::ids::MessageKey;
use crate::store::Result;
use crate::text::SEARCH_FORM;

/// A mail that stands in the index in an earlier form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Stale {
    /// By which its row and its bytes are found.
    pub message: MessageKey,
    /// How many bytes it has.
    pub size: u64,
    /// SHA-256 of its bytes as they came.
    pub hash: [u8; 32],
    /// Whether it could be read when it came; one that could not has no words.
    pub parsed: bool,
}

/// Says of a store without an indexed mail that its index is in today's form.
pub(in crate::store) fn begin(db: &Connection) -> Result<()> {
    let begun = db.prepare_cached("SELECT 1 FROM meta WHERE name = 'search_form'")?.exists([])?;
    if !begun && !db.prepare("SELECT 1 FROM search_index_docsize LIMIT 1")?.exists([])? {
        note(db, None)?;
    }
    Ok(())
}

/// The key below which mails may stand in the index in an earlier form; `None` when the index is whole.
pub fn stale_below(db: &Connection) -> Result<Option<MessageKey>> {
    let sql = "SELECT value FROM meta WHERE name = 'search_form'";
    let held: Option<String> = db.prepare_cached(sql)?.query_row([], |row| row.get(0)).optional()?;
    let (form, below) =
        held.as_deref().map_or(("", None), |held| held.split_once(' ').map_or((held, None), |(form, key)| (form, Some(key))));
    Ok(match (form == SEARCH_FORM.to_string(), below) {
        (true, None) => None,
        (true, Some(key)) => Some(MessageKey(key.parse().unwrap_or(i64::MAX))),
        (false, _) => Some(MessageKey(i64::MAX)),
    })
}

/// The next mails to be indexed again, newest first.
pub fn stale(db: &Connection, below: MessageKey, limit: usize) -> Result<Vec<Stale>> {
    let sql = "SELECT m.key, m.size, m.hash, m.state = 'parsed' FROM message m JOIN search_index_docsize d ON d.id = m.key WHERE m.key < ?1 ORDER BY m.key DESC LIMIT ?2";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(params![below.0, i64::try_from(limit).unwrap_or(i64::MAX)], |row| {
        Ok(Stale { message: MessageKey(row.get(0)?), size: row.get::<_, i64>(1)?.unsigned_abs(), hash: row.get(2)?, parsed: row.get(3)? })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Gives mails today's form, in the writer's transaction, and notes that the index is so from `from` on; `None` is all of it. A mail that is gone meanwhile stays gone.
pub(in crate::store) fn renew(db: &Connection, mails: &[(MessageKey, TailEntry)], from: Option<MessageKey>) -> Result<()> {
    for (key, entry) in mails {
        if db.prepare_cached("SELECT 1 FROM message WHERE key = ?1")?.exists([key.0])? {
            forget(db, *key)?;
            append(db, *key, entry)?;
        }
    }
    note(db, from)
}

fn note(db: &Connection, from: Option<MessageKey>) -> Result<()> {
    let value = from.map_or_else(|| SEARCH_FORM.to_string(), |key| format!("{SEARCH_FORM} {}", key.0));
    let sql = "INSERT INTO meta (name, value) VALUES ('search_form', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
    db.prepare_cached(sql)?.execute([value])?;
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::query::{Phrase, index_text};
    use crate::store::frozen::world;
    use crate::store::health::verify;
    use crate::store::search::words::COLUMNS;

    /// What the program before indexed of a subject and a text: entries that today's form does not make.
    fn index_as_before(db: &Connection, key: MessageKey, subject: &str, body: &str) {
        forget(db, key).unwrap();
        let entries = |text: &str| Phrase::of(text).unwrap().first_entries().unwrap().0.join(" ");
        let mut columns = vec![String::new(); COLUMNS.len()];
        (columns[0], columns[1]) = (entries(subject), entries(body));
        let mut from = String::new();
        index_text("anna berg anna@berg.example", &mut from);
        columns[3] = from;
        crate::store::search::sum::note(db, key.0, &columns).unwrap();
        let sql = "INSERT INTO search_index (rowid, subject, body, files, from_, to_, cc_, bcc_) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
        db.execute(sql, params![key.0, columns[0], columns[1], columns[2], columns[3], columns[4], columns[5], columns[6]]).unwrap();
    }

    #[test]
    fn an_index_of_before_is_renewed_from_the_newest_mail_on_and_nothing_is_lost_meanwhile() {
        let mut world = world();
        let (subject, body) = ("サーバー", "髙橋 カフェ");
        let old: Vec<MessageKey> = (0..3).map(|_| world.note(subject, body)).collect();
        world.index(10);
        for key in &old {
            index_as_before(&world.db, *key, subject, body);
        }
        world.db.execute("DELETE FROM meta WHERE name = 'search_form'", []).unwrap();
        begin(&world.db).unwrap();
        assert_eq!(stale_below(&world.db).unwrap(), Some(MessageKey(i64::MAX)), "what is indexed is of before");
        let all: Vec<MessageKey> = old.iter().rev().copied().collect();
        let found = |world: &crate::store::frozen::World, typed: &str| world.find(typed);
        // As it was: what is typed as it was written is found, today's freedoms are not there yet.
        assert_eq!(found(&world, "サーバー"), all);
        assert_eq!(found(&world, "subject:サーバー 髙橋"), all);
        assert_eq!(found(&world, "さーばー"), []);
        assert!(verify(&world.db).unwrap().is_sound());
        // Mail that comes now is in today's form at once.
        let new = world.note(subject, body);
        assert_eq!(found(&world, "高橋"), [new]);
        let first = stale(&world.db, MessageKey(i64::MAX), 1).unwrap();
        assert_eq!(first.iter().map(|one| one.message).collect::<Vec<_>>(), [old[2]]);
        let mut mail = world.parsed_again(subject, body);
        mail.message_id = None;
        let entry = TailEntry::of(&mail).unwrap();
        renew(&world.db, &[(old[2], entry.clone())], Some(old[2])).unwrap();
        assert_eq!(found(&world, "高橋"), [new, old[2]]);
        assert_eq!(found(&world, "髙橋"), [new, old[2], old[1], old[0]]);
        let rest: Vec<_> = stale(&world.db, old[2], 10).unwrap().iter().map(|one| (one.message, entry.clone())).collect();
        renew(&world.db, &rest, None).unwrap();
        assert_eq!(stale_below(&world.db).unwrap(), None);
        assert_eq!(found(&world, "さーば"), [new, old[2], old[1], old[0]]);
        world.index(10);
        assert_eq!(found(&world, "高橋 かふぇ"), [new, old[2], old[1], old[0]]);
        assert!(verify(&world.db).unwrap().is_sound());
    }
}
