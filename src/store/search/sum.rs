//! Sums over what the index holds of each mail: FTS5 keeps no text to compare itself with, so that a changed word in it would go unseen (promises.md A8).

use std::collections::HashMap;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, params};

use super::document::Document;
use super::words::COLUMNS;
use crate::domain::ids::MessageKey;
use crate::store::Result;
use crate::store::seal::Sum;

/// FTS5 cuts longer words.
const LONGEST_WORD: usize = 32_768;

/// What the index holds of one mail: its words with their places, and how many words each part has. Sums do not depend on an order.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Held {
    words: i64,
    lengths: i64,
}

impl Held {
    fn word(&mut self, word: &[u8], column: usize, place: i64) {
        let mut sum = Sum::default();
        sum.value(ValueRef::Text(word));
        sum.value(ValueRef::Integer(column as i64));
        sum.value(ValueRef::Integer(place));
        self.words = self.words.wrapping_add(sum.seal());
        self.length(column, 1);
    }

    fn length(&mut self, column: usize, words: i64) {
        let mut sum = Sum::default();
        sum.value(ValueRef::Integer(column as i64));
        self.lengths = self.lengths.wrapping_add(sum.seal().wrapping_mul(words));
    }

    /// What feeding the index with these entries, a text for each of [`COLUMNS`], makes it hold: its tokenizer cuts at every ASCII character that is no letter or digit.
    fn of(entries: &[String]) -> Self {
        let mut held = Self::default();
        for (column, text) in entries.iter().enumerate() {
            let words = text.split(|c: char| c.is_ascii() && !c.is_ascii_alphanumeric()).filter(|word| !word.is_empty());
            for (place, word) in (0..).zip(words) {
                let word = word.to_ascii_lowercase();
                held.word(&word.as_bytes()[..word.len().min(LONGEST_WORD)], column, place);
            }
        }
        held
    }
}

/// Notes what goes into the index for a mail.
pub(super) fn note(db: &Connection, message: i64, entries: &[String]) -> Result<()> {
    write(db, message, Held::of(entries))
}

fn write(db: &Connection, message: i64, held: Held) -> Result<()> {
    let sql = "INSERT OR REPLACE INTO search_sum (message, words, lengths) VALUES (?1, ?2, ?3)";
    db.prepare_cached(sql)?.execute(params![message, held.words, held.lengths])?;
    Ok(())
}

/// Takes the sum of a mail away, with its words.
pub(super) fn forget(db: &Connection, message: MessageKey) -> Result<()> {
    db.prepare_cached("DELETE FROM search_sum WHERE message = ?1")?.execute([message.0])?;
    Ok(())
}

/// Sums up mails that were indexed before there were sums.
pub(in crate::store) fn sum_up(db: &Connection) -> Result<()> {
    for (message, held) in walk(db)? {
        write(db, message, held)?;
    }
    Ok(())
}

/// Reads the whole index, word by word.
fn walk(db: &Connection) -> Result<HashMap<i64, Held>> {
    let only_reads: bool = db.pragma_query_value(None, "query_only", |row| row.get(0))?;
    db.pragma_update(None, "query_only", false)?;
    let made = db.execute_batch("CREATE VIRTUAL TABLE IF NOT EXISTS temp.search_words USING fts5vocab('main', 'search_index', 'instance')");
    db.pragma_update(None, "query_only", only_reads)?;
    made?;
    let mut held: HashMap<i64, Held> = HashMap::new();
    let mut statement = db.prepare("SELECT term, doc, col, offset FROM temp.search_words")?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let column = row.get_ref(2)?.as_str()?;
        // A column that is none stands behind them all: no sum has it.
        let column = COLUMNS.iter().position(|one| *one == column).unwrap_or(COLUMNS.len());
        let (ValueRef::Text(word) | ValueRef::Blob(word)) = row.get_ref(0)? else { continue };
        held.entry(row.get(1)?).or_default().word(word, column, row.get(3)?);
    }
    Ok(held)
}

/// Mails of which search knows other words than it was given, each named in technical words.
///
/// # Errors
/// When the index cannot be read.
pub(in crate::store) fn faults(db: &Connection) -> Result<Vec<String>> {
    let mut faults = Vec::new();
    let mut found = walk(db)?;
    let sql = "SELECT d.id, d.sz, s.words, s.lengths FROM search_index_docsize d LEFT JOIN search_sum s ON s.message = d.id";
    let mut statement = db.prepare(sql)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let message: i64 = row.get(0)?;
        let sum =
            Held { words: row.get::<_, Option<i64>>(2)?.unwrap_or_default(), lengths: row.get::<_, Option<i64>>(3)?.unwrap_or_default() };
        let mut sizes = Held { words: sum.words, lengths: 0 };
        for (column, words) in TABLE.into_iter().zip(lengths(row.get_ref(1)?.as_blob()?)) {
            sizes.length(column, words);
        }
        if found.remove(&message).unwrap_or_default() != sum || sizes != sum {
            faults.push(format!("other words: message {message}"));
        }
    }
    let mut tail = db.prepare("SELECT message, parts FROM search_tail")?;
    let mut rows = tail.query([])?;
    let mut document = Document::default();
    while let Some(row) = rows.next()? {
        let parts = row.get_ref(1)?.as_blob()?;
        if !(document.unpack(parts).is_ok() && document.is_signed(parts)) {
            faults.push(format!("cannot be searched: message {}", row.get::<_, i64>(0)?));
        }
    }
    Ok(faults)
}

/// The columns in the order of the table, as places in [`COLUMNS`].
const TABLE: [usize; COLUMNS.len()] = [1, 0, 2, 3, 4, 5, 6];

/// The lengths that FTS5 notes of a row: a variable-length number for each column (sqlite.org/fileformat2.html, section 1.6).
fn lengths(packed: &[u8]) -> Vec<i64> {
    let mut lengths = Vec::new();
    let mut number: i64 = 0;
    for byte in packed {
        number = (number << 7) | i64::from(byte & 0x7f);
        if byte & 0x80 == 0 {
            lengths.push(std::mem::take(&mut number));
        }
    }
    lengths
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::faults;
    use crate::store::frozen::world;
    use crate::store::search::{TailEntry, append, forget};

    #[test]
    fn whatever_words_a_mail_has_their_sums_are_those_of_the_index() {
        let mut world = world();
        let long = "x".repeat(40_000);
        let odd = [
            "",
            "Ünïcode İSTANBUL ß ﬀ",
            "a\u{301}e\u{200d}👩‍👩‍👧 ①② ㌔",
            "見積りの件、よろしく。 ｶﾞｷﾞ",
            "_a-b.c@d+e'f\"g \u{1f} \u{0} \t",
            &long,
        ];
        let keys: Vec<_> = odd.iter().map(|text| world.note(&format!("Of {text}"), &format!("{text} {text}\n{text}"))).collect();
        assert_eq!(faults(&world.db).unwrap(), Vec::<String>::new(), "in the tail");
        world.index(100);
        assert_eq!(faults(&world.db).unwrap(), Vec::<String>::new(), "in the index");
        // One mail is read again: other words stand under its key.
        forget(&world.db, keys[1]).unwrap();
        append(&world.db, keys[1], &TailEntry::of(&crate::mime::parse(b"Subject: other\r\n\r\nwords altogether\r\n")).unwrap()).unwrap();
        world.index(100);
        assert_eq!(faults(&world.db).unwrap(), Vec::<String>::new(), "indexed again");
    }
}
