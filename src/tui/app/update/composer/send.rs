//! Sending: what is asked before, when, and what came of it.

use std::collections::BTreeSet;

use super::super::outbox;
use super::on_top::{close, spread, top};
use crate::domain::mail::compose::{Doubt, doubts};
use crate::domain::time::Instant as Moment;
use crate::i18n::Text;
use crate::jobs::outbox::{OutboxRow, SendAt, SendMail};
use crate::jobs::triage::{Targets, Triage, TriageAction, Within};
use crate::present::commands::Command;
use crate::present::compose;
use crate::present::snooze::offers;
use crate::present::when;
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::composer::AfterSave;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Confirm, Overlay, Prompt, PromptKind};
use crate::tui::app::pending::Subject;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then, purpose};

/// Sends the mail, once nothing of it is being kept and nothing is left to ask.
pub(super) fn send(app: &mut App, at: SendAt) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if let Some(saving) = &mut composer.saving {
        *saving = AfterSave::Send(at);
        return Vec::new();
    }
    spread(app);
    let Some(composer) = top(app) else { return Vec::new() };
    let entered = composer.entered();
    let draft = match entered.read() {
        Ok(draft) => draft,
        Err(faults) => {
            composer.mark(&faults);
            return Vec::new();
        }
    };
    let open = doubts(&entered, &draft, &composer.known).into_iter().find(|doubt| !composer.agreed.contains(doubt));
    if let Some(doubt) = open {
        let question = compose::doubt(&doubt);
        app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::SendDespite(doubt, at) }));
        return Vec::new();
    }
    composer.sending = true;
    let draft = composer.draft;
    vec![app.ask(purpose::Queue, SendMail::Queue { entered: Box::new(entered), draft, at })]
}

/// The person said yes to a question about the mail: it goes, or the next question follows.
pub(in crate::tui::app::update) fn send_despite(app: &mut App, doubt: Doubt, at: SendAt) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    composer.agreed.push(doubt);
    send(app, at)
}

/// Sends an answer, and puts its conversation away once it is queued.
pub(super) fn send_and_archive(app: &mut App) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if composer.thread.is_none() {
        app.warn(Text::of("compose-nothing-to-archive"));
        return Vec::new();
    }
    composer.archives = true;
    send(app, SendAt::AfterHold)
}

/// Asks when the mail shall go.
pub(super) fn later(app: &mut App) -> Vec<Effect> {
    if let Some(composer) = top(app) {
        composer.archives = false;
    }
    let mut choices: Vec<Choice> = offers(app.now, &app.zone)
        .into_iter()
        .map(|(id, at)| Choice {
            label: Label::Text(Text::of(id)),
            detail: Label::Words(CleanText::line(&when::moment(at, &app.zone, &app.words))),
            then: Then::SendAt(at),
        })
        .collect();
    choices.push(Choice {
        label: Label::Text(Text::of("snooze-other")),
        detail: Label::Words(CleanText::default()),
        then: Then::AskSendAt,
    });
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("compose-later-title")), choices)));
    Vec::new()
}

/// Asks for a time that is typed.
pub(in crate::tui::app::update) fn ask_when(app: &mut App) -> Vec<Effect> {
    app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::SendAt, line: Line::default(), problem: None }));
    Vec::new()
}

/// Sends the mail at a time.
pub(in crate::tui::app::update) fn send_at(app: &mut App, at: Moment) -> Vec<Effect> {
    send(app, SendAt::At(at))
}

/// The mail is in the outbox.
pub(in crate::tui::app::update) fn take_queued(app: &mut App, row: OutboxRow) -> Vec<Effect> {
    if let Some(thread) = top(app).filter(|composer| composer.archives).and_then(|composer| composer.thread) {
        let targets = Targets::Threads { threads: vec![thread], within: Within::Everywhere };
        let archive = Triage::new(targets, TriageAction::Archive);
        app.next.push_back(Then::Agreed(Box::new(archive), Subject::Threads(BTreeSet::from([thread]))));
    }
    close(app);
    let undo = app.keymap.keys(Command::Undo).into_iter().next().unwrap_or_default();
    let text = match row.scheduled() {
        Some(at) => Text::of("outbox-scheduled").with("when", when::moment(at, &app.zone, &app.words)),
        None => {
            let seconds = row.until.map_or(0, |until| (until.0 - app.now.0 + 999) / 1000).max(0);
            Text::of("outbox-queued").count("seconds", seconds)
        }
    };
    let text = text.with("undo", undo);
    app.notices.say(Level::Done, text, app.now);
    outbox::note(app, row);
    Vec::new()
}

/// The mail could not be queued: everything typed is still here.
pub(in crate::tui::app::update) fn queue_failed(app: &mut App, problem: Problem) -> Vec<Effect> {
    if let Some(composer) = top(app) {
        composer.sending = false;
    }
    app.overlays.push(Overlay::Problem(problem));
    Vec::new()
}
