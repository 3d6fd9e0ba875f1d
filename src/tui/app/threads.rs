//! The thread list: a window of rows around the screen, read by key, however long the list is.

use std::collections::BTreeSet;

use super::list_rows::{ListRow, RowKey, arranged};
use super::pending::Pending;
use crate::domain::crm::kind::RecordRef;
use crate::domain::crm::record::Record;
use crate::domain::crm::standing::{Rank, Standing};
use crate::domain::ids::{MessageKey, ThreadKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::Ticket;
use crate::jobs::mail::{Anchor, CountThreads, GroupCount, ListView, Place, ThreadCount, ThreadRow, ThreadWindow, WindowOf};
use crate::jobs::outbox::{Unsent, UnsentKey};

/// How many screens of rows are kept on each side of the screen.
const MARGIN: usize = 3;
/// The fewest rows that are asked for at once.
const FEWEST: usize = 40;

/// The list and the part of it that is here.
#[derive(Debug)]
pub(crate) struct ThreadList {
    pub(crate) view: ListView,
    /// The list a search left, to go back to.
    pub(crate) before_search: Option<ListView>,
    /// The rows as the store has them.
    base: Vec<ThreadRow>,
    /// The rows as the person sees them: with what they just did laid over.
    pub(crate) rows: Vec<ListRow>,
    /// The groups of the Sales inbox.
    groups: Vec<GroupCount>,
    /// The records that the search found, which stand above its mails (S4).
    records: Vec<Record>,
    /// The drafts and the waiting mail that the search found, which stand above its mails.
    unsent: Vec<Unsent>,
    /// Whether older rows exist beyond these.
    pub(crate) older: bool,
    /// Whether newer rows exist beyond these.
    pub(crate) newer: bool,
    /// How many threads the whole list has, where known.
    pub(crate) threads: Option<u64>,
    /// How many threads a search finds, once that was counted.
    found: Option<ThreadCount>,
    /// How many rows stand above the first that is here, where known.
    above: Option<usize>,
    /// How many unread messages the whole list has, where known.
    pub(crate) unread: Option<u64>,
    /// The row the keys act on.
    pub(crate) cursor: usize,
    /// The first row on the screen.
    pub(crate) top: usize,
    /// Whether the next answer may hold rows that an undo brought back.
    returning: bool,
    /// The selected threads.
    pub(crate) selected: BTreeSet<ThreadKey>,
    /// Whether all that match are selected, on the screen or not.
    pub(crate) all_selected: bool,
    /// Where a selected range begins.
    pub(crate) range_from: Option<ThreadKey>,
    /// Whether an answer for this view is here.
    pub(crate) loaded: bool,
    asked: Option<Ticket>,
    again: bool,
    /// Whether the last reading failed: it is not asked again before the person moves.
    refused: bool,
}

impl Default for ThreadList {
    fn default() -> Self {
        Self {
            view: ListView::Role(MailboxRole::Inbox),
            before_search: None,
            base: Vec::new(),
            rows: Vec::new(),
            groups: Vec::new(),
            records: Vec::new(),
            unsent: Vec::new(),
            older: false,
            newer: false,
            threads: None,
            found: None,
            above: None,
            unread: None,
            cursor: 0,
            top: 0,
            selected: BTreeSet::new(),
            returning: false,
            all_selected: false,
            range_from: None,
            loaded: false,
            asked: None,
            again: false,
            refused: false,
        }
    }
}

impl ThreadList {
    /// Turns to another list. The old rows stay on the screen until the first answer, so that nothing flickers.
    pub(crate) fn turn_to(&mut self, view: ListView) {
        *self = Self {
            base: Vec::new(),
            rows: std::mem::take(&mut self.rows),
            before_search: self.before_search.take(),
            // While a query is typed, what the last one found stays until the next answer.
            records: if matches!(view, ListView::Search { .. }) { std::mem::take(&mut self.records) } else { Vec::new() },
            unsent: if matches!(view, ListView::Search { .. }) { std::mem::take(&mut self.unsent) } else { Vec::new() },
            view,
            ..Self::default()
        };
    }

    /// The row under the cursor; none before the first answer.
    pub(crate) fn current(&self) -> Option<&ThreadRow> {
        if self.loaded { self.rows.get(self.cursor).and_then(ListRow::thread) } else { None }
    }

    /// The conversations that are here.
    pub(crate) fn threads(&self) -> impl DoubleEndedIterator<Item = &ThreadRow> + Clone {
        self.rows.iter().filter_map(ListRow::thread)
    }

    /// The group whose heading is under the cursor.
    pub(crate) fn heading(&self) -> Option<Standing> {
        match self.rows.get(self.cursor) {
            Some(ListRow::Group(group)) if self.loaded => Some(group.count.standing),
            _ => None,
        }
    }

    /// The record under the cursor.
    pub(crate) fn record(&self) -> Option<&Record> {
        self.rows.get(self.cursor).filter(|_| self.loaded).and_then(ListRow::record)
    }

    /// Takes the records that a search found; of another search they change nothing. The cursor stays on its row.
    pub(crate) fn take_records(&mut self, query: &str, records: Vec<Record>, pending: &Pending, role: Option<MailboxRole>, page: usize) {
        if self.searches(query) {
            self.records = records;
            self.lay_found(pending, role, page);
        }
    }

    /// Takes the drafts and the waiting mail that a search found; of another search they change nothing. The cursor stays on its row.
    pub(crate) fn take_unsent(&mut self, query: &str, unsent: Vec<Unsent>, pending: &Pending, role: Option<MailboxRole>, page: usize) {
        if self.searches(query) {
            self.unsent = unsent;
            self.lay_found(pending, role, page);
        }
    }

    fn searches(&self, query: &str) -> bool {
        matches!(&self.view, ListView::Search { query: here, .. } if here == query)
    }

    /// Lays the rows again with what a search found beside the mails.
    fn lay_found(&mut self, pending: &Pending, role: Option<MailboxRole>, page: usize) {
        if !self.loaded {
            return;
        }
        let at_very_top = self.top == 0 && !self.newer;
        self.lay(pending, role);
        if at_very_top {
            self.top = 0;
        }
        self.keep_in_sight(page);
    }

    /// Puts the cursor on a record that is here; whether it is.
    pub(crate) fn stand_on_record(&mut self, record: RecordRef, page: usize) -> bool {
        let Some(at) = self.rows.iter().position(|row| row.key() == RowKey::Record(record)).filter(|_| self.loaded) else { return false };
        self.cursor = at;
        self.keep_in_sight(page);
        true
    }

    /// The draft or waiting mail under the cursor.
    pub(crate) fn unsent(&self) -> Option<&Unsent> {
        self.rows.get(self.cursor).filter(|_| self.loaded).and_then(ListRow::unsent)
    }

    /// Puts the cursor on a draft or a waiting mail that is here; whether it is.
    pub(crate) fn stand_on_unsent(&mut self, unsent: UnsentKey, page: usize) -> bool {
        let Some(at) = self.rows.iter().position(|row| row.key() == RowKey::Unsent(unsent)).filter(|_| self.loaded) else { return false };
        self.cursor = at;
        self.keep_in_sight(page);
        true
    }

    /// The group that the cursor is in.
    pub(crate) fn group(&self) -> Option<Standing> {
        self.rows.get(self.cursor).filter(|_| self.loaded).and_then(ListRow::group)
    }

    /// Folds a group or unfolds it; the cursor stands on its heading. Answers the window to ask for.
    pub(crate) fn turn_group(&mut self, standing: Standing, pending: &Pending, role: Option<MailboxRole>, page: usize) -> Option<WindowOf> {
        let ListView::Sales { folded } = &mut self.view else { return None };
        match folded.iter().position(|one| *one == standing) {
            Some(at) => _ = folded.remove(at),
            None => {
                folded.push(standing);
                folded.sort();
                self.base.retain(|row| row.place.rank.standing() != Some(standing));
            }
        }
        self.all_selected = false;
        self.lay(pending, role);
        if let Some(at) = self.rows.iter().position(|row| row.key() == RowKey::Group(standing)) {
            self.cursor = at;
        }
        self.keep_in_sight(page);
        let mut window = self.same_window(page);
        let first = Place { rank: Rank::of(standing, false), at: MessageKey(i64::MAX) };
        if let Anchor::From(place) = window.anchor {
            window.anchor = Anchor::From(place.min(first));
        }
        Some(window)
    }

    /// The rows beside the one under the cursor, the next one first.
    pub(crate) fn beside(&self) -> impl Iterator<Item = &ThreadRow> {
        let at = |place: Option<usize>| place.filter(|_| self.loaded).and_then(|place| self.rows.get(place)?.thread());
        [at(self.cursor.checked_add(1)), at(self.cursor.checked_sub(1))].into_iter().flatten()
    }

    /// The window that shows this list from its beginning.
    pub(crate) fn first_window(&self, page: usize) -> WindowOf {
        self.window(Anchor::Newest, page)
    }

    /// The window that shows the end of the list.
    pub(crate) fn last_window(&self, page: usize) -> WindowOf {
        self.window(Anchor::Oldest, page)
    }

    /// The window that reads again what is here.
    pub(crate) fn same_window(&self, page: usize) -> WindowOf {
        let anchor = match self.base.first() {
            Some(first) if self.newer => Anchor::From(first.place),
            _ => Anchor::Newest,
        };
        let limit = self.base.len().max(page * MARGIN).max(FEWEST);
        WindowOf { limit: u32::try_from(limit).unwrap_or(u32::MAX), ..self.window(anchor, page) }
    }

    fn window(&self, anchor: Anchor, page: usize) -> WindowOf {
        let limit = u32::try_from((page * MARGIN).max(FEWEST)).unwrap_or(u32::MAX);
        WindowOf { view: self.view.clone(), anchor, limit }
    }

    /// Notes that a window was asked for.
    pub(crate) fn asked(&mut self, ticket: Ticket) {
        self.asked = Some(ticket);
        self.again = false;
        self.refused = false;
    }

    /// Something changed in the store. Answers whether to read again now; while an answer is under way it is read again after it.
    pub(crate) fn stale(&mut self) -> bool {
        let now = self.asked.is_none();
        self.again = !now;
        now
    }

    /// Whether the rows have to be read again although an answer just came.
    pub(crate) fn is_stale(&self) -> bool {
        self.again
    }

    /// Which window has to be asked for, so that scrolling never meets an end that is not the list's.
    pub(crate) fn missing(&self, page: usize) -> Option<WindowOf> {
        if self.asked.is_some() || !self.loaded || self.refused {
            return None;
        }
        let near = page.max(8);
        if self.older && self.top + page + near >= self.rows.len() {
            return self.base.last().map(|last| self.window(Anchor::OlderThan(last.place), page));
        }
        if self.newer && self.top < near {
            return self.base.first().map(|first| self.window(Anchor::NewerThan(first.place), page));
        }
        None
    }

    /// Takes an answer. One for another list, or one nobody waits for any more, changes nothing.
    pub(crate) fn take(&mut self, ticket: Ticket, window: ThreadWindow, pending: &Pending, role: Option<MailboxRole>, page: usize) {
        if self.asked != Some(ticket) || window.of.view != self.view {
            return;
        }
        self.asked = None;
        let first_answer = !self.loaded;
        self.loaded = true;
        self.threads = window.threads.or(self.threads);
        self.unread = window.unread.or(self.unread);
        self.groups = window.groups;
        let here = if first_answer { None } else { self.rows.get(self.cursor).map(ListRow::key) };
        let below_top = self.cursor.saturating_sub(self.top);
        let at_very_top = self.top == 0 && !self.newer;
        let before: BTreeSet<ThreadKey> = if self.returning { self.threads().map(|row| row.thread).collect() } else { BTreeSet::new() };
        self.above = match window.of.anchor {
            Anchor::OlderThan(_) | Anchor::From(_) => self.above,
            Anchor::Newest => Some(0),
            Anchor::NewerThan(_) if !window.newer => Some(0),
            Anchor::NewerThan(_) => self.above.map(|above| above.saturating_sub(window.rows.len())),
            Anchor::Oldest if !window.newer => Some(0),
            Anchor::Oldest => self.length().map(|length| length.saturating_sub(window.rows.len())),
        };
        match window.of.anchor {
            Anchor::OlderThan(_) => {
                self.append(window.rows);
                self.older = window.older;
            }
            Anchor::NewerThan(_) => {
                self.prepend(window.rows);
                self.newer = window.newer;
            }
            Anchor::Newest | Anchor::Oldest | Anchor::From(_) => {
                self.base = window.rows;
                self.older = window.older;
                self.newer = window.newer;
            }
        }
        let at_top = self.rows.get(self.top).map(ListRow::key);
        self.lay(pending, role);
        if std::mem::take(&mut self.returning)
            && let Some(back) = self.rows.iter().position(|row| row.thread().is_some_and(|row| !before.contains(&row.thread)))
        {
            // What comes back moves what is below it, and nothing above it.
            self.top = if at_very_top { 0 } else { self.rows.iter().position(|row| Some(row.key()) == at_top).unwrap_or(self.top) };
            self.cursor = back;
            self.trim(page, pending, role);
            self.keep_in_sight(page);
            return;
        }
        let jumped = first_answer || (window.of.anchor == Anchor::Oldest);
        match here.and_then(|here| self.rows.iter().position(|row| row.key() == here)) {
            Some(at) if !jumped => {
                self.cursor = at;
                self.top = if at_very_top && window.of.anchor == Anchor::Newest { 0 } else { at.saturating_sub(below_top) };
            }
            _ if window.of.anchor == Anchor::Oldest => self.cursor = self.rows.len().saturating_sub(1),
            _ if first_answer => {
                let first = self.rows.iter().position(|row| row.thread().is_some());
                (self.cursor, self.top) = (first.unwrap_or(0), 0);
            }
            _ => {}
        }
        self.trim(page, pending, role);
        self.keep_in_sight(page);
    }

    /// How many rows the whole list of a search has, where that is known to the last.
    fn length(&self) -> Option<usize> {
        self.found.filter(|found| !found.more).and_then(|found| usize::try_from(found.threads).ok())
    }

    /// What has to be asked so that the list of a search knows its length: nothing while all of it is here.
    pub(crate) fn uncounted(&mut self) -> Option<CountThreads> {
        let ListView::Search { query, within } = &self.view else { return None };
        if !self.older && !self.newer {
            self.found = Some(ThreadCount { threads: self.threads().count() as u64, more: false });
            return None;
        }
        self.loaded.then(|| CountThreads { query: query.clone(), within: *within })
    }

    /// Takes the count of a search; one of another list changes nothing.
    pub(crate) fn count(&mut self, view: &ListView, count: ThreadCount) {
        if self.view == *view {
            self.found = Some(count);
        }
    }

    /// At which of how many threads of a search the cursor stands, as far as both are known.
    pub(crate) fn hits(&self) -> Option<(Option<u64>, ThreadCount)> {
        let found = self.found.filter(|_| self.loaded && !self.rows.is_empty() && matches!(self.view, ListView::Search { .. }))?;
        // What stands above the mails is counted by nobody.
        let here = self.rows.iter().take(self.cursor + 1).filter_map(ListRow::thread).count();
        let at = self.above.filter(|_| self.current().is_some()).map(|above| (above + here) as u64);
        (found.threads > 0).then(|| (at.filter(|at| *at <= found.threads), found))
    }

    /// An undo brings rows back: the cursor goes to the first of them.
    pub(crate) fn await_returned(&mut self) {
        self.returning = true;
    }

    /// The answer to the window with this ticket will not come.
    pub(crate) fn failed(&mut self, ticket: Ticket) {
        if self.asked == Some(ticket) {
            self.asked = None;
            self.loaded = true;
            self.refused = true;
        }
    }

    fn append(&mut self, rows: Vec<ThreadRow>) {
        let known: BTreeSet<ThreadKey> = self.base.iter().map(|row| row.thread).collect();
        self.base.extend(rows.into_iter().filter(|row| !known.contains(&row.thread)));
    }

    fn prepend(&mut self, rows: Vec<ThreadRow>) {
        let known: BTreeSet<ThreadKey> = self.base.iter().map(|row| row.thread).collect();
        let mut rows: Vec<ThreadRow> = rows.into_iter().filter(|row| !known.contains(&row.thread)).collect();
        rows.append(&mut self.base);
        self.base = rows;
    }

    /// Lays what is under way over the rows again. The cursor stays on its row; when that leaves, it stands on the next one that stays, else on the last.
    pub(crate) fn lay(&mut self, pending: &Pending, role: Option<MailboxRole>) {
        let before: Vec<RowKey> = self.rows.iter().map(ListRow::key).collect();
        let threads: Vec<ThreadRow> = self.base.iter().filter_map(|row| pending.lay_on_row(row, &self.view, role)).collect();
        let folded: &[Standing] = if let ListView::Sales { folded } = &self.view { folded } else { &[] };
        self.rows = arranged(threads, &self.groups, folded, self.newer, self.older);
        if !self.newer {
            let records = self.records.iter().map(|record| ListRow::Record(Box::new(record.clone())));
            let unsent = self.unsent.iter().map(|one| ListRow::Unsent(Box::new(one.clone())));
            self.rows.splice(0..0, records.chain(unsent));
        }
        let here = self.cursor.min(before.len());
        let at = |key: &RowKey| self.rows.iter().position(|row| row.key() == *key);
        let stays = before[here..].iter().find_map(at).or_else(|| before[..here].iter().rev().find_map(at));
        let below_top = self.cursor.saturating_sub(self.top);
        if let Some(at) = stays {
            self.cursor = at;
            self.top = at.saturating_sub(below_top);
        }
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        if self.base.is_empty() {
            self.selected.clear();
        }
    }

    /// Forgets rows far from the screen. A range that is being selected keeps all its rows.
    fn trim(&mut self, page: usize, pending: &Pending, role: Option<MailboxRole>) {
        let margin = (page * MARGIN * 2).max(FEWEST * 2);
        if self.range_from.is_some() || self.base.len() <= margin * 2 + page {
            return;
        }
        let Some(here) = self.rows.get(self.cursor).map(ListRow::key) else { return };
        let below = self.rows.iter().skip(self.cursor).find_map(ListRow::thread).or_else(|| self.threads().last());
        let Some(thread) = below.map(|row| row.thread) else { return };
        let Some(at) = self.base.iter().position(|row| row.thread == thread) else { return };
        let end = (at + margin).min(self.base.len());
        let start = at.saturating_sub(margin);
        self.older |= end < self.base.len();
        self.newer |= start > 0;
        self.base.truncate(end);
        self.base.drain(..start);
        self.above = self.above.map(|above| above + start);
        let below_top = self.cursor.saturating_sub(self.top);
        self.lay(pending, role);
        self.cursor = self.rows.iter().position(|row| row.key() == here).unwrap_or(self.cursor);
        self.top = self.cursor.saturating_sub(below_top);
    }

    /// Moves the cursor by rows.
    pub(crate) fn step(&mut self, by: isize, page: usize) {
        self.refused = false;
        self.cursor = self.cursor.saturating_add_signed(by).min(self.rows.len().saturating_sub(1));
        self.keep_in_sight(page);
    }

    /// Puts the cursor on a thread that is here; whether it is.
    pub(crate) fn stand_on(&mut self, thread: ThreadKey, page: usize) -> bool {
        let Some(at) = self.rows.iter().position(|row| row.key() == RowKey::Thread(thread)).filter(|_| self.loaded) else {
            return false;
        };
        self.refused = false;
        self.cursor = at;
        self.keep_in_sight(page);
        true
    }

    /// Puts the cursor on the heading of a group that is here; whether it is.
    pub(crate) fn stand_on_group(&mut self, standing: Standing, page: usize) -> bool {
        let Some(at) = self.rows.iter().position(|row| row.key() == RowKey::Group(standing)).filter(|_| self.loaded) else { return false };
        self.cursor = at;
        self.keep_in_sight(page);
        true
    }

    /// Scrolls by rows; the cursor stays on the screen.
    pub(crate) fn scroll(&mut self, by: isize, page: usize) {
        self.refused = false;
        let page = page.max(1);
        self.top = self.top.saturating_add_signed(by).min(self.rows.len().saturating_sub(page));
        self.cursor = self.cursor.clamp(self.top, self.top + page - 1);
        self.keep_in_sight(page);
    }

    /// Scrolls so that the cursor, and a heading right above it, are on the screen.
    pub(crate) fn keep_in_sight(&mut self, page: usize) {
        let page = page.max(1);
        self.cursor = self.cursor.min(self.rows.len().saturating_sub(1));
        let above = self.cursor.checked_sub(1).and_then(|above| self.rows.get(above));
        let heading = usize::from(above.is_some_and(|row| matches!(row, ListRow::Group(_))));
        self.top = self.top.min(self.cursor - heading.min(page - 1)).max((self.cursor + 1).saturating_sub(page));
        self.top = self.top.min(self.rows.len().saturating_sub(page.min(self.rows.len())));
    }

    /// The threads a command acts on: the selected ones, else the one under the cursor.
    pub(crate) fn targets(&self) -> BTreeSet<ThreadKey> {
        if self.selected.is_empty() { self.current().map(|row| row.thread).into_iter().collect() } else { self.selected.clone() }
    }

    /// Selects or unselects the row under the cursor.
    pub(crate) fn select(&mut self) {
        self.all_selected = false;
        let Some(thread) = self.current().map(|row| row.thread) else { return };
        if !self.selected.remove(&thread) {
            self.selected.insert(thread);
        }
        self.range_from = Some(thread);
    }

    /// Selects from the last selected row to the cursor.
    pub(crate) fn select_range(&mut self) {
        self.all_selected = false;
        let Some(thread) = self.current().map(|row| row.thread) else { return };
        let from =
            self.range_from.and_then(|from| self.rows.iter().position(|row| row.key() == RowKey::Thread(from))).unwrap_or(self.cursor);
        let (low, high) = (from.min(self.cursor), from.max(self.cursor));
        self.selected.extend(self.rows[low..=high].iter().filter_map(ListRow::thread).map(|row| row.thread));
        self.range_from = Some(thread);
    }

    /// Selects all that match, or nothing when all were selected. Of what no query says again, and while groups are folded, all is what is here.
    pub(crate) fn select_all(&mut self) {
        let here: BTreeSet<ThreadKey> = self.threads().map(|row| row.thread).collect();
        let says_all = match &self.view {
            ListView::Sales { folded } => folded.is_empty(),
            ListView::Smart(_) => false,
            _ => true,
        };
        let all = if says_all { !self.all_selected } else { self.selected != here };
        self.clear_selection();
        self.all_selected = all && says_all && !here.is_empty();
        if all {
            self.selected = here;
        }
    }

    /// Selects nothing.
    pub(crate) fn clear_selection(&mut self) {
        self.selected.clear();
        self.all_selected = false;
        self.range_from = None;
    }

    /// Whether a row is selected.
    pub(crate) fn is_selected(&self, thread: ThreadKey) -> bool {
        self.all_selected || self.selected.contains(&thread)
    }
}
