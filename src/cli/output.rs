//! Where answers go: words or one JSON value on stdout, errors and progress on stderr.

use std::io::{self, BufRead, IsTerminal, Write};

use serde_json::Value;

use crate::text::fold;

/// How this run prints.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Output {
    /// Whether `--json` was given.
    pub json: bool,
    /// Whether stdout is a terminal: then lists have headings.
    pub terminal: bool,
    /// Whether stderr is a terminal: then progress is shown as a bar.
    pub progress: bool,
}

impl Output {
    /// Looks where this process prints to.
    pub fn of_process(json: bool) -> Self {
        Self { json, terminal: io::stdout().is_terminal(), progress: io::stderr().is_terminal() }
    }

    /// Prints a line of words. A reader that went away (`| head`) is no error.
    pub fn line(&self, text: &str) {
        ended(writeln!(io::stdout().lock(), "{text}"));
    }

    /// Prints bytes as they are.
    pub fn bytes(&self, bytes: &[u8]) {
        let mut out = io::stdout().lock();
        ended(out.write_all(bytes).and_then(|()| out.flush()));
    }

    /// Prints a JSON value on one line.
    pub fn value(&self, value: &Value) {
        self.line(&value.to_string());
    }

    /// Asks a person yes or no; nobody can be asked under `--json` or where no terminal is, and then the answer is no.
    pub fn asks(&self, question: &str, yes: &str) -> bool {
        if self.json || !self.progress || !io::stdin().is_terminal() {
            return false;
        }
        let _ = write!(io::stderr().lock(), "{question} ");
        let mut typed = String::new();
        let read = io::stdin().lock().read_line(&mut typed);
        let typed = fold(typed.trim()).into_owned();
        read.is_ok() && yes.split_whitespace().any(|one| one == typed)
    }

    /// Prints a line for people beside the answer; nothing under `--json`.
    pub fn aside(&self, text: &str) {
        if !self.json {
            let _ = writeln!(io::stderr().lock(), "{text}");
        }
    }
}

/// Ends the program quietly when nobody reads any more; a full disk behind a redirection is said and fails.
fn ended(written: io::Result<()>) {
    match written {
        Ok(()) => {}
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => std::process::exit(0),
        Err(error) => {
            let _ = writeln!(io::stderr(), "fumi: {error}");
            std::process::exit(1);
        }
    }
}
