//! The readers: each answers one question at a time on its own connection.

use std::sync::{Arc, Mutex};

use rusqlite::Connection;
use tokio::sync::mpsc;

use super::answer::read;
use super::orders::ReadOrder;
use super::rules::Rules;
use crate::problem::Problem;
use crate::workers::clock;

/// Answers questions until every handle is gone. A panic over one mail costs that answer only (promises.md A12).
pub(super) fn run(db: &Connection, orders: &Arc<Mutex<mpsc::Receiver<ReadOrder>>>, rules: &Rules) {
    loop {
        let next = match orders.lock() {
            Ok(mut orders) => orders.blocking_recv(),
            Err(poisoned) => poisoned.into_inner().blocking_recv(),
        };
        let Some(order) = next else { return };
        let zone = clock::zone();
        let answer = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| read(db, order.job, order.now, &zone, &rules.get())));
        let answer = answer.unwrap_or_else(|_| Err(Problem::internal()));
        let _ = order.answer.send(answer);
    }
}
