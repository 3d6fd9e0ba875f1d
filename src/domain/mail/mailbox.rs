//! Mailboxes (folders) and what they are for.

/// What a mailbox is for (RFC 6154 where it has a word for it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MailboxRole {
    /// Where mail arrives.
    Inbox,
    /// What we sent.
    Sent,
    /// Unfinished mail.
    Drafts,
    /// What was deleted.
    Trash,
    /// What is unwanted.
    Spam,
    /// Done, but kept.
    Archive,
}

impl MailboxRole {
    /// Every role in the order lists show them.
    pub const ALL: [Self; 6] = [Self::Inbox, Self::Sent, Self::Drafts, Self::Archive, Self::Spam, Self::Trash];

    /// The stable lower-case word of JSON and of the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sent",
            Self::Drafts => "drafts",
            Self::Trash => "trash",
            Self::Spam => "spam",
            Self::Archive => "archive",
        }
    }

    /// The role of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The name a new local mailbox of this role gets; the same in every language, so that commands stay stable.
    pub fn default_name(self) -> &'static str {
        match self {
            Self::Inbox => "Inbox",
            Self::Sent => "Sent",
            Self::Drafts => "Drafts",
            Self::Trash => "Trash",
            Self::Spam => "Spam",
            Self::Archive => "Archive",
        }
    }
}
