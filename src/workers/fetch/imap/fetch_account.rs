//! One fetch of an IMAP account: what was sent from here goes up, what changed there comes down, what changed here goes up. And the wait for the next change.

use std::time::{Duration, Instant};

use tokio::sync::watch;
use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::error::ImapError;
use super::selected::Selected;
use super::session::ImapSession;
use crate::domain::account::{AccountSettings, Secret};
use crate::domain::ids::AccountKey;
use crate::jobs::Notice;
use crate::problem::Problem;
use crate::protocol::imap::{Listed, Reply};
use crate::store::imap::{Folder, ImapWrite};
use crate::store::{Store, Write, Written};
use crate::workers::arriving::Entrance;
use crate::workers::fetch::{FetchRules, Fetched, Login};
use crate::workers::problems::of_store;

/// How long one IDLE lasts: a server may end it after 30 minutes (RFC 2177).
const IDLE: Duration = Duration::from_secs(25 * 60);

/// One fetch.
#[derive(Clone)]
pub struct FetchImap<'a> {
    /// Where its mail goes in.
    pub entrance: &'a Entrance,
    /// The account that is fetched.
    pub account: &'a AccountSettings,
    /// The account in the store.
    pub key: AccountKey,
    /// Limits of the config.
    pub rules: FetchRules,
    /// Whether the person confirmed what was held.
    pub confirmed: bool,
    /// Set when it should stop.
    pub stop: watch::Receiver<bool>,
}

/// Why a fetch ended early.
pub(super) enum Failed {
    Session(ImapError),
    Problem(Problem),
}

impl From<ImapError> for Failed {
    fn from(error: ImapError) -> Self {
        Self::Session(error)
    }
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

/// A session at work.
pub(super) struct Sync<'a> {
    pub(super) entrance: &'a Entrance,
    pub(super) account: &'a AccountSettings,
    pub(super) key: AccountKey,
    pub(super) rules: FetchRules,
    pub(super) confirmed: bool,
    pub(super) session: &'a mut ImapSession,
    pub(super) fetched: &'a mut Fetched,
    /// What waits for a person.
    pub(super) held: Option<Problem>,
    /// What the server lists.
    pub(super) listed: Vec<Listed>,
    /// The mailboxes of that, ours with the server's names.
    pub(super) folders: Vec<Folder>,
    /// The mailbox that is selected for changes.
    pub(super) selected: Option<(String, Selected)>,
    /// Whether anything was written.
    wrote: bool,
}

impl FetchImap<'_> {
    /// Fetches. What went wrong stands in the summary; what was stored until then is stored.
    pub async fn run(self, secret: Secret) -> Fetched {
        let began = Instant::now();
        let mut fetched = Fetched::begun(self.account);
        let login = Login::incoming(self.account, secret);
        let mut stop = self.stop.clone();
        let ended = tokio::select! {
            biased;
            // Nothing is half done on the server: each command stands for itself, and the next fetch compares anew.
            _ = stop.wait_for(|stop| *stop) => Ok(()),
            ended = self.session(&login, &mut fetched) => ended,
        };
        fetched.summary.error = match ended {
            Ok(()) => None,
            Err(Failed::Session(error)) => Some(error.problem(&login.endpoint)),
            Err(Failed::Problem(problem)) => Some(problem),
        }
        .or(fetched.summary.error.take());
        fetched.stopped = *self.stop.borrow();
        fetched.summary.milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        fetched
    }

    async fn session(&self, login: &Login, fetched: &mut Fetched) -> Result<(), Failed> {
        let mut session = ImapSession::open(login, &mut Vec::new()).await?;
        fetched.logged_in = true;
        let mut sync = Sync {
            entrance: self.entrance,
            account: self.account,
            key: self.key,
            rules: self.rules,
            confirmed: self.confirmed,
            session: &mut session,
            fetched,
            held: None,
            listed: Vec::new(),
            folders: Vec::new(),
            selected: None,
            wrote: false,
        };
        let ended = sync.run().await;
        let (wrote, held) = (sync.wrote, sync.held.take());
        fetched.summary.bytes = session.received();
        if wrote {
            self.entrance.notices().put(Notice::StoreChanged);
        }
        ended?;
        fetched.summary.error = held;
        session.log_out().await;
        Ok(())
    }
}

impl Sync<'_> {
    async fn run(&mut self) -> Result<(), Failed> {
        let listed = self.session.list().await?;
        if !listed.iter().any(|one| one.name.eq_ignore_ascii_case("INBOX") && one.holds_mail) {
            return Err(ImapError::Protocol("a list of mailboxes without an inbox").into());
        }
        self.take_list(listed).await?;
        self.send_sent().await?;
        self.send_drafts().await?;
        self.selected = None;
        self.down().await?;
        self.up().await
    }

    /// Asks the store beside the runtime.
    pub(super) async fn read<T: Send + 'static>(
        &self,
        ask: impl FnOnce(&Store) -> crate::store::Result<T> + Send + 'static,
    ) -> Result<T, Failed> {
        let store = self.entrance.database().store().clone();
        let asked = spawn_blocking(move || ask(&store)).await.map_err(|_| Problem::internal())?;
        asked.map_err(|error| Failed::Problem(of_store(&error)))
    }

    /// Writes down what the server said or did.
    pub(super) async fn write(&mut self, write: ImapWrite) -> Result<Written, Failed> {
        self.wrote |= !matches!(write, ImapWrite::Mailboxes(..) | ImapWrite::Read(..));
        Ok(self.entrance.database().write(Write::Imap(write)).await?)
    }
}

/// Waits for a change in the inbox of an account, on a connection of its own.
#[derive(Debug, Clone)]
pub struct WatchImap {
    /// Where to log in.
    pub login: Login,
    /// The next UID of the inbox as the last fetch knew it: what came since then is a change too, before anybody listens.
    pub uid_next: Option<u32>,
}

impl WatchImap {
    /// Ends when something happened. A server that cannot tell, or cannot be reached, is asked by the clock alone: then this never ends.
    pub async fn changed(&self) {
        if self.watch().await.is_err() {
            std::future::pending::<()>().await;
        }
    }

    async fn watch(&self) -> Result<(), ImapError> {
        let mut session = ImapSession::open(&self.login, &mut Vec::new()).await?;
        if !session.offers("IDLE") {
            session.log_out().await;
            return Err(ImapError::Protocol("no IDLE"));
        }
        let selected = session.select("INBOX").await?;
        if self.uid_next.is_some_and(|known| selected.uid_next != 0 && known != selected.uid_next) {
            session.log_out().await;
            return Ok(());
        }
        loop {
            let tag = session.send("IDLE").await?;
            let happened = timeout(IDLE, happens(&mut session)).await;
            session.wire().say(b"DONE\r\n").await?;
            session.answers(&tag, "IDLE").await?;
            if happened.is_ok_and(|happened| happened.is_ok()) {
                session.log_out().await;
                return Ok(());
            }
        }
    }
}

/// Waits until the server tells of a mail that came, went or changed.
async fn happens(session: &mut ImapSession) -> Result<(), ImapError> {
    loop {
        while let Some(reply) = session.wire().came()? {
            if matches!(reply, Reply::Exists(_) | Reply::Expunged | Reply::Fetched(_)) {
                return Ok(());
            }
        }
        session.wire().wait().await?;
    }
}
