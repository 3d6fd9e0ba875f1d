//! What a fetch has to do, in types: decided from the server's listing and what the store knows, before anything is done (S60, S67, promises.md A1, A2, A5).

use std::collections::HashSet;

use super::uidl::{SeenState, Uidl};
use crate::domain::account::OnServer;
use crate::domain::ids::MessageKey;
use crate::domain::time::Instant;

/// A mail in the server's listing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Listed {
    /// Its number, valid in this session only.
    pub number: u32,
    /// Its lasting name; `None` where the server has no UIDL.
    pub uidl: Option<Uidl>,
    /// What the server says its size is, in bytes: a hint.
    pub size: Option<u64>,
}

/// A mail the store knows under a server's name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seen {
    /// The server's name for it.
    pub uidl: Uidl,
    /// Tells several mails under one name apart, from 0.
    pub n: u32,
    /// What became of it on the server.
    pub state: SeenState,
    /// When fumi stored it: after-days counts from here.
    pub stored_at: Instant,
    /// Who ordered its deletion on the server, in state [`SeenState::ToDelete`] and after.
    pub order: Option<DeleteOrder>,
    /// Our copy; `None` when the person removed it for good.
    pub message: Option<MessageKey>,
    /// Whether the person deleted it here: it lies in the trash only, or is gone.
    pub deleted_here: bool,
    /// What LIST said its size is when it was proved last: what a listing is compared with, since many servers estimate and none promises our bytes. `None`
    /// where it said nothing, or before fumi noted it.
    pub listed: Option<u64>,
    /// Whether the name must be proved before anything is concluded from it: it is of another server, as far as we know.
    pub doubt: bool,
    /// Whether our copy seems not to be the whole mail, or more than it: the conversation broke right behind it, and its size is not the listed one.
    pub cut: bool,
    /// When the mail was fetched again last, only to be proved or to be whole.
    pub refetched_at: Option<Instant>,
}

impl Seen {
    /// Whether this mail is thought to be on the server.
    pub(super) fn is_live(&self) -> bool {
        matches!(self.state, SeenState::Stored | SeenState::ToDelete | SeenState::DeleteSent)
    }
}

/// Who ordered that a mail be deleted on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DeleteOrder {
    /// The rule on-fetch, when the mail was stored.
    OnFetch,
    /// The rule after-days: its time came.
    AfterDays,
    /// The rule on-local-delete: the person deleted our copy.
    LocalDelete,
    /// A person, for all that is stored, when the rule was changed.
    Command,
}

impl DeleteOrder {
    /// The word the store keeps.
    pub fn word(self) -> &'static str {
        match self {
            Self::OnFetch => "on-fetch",
            Self::AfterDays => "after-days",
            Self::LocalDelete => "on-local-delete",
            Self::Command => "command",
        }
    }

    /// The order of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        [Self::OnFetch, Self::AfterDays, Self::LocalDelete, Self::Command].into_iter().find(|order| order.word() == word)
    }

    /// Whether many of these at once are held until a person confirms them. What a rule orders for stored mail by itself is not.
    pub(super) fn can_be_held(self) -> bool {
        matches!(self, Self::LocalDelete | Self::Command)
    }
}

/// What the person wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rules {
    /// When mail on the server is deleted.
    pub on_server: OnServer,
    /// The largest mail to fetch, in bytes; `None` fetches any.
    pub max_size: Option<u64>,
    /// Above this many, and 20 % of the mailbox, ordered deletes are held (`sync.mass_delete`).
    pub mass_delete: usize,
    /// Whether the person confirmed held deletes.
    pub confirmed: bool,
    /// Whether nothing is deleted on the server, whatever is due.
    pub keep_all: bool,
}

/// Which time it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Times {
    /// What the clock says.
    pub now: Instant,
    /// What is sure to have come even if the clock is wrong: by this, mail is old enough to be deleted.
    pub sure: Instant,
}

/// A mail to fetch.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Retrieve {
    /// Its number in this session.
    pub number: u32,
    /// Its name; `None` where the server has none.
    pub uidl: Option<Uidl>,
    /// The server's word on its size.
    pub size: Option<u64>,
}

/// A mail that has to be proved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Prove {
    /// Its number in this session.
    pub number: u32,
    /// Its name.
    pub uidl: Uidl,
    /// Whether the mail is to be deleted, so that the beginning of its text has to agree as well.
    pub by_text: bool,
}

/// A mail to delete on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Delete {
    /// Its number in this session.
    pub number: u32,
    /// Its lasting name, under which it is noted as deleted once QUIT was answered well.
    pub uidl: Uidl,
    /// The rows of that name which stand for what is listed.
    pub rows: Vec<u32>,
    /// Which mails of the store stand behind that name: all must be stored and verified. None when the person removed our copy for good.
    pub copies: Vec<MessageKey>,
    /// Who ordered it.
    pub order: DeleteOrder,
}

/// A change of what the store knows, learned from the listing and from proofs.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reconcile {
    /// The server's name.
    pub uidl: Uidl,
    /// Which of the mails under that name.
    pub n: u32,
    /// What it is now.
    pub state: SeenState,
    /// What LIST says its size is; `None` leaves what is noted.
    pub listed: Option<u64>,
    /// Whether the name is in doubt from now on.
    pub doubt: bool,
}

/// A mail that the store has and that is listed under a name it did not have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Adopt {
    /// Its number in this session.
    pub number: u32,
    /// The name that it has now.
    pub uidl: Uidl,
    /// Our copy.
    pub message: MessageKey,
    /// What LIST says its size is.
    pub listed: Option<u64>,
}

/// A mail that is left on the server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Skip {
    /// Its number in this session.
    pub number: u32,
    /// Its lasting name; `None` where the server has none.
    pub uidl: Option<Uidl>,
    /// What keeps it there.
    pub reason: SkipReason,
}

/// Why a mail is left on the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkipReason {
    /// It is larger than the person wants.
    TooLarge {
        /// Its size in bytes.
        size: u64,
        /// The largest size wanted.
        limit: u64,
    },
    /// Our copy seems not to be the whole mail, or more than it; no rule deletes the server's.
    CutShort,
}

/// Deletes that wait for a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct HeldDeletes {
    /// How many.
    pub deletes: usize,
    /// Of how many mails on the server.
    pub of: usize,
}

/// What a fetch has to do.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FetchPlan {
    /// What to fetch, newest first.
    pub retrieve: Vec<Retrieve>,
    /// What to delete on the server among what is stored already.
    pub delete: Vec<Delete>,
    /// Mails whose names are no proof of what they are: TOP, or the whole mail, has to tell first.
    pub prove: Vec<Prove>,
    /// What to write down before anything else.
    pub reconcile: Vec<Reconcile>,
    /// Mails that changed their names, to write down as well.
    pub adopt: Vec<Adopt>,
    /// Names that are listed and stand for nothing until they are proved.
    pub doubted: HashSet<Uidl>,
    /// What is left on the server.
    pub skip: Vec<Skip>,
    /// Ordered deletes that are not carried out until a person confirms them.
    pub held: Option<HeldDeletes>,
    /// Whether what is fetched now is deleted on the server once it is stored.
    pub delete_what_is_fetched: bool,
    /// The rule deletes, but the server has no lasting names: nothing is deleted there.
    pub needs_uidl: bool,
}
