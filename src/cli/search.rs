//! `fumi search`: messages or threads that a query finds, newest first, and people, companies and deals.

use std::ffi::OsString;

use clap::Args;
use futures_util::{StreamExt, stream};
use serde_json::json;

use super::context::Context;
use super::crm;
use super::threads::line as thread_line;
use super::{Ended, Exit, json as said};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::domain::mail::flags::Flags;
use crate::i18n::Text;
use crate::jobs::crm::RecordQuery;
use crate::jobs::mail::{Anchor, FindMessages, ListView, MessageRow, ReadRows, WindowOf};
use crate::jobs::outbox::{FindUnsent, Unsent};
use crate::present::compose::first_words;
use crate::present::{outbox, when};
use crate::problem::{Code, Problem};
use crate::text::{CleanText, pad, pad_left, truncate};

/// What to look for.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// The query: words, "phrases", from: subject: is: has: before: and more; see :help in the app
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// Show conversations in place of messages
    #[arg(long, conflicts_with = "records")]
    pub threads: bool,
    /// Show the people, companies and deals that the query finds above the messages
    #[arg(long)]
    pub records: bool,
}

/// What `--records` looks through, in the order it is shown (S4).
const KINDS: [RecordKind; 5] = [RecordKind::Lead, RecordKind::Contact, RecordKind::Temp, RecordKind::Company, RecordKind::Deal];

/// Options of `search` that stand by themselves, and those that a value follows; every other word is the query's, even with a `-` before it.
const ALONE: [&str; 10] = ["--json", "--threads", "--records", "--verbose", "-v", "-vv", "--help", "-h", "--version", "-V"];
const WITH_VALUE: [&str; 4] = ["--limit", "--lang", "--home", "--passphrase-file"];

/// Puts the words of a query behind `--`, so that `-word` is a word and options may still stand anywhere. Other commands are left as they are.
pub fn arranged(arguments: Vec<OsString>) -> Vec<OsString> {
    let mut options = Vec::new();
    let mut words = Vec::new();
    let mut is_search = false;
    let mut rest = arguments.iter();
    options.extend(rest.next().cloned());
    while let Some(argument) = rest.next() {
        let text = argument.to_string_lossy();
        if text == "--" {
            words.extend(rest.by_ref().cloned());
        } else if ALONE.contains(&&*text)
            || WITH_VALUE.iter().any(|name| text.strip_prefix(name).is_some_and(|value| value.starts_with('=')))
        {
            options.push(argument.clone());
        } else if WITH_VALUE.contains(&&*text) {
            options.push(argument.clone());
            options.extend(rest.next().cloned());
        } else if !is_search {
            if text != "search" {
                return arguments;
            }
            is_search = true;
            options.push(argument.clone());
        } else if text.starts_with("--") {
            // A mistyped option is an error of its own, not a word.
            options.push(argument.clone());
        } else {
            words.push(argument.clone());
        }
    }
    if !is_search {
        return arguments;
    }
    if !words.is_empty() {
        options.push("--".into());
    }
    options.extend(words);
    options
}

/// How many rows are read and printed as one piece, and how many pieces are read at the same time.
const PIECE: usize = 500;
const PIECES_AHEAD: usize = 3;

/// Prints the mails that a query finds, newest first, piece by piece.
///
/// # Errors
/// A query that cannot be understood, with its place.
pub async fn run(args: SearchArgs, at: &Context) -> Ended {
    let query = args.query.join(" ");
    if query.trim().is_empty() {
        return Err(Problem::blank("query"));
    }
    let limit = at.global.limit;
    if args.threads {
        let view = ListView::Search { query, within: None };
        let window = at.ask(WindowOf { view, anchor: Anchor::Newest, limit }).await?;
        if at.json() {
            at.output.value(&window.rows.iter().map(|row| said::thread_row(row, false)).collect());
        } else {
            window.rows.iter().for_each(|row| at.output.line(&thread_line(at, row)));
        }
        return Ok(Exit::DONE);
    }
    if args.records {
        return with_records(query, at).await;
    }
    let (unsent, limit) = unsent(&query, limit, at).await?;
    let found = match limit {
        Some(limit) => at.ask(FindMessages { query, within: None, limit }).await?,
        None => Vec::new(),
    };
    // While one piece is printed, the next are read.
    let pieces = found.chunks(PIECE).map(|keys| at.ask(ReadRows(keys.to_vec())));
    let mut pieces = stream::iter(pieces).buffered(PIECES_AHEAD);
    let mut empty = unsent.is_empty();
    if at.json() {
        at.output.list_piece(unsent.iter().map(|one| said::unsent(one, account(one, at))), true);
    } else {
        at.output.lines(&unsent.iter().map(|one| unsent_line(at, one)).collect::<Vec<_>>());
    }
    while let Some(rows) = pieces.next().await {
        let rows = rows?;
        if at.json() {
            at.output.list_piece(rows.iter().map(said::message_row), empty);
            empty &= rows.is_empty();
        } else {
            at.output.lines(&rows.iter().map(|row| message_line(at, row)).collect::<Vec<_>>());
        }
    }
    if at.json() {
        at.output.list_end(empty);
    }
    Ok(Exit::DONE)
}

/// Prints the records that a query finds, and the mails.
async fn with_records(query: String, at: &Context) -> Ended {
    let limit = at.global.limit;
    let (unsent, limit) = unsent(&query, limit, at).await?;
    let found = match limit {
        Some(limit) => at.ask(FindMessages { query: query.clone(), within: None, limit }).await?,
        None => Vec::new(),
    };
    let records = records(&query, at).await?;
    let mut messages = Vec::new();
    for keys in found.chunks(PIECE) {
        messages.extend(at.ask(ReadRows(keys.to_vec())).await?);
    }
    if at.json() {
        let records: Vec<_> = records.iter().map(|record| crm::json::name(&record.as_name())).collect();
        let unsent = unsent.iter().map(|one| said::unsent(one, account(one, at)));
        let messages: Vec<_> = unsent.chain(messages.iter().map(|row| json!(said::message_row(row)))).collect();
        at.output.value(&json!({ "messages": messages, "records": records }));
    } else {
        records.iter().for_each(|record| at.output.line(&crm::text::row(record, at)));
        unsent.iter().for_each(|one| at.output.line(&unsent_line(at, one)));
        messages.iter().for_each(|row| at.output.line(&message_line(at, row)));
    }
    Ok(Exit::DONE)
}

/// The records of every kind that the query can be asked of: a field that a kind lacks finds none of that kind.
async fn records(query: &str, at: &Context) -> Result<Vec<Record>, Problem> {
    let mut found = Vec::new();
    for kind in KINDS {
        match at.ask(RecordQuery { filter: query.to_owned(), limit: at.global.limit, ..RecordQuery::all(kind) }).await {
            Ok(window) => found.extend(window.rows),
            Err(problem) if problem.code == Code::InvalidQuery => {}
            Err(problem) => return Err(problem),
        }
    }
    Ok(found)
}

/// The drafts and the waiting mail that a query finds, and how many messages may follow: none when these are as many as were asked for. 0 is all.
async fn unsent(query: &str, limit: u32, at: &Context) -> Result<(Vec<Unsent>, Option<u32>), Problem> {
    let unsent = at.ask(FindUnsent { query: query.to_owned(), limit }).await?;
    let left = limit.saturating_sub(u32::try_from(unsent.len()).unwrap_or(u32::MAX));
    Ok((unsent, if limit == 0 { Some(0) } else { Some(left).filter(|left| *left > 0) }))
}

/// The name of the account that a mail goes out from; empty while none is chosen.
fn account<'a>(unsent: &Unsent, at: &'a Context) -> &'a str {
    let id = match unsent {
        Unsent::Draft(draft) => draft.entered.account,
        Unsent::Waiting(row) => Some(row.account),
    };
    id.and_then(|id| at.settings.account(id)).map_or("", |account| account.name.as_str())
}

/// A draft or a waiting mail, in the columns of the messages: how it stands and to whom in place of the sender.
fn unsent_line(at: &Context, one: &Unsent) -> String {
    let (id, date, state, to, subject) = match one {
        Unsent::Draft(draft) => {
            (draft.id, draft.saved_at, Text::of("unsent-draft"), CleanText::line(&draft.entered.to), first_words(&draft.entered))
        }
        Unsent::Waiting(row) => (row.id, row.queued_at, outbox::how(row, at.now, &at.zone, &at.words), row.to.clone(), row.subject.clone()),
    };
    let date = when::list_date(date, at.now, &at.zone, &at.words);
    let who = format!("{} → {to}", at.say(&state));
    let line = format!("{}  ✎  {}  {}  {}", id.short(), pad_left(&date, 10), pad(&truncate(&who, 24), 24), truncate(subject.as_str(), 72));
    line.trim_end().to_owned()
}

fn message_line(at: &Context, row: &MessageRow) -> String {
    let mark = if row.flags.has(Flags::READ) { " " } else { "●" };
    let star = if row.flags.has(Flags::STARRED) { "★" } else { " " };
    let date = when::list_date(row.date, at.now, &at.zone, &at.words);
    let subject = truncate(row.subject.as_str(), 72);
    let line = format!("{}  {mark}{star} {}  {}  {subject}", row.id.short(), pad_left(&date, 10), pad(&truncate(row.sender(), 24), 24));
    line.trim_end().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn arrange(line: &str) -> String {
        let arguments = line.split(' ').map(OsString::from).collect();
        arranged(arguments).iter().map(|one| one.to_string_lossy().into_owned()).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn a_word_with_a_dash_belongs_to_the_query_wherever_options_stand() {
        for (typed, understood) in [
            ("fumi search -from:anna offer --limit 5 --json", "fumi search --limit 5 --json -- -from:anna offer"),
            ("fumi --json --home /x search offer -news", "fumi --json --home /x search -- offer -news"),
            ("fumi search --threads --limit=0 a OR b", "fumi search --threads --limit=0 -- a OR b"),
            ("fumi search berg --records", "fumi search --records -- berg"),
            ("fumi search -- --json", "fumi search -- --json"),
            ("fumi search --thread a", "fumi search --thread -- a"),
            ("fumi search", "fumi search"),
            ("fumi threads --mailbox -x", "fumi threads --mailbox -x"),
            ("fumi", "fumi"),
        ] {
            assert_eq!(arrange(typed), understood, "{typed}");
        }
    }
}
