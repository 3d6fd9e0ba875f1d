//! The readers: each answers one question at a time on its own connection.

use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::{ReadOrder, Rules, crm, extraction, mail, outbox};
use crate::domain::time::Instant;
use crate::jobs::changes::ChangesJob;
use crate::jobs::{Job, Outcome, Report};
use crate::problem::Problem;
use crate::store::{changes, resolve};
use crate::workers::problems::of_store;

/// Answers questions until every handle is gone. A panic over one mail costs that answer only (RELIABILITY A12).
pub(super) fn run(db: &Connection, orders: &Arc<Mutex<mpsc::Receiver<ReadOrder>>>, rules: &Rules) {
    loop {
        let next = match orders.lock() {
            Ok(mut orders) => orders.blocking_recv(),
            Err(poisoned) => poisoned.into_inner().blocking_recv(),
        };
        let Some(order) = next else { return };
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| answer(db, order.job, order.now, rules)));
        let answer = answer.unwrap_or_else(|_| Err(Problem::internal()));
        let _ = order.answer.send(answer);
    }
}

fn answer(db: &Connection, job: Job, now: Instant, rules: &Rules) -> Outcome {
    match job {
        Job::Mail(job) => mail::answer(db, job, now),
        Job::Outbox(job) => outbox::answer(db, &job, now),
        Job::Changes(ChangesJob::List { limit }) => changes::list(db, limit).map(Report::Groups).map_err(|error| of_store(&error)),
        Job::Resolve(wanted) => resolve::find(db, &wanted).map(Report::Resolved).map_err(|error| of_store(&error).detail(&wanted.text)),
        Job::Extract(job) => extraction::answer(db, job),
        Job::Crm(job) => crm::answer(db, &job, &rules.get(), now),
        other => Err(Problem::internal().detail(&format!("not a question: {:?}", std::mem::discriminant(&other)))),
    }
}
