//! The outbox: takes what was written, keeps it, and sends it when it is due. One process of a home sends; the others leave their mail to it.

mod deliver;
mod holds;
mod last_dot;
mod problems;
mod queue;
mod rows;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{Mutex, Notify};

use holds::Holds;
use last_dot::LastDot;
use rows::{Rows, beside};

use super::accounts::Accounts;
use super::clock;
use super::database::{Database, enclosures, report_of, write_of};
use super::lock::Held;
pub use super::net::smtp::SmtpPatience;
use super::notices::Notices;
use super::problems::of_store;
use crate::config::Settings;
use crate::domain::ids::{Id, OutboxKey};
use crate::domain::mail::compose::Original;
use crate::i18n::Text;
use crate::jobs::outbox::{EncloseFile, OriginalOf, OutboxJob, OutboxReport, OutboxRow, OutboxState, SendAt, SendMail};
use crate::jobs::{Job, Notice, Outcome, Question, Report};
use crate::mime::write::Enclosed;
use crate::problem::{Code, Problem};
use crate::store::outbox::{self, OutboxWrite};
use crate::store::{Context, Write};

/// The longest sleep between two looks: another process may have queued something.
const LOOK: Duration = Duration::from_secs(5);

/// How long until a copy for Sent is tried again that the disk had no room for.
const FILING_AGAIN: Duration = Duration::from_secs(60);

/// How long `--at now` waits for another process of this home to send.
const OTHERS_TURN: Duration = Duration::from_secs(120);

/// The outbox of a house.
pub struct Outbox {
    accounts: Arc<Accounts>,
    rows: Rows,
    database: Database,
    notices: Notices,
    /// Held while a mail is on the wire, so that this process sends one at a time.
    turn: Mutex<()>,
    holds: std::sync::Mutex<Holds>,
    last_dot: LastDot,
    patience: std::sync::Mutex<SmtpPatience>,
    wake: Notify,
    /// When the copies that Sent lacks are tried next, since a disk that is full stays so for a while.
    next_filing: std::sync::Mutex<Option<std::time::Instant>>,
    running: AtomicBool,
}

impl Outbox {
    /// The outbox of a house. Sends nothing by itself.
    pub fn new(accounts: Arc<Accounts>, database: Database, notices: Notices) -> Self {
        let rows = Rows::new(database.clone());
        Self {
            accounts,
            rows,
            database,
            notices,
            turn: Mutex::new(()),
            holds: std::sync::Mutex::default(),
            last_dot: LastDot::default(),
            patience: std::sync::Mutex::default(),
            wake: Notify::new(),
            next_filing: std::sync::Mutex::default(),
            running: AtomicBool::new(false),
        }
    }

    /// Waits for servers no longer than this from now on.
    pub fn bound(&self, patience: SmtpPatience) {
        *self.patience.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = patience;
    }

    fn patience(&self) -> SmtpPatience {
        *self.patience.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// Carries out a job. `lock` takes the lock of the network workers; it is asked only by jobs that send.
    ///
    /// # Errors
    /// What the person did wrong, or what the server said.
    pub async fn carry_out(&self, job: OutboxJob, lock: impl Fn() -> Result<Held, Problem>) -> Outcome {
        let looks = job.is_question();
        let report = match job {
            OutboxJob::List(_) | OutboxJob::Drafts(_) | OutboxJob::CountDrafts(_) | OutboxJob::Unsent(_) | OutboxJob::Correspondents(_) => {
                return self.database.read(Job::Outbox(job), clock::now()).await;
            }
            OutboxJob::Enclose(EncloseFile(path)) => OutboxReport::Enclosed(beside(move || enclosures::file(path)).await?),
            OutboxJob::Original(of) => OutboxReport::Original(self.original(of).await?),
            OutboxJob::Send(send) => OutboxReport::Row(Box::new(self.send(send, lock).await?)),
            OutboxJob::SaveDraft(_) | OutboxJob::DropDraft(_) | OutboxJob::Cancel(_) => {
                let write = write_of(Job::Outbox(job), &self.database.rules().get()).map_err(|_| Problem::internal())?;
                let Report::Outbox(report) = report_of(self.database.write(write).await?)? else { return Ok(Report::Done) };
                *report
            }
            OutboxJob::Flush(_) => {
                let _held = lock()?;
                OutboxReport::List(self.send_due(false).await?)
            }
        };
        if !looks {
            self.notices.put(Notice::OutboxChanged);
        }
        Ok(Report::Outbox(Box::new(report)))
    }

    /// Starts to send whatever is due, once, until [`Self::stop`]. The caller holds the lock of the network workers. Needs a runtime.
    pub fn start(self: &Arc<Self>) {
        if !self.running.swap(true, Ordering::SeqCst) {
            let outbox = Arc::clone(self);
            tokio::spawn(async move { outbox.run().await });
        }
    }

    /// Begins no further mail; one that is on the wire goes on to its end.
    pub fn stop(&self) {
        self.running.store(false, Ordering::SeqCst);
        self.wake();
    }

    /// Begins no further mail, and lets no last dot out: what is on the wire then is left to another try, but for a mail whose answer is awaited.
    pub fn close(&self) {
        self.stop();
        self.last_dot.close();
    }

    /// Whether a server's answer to a last dot is awaited.
    pub fn waits(&self) -> bool {
        self.last_dot.waits()
    }

    /// Waits until no answer to a last dot is awaited, and what came is noted.
    pub async fn answered(&self) {
        self.last_dot.answered().await;
    }

    /// Waits no longer: mails whose answer is awaited are `unknown`. After [`Self::close`].
    ///
    /// # Errors
    /// When the store cannot be written.
    pub async fn give_up(&self) -> Result<(), Problem> {
        self.rows.write(OutboxWrite::Recover).await.map(drop)
    }

    async fn run(&self) {
        while self.running.load(Ordering::SeqCst) {
            if let Err(problem) = self.send_due(true).await {
                tracing::warn!(code = problem.code.word(), "the outbox stopped for a moment");
            }
            let wait = match self.next_due() {
                Some(wait) => wait.clamp(Duration::from_millis(50), LOOK),
                None => LOOK,
            };
            tokio::select! {
                () = self.wake.notified() => {}
                () = tokio::time::sleep(wait) => {}
            }
        }
    }

    /// Looks at the outbox at once, because something was queued or undone.
    fn wake(&self) {
        self.wake.notify_one();
    }

    /// How long until something is due, if anything waits.
    fn next_due(&self) -> Option<Duration> {
        let queued = self.database.store().reader().and_then(|db| outbox::next_due(&db)).ok().flatten();
        let queued = queued.map(|at| Duration::from_millis(u64::try_from(at.0 - clock::now().0).unwrap_or(0)));
        queued.into_iter().chain(self.holds().next(std::time::Instant::now())).min()
    }

    fn holds(&self) -> std::sync::MutexGuard<'_, Holds> {
        self.holds.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// What is due now: what was held long enough, and what is queued.
    async fn due(&self) -> Result<Vec<OutboxKey>, Problem> {
        let store = self.database.store().clone();
        let read = move || {
            let db = store.reader()?;
            Ok((outbox::held(&db)?, outbox::due(&db, clock::now())?))
        };
        let (held, queued) = beside(move || read().map_err(|error| of_store(&error))).await?;
        let over = self.holds().over(&held, clock::now(), std::time::Instant::now());
        Ok(over.into_iter().chain(queued).collect())
    }

    /// Sends what is due, oldest first, and answers the rows that were tried; by itself only until it is stopped.
    async fn send_due(&self, by_itself: bool) -> Result<Vec<OutboxRow>, Problem> {
        let _turn = self.turn.lock().await;
        self.recover().await?;
        let mut rows = Vec::new();
        for key in self.due().await? {
            if by_itself && !self.running.load(Ordering::SeqCst) {
                break;
            }
            rows.extend(deliver::deliver(&self.rows, &self.accounts, &self.last_dot, self.patience(), key).await?);
            self.notices.put(Notice::OutboxChanged);
        }
        self.file_what_waits().await;
        Ok(rows)
    }

    /// Puts right what lies on the wire although nobody sends: another process ended there, or our own store failed. Whoever calls has the lock and the turn.
    async fn recover(&self) -> Result<(), Problem> {
        let store = self.database.store().clone();
        let left = beside(move || store.reader().and_then(|db| outbox::any_on_the_wire(&db)).map_err(|error| of_store(&error))).await?;
        if left {
            self.rows.write(OutboxWrite::Recover).await?;
        }
        Ok(())
    }

    /// Keeps the copies in Sent for which the disk had no room when their mails were taken. That it has none still is said nowhere: the mails are sent, and nothing
    /// of them is lost.
    async fn file_what_waits(&self) {
        let mut next = self.next_filing.lock().unwrap_or_else(std::sync::PoisonError::into_inner).take();
        if next.is_none_or(|at| at <= std::time::Instant::now()) {
            next = None;
            if let Err(problem) = self.file_all().await {
                tracing::warn!(code = problem.code.word(), "a sent mail has no copy in Sent yet");
                next = Some(std::time::Instant::now() + FILING_AGAIN);
            }
        }
        *self.next_filing.lock().unwrap_or_else(std::sync::PoisonError::into_inner) = next;
    }

    async fn file_all(&self) -> Result<(), Problem> {
        let store = self.database.store().clone();
        let waiting = beside(move || store.reader().and_then(|db| outbox::unfiled(&db)).map_err(|error| of_store(&error))).await?;
        for (key, account) in waiting {
            let account = self.accounts.settings().account(account).cloned();
            let filing = deliver::filing(account.as_ref(), self.bytes(key).await?).await?;
            self.rows.row_of(OutboxWrite::File(key, Box::new(filing))).await?;
            self.notices.put(Notice::OutboxChanged);
        }
        Ok(())
    }

    async fn bytes(&self, key: OutboxKey) -> Result<Vec<u8>, Problem> {
        let store = self.database.store().clone();
        beside(move || store.reader().and_then(|db| outbox::bytes(&db, key)).map_err(|error| of_store(&error))).await
    }

    async fn send(&self, send: SendMail, lock: impl Fn() -> Result<Held, Problem>) -> Result<OutboxRow, Problem> {
        let at = match &send {
            SendMail::Queue { at, .. } | SendMail::QueueFinished { at, .. } => *at,
            SendMail::Retry(key) => {
                self.rows.row_of(OutboxWrite::Retry(*key)).await?;
                return self.send_now(*key, lock).await;
            }
            SendMail::TakeForSent(key) => return self.take_for_sent(*key).await,
        };
        let id = clock::new_id();
        let store = self.database.store().clone();
        let settings = self.accounts.settings();
        let mail = beside(move || {
            let db = store.reader().map_err(|error| of_store(&error))?;
            let enclosed = enclosures::of(&db, &send)?;
            queue::mail_of(&settings, send, &enclosed, &clock::local_now(), id)
        });
        let mail = mail.await?;
        let row = self.rows.row_of(OutboxWrite::Queue(Box::new(mail))).await?;
        self.wake();
        match at {
            SendAt::AfterHold | SendAt::At(_) => Ok(row),
            SendAt::Now => self.send_now(row.key, lock).await,
        }
    }

    /// Sends one mail and answers how it stands afterwards. While another process of this home holds the lock, that one sends it; when it is gone, this one does.
    async fn send_now(&self, key: OutboxKey, lock: impl Fn() -> Result<Held, Problem>) -> Result<OutboxRow, Problem> {
        let begun = std::time::Instant::now();
        let tries = self.rows.row(key).await?.attempts;
        loop {
            if let Ok(_held) = lock() {
                let _turn = self.turn.lock().await;
                self.recover().await?;
                let tried = deliver::deliver(&self.rows, &self.accounts, &self.last_dot, self.patience(), key).await?;
                self.file_what_waits().await;
                return if let Some(row) = tried { Ok(row) } else { self.rows.row(key).await };
            }
            let row = self.rows.row(key).await?;
            let waits = row.attempts == tries && matches!(row.state, OutboxState::Held | OutboxState::Queued);
            let waits = waits || row.state == OutboxState::Sending;
            if !waits || begun.elapsed() > OTHERS_TURN {
                return Ok(row);
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    }

    async fn take_for_sent(&self, key: OutboxKey) -> Result<OutboxRow, Problem> {
        let row = self.rows.row(key).await?;
        if row.state != OutboxState::Unknown {
            return Err(Problem::failed(Code::AlreadySent, Text::of("outbox-not-unknown")).hint(Text::of("outbox-not-unknown-hint")));
        }
        let account = self.accounts.settings().account(row.account).cloned();
        let bytes = self.bytes(key).await?;
        // Damage may have left nothing to keep.
        let filing = if bytes.is_empty() { None } else { Some(Box::new(deliver::filing(account.as_ref(), bytes).await?)) };
        let settled = outbox::Settled::Taken { text: String::new(), filing, due_at: clock::now() };
        self.rows.row_of(OutboxWrite::Settle(key, Box::new(settled))).await
    }

    /// What an answer needs to know; the account only when it can send.
    async fn original(&self, of: OriginalOf) -> Result<Box<Original>, Problem> {
        let answer = self.database.read(of.into(), clock::now()).await?;
        let mut original = OriginalOf::answer(answer).ok_or_else(Problem::internal)?;
        original.account = sending(&self.accounts.settings(), original.account);
        Ok(original)
    }
}

/// The write of a job that puts a mail into the outbox, with what goes along. It waits there, whatever the job says of when; the context gives its Date and its Message-ID.
///
/// # Errors
/// What the person did wrong; `internal` for a job that queues nothing.
pub fn queueing(settings: &Settings, send: SendMail, enclosed: &[Enclosed], context: &mut Context) -> Result<Write, Problem> {
    let written = context.now.to_timestamp().to_zoned(context.zone.clone());
    let mail = queue::mail_of(settings, send, enclosed, &written, context.new_id())?;
    Ok(Write::Outbox(Box::new(OutboxWrite::Queue(Box::new(mail)))))
}

/// The account where it can send.
fn sending(settings: &Settings, account: Option<Id>) -> Option<Id> {
    account.filter(|id| settings.account(*id).is_some_and(|one| one.outgoing.is_some()))
}
