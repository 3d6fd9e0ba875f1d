//! Carrying out commands: to what lies on top, else to the subject they belong to.

use super::{
    account, boards, composer, conversation, form, mailboxes, outbox, overlays, palette, prompt, records, sidebar, threads, triage,
};
use crate::domain::crm::kind::RecordKind;
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::changes::ChangesJob;
use crate::jobs::fetch::FetchJob;
use crate::jobs::mail::ListView;
use crate::jobs::{Job, triage::TriageAction};
use crate::present::commands::{Command, Place};
use crate::present::compose::Answer;
use crate::tui::app::overlay::{Overlay, PromptKind, Reader};
use crate::tui::app::{App, Effect, Pane, Purpose, Tab};

/// Carries out a command where the cursor stands.
pub(super) fn carry_out(app: &mut App, command: Command) -> Vec<Effect> {
    match app.overlays.last() {
        Some(Overlay::Form(_)) => form::command(app, command),
        Some(Overlay::Composer(_)) => composer::command(app, command),
        Some(_) => overlays::command(app, command),
        None => on_panes(app, command),
    }
}

/// Carries out a command on the panes, whatever lies over them.
pub(super) fn on_panes(app: &mut App, command: Command) -> Vec<Effect> {
    if let Some(view) = boards::view_of(command) {
        return boards::go(app, view);
    }
    if app.tab != Tab::Mail
        && let Some(effects) = boards::command(app, command)
    {
        return effects;
    }
    match command {
        Command::Palette => palette::open(app),
        Command::CommandLine => prompt::open(app, PromptKind::Command),
        Command::Search if app.tab != Tab::Mail => prompt::open(app, PromptKind::Filter),
        Command::Search => prompt::open(app, if app.focus == Pane::Conversation { PromptKind::Find } else { PromptKind::Search }),
        Command::Help => read(app, false),
        Command::Undo => vec![app.ask(Purpose::Undo, Job::Changes(ChangesJob::Undo))],
        Command::Redo => vec![app.ask(Purpose::Redo, Job::Changes(ChangesJob::Redo))],
        Command::Settings => account::settings(app),
        Command::Fetch => fetch(app),
        Command::Close => close(app),
        Command::TabMail => go_to(app, Tab::Mail),
        Command::GoInbox => threads::go(app, ListView::Role(MailboxRole::Inbox)),
        Command::GoSent => threads::go(app, ListView::Role(MailboxRole::Sent)),
        Command::GoDrafts => outbox::go_drafts(app),
        Command::GoOutbox => outbox::go(app),
        Command::Compose => composer::compose(app),
        Command::Reply => composer::reply(app, Answer::Reply),
        Command::ReplyAll => composer::reply(app, Answer::ReplyAll),
        Command::Forward => composer::reply(app, Answer::Forward),
        Command::GoStarred => threads::go(app, ListView::Starred),
        Command::GoAll => threads::go(app, ListView::AllMail),
        Command::NextPane => turn(app, true),
        Command::PreviousPane => turn(app, false),
        Command::ShowCrm => sidebar::show(app),
        Command::HideCrm => sidebar::hide(app),
        Command::AddLead => records::add_person(app, RecordKind::Lead),
        Command::AddContact => records::add_person(app, RecordKind::Contact),
        Command::AddTemp => records::add_person(app, RecordKind::Temp),
        Command::AddTask => records::add_for_person(app, RecordKind::Task),
        Command::AddEvent => records::add_for_person(app, RecordKind::Event),
        Command::AddCall => records::add_for_person(app, RecordKind::Call),
        Command::AddNote => records::add_for_person(app, RecordKind::Note),
        Command::AddDeal => records::add_for_person(app, RecordKind::Deal),
        Command::EditRecord => records::edit_person(app),
        Command::Convert => records::ask_convert(app),
        Command::Archive => triage::act(app, TriageAction::Archive),
        Command::Delete => triage::act(app, TriageAction::Delete),
        Command::Spam => triage::act(app, TriageAction::Spam),
        Command::Star => triage::star(app),
        Command::ToggleRead => triage::toggle_read(app),
        Command::Move => triage::choose_mailbox(app),
        Command::Label => triage::choose_label(app),
        other => match app.focus {
            Pane::Mailboxes => mailboxes::command(app, other),
            Pane::List => threads::command(app, other),
            Pane::Conversation => conversation::command(app, other),
            Pane::Sidebar => sidebar::command(app, other),
        },
    }
}

/// Opens the keys of this place, with the tutorial before them when it is asked for.
pub(super) fn read(app: &mut App, tutorial: bool) -> Vec<Effect> {
    let place = match app.overlays.last() {
        Some(_) => Place::ThreadList,
        None => app.place(),
    };
    app.overlays.push(Overlay::Reader(Reader { place, tutorial, top: 0 }));
    Vec::new()
}

/// Turns to a tab.
fn go_to(app: &mut App, tab: Tab) -> Vec<Effect> {
    app.tab = tab;
    Vec::new()
}

/// Fetches now, also from accounts whose login was refused.
fn fetch(app: &mut App) -> Vec<Effect> {
    vec![app.ask(Purpose::Fetch, Job::Fetch(FetchJob::Now { accounts: Vec::new(), retry: true, confirm_deletes: false }))]
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
    focus(app, order[next])
}

/// Puts the focus on a pane.
pub(super) fn focus(app: &mut App, pane: Pane) -> Vec<Effect> {
    app.focus = pane;
    super::measure(app);
    let mut effects = threads::settle(app);
    effects.extend(conversation::settle(app));
    effects
}

/// Closes the top thing; with nothing open, leaves.
fn close(app: &mut App) -> Vec<Effect> {
    if app.tab != Tab::Mail {
        return go_to(app, Tab::Mail);
    }
    match app.focus {
        Pane::Sidebar => focus(app, Pane::Conversation),
        Pane::Conversation => focus(app, Pane::List),
        Pane::List if !app.threads.selected.is_empty() => {
            app.threads.clear_selection();
            Vec::new()
        }
        Pane::List if app.threads.before_search.is_some() => threads::leave_search(app),
        Pane::Mailboxes | Pane::List => outbox::leave(app),
    }
}
