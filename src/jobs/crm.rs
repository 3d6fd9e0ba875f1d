//! Customers: who wrote, records of every kind, agenda, pipeline.

use super::changes::Changed;
use crate::domain::change::Verb;
use crate::domain::crm::duplicate::{Certainty, Duplicate};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef};
use crate::domain::crm::money::Money;
use crate::domain::crm::record::{Changes, NewRecord, Record};
use crate::domain::crm::sender_match::Verdict;
use crate::domain::crm::value::Value;
use crate::domain::ids::{Id, MessageKey};
use crate::domain::time::Instant;
use crate::domain::when::When;
use crate::text::{CleanText, KeptText, worded};
use jiff::civil::Date;

/// Every question about customers.
#[derive(Debug, Clone, PartialEq)]
pub enum CrmJob {
    /// What the sidebar shows.
    Sidebar(SidebarOf),
    /// A list of records.
    List(RecordQuery),
    /// One record.
    Show(ShowRecord),
    /// The record of an id.
    Find(FindRecord),
    /// Adds a record.
    Add(NewRecord),
    /// Changes fields of a record.
    Edit(EditRecord),
    /// Changes one field of several records.
    EditSeveral(EditSeveral),
    /// Deletes records.
    Delete(DeleteRecords),
    /// Makes a lead or temp a contact.
    Convert(Conversion),
    /// Makes two persons one.
    Merge(MergePersons),
    /// Who may be somebody twice.
    Duplicates(ListDuplicates),
    /// Everything about a person in time order.
    Timeline(TimelineOf),
    /// The changes of a record, field by field.
    History(HistoryOf),
    /// The records beside the mails of a search.
    Matching(MatchingRecords),
    /// Says whom of several an address means.
    ShowFirst(ShowFirst),
    /// Shares a person's mail, or stops it.
    ShareMail(ShareMail),
    /// Links a message by hand.
    Link(LinkMail),
    /// Says that a message does not belong.
    Unlink(UnlinkMail),
    /// Why a message is linked, or not.
    Explain(ExplainMail),
    /// What is to be done.
    Agenda(AgendaOf),
    /// How much is due.
    Due(CountDue),
    /// Puts off what is to be done.
    Reschedule(Reschedule),
    /// Deals by stage.
    Pipeline(ShowPipeline),
}

/// How many tasks, events and calls are overdue or of today, so that every screen can say so.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountDue;

/// Puts tasks, events and calls off to a day; they keep their hour, their length and how long before they remind.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reschedule {
    /// What is put off.
    pub activities: Vec<RecordRef>,
    /// To which day.
    pub to: Date,
}

/// Who somebody is to us, with everything the sidebar shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SidebarOf {
    /// Whoever has these addresses (any writing).
    Addresses(Vec<String>),
    /// A record, opened from a list: a person, or the person that a company or deal belongs to.
    Record(RecordRef),
}

/// One record.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShowRecord(pub RecordRef);

/// The record that a person means by an id or an unambiguous ending of at least six characters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindRecord {
    /// What was typed.
    pub text: String,
    /// Of which kind; any when absent.
    pub kind: Option<RecordKind>,
}

/// Changes fields of a record.
#[derive(Debug, Clone, PartialEq)]
pub struct EditRecord {
    /// The record to change.
    pub reference: RecordRef,
    /// The fields that change, and only those.
    pub changes: Changes,
}

/// Changes one field of several records of one kind, all of it in one group to undo. What was typed is read against each record, since amounts have its currency.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EditSeveral {
    /// The records to change.
    pub references: Vec<RecordRef>,
    /// The field.
    pub field: Field,
    /// What somebody typed, or the id of a value of a picklist; nothing empties the field.
    pub typed: KeptText,
}

/// Deletes records, with the activities and notes that hang on them; all of it can be undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DeleteRecords(pub Vec<RecordRef>);

/// Makes two persons one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MergePersons {
    /// Who stays.
    pub keep: RecordRef,
    /// Whose addresses, numbers, activities, notes, deals and links go over, and whose fields fill what is empty.
    pub other: RecordRef,
    /// The fields that both fill and in which the other's value wins; of addresses and numbers the other's comes first.
    pub take: Vec<Field>,
}

impl MergePersons {
    /// A merge in which whoever stays wins everywhere.
    pub fn into(keep: RecordRef, other: RecordRef) -> Self {
        Self { keep, other, take: Vec::new() }
    }
}

/// Who may be somebody twice.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListDuplicates;

/// Everything about a person in time order, newest first (S5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimelineOf {
    /// The person whose history is asked for.
    pub reference: RecordRef,
    /// At most so many entries; 0 is all.
    pub limit: u32,
}

/// The changes of a record, field by field, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HistoryOf(pub RecordRef);

/// The people, companies and deals that a query finds, so that one search finds mail and records (S4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MatchingRecords {
    /// The query as typed.
    pub query: String,
    /// At most so many of each kind; 0 is all.
    pub limit: u32,
}

/// A change of a field.
#[derive(Debug, Clone, PartialEq)]
pub struct HistoryEntry {
    /// When.
    pub at: Instant,
    /// What was done.
    pub verb: Verb,
    /// Which other member did it; none where it was done here.
    pub member: Option<CleanText>,
    /// Which field; none where the record itself came or changed its kind.
    pub field: Option<Field>,
    /// What stood there before.
    pub before: Option<Value>,
    /// What stands there after.
    pub after: Option<Value>,
}

/// Says whom an address means that several persons have: lists, sidebar and links name that person first until another is chosen. It is a choice about what is shown, like the order
/// of a list, and no change of the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShowFirst {
    /// The address, in any writing.
    pub address: String,
    /// Who it means.
    pub person: RecordRef,
}

/// Shares a person's mail, or stops it (S91).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShareMail {
    /// The person whose mail it is about.
    pub person: RecordRef,
    /// Whether others may see it.
    pub on: bool,
}

/// Links a message to a record by hand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LinkMail {
    /// The message, which links point to.
    pub message: MessageKey,
    /// The record at the other end of the link.
    pub record: RecordRef,
}

/// Says that a message does not belong to a record, or to none at all.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnlinkMail {
    /// The message, which links point to.
    pub message: MessageKey,
    /// The record; all records when absent.
    pub record: Option<RecordRef>,
}

/// Why a message is linked, or not.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ExplainMail(pub MessageKey);

/// Tasks, events and calls: overdue, and of the next days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AgendaOf {
    /// How many days from today; 0 is all.
    pub days: u32,
}

/// Deals by stage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ShowPipeline;

/// Which records a list shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordQuery {
    /// Of which kind.
    pub kind: RecordKind,
    /// Words that must all stand somewhere in the record; empty shows all.
    pub filter: String,
    /// By which field; newest first when absent.
    pub sort: Option<Field>,
    /// Whether the order is turned.
    pub descending: bool,
    /// Of which record (activities, notes and deals of a person, company or deal).
    pub of: Option<RecordRef>,
    /// How many rows to pass over.
    pub offset: u32,
    /// How many rows at the most; 0 is all.
    pub limit: u32,
}

impl RecordQuery {
    /// All records of a kind, newest first.
    pub fn all(kind: RecordKind) -> Self {
        Self { kind, filter: String::new(), sort: None, descending: false, of: None, offset: 0, limit: 0 }
    }
}

/// How a lead becomes a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Conversion {
    /// The lead, which becomes a contact under the same id.
    pub lead: RecordRef,
    /// The company's name; the lead's company text when absent. It is found or made.
    pub company: Option<KeptText>,
    /// A deal to make with the new contact.
    pub deal: Option<NewRecord>,
}

/// Every answer about customers.
#[derive(Debug, Clone, PartialEq)]
pub enum CrmReport {
    /// What the sidebar shows.
    Sidebar(Box<Sidebar>),
    /// A window of a list.
    Records(RecordWindow),
    /// One record.
    Record(Box<Record>),
    /// The record an id means.
    Found(RecordName),
    /// What became of a new record.
    Added(Added),
    /// A record was changed.
    Saved(RecordSaved),
    /// A lead became a contact.
    Converted(Converted),
    /// Who may be somebody twice.
    Duplicates(Vec<DuplicatePair>),
    /// Everything about a person, newest first.
    Timeline(Vec<TimelineEntry>),
    /// The changes of a record, newest first.
    History(Vec<HistoryEntry>),
    /// The records beside the mails of a search.
    Matching(Vec<Record>),
    /// Why a message is linked, or not.
    Explanation(Explanation),
    /// What is to be done, in the order of time.
    Agenda(Agenda),
    /// How much is due.
    Due(u64),
    /// Deals by stage, a row for each currency.
    Pipeline(Vec<StageRow>),
}

/// What became of a new record.
#[derive(Debug, Clone, PartialEq)]
pub enum Added {
    /// It was added.
    Saved(RecordSaved),
    /// Nothing was added: these persons have the same address. *Open*, *merge*, or add with `allow_duplicate`.
    Known(Vec<Duplicate>),
}

/// A record that was added or changed.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordSaved {
    /// As it is now.
    pub record: Box<Record>,
    /// What to undo.
    pub changed: Changed,
}

/// A lead that became a contact.
#[derive(Debug, Clone, PartialEq)]
pub struct Converted {
    /// The contact that the lead became.
    pub person: Box<Record>,
    /// The deal, where one was asked for.
    pub deal: Option<Box<Record>>,
    /// What to undo.
    pub changed: Changed,
}

/// What the sidebar shows of a mail's people.
#[derive(Debug, Clone, PartialEq)]
pub struct Sidebar {
    /// The addresses asked for, normalised; for a record its own.
    pub addresses: Vec<String>,
    /// Who they are.
    pub verdict: Verdict,
    /// The person, company or deal in full.
    pub record: Option<Record>,
    /// Open activities by time, then done ones, newest first.
    pub activities: Vec<Record>,
    /// Notes, newest first.
    pub notes: Vec<Record>,
    /// Deals, open ones first.
    pub deals: Vec<Record>,
    /// How many of them are open.
    pub open_deals: usize,
    /// The people of a company.
    pub people: Vec<Record>,
    /// The mail exchanged with all addresses of the person, or about the record.
    pub emails: EmailSummary,
}

/// The mail exchanged with a person.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct EmailSummary {
    /// How many messages, counted no further than a thousand.
    pub count: u64,
    /// Whether there are more than were counted.
    pub more: bool,
    /// When the newest was written.
    pub last: Option<Instant>,
    /// The newest ones, of an opened record many; what waits in the outbox stands first.
    pub recent: Vec<EmailBrief>,
}

worded! {
    /// What became of a mail in a record's Emails list (S117).
    pub enum EmailState {
        /// Somebody else wrote it.
        Received = "received",
        /// It waits in the outbox, or is on its way.
        Queued = "queued",
        /// We wrote it, and it went out.
        Sent = "sent",
        /// The server did not take it.
        Failed = "failed",
    }
}

/// A message in a record's Emails list.
#[derive(Debug, Clone, PartialEq)]
pub struct EmailBrief {
    /// The message's key in this store; `None` while it is in the outbox.
    pub key: Option<MessageKey>,
    /// Its outside id.
    pub id: Id,
    /// The subject of the message.
    pub subject: CleanText,
    /// When it was written.
    pub date: Instant,
    /// Who wrote it, and whether it went out.
    pub state: EmailState,
}

/// A window of a list of records.
#[derive(Debug, Clone, PartialEq)]
pub struct RecordWindow {
    /// Of which list.
    pub of: RecordQuery,
    /// The records of the window, in the order asked for.
    pub rows: Vec<Record>,
    /// How many the whole list has.
    pub total: u64,
}

/// Two persons who may be one.
#[derive(Debug, Clone, PartialEq)]
pub struct DuplicatePair {
    /// The older one.
    pub one: RecordName,
    /// The newer one.
    pub other: RecordName,
    /// How sure.
    pub certainty: Certainty,
}

/// Something that happened with a person.
#[derive(Debug, Clone, PartialEq)]
pub struct TimelineEntry {
    /// When it happened, or will: the day of an all-day event.
    pub at: When,
    /// A stable word: `mail_in`, `mail_out`, `note`, `task`, `event`, `call`, `deal`, `stage`, `added`, `converted`, `changed`.
    pub what: &'static str,
    /// The mail it is, or was made from.
    pub message: Option<(MessageKey, Id)>,
    /// The record it is.
    pub record: Option<RecordName>,
    /// Subject, name or title.
    pub title: CleanText,
}

/// Why a message is linked, or not.
#[derive(Debug, Clone, PartialEq)]
pub struct Explanation {
    /// The message, which links point to.
    pub message: MessageKey,
    /// What it is linked to.
    pub links: Vec<LinkRow>,
    /// Why it is linked to nobody: one row for each of its addresses.
    pub not_linked: Vec<NotLinked>,
    /// The outside id of the message's account, whose level of sharing counts.
    pub account: Id,
    /// Whether each person that it is linked to shares mail.
    pub shares: Vec<bool>,
    /// The domains of everybody in it but ourselves.
    pub others: Vec<String>,
}

worded! {
    /// Why a message is linked to a record.
    pub enum LinkReason {
        /// The record's person has an address that stands in it.
        Address = "address",
        /// Somebody linked it by hand.
        Manual = "manual",
        /// The record was made from it.
        MadeFrom = "made_from",
        /// Another mail of its thread is linked.
        Thread = "thread",
        /// The record is the company of a domain that stands in it.
        Domain = "domain",
        /// A rule decided.
        Rule = "rule",
    }
}

worded! {
    /// Why an address of a message leads to nobody.
    pub enum NoLink {
        /// Nobody has this address.
        UnknownAddress = "unknown_address",
        /// It is one of our own.
        OwnAddress = "own_address",
        /// Somebody unlinked the message.
        UnlinkedByHand = "unlinked_by_hand",
    }
}

/// A link of a message to a record.
#[derive(Debug, Clone, PartialEq)]
pub struct LinkRow {
    /// The record that the message is linked to.
    pub record: RecordName,
    /// What joins it to the record, as the timeline says it.
    pub reason: LinkReason,
    /// The address, where that is the reason; else empty.
    pub detail: CleanText,
    /// How sure, in percent.
    pub confidence: u8,
    /// Who decided: the person's name, or `fumi`.
    pub by: CleanText,
}

/// Why an address of a message leads to nobody.
#[derive(Debug, Clone, PartialEq)]
pub struct NotLinked {
    /// Why not.
    pub reason: NoLink,
    /// The address or the record's name.
    pub detail: CleanText,
}

/// What is to be done, and who waits.
#[derive(Debug, Clone, PartialEq)]
pub struct Agenda {
    /// Tasks, events and calls in the order of time.
    pub rows: Vec<AgendaRow>,
    /// Customers without an answer, the newest first.
    pub waiting: Vec<WaitingRow>,
}

/// A customer who wrote last and waits for an answer.
#[derive(Debug, Clone, PartialEq)]
pub struct WaitingRow {
    /// The conversation.
    pub thread: Id,
    /// Its newest mail.
    pub message: Id,
    /// About what.
    pub subject: CleanText,
    /// Who waits.
    pub person: Option<RecordName>,
    /// When they wrote.
    pub date: Instant,
    /// On which day an answer was due.
    pub due: Date,
}

/// When a row of the agenda is due.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AgendaGroup {
    /// Before now and not done.
    Overdue,
    /// Due today in the person's time zone.
    Today,
    /// Customers who wait for an answer.
    NoReply,
    /// Until the end of this week (Sunday).
    ThisWeek,
    /// Due on a later day.
    Later,
    /// Tasks without a date.
    NoDate,
}

/// A row of the agenda.
#[derive(Debug, Clone, PartialEq)]
pub struct AgendaRow {
    /// The task, event or call.
    pub record: RecordName,
    /// The person concerned.
    pub person: Option<RecordName>,
    /// What it is about: a person, a company or a deal.
    pub about: Option<RecordName>,
    /// When it is due: a day for tasks and events of a whole day, a moment for other events and calls; `None` for a task without a date.
    pub when: Option<When>,
    /// Where the list shows it.
    pub group: AgendaGroup,
    /// A task's status; empty for the others.
    pub status: CleanText,
}

/// A stage of the pipeline with its deals of one currency.
#[derive(Debug, Clone, PartialEq)]
pub struct StageRow {
    /// The stage's id.
    pub stage: CleanText,
    /// How likely a deal of this stage is won, in percent.
    pub probability: i64,
    /// The sum of the amounts.
    pub amount: Money,
    /// The sum of the amounts times their probability.
    pub weighted: Money,
    /// The deals in this stage.
    pub deals: Vec<Record>,
}
