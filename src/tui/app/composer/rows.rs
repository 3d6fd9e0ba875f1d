//! Where the rows of a text begin: only what is shown is cut into rows, and of long lines it is remembered how far they are cut.

use crate::text::wrap_row;
use crate::tui::app::typed_text::Place;

/// Lines from so many bytes on are remembered; shorter ones are cut anew in less than it takes to look.
const LONG: usize = 4 << 10;

/// How many long lines are remembered: those around a page.
const REMEMBERED: usize = 16;

/// A break is decided by what stands in the next rows, and a change may join the character before it: so many rows before one are no longer known.
const UNSURE: usize = 4;

/// The beginnings of rows of long lines at one number of columns.
#[derive(Default)]
pub(super) struct Breaks {
    columns: usize,
    known: Vec<Known>,
}

struct Known {
    line: usize,
    /// Where its rows begin, as far as it is cut; never empty.
    starts: Vec<usize>,
    /// Whether these are all.
    whole: bool,
}

impl Known {
    /// Cuts on until the row of a byte is there.
    fn reach(&mut self, text: &str, byte: usize, columns: usize) {
        while !self.whole && self.starts.last().is_none_or(|last| *last <= byte) {
            match wrap_row(text, self.starts.last().copied().unwrap_or(0), columns).1 {
                Some(next) => self.starts.push(next),
                None => self.whole = true,
            }
        }
    }

    fn row_of(&self, byte: usize) -> usize {
        self.starts.partition_point(|start| *start <= byte).saturating_sub(1)
    }
}

impl Breaks {
    /// The rows have so many columns from now on.
    pub(super) fn at(&mut self, columns: usize) {
        if self.columns != columns {
            *self = Self { columns, known: Vec::new() };
        }
    }

    /// The text changed from a place on; with it perhaps the numbers of the lines behind.
    pub(super) fn changed(&mut self, first: Place, lines_moved: bool) {
        self.known.retain_mut(|known| {
            if known.line == first.line {
                let row = known.row_of(first.byte);
                known.starts.truncate(row.saturating_sub(UNSURE) + 1);
                known.whole = false;
            }
            known.line <= first.line || !lines_moved
        });
    }

    /// Where the row begins in which a place lies.
    pub(super) fn row_of(&mut self, lines: &[String], place: Place) -> Place {
        self.with(lines, place.line, |known, text, columns| {
            known.reach(text, place.byte, columns);
            Place { line: place.line, byte: known.starts[known.row_of(place.byte)] }
        })
    }

    /// The row above one that begins here.
    pub(super) fn above(&mut self, lines: &[String], row: Place) -> Option<Place> {
        match (row.byte, row.line.checked_sub(1)) {
            (0, line) => line.map(|line| self.row_of(lines, Place { line, byte: usize::MAX - 1 })),
            (byte, _) => Some(self.row_of(lines, Place { line: row.line, byte: byte - 1 })),
        }
    }

    /// The row below one that begins here.
    pub(super) fn below(&self, lines: &[String], row: Place) -> Option<Place> {
        match wrap_row(&lines[row.line], row.byte, self.columns).1 {
            Some(byte) => Some(Place { line: row.line, byte }),
            None => (row.line + 1 < lines.len()).then_some(Place { line: row.line + 1, byte: 0 }),
        }
    }

    fn with<T>(&mut self, lines: &[String], line: usize, ask: impl FnOnce(&mut Known, &str, usize) -> T) -> T {
        let text = &lines[line];
        let at = match self.known.iter().position(|known| known.line == line) {
            Some(at) => at,
            None if text.len() < LONG => {
                return ask(&mut Known { line, starts: vec![0], whole: false }, text, self.columns);
            }
            None => {
                if self.known.len() == REMEMBERED {
                    self.known.remove(0);
                }
                self.known.push(Known { line, starts: vec![0], whole: false });
                self.known.len() - 1
            }
        };
        ask(&mut self.known[at], text, self.columns)
    }
}
