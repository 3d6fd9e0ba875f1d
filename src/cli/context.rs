//! What a verb works with: settings, words, output, and the house, opened when it is first asked.

use std::path::PathBuf;
use std::sync::{Arc, OnceLock};

use super::global::Global;
use super::output::Output;
use crate::config::migration::Migrated;
use crate::config::secrets::{PassphraseSource, Questions, SecretStore};
use crate::config::{self, Paths, Settings};
use crate::domain::account::AccountSettings;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::crm::rules::CrmRules;
use crate::domain::time::Instant;
use crate::domain::typed::{DayOrder, TimeReader, Toward};
use crate::i18n::{Catalogue, Language, Text};
use crate::jobs::Question;
use crate::problem::Problem;
use crate::workers::accounts::{Accounts, problems};
use crate::workers::clock;
use crate::workers::house::{House, HouseFiles};

/// What a verb works with.
pub struct Context {
    /// The options of every command.
    pub global: Global,
    /// Where the files of this home lie.
    pub paths: Paths,
    /// What `config.toml` says.
    pub settings: Settings,
    /// What an administrator says about sharing.
    pub policy: SharingPolicy,
    /// That the config was of an earlier version and was brought to today's.
    pub migrated: Option<Text>,
    /// The words of the language.
    pub words: Catalogue,
    /// Where answers go.
    pub output: Output,
    /// Whether a passphrase may be asked for on the terminal; the app asks in a form of its own.
    pub asks: bool,
    /// When this command began.
    pub now: Instant,
    /// The reader's time zone.
    pub zone: jiff::tz::TimeZone,
    house: OnceLock<Arc<House>>,
}

impl Context {
    /// Reads the config of the home; with `home` false, of a command that needs none, nothing is touched. The catalogue of the problem that this may end in is
    /// that of [`language`] without a config.
    ///
    /// # Errors
    /// When the folders or the config cannot be used.
    pub fn open(global: Global, home: bool) -> Result<Self, Problem> {
        let home_folder = global.home.clone().or_else(home_of_environment);
        let paths = Paths::of(home_folder.as_deref()).map_err(|error| problems::of_paths(&error))?;
        let (settings, migrated) = if home { read_settings(&paths)? } else { (Settings::default(), None) };
        let output = Output::of_process(global.json);
        let words = Catalogue::open(language(global.lang.as_deref(), settings.language));
        // A file that says the same as before is no news; where the old one is stands in the log.
        let migrated = migrated.filter(|migrated| !migrated.adapted.is_empty()).map(|migrated| problems::migrated(&migrated));
        if let Some(text) = &migrated {
            output.aside(&words.say(text));
        }
        let policy = config::policy::read(&config::policy::files());
        Ok(Self {
            global,
            paths,
            settings,
            policy,
            migrated,
            words,
            output,
            asks: true,
            now: clock::now(),
            zone: clock::zone(),
            house: OnceLock::new(),
        })
    }

    /// The house of this home, opened when it is first asked for.
    ///
    /// # Errors
    /// When the store cannot be opened.
    pub fn house(&self) -> Result<&Arc<House>, Problem> {
        if let Some(house) = self.house.get() {
            return Ok(house);
        }
        let accounts = Accounts::new(self.paths.clone(), self.settings.clone(), self.secrets());
        let opened = House::open(HouseFiles { database: self.paths.database(), lock: self.paths.lock_file() }, accounts)?;
        opened.database().rules().set(self.customers());
        Ok(self.house.get_or_init(|| opened))
    }

    /// The rules for customers: the config's currency, else that of the locale's country; without one, of the language's own.
    pub fn customers(&self) -> CrmRules {
        let currency = self.settings.currency.as_deref().and_then(|code| code.parse().ok());
        let found = locale().filter(|name| Language::from_locale(name) == Some(self.words.language()) && name.contains('_'));
        let rules = CrmRules::of_locale(found.as_deref().unwrap_or_default(), self.words.language().country(), currency);
        CrmRules {
            day_order: self.day_order(),
            required: self.settings.required.clone(),
            no_reply_days: self.settings.no_reply_days,
            magnets: self.settings.magnets(),
            ..rules
        }
    }

    /// What `12/1` means: in a language with one order that, else by the region of the locale for times.
    fn day_order(&self) -> DayOrder {
        match DayOrder::of_locale(self.words.language().word()) {
            DayOrder::Unsaid => locale_of("LC_TIME").map_or(DayOrder::Unsaid, |name| DayOrder::of_locale(&name)),
            said => said,
        }
    }

    /// The reader of days and times of this run.
    pub fn times(&self) -> TimeReader<'_> {
        TimeReader { now: self.now, zone: &self.zone, order: self.day_order(), toward: Toward::Coming }
    }

    /// Asks the house.
    ///
    /// # Errors
    /// What the house says.
    pub async fn ask<Q: Question>(&self, question: Q) -> Result<Q::Answer, Problem> {
        self.house()?.ask(question).await
    }

    /// The account of a name.
    ///
    /// # Errors
    /// `not_found`, with the names there are.
    pub fn account(&self, name: &str) -> Result<&AccountSettings, Problem> {
        if name.trim().is_empty() {
            return Err(Problem::blank("account"));
        }
        self.settings.account_named(name).ok_or_else(|| {
            let names: Vec<&str> = self.settings.accounts.iter().map(|one| one.name.as_str()).collect();
            let problem = problems::no_account(name);
            if names.is_empty() {
                problem.hint(Text::of("cli-no-account-hint"))
            } else {
                problem.hint(Text::of("cli-accounts-are").with("names", names.join(", ")))
            }
        })
    }

    /// The place of this home's secrets; opens nothing yet.
    pub fn secrets(&self) -> SecretStore {
        let ask = (self.asks && self.output.progress).then(|| Questions {
            open: self.words.word("secrets-ask-open"),
            new: self.words.word("secrets-ask-new"),
            again: self.words.word("secrets-ask-again"),
        });
        SecretStore::new(&self.paths, &self.settings, PassphraseSource { file: self.global.passphrase_file.clone(), command: None, ask })
    }

    /// Whether answers are JSON.
    pub fn json(&self) -> bool {
        self.output.json
    }

    /// Says a text in the language of this run.
    pub fn say(&self, text: &Text) -> String {
        self.words.say(text)
    }

    /// How many rows a list has at the most; `None` is all.
    pub fn limit(&self) -> Option<usize> {
        (self.global.limit > 0).then_some(self.global.limit as usize)
    }
}

/// Makes the folders and reads the settings. A file of an earlier version is brought to today's; accounts written by hand without an id get one now.
fn read_settings(paths: &Paths) -> Result<(Settings, Option<Migrated>), Problem> {
    paths.prepare().map_err(|error| problems::of_paths(&error))?;
    let file = paths.config_file();
    // A file that may not be written is read as what it meant.
    let migrated = config::migration::migrate(&file).inspect(|migrated| {
        if let Some(migrated) = migrated {
            tracing::info!(from = migrated.from, kept = %migrated.kept.display(), "config.toml was brought to today's version");
        }
    });
    let migrated = migrated.unwrap_or_else(|error| {
        tracing::warn!(%error, "config.toml stays of an earlier version");
        None
    });
    let settings = match config::load::read(&file) {
        Err(config::load::LoadError::Line { fault: config::load::ConfigFault::NoId, .. }) => {
            let ids = (0..64).map(|_| clock::new_id()).collect();
            config::edit::change(&file, &[config::edit::Edit::WriteIds(ids)]).map_err(|error| problems::of_edit(&error, &file))
        }
        read => read.map_err(|error| problems::of_load(&error, &file)),
    };
    Ok((settings?, migrated))
}

/// The language of a run: `--lang`, else the config, else the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set; English when fumi speaks none of them.
pub fn language(option: Option<&str>, configured: Option<Language>) -> Language {
    option
        .and_then(Language::from_locale)
        .or(configured)
        .or_else(|| locale().as_deref().and_then(Language::from_locale))
        .unwrap_or_default()
}

/// The language in which it is said that a home cannot be opened: what its config names where that much can be read.
pub fn language_of_home(option: Option<&str>, home: Option<&std::path::Path>) -> Language {
    let home = home.map(PathBuf::from).or_else(home_of_environment);
    let configured = Paths::of(home.as_deref()).ok().and_then(|paths| config::load::language_of(&paths.config_file()));
    language(option, configured)
}

/// The home that `FUMI_HOME` names; an empty one counts as unset, as for every variable of a shell.
fn home_of_environment() -> Option<PathBuf> {
    std::env::var_os("FUMI_HOME").filter(|home| !home.is_empty()).map(PathBuf::from)
}

/// The locale of this process: the first of `LC_ALL`, `LC_MESSAGES` and `LANG` that is set.
fn locale() -> Option<String> {
    locale_of("LC_MESSAGES")
}

/// The locale of one of its categories: what sets all, the category's own, or what stands for those that are not set (POSIX.1, 8.2).
fn locale_of(category: &str) -> Option<String> {
    ["LC_ALL", category, "LANG"].into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.is_empty()))
}

/// A path as it is from where this command was called.
pub fn absolute(path: &std::path::Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_owned())
}
