//! What a handle on the database puts down for the writer and the readers.

use tokio::sync::oneshot;

use crate::domain::time::Instant;
use crate::jobs::{Job, Outcome};
use crate::problem::Problem;
use crate::store::{Write, Written};

/// Something to write, and where the answer goes.
pub(super) struct WriteOrder {
    pub(super) write: Write,
    pub(super) answer: oneshot::Sender<Result<Written, Problem>>,
}

/// A question, and where the answer goes.
pub(super) struct ReadOrder {
    pub(super) job: Job,
    pub(super) now: Instant,
    pub(super) answer: oneshot::Sender<Outcome>,
}
