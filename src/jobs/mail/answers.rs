//! What is told of mail: rows of lists, trees, and a message as it is read.

use super::place::Place;
use crate::domain::crm::kind::RecordKind;
use crate::domain::ids::{AccountKey, Id, MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::address::Address;
use crate::domain::mail::authentication::Auth;
use crate::domain::mail::body::{Attachment, BodyText};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::time::Instant;
use crate::text::{CleanText, worded};

/// Which of its forms the text of a mail is read from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum TextForm {
    /// The one that a reader of text wants: plain text where the mail has some.
    #[default]
    Usual,
    /// Its HTML, as text; the usual form where it has none.
    Html,
}

/// Where an attachment was saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SavedAttachment {
    /// The new file.
    pub path: std::path::PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// Whether it acts when it is opened: a program or a script.
    pub program: bool,
}

/// A mailbox with its counters.
#[derive(Debug, Clone, PartialEq)]
pub struct MailboxRow {
    /// Its key in this store.
    pub key: MailboxKey,
    /// The account it belongs to.
    pub account: AccountKey,
    /// The account's outside id.
    pub account_id: Id,
    /// The account's name.
    pub account_name: CleanText,
    /// The mailbox's name.
    pub name: CleanText,
    /// What it is for.
    pub role: Option<MailboxRole>,
    /// Messages in it.
    pub total: u64,
    /// Unread messages in it.
    pub unread: u64,
    /// Threads in it.
    pub threads: u64,
}

/// Who a correspondent is to us, as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PersonMark {
    /// The person's key.
    pub key: i64,
    /// The person's outside id.
    pub id: Id,
    /// Lead, contact or temp.
    pub kind: RecordKind,
    /// The person's name in the order of its script.
    pub name: CleanText,
}

/// A thread in a list.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadRow {
    /// The key of the conversation.
    pub thread: ThreadKey,
    /// Its outside id.
    pub id: Id,
    /// The newest of its messages in this list.
    pub newest: MessageKey,
    /// Where the row stands, and the anchor of windows: at its newest message, or higher where one came back from a snooze.
    pub place: Place,
    /// The subject of the newest message, without reply prefixes.
    pub subject: CleanText,
    /// Who wrote, newest last; each once, our own as an empty text.
    pub participants: Vec<CleanText>,
    /// The newest outside correspondent.
    pub correspondent: Option<Address>,
    /// Messages of the thread in this list; copies in several accounts count once.
    pub count: u32,
    /// Of these, unread.
    pub unread: u32,
    /// The flags set on any of them; `READ` only when all are read.
    pub flags: Flags,
    /// Labels on any of them.
    pub labels: Vec<CleanText>,
    /// When the newest was written.
    pub date: Instant,
    /// The first words of the newest.
    pub snippet: CleanText,
    /// Whether any has an attachment.
    pub attachments: bool,
    /// Until when the first of its messages sleeps that wakes, if any sleeps.
    pub snoozed: Option<Instant>,
    /// The person the correspondent is.
    pub person: Option<PersonMark>,
}

/// Stands in the place of a sender that a mail does not name.
pub const NOBODY: &str = "?";

/// A message as lists and trees show it.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageRow {
    /// Its key: a higher one sorts newer.
    pub key: MessageKey,
    /// Its outside id.
    pub id: Id,
    /// The Message-ID header with its angle brackets; empty when it has none.
    pub message_id: CleanText,
    /// The conversation it belongs to.
    pub thread: ThreadKey,
    /// The thread's outside id.
    pub thread_id: Id,
    /// The first From.
    pub from: Option<Address>,
    /// Whom it is from: mostly the first From, but for a web form of our own, a ticket system or a list that hides its authors the one it sends for.
    pub author: Option<Address>,
    /// What stands for the sender where From holds no usable address: its words, else Sender or Reply-To; [`NOBODY`] where nothing does.
    pub odd_sender: CleanText,
    /// Whom it is written to.
    pub to: Vec<Address>,
    /// Who got a copy openly.
    pub cc: Vec<Address>,
    /// Who got a copy without the others knowing; only of our own copies.
    pub bcc: Vec<Address>,
    /// Where its writer wants answers; empty when From is meant.
    pub reply_to: Vec<Address>,
    /// The subject as written.
    pub subject: CleanText,
    /// When it was written, as its headers say, kept within 1970 and arrival.
    pub date: Instant,
    /// Read, starred, answered and so on.
    pub flags: Flags,
    /// Until when it sleeps, if it does.
    pub snoozed: Option<Instant>,
    /// Its labels, in the order of their letters.
    pub labels: Vec<CleanText>,
    /// Its first words.
    pub snippet: CleanText,
    /// Size in bytes.
    pub size: u64,
    /// How many attachments it has.
    pub attachments: u32,
    /// The mailbox it lies in (the first, by name).
    pub mailbox: Option<MailboxKey>,
    /// That mailbox's name.
    pub mailbox_name: CleanText,
    /// The account it came to.
    pub account: AccountKey,
    /// Its account's name.
    pub account_name: CleanText,
    /// Further accounts that hold the same message.
    pub also_in: Vec<CleanText>,
    /// Whether one of our own addresses wrote it.
    pub mine: bool,
    /// Whether it could be parsed.
    pub parsed: bool,
    /// Whether its sender is real, as far as the server that took it says.
    pub auth: Auth,
    /// The person its sender is.
    pub person: Option<PersonMark>,
}

impl MessageRow {
    /// The sender as lists name it: by name, else by address, else by whatever stands there.
    pub fn sender(&self) -> &str {
        self.author.as_ref().map_or(self.odd_sender.as_str(), Address::label)
    }
}

/// A place in a thread's tree.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadNode {
    /// The message; `None` for one that others refer to but that is not here (a placeholder).
    pub message: Option<MessageRow>,
    /// The Message-ID of the place; empty when a present message has none.
    pub message_id: CleanText,
    /// A stable id of a placeholder.
    pub placeholder_id: Option<Id>,
    /// The place of its parent in [`ThreadView::nodes`].
    pub parent: Option<usize>,
    /// How deep it stands; 0 is a root.
    pub depth: u32,
}

/// One thread as a tree, parents before children, siblings by date.
#[derive(Debug, Clone, PartialEq)]
pub struct ThreadView {
    /// The key of the conversation.
    pub thread: ThreadKey,
    /// Its outside id.
    pub id: Id,
    /// Its subject, as lists show it.
    pub subject: CleanText,
    /// The tree, parents before their answers; a missing parent has a place without a message.
    pub nodes: Vec<ThreadNode>,
}

impl ThreadView {
    /// The place of the message that is read first: `at` where it is in the thread, else the first unread one, else the newest.
    pub fn first_read(&self, at: Option<MessageKey>) -> Option<usize> {
        let rows = || self.nodes.iter().enumerate().filter_map(|(place, node)| node.message.as_ref().map(|row| (place, row)));
        let wanted = at.and_then(|at| rows().find(|(_, row)| row.key == at));
        let found =
            wanted.or_else(|| rows().find(|(_, row)| !row.flags.has(Flags::READ))).or_else(|| rows().max_by_key(|(_, row)| row.key));
        found.map(|(place, _)| place)
    }
}

/// A thread, and the text that is read first.
#[derive(Debug, Clone, PartialEq)]
pub struct OpenedThread {
    /// The thread as a tree.
    pub thread: ThreadView,
    /// The message that is read first, in its usual form; none where it could not be read or is too large.
    pub message: Option<Box<MessageView>>,
}

/// One message with its readable text.
#[derive(Debug, Clone, PartialEq)]
pub struct MessageView {
    /// What lists know.
    pub row: MessageRow,
    /// The headers as they stand in the mail, decoded and clean, in order.
    pub headers: Vec<(CleanText, CleanText)>,
    /// What to warn about: several From fields, ambiguous headers.
    pub warnings: Vec<HeaderWarning>,
    /// The readable text.
    pub body: BodyText,
    /// The form that was asked for.
    pub form: TextForm,
    /// The charset that was asked for.
    pub charset: Option<&'static str>,
    /// The HTML source where the mail has one, capped; for `message --html`.
    pub html: Option<String>,
    /// What can be saved, in the order of the mail.
    pub attachments: Vec<Attachment>,
}

worded! {
    /// Why the headers of a mail deserve a second look (promises.md D2).
    pub enum HeaderWarning {
        /// More than one From address or field.
        SeveralFrom = "several_from",
        /// A header that may stand once stands more often.
        Repeated = "repeated_header",
        /// The display name shows an address that is not the sender's.
        NameShowsAddress = "name_shows_address",
        /// The sender's domain mixes scripts.
        MixedScripts = "mixed_scripts",
        /// The server's answer with it did not end where it should: it seems not to be the whole mail, or more than it.
        CutShort = "cut_short",
    }
}
