//! The tabs beside mail: lists of records, the pipeline, the agenda; and the record that is open beside them.

mod detail;

pub(crate) use detail::{Detail, DetailRow};

use std::collections::BTreeSet;

use super::panes::{Area, Tab};
use crate::config::look::Look;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef};
use crate::domain::crm::money::Money;
use crate::domain::crm::record::Record;
use crate::domain::crm::value::Value;
use crate::domain::query::Narrowing;
use crate::jobs::Ticket;
use crate::jobs::crm::{Agenda, AgendaGroup, AgendaRow, RecordQuery, RecordWindow, StageRow, WaitingRow};
use crate::text::CleanText;

/// How many records are read at first; more when the cursor comes near the end.
const FIRST_LIMIT: u32 = 300;

/// The width from which the open record stands beside the list.
const BESIDE_FROM: u16 = 100;

/// What a tab shows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) enum BoardView {
    /// The records of a kind.
    Kind(RecordKind),
    /// Deals by stage.
    Pipeline,
    /// Tasks, events and calls by day.
    #[default]
    Agenda,
}

/// A row of a board.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum BoardRow {
    /// A stage with its sums.
    Stage {
        /// The stage's id.
        id: CleanText,
        /// How likely its deals are won, in percent.
        probability: i64,
        /// How many deals.
        count: usize,
        /// What its deals come to together.
        amount: Money,
        /// Their sum times probability.
        weighted: Money,
    },
    /// A part of the agenda.
    Part(AgendaGroup),
    Record(Box<Record>),
    /// An activity of the agenda.
    Due(Box<AgendaRow>),
    /// A customer who waits for an answer.
    Waiting(Box<WaitingRow>),
}

impl BoardRow {
    /// What an activity or note of this row is about: the person, company or deal itself, of an activity what that is about.
    pub(crate) fn subject(&self) -> Option<RecordName> {
        match self {
            Self::Record(record) if record.kind.is_activity() || record.kind == RecordKind::Note => {
                record.value(Field::RelatedTo).and_then(Value::as_record).cloned()
            }
            Self::Record(record) => Some(record.as_name()),
            Self::Due(due) => due.about.clone(),
            Self::Waiting(row) => row.person.clone(),
            Self::Stage { .. } | Self::Part(_) => None,
        }
    }

    /// The person of this row: themselves, of a deal its contact, of an activity its person.
    pub(crate) fn person(&self) -> Option<RecordName> {
        match self {
            Self::Record(record) if record.kind.is_person() => Some(record.as_name()),
            Self::Record(record) => record.person.clone(),
            Self::Due(due) => due.person.clone(),
            Self::Waiting(row) => row.person.clone(),
            Self::Stage { .. } | Self::Part(_) => None,
        }
    }

    /// The record that it shows with its values; `None` for headings and dues.
    pub(crate) fn record(&self) -> Option<&Record> {
        match self {
            Self::Record(record) => Some(&**record),
            Self::Due(_) | Self::Waiting(_) | Self::Stage { .. } | Self::Part(_) => None,
        }
    }

    /// The record of this row; headings have none.
    pub(crate) fn name(&self) -> Option<RecordName> {
        match self {
            Self::Record(record) => Some(record.as_name()),
            Self::Due(due) => Some(due.record.clone()),
            Self::Waiting(_) | Self::Stage { .. } | Self::Part(_) => None,
        }
    }

    /// Whether it only heads other rows: the cursor steps over it.
    pub(crate) fn is_heading(&self) -> bool {
        matches!(self, Self::Stage { .. } | Self::Part(_))
    }
}

/// The board of the open tab.
#[derive(Debug, Default)]
pub(crate) struct Board {
    pub(crate) view: BoardView,
    /// The rows as the screen shows them.
    pub(crate) rows: Vec<BoardRow>,
    /// How many records there are in all.
    pub(crate) total: u64,
    pub(crate) cursor: usize,
    pub(crate) top: usize,
    /// The words that all rows have.
    pub(crate) filter: String,
    pub(crate) sort: Option<Field>,
    pub(crate) descending: bool,
    pub(crate) selected: BTreeSet<RecordRef>,
    /// Where a selected range begins.
    range_from: Option<RecordRef>,
    /// Whether an answer for this view is here.
    pub(crate) loaded: bool,
    /// The record under the cursor in full.
    pub(crate) detail: Detail,
    /// Whether a mail that it names is looked at meanwhile: who leaves that list comes back here.
    pub(crate) away: bool,
    /// Whether the open record was found by a search of the mail: who leaves it goes back there.
    pub(crate) searched: bool,
    limit: u32,
    asked: Option<Ticket>,
}

impl BoardView {
    /// The tab that shows this.
    pub(crate) fn tab(self) -> Tab {
        match self {
            Self::Kind(RecordKind::Lead) => Tab::Leads,
            Self::Kind(RecordKind::Company) => Tab::Companies,
            Self::Kind(_) => Tab::Contacts,
            Self::Pipeline => Tab::Deals,
            Self::Agenda => Tab::Agenda,
        }
    }

    /// The fields that the list shows beside the name, and that it can be sorted by.
    pub(crate) fn columns(self) -> &'static [Field] {
        match self {
            Self::Kind(RecordKind::Lead) => &[Field::Company, Field::LeadStatus, Field::Phone, Field::Email],
            Self::Kind(RecordKind::Company) => &[Field::Phone, Field::Website, Field::Industry],
            Self::Kind(_) => &[Field::Company, Field::Title, Field::Phone, Field::Email],
            Self::Pipeline => &[Field::Contact, Field::Amount, Field::ClosingDate],
            Self::Agenda => &[],
        }
    }

    /// Where the rows stand in the area of the list: below its border and the names of the columns.
    pub(crate) fn rows_in(self, list: Area) -> Area {
        let (inside, head) = (list.inside(), u16::from(!self.columns().is_empty()));
        Area { y: inside.y + head, height: inside.height.saturating_sub(head), ..inside }
    }
}

impl Board {
    /// Turns to another view, from its first row on, in the order that the person gave it.
    pub(crate) fn turn_to(&mut self, view: BoardView, look: &Look) {
        let BoardView::Kind(kind) = view else {
            *self = Self { view, ..Self::default() };
            return;
        };
        let (sort, descending) = look.sorts.get(&kind).map_or((None, false), |sort| (Some(sort.field), sort.descending));
        *self = Self { view, sort, descending, ..Self::default() };
    }

    /// The list of records to ask for.
    pub(crate) fn query(&self, kind: RecordKind) -> RecordQuery {
        let limit = self.limit.max(FIRST_LIMIT);
        RecordQuery { filter: self.filter.clone(), sort: self.sort, descending: self.descending, limit, ..RecordQuery::all(kind) }
    }

    /// Notes which question shows the rows.
    pub(crate) fn asked(&mut self, ticket: Ticket) {
        self.asked = Some(ticket);
    }

    fn is_for(&mut self, ticket: Ticket) -> bool {
        let ours = self.asked == Some(ticket);
        if ours {
            self.asked = None;
            self.loaded = true;
        }
        ours
    }

    /// The question with this ticket failed; whether it was the one that the rows wait for.
    pub(crate) fn failed(&mut self, ticket: Ticket) -> bool {
        self.is_for(ticket)
    }

    /// Takes a list of records.
    pub(crate) fn take_records(&mut self, ticket: Ticket, window: RecordWindow) {
        if self.is_for(ticket) {
            self.total = window.total;
            self.replace(window.rows.into_iter().map(|record| BoardRow::Record(Box::new(record))).collect());
        }
    }

    /// Takes the pipeline: a heading for each stage that has deals, or is open.
    pub(crate) fn take_pipeline(&mut self, ticket: Ticket, stages: Vec<StageRow>) {
        if !self.is_for(ticket) {
            return;
        }
        let mut rows = Vec::new();
        self.total = 0;
        for stage in stages {
            let deals: Vec<Record> =
                stage.deals.into_iter().filter(|deal| self.matches(deal.name().as_str(), deal.text(Field::Contact))).collect();
            self.total += deals.len() as u64;
            rows.push(BoardRow::Stage {
                id: stage.stage,
                probability: stage.probability,
                count: deals.len(),
                amount: stage.amount,
                weighted: stage.weighted,
            });
            rows.extend(deals.into_iter().map(|deal| BoardRow::Record(Box::new(deal))));
        }
        self.replace(rows);
    }

    /// Takes the agenda: a heading for each part that has rows.
    pub(crate) fn take_agenda(&mut self, ticket: Ticket, agenda: Agenda) {
        if !self.is_for(ticket) {
            return;
        }
        let mut rows = Vec::new();
        let mut part = None;
        self.total = 0;
        let mut waiting = Some(agenda.waiting);
        for row in agenda.rows {
            if row.group > AgendaGroup::NoReply {
                self.put_waiting(waiting.take(), &mut rows);
            }
            let person = row.person.as_ref().map(|person| person.name.as_str()).unwrap_or_default();
            if !self.matches(row.record.name.as_str(), person) {
                continue;
            }
            if part != Some(row.group) {
                part = Some(row.group);
                rows.push(BoardRow::Part(row.group));
            }
            self.total += 1;
            rows.push(BoardRow::Due(Box::new(row)));
        }
        self.put_waiting(waiting, &mut rows);
        self.replace(rows);
    }

    fn put_waiting(&mut self, waiting: Option<Vec<WaitingRow>>, rows: &mut Vec<BoardRow>) {
        let person = |row: &WaitingRow| row.person.as_ref().map(|person| person.name.as_str().to_owned()).unwrap_or_default();
        let fitting: Vec<WaitingRow> =
            waiting.into_iter().flatten().filter(|row| self.matches(row.subject.as_str(), &person(row))).collect();
        if !fitting.is_empty() {
            self.total += fitting.len() as u64;
            rows.push(BoardRow::Part(AgendaGroup::NoReply));
            rows.extend(fitting.into_iter().map(|row| BoardRow::Waiting(Box::new(row))));
        }
    }

    fn matches(&self, name: &str, person: &str) -> bool {
        Narrowing::of(&self.filter).fits(&format!("{name}\n{person}"))
    }

    /// New rows: the cursor stays on its record, or at its place when that is gone.
    fn replace(&mut self, rows: Vec<BoardRow>) {
        let here = self.current().map(|name| name.reference);
        self.rows = rows;
        let same = here.and_then(|here| self.rows.iter().position(|row| row.name().is_some_and(|name| name.reference == here)));
        self.cursor = same.unwrap_or(self.cursor).min(self.rows.len().saturating_sub(1));
        let there: BTreeSet<RecordRef> = self.rows.iter().filter_map(|row| row.name().map(|name| name.reference)).collect();
        self.selected.retain(|one| there.contains(one));
        self.off_heading(1);
        if self.current().is_none() {
            self.detail.forget();
        }
    }

    /// The row under the cursor.
    pub(crate) fn row(&self) -> Option<&BoardRow> {
        self.rows.get(self.cursor)
    }

    /// The record under the cursor in full, as far as it is here: the row's own, else the one that is shown beside it.
    pub(crate) fn record(&self) -> Option<&Record> {
        let here = self.current()?.reference;
        match self.row() {
            Some(BoardRow::Record(record)) => Some(&**record),
            _ => self.detail.record().filter(|record| record.reference == here),
        }
    }

    /// The record under the cursor.
    pub(crate) fn current(&self) -> Option<RecordName> {
        self.rows.get(self.cursor).and_then(BoardRow::name)
    }

    /// Puts the cursor on a record that is here; whether it is.
    pub(crate) fn stand_on(&mut self, record: RecordRef) -> bool {
        let at = self.rows.iter().position(|row| row.name().is_some_and(|name| name.reference == record));
        self.cursor = at.unwrap_or(self.cursor);
        at.is_some()
    }

    /// Moves the cursor by rows that are records, and scrolls.
    pub(crate) fn step(&mut self, by: isize, page: usize) {
        let last = self.rows.len().saturating_sub(1);
        self.cursor = self.cursor.saturating_add_signed(by).min(last);
        self.off_heading(if by < 0 { -1 } else { 1 });
        self.keep_in_sight(page);
    }

    /// The cursor never stands on a heading: it goes on, or back where nothing follows.
    fn off_heading(&mut self, direction: isize) {
        for way in [direction, -direction] {
            let mut at = self.cursor;
            loop {
                match self.rows.get(at) {
                    Some(row) if !row.is_heading() => {
                        self.cursor = at;
                        return;
                    }
                    Some(_) => match at.checked_add_signed(way) {
                        Some(next) => at = next,
                        None => break,
                    },
                    None => break,
                }
            }
        }
    }

    /// Scrolls so that the cursor, and a heading right above it, are on the screen.
    pub(crate) fn keep_in_sight(&mut self, page: usize) {
        let page = page.max(1);
        let heading = usize::from(self.cursor > 0 && self.rows.get(self.cursor - 1).is_some_and(BoardRow::is_heading));
        let first = self.cursor - heading.min(page - 1);
        self.top = self.top.min(first).max((self.cursor + 1).saturating_sub(page));
        self.top = self.top.min(self.rows.len().saturating_sub(page.min(self.rows.len())));
    }

    /// Whether the cursor came near the end of what was read, and more is there; the limit grows then.
    pub(crate) fn wants_more(&mut self, page: usize) -> bool {
        let here = self.rows.len();
        let more = self.loaded && self.asked.is_none() && (here as u64) < self.total && matches!(self.view, BoardView::Kind(_));
        if more && self.cursor + 2 * page >= here {
            self.limit = self.limit.max(FIRST_LIMIT).saturating_mul(4);
            return true;
        }
        false
    }

    /// Selects or unselects the record under the cursor.
    pub(crate) fn select(&mut self) {
        let Some(name) = self.current() else { return };
        if !self.selected.remove(&name.reference) {
            self.selected.insert(name.reference);
        }
        self.range_from = Some(name.reference);
    }

    /// Selects from the last selected row to the cursor.
    pub(crate) fn select_range(&mut self) {
        let Some(here) = self.current() else { return };
        let is_from = |row: &BoardRow| row.name().is_some_and(|name| Some(name.reference) == self.range_from);
        let from = self.rows.iter().position(is_from).unwrap_or(self.cursor);
        let (low, high) = (from.min(self.cursor), from.max(self.cursor));
        self.selected.extend(self.rows[low..=high].iter().filter_map(|row| row.name().map(|name| name.reference)));
        self.range_from = Some(here.reference);
    }

    /// Selects nothing.
    pub(crate) fn clear_selection(&mut self) {
        self.selected.clear();
        self.range_from = None;
    }

    /// Selects all rows, or none when all are selected.
    pub(crate) fn select_all(&mut self) {
        let all: BTreeSet<RecordRef> = self.rows.iter().filter_map(|row| row.name().map(|name| name.reference)).collect();
        if self.selected == all {
            self.selected.clear();
        } else {
            self.selected = all;
        }
    }

    /// What commands act on: the selected records, else the one under the cursor.
    pub(crate) fn targets(&self) -> Vec<RecordRef> {
        if self.selected.is_empty() {
            self.current().map(|name| name.reference).into_iter().collect()
        } else {
            self.selected.iter().copied().collect()
        }
    }
}

/// Where list and open record stand; a narrow screen shows one of them.
pub(crate) fn areas(body: Area, width: u16, open: bool) -> (Option<Area>, Option<Area>) {
    if width < BESIDE_FROM {
        return if open { (None, Some(body)) } else { (Some(body), None) };
    }
    let list = body.width * 3 / 5;
    (Some(Area { width: list, ..body }), Some(Area { x: body.x + list, width: body.width - list, ..body }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crm::kind::Subject;
    use crate::domain::ids::Id;

    fn due(key: i64, group: AgendaGroup) -> AgendaRow {
        let record = RecordName {
            reference: Subject::Activity.at(key),
            id: Id::v7(key, [0; 10]),
            kind: RecordKind::Task,
            name: CleanText::line("x"),
        };
        AgendaRow { record, person: None, about: None, when: None, group, status: CleanText::default() }
    }

    fn agenda(rows: &[(i64, AgendaGroup)]) -> Board {
        let mut board = Board::default();
        board.asked(Ticket::new(1, None));
        let rows = rows.iter().map(|(key, group)| due(*key, *group)).collect();
        board.take_agenda(Ticket::new(1, None), Agenda { rows, waiting: Vec::new() });
        board
    }

    #[test]
    fn the_cursor_steps_over_headings_and_stays_on_its_record() {
        let mut board = agenda(&[(1, AgendaGroup::Overdue), (2, AgendaGroup::Today), (3, AgendaGroup::Today)]);
        assert_eq!(board.current().map(|name| name.reference.key), Some(1), "not on the heading");
        board.step(1, 10);
        assert_eq!(board.current().map(|name| name.reference.key), Some(2));
        board.asked(Ticket::new(2, None));
        let rows = vec![due(2, AgendaGroup::Today), due(3, AgendaGroup::Today)];
        board.take_agenda(Ticket::new(2, None), Agenda { rows, waiting: Vec::new() });
        assert_eq!(board.current().map(|name| name.reference.key), Some(2), "the first one was completed");
        board.step(isize::MIN, 10);
        assert_eq!(board.current().map(|name| name.reference.key), Some(2));
        board.step(isize::MAX, 10);
        assert_eq!(board.current().map(|name| name.reference.key), Some(3));
    }

    #[test]
    fn an_answer_nobody_waits_for_changes_nothing() {
        let mut board = agenda(&[(1, AgendaGroup::Today)]);
        board.take_agenda(Ticket::new(9, None), Agenda { rows: Vec::new(), waiting: Vec::new() });
        assert_eq!(board.rows.len(), 2);
    }
}
