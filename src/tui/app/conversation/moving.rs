//! Moving through a conversation: by lines, by pages, from message to message.
//!
//! The message the keys act on is the one that was gone to, else the last one whose header is at or above the top line (interface.md, Keys).

use std::ops::Range;

use super::Conversation;
use crate::domain::ids::MessageKey;
use crate::domain::mail::flags::Flags;

impl Conversation {
    /// Moves from message to message; an unread one unfolds as it is met. Whether there was one to move to.
    pub(crate) fn step(&mut self, forward: bool) -> bool {
        let moved = self.go(forward);
        if moved && self.current().is_some_and(|row| !row.flags.has(Flags::READ)) {
            self.unfold();
        }
        moved
    }

    /// Moves to the next or previous message that is here.
    fn go(&mut self, forward: bool) -> bool {
        let nodes = self.nodes();
        let present = |at: &usize| nodes[*at].message.is_some();
        let next =
            if forward { (self.cursor + 1..nodes.len()).find(present) } else { (0..self.cursor.min(nodes.len())).rev().find(present) };
        self.cursor = next.unwrap_or(self.cursor);
        next.is_some()
    }

    /// Moves to a message, which unfolds, when it is here.
    pub(crate) fn stand_at(&mut self, message: MessageKey) {
        let place = self.nodes().iter().position(|node| node.message.as_ref().is_some_and(|row| row.key == message));
        if let Some(place) = place.filter(|_| self.is_current()) {
            self.cursor = place;
            self.unfold();
        }
    }

    /// Stands on a message of the thread that is shown; whether it is one.
    pub(crate) fn stand_on(&mut self, message: MessageKey) -> bool {
        let at = self.nodes().iter().position(|node| node.message.as_ref().is_some_and(|row| row.key == message));
        self.cursor = at.unwrap_or(self.cursor);
        at.is_some()
    }

    /// Moves to the first or last message.
    pub(crate) fn jump(&mut self, last: bool) {
        let nodes = self.nodes();
        let mut present = (0..nodes.len()).filter(|at| nodes[*at].message.is_some());
        let to = if last { present.next_back() } else { present.next() };
        self.cursor = to.unwrap_or(self.cursor);
    }

    /// A line down or up. Where the message under the cursor ends or begins on the screen, it goes on into its neighbour, which unfolds.
    pub(crate) fn line(&mut self, forward: bool, page: usize) {
        let here = self.rows_of_cursor();
        if forward {
            if here.end > self.top + page {
                self.scroll_to(self.top + 1, page);
            } else if self.go(true) {
                self.unfold();
                let header = self.rows_of_cursor().start;
                self.scroll_to(self.top.max((header + 1).saturating_sub(page)), page);
            }
        } else if here.start < self.top || self.cursor == 0 {
            self.scroll_to(self.top.saturating_sub(1), page);
        } else {
            let above = here.start - self.top;
            let from = self.cursor;
            if !self.go(false) {
                self.scroll_to(self.top.saturating_sub(1), page);
                return;
            }
            self.unfold();
            // What stood on the screen stays where it was; of the message before it at least the last line shows.
            let below = self.rows_of(from).start;
            self.scroll_to(below.saturating_sub(above).min(self.rows_of_cursor().end.saturating_sub(1)), page);
        }
    }

    /// A page on; at the end of a message to the beginning of the next one.
    pub(crate) fn read_on(&mut self, page: usize) {
        let here = self.rows_of_cursor();
        if here.end > self.top + page {
            let cursor = self.cursor;
            self.scroll_to(self.top + page.saturating_sub(1).max(1), page);
            self.cursor = cursor;
        } else if self.go(true) {
            self.unfold();
            let header = self.rows_of_cursor().start;
            self.scroll_to(header, page);
        }
    }

    /// Scrolls by rows; the cursor follows.
    pub(crate) fn scroll(&mut self, by: isize, page: usize) {
        self.scroll_to(self.top.saturating_add_signed(by), page);
        let nodes = self.nodes();
        let mut above = self.rows.iter().take(self.top + 1).map(super::Row::node);
        let seen = above.rfind(|node| nodes.get(*node).is_some_and(|node| node.message.is_some()));
        match seen {
            Some(node) => self.cursor = node,
            None => self.jump(false),
        }
    }

    fn scroll_to(&mut self, top: usize, page: usize) {
        self.top = top.min(self.rows.len().saturating_sub(page));
    }

    fn rows_of_cursor(&self) -> Range<usize> {
        self.rows_of(self.cursor)
    }

    /// The rows of a message, without the empty one behind it.
    fn rows_of(&self, node: usize) -> Range<usize> {
        let start = self.rows.partition_point(|row| row.node() < node);
        let end = self.rows.partition_point(|row| row.node() <= node);
        let blank = end > start + 1 && matches!(self.rows[end - 1], super::Row::Blank { .. });
        start..end - usize::from(blank)
    }
}
