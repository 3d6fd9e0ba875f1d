//! Whether the senders of mails are real, as it was judged when they arrived, or later for mails that came before that was asked.

use rusqlite::{Connection, OptionalExtension, params};

use super::Result;
use crate::domain::ids::MessageKey;
use crate::domain::mail::authentication::Auth;

/// A step of judging mails that are stored already.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Judging {
    /// Other servers are believed now: nothing is judged any more.
    Anew,
    /// The judgements of some mails.
    Judged(Vec<(MessageKey, Auth)>),
    /// Every mail is judged by the word of these servers.
    Done(String),
}

/// Notes the judgement of one mail.
pub(super) fn note(db: &Connection, message: MessageKey, auth: Auth) -> Result<()> {
    let sql =
        "INSERT INTO authentication (message, verdict) VALUES (?1, ?2) ON CONFLICT (message) DO UPDATE SET verdict = excluded.verdict";
    db.prepare_cached(sql)?.execute(params![message.0, auth.code()])?;
    Ok(())
}

/// Carries out a step, inside the writer's transaction.
pub(super) fn store(db: &Connection, judging: &Judging) -> Result<()> {
    match judging {
        Judging::Anew => db.execute_batch("DELETE FROM authentication; DELETE FROM meta WHERE name = 'senders_judged_by'")?,
        Judging::Judged(mails) => {
            let mut known = db.prepare_cached("SELECT 1 FROM message WHERE key = ?1")?;
            for (message, auth) in mails {
                if known.exists([message.0])? {
                    note(db, *message, *auth)?;
                }
            }
        }
        Judging::Done(servers) => {
            let sql =
                "INSERT INTO meta (name, value) VALUES ('senders_judged_by', ?1) ON CONFLICT (name) DO UPDATE SET value = excluded.value";
            db.execute(sql, [servers])?;
        }
    }
    Ok(())
}

/// The servers by whose word every mail was judged; `None` while some mails are not.
pub fn judged_by(db: &Connection) -> Result<Option<String>> {
    Ok(db.query_row("SELECT value FROM meta WHERE name = 'senders_judged_by'", [], |row| row.get(0)).optional()?)
}

/// Mails behind a key that are not judged, the oldest first.
pub fn not_judged(db: &Connection, after: MessageKey, limit: u32) -> Result<Vec<MessageKey>> {
    let sql = "SELECT m.key FROM message m WHERE m.key > ?1 AND NOT EXISTS (SELECT 1 FROM authentication a WHERE a.message = m.key) ORDER BY m.key LIMIT ?2";
    let mut statement = db.prepare_cached(sql)?;
    let rows = statement.query_map(params![after.0, limit], |row| row.get(0).map(MessageKey))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
