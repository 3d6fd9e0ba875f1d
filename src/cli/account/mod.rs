//! `fumi account`: add, presets, list, show, test, edit, remove, enable, disable, default, set-password.

mod add;
mod edit;
mod fields;
mod list;
mod presets;
mod set_password;
mod test;

use clap::Subcommand;
use serde_json::{Value, json};

use super::context::{Context, unexpected};
use super::{Ended, Exit};
use crate::domain::account::{AccountSettings, AccountWarning, SecretSource, ServerSettings};
use crate::i18n::Text;
use crate::jobs::account::{AccountJob, AccountReport};
use crate::jobs::{Job, Report};
use crate::problem::Problem;
use crate::workers::accounts::problems;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Add a mail account
    Add(Box<add::AddArgs>),
    /// List the providers whose servers are known
    Presets,
    /// List the accounts and how they are doing
    List,
    /// Show an account; never its password
    Show(Named),
    /// Test an account's servers step by step
    Test(Named),
    /// Change an account
    Edit(Box<edit::EditArgs>),
    /// Take an account away; its mail stays
    Remove(Named),
    /// Fetch an account again
    Enable(Named),
    /// Stop fetching an account
    Disable(Named),
    /// Let new mail start from this account
    Default(Named),
    /// Set the incoming or the outgoing password
    SetPassword(set_password::SetPasswordArgs),
}

impl AccountVerb {
    /// Whether this reads or writes a home.
    pub fn needs_home(&self) -> bool {
        !matches!(self, Self::Presets)
    }
}

/// Which account.
#[derive(Debug, clap::Args)]
pub struct Named {
    /// The account's name
    pub name: String,
}

/// Carries an account verb out.
///
/// # Errors
/// What the person or the system refused.
pub async fn run(verb: AccountVerb, at: &Context) -> Ended {
    match verb {
        AccountVerb::Add(args) => add::run(*args, at).await,
        AccountVerb::Presets => presets::run(at),
        AccountVerb::List => list::run(at).await,
        AccountVerb::Show(one) => {
            show(at, at.account(&one.name)?);
            Ok(Exit::DONE)
        }
        AccountVerb::Test(one) => test::run(&one.name, at).await,
        AccountVerb::Edit(args) => edit::run(*args, at).await,
        AccountVerb::Remove(one) => {
            let account = at.account(&one.name)?;
            at.ask(Job::Account(AccountJob::Remove(account.id))).await?;
            if at.json() {
                at.output.value(&json!({ "removed": account.name.as_str(), "id": account.id.to_string() }));
            }
            Ok(Exit::DONE)
        }
        AccountVerb::Enable(one) => saved(at, AccountJob::SetEnabled { account: at.account(&one.name)?.id, on: true }).await,
        AccountVerb::Disable(one) => saved(at, AccountJob::SetEnabled { account: at.account(&one.name)?.id, on: false }).await,
        AccountVerb::Default(one) => saved(at, AccountJob::SetDefault(at.account(&one.name)?.id)).await,
        AccountVerb::SetPassword(args) => set_password::run(args, at).await,
    }
}

/// Sends a job that saves an account and shows the account as it is now.
async fn saved(at: &Context, job: AccountJob) -> Ended {
    let Report::Account(report) = at.ask(Job::Account(job)).await? else { return Err(unexpected()) };
    let AccountReport::Saved { settings, warnings } = *report else { return Err(unexpected()) };
    warn(at, &warnings);
    show(at, &settings);
    Ok(Exit::DONE)
}

/// Says on stderr what deserves a word.
fn warn(at: &Context, warnings: &[AccountWarning]) {
    for warning in warnings {
        at.output.aside(&at.say(&problems::warning(*warning)));
    }
}

/// The account as JSON; never a secret, and of a password command only that there is one.
pub fn value(account: &AccountSettings) -> Value {
    let server = |server: &ServerSettings| json!({ "host": server.host, "port": server.port, "security": server.security.word(), "username": server.username });
    let password = |source: &SecretSource| if *source == SecretSource::Kept { "kept" } else { "command" };
    json!({
        "id": account.id.to_string(),
        "name": account.name.as_str(),
        "email": account.email.as_str(),
        "display_name": account.display_name.as_str(),
        "protocol": account.protocol.word(),
        "incoming": server(&account.incoming),
        "incoming_password": password(&account.incoming_secret),
        "outgoing": account.outgoing.as_ref().map(server),
        "outgoing_password": account.outgoing.as_ref().map(|_| password(&account.outgoing_secret)),
        "smtp_same_credentials": account.smtp_same_credentials,
        "on_server": account.on_server.word(),
        "recent_mode": account.recent_mode,
        "sharing": account.sharing.word(),
        "exclude_domains": account.excluded_domains,
        "ca_file": account.ca_file.as_ref().map(|path| path.display().to_string()),
        "enabled": account.enabled,
        "default": account.default,
    })
}

fn show(at: &Context, account: &AccountSettings) {
    if at.json() {
        at.output.value(&value(account));
        return;
    }
    let server = |server: &ServerSettings| format!("{} {}:{} {}", server.security.word(), server.host, server.port, server.username);
    let yes = |on: bool| at.words.word(if on { "cli-yes" } else { "cli-no" });
    let rows = [
        ("account-label-name", account.name.as_str().to_owned()),
        ("account-label-email", account.email.as_str().to_owned()),
        ("account-label-display-name", account.display_name.as_str().to_owned()),
        ("account-label-incoming", format!("{} {}", account.protocol.word(), server(&account.incoming))),
        ("account-label-outgoing", account.outgoing.as_ref().map_or_else(|| "-".to_owned(), server)),
        ("account-label-on-server", account.on_server.word()),
        ("account-label-sharing", account.sharing.word().to_owned()),
        ("account-label-enabled", yes(account.enabled)),
        ("account-label-default", yes(account.default)),
    ];
    for (label, text) in rows {
        at.output.line(&format!("{}  {text}", crate::text::pad(&at.words.word(label), 16)));
    }
}

/// A wrong argument that no field check sees.
fn wrong_field(field: &'static str, text: Text) -> Problem {
    Problem::failed("invalid_field", text).field(field)
}
