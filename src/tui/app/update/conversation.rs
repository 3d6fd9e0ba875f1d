//! The conversation pane.

use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::i18n::Text;
use crate::jobs::mail::{MessageView, OpenThread, OpenedThread};
use crate::present::commands::Command;
use crate::text::CleanText;
use crate::tui::app::ahead::MOST_BYTES as MOST_BYTES_AHEAD;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Choice, Chooser, Effect, Label, Level, Pane, Tab, Then, purpose};

/// How many rows of text the screen shows.
fn page(app: &App) -> usize {
    app.panes().and_then(|panes| panes.conversation).map_or(10, |area| usize::from(area.inside().height)).max(1)
}

/// Asks for the thread under the cursor of the list, and for the texts that are shown, one at a time; called after every event, and cheap.
pub(super) fn follow(app: &mut App) -> Vec<Effect> {
    let mut effects = Vec::new();
    if app.focus != Pane::Conversation && app.focus != Pane::Sidebar {
        effects.extend(show(app));
    }
    if let Some(needed) = app.conversation.next_needed()
        && !app.asked.waits_for(purpose::Message(needed.0))
    {
        effects.push(app.ask(purpose::Message(needed.0), needed));
    }
    effects.extend(read_ahead(app));
    effects
}

/// Asks for the conversations beside the one that is shown, one at a time and only when that one is here: the person's next step is most likely there.
fn read_ahead(app: &mut App) -> Option<Effect> {
    let shown = app.tab == Tab::Mail && app.focus == Pane::List && app.panes().is_some_and(|panes| panes.conversation.is_some());
    if !shown || !app.conversation.is_current() || app.conversation.next_needed().is_some() || app.asked.waits_for(purpose::Ahead) {
        return None;
    }
    let beside = app.threads.beside().map(|row| row.thread).collect::<Vec<_>>();
    let thread = app.conversation.ahead.lacks(beside)?;
    app.conversation.ahead.asked(thread);
    Some(app.ask(purpose::Ahead, OpenThread { thread, at: sent_here(app, thread), most_bytes: MOST_BYTES_AHEAD }))
}

/// What is read of a thread whose text is not here yet.
fn open(app: &mut App, thread: ThreadKey) -> Effect {
    let at = sent_here(app, thread);
    app.ask(purpose::Thread, OpenThread { thread, at, most_bytes: u64::MAX })
}

/// Shows the thread under the cursor of the list.
fn show(app: &mut App) -> Vec<Effect> {
    let Some(thread) = app.threads.current().map(|row| row.thread) else {
        if app.threads.loaded {
            app.conversation.clear();
        }
        return Vec::new();
    };
    if app.conversation.wanted == Some(thread) {
        return Vec::new();
    }
    app.conversation.wanted = Some(thread);
    match app.conversation.ahead.take(&thread) {
        Some(opened) => take(app, opened),
        None => vec![open(app, thread)],
    }
}

/// Reads the shown thread again: some of its messages changed.
pub(super) fn refresh(app: &mut App) -> Vec<Effect> {
    app.conversation.ahead.forget();
    match app.conversation.wanted {
        // Its text stays as it is.
        Some(thread) => vec![app.ask(purpose::Thread, OpenThread { thread, at: None, most_bytes: 0 })],
        None => Vec::new(),
    }
}

/// Goes into the thread under the cursor: reading it marks it read.
fn enter(app: &mut App) -> Vec<Effect> {
    if app.threads.current().is_none() {
        return Vec::new();
    }
    let effects = show(app);
    app.focus_on(Pane::Conversation);
    let mine = app.threads.current().map(|row| row.thread).and_then(|thread| sent_here(app, thread));
    if let Some(mine) = mine {
        app.conversation.stand_at(mine);
    }
    let page = page(app);
    app.conversation.keep_in_sight(page);
    effects
}

/// What we wrote in a thread, when its row stands in Sent: that is what is meant there.
fn sent_here(app: &App, thread: ThreadKey) -> Option<MessageKey> {
    let sent = app.mailboxes.role_of(&app.threads.view) == Some(MailboxRole::Sent);
    app.threads.current().filter(|row| sent && row.thread == thread).map(|row| row.newest)
}

/// Takes a thread.
pub(super) fn take(app: &mut App, opened: OpenedThread) -> Vec<Effect> {
    if app.conversation.wanted != Some(opened.thread.thread) {
        return Vec::new();
    }
    let page = page(app);
    let mine = sent_here(app, opened.thread.thread);
    app.conversation.take(opened, mine);
    app.conversation.keep_in_sight(page);
    Vec::new()
}

/// The thread is there no more: its mails were removed for good, or joined another one.
pub(super) fn is_gone(app: &mut App) -> Vec<Effect> {
    app.conversation.clear();
    if app.focus == Pane::Conversation {
        app.focus_on(Pane::List);
    }
    Vec::new()
}

/// Scrolls the text, wherever the focus is.
pub(super) fn wheel(app: &mut App, by: isize) -> Vec<Effect> {
    let page = page(app);
    app.conversation.scroll(by, page);
    Vec::new()
}

/// Goes on after the message under the cursor was put away: to the next message, after the last back to the list.
pub(super) fn go_on(app: &mut App) {
    let page = page(app);
    if app.conversation.step(true) {
        app.conversation.keep_in_sight(page);
    } else {
        app.focus_on(Pane::List);
    }
}

/// Takes the text of a message.
pub(super) fn take_message(app: &mut App, view: Box<MessageView>) -> Vec<Effect> {
    let page = page(app);
    app.conversation.take_message(view);
    app.conversation.keep_in_sight(page);
    Vec::new()
}

/// The text of a message could not be had: said in its place.
pub(super) fn fail_message(app: &mut App, message: MessageKey) -> Vec<Effect> {
    app.conversation.fail_message(message);
    Vec::new()
}

/// Takes the commands about the conversation of the row under the cursor.
pub(super) fn of_row(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::Into => enter(app),
        Command::AllHeaders => {
            let hidden = app.panes().is_none_or(|panes| panes.conversation.is_none());
            let effects = if hidden { enter(app) } else { Vec::new() };
            app.conversation.turn_headers();
            effects
        }
        Command::OtherForm => turn_form(app),
        _ => return None,
    })
}

/// Takes the commands of the pane.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let page = page(app);
    let full = isize::try_from(page).unwrap_or(isize::MAX);
    let half = (full / 2).max(1);
    match command {
        Command::Down | Command::Up => {
            app.conversation.line(command == Command::Down, page);
        }
        Command::NextMessage | Command::PreviousMessage => {
            if app.conversation.step(command == Command::NextMessage) {
                app.conversation.keep_in_sight(page);
            }
        }
        Command::ReadOn => app.conversation.read_on(page),
        Command::First | Command::Last => {
            app.conversation.jump(command == Command::Last);
            app.conversation.keep_in_sight(page);
        }
        Command::HalfPageDown => app.conversation.scroll(half, page),
        Command::HalfPageUp => app.conversation.scroll(-half, page),
        Command::PageDown => app.conversation.scroll(full - 1, page),
        Command::PageUp => app.conversation.scroll(1 - full, page),
        Command::Into => {
            if app.conversation.is_unfolded() {
                return Some(sender_menu(app));
            }
            app.conversation.unfold();
            app.conversation.keep_in_sight(page);
        }
        Command::Fold => {
            app.conversation.turn_fold();
            app.conversation.keep_in_sight(page);
        }
        Command::Out | Command::Escape => app.focus_on(Pane::List),
        Command::NextHit | Command::PreviousHit => {
            let forward = command == Command::NextHit;
            match app.conversation.next_hit(forward, page) {
                Some((at, hits)) => {
                    let text = Text::of("mail-find-at").with("at", at.to_string()).with("count", hits.to_string());
                    app.notices.say(Level::Done, text, app.now);
                }
                None => app.warn(Text::of("mail-find-nothing")),
            }
        }
        Command::AllHeaders => app.conversation.turn_headers(),
        Command::OtherForm => return Some(turn_form(app)),
        _ => return None,
    }
    Some(Vec::new())
}

/// Shows the HTML of the message under the cursor as text, or its plain text again.
fn turn_form(app: &mut App) -> Vec<Effect> {
    if !app.conversation.turn_form() {
        app.warn(Text::of("mail-one-form"));
    }
    Vec::new()
}

/// Looks for a text in the conversation.
pub(super) fn find(app: &mut App, wanted: &str) -> Vec<Effect> {
    let page = page(app);
    app.conversation.find(wanted, page);
    match app.conversation.find.as_ref().map(|find| find.hits.len()) {
        Some(0) => app.warn(Text::of("mail-find-nothing")),
        Some(hits) => {
            let at = app.conversation.find.as_ref().map_or(0, |find| find.at + 1);
            let text = Text::of("mail-found-hits").with("at", at.to_string()).with("count", hits.to_string());
            app.notices.say(Level::Done, text, app.now);
        }
        None => {}
    }
    Vec::new()
}

/// The menu of the sender of the message under the cursor (S23): its first entry shows CRM information.
fn sender_menu(app: &mut App) -> Vec<Effect> {
    let Some(from) = app.conversation.current().and_then(|row| row.author.clone()) else { return Vec::new() };
    let address = CleanText::line(from.address.as_str());
    let command = |command: Command| {
        let keys = app.keymap.keys(command).into_iter().next().unwrap_or_default();
        Choice { label: Label::Text(command.entry().says()), detail: Label::Words(CleanText::line(&keys)), then: Then::Command(command) }
    };
    // Who is known already is not offered to be added.
    let stranger = [Command::AddLead, Command::AddContact, Command::AddTemp].into_iter().filter(|one| app.invites(one.entry()));
    let mut choices = vec![command(Command::ShowCrm)];
    choices.extend(stranger.map(command));
    choices.extend([
        command(Command::Reply),
        Choice {
            label: Label::Text(Text::of("mail-from-sender")),
            detail: Label::Words(CleanText::default()),
            then: Then::Open(crate::jobs::mail::ListView::With(vec![from.address.normalized()])),
        },
        Choice { label: Label::Text(Text::of("mail-copy-address")), detail: Label::Words(address.clone()), then: Then::Copy(address) },
    ]);
    app.overlays.push(Overlay::Chooser(Chooser::menu(Label::Words(CleanText::line(from.label())), choices)));
    Vec::new()
}
