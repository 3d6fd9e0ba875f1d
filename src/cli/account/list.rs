//! `fumi account list`: the accounts and how they are doing (S68, S70).

use serde_json::{Value, json};

use super::shown::{self, value};
use crate::cli::context::Context;
use crate::cli::{Ended, Exit, trouble};
use crate::domain::account::health::Health;
use crate::domain::account::retention::Verdict;
use crate::i18n::Text;
use crate::jobs::account::{AccountLedger, AccountRow, FetchEntry, FetchesOf, ListAccounts, LostMail};
use crate::present::{self, when};
use crate::problem::Code;
use crate::text::pad;

/// So many fetches are told in words.
const IN_WORDS: usize = 5;

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
        let state = at.say(&present::account::state(row, &at.zone, &at.words));
        let state = match settings {
            Some(one) if one.outgoing.is_none() => format!("{state}, {}", at.words.word("account-receives-only")),
            _ => state,
        };
        let good = row.last_good.map(|good| when::moment(good, &at.zone, &at.words)).unwrap_or_default();
        at.output.line(format!("{mark} {}  {}  {}  {good}", pad(row.name.as_str(), 16), pad(&email, 32), pad(&state, 24)).trim_end());
        if let Some(problem) = &row.problem {
            at.output.line(&format!("    {}", trouble::message(problem, &at.words)));
        }
        if let Some(warned) = present::account::warned(row, &at.words) {
            at.output.line(&format!("    {}", at.say(&warned)));
        }
    }
    Ok(Exit::DONE)
}

/// Which account.
#[derive(Debug, clap::Args)]
pub struct ShowArgs {
    /// The account's name
    name: String,
    /// List the mails that its server has no more, so that the only copy is here
    #[arg(long)]
    lost: bool,
}

/// Shows one account with its state and what its last fetches brought, or its mails that are here alone (S40).
///
/// # Errors
/// When there is no such account, or the store cannot be read.
pub async fn show(args: ShowArgs, at: &Context) -> Ended {
    let account = at.account(&args.name)?;
    let ledger = at.ask(FetchesOf(account.id)).await?;
    if args.lost {
        list_lost(&ledger, at);
        return Ok(Exit::DONE);
    }
    let rows = at.ask(ListAccounts).await?;
    let Some(row) = rows.iter().find(|row| row.id == account.id) else {
        shown::show(at, account);
        return Ok(Exit::DONE);
    };
    if at.json() {
        let mut shown = json_row(at, row);
        if let Some(object) = shown.as_object_mut() {
            object.insert("fetches".to_owned(), ledger.fetches.iter().map(fetched).collect());
            object.insert("lost".to_owned(), ledger.lost.len().into());
        }
        at.output.value(&shown);
        return Ok(Exit::DONE);
    }
    shown::show(at, account);
    let state = at.say(&present::account::state_and_warning(row, &at.zone, &at.words));
    at.output.line(&format!("{}  {state}", pad(&at.words.word("account-label-state"), 16)));
    let below = |line: &str| at.output.line(&format!("{}  {line}", " ".repeat(16)));
    if let Some(problem) = &row.problem {
        below(&trouble::message(problem, &at.words));
    }
    for entry in ledger.fetches.iter().take(IN_WORDS) {
        below(&present::account::fetch(entry, &at.zone, &at.words));
    }
    if let Some(lost) = present::account::lost(&ledger) {
        below(&at.say(&lost));
        below(&at.say(&Text::of("account-lost-hint").with("name", account.name.as_str())));
    }
    Ok(Exit::DONE)
}

fn list_lost(ledger: &AccountLedger, at: &Context) {
    if at.json() {
        let mail = |one: &LostMail| json!({ "id": one.id.to_string(), "date": one.date.to_rfc3339(), "subject": one.subject.as_str() });
        at.output.value(&ledger.lost.iter().map(mail).collect());
        return;
    }
    for one in &ledger.lost {
        at.output.line(&format!("{}  {}  {}", one.id, pad(&when::moment(one.date, &at.zone, &at.words), 20), one.subject));
    }
}

fn fetched(entry: &FetchEntry) -> Value {
    let skipped: serde_json::Map<String, Value> = entry.skipped.iter().map(|(code, n)| (code.word().to_owned(), (*n).into())).collect();
    json!({
        "at": entry.at.to_rfc3339(),
        "fetched": entry.arrivals.all(),
        "linked": entry.arrivals.linked,
        "not_linked": { "unknown_address": entry.arrivals.unknown_address, "own_address": entry.arrivals.own_address },
        "deleted_on_server": entry.deleted_on_server,
        "skipped": skipped,
        "error": entry.error.map(Code::word),
    })
}

fn json_row(at: &Context, row: &AccountRow) -> Value {
    let mut shown = row.settings.as_ref().map_or_else(
        || json!({ "id": row.id.to_string(), "name": row.name.as_str(), "enabled": false }),
        |account| value(account, &at.policy),
    );
    let reason = row.problem.as_ref().map(|problem| problem.code.word());
    let until = row.next_try.filter(|_| row.health == Health::Waiting).map(|until| until.to_rfc3339());
    let error = row.problem.as_ref().map_or(Value::Null, |problem| trouble::value(problem, &at.words));
    if let Some(object) = shown.as_object_mut() {
        object.insert("state".to_owned(), row.health.word().into());
        object.insert("until".to_owned(), until.into());
        object.insert("reason".to_owned(), reason.into());
        object.insert("last_good".to_owned(), row.last_good.map(|good| good.to_rfc3339()).into());
        object.insert("next_try".to_owned(), row.next_try.map(|next| next.to_rfc3339()).into());
        object.insert("messages".to_owned(), row.messages.into());
        object.insert("unread".to_owned(), row.unread.into());
        object.insert("retention".to_owned(), row.retention.as_ref().map_or(Value::Null, retention));
        object.insert("error".to_owned(), error);
    }
    shown
}

fn retention(verdict: &Verdict) -> Value {
    let next = verdict.next.map(|(stage, on)| json!({ "stage": stage.word(), "on": on.to_string() }));
    json!({ "stage": verdict.stage.word(), "cause": verdict.cause.word(), "next": next })
}
