//! Seals: a checksum beside every row that cannot be made anew from the mails, so that `verify` sees what changed behind SQLite's back (promises.md A8).
//!
//! Triggers write the seal in the statement that writes the row. They are made from the columns that a table has, so that a migration that adds one needs no word
//! about seals.

use rusqlite::functions::FunctionFlags;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension};

use super::Result;

/// The first version of the tables that has seals.
pub(super) const SINCE: i64 = 7;

/// The tables with seals: everything that no mail can tell again.
pub(super) const SEALED: [&str; 37] = [
    "meta",
    "member",
    "account",
    "account_address",
    "account_state",
    "mailbox",
    "thread",
    "message",
    "placement",
    "label",
    "attachment",
    "pop3_seen",
    "change_group",
    "change",
    "ledger",
    "company",
    "company_domain",
    "person",
    "person_address",
    "person_phone",
    "deal",
    "deal_stage_history",
    "activity",
    "note",
    "link",
    "draft",
    "outbox",
    "outbox_mail",
    "outbox_recipient",
    "arriving",
    "snooze",
    "imap_mailbox",
    "imap_seen",
    "imap_draft",
    "team_workspace",
    "team_record",
    "team_seen",
];

/// Columns that are counted from other rows, and change far more often than the rest of their row.
const COUNTED: [(&str, &str); 3] = [("mailbox", "total"), ("mailbox", "unread"), ("mailbox", "threads")];

/// The column that holds a seal.
const SEAL: &str = "seal";

/// Teaches a connection to seal; without it, it can read the store but write no sealed row.
pub(super) fn register(db: &Connection) -> Result<()> {
    let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC | FunctionFlags::SQLITE_INNOCUOUS;
    db.create_scalar_function("seal_of", -1, flags, |row| {
        let mut sum = Sum::default();
        (0..row.len()).for_each(|at| sum.value(row.get_raw(at)));
        Ok(sum.seal())
    })?;
    Ok(())
}

/// FNV-1a over values with their kinds and lengths: each step is reversible, so that no single changed byte goes unseen.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sum(u64);

impl Default for Sum {
    fn default() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }
}

impl Sum {
    fn bytes(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    /// Takes in one value.
    pub(super) fn value(&mut self, value: ValueRef<'_>) {
        match value {
            ValueRef::Null => self.bytes(&[0]),
            ValueRef::Integer(number) => {
                self.bytes(&[1]);
                self.bytes(&number.to_le_bytes());
            }
            ValueRef::Real(number) => {
                self.bytes(&[2]);
                self.bytes(&number.to_bits().to_le_bytes());
            }
            ValueRef::Text(bytes) | ValueRef::Blob(bytes) => {
                self.bytes(&[if matches!(value, ValueRef::Text(_)) { 3 } else { 4 }]);
                self.bytes(&(bytes.len() as u64).to_le_bytes());
                self.bytes(bytes);
            }
        }
    }

    /// The seal of what was taken in.
    pub(super) fn seal(self) -> i64 {
        self.0.cast_signed()
    }
}

/// The columns of a sealed table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Columns {
    /// The columns that the seal is about, in order.
    pub(super) sealed: Vec<String>,
    /// The columns of the primary key.
    pub(super) key: Vec<String>,
}

impl Columns {
    /// Reads them from the schema; none when the table has no seal.
    pub(super) fn of(db: &Connection, table: &str) -> Result<Option<Self>> {
        let mut statement = db.prepare("SELECT name, pk FROM pragma_table_info(?1) ORDER BY cid")?;
        let all = statement
            .query_map([table], |row| Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)? > 0)))?
            .collect::<rusqlite::Result<Vec<_>>>()?;
        if !all.iter().any(|(name, _)| name == SEAL) {
            return Ok(None);
        }
        let counts = |name: &str| COUNTED.contains(&(table, name));
        let key = all.iter().filter(|(_, key)| *key).map(|(name, _)| name.clone()).collect();
        let sealed = all.into_iter().map(|(name, _)| name).filter(|name| name != SEAL && !counts(name)).collect();
        Ok(Some(Self { sealed, key }))
    }

    /// The seal of a row as SQL; `before` stands before each column.
    pub(super) fn seal(&self, table: &str, before: &str) -> String {
        let columns: Vec<String> = self.sealed.iter().map(|name| format!("{before}\"{name}\"")).collect();
        format!("seal_of('{table}', {})", columns.join(", "))
    }

    fn triggers(&self, table: &str) -> [(String, String); 2] {
        let same: Vec<String> = self.key.iter().map(|name| format!("\"{name}\" = NEW.\"{name}\"")).collect();
        let write = format!("UPDATE {table} SET seal = {} WHERE {};", self.seal(table, "NEW."), same.join(" AND "));
        let columns: Vec<String> = self.sealed.iter().map(|name| format!("\"{name}\"")).collect();
        [("made", "INSERT".to_owned()), ("changed", format!("UPDATE OF {}", columns.join(", ")))].map(|(when, event)| {
            let name = format!("seal_{table}_{when}");
            let sql = format!("CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {write} END");
            (name, sql)
        })
    }
}

/// Makes the triggers fit the tables as they are now, and seals the rows of each table whose columns changed; in the transaction of the migration that did it.
pub(super) fn renew(db: &Connection) -> Result<()> {
    for table in SEALED {
        let Some(columns) = Columns::of(db, table)? else { continue };
        let mut renewed = false;
        for (name, sql) in columns.triggers(table) {
            let held =
                db.query_row("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?1", [&name], |row| row.get::<_, String>(0));
            if held.optional()?.as_deref() != Some(&sql) {
                db.execute_batch(&format!("DROP TRIGGER IF EXISTS {name}; {sql};"))?;
                renewed = true;
            }
        }
        if renewed {
            db.execute(&format!("UPDATE {table} SET seal = {}", columns.seal(table, "")), [])?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::store::Store;

    /// Whatever is made anew from other rows, and what the full-text index keeps for itself.
    const MADE_ANEW: [&str; 11] = [
        "raw_chunk",
        "authentication",
        "mailbox_thread",
        "address",
        "message_address",
        "reference",
        "subject_clue",
        "search_tail",
        "search_sum",
        "record_piece",
        "record_stale",
    ];

    #[test]
    fn every_table_is_sealed_or_can_be_made_anew() {
        let dir = tempfile::tempdir().unwrap();
        let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        let sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'search_index%'";
        let tables: Vec<String> =
            db.prepare(sql).unwrap().query_map([], |row| row.get(0)).unwrap().map(std::result::Result::unwrap).collect();
        for table in &tables {
            let sealed = SEALED.contains(&table.as_str());
            assert!(sealed != MADE_ANEW.contains(&table.as_str()), "{table}");
            assert_eq!(Columns::of(&db, table).unwrap().is_some(), sealed, "{table}");
        }
        assert_eq!(tables.len(), SEALED.len() + MADE_ANEW.len());
    }

    #[test]
    fn a_column_that_comes_later_is_sealed_too() {
        let dir = tempfile::tempdir().unwrap();
        let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        db.execute_batch("INSERT INTO note (id, title, created_at, modified_at) VALUES (x'01', 'a', 0, 0)").unwrap();
        let seal = |db: &Connection| db.query_row("SELECT seal FROM note", [], |row| row.get::<_, i64>(0)).unwrap();
        let before = seal(&db);
        db.execute_batch("ALTER TABLE note ADD COLUMN colour TEXT NOT NULL DEFAULT ''").unwrap();
        renew(&db).unwrap();
        let after = seal(&db);
        assert_ne!(before, after);
        db.execute_batch("UPDATE note SET colour = 'red'").unwrap();
        assert_ne!(seal(&db), after);
        assert_ne!(seal(&db), 0);
    }

    #[test]
    fn no_changed_bit_goes_unseen() {
        let sum = |text: &str, number: i64| {
            let mut sum = Sum::default();
            sum.value(ValueRef::Text(text.as_bytes()));
            sum.value(ValueRef::Integer(number));
            sum.seal()
        };
        let whole = sum("Anna Berg", 7);
        for bit in 0..64 {
            assert_ne!(sum("Anna Berg", 7 ^ (1 << bit)), whole);
        }
        assert_ne!(sum("Anna Berf", 7), whole);
        let (mut one, mut other) = (Sum::default(), Sum::default());
        [&b"ab"[..], b"c"].into_iter().for_each(|part| one.value(ValueRef::Text(part)));
        [&b"a"[..], b"bc"].into_iter().for_each(|part| other.value(ValueRef::Text(part)));
        assert_ne!(one.seal(), other.seal());
    }
}
