//! The conversation as rows: every header, line, attachment and link in the order in which the pane shows them.

use std::collections::HashMap;
use std::ops::Range;

use super::Opened;
use crate::domain::ids::MessageKey;
use crate::domain::mail::address::Address;
use crate::domain::mail::body::{BodyLine, BodyNotice, LineKind, SpanStyle};
use crate::i18n::Text;
use crate::jobs::mail::{HeaderWarning, MessageView, ThreadView};
use crate::text::{truncate, width, wrap_ranges};

/// Quotes of more rows than this are folded.
const QUOTE_SHOWN: usize = 3;

/// How a piece of a row is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RowStyle {
    /// As its line.
    Plain,
    /// Strong emphasis.
    Strong,
    /// Light emphasis.
    Emphasis,
    /// Code.
    Code,
    /// A link.
    Link,
}

/// A row of the pane; `node` is the place in the tree it belongs to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Row {
    /// The line with sender and date of a message, or of one that is missing.
    Header {
        /// The place.
        node: usize,
    },
    /// A line with recipients or another header; the view says its label.
    Field {
        /// The place.
        node: usize,
        /// The label.
        label: &'static str,
        /// What stands in it.
        text: String,
    },
    /// Something the reader must know.
    Remark {
        /// The place.
        node: usize,
        /// What.
        text: Text,
        /// Whether it is a warning.
        warning: bool,
    },
    /// A row of text.
    Text {
        /// The place.
        node: usize,
        /// How deep it is quoted.
        quote: u8,
        /// What its line is.
        kind: LineKind,
        /// The words.
        text: String,
        /// How its pieces are meant.
        runs: Vec<(Range<usize>, RowStyle)>,
    },
    /// Quoted lines that are folded.
    FoldedQuote {
        /// The place.
        node: usize,
        /// How many lines.
        lines: usize,
    },
    /// An attachment, by its position in the message's list.
    Attachment {
        /// The place.
        node: usize,
        /// Which.
        at: usize,
    },
    /// A link, by its position in the message's list.
    Link {
        /// The place.
        node: usize,
        /// Which.
        at: usize,
    },
    /// An empty row.
    Blank {
        /// The place.
        node: usize,
    },
}

impl Row {
    /// The place in the tree it belongs to.
    pub(crate) fn node(&self) -> usize {
        match self {
            Self::Header { node }
            | Self::Field { node, .. }
            | Self::Remark { node, .. }
            | Self::Text { node, .. }
            | Self::FoldedQuote { node, .. }
            | Self::Attachment { node, .. }
            | Self::Link { node, .. }
            | Self::Blank { node } => *node,
        }
    }
}

/// All rows of a thread at a width.
pub(super) fn lay_out(thread: &ThreadView, opened: &HashMap<MessageKey, Opened>, width: usize) -> Vec<Row> {
    let mut rows = Vec::new();
    for (node, place) in thread.nodes.iter().enumerate() {
        rows.push(Row::Header { node });
        let Some(state) = place.message.as_ref().and_then(|row| opened.get(&row.key)).filter(|state| state.unfolded) else { continue };
        match &state.view {
            Some(view) => message(&mut rows, node, thread.subject.as_str(), view, state.quotes, width),
            None if state.failed => rows.push(Row::Remark { node, text: Text::of("mail-text-missing"), warning: true }),
            None => {}
        }
        rows.push(Row::Blank { node });
    }
    while matches!(rows.last(), Some(Row::Blank { .. })) {
        rows.pop();
    }
    rows
}

fn message(rows: &mut Vec<Row>, node: usize, subject: &str, view: &MessageView, quotes: bool, columns: usize) {
    let field = |rows: &mut Vec<Row>, label, text: String| {
        if !text.is_empty() {
            rows.push(Row::Field { node, label, text });
        }
    };
    let list = |addresses: &[Address]| {
        addresses
            .iter()
            .map(|one| if one.name.is_empty() { one.address.to_string() } else { format!("{} <{}>", one.name, one.address) })
            .collect::<Vec<_>>()
            .join(", ")
    };
    field(rows, "mail-from", view.row.from.as_ref().map(|from| sender(from, columns)).unwrap_or_default());
    field(rows, "mail-to", list(&view.row.to));
    field(rows, "mail-cc", list(&view.row.cc));
    if !view.row.subject.as_str().ends_with(subject) {
        field(rows, "mail-subject", view.row.subject.as_str().to_owned());
    }
    for warning in &view.warnings {
        rows.push(Row::Remark { node, text: Text::of(warning_word(*warning)), warning: true });
    }
    for notice in &view.body.notices {
        rows.push(Row::Remark { node, text: Text::of(notice_word(*notice)), warning: false });
    }
    rows.push(Row::Blank { node });
    body(rows, node, &view.body.lines, quotes, columns);
    if !view.attachments.is_empty() {
        rows.push(Row::Blank { node });
        rows.extend((0..view.attachments.len()).map(|at| Row::Attachment { node, at }));
    }
    if !view.body.links.is_empty() {
        rows.push(Row::Blank { node });
        rows.extend((0..view.body.links.len()).map(|at| Row::Link { node, at }));
    }
}

/// The sender with the name cut so far that the address stays on the screen, since names are the sender's to choose.
fn sender(from: &Address, columns: usize) -> String {
    if from.name.is_empty() {
        return from.address.to_string();
    }
    let room = columns.saturating_sub(width(from.address.as_str()) + 12).max(4);
    format!("{} <{}>", truncate(from.name.as_str(), room), from.address)
}

fn body(rows: &mut Vec<Row>, node: usize, lines: &[BodyLine], quotes: bool, columns: usize) {
    let mut at = 0;
    while at < lines.len() {
        let quoted = lines[at..].iter().take_while(|line| line.quote > 0).count();
        if quoted > 0 {
            let before = rows.len();
            for line in &lines[at..at + quoted] {
                wrap_line(rows, node, line, columns);
            }
            if rows.len() - before > QUOTE_SHOWN && !quotes {
                rows.truncate(before);
                rows.push(Row::FoldedQuote { node, lines: quoted });
            }
            at += quoted;
        } else {
            wrap_line(rows, node, &lines[at], columns);
            at += 1;
        }
    }
}

fn wrap_line(rows: &mut Vec<Row>, node: usize, line: &BodyLine, columns: usize) {
    let mut whole = String::new();
    let mut spans: Vec<(Range<usize>, RowStyle)> = Vec::new();
    for span in &line.spans {
        let from = whole.len();
        whole.push_str(span.text.as_str());
        let style = match span.style {
            SpanStyle::Plain => RowStyle::Plain,
            SpanStyle::Strong => RowStyle::Strong,
            SpanStyle::Emphasis => RowStyle::Emphasis,
            SpanStyle::Code => RowStyle::Code,
            SpanStyle::Link(_) => RowStyle::Link,
        };
        spans.push((from..whole.len(), style));
    }
    let marks = usize::from(line.quote).min(8) * 2;
    for range in wrap_ranges(&whole, columns.saturating_sub(marks).max(8)) {
        let runs = spans
            .iter()
            .filter_map(|(span, style)| {
                let (from, to) = (span.start.max(range.start), span.end.min(range.end));
                (from < to).then(|| (from - range.start..to - range.start, *style))
            })
            .collect();
        rows.push(Row::Text { node, quote: line.quote, kind: line.kind, text: whole[range].to_owned(), runs });
    }
}

fn warning_word(warning: HeaderWarning) -> &'static str {
    match warning {
        HeaderWarning::SeveralFrom => "mail-warn-several-from",
        HeaderWarning::Repeated => "mail-warn-repeated",
        HeaderWarning::NameShowsAddress => "mail-warn-name-shows-address",
        HeaderWarning::MixedScripts => "mail-warn-mixed-scripts",
    }
}

fn notice_word(notice: BodyNotice) -> &'static str {
    match notice {
        BodyNotice::Cut => "mail-cut",
        BodyNotice::Simplified => "mail-simplified",
        BodyNotice::Damaged => "mail-damaged",
        BodyNotice::Unparsed => "mail-unparsed",
        BodyNotice::Limited => "mail-limited",
    }
}
