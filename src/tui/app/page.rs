//! A text over the panes that is only read: the source of a mail, what a command printed.

use super::label::Label;
use crate::text::{CleanText, wrap};

/// The text, wrapped to the screen.
pub(crate) struct Page {
    /// What it is.
    pub(crate) title: Label,
    lines: Vec<CleanText>,
    /// Its rows at the present width.
    pub(crate) rows: Vec<String>,
    /// The first row on the screen.
    pub(crate) top: usize,
    columns: usize,
}

impl Page {
    /// A text at a width.
    pub(crate) fn new(title: Label, lines: Vec<CleanText>, columns: usize) -> Self {
        let mut page = Self { title, lines, rows: Vec::new(), top: 0, columns: 0 };
        page.fit(columns);
        page
    }

    /// Wraps to another width; the line at the top stays there.
    pub(crate) fn fit(&mut self, columns: usize) {
        let columns = columns.max(10);
        if columns == self.columns {
            return;
        }
        let mut rows = Vec::new();
        let (mut seen, mut top) = (0, None);
        for line in &self.lines {
            let before = rows.len();
            rows.extend(wrap(line.as_str(), columns).into_iter().map(str::to_owned));
            if top.is_none() && self.columns > 0 {
                seen += wrap(line.as_str(), self.columns).len();
                top = (seen > self.top).then_some(before);
            }
        }
        self.top = top.unwrap_or(0);
        (self.rows, self.columns) = (rows, columns);
    }

    /// Scrolls by rows; the last one stays at the bottom.
    pub(crate) fn scroll(&mut self, by: isize, page: usize) {
        self.top = self.top.saturating_add_signed(by).min(self.rows.len().saturating_sub(page));
    }
}
