//! Which answer belongs to which question, and where both stand in the sums of the channels: above the subjects, so that they need not know of each other.

use super::account::{
    AccountChange, AccountJob, AccountLedger, AccountReport, AccountRow, AccountSaved, AccountTest, AskAlias, BeginSignIn, ConfirmAlias,
    DiscoverServers, EndSignIn, FetchesOf, FindAccounts, FoundAccount, ListAccounts, OpenPasswords, RemoveAccount, RemoveWithMail,
    SignInAt, StopDiscovery, TestOf,
};
use super::changes::{Changed, ChangesJob, GroupRow, ListGroups, UndoRedo};
use super::crm::{
    Added, Agenda, AgendaOf, Conversion, Converted, CountDue, CrmJob, CrmReport, DeleteRecords, DuplicatePair, EditRecord, EditSeveral,
    ExplainMail, Explanation, FindRecord, HistoryEntry, HistoryOf, LinkMail, ListDuplicates, MatchingRecords, MergePersons, RecordQuery,
    RecordSaved, RecordWindow, Reschedule, ShareMail, ShowFirst, ShowPipeline, ShowRecord, Sidebar, SidebarOf, StageRow, TimelineEntry,
    TimelineOf, UnlinkMail,
};
use super::exchange::{
    ExchangeJob, ExchangeReport, ExportAll, ExportCalendar, ExportMail, ExportRecords, ExportedAll, ExportedMail, ExportedRecords,
    ImportCalendar, ImportMail, ImportRecords, Imported, ImportedRecords,
};
use super::extraction::{Extract, Extracted};
use super::fetch::{FetchNow, FetchSummary};
use super::health::{BackUp, BackedUp, HealthJob, HealthReport, RepairStore, Repaired, Verification, VerifyStore};
use super::look::KeepLook;
use super::mail::{
    CountThreads, FindMessages, ListMailboxes, MailJob, MailReport, MailboxRow, MessageRow, MessageView, OpenThread, OpenedThread,
    ReadMessage, ReadRaw, ReadRows, ReadSource, ReadThread, SaveAllAttachments, SaveAttachment, SaveMessage, SavedAttachment, SourceView,
    ThreadCount, ThreadView, ThreadWindow, WindowOf,
};
use super::outbox::{
    Correspondent, CountDrafts, DraftRow, DropDraft, EncloseFile, FindUnsent, ListCorrespondents, ListDrafts, ListOutbox, OriginalOf,
    OutboxJob, OutboxReport, OutboxRow, SaveDraft, SavedDraft, SendAllDue, SendMail, TakeMailBack, Unsent,
};
use super::outside::{
    LeaveList, OneClickOf, OpenAttachment, OpenLink, OpenPage, Opened, OutsideJob, OutsideReport, PipeMessage, Piped, PrintText,
    StopCommands,
};
use super::question::Question;
use super::resolve::{MailOf, MailboxesOf, MessageOf, MessageOrThread, Resolve, Resolved, ThreadOf};
use super::triage::{EmptyTrash, Triage};
use super::{Job, Report};
use crate::domain::crm::kind::RecordName;
use crate::domain::crm::record::{NewRecord, Record};
use crate::domain::discovery::Discovery;
use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::compose::{Enclosure, Original};
use crate::text::CleanText;

/// Pairs questions with their answers: `Question as its variant of the subject's jobs => Answer as its variant of the subject's reports`.
macro_rules! questions {
    ($($question:ty as $job:ident::$asked:ident => $answer:ty as $report:ident::$answered:ident;)+) => {$(
        impl From<$question> for Job {
            fn from(question: $question) -> Self {
                Self::from($job::$asked(question))
            }
        }

        impl Question for $question {
            type Answer = $answer;

            fn answer(report: Report) -> Option<$answer> {
                match $report::try_from(report) {
                    Ok($report::$answered(answer)) => Some(answer),
                    _ => None,
                }
            }
        }
    )+};
}

/// Pairs questions with no answer but that they are done.
macro_rules! wishes {
    ($($question:ty as $job:ident::$asked:ident;)+) => {$(
        impl From<$question> for Job {
            fn from(question: $question) -> Self {
                Self::from($job::$asked(question))
            }
        }

        impl Question for $question {
            type Answer = ();

            fn answer(report: Report) -> Option<()> {
                matches!(report, Report::Done).then_some(())
            }
        }
    )+};
}

questions! {
    ListMailboxes as MailJob::Mailboxes => Vec<MailboxRow> as MailReport::Mailboxes;
    WindowOf as MailJob::Threads => ThreadWindow as MailReport::Threads;
    ReadThread as MailJob::Thread => ThreadView as MailReport::Thread;
    OpenThread as MailJob::Open => OpenedThread as MailReport::Opened;
    FindMessages as MailJob::Search => Vec<MessageKey> as MailReport::Found;
    CountThreads as MailJob::Count => ThreadCount as MailReport::Counted;
    ReadRows as MailJob::Rows => Vec<MessageRow> as MailReport::Rows;
    ReadMessage as MailJob::Message => Box<MessageView> as MailReport::Message;
    ReadRaw as MailJob::Raw => Vec<u8> as MailReport::Raw;
    SaveAttachment as MailJob::SaveAttachment => SavedAttachment as MailReport::Saved;
    Triage as Job::Triage => Changed as Report::Changed;
    EmptyTrash as Job::EmptyTrash => Changed as Report::Changed;
    UndoRedo as ChangesJob::Turn => Changed as Report::Changed;
    ListGroups as ChangesJob::List => Vec<GroupRow> as Report::Groups;
    ListAccounts as AccountJob::List => Vec<AccountRow> as AccountReport::List;
    AccountChange as AccountJob::Change => AccountSaved as AccountReport::Saved;
    TestOf as AccountJob::Test => AccountTest as AccountReport::Test;
    FetchesOf as AccountJob::Fetches => Box<AccountLedger> as AccountReport::Fetches;
    FindAccounts as AccountJob::Find => Vec<FoundAccount> as AccountReport::Found;
    AskAlias as AccountJob::AskAlias => Box<OutboxRow> as OutboxReport::Row;
    ConfirmAlias as AccountJob::ConfirmAlias => AccountSaved as AccountReport::Saved;
    BeginSignIn as AccountJob::BeginSignIn => SignInAt as AccountReport::SignIn;
    DiscoverServers as AccountJob::Discover => Box<Discovery> as AccountReport::Discovered;
    FetchNow as Job::Fetch => Vec<FetchSummary> as Report::Fetched;
    MessageOf as Resolve::Message => MessageKey as Resolved::Message;
    ThreadOf as Resolve::Thread => ThreadKey as Resolved::Thread;
    MailOf as Resolve::Mail => MessageOrThread as Resolved::Mail;
    MailboxesOf as Resolve::Mailboxes => Vec<MailboxKey> as Resolved::Mailboxes;
    SidebarOf as CrmJob::Sidebar => Box<Sidebar> as CrmReport::Sidebar;
    RecordQuery as CrmJob::List => RecordWindow as CrmReport::Records;
    ShowRecord as CrmJob::Show => Box<Record> as CrmReport::Record;
    FindRecord as CrmJob::Find => RecordName as CrmReport::Found;
    NewRecord as CrmJob::Add => Added as CrmReport::Added;
    EditRecord as CrmJob::Edit => RecordSaved as CrmReport::Saved;
    EditSeveral as CrmJob::EditSeveral => Changed as Report::Changed;
    DeleteRecords as CrmJob::Delete => Changed as Report::Changed;
    Conversion as CrmJob::Convert => Converted as CrmReport::Converted;
    MergePersons as CrmJob::Merge => RecordSaved as CrmReport::Saved;
    ListDuplicates as CrmJob::Duplicates => Vec<DuplicatePair> as CrmReport::Duplicates;
    TimelineOf as CrmJob::Timeline => Vec<TimelineEntry> as CrmReport::Timeline;
    HistoryOf as CrmJob::History => Vec<HistoryEntry> as CrmReport::History;
    MatchingRecords as CrmJob::Matching => Vec<Record> as CrmReport::Matching;
    ShowFirst as CrmJob::ShowFirst => Box<Sidebar> as CrmReport::Sidebar;
    ShareMail as CrmJob::ShareMail => RecordSaved as CrmReport::Saved;
    LinkMail as CrmJob::Link => Changed as Report::Changed;
    UnlinkMail as CrmJob::Unlink => Changed as Report::Changed;
    ExplainMail as CrmJob::Explain => Explanation as CrmReport::Explanation;
    AgendaOf as CrmJob::Agenda => Agenda as CrmReport::Agenda;
    CountDue as CrmJob::Due => u64 as CrmReport::Due;
    Reschedule as CrmJob::Reschedule => Changed as Report::Changed;
    ShowPipeline as CrmJob::Pipeline => Vec<StageRow> as CrmReport::Pipeline;
    Extract as Job::Extract => Box<Extracted> as Report::Extracted;
    ListOutbox as OutboxJob::List => Vec<OutboxRow> as OutboxReport::List;
    ListDrafts as OutboxJob::Drafts => Vec<DraftRow> as OutboxReport::Drafts;
    FindUnsent as OutboxJob::Unsent => Vec<Unsent> as OutboxReport::Unsent;
    CountDrafts as OutboxJob::CountDrafts => u64 as OutboxReport::DraftCount;
    ListCorrespondents as OutboxJob::Correspondents => Vec<Correspondent> as OutboxReport::Correspondents;
    OriginalOf as OutboxJob::Original => Box<Original> as OutboxReport::Original;
    EncloseFile as OutboxJob::Enclose => Enclosure as OutboxReport::Enclosed;
    SaveDraft as OutboxJob::SaveDraft => SavedDraft as OutboxReport::Saved;
    SendMail as OutboxJob::Send => Box<OutboxRow> as OutboxReport::Row;
    TakeMailBack as OutboxJob::Cancel => Option<Box<DraftRow>> as OutboxReport::Cancelled;
    SendAllDue as OutboxJob::Flush => Vec<OutboxRow> as OutboxReport::List;
    VerifyStore as HealthJob::Verify => Verification as HealthReport::Verified;
    RepairStore as HealthJob::Repair => Repaired as HealthReport::Repaired;
    BackUp as HealthJob::Backup => BackedUp as HealthReport::BackedUp;
    SaveAllAttachments as MailJob::SaveAll => Vec<SavedAttachment> as MailReport::SavedAll;
    ReadSource as MailJob::Source => SourceView as MailReport::Source;
    SaveMessage as MailJob::SaveMessage => SavedAttachment as MailReport::Saved;
    PipeMessage as OutsideJob::Pipe => Piped as OutsideReport::Piped;
    OneClickOf as OutsideJob::OneClick => Option<CleanText> as OutsideReport::OneClick;
    OpenAttachment as OutsideJob::Attachment => Opened as OutsideReport::Attachment;
    ImportMail as ExchangeJob::Import => Imported as ExchangeReport::Imported;
    ExportMail as ExchangeJob::Export => ExportedMail as ExchangeReport::Exported;
    ExportRecords as ExchangeJob::ExportRecords => ExportedRecords as ExchangeReport::ExportedRecords;
    ExportAll as ExchangeJob::ExportAll => ExportedAll as ExchangeReport::ExportedAll;
    ImportRecords as ExchangeJob::ImportRecords => ImportedRecords as ExchangeReport::ImportedRecords;
    ExportCalendar as ExchangeJob::ExportCalendar => ExportedRecords as ExchangeReport::ExportedRecords;
    ImportCalendar as ExchangeJob::ImportCalendar => ImportedRecords as ExchangeReport::ImportedRecords;
}

wishes! {
    RemoveAccount as AccountJob::Remove;
    RemoveWithMail as AccountJob::RemoveWithMail;
    OpenPasswords as AccountJob::Unlock;
    EndSignIn as AccountJob::EndSignIn;
    StopDiscovery as AccountJob::StopDiscovery;
    DropDraft as OutboxJob::DropDraft;
    KeepLook as Job::Look;
    OpenLink as OutsideJob::Link;
    LeaveList as OutsideJob::Leave;
    OpenPage as OutsideJob::Page;
    PrintText as OutsideJob::Print;
    StopCommands as OutsideJob::Stop;
}
