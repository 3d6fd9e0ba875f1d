//! The links of a message: where they really lead, and what can be done with them.

use super::composer;
use crate::domain::ids::MessageKey;
use crate::domain::mail::body::Link;
use crate::domain::mail::compose::parse_mailto;
use crate::domain::mail::unsubscribe::{WayOff, way_off};
use crate::i18n::Text;
use crate::jobs::outside::{LeaveList, OneClickOf, OpenLink};
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

/// Begins what takes the person off the list of the message under the cursor: one request where the mail may be taken at its word, else a mail that is seen before it goes, or
/// a page. The requests wait for a yes.
fn unsubscribe(app: &mut App) -> Vec<Effect> {
    let Some(view) = app.conversation.current_view() else { return leave_by_hand(app, "") };
    let value =
        |wanted: &str| view.headers.iter().find(|(name, _)| name.as_str().eq_ignore_ascii_case(wanted)).map(|(_, value)| value.clone());
    let way = value("List-Unsubscribe").unwrap_or_default();
    if value("List-Unsubscribe-Post").is_some() {
        let message = view.row.key;
        return vec![app.ask(purpose::OneClick(message, way), OneClickOf(message))];
    }
    leave_by_hand(app, way.as_str())
}

/// Asks whether the host shall be told.
pub(super) fn ask_to_leave(app: &mut App, message: MessageKey, host: CleanText) -> Vec<Effect> {
    let question = Text::of("mail-unsubscribe-request").with("host", host.as_str());
    app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::LeaveList(message, host) }));
    Vec::new()
}

/// Tells the host.
pub(super) fn leave(app: &mut App, message: MessageKey, host: CleanText) -> Vec<Effect> {
    vec![app.ask(purpose::LeaveList(host), LeaveList(message))]
}

/// Begins the mail, or asks about the page, that the value of `List-Unsubscribe` names.
pub(super) fn leave_by_hand(app: &mut App, way: &str) -> Vec<Effect> {
    match way_off(way) {
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
