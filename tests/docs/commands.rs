//! interface.md knows every command, argument and flag, every field and every key: three of its blocks are made from the program.

use clap::{Arg, ArgAction, Command, CommandFactory};

use fumi::cli::args::Arguments;
use fumi::domain::crm::field::{FieldType, form_order, label_of};
use fumi::domain::crm::kind::RecordKind;
use fumi::i18n::{Catalogue, Language, Text};
use fumi::present::commands;
use fumi::problem::Code;

use super::files::{block, page};

/// The width that lines of the command block are folded at.
const WIDTH: usize = 150;

/// Every command with what it takes: `fumi move ID... --to M [--create]`, and what it does below.
fn synopsis() -> String {
    let program = Arguments::command();
    let global: Vec<&str> = program.get_arguments().map(|arg| arg.get_id().as_str()).collect();
    let mut out = String::from("```\n");
    leaves(&program, "fumi", &mut |path, command| {
        let kind = path.split(' ').nth(1).and_then(|word| RecordKind::ALL.into_iter().find(|kind| kind.word() == word));
        let fields: Vec<&str> = kind.map(|kind| form_order(kind, true).iter().map(|spec| spec.field.flag()).collect()).unwrap_or_default();
        let mut words = vec![path.to_owned()];
        let mut folded = false;
        for arg in command.get_arguments() {
            let id = arg.get_id().as_str();
            if id == "help" || id == "version" || global.contains(&id) && path != "fumi" {
                continue;
            }
            if fields.contains(&id) && (path.ends_with(" add") || path.ends_with(" edit")) {
                if !std::mem::replace(&mut folded, true) {
                    words.push("[--FIELD VALUE]...".to_owned());
                }
                continue;
            }
            words.push(shape(arg));
        }
        out.push_str(&fold(&words, "\n       "));
        if let Some(about) = command.get_about() {
            out.push_str(&format!("    {about}\n"));
        }
    });
    out + "```\n"
}

fn leaves(command: &Command, path: &str, each: &mut impl FnMut(&str, &Command)) {
    let inner: Vec<&Command> = command.get_subcommands().filter(|inner| inner.get_name() != "help").collect();
    if inner.is_empty() || path == "fumi" || !command.is_subcommand_required_set() {
        each(path, command);
    }
    for one in inner {
        leaves(one, &format!("{path} {}", one.get_name()), each);
    }
}

/// An argument as a synopsis shows it.
fn shape(arg: &Arg) -> String {
    let value =
        arg.get_value_names().and_then(|names| names.first()).map_or_else(|| arg.get_id().to_string().to_uppercase(), ToString::to_string);
    let many = matches!(arg.get_action(), ArgAction::Append) || arg.get_num_args().is_some_and(|range| range.max_values() > 1);
    let dots = if many { "..." } else { "" };
    let name = match (arg.get_long(), arg.get_short()) {
        (Some(long), Some(short)) => format!("-{short}, --{long}"),
        (Some(long), None) => format!("--{long}"),
        (None, Some(short)) => format!("-{short}"),
        (None, None) => String::new(),
    };
    let takes = arg.get_action().takes_values();
    let shape = match (name.is_empty(), takes) {
        (true, _) => value,
        (false, true) => format!("{name} {value}"),
        (false, false) => name,
    };
    if arg.is_required_set() { format!("{shape}{dots}") } else { format!("[{shape}]{dots}") }
}

fn fold(words: &[String], indent: &str) -> String {
    let mut out = String::new();
    let mut column = 0;
    for word in words {
        if column > 0 && column + 1 + word.len() > WIDTH {
            out.push_str(indent);
            column = indent.len() - 1;
        }
        if column > 0 {
            out.push(' ');
        }
        out.push_str(word);
        column += word.len() + 1;
    }
    out.push('\n');
    out
}

#[test]
fn the_page_knows_every_command_with_its_flags() {
    block("docs/interface.md", "commands", &synopsis());
}

#[test]
fn the_page_knows_every_error_code() {
    let words: Vec<String> = Code::ALL.iter().map(|code| format!("`{}`", code.word())).collect();
    block("docs/interface.md", "codes", &fold(&words, "\n"));
}

/// The fields of each kind: flag, names in both languages, what it holds.
fn fields() -> String {
    let (english, japanese) = (Catalogue::open(Language::English), Catalogue::open(Language::Japanese));
    let mut out = String::from("| record | flag | English | Japanese | holds |\n|---|---|---|---|---|\n");
    for kind in RecordKind::ALL {
        for spec in form_order(kind, true) {
            let label = Text::of(label_of(kind, spec.field));
            let holds = match spec.holds {
                FieldType::Money => "amount".to_owned(),
                FieldType::Date => "date".to_owned(),
                FieldType::Instant => "WHEN".to_owned(),
                FieldType::Integer(..) => "number".to_owned(),
                FieldType::Minutes => "minutes".to_owned(),
                FieldType::Record(_) => "ID or name of a record".to_owned(),
                FieldType::Email => "address".to_owned(),
                FieldType::Flag => "yes or no".to_owned(),
                FieldType::Choice(_) => "one of a list".to_owned(),
                _ => "text".to_owned(),
            };
            let star = if spec.mandatory { ", must be there" } else { "" };
            out.push_str(&format!(
                "| {} | `--{}` | {} | {} | {holds}{star} |\n",
                kind.word(),
                spec.field.flag(),
                english.say(&label),
                japanese.say(&label)
            ));
        }
    }
    out
}

#[test]
fn the_page_knows_every_field() {
    block("docs/interface.md", "fields", &fields());
}

#[test]
fn the_page_knows_every_key() {
    block("docs/interface.md", "keys", &commands::readme_table(&Catalogue::open(Language::English)));
}

#[test]
fn the_page_speaks_of_no_flag_that_does_not_exist() {
    fn flags(command: &Command, found: &mut Vec<String>) {
        found.extend(command.get_arguments().filter_map(|arg| arg.get_long().map(str::to_owned)));
        command.get_subcommands().for_each(|inner| flags(inner, found));
    }
    let mut known = vec!["help".to_owned(), "version".to_owned()];
    flags(&Arguments::command(), &mut known);
    let mut unknown = Vec::new();
    for line in page("interface.md").lines().filter(|line| !line.contains("cargo ")) {
        for (at, _) in line.match_indices("--") {
            let word: String = line[at + 2..].chars().take_while(|c| c.is_ascii_lowercase() || *c == '-').collect();
            if word.starts_with(|c: char| c.is_ascii_lowercase()) && !known.contains(&word) {
                unknown.push(word);
            }
        }
    }
    assert!(unknown.is_empty(), "interface.md speaks of flags that no command has: {unknown:?}");
}
