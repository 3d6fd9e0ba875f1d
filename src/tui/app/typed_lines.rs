//! What was typed into the line above the footer before, over restarts.

use super::overlay::PromptKind;
use crate::text::CleanText;

/// How many lines of a kind are remembered.
const MOST: usize = 100;
/// A longer line is not remembered.
const LONGEST: usize = 500;

/// Lines that were typed before, the newest last, and where a person is among them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TypedLines {
    commands: Vec<String>,
    searches: Vec<String>,
    /// How far back the person went, and what was typed before.
    back: usize,
    typed: String,
}

impl TypedLines {
    /// Reads what `kept` wrote; lines that are none are left out.
    pub fn read(kept: &str) -> Self {
        let mut lines = Self::default();
        for line in kept.lines() {
            let kind = match line.chars().next() {
                Some(':') => PromptKind::Command,
                Some('/') => PromptKind::Search,
                _ => continue,
            };
            lines.note(kind, CleanText::line(&line[1..]).as_str());
        }
        lines
    }

    /// All of it as a text of lines, each with its sign before it.
    pub(crate) fn kept(&self) -> String {
        let of = |sign: char, lines: &[String]| lines.iter().map(|line| format!("{sign}{line}\n")).collect::<String>();
        of(':', &self.commands) + &of('/', &self.searches)
    }

    /// Remembers a line that was carried out; once, however often it is typed.
    pub(crate) fn note(&mut self, kind: PromptKind, line: &str) {
        self.back = 0;
        let lines = self.of(kind);
        if line.is_empty() || line.len() > LONGEST {
            return;
        }
        lines.retain(|known| known != line);
        lines.push(line.to_owned());
        let over = lines.len().saturating_sub(MOST);
        lines.drain(..over);
    }

    /// A line opens: nothing of it was looked back at yet.
    pub(crate) fn begin(&mut self) {
        self.back = 0;
    }

    /// The line before the one that is shown, or behind it; past the newest stands what was being typed.
    pub(crate) fn recall(&mut self, kind: PromptKind, older: bool, shown: &str) -> Option<String> {
        if self.back == 0 {
            shown.clone_into(&mut self.typed);
        }
        let (back, typed) = (self.back, self.typed.clone());
        let lines = self.of(kind);
        let next = if older { back + 1 } else { back.checked_sub(1)? };
        let line = if next == 0 { typed } else { lines.get(lines.len().checked_sub(next)?)?.clone() };
        self.back = next;
        Some(line)
    }

    fn of(&mut self, kind: PromptKind) -> &mut Vec<String> {
        if kind == PromptKind::Command { &mut self.commands } else { &mut self.searches }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_come_back_the_newest_first_and_what_was_typed_at_the_end() {
        let mut lines = TypedLines::default();
        for line in ["archive", "move Projects", "archive"] {
            lines.note(PromptKind::Command, line);
        }
        lines.note(PromptKind::Search, "見積");
        let mut lines = TypedLines::read(&(lines.kept() + "rubbish\n"));
        assert_eq!(lines.recall(PromptKind::Command, true, "mo").as_deref(), Some("archive"));
        assert_eq!(lines.recall(PromptKind::Command, true, "archive").as_deref(), Some("move Projects"));
        assert_eq!(lines.recall(PromptKind::Command, true, "move Projects"), None);
        assert_eq!(lines.recall(PromptKind::Command, false, "move Projects").as_deref(), Some("archive"));
        assert_eq!(lines.recall(PromptKind::Command, false, "archive").as_deref(), Some("mo"));
        lines.begin();
        assert_eq!(lines.recall(PromptKind::Find, true, "").as_deref(), Some("見積"));
    }

    #[test]
    fn their_number_and_length_are_bounded() {
        let mut lines = TypedLines::default();
        for n in 0..300 {
            lines.note(PromptKind::Command, &format!("label {n}"));
        }
        lines.note(PromptKind::Command, &"x".repeat(501));
        assert_eq!(lines.kept().lines().count(), 100);
        assert!(lines.kept().ends_with(":label 299\n"));
    }
}
