//! Reading mails again that are stored unread: after an upgrade, and whenever a person wants it.

use std::sync::Arc;

use super::entrance::Entrance;
use super::in_hand::{InHand, Mark};
use crate::domain::ids::MessageKey;
use crate::domain::mail::message::ParsedMail;
use crate::jobs::Notice;
use crate::problem::Problem;
use crate::store::reading_again::{self, Unread};
use crate::store::{Result, Store, StoreError, Write, Written, stored};

/// The version of this program: a newer one may read what an older one could not.
const VERSION: &str = env!("CARGO_PKG_VERSION");

/// What became of the mails that were stored unread.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadAgain {
    /// Mails that have their sender, subject, thread and words now.
    pub repaired: u64,
    /// Mails that still cannot be read; they show as raw text.
    pub unread: u64,
    /// Mails whose bytes are no longer what came.
    pub lost: u64,
}

enum Outcome {
    Read(Box<ParsedMail>),
    Unread,
    Lost,
}

impl Entrance {
    /// Reads all mails that are stored unread once more, each alone. One that brings the program down is left as it is at the next try.
    ///
    /// # Errors
    /// When the store fails; what was repaired before stays so.
    pub async fn read_again(&self) -> std::result::Result<ReadAgain, Problem> {
        let unread = self.asked(|store| reading_again::unread(&store.reader()?)).await?;
        let mut done = ReadAgain::default();
        if unread.is_empty() {
            return Ok(done);
        }
        let in_hand = self.in_hand().await?;
        for one in &unread {
            let (one, in_hand) = (*one, Arc::clone(&in_hand));
            match self.asked(move |store| read(store, &in_hand, one)).await? {
                Outcome::Read(mail) => done.repaired += self.store_read(one.message, *mail).await?,
                Outcome::Unread => done.unread += 1,
                Outcome::Lost => done.lost += 1,
            }
        }
        unread.iter().for_each(|one| in_hand.forget(mark(one)));
        if done.repaired > 0 {
            self.notices.put(Notice::StoreChanged);
        }
        Ok(done)
    }

    /// Reads the unread again if no run of this version did yet. The caller holds the lock of the network workers. A failure is for the log: the next
    /// start tries again.
    pub async fn read_again_after_an_upgrade(&self) {
        let once = self.read_again.get_or_init(|| async {
            if let Err(problem) = self.read_again_as(VERSION).await {
                tracing::warn!(?problem, "what is stored unread was not read again");
            }
        });
        once.await;
    }

    async fn read_again_as(&self, version: &'static str) -> std::result::Result<(), Problem> {
        if self.asked(|store| reading_again::read_by(&store.reader()?)).await?.as_deref() == Some(version) {
            return Ok(());
        }
        let done = self.read_again().await?;
        if done != ReadAgain::default() {
            tracing::info!(?done, version, "read again what was stored unread");
        }
        self.database.write(Write::UnreadReadBy(version)).await.map(|_| ())
    }

    async fn store_read(&self, message: MessageKey, mail: ParsedMail) -> std::result::Result<u64, Problem> {
        match self.database.write(Write::ReadAgain(vec![(message, mail)])).await? {
            Written::ReadAgain(count) => Ok(count),
            _ => Err(Problem::internal()),
        }
    }
}

fn mark(one: &Unread) -> Mark {
    Mark::of_bytes(one.size, &one.hash)
}

/// Reads one mail from the store.
fn read(store: &Store, in_hand: &Arc<InHand>, one: Unread) -> Result<Outcome> {
    let db = store.reader()?;
    let read = in_hand.hand().read_again(mark(&one), || stored::parsed_or_unread(&db, one.message, one.size, one.hash));
    Ok(match read {
        Some(Ok(mail)) if mail.raw_sha256 != one.hash || mail.size != one.size => Outcome::Lost,
        Some(Ok(mail)) if mail.unparsed => Outcome::Unread,
        Some(Ok(mail)) => Outcome::Read(Box::new(mail)),
        // Chunks that are gone or do not unpack; the stream says it in the words of a file.
        Some(Err(error @ (StoreError::NotFound | StoreError::Damaged(_) | StoreError::Io(_)))) => {
            tracing::error!(message = one.message.0, %error, "the bytes of a mail are damaged");
            Outcome::Lost
        }
        Some(Err(error)) => return Err(error),
        None => Outcome::Unread,
    })
}
