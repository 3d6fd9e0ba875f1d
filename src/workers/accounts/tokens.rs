//! The tokens of accounts that sign in at an identity provider: kept where passwords are, renewed before they are over, by one process at a time, and never within a
//! fetch for longer than ten seconds.

use std::fs::{File, OpenOptions, TryLockError};
use std::os::unix::fs::OpenOptionsExt;
use std::time::Duration;

use super::Accounts;
use crate::config::secrets::{Login, SecretError};
use crate::domain::account::{AccountSettings, Secret, SecretSource, Tokens};
use crate::domain::sign_in;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::workers::accounts::problems;
use crate::workers::clock;
use crate::workers::identity::{IdentityError, IdentityProvider};

/// How long renewing may take in all, waiting for another process included.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long between two looks whether another process is done.
const LOOK: Duration = Duration::from_millis(50);

impl Accounts {
    /// The tokens of an account, renewed where they are over.
    ///
    /// # Errors
    /// `sign_in_needed` where nobody signed in or the provider took its word back, and whatever the provider or the place of secrets says.
    pub(super) fn tokens(&self, account: &AccountSettings) -> Result<Tokens, Problem> {
        let kept = self.kept_tokens(account)?;
        if kept.are_fresh(clock::now()) { Ok(kept) } else { self.renewed(account, &kept.access) }
    }

    /// Newer tokens than those whose access token is `used`: what another process brought meanwhile, else the provider's next.
    ///
    /// # Errors
    /// As for [`Self::tokens`].
    pub(super) fn renewed(&self, account: &AccountSettings, used: &Secret) -> Result<Tokens, Problem> {
        let (_alone, left) = self.renewing_alone(account)?;
        let kept = self.kept_tokens(account)?;
        if kept.access != *used && kept.are_fresh(clock::now()) {
            return Ok(kept);
        }
        if kept.refresh.is_none() {
            return Err(needed(account));
        }
        let service = sign_in::service_of(account);
        let told = |error: IdentityError| error.problem(account.name.as_str(), service);
        let registration = self.settings().registration_for(account);
        let provider = IdentityProvider::of(&registration, kept.client_secret.clone()).map_err(told)?;
        match provider.renew(&kept, left) {
            // Written before the first use: a provider that turns its refresh tokens over takes the old one once.
            Ok(next) => self.keep_tokens(account, &next).map(|()| next),
            Err(error @ IdentityError::TakenBack(_)) => {
                // Asked once: what was taken back is not tried again and again.
                self.keep_tokens(account, &Tokens { refresh: None, expires: Some(Instant(0)), ..kept })?;
                Err(told(error))
            }
            Err(error) => Err(told(error)),
        }
    }

    /// A mail server refused a token. Answers a newer one, where there is one to be had.
    ///
    /// # Errors
    /// As for `tokens`.
    pub fn token_after_a_refusal(&self, account: &AccountSettings, refused: &Secret) -> Result<Secret, Problem> {
        self.renewed(account, refused).map(|tokens| tokens.access)
    }

    /// What tells one secret of an account's incoming login from the next: a token that renewed itself is no other.
    pub fn lasting_secret(&self, account: &AccountSettings, secret: &Secret) -> Secret {
        if account.incoming_secret != SecretSource::Tokens {
            return secret.clone();
        }
        self.kept_tokens(account).map_or_else(|_| secret.clone(), |tokens| tokens.lasting())
    }

    /// Keeps the tokens of an account.
    ///
    /// # Errors
    /// When there is no place for secrets.
    pub fn keep_tokens(&self, account: &AccountSettings, tokens: &Tokens) -> Result<(), Problem> {
        self.secrets().set(account.id, Login::Tokens, &tokens.kept()).map_err(|error| problems::of_secret(&error))
    }

    /// The tokens as they are kept.
    ///
    /// # Errors
    /// `sign_in_needed` where there are none.
    pub fn kept_tokens(&self, account: &AccountSettings) -> Result<Tokens, Problem> {
        match self.secrets().get(account.id, Login::Tokens, &SecretSource::Kept) {
            Ok(kept) => Tokens::from_kept(&kept).ok_or_else(|| needed(account)),
            Err(SecretError::Missing) => Err(needed(account)),
            Err(error) => Err(problems::of_secret(&error)),
        }
    }

    /// Waits until no other process renews the tokens of this account; answers what is left of the patience.
    fn renewing_alone(&self, account: &AccountSettings) -> Result<(File, Duration), Problem> {
        let path = self.paths().tokens_lock(account.id);
        let file = OpenOptions::new().create(true).append(true).mode(0o600).open(&path).map_err(|error| Problem::of_io(&path, &error))?;
        let mut waited = Duration::ZERO;
        loop {
            match file.try_lock() {
                Ok(()) => return Ok((file, PATIENCE.saturating_sub(waited).max(LOOK))),
                Err(TryLockError::WouldBlock) if waited < PATIENCE => std::thread::sleep(LOOK),
                Err(TryLockError::WouldBlock) => {
                    return Err(IdentityError::Away(String::new()).problem(account.name.as_str(), sign_in::service_of(account)));
                }
                Err(TryLockError::Error(error)) => return Err(Problem::of_io(&path, &error)),
            }
            waited += LOOK;
        }
    }
}

/// Nobody signed in for this account, or what was granted is over.
fn needed(account: &AccountSettings) -> Problem {
    let name = account.name.as_str();
    Problem::failed(Code::SignInNeeded, Text::of("sign-in-needed").with("account", name))
        .hint(Text::of("sign-in-hint-again").with("account", name))
}
