//! The rows of a damaged file on their way into a new one.

use std::collections::HashMap;

use rusqlite::types::Value;
use rusqlite::{Connection, params_from_iter};

use super::pages::Pages;
use super::tally::Tally;
use super::walk::{Seal, Table, each_row};
use crate::domain::ids::MessageKey;
use crate::store::Result;

/// Tables whose rows are kept with what changed in them: a record or draft that says one letter wrongly is worth more than none, and other rows name them.
const KEPT: [&str; 17] = [
    "member",
    "account",
    "account_address",
    "mailbox",
    "company",
    "company_domain",
    "person",
    "person_address",
    "person_phone",
    "deal",
    "deal_stage_history",
    "activity",
    "note",
    "draft",
    "outbox",
    "outbox_mail",
    "outbox_recipient",
];

/// Tables of which nothing is lost with a row: it is made again.
const MADE_AGAIN: [&str; 11] = [
    "thread",
    "attachment",
    "label",
    "arriving",
    "raw_chunk",
    "imap_mailbox",
    "imap_seen",
    "imap_draft",
    "team_workspace",
    "team_record",
    "team_seen",
];

/// The row of a mail in which something changed, by the names of its columns.
pub(super) type ChangedMail = HashMap<String, Value>;

/// Puts every row into the new file; answers how many, and the rows of mails in which something changed.
pub(super) fn collect(db: &Connection, pages: &Pages, tally: &mut Tally) -> Result<(u64, HashMap<MessageKey, ChangedMail>)> {
    let tables = Table::all(db)?;
    let mut rows = 0;
    let mut broken = Vec::new();
    each_row(pages, &tables, |at, values, seal| {
        rows += u64::from(seal == Seal::Whole);
        if seal == Seal::Broken || !insert(db, &tables[at], &values)? {
            broken.push((at, values));
        }
        Ok(())
    })?;
    let mut mails = HashMap::new();
    for (at, values) in broken {
        let table = &tables[at];
        let key = values.iter().find_map(|value| if let Value::Integer(key) = value { Some(*key) } else { None }).unwrap_or_default();
        if table.name == "message" {
            mails.insert(MessageKey(key), table.columns.iter().cloned().zip(values).collect());
        } else if KEPT.contains(&table.name) && insert(db, table, &values)? {
            tally.changed(&format!("{} {key}", table.name));
        } else if !MADE_AGAIN.contains(&table.name) {
            tally.lost(&format!("{} {key}", table.name));
        }
    }
    Ok((rows, mails))
}

/// Whether the table takes the row, or has one under its key; its seal is made anew.
fn insert(db: &Connection, table: &Table, values: &[Value]) -> Result<bool> {
    let filled: Vec<(&String, &Value)> = table.columns.iter().zip(values).filter(|(column, _)| *column != "seal").collect();
    let columns: Vec<String> = filled.iter().map(|(column, _)| format!("\"{column}\"")).collect();
    let places = vec!["?"; columns.len()].join(", ");
    let sql = format!("INSERT INTO {} ({}) VALUES ({places}) ON CONFLICT DO NOTHING", table.name, columns.join(", "));
    match db.prepare_cached(&sql)?.execute(params_from_iter(filled.iter().map(|(_, value)| *value))) {
        Ok(_) => Ok(true),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => Ok(false),
        Err(error) => Err(error.into()),
    }
}
