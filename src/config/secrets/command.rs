//! Secrets that a command prints.

use std::io::Read;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{self, Receiver, RecvTimeoutError};
use std::time::{Duration, Instant};

use rustix::process::Signal;
use zeroize::Zeroizing;

use super::SecretError;
use crate::config::descendants;
use crate::domain::account::Secret;

/// How long a command may take: it may ask a person.
const PATIENCE: Duration = Duration::from_secs(120);
/// How often it is looked whether a command that says nothing more has ended.
const LOOK: Duration = Duration::from_millis(20);
/// How long what a command wrote before its end may take to get here; a helper that it left behind may hold the pipe open for ever.
const REST: Duration = Duration::from_millis(200);
/// More than any secret is long.
const MOST_BYTES: usize = 64 * 1024;

/// The first line of what a shell command prints. It is over when the command ends, whatever it left running in the background, and it is
/// ended with all that it started as soon as somebody is `closing`.
pub(super) fn first_line(command: &str, closing: &AtomicBool) -> Result<Secret, SecretError> {
    let failed = |why: &str| SecretError::Command(why.to_owned());
    let mut child = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let Some(mut stdout) = child.stdout.take() else { return Err(failed("no output")) };
    let (say, hear) = mpsc::sync_channel(1);
    std::thread::spawn(move || {
        let mut bytes = Zeroizing::new(vec![0; 4096]);
        while let Ok(count @ 1..) = stdout.read(&mut bytes) {
            if say.send(Zeroizing::new(bytes[..count].to_vec())).is_err() {
                break;
            }
        }
    });
    let mut said = Zeroizing::new(Vec::with_capacity(MOST_BYTES));
    let status = match listen(&mut child, &hear, &mut said, closing) {
        Ok(status) => status,
        Err(why) => {
            descendants::signal(child.id(), Signal::TERM);
            let _ = child.kill();
            let _ = child.wait();
            return Err(failed(&why));
        }
    };
    if !status.success() {
        return Err(failed(&status.to_string()));
    }
    let line = line_of(&said).ok_or_else(|| failed("UTF-8"))?;
    if line.is_empty() { Err(failed("\"\"")) } else { Ok(line) }
}

/// Hears what a command says until it ends.
fn listen(child: &mut Child, hear: &Receiver<Zeroizing<Vec<u8>>>, said: &mut Vec<u8>, closing: &AtomicBool) -> Result<ExitStatus, String> {
    let last = Instant::now() + PATIENCE;
    let mut ended: Option<(ExitStatus, Instant)> = None;
    let mut all = false;
    loop {
        match hear.recv_timeout(LOOK) {
            Ok(bytes) => said.extend(bytes.iter().take(MOST_BYTES - said.len())),
            Err(RecvTimeoutError::Timeout) => {}
            // It closed its output, and may go on for long.
            Err(RecvTimeoutError::Disconnected) => {
                all = true;
                if child.try_wait().is_ok_and(|status| status.is_none()) {
                    std::thread::sleep(LOOK);
                }
            }
        }
        match ended {
            Some((status, rest)) if all || said.contains(&b'\n') || Instant::now() >= rest => return Ok(status),
            Some(_) => {}
            None => ended = child.try_wait().map_err(|error| error.to_string())?.map(|status| (status, Instant::now() + REST)),
        }
        if closing.load(Ordering::SeqCst) {
            return Err("SIGTERM".to_owned());
        }
        if Instant::now() >= last {
            return Err("120 s".to_owned());
        }
    }
}

/// The first line of some bytes as a secret; `None` when it is no UTF-8.
pub(super) fn line_of(bytes: &[u8]) -> Option<Secret> {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    std::str::from_utf8(line).ok().map(|text| Secret::new(text.to_owned()))
}
