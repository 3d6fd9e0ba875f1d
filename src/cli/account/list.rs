//! `fumi account list`: the accounts and how they are doing (S68, S70).

use serde_json::{Value, json};

use super::shown::value;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit, trouble};
use crate::jobs::account::{AccountRow, Health, ListAccounts};
use crate::present::when;
use crate::text::pad;

/// Lists the accounts.
///
/// # Errors
/// When the store cannot be read.
pub async fn run(at: &Context) -> Ended {
    let rows = at.ask(ListAccounts).await?;
    if at.json() {
        at.output.value(&rows.iter().map(|row| json_row(at, row)).collect());
        return Ok(Exit::DONE);
    }
    for row in &rows {
        let settings = row.settings.as_ref();
        let mark = if settings.is_some_and(|one| one.default) { "*" } else { " " };
        let email = settings.map_or_else(String::new, |one| one.email.as_str().to_owned());
        let state = match row.settings {
            Some(_) => at.words.word(state_text(&row.health)),
            None => at.words.word("account-state-mail-only"),
        };
        let good = row.last_good.map(|good| when::moment(good, &at.zone, &at.words)).unwrap_or_default();
        at.output.line(format!("{mark} {}  {}  {}  {good}", pad(row.name.as_str(), 16), pad(&email, 32), pad(&state, 24)).trim_end());
        if let Health::Waiting(problem) | Health::AuthFailed(problem) = &row.health {
            at.output.line(&format!("    {}", trouble::message(problem, &at.words)));
        }
    }
    Ok(Exit::DONE)
}

/// The stable word of a state.
fn state_word(health: &Health) -> &'static str {
    match health {
        Health::New => "new",
        Health::Ok => "ok",
        Health::Waiting(_) => "waiting",
        Health::AuthFailed(_) => "auth_failed",
        Health::DeletesHeld => "deletes_held",
        Health::Disabled => "disabled",
    }
}

fn state_text(health: &Health) -> &'static str {
    match health {
        Health::New => "account-state-new",
        Health::Ok => "account-state-ok",
        Health::Waiting(_) => "account-state-waiting",
        Health::AuthFailed(_) => "account-state-auth-failed",
        Health::DeletesHeld => "account-state-deletes-held",
        Health::Disabled => "account-state-disabled",
    }
}

fn json_row(at: &Context, row: &AccountRow) -> Value {
    let mut shown =
        row.settings.as_ref().map_or_else(|| json!({ "id": row.id.to_string(), "name": row.name.as_str(), "enabled": false }), value);
    let error = match &row.health {
        Health::Waiting(problem) | Health::AuthFailed(problem) => trouble::value(problem, &at.words),
        _ => Value::Null,
    };
    if let Some(object) = shown.as_object_mut() {
        object.insert("state".to_owned(), state_word(&row.health).into());
        object.insert("last_good".to_owned(), row.last_good.map(|good| good.to_rfc3339()).into());
        object.insert("next_try".to_owned(), row.next_try.map(|next| next.to_rfc3339()).into());
        object.insert("messages".to_owned(), row.messages.into());
        object.insert("error".to_owned(), error);
    }
    shown
}
