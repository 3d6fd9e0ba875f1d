//! `fumi compose` and `fumi send`: a mail into the outbox, or into the drafts.

use std::collections::BTreeSet;
use std::io::Read;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use super::context::{Context, absolute};
use super::{Ended, Exit, message, outbox};
use crate::domain::ids::Id;
use crate::domain::mail::compose::{EnteredDraft, Signature, doubts, spread_links};
use crate::i18n::Text;
use crate::jobs::outbox::{EncloseFile, OriginalOf, SaveDraft, SavedDraft, SendAt, SendMail};
use crate::present;
use crate::present::compose::{Answer, answer, not_heeded};
use crate::problem::{Code, Problem};

/// What to write.
#[derive(Debug, Args)]
pub struct ComposeArgs {
    /// Recipient; may stand more often, or hold several with commas
    #[arg(long, value_name = "A")]
    to: Vec<String>,
    /// Recipient of a copy
    #[arg(long, value_name = "A")]
    cc: Vec<String>,
    /// Recipient of a hidden copy
    #[arg(long, value_name = "A")]
    bcc: Vec<String>,
    /// Subject
    #[arg(long, value_name = "S")]
    subject: Option<String>,
    /// File with the text, or - for the standard input
    #[arg(long, value_name = "F")]
    body_file: Option<PathBuf>,
    /// Answer this message: To, subject and quote follow from it
    #[arg(long, value_name = "ID", conflicts_with = "forward")]
    reply: Option<String>,
    /// Answer everybody
    #[arg(long, requires = "reply")]
    all: bool,
    /// Answer to the mailing list it came through
    #[arg(long, requires = "reply", conflicts_with = "all")]
    list: bool,
    /// Pass this message on, with its attachments
    #[arg(long, value_name = "ID")]
    forward: Option<String>,
    /// Pass it on whole, as an attachment
    #[arg(long, requires = "forward")]
    as_attachment: bool,
    /// File that goes along; may stand more often
    #[arg(long, value_name = "F")]
    attach: Vec<PathBuf>,
    /// The account it goes out from
    #[arg(long, value_name = "ACCOUNT")]
    from: Option<String>,
    /// When it goes: now, without the hold time, or at a time such as tomorrow 9:00
    #[arg(long, value_name = "WHEN", conflicts_with = "draft")]
    at: Option<String>,
    /// Put the account's signature below the text
    #[arg(long)]
    signature: bool,
    /// Keep it as a draft
    #[arg(long)]
    draft: bool,
}

/// How a finished message goes.
#[derive(Debug, Args)]
pub struct SendArgs {
    /// The account it goes out from
    #[arg(long, value_name = "ACCOUNT")]
    from: Option<String>,
    /// When it goes: now, without the hold time, or at a time such as tomorrow 9:00
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
}

/// Writes a mail.
///
/// # Errors
/// `invalid_field`, `no_outgoing`, or what the store says; nothing was queued then.
pub async fn run(args: ComposeArgs, at: &Context) -> Ended {
    let when = when(args.at.as_deref(), at)?;
    let mut entered = begin(&args, at).await?;
    entered.account = account(args.from.as_deref(), at)?.or(entered.account);
    for (field, given) in [(&mut entered.to, &args.to), (&mut entered.cc, &args.cc), (&mut entered.bcc, &args.bcc)] {
        let held = std::mem::take(field);
        *field = std::iter::once(held).filter(|held| !held.is_empty()).chain(given.iter().cloned()).collect::<Vec<_>>().join(", ");
    }
    if args.signature {
        entered.body = signed(&entered, at)?;
    }
    let quoted = std::mem::take(&mut entered.body);
    if let Some(subject) = args.subject {
        entered.subject = subject;
    }
    let ignored = spread_links(&mut entered);
    if !ignored.is_empty() {
        at.output.aside(&at.say(&not_heeded(&ignored)));
    }
    entered.body.push_str(&quoted);
    if let Some(file) = &args.body_file {
        entered.body = format!("{}{}", text_of(file)?.trim_end_matches('\n'), entered.body);
    }
    for file in &args.attach {
        entered.enclosures.push(at.ask(EncloseFile(absolute(file))).await?);
    }
    if args.draft {
        return keep(entered, at).await;
    }
    if let Ok(draft) = entered.read() {
        for doubt in doubts(&entered, &draft, &BTreeSet::new()) {
            at.output.aside(&at.say(&present::compose::doubt(&doubt)));
        }
    }
    show(SendMail::Queue { entered: Box::new(entered), draft: None, at: when }, at).await
}

/// Sends a finished message from the standard input.
///
/// # Errors
/// `invalid_message` or `invalid_field`; nothing was queued then.
pub async fn send(args: SendArgs, at: &Context) -> Ended {
    let when = when(args.at.as_deref(), at)?;
    let account = account(args.from.as_deref(), at)?;
    let bytes = read(std::path::Path::new("-"))?;
    show(SendMail::QueueFinished { bytes, account, at: when }, at).await
}

async fn begin(args: &ComposeArgs, at: &Context) -> Result<EnteredDraft, Problem> {
    let (id, how) = match (&args.reply, &args.forward) {
        (Some(id), _) if args.list => (id, Answer::ReplyList),
        (Some(id), _) => (id, if args.all { Answer::ReplyAll } else { Answer::Reply }),
        (None, Some(id)) => (id, if args.as_attachment { Answer::ForwardWhole } else { Answer::Forward }),
        (None, None) => return Ok(EnteredDraft::default()),
    };
    let key = message::find(at, id).await?;
    let original = at.ask(OriginalOf(key)).await?;
    Ok(answer(&original, how, &at.zone, &at.words))
}

/// What was begun with the signature of its account, below a quote or in front of what is passed on, as in the app.
fn signed(begun: &EnteredDraft, at: &Context) -> Result<String, Problem> {
    let account = match begun.account {
        Some(id) => at.settings.accounts.iter().find(|one| one.id == id),
        None => at.settings.default_account(),
    };
    let account = account.ok_or_else(Problem::no_outgoing)?;
    let signature = account.signature.as_str();
    if signature.trim().is_empty() {
        let said = Text::of("compose-no-signature").with("name", account.name.as_str());
        return Err(Problem::failed(Code::InvalidField, said).hint(Text::of("compose-no-signature-hint")).field("signature"));
    }
    Ok(Signature::begin(&begun.body, signature, begun.forward_of.is_some()).1)
}

/// The text in a file, or on the standard input for `-`.
///
/// # Errors
/// `invalid_field` where it cannot be read, or is not UTF-8.
pub(super) fn text_of(file: &std::path::Path) -> Result<String, Problem> {
    String::from_utf8(read(file)?).map_err(|error| unreadable(&error.to_string()))
}

/// The account of a name that `--from` gives.
pub(super) fn account(name: Option<&str>, at: &Context) -> Result<Option<Id>, Problem> {
    name.map(|name| at.account(name).map(|account| account.id).map_err(|problem| problem.field("from"))).transpose()
}

/// When a mail goes, as `--at` says.
pub(super) fn when(typed: Option<&str>, at: &Context) -> Result<SendAt, Problem> {
    typed.map_or(Ok(SendAt::AfterHold), |typed| present::outbox::at(typed, &at.times()))
}

fn read(file: &std::path::Path) -> Result<Vec<u8>, Problem> {
    let mut bytes = Vec::new();
    let done = if file.as_os_str() == "-" {
        std::io::stdin().lock().read_to_end(&mut bytes).map(drop)
    } else {
        std::fs::read(file).map(|read| bytes = read)
    };
    done.map(|()| bytes).map_err(|error| unreadable(&error.to_string()))
}

fn unreadable(why: &str) -> Problem {
    Problem::failed(Code::InvalidField, Text::of("compose-body-file"))
        .hint(Text::of("compose-body-file-hint"))
        .detail(why)
        .field("body-file")
}

async fn keep(entered: EnteredDraft, at: &Context) -> Ended {
    let SavedDraft { id, .. } = at.ask(SaveDraft { draft: None, entered: Box::new(entered) }).await?;
    if at.json() {
        at.output.value(&json!({ "id": id.to_string(), "state": "draft" }));
    } else {
        at.output.line(&format!("{}  {}", id.short(), at.words.word("compose-draft-kept")));
    }
    Ok(Exit::DONE)
}

async fn show(send: SendMail, at: &Context) -> Ended {
    outbox::send(send, at).await
}
