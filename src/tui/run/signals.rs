//! Signals that end, stop or resume the app; each gives the terminal back or takes it again.

use std::io;

use rustix::process::{Pid, Signal as Raw, getpgid, getpgrp, getppid, getsid, kill_process_group};
use tokio::signal::unix::{Signal as Listener, SignalKind, signal};

use crate::workers::ending::EndSignals;

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
    end: EndSignals,
    stop: Listener,
    go: Listener,
}

impl Signals {
    /// Begins to listen.
    pub(super) fn listen() -> io::Result<Self> {
        Ok(Self {
            end: EndSignals::listen()?,
            stop: signal(SignalKind::from_raw(Raw::TSTP.as_raw()))?,
            go: signal(SignalKind::from_raw(Raw::CONT.as_raw()))?,
        })
    }

    /// Waits for the next; cancel-safe.
    pub(super) async fn next(&mut self) -> Signal {
        tokio::select! {
            number = self.end.next() => Signal::End(number),
            _ = self.stop.recv() => Signal::Stop,
            _ = self.go.recv() => Signal::Go,
        }
    }

    /// Waits for one that wants an end after a first.
    pub(super) async fn another(&mut self, first: u8) {
        self.end.another(first).await;
    }
}

/// Stops this process and those it was started together with, as the terminal's own Ctrl-Z would. Returns when resumed; at once, and nothing is stopped, where nobody
/// could resume it.
pub(super) fn stop_here() {
    if can_be_resumed() {
        let _ = kill_process_group(getpgrp(), Raw::STOP);
    }
}

/// Whether a shell of this session waits for this job. A group whose members all have their parents in it or in another session is orphaned (POSIX 3.269), and the system
/// itself would not let the terminal stop it.
pub(super) fn can_be_resumed() -> bool {
    let (group, session) = (getpgrp(), getsid(None).ok());
    let mut parent = getppid();
    // A wrapper in our own group was started by somebody too.
    for _ in 0..16 {
        let Some(process) = parent else { return false };
        if session.is_none() || getsid(Some(process)).ok() != session {
            return false;
        }
        if getpgid(Some(process)).ok() != Some(group) {
            return true;
        }
        parent = parent_of(process);
    }
    false
}

/// The parent of another process, where the system says it.
fn parent_of(process: Pid) -> Option<Pid> {
    let stat = std::fs::read_to_string(format!("/proc/{}/stat", process.as_raw_nonzero())).ok()?;
    // The name stands in parentheses and may hold anything; state and parent follow it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok().and_then(Pid::from_raw)
}
