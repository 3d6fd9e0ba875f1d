//! `fumi account`: add, presets, discover, list, show, test, edit, remove, enable, disable, default, set-password.

mod add;
mod alias;
mod discover;
mod edit;
mod fields;
mod import;
mod list;
mod presets;
mod remove;
mod set_password;
mod shown;
mod sign_in;
mod test;

use clap::Subcommand;

use super::Ended;
use super::context::Context;
use crate::jobs::account::AccountChange;
#[cfg(feature = "team")]
pub(super) use fields::secret as entered_secret;
use shown::saved;

/// What to do with accounts.
#[derive(Debug, Subcommand)]
pub enum AccountVerb {
    /// Add a mail account
    Add(Box<add::AddArgs>),
    /// List the providers whose servers are known
    Presets,
    /// Look for the servers of an address; no password is sent
    Discover(discover::DiscoverArgs),
    /// List the accounts that other mail programs know, or add one of them; nothing is taken without being named, and never a secret
    Import(Box<import::ImportArgs>),
    /// List the accounts and how they are doing
    List,
    /// Show an account; never its password
    Show(list::ShowArgs),
    /// Test an account's servers step by step
    Test(Named),
    /// Change an account
    Edit(Box<edit::EditArgs>),
    /// Take an account away; its mail stays
    Remove(remove::RemoveArgs),
    /// Fetch an account again
    Enable(Named),
    /// Stop fetching an account
    Disable(Named),
    /// Let new mail start from this account
    Default(Named),
    /// Further addresses that mail may go out from
    #[command(subcommand)]
    Alias(alias::AliasVerb),
    /// Set the incoming or the outgoing password
    SetPassword(set_password::SetPasswordArgs),
    /// Sign in at the provider in a browser (OAuth2); the account fetches and sends with what that grants
    SignIn(sign_in::SignInArgs),
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
        AccountVerb::Discover(args) => discover::run(args, at).await,
        AccountVerb::Import(args) => import::run(*args, at).await,
        AccountVerb::List => list::run(at).await,
        AccountVerb::Show(one) => list::show(one, at).await,
        AccountVerb::Test(one) => test::run(&one.name, at).await,
        AccountVerb::Edit(args) => edit::run(*args, at).await,
        AccountVerb::Remove(args) => remove::run(args, at).await,
        AccountVerb::Enable(one) => saved(at, AccountChange::SetEnabled { account: at.account(&one.name)?.id, on: true }).await,
        AccountVerb::Disable(one) => saved(at, AccountChange::SetEnabled { account: at.account(&one.name)?.id, on: false }).await,
        AccountVerb::Default(one) => saved(at, AccountChange::SetDefault(at.account(&one.name)?.id)).await,
        AccountVerb::Alias(verb) => alias::run(verb, at).await,
        AccountVerb::SetPassword(args) => set_password::run(args, at).await,
        AccountVerb::SignIn(args) => sign_in::run(args, at).await,
    }
}
