//! What a search may mean whose first or last character is read by its neighbour.

use std::borrow::Cow;

use super::is_kanji;

/// The texts that are looked for when this is typed, what was typed first.
///
/// In a text ヶ, and ケ between kanji, is read by what stands before it (see [`search_form`](super::search_form())). A search that begins with one, as ケ谷 does, does not have that neighbour, and one
/// that ends with ケ does not have the kanji behind: such a search looks for each of the readings, so that a part of 市ケ谷 finds it however it is cut.
pub fn readings(typed: &str) -> Vec<Cow<'_, str>> {
    let core = typed.trim();
    let before = &typed[..typed.len() - typed.trim_start().len()];
    let core = core.trim_end_matches('*').trim_end();
    let after = &typed[before.len() + core.len()..];
    let (heads, rest) = heads(core);
    let (middle, tails) = tails(rest);
    let all = heads.iter().flat_map(|head| tails.iter().map(move |tail| (head, tail)));
    let mut read: Vec<Cow<'_, str>> = vec![Cow::Borrowed(typed)];
    read.extend(all.skip(1).map(|(head, tail)| Cow::Owned(format!("{before}{head}{middle}{tail}{after}"))));
    read
}

/// Whether a character is ケ; the half-width one takes a mark behind it along.
fn is_ke(c: char, next: Option<char>) -> bool {
    matches!(c, 'ケ' | 'ｹ') && !matches!(next, Some('\u{ff9e}' | '\u{ff9f}' | '\u{3099}' | '\u{309a}'))
}

/// As what the first character may be read, as it was typed first; and what comes behind it.
fn heads(core: &str) -> (Vec<&str>, &str) {
    let mut chars = core.chars();
    let Some(first) = chars.next() else { return (vec![""], core) };
    let rest = chars.as_str();
    let follows_kanji = rest.trim_start().chars().next().is_some_and(is_kanji);
    match first {
        'ヶ' | 'ゖ' if !rest.is_empty() => (vec!["が", "か"], rest),
        first if is_ke(first, rest.chars().next()) && follows_kanji => (vec!["ケ", "が", "か"], rest),
        _ => (vec![""], core),
    }
}

/// What comes before the last character, and as what that may be read, as it was typed first.
fn tails(core: &str) -> (&str, Vec<&str>) {
    let mut chars = core.chars();
    let last = chars.next_back().filter(|last| is_ke(*last, None));
    let middle = chars.as_str();
    let before = middle.trim_end().chars().next_back();
    let read = before.is_some_and(|before| is_kanji(before) || matches!(before, '0'..='9' | '０'..='９'));
    if last.is_some() && read { (middle, vec!["ケ", "ヶ"]) } else { (core, vec![""]) }
}
