//! `fumi account set-password NAME`: changes one password and leaves the other (S69, S71, S72).

use clap::Args;

use super::fields::secret;
use super::shown::saved;
use crate::cli::Ended;
use crate::cli::context::Context;
use crate::config::secrets::Login;
use crate::jobs::account::AccountChange;
use crate::problem::Problem;

/// Which password, and where the new one stands.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("side").args(["incoming", "outgoing"]).required(true)))]
#[command(group(clap::ArgGroup::new("new").args(["password_stdin", "password_command"]).required(true)))]
pub struct SetPasswordArgs {
    /// The account's name
    name: String,
    /// The password for fetching
    #[arg(long)]
    incoming: bool,
    /// The password for sending
    #[arg(long)]
    outgoing: bool,
    /// Read the password from the first line of stdin
    #[arg(long)]
    password_stdin: bool,
    /// A command that prints the password on its first line
    #[arg(long, value_name = "CMD")]
    password_command: Option<String>,
}

/// Sets the password.
///
/// # Errors
/// When stdin is empty or the password has no safe place.
pub async fn run(args: SetPasswordArgs, at: &Context) -> Ended {
    let account = at.account(&args.name)?.id;
    let login = if args.outgoing { Login::Outgoing } else { Login::Incoming };
    let field = if args.outgoing { "smtp-password" } else { "password" };
    let secret = secret(args.password_stdin, args.password_command, field)?.ok_or_else(Problem::internal)?;
    saved(at, AccountChange::SetSecret { account, login, secret }).await
}
