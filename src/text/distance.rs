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

#[cfg(test)]
mod tests {
    use super::distance;

    #[test]
    fn each_letter_that_is_otherwise_counts() {
        assert_eq!((distance("form", "from"), distance("件銘", "件名"), distance("", "ab"), distance("same", "same")), (2, 1, 2, 0));
    }
}
