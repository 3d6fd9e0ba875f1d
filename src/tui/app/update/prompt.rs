//! The line above the footer: commands, queries, finds.

use super::{attachments, boards, bulk, composer, conversation, outside, postpone, relations, snooze, threads, typed_command};
use crate::i18n::Text;
use crate::jobs::mail::ListView;
use crate::jobs::outbox::SendAt;
use crate::present::commands::Command;
use crate::present::key::Key;
use crate::present::outbox::at;
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
    app.lines.begin();
    app.overlays.push(Overlay::Prompt(Prompt { kind, line, problem: None }));
    Some(Vec::new())
}

/// Whether lines of a kind are kept: not what names a file, and not what another program is told, which may hold what is nobody's business.
fn is_remembered(kind: PromptKind) -> bool {
    matches!(kind, PromptKind::Command | PromptKind::Search | PromptKind::Find)
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
    let mut effects = Vec::new();
    let wrong = prompt.kind == PromptKind::Search && prompt.problem.is_some();
    if is_remembered(prompt.kind) && !wrong && !typed.is_empty() {
        app.lines.note(prompt.kind, &typed);
        effects.push(Effect::Remember(app.lines.kept()));
    }
    effects.extend(match prompt.kind {
        PromptKind::Command => typed_command::run(app, &typed),
        PromptKind::Find => conversation::find(app, &typed),
        PromptKind::File(message) => outside::save_as(app, message, &typed),
        PromptKind::Link(message) => relations::look(app, message, &typed),
        PromptKind::Pipe(message) => outside::pipe(app, message, &typed),
        PromptKind::Folder(message, index) => attachments::save_in(app, message, index, &typed),
        PromptKind::Until => match snooze::typed(app, &typed) {
            Ok(action) => {
                app.next.push_back(Then::Triage(action));
                Vec::new()
            }
            Err(why) => {
                app.overlays.push(Overlay::Prompt(Prompt { problem: Some(why), ..prompt }));
                Vec::new()
            }
        },
        PromptKind::Postpone => match postpone::typed(app, &typed) {
            Ok(day) => {
                app.next.push_back(Then::Postpone(day));
                Vec::new()
            }
            Err(why) => {
                app.overlays.push(Overlay::Prompt(Prompt { problem: Some(why), ..prompt }));
                Vec::new()
            }
        },
        PromptKind::Field(kind, field) => match bulk::typed(app, kind, field, &typed) {
            Ok(text) => {
                app.next.push_back(Then::EditSeveral(field, text));
                Vec::new()
            }
            Err(why) => {
                app.overlays.push(Overlay::Prompt(Prompt { problem: Some(why), ..prompt }));
                Vec::new()
            }
        },
        PromptKind::Enclose => composer::attach(app, &typed),
        PromptKind::SendAt => match at(&typed, &app.times()) {
            Ok(SendAt::At(moment)) => composer::send_at(app, moment),
            Ok(SendAt::Now | SendAt::AfterHold) => {
                let problem = Some(Text::of("snooze-when-hint"));
                app.overlays.push(Overlay::Prompt(Prompt { problem, ..prompt }));
                Vec::new()
            }
            Err(why) => {
                app.overlays.push(Overlay::Prompt(Prompt { problem: Some(*why.message), ..prompt }));
                Vec::new()
            }
        },
        PromptKind::Search | PromptKind::Filter if prompt.problem.is_some() => {
            app.overlays.push(Overlay::Prompt(prompt));
            Vec::new()
        }
        PromptKind::Search | PromptKind::Filter => Vec::new(),
    });
    effects
}

/// Takes the keys that look back at earlier lines or complete this one; whether the text changed by it, if it was one of them.
pub(super) fn recall(app: &mut App, key: Key) -> Option<bool> {
    let Some(Overlay::Prompt(prompt)) = app.overlays.last_mut() else { return None };
    match key {
        Key::Up | Key::Down if is_remembered(prompt.kind) => {
            let line = app.lines.recall(prompt.kind, key == Key::Up, prompt.line.value());
            if let Some(line) = &line {
                prompt.line = Line::of(line);
            }
            Some(line.is_some())
        }
        Key::Tab if prompt.kind == PromptKind::Command => {
            typed_command::complete(app);
            Some(false)
        }
        _ => None,
    }
}

/// Esc: what a search showed so far goes away.
pub(super) fn cancel(app: &mut App, kind: PromptKind) -> Vec<Effect> {
    match kind {
        PromptKind::Search => threads::leave_search(app),
        PromptKind::Filter => boards::filter(app, ""),
        PromptKind::Command
        | PromptKind::Find
        | PromptKind::Folder(..)
        | PromptKind::File(_)
        | PromptKind::Pipe(_)
        | PromptKind::Link(_)
        | PromptKind::Until
        | PromptKind::Postpone
        | PromptKind::Field(..)
        | PromptKind::SendAt
        | PromptKind::Enclose => Vec::new(),
    }
}

/// A list could not be read: while a query is typed it is a remark beside it, since the next key may mend it.
pub(super) fn refuse(app: &mut App, problem: Problem) {
    match app.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) if matches!(prompt.kind, PromptKind::Search | PromptKind::Filter) => {
            // What to do next is half of what is to be said.
            prompt.problem = Some(match problem.hint {
                Some(hint) => Text::of("prompt-problem").text("what", *problem.message).text("hint", *hint),
                None => *problem.message,
            });
        }
        _ => app.notices.say(Level::Failed, *problem.message, app.now),
    }
}
