//! `fumi account import [NAME]`: the accounts that other mail programs know (S43). They are only shown; one that is named is added as by `add`, with a secret that is given here.

use clap::Args;
use serde_json::{Value, json};

use super::add;
use super::fields::Fields;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::account::EnteredAccount;
use crate::i18n::Text;
use crate::jobs::account::{FindAccounts, FoundAccount};
use crate::problem::{Code, Problem};
use crate::text::{CleanText, pad};

/// Which account, and what it is beyond what is known.
#[derive(Debug, Args)]
pub struct ImportArgs {
    /// The account to add, by the name it is listed with; none lists them
    name: Option<String>,
    #[command(flatten)]
    fields: Fields,
    /// Save without testing the servers first
    #[arg(long)]
    no_test: bool,
}

/// Lists what other programs know, or adds one of it.
///
/// # Errors
/// `not_found` for a name that is not listed, and as for `add`.
pub async fn run(args: ImportArgs, at: &Context) -> Ended {
    let found = at.ask(FindAccounts).await?;
    let Some(name) = args.name else {
        show(at, &found);
        return Ok(Exit::DONE);
    };
    let wanted = name.trim().to_lowercase();
    let one = found.into_iter().find(|one| one.entered.name.to_lowercase() == wanted).ok_or_else(|| {
        Problem::failed(Code::NotFound, Text::of("account-import-none").with("name", CleanText::line(&name).into_string()))
            .hint(Text::of("account-import-none-hint"))
    })?;
    let mut entered = *one.entered;
    args.fields.write_over(&mut entered)?;
    add::save(entered, args.no_test, at).await
}

fn show(at: &Context, found: &[FoundAccount]) {
    if at.json() {
        at.output.value(&found.iter().map(value).collect());
        return;
    }
    if found.is_empty() {
        at.output.aside(&at.words.word("account-import-nothing"));
        return;
    }
    let clean = |text: &str| CleanText::line(text).into_string();
    for FoundAccount { program, entered, known } in found {
        let EnteredAccount { name, email, protocol, host, port, security, smtp_host, .. } = &**entered;
        let place = if port.is_empty() { host.clone() } else { format!("{host}:{port}") };
        let known = if *known { at.words.word("account-import-known") } else { String::new() };
        let line = format!(
            "{}  {}  {}  {protocol} {security} {}  {}  {known}",
            pad(program, 11),
            pad(&clean(name), 24),
            pad(&clean(email), 32),
            clean(&place),
            clean(smtp_host)
        );
        at.output.line(line.trim_end());
    }
    at.output.aside(&at.words.word("account-import-how"));
}

fn value(found: &FoundAccount) -> Value {
    let one = &found.entered;
    let outgoing = (!one.smtp_host.is_empty())
        .then(|| json!({ "host": one.smtp_host, "port": one.smtp_port.parse::<u16>().ok(), "security": one.smtp_security }));
    json!({
        "program": found.program,
        "name": one.name,
        "email": one.email,
        "display_name": one.display_name,
        "protocol": one.protocol,
        "incoming": { "host": one.host, "port": one.port.parse::<u16>().ok(), "security": one.security },
        "username": one.username,
        "outgoing": outgoing,
        "known": found.known,
    })
}
