//! `fumi archive|delete|star|unstar|read|unread|spam|move|label|snooze`: what a person does to messages; one call is one undo.

use clap::{Args, Subcommand};

use super::context::Context;
use super::{Ended, Exit, json, trouble};
use crate::i18n::Text;
use crate::jobs::changes::Changed;
use crate::jobs::resolve::{MailOf, MailboxesOf, MessageOrThread};
use crate::jobs::triage::{MoveTarget, Targets, Triage, TriageAction, Within};
use crate::present::snooze::until;
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
    /// Take messages out of their mailbox until a time, then bring them back on top
    Snooze(SnoozeArgs),
}

/// Which messages.
#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("which").args(["ids", "query", "all"]).required(true).multiple(false)))]
pub struct TargetArgs {
    /// Messages or threads: IDs, endings of them, or `<Message-ID>`s
    #[arg(value_name = "ID")]
    ids: Vec<String>,
    /// All that a query finds
    #[arg(long, value_name = "Q")]
    query: Option<String>,
    /// Everything in the mailbox that --mailbox names
    #[arg(long, requires = "mailbox")]
    all: bool,
    /// Of threads and queries only what lies in this mailbox: NAME (of every account) or ACCOUNT/NAME
    #[arg(long, value_name = "M")]
    mailbox: Option<String>,
    /// Go on when more than 100 mails change
    #[arg(long)]
    yes: bool,
}

/// Where to move.
#[derive(Debug, Args)]
pub struct MoveArgs {
    #[command(flatten)]
    targets: TargetArgs,
    /// NAME in each message's own account, or ACCOUNT/NAME
    #[arg(long, value_name = "M")]
    to: String,
    /// Make the mailbox when it is missing
    #[arg(long)]
    create: bool,
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

/// Until when.
#[derive(Debug, Args)]
pub struct SnoozeArgs {
    #[command(flatten)]
    targets: TargetArgs,
    /// `tomorrow 9:00`, `monday`, `+3d`, `2027-01-31 9:00`; a day alone means 9:00, `now` wakes
    #[arg(long, value_name = "WHEN")]
    until: String,
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
        TriageVerb::Move(args) => {
            (args.targets, TriageAction::Move(MoveTarget::Named { name: name("to", &args.to)?, create: args.create }))
        }
        TriageVerb::Label(args) => {
            let add = args.add.iter().map(|label| name("add", label)).collect::<Result<_, _>>()?;
            let remove = args.remove.iter().map(|label| name("remove", label)).collect::<Result<_, _>>()?;
            (args.targets, TriageAction::Label { add, remove })
        }
        TriageVerb::Snooze(args) => (args.targets, TriageAction::Snooze(until(&args.until, &at.times())?)),
    };
    let confirmed = args.yes;
    let mut triage = Triage { targets: targets(args, at).await?, action, confirmed };
    let mut asked = at.ask(triage.clone()).await;
    if let Err(problem) = &asked
        && problem.code == Code::NeedsYes
        && at.output.asks(&at.say(&Text::of("cli-go-on").text("what", (*problem.message).clone())), &at.words.word("cli-yes-letters"))
    {
        triage.confirmed = true;
        asked = at.ask(triage).await;
    }
    show(&asked?, at);
    Ok(Exit::DONE)
}

/// Says what was changed: `{group, changed}`.
pub fn show(changed: &Changed, at: &Context) {
    if at.json() {
        at.output.value(&json::changed(changed));
    } else {
        at.output.line(&at.say(&Text::of("cli-changed").count("n", i64::try_from(changed.changed).unwrap_or(i64::MAX))));
    }
    if changed.stayed > 0 {
        at.output.aside(&at.say(&Text::of("cli-stayed").count("n", i64::try_from(changed.stayed).unwrap_or(i64::MAX))));
    }
}

fn name(field: &'static str, raw: &str) -> Result<CleanText, Problem> {
    let clean = CleanText::line(raw.trim());
    if clean.is_empty() {
        return Err(Problem::blank(field));
    }
    if clean.as_str() != raw.trim() {
        return Err(trouble::bad_name(clean.as_str(), field));
    }
    Ok(clean)
}

async fn targets(args: TargetArgs, at: &Context) -> Result<Targets, Problem> {
    let within = match args.mailbox {
        Some(name) => Within::Mailboxes(at.ask(MailboxesOf(name)).await?),
        None => Within::Everywhere,
    };
    if args.all {
        return Ok(Targets::All(within));
    }
    if let Some(query) = args.query {
        if query.trim().is_empty() {
            return Err(Problem::blank("query").hint(Text::of("cli-blank-query-hint")));
        }
        return Ok(Targets::Query { query, within });
    }
    let (mut messages, mut threads) = (Vec::new(), Vec::new());
    for id in args.ids {
        match at.ask(MailOf(id)).await? {
            MessageOrThread::Message(key) => messages.push(key),
            MessageOrThread::Thread(key) => threads.push(key),
        }
    }
    Ok(Targets::Several(vec![Targets::Messages(messages), Targets::Threads { threads, within }]))
}
