//! Requests by HTTPS to a host of known addresses: nobody else is asked, no redirect is followed, no proxy is used, and the host proves who it is.

use std::net::{IpAddr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use ureq::tls::{Certificate, PemItem, RootCerts, TlsConfig, TlsProvider, parse_pem};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error, http};

/// An agent for one host at these addresses. `ca_file` has the certificates that are trusted in place of the system's; `None` where nothing can be read from it.
pub(in crate::workers) fn agent(addresses: &[IpAddr], port: u16, ca_file: Option<&Path>, patience: Duration) -> Option<Agent> {
    let roots = match ca_file {
        None => RootCerts::PlatformVerifier,
        Some(file) => RootCerts::new_with_certs(&certificates(file)?),
    };
    let tls = TlsConfig::builder()
        .provider(TlsProvider::Rustls)
        .root_certs(roots)
        .unversioned_rustls_crypto_provider(Arc::new(rustls::crypto::ring::default_provider()))
        .build();
    let config = Agent::config_builder()
        .https_only(true)
        .max_redirects(0)
        .max_redirects_will_error(false)
        .http_status_as_error(false)
        .proxy(None)
        .timeout_global(Some(patience))
        .tls_config(tls)
        .user_agent("fumi")
        .build();
    let at = addresses.iter().map(|address| SocketAddr::new(*address, port)).collect();
    Some(Agent::with_parts(config, DefaultConnector::default(), Fixed(at)))
}

/// Whether a request failed because the host did not prove who it is.
pub(in crate::workers) fn is_untrusted(error: &Error) -> bool {
    match error {
        Error::Rustls(_) | Error::Tls(_) => true,
        Error::Io(error) => error.get_ref().is_some_and(|inner| inner.is::<rustls::Error>()),
        _ => false,
    }
}

fn certificates(file: &Path) -> Option<Vec<Certificate<'static>>> {
    let text = std::fs::read(file).ok()?;
    let found = parse_pem(&text).filter_map(|item| match item {
        Ok(PemItem::Certificate(certificate)) => Some(certificate),
        _ => None,
    });
    Some(found.collect::<Vec<_>>()).filter(|found| !found.is_empty())
}

/// The addresses that our own question found; nobody else is asked.
#[derive(Debug)]
struct Fixed(Vec<SocketAddr>);

impl Resolver for Fixed {
    fn resolve(&self, _: &http::Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut found = self.empty();
        for address in self.0.iter().take(8) {
            found.push(*address);
        }
        if found.is_empty() { Err(Error::HostNotFound) } else { Ok(found) }
    }
}
