//! Postal codes and postal addresses in a line.

use std::ops::Range;

use super::places;
use super::words::phrases;

use super::script::{has_cjk, is_cjk, is_han, squeeze};

/// A postal code and where it stands with its mark: bytes of the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundCode {
    /// The code with 〒 or the country's letter.
    pub span: Range<usize>,
    /// `NNN-NNNN` for Japan, else as written.
    pub value: String,
}

/// Postal codes of a folded line: Japan everywhere; Europe and America only where an address stands around them.
pub(super) fn codes(line: &str) -> Vec<FoundCode> {
    let mut found = japanese_codes(line);
    if found.is_empty() && !has_cjk(line) {
        found.extend(foreign_code(line));
    }
    found
}

fn japanese_codes(line: &str) -> Vec<FoundCode> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let (start_byte, c) = chars[at];
        let marked = c == '〒';
        let mut cursor = if marked { at + 1 } else { at };
        while marked && chars.get(cursor).is_some_and(|(_, c)| c.is_whitespace() || *c == ':') {
            cursor += 1;
        }
        let digits =
            |from: usize, count: usize| chars.get(from..from + count).is_some_and(|run| run.iter().all(|(_, c)| c.is_ascii_digit()));
        let before_ok = marked || at == 0 || !(chars[at - 1].1.is_ascii_alphanumeric() || matches!(chars[at - 1].1, '-' | '.' | '+' | ')'));
        if !before_ok || !digits(cursor, 3) {
            at += 1;
            continue;
        }
        let hyphen = chars.get(cursor + 3).is_some_and(|(_, c)| matches!(c, '-' | 'ー' | '―' | '—' | '‐'));
        let four = cursor + 3 + usize::from(hyphen);
        if !digits(four, 4) || !(hyphen || marked) {
            at += 1;
            continue;
        }
        let end = four + 4;
        let next = chars.get(end).map(|(_, c)| *c);
        let after_ok = next.is_none_or(|c| !(c.is_ascii_digit() || c == '-' || c.is_ascii_alphabetic()));
        let end_byte = chars.get(end).map_or(line.len(), |(byte, _)| *byte);
        let rest = line[end_byte..].trim_start_matches([' ', ')', ',', ':']);
        let before = line[..start_byte].trim_end();
        // Without 〒 an address must follow, or an English one in Japan must stand before.
        let in_address = rest.chars().next().is_some_and(is_han)
            || has_cjk(before) && rest.is_empty() && japanese_address(before)
            || (!has_cjk(line) && (romaji_place(before) || rest.to_lowercase().starts_with("japan")));
        if after_ok && (marked || in_address) {
            let number: String = chars[cursor..end].iter().map(|(_, c)| *c).filter(char::is_ascii_digit).collect();
            found.push(FoundCode { span: start_byte..end_byte, value: format!("{}-{}", &number[..3], &number[3..]) });
            at = end;
        } else {
            at += 1;
        }
    }
    found
}

fn romaji_place(text: &str) -> bool {
    let lower = text.to_lowercase();
    [
        "-ku", "-shi", "-cho", "-ken", "-to", "tokyo", "osaka", "kyoto", "japan", "-fu", "-gun", "nagoya", "yokohama", "fukuoka",
        "sapporo", "kobe",
    ]
    .iter()
    .any(|mark| lower.contains(mark))
}

/// The British, American, German, French, Italian, Swedish, ... code of a line that reads like an address.
fn foreign_code(line: &str) -> Option<FoundCode> {
    let words: Vec<(usize, &str)> = split_words(line);
    for (index, (at, word)) in words.iter().enumerate() {
        let plain = word.trim_matches([',', '.', '(', ')']);
        let start = at + word.find(plain).unwrap_or(0);
        let before = line[..start].trim();
        if let Some((_, second)) = words.get(index + 1) {
            let inward = second.trim_matches([',', '.', ')']);
            if british(plain, inward) && !before.is_empty() {
                let end = words[index + 1].0 + second.find(inward).unwrap_or(0) + inward.len();
                return Some(FoundCode { span: start..end, value: format!("{plain} {inward}") });
            }
        }
        // A group of a phone number is none.
        let phone_before = before.rsplit(' ').next().is_some_and(|word| all_digits(word) || word.starts_with('+'));
        if let Some((_, second)) = words.get(index + 1)
            && all_digits(plain)
            && plain.len() == 4
            && !phone_before
            && second.len() == 2
            && second.chars().all(|c| c.is_ascii_uppercase())
            && words.get(index + 2).is_some_and(|(_, town)| town.starts_with(char::is_uppercase))
        {
            // The Netherlands: 3011 AB Rotterdam.
            let end = words[index + 1].0 + second.len();
            return Some(FoundCode { span: start..end, value: format!("{plain} {second}") });
        }
        if let Some((_, second)) = words.get(index + 1) {
            // Ireland: D02 XY45.
            let second = second.trim_matches([',', '.']);
            let routing = plain.len() == 3
                && plain.starts_with(|c: char| c.is_ascii_uppercase())
                && plain[1..].chars().all(|c| c.is_ascii_digit() || c == 'W');
            let unique = second.len() == 4 && second.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
            if routing && unique && before.contains(',') {
                let end = words[index + 1].0 + second.len();
                return Some(FoundCode { span: start..end, value: format!("{plain} {second}") });
            }
        }
        let number = plain
            .strip_prefix("D-")
            .or_else(|| plain.strip_prefix("A-"))
            .or_else(|| plain.strip_prefix("CH-"))
            .or_else(|| plain.strip_prefix("F-"))
            .unwrap_or(plain);
        let american_tail =
            number.split_once('-').is_some_and(|(zip, four)| zip.len() == 5 && four.len() == 4 && all_digits(zip) && all_digits(four));
        let state_before = before
            .rsplit([' ', ','])
            .next()
            .is_some_and(|state| state.len() == 2 && state.chars().all(|c| c.is_ascii_uppercase()))
            || ["Texas", "California", "York", "Washington", "Florida", "Oregon", "Illinois"].iter().any(|state| before.ends_with(state));
        let next_is_town = words.get(index + 1).is_some_and(|(_, next)| {
            next.chars().next().is_some_and(char::is_uppercase)
                && next.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | ',' | '.' | '\''))
        });
        let street_before = before.chars().any(|c| c.is_ascii_digit()) && before.len() > 4;
        if (american_tail || all_digits(number) && number.len() == 5) && state_before {
            return Some(FoundCode { span: start..start + plain.len(), value: number.to_owned() });
        }
        let last_word = before.rsplit([' ', ',']).next().unwrap_or_default();
        let behind_town = all_digits(number)
            && (4..=6).contains(&number.len())
            && !phone_before
            && last_word.chars().count() >= 3
            && last_word.starts_with(char::is_uppercase)
            && last_word.chars().all(|c| c.is_alphabetic() || matches!(c, '-' | '\''))
            && (word.ends_with(',') || index + 1 == words.len())
            && before.contains(',')
            && before.chars().any(|c| c.is_ascii_digit());
        if behind_town {
            return Some(FoundCode { span: start..start + plain.len(), value: number.to_owned() });
        }
        let european = !phone_before
            && all_digits(number)
            && (4..=5).contains(&number.len())
            && next_is_town
            && (street_before || before.is_empty() && words.len() <= 4);
        if european && (number.len() == 5 || street_before || plain != number) {
            return Some(FoundCode { span: start..start + plain.len(), value: number.to_owned() });
        }
    }
    None
}

fn all_digits(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|c| c.is_ascii_digit())
}

fn british(outward: &str, inward: &str) -> bool {
    let out: Vec<char> = outward.chars().collect();
    let inner: Vec<char> = inward.chars().collect();
    (2..=4).contains(&out.len())
        && out[0].is_ascii_uppercase()
        && out.iter().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        && out.iter().any(char::is_ascii_digit)
        && inner.len() == 3
        && inner[0].is_ascii_digit()
        && inner[1..].iter().all(char::is_ascii_uppercase)
}

fn split_words(line: &str) -> Vec<(usize, &str)> {
    line.split_whitespace().map(|word| (word.as_ptr() as usize - line.as_ptr() as usize, word)).collect()
}

/// Whether a text without its code, phones and links is a postal address (or its first line).
pub(super) fn is_address(text: &str) -> bool {
    let text = text.trim();
    if has_cjk(text) { japanese_address(text) } else { foreign_address(text) }
}

/// A foreign address without the office's name before a colon: `London: 5 Mill Lane`.
pub(super) fn without_foreign_office(text: &str) -> &str {
    match text.split_once(':') {
        Some((office, place))
            if office.chars().count() <= 30 && !office.chars().any(|c| c.is_ascii_digit()) && !place.trim().is_empty() =>
        {
            place.trim()
        }
        _ => text,
    }
}

/// The text from its prefecture or town on: an office's name or a label may stand before.
pub(super) fn without_office(text: &str) -> (&str, &str) {
    let text = text.trim();
    let cut = phrases("prefecture").iter().filter_map(|name| text.find(name)).min().or_else(|| {
        // Without a prefecture: where a municipality begins a word.
        text.char_indices()
            .zip(text.chars().skip(1))
            .filter(|((_, c), _)| matches!(c, ' ' | ':' | ')'))
            .map(|((at, c), _)| at + c.len_utf8())
            .find(|at| is_numbered_place(&text[*at..]))
    });
    match cut {
        Some(at) if at > 0 && text[..at].ends_with([' ', ':', ')']) => (text[..at].trim_end_matches([' ', ':']), &text[at..]),
        _ => ("", text),
    }
}

/// A municipality and a number behind it.
fn is_numbered_place(text: &str) -> bool {
    places::parts(text).is_some_and(|place| {
        !place.city.is_empty() && place.street.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十〇".contains(c))
    })
}

fn japanese_address(text: &str) -> bool {
    let (_, text) = without_office(text);
    let digit = text.chars().any(|c| c.is_ascii_digit() || "一二三四五六七八九十〇".contains(c));
    if text.ends_with(['。', '、']) || text.contains("です") || text.contains("ます") {
        return false;
    }
    if phrases("prefecture").iter().any(|name| text.starts_with(name)) {
        return text.chars().count() >= 5;
    }
    if is_numbered_place(text) {
        return true;
    }
    let head: Vec<char> = text.chars().take(9).collect();
    let town = head
        .iter()
        .position(|c| matches!(c, '市' | '区' | '郡' | '町' | '村'))
        .is_some_and(|at| at >= 1 && head[..at].iter().all(|c| is_cjk(*c)));
    let numbered = text.chars().any(|c| c.is_ascii_digit())
        && (text.contains('-') || text.contains("番") || text.contains("丁目") || text.contains('ー') || text.contains("号"));
    town && (numbered || digit && text.chars().count() >= 8 && text.chars().any(|c| c.is_ascii_digit()))
}

/// Whether a line goes on with the address before it: a building, a floor, a house number.
pub(super) fn continues_address(text: &str) -> bool {
    let text = text.trim();
    if text.is_empty() || text.chars().count() > 30 || text.ends_with('。') || text.contains("です") || text.contains("ます") {
        return false;
    }
    let floor = text.chars().rev().take(3).collect::<String>();
    let numbered = text.chars().any(|c| c.is_ascii_digit());
    if has_cjk(text) {
        let first_digit = text.chars().next().is_some_and(|c| c.is_ascii_digit());
        let building = phrases("building").iter().any(|word| text.ends_with(word) || text.contains(word) && numbered);
        return building || (numbered && (floor.contains('F') || floor.contains('階'))) || (first_digit && text.contains('-'));
    }
    numbered && (floor.ends_with(|c: char| c.is_ascii_digit()) && floor.starts_with('F')) || foreign_address(text)
}

fn foreign_address(text: &str) -> bool {
    let words: Vec<String> = text.split_whitespace().map(|word| word.trim_matches(',').to_lowercase()).collect();
    let numbered = words.iter().any(|word| word.chars().next().is_some_and(|c| c.is_ascii_digit()));
    if !(2..=14).contains(&words.len()) || !numbered || text.ends_with(['?', '!']) {
        return false;
    }
    let upper = text.split_whitespace().filter(|word| word.chars().next().is_some_and(|c| c.is_lowercase())).count();
    if upper > 3 {
        return false;
    }
    let street = words.iter().any(|word| {
        phrases("street").contains(&word.as_str())
            || ["straße", "strasse", "str.", "allee", "platz", "gatan", "vägen", "straat", "laan", "gasse"]
                .iter()
                .any(|end| word.len() > end.len() && word.ends_with(end))
    });
    let romaji = words.iter().any(|word| ["-ku", "-shi", "-cho", "-machi", "-gun", "-ken"].iter().any(|end| word.ends_with(end)));
    street || romaji || (text.contains(',') && words[0].chars().next().is_some_and(|c| c.is_ascii_digit()) && words.len() >= 4)
}

/// The address as it is typed: one space between its parts, no comma or bracket hanging where the code was.
pub(super) fn tidy(text: &str) -> String {
    let joined = squeeze(text);
    let joined = joined.replace(" ,", ",").replace(",,", ",");
    let trimmed = joined.trim_matches([',', ' ', ':', '|', '/', '(', '・', '-', '■', '●']).to_owned();
    if trimmed.ends_with(')') && !trimmed.contains('(') { trimmed.trim_end_matches(')').to_owned() } else { trimmed }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code(line: &str) -> Option<String> {
        codes(line).into_iter().next().map(|found| found.value)
    }

    #[test]
    fn codes_of_several_countries() {
        assert_eq!(code("〒100-0001 東京都千代田区一番町1-1").as_deref(), Some("100-0001"));
        assert_eq!(code("〒1000001").as_deref(), Some("100-0001"));
        assert_eq!(code("100-0001 東京都千代田区").as_deref(), Some("100-0001"));
        assert_eq!(code("1-1 Ichibancho, Chiyoda-ku, Tokyo 100-0001, Japan").as_deref(), Some("100-0001"));
        assert_eq!(code("5 Mill Lane, Leeds LS1 4AB").as_deref(), Some("LS1 4AB"));
        assert_eq!(code("12 Main Street, Houston, TX 77002").as_deref(), Some("77002"));
        assert_eq!(code("Lindenstr. 4, 10969 Berlin").as_deref(), Some("10969"));
        for none in ["TEL 090-111-2222", "03-100-0001", "注文 123-4567", "Room 12345", "1994 We met"] {
            assert_eq!(code(none), None, "{none}");
        }
    }

    #[test]
    fn addresses_and_their_second_lines() {
        assert!(is_address("東京都千代田区一番町1-1") && is_address("名古屋市港区海町1-2") && is_address("5 Mill Lane, Leeds"));
        assert!(!is_address("明日は東京都内です。") && !is_address("市場の件") && !is_address("Sales Manager"));
        assert!(continues_address("サンプルビル 5F") && continues_address("海町タワー") && !continues_address("田中 太郎"));
        assert_eq!(without_office("東京本社 東京都千代田区1-1"), ("東京本社", "東京都千代田区1-1"));
        assert_eq!(tidy("5 Mill Lane, Leeds , "), "5 Mill Lane, Leeds");
    }
}
