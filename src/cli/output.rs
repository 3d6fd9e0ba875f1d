//! Where answers go: words or one JSON value on stdout, errors and progress on stderr.

use std::borrow::Cow;
use std::io::{self, BufRead, IsTerminal, Write};

use serde::Serialize;
use serde_json::Value;

use crate::text::{CleanText, fold, is_visible};

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
        ended(writeln!(io::stdout().lock(), "{}", harmless(text, self.terminal)));
    }

    /// Prints lines of words at once.
    pub fn lines(&self, lines: &[String]) {
        let text: String = lines.iter().flat_map(|line| [harmless(line, self.terminal), "\n".into()]).collect();
        self.written(&text);
    }

    /// Prints a piece of a JSON list, so that a long one is never in memory as a whole: `first` begins it, and [`Self::list_end`] ends it.
    pub fn list_piece(&self, values: impl Iterator<Item = impl Serialize>, first: bool) {
        let mut text = String::new();
        // What is listed has names for keys and no number that JSON does not know, so that nothing is left out.
        for (at, value) in values.filter_map(|value| serde_json::to_string(&value).ok()).enumerate() {
            text.push(if first && at == 0 { '[' } else { ',' });
            text.push_str(&value);
        }
        self.written(&if self.terminal { escaped(&text) } else { text });
    }

    /// Ends a JSON list; `empty` says that no piece began it.
    pub fn list_end(&self, empty: bool) {
        self.written(if empty { "[]\n" } else { "]\n" });
    }

    fn written(&self, text: &str) {
        let mut out = io::stdout().lock();
        ended(out.write_all(text.as_bytes()).and_then(|()| out.flush()));
    }

    /// Prints bytes as they are; on a terminal what it would obey is left out (promises.md D1).
    pub fn bytes(&self, bytes: &[u8]) {
        if self.terminal {
            return self.words(bytes);
        }
        let mut out = io::stdout().lock();
        ended(out.write_all(bytes).and_then(|()| out.flush()));
    }

    fn words(&self, bytes: &[u8]) {
        let text = String::from_utf8_lossy(bytes);
        let mut out = io::stdout().lock();
        ended(out.write_all(harmless(&text, true).as_bytes()).and_then(|()| out.flush()));
    }

    /// Prints a JSON value on one line.
    pub fn value(&self, value: &Value) {
        let text = value.to_string();
        self.line(&if self.terminal { escaped(&text) } else { text });
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

    /// Asks a person for a line; nobody can be asked under `--json` or where no terminal is.
    pub fn asks_for(&self, question: &str) -> Option<String> {
        if self.json || !self.progress || !io::stdin().is_terminal() {
            return None;
        }
        let _ = write!(io::stderr().lock(), "{question} ");
        let mut typed = String::new();
        io::stdin().lock().read_line(&mut typed).ok().map(|_| typed)
    }

    /// Prints a line for people beside the answer; nothing under `--json`.
    pub fn aside(&self, text: &str) {
        if !self.json {
            let _ = writeln!(io::stderr().lock(), "{}", harmless(text, self.progress));
        }
    }
}

/// What of a text a terminal may get: no character that it would obey, whatever a mail or a server put there.
fn harmless(text: &str, terminal: bool) -> Cow<'_, str> {
    if terminal { Cow::Owned(CleanText::block(text).into_string()) } else { Cow::Borrowed(text) }
}

/// The same value; within its strings, where alone such characters can stand, they are escaped.
fn escaped(json: &str) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if (c.is_ascii() && c != '\u{7f}') || is_visible(c) {
            out.push(c);
        } else {
            c.encode_utf16(&mut [0; 2]).iter().for_each(|unit| out.push_str(&format!("\\u{unit:04x}")));
        }
    }
    out
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
