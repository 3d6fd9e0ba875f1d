//! The database as workers use it: one writer, some readers, so that a screen never waits behind a download (architecture.md 2).

mod answer;
mod crm;
pub mod enclosures;
mod extraction;
mod log;
mod look;
mod magnets;
mod mail;
mod message;
mod orders;
mod outbox;
mod read;
mod rules;
mod threads;
mod writer;

pub use answer::{answer, carry_out};
pub(super) use answer::{report_of, write_of};
pub use look::Look;

use std::path::Path;
use std::sync::{Arc, Mutex};

use tokio::sync::{mpsc, oneshot, watch};

use orders::{ReadOrder, WriteOrder};
pub use rules::Rules;
pub(super) use threads::spawn;

use super::notices::Notices;
use super::problems::of_store;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::{Job, Outcome};
use crate::problem::{Code, Problem};
use crate::store::{Store, Write, Written, full, members};

/// How many readers work side by side: one for the list and one for what is slower, such as reading a big mail.
const READERS: usize = 2;

/// How many of a person's writes may wait; a person cannot type faster than they are done.
const PERSONAL_WAITING: usize = 256;

/// How many batches of a fetch may wait: enough to keep the writer busy, few enough to bound memory.
const BULK_WAITING: usize = 3;

/// How many questions may wait.
const READS_WAITING: usize = 64;

/// A handle on the database; clones share it, and its threads end with the last one.
#[derive(Clone)]
pub struct Database {
    store: Store,
    personal: mpsc::Sender<WriteOrder>,
    bulk: mpsc::Sender<WriteOrder>,
    reads: mpsc::Sender<ReadOrder>,
    arriving: watch::Sender<usize>,
    rules: Rules,
}

/// Says, while it lives, that a fetch or an import runs: what the writer does when idle would only take the processor from it.
#[derive(Debug)]
pub struct Arriving(watch::Sender<usize>);

impl Drop for Arriving {
    fn drop(&mut self) {
        self.0.send_modify(|running| *running = running.saturating_sub(1));
    }
}

impl Database {
    /// Opens or makes the store and starts its threads.
    ///
    /// # Errors
    /// When the file is not ours, is newer than this program, is damaged or cannot be opened.
    pub fn open(path: &Path, notices: Notices, seed: u64) -> Result<Self, Problem> {
        let store = Store::open(path).map_err(|error| of_store(&error))?;
        full::keep_room(path);
        let (personal, personal_orders) = mpsc::channel(PERSONAL_WAITING);
        let (bulk, bulk_orders) = mpsc::channel(BULK_WAITING);
        let (reads, read_orders) = mpsc::channel(READS_WAITING);
        let mut connection = store.writer().map_err(|error| of_store(&error))?;
        // Before anybody reads: what has slept long enough is there at the first look.
        let back = writer::wake(&mut connection);
        let (arriving, arrivals) = watch::channel(0);
        let log = log::Log::open(store.writer().map_err(|error| of_store(&error))?)?;
        let writer = writer::Writer::new(connection, store.clone(), seed, notices, log, back);
        spawn("fumi-writer", move || writer.run(personal_orders, bulk_orders, arrivals))?;
        let rules = Rules::default();
        let read_orders = Arc::new(Mutex::new(read_orders));
        for _ in 0..READERS {
            let connection = store.reader().map_err(|error| of_store(&error))?;
            let orders = Arc::clone(&read_orders);
            let rules = rules.clone();
            spawn("fumi-reader", move || read::run(&connection, &orders, &rules))?;
        }
        Ok(Self { store, personal, bulk, reads, arriving, rules })
    }

    /// Writes, and waits until it is durable. Dropping the future cannot leave half a write behind.
    ///
    /// # Errors
    /// When the store fails or refuses; then nothing of the write was stored.
    pub async fn write(&self, write: Write) -> Result<Written, Problem> {
        let (answer, answered) = oneshot::channel();
        let lane = if write.is_personal() { &self.personal } else { &self.bulk };
        lane.send(WriteOrder { write, answer }).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Answers a question from the store as it is now.
    ///
    /// # Errors
    /// When the store fails, or nothing has the key that was asked for.
    pub async fn read(&self, job: Job, now: Instant) -> Outcome {
        let (answer, answered) = oneshot::channel();
        self.reads.send(ReadOrder { job, now, answer }).await.map_err(|_| closed())?;
        answered.await.map_err(|_| closed())?
    }

    /// Says that a fetch or an import runs, until the answer is dropped: indexing for search waits for its end, or for a long tail.
    #[must_use]
    pub fn arriving(&self) -> Arriving {
        self.arriving.send_modify(|running| *running += 1);
        Arriving(self.arriving.clone())
    }

    /// Whether no fetch and no import runs.
    pub(super) fn is_quiet(&self) -> bool {
        *self.arriving.borrow() == 0
    }

    /// Calls the owner of records as the settings do. Where the store is busy elsewhere the name of before stays: it is only shown.
    pub fn call_owner(&self, name: &str) {
        let called = self.store.writer().and_then(|connection| members::call(&connection, name));
        if let Err(error) = called {
            tracing::warn!(%error, "the owner's name could not be kept");
        }
    }

    /// The rules for customers.
    pub fn rules(&self) -> &Rules {
        &self.rules
    }

    /// The store itself, for workers that read on their own connection and blocking thread.
    pub fn store(&self) -> &Store {
        &self.store
    }
}

fn closed() -> Problem {
    Problem::failed(Code::StoreClosed, Text::of("problem-store-closed")).hint(Text::of("problem-store-closed-hint"))
}
