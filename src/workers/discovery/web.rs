//! Fetches the file in which a domain says its servers: by HTTPS only, of bounded length, without a secret, and never from anybody but that domain (promises.md B5).

use std::net::IpAddr;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use ureq::{Error, http};

use super::names::Names;
use crate::domain::discovery::{Refusal, is_within};
use crate::protocol::autoconfig::LONGEST;
use crate::workers::net::https;

/// How long one file may take.
const FILE: Duration = Duration::from_secs(6);
const REDIRECTS: usize = 3;

/// The way to files of domains.
#[derive(Debug, Clone)]
pub(super) struct Web {
    /// The port of HTTPS.
    pub(super) port: u16,
    /// Certificates that are trusted in place of the system's.
    pub(super) ca_file: Option<PathBuf>,
}

/// What a URL has.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Got {
    /// A file.
    File(Vec<u8>),
    /// Nothing, or nobody answers.
    Nothing,
    /// Something that is not taken.
    Refused(Refusal),
    /// It lies elsewhere.
    Moved(String),
}

impl Web {
    /// Fetches a file of a domain; redirects within the domain are followed.
    pub(super) async fn get(&self, names: &Names, host: &str, path: &str, domain: &str) -> Got {
        let (mut host, mut path) = (host.to_owned(), path.to_owned());
        for _ in 0..=REDIRECTS {
            let addresses = names.addresses(&host).await;
            if addresses.is_empty() {
                return Got::Nothing;
            }
            let (web, asked) = (self.clone(), (host.clone(), path.clone()));
            let (send, receive) = oneshot::channel();
            // A thread of its own: whoever stops looking, or leaves, waits for none.
            let begun = thread::Builder::new().name("autoconfig".to_owned()).spawn(move || {
                let _ = send.send(web.fetch(&asked.0, &asked.1, &addresses));
            });
            let got = if begun.is_ok() { receive.await.unwrap_or(Got::Nothing) } else { Got::Nothing };
            let Got::Moved(to) = got else { return got };
            match self.within(&to, &host, domain) {
                Some(next) => (host, path) = next,
                None => return Got::Refused(Refusal::Redirect),
            }
        }
        Got::Refused(Refusal::Redirect)
    }

    /// Host and path of a redirect that stays with the domain, on HTTPS and on its port.
    fn within(&self, to: &str, from: &str, domain: &str) -> Option<(String, String)> {
        if to.starts_with('/') && !to.starts_with("//") {
            return Some((from.to_owned(), to.to_owned()));
        }
        let uri: http::Uri = to.parse().ok()?;
        let port = uri.port_u16().unwrap_or(self.port);
        let host = uri.host()?.to_owned();
        let path = uri.path_and_query().map_or("/", http::uri::PathAndQuery::as_str).to_owned();
        (uri.scheme_str() == Some("https") && port == self.port && is_within(&host, domain)).then_some((host, path))
    }

    fn fetch(&self, host: &str, path: &str, addresses: &[IpAddr]) -> Got {
        let Some(agent) = https::agent(addresses, self.port, self.ca_file.as_deref(), FILE) else {
            return Got::Refused(Refusal::Untrusted);
        };
        let port = if self.port == 443 { String::new() } else { format!(":{}", self.port) };
        let mut response = match agent.get(format!("https://{host}{port}{path}")).call() {
            Ok(response) => response,
            Err(error) => return of_error(&error),
        };
        match response.status().as_u16() {
            200 => match response.body_mut().with_config().limit(LONGEST as u64).read_to_vec() {
                Ok(bytes) => Got::File(bytes),
                Err(Error::BodyExceedsLimit(_)) => Got::Refused(Refusal::TooBig),
                Err(error) => of_error(&error),
            },
            301 | 302 | 303 | 307 | 308 => match response.headers().get("location").and_then(|to| to.to_str().ok()) {
                Some(to) => Got::Moved(to.to_owned()),
                None => Got::Nothing,
            },
            _ => Got::Nothing,
        }
    }
}

fn of_error(error: &Error) -> Got {
    if https::is_untrusted(error) { Got::Refused(Refusal::Untrusted) } else { Got::Nothing }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b5_a_redirect_stays_on_https_and_with_the_domain() {
        let web = Web { port: 443, ca_file: None };
        let within = |to: &str| web.within(to, "kaisha.example", "kaisha.example").map(|(host, path)| format!("{host}{path}"));
        assert_eq!(within("https://autoconfig.kaisha.example/a?b").as_deref(), Some("autoconfig.kaisha.example/a?b"));
        assert_eq!(within("/c.xml").as_deref(), Some("kaisha.example/c.xml"));
        for to in [
            "http://kaisha.example/a",
            "https://evil.example/a",
            "https://kaisha.example.evil.example/",
            "https://kaisha.example:8443/a",
            "//evil.example/a",
            "javascript:x",
            "",
        ] {
            assert_eq!(within(to), None, "{to}");
        }
    }
}
