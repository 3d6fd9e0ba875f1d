//! Reading the newest mails themselves, where the index would read far more: it gathers every mail with any word that begins so before it can give the first.

use rusqlite::Connection;

use super::document::Document;
use super::words::Words;
use crate::domain::ids::MessageKey;
use crate::mime;
use crate::store::{Result, raw};

/// A beginning of more characters has few words. Of a script without spaces every pair of characters is a word, and few begin with one of them.
const WIDE_CHARS: usize = 2;

/// So many mails are read for each hit that is wanted, and some more; if these are not enough, what is asked for is rare, and the index is quick.
const MAILS_A_HIT: usize = 4;
const MAILS: usize = 100;
const MOST_MAILS: usize = 1_000;

/// After so many mails it is seen whether they have what is asked for often enough, one in so many.
const PROBE: usize = 50;
const ONE_IN: usize = 10;

/// So much of mail is read at the most.
const MOST_BYTES: i64 = 8 << 20;

/// Whether words are asked for by one or two characters that they begin with.
pub(super) fn is_wide(words: &Words) -> bool {
    match words {
        Words::Phrase(_, phrase) => {
            let (entries, prefix) = phrase.entries();
            prefix && entries.last().is_some_and(|entry| entry.is_ascii() && entry.len() <= WIDE_CHARS)
        }
        Words::Any(any) => any.iter().any(is_wide),
        Words::All { asked, without } => asked.iter().chain(without).any(is_wide),
    }
}

/// Whether so few hits were in so many mails that the index is to be asked.
pub(super) fn is_rare(mails: usize, hits: usize) -> bool {
    mails == PROBE && hits * ONE_IN < mails
}

/// Mails that are read one after the other, until enough is found or too much was read.
pub(super) struct Newest<'a> {
    db: &'a Connection,
    mails: std::vec::IntoIter<(i64, i64, bool, bool)>,
    bytes: i64,
    /// Whether there are mails behind the last that may be read.
    more: bool,
}

impl<'a> Newest<'a> {
    /// The mails of a range of keys that are not in the tail, newest first or oldest first, as many as are worth it for so many hits.
    pub(super) fn of(db: &'a Connection, low: i64, high: i64, ascending: bool, hits: usize) -> Result<Self> {
        let most = hits.saturating_mul(MAILS_A_HIT).saturating_add(MAILS).min(MOST_MAILS);
        let order = if ascending { "ASC" } else { "DESC" };
        let sql = format!(
            "SELECT m.key, m.size, m.state = 'parsed', EXISTS (SELECT 1 FROM search_tail t WHERE t.message = m.key)
             FROM message m WHERE m.key >= ?1 AND m.key < ?2 ORDER BY m.key {order} LIMIT ?3"
        );
        let limit = i64::try_from(most).unwrap_or(i64::MAX);
        let mails = db
            .prepare_cached(&sql)?
            .query_map([low, high, limit], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        Ok(Self { db, more: mails.len() == most, mails: mails.into_iter(), bytes: MOST_BYTES })
    }

    /// The next mail, in search form; none behind the last, or when it is too much.
    pub(super) fn next(&mut self) -> Result<Option<(i64, Document)>> {
        let Some((key, size, parsed, _)) = self.mails.find(|(.., in_tail)| !in_tail) else { return Ok(None) };
        self.bytes -= size;
        // What could not be read once is not read here.
        if self.bytes < 0 || !parsed {
            self.more = true;
            self.mails = Vec::new().into_iter();
            return Ok(None);
        }
        Ok(Some((key, Document::of(&mime::parse(&raw::whole(self.db, MessageKey(key))?)))))
    }

    /// Whether every mail of the range was read.
    pub(super) fn was_all(&self) -> bool {
        !self.more
    }
}
