//! What is wrong with a command line that cannot be read, in the person's language (interface.md: exit 2).

use std::error::Error as _;
use std::ffi::OsString;
use std::num::ParseIntError;
use std::path::PathBuf;

use clap::CommandFactory;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::args::Arguments;
use super::context::language_of_home;
use super::output::Output;
use super::{spoken, trouble};
use crate::i18n::{Catalogue, Text};
use crate::problem::{Code, Problem};
use crate::text::CleanText;

/// What stands on a command line that could not be read: options of every command, looked for as plain words.
struct Plain<'a>(&'a [OsString]);

impl Plain<'_> {
    fn words(&self) -> impl Iterator<Item = String> {
        self.0.iter().map(|word| word.to_string_lossy().into_owned()).take_while(|word| word != "--")
    }

    fn has(&self, option: &str) -> bool {
        self.words().any(|word| word == option)
    }

    fn value(&self, option: &str) -> Option<String> {
        let with_sign = format!("{option}=");
        let mut words = self.words();
        while let Some(word) = words.next() {
            if word == option {
                return words.next();
            }
            if let Some(value) = word.strip_prefix(&with_sign) {
                return Some(value.to_owned());
            }
        }
        None
    }
}

/// Says in the person's language what clap says of arguments that it did not take: help and version are printed, wrong usage is a problem with exit code 2.
pub fn report(error: &clap::Error, arguments: &[OsString]) -> u8 {
    let plain = Plain(arguments);
    let home = plain.value("--home").map(PathBuf::from);
    let words = Catalogue::open(language_of_home(plain.value("--lang").as_deref(), home.as_deref()));
    let output = Output::of_process(plain.has("--json"));
    // Only what is shown needs the sentences, so the arguments are read again with them.
    let said = spoken::command(&words).try_get_matches_from(arguments).err();
    let error = said.as_ref().unwrap_or(error);
    if !error.use_stderr() || (error.kind() == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand && !output.json) {
        let _ = error.print();
        return u8::from(error.use_stderr()) * 2;
    }
    let code = trouble::report(&problem(error, &plain.words().collect::<Vec<_>>()), &words, &output);
    if let Some(usage) = usage(error).filter(|_| !output.json) {
        output.aside(&format!("      {}", words.say(&Text::of("usage-line").with("usage", usage))));
    }
    code
}

/// How the command is called, as far as it was understood.
fn usage(error: &clap::Error) -> Option<String> {
    let ContextValue::StyledStr(usage) = error.get(ContextKind::Usage)? else { return None };
    let usage = CleanText::line(&usage.to_string());
    Some(usage.as_str().trim_start_matches("Usage: ").to_owned())
}

/// The first word or words of a part of what clap knows, cleaned: they are what was typed.
fn told(error: &clap::Error, kind: ContextKind) -> Option<String> {
    let said = match error.get(kind)? {
        ContextValue::String(one) => one.clone(),
        ContextValue::Strings(several) => several.join(", "),
        ContextValue::Number(number) => number.to_string(),
        _ => return None,
    };
    Some(CleanText::line(&said).to_string()).filter(|said| !said.is_empty())
}

/// What clap refuses as a problem, in words of ours.
fn problem(error: &clap::Error, arguments: &[String]) -> Problem {
    let told = |kind| told(error, kind);
    let argument = || told(ContextKind::InvalidArg).unwrap_or_default();
    let value = told(ContextKind::InvalidValue);
    let wrong = || Text::of("usage-wrong-value").with("value", value.clone().unwrap_or_default()).with("argument", argument());
    let message = match error.kind() {
        ErrorKind::UnknownArgument if !argument().starts_with('-') => Text::of("usage-surplus").with("argument", argument()),
        ErrorKind::UnknownArgument => Text::of("usage-unknown-argument").with("argument", argument()),
        ErrorKind::InvalidSubcommand => {
            Text::of("usage-unknown-command").with("command", told(ContextKind::InvalidSubcommand).unwrap_or_default())
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => Text::of("usage-no-command"),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if value.is_some() => wrong(),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooFewValues | ErrorKind::NoEquals => {
            Text::of("usage-value-missing").with("argument", argument())
        }
        ErrorKind::WrongNumberOfValues | ErrorKind::TooManyValues => Text::of("usage-too-many").with("argument", argument()),
        ErrorKind::MissingRequiredArgument => Text::of("usage-missing").with("arguments", argument()),
        ErrorKind::ArgumentConflict => match told(ContextKind::PriorArg).filter(|other| *other != argument()) {
            Some(other) => Text::of("usage-conflict").with("argument", argument()).with("other", other),
            None => Text::of("usage-twice").with("argument", argument()),
        },
        ErrorKind::InvalidUtf8 => Text::of("usage-not-utf8"),
        _ => Text::of("cli-usage"),
    };
    let problem = Problem::usage(Code::Usage, message);
    problem.hint(match hint(error) {
        Some(hint) => Text::of("usage-hint").text("hint", hint).with("command", command_of(arguments)),
        None => Text::of("usage-help").with("command", command_of(arguments)),
    })
}

/// What else may have been meant.
fn hint(error: &clap::Error) -> Option<Text> {
    let told = |kind| told(error, kind);
    let meant = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue].into_iter().find_map(told);
    if let Some(words) = meant {
        // The nearest stands last.
        let nearest: Vec<&str> = words.rsplit(", ").take(3).collect();
        return Some(Text::of("usage-meant").with("word", nearest.join(", ")));
    }
    if let Some(values) = told(ContextKind::ValidValue) {
        return Some(Text::of("usage-possible").with("values", values));
    }
    let number = error.source().is_some_and(|source| source.is::<ParseIntError>());
    number.then(|| Text::of("usage-number"))
}

/// The words of the command whose help says more, as far as they were typed.
fn command_of(arguments: &[String]) -> String {
    let known = Arguments::command();
    let (mut at, mut words) = (&known, vec!["fumi"]);
    for word in arguments.iter().skip(1) {
        if let Some(inner) = at.find_subcommand(word) {
            at = inner;
            words.push(inner.get_name());
        }
    }
    words.join(" ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::i18n::Language;

    fn refused(line: &str, words: &Catalogue) -> (String, String) {
        let arguments: Vec<String> = line.split(' ').map(str::to_owned).collect();
        let error = spoken::command(words).try_get_matches_from(&arguments).unwrap_err();
        let problem = problem(&error, &arguments);
        (words.say(&problem.message), words.say(problem.hint.as_deref().unwrap()))
    }

    #[test]
    fn what_is_wrong_is_said_in_words_of_the_language_with_what_was_meant() {
        let (english, japanese) = (Catalogue::open(Language::English), Catalogue::open(Language::Japanese));
        for (line, typed, meant) in [
            ("fumi threads --mailbx Inbox", "--mailbx", "--mailbox"),
            ("fumi thraeds", "thraeds", "threads"),
            ("fumi account ad", "ad", "add"),
            ("fumi threads --mailbox", "--mailbox", "fumi threads --help"),
            ("fumi threads --limit many", "many", "fumi threads --help"),
            ("fumi person share-mail 12345678 maybe", "maybe", "on, off"),
            ("fumi thread", "<ID>", "fumi thread --help"),
            ("fumi account set-password a --incoming --outgoing --password-stdin", "--outgoing", "fumi account set-password --help"),
            ("fumi threads --json --json", "--json", "fumi threads --help"),
        ] {
            for words in [&english, &japanese] {
                let (message, hint) = refused(line, words);
                assert!(message.contains(typed) && hint.contains(meant), "{line}: {message} / {hint}");
                let said = format!("{message}{hint}");
                let japanese = said.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}'));
                assert_eq!(japanese, words.language() == Language::Japanese, "{line}: {said}");
            }
        }
    }

    #[test]
    fn what_a_terminal_would_obey_is_not_said_back() {
        let words = Catalogue::open(Language::English);
        let (message, hint) = refused("fumi --\u{1b}[31m", &words);
        assert!(!format!("{message}{hint}").contains('\u{1b}'), "{message:?} {hint:?}");
    }

    #[test]
    fn language_and_home_are_found_in_a_line_that_cannot_be_read() {
        let line: Vec<OsString> = ["fumi", "--lang=ja", "thraeds", "--home", "/x", "--", "--json"].map(OsString::from).to_vec();
        let plain = Plain(&line);
        assert_eq!(
            (plain.value("--lang").as_deref(), plain.value("--home").as_deref(), plain.has("--json")),
            (Some("ja"), Some("/x"), false)
        );
    }
}
