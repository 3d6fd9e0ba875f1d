//! What lies over the panes: questions, menus, texts.

use std::sync::Arc;

use super::{outside, palette, prompt};
use crate::i18n::Catalogue;
use crate::present::commands::Command;
use crate::present::key::{Key, KeyPress};
use crate::tui::app::line::Edit;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Choice, Chooser, Effect, Then, reader_rows};

/// Takes the commands of what lies on top.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    match app.overlays.last()? {
        Overlay::Confirm(question) => {
            let then = question.then.clone();
            match command {
                Command::Yes => Some(choose(app, then)),
                Command::No | Command::Close => Some(close(app)),
                _ => None,
            }
        }
        Overlay::Problem(_) => match command {
            Command::Into | Command::Out | Command::Escape | Command::Close => Some(close(app)),
            _ => None,
        },
        Overlay::Prompt(_) => match command {
            Command::Into => Some(prompt::enter(app)),
            Command::Out | Command::Escape | Command::Close => Some(close(app)),
            _ => None,
        },
        Overlay::Running(_) => match command {
            Command::Out | Command::Escape | Command::Close => Some(outside::stop(app)),
            Command::Into => Some(Vec::new()),
            _ => None,
        },
        Overlay::Page(_) => match command {
            Command::Out | Command::Escape | Command::Close => Some(close(app)),
            _ => step(app, command, true).map(|by| scroll(app, by)),
        },
        Overlay::Reader(_) => match command {
            Command::Out | Command::Escape | Command::Close => Some(close(app)),
            _ => step(app, command, true).and_then(|by| moved(app, by)),
        },
        Overlay::Palette(palette) => match command {
            Command::Into => {
                palette.found.get(palette.cursor).copied().map_or(Some(Vec::new()), |found| Some(choose(app, Then::Command(found))))
            }
            Command::Out | Command::Escape | Command::Close => Some(close(app)),
            _ => step(app, command, false).and_then(|by| moved(app, by)),
        },
        Overlay::Chooser(chooser) => match command {
            Command::Into => chooser.chosen(&app.words).map_or(Some(Vec::new()), |then| Some(choose(app, then))),
            Command::Out | Command::Escape | Command::Close => Some(close(app)),
            _ => step(app, command, !chooser.narrows).and_then(|by| moved(app, by)),
        },
        Overlay::Form(_) | Overlay::Composer(_) | Overlay::Keys(_) => None,
    }
}

/// How far a command moves; where a line is typed, its ends belong to the line.
fn step(app: &App, command: Command, far: bool) -> Option<isize> {
    let page = isize::try_from(app.size.rows / 2).unwrap_or(10);
    Some(match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::PageDown => page,
        Command::PageUp => -page,
        Command::HalfPageDown if far => page,
        Command::HalfPageUp if far => -page,
        Command::First if far => isize::MIN,
        Command::Last if far => isize::MAX,
        _ => return None,
    })
}

fn scroll(app: &mut App, by: isize) -> Vec<Effect> {
    let shown = usize::from(app.size.rows).saturating_sub(5).max(1);
    if let Some(Overlay::Page(page)) = app.overlays.last_mut() {
        page.scroll(by, shown);
    }
    Vec::new()
}

fn moved(app: &mut App, by: isize) -> Option<Vec<Effect>> {
    let rows = match app.overlays.last() {
        Some(Overlay::Reader(reader)) => reader_rows(reader, app).len().saturating_sub(2),
        Some(Overlay::Chooser(chooser)) => chooser.narrowed(&app.words).len(),
        Some(Overlay::Palette(palette)) => palette.found.len(),
        _ => 0,
    };
    let at = match app.overlays.last_mut()? {
        Overlay::Reader(reader) => &mut reader.top,
        Overlay::Chooser(chooser) => &mut chooser.cursor,
        Overlay::Palette(palette) => &mut palette.cursor,
        _ => return None,
    };
    *at = at.saturating_add_signed(by).min(rows.saturating_sub(1));
    Some(Vec::new())
}

/// A press on one of the choices: the cursor goes there; where it is already, the choice is taken.
pub(super) fn point_at_choice(app: &mut App, choice: &Choice) -> Vec<Effect> {
    let words = Arc::clone(&app.words);
    let Some(Overlay::Chooser(chooser)) = app.overlays.last_mut() else { return Vec::new() };
    let Some(at) = chooser.narrowed(&words).iter().position(|one| *one == choice) else { return Vec::new() };
    if chooser.cursor == at {
        return command(app, Command::Into).unwrap_or_default();
    }
    chooser.cursor = at;
    Vec::new()
}

/// A press on a command of the palette: the cursor goes there; where it is already, the command is carried out.
pub(super) fn point_at_suggestion(app: &mut App, suggested: Command) -> Vec<Effect> {
    let Some(Overlay::Palette(palette)) = app.overlays.last_mut() else { return Vec::new() };
    let Some(at) = palette.found.iter().position(|one| *one == suggested) else { return Vec::new() };
    if palette.cursor == at {
        return command(app, Command::Into).unwrap_or_default();
    }
    palette.cursor = at;
    Vec::new()
}

/// Scrolls what lies on top, where it can be scrolled.
pub(super) fn wheel(app: &mut App, by: isize) -> Vec<Effect> {
    match app.overlays.last() {
        Some(Overlay::Page(_)) => scroll(app, by),
        _ => moved(app, by).unwrap_or_default(),
    }
}

/// Takes the top thing away, changing nothing.
fn close(app: &mut App) -> Vec<Effect> {
    match app.overlays.pop() {
        Some(Overlay::Prompt(gone)) => prompt::cancel(app, gone.kind),
        _ => Vec::new(),
    }
}

/// Takes what is chosen; it acts on what lies beneath.
fn choose(app: &mut App, then: Then) -> Vec<Effect> {
    app.overlays.pop();
    app.next.push_back(then);
    Vec::new()
}

/// Takes a key that is no command: text for the line that is typed.
pub(super) fn key(app: &mut App, press: KeyPress) -> Vec<Effect> {
    if let Some(changed_by_it) = prompt::recall(app, press.key) {
        return if changed_by_it { changed(app) } else { Vec::new() };
    }
    let edit = match app.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.line.key(press),
        Some(Overlay::Palette(palette)) => palette.line.key(press),
        Some(Overlay::Chooser(chooser)) if chooser.narrows => narrow(chooser, press),
        Some(Overlay::Chooser(chooser)) => {
            return pick_by_digit(&app.words, chooser, press).map_or_else(Vec::new, |then| choose(app, then));
        }
        _ => return Vec::new(),
    };
    if edit == Edit::Changed { changed(app) } else { Vec::new() }
}

fn narrow(chooser: &mut Chooser, press: KeyPress) -> Edit {
    let edit = chooser.line.key(press);
    if edit == Edit::Changed {
        chooser.cursor = 0;
    }
    edit
}

/// In a short menu a digit picks at once.
fn pick_by_digit(words: &Catalogue, chooser: &Chooser, press: KeyPress) -> Option<Then> {
    let Key::Char(c) = press.folded().key else { return None };
    let at = usize::try_from(c.to_digit(10)?).ok()?.checked_sub(1)?;
    chooser.narrowed(words).get(at).map(|choice| choice.then.clone())
}

/// Takes a pasted text.
pub(super) fn paste(app: &mut App, text: &str) -> Vec<Effect> {
    match app.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.line.paste(text),
        Some(Overlay::Palette(palette)) => palette.line.paste(text),
        Some(Overlay::Chooser(chooser)) if chooser.narrows => {
            chooser.line.paste(text);
            chooser.cursor = 0;
        }
        _ => return Vec::new(),
    }
    changed(app)
}

fn changed(app: &mut App) -> Vec<Effect> {
    match app.overlays.last() {
        Some(Overlay::Palette(_)) => palette::look(app),
        Some(Overlay::Prompt(_)) => prompt::changed(app),
        _ => Vec::new(),
    }
}
