//! `fumi threads`: conversations, newest first.

use clap::Args;

use super::context::Context;
use super::{Ended, Exit, json};
use crate::domain::account::magnet::query;
use crate::domain::mail::address::Address;
use crate::domain::mail::flags::Flags;
use crate::i18n::Text;
use crate::jobs::mail::{Anchor, ListView, ThreadRow, WindowOf};
use crate::jobs::resolve::MailboxesOf;
use crate::present::mailboxes::{group_word, smart_named};
use crate::present::{snooze, when};
use crate::problem::{Code, Problem};
use crate::text::{CleanText, fold, pad, pad_left, truncate};

/// Which threads.
#[derive(Debug, Args)]
pub struct ThreadsArgs {
    /// NAME or ACCOUNT/NAME, sales-inbox, or smart/ and customers, leads, open-deals, closing-this-month or no-answer; without it all but spam and trash
    #[arg(long, value_name = "M")]
    pub mailbox: Option<String>,
    /// How many of the newest to leave out
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub offset: u32,
}

/// Lists the threads.
///
/// # Errors
/// `not_found` for an unknown mailbox.
pub async fn run(args: ThreadsArgs, at: &Context) -> Ended {
    let views = match &args.mailbox {
        None => vec![ListView::AllMail],
        Some(name) => match (at.ask(MailboxesOf(name.clone())).await, smart_named(name)) {
            // A real mailbox keeps its name.
            (Ok(found), _) => found.into_iter().map(ListView::Mailbox).collect(),
            (Err(problem), Some(list)) if problem.code == Code::NotFound => vec![list],
            (Err(problem), None) if problem.code == Code::NotFound && !magnets_named(at, name).is_empty() => magnets_named(at, name),
            (Err(problem), _) => return Err(problem),
        },
    };
    let sales = matches!(views.as_slice(), [ListView::Sales { .. }]);
    let wanted = at.limit().map_or(0, |limit| limit.saturating_add(args.offset as usize));
    let mut rows = Vec::new();
    for view in views {
        rows.extend(window(at, view, u32::try_from(wanted).unwrap_or(u32::MAX)).await?);
    }
    // One mailbox of that name in each account: their rows join into one list.
    rows.sort_by_key(|row| (row.place.rank, std::cmp::Reverse(row.place.at)));
    let mut seen = std::collections::HashSet::new();
    rows.retain(|row| seen.insert(row.thread));
    let rows: Vec<ThreadRow> = rows.into_iter().skip(args.offset as usize).take(at.limit().unwrap_or(usize::MAX)).collect();
    if at.json() {
        at.output.value(&rows.iter().map(|row| json::thread_row(row, sales)).collect());
        return Ok(Exit::DONE);
    }
    let mut group = None;
    for row in &rows {
        if sales && row.place.rank.standing() != group {
            group = row.place.rank.standing();
            at.output.line(&group.map_or_else(String::new, |group| at.say(&Text::of(group_word(group)))));
        }
        at.output.line(&line(at, row));
    }
    Ok(Exit::DONE)
}

async fn window(at: &Context, view: ListView, limit: u32) -> Result<Vec<ThreadRow>, Problem> {
    at.ask(WindowOf { view, anchor: Anchor::Newest, limit }).await.map(|window| window.rows)
}

/// A thread as one line for people.
pub(super) fn line(at: &Context, row: &ThreadRow) -> String {
    let mark = if row.unread > 0 { "●" } else { " " };
    let star = if row.flags.has(Flags::STARRED) { "★" } else { " " };
    let others = || row.participants.iter().rev().find(|one| !one.is_empty()).map(CleanText::as_str);
    let who = row.correspondent.as_ref().map(Address::label).or_else(others).unwrap_or_default();
    let count = if row.count > 1 { format!("({})", row.count) } else { String::new() };
    let date = when::list_date(row.date, at.now, &at.zone, &at.words);
    let subject = truncate(row.subject.as_str(), 72);
    let sleep = snooze::state(row.flags, row.snoozed, at.now, &at.zone, &at.words);
    let sleep = sleep.map_or_else(String::new, |state| format!("({}) ", at.say(&state)));
    format!("{}  {mark}{star} {}  {} {}  {sleep}{subject}", row.id.short(), pad_left(&date, 10), pad(who, 24), pad(&count, 5))
        .trim_end()
        .to_owned()
}

/// What the magnets of this name, or of `ACCOUNT/NAME`, collect.
fn magnets_named(at: &Context, name: &str) -> Vec<ListView> {
    let same = |one: &str, other: &str| fold(one.trim()) == fold(other.trim());
    let (of, name) = name.split_once('/').map_or((None, name), |(of, name)| (Some(of), name));
    let magnets = at.settings.magnets();
    let meant =
        magnets.iter().filter(|(account, magnet)| same(magnet.name().as_str(), name) && of.is_none_or(|of| same(of, account.as_str())));
    meant.map(|(account, _)| ListView::Search { query: query(account.as_str()), within: None }).collect()
}
