//! `fumi trash empty`: removes what lies in the trash for good.

use clap::{Args, Subcommand};

use super::context::Context;
use super::{Ended, Exit, triage};
use crate::domain::mail::mailbox::MailboxRole;
use crate::i18n::Text;
use crate::jobs::mail::ListMailboxes;
use crate::jobs::triage::EmptyTrash;
use crate::problem::{Code, Problem};

/// What can be done with the trash.
#[derive(Debug, Subcommand)]
pub enum TrashVerb {
    /// Remove what lies in the trash for good; asks first, and cannot be undone
    Empty(EmptyArgs),
}

/// How it is emptied.
#[derive(Debug, Args)]
pub struct EmptyArgs {
    /// Do not ask
    #[arg(long)]
    yes: bool,
}

/// Empties the trash of every account.
///
/// # Errors
/// `needs_yes` where nobody can be asked, `changed_since` when mail came into the trash while somebody was.
pub async fn run(verb: TrashVerb, at: &Context) -> Ended {
    let TrashVerb::Empty(EmptyArgs { yes }) = verb;
    let agreed = if yes { None } else { Some(agreed(at).await?) };
    triage::show(&at.ask(EmptyTrash { mailboxes: Vec::new(), agreed }).await?, at);
    Ok(Exit::DONE)
}

/// Asks a person about what lies there now, and answers how much that is.
async fn agreed(at: &Context) -> Result<u64, Problem> {
    let rows = at.ask(ListMailboxes).await?;
    let held = rows.iter().filter(|row| row.role == Some(MailboxRole::Trash)).map(|row| row.total).sum();
    let what = Text::of("trash-empty-what").count("n", i64::try_from(held).unwrap_or(i64::MAX));
    let asked = Text::of("cli-go-on").text("what", what.clone());
    if held == 0 || at.output.asks(&at.say(&asked), &at.words.word("cli-yes-letters")) {
        return Ok(held);
    }
    Err(Problem::usage(Code::NeedsYes, what).hint(Text::of("trash-empty-hint")))
}
