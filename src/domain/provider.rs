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
    /// Host name; `*.example.com` where each customer has one of their own below it.
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

    /// Whether a host is this server.
    pub fn is_at(&self, host: &str) -> bool {
        fits(host, &self.host)
    }

    /// The host for an address; `None` where each customer has one of their own and the address does not name it.
    pub fn host_for(&self, address: Option<&AddrSpec>) -> Option<String> {
        if !self.host.starts_with("*.") {
            return Some(self.host.clone());
        }
        address.map(|address| normalized_domain(address.domain())).filter(|domain| self.is_at(domain))
    }
}

/// Whether a name is the one of a pattern, or below it where the pattern begins with `*.`.
fn fits(name: &str, pattern: &str) -> bool {
    match pattern.strip_prefix("*.") {
        Some(above) => name.strip_suffix(above).is_some_and(|label| label.len() > 1 && label.ends_with('.')),
        None => name == pattern,
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
    /// A name that the provider gave and shows.
    Own,
}

/// A provider whose servers are known (`assets/providers.toml`), so that an address is enough to set an account up.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Provider {
    /// The stable word of `--preset`.
    pub id: String,
    /// The name as the provider writes it.
    pub name: String,
    /// The address domains that belong to it; `*.example.com` means every one below.
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
    /// The domains of its MX hosts: a domain whose mail goes there is at this provider.
    #[serde(default)]
    pub mx: Vec<String>,
    /// The page where it makes app passwords (S57).
    pub app_password: Option<String>,
    /// The id of a sentence that says what to know first.
    pub note: Option<String>,
}

impl Provider {
    /// The server that brings mail in over a protocol.
    pub fn incoming(&self, protocol: Incoming) -> Option<&ProviderServer> {
        match protocol {
            Incoming::Pop3 => self.pop3.as_ref(),
            Incoming::Imap => self.imap.as_ref(),
        }
    }

    /// The login name of an address at this provider; `None` where only the provider knows it.
    pub fn login_name(&self, address: &AddrSpec) -> Option<String> {
        match self.username {
            LoginName::Address => Some(address.as_str().to_owned()),
            LoginName::Local => Some(address.local_part().to_owned()),
            LoginName::Own => None,
        }
    }

    /// The outgoing host for an address: of customers with a host of their own it is the incoming one.
    pub fn outgoing_host(&self, address: Option<&AddrSpec>, incoming: &str) -> Option<String> {
        self.smtp.host_for(address).or_else(|| self.smtp.is_at(incoming).then(|| incoming.to_owned()))
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
    all().iter().find(|one| one.domains.iter().any(|pattern| fits(&domain, pattern)))
}

/// The provider whose MX host this is.
pub fn by_mx(host: &str) -> Option<&'static Provider> {
    let host = normalized_domain(host.trim_end_matches('.'));
    let below = |domain: &String| host == *domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'));
    all().iter().find(|one| one.mx.iter().any(below))
}

/// The provider that a host belongs to. This computer belongs to none, whatever else runs on it.
pub fn by_host(host: &str) -> Option<&'static Provider> {
    let host = normalized_domain(&plain(host));
    if host.parse::<std::net::IpAddr>().is_ok() {
        return None;
    }
    let has = |server: Option<&ProviderServer>| server.is_some_and(|server| server.is_at(&host));
    all().iter().find(|one| has(one.pop3.as_ref()) || has(one.imap.as_ref()) || has(Some(&one.smtp)))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn address(text: &str) -> AddrSpec {
        text.parse().unwrap()
    }

    #[test]
    fn s78_gmail_over_pop_is_exactly_what_the_page_says() {
        let gmail = by_id("gmail").unwrap();
        let pop = gmail.incoming(Incoming::Pop3).unwrap();
        assert_eq!((pop.host.as_str(), pop.port, pop.security()), ("pop.gmail.com", 995, Security::Tls));
        assert_eq!((gmail.smtp.host.as_str(), gmail.smtp.port, gmail.smtp.security()), ("smtp.gmail.com", 465, Security::Tls));
        let address = address("taro@gmail.com");
        assert_eq!(gmail.login_name(&address).as_deref(), Some("taro@gmail.com"));
        assert_eq!(by_address(&address).unwrap().id, "gmail");
    }

    #[test]
    fn s14_the_providers_of_the_page_and_of_japan_are_there() {
        for id in ["zoho", "gmail", "yahoo", "outlook", "microsoft365", "icloud", "gmx", "proton-bridge"] {
            assert!(by_id(id).is_some(), "{id}");
        }
        for (at, id) in [
            ("taro@ezweb.ne.jp", "au"),
            ("taro@docomo.ne.jp", "docomo"),
            ("taro@i.softbank.jp", "softbank"),
            ("taro@aa2.so-net.ne.jp", "so-net"),
            ("info@kaisha.sakura.ne.jp", "sakura"),
            ("info@kaisha.xsrv.jp", "xserver"),
            ("info@kaisha.lolipop.jp", "lolipop"),
        ] {
            assert_eq!(by_address(&address(at)).unwrap().id, id, "{at}");
        }
        assert!(by_address(&address("a@sakura.ne.jp")).is_none(), "the pattern means what is below");
    }

    #[test]
    fn a_host_of_the_customers_own_comes_from_the_address_or_is_typed() {
        let sakura = by_id("sakura").unwrap();
        let pop3 = sakura.incoming(Incoming::Pop3).unwrap();
        let (first, own) = (address("info@kaisha.sakura.ne.jp"), address("info@kaisha.example"));
        assert_eq!(pop3.host_for(Some(&first)).as_deref(), Some("kaisha.sakura.ne.jp"));
        assert_eq!((pop3.host_for(Some(&own)), pop3.host_for(None)), (None, None));
        assert_eq!(sakura.outgoing_host(Some(&own), "kaisha.sakura.ne.jp").as_deref(), Some("kaisha.sakura.ne.jp"));
        assert_eq!(sakura.outgoing_host(Some(&own), "pop.other.example"), None);
        assert_eq!(by_host("kaisha.sakura.ne.jp").unwrap().id, "sakura");
        assert!(by_host("127.0.0.1").is_none(), "this computer is no provider's");
    }

    #[test]
    fn a_domain_is_at_the_provider_where_its_mail_goes() {
        for (mx, id) in [
            ("aspmx.l.google.com.", "gmail"),
            ("sample-example.mail.protection.outlook.com", "microsoft365"),
            ("sv123.xserver.jp", "xserver"),
            ("mx01.gmx.net", "gmx"),
        ] {
            assert_eq!(by_mx(mx).unwrap().id, id, "{mx}");
        }
        assert!(by_mx("mail.notgoogle.com").is_none() && by_mx("google.com.evil.example").is_none());
    }

    #[test]
    fn every_server_has_a_known_security_and_its_registered_port() {
        assert!(all().len() > 5, "the file can be read");
        for provider in all().iter().filter(|one| one.id != "proton-bridge") {
            for (protocol, server) in [(Incoming::Pop3, &provider.pop3), (Incoming::Imap, &provider.imap)] {
                let Some(server) = server else { continue };
                let security = Security::from_word(&server.security).unwrap();
                assert_eq!(server.port, protocol.default_port(security), "{}", provider.id);
            }
            let security = Security::from_word(&provider.smtp.security).unwrap();
            assert_eq!(provider.smtp.port, crate::domain::account::submission_port(security), "{}", provider.id);
        }
    }
}
