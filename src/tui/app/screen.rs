//! Focus and scrolling against where the panes stand.

use super::panes::Pane;
use super::state::App;

/// No text is set wider, in columns: longer lines are hard to read.
const WIDEST_TEXT: usize = 100;

impl App {
    /// Puts the focus on a pane of the Mail tab; the sidebar remembers from where it was entered.
    pub(crate) fn focus_on(&mut self, pane: Pane) {
        if pane == Pane::Sidebar && self.focus != Pane::Sidebar {
            self.sidebar.entered_from = Some(self.focus);
        }
        self.focus = pane;
        self.measure();
    }

    /// Fits scrolling and wrapping to where the panes stand now.
    pub(crate) fn measure(&mut self) {
        self.mailboxes.measure(&self.words);
        let page = self.list_page();
        self.threads.keep_in_sight(page);
        if let Some(area) = self.panes().and_then(|panes| panes.conversation) {
            self.conversation.resize(usize::from(area.inside().width).min(WIDEST_TEXT));
        }
    }

    /// How many threads of the list the screen shows.
    pub(crate) fn list_page(&self) -> usize {
        match self.panes().and_then(|panes| panes.list.map(|area| (area, panes.lines_of_thread()))) {
            Some((area, lines)) => usize::from(area.inside().height / lines).max(1),
            None => usize::from(self.size.rows.saturating_sub(5)).max(1),
        }
    }
}
