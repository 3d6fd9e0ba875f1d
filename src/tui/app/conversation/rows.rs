//! The conversation as rows: every header, line, attachment and link in the order in which the pane shows them.

use std::collections::HashMap;
use std::ops::Range;

use super::opened::{LaidAs, Opened};
use crate::domain::ids::MessageKey;
use crate::domain::mail::address::Address;
use crate::domain::mail::body::{BodyText, LineKind, SpanStyle};
use crate::i18n::Text;
use crate::jobs::mail::{MessageView, ThreadView};
use crate::present::reading::{self, ReadingRow};
use crate::text::{truncate, width, wrap, wrap_ranges, wrap_row};

/// A row of the pane; `node` is the place in the tree it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    /// The line with sender and date of a message, or of one that is missing.
    Header { node: usize },
    /// A line with recipients or another header; the view says its label.
    Field {
        node: usize,
        /// None where a header goes on.
        label: Option<&'static str>,
        /// What stands in it.
        text: String,
    },
    /// When it was written, in full.
    Date { node: usize },
    /// A header as it stands in the mail.
    MailHeader { node: usize, name: String, text: String },
    /// A row of something the reader must know.
    Remark {
        node: usize,
        text: String,
        /// Whether it begins here.
        first: bool,
        /// Whether it is a warning.
        warning: bool,
    },
    /// A row of text.
    Text {
        node: usize,
        /// How deep it is quoted.
        quote: u8,
        /// What its line is.
        kind: LineKind,
        text: String,
        /// How its pieces are meant.
        runs: Vec<(Range<usize>, SpanStyle)>,
    },
    /// Quoted lines that are folded.
    FoldedQuote {
        node: usize,
        /// How many lines.
        lines: usize,
    },
    /// An attachment, by its position in the message's list.
    Attachment { node: usize, at: usize },
    /// A link, by its position in the message's list.
    Link { node: usize, at: usize },
    /// An empty row.
    Blank { node: usize },
}

impl Row {
    /// The place in the tree it belongs to.
    pub(crate) fn node(&self) -> usize {
        match self {
            Self::Header { node }
            | Self::Field { node, .. }
            | Self::Date { node }
            | Self::MailHeader { node, .. }
            | Self::Remark { node, .. }
            | Self::Text { node, .. }
            | Self::FoldedQuote { node, .. }
            | Self::Attachment { node, .. }
            | Self::Link { node, .. }
            | Self::Blank { node } => *node,
        }
    }

    fn move_to(&mut self, to: usize) {
        match self {
            Self::Header { node }
            | Self::Field { node, .. }
            | Self::Date { node }
            | Self::MailHeader { node, .. }
            | Self::Remark { node, .. }
            | Self::Text { node, .. }
            | Self::FoldedQuote { node, .. }
            | Self::Attachment { node, .. }
            | Self::Link { node, .. }
            | Self::Blank { node } => *node = to,
        }
    }
}

/// The rows of each message without its header line and the blank ones behind it; `keys` are the messages of the places.
pub(super) fn by_message(rows: Vec<Row>, keys: &[Option<MessageKey>]) -> HashMap<MessageKey, Vec<Row>> {
    let mut found: HashMap<MessageKey, Vec<Row>> = HashMap::new();
    for row in rows {
        if let Some(key) = keys.get(row.node()).copied().flatten().filter(|_| !matches!(row, Row::Header { .. })) {
            found.entry(key).or_default().push(row);
        }
    }
    found.values_mut().for_each(without_end);
    found
}

/// Takes the blank rows at the end off.
fn without_end(rows: &mut Vec<Row>) {
    while matches!(rows.last(), Some(Row::Blank { .. })) {
        rows.pop();
    }
}

/// How a sentence is said.
type Say<'a> = &'a dyn Fn(&Text) -> String;

/// All rows of a thread at a width. `before` are the rows of its messages as they were laid out before ([`by_message`]): those of a text that is shown as it was are
/// taken over.
pub(super) fn lay_out(
    thread: &ThreadView,
    opened: &mut HashMap<MessageKey, Opened>,
    before: &mut HashMap<MessageKey, Vec<Row>>,
    width: usize,
    say: Say<'_>,
) -> Vec<Row> {
    let mut rows = Vec::new();
    for (node, place) in thread.nodes.iter().enumerate() {
        rows.push(Row::Header { node });
        let Some(row) = &place.message else { continue };
        let Some(state) = opened.get_mut(&row.key).filter(|state| state.unfolded) else { continue };
        if let Some(view) = &state.view {
            let renamed = !view.row.subject.as_str().ends_with(thread.subject.as_str());
            let how = LaidAs { columns: width, quotes: state.quotes, headers: state.headers, renamed };
            match before.remove(&row.key).filter(|_| state.laid == Some(how)) {
                Some(mut same) => {
                    same.iter_mut().for_each(|row| row.move_to(node));
                    rows.append(&mut same);
                }
                None => {
                    message(&mut rows, node, renamed, view, state, width, say);
                    without_end(&mut rows);
                }
            }
            state.laid = Some(how);
        } else if state.failed {
            remark(&mut rows, node, &say(&Text::of("mail-text-missing")), true, width);
        }
        rows.push(Row::Blank { node });
    }
    without_end(&mut rows);
    rows
}

/// Something the reader must know, in as many rows as it takes.
fn remark(rows: &mut Vec<Row>, node: usize, words: &str, warning: bool, columns: usize) {
    for (nth, row) in wrap(words, columns.saturating_sub(2)).into_iter().enumerate() {
        rows.push(Row::Remark { node, text: row.to_owned(), first: nth == 0, warning });
    }
}

fn message(rows: &mut Vec<Row>, node: usize, renamed: bool, view: &MessageView, state: &Opened, columns: usize, say: Say<'_>) {
    if state.headers {
        all_headers(rows, node, view, columns);
    } else {
        fields(rows, node, renamed, view, columns, say);
    }
    for warning in &view.warnings {
        remark(rows, node, &say(&Text::of(reading::warning_word(*warning))), true, columns);
    }
    if let Some(charset) = view.charset {
        remark(rows, node, &say(&Text::of("mail-charset-read").with("name", charset)), false, columns);
    }
    for notice in &view.body.notices {
        remark(rows, node, &say(&Text::of(reading::notice_word(*notice))), false, columns);
    }
    rows.push(Row::Blank { node });
    body(rows, node, &view.body, state.quotes, columns);
    if !view.attachments.is_empty() {
        rows.push(Row::Blank { node });
        rows.extend((0..view.attachments.len()).map(|at| Row::Attachment { node, at }));
    }
    let mut links = view.body.links.iter().enumerate().filter(|(_, link)| link.has_words()).peekable();
    if links.peek().is_some() {
        rows.push(Row::Blank { node });
        rows.extend(links.map(|(at, _)| Row::Link { node, at }));
    }
}

/// How many rows the recipients of a mail take at the most; all headers show the others.
const MOST_ROWS: usize = 4;

/// The headers that matter to the reader.
fn fields(rows: &mut Vec<Row>, node: usize, renamed: bool, view: &MessageView, columns: usize, say: Say<'_>) {
    let field = |rows: &mut Vec<Row>, label: &'static str, text: &str| {
        if !text.is_empty() {
            folded(rows, node, label, text, columns.saturating_sub(width(&say(&Text::of(label))) + 1), columns);
        }
    };
    let list = |addresses: &[Address]| {
        addresses
            .iter()
            .map(|one| if one.name.is_empty() { one.address.to_string() } else { format!("{} <{}>", one.name, one.address) })
            .collect::<Vec<_>>()
            .join(", ")
    };
    let from = view.row.from.as_ref().map_or_else(|| reading::odd_sender(&view.row).to_owned(), |from| sender(from, columns));
    field(rows, "mail-from", &from);
    field(rows, "mail-to", &list(&view.row.to));
    field(rows, "mail-cc", &list(&view.row.cc));
    field(rows, "mail-bcc", &list(&view.row.bcc));
    if answers_go_elsewhere(view) {
        field(rows, "mail-reply-to", &list(&view.row.reply_to));
    }
    rows.push(Row::Date { node });
    if renamed {
        field(rows, "mail-subject", view.row.subject.as_str());
    }
}

/// A header in as many rows as it takes; the first has less room, since its label stands there.
fn folded(rows: &mut Vec<Row>, node: usize, label: &'static str, text: &str, first: usize, columns: usize) {
    let (head, mut next) = wrap_row(text, 0, first);
    rows.push(Row::Field { node, label: Some(label), text: text[head].to_owned() });
    let room = columns.saturating_sub(2);
    for nth in 2.. {
        let Some(from) = next else { break };
        let (row, rest) = wrap_row(text, from, room);
        let row = if nth == MOST_ROWS && rest.is_some() {
            next = None;
            truncate(&text[from..], room).into_owned()
        } else {
            next = rest;
            text[row].to_owned()
        };
        rows.push(Row::Field { node, label: None, text: row });
    }
}

/// Whether its writer wants answers at other addresses than the one it comes from.
fn answers_go_elsewhere(view: &MessageView) -> bool {
    let from = view.row.from.as_ref().map(|from| from.address.normalized());
    view.row.reply_to.iter().any(|one| Some(one.address.normalized()) != from)
}

/// Every header as it stands in the mail, folded where the pane ends.
fn all_headers(rows: &mut Vec<Row>, node: usize, view: &MessageView, columns: usize) {
    for (name, text) in &view.headers {
        let room = columns.saturating_sub(width(name.as_str()) + 2).max(columns / 2);
        for (nth, range) in wrap_ranges(text.as_str(), room).into_iter().enumerate() {
            let name = if nth == 0 { format!("{name}:") } else { String::new() };
            rows.push(Row::MailHeader { node, name, text: text.as_str()[range].to_owned() });
        }
    }
}

/// The sender. A name that takes more than two rows is cut, so that the address stays on the screen: names are the sender's to choose.
fn sender(from: &Address, columns: usize) -> String {
    if from.name.is_empty() {
        return from.address.to_string();
    }
    format!("{} <{}>", truncate(from.name.as_str(), columns.saturating_sub(6) * 2), from.address)
}

/// The text, wrapped as every front end wraps it.
fn body(rows: &mut Vec<Row>, node: usize, body: &BodyText, quotes: bool, columns: usize) {
    rows.extend(reading::rows(body, columns, !quotes).into_iter().map(|row| match row {
        ReadingRow::Text { quote, kind, text, runs } => Row::Text { node, quote, kind, text, runs },
        ReadingRow::FoldedQuote { lines } => Row::FoldedQuote { node, lines },
    }));
}
