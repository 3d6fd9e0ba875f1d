//! Secrets that a command prints.

use std::io::Read;
use std::process::{Command, Stdio};
use std::sync::mpsc;
use std::time::Duration;

use zeroize::Zeroizing;

use super::SecretError;
use crate::domain::account::Secret;

/// How long a command may take: it may ask a person.
const PATIENCE: Duration = Duration::from_secs(120);
/// More than any secret is long.
const MOST_BYTES: u64 = 64 * 1024;

/// The first line of what a shell command prints.
pub(super) fn first_line(command: &str) -> Result<Secret, SecretError> {
    let failed = |why: &str| SecretError::Command(why.to_owned());
    let mut child = Command::new("/bin/sh")
        .args(["-c", command])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .map_err(|error| failed(&error.to_string()))?;
    let Some(stdout) = child.stdout.take() else { return Err(failed("no output")) };
    let (say, hear) = mpsc::channel();
    std::thread::spawn(move || {
        let mut bytes = Zeroizing::new(Vec::with_capacity(1024));
        let read = stdout.take(MOST_BYTES).read_to_end(&mut bytes);
        let _ = say.send(read.map(|_| bytes));
    });
    let bytes = match hear.recv_timeout(PATIENCE) {
        Ok(read) => read.map_err(|error| failed(&error.to_string()))?,
        Err(_) => {
            let _ = child.kill();
            let _ = child.wait();
            return Err(failed("120 s"));
        }
    };
    let status = child.wait().map_err(|error| failed(&error.to_string()))?;
    if !status.success() {
        return Err(failed(&status.to_string()));
    }
    let line = line_of(&bytes).ok_or_else(|| failed("UTF-8"))?;
    if line.is_empty() { Err(failed("\"\"")) } else { Ok(line) }
}

/// The first line of some bytes as a secret; `None` when it is no UTF-8.
pub(super) fn line_of(bytes: &[u8]) -> Option<Secret> {
    let line = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    std::str::from_utf8(line).ok().map(|text| Secret::new(text.to_owned()))
}
