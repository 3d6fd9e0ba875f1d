//! Mail providers whose servers are known, so that only address and password are left to type (S14, S78).

use std::sync::LazyLock;

use serde::Deserialize;

use super::account::{Incoming, Security};
use super::mail::address::{AddrSpec, normalized_domain};
use crate::text::plain;

/// A server of a provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProviderServer {
    /// Host name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// The word of the security.
    security: String,
}

impl ProviderServer {
    /// How the connection is protected.
    pub fn security(&self) -> Security {
        Security::from_word(&self.security).unwrap_or(Security::Tls)
    }
}

/// What a login name is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum LoginName {
    /// The whole address.
    #[default]
    Address,
    /// What stands before the `@`.
    Local,
}

/// A provider whose servers are known (`assets/providers.toml`), so that an address is enough to set an account up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The stable word of `--preset`.
    pub id: String,
    /// The name as the provider writes it.
    pub name: String,
    /// The address domains that belong to it.
    pub domains: Vec<String>,
    /// Its POP3 server.
    pub pop3: Option<ProviderServer>,
    /// Its IMAP server.
    pub imap: Option<ProviderServer>,
    /// Its submission server.
    pub smtp: ProviderServer,
    /// Which secrets it takes: `password`, `app-password`, `oauth2`.
    pub auth: Vec<String>,
    /// What its login name is made of.
    #[serde(default)]
    pub username: LoginName,
    /// Whether `recent:` before the user name means something to it (S63 to S66).
    #[serde(default)]
    pub recent_mode: bool,
}

impl Provider {
    /// The server that brings mail in over a protocol.
    pub fn incoming(&self, protocol: Incoming) -> Option<&ProviderServer> {
        match protocol {
            Incoming::Pop3 => self.pop3.as_ref(),
            Incoming::Imap => self.imap.as_ref(),
        }
    }

    /// The login name of an address at this provider.
    pub fn login_name(&self, address: &AddrSpec) -> String {
        match self.username {
            LoginName::Address => address.as_str().to_owned(),
            LoginName::Local => address.local_part().to_owned(),
        }
    }

    /// Whether a password works only if it was made for one program (S57).
    pub fn wants_app_password(&self) -> bool {
        self.auth.iter().any(|one| one == "app-password")
    }
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    provider: Vec<Provider>,
}

static ALL: LazyLock<Vec<Provider>> =
    LazyLock::new(|| toml::from_str::<File>(include_str!("../../assets/providers.toml")).map(|file| file.provider).unwrap_or_default());

/// Every provider, in the order in which forms list them.
pub fn all() -> &'static [Provider] {
    &ALL
}

/// The provider with this word.
pub fn by_id(id: &str) -> Option<&'static Provider> {
    all().iter().find(|one| one.id.eq_ignore_ascii_case(&plain(id)))
}

/// The provider that an address belongs to by its domain.
pub fn by_address(address: &AddrSpec) -> Option<&'static Provider> {
    let domain = normalized_domain(address.domain());
    all().iter().find(|one| one.domains.contains(&domain))
}

/// The provider that a host belongs to.
pub fn by_host(host: &str) -> Option<&'static Provider> {
    let host = normalized_domain(&plain(host));
    let has = |server: Option<&ProviderServer>| server.is_some_and(|server| server.host == host);
    all().iter().find(|one| has(one.pop3.as_ref()) || has(one.imap.as_ref()) || has(Some(&one.smtp)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn s78_gmail_over_pop_is_exactly_what_the_page_says() {
        let gmail = by_id("gmail").unwrap();
        let pop = gmail.incoming(Incoming::Pop3).unwrap();
        assert_eq!((pop.host.as_str(), pop.port, pop.security()), ("pop.gmail.com", 995, Security::Tls));
        assert_eq!((gmail.smtp.host.as_str(), gmail.smtp.port, gmail.smtp.security()), ("smtp.gmail.com", 465, Security::Tls));
        let address = "taro@gmail.com".parse().unwrap();
        assert_eq!(gmail.login_name(&address), "taro@gmail.com");
        assert_eq!(by_address(&address).unwrap().id, "gmail");
    }

    #[test]
    fn s14_the_five_of_the_page_are_there() {
        for id in ["zoho", "gmail", "yahoo", "outlook", "microsoft365"] {
            assert!(by_id(id).is_some(), "{id}");
        }
    }

    #[test]
    fn every_server_has_a_known_security_and_its_registered_port() {
        assert!(all().len() > 5, "the file can be read");
        for provider in all() {
            for (protocol, server) in [(Incoming::Pop3, &provider.pop3), (Incoming::Imap, &provider.imap)] {
                let server = server.as_ref().unwrap();
                let security = Security::from_word(&server.security).unwrap();
                assert_eq!(server.port, protocol.default_port(security), "{}", provider.id);
            }
            let security = Security::from_word(&provider.smtp.security).unwrap();
            assert_eq!(provider.smtp.port, crate::domain::account::submission_port(security), "{}", provider.id);
        }
    }
}
