//! Edits `config.toml` in place: comments, order and everything not concerned stay as the person wrote them. The new text is checked before it replaces the old
//! one, which happens in one step (temporary file, fsync, rename; 0600).

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use toml_edit::{Array, ArrayOfTables, DocumentMut, Item, Table, Value, value};

use super::load::{self, LoadError};
use super::schema;
use super::settings::Settings;
use crate::domain::account::{AccountSettings, EnteredAccount, SecretSource};
use crate::domain::ids::Id;
use crate::domain::team::login::TeamSettings;

/// A change of the config.
#[derive(Debug, Clone, PartialEq)]
pub enum Edit {
    /// Adds an account at the end.
    AddAccount(Box<AccountSettings>),
    /// Writes the settings of the account with the same id; keys that say the same already stay untouched.
    ReplaceAccount(Box<AccountSettings>),
    /// Takes an account away.
    RemoveAccount(Id),
    /// Marks an account as the default and no other (S81); it goes on, since the default is never one that is off (S46, S113).
    SetDefault(Id),
    /// Switches an account on or off. With `accounts.one_active` the others go off in the same step (S46) and it is the default (S113); when the default goes off, the first
    /// that is on takes its place.
    SetEnabled(Id, bool),
    /// Moves an account to this place among the accounts, from 0; beyond the last it is the last.
    MoveAccount(Id, usize),
    /// Sets the keys of a command in `[keys]`; none takes the line away, so that the command has its own again.
    SetKeys(String, Option<Vec<String>>),
    /// Sets a word at the top level, such as `language` or `theme`.
    SetWord(&'static str, String),
    /// Writes which workspace this home belongs to; none takes the section away.
    #[cfg_attr(not(feature = "team"), expect(dead_code))]
    SetTeam(Option<Box<TeamSettings>>),
    /// Gives ids to accounts that a person wrote without one, in the order of the file; surplus ids are not used.
    WriteIds(Vec<Id>),
}

/// Why an edit did not happen. The old file is untouched then.
#[derive(Debug, thiserror::Error)]
pub enum EditError {
    /// The file, as it is or as it would become, is wrong.
    #[error(transparent)]
    Load(#[from] LoadError),
    /// It cannot be written.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The config file, as it was opened.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// No account has this id.
    #[error("no account {0}")]
    NoAccount(Id),
}

/// Carries edits out in one step and returns the settings as they are now. Processes that edit at the same time wait for each other.
pub fn change(path: &Path, edits: &[Edit]) -> Result<Settings, EditError> {
    let io = |cause| EditError::Io { path: path.to_owned(), cause };
    // A config that is a link into a collection of dotfiles stays one.
    let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
    let folder = target.parent().unwrap_or(Path::new("."));
    let lock = File::open(folder).map_err(io)?;
    lock.lock().map_err(io)?;
    let old = match fs::read_to_string(&target) {
        Ok(text) => text,
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => String::new(),
        Err(cause) => return Err(io(cause)),
    };
    let new = apply(&old, edits)?;
    let settings = load::parse(&new)?;
    if new != old {
        replace_file(&target, new.as_bytes()).map_err(io)?;
    }
    Ok(settings)
}

/// Writes a file in one step with mode 0600: whoever reads it sees the old or the new bytes, whatever happens in between.
pub(crate) fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    let temporary = folder.join(format!(".{name}.{}.new", std::process::id()));
    let written = (|| {
        let _ = fs::remove_file(&temporary);
        let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&temporary)?;
        file.write_all(bytes)?;
        file.sync_all()?;
        fs::rename(&temporary, path)?;
        File::open(folder)?.sync_all()
    })();
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}

/// The text after the edits.
fn apply(old: &str, edits: &[Edit]) -> Result<String, EditError> {
    let needs_ids_only = matches!(edits, [Edit::WriteIds(_)]);
    let settings = if needs_ids_only { Settings::default() } else { load::parse(old)? };
    let mut document: DocumentMut = old
        .parse()
        .map_err(|error: toml_edit::TomlError| LoadError::Line { line: 1, fault: load::ConfigFault::Syntax(error.message().to_owned()) })?;
    if old.trim().is_empty() {
        document.insert("schema", value(i64::try_from(schema::NEWEST).unwrap_or(i64::MAX)));
    }
    for edit in edits {
        match edit {
            Edit::AddAccount(account) => {
                let mut table = Table::new();
                write_account(&mut table, account);
                accounts(&mut document).push(table);
                if settings.one_active && account.enabled {
                    only_active(&mut document, account.id);
                    only_default(&mut document, Some(account.id));
                }
            }
            Edit::ReplaceAccount(account) => write_account(table_of(&mut document, account.id)?, account),
            Edit::RemoveAccount(id) => {
                let at = place_of(&mut document, *id)?;
                accounts(&mut document).remove(at);
            }
            Edit::SetDefault(id) => {
                set(table_of(&mut document, *id)?, "enabled", None);
                only_default(&mut document, Some(*id));
                if settings.one_active {
                    only_active(&mut document, *id);
                }
            }
            Edit::SetEnabled(id, on) => {
                set(table_of(&mut document, *id)?, "enabled", (!on).then(|| false.into()));
                if *on && settings.one_active {
                    only_active(&mut document, *id);
                    only_default(&mut document, Some(*id));
                }
                if !on && accounts(&mut document).iter().any(|table| is(table, *id) && is_on(table, "default", false)) {
                    let next = accounts(&mut document).iter().find(|table| is_on(table, "enabled", true)).and_then(id_of);
                    only_default(&mut document, next);
                }
            }
            Edit::MoveAccount(id, to) => move_account(&mut document, *id, *to)?,
            Edit::SetKeys(command, keys) => {
                let table = document.entry("keys").or_insert_with(|| Item::Table(Table::new()));
                if let Some(table) = table.as_table_mut() {
                    set(table, command, keys.as_ref().map(|keys| Value::Array(Array::from_iter(keys.iter().map(String::as_str)))));
                }
            }
            Edit::SetWord(key, word) => set(document.as_table_mut(), key, Some(word.as_str().into())),
            Edit::SetTeam(None) => {
                document.remove("team");
            }
            Edit::SetTeam(Some(team)) => {
                let table = document.entry("team").or_insert_with(|| Item::Table(Table::new()));
                if let Some(table) = table.as_table_mut() {
                    write_team(table, team);
                }
            }
            Edit::WriteIds(ids) => {
                for (place, id) in load::accounts_without_id(old).into_iter().zip(ids) {
                    if let Some(table) = accounts(&mut document).get_mut(place) {
                        table.insert("id", value(id.to_string()));
                    }
                }
            }
        }
    }
    Ok(document.to_string())
}

fn write_team(table: &mut Table, team: &TeamSettings) {
    let command = match &team.secret {
        SecretSource::Command(command) => Some(Value::from(command.as_str())),
        SecretSource::Kept | SecretSource::Tokens => None,
    };
    set(table, "id", Some(team.id.to_string().into()));
    set(table, "url", Some(team.url.to_string().into()));
    set(table, "password_command", command);
    set(table, "ca_file", team.ca_file.as_ref().map(|file| file.display().to_string().into()));
}

fn accounts(document: &mut DocumentMut) -> &mut ArrayOfTables {
    let item = document.entry("account").or_insert_with(|| Item::ArrayOfTables(ArrayOfTables::new()));
    if item.as_array_of_tables().is_none() {
        *item = Item::ArrayOfTables(ArrayOfTables::new());
    }
    match item {
        Item::ArrayOfTables(tables) => tables,
        _ => unreachable!("the line above made it an array of tables"),
    }
}

fn is(table: &Table, id: Id) -> bool {
    id_of(table) == Some(id)
}

fn id_of(table: &Table) -> Option<Id> {
    table.get("id").and_then(Item::as_str).and_then(|text| text.parse().ok())
}

fn is_on(table: &Table, key: &str, unless_said: bool) -> bool {
    table.get(key).and_then(Item::as_bool).unwrap_or(unless_said)
}

fn only_default(document: &mut DocumentMut, id: Option<Id>) {
    for table in accounts(document).iter_mut() {
        let on = id.filter(|id| is(table, *id)).map(|_| true.into());
        set(table, "default", on);
    }
}

fn place_of(document: &mut DocumentMut, id: Id) -> Result<usize, EditError> {
    accounts(document).iter().position(|table| is(table, id)).ok_or(EditError::NoAccount(id))
}

fn table_of(document: &mut DocumentMut, id: Id) -> Result<&mut Table, EditError> {
    let place = place_of(document, id)?;
    accounts(document).get_mut(place).ok_or(EditError::NoAccount(id))
}

/// The tables keep the places in the file that accounts have, so that what stands between them stays where it is.
fn move_account(document: &mut DocumentMut, id: Id, to: usize) -> Result<(), EditError> {
    let from = place_of(document, id)?;
    let tables = accounts(document);
    let places: Vec<_> = tables.iter().map(Table::position).collect();
    let mut all: Vec<Table> = tables.iter().cloned().collect();
    let moved = all.remove(from);
    all.insert(to.min(all.len()), moved);
    tables.clear();
    for (mut table, place) in all.into_iter().zip(places) {
        table.set_position(place);
        tables.push(table);
    }
    Ok(())
}

fn only_active(document: &mut DocumentMut, id: Id) {
    for table in accounts(document).iter_mut().filter(|table| !is(table, id)) {
        set(table, "enabled", Some(false.into()));
    }
}

/// Sets or removes a key; a value that says the same already keeps its line as it is.
fn set(table: &mut Table, key: &str, wanted: Option<Value>) {
    let Some(mut wanted) = wanted else {
        table.remove(key);
        return;
    };
    if let Some(old) = table.get_mut(key).and_then(Item::as_value_mut) {
        if same(old, &wanted) {
            return;
        }
        *wanted.decor_mut() = old.decor().clone();
        *old = wanted;
        return;
    }
    table.insert(key, Item::Value(wanted));
}

fn same(one: &Value, other: &Value) -> bool {
    match (one, other) {
        (Value::String(one), Value::String(other)) => one.value() == other.value(),
        (Value::Integer(one), Value::Integer(other)) => one.value() == other.value(),
        (Value::Boolean(one), Value::Boolean(other)) => one.value() == other.value(),
        (Value::Array(one), Value::Array(other)) => {
            one.len() == other.len() && one.iter().zip(other.iter()).all(|(one, other)| same(one, other))
        }
        _ => false,
    }
}

fn write_account(table: &mut Table, account: &AccountSettings) {
    let typed = EnteredAccount::of(account);
    let word = |text: &str| (!text.is_empty()).then(|| Value::from(text));
    let number = |text: &str| text.parse::<i64>().ok().map(Value::from);
    let command = |source: &SecretSource| match source {
        SecretSource::Command(command) => Some(Value::from(command.as_str())),
        SecretSource::Kept | SecretSource::Tokens => None,
    };
    let own_outgoing = account.outgoing.is_some() && !account.smtp_same_credentials;
    let fields: [(&str, Option<Value>); 33] = [
        ("id", word(&account.id.to_string())),
        ("name", word(&typed.name)),
        ("email", word(&typed.email)),
        ("display_name", word(&typed.display_name)),
        ("protocol", word(&typed.protocol)),
        ("host", word(&typed.host)),
        ("port", number(&typed.port)),
        ("security", word(&typed.security)),
        ("username", word(&typed.username)),
        ("auth", (account.incoming_secret == SecretSource::Tokens).then(|| "oauth2".into())),
        ("password_command", command(&account.incoming_secret)),
        ("smtp_host", word(&typed.smtp_host)),
        ("smtp_port", number(&typed.smtp_port)),
        ("smtp_security", word(&typed.smtp_security)),
        ("smtp_same_credentials", account.outgoing.is_some().then(|| account.smtp_same_credentials.into())),
        ("smtp_username", word(&typed.smtp_username)),
        ("smtp_password_command", if own_outgoing { command(&account.outgoing_secret) } else { None }),
        ("on_server", word(&typed.on_server)),
        ("recent_mode", account.recent_mode.then(|| true.into())),
        ("sharing", word(&typed.sharing)),
        (
            "exclude_domains",
            (!account.excluded_domains.is_empty())
                .then(|| Value::Array(Array::from_iter(account.excluded_domains.iter().map(String::as_str)))),
        ),
        ("aliases", (!typed.aliases.is_empty()).then(|| Value::Array(Array::from_iter(typed.aliases.iter().map(String::as_str))))),
        ("color", word(&typed.color)),
        ("signature", word(&typed.signature)),
        ("magnet", word(&typed.magnet)),
        ("ends_on", word(&typed.ends_on)),
        ("ends_as", account.ends.and_then(|_| word(&typed.ends_as))),
        ("ca_file", word(&typed.ca_file)),
        ("certificate", word(&typed.certificate)),
        ("smtp_certificate", word(&typed.smtp_certificate)),
        ("plaintext_confirmed", account.plaintext_confirmed.then(|| true.into())),
        ("enabled", (!account.enabled).then(|| false.into())),
        ("default", account.default.then(|| true.into())),
    ];
    for (key, wanted) in fields {
        set(table, key, wanted);
    }
}

#[cfg(test)]
#[path = "edit_tests.rs"]
mod tests;
