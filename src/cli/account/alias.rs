//! `fumi account alias add|confirm|resend NAME ADDRESS`: further addresses of the person, each confirmed by a code that is mailed to it (S115).

use clap::{Args, Subcommand};
use serde_json::json;

use super::shown::show;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::account::Secret;
use crate::i18n::Text;
use crate::jobs::account::{AccountSaved, AskAlias, ConfirmAlias};
use crate::workers::accounts::aliases;

/// What to do with an alias.
#[derive(Debug, Subcommand)]
pub enum AliasVerb {
    /// Mail a code to another address of yours; with that code it becomes an alias of the account
    Add(Which),
    /// Take the code that came to the address
    Confirm(ConfirmArgs),
    /// Mail another code
    Resend(Which),
}

/// Which account and which address.
#[derive(Debug, Args)]
pub struct Which {
    /// The account's name
    name: String,
    /// The address
    address: String,
}

/// The code that came.
#[derive(Debug, Args)]
pub struct ConfirmArgs {
    #[command(flatten)]
    which: Which,
    /// The code of the mail
    #[arg(long, value_name = "C")]
    code: String,
}

/// Carries an alias verb out.
///
/// # Errors
/// A wrong address, a mail that does not go out, or `address_not_verified` for a wrong code.
pub async fn run(verb: AliasVerb, at: &Context) -> Ended {
    match verb {
        AliasVerb::Add(which) => ask(which, false, at).await,
        AliasVerb::Resend(which) => ask(which, true, at).await,
        AliasVerb::Confirm(ConfirmArgs { which, code }) => {
            let account = at.account(&which.name)?.id;
            let confirm = ConfirmAlias { account, address: which.address, code: Secret::new(code) };
            let AccountSaved { settings, .. } = at.ask(confirm).await?;
            show(at, &settings);
            Ok(Exit::DONE)
        }
    }
}

async fn ask(which: Which, again: bool, at: &Context) -> Ended {
    let account = at.account(&which.name)?;
    let name = account.name.as_str();
    let ask = AskAlias {
        account: account.id,
        address: which.address.clone(),
        again,
        subject: at.say(&Text::of("alias-mail-subject").with("account", name)),
        text: (
            format!("{}\n\n", at.say(&Text::of("alias-mail-before").with("account", name))),
            format!("\n\n{}\n", at.say(&Text::of("alias-mail-behind").with("account", name).with("address", which.address.trim()))),
        ),
    };
    let row = at.ask(ask).await?;
    if at.json() {
        let said = json!({ "account": name, "address": which.address.trim(), "verified": false, "mail": { "id": row.id.to_string(), "state": row.state.word() } });
        at.output.value(&said);
    } else {
        at.output.line(&at.say(&Text::of("alias-asked").with("address", which.address.trim())));
        if let Ok(address) = which.address.trim().parse() {
            at.output.line(&at.say(&aliases::hint(name, &address)));
        }
    }
    Ok(Exit::DONE)
}
