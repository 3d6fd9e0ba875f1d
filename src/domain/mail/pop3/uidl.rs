//! What a POP3 server calls a mail, and what became of the mail there.

use std::fmt;

/// A server's lasting name for a mail (RFC 1939 section 7): opaque bytes of any length, compared and stored, never read, never part of a path (promises.md A2).
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Uidl(pub Vec<u8>);

impl fmt::Debug for Uidl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Uidl({:?})", String::from_utf8_lossy(&self.0))
    }
}

/// One mail among those that a server names alike: what is written down is about it alone.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Named {
    /// The server's name.
    pub uidl: Uidl,
    /// Tells several mails under one name apart, from 0.
    pub n: u32,
}

/// What became of a mail on the server. Each state is written before the act that it allows, so that a crash is always on the side of keeping.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SeenState {
    /// Stored here, and there as well as far as we know.
    Stored,
    /// Stored here; to be deleted there.
    ToDelete,
    /// DELE was accepted and QUIT may have been sent: the next listing tells.
    DeleteSent,
    /// Gone there, because we deleted it.
    Deleted,
    /// Gone there, and not by us: somebody else's doing, a sliding window, or new names. Never a reason to delete anything here.
    Vanished,
}

impl SeenState {
    /// The word the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::Stored => "stored",
            Self::ToDelete => "to_delete",
            Self::DeleteSent => "delete_sent",
            Self::Deleted => "deleted",
            Self::Vanished => "vanished",
        }
    }

    /// The state of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::Stored, Self::ToDelete, Self::DeleteSent, Self::Deleted, Self::Vanished].into_iter().find(|state| state.word() == word)
    }
}
