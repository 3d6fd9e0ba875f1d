//! The one writer: a person's writes go between the batches of a fetch; with nothing to do it tidies, then sleeps.

use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::mpsc;
use tokio::time::{MissedTickBehavior, interval};

use super::WriteOrder;
use crate::domain::time::Instant;
use crate::jobs::Notice;
use crate::problem::Problem;
use crate::store::arrival::Outcome;
use crate::store::search::{self, Budget};
use crate::store::{Context, StoreError, Written, changes, messages};
use crate::workers::notices::Notices;
use crate::workers::problems::of_store;

/// How often the writer looks whether another process wrote, while somebody watches.
const LOOK: Duration = Duration::from_secs(1);

/// Up to so many mails at once are looked at for customers.
const FEW_MAILS: usize = 32;

/// A shorter tail is left to be scanned: indexing mail by mail would cut the index into pieces.
const WORTH_INDEXING: u64 = 32;

/// From this length on the tail is indexed between the batches of a fetch as well.
const LONGEST_TAIL: u64 = 12_000;

/// How long a command that stored mail goes on indexing before it ends; the rest waits for the next idle moment of any fumi.
const INDEXING_AT_END: Duration = Duration::from_millis(500);

pub(super) struct Writer {
    db: Connection,
    context: Context,
    notices: Notices,
    seen: i64,
    /// Whether this writer stored mail, which it then also indexes before it ends.
    stored: bool,
}

impl Writer {
    pub(super) fn new(db: Connection, seed: u64, notices: Notices) -> Self {
        let mut context = Context::new(now(), seed);
        context.zone = jiff::tz::TimeZone::system();
        Self { db, context, notices, seen: 0, stored: false }
    }

    /// Works until every handle is gone.
    pub(super) fn run(mut self, mut personal: mpsc::Receiver<WriteOrder>, mut bulk: mpsc::Receiver<WriteOrder>) {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else { return };
        runtime.block_on(async {
            let mut look = interval(LOOK);
            look.set_missed_tick_behavior(MissedTickBehavior::Delay);
            self.seen = self.data_version();
            let _ = changes::prune(&self.db, now());
            let mut tidy = true;
            loop {
                tokio::select! {
                    biased;
                    order = personal.recv() => match order { Some(order) => self.carry_out(order), None => break },
                    Some(order) = bulk.recv() => { self.stored = true; self.carry_out(order); self.keep_up(); }
                    _ = look.tick(), if self.notices.watched() => { self.look(); continue; }
                    () = std::future::ready(()), if tidy => { tidy = self.tidy(); continue; }
                }
                tidy = true;
            }
        });
        let until = std::time::Instant::now() + INDEXING_AT_END;
        while self.stored && !self.notices.watched() && std::time::Instant::now() < until && self.index(Budget::BETWEEN_BATCHES) > 0 {}
        let _ = self.db.pragma_update(None, "optimize", "");
    }

    fn carry_out(&mut self, order: WriteOrder) {
        self.context.now = now();
        let kind = std::mem::discriminant(&order.write);
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| order.write.apply(&mut self.db, &mut self.context)));
        let answer = match done {
            Ok(Ok(written)) => Ok(written),
            Ok(Err(error)) => {
                tracing::warn!(?kind, %error, "a write failed");
                Err(of_store(&error))
            }
            Err(_) => Err(Problem::internal()),
        };
        if let Ok(written) = &answer {
            self.tell_of_customers(written);
        }
        let _ = order.answer.send(answer);
    }

    /// Says that a customer wrote (S12): once a batch, and never for the flood of a first fetch.
    fn tell_of_customers(&self, written: &Written) {
        let Written::Arrived(arrived) = written else { return };
        if !self.notices.watched() || arrived.outcomes.len() > FEW_MAILS {
            return;
        }
        for outcome in arrived.outcomes.iter().rev() {
            let Outcome::Stored(key) = outcome else { continue };
            let Ok(row) = messages::row(&self.db, *key) else { continue };
            if let Some(person) = row.person.filter(|_| !row.mine) {
                self.notices.put(Notice::CustomerMail { person: person.name, subject: row.subject });
                return;
            }
        }
    }

    /// One small piece of work that may wait; answers whether there is more.
    fn tidy(&mut self) -> bool {
        if search::tail_len(&self.db).unwrap_or(0) >= WORTH_INDEXING {
            return self.index(Budget::IDLE) > 0;
        }
        search::merge_some(&self.db).unwrap_or_else(|error| {
            tracing::warn!(%error, "merging the search index failed");
            false
        })
    }

    /// Keeps the tail of the search index short enough to be scanned, even when batches come without a pause.
    fn keep_up(&mut self) {
        if search::tail_len(&self.db).unwrap_or(0) >= LONGEST_TAIL {
            self.index(Budget::BETWEEN_BATCHES);
        }
    }

    /// Moves mail into the search index, in one transaction; answers how many.
    fn index(&mut self, budget: Budget) -> usize {
        let moved = (|| {
            let transaction = self.db.transaction()?;
            let moved = search::index_some(&transaction, budget)?;
            transaction.commit()?;
            Ok::<_, StoreError>(moved)
        })();
        moved.unwrap_or_else(|error| {
            tracing::warn!(%error, "indexing for search failed");
            0
        })
    }

    /// Notices what another process wrote: its commits change the data version of this connection, ours do not.
    fn look(&mut self) {
        let version = self.data_version();
        if version != self.seen {
            self.seen = version;
            self.notices.put(Notice::StoreChanged);
        }
    }

    fn data_version(&self) -> i64 {
        self.db.pragma_query_value(None, "data_version", |row| row.get(0)).unwrap_or(self.seen)
    }
}

fn now() -> Instant {
    jiff::Timestamp::now().into()
}
