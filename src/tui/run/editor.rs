//! The person's own editor.

use std::fs::{self, OpenOptions};
use std::io::Write;
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;

use tokio::process::Command;

/// Lets the person edit a text with the configured editor, `$VISUAL` or `$EDITOR` (else `vi`); `None` when the editor failed. The file lies in a private folder and is removed afterwards.
pub(super) async fn edit(scratch: &Path, configured: Option<&str>, text: &str) -> Option<String> {
    let path = scratch.join(format!("edit-{}.txt", std::process::id()));
    let _ = fs::remove_file(&path);
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(&path).ok()?;
    file.write_all(text.as_bytes()).ok()?;
    drop(file);
    let edited = run(configured, &path).await;
    let _ = fs::remove_file(&path);
    edited
}

async fn run(configured: Option<&str>, path: &Path) -> Option<String> {
    let from_environment =
        || ["VISUAL", "EDITOR"].into_iter().find_map(|name| std::env::var(name).ok().filter(|value| !value.trim().is_empty()));
    let chosen = configured.map(str::to_owned).or_else(from_environment).unwrap_or_else(|| "vi".to_owned());
    let mut words = chosen.split_whitespace();
    let status = Command::new(words.next()?).args(words).arg(path).status().await.ok()?;
    if !status.success() {
        return None;
    }
    fs::read(path).ok().map(|bytes| String::from_utf8_lossy(&bytes).into_owned())
}
