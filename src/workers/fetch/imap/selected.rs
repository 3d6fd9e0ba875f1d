//! A mailbox of the server: how it stands, and what lies in it.

use super::error::ImapError;
use super::session::{ImapSession, MOST_REPLIES};
use crate::domain::mail::flags::Flags;
use crate::protocol::imap::{Fetched, MailboxStatus, Reply, StatusCode, quoted};

/// The mailbox that was selected.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Selected {
    /// How many mails it has.
    pub(super) exists: u32,
    /// The numbering of its UIDs.
    pub(super) uid_validity: u32,
    /// The next UID.
    pub(super) uid_next: u32,
    /// The highest number of a change; 0 where changes have none.
    pub(super) highest_modseq: u64,
    /// Whether nothing can be changed in it.
    pub(super) read_only: bool,
    /// Whether it keeps a mark that a mail was passed on.
    pub(super) forwarded: bool,
}

/// A mail as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ListedMail {
    pub(super) uid: u32,
    pub(super) size: u64,
    pub(super) flags: Flags,
    pub(super) deleted: bool,
}

impl ImapSession {
    /// How mailboxes stand, in their order; none of what the server refuses to tell. All are asked at once.
    pub(super) async fn standings(&mut self, names: &[String]) -> Result<Vec<MailboxStatus>, ImapError> {
        let items = if self.offers("CONDSTORE") || self.offers("QRESYNC") {
            "MESSAGES UIDNEXT UIDVALIDITY HIGHESTMODSEQ"
        } else {
            "MESSAGES UIDNEXT UIDVALIDITY"
        };
        let mut found = Vec::with_capacity(names.len());
        // Some at a time, so that neither side waits for the other to read.
        for some in names.chunks(50) {
            let mut tags = Vec::with_capacity(some.len());
            for name in some {
                let name = quoted(name).ok_or(ImapError::Unsendable)?;
                tags.push(self.send(&format!("STATUS {name} ({items})")).await?);
            }
            for tag in tags {
                let mut status = MailboxStatus::default();
                match self.answers(&tag, "STATUS").await {
                    Ok(replies) => {
                        for reply in replies {
                            if let Reply::Status(_, told) = reply {
                                status = told;
                            }
                        }
                    }
                    Err(ImapError::Refused(..)) => {}
                    Err(error) => return Err(error),
                }
                found.push(status);
            }
        }
        Ok(found)
    }

    /// Selects a mailbox.
    pub(super) async fn select(&mut self, name: &str) -> Result<Selected, ImapError> {
        let name = quoted(name).ok_or(ImapError::Unsendable)?;
        let condstore = if self.offers("CONDSTORE") || self.offers("QRESYNC") { " (CONDSTORE)" } else { "" };
        let mut selected = Selected::default();
        for reply in self.ask(&format!("SELECT {name}{condstore}"), "SELECT").await? {
            match reply {
                Reply::Exists(count) => selected.exists = count,
                Reply::State(state) => match state.code {
                    Some(StatusCode::UidValidity(number)) => selected.uid_validity = number,
                    Some(StatusCode::UidNext(uid)) => selected.uid_next = uid,
                    Some(StatusCode::HighestModseq(number)) => selected.highest_modseq = number,
                    Some(StatusCode::ReadOnly) => selected.read_only = true,
                    Some(StatusCode::PermanentFlags(words)) => {
                        selected.forwarded = words.iter().any(|word| word == "\\*" || word.eq_ignore_ascii_case("$Forwarded"));
                    }
                    _ => {}
                },
                _ => {}
            }
        }
        if selected.uid_validity == 0 { Err(ImapError::Protocol("a mailbox without UIDVALIDITY")) } else { Ok(selected) }
    }

    /// What lies in the selected mailbox, or what changed in it since a number.
    pub(super) async fn listing(&mut self, since: Option<u64>) -> Result<Vec<ListedMail>, ImapError> {
        let changed = since.map(|number| format!(" (CHANGEDSINCE {number})")).unwrap_or_default();
        let tag = self.send(&format!("UID FETCH 1:* (UID FLAGS RFC822.SIZE){changed}")).await?;
        let mut listed = Vec::new();
        while let Some(reply) = self.next(&tag, "FETCH").await? {
            if let Reply::Fetched(Fetched { uid: Some(uid), flags: Some(flags), deleted, size: Some(size), .. }) = reply {
                if listed.len() >= MOST_REPLIES {
                    return Err(ImapError::Protocol("answers without end"));
                }
                listed.push(ListedMail { uid, size: u64::from(size), flags, deleted });
            }
        }
        Ok(listed)
    }

    /// The UIDs of what lies in the selected mailbox and is not marked `\Deleted`.
    pub(super) async fn present(&mut self) -> Result<Vec<u32>, ImapError> {
        self.search("UNDELETED").await
    }

    /// The UIDs that a search finds in the selected mailbox.
    pub(super) async fn search(&mut self, what: &str) -> Result<Vec<u32>, ImapError> {
        let replies = self.ask(&format!("UID SEARCH {what}"), "SEARCH").await?;
        // An answer that cannot be read must not pass for one that found nothing.
        let mut found = None;
        for reply in replies {
            match reply {
                Reply::Found(uids) => found.get_or_insert_with(Vec::new).extend(uids),
                Reply::Unread => return Err(ImapError::Protocol("an answer to SEARCH that cannot be read")),
                _ => {}
            }
        }
        found.ok_or(ImapError::Protocol("SEARCH without an answer"))
    }
}
