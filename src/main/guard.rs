//! Keeps secrets inside the process (promises.md C1): no core dumps, no debugger, files for the owner only, a panic that says where but not what, and a log that is
//! a file and never the screen.

use std::fs::{File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::sync::Mutex;

use rustix::process::{DumpableBehavior, Resource, Rlimit, setrlimit};
use tracing_subscriber::EnvFilter;

/// A log larger than this is put aside at the start: `fumi.log.1`.
const LOG_BYTES: u64 = 5 << 20;

/// Protects the process. What the system refuses is not worth stopping for.
pub fn protect() {
    let _ = rustix::process::set_dumpable_behavior(DumpableBehavior::NotDumpable);
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    rustix::process::umask(rustix::fs::Mode::from_bits_truncate(0o077));
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(|place| format!("{}:{}", place.file(), place.line())).unwrap_or_default();
        tracing::error!(place, "panic");
        // Standard error may be a terminal that is gone.
        let _ = writeln!(std::io::stderr(), "fumi: stopped at {place}");
    }));
}

/// Sends the log to a file of this home; where that cannot be written, nobody's screen hears of it. Other crates never say more than warnings: some of them print commands and bytes at finer levels.
pub fn log_to(path: &Path, verbose: u8) {
    let level = match verbose {
        0 => "info",
        1 => "debug",
        _ => "trace",
    };
    let Some(file) = open(path) else { return };
    let filter = EnvFilter::new(format!("warn,fumi={level}"));
    let _ = tracing_subscriber::fmt()
        .with_env_filter(filter)
        .with_ansi(false)
        .log_internal_errors(false)
        .with_writer(Mutex::new(file))
        .try_init();
}

fn open(path: &Path) -> Option<File> {
    if std::fs::metadata(path).is_ok_and(|meta| meta.len() > LOG_BYTES) {
        let _ = std::fs::rename(path, path.with_extension("log.1"));
    }
    OpenOptions::new().create(true).append(true).mode(0o600).open(path).ok()
}
