//! The store's health: checking and backups.

use std::path::PathBuf;

use crate::text::CleanText;

/// Every question about the store's health. Restoring is no job: it is done with no house open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HealthJob {
    /// Check everything.
    Verify(VerifyStore),
    /// Read again what is stored unread, then check everything.
    Repair(RepairStore),
    /// Copy the store into a new file.
    Backup(BackUp),
}

/// Checks everything; changes nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct VerifyStore;

/// Reads again the mails that are stored unread, then checks everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RepairStore;

/// Copies the store into a new file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackUp {
    /// The file; it must not exist.
    pub to: PathBuf,
}

/// Every answer about the store's health.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum HealthReport {
    /// What the check found.
    Verified(Verification),
    /// What was repaired, and what the check found afterwards.
    Repaired(Repaired),
    /// A backup was made.
    BackedUp(BackedUp),
}

/// What a repair did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Repaired {
    /// What the check found afterwards.
    pub found: Verification,
    /// How many mails were stored unread and have their sender, subject and conversation now.
    pub repaired: u64,
    /// How many still cannot be read; they show as raw text.
    pub unread: u64,
    /// Of how many the bytes are no longer what came.
    pub lost: u64,
}

/// A backup that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The file that was written.
    pub path: PathBuf,
    /// Its size in bytes.
    pub bytes: u64,
    /// The mails in it.
    pub messages: u64,
    /// The records of customers in it.
    pub records: u64,
}

/// What a check of the store found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verification {
    /// One for each area, in a stable order.
    pub checks: Vec<Check>,
}

impl Verification {
    /// Whether nothing is wrong.
    pub fn is_sound(&self) -> bool {
        self.checks.iter().all(|check| check.faults == 0)
    }
}

/// What was found in one area.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Check {
    /// The part of the store.
    pub area: Area,
    /// How many things were looked at.
    pub checked: u64,
    /// How many of them are wrong.
    pub faults: u64,
    /// The first of these, in technical words.
    pub named: Vec<CleanText>,
}

/// What is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Area {
    /// Pages, indexes and tables.
    Database,
    /// Each row against its seal.
    Rows,
    /// Rows that name other rows.
    References,
    /// The bytes of every mail against their hash.
    Mails,
    /// The full-text index.
    Search,
    /// The counters of mailboxes.
    Counters,
    /// The labels of messages beside the column that lists show.
    Labels,
    /// Whom each mail is from and to.
    Addresses,
    /// Conversations: that every message is in the thread its references lead to.
    Threads,
    /// The rows that lists read.
    Lists,
    /// What is noted of servers.
    Server,
}

impl Area {
    /// The stable word of JSON.
    pub fn word(self) -> &'static str {
        match self {
            Self::Database => "database",
            Self::Rows => "rows",
            Self::References => "references",
            Self::Mails => "mails",
            Self::Search => "search",
            Self::Counters => "counters",
            Self::Labels => "labels",
            Self::Addresses => "addresses",
            Self::Threads => "threads",
            Self::Lists => "lists",
            Self::Server => "server",
        }
    }
}
