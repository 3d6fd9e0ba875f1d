//! Kanji in the forms that names and old texts have them in, as today's forms.

use std::sync::LazyLock;

/// The first and the last kanji of the plane that nearly all are in.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9fff;

struct Forms {
    /// Today's form of each kanji from [`FIRST`] to [`LAST`], as its number; 0 is the kanji itself.
    plane: Vec<u16>,
    /// The rest, sorted.
    beyond: Vec<(char, char)>,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let mut forms = Forms { plane: vec![0; (LAST - FIRST + 1) as usize], beyond: Vec::new() };
    for group in groups() {
        let mut chars = group.chars();
        let Some(today) = chars.next() else { continue };
        for other in chars {
            let place = u32::from(other).checked_sub(FIRST).and_then(|at| forms.plane.get_mut(at as usize));
            match (place, u16::try_from(u32::from(today))) {
                (Some(place), Ok(today)) => *place = today,
                _ => forms.beyond.push((other, today)),
            }
        }
    }
    forms.beyond.sort_unstable();
    forms
});

/// The lines of the list: the forms of one kanji, today's first.
fn groups() -> impl Iterator<Item = &'static str> {
    include_str!("../../../assets/words/kanji_variants.txt").lines().filter(|line| !line.starts_with('#'))
}

/// Today's form of a kanji.
pub(super) fn todays(c: char) -> char {
    let code = u32::from(c);
    if let Some(known) = code.checked_sub(FIRST).and_then(|at| FORMS.plane.get(at as usize)) {
        return if *known == 0 { c } else { char::from_u32(u32::from(*known)).unwrap_or(c) };
    }
    FORMS.beyond.binary_search_by_key(&c, |(other, _)| *other).map_or(c, |at| FORMS.beyond[at].1)
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::{groups, todays};
    use crate::text::fold;

    #[test]
    fn every_kanji_stands_in_one_group_and_as_unicode_leaves_it() {
        let mut seen = HashSet::new();
        for group in groups() {
            assert!(group.chars().count() > 1, "{group}");
            assert_eq!(fold(group), group, "Unicode changes it by itself");
            for c in group.chars() {
                assert!(seen.insert(c), "{c} stands twice");
                assert_eq!(todays(c), group.chars().next().unwrap_or(' '), "{c}");
            }
        }
        assert!(seen.len() > 700, "{}", seen.len());
    }

    #[test]
    fn what_only_looks_alike_is_not_the_same() {
        for (one, other) in [('祐', '佑'), ('圭', '佳'), ('碕', '崎'), ('阪', '坂'), ('緒', '諸'), ('治', '冶'), ('土', '士'), ('未', '末')]
        {
            assert_ne!(todays(one), todays(other), "{one} {other}");
        }
    }
}
