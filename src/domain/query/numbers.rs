//! Numbers of telephones, in whatever way they are written: 03-1234-5678, (03) 1234 5678, 0312345678 and +81 3 1234 5678 are one number.

use super::characters::{CharClass, kind};
use crate::text::search_form;

/// Stands before a number where it is an entry of the index; no text in search form has it in a word.
const MARK: char = '☎';

/// The fewest and the most digits of a number: postal codes are found too, and E.164 ends at 15.
const DIGITS: std::ops::RangeInclusive<usize> = 7..=15;
/// The fewest digits that blanks may part.
const FEWEST_WITH_BLANKS: usize = 9;
/// The most groups of digits that are looked at for one number.
const MOST_GROUPS: usize = 8;

/// Digits that stand together, and what stands behind them.
#[derive(Debug, Clone, Copy)]
struct Group<'a> {
    digits: &'a str,
    /// A plus or a bracket stands before it.
    opens: Option<char>,
    after: Gap,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Gap {
    /// A dash, a dot, a bracket, a slash.
    Joined,
    /// Only blanks.
    Blank,
    /// Something that no number has.
    End,
}

/// Gives each number of a text in search form, as an entry of the index.
pub(super) fn each_number(form: &str, mut with: impl FnMut(&str)) {
    let bytes = form.as_bytes();
    let mut at = 0;
    let mut groups: Vec<Group<'_>> = Vec::new();
    while let Some(first) = bytes[at..].iter().position(u8::is_ascii_digit) {
        let start = at + first;
        let (end, whole) = digits_end(form, start);
        at = end;
        if whole {
            groups.push(Group { digits: &form[start..end], opens: opened_by(form, start), after: gap(&form[end..]) });
        }
        if !whole || groups.last().is_some_and(|last| last.after == Gap::End) {
            numbers_of(&groups, &mut with);
            groups.clear();
        }
    }
    numbers_of(&groups, &mut with);
}

/// The number that a text in search form is, if it is nothing else.
pub(super) fn number_of(form: &str) -> Option<String> {
    let form = form.trim();
    let number = |c: char| c.is_ascii_digit() || c == '+' || is_joint(c) || c == ' ';
    let digits: String = form.chars().filter(char::is_ascii_digit).collect();
    let international = form.starts_with('+') || form.starts_with("(+");
    let plus_inside = form.char_indices().any(|(at, c)| c == '+' && at > 1);
    (form.chars().all(number) && !plus_inside && DIGITS.contains(&digits.len())).then(|| entry(&digits, international)).flatten()
}

/// How many bytes of what was typed are one number that is written with blanks or brackets, as `(03) 1234 5678`; elsewhere these mean something in a query.
pub(super) fn spaced_number(typed: &str) -> Option<usize> {
    let (mut digits, mut open, mut end, mut parted) = (0, 0_i32, 0, false);
    for (at, c) in typed.char_indices() {
        let form = search_form(c.encode_utf8(&mut [0; 4])).chars().next()?;
        match form {
            '0'..='9' => digits += 1,
            '+' if at == 0 || digits == 0 => {}
            '(' => open += 1,
            ')' if open > 0 => open -= 1,
            ' ' | '-' | '.' | '/' | '‐' | '‒' | '–' | '—' | '―' | '−' => {}
            _ => break,
        }
        parted |= matches!(form, ' ' | '(') && digits > 0 || form == '(';
        if form.is_ascii_digit() || form == ')' {
            end = if open == 0 { at + c.len_utf8() } else { end };
        }
    }
    let number = typed.get(..end)?;
    let form = search_form(number);
    let begins = form.starts_with(['0', '+', '(']) && !form.starts_with("((");
    let ends = typed[end..].chars().next().is_none_or(|c| c.is_whitespace() || c == ')');
    let whole = number_of(&form).is_some() && form.chars().filter(char::is_ascii_digit).count() >= FEWEST_WITH_BLANKS;
    (parted && begins && ends && whole && form.contains([' ', '('])).then_some(end)
}

/// Where digits end, and whether no letter goes on at either end.
fn digits_end(form: &str, start: usize) -> (usize, bool) {
    let length = form.as_bytes()[start..].iter().take_while(|byte| byte.is_ascii_digit()).count();
    let end = start + length;
    let letter = |c: Option<char>| c.is_some_and(|c| kind(c) == CharClass::Word);
    (end, !letter(form[..start].chars().next_back()) && !letter(form[end..].chars().next()))
}

fn opened_by(form: &str, start: usize) -> Option<char> {
    form[..start].chars().next_back().filter(|c| matches!(c, '+' | '('))
}

fn is_joint(c: char) -> bool {
    matches!(c, '-' | '.' | '(' | ')' | '/' | '‐' | '‒' | '–' | '—' | '―' | '−')
}

/// What stands between digits and those that follow.
fn gap(after: &str) -> Gap {
    let mut joined = false;
    for (count, c) in after.chars().enumerate() {
        match c {
            '0'..='9' if count > 0 => return if joined { Gap::Joined } else { Gap::Blank },
            ' ' if count < 3 => {}
            c if is_joint(c) && count < 3 => joined = true,
            _ => return Gap::End,
        }
    }
    Gap::End
}

fn numbers_of(groups: &[Group<'_>], with: &mut impl FnMut(&str)) {
    for (first, group) in groups.iter().enumerate() {
        let begins = first == 0 || groups[first - 1].after == Gap::Blank || group.opens == Some('+');
        if !begins {
            continue;
        }
        let with_blanks = group.opens.is_some() || group.digits.starts_with('0');
        let mut digits = String::new();
        let mut blanks = false;
        for (at, one) in groups.iter().enumerate().skip(first).take(MOST_GROUPS) {
            digits.push_str(one.digits);
            if digits.len() > *DIGITS.end() {
                break;
            }
            let three_three_four = at == first + 2 && digits.len() == 10 && one.digits.len() == 4 && group.digits.len() == 3;
            let enough = digits.len() >= if blanks { FEWEST_WITH_BLANKS } else { *DIGITS.start() };
            if one.after != Gap::Joined
                && enough
                && (!blanks || with_blanks || three_three_four)
                && let Some(entry) = entry(&digits, group.opens == Some('+'))
            {
                with(&entry);
            }
            blanks |= one.after == Gap::Blank;
        }
    }
}

/// The entry of a number: without its country and without the zero that stands before it inside of a country.
fn entry(digits: &str, international: bool) -> Option<String> {
    let national = match digits.strip_prefix("00") {
        _ if international => &digits[calling_code(digits)?..],
        Some(abroad) if !abroad.starts_with('0') && abroad.len() > 8 => &abroad[calling_code(abroad)?..],
        _ if digits.len() == 11 && digits.starts_with('1') => &digits[1..],
        _ => digits,
    };
    let national = national.trim_start_matches('0');
    (national.len() > 5).then(|| format!("{MARK}{national}"))
}

/// How many digits the calling code of a country has (ITU-T E.164, list of assigned codes).
fn calling_code(digits: &str) -> Option<usize> {
    let two: u32 = digits.get(..2)?.parse().ok()?;
    Some(match two {
        10..=19 | 70..=79 => 1,
        20 | 27 | 28 | 30..=34 | 36 | 39..=41 | 43..=49 | 51..=58 | 60..=66 | 81..=84 | 86 | 89..=95 | 98 => 2,
        _ => 3,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn numbers(text: &str) -> Vec<String> {
        let mut found = Vec::new();
        each_number(&crate::text::search_form(text), |one| found.push(one.to_owned()));
        found
    }

    #[test]
    fn a_number_is_the_same_in_every_writing() {
        for written in [
            "03-1234-5678",
            "０３－１２３４－５６７８",
            "０３ー１２３４ー５６７８",
            "(03) 1234-5678",
            "03(1234)5678",
            "03 1234 5678",
            "03.1234.5678",
            "03‐1234‐5678",
            "0312345678",
            "+81 3 1234 5678",
            "+81-3-1234-5678",
            "+81(0)3-1234-5678",
            "+81 (0)3 1234 5678",
            "+81312345678",
            "0081 3 1234 5678",
        ] {
            for text in [written.to_owned(), format!("電話{written}、"), format!("TEL: {written}\nFAX: 06-1111-2222")] {
                assert!(numbers(&text).contains(&"☎312345678".to_owned()), "{text}: {:?}", numbers(&text));
            }
            assert_eq!(number_of(&crate::text::search_form(written)).as_deref(), Some("☎312345678"), "{written}");
        }
        for (one, other) in [("+1 (212) 555-1234", "212 555 1234"), ("+49 30 123456", "030 123456"), ("+353 1 234 5678", "01 2345678")] {
            assert!(numbers(one).iter().any(|number| numbers(other).contains(number)), "{one} {other}");
        }
    }

    #[test]
    fn a_number_is_typed_with_blanks_and_brackets_too() {
        for (typed, number) in [
            ("(03) 1234-5678 offer", "(03) 1234-5678"),
            ("03 1234 5678", "03 1234 5678"),
            ("０３　１２３４　５６７８", "０３　１２３４　５６７８"),
            ("+81 3 1234 5678)", "+81 3 1234 5678"),
            ("+81(0)3-1234-5678", "+81(0)3-1234-5678"),
        ] {
            assert_eq!(spaced_number(typed).map(|end| &typed[..end]), Some(number), "{typed}");
        }
        for typed in ["03-1234-5678", "(offer 03)", "2026 2027 2028", "(1 OR 2)", "", "(", "03 1234 5678x", "0 1"] {
            assert_eq!(spaced_number(typed), None, "{typed}");
        }
    }

    #[test]
    fn two_numbers_beside_each_other_are_two() {
        let found = numbers("03-1234-5678 090-1111-2222");
        assert!(found.contains(&"☎312345678".to_owned()) && found.contains(&"☎9011112222".to_owned()), "{found:?}");
    }

    #[test]
    fn other_digits_are_no_numbers() {
        for text in ["1,000,000", "v20260131x", "12 34 56 78 90 12", "tel03-1234"] {
            assert_eq!(numbers(text), Vec::<String>::new(), "{text}");
        }
        for text in ["123456", "offer 0312345678", "+", "03-1234-5678 (内線)"] {
            assert_eq!(number_of(text), None, "{text}");
        }
    }
}
