//! Bringing mail in from servers: when, which account, and over which protocol.

mod account_loop;
mod fetcher;
mod history;
pub(crate) mod pop3;
mod protocol;

use sha2::{Digest, Sha256};

use crate::config::Settings;
use crate::domain::account::Secret;
use crate::domain::ids::Id;
use crate::jobs::fetch::FetchSummary;

pub use account_loop::FetchLoops;
pub use fetcher::{FetchOptions, Fetcher};
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

/// Sixteen bits of a slow hash of a secret: enough to notice that it was changed, far too few to find it out.
fn secret_mark(account: Id, secret: &Secret) -> String {
    let mut sum: [u8; 32] = Sha256::digest(account.as_bytes()).into();
    for _ in 0..2_000 {
        sum = Sha256::new().chain_update(sum).chain_update(secret.expose().as_bytes()).finalize().into();
    }
    format!("{:02x}{:02x}", sum[0], sum[1])
}
