//! Tables: those that hold data stand in columns, those that only place things on a page flow.
//!
//! The layout writes the cells of a row into one line and notes where each begins. When the table ends it is known whether all of it fits columns; else its lines stay
//! as they flowed, and cells that were paragraphs of their own are lines of their own.

use crate::domain::mail::body::{BodyLine, BodySpan, LineKind, SpanStyle};
use crate::text::{CleanText, width};

/// The widest table that is set in columns, which is as wide as text is set, and the widest cell of one: what is wider is text.
const WIDEST_TABLE: usize = 100;
const WIDEST_CELL: usize = 60;
/// Between two columns.
const GAP: usize = 3;
/// Columns of a table, and tables inside one another, that are looked at.
const MOST_COLUMNS: usize = 30;
const DEEPEST: usize = 30;

/// Where a cell begins in the line of its row.
#[derive(Debug, Clone, Copy)]
struct Cell {
    /// The first of its spans.
    span: usize,
    /// Whether the span before it is the gap.
    gap: bool,
    /// How many columns it takes.
    columns: usize,
    /// Whether its words stand at the right.
    right: bool,
    /// Whether a paragraph ended between the cell before it and its own words.
    broken: bool,
}

#[derive(Debug)]
struct Row {
    line: usize,
    cells: Vec<Cell>,
}

#[derive(Debug, Default)]
struct Table {
    rows: Vec<Row>,
    /// It places things, or holds more than lines of cells.
    flows: bool,
}

/// The tables that are open.
#[derive(Debug, Default)]
pub(super) struct Tables {
    open: Vec<Table>,
    /// Tables that are too deep to be looked at.
    deeper: usize,
    /// The cells of the present line, while a row is open.
    row: Option<Vec<Cell>>,
    /// Whether the row has a line already.
    written: bool,
}

impl Tables {
    /// A table begins. One inside another makes the outer one a layout.
    pub(super) fn begin(&mut self, places: bool) {
        self.row = None;
        if let Some(outer) = self.open.last_mut() {
            outer.flows = true;
        }
        if self.open.len() < DEEPEST {
            self.open.push(Table { flows: places, ..Table::default() });
        } else {
            self.deeper += 1;
        }
    }

    /// A table ends; its lines take their form.
    pub(super) fn end(&mut self, lines: &mut Vec<BodyLine>) {
        self.row = None;
        if self.deeper > 0 {
            self.deeper -= 1;
        } else if let Some(table) = self.open.pop() {
            table.finish(lines);
        }
    }

    /// Whether no table is open.
    pub(super) fn is_empty(&self) -> bool {
        self.open.is_empty() && self.deeper == 0
    }

    /// A row begins.
    pub(super) fn begin_row(&mut self) {
        self.row = (self.deeper == 0 && !self.open.is_empty()).then(Vec::new);
        self.written = false;
    }

    /// A row ends.
    pub(super) fn end_row(&mut self) {
        self.row = None;
    }

    /// A cell begins at a span of the present line.
    pub(super) fn cell(&mut self, span: usize, gap: bool, columns: usize, right: bool, broken: bool) {
        if let Some(cells) = self.row.as_mut().filter(|cells| cells.len() < MOST_COLUMNS) {
            cells.push(Cell { span, gap, columns: columns.clamp(1, MOST_COLUMNS), right, broken });
        }
    }

    /// The first span of the present cell, while one is open.
    pub(super) fn cell_start(&self) -> Option<usize> {
        self.row.as_ref().and_then(|cells| cells.last()).map(|cell| cell.span)
    }

    /// A paragraph ended before the words of the present cell.
    pub(super) fn break_before(&mut self) {
        if let Some(cell) = self.row.as_mut().and_then(|cells| cells.last_mut()) {
            cell.broken = true;
        }
    }

    /// A line ends, which gets this place.
    pub(super) fn line(&mut self, at: usize) {
        let (Some(cells), Some(table)) = (self.row.as_mut(), self.open.last_mut()) else { return };
        table.flows |= self.written || cells.is_empty();
        self.written = true;
        table.rows.push(Row { line: at, cells: std::mem::take(cells) });
    }
}

impl Table {
    fn finish(self, lines: &mut Vec<BodyLine>) {
        match self.columns(lines) {
            Some(widths) => {
                self.rows.iter().for_each(|row| align(row, &widths, lines));
                self.close_up(lines);
            }
            None => self.rows.iter().rev().for_each(|row| split(row, lines)),
        }
    }

    /// Takes out the empty lines between rows, which were between paragraphs.
    fn close_up(&self, lines: &mut Vec<BodyLine>) {
        let (Some(first), Some(last)) = (self.rows.first(), self.rows.last()) else { return };
        let rows: Vec<BodyLine> = lines.splice(first.line..=last.line.min(lines.len().saturating_sub(1)), []).collect();
        let at = first.line.min(lines.len());
        lines.splice(at..at, rows.into_iter().filter(|line| !line.spans.is_empty()));
    }

    /// How wide each column is, when the table holds data: two rows at least with two cells at least, which fit.
    fn columns(&self, lines: &[BodyLine]) -> Option<Vec<usize>> {
        if self.flows {
            return None;
        }
        let quote = lines.get(self.rows.first()?.line)?.quote;
        let mut widths: Vec<usize> = Vec::new();
        let mut full = 0;
        for row in &self.rows {
            let line = lines.get(row.line).filter(|line| line.kind == LineKind::Text && line.quote == quote)?;
            let mut at = 0;
            let mut filled = 0;
            for (nth, cell) in row.cells.iter().enumerate() {
                let columns = width_of(&line.spans[spans_of(row, nth, line.spans.len())]);
                filled += usize::from(columns > 0);
                if columns > WIDEST_CELL || at + cell.columns > MOST_COLUMNS {
                    return None;
                }
                if widths.len() < at + cell.columns {
                    widths.resize(at + cell.columns, 0);
                }
                if cell.columns == 1 {
                    widths[at] = widths[at].max(columns);
                }
                at += cell.columns;
            }
            full += usize::from(filled > 1);
        }
        let used = widths.iter().filter(|columns| **columns > 0).count();
        let whole: usize = widths.iter().filter(|columns| **columns > 0).map(|columns| columns + GAP).sum();
        (full > 1 && used > 1 && whole <= WIDEST_TABLE + GAP).then_some(widths)
    }
}

/// The spans of a cell, without the gaps around it.
fn spans_of(row: &Row, nth: usize, all: usize) -> std::ops::Range<usize> {
    let start = row.cells[nth].span.min(all);
    let end = row.cells.get(nth + 1).map_or(all, |next| next.span.saturating_sub(usize::from(next.gap)));
    start..end.clamp(start, all)
}

fn width_of(spans: &[BodySpan]) -> usize {
    spans.iter().map(|span| width(span.text.as_str())).sum()
}

fn blanks(columns: usize) -> BodySpan {
    BodySpan { text: CleanText::line(&" ".repeat(columns)), style: SpanStyle::Plain }
}

/// Puts the cells of a row where their columns begin. A column without words takes no room.
fn align(row: &Row, widths: &[usize], lines: &mut [BodyLine]) {
    let Some(line) = lines.get_mut(row.line) else { return };
    let old = std::mem::take(&mut line.spans);
    let room = |columns: &[usize]| columns.iter().filter(|columns| **columns > 0).map(|columns| columns + GAP).sum::<usize>();
    let (mut at, mut column) = (0, 0);
    for (nth, cell) in row.cells.iter().enumerate() {
        let spans = &old[spans_of(row, nth, old.len())];
        let own = width_of(spans);
        let end = (column + cell.columns).min(widths.len());
        if own > 0 {
            let mut start = room(&widths[..column]);
            if cell.right {
                start += room(&widths[column..end]).saturating_sub(GAP + own);
            }
            // What spans columns may be wider than they are.
            let start = if at > 0 { start.max(at + 1) } else { start };
            if start > at {
                line.spans.push(blanks(start - at));
            }
            line.spans.extend_from_slice(spans);
            at = start + own;
        }
        column = end;
    }
    line.kind = LineKind::Fixed;
}

/// Gives cells that were paragraphs of their own lines of their own.
fn split(row: &Row, lines: &mut Vec<BodyLine>) {
    let Some(line) = lines.get(row.line).filter(|_| row.cells.iter().any(|cell| cell.broken)) else { return };
    let mut pieces: Vec<BodyLine> = vec![BodyLine { spans: Vec::new(), ..line.clone() }];
    let mut from = 0;
    for cell in row.cells.iter().filter(|cell| cell.broken) {
        let end = cell.span.saturating_sub(usize::from(cell.gap)).clamp(from, line.spans.len());
        if let Some(last) = pieces.last_mut() {
            last.spans.extend_from_slice(&line.spans[from..end]);
        }
        from = cell.span.min(line.spans.len());
        pieces.push(BodyLine { spans: Vec::new(), ..line.clone() });
    }
    if let Some(last) = pieces.last_mut() {
        last.spans.extend_from_slice(&line.spans[from..]);
    }
    pieces.retain(|piece| !piece.spans.is_empty());
    lines.splice(row.line..=row.line, pieces);
}
