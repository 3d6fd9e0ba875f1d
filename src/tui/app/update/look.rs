//! What of the screen is kept for the next start.

use crate::config::look::LookChange;
use crate::config::settings::Theme;
use crate::jobs::look::KeepLook;
use crate::tui::app::{App, Effect, purpose};

/// The person chose something about the screen: it is kept where that is news.
pub(super) fn keep(app: &mut App, change: LookChange) -> Vec<Effect> {
    let before = app.look.clone();
    app.look.apply(change);
    if app.look == before { Vec::new() } else { vec![app.ask(purpose::KeepLook, KeepLook::Screen(change))] }
}

/// The person chose something that is a setting.
pub(super) fn keep_setting(app: &mut App, keep: KeepLook) -> Effect {
    app.ask(purpose::KeepLook, keep)
}

/// The person chose the colours.
pub(super) fn keep_theme(app: &mut App, theme: Theme) -> Effect {
    app.ask(purpose::KeepLook, KeepLook::Theme(theme))
}
