//! The thread list.

use super::look;
use crate::config::look::LookChange;
use crate::domain::crm::record::Record;
use crate::domain::mail::mailbox::MailboxRole;
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::crm::MatchingRecords;
use crate::jobs::mail::{Anchor, ListView, ThreadWindow, WindowOf};
use crate::jobs::outbox::{FindUnsent, Unsent};
use crate::present::commands::Command;
use crate::tui::app::mailboxes::WAITING;
use crate::tui::app::{App, Effect, Pane, Tab, Then, purpose};

/// Opens a list, from its newest row on.
pub(super) fn open(app: &mut App, view: ListView) -> Vec<Effect> {
    app.threads.turn_to(view);
    let window = app.threads.first_window(app.list_page());
    vec![ask(app, window)]
}

/// Goes to a list from anywhere.
pub(super) fn go(app: &mut App, view: ListView) -> Vec<Effect> {
    app.tab = Tab::Mail;
    app.board.away = false;
    app.threads.before_search = None;
    app.mailboxes.stand_on(&view);
    app.focus_on(Pane::List);
    if app.threads.view.is_list(&view) && app.threads.loaded { first(app) } else { open(app, view) }
}

fn first(app: &mut App) -> Vec<Effect> {
    if app.threads.newer {
        let view = app.threads.view.clone();
        return open(app, view);
    }
    let page = app.list_page();
    app.threads.step(isize::MIN, page);
    Vec::new()
}

/// Shows what a query finds; the list before it is remembered.
pub(super) fn search(app: &mut App, query: String) -> Vec<Effect> {
    let before = match &app.threads.view {
        // One that was opened like a mailbox is a list to come back to.
        ListView::Search { .. } if app.threads.before_search.is_some() => app.threads.before_search.clone(),
        view => Some(view.clone()),
    };
    let within = before.as_ref().and_then(|view| match view {
        ListView::Mailbox(key) => Some(*key),
        _ => None,
    });
    app.threads.before_search = before;
    let mut effects = open(app, ListView::Search { query: query.clone(), within });
    effects.push(app.ask(purpose::Matching(query.clone()), MatchingRecords { query, limit: OF_A_KIND }));
    effects.extend(ask_unsent(app));
    effects
}

/// So many records of each kind stand above the mails of a search; the tabs list all of them.
const OF_A_KIND: u32 = 4;

/// Takes the records that a search found.
pub(super) fn take_records(app: &mut App, query: &str, records: Vec<Record>) -> Vec<Effect> {
    let role = app.mailboxes.role_of(&app.threads.view);
    let page = app.list_page();
    app.threads.take_records(query, records, &app.pending, role, page);
    Vec::new()
}

/// Asks which drafts and which waiting mail the search of the list finds. In one mailbox there are none.
pub(super) fn ask_unsent(app: &mut App) -> Option<Effect> {
    let ListView::Search { query, within: None } = &app.threads.view else { return None };
    let query = query.clone();
    Some(app.ask(purpose::FoundUnsent(query.clone()), FindUnsent { query, limit: UNSENT }))
}

/// So many drafts and waiting mails stand above the mails of a search; `gd` and `go` list all of them.
const UNSENT: u32 = 20;

/// Takes the drafts and the waiting mail that a search found.
pub(super) fn take_unsent(app: &mut App, query: &str, unsent: Vec<Unsent>) -> Vec<Effect> {
    let role = app.mailboxes.role_of(&app.threads.view);
    let page = app.list_page();
    app.threads.take_unsent(query, unsent, &app.pending, role, page);
    Vec::new()
}

/// Goes back to the list before the search.
pub(super) fn leave_search(app: &mut App) -> Vec<Effect> {
    match app.threads.before_search.take() {
        Some(view) => {
            if std::mem::take(&mut app.board.away) {
                app.tab = app.board.view.tab();
            }
            open(app, view)
        }
        None => Vec::new(),
    }
}

fn ask(app: &mut App, window: WindowOf) -> Effect {
    let (ticket, effect) = app.ask_as(purpose::Window, window);
    app.threads.asked(ticket);
    effect
}

/// Takes a window of rows.
pub(super) fn take(app: &mut App, ticket: Ticket, window: ThreadWindow) -> Vec<Effect> {
    let role = app.mailboxes.role_of(&app.threads.view);
    app.pending.seen(ticket);
    let page = app.list_page();
    // A window further on is of the list that was counted already.
    let further = matches!(window.of.anchor, Anchor::OlderThan(_) | Anchor::NewerThan(_));
    app.threads.take(ticket, window, &app.pending, role, page);
    let mut effects = Vec::new();
    if app.threads.is_stale() {
        let window = app.threads.same_window(page);
        effects.push(ask(app, window));
    } else if let Some(search) = app.threads.uncounted().filter(|_| !further) {
        effects.push(app.ask(purpose::Count(app.threads.view.clone()), search));
    }
    effects
}

/// Lays what the person just did over the rows again.
pub(super) fn lay(app: &mut App) {
    let role = app.mailboxes.role_of(&app.threads.view);
    app.threads.lay(&app.pending, role);
    let page = app.list_page();
    app.threads.keep_in_sight(page);
}

/// Reads the rows again; answers with the ticket of the reading that shows the change, when one began.
pub(super) fn reload(app: &mut App) -> (Option<Ticket>, Vec<Effect>) {
    let window = app.threads.same_window(app.list_page());
    let (ticket, effect) = app.ask_as(purpose::Window, window);
    app.threads.asked(ticket);
    (Some(ticket), vec![effect])
}

/// Reads the rows again soon: now, or after the answer that is under way.
pub(super) fn refresh(app: &mut App) -> Vec<Effect> {
    if app.threads.stale() { reload(app).1 } else { Vec::new() }
}

/// Asks for rows that scrolling is about to need; called after every event, and cheap.
pub(super) fn follow(app: &mut App) -> Vec<Effect> {
    let page = app.list_page();
    app.threads.missing(page).map(|window| ask(app, window)).into_iter().collect()
}

/// Scrolls the list, wherever the focus is.
pub(super) fn wheel(app: &mut App, by: isize) -> Vec<Effect> {
    let page = app.list_page();
    app.threads.scroll(by, page);
    Vec::new()
}

/// Takes the commands that go to a list from every pane, and from hit to hit.
pub(super) fn anywhere(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    Some(match command {
        Command::GoInbox => go(app, ListView::Role(MailboxRole::Inbox)),
        Command::GoSent => go(app, ListView::Role(MailboxRole::Sent)),
        Command::GoWaiting => go(app, ListView::Search { query: WAITING.to_owned(), within: None }),
        Command::GoSales => go_sales(app),
        Command::GoStarred => go(app, ListView::Starred),
        Command::GoAll => go(app, ListView::AllMail),
        Command::NextHit | Command::PreviousHit => {
            app.focus_on(Pane::List);
            let page = app.list_page();
            app.threads.step(if command == Command::NextHit { 1 } else { -1 }, page);
            Vec::new()
        }
        _ => return None,
    })
}

/// Takes the commands of the list.
pub(super) fn command(app: &mut App, command: Command) -> Option<Vec<Effect>> {
    let page = app.list_page();
    let full = isize::try_from(page).unwrap_or(isize::MAX);
    let half = (full / 2).max(1);
    let by = match command {
        Command::Down => 1,
        Command::Up => -1,
        Command::HalfPageDown => half,
        Command::HalfPageUp => -half,
        Command::PageDown => full,
        Command::PageUp => -full,
        Command::First => return Some(first(app)),
        Command::Last if app.threads.older => {
            let window = app.threads.last_window(page);
            return Some(vec![ask(app, window)]);
        }
        Command::Last => isize::MAX,
        Command::Out => {
            app.focus_on(Pane::Mailboxes);
            return Some(Vec::new());
        }
        Command::Escape => return Some(escape(app)),
        Command::Into if app.threads.heading().is_some() => return Some(fold(app)),
        Command::Into if app.threads.record().is_some() => {
            app.next.extend(app.threads.record().map(|record| Then::ShowFound(record.as_name())));
            return Some(Vec::new());
        }
        Command::Into if app.threads.unsent().is_some() => {
            app.next.extend(app.threads.unsent().map(|unsent| match unsent {
                Unsent::Draft(draft) => Then::Draft(draft.clone()),
                Unsent::Waiting(row) => Then::OutboxRow(row.key),
            }));
            return Some(Vec::new());
        }
        Command::Fold => return Some(fold(app)),
        Command::Select => {
            app.threads.select();
            1
        }
        Command::SelectRange => {
            app.threads.select_range();
            0
        }
        Command::SelectAll => {
            app.threads.select_all();
            0
        }
        _ => return None,
    };
    app.threads.step(by, page);
    Some(Vec::new())
}

/// Goes to the Sales inbox, with its groups as they were left.
pub(super) fn go_sales(app: &mut App) -> Vec<Effect> {
    let view = match &app.threads.view {
        view @ ListView::Sales { .. } => view.clone(),
        _ => ListView::Sales { folded: app.look.folded.clone() },
    };
    go(app, view)
}

/// Folds the group under the cursor, or unfolds it; it stays so.
fn fold(app: &mut App) -> Vec<Effect> {
    let Some(standing) = app.threads.group() else {
        app.warn(Text::of("mail-no-groups"));
        return Vec::new();
    };
    let role = app.mailboxes.role_of(&app.threads.view);
    let page = app.list_page();
    let Some(window) = app.threads.turn_group(standing, &app.pending, role, page) else { return Vec::new() };
    let mut effects = vec![ask(app, window)];
    if let ListView::Sales { folded } = &app.threads.view {
        let is_folded = folded.contains(&standing);
        effects.extend(look::keep(app, LookChange::Fold(standing, is_folded)));
    }
    effects
}

/// Lets go the selection, else the search, else nothing: who presses Esc once too often stays where they are.
fn escape(app: &mut App) -> Vec<Effect> {
    if app.threads.selected.is_empty() {
        return leave_search(app);
    }
    app.threads.clear_selection();
    Vec::new()
}
