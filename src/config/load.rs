//! Reads `config.toml`: every wrong or unknown key is an error that names its line.

use std::io;
use std::net::{IpAddr, SocketAddr};
use std::ops::Range;
use std::path::{Path, PathBuf};

use toml_edit::{Document, Item, Table, Value};

use super::notify::{self, Osc};
use super::schema;
use super::settings::{MarkRead, SecretStoreChoice, Settings, Theme};
use crate::domain::account::retention::RetentionPolicy;
use crate::domain::account::{EnteredAccount, EnteredSecret, FieldFault, Limits, SecretSource};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::ids::Id;
use crate::domain::sign_in::{self, Registration};
use crate::domain::team::login::{TeamSettings, WorkspaceUrl};
use crate::i18n::Language;

/// Why the config cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum LoadError {
    /// The file cannot be read.
    #[error("{}: {cause}", path.display())]
    Io {
        /// The config file, as it was opened.
        path: PathBuf,
        /// What the system says.
        cause: io::Error,
    },
    /// A line is wrong.
    #[error("line {line}: {fault:?}")]
    Line {
        /// The line, from 1.
        line: usize,
        /// What is wrong.
        fault: ConfigFault,
    },
}

/// What is wrong on a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConfigFault {
    /// Not TOML; the parser's words.
    Syntax(String),
    /// The file is of a later version than this program knows; that version.
    Newer(u64),
    /// No such key.
    UnknownKey(String),
    /// The value of a key is not what can stand there.
    BadValue {
        /// The key with its table.
        key: String,
        /// What can stand there, in words that need no translation.
        wanted: &'static str,
    },
    /// An account has no `id` yet; fumi writes one when it opens the home.
    NoId,
    /// Two accounts have the same id, or are both the default.
    Twice(&'static str),
    /// A field of an account is wrong.
    Account {
        /// The account's name as it stands there.
        name: String,
        /// The field and what is wrong.
        fault: FieldFault,
    },
}

/// Reads the file; a missing one means all defaults.
pub fn read(path: &Path) -> Result<Settings, LoadError> {
    match std::fs::read_to_string(path) {
        Ok(text) => parse(&text),
        Err(cause) if cause.kind() == io::ErrorKind::NotFound => Ok(Settings::default()),
        Err(cause) => Err(LoadError::Io { path: path.to_owned(), cause }),
    }
}

/// Reads the text of a config.
pub fn parse(text: &str) -> Result<Settings, LoadError> {
    let document = Document::parse(text).map_err(|error| at(text, error.span(), ConfigFault::Syntax(error.message().to_owned())))?;
    let mut reader = Reader { text, settings: Settings::default() };
    reader.root(document.as_table())?;
    if schema::of(text) == Some(1) {
        reader.settings.retention.policy = schema::at_most_warns(reader.settings.retention.policy).0;
    }
    Ok(reader.settings)
}

/// The language that a config names which may be broken elsewhere, so that what is wrong is said in it.
pub fn language_of(path: &Path) -> Option<Language> {
    let text = std::fs::read(path).ok()?;
    let text = String::from_utf8_lossy(&text);
    if let Ok(document) = Document::parse(text.as_ref()) {
        return document.get("language").and_then(Item::as_str).and_then(Language::from_word);
    }
    let above_tables = text.lines().map(str::trim).take_while(|line| !line.starts_with('['));
    let named =
        above_tables.filter_map(|line| line.split_once('=')).filter(|(key, _)| matches!(key.trim().trim_matches(['"', '\'']), "language"));
    named
        .filter_map(|(_, value)| {
            value.trim().trim_start_matches(['"', '\'']).split(['"', '\'', ' ', '#']).next().and_then(Language::from_word)
        })
        .last()
}

/// Which accounts of a text have no id yet, by their place.
pub(super) fn accounts_without_id(text: &str) -> Vec<usize> {
    let Ok(document) = Document::parse(text) else { return Vec::new() };
    let Some(accounts) = document.get("account").and_then(Item::as_array_of_tables) else { return Vec::new() };
    accounts.iter().enumerate().filter(|(_, table)| !table.contains_key("id")).map(|(at, _)| at).collect()
}

fn at(text: &str, span: Option<Range<usize>>, fault: ConfigFault) -> LoadError {
    LoadError::Line { line: line_of(text, span), fault }
}

fn line_of(text: &str, span: Option<Range<usize>>) -> usize {
    let start = span.map_or(0, |span| span.start.min(text.len()));
    text.as_bytes()[..start].iter().filter(|byte| **byte == b'\n').count() + 1
}

/// A key with where it stands.
struct Entry<'a> {
    /// The key with its table, as errors name it.
    name: String,
    span: Option<Range<usize>>,
    item: &'a Item,
}

struct Reader<'a> {
    text: &'a str,
    settings: Settings,
}

impl Reader<'_> {
    fn root(&mut self, table: &Table) -> Result<(), LoadError> {
        for entry in entries("", table) {
            match entry.name.as_str() {
                "schema" => self.schema(&entry)?,
                "language" => self.settings.language = Some(self.choice(&entry, Language::words(), Language::from_word)?),
                "theme" => {
                    self.settings.theme =
                        self.choice(&entry, "dark, light, plain", |word| Theme::ALL.into_iter().find(|one| one.word() == word))?
                }
                "mouse" => self.settings.mouse = self.boolean(&entry)?,
                "currency" => self.settings.currency = Some(self.choice(&entry, "ISO 4217 (JPY, EUR, USD, ...)", currency)?),
                "editor" => self.settings.editor = Some(self.choice(&entry, "command", command)?),
                "passphrase_command" => self.settings.passphrase_command = Some(self.choice(&entry, "command", command)?),
                "keys" => self.keys(&entry)?,
                "account" => self.accounts(&entry)?,
                "oauth2" => self.sign_in(&entry)?,
                "team" => self.team(&entry)?,
                "fetch" | "discovery" | "sync" | "outbox" | "accounts" | "sharing" | "retention" | "backup" | "secrets" | "reading"
                | "crm" | "notify" => {
                    let Some(inner) = entry.item.as_table() else { return Err(self.bad(&entry, "[table]")) };
                    for one in entries(&entry.name, inner) {
                        self.sectioned(&one)?;
                    }
                }
                _ => return Err(self.unknown(&entry)),
            }
        }
        Ok(())
    }

    /// The version of what the file says; a later one may mean something else by the same words.
    fn schema(&self, entry: &Entry<'_>) -> Result<(), LoadError> {
        let found = self.number(entry, 1, u64::MAX)?;
        if found > schema::NEWEST { Err(at(self.text, entry.span.clone(), ConfigFault::Newer(found))) } else { Ok(()) }
    }

    fn sectioned(&mut self, entry: &Entry<'_>) -> Result<(), LoadError> {
        match entry.name.as_str() {
            "fetch.interval" => {
                let seconds = self.seconds(entry, true)?;
                if seconds.is_some_and(|seconds| seconds < 10) {
                    return Err(self.bad(entry, "10s, 5m, 1h, \"off\""));
                }
                self.settings.fetch_interval_s = seconds;
            }
            "fetch.max_size" => self.settings.fetch_max_size = self.size(entry)?,
            "discovery.dns" => self.settings.discovery.dns = Some(self.choice(entry, "\"192.0.2.1\", \"192.0.2.1:53\"", name_server)?),
            "discovery.https_port" => {
                let port = self.number(entry, 1, 65_535)?;
                self.settings.discovery.https_port = u16::try_from(port).unwrap_or(443);
            }
            "discovery.ca_file" => self.settings.discovery.ca_file = Some(self.choice(entry, "path", command)?.into()),
            "sync.mass_delete" => self.settings.mass_delete = self.number(entry, 0, 1_000_000)?,
            "outbox.hold" => self.settings.outbox_hold_s = self.seconds(entry, false)?.unwrap_or(0),
            "accounts.one_active" => self.settings.one_active = self.boolean(entry)?,
            "sharing.max_excluded_domains" => self.settings.max_excluded_domains = self.number(entry, 0, 1_000)? as usize,
            "retention.policy" => {
                self.settings.retention.policy = self.choice(entry, "off, warn, pause, delete", RetentionPolicy::from_word)?;
            }
            "retention.no_send_months" => self.settings.retention.no_send_months = self.span(entry, 1, 1_200)?,
            "retention.no_use_months" => self.settings.retention.no_use_months = self.span(entry, 1, 1_200)?,
            "retention.after_end_months" => self.settings.retention.after_end_months = self.span(entry, 0, 1_200)?,
            "retention.warn_days" => self.settings.retention.warn_days = self.span(entry, 1, 3_650)?,
            "retention.delete_days" => self.settings.retention.delete_days = self.span(entry, 1, 3_650)?,
            "backup.keep" => self.settings.backups_kept = self.number(entry, 0, 1_000)? as usize,
            "reading.browser" => self.settings.browser = self.program(entry)?,
            "reading.viewer" => self.settings.viewer = self.program(entry)?,
            "reading.printer" => self.settings.printer = self.program(entry)?,
            "reading.authserv" => self.settings.authserv = self.hosts(entry)?,
            "reading.mark_read" => self.settings.mark_read = self.mark_read(entry)?,
            "crm.owner" => self.settings.owner = Some(self.choice(entry, "\"...\"", named)?),
            "notify.bell" => self.settings.notify.bell = self.boolean(entry)?,
            "notify.osc" => {
                self.settings.notify.osc = self.choice(entry, "off, 9, 99, 777", |word| match word {
                    "off" => Some(None),
                    word => Osc::from_word(word).map(Some),
                })?;
            }
            "notify.desktop" => self.settings.notify.desktop = self.boolean(entry)?,
            "notify.hook" => self.settings.notify.hook = self.program(entry)?,
            "notify.quiet" => self.settings.notify.quiet = Some(self.choice(entry, "\"22:00-7:00\"", notify::span)?),
            "notify.accounts" => self.settings.notify.accounts = self.texts(entry)?,
            "crm.required" => self.required(entry)?,
            "crm.no_reply_days" => self.settings.no_reply_days = u32::try_from(self.number(entry, 1, 365)?).unwrap_or(1),
            "secrets.store" => {
                self.settings.secret_store =
                    self.choice(entry, "auto, keyring, file", |word| SecretStoreChoice::ALL.into_iter().find(|one| one.word() == word))?;
            }
            _ => return Err(self.unknown(entry)),
        }
        Ok(())
    }

    /// `required.lead = ["company", "phone"]`: fields by their flags. What a record hangs on is given beside its fields, and is no field to want.
    fn required(&mut self, entry: &Entry<'_>) -> Result<(), LoadError> {
        const WANTED: &str = "[\"company\", \"phone\"]";
        let Some(table) = entry.item.as_table() else { return Err(self.bad(entry, "required.lead = [\"company\"]")) };
        for one in entries(&entry.name, table) {
            let word = one.name.trim_start_matches("crm.required.");
            let Some(kind) = RecordKind::from_word(word) else { return Err(self.unknown(&one)) };
            let fields = one.item.as_array().ok_or_else(|| self.bad(&one, WANTED))?;
            for field in fields {
                let field = field.as_str().and_then(|name| Field::named(kind, name));
                let field = field.filter(|field| !matches!(field, Field::RelatedTo | Field::Contact));
                self.settings.required.push((kind, field.ok_or_else(|| self.bad(&one, WANTED))?));
            }
        }
        Ok(())
    }

    /// `[team]`: written by `team init` and `team join`. No password ever stands here.
    fn team(&mut self, entry: &Entry<'_>) -> Result<(), LoadError> {
        const URL: &str = "\"postgres://LOGIN@HOST/DATABASE\"";
        let Some(table) = entry.item.as_table() else { return Err(self.bad(entry, "[team]")) };
        let (mut id, mut url, mut secret, mut ca_file) = (None, None, SecretSource::Kept, None);
        for one in entries("team", table) {
            match one.name.as_str() {
                "team.id" => id = Some(self.choice(&one, "UUID", |text| text.parse().ok())?),
                "team.url" => url = Some(self.choice(&one, URL, |text| WorkspaceUrl::parse(text).ok())?),
                "team.password_command" => secret = SecretSource::Command(self.choice(&one, "command", command)?),
                "team.ca_file" => ca_file = Some(self.choice(&one, "path", command)?.into()),
                _ => return Err(self.unknown(&one)),
            }
        }
        let (Some(id), Some(url)) = (id, url) else {
            return Err(self.bad(entry, "id = \"UUID\", url = \"postgres://LOGIN@HOST/DATABASE\""));
        };
        self.settings.team = Some(TeamSettings { id, url, secret, ca_file });
        Ok(())
    }

    /// `[oauth2]`, and `[oauth2.SERVICE]` for one identity provider.
    fn sign_in(&mut self, entry: &Entry<'_>) -> Result<(), LoadError> {
        let Some(table) = entry.item.as_table() else { return Err(self.bad(entry, "[oauth2]")) };
        let mut general = Registration::default();
        for one in entries("oauth2", table) {
            if let (Some(inner), Some(service)) = (one.item.as_table(), sign_in::service(one.name.trim_start_matches("oauth2."))) {
                let mut own = Registration::default();
                for key in entries(&one.name, inner) {
                    self.registration(&key, &mut own)?;
                }
                self.settings.registrations.push((service.id.clone(), own));
            } else {
                self.registration(&one, &mut general)?;
            }
        }
        self.settings.registration = general;
        Ok(())
    }

    fn registration(&self, one: &Entry<'_>, into: &mut Registration) -> Result<(), LoadError> {
        let url = || self.choice(one, "\"https://...\"", sign_in::address).map(Some);
        match one.name.rsplit('.').next().unwrap_or_default() {
            "client_id" => into.client_id = Some(self.choice(one, "\"...\"", command)?),
            "auth_url" => into.auth_url = url()?,
            "token_url" => into.token_url = url()?,
            "device_url" => into.device_url = url()?,
            "scope" => into.scope = Some(self.choice(one, "\"...\"", command)?),
            _ => return Err(self.unknown(one)),
        }
        Ok(())
    }

    fn keys(&mut self, entry: &Entry<'_>) -> Result<(), LoadError> {
        const WANTED: &str = "\"e\", [\"e\", \"Ctrl-e\"]";
        let Some(table) = entry.item.as_table() else { return Err(self.bad(entry, "[keys]")) };
        for one in entries("", table) {
            let keys = match one.item.as_value() {
                Some(Value::String(text)) => vec![text.value().clone()],
                Some(Value::Array(array)) => array
                    .iter()
                    .map(|value| value.as_str().map(str::to_owned).ok_or_else(|| self.bad(&one, WANTED)))
                    .collect::<Result<_, _>>()?,
                _ => return Err(self.bad(&one, WANTED)),
            };
            self.settings.key_lines.push((one.name.clone(), line_of(self.text, one.span.clone())));
            self.settings.keys.push((one.name.clone(), keys));
        }
        Ok(())
    }

    fn accounts(&mut self, entry: &Entry<'_>) -> Result<(), LoadError> {
        let Some(tables) = entry.item.as_array_of_tables() else { return Err(self.bad(entry, "[[account]]")) };
        for table in tables {
            let mut entered = EnteredAccount { incoming_secret: EnteredSecret::Kept, ..EnteredAccount::default() };
            let (mut id, mut enabled, mut default) = (None, true, false);
            let whole = table.span();
            let fields = entries("account", table);
            for one in &fields {
                match one.name.trim_start_matches("account.") {
                    "id" => id = Some(self.choice(one, "UUID", |text| text.parse::<Id>().ok())?),
                    "enabled" => enabled = self.boolean(one)?,
                    "default" => default = self.boolean(one)?,
                    _ => self.account_field(one, &mut entered)?,
                }
            }
            let Some(id) = id else { return Err(at(self.text, whole, ConfigFault::NoId)) };
            if entered.smtp_same_credentials == Some(false) && entered.outgoing_secret == EnteredSecret::Missing {
                entered.outgoing_secret = EnteredSecret::Kept;
            }
            if self.settings.account(id).is_some() {
                return Err(at(self.text, whole, ConfigFault::Twice("id")));
            }
            if default && self.settings.accounts.iter().any(|one| one.default) {
                return Err(at(self.text, whole, ConfigFault::Twice("default")));
            }
            let taken = self.settings.names_except(None);
            let limits = Limits {
                excluded_domains: self.settings.max_excluded_domains.max(entered.excluded_domains.len()),
                taken: &taken,
                before: None,
            };
            match entered.validate(id, &limits) {
                Ok(valid) => {
                    let mut settings = valid.settings;
                    (settings.enabled, settings.default) = (enabled, default);
                    self.settings.accounts.push(settings);
                }
                Err(faults) => {
                    let Some(fault) = faults.into_iter().next() else { continue };
                    let key = format!("account.{}", key_of(fault.field));
                    let span = fields.iter().find(|one| one.name == key).and_then(|one| one.span.clone()).or(whole);
                    return Err(at(self.text, span, ConfigFault::Account { name: entered.name, fault }));
                }
            }
        }
        Ok(())
    }

    fn account_field(&self, one: &Entry<'_>, entered: &mut EnteredAccount) -> Result<(), LoadError> {
        let text = || self.choice(one, "\"...\"", |text| Some(text.to_owned()));
        let port = || self.number(one, 1, 65_535).map(|port| port.to_string());
        match one.name.trim_start_matches("account.") {
            "name" => entered.name = text()?,
            "email" => entered.email = text()?,
            "display_name" => entered.display_name = text()?,
            "protocol" => entered.protocol = text()?,
            "host" => entered.host = text()?,
            "port" => entered.port = port()?,
            "security" => entered.security = text()?,
            "username" => entered.username = text()?,
            "auth" => {
                if self.choice(one, "password, oauth2", signs_in)? {
                    entered.incoming_secret = EnteredSecret::Tokens;
                }
            }
            "password_command" => entered.incoming_secret = EnteredSecret::Command(text()?),
            "smtp_host" => entered.smtp_host = text()?,
            "smtp_port" => entered.smtp_port = port()?,
            "smtp_security" => entered.smtp_security = text()?,
            "smtp_username" => entered.smtp_username = text()?,
            "smtp_same_credentials" => entered.smtp_same_credentials = Some(self.boolean(one)?),
            "smtp_password_command" => entered.outgoing_secret = EnteredSecret::Command(text()?),
            "on_server" => entered.on_server = text()?,
            "recent_mode" => entered.recent_mode = self.boolean(one)?,
            "sharing" => entered.sharing = text()?,
            "exclude_domains" => {
                let array = one.item.as_array().ok_or_else(|| self.bad(one, "[\"example.com\"]"))?;
                let domains = array.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<_>>();
                entered.excluded_domains = domains.ok_or_else(|| self.bad(one, "[\"example.com\"]"))?;
            }
            "aliases" => {
                let array = one.item.as_array().ok_or_else(|| self.bad(one, "[\"me@example.com\"]"))?;
                let aliases = array.iter().map(|value| value.as_str().map(str::to_owned)).collect::<Option<_>>();
                entered.aliases = aliases.ok_or_else(|| self.bad(one, "[\"me@example.com\"]"))?;
            }
            "color" => entered.color = text()?,
            "signature" => entered.signature = text()?,
            "magnet" => entered.magnet = text()?,
            "ends_on" => entered.ends_on = text()?,
            "ends_as" => entered.ends_as = text()?,
            "ca_file" => entered.ca_file = text()?,
            "certificate" => entered.certificate = text()?,
            "smtp_certificate" => entered.smtp_certificate = text()?,
            "plaintext_confirmed" => entered.plaintext_confirmed = self.boolean(one)?,
            _ => return Err(self.unknown(one)),
        }
        Ok(())
    }

    fn choice<T>(&self, entry: &Entry<'_>, wanted: &'static str, read: impl Fn(&str) -> Option<T>) -> Result<T, LoadError> {
        entry.item.as_str().and_then(read).ok_or_else(|| self.bad(entry, wanted))
    }

    /// A program with its first arguments: words in one text, or a list where a word holds blanks. No shell reads them.
    fn program(&self, entry: &Entry<'_>) -> Result<Vec<String>, LoadError> {
        let words: Option<Vec<String>> = match entry.item.as_value() {
            Some(Value::String(text)) => Some(text.value().split_whitespace().map(str::to_owned).collect()),
            Some(Value::Array(array)) => array.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        let named = words.filter(|words| words.first().is_some_and(|name| !name.trim().is_empty()));
        named.ok_or_else(|| self.bad(entry, "\"xdg-open\", [\"program\", \"--option\"]"))
    }

    /// A list of names.
    fn texts(&self, entry: &Entry<'_>) -> Result<Vec<String>, LoadError> {
        let texts = entry.item.as_array().map(|array| array.iter().map(|value| value.as_str().map(str::to_owned)).collect());
        texts.flatten().ok_or_else(|| self.bad(entry, "[\"sales\"]"))
    }

    /// One host, or a list of them.
    fn hosts(&self, entry: &Entry<'_>) -> Result<Vec<String>, LoadError> {
        let hosts: Option<Vec<String>> = match entry.item.as_value() {
            Some(Value::String(text)) => Some(vec![text.value().clone()]),
            Some(Value::Array(array)) => array.iter().map(|value| value.as_str().map(str::to_owned)).collect(),
            _ => None,
        };
        let named = hosts.filter(|hosts| hosts.iter().all(|host| !host.trim().is_empty() && !host.trim().contains(char::is_whitespace)));
        named.ok_or_else(|| self.bad(entry, "\"mx.example.com\", [\"mx.example.com\", \"example.com\"]"))
    }

    fn mark_read(&self, entry: &Entry<'_>) -> Result<MarkRead, LoadError> {
        match entry.item.as_str() {
            Some("open") => return Ok(MarkRead::Open),
            Some("leave") => return Ok(MarkRead::Leave),
            Some("never") => return Ok(MarkRead::Never),
            _ => {}
        }
        let seconds = self.seconds(entry, false).ok().flatten().ok_or_else(|| self.bad(entry, "\"open\", 5, \"leave\", \"never\""))?;
        Ok(if seconds == 0 { MarkRead::Open } else { MarkRead::After(seconds) })
    }

    fn boolean(&self, entry: &Entry<'_>) -> Result<bool, LoadError> {
        entry.item.as_bool().ok_or_else(|| self.bad(entry, "true, false"))
    }

    fn number(&self, entry: &Entry<'_>, least: u64, most: u64) -> Result<u64, LoadError> {
        let found = entry.item.as_integer().and_then(|number| u64::try_from(number).ok()).filter(|number| (least..=most).contains(number));
        found.ok_or_else(|| self.bad(entry, "123"))
    }

    /// How many months or days.
    fn span(&self, entry: &Entry<'_>, least: u64, most: u64) -> Result<u32, LoadError> {
        self.number(entry, least, most).map(|number| u32::try_from(number).unwrap_or(u32::MAX))
    }

    fn seconds(&self, entry: &Entry<'_>, off: bool) -> Result<Option<u64>, LoadError> {
        let wanted = if off { "30s, 5m, 1h, \"off\"" } else { "10s, 1m" };
        if let Some(number) = entry.item.as_integer() {
            return u64::try_from(number).ok().filter(|seconds| *seconds <= 30 * 86_400).map(Some).ok_or_else(|| self.bad(entry, wanted));
        }
        match entry.item.as_str() {
            Some("off") if off => Ok(None),
            Some(text) => scaled(text, &[("s", 1), ("m", 60), ("h", 3_600)])
                .filter(|s| *s <= 30 * 86_400)
                .map(Some)
                .ok_or_else(|| self.bad(entry, wanted)),
            None => Err(self.bad(entry, wanted)),
        }
    }

    fn size(&self, entry: &Entry<'_>) -> Result<Option<u64>, LoadError> {
        const WANTED: &str = "\"25M\", \"off\"";
        if let Some(number) = entry.item.as_integer() {
            return u64::try_from(number).map(|bytes| (bytes > 0).then_some(bytes)).map_err(|_| self.bad(entry, WANTED));
        }
        match entry.item.as_str() {
            Some("off") => Ok(None),
            Some(text) => {
                let scales =
                    [("KiB", 1 << 10), ("MiB", 1 << 20), ("GiB", 1 << 30), ("K", 1 << 10), ("M", 1 << 20), ("G", 1 << 30), ("", 1)];
                scaled(text, &scales).filter(|bytes| *bytes > 0).map(Some).ok_or_else(|| self.bad(entry, WANTED))
            }
            None => Err(self.bad(entry, WANTED)),
        }
    }

    fn bad(&self, entry: &Entry<'_>, wanted: &'static str) -> LoadError {
        at(self.text, entry.span.clone(), ConfigFault::BadValue { key: entry.name.clone(), wanted })
    }

    fn unknown(&self, entry: &Entry<'_>) -> LoadError {
        at(self.text, entry.span.clone(), ConfigFault::UnknownKey(entry.name.clone()))
    }
}

/// The key of the config for a field by its flag name.
pub(super) fn key_of(field: &str) -> String {
    match field {
        "password" => "password_command".to_owned(),
        "smtp-password" => "smtp_password_command".to_owned(),
        "exclude-domain" => "exclude_domains".to_owned(),
        other => other.replace('-', "_"),
    }
}

fn entries<'a>(table_name: &str, table: &'a Table) -> Vec<Entry<'a>> {
    let name = |key: &str| if table_name.is_empty() { key.to_owned() } else { format!("{table_name}.{key}") };
    let span = |key: &str, item: &Item| table.key(key).and_then(toml_edit::Key::span).or_else(|| item.span());
    table.iter().map(|(key, item)| Entry { name: name(key), span: span(key, item), item }).collect()
}

fn scaled(text: &str, units: &[(&str, u64)]) -> Option<u64> {
    units.iter().find_map(|(unit, factor)| {
        let digits = text.strip_suffix(unit)?.trim_end();
        let plain = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
        plain.then(|| digits.parse::<u64>().ok()).flatten()?.checked_mul(*factor)
    })
}

fn name_server(text: &str) -> Option<SocketAddr> {
    text.parse().ok().or_else(|| text.parse::<IpAddr>().ok().map(|address| SocketAddr::new(address, 53)))
}

fn currency(text: &str) -> Option<String> {
    (text.len() == 3 && text.bytes().all(|b| b.is_ascii_uppercase())).then(|| text.to_owned())
}

fn named(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.trim().to_owned())
}

/// Whether an `auth` means tokens of an identity provider.
fn signs_in(text: &str) -> Option<bool> {
    match text {
        "password" => Some(false),
        "oauth2" => Some(true),
        _ => None,
    }
}

fn command(text: &str) -> Option<String> {
    (!text.trim().is_empty()).then(|| text.to_owned())
}

#[cfg(test)]
#[path = "load_tests.rs"]
mod tests;
