//! What stands where: the same places as the views draw at, for the mouse.

use super::area::{area, rect};
use super::{chooser, composer, footer, form, palette, question, tabs};
use crate::present::commands::{Command, Place};
use crate::tui::app::{App, Area, ListRow, MailboxEntry, OnScreen, Overlay, Pane, Row, ScreenMap, Scrolled, Tab, board_areas, row_places};

/// What stands on the screen that shows this app.
pub fn screen_map(app: &App) -> ScreenMap {
    let mut spots = ScreenMap::default();
    let Some(panes) = app.panes() else { return spots };
    for (place, keys) in footer::keys_at(rect(panes.footer), app) {
        spots.put(area(place), OnScreen::Keys(app.place(), keys));
    }
    if let Some(overlay) = app.overlays.last() {
        over(&mut spots, overlay, panes.body, app);
        return spots;
    }
    for (tab, place) in tabs::places(rect(panes.tabs), app) {
        spots.put(area(place), OnScreen::Tab(tab));
    }
    if app.tab != Tab::Mail {
        board(&mut spots, panes.body, app);
        return spots;
    }
    let pane = |spots: &mut ScreenMap, place: Option<Area>, pane: Pane| {
        let Some(place) = place else { return };
        spots.put(place, OnScreen::Pane(pane));
        spots.scrolls(place, Scrolled::Pane(pane));
        match pane {
            Pane::Mailboxes => mailboxes(spots, place.inside(), app),
            Pane::List => list(spots, place.inside(), panes.lines_of_thread(), app),
            Pane::Conversation => conversation(spots, place.inside(), app),
            Pane::Sidebar => side(spots, place, app),
        }
    };
    pane(&mut spots, panes.mailboxes, Pane::Mailboxes);
    pane(&mut spots, panes.list, Pane::List);
    pane(&mut spots, panes.conversation, Pane::Conversation);
    pane(&mut spots, panes.sidebar, Pane::Sidebar);
    spots
}

/// The rows of an area, of so many lines each.
fn lines(inside: Area, height: u16) -> impl Iterator<Item = Area> {
    let count = inside.height.checked_div(height).unwrap_or(0);
    (0..count).map(move |at| Area { y: inside.y + at * height, height, ..inside })
}

fn over(spots: &mut ScreenMap, overlay: &Overlay, body: Area, app: &App) {
    match overlay {
        Overlay::Confirm(confirm) => {
            let answers = question::answers(rect(body), confirm, app);
            for (place, order) in answers.into_iter().zip([Command::Yes, Command::No]) {
                spots.put(area(place), OnScreen::Button(Place::Question, order));
            }
        }
        Overlay::Problem(problem) => {
            spots.put(area(question::close(rect(body), problem, app)), OnScreen::Button(Place::Message, Command::Close));
        }
        Overlay::Chooser(open) => {
            spots.scrolls(body, Scrolled::Overlay);
            let (inside, top) = chooser::list(rect(body), open, app);
            let choices = open.narrowed(&app.words);
            for (line, choice) in lines(area(inside), 1).zip(choices.into_iter().skip(top)) {
                spots.put(line, OnScreen::Choice(Box::new(choice.clone())));
            }
        }
        Overlay::Palette(open) => {
            spots.scrolls(body, Scrolled::Overlay);
            let (inside, top) = palette::list(rect(body), open);
            for (line, command) in lines(area(inside), 1).zip(open.found.iter().skip(top)) {
                spots.put(line, OnScreen::Suggested(*command));
            }
        }
        Overlay::Reader(_) | Overlay::Page(_) => spots.scrolls(body, Scrolled::Overlay),
        Overlay::Form(open) => {
            for (place, name, at) in form::places(rect(body), open, app) {
                spots.put(area(place), OnScreen::Field(name, at));
            }
        }
        Overlay::Composer(open) => {
            for (place, spot, at) in composer::places(rect(body), open, app) {
                spots.put(area(place), OnScreen::Written(spot, at));
            }
        }
        Overlay::Prompt(_) | Overlay::Running(_) | Overlay::Keys(_) => {}
    }
}

fn mailboxes(spots: &mut ScreenMap, inside: Area, app: &App) {
    for (line, entry) in lines(inside, 1).zip(app.mailboxes.entries.iter().skip(app.mailboxes.top)) {
        match entry {
            MailboxEntry::List { view, .. } => spots.put(line, OnScreen::Mailbox(view.clone())),
            MailboxEntry::Account { key, .. } if app.mailboxes.leads_to(*key) => spots.put(line, OnScreen::Account(*key)),
            MailboxEntry::Account { .. } | MailboxEntry::Heading(_) => {}
        }
    }
}

fn list(spots: &mut ScreenMap, inside: Area, height: u16, app: &App) {
    // Until the first answer the rows of another list are still on the screen.
    if app.threads.loaded {
        for (row, line) in row_places(app.threads.rows.get(app.threads.top..).unwrap_or_default(), height, inside) {
            spots.put(
                line,
                match row {
                    ListRow::Thread(row) => OnScreen::Thread(row.thread),
                    ListRow::Group(group) => OnScreen::Group(group.count.standing),
                    ListRow::Record(record) => OnScreen::Record(record.reference),
                    ListRow::Unsent(unsent) => OnScreen::Unsent(unsent.key()),
                },
            );
        }
    }
}

fn conversation(spots: &mut ScreenMap, inside: Area, app: &App) {
    let pane = &app.conversation;
    for (line, row) in lines(inside, 1).zip(pane.rows.iter().skip(pane.top)) {
        let Some(message) = pane.nodes().get(row.node()).and_then(|node| node.message.as_ref()) else { continue };
        let spot = match row {
            Row::Attachment { .. } => OnScreen::Carried(message.key, Command::Attachments),
            Row::Link { .. } => OnScreen::Carried(message.key, Command::Links),
            _ => OnScreen::Message(message.key),
        };
        spots.put(line, spot);
    }
}

fn side(spots: &mut ScreenMap, place: Area, app: &App) {
    let rows = app.sidebar_rows();
    for (spot, line) in lines(place.inside(), 1).zip(app.sidebar_lines().iter().skip(app.sidebar.top)) {
        if rows[line.row].does_something() {
            spots.put(spot, OnScreen::Side(Box::new(rows[line.row].clone())));
        }
    }
}

fn board(spots: &mut ScreenMap, body: Area, app: &App) {
    let (list, detail) = board_areas(body, app.size.columns, app.board.detail.open);
    if let Some(place) = list {
        spots.scrolls(place, Scrolled::Board);
        for (line, row) in lines(app.board.view.rows_in(place), 1).zip(app.board.rows.iter().skip(app.board.top)) {
            if let Some(name) = row.name() {
                spots.put(line, OnScreen::Record(name.reference));
            }
        }
    }
    if let Some(place) = detail {
        spots.scrolls(place, Scrolled::Detail);
        let rows = app.board.detail.rows();
        for (spot, line) in lines(place.inside(), 1).zip(app.detail_lines().iter().skip(app.board.detail.top)) {
            if rows[line.row].does_something() {
                spots.put(spot, OnScreen::Detail(Box::new(rows[line.row].clone())));
            }
        }
    }
}
