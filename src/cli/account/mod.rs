//! `fumi account`: add, presets, list, show, test, edit, remove, enable, disable, default, set-password.

mod add;
mod edit;
mod fields;
mod list;
mod presets;
mod set_password;
mod shown;
mod test;

use clap::Subcommand;
use serde_json::json;

use super::context::Context;
use super::{Ended, Exit};
use crate::jobs::account::{AccountChange, RemoveAccount};
use shown::{saved, show};

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
            at.ask(RemoveAccount(account.id)).await?;
            if at.json() {
                at.output.value(&json!({ "removed": account.name.as_str(), "id": account.id.to_string() }));
            }
            Ok(Exit::DONE)
        }
        AccountVerb::Enable(one) => saved(at, AccountChange::SetEnabled { account: at.account(&one.name)?.id, on: true }).await,
        AccountVerb::Disable(one) => saved(at, AccountChange::SetEnabled { account: at.account(&one.name)?.id, on: false }).await,
        AccountVerb::Default(one) => saved(at, AccountChange::SetDefault(at.account(&one.name)?.id)).await,
        AccountVerb::SetPassword(args) => set_password::run(args, at).await,
    }
}
