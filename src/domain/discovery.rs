//! Where mail settings for an address come from, and what of them may be believed (S52, promises.md B5).

use super::account::{Incoming, Security};
use super::mail::address::{AddrSpec, normalized_domain};

/// Where settings were found, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Source {
    /// The table of providers that comes with fumi.
    Preset,
    /// The administrator's file of this computer.
    Administrator,
    /// The file that the domain offers under `autoconfig.`.
    Autoconfig,
    /// The file at the domain's well-known path.
    WellKnown,
    /// The domain's service records (RFC 6186, RFC 8314).
    Srv,
    /// The provider that takes the domain's mail.
    Mx,
    /// A common name below the domain.
    Guess,
}

impl Source {
    /// The stable word of interface.md.
    pub fn word(self) -> &'static str {
        match self {
            Self::Preset => "preset",
            Self::Administrator => "administrator",
            Self::Autoconfig => "autoconfig",
            Self::WellKnown => "well-known",
            Self::Srv => "srv",
            Self::Mx => "mx",
            Self::Guess => "guess",
        }
    }
}

/// A server that was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundServer {
    /// Host name.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// How the connection is protected; never not at all.
    pub security: Security,
}

/// Settings that were found and wait for somebody's yes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proposal {
    /// Where they come from.
    pub source: Source,
    /// The place: a provider's word, a file, a URL, a name.
    pub from: String,
    /// The protocol of the incoming server.
    pub protocol: Incoming,
    /// The incoming server.
    pub incoming: FoundServer,
    /// The outgoing server.
    pub outgoing: Option<FoundServer>,
    /// The login name; `None` where only the provider knows it.
    pub username: Option<String>,
}

impl Proposal {
    /// The hosts that lie outside the address's domain: whoever confirms the proposal is to see them. What this computer knows by itself is nobody's claim.
    pub fn outside(&self, domain: &str) -> Vec<&str> {
        if matches!(self.source, Source::Preset | Source::Administrator) {
            return Vec::new();
        }
        let hosts = std::iter::once(&self.incoming).chain(self.outgoing.as_ref()).map(|server| server.host.as_str());
        let mut found: Vec<&str> = hosts.filter(|host| !is_within(host, domain)).collect();
        found.dedup();
        found
    }
}

/// Something that was tried for an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Tried {
    /// What was asked.
    pub source: Source,
    /// Where.
    pub at: String,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of a try.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Outcome {
    /// It is under way.
    Trying,
    /// Settings were found.
    Found,
    /// There is nothing.
    Nothing,
    /// Something was there that cannot be believed.
    Refused(Refusal),
}

/// Why an answer is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It leads elsewhere, or out of HTTPS.
    Redirect,
    /// It is longer than any such file.
    TooBig,
    /// It is no such file, or one with entities of its own.
    Unreadable,
    /// Its servers are without encryption.
    Plaintext,
    /// The server that gives it cannot be trusted.
    Untrusted,
}

/// What is known about an address so far.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Discovery {
    /// The address.
    pub address: AddrSpec,
    /// What was found, best first.
    pub proposals: Vec<Proposal>,
    /// What was tried.
    pub tried: Vec<Tried>,
    /// Whether nothing is under way any more.
    pub done: bool,
}

impl Discovery {
    /// Nothing is known yet.
    pub fn of(address: AddrSpec) -> Self {
        Self { address, proposals: Vec::new(), tried: Vec::new(), done: false }
    }

    /// Takes proposals in: best source first, in one source POP3 before IMAP and the rest as it came; none twice.
    pub fn take(&mut self, proposals: Vec<Proposal>) {
        for one in proposals {
            let same = |known: &Proposal| known.source == one.source && known.incoming == one.incoming && known.outgoing == one.outgoing;
            if !self.proposals.iter().any(same) {
                self.proposals.push(one);
            }
        }
        self.proposals.sort_by_key(|one| (one.source, one.protocol == Incoming::Imap));
    }

    /// Notes what was tried, in place of what was under way.
    pub fn note(&mut self, tried: Tried) {
        match self.tried.iter_mut().find(|known| known.source == tried.source && known.at == tried.at) {
            Some(known) => *known = tried,
            None => self.tried.push(tried),
        }
    }
}

/// Whether a host is a domain or below it.
pub fn is_within(host: &str, domain: &str) -> bool {
    let (host, domain) = (normalized_domain(host.trim_end_matches('.')), normalized_domain(domain));
    host == domain || host.strip_suffix(domain.as_str()).is_some_and(|rest| rest.ends_with('.'))
}

/// The domain of the provider of an MX host: what stands behind its first label, where that cannot be a whole registry such as `co.jp`.
pub fn mx_domain(host: &str) -> Option<String> {
    let host = normalized_domain(host.trim_end_matches('.'));
    let (_, rest) = host.split_once('.')?;
    let labels: Vec<&str> = rest.split('.').collect();
    let registry = match labels.as_slice() {
        [] | [_] => true,
        [second, top] => top.len() == 2 && second.len() <= 3,
        _ => false,
    };
    Some(if registry { host.clone() } else { rest.to_owned() }).filter(|domain| domain.contains('.'))
}

/// The names below a domain under which its servers often are: incoming, and the outgoing one beside it.
pub fn common_names(domain: &str) -> [(String, String); 4] {
    [("pop", "smtp"), ("pop3", "smtp"), ("mail", "mail"), ("imap", "smtp")]
        .map(|(incoming, outgoing)| (format!("{incoming}.{domain}"), format!("{outgoing}.{domain}")))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn proposal(source: Source, protocol: Incoming, host: &str) -> Proposal {
        let incoming = FoundServer { host: host.to_owned(), port: 995, security: Security::Tls };
        Proposal { source, from: String::new(), protocol, incoming, outgoing: None, username: None }
    }

    #[test]
    fn the_best_source_stands_first_however_late_it_answers_and_nothing_stands_twice() {
        let mut found = Discovery::of("a@kaisha.example".parse().unwrap());
        found.take(vec![proposal(Source::Guess, Incoming::Pop3, "pop.kaisha.example")]);
        found.take(vec![
            proposal(Source::Srv, Incoming::Imap, "imap.kaisha.example"),
            proposal(Source::Srv, Incoming::Pop3, "pop.kaisha.example"),
        ]);
        found.take(vec![proposal(Source::Guess, Incoming::Pop3, "pop.kaisha.example")]);
        let order: Vec<_> = found.proposals.iter().map(|one| (one.source.word(), one.protocol.word())).collect();
        assert_eq!(order, [("srv", "pop3"), ("srv", "imap"), ("guess", "pop3")]);
    }

    #[test]
    fn b5_hosts_of_others_are_named() {
        let mut one = proposal(Source::Autoconfig, Incoming::Pop3, "pop.kaisha.example");
        assert!(one.outside("kaisha.example").is_empty());
        one.outgoing = Some(FoundServer { host: "smtp.kaisha.example.evil.example".to_owned(), port: 465, security: Security::Tls });
        assert_eq!(one.outside("Kaisha.example"), ["smtp.kaisha.example.evil.example"]);
        assert!(!is_within("notkaisha.example", "kaisha.example"));
    }

    #[test]
    fn the_domain_of_an_mx_host_is_never_a_registry() {
        assert_eq!(mx_domain("mx1.hoster.example.").as_deref(), Some("hoster.example"));
        assert_eq!(mx_domain("hoster.co.jp").as_deref(), Some("hoster.co.jp"));
        assert_eq!(mx_domain("mx.hoster.co.jp").as_deref(), Some("hoster.co.jp"));
        assert_eq!(mx_domain("hoster.example").as_deref(), Some("hoster.example"));
        assert_eq!(mx_domain("localhost"), None);
    }
}
