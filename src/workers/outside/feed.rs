//! A program that is given something to read, and whose words are kept.

use std::io;
use std::process::{ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use rustix::process::Signal;
use tokio::io::{AsyncRead, AsyncReadExt, AsyncWriteExt};
use tokio::process::{Child, Command};
use tokio::sync::watch;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use crate::config::descendants;

/// How much of what a program prints is kept; the rest is read and let go.
const KEPT_BYTES: usize = 256 * 1024;

/// How long what a program wrote may take to get here after its end; something it left behind may hold the pipe open for ever.
const REST: Duration = Duration::from_millis(300);

/// How a program ended.
pub(super) struct Fed {
    /// Nothing when it was told to end.
    pub(super) status: Option<ExitStatus>,
    /// What it printed, its complaints behind its words.
    pub(super) said: Vec<u8>,
    /// Whether it printed more than is kept.
    pub(super) cut: bool,
}

/// Runs a command with some bytes as its standard input until it ends, or until `stop` changes.
///
/// # Errors
/// When it cannot be started.
pub(super) async fn feed(mut command: Command, input: Vec<u8>, mut stop: watch::Receiver<u64>) -> io::Result<Fed> {
    stop.mark_unchanged();
    command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
    let mut child = command.spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program may end without reading all of it.
        tokio::spawn(async move { stdin.write_all(&input).await });
    }
    let (words, complaints) = (child.stdout.take().map(listen), child.stderr.take().map(listen));
    let status = tokio::select! {
        status = child.wait() => Some(status?),
        _ = stop.changed() => {
            end(&mut child).await;
            None
        }
    };
    let (mut said, mut cut) = (Vec::new(), false);
    for Heard { kept, task } in [words, complaints].into_iter().flatten() {
        let _ = timeout(REST, task).await;
        let kept = kept.lock().unwrap_or_else(PoisonError::into_inner);
        said.extend_from_slice(&kept.bytes);
        cut |= kept.more;
    }
    Ok(Fed { status, said, cut })
}

/// Ends a program with all that it started.
async fn end(child: &mut Child) {
    if let Some(process) = child.id() {
        descendants::signal(process, Signal::TERM);
    }
    let _ = child.kill().await;
}

/// What a program says while it runs.
struct Heard {
    kept: Arc<Mutex<Kept>>,
    task: JoinHandle<()>,
}

#[derive(Default)]
struct Kept {
    bytes: Vec<u8>,
    more: bool,
}

/// Reads to the end, and keeps so much of it.
fn listen(mut from: impl AsyncRead + Unpin + Send + 'static) -> Heard {
    let kept = Arc::new(Mutex::new(Kept::default()));
    let into = Arc::clone(&kept);
    let task = tokio::spawn(async move {
        let mut piece = vec![0; 16 * 1024];
        while let Ok(count @ 1..) = from.read(&mut piece).await {
            let mut kept = into.lock().unwrap_or_else(PoisonError::into_inner);
            let room = KEPT_BYTES - kept.bytes.len();
            kept.bytes.extend_from_slice(&piece[..count.min(room)]);
            kept.more |= count > room;
        }
    });
    Heard { kept, task }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn shell(words: &str) -> Command {
        let mut command = Command::new("/bin/sh");
        command.args(["-c", words]);
        command
    }

    #[tokio::test]
    async fn a_program_reads_every_byte_and_what_it_says_is_bounded() {
        let (_stop, stopped) = watch::channel(0);
        let mail: Vec<u8> = (0..=255_u8).cycle().take(300_000).collect();
        let fed = feed(shell("cat; echo oh >&2; exit 3"), mail.clone(), stopped.clone()).await.unwrap();
        assert_eq!(fed.status.unwrap().code(), Some(3));
        assert_eq!(fed.said[..1_000], mail[..1_000]);
        assert!(fed.cut && fed.said.ends_with(b"oh\n") && fed.said.len() == KEPT_BYTES + 3);
        // One that reads nothing is no failure.
        let fed = feed(shell("exit 0"), mail, stopped).await.unwrap();
        assert!(fed.status.unwrap().success());
    }

    #[tokio::test]
    async fn a_program_ends_when_it_is_told() {
        let (stop, stopped) = watch::channel(0);
        let running = tokio::spawn(feed(shell("echo begun; exec cat /dev/zero > /dev/null"), Vec::new(), stopped));
        tokio::task::yield_now().await;
        stop.send_modify(|count| *count += 1);
        assert!(running.await.unwrap().unwrap().status.is_none());
    }
}
