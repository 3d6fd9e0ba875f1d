//! The command line in a language: what `--help`, the manual pages and the completions say stands in `assets/locales`, as every other sentence.
//!
//! A command is said by `help-` and its words (`help-account-add`), an argument by `arg-`, the words of its command and its own name (`arg-account-add-name`); where
//! that sentence is missing, the first words are left out one by one (`help-add`, `arg-name`), so that what many commands share is written once. The comments in the
//! `Args` structs are for those who read the sources.

use std::fmt::Write as _;

use clap::builder::StyledStr;
use clap::{Arg, Command, CommandFactory};

use super::args::Arguments;
use crate::i18n::{Catalogue, Text};

/// The whole command line, said in the language of a catalogue. What is only parsed does not need it.
pub fn command(words: &Catalogue) -> Command {
    said(Arguments::command(), words)
}

/// The same without the command `help`, which has no manual page.
pub fn without_help(words: &Catalogue) -> Command {
    said(Arguments::command().disable_help_subcommand(true), words)
}

fn said(mut command: Command, words: &Catalogue) -> Command {
    // What clap adds by itself, `--help` and `help`, is only there after this.
    command.build();
    say(command, &[], words)
}

fn say(command: Command, path: &[String], words: &Catalogue) -> Command {
    let below = |name: &str| {
        // `help account` speaks of `account`.
        let above = path.strip_suffix(&["help".to_owned()]).unwrap_or(path);
        [above, &[name.to_owned()]].concat()
    };
    let mut command = command.mut_subcommands(|inner| {
        let path = below(inner.get_name());
        say(inner, &path, words)
    });
    if let Some(about) = sentence("help-", path, None, words) {
        command = command.about(about).long_about(None::<&str>);
    }
    command = command.mut_args(|arg| argument(arg, path, words));
    let usage = usage(&mut command, words);
    let template = template(&command, words);
    command.override_usage(usage).help_template(template)
}

/// The first sentence that there is, from the whole path to its last word; of an argument also one that commands beside each other share (`arg-import-map`).
fn sentence(kind: &str, path: &[String], argument: Option<&str>, words: &Catalogue) -> Option<String> {
    let of = |words_of: &[String]| {
        let mut id: Vec<&str> = words_of.iter().map(String::as_str).collect();
        id.extend(argument);
        if id.is_empty() {
            id.push("fumi");
        }
        words.find(&format!("{kind}{}", id.join("-").replace('_', "-")))
    };
    let Some(last) = path.len().checked_sub(1) else { return of(path) };
    let whole = (0..=last).find_map(|from| of(&path[from..]));
    if argument.is_none() {
        return whole;
    }
    whole.or_else(|| (0..last).find_map(|from| of(&path[from..last]))).or_else(|| of(&[]))
}

fn argument(arg: Arg, path: &[String], words: &Catalogue) -> Arg {
    let id = arg.get_id().as_str().to_owned();
    // The fields of a record are said by the table of fields, which names the sentence.
    let named = arg.get_help().map(ToString::to_string).unwrap_or_default();
    let field = words.find(named.trim_end_matches('*')).map(|label| if named.ends_with('*') { format!("{label}*") } else { label });
    let Some(mut help) = field.or_else(|| sentence("arg-", path, Some(&id), words)) else { return arg };
    let shown = |values: Vec<String>| values.join(", ");
    let takes = arg.get_action().takes_values();
    let usual = arg.get_default_values().iter().map(|value| value.to_string_lossy().into_owned()).collect::<Vec<_>>();
    if takes && !usual.is_empty() {
        help.push_str(&format!(" {}", words.say(&Text::of("help-default").with("value", shown(usual)))));
    }
    let possible: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    if takes && !possible.is_empty() {
        help.push_str(&format!(" {}", words.say(&Text::of("help-possible").with("values", shown(possible)))));
    }
    // What every command takes stands behind what this one takes.
    let arg = if arg.is_global_set() { arg.display_order(900) } else { arg };
    arg.help(help).long_help(None::<&str>).hide_default_value(true).hide_possible_values(true)
}

/// How the command is called, with the words of the language where clap has only English ones.
fn usage(command: &mut Command, words: &Catalogue) -> String {
    let usage = command.render_usage().to_string();
    let usage = usage.strip_prefix("Usage: ").unwrap_or(&usage);
    usage
        .replace("[OPTIONS]", &format!("[{}]", words.word("help-usage-options")))
        .replace("[COMMAND]", &format!("[{}]", words.word("help-usage-command")))
        .replace("<COMMAND>", &format!("<{}>", words.word("help-usage-command")))
}

fn template(command: &Command, words: &Catalogue) -> StyledStr {
    let mut template = StyledStr::new();
    let style = command.get_styles().get_header();
    let heading = |id: &'static str| format!("{style}{}{style:#}", words.word(id));
    let _ = write!(template, "{{about-with-newline}}\n{} {{usage}}", heading("help-usage"));
    if command.has_subcommands() {
        let _ = write!(template, "\n\n{}\n{{subcommands}}", heading("help-commands"));
    }
    if command.get_positionals().next().is_some() {
        let _ = write!(template, "\n\n{}\n{{positionals}}", heading("help-arguments"));
    }
    let _ = write!(template, "\n\n{}\n{{options}}", heading("help-options"));
    template
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::i18n::Language;

    /// Calls a check with every command and its words.
    fn walk(command: &Command, path: &str, check: &mut dyn FnMut(&Command, &str)) {
        check(command, path);
        for inner in command.get_subcommands() {
            walk(inner, &format!("{path} {}", inner.get_name()), check);
        }
    }

    fn is_japanese(text: &str) -> bool {
        text.chars().any(|c| matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}'))
    }

    /// Two English words in a row, as a sentence of clap or of a forgotten comment has them.
    fn english(line: &str) -> bool {
        let words: Vec<&str> = line.split(' ').collect();
        let plain = |word: &str| word.len() > 1 && word.trim_end_matches([',', '.', ';']).chars().all(|c| c.is_ascii_alphabetic());
        words.windows(2).any(|two| plain(two[0]) && plain(two[1]) && two[1].starts_with(|c: char| c.is_ascii_lowercase()))
    }

    #[test]
    fn every_command_and_argument_is_said_in_every_language() {
        for language in Language::ALL {
            let words = Catalogue::open(*language);
            let mut missing = std::collections::BTreeSet::new();
            walk(&command(&words), "fumi", &mut |one, path| {
                let plain: Vec<String> = path.split(' ').skip(1).filter(|word| *word != "help").map(str::to_owned).collect();
                if sentence("help-", &plain, None, &words).is_none() {
                    missing.insert(format!("help-{} = {}", plain.join("-"), one.get_about().map(ToString::to_string).unwrap_or_default()));
                }
                for arg in one.get_arguments() {
                    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                    if !arg.is_hide_default_value_set() {
                        missing.insert(format!("arg-{} = {help}    [{path}]", arg.get_id()));
                    }
                }
            });
            assert!(missing.is_empty(), "{}:\n{}", language.word(), missing.into_iter().collect::<Vec<_>>().join("\n"));
        }
    }

    #[test]
    fn the_help_of_every_command_is_japanese() {
        let words = Catalogue::open(Language::Japanese);
        walk(&command(&words), "fumi", &mut |one, path| {
            assert!(one.get_about().is_some_and(|about| is_japanese(&about.to_string())), "{path}");
            for arg in one.get_arguments() {
                let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
                assert!(is_japanese(&help) || help == "Fax", "{path} {}: {help}", arg.get_id());
            }
            for help in [one.clone().render_help(), one.clone().render_long_help()] {
                for line in help.to_string().lines().filter(|line| !line.contains("fumi ")) {
                    // Values are given as they are typed.
                    let line = line.split('[').next().unwrap_or_default();
                    assert!(!english(line.trim()), "{path}: {line}");
                }
            }
        });
    }

    #[test]
    fn the_help_tells_what_it_told_in_english() {
        let words = Catalogue::open(Language::English);
        let mut command = command(&words);
        let help = command.find_subcommand_mut("threads").unwrap().render_help().to_string();
        assert!(help.contains("Usage: fumi threads [OPTIONS]") && help.contains("Options:\n"), "{help}");
        assert!(help.contains("[default: 50]") && help.contains("[possible values: en, ja]") && help.contains("Print help"), "{help}");
        let root = command.render_help().to_string();
        assert!(root.contains("Commands:\n  account ") && root.contains("[COMMAND]"), "{root}");
    }
}
