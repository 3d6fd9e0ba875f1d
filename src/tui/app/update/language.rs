//! The language of the app, chosen in its settings.

use std::sync::Arc;

use super::look;
use crate::i18n::{Catalogue, Language, Text};
use crate::jobs::look::KeepLook;
use crate::text::CleanText;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then};

/// The languages, each in its own words.
pub(super) fn open(app: &mut App) -> Vec<Effect> {
    let choice = |language: &Language| Choice {
        label: Label::Words(CleanText::line(&Catalogue::open(*language).word("language-own-name"))),
        detail: Label::Words(CleanText::line(language.word())),
        then: Then::Speak(*language),
    };
    let choices = Language::ALL.iter().map(choice).collect();
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("settings-language")), choices)));
    Vec::new()
}

/// The app speaks another language from now on, and at the next start.
pub(super) fn speak(app: &mut App, language: Language) -> Vec<Effect> {
    let words = Arc::new(Catalogue::open(language));
    app.words = Arc::clone(&words);
    app.conversation.speak(words);
    app.measure();
    app.reread = true;
    app.notices.say(Level::Done, Text::of("language-kept"), app.now);
    vec![look::keep_setting(app, KeepLook::Language(language))]
}
