//! What all mail of a process passes through.

use std::num::NonZero;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OnceCell, Semaphore, mpsc};
use tokio::task::spawn_blocking;

use super::in_hand::{self, InHand};
use super::parsers::{self, Order};
use super::spool::Spool;
use crate::problem::Problem;
use crate::store::{Store, Write, arrival};
use crate::workers::database::Database;
use crate::workers::notices::Notices;
use crate::workers::problems::of_store;

/// Memory for mails on their way, in KiB.
pub(super) const BUDGET_KIB: u32 = 12 * 1024;

/// Where a house keeps what arrives until it is stored.
#[derive(Debug, Clone)]
pub struct Folders {
    /// The folder of small state files: the in-hand files.
    pub state: PathBuf,
    /// Where mails over a mebibyte lie while they arrive.
    pub spool: PathBuf,
}

/// What all mail of a process passes through: memory, parsers and the in-hand file for all fetches and imports together.
pub struct Entrance {
    pub(super) database: Database,
    pub(super) notices: Notices,
    folders: Folders,
    in_hand: OnceCell<Arc<InHand>>,
    pub(super) read_again: OnceCell<()>,
    /// Whose word about senders is believed; the server that took the mail when nobody is named.
    believed: Mutex<Arc<Vec<String>>>,
    pub(super) memory: Arc<Semaphore>,
    orders: OnceCell<mpsc::Sender<Order>>,
    pub(super) parsers: Arc<Semaphore>,
    pub(super) most_parsers: usize,
}

impl Entrance {
    /// The way in of a house; no file is touched before something arrives.
    pub fn new(database: Database, notices: Notices, folders: Folders) -> Arc<Self> {
        let most_parsers = std::thread::available_parallelism().map_or(2, NonZero::get).clamp(2, 8);
        Arc::new(Self {
            database,
            notices,
            folders,
            in_hand: OnceCell::new(),
            read_again: OnceCell::new(),
            believed: Mutex::default(),
            memory: Arc::new(Semaphore::new(BUDGET_KIB as usize)),
            orders: OnceCell::new(),
            parsers: Arc::new(Semaphore::new(most_parsers)),
            most_parsers,
        })
    }

    /// Believes the word of these servers about senders, from the next mail on.
    pub fn believe(&self, servers: Vec<String>) {
        *self.believed.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(servers);
    }

    pub(super) fn believed(&self) -> Arc<Vec<String>> {
        Arc::clone(&self.believed.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Where what comes in through here is stored.
    pub fn database(&self) -> &Database {
        &self.database
    }

    /// The board of notices.
    pub fn notices(&self) -> &Notices {
        &self.notices
    }

    /// The threads that read mail, which start with the first that comes.
    pub(super) async fn orders(&self) -> Result<mpsc::Sender<Order>, Problem> {
        self.orders.get_or_try_init(|| async { parsers::start(self.most_parsers) }).await.cloned()
    }

    /// A spool for what is too large for memory.
    pub fn spool(&self) -> Spool {
        Spool::new(&self.folders.spool)
    }

    /// Takes every mail out of hand: the process ends because somebody wants it to, and none is to blame for that.
    pub fn let_go(&self) {
        if let Some(in_hand) = self.in_hand.get() {
            in_hand.let_go();
        }
    }

    /// Asks the store beside the runtime.
    pub(super) async fn asked<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Store) -> crate::store::Result<T> + Send + 'static,
    ) -> Result<T, Problem> {
        let store = self.database.store().clone();
        spawn_blocking(move || ask(&store)).await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))
    }

    /// The in-hand file of this process. The first who asks also removes what ended processes left of half-written big mails.
    pub(super) async fn in_hand(&self) -> Result<Arc<InHand>, Problem> {
        let opened = self.in_hand.get_or_try_init(|| async {
            let folder = self.folders.state.clone();
            let opened = self.asked(move |store| {
                let in_hand = InHand::open(&folder)?;
                // Owners are asked for after their chunks: whose file is not locked then has ended, and writes no more.
                let unlisted = arrival::unlisted(&store.reader()?)?;
                let living = in_hand::living(&folder)?;
                let left = unlisted.into_iter().filter(|(_, owner)| !living.contains(owner)).map(|(message, _)| message);
                Ok((in_hand, left.collect::<Vec<_>>()))
            });
            let (in_hand, left) = opened.await?;
            if !left.is_empty() {
                self.database.write(Write::SweepUnlisted(left)).await?;
            }
            Ok::<_, Problem>(in_hand)
        });
        opened.await.cloned()
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::Path;

    use super::*;
    use crate::domain::time::Instant;
    use crate::store::arrival::{BigMail, unlisted};
    use crate::store::raw;

    fn process(home: &Path) -> Arc<Entrance> {
        let database = Database::open(&home.join("fumi.db"), Notices::default(), 7).unwrap();
        Entrance::new(database, Notices::default(), Folders { state: home.to_owned(), spool: home.join("spool") })
    }

    #[tokio::test]
    async fn what_a_living_process_still_writes_is_left_alone_and_what_it_leaves_at_its_end_goes() {
        let dir = tempfile::tempdir().unwrap();
        let importing = process(dir.path());
        let owner = importing.in_hand().await.unwrap().owner().to_owned();
        let part = BigMail { key: None, sort_time: Instant(1_790_000_000_000), n: 0, data: raw::compress(b"half a mail").unwrap(), owner };
        importing.database().write(Write::BigMail(part)).await.unwrap();

        let fetching = process(dir.path());
        fetching.in_hand().await.unwrap();
        let left = |of: &Entrance| unlisted(&of.database().store().reader().unwrap()).unwrap().len();
        assert_eq!(left(&fetching), 1);
        drop(fetching);
        drop(importing);

        let next = process(dir.path());
        next.in_hand().await.unwrap();
        assert_eq!(left(&next), 0);
        let chunks = "SELECT count(*) FROM raw_chunk";
        assert_eq!(next.database().store().reader().unwrap().query_row(chunks, [], |row| row.get::<_, i64>(0)).unwrap(), 0);
    }
}
