//! `fumi account add NAME`: checks, tests and saves an account (S41 to S60).

use clap::Args;

use super::fields::Fields;
use super::shown::saved;
use super::test;
use crate::cli::Ended;
use crate::cli::context::Context;
use crate::domain::account::{EnteredAccount, EnteredSecret};
use crate::i18n::Text;
use crate::jobs::account::{AccountChange, TestOf};

/// What the account is.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("secret").args(["password_stdin", "password_command", "auth"]).required(true)))]
pub struct AddArgs {
    /// What to call the account
    pub name: String,
    /// Its mail address
    #[arg(long, value_name = "A")]
    pub email: String,
    #[command(flatten)]
    fields: Fields,
    /// Save without testing the servers first
    #[arg(long)]
    no_test: bool,
}

/// Adds the account.
///
/// # Errors
/// A wrong field, a failed test, or no place for the password; nothing was saved then.
pub async fn run(args: AddArgs, at: &Context) -> Ended {
    let mut entered = EnteredAccount { name: args.name, email: args.email, ..EnteredAccount::default() };
    args.fields.write_over(&mut entered)?;
    save(entered, args.no_test, at).await
}

/// Tests and saves an account that is new here.
///
/// # Errors
/// A wrong field, a failed test, or no place for the password; nothing was saved then.
pub async fn save(mut entered: EnteredAccount, no_test: bool, at: &Context) -> Ended {
    let signs_in = entered.incoming_secret == EnteredSecret::Tokens;
    // Before somebody signed in there is nothing to log in with.
    if !no_test && !signs_in {
        let found = test::passed(at, TestOf::Entered { entered: Box::new(entered.clone()), account: None }).await?;
        if let Some(server) = found {
            entered.smtp_host = server.host;
            entered.smtp_port = server.port.to_string();
            entered.smtp_security = server.security.word().to_owned();
        }
    }
    let name = entered.name.clone();
    let ended = saved(at, AccountChange::Add(Box::new(entered))).await?;
    if signs_in {
        at.output.aside(&at.say(&Text::of("sign-in-hint-again").with("account", name)));
    }
    Ok(ended)
}
