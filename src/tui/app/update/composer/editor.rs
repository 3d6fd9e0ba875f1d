//! The person's own editor: its text, and what one of an app that is gone left.

use super::keep::save;
use super::on_top::{open, settle, top};
use crate::domain::mail::compose::EnteredDraft;
use crate::i18n::Text;
use crate::jobs::outbox::DraftRow;
use crate::text::CleanText;
use crate::tui::app::composer::AfterSave;
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Effect, Left, Level, Then};

/// Hands the text to the person's own editor; it is kept before, so that the file is never the only one that has it.
pub(super) fn lend(app: &mut App) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    if let Some(saving) = &mut composer.saving {
        *saving = AfterSave::Edit;
        return Vec::new();
    }
    if composer.is_unkept() {
        return save(app, AfterSave::Edit);
    }
    vec![Effect::Edit { text: composer.body.text(), draft: composer.draft }]
}

/// The person's own editor ended: its text is kept at once, and its file until then.
pub(in crate::tui::app::update) fn edited(app: &mut App, left: Option<Left>, good: bool) -> Vec<Effect> {
    let now = app.now;
    let Some(composer) = top(app) else { return Vec::new() };
    let effects = match left {
        Some(Left { text, file, .. }) if good => {
            composer.edited(&text, now);
            composer.lent = Some(file);
            // It may be long, and the save takes another copy.
            drop(text);
            save(app, AfterSave::Nothing)
        }
        left => {
            app.notices.say(Level::Failed, Text::of("compose-editor-failed"), now);
            left.into_iter().map(|left| Effect::Forget(left.file)).collect()
        }
    };
    settle(app);
    effects
}

/// An editor of an app that is gone left a text: it is offered.
pub(in crate::tui::app::update) fn found(app: &mut App, left: Left) -> Vec<Effect> {
    let first = left.text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let question = Text::of("compose-found").with("text", CleanText::line(first).as_str()).with("file", left.file.to_string_lossy());
    app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::TakeLeft(Box::new(left)) }));
    Vec::new()
}

/// Opens the draft of a text that an editor left; without a draft a new one.
pub(in crate::tui::app::update) fn take_left(app: &mut App, left: Left, drafts: Vec<DraftRow>) -> Vec<Effect> {
    let draft = drafts.into_iter().find(|draft| Some(draft.key) == left.draft);
    let (key, entered) = draft.map_or((None, EnteredDraft::default()), |draft| (Some(draft.key), draft.entered));
    open(app, entered, key);
    let now = app.now;
    let Some(composer) = top(app) else { return Vec::new() };
    composer.edited(&left.text, now);
    composer.lent = Some(left.file);
    drop(left.text);
    let effects = save(app, AfterSave::Nothing);
    settle(app);
    effects
}
