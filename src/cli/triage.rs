//! `fumi archive|delete|star|unstar|read|unread|spam|move|label`: what a person does to messages; one call is one undo.

use clap::{Args, Subcommand};

use super::context::Context;
use super::{Ended, Exit, json, trouble};
use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::i18n::Text;
use crate::jobs::changes::Changed;
use crate::jobs::mail::ReadThread;
use crate::jobs::resolve::{MailOf, MailboxesOf, MessageOrThread};
use crate::jobs::triage::{MoveTarget, Targets, Triage, TriageAction};
use crate::problem::{Code, Problem};
use crate::text::CleanText;

/// What can be done to messages.
#[derive(Debug, Subcommand)]
pub enum TriageVerb {
    /// Put messages into the archive
    Archive(TargetArgs),
    /// Move messages to the trash
    Delete(TargetArgs),
    /// Star messages
    Star(TargetArgs),
    /// Take the star off
    Unstar(TargetArgs),
    /// Mark messages read
    Read(TargetArgs),
    /// Mark messages unread
    Unread(TargetArgs),
    /// Mark messages as spam
    Spam(TargetArgs),
    /// Move messages to a mailbox
    Move(MoveArgs),
    /// Put labels on messages or take them off
    Label(LabelArgs),
}

/// Which messages.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("which").args(["ids", "query"]).required(true).multiple(false)))]
pub struct TargetArgs {
    /// Messages or threads: IDs, endings of them, or `<Message-ID>`s
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// All that a query finds
    #[arg(long, value_name = "Q")]
    query: Option<String>,
    /// Of threads and queries only what lies in this mailbox: NAME or ACCOUNT/NAME
    #[arg(long, value_name = "M")]
    mailbox: Option<String>,
}

/// Where to move.
#[derive(Debug, Args)]
pub struct MoveArgs {
    #[command(flatten)]
    targets: TargetArgs,
    /// NAME in each message's own account, or ACCOUNT/NAME; made when missing
    #[arg(long, value_name = "M")]
    to: String,
}

/// Which labels.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("labels").args(["add", "remove"]).required(true).multiple(true)))]
pub struct LabelArgs {
    #[command(flatten)]
    targets: TargetArgs,
    /// A label to put on
    #[arg(long, value_name = "L")]
    add: Vec<String>,
    /// A label to take off
    #[arg(long, value_name = "L")]
    remove: Vec<String>,
}

/// Does one thing to messages.
///
/// # Errors
/// `not_found`, or a query or name that cannot be understood; nothing was changed then.
pub async fn run(verb: TriageVerb, at: &Context) -> Ended {
    let (args, action) = match verb {
        TriageVerb::Archive(args) => (args, TriageAction::Archive),
        TriageVerb::Delete(args) => (args, TriageAction::Delete),
        TriageVerb::Star(args) => (args, TriageAction::Star(true)),
        TriageVerb::Unstar(args) => (args, TriageAction::Star(false)),
        TriageVerb::Read(args) => (args, TriageAction::Read(true)),
        TriageVerb::Unread(args) => (args, TriageAction::Read(false)),
        TriageVerb::Spam(args) => (args, TriageAction::Spam),
        TriageVerb::Move(args) => (args.targets, TriageAction::Move(MoveTarget::Named(name("to", &args.to)?))),
        TriageVerb::Label(args) => {
            let add = args.add.iter().map(|label| name("add", label)).collect::<Result<_, _>>()?;
            let remove = args.remove.iter().map(|label| name("remove", label)).collect::<Result<_, _>>()?;
            (args.targets, TriageAction::Label { add, remove })
        }
    };
    let targets = targets(args, at).await?;
    show(&at.ask(Triage { targets, action }).await?, at);
    Ok(Exit::DONE)
}

/// Says what was changed: `{group, changed}`.
pub fn show(changed: &Changed, at: &Context) {
    if at.json() {
        at.output.value(&json::changed(changed));
    } else {
        at.output.line(&at.say(&Text::of("cli-changed").count("n", i64::try_from(changed.changed).unwrap_or(i64::MAX))));
    }
}

fn name(field: &'static str, raw: &str) -> Result<CleanText, Problem> {
    let clean = CleanText::line(raw.trim());
    if clean.is_empty() || clean.as_str() != raw.trim() {
        return Err(trouble::bad_name(clean.as_str(), field));
    }
    Ok(clean)
}

async fn targets(args: TargetArgs, at: &Context) -> Result<Targets, Problem> {
    let within = match &args.mailbox {
        Some(name) => Some(one_mailbox(name, at).await?),
        None => None,
    };
    if let Some(query) = args.query {
        return Ok(Targets::Query { query, within });
    }
    let (mut messages, mut threads) = (Vec::new(), Vec::new());
    for id in &args.ids {
        match at.ask(MailOf(id.clone())).await? {
            MessageOrThread::Message(key) => messages.push(key),
            MessageOrThread::Thread(key) => threads.push(key),
        }
    }
    if messages.is_empty() {
        return Ok(Targets::Threads { threads, within });
    }
    // Both kinds in one call are still one undo: the threads are taken apart.
    for thread in threads {
        messages.extend(messages_of(thread, within, at).await?);
    }
    messages.sort_unstable();
    messages.dedup();
    Ok(Targets::Messages(messages))
}

async fn one_mailbox(name: &str, at: &Context) -> Result<MailboxKey, Problem> {
    match at.ask(MailboxesOf(name.to_owned())).await?.as_slice() {
        [key] => Ok(*key),
        _ => Err(Problem::failed(Code::AmbiguousMailbox, Text::of("cli-several-mailboxes").with("name", name)).field("mailbox")),
    }
}

async fn messages_of(thread: ThreadKey, within: Option<MailboxKey>, at: &Context) -> Result<Vec<MessageKey>, Problem> {
    let view = at.ask(ReadThread(thread)).await?;
    let rows = view.nodes.into_iter().filter_map(|node| node.message);
    Ok(rows.filter(|row| within.is_none() || row.mailbox == within).map(|row| row.key).collect())
}
