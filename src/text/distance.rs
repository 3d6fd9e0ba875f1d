//! How far a mistyped word is from a known one.

/// How many letters must be added, dropped or changed (Levenshtein) to make one word the other.
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (at, c) in one.chars().enumerate() {
        let mut diagonal = row[0];
        row[0] = at + 1;
        for (n, known) in other.iter().enumerate() {
            let changed = diagonal + usize::from(c != *known);
            diagonal = row[n + 1];
            row[n + 1] = changed.min(row[n] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}

/// How near a typed word is to a known one, the less the nearer: one that only lacks its end is nearest, the fewer letters the nearer; `None` where it is another word.
pub fn nearness(typed: &str, known: &str) -> Option<(usize, usize)> {
    let letters = typed.chars().count();
    if letters >= 2 && known.starts_with(typed) {
        return Some((0, known.chars().count() - letters));
    }
    let distance = distance(typed, known);
    (distance <= 1 + letters / 4 && distance < letters).then_some((distance, 0))
}

#[cfg(test)]
mod tests {
    use super::{distance, nearness};

    #[test]
    fn a_word_that_was_cut_short_is_nearer_than_one_with_other_letters() {
        assert!(nearness("arch", "archive") < nearness("arch", "search") && nearness("arch", "archive").is_some());
        assert!(nearness("att", "attach") < nearness("att", "attachments"));
        assert_eq!((nearness("delte", "delete"), nearness("s", "search"), nearness("qqq", "search")), (Some((1, 0)), None, None));
    }

    #[test]
    fn each_letter_that_is_otherwise_counts() {
        assert_eq!((distance("form", "from"), distance("件銘", "件名"), distance("", "ab"), distance("same", "same")), (2, 1, 2, 0));
    }
}
