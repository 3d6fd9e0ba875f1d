//! The steps of a search: where each looks, and what it makes of the answer.

use std::path::PathBuf;

use super::names::Names;
use super::web::{Got, Web};
use crate::config::defaults::{self, DomainDefaults};
use crate::domain::account::{Incoming, Security};
use crate::domain::discovery::{FoundServer, Outcome, Proposal, Refusal, Source, Tried, common_names, mx_domain};
use crate::domain::mail::address::{AddrSpec, normalized_domain};
use crate::domain::provider::{self, LoginName, Provider, ProviderServer};
use crate::protocol::autoconfig;

/// What a step found, and what it tried.
pub(super) type Answer = (Vec<Tried>, Vec<Proposal>);

/// One way to look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    Autoconfig,
    WellKnown,
    Srv,
    Mx,
    Guess,
}

impl Step {
    pub(super) const ALL: [Self; 5] = [Self::Autoconfig, Self::WellKnown, Self::Srv, Self::Mx, Self::Guess];
}

/// Services with how each is protected (RFC 6186 section 3.2, RFC 8314 section 5.1).
const INCOMING: [(&str, Incoming, Security); 4] = [
    ("_pop3s._tcp", Incoming::Pop3, Security::Tls),
    ("_pop3._tcp", Incoming::Pop3, Security::Starttls),
    ("_imaps._tcp", Incoming::Imap, Security::Tls),
    ("_imap._tcp", Incoming::Imap, Security::Starttls),
];
const OUTGOING: [(&str, Security); 2] = [("_submissions._tcp", Security::Tls), ("_submission._tcp", Security::Starttls)];

const WELL_KNOWN: &str = "/.well-known/autoconfig/mail/config-v1.1.xml";
const CONFIG: &str = "/mail/config-v1.1.xml";

/// Whom a search asks, and about which address.
pub(super) struct Asked {
    pub(super) names: Names,
    pub(super) web: Web,
    pub(super) address: AddrSpec,
}

/// What this computer knows by itself.
pub(super) fn local(address: &AddrSpec, files: &[PathBuf]) -> Answer {
    if let Some(provider) = provider::by_address(address) {
        let found = of_provider(provider, address, Source::Preset, &provider.id);
        if !found.is_empty() {
            return (vec![tried(Source::Preset, &provider.id, Outcome::Found)], found);
        }
    }
    let mut asked = Vec::new();
    for file in files {
        let at = file.display().to_string();
        match defaults::read(file) {
            Ok(None) => {}
            Ok(Some(domains)) => {
                let found = domains.iter().find(|one| one.is_for(address)).map(|one| of_defaults(one, address, &at)).unwrap_or_default();
                let outcome = if found.is_empty() { Outcome::Nothing } else { Outcome::Found };
                asked.push(tried(Source::Administrator, &at, outcome));
                if !found.is_empty() {
                    return (asked, found);
                }
            }
            Err(_) => asked.push(tried(Source::Administrator, &at, Outcome::Refused(Refusal::Unreadable))),
        }
    }
    (asked, Vec::new())
}

impl Asked {
    fn domain(&self) -> String {
        normalized_domain(self.address.domain())
    }

    /// What a step is about to try.
    pub(super) fn places(&self, step: Step) -> Vec<Tried> {
        let domain = self.domain();
        let (source, at) = match step {
            Step::Autoconfig => (Source::Autoconfig, format!("https://autoconfig.{domain}")),
            Step::WellKnown => (Source::WellKnown, format!("https://{domain}")),
            Step::Srv => (Source::Srv, format!("SRV {domain}")),
            Step::Mx => (Source::Mx, format!("MX {domain}")),
            Step::Guess => (Source::Guess, format!("*.{domain}")),
        };
        vec![tried(source, &at, Outcome::Trying)]
    }

    /// Takes a step.
    pub(super) async fn take(&self, step: Step) -> Answer {
        let mut places = self.places(step);
        let domain = self.domain();
        let (outcome, found) = match step {
            Step::Autoconfig => {
                let path = format!("{CONFIG}?emailaddress={}", escaped(self.address.as_str()));
                self.file(Source::Autoconfig, &format!("autoconfig.{domain}"), &path, &domain).await
            }
            Step::WellKnown => self.file(Source::WellKnown, &domain, WELL_KNOWN, &domain).await,
            Step::Srv => self.services(&domain).await,
            Step::Mx => self.exchanger(&domain).await,
            Step::Guess => self.common(&domain).await,
        };
        places.iter_mut().for_each(|one| one.outcome = outcome);
        (places, found)
    }

    async fn file(&self, source: Source, host: &str, path: &str, domain: &str) -> (Outcome, Vec<Proposal>) {
        let bytes = match self.web.get(&self.names, host, path, domain).await {
            Got::File(bytes) => bytes,
            Got::Nothing => return (Outcome::Nothing, Vec::new()),
            Got::Refused(why) => return (Outcome::Refused(why), Vec::new()),
            Got::Moved(_) => return (Outcome::Refused(Refusal::Redirect), Vec::new()),
        };
        let Ok(file) = autoconfig::read(&bytes, &self.address) else { return (Outcome::Refused(Refusal::Unreadable), Vec::new()) };
        let outgoing = file.outgoing.first().cloned();
        let found: Vec<Proposal> = file
            .incoming
            .into_iter()
            .map(|(protocol, incoming, username)| Proposal {
                source,
                from: format!("https://{host}"),
                protocol,
                incoming,
                outgoing: outgoing.clone(),
                username: username.or_else(|| Some(self.address.as_str().to_owned())),
            })
            .collect();
        match (found.is_empty(), file.plaintext > 0) {
            (false, _) => (Outcome::Found, found),
            (true, true) => (Outcome::Refused(Refusal::Plaintext), found),
            (true, false) => (Outcome::Nothing, found),
        }
    }

    async fn services(&self, domain: &str) -> (Outcome, Vec<Proposal>) {
        let incoming = futures_util::future::join_all(INCOMING.map(|(service, _, _)| self.names.service(service, domain)));
        let outgoing = futures_util::future::join_all(OUTGOING.map(|(service, _)| self.names.service(service, domain)));
        let (incoming, outgoing) = tokio::join!(incoming, outgoing);
        let sends = OUTGOING.iter().zip(outgoing).find_map(|((_, security), found)| {
            let (host, port) = found?;
            Some(FoundServer { host, port, security: *security })
        });
        let found: Vec<Proposal> = INCOMING
            .iter()
            .zip(incoming)
            .filter_map(|((service, protocol, security), found)| {
                let (host, port) = found?;
                let incoming = FoundServer { host, port, security: *security };
                Some(self.proposal(Source::Srv, format!("{service}.{domain}"), *protocol, incoming, sends.clone()))
            })
            .collect();
        (outcome(&found), found)
    }

    async fn exchanger(&self, domain: &str) -> (Outcome, Vec<Proposal>) {
        let hosts = self.names.exchangers(domain).await;
        let Some(host) = hosts.first() else { return (Outcome::Nothing, Vec::new()) };
        if let Some(provider) = provider::by_mx(host) {
            let mut found = of_provider(provider, &self.address, Source::Mx, host);
            if found.is_empty() && provider.pop3.as_ref().is_some_and(|server| server.is_at(host)) {
                found = at_host(provider, &self.address, host);
            }
            return (outcome(&found), found);
        }
        match mx_domain(host) {
            Some(hoster) if hoster != domain => {
                let below = format!("autoconfig.{hoster}");
                let (first, second) =
                    tokio::join!(self.file(Source::Mx, &below, CONFIG, &hoster), self.file(Source::Mx, &hoster, WELL_KNOWN, &hoster));
                if first.1.is_empty() { second } else { first }
            }
            _ => (Outcome::Nothing, Vec::new()),
        }
    }

    async fn common(&self, domain: &str) -> (Outcome, Vec<Proposal>) {
        let names = common_names(domain);
        let exists = futures_util::future::join_all(names.iter().map(|(incoming, outgoing)| async move {
            let (incoming, outgoing) = tokio::join!(self.names.addresses(incoming), self.names.addresses(outgoing));
            (!incoming.is_empty(), !outgoing.is_empty())
        }));
        let found: Vec<Proposal> = names
            .iter()
            .zip(exists.await)
            .filter(|(_, (incoming, _))| *incoming)
            .map(|((incoming, outgoing), (_, sends))| {
                let protocol = if incoming.starts_with("imap.") { Incoming::Imap } else { Incoming::Pop3 };
                let server = |host: &str, port| FoundServer { host: host.to_owned(), port, security: Security::Tls };
                let outgoing = sends.then(|| server(outgoing, 465));
                let incoming = server(incoming, protocol.default_port(Security::Tls));
                self.proposal(Source::Guess, incoming.host.clone(), protocol, incoming, outgoing)
            })
            .collect();
        (outcome(&found), found)
    }

    fn proposal(&self, source: Source, from: String, protocol: Incoming, incoming: FoundServer, outgoing: Option<FoundServer>) -> Proposal {
        Proposal { source, from, protocol, incoming, outgoing, username: Some(self.address.as_str().to_owned()) }
    }
}

fn outcome(found: &[Proposal]) -> Outcome {
    if found.is_empty() { Outcome::Nothing } else { Outcome::Found }
}

fn tried(source: Source, at: &str, outcome: Outcome) -> Tried {
    Tried { source, at: at.to_owned(), outcome }
}

fn server_of(server: &ProviderServer, host: String) -> FoundServer {
    FoundServer { host, port: server.port, security: server.security() }
}

fn of_provider(provider: &Provider, address: &AddrSpec, source: Source, from: &str) -> Vec<Proposal> {
    let servers = [(Incoming::Pop3, &provider.pop3), (Incoming::Imap, &provider.imap)];
    let found = servers.into_iter().filter_map(|(protocol, server)| {
        let server = server.as_ref()?;
        let host = server.host_for(Some(address))?;
        let outgoing = provider.outgoing_host(Some(address), &host).map(|host| server_of(&provider.smtp, host));
        let incoming = server_of(server, host);
        Some(Proposal { source, from: from.to_owned(), protocol, incoming, outgoing, username: provider.login_name(address) })
    });
    found.collect()
}

/// The servers of a customer's own host, which the MX record names.
fn at_host(provider: &Provider, address: &AddrSpec, host: &str) -> Vec<Proposal> {
    let servers = [(Incoming::Pop3, &provider.pop3), (Incoming::Imap, &provider.imap)];
    let found = servers.into_iter().filter_map(|(protocol, server)| {
        let incoming = server_of(server.as_ref()?, host.to_owned());
        let outgoing = Some(server_of(&provider.smtp, host.to_owned()));
        Some(Proposal { source: Source::Mx, from: host.to_owned(), protocol, incoming, outgoing, username: provider.login_name(address) })
    });
    found.collect()
}

fn of_defaults(one: &DomainDefaults, address: &AddrSpec, from: &str) -> Vec<Proposal> {
    let protected = |server: &&ProviderServer| server.security() != Security::None;
    let outgoing = one.smtp.as_ref().filter(protected).map(|server| server_of(server, server.host.clone()));
    let username = match one.username {
        LoginName::Address => Some(address.as_str().to_owned()),
        LoginName::Local => Some(address.local_part().to_owned()),
        LoginName::Own => None,
    };
    let servers = [(Incoming::Pop3, &one.pop3), (Incoming::Imap, &one.imap)];
    let found = servers.into_iter().filter_map(|(protocol, server)| {
        let server = server.as_ref().filter(protected)?;
        let incoming = server_of(server, server.host.clone());
        let (outgoing, username) = (outgoing.clone(), username.clone());
        Some(Proposal { source: Source::Administrator, from: from.to_owned(), protocol, incoming, outgoing, username })
    });
    found.collect()
}

/// An address in the query of a URL.
fn escaped(address: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-._@".contains(&byte);
    address.bytes().map(|byte| if plain(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") }).collect()
}
