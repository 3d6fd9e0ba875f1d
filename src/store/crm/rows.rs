//! Rows of the customers' tables with a memory: every write notes what was before and after, so that undo and redo need no code per field.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params, params_from_iter};
use serde_json::{Map, Value as Json};

use crate::store::{Result, StoreError};

/// The tables whose writes go through here; a change row that names another is damaged.
pub const TABLES: [&str; 10] =
    ["company", "company_domain", "person", "person_address", "person_phone", "deal", "deal_stage_history", "activity", "note", "link"];

/// When a row last changed; it follows the other columns and never stands in the way of an undo.
const MODIFIED: &str = "modified_at";

/// The checksum of a row: it follows the other columns, and a migration that adds one.
const SEAL: &str = "seal";

/// A whole row as JSON: column to value, blobs as `{"hex": ".."}`.
pub type Image = Map<String, Json>;

/// What one write did to one row.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// The table that the row stands in.
    pub table: String,
    /// The key of the row.
    pub key: i64,
    /// What happened to it, with what undo needs.
    pub what: What,
}

/// What happened to a row.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// It was made.
    Made(Image),
    /// It was removed.
    Removed(Image),
    /// A column changed.
    Column {
        /// The name of the column.
        name: String,
        /// Its value before.
        before: Json,
        /// Its value after.
        after: Json,
    },
}

/// The steps of one group, in their order.
#[derive(Debug, Default)]
pub struct Journal {
    steps: Vec<Step>,
}

impl Journal {
    /// What was written so far.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Makes a row and answers its key.
    pub fn insert(&mut self, db: &Connection, table: &'static str, values: &[(&str, Sql)]) -> Result<i64> {
        let columns: Vec<&str> = values.iter().map(|(column, _)| *column).collect();
        let places: Vec<String> = (1..=values.len()).map(|n| format!("?{n}")).collect();
        let sql = format!("INSERT INTO {table} ({}) VALUES ({})", columns.join(", "), places.join(", "));
        let key = db.prepare_cached(&sql)?.insert(params_from_iter(values.iter().map(|(_, value)| value)))?;
        let image = image(db, table, key)?.ok_or(StoreError::NotFound)?;
        self.steps.push(Step { table: table.to_owned(), key, what: What::Made(image) });
        Ok(key)
    }

    /// Sets a column; answers whether that changed anything.
    pub fn update(&mut self, db: &Connection, table: &'static str, key: i64, column: &str, value: Sql) -> Result<bool> {
        let before = column_of(db, table, key, column)?.ok_or(StoreError::NotFound)?;
        let after = json_of(&value);
        if before == after {
            return Ok(false);
        }
        db.prepare_cached(&format!("UPDATE {table} SET {column} = ?2 WHERE key = ?1"))?.execute(params![key, value])?;
        self.steps.push(Step { table: table.to_owned(), key, what: What::Column { name: column.to_owned(), before, after } });
        Ok(true)
    }

    /// Removes a row.
    pub fn remove(&mut self, db: &Connection, table: &'static str, key: i64) -> Result<()> {
        let image = image(db, table, key)?.ok_or(StoreError::NotFound)?;
        db.prepare_cached(&format!("DELETE FROM {table} WHERE key = ?1"))?.execute([key])?;
        self.steps.push(Step { table: table.to_owned(), key, what: What::Removed(image) });
        Ok(())
    }
}

/// Applies a step read from a change row; for an undo the row's `before` and `after` come in each other's place.
///
/// # Errors
/// `ChangedSince` when something later touched what the step wrote, or hangs on a row that it made.
pub fn apply(db: &Connection, step: &Step) -> Result<()> {
    checked(db, step)?;
    match &step.what {
        What::Made(image) => bring_back(db, step, image),
        What::Removed(image) => delete_as_it_was(db, step, image),
        What::Column { name, before, after } => set_if(db, step, name, before, after),
    }
}

/// Names read back from a change row must be ours before they become SQL.
fn checked(db: &Connection, step: &Step) -> Result<()> {
    if !TABLES.contains(&step.table.as_str()) {
        return Err(StoreError::Damaged("change subject"));
    }
    let sql = format!("SELECT name FROM pragma_table_info('{}')", step.table);
    let known = db.prepare_cached(&sql)?.query_map([], |row| row.get::<_, String>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    let all_known = match &step.what {
        What::Made(image) | What::Removed(image) => image.keys().all(|column| known.contains(column)),
        What::Column { name, .. } => known.contains(name),
    };
    if all_known { Ok(()) } else { Err(StoreError::Damaged("change field")) }
}

fn delete_as_it_was(db: &Connection, step: &Step, written: &Image) -> Result<()> {
    let now = image(db, &step.table, step.key)?.ok_or(StoreError::ChangedSince)?;
    let differs = |(column, value): (&String, &Json)| match written.get(column) {
        _ if column == MODIFIED || column == SEAL => false,
        // A later version of the program added it.
        None => !is_empty(value),
        Some(before) => before != value,
    };
    if now.iter().any(differs) {
        return Err(StoreError::ChangedSince);
    }
    held(db.prepare_cached(&format!("DELETE FROM {} WHERE key = ?1", step.table))?.execute([step.key]))?;
    Ok(())
}

fn bring_back(db: &Connection, step: &Step, written: &Image) -> Result<()> {
    if image(db, &step.table, step.key)?.is_some() {
        return Err(StoreError::ChangedSince);
    }
    let columns: Vec<&str> = written.keys().map(String::as_str).collect();
    let places: Vec<String> = (1..=columns.len()).map(|n| format!("?{n}")).collect();
    let values = written.values().map(from_json).collect::<Result<Vec<_>>>()?;
    let sql = format!("INSERT INTO {} ({}) VALUES ({})", step.table, columns.join(", "), places.join(", "));
    held(db.prepare_cached(&sql)?.execute(params_from_iter(values)))?;
    Ok(())
}

fn set_if(db: &Connection, step: &Step, column: &str, expected: &Json, wanted: &Json) -> Result<()> {
    let now = column_of(db, &step.table, step.key, column)?.ok_or(StoreError::ChangedSince)?;
    if now != *expected {
        return if column == MODIFIED { Ok(()) } else { Err(StoreError::ChangedSince) };
    }
    let sql = format!("UPDATE {} SET {column} = ?2 WHERE key = ?1", step.table);
    held(db.prepare_cached(&sql)?.execute(params![step.key, from_json(wanted)?]))?;
    Ok(())
}

/// Whether a column holds what a new one begins with.
fn is_empty(value: &Json) -> bool {
    match value {
        Json::Null => true,
        Json::Number(number) => number.as_i64() == Some(0),
        Json::String(text) => text.is_empty(),
        Json::Bool(_) | Json::Array(_) | Json::Object(_) => false,
    }
}

/// A broken foreign key means that something else holds on to the row now.
fn held(done: rusqlite::Result<usize>) -> Result<()> {
    match done {
        Ok(_) => Ok(()),
        Err(error) if error.sqlite_error_code() == Some(rusqlite::ErrorCode::ConstraintViolation) => Err(StoreError::ChangedSince),
        Err(error) => Err(error.into()),
    }
}

/// The whole row as it is now.
pub fn image(db: &Connection, table: &str, key: i64) -> Result<Option<Image>> {
    let mut statement = db.prepare_cached(&format!("SELECT * FROM {table} WHERE key = ?1"))?;
    let names: Vec<String> = statement.column_names().map(str::to_owned).collect();
    let read = |row: &rusqlite::Row<'_>| {
        let mut image = Image::new();
        for (n, name) in names.iter().enumerate() {
            image.insert(name.clone(), json_of(&row.get::<_, Sql>(n)?));
        }
        Ok(image)
    };
    Ok(statement.query_row([key], read).optional()?)
}

fn column_of(db: &Connection, table: &str, key: i64, column: &str) -> Result<Option<Json>> {
    let sql = format!("SELECT {column} FROM {table} WHERE key = ?1");
    Ok(db.prepare_cached(&sql)?.query_row([key], |row| row.get::<_, Sql>(0)).optional()?.map(|value| json_of(&value)))
}

/// A column's value as change rows have it.
pub fn json_of(value: &Sql) -> Json {
    match value {
        Sql::Null => Json::Null,
        Sql::Integer(number) => Json::from(*number),
        Sql::Real(number) => Json::from(*number),
        Sql::Text(text) => Json::from(text.as_str()),
        Sql::Blob(bytes) => {
            let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
            Json::Object(Map::from_iter([("hex".to_owned(), Json::from(hex))]))
        }
    }
}

fn from_json(value: &Json) -> Result<Sql> {
    let damaged = || StoreError::Damaged("change value");
    Ok(match value {
        Json::Null => Sql::Null,
        Json::Number(number) => match number.as_i64() {
            Some(whole) => Sql::Integer(whole),
            None => Sql::Real(number.as_f64().ok_or_else(damaged)?),
        },
        Json::String(text) => Sql::Text(text.clone()),
        Json::Object(blob) => {
            let hex = blob.get("hex").and_then(Json::as_str).ok_or_else(damaged)?;
            let pairs = (0..hex.len()).step_by(2).map(|at| hex.get(at..at + 2).and_then(|pair| u8::from_str_radix(pair, 16).ok()));
            Sql::Blob(pairs.collect::<Option<Vec<u8>>>().ok_or_else(damaged)?)
        }
        Json::Bool(_) | Json::Array(_) => return Err(damaged()),
    })
}

impl Step {
    /// The step in the words of a change row: subject, field, before, after. A row that was made has an empty `before`, a removed one an empty `after`.
    pub fn as_change(&self) -> (&str, &str, String, String) {
        match &self.what {
            What::Made(image) => (&self.table, "*", String::new(), Json::Object(image.clone()).to_string()),
            What::Removed(image) => (&self.table, "*", Json::Object(image.clone()).to_string(), String::new()),
            What::Column { name, before, after } => (&self.table, name, before.to_string(), after.to_string()),
        }
    }

    /// Reads a change row back.
    pub fn from_change(subject: &str, key: i64, field: &str, before: &str, after: &str) -> Result<Self> {
        let read = |text: &str| serde_json::from_str::<Json>(text).map_err(|_| StoreError::Damaged("change value"));
        let row = |text: &str| match read(text)? {
            Json::Object(image) => Ok(image),
            _ => Err(StoreError::Damaged("change value")),
        };
        let what = match (field, before.is_empty(), after.is_empty()) {
            ("*", true, false) => What::Made(row(after)?),
            ("*", false, true) => What::Removed(row(before)?),
            ("*", ..) => return Err(StoreError::Damaged("change field")),
            _ => What::Column { name: field.to_owned(), before: read(before)?, after: read(after)? },
        };
        Ok(Self { table: subject.to_owned(), key, what })
    }
}
