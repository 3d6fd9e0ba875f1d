//! The rows of the sidebar and of the open record as the lines that the screen shows of them.

use super::board::{DetailRow, areas};
use super::facts::{self, FactLine, Ink, Pieces};
use super::sidebar::Row as SidebarRow;
use super::state::App;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::picklist::COMPLETED;
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::jobs::crm::{EmailBrief, EmailState};
use crate::present::commands::Command;
use crate::present::{fields, reasons, when};
use crate::text::{pad, width, wrap};

/// The width of a pane that is not on the screen.
const UNSEEN: u16 = 30;

impl App {
    /// The lines of the sidebar at its width.
    pub(crate) fn sidebar_lines(&self) -> Vec<FactLine> {
        let columns = self.panes().and_then(|panes| panes.sidebar).map_or(UNSEEN, |area| area.inside().width);
        of_sidebar(&self.sidebar_rows(), usize::from(columns), self)
    }

    /// The lines of the open record at its width.
    pub(crate) fn detail_lines(&self) -> Vec<FactLine> {
        let detail = self.panes().and_then(|panes| areas(panes.body, self.size.columns, self.board.detail.open).1);
        of_detail(&self.board.detail.rows(), usize::from(detail.map_or(UNSEEN, |area| area.inside().width)), self)
    }
}

/// How many lines a value has at most: the open record has the rest.
const MOST_LINES: usize = 3;

fn of_sidebar(rows: &[SidebarRow], columns: usize, app: &App) -> Vec<FactLine> {
    let label = |row: &SidebarRow| side_label(row).map(|label| app.words.say(&label));
    let column = facts::label_column(rows.iter().filter_map(label), columns);
    facts::lines(rows.iter().map(|row| of_sidebar_row(row, column, columns, app)))
}

/// What stands before the value of a row that has a label.
fn side_label(row: &SidebarRow) -> Option<Text> {
    match row {
        SidebarRow::Field(label, ..) => Some(label.clone()),
        SidebarRow::LastWord { .. } => Some(Text::of("sidebar-last-word")),
        SidebarRow::NextStep(_) => Some(fields::label(RecordKind::Deal, Field::NextStep)),
        SidebarRow::Other(_) => Some(Text::of("sidebar-also")),
        _ => None,
    }
}

fn of_sidebar_row(row: &SidebarRow, column: usize, columns: usize, app: &App) -> Vec<Pieces> {
    let words = &app.words;
    let label = side_label(row).map(|label| words.say(&label)).unwrap_or_default();
    match row {
        SidebarRow::Name(name) => facts::words(name.as_str(), Ink::Strong, columns),
        SidebarRow::Plain(text) => facts::words(text.as_str(), Ink::Ground, columns),
        SidebarRow::Field(_, kind, field) => {
            let value = app.sidebar.content.as_ref().and_then(|content| content.record.as_ref()).and_then(|record| record.value(*field));
            let shown = value.map(|value| fields::shown(*kind, *field, value, words, &app.zone)).unwrap_or_default();
            facts::field(&label, &shown.replace('\n', " "), Ink::Ground, column, columns, MOST_LINES)
        }
        SidebarRow::LastWord { ours, at } => {
            let date = when::list_date(*at, app.now, &app.zone, words);
            let said = words.say(&Text::of(if *ours { "sidebar-they-owe" } else { "sidebar-we-owe" }).with("date", date));
            facts::field(&label, &said, if *ours { Ink::Ground } else { Ink::Strong }, column, columns, MOST_LINES)
        }
        SidebarRow::NextStep(step) => facts::field(&label, step.as_str(), Ink::Ground, column, columns, MOST_LINES),
        SidebarRow::Other(other) => {
            let shown = format!("{} · {} · {}", other.name, words.say(&fields::kind(other.kind)), other.id.short());
            facts::field(&label, &shown, Ink::Link, column, columns, MOST_LINES)
        }
        SidebarRow::Heading(text, commands) => heading_lines(text, commands, columns, app),
        SidebarRow::Record(record) => record_lines(record, columns, app),
        SidebarRow::Email(email) => email_lines(email, false, columns, app),
        SidebarRow::Action(command) => {
            let key = app.keymap.keys(*command).into_iter().next().unwrap_or_default();
            let text = words.say(&command.entry().says());
            let parts = wrap(&text, columns.saturating_sub(5)).into_iter().enumerate();
            let key = |at| if at == 0 { key.as_str() } else { "" };
            parts.map(|(at, part)| vec![(Ink::Accent, format!(" {} ", pad(key(at), 3))), (Ink::Ground, part.to_owned())]).collect()
        }
        SidebarRow::Hint(text) => facts::words(&words.say(text), Ink::Dim, columns),
        SidebarRow::Blank => vec![Pieces::new()],
    }
}

fn of_detail(rows: &[DetailRow], columns: usize, app: &App) -> Vec<FactLine> {
    let label = |row: &DetailRow| match row {
        DetailRow::Field(label, ..) | DetailRow::Named(label, _) => Some(app.words.say(label)),
        _ => None,
    };
    let column = facts::label_column(rows.iter().filter_map(label), columns);
    facts::lines(rows.iter().map(|row| of_detail_row(row, column, columns, app)))
}

fn of_detail_row(row: &DetailRow, column: usize, columns: usize, app: &App) -> Vec<Pieces> {
    let words = &app.words;
    match row {
        DetailRow::Field(label, kind, field) => {
            let value = app.board.detail.record().and_then(|record| record.value(*field));
            let shown = value.map(|value| fields::shown(*kind, *field, value, words, &app.zone)).unwrap_or_default();
            facts::field(&words.say(label), &shown, Ink::Ground, column, columns, usize::MAX)
        }
        DetailRow::Named(label, name) => facts::field(&words.say(label), name.name.as_str(), Ink::Link, column, columns, usize::MAX),
        DetailRow::Heading(text, commands) => heading_lines(text, commands, columns, app),
        DetailRow::Record(record) => record_lines(record, columns, app),
        DetailRow::Email(email) => email_lines(email, true, columns, app),
        DetailRow::AllMail(count) => {
            let text = Text::of("sidebar-all-mail").with("count", count);
            facts::words(&words.say(&text), Ink::Link, columns)
        }
        DetailRow::Source => {
            let key = app.keymap.keys(Command::ShowSource).into_iter().next().unwrap_or_default();
            facts::words(&words.say(&Text::of("board-source").with("key", key)), Ink::Link, columns)
        }
    }
}

/// The name of a section, and at its right end the keys that add to it.
fn heading_lines(text: &Text, commands: &[Command], columns: usize, app: &App) -> Vec<Pieces> {
    let keys: Vec<String> = commands.iter().filter_map(|command| app.keymap.keys(*command).into_iter().next()).collect();
    let (keys, label) = (keys.join(" "), app.words.say(text));
    let gap = columns.saturating_sub(width(&label) + width(&keys)).max(1);
    vec![vec![(Ink::Strong, label), (Ink::Ground, " ".repeat(gap)), (Ink::Accent, keys)]]
}

/// An activity with its box and day, a note with its first words, a deal with its stage and amount.
fn record_lines(record: &Record, columns: usize, app: &App) -> Vec<Pieces> {
    let words = &app.words;
    let shown =
        |field: Field| record.value(field).map(|value| fields::shown(record.kind, field, value, words, &app.zone)).unwrap_or_default();
    let done = record.text(Field::Status) == COMPLETED;
    let day = |field: Field| {
        record.value(field).map(|value| fields::brief(record.kind, field, value, app.now, words, &app.zone)).unwrap_or_default()
    };
    let (mark, right) = match record.kind {
        RecordKind::Task => (if done { "☑" } else { "☐" }, day(Field::DueDate)),
        RecordKind::Event => ("◷", day(Field::From)),
        RecordKind::Call => ("☎", day(Field::CallStartTime)),
        RecordKind::Deal => ("¤", format!("{} {}", shown(Field::Stage), shown(Field::Amount))),
        RecordKind::Lead | RecordKind::Contact | RecordKind::Temp | RecordKind::Company | RecordKind::Note => ("·", String::new()),
    };
    let name = record.name();
    let name = if name.is_empty() { words.say(&Text::of("sidebar-untitled")) } else { name.as_str().replace('\n', " ") };
    facts::two_ended((Ink::Accent, mark), (if done { Ink::Dim } else { Ink::Ground }, &name), right.trim(), columns)
}

/// A mail with what became of it and its day; `state` says the former in a word too.
fn email_lines(email: &EmailBrief, state: bool, columns: usize, app: &App) -> Vec<Pieces> {
    let date = when::list_date(email.date, app.now, &app.zone, &app.words);
    let right = if state { format!("{} {date}", app.words.say(&reasons::email_state(email.state))) } else { date };
    facts::two_ended((Ink::Dim, email_sign(email.state)), (Ink::Ground, email.subject.as_str()), &right, columns)
}

/// The sign of what became of a mail.
fn email_sign(state: EmailState) -> &'static str {
    match state {
        EmailState::Received => "←",
        EmailState::Queued => "»",
        EmailState::Sent => "→",
        EmailState::Failed => "✗",
    }
}
