//! The last dot of a mail, after which only the server's answer says whether it has it: whoever leaves lets no further one out and waits for the answers.

use tokio::sync::watch;

/// How many answers are awaited, and whether further dots may go out.
#[derive(Debug, Default)]
struct State {
    closed: bool,
    awaited: usize,
}

/// The way out for last dots.
#[derive(Debug, Default)]
pub(super) struct LastDot(watch::Sender<State>);

/// A dot whose answer is awaited, and not noted yet.
pub(super) struct Awaited<'a>(&'a watch::Sender<State>);

impl LastDot {
    /// Lets a dot out; `None` when it is too late for that.
    pub(super) fn let_out(&self) -> Option<Awaited<'_>> {
        let open = self.0.send_if_modified(|state| {
            state.awaited += usize::from(!state.closed);
            !state.closed
        });
        open.then_some(Awaited(&self.0))
    }

    /// Lets no further one out.
    pub(super) fn close(&self) {
        self.0.send_modify(|state| state.closed = true);
    }

    /// Whether some answer is awaited.
    pub(super) fn waits(&self) -> bool {
        self.0.borrow().awaited > 0
    }

    /// Waits until no answer is awaited.
    pub(super) async fn answered(&self) {
        let _ = self.0.subscribe().wait_for(|state| state.awaited == 0).await;
    }
}

impl Drop for Awaited<'_> {
    fn drop(&mut self) {
        self.0.send_modify(|state| state.awaited -= 1);
    }
}
