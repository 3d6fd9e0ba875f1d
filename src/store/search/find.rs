//! Asking the index, the tail and the tables.

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::condition::{Condition, condition};
use super::document::Document;
use super::newest::{Newest, is_rare, is_wide};
use super::render::{Source, list, placed, render};
use super::renewal::stale_below;
use super::tail::Tail;
use super::words::Words;
use crate::domain::ids::{MailboxKey, MessageKey};
use crate::domain::query::{Query, State, What};
use crate::store::Result;

/// Where a search looks.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub enum Scope {
    /// Everywhere but in spam and trash, unless the query names a mailbox or asks for spam.
    #[default]
    Usual,
    /// In these mailboxes.
    Mailboxes(Vec<MailboxKey>),
}

/// Which of the hits are wanted; never an offset, so that depth costs nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// Only hits older than this one.
    pub older_than: Option<MessageKey>,
    /// Only hits newer than this one; then the nearest come first.
    pub newer_than: Option<MessageKey>,
    /// At most this many; 0 is all.
    pub limit: usize,
}

impl Window {
    /// The newest hits.
    pub fn newest(limit: usize) -> Self {
        Self { older_than: None, newer_than: None, limit }
    }
}

/// A question that [`find`] answers: a query whose names were looked up, or a person's mail.
#[derive(Debug, Clone)]
pub struct SearchRequest {
    condition: Condition,
    /// The query itself says where to look: in a mailbox, or for spam.
    says_where: bool,
}

impl SearchRequest {
    /// What a query asks.
    ///
    /// # Errors
    /// `StoreError::Query` for a name that does not exist, at its place.
    pub fn query(db: &Connection, query: &Query) -> Result<Self> {
        let says_where = query.terms().iter().any(|(term, negated)| !negated && matches!(term.what, What::In(_) | What::Is(State::Spam)));
        Ok(Self { condition: condition(db, query)?, says_where })
    }

    /// All mail with one of these normalised addresses, in whatever role.
    pub fn with(addresses: &[String]) -> Self {
        let marks = vec!["?"; addresses.len()].join(", ");
        let sql = format!(
            "m.key IN (SELECT ma.message FROM address a JOIN message_address ma ON ma.address = a.key WHERE a.normalized IN ({marks}))"
        );
        Self { condition: Condition::Sql(sql, addresses.iter().cloned().map(Value::from).collect()), says_where: false }
    }
}

/// The messages that are asked for, newest first (oldest first when a window asks for newer ones).
///
/// Run inside one transaction where the tail may move meanwhile.
pub fn find(db: &Connection, asked: &SearchRequest, scope: &Scope, window: &Window) -> Result<Vec<MessageKey>> {
    Wanted::of(db, asked, scope, window)?.keys(db)
}

/// Whether any of these messages is asked for.
pub(super) fn finds_any(db: &Connection, asked: &SearchRequest, scope: &Scope, among: &[i64]) -> Result<bool> {
    let (Some(first), Some(last)) = (among.iter().min(), among.iter().max()) else { return Ok(false) };
    let mut wanted = Wanted::of(db, asked, scope, &Window::newest(1))?;
    wanted.low = wanted.low.max(*first);
    wanted.high = wanted.high.min(last.saturating_add(1));
    wanted.rest.push(Condition::Sql(format!("m.key IN ({})", list(among)), Vec::new()));
    Ok(!wanted.keys(db)?.is_empty())
}

/// What is asked for, put together: a range of keys, words for the index, and the rest.
struct Wanted {
    low: i64,
    high: i64,
    ascending: bool,
    limit: usize,
    words: Option<Words>,
    mailboxes: Option<Vec<i64>>,
    rest: Vec<Condition>,
    /// Whether some of the index is in the first version's form.
    first_too: bool,
}

/// How many mails of the tail that have the words are held against the tables at once.
const PIECE: usize = 128;

impl Wanted {
    fn of(db: &Connection, asked: &SearchRequest, scope: &Scope, window: &Window) -> Result<Self> {
        let mut wanted = Self {
            low: window.newer_than.map_or(i64::MIN, |key| key.0.saturating_add(1)),
            high: window.older_than.map_or(i64::MAX, |key| key.0),
            ascending: window.newer_than.is_some(),
            limit: if window.limit == 0 { usize::MAX } else { window.limit },
            words: None,
            mailboxes: None,
            rest: Vec::new(),
            first_too: stale_below(db)?.is_some(),
        };
        let all = match &asked.condition {
            Condition::All(all) => all.as_slice(),
            other => std::slice::from_ref(other),
        };
        for one in all {
            match one {
                Condition::Words(words) if wanted.words.is_none() => wanted.words = Some(words.clone()),
                Condition::In(mailboxes) if wanted.mailboxes.is_none() => wanted.mailboxes = Some(mailboxes.clone()),
                Condition::Time(since, before) => {
                    wanted.low = wanted.low.max(since.map_or(i64::MIN, |at| MessageKey::first_of(at.0).0));
                    wanted.high = wanted.high.min(before.map_or(i64::MAX, |at| MessageKey::first_of(at.0).0));
                }
                other => wanted.rest.push(other.clone()),
            }
        }
        wanted.narrow(db, asked, scope)?;
        Ok(wanted)
    }

    fn narrow(&mut self, db: &Connection, asked: &SearchRequest, scope: &Scope) -> Result<()> {
        match scope {
            Scope::Mailboxes(mailboxes) => {
                let keys: Vec<i64> = mailboxes.iter().map(|key| key.0).collect();
                match self.mailboxes {
                    Some(_) => self.rest.push(Condition::In(keys)),
                    None => self.mailboxes = Some(keys),
                }
            }
            Scope::Usual if asked.says_where => {}
            Scope::Usual => {
                let mut unwanted = db.prepare_cached("SELECT key FROM mailbox WHERE role IN ('spam', 'trash') AND total > 0")?;
                let unwanted = unwanted.query_map([], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
                if !unwanted.is_empty() {
                    let listed = list(&unwanted);
                    let sql = format!("EXISTS (SELECT 1 FROM placement p WHERE p.message = m.key AND p.mailbox NOT IN ({listed}))");
                    self.rest.push(Condition::Sql(sql, Vec::new()));
                }
            }
        }
        Ok(())
    }

    fn keys(mut self, db: &Connection) -> Result<Vec<MessageKey>> {
        if self.low >= self.high {
            return Ok(Vec::new());
        }
        let tail = self.asks_for_words() && db.prepare_cached("SELECT 1 FROM search_tail LIMIT 1")?.exists([])?;
        let mut keys = match self.in_newest(db)? {
            Some(keys) => keys,
            None => self.ask(db, &Source::Index { tail })?,
        };
        if tail {
            // What stands behind the last hit of a full window is not wanted.
            if let Some(last) = keys.last().filter(|_| keys.len() == self.limit) {
                if self.ascending { self.high = last.0 } else { self.low = last.0 }
            }
            keys.extend(self.in_tail(db)?);
            keys.sort_unstable_by_key(|key| if self.ascending { key.0 } else { !key.0 });
            keys.truncate(self.limit);
        }
        Ok(keys)
    }

    /// The hits among the mails that the index has, where these are found sooner by reading the first of them; nothing where the index is to be asked.
    fn in_newest(&self, db: &Connection) -> Result<Option<Vec<MessageKey>>> {
        let Some(words) = self.words.as_ref().filter(|words| self.limit != usize::MAX && !self.first_too && is_wide(words)) else {
            return Ok(None);
        };
        let mut newest = Newest::of(db, self.low, self.high, self.ascending, self.limit)?;
        let mut found = Vec::new();
        let mut piece: Vec<(i64, Document)> = Vec::with_capacity(PIECE);
        for read in 0.. {
            let mail = newest.next()?;
            let ended = mail.is_none();
            if is_rare(read, found.len() + piece.len()) {
                break;
            }
            piece.extend(mail.filter(|(_, document)| document.fits(words)));
            if !piece.is_empty() && (ended || piece.len() == PIECE || found.len() + piece.len() >= self.limit) {
                found.extend(self.ask(db, &Source::Tail(&piece))?);
                piece.clear();
            }
            if found.len() >= self.limit {
                found.truncate(self.limit);
                return Ok(Some(found));
            }
            if ended {
                return Ok(newest.was_all().then_some(found));
            }
        }
        Ok(None)
    }

    /// The hits in the tail: it is read in the order of the window, piece by piece, until there are enough.
    fn in_tail(&self, db: &Connection) -> Result<Vec<MessageKey>> {
        let order = if self.ascending { "ASC" } else { "DESC" };
        let mut values: Vec<Value> = vec![self.low.into(), self.high.into()];
        let (message, conditions) = match self.without_words(&mut values) {
            Some(conditions) => (" CROSS JOIN message m ON m.key = t.message", conditions),
            None => ("", String::new()),
        };
        let sql = format!(
            "SELECT t.message FROM search_tail t{message} WHERE t.message >= ? AND t.message < ?{conditions} ORDER BY t.message {order}"
        );
        let mut statement = db.prepare_cached(&sql)?;
        let mut rows = statement.query(params_from_iter(values))?;
        let mut tail = Tail::of(db, self.words.as_ref());
        let mut found = Vec::new();
        let mut piece: Vec<(i64, Document)> = Vec::with_capacity(PIECE);
        loop {
            let row = rows.next()?;
            let ended = row.is_none();
            if let Some(row) = row {
                let key = row.get(0)?;
                piece.extend(tail.fitting(key)?.map(|document| (key, document)));
            }
            if !piece.is_empty() && (ended || piece.len() == PIECE || found.len() + piece.len() >= self.limit) {
                found.extend(self.ask(db, &Source::Tail(&piece))?);
                piece.clear();
            }
            if ended || found.len() >= self.limit {
                return Ok(found);
            }
        }
    }

    fn asks_for_words(&self) -> bool {
        self.words.is_some() || self.rest.iter().any(Condition::asks_for_words)
    }

    /// What is asked besides words, so that no mail of the tail is unpacked whose row says no already.
    fn without_words(&self, values: &mut Vec<Value>) -> Option<String> {
        let mailboxes = self.mailboxes.iter().map(|mailboxes| placed(mailboxes, "m.key"));
        let rest = self.rest.iter().filter(|one| !one.asks_for_words());
        let rest = rest.map(|one| render(one, &Source::Tail(&[]), self.first_too, values));
        let conditions: String = mailboxes.chain(rest).map(|one| format!(" AND {one}")).collect();
        (!conditions.is_empty()).then_some(conditions)
    }

    fn ask(&self, db: &Connection, source: &Source<'_>) -> Result<Vec<MessageKey>> {
        let mut values: Vec<Value> = Vec::new();
        let mut conditions: Vec<String> = Vec::new();
        let (key, tables) = match (&self.words, &self.mailboxes, source) {
            (Some(words), _, Source::Index { .. }) => {
                conditions.push("search_index MATCH ?".to_owned());
                values.push(words.match_text(self.first_too).into());
                let message = if self.rest.is_empty() { "" } else { " CROSS JOIN message m ON m.key = search_index.rowid" };
                ("search_index.rowid", format!("search_index{message}"))
            }
            (None, Some(mailboxes), Source::Index { .. }) if mailboxes.len() == 1 => {
                conditions.push(format!("d.mailbox = {}", mailboxes[0]));
                ("d.message", "placement d CROSS JOIN message m ON m.key = d.message".to_owned())
            }
            _ => ("m.key", "message m".to_owned()),
        };
        let driven_by_mailbox = key == "d.message";
        conditions.push(format!("{key} >= ? AND {key} < ?"));
        values.extend([self.low.into(), self.high.into()]);
        match source {
            Source::Index { tail: true } if !driven_by_words(key) => {
                conditions.push(format!("{key} NOT IN (SELECT t.message FROM search_tail t)"));
            }
            Source::Index { .. } => {}
            Source::Tail(piece) => {
                let keys: Vec<i64> = piece.iter().map(|(key, _)| *key).collect();
                if keys.is_empty() || self.rest.is_empty() && self.mailboxes.is_none() {
                    return Ok(keys.into_iter().map(MessageKey).collect());
                }
                conditions.push(format!("m.key IN ({})", list(&keys)));
            }
        }
        if let Some(mailboxes) = self.mailboxes.as_ref().filter(|_| !driven_by_mailbox) {
            conditions.push(placed(mailboxes, key));
        }
        for condition in &self.rest {
            conditions.push(render(condition, source, self.first_too, &mut values));
        }
        let order = if self.ascending { "ASC" } else { "DESC" };
        values.push(i64::try_from(self.limit).unwrap_or(i64::MAX).into());
        let sql = format!("SELECT {key} FROM {tables} WHERE {} ORDER BY {key} {order} LIMIT ?", conditions.join(" AND "));
        let mut statement = db.prepare_cached(&sql)?;
        let found = statement.query_map(params_from_iter(values), |row| row.get(0).map(MessageKey))?;
        Ok(found.collect::<rusqlite::Result<Vec<_>>>()?)
    }
}

fn driven_by_words(key: &str) -> bool {
    key == "search_index.rowid"
}
