//! Bringing an index of an earlier version into today's search form, while everything else goes on.

use std::sync::Arc;
use std::time::{Duration, Instant};

use super::entrance::Entrance;
use super::in_hand::{InHand, Mark};
use crate::domain::ids::MessageKey;
use crate::domain::mail::message::ParsedMail;
use crate::jobs::Notice;
use crate::problem::Problem;
use crate::store::search::{Stale, TailEntry, stale, stale_below};
use crate::store::{Result, Store, Write, stored};

/// How many mails go to the writer at once: some tens of milliseconds, behind whatever a person does.
const PIECE: usize = 50;

impl Entrance {
    /// Indexes again what an earlier version indexed, for so long at the most; what is left waits for the next start. A failure is for the log.
    pub async fn index_again_after_an_upgrade(&self, most: Duration) {
        if let Err(problem) = self.index_again(Instant::now().checked_add(most)).await {
            tracing::warn!(?problem, "the search index is still in an earlier form");
        }
    }

    async fn index_again(&self, until: Option<Instant>) -> std::result::Result<(), Problem> {
        let mut in_hand = None;
        let mut done = 0;
        while until.is_none_or(|until| Instant::now() < until) {
            let piece = self.asked(|store| {
                let db = store.reader()?;
                stale_below(&db)?.map(|below| stale(&db, below, PIECE)).transpose()
            });
            let Some(piece) = piece.await? else { break };
            let in_hand = match &in_hand {
                Some(in_hand) => Arc::clone(in_hand),
                None => Arc::clone(in_hand.insert(self.in_hand().await?)),
            };
            let from = piece.last().map(|last| last.message).filter(|_| piece.len() == PIECE);
            let read = self.asked(move |store| read(store, &in_hand, &piece)).await?;
            done += read.len();
            self.database.write(Write::IndexAgain(read, from)).await?;
        }
        if done > 0 {
            tracing::info!(done, "indexed mails again for search");
            self.notices.put(Notice::StoreChanged);
        }
        Ok(())
    }
}

/// Reads mails for the index. One that cannot be read any more keeps the words it has.
fn read(store: &Store, in_hand: &Arc<InHand>, mails: &[Stale]) -> Result<Vec<(MessageKey, TailEntry)>> {
    let db = store.reader()?;
    let mut read = Vec::with_capacity(mails.len());
    for one in mails {
        let mail = if one.parsed {
            let mark = Mark::of_bytes(one.size, &one.hash);
            let parsed = in_hand.hand().read_again(mark, || stored::parsed_or_unread(&db, one.message, one.size, one.hash));
            in_hand.forget(mark);
            match parsed {
                Some(Ok(mail)) if !mail.unparsed && mail.raw_sha256 == one.hash => mail,
                _ => continue,
            }
        } else {
            ParsedMail::unread(one.size, one.hash)
        };
        read.push((one.message, TailEntry::of(&mail)?));
    }
    Ok(read)
}
