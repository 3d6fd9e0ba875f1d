//! A line that is typed, as far as it has room: the cursor is always in it, and only what is shown of it is looked at, however much was pasted.

use unicode_segmentation::UnicodeSegmentation;

use crate::text::{CleanText, column_at, width};

/// The part of a line that fits, with the cursor in it, and the cursor's column in that part. `before` is what stands before the cursor.
pub(super) fn window(text: &str, before: &str, room: usize) -> (String, usize) {
    let (from, column) = begins(before, room);
    let (to, _) = column_at(&text[from..], room);
    (CleanText::line(&text[from..from + to]).into_string(), column)
}

/// Where the part that is shown begins, in bytes, and the cursor's column in it.
pub(super) fn begins(before: &str, room: usize) -> (usize, usize) {
    let (mut from, mut column) = (before.len(), 0);
    for (at, cluster) in before.grapheme_indices(true).rev() {
        let wide = width(cluster);
        if column + wide + 1 > room {
            break;
        }
        (from, column) = (at, column + wide);
    }
    (from, column)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_cursor_is_always_in_the_part_that_is_shown() {
        assert_eq!(window("", "", 5), (String::new(), 0));
        assert_eq!(window("abcdefgh", "", 5), ("abcde".to_owned(), 0));
        assert_eq!(window("abcdefgh", "abcdefgh", 5), ("efgh".to_owned(), 4));
        assert_eq!(window("abcdefgh", "abcdef", 5), ("cdefg".to_owned(), 4));
        assert_eq!(window("見積書の件", "見積書の件", 6), ("の件".to_owned(), 4), "half of a wide character is not shown");
        let pasted = "見積 ".repeat(350_000);
        assert_eq!(window(&pasted, &pasted, 8), (" 見積 ".to_owned(), 6));
    }
}
