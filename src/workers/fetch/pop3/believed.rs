//! Which time is believed when mail on a server is to be old enough to be deleted: kept outside the store, since a backup that comes back says nothing about the clock.

use std::fs::OpenOptions;
use std::io::{self, Read, Seek, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use crate::domain::confirmed_time::ConfirmedTime;
use crate::domain::time::Instant;
use crate::workers::clock;

/// The time that has come for certain by now. `known` is one that had come before anything was noted here.
///
/// # Errors
/// When the file cannot be read or written: then nobody knows.
pub(super) fn time(file: &Path, now: Instant, known: Option<Instant>) -> io::Result<Instant> {
    let mut open = OpenOptions::new().create(true).read(true).write(true).truncate(false).mode(0o600).open(file)?;
    open.lock()?;
    let mut noted = String::new();
    open.read_to_string(&mut noted)?;
    let uptime = clock::uptime();
    let time = match ConfirmedTime::from_line(&noted) {
        Some(time) => time.look(now, uptime),
        None => ConfirmedTime::begin(now, known, uptime),
    };
    let line = time.line();
    if line != noted {
        open.set_len(0)?;
        open.rewind()?;
        open.write_all(line.as_bytes())?;
    }
    Ok(time.at)
}
