//! Names: which servers a domain says, and which names exist. Asks the system's resolver, or the one that the config names.

use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use hickory_resolver::TokioResolver;
use hickory_resolver::config::{ConnectionConfig, NameServerConfig, ResolverConfig};
use hickory_resolver::net::runtime::TokioRuntimeProvider;
use hickory_resolver::proto::rr::RData;

/// How long one question may take before it is asked once more.
const QUESTION: Duration = Duration::from_secs(2);

/// Asks for names.
#[derive(Clone)]
pub(in crate::workers) struct Names(TokioResolver);

impl Names {
    /// A resolver; `None` when this system names no server to ask.
    pub(in crate::workers) fn of(server: Option<SocketAddr>) -> Option<Self> {
        let mut builder = match server {
            None => TokioResolver::builder_tokio().ok()?,
            Some(at) => {
                let connections = [ConnectionConfig::udp(), ConnectionConfig::tcp()].map(|mut connection| {
                    connection.port = at.port();
                    connection
                });
                let servers = vec![NameServerConfig::new(at.ip(), true, connections.to_vec())];
                TokioResolver::builder_with_config(ResolverConfig::from_name_servers(servers), TokioRuntimeProvider::default())
            }
        };
        let options = builder.options_mut();
        (options.timeout, options.attempts) = (QUESTION, 1);
        builder.build().ok().map(Self)
    }

    /// The addresses of a host; empty where it has none or nobody says.
    pub(in crate::workers) async fn addresses(&self, host: &str) -> Vec<IpAddr> {
        self.0.lookup_ip(whole(host)).await.map(|found| found.iter().collect()).unwrap_or_default()
    }

    /// The hosts that take a domain's mail, the preferred one first.
    pub(super) async fn exchangers(&self, domain: &str) -> Vec<String> {
        let Ok(found) = self.0.mx_lookup(whole(domain)).await else { return Vec::new() };
        let mut hosts: Vec<(u16, String)> = found
            .answers()
            .iter()
            .filter_map(|record| match &record.data {
                RData::MX(mx) => Some((mx.preference, plain(&mx.exchange.to_ascii())?)),
                _ => None,
            })
            .collect();
        hosts.sort();
        hosts.into_iter().map(|(_, host)| host).collect()
    }

    /// Host and port of a service such as `_pop3s._tcp` (RFC 6186); the preferred one. A domain may say that it has none.
    pub(super) async fn service(&self, service: &str, domain: &str) -> Option<(String, u16)> {
        let found = self.0.srv_lookup(whole(&format!("{service}.{domain}"))).await.ok()?;
        let servers = found.answers().iter().filter_map(|record| match &record.data {
            RData::SRV(srv) => Some((srv.priority, std::cmp::Reverse(srv.weight), plain(&srv.target.to_ascii())?, srv.port)),
            _ => None,
        });
        servers.min().map(|(_, _, host, port)| (host, port)).filter(|(_, port)| *port > 0)
    }
}

fn whole(name: &str) -> String {
    format!("{}.", name.trim_end_matches('.'))
}

/// A name without the last dot; `None` for the root, which means that there is none.
fn plain(name: &str) -> Option<String> {
    let name = name.trim_end_matches('.').to_lowercase();
    (!name.is_empty()).then_some(name)
}
