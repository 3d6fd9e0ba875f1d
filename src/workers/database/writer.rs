//! The one writer: a person's writes go between the batches of a fetch; with nothing to do it tidies, then sleeps.

use std::collections::VecDeque;
use std::time::Duration;

use rusqlite::Connection;
use tokio::sync::{mpsc, watch};
use tokio::time::{MissedTickBehavior, interval};

use super::log::Log;
use super::orders::WriteOrder;
use crate::domain::crm::kind::{RecordName, Subject};
use crate::jobs::Notice;
use crate::jobs::notice::CustomerMail;
use crate::problem::Problem;
use crate::store::arrival::Outcome;
use crate::store::crm::{kept, reminders};
use crate::store::search::{self, Budget};
use crate::store::{Context, Store, StoreError, Write, Written, accounts, changes, full, messages, snooze, space};
use crate::text::CleanText;
use crate::workers::clock;
use crate::workers::notices::Notices;
use crate::workers::problems::of_store;

/// How often the writer looks whether another process wrote, while somebody watches.
const LOOK: Duration = Duration::from_secs(1);

/// Up to so many mails at once are looked at for customers.
const FEW_MAILS: usize = 200;

/// What a first fetch of an account brings is news when it was written within so many milliseconds: two days.
const NEWS: i64 = 2 * 86_400_000;

/// So many mails that were told of are remembered.
const MANY_TOLD: usize = 256;

/// A shorter tail is left to be scanned: indexing mail by mail would cut the index into pieces.
const WORTH_INDEXING: u64 = 32;

/// Longer than this the tail does not become while mail arrives: it is indexed between the batches then. A search reads so much of it within 100 ms.
const LONGEST_TAIL: u64 = 20_000;

/// The texts of so many records are made anew in one idle moment.
const RECORDS_AT_ONCE: usize = 1_000;

/// How long a command that stored a few mails goes on indexing before it ends; the rest waits for the next idle moment of any fumi.
const INDEXING_AT_END: Duration = Duration::from_millis(500);

/// A command that stored more than this ends at once: half a second of indexing would make no difference to what is left.
const FEW_FOR_THE_END: u64 = 1_000;

pub(super) struct Writer {
    db: Connection,
    store: Store,
    context: Context,
    notices: Notices,
    log: Log,
    seen: i64,
    /// How many mails this writer stored.
    stored: u64,
    /// How many mails wait to be indexed, once they were counted; what other processes do makes it a guess.
    tail: Option<u64>,
    /// How many mails came back from their snooze that nobody was told of yet.
    back: u64,
    /// The Message-IDs of mails that were told of last.
    told: VecDeque<CleanText>,
}

/// Wakes the mail that has slept long enough, and answers how many mails came back. What cannot be written now is tried again at the next look.
pub(super) fn wake(db: &mut Connection) -> u64 {
    snooze::wake(db, clock::now()).unwrap_or_else(|error| {
        tracing::warn!(%error, "sleeping mail could not be woken");
        0
    })
}

impl Writer {
    pub(super) fn new(db: Connection, store: Store, seed: u64, notices: Notices, log: Log, back: u64) -> Self {
        let mut context = Context::new(clock::now(), seed);
        context.zone = clock::zone();
        Self { db, store, context, notices, log, seen: 0, stored: 0, tail: None, back, told: VecDeque::new() }
    }

    /// Works until every handle is gone.
    pub(super) fn run(
        mut self,
        mut personal: mpsc::Receiver<WriteOrder>,
        mut bulk: mpsc::Receiver<WriteOrder>,
        mut arriving: watch::Receiver<usize>,
    ) {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_time().build() else { return };
        runtime.block_on(async {
            let mut look = interval(LOOK);
            look.set_missed_tick_behavior(MissedTickBehavior::Delay);
            self.seen = self.data_version();
            let _ = changes::prune(&self.db, clock::now());
            let mut tidy = true;
            loop {
                // A command that nobody watches shall end, not tidy.
                let idle = *arriving.borrow_and_update() == 0 && self.notices.watched();
                tokio::select! {
                    biased;
                    order = personal.recv() => match order { Some(order) => self.carry_out(order), None => break },
                    _ = look.tick(), if self.notices.watched() => { self.look(); continue; }
                    Some(order) = bulk.recv() => { self.carry_out(order); self.keep_up(); }
                    Ok(()) = arriving.changed() => {}
                    () = std::future::ready(()), if tidy && idle => { tidy = self.tidy(); continue; }
                }
                tidy = true;
            }
        });
        let until = std::time::Instant::now() + INDEXING_AT_END;
        let few = (1..=FEW_FOR_THE_END).contains(&self.stored) && !self.notices.watched();
        while few && std::time::Instant::now() < until && self.index(Budget::BETWEEN_BATCHES) > 0 {}
        let _ = self.db.pragma_update(None, "optimize", "");
    }

    fn carry_out(&mut self, order: WriteOrder) {
        self.context.now = clock::now();
        let kind = std::mem::discriminant(&order.write);
        let removes = matches!(order.write, Write::EmptyTrash(_) | Write::PurgeAccount(..));
        let part = matches!(order.write, Write::BigMail(_));
        let bytes = order.write.mail_bytes();
        if part {
            // No row lists it yet: it is waited for with the row that will, since one wait for the log is a wait for all that stands in it.
            let _ = self.db.pragma_update(None, "synchronous", "NORMAL");
        }
        let done = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| order.write.apply(&mut self.db, &mut self.context)));
        if part && self.db.pragma_update(None, "synchronous", "FULL").is_err() {
            self.renew();
        }
        let answer = match done {
            Ok(Ok(written)) => Ok(written),
            Ok(Err(error)) => {
                tracing::warn!(?kind, %error, "a write failed");
                let error = full::named(error, self.store.path());
                self.leave_failed_handle(&error);
                Err(of_store(&error))
            }
            Err(_) => Err(Problem::internal()),
        };
        if let Ok(written) = &answer {
            self.count_stored(written);
            self.tell_of_customers(written);
            self.log.grew(bytes);
        }
        let done = answer.is_ok();
        let _ = order.answer.send(answer);
        if removes
            && done
            && let Err(error) = space::give_back(&self.db)
        {
            tracing::warn!(%error, "the file could not be made smaller");
        }
    }

    /// After the disk failed, nobody knows which pages of it this connection takes for written: it is left, never tried again (promises.md A7).
    fn leave_failed_handle(&mut self, error: &StoreError) {
        if error.is_full() || error.is_of_the_disk() {
            self.renew();
        }
    }

    /// Goes on with another connection, where one can be had.
    fn renew(&mut self) {
        if let Ok(db) = self.store.writer() {
            self.db = db;
        }
    }

    fn count_stored(&mut self, written: &Written) {
        let Written::Arrived(arrived) = written else { return };
        let stored = arrived.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Stored(_))).count() as u64;
        self.stored += stored;
        self.tail = self.tail.map(|tail| tail + stored);
    }

    /// Says that customers wrote (S12): of what is new, and never for the flood of a first fetch.
    fn tell_of_customers(&mut self, written: &Written) {
        let Written::Arrived(arrived) = written else { return };
        if !self.notices.watched() || arrived.outcomes.len() > FEW_MAILS {
            return;
        }
        let news = clock::now().plus_ms(-NEWS);
        let mut mails = Vec::new();
        for outcome in &arrived.outcomes {
            let Outcome::Stored(key) = outcome else { continue };
            let Ok(row) = messages::row(&self.db, *key) else { continue };
            let Some(mark) = row.person.filter(|_| !row.mine) else { continue };
            let fetched_before = || accounts::state(&self.db, row.account).is_ok_and(|state| state.last_good.is_some());
            if row.date <= news && !fetched_before() {
                continue;
            }
            // A mail that comes to two accounts is told of once.
            if !row.message_id.is_empty() && self.told.contains(&row.message_id) {
                continue;
            }
            self.told.push_back(row.message_id);
            self.told.drain(..self.told.len().saturating_sub(MANY_TOLD));
            let person = RecordName { reference: Subject::Person.at(mark.key), id: mark.id, kind: mark.kind, name: mark.name };
            mails.push(CustomerMail { person, account: row.account_name, message: row.id, subject: row.subject });
        }
        if !mails.is_empty() {
            self.notices.put(Notice::CustomerMail(mails));
        }
    }

    /// Says what reminds of itself by now.
    fn remind(&mut self) {
        match reminders::take_due(&mut self.db, clock::now()) {
            Ok(due) if due.is_empty() => {}
            Ok(due) => self.notices.put(Notice::Reminders(due)),
            Err(error) => tracing::warn!(%error, "reminders could not be looked at"),
        }
    }

    /// One small piece of work that may wait; answers whether there is more.
    fn tidy(&mut self) -> bool {
        if search::tail_has(&self.db, WORTH_INDEXING).unwrap_or(false) {
            return self.index(Budget::IDLE) > 0;
        }
        if self.renew_records() > 0 {
            return true;
        }
        search::merge_some(&self.db).unwrap_or_else(|error| {
            tracing::warn!(%error, "merging the search index failed");
            false
        })
    }

    /// Makes the texts of some records anew by which lists look through them; answers of how many.
    fn renew_records(&mut self) -> usize {
        let renewed = (|| {
            let transaction = self.db.transaction()?;
            let renewed = kept::renew(&transaction, RECORDS_AT_ONCE)?;
            transaction.commit()?;
            Ok::<_, StoreError>(renewed)
        })();
        renewed.unwrap_or_else(|error| {
            tracing::warn!(%error, "the texts of records could not be made anew");
            0
        })
    }

    /// Keeps the tail of the search index short enough to be scanned, even when batches come without a pause.
    fn keep_up(&mut self) {
        let tail = match self.tail {
            Some(tail) => tail,
            None => *self.tail.insert(search::tail_len(&self.db).unwrap_or(0)),
        };
        if tail > LONGEST_TAIL {
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
        let moved = moved.unwrap_or_else(|error| {
            tracing::warn!(%error, "indexing for search failed");
            0
        });
        self.tail = if moved == 0 { None } else { self.tail.map(|tail| tail.saturating_sub(moved as u64)) };
        moved
    }

    /// Wakes what has slept long enough, and notices what another process wrote: its commits change the data version of this connection, ours do not.
    fn look(&mut self) {
        self.remind();
        self.back += wake(&mut self.db);
        if self.back > 0 {
            self.notices.put(Notice::MailBack(std::mem::take(&mut self.back)));
        }
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

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use crate::domain::mail::flags::Flags;
    use crate::mime;
    use crate::store::arrival::{Arrival, Arrivals, Bytes};
    use crate::store::search::{self, TailEntry};
    use crate::store::{Write, Written, raw};
    use crate::workers::database::Database;
    use crate::workers::notices::Notices;

    async fn arrive(database: &Database, numbers: std::ops::Range<u32>) {
        let place = database.write(Write::ImportPlace { account: None, mailbox: None }).await.unwrap();
        let Written::Place(account, mailbox) = place else { panic!("{place:?}") };
        let arrival = |number| {
            let bytes = format!("From: anna@berg.example\r\nSubject: offer {number}\r\n\r\nNumber {number}.\r\n");
            let mail = mime::parse(bytes.as_bytes());
            let search = TailEntry::of(&mail).unwrap();
            let bytes = Bytes::Chunks(vec![raw::compress(bytes.as_bytes()).unwrap()]);
            Arrival { mail, search, bytes, mailbox, flags: Flags::default(), server_time: None, server: None }
        };
        let arrivals = Arrivals { account, mails: numbers.map(arrival).collect() };
        database.write(Write::Arrivals(arrivals)).await.unwrap();
    }

    #[tokio::test]
    async fn indexing_waits_while_mail_arrives_and_begins_when_the_last_fetch_ends() {
        let dir = tempfile::tempdir().unwrap();
        let notices = Notices::default();
        notices.watch(true);
        let database = Database::open(&dir.path().join("fumi.db"), notices, 7).unwrap();
        let reader = database.store().reader().unwrap();
        let (fetch, import) = (database.arriving(), database.arriving());
        // Each write is answered, and the writer has nothing to do until the next: it would index now.
        for n in 0..8 {
            arrive(&database, n * 50..n * 50 + 50).await;
        }
        drop(fetch);
        arrive(&database, 400..450).await;
        assert_eq!(search::tail_len(&reader).unwrap(), 450);
        drop(import);
        while search::tail_len(&reader).unwrap() > 0 {
            tokio::task::yield_now().await;
        }
    }
}
