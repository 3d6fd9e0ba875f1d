//! The composer on top of the screen: opened, put away, and kept in sight.

use crate::domain::mail::compose::EnteredDraft;
use crate::jobs::outbox::DraftKey;
use crate::present::compose;
use crate::problem::Problem;
use crate::tui::app::composer::{Composer, senders};
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Effect, Level};

/// Opens the composer over a mail; without an account that can send it says so.
pub(super) fn open(app: &mut App, entered: EnteredDraft, draft: Option<DraftKey>) -> Vec<Effect> {
    let senders = app.mailboxes.accounts.as_deref().map(senders);
    // Before the accounts are known nobody is told that there are none.
    if senders.as_ref().is_some_and(Vec::is_empty) {
        app.overlays.push(Overlay::Problem(Problem::no_outgoing()));
        return Vec::new();
    }
    app.overlays.push(Overlay::Composer(Box::new(Composer::over(entered, draft, senders.unwrap_or_default()))));
    Vec::new()
}

/// The composer, whatever lies over it.
pub(super) fn top(app: &mut App) -> Option<&mut Composer> {
    app.overlays.iter_mut().rev().find_map(|overlay| match overlay {
        Overlay::Composer(composer) => Some(composer.as_mut()),
        _ => None,
    })
}

/// The room of the text, in columns and rows.
pub(super) fn room(app: &App) -> (usize, usize) {
    let (width, height) = app.panes().map_or((84, 18), |panes| (panes.body.width, panes.body.height));
    let composer =
        app.overlays.iter().rev().find_map(|overlay| if let Overlay::Composer(composer) = overlay { Some(composer) } else { None });
    composer.map_or((80, 10), |composer| composer.room(width, height))
}

/// The terminal has another size, or the text changed at once: the cursor stays on the screen.
pub(in crate::tui::app::update) fn settle(app: &mut App) {
    let (columns, rows) = room(app);
    if let Some(composer) = top(app) {
        composer.body.keep_in_sight(columns, rows);
    }
}

/// Takes the links that were typed among the recipients apart, and says what of them is not done.
pub(super) fn spread(app: &mut App) {
    let now = app.now;
    let Some(ignored) = top(app).and_then(|composer| composer.spread(now)).filter(|ignored| !ignored.is_empty()) else { return };
    app.notices.say(Level::Warning, compose::not_heeded(&ignored), now);
}

/// Takes the composer off the screen.
pub(super) fn close(app: &mut App) {
    if let Some(at) = app.overlays.iter().rposition(|overlay| matches!(overlay, Overlay::Composer(_))) {
        app.overlays.remove(at);
    }
}
