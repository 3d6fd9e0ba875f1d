//! The attachments of a message: opened, saved to a folder, all at once.

use crate::domain::ids::MessageKey;
use crate::domain::mail::body::Attachment;
use crate::domain::mail::program::is_page;
use crate::i18n::Text;
use crate::jobs::mail::{SaveAllAttachments, SaveAttachment};
use crate::jobs::outside::OpenAttachment;
use crate::present::commands::Command;
use crate::present::sizes;
use crate::text::CleanText;
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Confirm, Overlay, Prompt, PromptKind};
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Then, purpose};

/// Takes the command that lists the attachments of the message under the cursor.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    (command == Command::Attachments).then(|| list(app))
}

fn list(app: &mut App) -> Vec<Effect> {
    let Some(view) = app.conversation.current_view() else { return Vec::new() };
    let message = view.row.key;
    let mut choices: Vec<Choice> = view.attachments.iter().map(|one| choice(message, one)).collect();
    if choices.is_empty() {
        app.warn(Text::of("mail-no-attachments"));
        return Vec::new();
    }
    if choices.len() > 1 {
        let then = Then::AllAttachments(message);
        choices.push(Choice { label: Label::Text(Text::of("mail-attachments-all")), detail: Label::Words(CleanText::default()), then });
    }
    app.overlays.push(Overlay::Chooser(Chooser::list(Label::Text(Text::of("mail-attachments")), choices, None)));
    Vec::new()
}

fn choice(message: MessageKey, one: &Attachment) -> Choice {
    Choice {
        label: name(one),
        detail: Label::Words(CleanText::line(&format!("{} · {}", one.media_type, sizes::bytes(one.size)))),
        then: Then::Attachment(message, Box::new(one.clone())),
    }
}

fn name(one: &Attachment) -> Label {
    if one.name.is_empty() { Label::Text(Text::of("mail-attachment-unnamed")) } else { Label::Words(one.name.clone()) }
}

/// What can be done with one attachment.
pub(super) fn menu(app: &mut App, message: MessageKey, one: &Attachment) -> Vec<Effect> {
    let open = Then::OpenAttachment {
        message,
        index: one.index,
        name: one.name.clone(),
        page: is_page(one.name.as_str(), one.media_type.as_str()),
    };
    let choices = vec![
        plain("mail-attachment-open", open),
        plain("mail-attachment-save", Then::SaveAttachment { message, index: one.index, name: one.name.clone() }),
        plain("mail-attachment-save-in", Then::AskFolder(message, Some(one.index))),
    ];
    app.overlays.push(Overlay::Chooser(Chooser::menu(name(one), choices)));
    Vec::new()
}

/// What can be done with all of them.
pub(super) fn menu_of_all(app: &mut App, message: MessageKey) -> Vec<Effect> {
    let choices =
        vec![plain("mail-attachment-save", Then::SaveAll(message)), plain("mail-attachment-save-in", Then::AskFolder(message, None))];
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Text(Text::of("mail-attachments-all")), choices)));
    Vec::new()
}

fn plain(id: &'static str, then: Then) -> Choice {
    Choice { label: Label::Text(Text::of(id)), detail: Label::Words(CleanText::default()), then }
}

/// Opens an attachment; a page, which may load things, only after a yes.
pub(super) fn open(app: &mut App, message: MessageKey, index: u32, name: CleanText, page: bool) -> Vec<Effect> {
    if page {
        let then = Then::OpenAttachment { message, index, name: name.clone(), page: false };
        let question = Text::of("mail-attachment-page").with("name", name.as_str());
        app.overlays.push(Overlay::Confirm(Confirm { question, then }));
        return Vec::new();
    }
    vec![app.ask(purpose::OpenAttachment(name), OpenAttachment { message, index })]
}

/// Saves all attachments of a message into the download folder.
pub(super) fn save_all(app: &mut App, message: MessageKey) -> Vec<Effect> {
    vec![app.ask(purpose::Attachments, SaveAllAttachments { message, to: None })]
}

/// Opens a line for the folder that one attachment, or all of them, are saved in.
pub(super) fn ask_folder(app: &mut App, message: MessageKey, index: Option<u32>) -> Vec<Effect> {
    app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::Folder(message, index), line: Line::default(), problem: None }));
    Vec::new()
}

/// Saves into the folder that was typed; an empty one is the download folder.
pub(super) fn save_in(app: &mut App, message: MessageKey, index: Option<u32>, typed: &str) -> Vec<Effect> {
    let to = (!typed.is_empty()).then(|| typed.into());
    let Some(index) = index else { return vec![app.ask(purpose::Attachments, SaveAllAttachments { message, to })] };
    let view = app.conversation.opened(message).and_then(|opened| opened.view.as_ref());
    let found = view.and_then(|view| view.attachments.iter().find(|one| one.index == index));
    let name = found.map(|one| one.name.clone()).unwrap_or_default();
    vec![app.ask(purpose::Attachment(name), SaveAttachment { message, index, to })]
}
