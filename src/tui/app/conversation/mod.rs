//! One thread as a tree of messages, some of them unfolded.

mod find;
mod moving;
mod opened;
mod rows;

use std::collections::HashMap;
use std::sync::Arc;

pub(crate) use find::Find;
pub(crate) use opened::Opened;
pub(crate) use rows::Row;

use super::ahead::Ahead;
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::i18n::{Catalogue, Text};
use crate::jobs::mail::{MessageRow, MessageView, OpenedThread, ReadMessage, TextForm, ThreadNode, ThreadView};

/// The conversation pane.
#[derive(Default)]
pub(crate) struct Conversation {
    /// The words of its remarks, which are wrapped to the pane like any text.
    words: Option<Arc<Catalogue>>,
    /// The thread that should be shown: the one under the cursor of the list.
    pub(crate) wanted: Option<ThreadKey>,
    /// The thread that is shown.
    pub(crate) thread: Option<ThreadView>,
    opened: HashMap<MessageKey, Opened>,
    /// The place in the tree the keys act on.
    pub(crate) cursor: usize,
    /// Everything the pane shows, wrapped to its width.
    pub(crate) rows: Vec<Row>,
    /// The message of each place in the tree when they were laid out.
    laid: Vec<Option<MessageKey>>,
    /// The first row on the screen.
    pub(crate) top: usize,
    width: usize,
    /// The find in the text.
    pub(crate) find: Option<Find>,
    /// What was read ahead.
    pub(crate) ahead: Ahead<ThreadKey, OpenedThread>,
}

impl Conversation {
    /// A pane without a thread, whose remarks are said in these words.
    pub(crate) fn speaking(words: Arc<Catalogue>) -> Self {
        Self { words: Some(words), ..Self::default() }
    }

    /// From now on its remarks are said in these words.
    pub(crate) fn speak(&mut self, words: Arc<Catalogue>) {
        self.words = Some(words);
    }

    /// Takes a thread. What was unfolded of the same thread stays so; of another, the message `at`, else the first unread one, else the newest, is unfolded and has the cursor.
    pub(crate) fn take(&mut self, OpenedThread { thread, message }: OpenedThread, at: Option<MessageKey>) {
        let same = self.thread.as_ref().is_some_and(|old| old.thread == thread.thread);
        let current = self.current().map(|row| row.key);
        if !same {
            self.opened.clear();
            self.top = 0;
            self.find = None;
        }
        let present: Vec<(usize, MessageKey)> =
            thread.nodes.iter().enumerate().filter_map(|(at, node)| node.message.as_ref().map(|row| (at, row.key))).collect();
        for (_, key) in &present {
            self.opened.entry(*key).or_default();
        }
        self.opened.retain(|key, _| present.iter().any(|(_, one)| one == key));
        let stays = present.iter().find(|(_, key)| same && Some(*key) == current).map(|(at, _)| *at);
        self.cursor = stays.or_else(|| thread.first_read(at)).unwrap_or(0);
        self.thread = Some(thread);
        if !same {
            self.unfold_here();
        }
        let view = message.and_then(|view| self.opened.get_mut(&view.row.key).map(|opened| (opened, view)));
        if let Some((opened, view)) = view.filter(|(opened, view)| opened.waits_for(view)) {
            opened.show(view);
        }
        self.lay_out();
        if !same {
            self.keep_in_sight(usize::MAX);
        }
    }

    /// Shows nothing.
    pub(crate) fn clear(&mut self) {
        *self = Self { width: self.width, words: self.words.take(), ahead: std::mem::take(&mut self.ahead), ..Self::default() };
    }

    /// Takes the text of a message, unless another form of it is wanted by now.
    pub(crate) fn take_message(&mut self, view: Box<MessageView>) {
        if let Some(opened) = self.opened.get_mut(&view.row.key).filter(|opened| opened.waits_for(&view)) {
            opened.show(view);
            opened.failed = false;
            self.lay_out();
        }
    }

    /// The text of a message could not be had.
    pub(crate) fn fail_message(&mut self, message: MessageKey) {
        if let Some(opened) = self.opened.get_mut(&message) {
            opened.failed = true;
            self.lay_out();
        }
    }

    /// The messages of the thread as a tree, parents first; empty until the thread is here.
    pub(crate) fn nodes(&self) -> &[ThreadNode] {
        self.thread.as_ref().map_or(&[], |thread| &thread.nodes)
    }

    /// The messages of a thread, when it is the one that is shown.
    pub(crate) fn messages_of(&self, thread: ThreadKey) -> impl Iterator<Item = &MessageRow> {
        let shown = self.thread.as_ref().filter(|shown| shown.thread == thread);
        shown.into_iter().flat_map(|shown| &shown.nodes).filter_map(|node| node.message.as_ref())
    }

    /// The message under the cursor. While the wanted thread is not here yet there is none: what is still on the screen is not what the keys mean.
    pub(crate) fn current(&self) -> Option<&MessageRow> {
        let late = self.thread.as_ref().is_some_and(|thread| self.wanted.is_some_and(|wanted| wanted != thread.thread));
        self.nodes().get(self.cursor).and_then(|node| node.message.as_ref()).filter(|_| !late)
    }

    /// The text of the message under the cursor, once it is here.
    pub(crate) fn current_view(&self) -> Option<&MessageView> {
        self.current().and_then(|row| self.opened.get(&row.key)).and_then(|opened| opened.view.as_deref())
    }

    /// How a message is open.
    pub(crate) fn opened(&self, message: MessageKey) -> Option<&Opened> {
        self.opened.get(&message)
    }

    /// The next message whose text is needed and not here: the one under the cursor first.
    pub(crate) fn next_needed(&self) -> Option<ReadMessage> {
        let needed = |key: &MessageKey| self.opened.get(key).is_some_and(|opened| opened.unfolded && !opened.is_here() && !opened.failed);
        let current = self.current().map(|row| row.key).filter(needed);
        let next = current.or_else(|| self.nodes().iter().filter_map(|node| node.message.as_ref()).map(|row| row.key).find(needed));
        let wanted = |key| self.opened.get(&key).map(|opened| (opened.form, opened.charset)).unwrap_or_default();
        next.map(|key| ReadMessage(key, wanted(key).0, wanted(key).1))
    }

    /// The unread messages, and those back from a snooze, whose text is shown and that were not marked read for it yet.
    pub(crate) fn being_read(&self) -> Vec<MessageKey> {
        self.nodes()
            .iter()
            .filter_map(|node| node.message.as_ref())
            .filter(|row| !row.flags.has(Flags::READ) || row.flags.has(Flags::WOKEN))
            .filter(|row| self.opened.get(&row.key).is_some_and(|opened| opened.unfolded && opened.view.is_some() && !opened.told))
            .map(|row| row.key)
            .collect()
    }

    /// Notes since when unread messages are looked at; whoever looks elsewhere begins anew.
    pub(crate) fn look(&mut self, looks: bool, now: Instant) {
        let read = if looks { self.being_read() } else { Vec::new() };
        for (key, opened) in &mut self.opened {
            opened.since = if read.contains(key) { opened.since.or(Some(now)) } else { None };
        }
    }

    /// Since when the unread message is looked at that was met first.
    pub(crate) fn looked_at_since(&self) -> Option<Instant> {
        self.opened.values().filter_map(|opened| opened.since).min()
    }

    /// The unread messages that are looked at since then or longer.
    pub(crate) fn looked_at(&self, since: Instant) -> Vec<MessageKey> {
        let long = |key: &MessageKey| self.opened.get(key).and_then(|opened| opened.since).is_some_and(|at| at <= since);
        self.being_read().into_iter().filter(long).collect()
    }

    /// Whether what is shown is what is wanted.
    pub(crate) fn is_current(&self) -> bool {
        self.thread.as_ref().is_some_and(|thread| self.wanted == Some(thread.thread))
    }

    /// These messages were marked read.
    pub(crate) fn tell(&mut self, messages: &[MessageKey]) {
        for (_, opened) in self.opened.iter_mut().filter(|(key, _)| messages.contains(key)) {
            opened.told = true;
        }
    }

    /// Whether the text of the message under the cursor is shown.
    pub(crate) fn is_unfolded(&self) -> bool {
        self.current().and_then(|row| self.opened.get(&row.key)).is_some_and(|opened| opened.unfolded)
    }

    /// Unfolds the message under the cursor.
    pub(crate) fn unfold(&mut self) {
        self.unfold_here();
        self.lay_out();
    }

    fn unfold_here(&mut self) {
        if let Some(key) = self.current().map(|row| row.key) {
            self.opened.entry(key).or_default().unfolded = true;
        }
    }

    /// Shows all headers of the message under the cursor, or only those that matter; a folded one unfolds.
    pub(crate) fn turn_headers(&mut self) {
        let Some(key) = self.current().map(|row| row.key) else { return };
        let opened = self.opened.entry(key).or_default();
        opened.headers = !opened.headers || !opened.unfolded;
        opened.unfolded = true;
        self.lay_out();
    }

    /// Turns the message under the cursor to its HTML as text, or back; whether it has both forms. What is shown stays until the other form is here.
    pub(crate) fn turn_form(&mut self) -> bool {
        let Some(opened) = self.current().map(|row| row.key).and_then(|key| self.opened.get_mut(&key)) else { return false };
        let Some(view) = &opened.view else { return false };
        let both = view.html.is_some() && (view.form == TextForm::Html || !view.body.from_html);
        if both {
            opened.form = if opened.form == TextForm::Html { TextForm::Usual } else { TextForm::Html };
        }
        both
    }

    /// Has the message under the cursor read in a charset, or as it says; a folded one unfolds.
    pub(crate) fn read_in(&mut self, charset: Option<&'static str>) {
        let Some(key) = self.current().map(|row| row.key) else { return };
        let opened = self.opened.entry(key).or_default();
        (opened.charset, opened.unfolded) = (charset, true);
    }

    /// Unfolds the message under the cursor, then its quotes, then folds it.
    pub(crate) fn turn_fold(&mut self) {
        let Some(key) = self.current().map(|row| row.key) else { return };
        let folded_quotes = self.rows.iter().any(|row| matches!(row, Row::FoldedQuote { node, .. } if *node == self.cursor));
        let opened = self.opened.entry(key).or_default();
        match (opened.unfolded, folded_quotes) {
            (false, _) => opened.unfolded = true,
            (true, true) => opened.quotes = true,
            (true, false) => (opened.unfolded, opened.quotes) = (false, false),
        }
        self.lay_out();
    }

    /// Scrolls so that the message under the cursor is on the screen: whole where it fits, else from its header on.
    pub(crate) fn keep_in_sight(&mut self, page: usize) {
        let Some(first) = self.rows.iter().position(|row| row.node() == self.cursor) else { return };
        let end = self.rows.iter().rposition(|row| row.node() == self.cursor).map_or(first, |at| at + 1);
        let page = page.max(1);
        if page == usize::MAX {
            self.top = first.saturating_sub(1).min(self.top.max(first.saturating_sub(1)));
            return;
        }
        if first < self.top || end - first >= page {
            self.top = first;
        } else if end > self.top + page {
            self.top = end - page;
        }
        self.top = self.top.min(self.rows.len().saturating_sub(page.min(self.rows.len())));
    }

    /// Wraps to another width. The message under the cursor stays where it stood on the screen.
    pub(crate) fn resize(&mut self, width: usize) {
        if width != self.width {
            let before = self.header_of_cursor();
            self.width = width;
            self.lay_out();
            if self.top > before {
                self.top = self.top.min(self.header_of_cursor() + (self.top - before));
            } else {
                self.top = (self.header_of_cursor() + self.top).saturating_sub(before);
            }
        }
    }

    fn header_of_cursor(&self) -> usize {
        self.rows.partition_point(|row| row.node() < self.cursor)
    }

    fn lay_out(&mut self) {
        let say = |text: &Text| self.words.as_ref().map_or_else(|| text.id().to_owned(), |words| words.say(text));
        // What did not change is taken over: wrapping a long text takes longer than anything else here.
        let mut before = rows::by_message(std::mem::take(&mut self.rows), &self.laid);
        self.laid = self.nodes().iter().map(|node| node.message.as_ref().map(|row| row.key)).collect();
        if let Some(thread) = &self.thread {
            self.rows = rows::lay_out(thread, &mut self.opened, &mut before, self.width.max(10), &say);
        }
        self.top = self.top.min(self.rows.len().saturating_sub(1));
        if let Some(find) = &mut self.find {
            find.look(&self.rows);
        }
    }

    /// Looks for a text in what is shown and goes to the first hit at or after the top of the screen.
    pub(crate) fn find(&mut self, wanted: &str, page: usize) {
        let mut find = Find::new(wanted);
        find.look(&self.rows);
        find.at = find.hits.iter().position(|(row, _)| *row >= self.top).unwrap_or(0);
        self.find = Some(find);
        self.show_hit(page);
    }

    /// Goes to the next or previous hit, around the ends; which of how many it is, where there is any.
    pub(crate) fn next_hit(&mut self, forward: bool, page: usize) -> Option<(usize, usize)> {
        let find = self.find.as_mut().filter(|find| !find.hits.is_empty())?;
        let count = find.hits.len();
        find.at = if forward { (find.at + 1) % count } else { (find.at + count - 1) % count };
        let at = find.at + 1;
        self.show_hit(page);
        Some((at, count))
    }

    fn show_hit(&mut self, page: usize) {
        let Some((row, _)) = self.find.as_ref().and_then(|find| find.hits.get(find.at)) else { return };
        if *row < self.top || *row >= self.top + page {
            self.top = row.saturating_sub(page / 3);
        }
        self.cursor = self.rows[*row].node();
    }
}
