//! `fumi account sign-in NAME`: grants fumi an account's mail at its identity provider (OAuth2), in a browser here, on another device, or by pasting.

use std::io::BufRead;

use clap::Args;
use serde_json::json;
use zeroize::Zeroizing;

use super::fields::secret;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::account::{EnteredSecret, Secret};
use crate::i18n::Text;
use crate::jobs::account::{BeginSignIn, EndSignIn, SignInAt, SignInWay};
use crate::problem::{Code, Problem};

/// How to sign in.
#[derive(Debug, Args)]
pub struct SignInArgs {
    /// The account's name
    name: String,
    /// On another device: a code to type there
    #[arg(long, conflicts_with = "paste")]
    device: bool,
    /// In a browser elsewhere: paste the address that it ends at
    #[arg(long)]
    paste: bool,
    /// Read what the provider calls the client secret from the first line of stdin; it is kept with the tokens
    #[arg(long)]
    client_secret_stdin: bool,
}

/// Signs in. Where to go stands on stderr; with `--json` it is the first of two values, a line each.
///
/// # Errors
/// What the provider or the person refused.
pub async fn run(args: SignInArgs, at: &Context) -> Ended {
    let account = at.account(&args.name)?;
    let client_secret = match secret(args.client_secret_stdin, None, "client-secret")? {
        Some(EnteredSecret::Password(secret)) => Some(secret),
        _ => None,
    };
    let way = match (args.device, args.paste) {
        (true, _) => SignInWay::Device,
        (_, true) => SignInWay::Pasted,
        _ => SignInWay::Browser,
    };
    let page = (at.words.word("sign-in-page-done"), at.words.word("sign-in-page-foreign"));
    let SignInAt { address, code } = at.ask(BeginSignIn { account: account.id, way, client_secret, page }).await?;
    if at.json() {
        at.output.value(&json!({ "address": address, "code": code }));
    }
    at.output.aside(&at.say(&Text::of("sign-in-open")));
    at.output.aside(&format!("  {address}"));
    if let Some(code) = code {
        at.output.aside(&at.say(&Text::of("sign-in-type").with("code", code)));
    }
    let pasted = if way == SignInWay::Pasted {
        at.output.aside(&at.say(&Text::of("sign-in-paste")));
        Some(tokio::task::spawn_blocking(pasted).await.map_err(|_| Problem::internal())??)
    } else {
        None
    };
    at.ask(EndSignIn { account: account.id, pasted }).await?;
    if at.json() {
        at.output.value(&json!({ "account": account.name.as_str(), "id": account.id.to_string(), "signed_in": true }));
    } else {
        at.output.line(&at.say(&Text::of("sign-in-done").with("account", account.name.as_str())));
    }
    Ok(Exit::DONE)
}

fn pasted() -> Result<Secret, Problem> {
    let mut line = Zeroizing::new(String::with_capacity(4096));
    match std::io::stdin().lock().read_line(&mut line) {
        Ok(count) if count > 0 => Ok(Secret::new(line.trim().to_owned())),
        _ => Err(Problem::failed(Code::NoInput, Text::of("account-stdin-empty"))),
    }
}
