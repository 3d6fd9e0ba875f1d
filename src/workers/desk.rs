//! Where the app puts jobs down and picks answers up: putting never waits, writes keep their order, and of the questions of a screen only the newest of a kind is kept.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{Notify, Semaphore, mpsc};

use super::house::House;
use super::notices::Notices;
use crate::i18n::Text;
use crate::jobs::{Job, Lane, Notice, Outcome, Ticket};
use crate::problem::{Code, Problem};

/// How many writes may wait; a person cannot press keys faster than they are done.
const WRITES_WAITING: usize = 1_024;

/// How many slow jobs (fetch, test, import) run side by side.
const SLOW_AT_ONCE: usize = 8;

/// How many answers may wait for the app; workers wait then, nothing is lost.
const ANSWERS_WAITING: usize = 256;

/// Something for the app.
#[derive(Debug)]
pub enum DeskEvent {
    /// The final answer to a job.
    Answer(Ticket, Outcome),
    /// Something changed.
    Notice(Notice),
}

/// The app's side of the workers.
pub struct Desk {
    trays: Arc<Trays>,
    answers: mpsc::Receiver<(Ticket, Outcome)>,
    answer: mpsc::Sender<(Ticket, Outcome)>,
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
    /// Opens the desk of a house; its tasks end with it.
    pub fn open(house: Arc<House>, notices: Notices) -> Self {
        notices.watch(true);
        let (answer, answers) = mpsc::channel(ANSWERS_WAITING);
        let trays = Arc::new(Trays::default());
        tokio::spawn(work_off(Arc::clone(&house), Arc::clone(&trays), answer.clone(), true));
        for _ in 0..2 {
            tokio::spawn(work_off(Arc::clone(&house), Arc::clone(&trays), answer.clone(), false));
        }
        Self { trays, answers, answer, notices, house, slow: Arc::new(Semaphore::new(SLOW_AT_ONCE)) }
    }

    /// Puts a job down. It is answered exactly once, but a question that a newer one of its kind overtook is not answered at all.
    ///
    /// # Errors
    /// When more waits than a person can cause; nothing was taken then.
    pub fn post(&self, ticket: Ticket, job: Job) -> Result<(), Problem> {
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
                reads.retain(|(_, held)| !held.is_overtaken_by(&job));
                reads.push_back((ticket, job));
                self.trays.read.notify_one();
            }
            Lane::Slow => {
                let permit = Arc::clone(&self.slow).try_acquire_owned().map_err(|_| busy())?;
                let (house, answer) = (Arc::clone(&self.house), self.answer.clone());
                tokio::spawn(async move {
                    let outcome = house.ask(job).await;
                    drop(permit);
                    let _ = answer.send((ticket, outcome)).await;
                });
            }
        }
        Ok(())
    }

    /// The next thing for the app; cancel-safe.
    pub async fn next(&mut self) -> DeskEvent {
        tokio::select! {
            biased;
            Some((ticket, outcome)) = self.answers.recv() => DeskEvent::Answer(ticket, outcome),
            notice = self.notices.next() => DeskEvent::Notice(notice),
        }
    }

    /// What lies ready without waiting, so that many answers cost one drawing.
    pub fn ready(&mut self) -> Option<DeskEvent> {
        self.answers.try_recv().ok().map(|(ticket, outcome)| DeskEvent::Answer(ticket, outcome))
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

async fn work_off(house: Arc<House>, trays: Arc<Trays>, answer: mpsc::Sender<(Ticket, Outcome)>, writes: bool) {
    let (tray, filled) = if writes { (&trays.writes, &trays.written) } else { (&trays.reads, &trays.read) };
    loop {
        let next = tray.lock().unwrap_or_else(PoisonError::into_inner).pop_front();
        let Some((ticket, job)) = next else {
            tokio::select! {
                () = filled.notified() => continue,
                () = answer.closed() => return,
            }
        };
        let outcome = house.ask(job).await;
        if answer.send((ticket, outcome)).await.is_err() {
            return;
        }
        if !writes && !tray.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            filled.notify_one();
        }
    }
}
