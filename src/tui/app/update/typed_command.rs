//! A command as it is typed: its name, and the argument of those that choose something.

use super::{charset, outside, snooze, threads};
use crate::domain::query::Narrowing;
use crate::i18n::Text;
use crate::jobs::triage::TriageAction;
use crate::present::commands::{Command, Entry, TABLE, named, nearest};
use crate::text::{CleanText, plain, search_form};
use crate::tui::app::overlay::{Overlay, Prompt};
use crate::tui::app::{App, Chooser, Effect, Tab, Then};

/// Whether a command takes an argument on the command line: a name, or words to look for.
fn takes(command: Command) -> bool {
    matches!(
        command,
        Command::Move
            | Command::Label
            | Command::Sort
            | Command::Attachments
            | Command::Links
            | Command::Search
            | Command::SaveMessage
            | Command::Pipe
            | Command::Charset
            | Command::Snooze
    )
}

/// A typed line as the command that it names and its argument, if it names one.
fn read(typed: &str) -> Option<(&'static Entry, &str)> {
    let typed = typed.trim_start_matches([':', '：']).trim();
    let whole = plain(typed);
    if let Some(entry) = named(&whole).filter(|_| !whole.eq_ignore_ascii_case("save")) {
        return Some((entry, ""));
    }
    let (name, argument) = typed.split_once(char::is_whitespace).unwrap_or((typed, ""));
    let name = plain(name);
    // Nobody types commands in a form, where that name saves what is typed.
    let name = if name.eq_ignore_ascii_case("save") { "save-message" } else { &name };
    named(name).map(|entry| (entry, argument.trim()))
}

/// Carries out a typed command.
pub(super) fn run(app: &mut App, typed: &str) -> Vec<Effect> {
    if typed.is_empty() {
        return Vec::new();
    }
    let Some((entry, argument)) = read(typed) else {
        let name = plain(typed.trim_start_matches([':', '：']).split_whitespace().next().unwrap_or(typed));
        match nearest(&name) {
            Some(meant) => app.warn(Text::of("no-such-command-meant").with("typed", name).with("meant", meant)),
            None => app.warn(Text::of("no-such-command").with("typed", name)),
        }
        return Vec::new();
    };
    match entry.command {
        Command::Help => app.next.push_back(Then::Tutorial),
        found if argument.is_empty() => app.next.push_back(Then::Command(found)),
        Command::Search => {
            app.tab = Tab::Mail;
            return threads::search(app, argument.to_owned());
        }
        Command::SaveMessage | Command::Pipe | Command::Charset => return about_message(app, entry.command, argument),
        found if takes(found) => app.next.push_back(Then::CommandOn(found, argument.to_owned())),
        _ => app.warn(Text::of("command-takes-nothing").with("name", entry.name).with("typed", argument)),
    }
    Vec::new()
}

/// A command about the message under the cursor, with what it needs.
fn about_message(app: &mut App, command: Command, argument: &str) -> Vec<Effect> {
    let message = app.conversation.current_view().map(|view| view.row.key);
    match message.filter(|_| app.refuses(command).is_none()) {
        Some(_) if command == Command::Charset => charset::typed(app, argument),
        Some(message) if command == Command::Pipe => outside::pipe(app, message, argument),
        Some(message) => outside::save_as(app, message, argument),
        // It says itself why it cannot.
        None => {
            app.next.push_back(Then::Command(command));
            Vec::new()
        }
    }
}

/// A command opened what it chooses from, over so many overlays: takes what the argument names of it. Where it opened nothing it has said why.
pub(super) fn choose(app: &mut App, found: Command, argument: &str, over: usize) {
    if app.overlays.len() <= over || !matches!(app.overlays.last(), Some(Overlay::Chooser(_))) {
        return;
    }
    let Some(Overlay::Chooser(chooser)) = app.overlays.pop() else { return };
    if found == Command::Label {
        let (name, off) = argument.strip_prefix(['-', '－']).map_or((argument, false), |name| (name, true));
        let name = vec![CleanText::line(name.trim())];
        let action =
            if off { TriageAction::Label { add: Vec::new(), remove: name } } else { TriageAction::Label { add: name, remove: Vec::new() } };
        app.next.push_back(Then::Triage(action));
        return;
    }
    if found == Command::Snooze {
        match snooze::typed(app, argument) {
            Ok(action) => app.next.push_back(Then::Triage(action)),
            Err(why) => app.warn(why),
        }
        return;
    }
    match of_name(app, &chooser, argument) {
        Some(then) => app.next.push_back(then),
        None => {
            let known: Vec<String> = chooser.choices.iter().map(|choice| choice.label.say(&app.words)).take(12).collect();
            app.warn(Text::of("no-such-choice").with("typed", argument).with("known", known.join(", ")));
        }
    }
}

/// The choice of this name: the one that is called so, `ACCOUNT/NAME` too, else the only one that has the words.
fn of_name(app: &App, chooser: &Chooser, argument: &str) -> Option<Then> {
    let wanted = search_form(argument);
    // With one account its name is not on the choices.
    let own = argument
        .split_once('/')
        .filter(|(account, _)| app.mailboxes.rows.iter().any(|row| search_form(row.account_name.as_str()) == search_form(account)));
    let bare = own.map(|(_, name)| search_form(name));
    let names = |choice: &crate::tui::app::Choice| {
        let (label, detail) = (choice.label.say(&app.words), choice.detail.say(&app.words));
        let label = search_form(&label);
        label == wanted
            || search_form(&format!("{detail}/{label}")) == wanted
            || (detail.is_empty() && bare.as_ref().is_some_and(|bare| *bare == label))
    };
    if let Some(choice) = chooser.choices.iter().find(|choice| names(choice)) {
        return Some(choice.then.clone());
    }
    let words = Narrowing::of(argument);
    let mut fitting = chooser.choices.iter().filter(|choice| words.fits(&choice.label.say(&app.words)));
    let only = fitting.next()?;
    fitting.next().is_none().then(|| only.then.clone())
}

/// Tab: what was typed so far, completed as far as there is no choice; what there is to choose from stands beside it.
pub(super) fn complete(app: &mut App) {
    let Some(Overlay::Prompt(prompt)) = app.overlays.last() else { return };
    let typed = prompt.line.value().to_owned();
    let place = app.pane();
    let (kept, candidates): (String, Vec<String>) = match read(&typed) {
        Some((entry, argument)) if takes(entry.command) && typed.contains(char::is_whitespace) => {
            let wanted = search_form(argument);
            let mut names = arguments(app, entry.command);
            names.sort();
            names.retain(|name| search_form(name).starts_with(&*wanted));
            names.dedup();
            (format!("{} ", entry.name), names)
        }
        _ => {
            let wanted = plain(typed.trim_start_matches([':', '：'])).to_lowercase();
            let here = TABLE.iter().filter(|entry| entry.places.meets(place.kinds()) && entry.name.starts_with(&wanted));
            let name = |entry: &Entry| if takes(entry.command) { format!("{} ", entry.name) } else { entry.name.to_owned() };
            (String::new(), here.map(name).collect())
        }
    };
    let Some(common) = common(&candidates) else { return };
    if let Some(Overlay::Prompt(Prompt { line, problem, .. })) = app.overlays.last_mut() {
        *line = crate::tui::app::line::Line::of(&(kept + &common));
        let names: Vec<&str> = candidates.iter().map(|name| name.trim_end()).take(20).collect();
        *problem = (candidates.len() > 1).then(|| Text::of("prompt-candidates").with("names", names.join("  ")));
    }
}

fn arguments(app: &App, command: Command) -> Vec<String> {
    match command {
        Command::Move => app
            .mailboxes
            .rows
            .iter()
            .map(|row| {
                row.role.map_or_else(|| row.name.as_str().to_owned(), |role| app.words.word(crate::present::mailboxes::role_word(role)))
            })
            .collect(),
        Command::Label => {
            let known: std::collections::BTreeSet<&str> =
                app.threads.threads().flat_map(|row| row.labels.iter().map(CleanText::as_str)).collect();
            known.into_iter().map(str::to_owned).collect()
        }
        _ => Vec::new(),
    }
}

/// The longest beginning that all have.
fn common(all: &[String]) -> Option<String> {
    let mut common = all.first()?.clone();
    for one in &all[1..] {
        let same: usize = common.chars().zip(one.chars()).take_while(|(a, b)| a == b).map(|(a, _)| a.len_utf8()).sum();
        common.truncate(same);
    }
    Some(common)
}
