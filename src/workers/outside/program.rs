//! Starting a program beside the screen.

use std::env;
use std::ffi::OsStr;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use tokio::process::Command;
use tokio::time::timeout;

use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// How long a program may take to say that it fails; one that runs longer has begun its work.
const FIRST_WORD: Duration = Duration::from_secs(3);

/// Opens something with a program: its words as they stand in the config, and the thing as the last one. It gets no terminal and no shell; what it prints goes nowhere, and
/// it lives on when the app ends.
///
/// # Errors
/// `no_program` when it is not there, `program_failed` when it ends with a failure at once; `key` is the setting that names it.
pub(super) async fn open(words: &[String], thing: &OsStr, key: &'static str) -> Result<(), Problem> {
    let (name, mut command) = command(words, key)?;
    let name = name.as_str();
    command.arg(thing).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
    let mut child = command.spawn().map_err(|error| failed(name, key).detail(&error.to_string()))?;
    match timeout(FIRST_WORD, child.wait()).await {
        Ok(Ok(status)) if status.success() => Ok(()),
        Ok(Ok(status)) => Err(failed(name, key).detail(&status.to_string())),
        Ok(Err(error)) => Err(failed(name, key).detail(&error.to_string())),
        Err(_) => {
            tokio::spawn(async move { child.wait().await });
            Ok(())
        }
    }
}

/// A program by its words in the config, without the terminal; and its name.
///
/// # Errors
/// `no_program` when it is not there.
pub(super) fn command(words: &[String], key: &'static str) -> Result<(String, Command), Problem> {
    let (name, arguments) = words.split_first().ok_or_else(|| missing("", key))?;
    let mut command = apart(find(name).ok_or_else(|| missing(name, key))?.as_os_str());
    command.args(arguments);
    Ok((name.clone(), command))
}

/// A program without the terminal: one that finds no desktop would take the terminal that it can reach, and draw on it.
pub(super) fn apart(program: &OsStr) -> Command {
    let Some(apart) = find("setsid") else { return Command::new(program) };
    let mut command = Command::new(apart);
    command.arg(program);
    command
}

/// The file of a program, by its path or by `PATH`.
fn find(name: &str) -> Option<PathBuf> {
    let runs = |path: &Path| path.metadata().is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0);
    if name.contains('/') {
        return Some(PathBuf::from(name)).filter(|path| runs(path));
    }
    env::split_paths(&env::var_os("PATH")?).map(|folder| folder.join(name)).find(|path| runs(path))
}

fn missing(name: &str, key: &'static str) -> Problem {
    Problem::failed(Code::NoProgram, Text::of("problem-no-program").with("program", name))
        .hint(Text::of("problem-no-program-hint").with("key", key))
}

pub(super) fn failed(name: &str, key: &'static str) -> Problem {
    Problem::failed(Code::ProgramFailed, Text::of("problem-program-failed").with("program", name))
        .hint(Text::of("problem-no-program-hint").with("key", key))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::fs;

    use super::*;

    /// A program that notes its arguments, one a line, and ends as it is told.
    fn noting(folder: &Path, end: &str) -> String {
        let path = folder.join("noting");
        let script = format!(
            "#!/bin/sh\nfor one in \"$@\"; do printf '%s\\n' \"$one\" >> {0}/said; done\necho noise; echo noise >&2\n{end}\n",
            folder.display()
        );
        fs::write(&path, script).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o700)).unwrap();
        path.display().to_string()
    }

    #[tokio::test]
    async fn a_thing_is_one_argument_whatever_stands_in_it() {
        let folder = tempfile::tempdir().unwrap();
        let program = noting(folder.path(), "exit 0");
        let thing = "https://x.example/a b;touch $(id)'\"";
        open(&[program, "--new".to_owned()], OsStr::new(thing), "reading.browser").await.unwrap();
        assert_eq!(fs::read_to_string(folder.path().join("said")).unwrap(), format!("--new\n{thing}\n"));
    }

    #[tokio::test]
    async fn a_program_that_is_missing_or_fails_is_named_with_its_setting() {
        let folder = tempfile::tempdir().unwrap();
        let problem = open(&["no-such-browser".to_owned()], OsStr::new("x"), "reading.browser").await.unwrap_err();
        assert_eq!(problem.code, Code::NoProgram);
        let problem = open(&[noting(folder.path(), "exit 3")], OsStr::new("x"), "reading.browser").await.unwrap_err();
        assert_eq!(problem.code, Code::ProgramFailed);
        assert!(problem.detail.unwrap().as_str().contains('3'));
    }
}
