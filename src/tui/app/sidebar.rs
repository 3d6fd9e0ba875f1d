//! The sidebar: who the person of the mail under the cursor is to us.

use super::ahead::Ahead;
use super::facts::{self, FactLine};
use super::met::Met;
use super::panes::{Pane, Size};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName};
use crate::domain::crm::record::Record;
use crate::domain::crm::sender_match::Verdict;
use crate::domain::crm::value::Value;
use crate::domain::time::Instant;
use crate::i18n::Text;
use crate::jobs::crm::{EmailBrief, EmailState, Sidebar as Content};
use crate::present::commands::Command;
use crate::present::{fields, sizes};
use crate::text::CleanText;

/// The width from which the sidebar is open before the person said anything.
const OPEN_FROM: u16 = 100;

/// The sidebar: open or closed by the person, or, before they said so, by the width.
#[derive(Debug, Default)]
pub(crate) struct Sidebar {
    pub(crate) open: Option<bool>,
    /// The pane from which the keys went into it, to go back to.
    pub(crate) entered_from: Option<Pane>,
    /// Whom it is about, or will be as soon as the answer is here.
    pub(crate) met: Option<Met>,
    /// What it shows.
    pub(crate) content: Option<Box<Content>>,
    /// What was read ahead, each under the normalised address of the person.
    pub(crate) ahead: Ahead<String, Box<Content>>,
    /// The row the keys act on, among the rows that do something.
    pub(crate) cursor: usize,
    /// The first line on the screen.
    pub(crate) top: usize,
}

/// A row of the sidebar.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    /// Who wrote, when that is all we know.
    Name(CleanText),
    /// A line of details without a label.
    Plain(CleanText),
    /// A field with its label.
    Field(Text, RecordKind, Field),
    /// A section with the commands that add to it.
    Heading(Text, Vec<Command>),
    /// An activity, note or deal.
    Record(Box<Record>),
    /// A mail of the person.
    Email(Box<EmailBrief>),
    /// A command to choose.
    Action(Command),
    /// Somebody else who has the address, to be shown in place of this one.
    Other(RecordName),
    /// Who had the last word, and when.
    LastWord {
        /// Whether it was ours.
        ours: bool,
        at: Instant,
    },
    /// What comes next in an open deal: its own words, and the deal where there are several.
    NextStep(CleanText),
    Hint(Text),
    Blank,
}

impl Row {
    /// Whether the cursor can stand on it.
    pub(crate) fn does_something(&self) -> bool {
        matches!(self, Self::Record(_) | Self::Email(_) | Self::Action(_) | Self::Other(_))
    }
}

/// The fields that the sidebar shows of a person, beside name, company and place in it.
const DETAILS: [Field; 8] = [
    Field::Phone,
    Field::Mobile,
    Field::Email,
    Field::SecondaryEmail,
    Field::Website,
    Field::LeadStatus,
    Field::LeadSource,
    Field::Description,
];

impl Sidebar {
    /// Whether it is on the screen.
    pub(crate) fn shown(&self, size: Size) -> bool {
        self.open.unwrap_or(size.columns >= OPEN_FROM)
    }

    /// The person it is about, when they are known.
    pub(crate) fn person(&self) -> Option<&RecordName> {
        match &self.content.as_ref()?.verdict {
            Verdict::Person(name) => Some(name),
            Verdict::Several(names) => names.first(),
            Verdict::Mine | Verdict::Unknown { .. } => None,
        }
    }

    /// Whether what is shown is about whom the keys mean now.
    pub(crate) fn is_current(&self) -> bool {
        match (&self.met, &self.content) {
            (Some(met), Some(content)) => content.addresses.contains(&met.address.address.normalized()),
            _ => false,
        }
    }

    /// What is on it, top to bottom.
    pub(crate) fn rows(&self, any_account: bool) -> Vec<Row> {
        if !any_account {
            return vec![Row::Hint(Text::of("sidebar-no-account"))];
        }
        let Some(met) = &self.met else { return vec![Row::Hint(Text::of("sidebar-nobody"))] };
        let Some(content) = self.content.as_ref().filter(|_| self.is_current()) else {
            return vec![Row::Name(CleanText::line(met.address.label()))];
        };
        match &content.verdict {
            Verdict::Mine => vec![Row::Name(CleanText::line(met.address.label())), Row::Hint(Text::of("sidebar-mine"))],
            Verdict::Unknown { .. } => unknown(met),
            Verdict::Person(name) => known(content, name, &[]),
            Verdict::Several(names) => names.split_first().map_or_else(Vec::new, |(first, others)| known(content, first, others)),
        }
    }

    /// Moves the cursor among the rows that do something, and keeps it on the screen, which shows so many of these lines.
    pub(crate) fn step(&mut self, by: isize, any_account: bool, lines: &[FactLine], page: usize) {
        let places: Vec<usize> = facts::acting(self.rows(any_account).iter().map(Row::does_something)).collect();
        self.cursor = self.cursor.saturating_add_signed(by).min(places.len().saturating_sub(1));
        let here = places.get(self.cursor).copied().unwrap_or(0);
        self.top = if self.cursor == 0 { 0 } else { self.top };
        self.top = facts::in_sight(lines, here, self.top, page);
    }

    /// The row under the cursor.
    pub(crate) fn under_cursor(&self, any_account: bool) -> Option<Row> {
        self.rows(any_account).into_iter().filter(Row::does_something).nth(self.cursor)
    }
}

/// Somebody we do not know can become a lead or a contact (S21).
fn unknown(met: &Met) -> Vec<Row> {
    let mut rows = vec![Row::Name(CleanText::line(met.address.label()))];
    if !met.address.name.is_empty() {
        rows.push(Row::Plain(CleanText::line(met.address.address.as_str())));
    }
    rows.extend([
        Row::Blank,
        Row::Hint(Text::of("sidebar-unknown")),
        Row::Blank,
        Row::Action(Command::AddLead),
        Row::Action(Command::AddContact),
    ]);
    rows
}

fn known(content: &Content, name: &RecordName, others: &[RecordName]) -> Vec<Row> {
    let mut rows = Vec::new();
    if let Some(record) = &content.record {
        let post = [record.text(Field::Department), record.text(Field::Title)].join(" ");
        let lines = [record.text(Field::Company), post.trim()].into_iter().filter(|line| !line.is_empty());
        rows.extend(lines.map(|line| Row::Plain(CleanText::line(line))));
        let filled = DETAILS.iter().filter(|field| record.value(**field).is_some());
        rows.extend(filled.map(|field| Row::Field(fields::label(record.kind, *field), record.kind, *field)));
    }
    rows.extend(last_word(content));
    rows.extend(next_steps(content));
    rows.extend(others.iter().map(|other| Row::Other(other.clone())));
    rows.push(Row::Action(Command::EditRecord));
    if name.kind.converts() {
        rows.push(Row::Action(Command::Convert));
    }
    rows.push(Row::Blank);
    rows.push(Row::Heading(Text::of("sidebar-activities"), vec![Command::AddTask, Command::AddEvent, Command::AddCall]));
    rows.extend(content.activities.iter().map(|one| Row::Record(Box::new(one.clone()))));
    rows.push(Row::Heading(Text::of("sidebar-notes"), vec![Command::AddNote]));
    rows.extend(content.notes.iter().map(|one| Row::Record(Box::new(one.clone()))));
    let deals = if name.kind == RecordKind::Contact { vec![Command::AddDeal] } else { Vec::new() };
    rows.push(Row::Heading(Text::of("sidebar-deals"), deals));
    if name.kind != RecordKind::Contact && content.deals.is_empty() {
        rows.push(Row::Hint(Text::of("sidebar-deals-contacts-only")));
    }
    rows.extend(content.deals.iter().map(|one| Row::Record(Box::new(one.clone()))));
    rows.push(Row::Heading(
        Text::of("sidebar-emails").with("count", sizes::counted(content.emails.count, content.emails.more)),
        Vec::new(),
    ));
    rows.extend(content.emails.recent.iter().map(|one| Row::Email(Box::new(one.clone()))));
    rows
}

/// Who had the last word in the mail that was exchanged; what waits in the outbox was not said yet.
fn last_word(content: &Content) -> Option<Row> {
    let last = content.emails.recent.iter().find(|mail| matches!(mail.state, EmailState::Received | EmailState::Sent))?;
    Some(Row::LastWord { ours: last.state == EmailState::Sent, at: last.date })
}

/// What comes next in the open deals.
fn next_steps(content: &Content) -> Vec<Row> {
    let step = |deal: &Record| deal.value(Field::NextStep).and_then(Value::as_text).map(|step| (CleanText::line(step), deal.name()));
    let steps: Vec<(CleanText, CleanText)> = content.deals.iter().take(content.open_deals).filter_map(step).collect();
    let named = steps.len() > 1;
    let said = |(step, deal): (CleanText, CleanText)| if named { CleanText::line(&format!("{step} ({deal})")) } else { step };
    steps.into_iter().map(|step| Row::NextStep(said(step))).collect()
}
