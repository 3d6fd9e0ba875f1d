//! The command line: one verb one file. A verb parses its arguments, asks the house, and prints words or JSON (interface.md).
//!
//! A new verb is a file here with an `Args` struct and `run(args, &Context) -> Ended`, one line in [`args::Verb`] and one in [`run`].

pub mod args;
pub mod context;
pub(crate) mod crm;
pub mod global;
pub(crate) mod json;
pub mod output;
pub mod spoken;
pub mod trouble;
pub mod wrong_usage;

mod account;
mod attachment;
mod completions;
mod compose;
mod doctor;
mod draft;
mod ended;
mod export;
mod extract;
mod health;
mod import;
mod import_records;
pub mod keys;
mod leaving;
mod mailboxes;
pub mod mailto;
mod man;
mod merge;
mod message;
mod outbox;
mod progress;
pub mod search;
mod sync;
#[cfg(feature = "team")]
mod team;
mod template;
mod thread;
mod threads;
mod trash;
mod triage;
mod undo;
mod waiting;

pub use ended::{Ended, Exit};

use args::Verb;
use context::Context;

/// Carries a verb out.
///
/// # Errors
/// What the verb could not do, in words that say what to do next.
pub async fn run(verb: Verb, at: &Context) -> Ended {
    match verb {
        Verb::Account(verb) => account::run(verb, at).await,
        Verb::Sync(args) => sync::run(args, at).await,
        Verb::Mailboxes => mailboxes::run(at).await,
        Verb::Threads(args) => threads::run(args, at).await,
        Verb::Thread(args) => thread::run(args, at).await,
        Verb::Message(args) => message::run(args, at).await,
        Verb::Search(args) => search::run(args, at).await,
        Verb::Triage(verb) => triage::run(verb, at).await,
        Verb::Trash(verb) => trash::run(verb, at).await,
        Verb::Undo(args) => undo::run(args, at).await,
        Verb::Redo => undo::redo(at).await,
        Verb::Attachment(verb) => attachment::run(verb, at).await,
        Verb::Extract(args) => extract::run(args, at).await,
        Verb::Verify(args) => health::verify(&args, at).await,
        Verb::Backup(args) => health::backup(args, at).await,
        Verb::Restore(args) => health::restore(args, at).await,
        Verb::Compose(args) => compose::run(args, at).await,
        Verb::Send(args) => compose::send(args, at).await,
        Verb::Draft(args) => draft::run(args, at).await,
        Verb::Template(verb) => template::run(verb, at).await,
        #[cfg(feature = "team")]
        Verb::Team(verb) => team::run(verb, at).await,
        Verb::Merge(args) => merge::run(args, at).await,
        Verb::Outbox(args) => outbox::run(args, at).await,
        // The app is opened by the caller, which knows both front ends.
        Verb::Demo | Verb::Mailto(_) => Err(crate::problem::Problem::internal()),
        Verb::Import(verb) => import::run(verb, at).await,
        Verb::Export(verb) => export::run(verb, at).await,
        Verb::Doctor => doctor::run(at).await,
        Verb::Keys => keys::run(at),
        Verb::Completions(args) => completions::run(&args, spoken::command(&at.words), at),
        Verb::Man(args) => man::run(&args, spoken::without_help(&at.words), at),
        Verb::Lead(verb) => crm::record::run_converting(verb, at).await,
        Verb::Contact(verb) => crm::record::run(verb, at).await,
        Verb::Temp(verb) => crm::record::run_converting(verb, at).await,
        Verb::Company(verb) => crm::record::run_timed(verb, at).await,
        Verb::Deal(verb) => crm::record::run_timed(verb, at).await,
        Verb::Task(verb) => crm::record::run(verb, at).await,
        Verb::Event(verb) => crm::record::run(verb, at).await,
        Verb::Call(verb) => crm::record::run(verb, at).await,
        Verb::Note(verb) => crm::record::run(verb, at).await,
        Verb::Person(verb) => crm::person::run(verb, at).await,
        Verb::Link(args) => crm::links::link(&args, true, at).await,
        Verb::Unlink(args) => crm::links::link(&args, false, at).await,
        Verb::Explain(args) => crm::links::explain(&args, at).await,
        Verb::Agenda(args) => crm::boards::agenda(&args, at).await,
        Verb::Pipeline => crm::boards::pipeline(at).await,
    }
}
