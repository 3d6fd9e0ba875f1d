//! Until when mail sleeps: chosen by one key, or typed.

use super::triage;
use crate::domain::mail::flags::Flags;
use crate::i18n::Text;
use crate::jobs::triage::TriageAction;
use crate::present::commands::Command;
use crate::present::snooze::{offers, until};
use crate::present::when;
use crate::text::CleanText;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Overlay, Prompt, PromptKind};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Pane, Then};

/// Takes the command that puts mail to sleep.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    if command != Command::Snooze {
        return None;
    }
    let mut choices: Vec<Choice> = offers(app.now, &app.zone)
        .into_iter()
        .map(|(id, at)| Choice {
            label: Label::Text(Text::of(id)),
            detail: Label::Words(CleanText::line(&when::moment(at, &app.zone, &app.words))),
            then: Then::Triage(TriageAction::Snooze(Some(at))),
        })
        .collect();
    let choice = |id, then| Choice { label: Label::Text(Text::of(id)), detail: Label::Words(CleanText::default()), then };
    choices.push(choice("snooze-other", Then::AskUntil));
    if asleep(app) {
        choices.push(choice("snooze-wake", Then::Triage(TriageAction::Snooze(None))));
    }
    let title = Text::of("snooze-title").text("what", what(app));
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(title), choices)));
    Some(Vec::new())
}

/// Asks for a time that is typed.
pub(super) fn ask(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::Until, line: Line::default(), problem: None }));
    Vec::new()
}

/// What a typed time does to the mail that is meant; an empty line wakes what sleeps.
///
/// # Errors
/// Why it is no time, to be said beside the line.
pub(super) fn typed(app: &App, typed: &str) -> Result<TriageAction, Text> {
    if typed.is_empty() {
        return if asleep(app) { Ok(TriageAction::Snooze(None)) } else { Err(Text::of("snooze-when-hint")) };
    }
    until(typed, &app.times()).map(TriageAction::Snooze).map_err(|problem| *problem.message)
}

/// Whether something of what is meant sleeps.
fn asleep(app: &App) -> bool {
    triage::meant_flags(app).iter().any(|flags| flags.has(Flags::SNOOZED))
}

/// What is meant: one thing by its name, else how much.
fn what(app: &App) -> Text {
    let named = |subject: &CleanText| {
        if subject.is_empty() { Text::of("mail-no-subject") } else { Text::of("did-one").with("about", subject.as_str()) }
    };
    if app.focus == Pane::Conversation {
        return app.conversation.current().map_or_else(|| Text::of("mail-missing"), |row| named(&row.subject));
    }
    if app.threads.all_selected {
        return Text::of("snooze-all");
    }
    let meant = app.threads.targets();
    let mut rows = app.threads.threads().filter(|row| meant.contains(&row.thread));
    match (meant.len(), rows.next()) {
        (1, Some(row)) => named(&row.subject),
        (several, _) => Text::of("snooze-conversations").count("n", i64::try_from(several).unwrap_or(i64::MAX)),
    }
}
