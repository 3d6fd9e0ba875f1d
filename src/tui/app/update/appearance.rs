//! The form of how the app looks.

use super::look;
use crate::config::settings::Theme;
use crate::i18n::Text;
use crate::tui::app::forms::{Form, FormField, FormKind};
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Effect, Label};

const THEMES: [(Theme, &str, &str); 3] =
    [(Theme::Dark, "dark", "theme-dark"), (Theme::Light, "light", "theme-light"), (Theme::Plain, "plain", "theme-plain")];

/// Opens the form.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    let options = THEMES.iter().map(|(_, word, text)| ((*word).to_owned(), Label::Text(Text::of(text)))).collect();
    let now = THEMES.iter().find(|(theme, ..)| *theme == app.theme).map_or("dark", |(_, word, _)| word);
    let hint = if app.is_colourless() { "appearance-no-color" } else { "appearance-theme-hint" };
    let field = FormField::choice("theme", Label::Text(Text::of("appearance-theme")), options, now).hinted(Label::Text(Text::of(hint)));
    let form = Form::new(FormKind::Appearance, Label::Text(Text::of("appearance-title")), vec![field]);
    app.overlays.push(Overlay::Form(Box::new(form)));
    Vec::new()
}

/// The theme shows at once what it is.
pub(super) fn changed(app: &mut App, _name: &'static str) -> Vec<Effect> {
    let chosen = app.top_form().map(|form| form.text("theme")).unwrap_or_default();
    app.theme = theme_of(&chosen).unwrap_or(app.theme);
    Vec::new()
}

/// The theme stays, for the next start too.
pub(super) fn save(app: &mut App) -> Vec<Effect> {
    let chosen = app.top_form().filter(|form| form.is_dirty()).is_some();
    app.overlays.pop();
    if chosen { vec![look::keep_theme(app, app.theme)] } else { Vec::new() }
}

/// The form is thrown away: the theme goes back to what it was.
pub(super) fn dropped(app: &mut App, form: &Form) {
    if let Some(word) = form.opened("theme") {
        app.theme = theme_of(word).unwrap_or(app.theme);
    }
}

fn theme_of(word: &str) -> Option<Theme> {
    THEMES.iter().find(|(_, known, _)| *known == word).map(|(theme, ..)| *theme)
}
