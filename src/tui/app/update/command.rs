//! Carrying out commands: to what lies on top, else to the subjects of the pane, else to what acts in every pane. Where a command acts is in the table;
//! here is only who takes it, and a test compares the two.

use super::{
    account_menu, attachments, boards, charset, composer, conversation, form, happened, links, mailboxes, merging, outbox, outside,
    overlays, palette, people, postpone, prompt, record_acts, relations, sidebar, snooze, threads, trash, triage,
};
use crate::jobs::changes::UndoRedo;
use crate::present::commands::{Command, Need, Place};
use crate::problem::Problem;
use crate::tui::app::overlay::{Overlay, Reader};
use crate::tui::app::{App, Effect, Pane, Tab, purpose};

/// Takes a command, or answers `None`: not mine.
type Handler = fn(&mut App, Command) -> Option<Vec<Effect>>;

/// Who takes the commands of a place, in order.
fn handlers(place: Place) -> &'static [Handler] {
    match place {
        Place::Mailboxes => &[mailboxes::command],
        Place::ThreadList => &[
            threads::command,
            widen,
            conversation::of_row,
            attachments::command,
            links::command,
            outside::command,
            charset::command,
            triage::command,
            snooze::command,
            people::command,
            relations::command,
            sidebar::turn,
            composer::answer,
        ],
        Place::Conversation => &[
            conversation::command,
            widen,
            attachments::command,
            links::command,
            outside::command,
            charset::command,
            triage::command,
            snooze::command,
            people::command,
            relations::command,
            sidebar::turn,
            composer::answer,
        ],
        Place::Sidebar => &[sidebar::command, widen, people::command, sidebar::turn, composer::answer],
        Place::RecordList | Place::Pipeline | Place::Agenda => {
            &[boards::list, record_acts::command, merging::command, happened::command, postpone::command, composer::answer]
        }
        Place::Record => {
            &[boards::open_record, record_acts::command, merging::command, happened::command, postpone::command, composer::answer]
        }
        Place::Form | Place::AccountForm => &[form::command],
        Place::Composer => &[composer::command],
        Place::Picker | Place::Prompt | Place::Menu | Place::Reader | Place::Message | Place::Question => &[overlays::command],
    }
}

/// Who takes the commands of every pane.
const ANYWHERE: &[Handler] = &[
    threads::anywhere,
    boards::anywhere,
    outbox::anywhere,
    composer::anywhere,
    account_menu::anywhere,
    palette::anywhere,
    prompt::anywhere,
    trash::anywhere,
    anywhere,
];

/// Does what the person orders: refused with the reason when something it needs is missing.
pub(super) fn order(app: &mut App, command: Command) -> Vec<Effect> {
    app.notices.forget_refusal();
    if let Some(why) = app.refuses(command) {
        // Whoever wants to write types on at once: those letters must not act on mails.
        match why == Need::Sender.missing() {
            true => app.overlays.push(Overlay::Problem(Problem::no_outgoing())),
            false => app.warn(why),
        }
        return Vec::new();
    }
    carry_out(app, command).unwrap_or_default()
}

/// Carries out a command where the cursor stands; `None` when nothing there takes it. Whether it makes sense now is asked before ([`App::refuses`]).
pub fn carry_out(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let anywhere: &[Handler] = if app.overlays.is_empty() { ANYWHERE } else { &[] };
    handlers(app.place()).iter().chain(anywhere).find_map(|handler| handler(app, command))
}

/// The commands of every pane that belong to no subject.
fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Help => read(app, false),
        Command::Undo => vec![app.ask(purpose::Undo, UndoRedo::Undo)],
        Command::Redo => vec![app.ask(purpose::Redo, UndoRedo::Redo)],
        Command::Close => close(app),
        Command::TabMail => {
            app.tab = Tab::Mail;
            Vec::new()
        }
        Command::NextPane => turn(app, true),
        Command::PreviousPane => turn(app, false),
        _ => return None,
    })
}

/// Opens the keys of this place, with the tutorial before them when it is asked for.
pub(super) fn read(app: &mut App, tutorial: bool) -> Vec<Effect> {
    app.overlays.push(Overlay::Reader(Reader { place: app.pane(), tutorial, top: 0 }));
    Vec::new()
}

/// Puts the focus on the next pane that is on the screen, or can be.
fn turn(app: &mut App, forward: bool) -> Vec<Effect> {
    let mut order = vec![Pane::Mailboxes, Pane::List];
    if app.conversation.thread.is_some() {
        order.push(Pane::Conversation);
    }
    if app.sidebar.shown(app.size) {
        order.push(Pane::Sidebar);
    }
    let here = order.iter().position(|pane| *pane == app.focus).unwrap_or(0);
    let next = (here + if forward { 1 } else { order.len() - 1 }) % order.len();
    app.focus_on(order[next]);
    Vec::new()
}

/// Gives the whole screen to the focused pane of mail, or back to all of them.
fn widen(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    if command != Command::Widen {
        return None;
    }
    app.wide = !app.wide;
    app.measure();
    Some(Vec::new())
}

/// Closes the top thing; with nothing open, leaves.
fn close(app: &mut App) -> Vec<Effect> {
    if app.tab != Tab::Mail {
        app.tab = Tab::Mail;
        return Vec::new();
    }
    match app.focus {
        Pane::Sidebar | Pane::Conversation => app.focus_on(Pane::List),
        Pane::List if !app.threads.selected.is_empty() => app.threads.clear_selection(),
        Pane::List if app.threads.before_search.is_some() => return threads::leave_search(app),
        Pane::Mailboxes | Pane::List => return outbox::leave(app),
    }
    Vec::new()
}
