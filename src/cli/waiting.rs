//! Waiting for work on files: a bar on stderr shows how far it is.

use super::context::Context;
use super::progress::Bar;
use crate::jobs::{Notice, Question};
use crate::problem::Problem;

/// Asks the house and draws a bar until it answers; none where stderr is no terminal.
///
/// # Errors
/// What the house says.
pub async fn ask<Q: Question>(at: &Context, question: Q) -> Result<Q::Answer, Problem> {
    if !at.output.progress {
        return at.ask(question).await;
    }
    let notices = at.house()?.notices().clone();
    notices.watch(true);
    let mut bar = Bar::default();
    let answer = at.ask(question);
    tokio::pin!(answer);
    let answered = loop {
        tokio::select! {
            answered = &mut answer => break answered,
            notice = notices.next() => if let Notice::Files(progress) = notice {
                bar.draw_files(progress);
            },
        }
    };
    bar.clear(at.output);
    notices.watch(false);
    answered
}
