//! Takes the person off a mailing list by one request (RFC 8058), after a yes: the page gets what every subscriber's page gets, and nothing that a browser would tell.

use std::net::IpAddr;
use std::path::PathBuf;
use std::thread;
use std::time::Duration;

use tokio::sync::oneshot;
use ureq::Error;

use super::message::ask;
use crate::config::Settings;
use crate::domain::ids::MessageKey;
use crate::domain::mail::unsubscribe::{ONE_CLICK, OneClick};
use crate::i18n::Text;
use crate::jobs::mail::ReadRaw;
use crate::mime;
use crate::problem::{Code, Problem};
use crate::workers::database::Database;
use crate::workers::discovery::names::Names;
use crate::workers::net::https;

/// How long the page may take.
const PATIENCE: Duration = Duration::from_secs(20);

/// The page for one request, where the mail may be taken at its word.
pub(super) async fn one_click(database: &Database, settings: &Settings, message: MessageKey) -> Result<Option<OneClick>, Problem> {
    let raw: Vec<u8> = ask(database, ReadRaw(message)).await?;
    Ok(mime::one_click(&raw, &settings.authserv))
}

/// Sends that request. A redirect is not followed (RFC 8058 3.1): the person said yes to this host.
pub(super) async fn leave(database: &Database, settings: &Settings, message: MessageKey) -> Result<(), Problem> {
    let Some(found) = one_click(database, settings, message).await? else {
        let problem = Problem::failed(Code::LinkRefused, Text::of("problem-leave-unsigned"));
        return Err(problem.hint(Text::of("problem-leave-unsigned-hint")));
    };
    let host = found.host.clone();
    let addresses = match Names::of(settings.discovery.dns) {
        Some(names) => names.addresses(&host).await,
        None => Vec::new(),
    };
    if addresses.is_empty() {
        return Err(not_taken(&host, true, "DNS"));
    }
    let ca_file = settings.discovery.ca_file.clone();
    let (send, receive) = oneshot::channel();
    // A thread of its own: whoever leaves the app waits for no page.
    let begun = thread::Builder::new().name("unsubscribe".to_owned()).spawn(move || {
        let _ = send.send(post(&found, &addresses, ca_file));
    });
    begun.map_err(|_| Problem::internal())?;
    match receive.await.map_err(|_| Problem::internal())? {
        Ok(status) if (200..300).contains(&status) => Ok(()),
        Ok(status) => Err(not_taken(&host, status >= 500 || status == 429, &format!("HTTP {status}"))),
        Err(error) => Err(not_taken(&host, !https::is_untrusted(&error), &error.to_string())),
    }
}

fn post(found: &OneClick, addresses: &[IpAddr], ca_file: Option<PathBuf>) -> Result<u16, Error> {
    let port = found.page.parse::<ureq::http::Uri>().ok().and_then(|page| page.port_u16()).unwrap_or(443);
    let agent = https::agent(addresses, port, ca_file.as_deref(), PATIENCE).ok_or(Error::Tls("ca_file"))?;
    let request = agent.post(&found.page).content_type("application/x-www-form-urlencoded");
    Ok(request.send(ONE_CLICK)?.status().as_u16())
}

/// The host did not take the request; it may later where that `may_pass`.
fn not_taken(host: &str, may_pass: bool, said: &str) -> Problem {
    let text = Text::of("problem-leave-failed").with("host", host);
    let problem = if may_pass { Problem::temporary(Code::LeaveFailed, text) } else { Problem::failed(Code::LeaveFailed, text) };
    problem.hint(Text::of("problem-leave-failed-hint")).detail(said)
}
