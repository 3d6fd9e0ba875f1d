//! `fumi account edit NAME`: changes what is given and nothing else; the id stays, so the mail stays.

use clap::Args;

use super::fields::Fields;
use super::shown::saved;
use crate::cli::Ended;
use crate::cli::context::Context;
use crate::domain::account::EnteredAccount;
use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::account::{AccountChange, ListAccounts};
use crate::problem::{Code, Problem};

/// What to change.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// The account's name
    pub name: String,
    /// A new name for it
    #[arg(long = "name", value_name = "NEW")]
    rename: Option<String>,
    /// Its mail address
    #[arg(long, value_name = "A")]
    email: Option<String>,
    /// Its place among the accounts, from 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    position: Option<u16>,
    #[command(flatten)]
    fields: Fields,
    /// Where all mail from customers is shown together: folder=N, label=N, off
    #[arg(long, value_name = "WHERE")]
    magnet: Option<String>,
    /// Log in without `recent:` again
    #[arg(long, conflicts_with = "recent_mode")]
    no_recent_mode: bool,
}

/// Saves the account as it is now.
///
/// # Errors
/// A wrong field, or no place for a new password; nothing was saved then.
pub async fn run(args: EditArgs, at: &Context) -> Ended {
    let account = at.account(&args.name)?;
    let mut entered = EnteredAccount::of(account);
    if let Some(name) = args.rename {
        entered.name = name;
    }
    if let Some(email) = args.email {
        entered.email = email;
    }
    if args.no_recent_mode {
        entered.recent_mode = false;
    }
    if let Some(magnet) = args.magnet {
        passed_its_test(at, account.id, &magnet).await?;
        entered.magnet = magnet;
    }
    args.fields.write_over(&mut entered)?;
    if let Some(position) = args.position {
        at.ask(AccountChange::Move { account: account.id, to: usize::from(position) - 1 }).await?;
    }
    let (account, before) = (account.id, Box::new(account.clone()));
    saved(at, AccountChange::Edit { account, before, entered: Box::new(entered) }).await
}

/// A magnet needs an account that works (S108).
///
/// # Errors
/// Where nothing was ever fetched from it.
async fn passed_its_test(at: &Context, account: Id, magnet: &str) -> Result<(), Problem> {
    let works = at.ask(ListAccounts).await?.iter().any(|row| row.id == account && row.last_good.is_some());
    if works || magnet.trim() == "off" {
        return Ok(());
    }
    let problem = Problem::failed(Code::InvalidField, Text::of("magnet-untested")).field("magnet");
    Err(problem.hint(Text::of("magnet-untested-hint")))
}
