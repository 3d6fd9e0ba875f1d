//! Signals that end, stop or resume the app; each gives the terminal back or takes it again.

use std::io;

use rustix::process::{Signal as Raw, getpgrp, kill_process_group};
use tokio::signal::unix::{Signal as Listener, SignalKind, signal};

/// What a signal wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Signal {
    /// End; the number becomes the exit code.
    End(u8),
    /// Stop until resumed.
    Stop,
    /// Resumed from outside.
    Go,
}

/// The signals the app listens to.
pub(super) struct Signals {
    interrupt: Listener,
    terminate: Listener,
    hang_up: Listener,
    stop: Listener,
    go: Listener,
}

impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
            hang_up: signal(SignalKind::hangup())?,
            stop: signal(SignalKind::from_raw(Raw::TSTP.as_raw()))?,
            go: signal(SignalKind::from_raw(Raw::CONT.as_raw()))?,
        })
    }

    /// Waits for the next; cancel-safe.
    pub(super) async fn next(&mut self) -> Signal {
        tokio::select! {
            _ = self.interrupt.recv() => Signal::End(2),
            _ = self.terminate.recv() => Signal::End(15),
            _ = self.hang_up.recv() => Signal::End(1),
            _ = self.stop.recv() => Signal::Stop,
            _ = self.go.recv() => Signal::Go,
        }
    }
}

/// Stops this process and those it was started together with, as the terminal's own Ctrl-Z would. Returns when resumed.
pub(super) fn stop_here() {
    let _ = kill_process_group(getpgrp(), Raw::STOP);
}
