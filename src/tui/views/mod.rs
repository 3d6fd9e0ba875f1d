//! Drawing: from `&App` to the cells of the screen. A view can never change the state.

mod area;
mod boards;
mod chooser;
mod composer;
mod conversation;
mod facts;
mod footer;
mod form;
mod help;
mod lines;
mod look;
mod mailboxes;
mod page;
mod palette;
mod popup;
mod question;
mod shown;
mod sidebar;
mod tabs;
mod threads;
mod typed;

use ratatui::Frame;
use ratatui::layout::Alignment;
use ratatui::text::Line;
use ratatui::widgets::Paragraph;

use crate::tui::app::{App, Overlay, Tab};
pub use shown::screen_map;

use area::rect;
use look::Look;

/// Draws the whole screen.
pub fn draw(frame: &mut Frame<'_>, app: &App) {
    let look = Look::of(app.shown_theme());
    let whole = frame.area();
    frame.buffer_mut().set_style(whole, look.ground);
    let Some(panes) = app.panes() else {
        too_small(frame, app);
        return;
    };
    tabs::draw(frame, rect(panes.tabs), app, &look);
    if app.tab == Tab::Mail {
        if let Some(area) = panes.mailboxes {
            mailboxes::draw(frame, rect(area), app, &look);
        }
        if let Some(area) = panes.list {
            threads::draw(frame, rect(area), app, &look);
        }
        if let Some(area) = panes.conversation {
            conversation::draw(frame, rect(area), app, &look);
        }
        if let Some(area) = panes.sidebar {
            sidebar::draw(frame, rect(area), panes.sidebar_over, app, &look);
        }
    } else {
        boards::draw(frame, panes.body, app, &look);
    }
    footer::draw(frame, rect(panes.notices), rect(panes.footer), app, &look);
    for overlay in &app.overlays {
        match overlay {
            Overlay::Confirm(question) => question::draw(frame, rect(panes.body), question, app, &look),
            Overlay::Problem(problem) => question::problem(frame, rect(panes.body), problem, app, &look),
            Overlay::Palette(palette) => palette::draw(frame, rect(panes.body), palette, app, &look),
            Overlay::Reader(reader) => help::draw(frame, rect(panes.body), reader, app, &look),
            Overlay::Chooser(chooser) => chooser::draw(frame, rect(panes.body), chooser, app, &look),
            Overlay::Form(form) => form::draw(frame, rect(panes.body), form, app, &look),
            Overlay::Composer(composer) => composer::draw(frame, rect(panes.body), composer, app, &look),
            Overlay::Page(page) => page::draw(frame, rect(panes.body), page, app, &look),
            Overlay::Running(command) => question::running(frame, rect(panes.body), command, app, &look),
            Overlay::Keys(capture) => question::keys(frame, rect(panes.body), capture, app, &look),
            Overlay::Prompt(_) => {}
        }
    }
}

fn too_small(frame: &mut Frame<'_>, app: &App) {
    let sentence = Line::from(app.words.word("too-small"));
    let paragraph = Paragraph::new(sentence).alignment(Alignment::Center).wrap(ratatui::widgets::Wrap { trim: true });
    frame.render_widget(paragraph, frame.area());
}
