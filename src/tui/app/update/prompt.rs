//! The line above the footer: commands, queries, finds.

use super::{attachments, boards, charset, conversation, outside, threads};
use crate::i18n::Text;
use crate::jobs::mail::ListView;
use crate::present::commands::{Command, named};
use crate::problem::Problem;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Overlay, Prompt, PromptKind};
use crate::tui::app::{App, Effect, Level, Pane, Tab, Then};

/// Takes the commands that open a line: a query in a list, a find in a text, a filter over records.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let kind = match command {
        Command::CommandLine => PromptKind::Command,
        Command::Search if app.tab != Tab::Mail => PromptKind::Filter,
        Command::Search if app.focus == Pane::Conversation => PromptKind::Find,
        Command::Search => PromptKind::Search,
        _ => return None,
    };
    // A search goes on with the query that is shown.
    let line = match (&app.threads.view, kind) {
        (ListView::Search { query, .. }, PromptKind::Search) => Line::of(query),
        (_, PromptKind::Filter) => Line::of(&app.board.filter),
        _ => Line::default(),
    };
    if kind == PromptKind::Search {
        app.focus_on(Pane::List);
    }
    app.overlays.push(Overlay::Prompt(Prompt { kind, line, problem: None }));
    Some(Vec::new())
}

/// The text changed: a search shows at once what it finds so far.
pub(super) fn changed(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Prompt(prompt)) = app.overlays.last_mut() else { return Vec::new() };
    prompt.problem = None;
    if prompt.kind == PromptKind::Filter {
        let words = prompt.line.value().trim().to_owned();
        return boards::filter(app, &words);
    }
    if prompt.kind != PromptKind::Search {
        return Vec::new();
    }
    let query = prompt.line.value().trim().to_owned();
    if query.is_empty() { threads::leave_search(app) } else { threads::search(app, query) }
}

/// Enter: the command is carried out; the hits of a search stay.
pub(super) fn enter(app: &mut App) -> Vec<Effect> {
    let Some(Overlay::Prompt(prompt)) = app.overlays.pop() else { return Vec::new() };
    let typed = prompt.line.value().trim().to_owned();
    match prompt.kind {
        PromptKind::Command => run(app, &typed),
        PromptKind::Find => conversation::find(app, &typed),
        PromptKind::File(message) => outside::save_as(app, message, &typed),
        PromptKind::Pipe(message) => outside::pipe(app, message, &typed),
        PromptKind::Folder(message, index) => attachments::save_in(app, message, index, &typed),
        PromptKind::Search if prompt.problem.is_some() => {
            app.overlays.push(Overlay::Prompt(prompt));
            Vec::new()
        }
        PromptKind::Search | PromptKind::Filter => Vec::new(),
    }
}

/// Esc: what a search showed so far goes away.
pub(super) fn cancel(app: &mut App, kind: PromptKind) -> Vec<Effect> {
    match kind {
        PromptKind::Search => threads::leave_search(app),
        PromptKind::Filter => boards::filter(app, ""),
        PromptKind::Command | PromptKind::Find | PromptKind::Folder(..) | PromptKind::File(_) | PromptKind::Pipe(_) => Vec::new(),
    }
}

/// A list could not be read: while a query is typed it is a remark beside it, since the next key may mend it.
pub(super) fn refuse(app: &mut App, problem: Problem) {
    match app.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) if prompt.kind == PromptKind::Search => prompt.problem = Some(*problem.message),
        _ => app.notices.say(Level::Failed, *problem.message, app.now),
    }
}

/// Carries out a command about the message under the cursor that was typed with what it needs; `None` when it is none.
fn about_message(app: &mut App, name: &str, argument: &str) -> Option<Vec<Effect>> {
    let command = match name {
        "save" | "save-message" => Command::SaveMessage,
        "pipe" => Command::Pipe,
        "charset" => Command::Charset,
        _ => return None,
    };
    let message = app.conversation.current_view().map(|view| view.row.key);
    match message.filter(|_| !argument.is_empty() && app.refuses(command).is_none()) {
        Some(_) if command == Command::Charset => Some(charset::typed(app, argument)),
        Some(message) if command == Command::Pipe => Some(outside::pipe(app, message, argument)),
        Some(message) => Some(outside::save_as(app, message, argument)),
        None => {
            app.next.push_back(Then::Command(command));
            Some(Vec::new())
        }
    }
}

/// Carries out a typed command.
fn run(app: &mut App, typed: &str) -> Vec<Effect> {
    if typed.is_empty() {
        return Vec::new();
    }
    if let Some(query) = typed.strip_prefix("search ") {
        app.tab = Tab::Mail;
        return threads::search(app, query.trim().to_owned());
    }
    let (name, argument) = typed.split_once(char::is_whitespace).map_or((typed, ""), |(name, rest)| (name, rest.trim()));
    if let Some(effects) = about_message(app, &name.to_lowercase(), argument) {
        return effects;
    }
    match named(typed).map(|entry| entry.command) {
        Some(Command::Help) => app.next.push_back(Then::Tutorial),
        Some(found) => app.next.push_back(Then::Command(found)),
        None => app.warn(Text::of("no-such-command").with("typed", typed)),
    }
    Vec::new()
}
