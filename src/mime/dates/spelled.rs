//! A date's text made even before it is cut into words: digits of other widths, units behind numbers (`3月`, `10時`), eras, and blanks where none belong.

use std::iter::Peekable;
use std::str::Chars;

/// What units behind numbers said, and the text that is left.
#[derive(Debug, Default)]
pub(super) struct Spelled {
    pub year: Option<i16>,
    pub month: Option<i8>,
    pub day: Option<i8>,
    pub rest: String,
}

/// Halves of the day that stand before the time.
const HALVES: [(&str, &str); 6] =
    [("午前", " am "), ("午後", " pm "), ("上午", " am "), ("下午", " pm "), ("오전", " am "), ("오후", " pm ")];

/// Eras by the year before their first.
const ERAS: [(&str, i16); 3] = [("令和", 2018), ("平成", 1988), ("昭和", 1925)];

/// The months of Thai, cut short and whole.
const THAI: [(&str, &str); 12] = [
    ("ม.ค.", "มกราคม"),
    ("ก.พ.", "กุมภาพันธ์"),
    ("มี.ค.", "มีนาคม"),
    ("เม.ย.", "เมษายน"),
    ("พ.ค.", "พฤษภาคม"),
    ("มิ.ย.", "มิถุนายน"),
    ("ก.ค.", "กรกฎาคม"),
    ("ส.ค.", "สิงหาคม"),
    ("ก.ย.", "กันยายน"),
    ("ต.ค.", "ตุลาคม"),
    ("พ.ย.", "พฤศจิกายน"),
    ("ธ.ค.", "ธันวาคม"),
];

/// The years of the Thai calendar are more than ours by so many.
const BUDDHIST: i16 = 543;

/// The months of Chinese where they are spelled out (`十月`), the longer ones first.
const CHINESE: [(&str, u8); 12] = [
    ("十二月", 12),
    ("十一月", 11),
    ("十月", 10),
    ("九月", 9),
    ("八月", 8),
    ("七月", 7),
    ("六月", 6),
    ("五月", 5),
    ("四月", 4),
    ("三月", 3),
    ("二月", 2),
    ("一月", 1),
];

/// Months that are no one word of the table: those of Thai, of Chinese, and of Vietnamese, which counts them (`tháng 10`). Years of the Thai calendar are turned into ours.
fn months_as_numbers(text: &mut String) {
    if let Some((number, (short, whole))) = (1..).zip(THAI).find(|(_, (short, whole))| text.contains(short) || text.contains(whole)) {
        *text = text.replace(short, &format!(" {number}月")).replace(whole, &format!(" {number}月"));
        for year in (2_500..2_700).filter(|year: &i16| text.contains(&year.to_string())).take(1).collect::<Vec<_>>() {
            *text = text.replace(&year.to_string(), &(year - BUDDHIST).to_string());
        }
    }
    if let Some((name, number)) = CHINESE.into_iter().find(|(name, _)| text.contains(name)) {
        *text = text.replacen(name, &format!(" {number}月"), 1);
    }
    let lower = text.to_lowercase();
    if let Some(at) = lower.find("tháng").filter(|_| lower.len() == text.len()) {
        let rest = text[at + "tháng".len()..].trim_start();
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        if digits > 0 {
            *text = format!("{} {}月{}", &text[..at], &rest[..digits], &rest[digits..]);
        }
    }
}

pub(super) fn spelled(text: &str) -> Spelled {
    let mut text = text.replace('元', "1");
    if !text.is_ascii() {
        months_as_numbers(&mut text);
    }
    for (word, half) in HALVES {
        if text.contains(word) {
            text = text.replace(word, half);
        }
    }
    let era = ERAS.into_iter().find(|(name, _)| text.contains(name)).map_or(0, |(name, before)| {
        text = text.replace(name, " ");
        before
    });
    let mut spelled = Spelled { rest: String::with_capacity(text.len()), ..Spelled::default() };
    let mut chars = text.chars().map(narrow).collect::<String>();
    if chars.contains(" :") || chars.contains(": ") || chars.contains("+ ") || chars.contains("- ") {
        chars = joined(&chars);
    }
    let mut chars = chars.chars().peekable();
    while let Some(c) = chars.next() {
        if !c.is_ascii_digit() {
            spelled.rest.push(c);
            continue;
        }
        let number = number(c, &mut chars);
        let unit = chars.peek().copied().unwrap_or(' ');
        let small = || number.parse().ok();
        match unit {
            '年' | '년' => spelled.year = number.parse::<i16>().ok().and_then(|year| year.checked_add(era)),
            '月' | '월' => spelled.month = small(),
            '日' | '일' | '号' => spelled.day = small(),
            '時' | '时' | '시' | '点' | '分' | '분' | 'h' | 'H' => {
                spelled.rest.push_str(&number);
                spelled.rest.push(':');
            }
            '秒' | '초' => {
                spelled.rest.push_str(&number);
                spelled.rest.push(' ');
            }
            _ => {
                spelled.rest.push_str(&number);
                continue;
            }
        }
        chars.next();
        if matches!(unit, '年' | '년' | '月' | '월' | '日' | '일' | '号') {
            spelled.rest.push(' ');
        }
    }
    spelled
}

fn number(first: char, chars: &mut Peekable<Chars<'_>>) -> String {
    let mut number = String::from(first);
    while let Some(digit) = chars.next_if(char::is_ascii_digit) {
        number.push(digit);
    }
    number
}

/// Full-width digits and signs as the narrow ones they mean.
fn narrow(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        '\u{3000}' | '\u{a0}' | '\u{202f}' => ' ',
        '\u{2212}' | '\u{2013}' | '\u{2010}' | '\u{2011}' => '-',
        _ => c,
    }
}

/// `10 : 00 : 00 + 0100` without the blanks inside.
fn joined(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let seen = |mut range: Box<dyn Iterator<Item = usize>>| range.find_map(|at| Some(chars[at]).filter(|c| *c != ' '));
    let blank = |at: usize| {
        let (before, after) = (seen(Box::new((0..at).rev())), seen(Box::new(at + 1..chars.len())));
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let sign = before.filter(|c| matches!(c, '+' | '-')).is_some() && digit(after);
        chars[at] == ' ' && (sign || before == Some(':') && digit(after) || after == Some(':') && digit(before))
    };
    (0..chars.len()).filter(|at| !blank(*at)).map(|at| chars[at]).collect()
}
