//! Whether the terminal is still there. One that is gone can be read for ever, zero bytes at a time, and not every one says good-bye by a signal.

use std::io::{self, stdin, stdout};
use std::thread::Builder;

use rustix::event::{PollFd, PollFlags, poll};
use tokio::sync::watch;

/// The end of the terminal.
pub(super) struct TerminalEnd(watch::Receiver<bool>);

impl TerminalEnd {
    /// Watches from now on, on a thread that sleeps until then.
    pub(super) fn watch() -> io::Result<Self> {
        let (say, hear) = watch::channel(false);
        Builder::new().name("fumi-terminal".to_owned()).spawn(move || {
            wait();
            say.send_replace(true);
        })?;
        Ok(Self(hear))
    }

    /// Waits until it is gone; cancel-safe.
    pub(super) async fn gone(&mut self) {
        if self.0.wait_for(|gone| *gone).await.is_err() {
            std::future::pending().await
        }
    }
}

/// Sleeps until one of our two ends of the terminal hangs up: that is said without being asked for.
fn wait() {
    let (input, output) = (stdin(), stdout());
    let gone = PollFlags::HUP | PollFlags::ERR | PollFlags::NVAL;
    loop {
        let mut ends = [PollFd::new(&input, PollFlags::empty()), PollFd::new(&output, PollFlags::empty())];
        match poll(&mut ends, None) {
            Ok(_) if ends.iter().any(|end| end.revents().intersects(gone)) => return,
            Ok(_) | Err(rustix::io::Errno::INTR) => {}
            Err(_) => std::thread::sleep(std::time::Duration::from_secs(1)),
        }
    }
}
