//! Who gets the mail, and what goes along.

use super::on_top::{settle, top};
use crate::domain::mail::address_list::format_address;
use crate::domain::mail::compose::{Enclosure, dropped_path, wanted};
use crate::i18n::Text;
use crate::jobs::outbox::{Correspondent, EncloseFile};
use crate::present::fields;
use crate::text::CleanText;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then, purpose};

/// Offers whom the mail may go to, narrowed by what is half typed. Where the composer is no longer on top nobody waits for it.
pub(in crate::tui::app::update) fn take_correspondents(app: &mut App, found: Vec<Correspondent>) -> Vec<Effect> {
    let Some(Overlay::Composer(composer)) = app.overlays.last() else { return Vec::new() };
    if composer.sending {
        return Vec::new();
    }
    if found.is_empty() {
        app.notices.say(Level::Warning, Text::of("compose-nobody-known"), app.now);
        return Vec::new();
    }
    let typed = composer.line(composer.recipients()).map(|line| wanted(line.value()).to_owned()).unwrap_or_default();
    let choice = |one: Correspondent| {
        let kind = one.kind.map(|kind| app.words.say(&fields::kind(kind))).unwrap_or_default();
        let address = CleanText::line(&format_address(&one.who));
        Choice {
            label: Label::Words(address.clone()),
            detail: Label::Words(CleanText::line(format!("{}  {kind}", one.reading).trim())),
            then: Then::Recipient(address),
        }
    };
    let choices = found.into_iter().map(choice).collect();
    let mut chooser = Chooser::list(Label::Text(Text::of("compose-recipients")), choices, None);
    chooser.line = Line::of(&typed);
    app.overlays.push(Overlay::Chooser(chooser));
    Vec::new()
}

/// Somebody was chosen.
pub(in crate::tui::app::update) fn add_recipient(app: &mut App, who: &str) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app).filter(|composer| !composer.sending) {
        composer.add_recipient(who, now);
    }
    Vec::new()
}

/// Looks at a file that shall go along; a path is taken as it is typed or as a terminal drops it.
pub(in crate::tui::app::update) fn attach(app: &mut App, typed: &str) -> Vec<Effect> {
    match dropped_path(typed) {
        Some(path) => vec![app.ask(purpose::Enclose, EncloseFile(path))],
        None => Vec::new(),
    }
}

/// A file goes along.
pub(in crate::tui::app::update) fn take_enclosed(app: &mut App, one: Enclosure) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app).filter(|composer| !composer.sending) {
        composer.enclose(one, now);
    }
    settle(app);
    Vec::new()
}
