//! A message whose charset label is wrong, read again in another.

use crate::i18n::Text;
use crate::mime::charset_names::{NAMES, named, nearest};
use crate::present::commands::Command;
use crate::text::CleanText;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Then};

/// What is typed for the charset that the mail itself names.
const AUTO: &str = "auto";

/// Takes the command that lists the charsets.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    (command == Command::Charset).then(|| list(app))
}

fn list(app: &mut App) -> Vec<Effect> {
    let plain = || Label::Words(CleanText::default());
    let own = Choice { label: Label::Text(Text::of("mail-charset-own")), detail: plain(), then: Then::ReadIn(None) };
    let named =
        NAMES.iter().map(|name| Choice { label: Label::Words(CleanText::line(name)), detail: plain(), then: Then::ReadIn(Some(name)) });
    let choices = std::iter::once(own).chain(named).collect();
    app.overlays.push(Overlay::Chooser(Chooser::list(Label::Text(Text::of("mail-charset-title")), choices, None)));
    Vec::new()
}

/// Reads the message in the charset of a typed name.
pub(super) fn typed(app: &mut App, name: &str) -> Vec<Effect> {
    let charset = if name.eq_ignore_ascii_case(AUTO) { Some(None) } else { named(name).map(Some) };
    match charset {
        Some(charset) => read_in(app, charset),
        None => {
            app.warn(Text::of("mail-charset-typed").with("name", name).with("known", nearest(name)));
            Vec::new()
        }
    }
}

/// Reads the message in a charset, or as it says itself.
pub(super) fn read_in(app: &mut App, charset: Option<&'static str>) -> Vec<Effect> {
    app.conversation.read_in(charset);
    Vec::new()
}
