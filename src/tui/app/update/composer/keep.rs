//! Keeping what is written as a draft.

use super::on_top::{close, top};
use crate::i18n::Text;
use crate::jobs::outbox::{DropDraft, SaveDraft};
use crate::problem::Problem;
use crate::tui::app::composer::AfterSave;
use crate::tui::app::{App, Effect, Level, purpose};

/// Time passed: what was typed a few seconds ago is kept.
pub(in crate::tui::app::update) fn pass(app: &mut App) -> Vec<Effect> {
    let now = app.now;
    match top(app).and_then(|composer| composer.due()) {
        Some(due) if due <= now => save(app, AfterSave::Nothing),
        _ => Vec::new(),
    }
}

/// Keeps what is written now, and goes on so when it is kept.
pub(super) fn save(app: &mut App, then: AfterSave) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    let (draft, entered) = (composer.draft, Box::new(composer.entered()));
    composer.begin_save(then);
    vec![app.ask(purpose::SaveDraft, SaveDraft { draft, entered })]
}

/// The draft could not be kept: said, and tried again.
pub(in crate::tui::app::update) fn save_failed(app: &mut App, problem: &Problem) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app) {
        composer.save_failed(now);
    }
    app.notices.say(Level::Failed, (*problem.message).clone(), now);
    Vec::new()
}

/// Leaves the composer; what was typed stays as a draft.
pub(super) fn leave(app: &mut App) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if let Some(saving) = &mut composer.saving {
        *saving = AfterSave::Close;
        return Vec::new();
    }
    let (draft, empty) = (composer.draft, composer.entered().is_empty());
    if composer.is_unkept() && !empty {
        return save(app, AfterSave::Close);
    }
    close(app);
    match draft {
        Some(draft) if empty => vec![app.ask(purpose::DropDraft, DropDraft(draft))],
        Some(_) => {
            app.notices.say(Level::Done, Text::of("compose-draft-kept-notice"), app.now);
            Vec::new()
        }
        None => Vec::new(),
    }
}

/// The app ends: what stands in the composer is kept.
pub(in crate::tui::app::update) fn ending(app: &mut App) -> Vec<Effect> {
    if top(app).is_some_and(|composer| !composer.sending) { leave(app) } else { Vec::new() }
}
