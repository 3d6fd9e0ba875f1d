//! The open record: its fields, and what hangs on it.

use crate::domain::crm::field::{Field, FieldSpec, specs};
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef};
use crate::domain::crm::record::Record;
use crate::domain::crm::value::Value;
use crate::i18n::Text;
use crate::jobs::crm::{EmailBrief, Sidebar as Content};
use crate::present::commands::Command;
use crate::present::{fields, sizes};
use crate::tui::app::facts::{self, FactLine};

/// The record beside or over the list.
#[derive(Debug, Default)]
pub(crate) struct Detail {
    /// Whether the keys act in it.
    pub(crate) open: bool,
    /// Which record was asked for.
    pub(crate) of: Option<RecordRef>,
    /// What it shows.
    pub(crate) content: Option<Box<Content>>,
    /// Which of the rows that do something the keys act on.
    pub(crate) cursor: usize,
    /// The first line on the screen.
    pub(crate) top: usize,
    /// Whether the row under the cursor was scrolled off the screen, so that no key means it.
    away: bool,
    /// The records that were opened one from another, out of the one of the list.
    path: Vec<Step>,
    /// Where the cursor goes when the record that one comes back to is here.
    back_at: Option<(usize, usize)>,
}

/// A record that was opened from another one.
#[derive(Debug)]
struct Step {
    record: RecordRef,
    /// Cursor and first row of the one that it was opened from.
    from: (usize, usize),
}

/// A row of the open record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DetailRow {
    /// A field with its label.
    Field(Text, RecordKind, Field),
    /// A field that names another record, which it opens.
    Named(Text, RecordName),
    /// A section with the commands that add to it.
    Heading(Text, Vec<Command>),
    /// A person, activity, note or deal.
    Record(Box<Record>),
    Email(Box<EmailBrief>),
    /// Goes to the list of all of the mail; how much that is, as far as it was counted.
    AllMail(String),
    /// Jumps to the mail that made the record.
    Source,
}

impl DetailRow {
    /// Whether the cursor can stand on it.
    pub(crate) fn does_something(&self) -> bool {
        matches!(self, Self::Named(..) | Self::Record(_) | Self::Email(_) | Self::AllMail(_) | Self::Source)
    }
}

impl Detail {
    /// Shows nothing any more.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }

    /// Opens a record that is named on the open one.
    pub(crate) fn go_into(&mut self, record: RecordRef) {
        self.path.push(Step { record, from: (self.cursor, self.top) });
    }

    /// Comes back to the record from which this one was opened; whether there is one.
    pub(crate) fn come_back(&mut self) -> bool {
        let step = self.path.pop();
        self.back_at = step.as_ref().map(|step| step.from);
        step.is_some()
    }

    /// Whether the open record is the one that was opened first.
    pub(crate) fn is_first(&self) -> bool {
        self.path.len() <= 1
    }

    /// The record that was opened from another one, where the keys act in it.
    pub(crate) fn opened_from_another(&self) -> Option<RecordRef> {
        self.path.last().filter(|_| self.open).map(|step| step.record)
    }

    /// Another record comes: the cursor stands where it was left, or at the top.
    pub(crate) fn turns(&mut self) {
        (self.cursor, self.top) = self.back_at.take().unwrap_or((0, 0));
        self.away = false;
    }

    /// The open record is left for the list.
    pub(crate) fn close(&mut self) {
        self.open = false;
        self.path.clear();
    }

    /// The record is gone: nothing is shown in its place, and it is not asked for once more.
    pub(crate) fn gone(&mut self) {
        *self = Self { of: self.of, ..Self::default() };
    }

    /// The record, when it is the one that was asked for.
    pub(crate) fn record(&self) -> Option<&Record> {
        self.content.as_ref().and_then(|content| content.record.as_ref()).filter(|record| Some(record.reference) == self.of)
    }

    /// What is on it, top to bottom.
    pub(crate) fn rows(&self) -> Vec<DetailRow> {
        let (Some(content), Some(record)) = (&self.content, self.record()) else { return Vec::new() };
        let kind = record.kind;
        let filled = specs(kind).into_iter().filter(|spec| record.value(spec.field).is_some());
        let field = |spec: FieldSpec| match record.value(spec.field) {
            Some(Value::Record(name)) => DetailRow::Named(fields::label(kind, spec.field), name.clone()),
            _ => DetailRow::Field(fields::label(kind, spec.field), kind, spec.field),
        };
        let mut rows: Vec<DetailRow> = filled.map(field).collect();
        if record.made_from.is_some() {
            rows.push(DetailRow::Source);
        }
        if kind.is_activity() || kind == RecordKind::Note {
            if !content.emails.recent.is_empty() {
                emails(content, &mut rows);
            }
            return rows;
        }
        if kind == RecordKind::Company {
            rows.push(DetailRow::Heading(Text::of("sidebar-people"), vec![Command::AddContact]));
            rows.extend(content.people.iter().map(|one| DetailRow::Record(Box::new(one.clone()))));
        }
        rows.push(DetailRow::Heading(Text::of("sidebar-activities"), vec![Command::AddTask, Command::AddEvent, Command::AddCall]));
        rows.extend(content.activities.iter().map(|one| DetailRow::Record(Box::new(one.clone()))));
        rows.push(DetailRow::Heading(Text::of("sidebar-notes"), vec![Command::AddNote]));
        rows.extend(content.notes.iter().map(|one| DetailRow::Record(Box::new(one.clone()))));
        if kind != RecordKind::Deal {
            let deals = if kind.converts() { Vec::new() } else { vec![Command::AddDeal] };
            rows.push(DetailRow::Heading(Text::of("sidebar-deals"), deals));
            rows.extend(content.deals.iter().map(|one| DetailRow::Record(Box::new(one.clone()))));
        }
        emails(content, &mut rows);
        rows
    }

    /// The row under the cursor; none while it is scrolled off the screen.
    pub(crate) fn under_cursor(&self) -> Option<DetailRow> {
        self.rows().into_iter().filter(DetailRow::does_something).nth(self.cursor).filter(|_| !self.away)
    }

    /// Puts the cursor on a row that is in sight, counted among those that do something.
    pub(crate) fn stand_on(&mut self, cursor: usize) {
        (self.cursor, self.away) = (cursor, false);
    }

    /// Moves the cursor among the rows that do something, on a screen that shows so many of these lines; where none is left that way, scrolls.
    pub(crate) fn step(&mut self, by: isize, lines: &[FactLine], page: usize) {
        let places: Vec<usize> = facts::acting(self.rows().iter().map(DetailRow::does_something)).collect();
        let lowest = lines.len().saturating_sub(page.max(1));
        let before = self.cursor;
        self.cursor = self.cursor.saturating_add_signed(by).min(places.len().saturating_sub(1));
        if self.cursor == before {
            self.top = self.top.saturating_add_signed(by).min(lowest);
        } else if self.cursor == 0 && by < -1 {
            self.top = 0;
        }
        let Some(here) = places.get(self.cursor) else { return };
        if self.cursor != before {
            self.top = facts::in_sight(lines, *here, self.top, page);
        }
        self.away = !facts::is_in_sight(lines, *here, self.top, page);
    }
}

/// The section of the mail, with a way on where not all of it is listed.
fn emails(content: &Content, rows: &mut Vec<DetailRow>) {
    let count = sizes::counted(content.emails.count, content.emails.more);
    rows.push(DetailRow::Heading(Text::of("sidebar-emails").with("count", &count), Vec::new()));
    rows.extend(content.emails.recent.iter().map(|one| DetailRow::Email(Box::new(one.clone()))));
    if content.emails.more || content.emails.count > content.emails.recent.len() as u64 {
        rows.push(DetailRow::AllMail(count));
    }
}
