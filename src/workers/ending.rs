//! Signals that end a program. One that was ignored when it started stays ignored, as `nohup` and shells want it.

use std::future::poll_fn;
use std::io;
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use tokio::signal::unix::{Signal, SignalKind, signal};

/// SIGHUP: the terminal is gone.
const HANG_UP: u8 = 1;

/// Within which time it may be said twice.
const SAME: Duration = Duration::from_secs(1);

/// What a person's own keys send: SIGINT and SIGQUIT.
const KEYS: [u8; 2] = [2, 3];

/// SIGHUP, SIGINT, SIGQUIT, SIGTERM.
const ENDING: [u8; 4] = [HANG_UP, 2, 3, 15];

/// The signals that end a program, from now on heard here.
pub struct EndSignals {
    listeners: Vec<(u8, Signal)>,
}

impl EndSignals {
    /// Begins to listen. Needs a runtime.
    ///
    /// # Errors
    /// When the system has no room for a handler.
    pub fn listen() -> io::Result<Self> {
        let ignored = ignored();
        let heard = ENDING.into_iter().filter(|number| ignored >> (number - 1) & 1 == 0);
        let listeners = heard.map(|number| Ok((number, signal(SignalKind::from_raw(number.into()))?))).collect::<io::Result<_>>()?;
        Ok(Self { listeners })
    }

    /// The number of the next one; cancel-safe.
    pub async fn next(&mut self) -> u8 {
        poll_fn(|context| {
            let come = self.listeners.iter_mut().find_map(|(number, signal)| signal.poll_recv(context).is_ready().then_some(*number));
            come.map_or(Poll::Pending, Poll::Ready)
        })
        .await
    }

    /// Forgets what keys have sent until now: it was meant for a program that had the terminal, and must not count as a second wish to end.
    pub fn forget_keys(&mut self) {
        let mut nobody = Context::from_waker(Waker::noop());
        for (_, signal) in self.listeners.iter_mut().filter(|(number, _)| KEYS.contains(number)) {
            while signal.poll_recv(&mut nobody).is_ready() {}
        }
    }

    /// Waits for one that comes after a first; cancel-safe but for what it heard. A terminal that closes says so by itself and by the shell: SIGHUP soon after
    /// SIGHUP is the same one.
    pub async fn another(&mut self, first: u8) {
        let began = Instant::now();
        while self.next().await == HANG_UP && first == HANG_UP && began.elapsed() < SAME {}
    }
}

/// The signals that this process was told to ignore, a bit each; none where the system does not say.
fn ignored() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let mask = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
    mask.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::time::Duration;

    use rustix::process::{Signal, getpid, kill_process};
    use tokio::time::timeout;

    use super::{EndSignals, ignored};

    #[tokio::test]
    async fn what_keys_sent_to_another_program_is_no_second_wish_to_end() {
        let (mut signals, mut witness) = (EndSignals::listen().unwrap(), EndSignals::listen().unwrap());
        // Keys of a background job are ignored from its start on.
        let sent = [Signal::INT, Signal::QUIT, Signal::TERM].into_iter().filter(|number| ignored() >> (number.as_raw() - 1) & 1 == 0);
        for number in sent.clone() {
            kill_process(getpid(), number).unwrap();
        }
        for _ in sent {
            timeout(Duration::from_secs(60), witness.next()).await.unwrap();
        }
        signals.forget_keys();
        assert_eq!(signals.next().await, 15);
    }
}
