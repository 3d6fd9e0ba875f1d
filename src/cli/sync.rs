//! `fumi sync`: fetches now, or again and again; one account's failure does not keep the others back.

use clap::Args;
use serde_json::{Value, json};

use super::context::Context;
use super::leaving::{self, Done};
use super::progress::Bar;
use super::{Ended, Exit, trouble};
use crate::domain::account::retention::RetentionPolicy;
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::account::ListAccounts;
use crate::jobs::fetch::{FetchNow, FetchSummary};
use crate::present::{self, sizes};
use crate::problem::Problem;

/// Which accounts, and how.
#[derive(Debug, Args)]
pub struct SyncArgs {
    /// Accounts; all that are enabled when left out
    #[arg(value_name = "NAME")]
    names: Vec<String>,
    /// Fetch again and again until interrupted; one JSON value a line
    #[arg(long, conflicts_with_all = ["names", "retry", "confirm_deletes", "new_store"])]
    watch: bool,
    /// Log in again although the server refused before
    #[arg(long)]
    retry: bool,
    /// Carry out deletes that were held
    #[arg(long)]
    confirm_deletes: bool,
    /// Fetch all mail into a store that has none of it yet; nothing is deleted on the server in this run
    #[arg(long, requires = "names")]
    new_store: bool,
}

/// Fetches the mail of the named accounts, or of all, and prints a row for each.
///
/// # Errors
/// `not_found`, or `locked` when another fumi of this home fetches already; what goes wrong with an account stands in its row.
pub async fn run(args: SyncArgs, at: &Context) -> Ended {
    let accounts = args.names.iter().map(|name| at.account(name).map(|account| account.id)).collect::<Result<Vec<_>, _>>()?;
    if at.settings.accounts.is_empty() {
        at.output.aside(&at.words.word("cli-no-accounts"));
    }
    if args.watch {
        return watch(at).await;
    }
    let wanted = FetchNow { accounts, retry: args.retry, confirm_deletes: args.confirm_deletes, new_store: args.new_store };
    let (rows, stopped) = match with_progress(at, wanted).await? {
        Done::Well(rows) => (rows, None),
        Done::Stopped(rows, exit) => (rows, Some(exit)),
        Done::Silent(exit) => return Ok(exit),
    };
    let exit = rows.iter().filter_map(|row| row.error.as_ref()).fold(Exit::DONE, |exit, problem| exit.worst(problem.into()));
    if at.json() {
        at.output.value(&rows.iter().map(|row| value(row, at)).collect());
    } else {
        rows.iter().for_each(|row| show(row, at));
    }
    if at.settings.retention.policy != RetentionPolicy::Off {
        let rows = at.ask(ListAccounts).await?;
        rows.iter().filter_map(|row| present::account::warned(row, &at.words)).for_each(|said| at.output.aside(&at.say(&said)));
    }
    Ok(stopped.unwrap_or(exit))
}

/// Fetches while the progress is shown; a signal stops fetching, and what came whole is kept.
async fn with_progress(at: &Context, wanted: FetchNow) -> Result<Done<Vec<FetchSummary>>, Problem> {
    let house = at.house()?;
    let mut signals = leaving::signals()?;
    let notices = house.notices().clone();
    notices.watch(at.output.progress);
    let mut bar = Bar::default();
    let mut work = std::pin::pin!(house.ask(wanted));
    loop {
        tokio::select! {
            outcome = &mut work => {
                bar.clear(at.output);
                return outcome.map(Done::Well);
            }
            notice = notices.next(), if at.output.progress => {
                if let Notice::Progress(progress) = notice {
                    bar.draw(&progress, &at.words);
                }
            }
            number = signals.next() => {
                bar.clear(at.output);
                return leaving::stop(house, &mut signals, number, work).await;
            }
        }
    }
}

async fn watch(at: &Context) -> Ended {
    let house = at.house()?;
    let notices = house.notices().clone();
    notices.watch(true);
    let mut signals = leaving::signals()?;
    house.start_fetching().await?;
    let mut bar = Bar::default();
    let number = loop {
        tokio::select! {
            notice = notices.next() => match notice {
                Notice::Progress(progress) if at.output.progress => bar.draw(&progress, &at.words),
                Notice::FetchEnded(row) => {
                    bar.clear(at.output);
                    if at.json() { at.output.value(&value(&row, at)) } else { show(&row, at) }
                }
                _ => {}
            },
            number = signals.next() => break number,
        }
    };
    bar.clear(at.output);
    house.leave(signals.another(number)).await;
    Ok(Exit::DONE)
}

/// A row of interface.md: `{account, fetched, deleted_on_server, bytes, seconds, skipped, error?}`.
fn value(row: &FetchSummary, at: &Context) -> Value {
    let skipped = |problem: &Problem| trouble::message(problem, &at.words);
    let mut shown = json!({
        "account": row.account.as_str(),
        "fetched": row.fetched,
        "deleted_on_server": row.deleted_on_server,
        "bytes": row.bytes,
        "seconds": row.milliseconds as f64 / 1000.0,
        "skipped": row.skipped.iter().map(|one| json!({ "uid": one.uid.as_str(), "reason": one.reason.code.word(), "message": skipped(&one.reason) })).collect::<Vec<_>>(),
    });
    if let (Some(problem), Some(object)) = (&row.error, shown.as_object_mut()) {
        object.insert("error".to_owned(), trouble::value(problem, &at.words));
    }
    shown
}

fn show(row: &FetchSummary, at: &Context) {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let text = Text::of("cli-fetched")
        .with("account", row.account.as_str())
        .count("fetched", number(row.fetched))
        .with("size", sizes::bytes(row.bytes))
        .with("seconds", format!("{:.1}", row.milliseconds as f64 / 1000.0));
    at.output.line(&at.say(&text));
    if row.deleted_on_server > 0 {
        at.output.line(&format!("  {}", at.say(&Text::of("cli-deleted-on-server").count("n", number(row.deleted_on_server)))));
    }
    for one in &row.skipped {
        at.output.line(&format!("  {}: {}", one.uid, trouble::message(&one.reason, &at.words)));
    }
    if let Some(problem) = &row.error {
        at.output.aside(&format!("  {}", trouble::message(problem, &at.words)));
        if let Some(hint) = &problem.hint {
            at.output.aside(&format!("  {}", at.say(hint)));
        }
    }
}
