//! Signals that end, stop or resume the app; each gives the terminal back or takes it again.

use std::io;

use rustix::process::{Signal as Raw, kill_current_process_group};
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

    /// Forgets what keys sent while another program had the terminal.
    pub(super) fn forget_keys(&mut self) {
        self.end.forget_keys();
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
        let _ = kill_current_process_group(Raw::STOP);
    }
}

/// Whether a shell of this session waits for this job. A group whose members all have their parents in it or in another session is orphaned (POSIX 3.269), and the system
/// itself would not let the terminal stop it.
pub(super) fn can_be_resumed() -> bool {
    somebody_waits(|process| Job::read(&process.map_or_else(|| "self".to_owned(), |process| process.to_string())))
}

/// Where a process stands among others. Each number is 0 where that process is outside of what we see, as the one that started a container is.
#[derive(Clone, Copy)]
struct Job {
    parent: u32,
    group: u32,
    session: u32,
}

impl Job {
    /// Reads it from `/proc/PROCESS/stat`.
    fn read(process: &str) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
        // The name stands in parentheses and may hold anything; state, parent, group and session follow it.
        let mut numbers = stat.rsplit_once(')')?.1.split_whitespace().skip(1).map(|number| number.parse().ok());
        Some(Self { parent: numbers.next()??, group: numbers.next()??, session: numbers.next()?? })
    }
}

/// Whether one of our parents belongs to our session, but to another group; `None` asks for us.
fn somebody_waits(job: impl Fn(Option<u32>) -> Option<Job>) -> bool {
    let Some(own) = job(None) else { return false };
    let mut parent = own.parent;
    // A wrapper in our own group was started by somebody too.
    for _ in 0..16 {
        if parent == 0 {
            return false;
        }
        let Some(found) = job(Some(parent)) else { return false };
        if found.session != own.session {
            return false;
        }
        if found.group != own.group {
            return true;
        }
        parent = found.parent;
    }
    false
}

#[cfg(test)]
mod tests {
    use super::{Job, somebody_waits};

    /// Asks about the first of these, whose parents are the others: parent, group, session.
    fn waits(jobs: &[(u32, [u32; 3])]) -> bool {
        somebody_waits(|process| {
            let found = process.map_or(jobs.first(), |process| jobs.iter().find(|(number, _)| *number == process));
            found.map(|(_, [parent, group, session])| Job { parent: *parent, group: *group, session: *session })
        })
    }

    #[test]
    fn a_shell_of_this_session_resumes_a_job_also_through_a_wrapper() {
        assert!(waits(&[(30, [20, 30, 20]), (20, [10, 20, 20])]));
        assert!(waits(&[(31, [30, 30, 20]), (30, [20, 30, 20]), (20, [10, 20, 20])]));
    }

    #[test]
    fn nobody_resumes_what_leads_a_session_or_has_its_starter_elsewhere() {
        assert!(!waits(&[(30, [20, 30, 30]), (20, [10, 20, 20])]), "a terminal's only program");
        assert!(!waits(&[(30, [20, 30, 30]), (20, [0, 0, 0])]), "its starter's session is outside of the container");
        assert!(!waits(&[(1, [0, 0, 0])]), "the first program of a container");
        assert!(!waits(&[(30, [20, 30, 30])]), "a parent that cannot be seen");
        assert!(!waits(&[]), "a system that says nothing");
    }
}
