//! Looking at mail: mailboxes, windows of threads, one thread, one message.

mod answers;
mod place;
mod window;

pub use self::answers::{
    HeaderWarning, MailboxRow, MessageRow, MessageView, NOBODY, OpenedThread, PersonMark, SavedAttachment, TextForm, ThreadNode, ThreadRow,
    ThreadView,
};
pub use self::place::Place;
pub use self::window::{Anchor, GroupCount, ListView, Smart, ThreadWindow, WindowOf};
use crate::domain::ids::{MailboxKey, MessageKey, ThreadKey};
use crate::text::CleanText;

/// Every question about mail.
#[derive(Debug, Clone, PartialEq)]
pub enum MailJob {
    /// All mailboxes with their counters.
    Mailboxes(ListMailboxes),
    /// A window of threads.
    Threads(WindowOf),
    /// One thread as a tree.
    Thread(ReadThread),
    /// One thread with the text that is read first.
    Open(OpenThread),
    /// The messages that a query finds.
    Search(FindMessages),
    /// How many threads a query finds.
    Count(CountThreads),
    /// What lists show of some messages.
    Rows(ReadRows),
    /// One message with its readable text.
    Message(ReadMessage),
    /// The exact bytes of a message.
    Raw(ReadRaw),
    /// An attachment, into a file.
    SaveAttachment(SaveAttachment),
    /// All attachments, into files.
    SaveAll(SaveAllAttachments),
    /// A message, into a file.
    SaveMessage(SaveMessage),
    /// The beginning of a message as it is.
    Source(ReadSource),
}

/// All mailboxes with their counters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListMailboxes;

/// One thread as a tree.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadThread(pub ThreadKey);

/// One thread as a screen opens it: with the text of the message that is read first, so that one answer is enough for a drawing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenThread {
    /// The thread.
    pub thread: ThreadKey,
    /// The message that is read first; else the first unread one, else the newest.
    pub at: Option<MessageKey>,
    /// The largest mail whose text comes along, in bytes; of a larger one only its row does.
    pub most_bytes: u64,
}

/// The newest messages that a query finds (interface.md, Search language): their keys, however many they are; [`ReadRows`] tells of them piece by piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FindMessages {
    /// The query as typed.
    pub query: String,
    /// Where; everywhere but in spam and trash when absent.
    pub within: Option<MailboxKey>,
    /// At most so many messages; 0 is all.
    pub limit: u32,
}

/// In how many threads a query finds something, so that a list can say how long it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CountThreads {
    /// The query as typed.
    pub query: String,
    /// Where; everywhere but in spam and trash when absent.
    pub within: Option<MailboxKey>,
}

/// So many messages are counted at most: nobody reads further, and the count never holds up what is typed next.
pub const COUNTED: usize = 10_000;

/// A count of threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ThreadCount {
    /// How many.
    pub threads: u64,
    /// Whether there are more, since [`COUNTED`] messages were looked at.
    pub more: bool,
}

/// What lists show of these messages, in this order; without those that are gone by now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadRows(pub Vec<MessageKey>);

/// One message with its readable text in a form; in a charset where a person knows better than the mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadMessage(pub MessageKey, pub TextForm, pub Option<&'static str>);

/// The exact bytes of a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadRaw(pub MessageKey);

/// The attachment with this index, written below a folder without ever overwriting (promises.md D5).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveAttachment {
    /// The key of the message.
    pub message: MessageKey,
    /// Its attachment, from 1.
    pub index: u32,
    /// The folder, `~` for the home folder; the platform's download folder when absent.
    pub to: Option<std::path::PathBuf>,
}

/// All attachments of a message, written like one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveAllAttachments {
    /// The key of the message.
    pub message: MessageKey,
    /// The folder, as for one.
    pub to: Option<std::path::PathBuf>,
}

/// A message as it is, written into a new file and never over another one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SaveMessage {
    /// The key of the message.
    pub message: MessageKey,
    /// The file, `~` for the home folder; in a folder the name follows from the subject.
    pub to: std::path::PathBuf,
}

/// The beginning of a message as it is, for reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReadSource(pub MessageKey);

/// The source of a message, with signs for what a terminal would obey.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SourceView {
    /// Its lines.
    pub lines: Vec<CleanText>,
    /// How many bytes are not shown.
    pub rest: u64,
}

/// Every answer about mail.
#[derive(Debug, Clone, PartialEq)]
pub enum MailReport {
    /// All mailboxes.
    Mailboxes(Vec<MailboxRow>),
    /// A window of threads.
    Threads(ThreadWindow),
    /// One thread.
    Thread(ThreadView),
    /// One thread with the text that is read first.
    Opened(OpenedThread),
    /// What a search found, newest first.
    Found(Vec<MessageKey>),
    /// How many threads a search finds.
    Counted(ThreadCount),
    /// What lists show of some messages.
    Rows(Vec<MessageRow>),
    /// One message.
    Message(Box<MessageView>),
    /// Its exact bytes.
    Raw(Vec<u8>),
    /// Where an attachment was saved.
    Saved(SavedAttachment),
    /// Where all of them were saved.
    SavedAll(Vec<SavedAttachment>),
    /// The beginning of its source.
    Source(SourceView),
}
