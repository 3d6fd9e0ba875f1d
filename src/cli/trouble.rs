//! Says what went wrong: in words on stderr, or as JSON on stdout.

use serde_json::{Value, json};

use super::output::Output;
use crate::i18n::{Catalogue, Text};
use crate::problem::{Code, Problem};

/// The problem as interface.md's error object: code, message, hint; the field where it is about one.
pub fn value(problem: &Problem, words: &Catalogue) -> Value {
    let mut error = json!({
        "code": problem.code.word(),
        "message": message(problem, words),
        "hint": problem.hint.as_ref().map(|hint| words.say(hint)),
    });
    if let (Some(field), Some(object)) = (problem.field, error.as_object_mut()) {
        object.insert("field".to_owned(), field.into());
    }
    if let (Some(record), Some(object)) = (problem.record, error.as_object_mut()) {
        object.insert("id".to_owned(), record.to_string().into());
    }
    error
}

/// What happened, with what the other side said.
pub fn message(problem: &Problem, words: &Catalogue) -> String {
    let message = words.say(&problem.message);
    match &problem.detail {
        Some(said) if !said.is_empty() => format!("{message} ({said})"),
        _ => message,
    }
}

/// Prints a problem and gives its exit code.
pub fn report(problem: &Problem, words: &Catalogue, output: &Output) -> u8 {
    if output.json {
        output.value(&json!({ "error": value(problem, words) }));
    } else {
        output.aside(&format!("fumi: {}", message(problem, words)));
        if let Some(hint) = &problem.hint {
            output.aside(&format!("      {}", words.say(hint)));
        }
    }
    problem.exit_code()
}

/// The arguments cannot be understood.
pub fn wrong_usage() -> Problem {
    Problem::usage(Code::Usage, Text::of("cli-usage")).hint(Text::of("cli-usage-hint"))
}

/// A name of a mailbox or label that is empty or holds what no name can.
pub fn bad_name(name: &str, field: &'static str) -> Problem {
    Problem::failed(Code::InvalidField, Text::of("cli-bad-name").with("name", name)).field(field)
}
