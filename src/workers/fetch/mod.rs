//! Bringing mail in from servers: when, which account, and over which protocol.

mod account_loop;
mod fetcher;
mod history;
pub(crate) mod imap;
mod ledger;
mod login;
pub(crate) mod pop3;
mod protocol;
mod retention;
mod telling;

use sha2::{Digest, Sha256};

use crate::config::Settings;
use crate::domain::account::{AccountSettings, Secret};
use crate::jobs::fetch::FetchSummary;

pub use account_loop::FetchLoops;
pub use fetcher::{FetchOptions, Fetcher};
pub use login::Login;
pub use protocol::Protocol;

/// Limits of the config.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct FetchRules {
    /// `fetch.max_size` in bytes.
    pub max_size: Option<u64>,
    /// `sync.mass_delete`.
    pub mass_delete: u64,
}

impl FetchRules {
    /// The limits of these settings.
    pub fn of(settings: &Settings) -> Self {
        Self { max_size: settings.fetch_max_size, mass_delete: settings.mass_delete }
    }
}

/// What a fetch did, and how it ended.
pub struct Fetched {
    /// For people and scripts.
    pub summary: FetchSummary,
    /// Whether deletes wait for a person.
    pub deletes_held: bool,
    /// Whether it ended because somebody wanted it to.
    pub stopped: bool,
    /// Whether the server took the secret.
    pub logged_in: bool,
}

impl Fetched {
    /// Of a fetch that did nothing yet.
    fn begun(account: &AccountSettings) -> Self {
        Self { summary: FetchSummary::of(account), deletes_held: false, stopped: false, logged_in: false }
    }
}

/// Sixteen bits of a slow hash of a secret and of where and as whom it is said: enough to notice that one of them was changed, far too few to find it out.
fn secret_mark(account: &AccountSettings, secret: &Secret) -> String {
    let server = &account.incoming;
    let said =
        Sha256::new().chain_update(account.id.as_bytes()).chain_update(&server.host).chain_update([0]).chain_update(&server.username);
    let mut sum: [u8; 32] = said.finalize().into();
    for _ in 0..2_000 {
        sum = Sha256::new().chain_update(sum).chain_update(secret.expose().as_bytes()).finalize().into();
    }
    format!("{:02x}{:02x}", sum[0], sum[1])
}
