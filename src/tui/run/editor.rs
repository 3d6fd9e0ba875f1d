//! The person's own editor, and what it leaves when an end comes between.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rustix::process::{Pid, Signal as Raw, kill_process};
use tokio::process::{Child, Command};
use tokio::time::timeout;

use super::ended::Ended;
use super::signals::{Signal, Signals, can_be_resumed, stop_here};
use super::terminal_end::TerminalEnd;
use crate::config::descendants;
use crate::jobs::outbox::DraftKey;
use crate::tui::app::Left;

/// How the files are called: the draft, or 0, and the process.
const PREFIX: &str = "edit-";
const SUFFIX: &str = ".txt";

/// How long an editor that was told to end may take for it.
const LAST_WORDS: Duration = Duration::from_millis(500);

/// How an editor ended.
pub(super) struct Edited {
    /// Where the text lies.
    pub(super) left: Option<Left>,
    /// Whether it ended well, or left another text than it was given.
    pub(super) good: bool,
    /// Why the app has to end too.
    pub(super) ended: Option<Ended>,
}

/// Lets the person edit a text with the configured editor, `$VISUAL` or `$EDITOR` (else `vi`). The file lies in a private folder and stays there until somebody took the
/// text over, so that no end of the editor, of the app or of the terminal loses it.
pub(super) async fn edit(
    scratch: &Path,
    configured: Option<&str>,
    text: &str,
    draft: Option<DraftKey>,
    (signals, end): (&mut Signals, &mut TerminalEnd),
) -> Edited {
    let failed = Edited { left: None, good: false, ended: None };
    let name = format!("{PREFIX}{}-{}{SUFFIX}", draft.map_or(0, |key| key.0), std::process::id());
    let path = scratch.join(name);
    let Ok(_lock) = write(&path, text) else { return failed };
    let (good, ended) = match start(configured, &path) {
        Ok(mut child) => wait(&mut child, signals, end).await,
        Err(_) => (false, None),
    };
    signals.forget_keys();
    let Ok(bytes) = fs::read(&path) else { return Edited { ended, ..failed } };
    // A text may be long: it is taken over as it is, and only what is no UTF-8 is copied.
    let now = String::from_utf8(bytes).unwrap_or_else(|broken| String::from_utf8_lossy(broken.as_bytes()).into_owned());
    let good = good || now != text;
    Edited { left: Some(Left { file: path, draft, text: now }), good, ended }
}

/// Writes the file; its lock, in a file beside it since editors replace theirs, says that somebody edits it.
fn write(path: &Path, text: &str) -> std::io::Result<File> {
    let lock = OpenOptions::new().create(true).append(true).mode(0o600).open(lock_of(path))?;
    lock.lock()?;
    let _ = fs::remove_file(path);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()?;
    Ok(lock)
}

/// Runs the editor as git does: the words of the person are a shell's, and the file is its argument.
fn start(configured: Option<&str>, path: &Path) -> std::io::Result<Child> {
    let from_environment =
        || ["VISUAL", "EDITOR"].into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let chosen = configured.map(str::to_owned).or_else(from_environment).unwrap_or_else(|| "vi".to_owned());
    Command::new("/bin/sh").arg("-c").arg(format!("{chosen} \"$@\"")).arg(&chosen).arg(path).spawn()
}

/// Waits for the editor. SIGINT and SIGQUIT are its own while it runs; what ends us ends it first.
async fn wait(child: &mut Child, signals: &mut Signals, end: &mut TerminalEnd) -> (bool, Option<Ended>) {
    let ended = loop {
        tokio::select! {
            status = child.wait() => return (status.is_ok_and(|status| status.success()), None),
            () = end.gone() => break Ended::TerminalGone,
            signal = signals.next() => match signal {
                Signal::End(number @ (1 | 15)) => break Ended::Signal(number),
                Signal::Stop if can_be_resumed() => stop_here(),
                // Nobody but us could wake an editor that stopped.
                Signal::Stop => tell(child, Raw::CONT),
                Signal::End(_) | Signal::Go => {}
            },
        }
    };
    tell(child, Raw::HUP);
    let _ = timeout(LAST_WORDS, child.wait()).await;
    (false, Some(ended))
}

fn tell(child: &Child, signal: Raw) {
    let Some(process) = child.id() else { return };
    descendants::signal(process, signal);
    if let Some(process) = i32::try_from(process).ok().and_then(Pid::from_raw) {
        let _ = kill_process(process, signal);
    }
}

/// The texts of editors whose app is gone.
pub(super) fn left_behind(scratch: &Path) -> Vec<Left> {
    let Ok(folder) = fs::read_dir(scratch) else { return Vec::new() };
    let texts = folder.flatten().filter_map(|entry| {
        let name = entry.file_name().into_string().ok()?;
        let (draft, _) = name.strip_prefix(PREFIX)?.strip_suffix(SUFFIX)?.split_once('-')?;
        let draft = draft.parse().ok().filter(|key| *key != 0).map(DraftKey);
        let file = entry.path();
        let held = File::open(lock_of(&file)).is_ok_and(|lock| lock.try_lock().is_err());
        let text = String::from_utf8_lossy(&fs::read(&file).ok().filter(|_| !held)?).into_owned();
        if text.trim().is_empty() {
            forget(&file);
            return None;
        }
        Some(Left { file, draft, text })
    });
    texts.collect()
}

/// Removes a file whose text was taken over.
pub(super) fn forget(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = fs::remove_file(lock_of(path));
}

fn lock_of(path: &Path) -> PathBuf {
    path.with_extension("lock")
}
