//! Bringing an index of an earlier version into today's search form, while everything else goes on.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::time::{Duration, Instant};

use tokio::task::spawn_blocking;

use super::entrance::Entrance;
use super::in_hand::{InHand, Mark};
use crate::domain::ids::MessageKey;
use crate::domain::mail::message::ParsedMail;
use crate::jobs::Notice;
use crate::mime;
use crate::problem::Problem;
use crate::store::search::{Stale, TailEntry, stale, stale_below};
use crate::store::{Result, Store, Write, raw};
use crate::workers::problems::of_store;

/// How many mails go to the writer at once: some tens of milliseconds, behind whatever a person does.
const PIECE: usize = 50;

/// Up to this size a mail is read from memory, beyond from the stream.
const WHOLE_BYTES: u64 = 8 << 20;

impl Entrance {
    /// Indexes again what an earlier version indexed, for so long at the most; what is left waits for the next start. A failure is for the log.
    pub async fn index_again_after_an_upgrade(&self, most: Duration) {
        if let Err(problem) = self.index_again(Instant::now().checked_add(most)).await {
            tracing::warn!(?problem, "the search index is still in an earlier form");
        }
    }

    async fn index_again(&self, until: Option<Instant>) -> std::result::Result<(), Problem> {
        let store = self.database.store().clone();
        let mut in_hand = None;
        let mut done = 0;
        while until.is_none_or(|until| Instant::now() < until) {
            let next = store.clone();
            let piece = blocking(move || {
                let db = next.reader()?;
                stale_below(&db)?.map(|below| stale(&db, below, PIECE)).transpose()
            });
            let Some(piece) = piece.await? else { break };
            let in_hand = match &in_hand {
                Some(in_hand) => Arc::clone(in_hand),
                None => Arc::clone(in_hand.insert(self.in_hand().await?)),
            };
            let from = piece.last().map(|last| last.message).filter(|_| piece.len() == PIECE);
            let store = store.clone();
            let read = blocking(move || read(&store, &in_hand, &piece)).await?;
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

async fn blocking<T: Send + 'static>(ask: impl FnOnce() -> Result<T> + Send + 'static) -> std::result::Result<T, Problem> {
    spawn_blocking(ask).await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))
}

/// Reads mails for the index. One that cannot be read any more keeps the words it has.
fn read(store: &Store, in_hand: &Arc<InHand>, mails: &[Stale]) -> Result<Vec<(MessageKey, TailEntry)>> {
    let db = store.reader()?;
    let mut read = Vec::with_capacity(mails.len());
    for one in mails {
        let unread = || ParsedMail::unread(one.size, one.hash);
        let mail = if one.parsed {
            let mark = Mark::of_bytes(one.size, &one.hash);
            let parsed = in_hand.hand().read_again(mark, || {
                if one.size <= WHOLE_BYTES {
                    return raw::whole(&db, one.message).map(|bytes| mime::parse(&bytes));
                }
                let streamed = catch_unwind(AssertUnwindSafe(|| mime::parse_stream(raw::reader(&db, one.message))));
                streamed.unwrap_or_else(|_| Ok(unread())).map_err(Into::into)
            });
            in_hand.forget(mark);
            match parsed {
                Some(Ok(mail)) if !mail.unparsed && mail.raw_sha256 == one.hash => mail,
                _ => continue,
            }
        } else {
            unread()
        };
        read.push((one.message, TailEntry::of(&mail)?));
    }
    Ok(read)
}
