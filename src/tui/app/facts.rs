//! Facts as lines, for the sidebar and the open record: what does not fit beside its label, its day or its sum goes on below.

use crate::text::{first_rows, pad, truncate, width, wrap};

/// The weight of a piece of a line; each theme has a style for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ink {
    Ground,
    Strong,
    Dim,
    Accent,
    Link,
}

/// A line, piece by piece.
pub(crate) type Pieces = Vec<(Ink, String)>;

/// A line on the screen and the row it belongs to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FactLine {
    pub(crate) row: usize,
    pub(crate) pieces: Pieces,
}

/// The lines of all rows, one row below the other.
pub(crate) fn lines(rows: impl Iterator<Item = Vec<Pieces>>) -> Vec<FactLine> {
    rows.enumerate().flat_map(|(row, lines)| lines.into_iter().map(move |pieces| FactLine { row, pieces })).collect()
}

/// The places of the rows that do something, which the cursor goes by.
pub(crate) fn acting(rows: impl Iterator<Item = bool>) -> impl Iterator<Item = usize> {
    rows.enumerate().filter(|(_, does_something)| *does_something).map(|(at, _)| at)
}

/// The first line to show of a list that is scrolled to `top`, so that a row stands on the page, from its beginning where it is longer than that.
pub(crate) fn in_sight(lines: &[FactLine], row: usize, top: usize, page: usize) -> usize {
    let page = page.max(1);
    let first = lines.iter().position(|line| line.row == row).unwrap_or(0);
    let last = lines.iter().rposition(|line| line.row == row).unwrap_or(first);
    top.max((last + 1).saturating_sub(page)).min(first).min(lines.len().saturating_sub(page))
}

/// Whether the first line of a row stands on the page that begins at `top`.
pub(crate) fn is_in_sight(lines: &[FactLine], row: usize, top: usize, page: usize) -> bool {
    lines.iter().skip(top).take(page).any(|line| line.row == row)
}

/// The column in which values begin: where the longest label ends, but never past the middle.
pub(crate) fn label_column(labels: impl Iterator<Item = String>, columns: usize) -> usize {
    labels.map(|label| width(&label)).max().unwrap_or(0).min(columns / 2)
}

/// The least width in which a text of several lines may stand beside its label; in less it goes below.
const BESIDE: usize = 20;

/// The width of the longest piece that only a cut could break: an address, a number, a word.
fn longest_word(text: &str) -> usize {
    text.split_whitespace().filter(|word| word.is_ascii()).map(width).max().unwrap_or(0)
}

/// A label and what it says, in so many lines at the most.
pub(crate) fn field(label: &str, shown: &str, ink: Ink, column: usize, columns: usize, most: usize) -> Vec<Pieces> {
    let name = if width(label) > column { truncate(label, columns).into_owned() } else { pad(label, column) };
    let room = columns.saturating_sub(width(&name) + 1);
    let one_line = !shown.contains('\n') && width(shown) <= room;
    if one_line {
        return vec![vec![(Ink::Dim, name), (Ink::Ground, " ".to_owned()), (ink, shown.to_owned())]];
    }
    let beside = width(&name) == column && room >= BESIDE && longest_word(shown) <= room;
    let (indent, room) = if beside { (column + 1, room) } else { (2, columns.saturating_sub(2)) };
    let mut parts: Vec<String> = Vec::new();
    for line in shown.lines() {
        let left = most.saturating_sub(parts.len());
        if left > 0 {
            parts.extend(first_rows(line, room, left));
        }
    }
    let mut parts = parts.into_iter();
    let mut head = vec![(Ink::Dim, name)];
    if beside && let Some(first) = parts.next() {
        head.extend([(Ink::Ground, " ".to_owned()), (ink, first)]);
    }
    std::iter::once(head).chain(parts.map(|part| vec![(Ink::Ground, " ".repeat(indent)), (ink, part)])).collect()
}

/// Words, wrapped.
pub(crate) fn words(text: &str, ink: Ink, columns: usize) -> Vec<Pieces> {
    wrap(text, columns).into_iter().map(|part| vec![(ink, part.to_owned())]).collect()
}

/// How many lines the text of a row has at most.
const TEXT_LINES: usize = 2;

/// A mark, a text, and at the right end what is said of it: on a line of its own where the text leaves no room.
pub(crate) fn two_ended(mark: (Ink, &str), text: (Ink, &str), right: &str, columns: usize) -> Vec<Pieces> {
    let room = columns.saturating_sub(3);
    let ends = |taken: usize| taken + usize::from(!right.is_empty()) + width(right) <= room;
    let mut rows = if ends(width(text.1)) { vec![text.1.to_owned()] } else { first_rows(text.1, room, TEXT_LINES) };
    if !rows.last().is_some_and(|row| ends(width(row))) {
        rows.push(String::new());
    }
    let last = rows.len() - 1;
    let line = |(at, row): (usize, String)| {
        let mut pieces = vec![(mark.0, format!(" {} ", if at == 0 { mark.1 } else { " " }))];
        if at == last && !right.is_empty() {
            let right = truncate(right, room).into_owned();
            pieces.extend([(text.0, pad(&row, room.saturating_sub(width(&right)))), (Ink::Dim, right)]);
        } else {
            pieces.push((text.0, row));
        }
        pieces
    };
    rows.into_iter().enumerate().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(lines: &[Pieces]) -> Vec<String> {
        lines.iter().map(|line| line.iter().map(|(_, text)| text.as_str()).collect::<String>().trim_end().to_owned()).collect()
    }

    #[test]
    fn a_value_stands_beside_its_label_and_goes_on_under_itself() {
        assert_eq!(said(&field("City", "Lyon", Ink::Ground, 12, 40, 9)), ["City         Lyon"]);
        let street = "京都府京都市下京区見本通二丁目三番地の四";
        assert_eq!(
            said(&field("Street", street, Ink::Ground, 12, 38, 9)),
            ["Street       京都府京都市下京区見本通", "             二丁目三番地の四"]
        );
        assert_eq!(said(&field("Street", street, Ink::Ground, 14, 30, 9)), ["Street", "  京都府京都市下京区見本通二丁", "  目三番地の四"]);
        let note = "First\n\nThird";
        assert_eq!(said(&field("Note", note, Ink::Ground, 6, 40, 9)), ["Note   First", "", "       Third"]);
        assert_eq!(
            said(&field("Note", "one two three four five six", Ink::Ground, 6, 20, 2)),
            ["Note", "  one two three four", "  five six"]
        );
    }

    #[test]
    fn an_address_is_not_broken_to_stand_beside_its_label() {
        let email = "t.tanaka@long.sample.example";
        assert_eq!(said(&field("メール", email, Ink::Ground, 18, 40, 9)), ["メール", "  t.tanaka@long.sample.example"]);
    }

    #[test]
    fn a_label_is_never_cut_while_a_line_has_room_for_it() {
        let label = "Number of employees here";
        assert_eq!(said(&field(label, "12", Ink::Ground, 12, 30, 9)), ["Number of employees here 12"]);
        assert_eq!(said(&field(label, "about twelve", Ink::Ground, 12, 30, 9)), ["Number of employees here", "  about twelve"]);
    }

    #[test]
    fn what_is_said_at_the_right_end_is_never_cut_for_the_text() {
        let row = |text, right| said(&two_ended((Ink::Accent, "¤"), (Ink::Ground, text), right, 30));
        assert_eq!(row("March order", "€2,900"), [" ¤ March order          €2,900"]);
        assert_eq!(row("Lamps for the workshop", "Qualification €2,900"), [" ¤ Lamps for the workshop", "          Qualification €2,900"]);
        assert_eq!(row("Lamps for the workshop and two", "Fri"), [" ¤ Lamps for the workshop and", "   two                     Fri"]);
        assert_eq!(row("Just as wide as it has room", ""), [" ¤ Just as wide as it has room"]);
    }

    #[test]
    fn the_row_under_the_cursor_stands_on_the_page_whole() {
        let lines = lines([3, 1, 2].into_iter().map(|count| vec![Pieces::new(); count]));
        assert_eq!(in_sight(&lines, 2, 0, 4), 2, "both of its lines");
        assert_eq!(in_sight(&lines, 1, 2, 4), 2, "what is in sight stays where it is");
        assert_eq!(in_sight(&lines, 0, 2, 2), 0, "a longer one from its beginning");
        assert!(is_in_sight(&lines, 1, 0, 4) && !is_in_sight(&lines, 2, 0, 4));
    }
}
