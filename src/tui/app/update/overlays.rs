//! What lies over the panes: questions, menus, texts.

use super::{account, appearance, boards, command, composer, outbox, palette, prompt, records, threads, triage};
use crate::i18n::Text;
use crate::jobs::Job;
use crate::jobs::mail::MailJob;
use crate::present::commands::Command;
use crate::present::key::{Key, KeyPress};
use crate::tui::app::line::Edit;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Chooser, Effect, Level, Purpose, Then};

/// Acts on a command while something lies on top.
pub(super) fn command(app: &mut App, command: Command) -> Vec<Effect> {
    let page = isize::try_from(app.size.rows / 2).unwrap_or(10);
    let by = match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::HalfPageDown | Command::PageDown => page,
        Command::HalfPageUp | Command::PageUp => -page,
        Command::First => isize::MIN,
        Command::Last => isize::MAX,
        Command::Into | Command::Yes => return confirm(app),
        Command::Out | Command::Close | Command::No | Command::Cancel => return close(app),
        _ => return Vec::new(),
    };
    let words = app.words.clone();
    match app.overlays.last_mut() {
        Some(Overlay::Chooser(chooser)) => chooser.cursor = stepped(chooser.cursor, by, chooser.narrowed(&words).len()),
        Some(Overlay::Palette(palette)) => palette.cursor = stepped(palette.cursor, by, palette.found.len()),
        Some(Overlay::Reader(reader)) => {
            reader.top =
                reader.top.saturating_add_signed(by).min(crate::tui::app::reader_rows(reader, &app.keymap, &words).len().saturating_sub(3))
        }
        _ => {}
    }
    Vec::new()
}

fn stepped(at: usize, by: isize, count: usize) -> usize {
    at.saturating_add_signed(by).min(count.saturating_sub(1))
}

/// Takes the top thing away, changing nothing.
fn close(app: &mut App) -> Vec<Effect> {
    match app.overlays.pop() {
        Some(Overlay::Prompt(gone)) => prompt::cancel(app, gone.kind),
        _ => Vec::new(),
    }
}

/// Enter: takes what is chosen.
fn confirm(app: &mut App) -> Vec<Effect> {
    let words = app.words.clone();
    match app.overlays.last() {
        Some(Overlay::Prompt(_)) => prompt::enter(app),
        Some(Overlay::Palette(_)) => palette::enter(app),
        Some(Overlay::Chooser(chooser)) => match chooser.chosen(&words) {
            Some(then) => {
                app.overlays.pop();
                go_on(app, then)
            }
            None => Vec::new(),
        },
        Some(Overlay::Confirm(question)) => {
            let then = question.then.clone();
            app.overlays.pop();
            go_on(app, then)
        }
        Some(Overlay::Problem(_)) => close(app),
        _ => Vec::new(),
    }
}

/// Does what a choice or a yes leads to.
pub(super) fn go_on(app: &mut App, then: Then) -> Vec<Effect> {
    match then {
        Then::Command(found) => command::on_panes(app, found),
        Then::Triage(action) => triage::act(app, action),
        Then::Open(view) => threads::go(app, view),
        Then::SaveAttachment { message, index, name } => {
            vec![app.ask(Purpose::Attachment(name), Job::Mail(MailJob::SaveAttachment { message, index, to: None }))]
        }
        Then::Copy(text) => {
            app.notices.say(Level::Done, Text::of("copied").with("what", text.as_str()), app.now);
            vec![Effect::Copy(text.into_string())]
        }
        Then::OutboxRow(key) => outbox::choose(app, key),
        Then::Outbox(job) => outbox::act(app, job),
        Then::Draft(draft) => outbox::choose_draft(app, *draft),
        Then::WriteOn(draft) => composer::take_draft(app, *draft),
        Then::Leave => vec![Effect::Leave],
        Then::DropForm => {
            app.overlays.pop();
            Vec::new()
        }
        Then::OpenRecord(known) => records::open_known(app, &known),
        Then::MergeInto(known) => records::save_anyway(app, Some(known)),
        Then::AddAnyway => records::save_anyway(app, None),
        Then::Convert(lead) => records::convert(app, &lead),
        Then::DeleteRecords(targets) => boards::delete_now(app, targets),
        Then::SortBy(field) => boards::sort_by(app, field),
        Then::AccountMenu(id) => account::menu(app, id),
        Then::EditAccount(id) => account::open(app, id),
        Then::Appearance => appearance::open(app),
        Then::ConfirmPlaintext { save } => account::confirmed(app, true, save),
        Then::SaveUntested => account::confirmed(app, false, true),
        wish @ (Then::RetryAccount(_)
        | Then::ConfirmDeletes(_)
        | Then::EnableAccount(..)
        | Then::DefaultAccount(_)
        | Then::AskRemoveAccount(_)
        | Then::RemoveAccount(_)) => account::order(app, wish),
    }
}

/// Takes a key that is no command: text for the line that is typed.
pub(super) fn key(app: &mut App, press: KeyPress) -> Vec<Effect> {
    let edit = match app.overlays.last_mut() {
        Some(Overlay::Prompt(prompt)) => prompt.line.key(press),
        Some(Overlay::Palette(palette)) => palette.line.key(press),
        Some(Overlay::Chooser(chooser)) if chooser.narrows => narrow(chooser, press),
        Some(Overlay::Chooser(chooser)) => {
            return pick_by_digit(app.words.clone(), chooser, press).map_or_else(Vec::new, |then| {
                app.overlays.pop();
                go_on(app, then)
            });
        }
        Some(Overlay::Problem(_)) => return close(app),
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
fn pick_by_digit(words: std::sync::Arc<crate::i18n::Catalogue>, chooser: &Chooser, press: KeyPress) -> Option<Then> {
    let Key::Char(c) = press.folded().key else { return None };
    let at = usize::try_from(c.to_digit(10)?).ok()?.checked_sub(1)?;
    chooser.narrowed(&words).get(at).map(|choice| choice.then.clone())
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
