//! What can be said on the command line.

use clap::{Parser, Subcommand};

use super::export::ExportVerb;
use super::global::Global;
#[cfg(feature = "team")]
use super::team;
use super::{
    account, attachment, completions, compose, crm, draft, extract, health, import, mailto, man, merge, message, outbox, search, sync,
    template, thread, threads, trash, triage, undo,
};

/// A terminal mail client that knows your customers.
#[derive(Debug, Parser)]
#[command(name = "fumi", version, about, max_term_width = 100)]
pub struct Arguments {
    /// Options of every command.
    #[command(flatten)]
    pub global: Global,
    /// The command; without one the app opens.
    #[command(subcommand)]
    pub verb: Option<Verb>,
}

/// Every command that works.
#[derive(Debug, Subcommand)]
pub enum Verb {
    /// Mail accounts: add, test, edit, remove
    #[command(subcommand)]
    Account(account::AccountVerb),
    /// Fetch mail now
    Sync(sync::SyncArgs),
    /// List the mailboxes with their counters
    Mailboxes,
    /// List conversations, newest first
    Threads(threads::ThreadsArgs),
    /// Show a conversation as a tree
    Thread(thread::ThreadArgs),
    /// Show a message
    Message(message::MessageArgs),
    /// Find messages or conversations
    Search(search::SearchArgs),
    /// Archive, delete, star, move, label and snooze messages
    #[command(flatten)]
    Triage(triage::TriageVerb),
    /// Empty the trash
    #[command(subcommand)]
    Trash(trash::TrashVerb),
    /// Take the last change back
    Undo(undo::UndoArgs),
    /// Do it again
    Redo,
    /// List or save what a message carries
    #[command(subcommand)]
    Attachment(attachment::AttachmentVerb),
    /// Say what a mail tells about its sender
    Extract(extract::ExtractArgs),
    /// Check that everything stored is there and unchanged
    Verify(health::VerifyArgs),
    /// Copy the store into a new file
    Backup(health::FileArgs),
    /// Put a backup in the place of the store
    Restore(health::FileArgs),
    /// Write a mail, an answer, or pass one on
    Compose(compose::ComposeArgs),
    /// Send a finished message from the standard input
    Send(compose::SendArgs),
    /// What was begun and not sent: list, show, edit, send, discard
    Draft(draft::DraftArgs),
    /// Mails that are written once: add, list, show, edit, delete
    #[command(subcommand)]
    Template(template::TemplateVerb),
    /// The workspace that a team shares: init, join, set-password, leave, status, sync, member, group, policy
    #[cfg(feature = "team")]
    #[command(subcommand)]
    Team(team::TeamVerb),
    /// Send a template to people one by one
    Merge(merge::MergeArgs),
    /// What is on its way: list, cancel, retry, flush
    Outbox(outbox::OutboxArgs),
    /// Open the app with a mail begun as a link asks; fumi mailto:... does the same
    Mailto(mailto::MailtoArgs),
    /// Try fumi: the app on a throw-away home with sample mail
    Demo,
    /// Take in mail from files
    #[command(subcommand)]
    Import(import::ImportVerb),
    /// Write mail and records out into files
    #[command(subcommand)]
    Export(ExportVerb),
    /// Say where everything lies and what keeps fumi from working
    Doctor,
    /// List the keys of the app
    Keys,
    /// Print completions for a shell
    Completions(completions::CompletionsArgs),
    /// Write manual pages into a folder
    Man(man::ManArgs),
    /// Leads: add, list, show, edit, delete, convert
    #[command(subcommand)]
    Lead(crm::record::ConvertingVerb<crm::kinds::Lead>),
    /// Contacts: add, list, show, edit, delete
    #[command(subcommand)]
    Contact(crm::record::RecordVerb<crm::kinds::Contact>),
    /// Temps: add, list, show, edit, delete, convert
    #[command(subcommand)]
    Temp(crm::record::ConvertingVerb<crm::kinds::Temp>),
    /// Companies: add, list, show, edit, delete, timeline
    #[command(subcommand)]
    Company(crm::record::TimedVerb<crm::kinds::Company>),
    /// Deals of contacts: add, list, show, edit, delete, timeline
    #[command(subcommand)]
    Deal(crm::record::TimedVerb<crm::kinds::Deal>),
    /// Tasks: add, list, show, edit, delete
    #[command(subcommand)]
    Task(crm::record::RecordVerb<crm::kinds::Task>),
    /// Events: add, list, show, edit, delete
    #[command(subcommand)]
    Event(crm::record::RecordVerb<crm::kinds::Event>),
    /// Calls: add, list, show, edit, delete
    #[command(subcommand)]
    Call(crm::record::RecordVerb<crm::kinds::Call>),
    /// Notes: add, list, show, edit, delete
    #[command(subcommand)]
    Note(crm::record::RecordVerb<crm::kinds::Note>),
    /// People of every kind: merge, duplicates, timeline, share-mail
    #[command(subcommand)]
    Person(crm::person::PersonVerb),
    /// Link a message to a record by hand
    Link(crm::links::LinkArgs),
    /// Say that a message does not belong to a record
    Unlink(crm::links::LinkArgs),
    /// Say why a message is linked to a record, or not
    Explain(crm::links::ExplainArgs),
    /// List what is to be done
    Agenda(crm::boards::AgendaArgs),
    /// List deals by stage
    Pipeline,
}

impl Verb {
    /// Whether this command reads or writes a home.
    pub fn needs_home(&self) -> bool {
        match self {
            Self::Completions(_) | Self::Man(_) | Self::Demo => false,
            Self::Account(verb) => verb.needs_home(),
            _ => true,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_arguments_are_consistent() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn global_options_go_before_or_after_the_command() {
        for line in [["fumi", "--json", "--lang", "ja", "keys"], ["fumi", "keys", "--json", "--lang", "ja"]] {
            let arguments = Arguments::try_parse_from(line).unwrap();
            assert!(arguments.global.json);
            assert_eq!(arguments.global.lang.as_deref(), Some("ja"));
        }
    }
}
