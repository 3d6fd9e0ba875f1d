//! The open record: its fields, and what hangs on it.

use crate::domain::crm::field::{Field, specs};
use crate::domain::crm::kind::{RecordKind, RecordRef};
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::jobs::crm::{EmailBrief, Sidebar as Content};
use crate::present::commands::Command;
use crate::present::fields;

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
    pub(crate) top: usize,
}

/// A row of the open record.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum DetailRow {
    /// A field with its label.
    Field(Text, RecordKind, Field),
    /// A section with the commands that add to it.
    Heading(Text, Vec<Command>),
    /// An activity, note or deal.
    Record(Box<Record>),
    Email(Box<EmailBrief>),
    /// Jumps to the mail that made the record.
    Source,
}

impl DetailRow {
    /// Whether the cursor can stand on it.
    pub(crate) fn does_something(&self) -> bool {
        matches!(self, Self::Record(_) | Self::Email(_) | Self::Source)
    }
}

impl Detail {
    /// Shows nothing any more.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
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
        let mut rows: Vec<DetailRow> = filled.map(|spec| DetailRow::Field(fields::label(kind, spec.field), kind, spec.field)).collect();
        if record.made_from.is_some() {
            rows.push(DetailRow::Source);
        }
        if kind.is_activity() || kind == RecordKind::Note {
            return rows;
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
        let count = i64::try_from(content.emails.count).unwrap_or(i64::MAX);
        rows.push(DetailRow::Heading(Text::of("sidebar-emails").count("count", count), Vec::new()));
        rows.extend(content.emails.recent.iter().map(|one| DetailRow::Email(Box::new(one.clone()))));
        rows
    }

    /// The row under the cursor.
    pub(crate) fn under_cursor(&self) -> Option<DetailRow> {
        self.rows().into_iter().filter(DetailRow::does_something).nth(self.cursor)
    }

    /// Moves the cursor among the rows that do something; where there is none, scrolls.
    pub(crate) fn step(&mut self, by: isize, page: usize) {
        let rows = self.rows();
        let places: Vec<usize> = rows.iter().enumerate().filter(|(_, row)| row.does_something()).map(|(at, _)| at).collect();
        let page = page.max(1);
        let lowest = rows.len().saturating_sub(page.min(rows.len()));
        if places.is_empty() {
            self.top = self.top.saturating_add_signed(by).min(lowest);
            return;
        }
        let before = self.cursor;
        self.cursor = self.cursor.saturating_add_signed(by).min(places.len() - 1);
        if self.cursor == 0 && (before == 0 || by < 0) && by <= 0 {
            self.top = 0;
            return;
        }
        let at = places[self.cursor];
        self.top = self.top.min(at).max((at + 1).saturating_sub(page)).min(lowest);
    }
}
