//! The frozen world of the stories about the store: one account with its inbox, in a temporary file, at a moment that stands still.
#![allow(clippy::unwrap_used)]

use rusqlite::Connection;

use super::arrival::{Arrival, Arrivals, Bytes, Outcome};
use super::search::TailEntry;
use super::{Context, Store, Write, Written, accounts, raw};
use crate::domain::crm::rules::CrmRules;
use crate::domain::ids::{AccountKey, Id, MailboxKey, MessageKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::message::ParsedMail;
use crate::domain::time::Instant;

/// When the stories about mail happen.
pub(crate) const NOW: Instant = Instant(1_790_000_000_000);

/// A store and all that a story needs to write into it; each subject's tests add what they ask of it.
pub(crate) struct World {
    pub(crate) db: Connection,
    pub(crate) context: Context,
    pub(crate) account: AccountKey,
    pub(crate) inbox: MailboxKey,
    pub(crate) rules: CrmRules,
    /// How many mails a story has made, so that each is another one.
    pub(crate) made: u8,
    pub(crate) dir: tempfile::TempDir,
}

/// The world at [`NOW`].
pub(crate) fn world() -> World {
    world_at(NOW)
}

/// The world at this moment.
pub(crate) fn world_at(now: Instant) -> World {
    let dir = tempfile::tempdir().unwrap();
    let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
    db.pragma_update(None, "synchronous", "OFF").unwrap();
    let account = accounts::ensure(&db, Id::from_bytes([1; 16]), "sales", &["me@sample.example".parse().unwrap()]).unwrap();
    let inbox = accounts::mailbox_of_role(&db, account, MailboxRole::Inbox).unwrap();
    World { db, context: Context::new(now, 7), account, inbox, rules: CrmRules::default(), made: 0, dir }
}

impl World {
    /// A mail on its way into the inbox, from no server, with these bytes.
    pub(crate) fn arrival(&self, mail: ParsedMail, bytes: &[u8]) -> Arrival {
        Arrival {
            search: TailEntry::of(&mail).unwrap(),
            mail,
            bytes: Bytes::Chunks(vec![raw::compress(bytes).unwrap()]),
            mailbox: self.inbox,
            flags: Flags::default(),
            server_time: None,
            server: None,
        }
    }

    /// What becomes of these arrivals.
    pub(crate) fn outcomes(&mut self, mails: Vec<Arrival>) -> Vec<Outcome> {
        match Write::Arrivals(Arrivals { account: self.account, mails }).apply(&mut self.db, &mut self.context).unwrap() {
            Written::Arrived(arrived) => arrived.outcomes,
            other => panic!("{other:?}"),
        }
    }

    /// Stores a mail in the inbox, or finds it there.
    pub(crate) fn stored(&mut self, mail: ParsedMail, bytes: &[u8]) -> MessageKey {
        let arrival = self.arrival(mail, bytes);
        match self.outcomes(vec![arrival])[0] {
            Outcome::Stored(key) | Outcome::Known(key) => key,
            Outcome::Purged => panic!("only a server's mail is"),
        }
    }
}
