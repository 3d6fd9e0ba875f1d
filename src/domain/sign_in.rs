//! Signing in at an identity provider (OAuth2): which one an account belongs to, and how a program is known there (`assets/sign_in.toml`).

use std::sync::LazyLock;

use serde::Deserialize;

use super::account::AccountSettings;
use super::provider;

/// How this program is known to an identity provider, and where that is. What is absent is not known.
#[derive(Debug, Clone, PartialEq, Eq, Default, Deserialize)]
pub struct Registration {
    /// The id that the provider gave the program; whoever runs fumi registers it.
    pub client_id: Option<String>,
    /// Where the person says yes (RFC 6749 3.1).
    pub auth_url: Option<String>,
    /// Where codes become tokens (RFC 6749 3.2).
    pub token_url: Option<String>,
    /// Where a code is asked for that is typed on another device (RFC 8628 3.1).
    pub device_url: Option<String>,
    /// What is asked for, with blanks in between.
    pub scope: Option<String>,
}

impl Registration {
    /// What is absent here is taken from another.
    #[must_use]
    pub fn or(self, other: &Self) -> Self {
        Self {
            client_id: self.client_id.or_else(|| other.client_id.clone()),
            auth_url: self.auth_url.or_else(|| other.auth_url.clone()),
            token_url: self.token_url.or_else(|| other.token_url.clone()),
            device_url: self.device_url.or_else(|| other.device_url.clone()),
            scope: self.scope.or_else(|| other.scope.clone()),
        }
    }
}

/// An identity provider.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Service {
    /// Its word in the config: `[oauth2.WORD]`.
    pub id: String,
    /// Its name as it writes it.
    pub name: String,
    /// The words of the mail providers whose people sign in here.
    providers: Vec<String>,
    /// The page that says how a program is registered.
    pub page: String,
    /// Where it is and what is asked for; no client id.
    #[serde(flatten)]
    pub registration: Registration,
}

#[derive(Deserialize)]
struct File {
    service: Vec<Service>,
}

static ALL: LazyLock<Vec<Service>> =
    LazyLock::new(|| toml::from_str::<File>(include_str!("../../assets/sign_in.toml")).map(|file| file.service).unwrap_or_default());

/// The service with this word.
pub fn service(id: &str) -> Option<&'static Service> {
    ALL.iter().find(|one| one.id == id)
}

/// Where the people of an account's incoming server sign in.
pub fn service_of(account: &AccountSettings) -> Option<&'static Service> {
    let provider = provider::by_host(&account.incoming.host)?;
    ALL.iter().find(|one| one.providers.contains(&provider.id))
}

/// An address of an identity provider as the config may name it: HTTPS, or HTTP on this very machine.
pub fn address(text: &str) -> Option<String> {
    let text = text.trim();
    let local = ["http://127.0.0.1:", "http://[::1]:", "http://localhost:"].iter().any(|start| text.starts_with(start));
    let secure = text.strip_prefix("https://").is_some_and(|rest| !rest.is_empty() && !rest.starts_with('/'));
    // What stands before an `@` is no host, and hides the one that is meant.
    let one_word = !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '@');
    ((local || secure) && one_word).then(|| text.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_service_is_whole_and_belongs_to_providers_that_exist() {
        assert_eq!(ALL.iter().map(|one| one.id.as_str()).collect::<Vec<_>>(), ["google", "microsoft", "yahoo"]);
        for one in ALL.iter() {
            let Registration { client_id, auth_url, token_url, device_url, scope } = &one.registration;
            assert!(client_id.is_none() && scope.is_some() && address(&one.page).is_some(), "{}", one.id);
            for url in [auth_url, token_url].into_iter().chain(device_url.is_some().then_some(device_url)) {
                assert!(url.as_deref().and_then(address).is_some_and(|url| url.starts_with("https://")), "{}: {url:?}", one.id);
            }
            for provider in &one.providers {
                assert!(provider::by_id(provider).is_some_and(|found| found.auth.iter().any(|auth| auth == "oauth2")), "{provider}");
            }
        }
    }

    #[test]
    fn an_address_in_the_open_is_for_this_machine_alone() {
        for good in ["https://id.example/token", "http://127.0.0.1:8080/token", "http://localhost:1/"] {
            assert_eq!(address(good).as_deref(), Some(good));
        }
        for bad in [
            "http://id.example/",
            "https://",
            "https:///x",
            "ftp://x",
            "http://127.0.0.1.evil.example/",
            "http://127.0.0.1:80@evil.example/",
            "https://a b",
            "",
        ] {
            assert_eq!(address(bad), None, "{bad}");
        }
    }
}
