//! A text of many lines while it is edited, with the way back. What an edit costs depends on the lines it touches, never on how long the whole is.

use std::collections::VecDeque;

use unicode_segmentation::UnicodeSegmentation;

use crate::present::key::{Key, KeyPress};
use crate::text::{column_at, is_typed};

/// How many steps back a text remembers.
const UNDO_STEPS: usize = 500;

/// A place in a text: the line, and the bytes before it in that line, always at the border of a character.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    pub(crate) line: usize,
    pub(crate) byte: usize,
}

/// One edit, made or taken back: what stands between two places, and the other text that goes there the other way. What stands there is in the lines alone, so that
/// a pasted book is not kept twice.
#[derive(Clone)]
struct Step {
    from: Place,
    to: Place,
    other: String,
    /// Where the cursor stood before the edit was made.
    cursor: Place,
}

/// Lines with a cursor; there is always at least one.
#[derive(Clone)]
pub(crate) struct TypedText {
    lines: Vec<String>,
    cursor: Place,
    done: VecDeque<Step>,
    undone: Vec<Step>,
    /// What was deleted last by words and lines.
    deleted: String,
    /// The first place that changed since it was last asked, and whether the number of lines did.
    changed: Option<(Place, bool)>,
}

impl TypedText {
    /// A text that is clean of what nobody types, with the cursor at its beginning.
    pub(crate) fn of(typed: &str) -> Self {
        Self {
            lines: typed.split('\n').map(str::to_owned).collect(),
            cursor: Place::default(),
            done: VecDeque::new(),
            undone: Vec::new(),
            deleted: String::new(),
            changed: None,
        }
    }

    pub(crate) fn lines(&self) -> &[String] {
        &self.lines
    }

    pub(crate) fn cursor(&self) -> Place {
        self.cursor
    }

    /// The line of the cursor.
    pub(crate) fn line(&self) -> &str {
        &self.lines[self.cursor.line]
    }

    /// Puts the cursor at a place; beyond an end it stands at that end.
    pub(crate) fn go(&mut self, to: Place) {
        let line = to.line.min(self.lines.len() - 1);
        let byte = if to.line > line { usize::MAX } else { to.byte };
        self.cursor = Place { line, byte: self.lines[line].floor_char_boundary(byte) };
    }

    /// Puts the cursor at a place that was pressed; below the last line at the end.
    pub(crate) fn press(&mut self, at: TypedAt) {
        let place = match self.lines.get(at.line) {
            Some(line) => Place { line: at.line, byte: at.byte_in(line) },
            None => self.end(),
        };
        self.go(place);
    }

    /// The end of the whole text.
    pub(crate) fn end(&self) -> Place {
        let line = self.lines.len() - 1;
        Place { line, byte: self.lines[line].len() }
    }

    /// The first place that changed since this was last asked, and whether there are more or fewer lines since.
    pub(crate) fn take_change(&mut self) -> Option<(Place, bool)> {
        self.changed.take()
    }

    /// Puts a text in at the cursor, as one step. Answers whether anything changed, as all edits do.
    pub(crate) fn insert(&mut self, text: &str) -> bool {
        self.edit(self.cursor, self.cursor, text)
    }

    /// Takes a key that types or deletes a character; nothing for any other. Answers whether anything changed.
    pub(crate) fn typed(&mut self, press: KeyPress) -> Option<bool> {
        Some(match (press.key, press.ctrl, press.alt) {
            (Key::Char(c), false, false) => is_typed(c) && self.insert(c.encode_utf8(&mut [0; 4])),
            // LF is how a terminal says a line end that it passes on, in a paste without marks for instance.
            (Key::Enter, ..) | (Key::Char('m' | 'j'), true, false) => self.insert("\n"),
            (Key::Backspace, ..) => self.delete_to(self.before(), false),
            (Key::Delete, ..) => self.delete_to(self.after(), false),
            _ => return None,
        })
    }

    /// Takes another text in place of the whole one, with the cursor at its beginning.
    pub(crate) fn replace(&mut self, text: &str) {
        self.edit(Place::default(), self.end(), text);
        self.cursor = Place::default();
    }

    /// Deletes what stands between the cursor and a place; what is kept of it comes back by [`Self::put_back`].
    pub(crate) fn delete_to(&mut self, place: Place, keep: bool) -> bool {
        let (from, to) = if place < self.cursor { (place, self.cursor) } else { (self.cursor, place) };
        if keep && from != to {
            self.deleted = self.between(from, to);
        }
        self.edit(from, to, "")
    }

    /// Puts in what was deleted last.
    pub(crate) fn put_back(&mut self) -> bool {
        let deleted = self.deleted.clone();
        self.insert(&deleted)
    }

    /// The place of the character before the cursor; the end of the line above at the beginning of a line.
    pub(crate) fn before(&self) -> Place {
        let Place { line, byte } = self.cursor;
        match self.line()[..byte].grapheme_indices(true).next_back() {
            Some((byte, _)) => Place { line, byte },
            None if line > 0 => Place { line: line - 1, byte: self.lines[line - 1].len() },
            None => self.cursor,
        }
    }

    /// The place behind the character at the cursor; the beginning of the line below at the end of a line.
    pub(crate) fn after(&self) -> Place {
        let Place { line, byte } = self.cursor;
        match self.line()[byte..].graphemes(true).next() {
            Some(cluster) => Place { line, byte: byte + cluster.len() },
            None if line + 1 < self.lines.len() => Place { line: line + 1, byte: 0 },
            None => self.cursor,
        }
    }

    /// The beginning of the word before the cursor.
    pub(crate) fn word_before(&self) -> Place {
        let Place { line, byte } = self.cursor;
        let mut words = self.line()[..byte].split_word_bound_indices().rev();
        match words.find(|(_, word)| !word.trim().is_empty()) {
            Some((byte, _)) => Place { line, byte },
            None if byte > 0 => Place { line, byte: 0 },
            None => self.before(),
        }
    }

    /// The end of the word after the cursor.
    pub(crate) fn word_after(&self) -> Place {
        let Place { line, byte } = self.cursor;
        let rest = &self.line()[byte..];
        match rest.split_word_bound_indices().find(|(_, word)| !word.trim().is_empty()) {
            Some((at, word)) => Place { line, byte: byte + at + word.len() },
            None if !rest.is_empty() => Place { line, byte: byte + rest.len() },
            None => self.after(),
        }
    }

    /// Takes the last edit back.
    pub(crate) fn undo(&mut self) -> bool {
        let Some(step) = self.done.pop_back() else { return false };
        let turned = self.turn(step);
        self.cursor = turned.cursor;
        self.undone.push(turned);
        true
    }

    /// Makes what was taken back again.
    pub(crate) fn redo(&mut self) -> bool {
        let Some(step) = self.undone.pop() else { return false };
        let turned = self.turn(step);
        self.cursor = turned.to;
        self.done.push_back(turned);
        true
    }

    /// Puts the other text of a step in its place; answers the step the other way.
    fn turn(&mut self, step: Step) -> Step {
        let Step { from, to, other, cursor } = step;
        let stood = self.between(from, to);
        self.swap(from, to, &other);
        Step { from, to: end_of(from, &other), other: stood, cursor }
    }

    fn edit(&mut self, from: Place, to: Place, new: &str) -> bool {
        if from == to && new.is_empty() {
            return false;
        }
        let cursor = self.cursor;
        let stood = self.between(from, to);
        self.swap(from, to, new);
        let made = Step { from, to: end_of(from, new), other: stood, cursor };
        self.cursor = made.to;
        self.undone.clear();
        if self.done.len() == UNDO_STEPS {
            self.done.pop_front();
        }
        self.done.push_back(made);
        true
    }

    /// Puts a text in the place of another.
    fn swap(&mut self, from: Place, to: Place, new: &str) {
        let same_count = from.line == to.line && !new.contains('\n');
        if same_count {
            self.lines[from.line].replace_range(from.byte..to.byte, new);
        } else {
            let tail = self.lines[to.line].split_off(to.byte);
            self.lines[from.line].truncate(from.byte);
            let mut parts = new.split('\n');
            self.lines[from.line].push_str(parts.next().unwrap_or_default());
            let added: Vec<String> = parts.map(str::to_owned).collect();
            let last = from.line + added.len();
            self.lines.splice(from.line + 1..=to.line, added);
            self.lines[last].push_str(&tail);
        }
        self.changed = Some(match self.changed {
            Some((first, moved)) => (first.min(from), moved || !same_count || first.line != from.line),
            None => (from, !same_count),
        });
    }

    fn between(&self, from: Place, to: Place) -> String {
        if from.line == to.line {
            return self.lines[from.line][from.byte..to.byte].to_owned();
        }
        let first = std::iter::once(&self.lines[from.line][from.byte..]);
        let whole = self.lines[from.line + 1..to.line].iter().map(String::as_str);
        first.chain(whole).chain(std::iter::once(&self.lines[to.line][..to.byte])).collect::<Vec<_>>().join("\n")
    }
}

/// Where a text ends that begins at a place.
fn end_of(at: Place, text: &str) -> Place {
    match text.rfind('\n') {
        Some(last) => Place { line: at.line + text.matches('\n').count(), byte: text.len() - last - 1 },
        None => Place { line: at.line, byte: at.byte + text.len() },
    }
}

/// A place in something that is typed: the part of a line that is shown there, and the column in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct TypedAt {
    /// Which line, from 0.
    pub(crate) line: usize,
    /// Where what is shown of it begins, in bytes.
    pub(crate) from: usize,
    /// The column in what is shown.
    pub(crate) column: usize,
}

impl TypedAt {
    /// The beginning of what is shown of a line.
    pub(crate) fn from(line: usize, from: usize) -> Self {
        Self { line, from, column: 0 }
    }

    /// The byte of a line that is meant; the nearest there is, however much changed since it was shown.
    pub(crate) fn byte_in(&self, line: &str) -> usize {
        let from = line.floor_char_boundary(self.from);
        from + column_at(&line[from..], self.column).0
    }
}
