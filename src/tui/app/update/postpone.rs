//! Putting off what is to be done: to a day that is chosen by one key, or typed.

use jiff::civil::Date;

use crate::domain::crm::kind::{RecordRef, Subject};
use crate::domain::when::When;
use crate::i18n::Text;
use crate::jobs::crm::Reschedule;
use crate::present::commands::{Command, Place};
use crate::present::postpone::offers;
use crate::present::when;
use crate::text::CleanText;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Overlay, Prompt, PromptKind};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Then, purpose};

/// Takes the command that puts off.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    if command != Command::Postpone || !matches!(app.pane(), Place::Agenda | Place::Record) {
        return None;
    }
    let today = app.now.to_timestamp().to_zoned(app.zone.clone()).date();
    let mut choices: Vec<Choice> = offers(today)
        .into_iter()
        .map(|(id, day)| Choice {
            label: Label::Text(Text::of(id)),
            detail: Label::Words(CleanText::line(&when::due(When::Day(day), app.now, &app.zone, &app.words))),
            then: Then::Postpone(day),
        })
        .collect();
    choices.push(Choice {
        label: Label::Text(Text::of("postpone-other")),
        detail: Label::Words(CleanText::default()),
        then: Then::AskPostpone,
    });
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("postpone-title")), choices)));
    Some(Vec::new())
}

/// Asks for a day that is typed.
pub(super) fn ask(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::Postpone, line: Line::default(), problem: None }));
    Vec::new()
}

/// The day that was typed.
///
/// # Errors
/// Why it is none, to be said beside the line.
pub(super) fn typed(app: &App, typed: &str) -> Result<Date, Text> {
    let when = app.times().when(typed).map_err(|_| Text::of("postpone-no-day").with("typed", typed))?;
    Ok(when.date(&app.zone))
}

/// Puts off what is selected, else what the cursor stands on.
pub(super) fn to(app: &mut App, day: Date) -> Vec<Effect> {
    let one = app.meant_record().map(|name| name.reference);
    let meant: Vec<RecordRef> =
        if app.board.detail.open || app.board.selected.is_empty() { one.into_iter().collect() } else { app.board.targets() };
    let activities: Vec<RecordRef> = meant.into_iter().filter(|one| one.subject == Subject::Activity).collect();
    if activities.is_empty() {
        return Vec::new();
    }
    vec![app.ask(purpose::Postpone, Reschedule { activities, to: day })]
}
