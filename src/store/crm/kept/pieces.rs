//! The texts of records in pieces of neighbours: one row of the table holds so many that reading it costs no more than reading one.

use std::collections::HashSet;

use memchr::memmem::Finder;
use rusqlite::{Connection, OptionalExtension, params};

use super::form::{Form, each_text, form_of, text_around};
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::time::Instant;
use crate::store::crm::reading;
use crate::store::{Result, StoreError};

/// So many keys that follow each other are a piece.
const NEIGHBOURS: i64 = 64;

/// The keys of a kind's pieces follow each other from the kind's place times this on.
const PIECES: i64 = 1 << 40;

/// The key of the piece in which a record of a kind stands.
pub(super) fn piece_of(kind: RecordKind, key: i64) -> i64 {
    let place = RecordKind::ALL.iter().position(|one| *one == kind).unwrap_or_default();
    place.cast_signed() as i64 * PIECES + neighbours(key)
}

/// With whom a record stands in a piece.
pub(super) fn neighbours(key: i64) -> i64 {
    (key / NEIGHBOURS).clamp(0, PIECES - 1)
}

/// The text of a piece; empty where there is none.
pub(super) fn read(db: &Connection, piece: i64) -> Result<String> {
    let sql = "SELECT texts FROM record_piece WHERE piece = ?1";
    Ok(db.prepare_cached(sql)?.query_row([piece], |row| row.get(0)).optional()?.unwrap_or_default())
}

/// Keeps a piece; without a text it goes.
pub(super) fn write(db: &Connection, piece: i64, newest: Instant, texts: &str) -> Result<()> {
    if texts.is_empty() {
        db.prepare_cached("DELETE FROM record_piece WHERE piece = ?1")?.execute([piece])?;
    } else {
        let sql = "INSERT INTO record_piece (piece, newest, texts) VALUES (?1, ?2, ?3)
                   ON CONFLICT (piece) DO UPDATE SET newest = excluded.newest, texts = excluded.texts";
        db.prepare_cached(sql)?.execute(params![piece, newest.0, texts])?;
    }
    Ok(())
}

/// The records of a subject whose texts are older than they.
pub(super) fn stale(db: &Connection, subject: Subject, most: usize) -> Result<Vec<i64>> {
    let sql = "SELECT key FROM record_stale WHERE subject = ?1 ORDER BY key LIMIT ?2";
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    Ok(db.prepare_cached(sql)?.query_map(params![subject.word(), most], |row| row.get(0))?.collect::<rusqlite::Result<_>>()?)
}

/// What is looked for.
pub(in crate::store::crm) struct Look<'a> {
    /// Of which kind.
    pub kind: RecordKind,
    /// Only these records, where they are few and known.
    pub among: Option<Vec<i64>>,
    /// Every record that is wanted has one of these texts; `None` where nothing is known of them.
    pub traces: Option<Vec<&'a str>>,
}

/// Gives the records of a kind, until `with` has enough: it is told of each record and answers whether it took it. `enough` is how many of the newest are wanted.
///
/// # Errors
/// When the store cannot be read.
pub(in crate::store::crm) fn each(db: &Connection, look: &Look<'_>, enough: usize, mut with: impl FnMut(&Form<'_>) -> bool) -> Result<()> {
    let subject = look.kind.subject();
    let stale = match &look.among {
        Some(among) => among.clone(),
        None => stale(db, subject, usize::MAX)?,
    };
    // When the newest of what was taken were added, and their keys: as soon as there are enough of them, older pieces say nothing new.
    let mut taken: Vec<(Instant, i64)> = Vec::new();
    for piece in stale.chunks(reading::PIECE) {
        for stored in reading::stored(db, subject, piece)? {
            let text = form_of(&stored);
            let form = text.strip_suffix('\u{1e}').and_then(Form::read).ok_or(StoreError::Damaged("record_piece"))?;
            if form.kind == look.kind && with(&form) {
                taken.push((form.created, form.key));
            }
        }
    }
    if look.among.is_some() {
        return Ok(());
    }
    let stale: HashSet<i64> = stale.into_iter().collect();
    let finders: Option<Vec<Finder<'_>>> = look.traces.as_ref().map(|traces| traces.iter().map(Finder::new).collect());
    let first = piece_of(look.kind, 0);
    let mut pieces = db
        .prepare_cached("SELECT piece, newest FROM record_piece WHERE piece BETWEEN ?1 AND ?2")?
        .query_map([first, first + PIECES - 1], |row| Ok((row.get::<_, i64>(0)?, Instant(row.get(1)?))))?
        .collect::<rusqlite::Result<Vec<_>>>()?;
    pieces.sort_by_key(|(piece, newest)| std::cmp::Reverse((*newest, *piece)));
    let mut statement = db.prepare_cached("SELECT texts FROM record_piece WHERE piece = ?1")?;
    for (piece, newest) in pieces {
        if taken.len() >= enough {
            taken.sort_unstable_by_key(|at| std::cmp::Reverse(*at));
            taken.truncate(enough);
            if taken.last().is_some_and(|last| *last > (newest, (piece - first + 1) * NEIGHBOURS)) {
                return Ok(());
            }
        }
        let mut rows = statement.query([piece])?;
        let Some(row) = rows.next()? else { continue };
        let texts = row.get_ref(0)?.as_str().map_err(rusqlite::Error::from)?;
        let mut take = |text: &str| {
            let form = Form::read(text).ok_or(StoreError::Damaged("record_piece"))?;
            if !stale.contains(&form.key) && with(&form) {
                taken.push((form.created, form.key));
            }
            Ok::<_, StoreError>(())
        };
        match &finders {
            None => each_text(texts).try_for_each(&mut take)?,
            Some(finders) => {
                let mut from = 0;
                while let Some(at) = finders.iter().filter_map(|finder| finder.find(&texts.as_bytes()[from..])).min() {
                    let (end, text) = text_around(texts, from + at);
                    take(text)?;
                    from = end;
                }
            }
        }
    }
    Ok(())
}
