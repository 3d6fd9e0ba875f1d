//! Sets of UIDs as commands and response codes write them (RFC 9051 9, `sequence-set`).

use std::ops::RangeInclusive;

/// UIDs as a command writes them, in the fewest words: `1:3,7`.
pub fn uid_set(uids: &[u32]) -> String {
    let mut sorted = uids.to_vec();
    sorted.sort_unstable();
    sorted.dedup();
    let mut ranges: Vec<(u32, u32)> = Vec::new();
    for uid in sorted {
        match ranges.last_mut() {
            Some((_, last)) if last.checked_add(1) == Some(uid) => *last = uid,
            _ => ranges.push((uid, uid)),
        }
    }
    let words = ranges.iter().map(|(first, last)| if first == last { first.to_string() } else { format!("{first}:{last}") });
    words.collect::<Vec<_>>().join(",")
}

/// The UIDs of ranges, one by one in the order in which they stand; none when there are more than `most`, which no answer to a command of ours has.
pub fn ranges(ranges: impl Iterator<Item = RangeInclusive<u32>>, most: usize) -> Option<Vec<u32>> {
    let mut uids = Vec::new();
    for range in ranges {
        let (first, last) = (*range.start().min(range.end()), *range.start().max(range.end()));
        if usize::try_from(last - first).is_ok_and(|more| uids.len() + more >= most) {
            return None;
        }
        uids.extend(first..=last);
    }
    Some(uids)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_are_short_and_come_back() {
        assert_eq!(uid_set(&[7, 1, 3, 2, 3]), "1:3,7");
        assert_eq!(uid_set(&[u32::MAX, u32::MAX - 1]), "4294967294:4294967295");
        assert_eq!(ranges([1..=3, 7..=7].into_iter(), 4), Some(vec![1, 2, 3, 7]));
        assert_eq!(ranges(std::iter::once(1..=u32::MAX), 1000), None);
    }
}
