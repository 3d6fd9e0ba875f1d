//! Where the signs of Japanese names stand: parts a name whose family name no list has.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::words::entries;

/// Counts of a sign: family first, inside, last; given first, inside, last; family of 1 to 4 signs; given of 1 to 4 signs.
type Counts = [f64; 14];

static SIGNS: LazyLock<HashMap<char, Counts>> = LazyLock::new(|| {
    entries(include_str!("../../../assets/words/name_kanji.txt"))
        .filter_map(|line| {
            let mut parts = line.split(' ');
            let sign = parts.next()?.chars().next()?;
            let mut counts = [0.0; 14];
            for (count, part) in counts.iter_mut().zip(parts) {
                *count = part.parse().ok()?;
            }
            Some((sign, counts))
        })
        .collect()
});

/// How well a word of Han reads as a family name and a given name that part after `cut` signs: a sum of logarithms, the greater the better.
///
/// Naive Bayes over the place of each sign within its half and the length of that half; one is added to every count, so that a rare sign says little.
pub(super) fn fit(chars: &[char], cut: usize) -> f64 {
    let given = chars.len() - cut;
    chars
        .iter()
        .enumerate()
        .map(|(at, sign)| {
            let Some(counts) = SIGNS.get(sign) else { return 0.0 };
            let (place, length) = if at < cut { (at, cut) } else { (at - cut, given) };
            // The first sign of the whole and the last stand where they must: they say nothing.
            let order = match (at < cut, place) {
                (true, 0) => None,
                (true, place) => Some(if place + 1 == length { 2 } else { 1 }),
                (false, place) if place + 1 == length => None,
                (false, place) => Some(if place == 0 { 3 } else { 4 }),
            };
            let share = |slot: usize, slots: std::ops::Range<usize>| {
                let all: f64 = counts[slots.clone()].iter().sum();
                ((counts[slot] + 1.0) / (all + slots.len() as f64)).ln()
            };
            let by_length = share(if at < cut { 6 } else { 10 } + (length - 1).min(3), 6..14);
            by_length + order.map_or(0.0, |slot| share(slot, 0..6))
        })
        .sum()
}

/// Whether every sign is one that names are written with.
pub(super) fn all_known(chars: &[char]) -> bool {
    chars.iter().all(|sign| SIGNS.get(sign).is_some_and(|counts| counts[..6].iter().sum::<f64>() >= 3.0))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn best(word: &str) -> usize {
        let chars: Vec<char> = word.chars().collect();
        (1..chars.len()).max_by(|a, b| fit(&chars, *a).total_cmp(&fit(&chars, *b))).unwrap_or(0)
    }

    #[test]
    fn rare_names_part_where_their_signs_say() {
        for (word, cut) in [("鷺沼健太郎", 2), ("楢岡美咲", 2), ("深津原誠", 3), ("萱野志保", 2), ("栢木恵", 2)] {
            assert_eq!(best(word), cut, "{word}");
        }
        assert!(all_known(&['山', '子']) && !all_known(&['送', '況']));
    }
}
