//! `fumi account remove NAME`: takes an account away. Its mail stays, unless `--with-mail` was confirmed by typing the name.

use clap::Args;
use serde_json::json;

use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::i18n::Text;
use crate::jobs::account::{AccountRow, ListAccounts, RemoveAccount, RemoveWithMail};
use crate::problem::{Code, Problem};

/// Which account, and what becomes of its mail.
#[derive(Debug, Args)]
pub struct RemoveArgs {
    /// The account's name
    name: String,
    /// Remove its stored mail for good, too; asks for the name first, and cannot be undone
    #[arg(long)]
    with_mail: bool,
    /// The name once more, where nobody can be asked
    #[arg(long, value_name = "NAME", requires = "with_mail")]
    confirm: Option<String>,
}

/// Removes the account.
///
/// # Errors
/// `not_found`, or `needs_yes` when the name was not typed again.
pub async fn run(args: RemoveArgs, at: &Context) -> Ended {
    if !args.with_mail {
        let account = at.account(&args.name)?;
        at.ask(RemoveAccount(account.id)).await?;
        if at.json() {
            at.output.value(&json!({ "removed": account.name.as_str(), "id": account.id.to_string() }));
        }
        return Ok(Exit::DONE);
    }
    // Also one that was removed before and left its mail.
    let wanted = args.name.trim().to_lowercase();
    let rows = at.ask(ListAccounts).await?;
    let Some(row) = rows.into_iter().find(|row| row.name.as_str().to_lowercase() == wanted) else {
        at.account(&args.name)?;
        return Err(Problem::not_found());
    };
    let typed = match args.confirm {
        Some(typed) => typed,
        None => at.output.asks_for(&at.say(&what(&row, "account-remove-type"))).unwrap_or_default(),
    };
    if typed.trim() != row.name.as_str() {
        let problem = Problem::usage(Code::NeedsYes, what(&row, "account-remove-what"));
        return Err(problem.hint(Text::of("account-remove-hint").with("name", row.name.as_str())));
    }
    at.ask(RemoveWithMail(row.id)).await?;
    if at.json() {
        at.output.value(&json!({ "removed": row.name.as_str(), "id": row.id.to_string(), "messages": row.messages }));
    }
    Ok(Exit::DONE)
}

fn what(row: &AccountRow, id: &'static str) -> Text {
    Text::of(id).with("name", row.name.as_str()).count("count", i64::try_from(row.messages).unwrap_or(i64::MAX))
}
