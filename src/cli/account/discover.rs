//! `fumi account discover ADDRESS`: where the servers of an address may be, each with its source; nothing is saved and no secret is sent (S52).

use clap::Args;
use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::discovery::{FoundServer, Proposal};
use crate::domain::mail::typed_address::typed_address;
use crate::i18n::Text;
use crate::jobs::account::DiscoverServers;
use crate::present::discovery;
use crate::problem::{Code, Problem};
use crate::text::pad;

/// Whose servers.
#[derive(Debug, Args)]
pub struct DiscoverArgs {
    /// The mail address
    address: String,
}

/// Looks and shows.
///
/// # Errors
/// `invalid_field` for what is no address, `not_found` when nothing was found.
pub async fn run(args: DiscoverArgs, at: &Context) -> Ended {
    let wrong = || {
        Problem::failed(Code::InvalidField, Text::of("account-field").with("field", "email").text("what", Text::of("account-bad-address")))
    };
    let address = typed_address(&args.address).map_err(|_| wrong().field("email"))?;
    let found = at.ask(DiscoverServers(address)).await?;
    for tried in &found.tried {
        at.output.aside(&at.say(&discovery::tried(tried)));
    }
    if found.proposals.is_empty() {
        let nothing = Text::of("discovery-nothing").with("domain", found.address.domain());
        return Err(Problem::failed(Code::NotFound, nothing).hint(Text::of("discovery-nothing-hint")));
    }
    let domain = found.address.domain().to_owned();
    if at.json() {
        at.output.value(&found.proposals.iter().map(|one| value(one, &domain)).collect());
        return Ok(Exit::DONE);
    }
    for one in &found.proposals {
        let server = |server: &FoundServer| format!("{}:{} {}", server.host, server.port, server.security.word());
        let outgoing = one.outgoing.as_ref().map_or_else(|| "-".to_owned(), server);
        let source = at.say(&discovery::source(one.source));
        at.output.line(&format!("{}  {} {}  smtp {outgoing}", pad(&source, 22), pad(one.protocol.word(), 4), server(&one.incoming)));
        at.output.line(&format!("    {}", at.say(&Text::of("discovery-from").with("from", one.from.as_str()))));
        let outside = one.outside(&domain);
        if !outside.is_empty() {
            at.output.line(&format!("    {}", at.say(&Text::of("discovery-outside").with("hosts", outside.join(", ")))));
        }
    }
    Ok(Exit::DONE)
}

fn value(one: &Proposal, domain: &str) -> Value {
    let server = |server: &FoundServer| json!({ "host": server.host, "port": server.port, "security": server.security.word() });
    let mut incoming = server(&one.incoming);
    if let Some(object) = incoming.as_object_mut() {
        object.insert("protocol".to_owned(), one.protocol.word().into());
    }
    json!({
        "source": one.source.word(),
        "from": one.from,
        "incoming": incoming,
        "outgoing": one.outgoing.as_ref().map(server),
        "username": one.username,
        "outside": one.outside(domain),
    })
}
