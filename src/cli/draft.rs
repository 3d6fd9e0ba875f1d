//! `fumi draft`: what was begun and not sent.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{Context, absolute};
use super::{Ended, Exit, compose, outbox};
use crate::domain::mail::compose::{Enclosure, EnteredDraft};
use crate::domain::mail::message_id::MessageId;
use crate::i18n::Text;
use crate::jobs::outbox::{DraftRow, DropDraft, EncloseFile, ListDrafts, SaveDraft, SendMail};
use crate::present::{compose::first_words, sizes, when};
use crate::problem::{Code, Problem};

/// What to do with drafts.
#[derive(Debug, Args)]
pub struct DraftArgs {
    #[command(subcommand)]
    verb: Option<DraftVerb>,
}

/// What to do with drafts.
#[derive(Debug, Subcommand)]
pub enum DraftVerb {
    /// List the drafts, newest first
    List,
    /// Show a draft as it stands
    Show(OneDraft),
    /// Write something else into a draft; what is not named stays
    Edit(EditArgs),
    /// Send a draft; it is checked as any other mail
    Send(SendDraft),
    /// Throw a draft away for good
    Discard(OneDraft),
}

/// Which draft.
#[derive(Debug, Args)]
pub struct OneDraft {
    /// Its ID, or the end of it
    #[arg(value_name = "ID")]
    id: String,
}

/// What else shall stand in a draft.
#[derive(Debug, Args)]
pub struct EditArgs {
    /// Its ID, or the end of it
    #[arg(value_name = "ID")]
    id: String,
    /// Recipient, in place of those there; may stand more often, or hold several with commas
    #[arg(long, value_name = "A")]
    to: Option<Vec<String>>,
    /// Recipient of a copy, in place of those there
    #[arg(long, value_name = "A")]
    cc: Option<Vec<String>>,
    /// Recipient of a hidden copy, in place of those there
    #[arg(long, value_name = "A")]
    bcc: Option<Vec<String>>,
    /// Subject
    #[arg(long, value_name = "S")]
    subject: Option<String>,
    /// File with the whole text, or - for the standard input
    #[arg(long, value_name = "F")]
    body_file: Option<PathBuf>,
    /// File that goes along besides those there; may stand more often
    #[arg(long, value_name = "F")]
    attach: Vec<PathBuf>,
    /// Take what goes along away, by its name; may stand more often
    #[arg(long, value_name = "NAME")]
    detach: Vec<String>,
    /// The account it goes out from
    #[arg(long, value_name = "ACCOUNT")]
    from: Option<String>,
}

/// How a draft goes.
#[derive(Debug, Args)]
pub struct SendDraft {
    /// Its ID, or the end of it
    #[arg(value_name = "ID")]
    id: String,
    /// When it goes: now, without the hold time, or at a time such as tomorrow 9:00
    #[arg(long, value_name = "WHEN")]
    at: Option<String>,
}

/// Shows the drafts or acts on one.
///
/// # Errors
/// `not_found`, `ambiguous_id`, or why a draft cannot be sent; it stays then.
pub async fn run(args: DraftArgs, at: &Context) -> Ended {
    match args.verb.unwrap_or(DraftVerb::List) {
        DraftVerb::List => list(at).await,
        DraftVerb::Show(one) => {
            show(&find(at, &one.id).await?, at);
            Ok(Exit::DONE)
        }
        DraftVerb::Edit(args) => edit(args, at).await,
        DraftVerb::Send(args) => {
            let when = compose::when(args.at.as_deref(), at)?;
            let draft = find(at, &args.id).await?;
            let send = SendMail::Queue { entered: Box::new(draft.entered), draft: Some(draft.key), at: when };
            outbox::send(send, at).await
        }
        DraftVerb::Discard(one) => {
            let draft = find(at, &one.id).await?;
            at.ask(DropDraft(draft.key)).await?;
            if at.json() {
                at.output.value(&json!({ "discarded": true, "id": draft.id.to_string() }));
            } else {
                at.output.line(&at.say(&Text::of("draft-discarded").with("what", first_words(&draft.entered).as_str())));
            }
            Ok(Exit::DONE)
        }
    }
}

async fn list(at: &Context) -> Ended {
    let mut drafts = at.ask(ListDrafts).await?;
    drafts.truncate(at.limit().unwrap_or(drafts.len()));
    if at.json() {
        at.output.value(&drafts.iter().map(|draft| value(draft, at)).collect());
        return Ok(Exit::DONE);
    }
    if drafts.is_empty() {
        at.output.aside(&at.words.word("drafts-empty"));
    }
    for draft in &drafts {
        let line = Text::of("draft-row")
            .with("id", draft.id.short())
            .with("saved", when::list_date(draft.saved_at, at.now, &at.zone, &at.words))
            .with("what", first_words(&draft.entered).as_str())
            .with("to", crate::text::CleanText::line(&draft.entered.to).as_str());
        at.output.line(&at.say(&line));
    }
    Ok(Exit::DONE)
}

async fn edit(args: EditArgs, at: &Context) -> Ended {
    let lists = [&args.to, &args.cc, &args.bcc];
    let none = lists.iter().all(|list| list.is_none()) && args.attach.is_empty() && args.detach.is_empty();
    if none && args.subject.is_none() && args.body_file.is_none() && args.from.is_none() {
        return Err(Problem::usage(Code::Usage, Text::of("draft-edit-nothing")).hint(Text::of("draft-edit-nothing-hint")));
    }
    let DraftRow { key, mut entered, .. } = find(at, &args.id).await?;
    for (field, given) in [(&mut entered.to, args.to), (&mut entered.cc, args.cc), (&mut entered.bcc, args.bcc)] {
        if let Some(given) = given {
            *field = given.into_iter().filter(|one| !one.trim().is_empty()).collect::<Vec<_>>().join(", ");
        }
    }
    if let Some(subject) = args.subject {
        entered.subject = subject;
    }
    if let Some(file) = &args.body_file {
        entered.body = compose::text_of(file)?;
    }
    for name in &args.detach {
        let before = entered.enclosures.len();
        entered.enclosures.retain(|one| one.name.as_str() != name);
        if entered.enclosures.len() == before {
            let problem = Problem::failed(Code::NotFound, Text::of("draft-no-attachment").with("name", name.as_str()));
            return Err(problem.hint(Text::of("draft-no-attachment-hint")).field("detach"));
        }
    }
    for file in &args.attach {
        entered.enclosures.push(at.ask(EncloseFile(absolute(file))).await?);
    }
    entered.account = compose::account(args.from.as_deref(), at)?.or(entered.account);
    let saved = at.ask(SaveDraft { draft: Some(key), entered: Box::new(entered) }).await?;
    show(&find(at, &saved.id.to_string()).await?, at);
    Ok(Exit::DONE)
}

/// The draft of an id or of an ending of one.
async fn find(at: &Context, id: &str) -> Result<DraftRow, Problem> {
    let wanted = id.trim().replace('-', "").to_lowercase();
    if wanted.is_empty() {
        return Err(Problem::blank("id"));
    }
    let drafts = at.ask(ListDrafts).await?;
    let means = |draft: &DraftRow| wanted.len() >= 6 && draft.id.to_string().replace('-', "").ends_with(&wanted);
    let mut found = drafts.into_iter().filter(means);
    match (found.next(), found.next()) {
        (Some(one), None) => Ok(one),
        (None, _) => Err(Problem::failed(Code::NotFound, Text::of("draft-not-found")).hint(Text::of("draft-not-found-hint")).detail(id)),
        (Some(_), Some(_)) => Err(Problem::ambiguous_id().detail(id)),
    }
}

fn show(draft: &DraftRow, at: &Context) {
    if at.json() {
        return at.output.value(&value(draft, at));
    }
    let EnteredDraft { to, cc, bcc, subject, body, .. } = &draft.entered;
    let from = sender(draft, at).unwrap_or_default();
    for (id, text) in [("compose-from", &from), ("compose-to", to), ("compose-cc", cc), ("compose-bcc", bcc), ("compose-subject", subject)]
    {
        if !text.is_empty() {
            at.output.line(&format!("{}: {text}", at.words.word(id)));
        }
    }
    for one in &draft.entered.enclosures {
        at.output.line(&format!("{}: {} ({})", at.words.word("compose-attached"), one.name, sizes::bytes(one.size)));
    }
    at.output.line("");
    at.output.line(body.trim_end_matches('\n'));
}

/// The name of the account a draft goes out from, where one was chosen.
fn sender(draft: &DraftRow, at: &Context) -> Option<String> {
    let account = draft.entered.account.and_then(|id| at.settings.account(id))?;
    Some(account.name.as_str().to_owned())
}

fn enclosure(one: &Enclosure) -> Value {
    json!({ "name": one.name.as_str(), "size": one.size })
}

fn value(draft: &DraftRow, at: &Context) -> Value {
    json!({
        "id": draft.id.to_string(),
        "state": "draft",
        "saved": draft.saved_at.to_rfc3339(),
        "from": sender(draft, at),
        "to": draft.entered.to,
        "cc": draft.entered.cc,
        "bcc": draft.entered.bcc,
        "subject": draft.entered.subject,
        "body": draft.entered.body,
        "attachments": draft.entered.enclosures.iter().map(enclosure).collect::<Vec<_>>(),
        "in_reply_to": draft.entered.in_reply_to.as_ref().map(MessageId::to_string),
    })
}
