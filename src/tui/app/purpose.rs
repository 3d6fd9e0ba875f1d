//! What answers are for. A purpose names the question that it is asked with, so that its answer is of that type, and the place of the screen that it fills.

use super::kept_form::FoundForm;
use super::left::Left;
use super::met::{Met, Wish};
use crate::domain::crm::kind::{RecordName, RecordRef};
use crate::domain::crm::record::Record;
use crate::domain::ids::{Id, MessageKey};
use crate::jobs::account::{AccountChange, ListAccounts, OpenPasswords, TestOf};
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::{
    AgendaOf, Conversion, CountDue, EditRecord, HistoryOf, ListDuplicates, MatchingRecords, MergePersons, RecordQuery, Reschedule,
    ShowPipeline, ShowRecord, SidebarOf, TimelineOf,
};
use crate::jobs::extraction::Extract;
use crate::jobs::fetch::FetchNow;
use crate::jobs::mail::{CountThreads, ListMailboxes, ListView, OpenThread, ReadMessage, WindowOf};
use crate::jobs::outbox::{CountDrafts, FindUnsent, ListCorrespondents, ListDrafts, ListOutbox, OriginalOf, SendMail};
use crate::jobs::triage::{self, Triage};
use crate::jobs::{self, Question, Slot, account, crm, mail, outbox, outside};
use crate::present::compose::Answer;
use crate::text::CleanText;

/// What an answer is for.
pub(crate) trait Purpose: Into<Open> {
    /// What is asked for it.
    type Question: Question;

    /// The place that the answer fills; a newer question for it makes an older one worthless.
    const SLOT: Option<Slot>;
}

macro_rules! slot {
    () => {
        None
    };
    ($slot:ident) => {
        Some(Slot::$slot)
    };
}

/// Declares the purposes: `Name asks Question`, with the place of the screen that the answer fills where there is one.
macro_rules! purposes {
    ($($(#[$about:meta])* $name:ident $(($($with:ty),+))? asks $question:ty $(, for $slot:ident)?;)+) => {
        $(
            $(#[$about])*
            #[derive(Debug, Clone, PartialEq)]
            pub(crate) struct $name $(($(pub(crate) $with),+))?;

            impl Purpose for $name {
                type Question = $question;
                const SLOT: Option<Slot> = slot!($($slot)?);
            }

            impl From<$name> for Open {
                fn from(purpose: $name) -> Self {
                    Self::$name(purpose)
                }
            }
        )+

        /// An open question: the sum of all purposes.
        #[derive(Debug, Clone, PartialEq)]
        pub(crate) enum Open {
            $($(#[$about])* $name($name),)+
        }
    };
}

purposes! {
    /// The mailboxes pane.
    Mailboxes asks ListMailboxes, for Mailboxes;
    /// The accounts: whether there are any, and how they are.
    Accounts asks ListAccounts, for Accounts;
    /// A window of the thread list.
    Window asks WindowOf, for Window;
    /// How many threads the search of the list finds, this one.
    Count(ListView) asks CountThreads, for Count;
    /// The thread of the conversation.
    Thread asks OpenThread, for Thread;
    /// A thread beside the one under the cursor, which the person may go to next.
    Ahead asks OpenThread, for Ahead;
    /// A message of the conversation.
    Message(MessageKey) asks ReadMessage, for Message;
    /// A saved attachment of this name.
    Attachment(CleanText) asks mail::SaveAttachment;
    /// All attachments of a message, saved.
    Attachments asks mail::SaveAllAttachments;
    /// An attachment of this name that the viewer opens.
    OpenAttachment(CleanText) asks outside::OpenAttachment;
    /// A message that is saved in a file.
    SaveMessage asks mail::SaveMessage;
    /// The source of a message.
    Source asks mail::ReadSource;
    /// A message that a command of these words is given.
    Pipe(CleanText) asks outside::PipeMessage;
    /// The end of the commands that run.
    StopCommands asks outside::StopCommands;
    /// The page of a message, for the browser.
    OpenPage asks outside::OpenPage;
    /// The text of a message, for the printer.
    Print asks outside::PrintText;
    /// A link that the browser opens.
    OpenLink(CleanText) asks outside::OpenLink;
    /// Whether one request takes the person off the list of this message; the way that it names otherwise.
    OneClick(MessageKey, CleanText) asks outside::OneClickOf;
    /// That request, to this host.
    LeaveList(CleanText) asks outside::LeaveList;
    /// A change that is laid over the rows until this answer.
    Change asks Triage;
    /// Removes what lies in the trash for good.
    EmptyTrash asks triage::EmptyTrash;
    /// Takes the newest change back (`z`).
    Undo asks UndoRedo;
    /// Carries out again what was taken back.
    Redo asks UndoRedo;
    /// The servers of the address in the account form.
    Discover asks account::DiscoverServers, for Servers;
    /// The end of that search.
    StopDiscovery asks account::StopDiscovery;
    /// What the last fetches of an account brought.
    Fetches(Id) asks account::FetchesOf, for Fetches;
    /// A fetch that a person asked for.
    Fetch asks FetchNow;
    /// The first fetch of an account that was added.
    FirstFetch(Id) asks FetchNow;
    /// How many mails that account has now.
    FirstCount(Id) asks ListAccounts;
    /// Who the person under the cursor is.
    Sidebar asks SidebarOf, for Sidebar;
    /// Who the person of a row beside the one under the cursor is, by this address.
    SidebarAhead(String) asks SidebarOf, for SidebarAhead;
    /// Another of several persons who have the address of the one under the cursor.
    ShowFirst asks crm::ShowFirst;
    /// Who somebody is for whom the person wants something, decided when the key was pressed.
    ForPerson(Wish, Box<Met>) asks SidebarOf;
    /// The records of the tab beside mail.
    BoardRecords asks RecordQuery, for Board;
    /// The deals of that tab by stage.
    BoardPipeline asks ShowPipeline, for Board;
    /// The agenda in that tab.
    BoardAgenda asks AgendaOf, for Board;
    /// The record under the cursor of that tab.
    BoardRecord asks SidebarOf, for BoardRecord;
    /// Records that are deleted in that tab.
    DeleteRecords asks crm::DeleteRecords;
    /// A field of several records of that tab.
    EditSeveral asks crm::EditSeveral;
    /// A record that is changed in that tab without a form.
    ChangeRecord asks EditRecord;
    /// What a mail says about its sender, for the open form.
    Extraction asks Extract, for Extraction;
    /// A record that a form adds.
    AddRecord asks crate::domain::crm::record::NewRecord;
    /// A record that a form changes.
    SaveRecord asks EditRecord;
    /// A lead that becomes a contact.
    Convert asks Conversion;
    /// A lead or temp whose form of conversion opens.
    OpenConversion asks ShowRecord, for Form;
    /// Who may be a person of this name once more.
    Doubles(RecordName) asks ListDuplicates, for Form;
    /// One of two persons that are shown beside each other, with the other.
    MergeOne(RecordRef) asks ShowRecord, for Form;
    /// The other, with the first.
    MergeOther(Box<Record>) asks ShowRecord, for Form;
    /// Two persons that become one.
    Merge asks MergePersons;
    /// A record to open in a form.
    OpenRecord asks ShowRecord, for Form;
    /// The record of a form that an app left half-filled.
    ReopenForm(Box<FoundForm>) asks ShowRecord, for Form;
    /// An account that a form adds or changes.
    SaveAccount asks AccountChange;
    /// A test of what stands in the account form.
    TestAccount asks TestOf;
    /// A change of an account without a form.
    ChangeAccount asks AccountChange;
    /// An account that is taken away.
    RemoveAccount(Id) asks account::RemoveAccount;
    /// Where to sign in for an account.
    BeginSignIn(Id) asks account::BeginSignIn;
    /// The end of that.
    EndSignIn(Id) asks account::EndSignIn;
    /// The passphrase of the kept passwords.
    Unlock asks OpenPasswords;
    /// The person whom a mail is begun to, in a tab beside mail; what it is about.
    WriteTo(Id) asks ShowRecord, for Form;
    /// The mail that is to be answered, and the record on which that was begun.
    Original(Answer, Option<Id>) asks OriginalOf, for Original;
    /// The mail that an opened draft answers.
    Answered asks OriginalOf, for Answered;
    /// A draft that is kept.
    SaveDraft asks outbox::SaveDraft;
    /// A draft that is thrown away.
    DropDraft asks outbox::DropDraft;
    /// A draft that is thrown away by its row.
    ThrowDraftAway asks outbox::DropDraft;
    /// A mail into the outbox.
    Queue asks SendMail;
    /// How the outbox is, to say what changed.
    Outbox asks ListOutbox, for Outbox;
    /// The outbox, to show it.
    ShowOutbox asks ListOutbox;
    /// The drafts, to show them.
    ShowDrafts asks ListDrafts;
    /// A file that shall go along with the mail that is being written.
    Enclose asks outbox::EncloseFile;
    /// Whom the mail that is being written may go to.
    Correspondents asks ListCorrespondents, for Correspondents;
    /// The records that this search of the list finds.
    Matching(String) asks MatchingRecords, for Matching;
    /// The drafts and the waiting mail that this search of the list finds.
    FoundUnsent(String) asks FindUnsent, for Unsent;
    /// Why a mail is linked or not.
    Explain asks crm::ExplainMail, for Form;
    /// The records that a mail may be linked to.
    LinkCandidates(MessageKey) asks MatchingRecords, for Form;
    /// A mail that is linked to a record.
    LinkMail asks crm::LinkMail;
    /// The changes of a record of this name.
    History(RecordName) asks HistoryOf, for Form;
    /// What happened with a record of this name.
    Timeline(RecordName) asks TimelineOf, for Form;
    /// How much is due.
    Due asks CountDue, for Due;
    /// What is put off in the agenda.
    Postpone asks Reschedule;
    /// How many drafts there are.
    DraftCount asks CountDrafts, for Drafts;
    /// The newest draft, to open it after an undone send.
    ReopenDraft asks ListDrafts;
    /// The drafts, for a text that an editor left.
    TakeLeft(Left) asks ListDrafts;
    /// What a person does about a row of the outbox.
    SendAgain asks SendMail;
    /// A choice about the screen that is kept.
    KeepLook asks jobs::look::KeepLook;
    /// A mail of the outbox that is taken back.
    TakeMailBack asks outbox::TakeMailBack;
}
