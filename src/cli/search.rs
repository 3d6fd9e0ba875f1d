//! `fumi search`: messages or threads that a query finds, newest first.

use std::ffi::OsString;

use clap::Args;
use futures_util::{StreamExt, stream};

use super::context::Context;
use super::threads::line as thread_line;
use super::{Ended, Exit, json};
use crate::domain::mail::flags::Flags;
use crate::jobs::mail::{Anchor, FindMessages, ListView, MessageRow, ReadRows, WindowOf};
use crate::present::when;
use crate::problem::Problem;
use crate::text::{pad, pad_left, truncate};

/// What to look for.
#[derive(Debug, Args)]
pub struct SearchArgs {
    /// The query: words, "phrases", from: subject: is: has: before: and more; see :help in the app
    #[arg(value_name = "QUERY", required = true)]
    pub query: Vec<String>,
    /// Show conversations in place of messages
    #[arg(long)]
    pub threads: bool,
}

/// Options of `search` that stand by themselves, and those that a value follows; every other word is the query's, even with a `-` before it.
const ALONE: [&str; 9] = ["--json", "--threads", "--verbose", "-v", "-vv", "--help", "-h", "--version", "-V"];
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
            at.output.value(&window.rows.iter().map(json::thread_row).collect());
        } else {
            window.rows.iter().for_each(|row| at.output.line(&thread_line(at, row)));
        }
        return Ok(Exit::DONE);
    }
    let found = at.ask(FindMessages { query, within: None, limit }).await?;
    // While one piece is printed, the next are read.
    let pieces = found.chunks(PIECE).map(|keys| at.ask(ReadRows(keys.to_vec())));
    let mut pieces = stream::iter(pieces).buffered(PIECES_AHEAD);
    let mut empty = true;
    while let Some(rows) = pieces.next().await {
        let rows = rows?;
        if at.json() {
            at.output.list_piece(rows.iter().map(json::message_row), empty);
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
