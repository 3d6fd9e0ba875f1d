//! `fumi account presets`: the providers whose servers are known (S14).

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::provider::{self, ProviderServer};
use crate::present;
use crate::text::pad;

/// Lists the providers.
///
/// # Errors
/// None is known: the list is part of the program.
pub fn run(at: &Context) -> Ended {
    let server = |server: &ProviderServer| json!({ "host": server.host, "port": server.port, "security": server.security().word() });
    if at.json() {
        let rows = provider::all().iter().map(|one| {
            json!({
                "preset": one.id,
                "name": one.name,
                "incoming": { "pop3": one.pop3.as_ref().map(server), "imap": one.imap.as_ref().map(server) },
                "outgoing": server(&one.smtp),
                "auth": one.auth,
                "notes": present::account::advice(one).iter().map(|note| at.say(note)).collect::<Value>(),
            })
        });
        at.output.value(&rows.collect::<Value>());
        return Ok(Exit::DONE);
    }
    for one in provider::all() {
        let pop3 = one.pop3.as_ref().map_or_else(|| "-".to_owned(), |server| format!("{}:{}", server.host, server.port));
        at.output.line(&format!("{}  {}  {}  {}:{}", pad(&one.id, 14), pad(&one.name, 24), pad(&pop3, 30), one.smtp.host, one.smtp.port));
    }
    Ok(Exit::DONE)
}
