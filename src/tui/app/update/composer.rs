//! Writing, answering, keeping drafts and sending.

mod begin;
mod editor;
mod keep;
mod on_top;
mod recipients;
mod send;

pub(super) use begin::{answer, anywhere, begin, know_accounts, take_answered, take_draft, take_original, write_to};
pub(super) use editor::{edited, found, take_left};
pub(super) use keep::{ending, pass, save_failed};
pub(super) use on_top::settle;
pub(super) use recipients::{add_recipient, attach, take_correspondents, take_enclosed};
pub(super) use send::{ask_when, queue_failed, send_at, send_despite, take_queued};

use self::editor::lend;
use self::keep::leave;
use self::on_top::{room, spread, top};
use self::send::{later, send, send_and_archive};
use crate::jobs::outbox::{DraftKey, ListCorrespondents, SendAt};
use crate::present::commands::Command;
use crate::present::key::KeyPress;
use crate::tui::app::composer::{AfterSave, Spot};
use crate::tui::app::line::Line;
use crate::tui::app::overlay::{Overlay, Prompt, PromptKind};
use crate::tui::app::typed_text::TypedAt;
use crate::tui::app::{App, Effect, purpose};

/// Takes the commands of the composer; while a mail is being queued they wait with it.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let composer = top(app)?;
    let sending = composer.sending;
    match command {
        Command::NextField
        | Command::PreviousField
        | Command::Send
        | Command::SendLater
        | Command::SendArchive
        | Command::Attach
        | Command::Recipient
        | Command::Editor
        | Command::Cancel
        | Command::Close
            if sending => {}
        Command::NextField | Command::PreviousField => {
            composer.step(command == Command::NextField);
            spread(app);
        }
        Command::Send => {
            composer.archives = false;
            return Some(send(app, SendAt::AfterHold));
        }
        Command::SendLater => return Some(later(app)),
        Command::SendArchive => return Some(send_and_archive(app)),
        Command::Recipient => return Some(vec![app.ask(purpose::Correspondents, ListCorrespondents)]),
        Command::Attach => {
            app.overlays.push(Overlay::Prompt(Prompt { kind: PromptKind::Enclose, line: Line::default(), problem: None }));
        }
        Command::Editor => return Some(lend(app)),
        Command::Cancel | Command::Close => return Some(leave(app)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Takes a key that is no command.
pub(super) fn key(app: &mut App, press: KeyPress) -> Vec<Effect> {
    let now = app.now;
    let (columns, rows) = room(app);
    if let Some(composer) = top(app) {
        let spot = composer.spot;
        composer.key(press, columns, rows, now);
        if composer.spot != spot {
            spread(app);
        }
    }
    Vec::new()
}

/// Something of the composer was pressed.
pub(super) fn press(app: &mut App, spot: Spot, at: TypedAt) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app) {
        let before = composer.spot;
        composer.press(spot, at, now);
        if before != spot {
            spread(app);
        }
    }
    settle(app);
    Vec::new()
}

/// Takes a pasted text.
pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    let now = app.now;
    if let Some(composer) = top(app) {
        composer.paste(text, now);
        spread(app);
    }
    settle(app);
    Vec::new()
}

/// The draft is kept.
pub(super) fn take_saved(app: &mut App, draft: DraftKey) -> Vec<Effect> {
    let Some(composer) = top(app) else { return Vec::new() };
    composer.draft = Some(draft);
    // What is kept needs its editor's file no more; what was typed since is kept by the next save.
    let kept: Vec<Effect> = composer.lent.take().into_iter().map(Effect::Forget).collect();
    let follows = match composer.saving.take() {
        Some(AfterSave::Close) => leave(app),
        Some(AfterSave::Send(at)) => send(app, at),
        Some(AfterSave::Edit) => lend(app),
        Some(AfterSave::Nothing) | None => Vec::new(),
    };
    kept.into_iter().chain(follows).collect()
}
