//! Where to log in for incoming mail, and as whom, whatever is spoken there.

use crate::domain::account::{AccountSettings, Secret, SecretSource};
use crate::workers::net::{Endpoint, Roots};

/// Where to log in, and as whom.
#[derive(Debug, Clone)]
pub struct Login {
    /// Where the server is, and how the line is protected.
    pub endpoint: Endpoint,
    /// Trusted certificates beyond the system's.
    pub roots: Roots,
    /// The user name.
    pub username: String,
    /// The password or token, wiped from memory when this is dropped.
    pub secret: Secret,
    /// Whether it is a token of an identity provider.
    pub token: bool,
}

impl Login {
    /// The incoming login of an account.
    pub fn incoming(account: &AccountSettings, secret: Secret) -> Self {
        Self {
            endpoint: Endpoint::of(&account.incoming, account.plaintext_confirmed),
            roots: Roots::of(account, &account.incoming),
            username: account.incoming.username.clone(),
            secret,
            token: account.incoming_secret == SecretSource::Tokens,
        }
    }
}
