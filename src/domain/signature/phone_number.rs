//! The shape of a phone number: where it begins and ends, and of which country and kind it is.

use super::phone_label::labels;
use super::words::phrases;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum JapaneseKind {
    Fixed,
    Mobile,
    Ip,
    TollFree,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Japanese(JapaneseKind),
    International,
    American,
    /// A national number that begins with 0 and is grouped.
    National,
    Other,
    Never,
}

impl Shape {
    pub(super) fn of(number: &str) -> Self {
        let digits = digits(number);
        let groups = group_lengths(number);
        if number.starts_with('+') || number.starts_with("(+") {
            if let Some(national) = digits.strip_prefix("81") {
                return japanese(&format!("0{}", national.trim_start_matches('0'))).map_or(Self::Never, Self::Japanese);
            }
            return if (8..=15).contains(&digits.len()) { Self::International } else { Self::Never };
        }
        if let Some(national) = digits.strip_prefix("0081") {
            return japanese(&format!("0{}", national.trim_start_matches('0'))).map_or(Self::Never, Self::Japanese);
        }
        if digits.starts_with("00") {
            return if (10..=17).contains(&digits.len()) { Self::International } else { Self::Never };
        }
        if digits.starts_with('0') {
            let usual = matches!(
                groups.as_slice(),
                [2, 4, 4]
                    | [3, 3, 4]
                    | [4, 2, 4]
                    | [5, 1, 4]
                    | [3, 4, 4]
                    | [4, 3, 3]
                    | [4, 3, 4]
                    | [4, 3, 2]
                    | [10]
                    | [11]
                    | [3, 7]
                    | [2, 8]
                    | [3, 8]
                    | [4, 6]
                    | [4, 4, 3]
            );
            return match japanese(&digits) {
                // 080-0NNN is written like a mobile number, 0800-NNN is free of charge.
                Some(JapaneseKind::TollFree) if groups == [3, 4, 4] => Self::Japanese(JapaneseKind::Mobile),
                // 0808 157 0000 is Britain's, free of charge.
                Some(JapaneseKind::Mobile) if groups == [4, 3, 4] => Self::National,
                Some(kind) if usual => Self::Japanese(kind),
                _ if (9..=11).contains(&digits.len()) && groups.len() >= 2 => Self::National,
                _ if digits.len() >= 9 && digits.len() <= 12 => Self::Other,
                _ => Self::Never,
            };
        }
        match groups.as_slice() {
            [3, 3, 4] | [1, 3, 3, 4] => Self::American,
            _ if (7..=13).contains(&digits.len()) => Self::Other,
            _ => Self::Never,
        }
    }
}

/// The kind of a Japanese national number (Ministry of Internal Affairs and Communications, numbering plan; 060 is open for mobiles since 2024).
fn japanese(digits: &str) -> Option<JapaneseKind> {
    let ten = digits.len() == 10;
    let eleven = digits.len() == 11;
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| digits.starts_with(prefix));
    if starts(&["0120"]) {
        return ten.then_some(JapaneseKind::TollFree);
    }
    if starts(&["0800"]) && eleven {
        return Some(JapaneseKind::TollFree);
    }
    if starts(&["060", "070", "080", "090"]) && eleven {
        return Some(JapaneseKind::Mobile);
    }
    if starts(&["050"]) && eleven {
        return Some(JapaneseKind::Ip);
    }
    if starts(&["00", "020"]) {
        return None;
    }
    (ten && digits.starts_with('0')).then_some(JapaneseKind::Fixed)
}

/// Whether an international number is a mobile phone by its prefix.
pub(super) fn foreign_mobile(number: &str) -> bool {
    let digits = digits(number);
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    phrases("foreign_mobile").iter().any(|prefix| digits.starts_with(prefix))
}

/// Whether a national number of Britain (07..., eleven digits) or France (06, 07 in pairs) is a mobile phone. German ones look like British fixed lines.
pub(super) fn national_mobile(number: &str) -> bool {
    let digits = digits(number);
    let groups = group_lengths(number);
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| digits.starts_with(prefix));
    digits.len() == 11 && starts(&["074", "075", "077", "078", "079"]) || groups == [2, 2, 2, 2, 2] && starts(&["06", "07"])
}

/// The digits of a number, without the national 0 in brackets of an international one.
fn digits(number: &str) -> String {
    let number = if number.trim_start_matches('(').starts_with('+') || number.starts_with("00") {
        number.replace("(0)", "")
    } else {
        number.to_owned()
    };
    number.chars().filter(char::is_ascii_digit).collect()
}

fn group_lengths(number: &str) -> Vec<usize> {
    number.split(|c: char| !c.is_ascii_digit()).filter(|group| !group.is_empty()).map(str::len).collect()
}

fn is_hyphen(c: char) -> bool {
    matches!(c, '-' | 'ー' | '―' | '—' | '─' | '‐' | '－')
}

/// The index after a run of digits that is no phone number.
pub(super) fn skip_digits(chars: &[(usize, char)], mut at: usize) -> usize {
    while at < chars.len() && (chars[at].1.is_ascii_alphanumeric() || is_hyphen(chars[at].1)) {
        at += 1;
    }
    at
}

/// The number that begins at `start`, tidied, and the index after it.
pub(super) fn number_at(chars: &[(usize, char)], start: usize) -> Option<(String, usize)> {
    let first = chars[start].1;
    let peek = |at: usize| chars.get(at).map(|(_, c)| *c);
    let next_digit = |at: usize| peek(at).is_some_and(|c| c.is_ascii_digit());
    let begins = first.is_ascii_digit()
        || (first == '+' && next_digit(start + 1))
        || (first == '(' && (next_digit(start + 1) || (peek(start + 1) == Some('+') && next_digit(start + 2))));
    if !begins {
        return None;
    }
    if start > 0 {
        let before = chars[start - 1].1;
        let glued = before.is_ascii_digit()
            || matches!(before, '#' | '_' | '@' | '$' | '¥' | '%' | '+')
            || (matches!(before, '.' | ',' | '/') && start > 1 && chars[start - 2].1.is_ascii_digit());
        let in_a_word = (before == '-' && start > 1 && chars[start - 2].1.is_ascii_alphanumeric())
            || (before.is_ascii_alphabetic() && start > 1 && chars[start - 2].1.is_ascii_alphanumeric() && !ends_in_label(chars, start));
        if glued || in_a_word {
            return None;
        }
    }
    let international = first == '+' || (first == '(' && peek(start + 1) == Some('+'));
    let mut text = String::new();
    let mut count = 0;
    let mut at = start;
    let mut ends: Vec<(usize, usize, usize)> = Vec::new();
    while let Some(c) = peek(at) {
        if c.is_ascii_digit() {
            text.push(c);
            count += 1;
            at += 1;
            if !next_digit(at) {
                ends.push((at, text.len(), count));
            }
            if count > 17 {
                return None;
            }
        } else if c == '+' && count == 0 {
            text.push('+');
            at += 1;
        } else if c == ')' && text.matches('(').count() > text.matches(')').count() {
            text.push(')');
            at += 1;
            if let Some(last) = ends.last_mut().filter(|last| last.0 + 1 == at) {
                *last = (at, text.len(), count);
            }
        } else if (c == '(' || c == '.' || c == ' ' || c == '/' || is_hyphen(c)) && (count > 0 || c == '(') {
            let Some(length) = separator(chars, at, count == 0) else { break };
            let mut gap: String = chars[at..at + length].iter().map(|(_, c)| if is_hyphen(*c) { '-' } else { *c }).collect();
            if gap.contains('-') && !gap.contains('(') {
                gap = "-".to_owned();
            }
            if chars[at..at + length].iter().any(|(_, c)| *c == '/') && (international || count > 5) {
                break;
            }
            text.push_str(&gap);
            at += length;
        } else {
            break;
        }
    }
    let followed_badly = |at: usize| {
        peek(at).is_some_and(|c| {
            c.is_ascii_alphabetic() && !matches!(c, 'x' | 'e' | 'E' | 'X') || matches!(c, '%' | '円' | '名' | '年' | '点' | '@' | '_')
        })
    };
    // The longest run of groups that is a number by itself; so two numbers parted by one space stay two.
    let national = |digits: &str| digits.starts_with('0') && !digits.starts_with("00");
    let mut best = None;
    for (end, length, count) in &ends {
        let candidate = &text[..*length];
        if candidate.matches('(').count() != candidate.matches(')').count() || followed_badly(*end) && *end == at {
            continue;
        }
        let plain = digits(candidate);
        if international {
            if (8..=15).contains(count) {
                best = Some((*end, *length));
            }
            continue;
        }
        if national(&plain) {
            if matches!(Shape::of(candidate), Shape::Japanese(_)) {
                best = Some((*end, *length));
                break;
            }
            if (9..=12).contains(count) {
                best = Some((*end, *length));
            }
        } else if matches!(Shape::of(candidate), Shape::American) {
            best = Some((*end, *length));
            break;
        } else if (7..=16).contains(count) {
            best = Some((*end, *length));
        }
    }
    let (end, length) = best?;
    if peek(end).is_some_and(|c| c.is_ascii_digit()) || (peek(end).is_some_and(is_hyphen) && next_digit(end + 1)) {
        return None;
    }
    Some((text[..length].to_owned(), end))
}

fn ends_in_label(chars: &[(usize, char)], start: usize) -> bool {
    let word: String =
        chars[..start].iter().rev().map(|(_, c)| *c).take_while(char::is_ascii_alphabetic).collect::<Vec<_>>().into_iter().rev().collect();
    let word = word.to_lowercase();
    labels().iter().any(|(label, _)| *label == word)
}

/// How many signs part two groups at `at`: one of space, hyphen, dot or slash, or brackets with a space or hyphen.
fn separator(chars: &[(usize, char)], at: usize, first: bool) -> Option<usize> {
    let mut length = 0;
    let mut spaces = 0;
    let mut marks = 0;
    while let Some((_, c)) = chars.get(at + length) {
        match c {
            ' ' => spaces += 1,
            '(' => {
                length += 1;
                break;
            }
            '.' | '/' => marks += 1,
            c if is_hyphen(*c) => marks += 1,
            _ => break,
        }
        length += 1;
    }
    let next = chars.get(at + length).map(|(_, c)| *c);
    let digit_follows = next.is_some_and(|c| c.is_ascii_digit()) || (first && next == Some('+'));
    (digit_follows && length > 0 && spaces <= 2 && marks <= 1 && !(spaces >= 2 && marks == 0)).then_some(length)
}

/// The number in E.164 form where the `phonenumber` crate finds it possible; `country` (two letters) helps national numbers. For comparing, not for showing.
pub fn e164(number: &str, country: &str) -> Option<String> {
    let country = country.to_uppercase().parse().ok();
    let parsed = phonenumber::parse(country, number).ok()?;
    Some(parsed.format().mode(phonenumber::Mode::E164).to_string())
}
