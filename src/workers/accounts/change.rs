//! Adding, editing and removing accounts. The secret is kept before the config names its account, so that no saved account lacks its password.

use std::fs::{File, OpenOptions};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use super::{Accounts, problems};
use crate::config::edit::{self, Edit};
use crate::config::look;
use crate::config::secrets::Login;
use crate::domain::account::{AccountSettings, AccountWarning, EnteredAccount, EnteredSecret, Limits, Secret, SharingLevel, Validated};
use crate::domain::ids::Id;
use crate::jobs::look::KeepLook;
use crate::problem::Problem;

impl Accounts {
    /// Checks what was typed without saving anything.
    ///
    /// # Errors
    /// The first wrong field; see [`EnteredAccount::validate`] for all of them.
    pub fn check(&self, entered: &EnteredAccount, id: Id) -> Result<Validated, Problem> {
        let settings = self.settings();
        let taken = settings.names_except(Some(id));
        let limits = Limits { excluded_domains: settings.max_excluded_domains, taken: &taken, before: settings.account(id) };
        let valid = entered.validate(id, &limits).map_err(|faults| faults.first().map_or_else(Problem::internal, problems::of_field))?;
        self.allows(&valid.settings, settings.account(id))?;
        Ok(valid)
    }

    /// Refuses what the administrator decides (S62): another level than the one that is fixed or locked, and other excluded domains where all is locked.
    fn allows(&self, wanted: &AccountSettings, before: Option<&AccountSettings>) -> Result<(), Problem> {
        let policy = self.policy();
        let own = before.map_or(SharingLevel::default(), |before| before.sharing);
        let level = wanted.sharing == own || wanted.sharing == policy.effective(own).level;
        if !policy.leaves_level() && !level {
            return Err(problems::governed("sharing", &policy));
        }
        let domains: &[String] = before.map_or(&[], |before| &before.excluded_domains);
        if !policy.leaves_domains() && wanted.excluded_domains != domains {
            return Err(problems::governed("exclude-domain", &policy));
        }
        Ok(())
    }

    /// Adds an account.
    ///
    /// # Errors
    /// A wrong field, no place for the password, or a config that cannot be written; nothing is left behind then.
    pub fn add(&self, entered: &EnteredAccount, id: Id) -> Result<(AccountSettings, Vec<AccountWarning>), Problem> {
        let _turn = self.turn()?;
        let mut valid = self.check(entered, id)?;
        valid.settings.default = self.settings().accounts.is_empty();
        self.keep(&valid)?;
        let added = self.edit(&[Edit::AddAccount(Box::new(valid.settings.clone()))]);
        if added.is_err() {
            let _ = self.secrets.remove(id);
        }
        added.map(|()| (valid.settings, valid.warnings))
    }

    /// Saves what was edited of an account that was `before` when its editing began; what others changed of it meanwhile stays.
    ///
    /// # Errors
    /// As for adding; `not_found` when the account is gone.
    pub fn save(
        &self,
        entered: EnteredAccount,
        before: &AccountSettings,
        id: Id,
    ) -> Result<(AccountSettings, Vec<AccountWarning>), Problem> {
        let _turn = self.turn()?;
        let settings = self.settings();
        let now = settings.account(id).ok_or_else(|| problems::no_account(&id.to_string()))?;
        self.save_in_turn(&entered.over(&EnteredAccount::of(before), EnteredAccount::of(now)), id)
    }

    fn save_in_turn(&self, entered: &EnteredAccount, id: Id) -> Result<(AccountSettings, Vec<AccountWarning>), Problem> {
        if self.settings().account(id).is_none() {
            return Err(problems::no_account(&id.to_string()));
        }
        let valid = self.check(entered, id)?;
        self.keep(&valid)?;
        self.edit(&[Edit::ReplaceAccount(Box::new(valid.settings.clone()))])?;
        Ok((valid.settings, valid.warnings))
    }

    /// Takes an account out of the config and forgets its passwords; its mail stays.
    ///
    /// # Errors
    /// When the config cannot be written.
    pub fn remove(&self, id: Id) -> Result<(), Problem> {
        let _turn = self.turn()?;
        self.edit(&[Edit::RemoveAccount(id)])?;
        if let Err(error) = self.secrets.remove(id) {
            tracing::warn!(%error, "the password of a removed account could not be deleted");
        }
        Ok(())
    }

    /// Makes an account the default and no other.
    ///
    /// # Errors
    /// When the config cannot be written.
    pub fn set_default(&self, id: Id) -> Result<(), Problem> {
        let _turn = self.turn()?;
        self.edit(&[Edit::SetDefault(id)])
    }

    /// Moves an account to another place among them.
    ///
    /// # Errors
    /// When the config cannot be written.
    pub fn move_to(&self, id: Id, to: usize) -> Result<(), Problem> {
        let _turn = self.turn()?;
        self.edit(&[Edit::MoveAccount(id, to)])
    }

    /// Switches an account on or off.
    ///
    /// # Errors
    /// When the config cannot be written.
    pub fn set_enabled(&self, id: Id, on: bool) -> Result<(), Problem> {
        let _turn = self.turn()?;
        self.edit(&[Edit::SetEnabled(id, on)])
    }

    /// Sets one password and leaves the other as it is. With the same credentials for both servers there is only the incoming one, and setting either sets it (S72).
    ///
    /// # Errors
    /// As for adding.
    pub fn set_secret(&self, id: Id, login: Login, secret: &EnteredSecret) -> Result<AccountSettings, Problem> {
        let _turn = self.turn()?;
        let settings = self.settings();
        let account = settings.account(id).ok_or_else(|| problems::no_account(&id.to_string()))?;
        let mut entered = EnteredAccount::of(account);
        if login == Login::Incoming || account.smtp_same_credentials {
            entered.incoming_secret = secret.clone();
        } else {
            entered.outgoing_secret = secret.clone();
        }
        self.save_in_turn(&entered, id).map(|(settings, _)| settings)
    }

    /// Keeps how the app looks: the colours among the settings, the rest as state of this machine.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn keep_look(&self, keep: KeepLook) -> Result<(), Problem> {
        match keep {
            KeepLook::Theme(theme) => self.edit(&[Edit::SetWord("theme", theme.word().to_owned())]),
            KeepLook::Language(language) => self.edit(&[Edit::SetWord("language", language.word().to_owned())]),
            KeepLook::Keys(command, keys) => self.edit(&[Edit::SetKeys(command, keys)]),
            KeepLook::Screen(change) => {
                let file = self.paths.look_file();
                look::change(&file, change).map_err(|error| Problem::of_io(&file, &error))
            }
        }
    }

    /// The passwords to test with: the typed ones, else the kept ones.
    ///
    /// # Errors
    /// When a kept one cannot be had.
    pub fn passwords_for(&self, valid: &Validated) -> Result<(Secret, Option<Secret>), Problem> {
        let incoming = match &valid.incoming_password {
            Some(password) => password.clone(),
            None => self.password(&valid.settings, Login::Incoming)?,
        };
        if valid.settings.outgoing.is_none() {
            return Ok((incoming, None));
        }
        let outgoing = match &valid.outgoing_password {
            Some(password) => password.clone(),
            None if valid.settings.smtp_same_credentials => incoming.clone(),
            None => self.password(&valid.settings, Login::Outgoing)?,
        };
        Ok((incoming, Some(outgoing)))
    }

    /// Waits until no other process changes accounts. What is decided after it, such as the default or a free name, is decided by the file as it stays until it is
    /// written.
    pub(super) fn turn(&self) -> Result<File, Problem> {
        let path = self.paths.accounts_lock();
        let locked = (|| {
            let folder = path.parent().unwrap_or(Path::new("."));
            std::fs::create_dir_all(folder)?;
            let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path)?;
            file.lock().map(|()| file)
        })();
        locked.map_err(|error| Problem::of_io(&path, &error))
    }

    fn keep(&self, valid: &Validated) -> Result<(), Problem> {
        let typed = [(Login::Incoming, &valid.incoming_password), (Login::Outgoing, &valid.outgoing_password)];
        for (login, password) in typed {
            if let Some(password) = password {
                self.secrets.set(valid.settings.id, login, password).map_err(|error| problems::of_secret(&error))?;
            }
        }
        Ok(())
    }

    fn edit(&self, edits: &[Edit]) -> Result<(), Problem> {
        let file = self.paths.config_file();
        let settings = edit::change(&file, edits).map_err(|error| problems::of_edit(&error, &file))?;
        self.replace(settings);
        Ok(())
    }
}
