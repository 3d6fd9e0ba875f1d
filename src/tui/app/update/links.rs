//! The links of a message: where they really lead, and what can be done with them.

use super::composer;
use crate::domain::mail::body::Link;
use crate::domain::mail::compose::parse_mailto;
use crate::domain::mail::unsubscribe::{WayOff, way_off};
use crate::i18n::Text;
use crate::jobs::outside::OpenLink;
use crate::present::commands::Command;
use crate::present::compose;
use crate::present::reading::all_links;
use crate::text::CleanText;
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Then, purpose};

/// Takes the command that lists the links of the message under the cursor.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    match command {
        Command::Links => Some(list(app)),
        Command::Unsubscribe => Some(unsubscribe(app)),
        _ => None,
    }
}

/// Begins what takes the person off the list of the message under the cursor: a mail that is seen before it goes, or a page after a yes.
fn unsubscribe(app: &mut App) -> Vec<Effect> {
    let headers = app.conversation.current_view().map(|view| view.headers.as_slice()).unwrap_or_default();
    let named = headers.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case("List-Unsubscribe"));
    match named.and_then(|(_, value)| way_off(value.as_str())) {
        Some(WayOff::Mail(link)) => write_to(app, &link),
        Some(WayOff::Page(link)) => {
            let host = link.as_str().split('/').nth(2).unwrap_or_default().to_owned();
            let question = Text::of("mail-unsubscribe-page").with("host", host);
            app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::OpenLink(link) }));
            Vec::new()
        }
        None => {
            app.warn(Text::of("mail-no-unsubscribe"));
            Vec::new()
        }
    }
}

fn list(app: &mut App) -> Vec<Effect> {
    let links = app.conversation.current_view().map(all_links).unwrap_or_default();
    let choices: Vec<Choice> = links.iter().enumerate().map(|(at, link)| choice(at, link)).collect();
    if choices.is_empty() {
        app.warn(Text::of("mail-no-links"));
    } else {
        app.overlays.push(Overlay::Chooser(Chooser::list(Label::Text(Text::of("mail-links")), choices, None)));
    }
    Vec::new()
}

/// A link by its number, where it leads, and its words; one whose words show another host has a mark.
fn choice(at: usize, link: &Link) -> Choice {
    let mark = if link.shows_other_host().is_some() { "! " } else { "" };
    let words = if link.has_words() { format!("  {}", link.label) } else { String::new() };
    Choice {
        label: Label::Words(CleanText::line(&format!("{mark}[{}] {}{words}", at + 1, link.leads_to()))),
        detail: Label::Words(link.target.clone()),
        then: Then::Link(Box::new(link.clone())),
    }
}

/// What can be done with a link; the title says where it leads before anything opens.
pub(super) fn menu(app: &mut App, link: Link) -> Vec<Effect> {
    let leads_to = Text::of("mail-link-leads").with("host", link.leads_to());
    let title = match link.shows_other_host() {
        Some(shown) => Text::of("mail-link-misleads").with("host", link.leads_to()).with("shown", shown),
        None => leads_to,
    };
    let choice = |id: &'static str, then| Choice { label: Label::Text(Text::of(id)), detail: Label::Words(link.target.clone()), then };
    let mut choices = vec![choice("mail-link-copy", Then::Copy(link.target.clone()))];
    if link.is_mailto() {
        choices.insert(0, choice("mail-link-write", Then::WriteTo(link.target.clone())));
    } else if !link.is_phone() {
        choices.insert(0, choice("mail-link-open", Then::OpenLink(link.target.clone())));
    }
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(title), choices)));
    Vec::new()
}

/// Opens a link in the browser.
pub(super) fn open(app: &mut App, target: CleanText) -> Vec<Effect> {
    vec![app.ask(purpose::OpenLink(target.clone()), OpenLink(target))]
}

/// Begins the mail that a `mailto:` link asks for; what it wants beyond that is said and not done.
pub(super) fn write_to(app: &mut App, target: &CleanText) -> Vec<Effect> {
    let Ok(asked) = parse_mailto(target.as_str()) else {
        app.warn(Text::of("mail-link-no-address"));
        return Vec::new();
    };
    if !asked.ignored.is_empty() {
        app.notices.say(Level::Warning, compose::not_heeded(&asked.ignored), app.now);
    }
    composer::begin(app, asked.draft)
}
