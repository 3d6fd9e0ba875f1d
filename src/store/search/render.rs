//! Conditions as SQL over `message m`.

use rusqlite::types::Value;

use super::condition::Condition;
use super::document::Document;
use super::words::Words;
use crate::domain::ids::MessageKey;

/// From where the answer comes.
pub(super) enum Source<'a> {
    /// From the index and the tables; where there is a tail, without its mails.
    Index { tail: bool },
    /// From some mails of the tail that have the words.
    Tail(&'a [(i64, Document)]),
}

/// Keys as a list of SQL.
pub(super) fn list(keys: &[i64]) -> String {
    keys.iter().map(i64::to_string).collect::<Vec<_>>().join(", ")
}

/// That a mail lies in one of these mailboxes.
pub(super) fn placed(mailboxes: &[i64], key: &str) -> String {
    format!("EXISTS (SELECT 1 FROM placement p WHERE p.message = {key} AND p.mailbox IN ({}))", list(mailboxes))
}

fn words_in(words: &Words, source: &Source<'_>, first_too: bool, values: &mut Vec<Value>) -> String {
    match source {
        Source::Index { .. } => {
            values.push(words.match_text(first_too).into());
            "m.key IN (SELECT s.rowid FROM search_index s WHERE s.search_index MATCH ?)".to_owned()
        }
        Source::Tail(tail) => {
            let hits: Vec<i64> = tail.iter().filter(|(_, document)| document.fits(words)).map(|(key, _)| *key).collect();
            format!("m.key IN ({})", list(&hits))
        }
    }
}

/// A condition; its values are added in the order of their marks.
pub(super) fn render(condition: &Condition, source: &Source<'_>, first_too: bool, values: &mut Vec<Value>) -> String {
    let mut joined = |all: &[Condition], by: &str, none: &str| {
        let all: Vec<String> = all.iter().map(|one| render(one, source, first_too, values)).collect();
        if all.is_empty() { none.to_owned() } else { format!("({})", all.join(by)) }
    };
    match condition {
        Condition::All(all) => joined(all, " AND ", "TRUE"),
        Condition::Any(any) => joined(any, " OR ", "FALSE"),
        Condition::Not(inner) => format!("NOT ({})", render(inner, source, first_too, values)),
        Condition::Words(words) => words_in(words, source, first_too, values),
        Condition::Sql(sql, own) => {
            values.extend(own.iter().cloned());
            sql.clone()
        }
        Condition::In(mailboxes) => placed(mailboxes, "m.key"),
        Condition::Time(since, before) => {
            let low = since.map_or(i64::MIN, |at| MessageKey::first_of(at.0).0);
            let high = before.map_or(i64::MAX, |at| MessageKey::first_of(at.0).0);
            format!("(m.key >= {low} AND m.key < {high})")
        }
    }
}
