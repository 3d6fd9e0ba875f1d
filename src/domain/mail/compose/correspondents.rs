//! Whom a person writes to: ranked by how often and how lately.

use std::collections::HashMap;

use crate::domain::mail::address::Address;
use crate::domain::time::Instant;
use crate::text::CleanText;

/// After so many days a mail counts half.
const HALF_LIFE_DAYS: f64 = 60.0;

/// A mail that I sent to somebody counts like so many that I got.
const SENT_WEIGHT: f64 = 5.0;

/// A mail to or from somebody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contacted {
    /// Who.
    pub who: Address,
    /// When.
    pub at: Instant,
    /// Whether it was ours to them.
    pub sent: bool,
}

/// Each address once, the one written to most and latest first, under the newest name that it had.
pub fn ranked(contacts: &[Contacted], now: Instant) -> Vec<Address> {
    struct Score {
        weight: f64,
        newest: Instant,
        named: Option<(Instant, CleanText)>,
        address: Address,
    }
    let mut scores: HashMap<String, Score> = HashMap::new();
    for one in contacts {
        let days = ((now.0 - one.at.0).max(0) as f64) / 86_400_000.0;
        let weight = (if one.sent { SENT_WEIGHT } else { 1.0 }) * 0.5_f64.powf(days / HALF_LIFE_DAYS);
        let score = scores.entry(one.who.address.normalized()).or_insert_with(|| Score {
            weight: 0.0,
            newest: one.at,
            named: None,
            address: one.who.clone(),
        });
        score.weight += weight;
        score.newest = score.newest.max(one.at);
        if !one.who.name.is_empty() && score.named.as_ref().is_none_or(|(at, _)| *at < one.at) {
            score.named = Some((one.at, one.who.name.clone()));
        }
    }
    let mut found: Vec<Score> = scores.into_values().collect();
    found.sort_by(|a, b| {
        let by_use = b.weight.total_cmp(&a.weight).then_with(|| b.newest.cmp(&a.newest));
        by_use.then_with(|| a.address.address.as_str().cmp(b.address.address.as_str()))
    });
    let named = |score: Score| Address { name: score.named.map(|(_, name)| name).unwrap_or_default(), address: score.address.address };
    found.into_iter().map(named).collect()
}

/// Puts a recipient into a list as it is being typed: in place of a piece that is no address yet, else behind the last.
pub fn with_recipient(typed: &str, chosen: &str) -> String {
    let (before, piece) = half_typed(typed);
    let kept = if piece.trim().is_empty() || is_whole(piece) { typed.trim().trim_end_matches(',').trim_end() } else { before.trim() };
    let kept = kept.trim_end_matches(',').trim_end();
    if kept.is_empty() { format!("{chosen}, ") } else { format!("{kept}, {chosen}, ") }
}

/// What of a list is still being typed, where it is no address yet.
pub fn wanted(typed: &str) -> &str {
    let (_, piece) = half_typed(typed);
    if is_whole(piece) { "" } else { piece.trim() }
}

fn is_whole(piece: &str) -> bool {
    crate::domain::mail::address_list::parse_address_list(piece).iter().any(Result::is_ok)
}

/// A list before its last comma, that one included, and what stands behind it. A comma in a quoted name parts nothing.
fn half_typed(typed: &str) -> (&str, &str) {
    let mut quoted = false;
    let mut at = 0;
    for (n, c) in typed.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' | ';' | '、' | '，' if !quoted => at = n + c.len_utf8(),
            _ => {}
        }
    }
    typed.split_at(at)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::mail::address_list::parse_address_list;

    fn contact(who: &str, days: i64, sent: bool) -> Contacted {
        let who = parse_address_list(who).remove(0).unwrap();
        Contacted { who, at: Instant(1_790_000_000_000 - days * 86_400_000), sent }
    }

    #[test]
    fn who_is_written_to_often_and_lately_stands_first_under_the_newest_name() {
        let contacts = [
            contact("Old Name <anna@b.example>", 300, true),
            contact("Anna Berg <ANNA@b.example>", 3, true),
            contact("anna@b.example", 1, true),
            contact("news@b.example", 0, false),
            contact("news@b.example", 1, false),
            contact("Long Ago <long@b.example>", 900, true),
        ];
        let found: Vec<String> =
            ranked(&contacts, Instant(1_790_000_000_000)).iter().map(|one| format!("{} {}", one.name, one.address)).collect();
        assert_eq!(found[0].to_lowercase(), "anna berg anna@b.example");
        assert_eq!(found[1..].iter().map(|one| one.trim()).collect::<Vec<_>>(), ["news@b.example", "Long Ago long@b.example"]);
    }

    #[test]
    fn a_chosen_recipient_takes_the_place_of_what_was_half_typed() {
        for (typed, chosen) in [
            ("", "A <a@b.example>, "),
            ("ta", "A <a@b.example>, "),
            ("x@y.example, ta", "x@y.example, A <a@b.example>, "),
            ("x@y.example", "x@y.example, A <a@b.example>, "),
            ("x@y.example, ", "x@y.example, A <a@b.example>, "),
            ("\"Berg, Anna\" <x@y.example>, た", "\"Berg, Anna\" <x@y.example>, A <a@b.example>, "),
        ] {
            assert_eq!(with_recipient(typed, "A <a@b.example>"), chosen, "{typed}");
        }
        assert_eq!((wanted("x@y.example, た な"), wanted("x@y.example"), wanted("")), ("た な", "", ""));
    }
}
