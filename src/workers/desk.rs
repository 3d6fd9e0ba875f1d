//! Where the app puts jobs down and picks answers up: putting never waits, writes keep their order, and of the questions for one place of the screen only the newest is
//! carried out.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, Semaphore, mpsc};

use super::house::House;
use super::notices::Notices;
use crate::i18n::Text;
use crate::jobs::{Answered, Job, Lane, Notice, Ticket};
use crate::problem::{Code, Problem};

/// How many writes may wait; a person cannot press keys faster than they are done.
const WRITES_WAITING: usize = 1_024;

/// How many questions may wait; those of a place take each other's turn, so that only what must come adds up.
const READS_WAITING: usize = 256;

/// How many slow jobs (fetch, test, import) run side by side.
const SLOW_AT_ONCE: usize = 8;

/// How many answers may wait for the app; workers wait then, nothing is lost.
const ANSWERS_WAITING: usize = 256;

/// Something for the app.
#[derive(Debug)]
pub enum DeskEvent {
    /// The one end of a job.
    Answer(Ticket, Answered),
    /// Something changed.
    Notice(Notice),
}

/// The app's side of the workers.
pub struct Desk {
    trays: Arc<Trays>,
    /// Questions that were taken from the tray before their turn; the app hears of each.
    overtaken: VecDeque<Ticket>,
    answers: mpsc::Receiver<(Ticket, Answered)>,
    answer: mpsc::Sender<(Ticket, Answered)>,
    notices: Notices,
    house: Arc<House>,
    slow: Arc<Semaphore>,
}

#[derive(Default)]
struct Trays {
    writes: Mutex<VecDeque<(Ticket, Job)>>,
    written: Notify,
    reads: Mutex<VecDeque<(Ticket, Job)>>,
    read: Notify,
}

impl Desk {
    /// Opens the desk of a house; its tasks end with it. Needs a runtime.
    pub fn open(house: Arc<House>) -> Self {
        let notices = house.notices().clone();
        notices.watch(true);
        let (answer, answers) = mpsc::channel(ANSWERS_WAITING);
        let trays = Arc::new(Trays::default());
        tokio::spawn(work_off(Arc::clone(&house), Arc::clone(&trays), answer.clone(), true));
        for _ in 0..2 {
            tokio::spawn(work_off(Arc::clone(&house), Arc::clone(&trays), answer.clone(), false));
        }
        Self { trays, overtaken: VecDeque::new(), answers, answer, notices, house, slow: Arc::new(Semaphore::new(SLOW_AT_ONCE)) }
    }

    /// Puts a job down. It ends exactly once; a question that a newer one for its place overtakes before its turn ends as [`Answered::Overtaken`].
    ///
    /// # Errors
    /// When more waits than a person can cause; nothing was taken then.
    pub fn post(&mut self, ticket: Ticket, job: Job) -> Result<(), Problem> {
        match job.lane() {
            Lane::Write => {
                let mut writes = self.trays.writes.lock().unwrap_or_else(PoisonError::into_inner);
                if writes.len() >= WRITES_WAITING {
                    return Err(busy());
                }
                writes.push_back((ticket, job));
                self.trays.written.notify_one();
            }
            Lane::Screen => {
                let mut reads = self.trays.reads.lock().unwrap_or_else(PoisonError::into_inner);
                if reads.len() >= READS_WAITING {
                    return Err(busy());
                }
                let (overtaken, kept) = std::mem::take(&mut *reads).into_iter().partition(|(held, _)| ticket.overtakes(*held));
                *reads = kept;
                let overtaken: VecDeque<(Ticket, Job)> = overtaken;
                self.overtaken.extend(overtaken.into_iter().map(|(held, _)| held));
                reads.push_back((ticket, job));
                self.trays.read.notify_one();
            }
            Lane::Slow => {
                let permit = Arc::clone(&self.slow).try_acquire_owned().map_err(|_| busy())?;
                let (house, answer) = (Arc::clone(&self.house), self.answer.clone());
                tokio::spawn(async move {
                    let outcome = house.carry_out(job).await;
                    drop(permit);
                    let _ = answer.send((ticket, outcome.into())).await;
                });
            }
        }
        Ok(())
    }

    /// The next thing for the app; cancel-safe.
    pub async fn next(&mut self) -> DeskEvent {
        if let Some(ticket) = self.overtaken.pop_front() {
            return DeskEvent::Answer(ticket, Answered::Overtaken);
        }
        tokio::select! {
            biased;
            Some((ticket, answered)) = self.answers.recv() => DeskEvent::Answer(ticket, answered),
            notice = self.notices.next() => DeskEvent::Notice(notice),
        }
    }

    /// What lies ready without waiting, so that many answers cost one drawing.
    pub fn ready(&mut self) -> Option<DeskEvent> {
        let overtaken = self.overtaken.pop_front().map(|ticket| (ticket, Answered::Overtaken));
        overtaken.or_else(|| self.answers.try_recv().ok()).map(|(ticket, answered)| DeskEvent::Answer(ticket, answered))
    }
}

impl Drop for Desk {
    fn drop(&mut self) {
        self.notices.watch(false);
    }
}

fn busy() -> Problem {
    Problem::temporary(Code::Busy, Text::of("problem-busy")).hint(Text::of("problem-busy-hint"))
}

async fn work_off(house: Arc<House>, trays: Arc<Trays>, answer: mpsc::Sender<(Ticket, Answered)>, writes: bool) {
    let (tray, filled) = if writes { (&trays.writes, &trays.written) } else { (&trays.reads, &trays.read) };
    loop {
        let next = tray.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some((ticket, job)) = next else {
            tokio::select! {
                () = filled.notified() => continue,
                () = answer.closed() => return,
            }
        };
        let outcome = house.carry_out(job).await;
        if answer.send((ticket, outcome.into())).await.is_err() {
            return;
        }
        if !writes && !tray.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            filled.notify_one();
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::collections::BTreeMap;

    use super::*;
    use crate::config::secrets::{PassphraseSource, SecretStore};
    use crate::config::{Paths, Settings};
    use crate::jobs::Slot;
    use crate::jobs::mail::{Anchor, ListView, WindowOf};
    use crate::jobs::outbox::ListOutbox;
    use crate::workers::accounts::Accounts;
    use crate::workers::house::HouseFiles;

    #[tokio::test]
    async fn every_question_ends_once_and_one_that_is_overtaken_says_so() {
        let home = tempfile::tempdir().unwrap();
        let paths = Paths::of(Some(home.path())).unwrap();
        let secrets = SecretStore::new(&paths, &Settings::default(), PassphraseSource { file: None, command: None, ask: None });
        let files = HouseFiles { database: home.path().join("fumi.db"), lock: home.path().join("lock") };
        let house = House::open(files, Accounts::new(paths, Settings::default(), secrets)).unwrap();
        let mut desk = Desk::open(house);
        let window = || Job::from(WindowOf { view: ListView::AllMail, anchor: Anchor::Newest, limit: 10 });
        // Nothing is carried out before the first waiting, so all of these lie in the tray together.
        for (number, slot, job) in [
            (1, Some(Slot::Window), window()),
            (2, None, ListOutbox.into()),
            (3, Some(Slot::Outbox), ListOutbox.into()),
            (4, Some(Slot::Window), window()),
            (5, Some(Slot::Thread), window()),
            (6, Some(Slot::Window), window()),
        ] {
            desk.post(Ticket::new(number, slot), job).unwrap();
        }
        let mut overtaken = BTreeMap::new();
        while overtaken.len() < 6 {
            let DeskEvent::Answer(ticket, answered) = desk.next().await else { continue };
            assert!(!matches!(answered, Answered::Failed(_)), "{answered:?}");
            assert_eq!(overtaken.insert(ticket.number, answered == Answered::Overtaken), None, "{ticket:?} ended twice");
        }
        assert_eq!(overtaken.into_iter().collect::<Vec<_>>(), [(1, true), (2, false), (3, false), (4, true), (5, false), (6, false)]);
        assert!(desk.ready().is_none());
    }
}
