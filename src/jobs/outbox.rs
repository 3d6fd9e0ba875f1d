//! Writing mail and sending it: drafts, the outbox, and what an answer needs to know.

use std::path::PathBuf;

use crate::domain::crm::kind::RecordKind;
use crate::domain::ids::{Id, MessageKey, OutboxKey};
use crate::domain::mail::address::{AddrSpec, Address};
use crate::domain::mail::compose::{Enclosure, EnteredDraft, Original};
use crate::domain::time::Instant;
use crate::problem::Code;
use crate::text::CleanText;

/// The key of a draft.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DraftKey(pub i64);

/// Every question about drafts and the outbox.
#[derive(Debug, Clone, PartialEq)]
pub enum OutboxJob {
    /// The rows of the outbox.
    List(ListOutbox),
    /// All drafts.
    Drafts(ListDrafts),
    /// How many drafts there are.
    CountDrafts(CountDrafts),
    /// Drafts and waiting mail that a search finds.
    Unsent(FindUnsent),
    /// Whom a mail may go to.
    Correspondents(ListCorrespondents),
    /// What an answer to a message needs to know.
    Original(OriginalOf),
    /// Looks at a file that shall go along.
    Enclose(EncloseFile),
    /// Keeps a draft.
    SaveDraft(SaveDraft),
    /// Throws a draft away.
    DropDraft(DropDraft),
    /// Brings a mail on its way.
    Send(SendMail),
    /// Takes a mail back.
    Cancel(TakeMailBack),
    /// Sends all that is due.
    Flush(SendAllDue),
}

impl OutboxJob {
    /// Whether it only asks, so that nothing in the store is another than before.
    pub fn is_question(&self) -> bool {
        match self {
            Self::List(_)
            | Self::Drafts(_)
            | Self::CountDrafts(_)
            | Self::Unsent(_)
            | Self::Correspondents(_)
            | Self::Original(_)
            | Self::Enclose(_) => true,
            Self::SaveDraft(_) | Self::DropDraft(_) | Self::Send(_) | Self::Cancel(_) | Self::Flush(_) => false,
        }
    }
}

/// All that is on its way or needs a decision, newest first, and what was sent lately.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListOutbox;

/// All drafts, newest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListDrafts;

/// How many drafts there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CountDrafts;

/// The drafts and the mails of the outbox that a query finds, newest first. A query about other mail than drafts, scheduled mail and words finds none.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindUnsent {
    /// The query, as typed.
    pub query: String,
    /// At most so many; 0 is all.
    pub limit: u32,
}

/// Whom a mail may go to, the likeliest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListCorrespondents;

/// What an answer to this message needs to know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OriginalOf(pub MessageKey);

/// Looks at a file that shall go along with a mail; `~` is the person's home.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncloseFile(pub PathBuf);

/// Keeps a draft as it stands, under its key or as a new one.
#[derive(Debug, Clone, PartialEq)]
pub struct SaveDraft {
    /// The key of an earlier save.
    pub draft: Option<DraftKey>,
    /// What was typed.
    pub entered: Box<EnteredDraft>,
}

/// Throws a draft away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DropDraft(pub DraftKey);

/// Takes a mail back that was not sent: its draft is there again, where it was written here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TakeMailBack(pub OutboxKey);

/// Sends all that is due, and answers when that is done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SendAllDue;

/// Brings a mail on its way; answered with its row.
#[derive(Debug, Clone, PartialEq)]
pub enum SendMail {
    /// Puts a mail into the outbox; its Message-ID and Date are fixed now.
    Queue {
        /// What was typed.
        entered: Box<EnteredDraft>,
        /// The draft it was; it comes back when the sending is cancelled.
        draft: Option<DraftKey>,
        /// When it goes.
        at: SendAt,
    },
    /// Puts a finished RFC 5322 message into the outbox (`fumi send`).
    QueueFinished {
        /// The whole message as RFC 5322 has it.
        bytes: Vec<u8>,
        /// The account it goes out from; the default account when absent.
        account: Option<Id>,
        /// When it goes.
        at: SendAt,
    },
    /// Sends a failed or unknown mail once more, with the same Message-ID, or a waiting one at once.
    Retry(OutboxKey),
    /// An unknown mail is taken for sent: the person knows that it arrived.
    TakeForSent(OutboxKey),
}

/// A mail that waits longer than this before its first try waits for a time that somebody chose, and not for an undo.
pub const LONGEST_HOLD_MS: i64 = 60 * 60 * 1000;

/// When a mail goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SendAt {
    /// After the hold time, in which it can be taken back.
    AfterHold,
    /// At once.
    Now,
    /// At a time, or when fumi runs next after it.
    At(Instant),
}

/// Every answer about drafts and the outbox.
#[derive(Debug, Clone, PartialEq)]
pub enum OutboxReport {
    /// Rows of the outbox.
    List(Vec<OutboxRow>),
    /// One row: queued, retried, or sent by the job.
    Row(Box<OutboxRow>),
    /// The drafts, newest first.
    Drafts(Vec<DraftRow>),
    /// How many drafts there are.
    DraftCount(u64),
    /// What a search finds among drafts and waiting mail.
    Unsent(Vec<Unsent>),
    /// Whom a mail may go to, the likeliest first.
    Correspondents(Vec<Correspondent>),
    /// What an answer needs to know.
    Original(Box<Original>),
    /// A file as it goes along.
    Enclosed(Enclosure),
    /// Where a draft is kept.
    Saved(SavedDraft),
    /// A mail that was taken back: its draft, where it was written here.
    Cancelled(Option<Box<DraftRow>>),
}

/// Somebody whom a mail may go to.
#[derive(Debug, Clone, PartialEq)]
pub struct Correspondent {
    /// By name and address.
    pub who: Address,
    /// How the name is read, in kana; empty where nobody said.
    pub reading: CleanText,
    /// What the person is to us; `None` for whom the CRM does not know.
    pub kind: Option<RecordKind>,
}

/// Where a draft is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SavedDraft {
    /// The key under which it is kept.
    pub key: DraftKey,
    /// Its outside id.
    pub id: Id,
}

/// How far a mail is on its way (architecture.md 3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OutboxState {
    /// Waits for an undo.
    Held,
    /// Waits for its turn, or for another try.
    Queued,
    /// On the wire.
    Sending,
    /// The server has all of it and never said that it took it. Never sent again by itself.
    Unknown,
    /// Taken by the server.
    Sent,
    /// Refused; kept until the person decides.
    Failed,
}

impl OutboxState {
    /// Every state.
    pub const ALL: [Self; 6] = [Self::Held, Self::Queued, Self::Sending, Self::Unknown, Self::Sent, Self::Failed];

    /// The stable word of interface.md and of the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Held => "held",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Unknown => "unknown",
            Self::Sent => "sent",
            Self::Failed => "failed",
        }
    }

    /// The state of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.word() == word)
    }
}

/// A mail in the outbox.
#[derive(Debug, Clone, PartialEq)]
pub struct OutboxRow {
    /// The key of its row.
    pub key: OutboxKey,
    /// Its outside id.
    pub id: Id,
    /// The account it goes out from.
    pub account: Id,
    /// How far it is.
    pub state: OutboxState,
    /// Until when it is held, or when the next try is.
    pub until: Option<Instant>,
    /// How often it was tried.
    pub attempts: u32,
    /// Why the last try failed; `None` when it went well.
    pub error_code: Option<Code>,
    /// What the server said last.
    pub last_error: CleanText,
    /// Its Message-ID, with angle brackets.
    pub message_id: CleanText,
    /// The subject; it may be empty.
    pub subject: CleanText,
    /// Whom it shows as recipients, as typed.
    pub to: CleanText,
    /// Recipients that were refused, with the server's words.
    pub refused: Vec<(AddrSpec, CleanText)>,
    /// When it was queued.
    pub queued_at: Instant,
    /// The stored copy in Sent.
    pub filed: Option<MessageKey>,
}

impl OutboxRow {
    /// When it goes out, where it waits longer than a hold lasts: somebody chose that time.
    pub fn scheduled(&self) -> Option<Instant> {
        self.until.filter(|until| self.state == OutboxState::Held && until.0 - self.queued_at.0 > LONGEST_HOLD_MS)
    }
}

/// A draft in lists.
#[derive(Debug, Clone, PartialEq)]
pub struct DraftRow {
    /// The key under which it is kept.
    pub key: DraftKey,
    /// Its outside id.
    pub id: Id,
    /// When it was last saved.
    pub saved_at: Instant,
    /// What was typed.
    pub entered: EnteredDraft,
}

/// A mail that was not sent, in the list of a search.
#[derive(Debug, Clone, PartialEq)]
pub enum Unsent {
    /// A draft.
    Draft(Box<DraftRow>),
    /// A mail that waits in the outbox, or needs a decision there.
    Waiting(Box<OutboxRow>),
}

/// By what a mail that was not sent is known again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnsentKey {
    /// A draft.
    Draft(DraftKey),
    /// A mail in the outbox.
    Waiting(OutboxKey),
}

impl Unsent {
    /// By what it is known again.
    pub fn key(&self) -> UnsentKey {
        match self {
            Self::Draft(draft) => UnsentKey::Draft(draft.key),
            Self::Waiting(row) => UnsentKey::Waiting(row.key),
        }
    }
}

/// Who a mail may go out from, for the composer's From field.
#[derive(Debug, Clone, PartialEq)]
pub struct Sender {
    /// The account that it goes out from.
    pub account: Id,
    /// The account's name.
    pub name: CleanText,
    /// What From shows.
    pub from: Address,
    /// What stands below its mails; empty for none.
    pub signature: CleanText,
}
