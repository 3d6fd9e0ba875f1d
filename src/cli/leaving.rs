//! Commands that fetch and send, and signals that end them: what is being done ends well, within a second but for a server that has a whole mail and not answered yet.

use std::pin::Pin;
use std::time::Duration;

use super::ended::Exit;
use crate::problem::Problem;
use crate::workers::ending::EndSignals;
use crate::workers::house::House;

/// How long work that was told to stop may take to say how far it came.
const A_MOMENT: Duration = Duration::from_millis(400);

/// How asked work ended.
pub enum Done<T> {
    /// By itself.
    Well(T),
    /// A signal stopped it, and it said how far it came.
    Stopped(T, Exit),
    /// A signal stopped it.
    Silent(Exit),
}

/// Begins to listen to signals.
///
/// # Errors
/// When the system has no room for a handler.
pub fn signals() -> Result<EndSignals, Problem> {
    EndSignals::listen().map_err(|error| Problem::internal().detail(&error.to_string()))
}

/// Does work that fetches or sends until it is done or a signal comes.
///
/// # Errors
/// Those of the work.
pub async fn do_or_stop<T>(house: &House, work: impl Future<Output = Result<T, Problem>>) -> Result<Done<T>, Problem> {
    let mut signals = signals()?;
    let mut work = std::pin::pin!(work);
    let number = tokio::select! {
        biased;
        done = &mut work => return done.map(Done::Well),
        number = signals.next() => number,
    };
    stop(house, &mut signals, number, work).await
}

/// Ends work after a signal.
///
/// # Errors
/// Those of the work.
pub async fn stop<T>(
    house: &House,
    signals: &mut EndSignals,
    number: u8,
    mut work: Pin<&mut impl Future<Output = Result<T, Problem>>>,
) -> Result<Done<T>, Problem> {
    let exit = Exit(128 + number);
    tokio::select! {
        biased;
        done = &mut work => return Ok(Done::Stopped(done?, exit)),
        () = house.leave(signals.another(number)) => {}
    }
    match tokio::time::timeout(A_MOMENT, work).await {
        Ok(done) => Ok(Done::Stopped(done?, exit)),
        Err(_) => Ok(Done::Silent(exit)),
    }
}
