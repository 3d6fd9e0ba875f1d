//! Phone numbers in a line: where they stand, of which kind they are, and how they are compared.

use std::ops::Range;

/// What a number is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(super) enum PhoneKind {
    /// The person's own line.
    Direct,
    /// A phone, said so or not.
    Phone,
    /// The switchboard.
    Main,
    /// A number free of charge.
    TollFree,
    /// A mobile phone.
    Mobile,
    /// A fax.
    Fax,
}

/// How the line names the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Labelled {
    /// A known label stands before or after it.
    Yes,
    /// No word stands beside it.
    No,
    /// Some other word stands before it.
    Other,
}

/// A number found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundPhone {
    /// Where it stands with its label and what follows in brackets: bytes of the line.
    pub span: Range<usize>,
    /// The number as written, without extension.
    pub number: String,
    /// What it is for.
    pub kind: PhoneKind,
    /// Whether a label says so.
    pub labelled: Labelled,
}

const LABELS: &[(&str, PhoneKind)] = &[
    ("telefax", PhoneKind::Fax),
    ("facsimile", PhoneKind::Fax),
    ("ファクシミリ", PhoneKind::Fax),
    ("ファックス", PhoneKind::Fax),
    ("ファクス", PhoneKind::Fax),
    ("fax番号", PhoneKind::Fax),
    ("faxno", PhoneKind::Fax),
    ("fax#", PhoneKind::Fax),
    ("fax", PhoneKind::Fax),
    ("📠", PhoneKind::Fax),
    ("f", PhoneKind::Fax),
    ("フリーダイヤル", PhoneKind::TollFree),
    ("フリーコール", PhoneKind::TollFree),
    ("tollfree", PhoneKind::TollFree),
    ("freephone", PhoneKind::TollFree),
    ("freecall", PhoneKind::TollFree),
    ("携帯電話番号", PhoneKind::Mobile),
    ("携帯電話", PhoneKind::Mobile),
    ("携帯番号", PhoneKind::Mobile),
    ("携帯", PhoneKind::Mobile),
    ("けいたい", PhoneKind::Mobile),
    ("ケータイ", PhoneKind::Mobile),
    ("モバイル", PhoneKind::Mobile),
    ("mobiltelefon", PhoneKind::Mobile),
    ("mobilephone", PhoneKind::Mobile),
    ("mobile", PhoneKind::Mobile),
    ("mobil", PhoneKind::Mobile),
    ("móvil", PhoneKind::Mobile),
    ("cellulare", PhoneKind::Mobile),
    ("cellphone", PhoneKind::Mobile),
    ("cellular", PhoneKind::Mobile),
    ("cell", PhoneKind::Mobile),
    ("handy", PhoneKind::Mobile),
    ("phs", PhoneKind::Mobile),
    ("mob", PhoneKind::Mobile),
    ("gsm", PhoneKind::Mobile),
    ("cel", PhoneKind::Mobile),
    ("📱", PhoneKind::Mobile),
    ("m", PhoneKind::Mobile),
    ("c", PhoneKind::Mobile),
    ("直通電話", PhoneKind::Direct),
    ("ダイヤルイン", PhoneKind::Direct),
    ("直通", PhoneKind::Direct),
    ("directline", PhoneKind::Direct),
    ("directdial", PhoneKind::Direct),
    ("direct", PhoneKind::Direct),
    ("durchwahl", PhoneKind::Direct),
    ("ddi", PhoneKind::Direct),
    ("did", PhoneKind::Direct),
    ("d", PhoneKind::Direct),
    ("代表電話", PhoneKind::Main),
    ("代表番号", PhoneKind::Main),
    ("大代表", PhoneKind::Main),
    ("代表", PhoneKind::Main),
    ("switchboard", PhoneKind::Main),
    ("reception", PhoneKind::Main),
    ("main", PhoneKind::Main),
    ("電話番号", PhoneKind::Phone),
    ("ip電話", PhoneKind::Phone),
    ("電話", PhoneKind::Phone),
    ("でんわ", PhoneKind::Phone),
    ("連絡先", PhoneKind::Phone),
    ("telephone", PhoneKind::Phone),
    ("téléphone", PhoneKind::Phone),
    ("teléfono", PhoneKind::Phone),
    ("telefono", PhoneKind::Phone),
    ("telefon", PhoneKind::Phone),
    ("telno", PhoneKind::Phone),
    ("tel#", PhoneKind::Phone),
    ("tél", PhoneKind::Phone),
    ("tel", PhoneKind::Phone),
    ("phone", PhoneKind::Phone),
    ("fon", PhoneKind::Phone),
    ("office", PhoneKind::Phone),
    ("work", PhoneKind::Phone),
    ("voice", PhoneKind::Phone),
    ("call", PhoneKind::Phone),
    ("☎", PhoneKind::Phone),
    ("☏", PhoneKind::Phone),
    ("✆", PhoneKind::Phone),
    ("📞", PhoneKind::Phone),
    ("ph", PhoneKind::Phone),
    ("t", PhoneKind::Phone),
    ("p", PhoneKind::Phone),
    ("o", PhoneKind::Phone),
    ("w", PhoneKind::Phone),
    ("(内)", PhoneKind::Phone),
];

/// Words before a number that say it is no phone.
const OTHER_NUMBERS: &[&str] = &[
    "注文",
    "登録",
    "口座",
    "許可",
    "免許",
    "伝票",
    "会員",
    "受付番号",
    "契約",
    "請求",
    "お問合せ番号",
    "問い合わせ番号",
    "管理番号",
    "振替",
    "品番",
    "型番",
    "tracking",
    "order",
    "invoice",
    "account",
    "pin",
    "meeting",
    "id",
    "hrb",
    "vat",
    "ust",
    "iban",
    "ref",
    "ticket",
    "case",
    "serial",
    "license",
    "licence",
    "p.iva",
];

/// All phone numbers of a folded line, from left to right.
pub(super) fn find(line: &str) -> Vec<FoundPhone> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let mut found: Vec<FoundPhone> = Vec::new();
    let mut at = 0;
    let mut free_from = 0;
    while at < chars.len() {
        let Some((number, end)) = number_at(&chars, at) else {
            at = if chars[at].1.is_ascii_digit() { skip_digits(&chars, at) } else { at + 1 };
            continue;
        };
        let before = &line[free_from..chars[at].0];
        let (label_length, label) = label_before(before);
        let byte_end = chars.get(end).map_or(line.len(), |(byte, _)| *byte);
        let (suffix_length, suffix_kind) = suffix(&line[byte_end..]);
        let kind_said = match (label, suffix_kind) {
            (_, Some(kind)) if !matches!(label, Label::Known(PhoneKind::Fax | PhoneKind::Mobile)) => Some(kind),
            (Label::Known(kind), _) => Some(kind),
            _ => None,
        };
        let shape = Shape::of(&number);
        let labelled = match label {
            _ if kind_said.is_some() => Labelled::Yes,
            Label::Nothing => Labelled::No,
            _ => Labelled::Other,
        };
        let sound = match (label, shape) {
            (Label::NotAPhone, _) | (_, Shape::Never) => false,
            (_, Shape::Japanese(_)) => true,
            (Label::Other, Shape::International | Shape::American) => true,
            (Label::Other, Shape::Other) => false,
            (_, Shape::Other) => kind_said.is_some() && number.len() < 13 + number.matches(|c: char| !c.is_ascii_digit()).count(),
            (_, Shape::International | Shape::American | Shape::National) => true,
        };
        if !sound {
            at = end;
            continue;
        }
        let kind = match (kind_said, shape) {
            (Some(PhoneKind::Fax), _) => PhoneKind::Fax,
            (_, Shape::Japanese(JapaneseKind::Mobile)) => PhoneKind::Mobile,
            (Some(PhoneKind::Mobile), Shape::Japanese(JapaneseKind::Fixed | JapaneseKind::Ip)) => PhoneKind::Phone,
            (Some(kind), _) => kind,
            (None, Shape::Japanese(JapaneseKind::TollFree)) => PhoneKind::TollFree,
            (None, Shape::International) if foreign_mobile(&number) => PhoneKind::Mobile,
            (None, _) => PhoneKind::Phone,
        };
        let start = chars[at].0 - label_length;
        found.push(FoundPhone { span: start..byte_end + suffix_length, number, kind, labelled });
        free_from = byte_end + suffix_length;
        while at < chars.len() && chars[at].0 < free_from {
            at += 1;
        }
    }
    found
}

/// The number in E.164 form where the `phonenumber` crate finds it possible; `country` (two letters) helps national numbers. For comparing, not for showing.
pub fn e164(number: &str, country: &str) -> Option<String> {
    let country = country.to_uppercase().parse().ok();
    let parsed = phonenumber::parse(country, number).ok()?;
    Some(parsed.format().mode(phonenumber::Mode::E164).to_string())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum JapaneseKind {
    Fixed,
    Mobile,
    Ip,
    TollFree,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Japanese(JapaneseKind),
    International,
    American,
    /// A national number that begins with 0 and is grouped.
    National,
    Other,
    Never,
}

impl Shape {
    fn of(number: &str) -> Self {
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

/// Prefixes of mobile numbers in countries that keep them apart.
const FOREIGN_MOBILE: &[&str] = &[
    "447", "336", "337", "4915", "4916", "4917", "393", "346", "347", "467", "614", "8210", "8613", "8615", "8617", "8618", "316", "324",
    "417", "436", "457",
];

fn foreign_mobile(number: &str) -> bool {
    let digits = digits(number);
    let digits = digits.strip_prefix("00").unwrap_or(&digits);
    FOREIGN_MOBILE.iter().any(|prefix| digits.starts_with(prefix))
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

fn skip_digits(chars: &[(usize, char)], mut at: usize) -> usize {
    while at < chars.len() && (chars[at].1.is_ascii_alphanumeric() || is_hyphen(chars[at].1)) {
        at += 1;
    }
    at
}

/// The number that begins at `start`, tidied, and the index after it.
fn number_at(chars: &[(usize, char)], start: usize) -> Option<(String, usize)> {
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
            if c == '/' && !international && count > 5 {
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
    LABELS.iter().any(|(label, _)| *label == word)
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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Label {
    Known(PhoneKind),
    Nothing,
    NotAPhone,
    Other,
}

/// The label at the end of what stands before a number, and how many bytes it takes.
fn label_before(before: &str) -> (usize, Label) {
    let is_mark = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                ':' | '.'
                    | '('
                    | ')'
                    | '['
                    | ']'
                    | '【'
                    | '】'
                    | '<'
                    | '>'
                    | '・'
                    | '='
                    | '|'
                    | '■'
                    | '◆'
                    | '●'
                    | '○'
                    | '*'
                    | '-'
                    | '〔'
                    | '〕'
                    | '「'
                    | '」'
                    | '…'
                    | '_'
                    | '；'
                    | ';'
                    | '→'
                    | '~'
            )
    };
    let Some((kind, rest)) = strip_label(before, is_mark) else {
        let tail = before.rsplit(['|', '/']).next().unwrap_or_default();
        if tail.trim().chars().all(is_mark) || tail.trim().is_empty() {
            return (0, Label::Nothing);
        }
        let lower = tail.to_lowercase();
        let not_a_phone =
            OTHER_NUMBERS.iter().any(|word| if word.is_ascii() { ends_with_word(&lower, word) } else { lower.contains(word) })
                || lower.trim_end_matches(is_mark).ends_with("番号")
                || lower.trim_end_matches(is_mark).ends_with("no");
        return (0, if not_a_phone { Label::NotAPhone } else { Label::Other });
    };
    // TEL/FAX before one number: a phone that also takes faxes.
    let join = |c: char| is_mark(c) || matches!(c, '/' | '&' | ',' | '+' | '兼' | '、' | '＆');
    let joined =
        rest.trim_end().ends_with(['/', '&', ',', '+', '兼', '・', '、', '-']) || before[rest.len()..].trim_start().starts_with(['/', '&']);
    if joined && let Some((other, shorter)) = strip_label(rest, join) {
        let pair = [kind, other];
        if pair.contains(&PhoneKind::Fax) && pair.iter().any(|kind| *kind != PhoneKind::Fax) {
            return (before.len() - shorter.trim_end_matches(is_mark).len(), Label::Known(PhoneKind::Phone));
        }
    }
    // Two labels for one number: 電話(直通).
    if let Some((other, shorter)) = strip_label(rest, |c| is_mark(c) && c != '|') {
        let gap = &rest[shorter.len()..];
        if !gap.contains('|') && (kind, other) != (PhoneKind::Fax, PhoneKind::Phone) {
            let kind = if kind == PhoneKind::Phone { other } else { kind };
            return (before.len() - shorter.len(), Label::Known(kind));
        }
    }
    (before.len() - rest.len(), Label::Known(kind))
}

fn ends_with_word(text: &str, word: &str) -> bool {
    let text = text.trim_end_matches(|c: char| !c.is_alphanumeric());
    text.ends_with(word) && !text[..text.len() - word.len()].ends_with(|c: char| c.is_alphanumeric())
}

/// Strips one label from the end; spaces inside it (電　話, T E L) do not count.
fn strip_label(before: &str, is_mark: impl Fn(char) -> bool) -> Option<(PhoneKind, &str)> {
    let trimmed = before.trim_end_matches(&is_mark);
    for (label, kind) in LABELS {
        let mut rest = trimmed.char_indices().rev().peekable();
        let mut wanted = label.chars().rev().peekable();
        let mut start = trimmed.len();
        let mut gaps = 0;
        while let Some(want) = wanted.peek() {
            match rest.peek() {
                Some((index, c)) if c.to_lowercase().next() == Some(*want) => {
                    start = *index;
                    rest.next();
                    wanted.next();
                }
                Some((_, c)) if start < trimmed.len() && gaps < 6 && c.is_whitespace() && label.chars().count() > 1 => {
                    gaps += 1;
                    rest.next();
                }
                _ => break,
            }
        }
        if wanted.peek().is_some() {
            continue;
        }
        let head = &trimmed[..start];
        let latin = label.chars().next().is_some_and(char::is_alphabetic) && label.chars().all(|c| !super::script::is_cjk(c));
        let before_label = head.chars().next_back();
        if latin && before_label.is_some_and(|c| c.is_alphanumeric() && !super::script::is_cjk(c)) {
            continue;
        }
        let single = label.chars().count() == 1 && latin;
        if single && before_label.is_some_and(|c| super::script::is_cjk(c) || matches!(c, '&' | '.' | '\'')) {
            continue;
        }
        return Some((*kind, head));
    }
    None
}

/// What follows a number: (直通), (内線 221), ext. 5. Its length in bytes and the kind it names.
fn suffix(after: &str) -> (usize, Option<PhoneKind>) {
    let trimmed = after.trim_start();
    let skipped = after.len() - trimmed.len();
    if skipped > 2 {
        return (0, None);
    }
    if let Some(inside) = trimmed.strip_prefix('(') {
        let Some(close) = inside.find(')') else { return (0, None) };
        let word: String = inside[..close].chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect();
        if word.starts_with(|c: char| c.is_ascii_digit() || c == '+') && !word.contains(':') {
            return (0, None);
        }
        let kind = if word == "代" {
            Some(PhoneKind::Main)
        } else {
            LABELS.iter().find(|(label, _)| word == *label || (label.chars().count() > 2 && word.starts_with(label))).map(|(_, kind)| *kind)
        };
        return (skipped + close + 2, kind);
    }
    let lower = trimmed.to_lowercase();
    for word in ["内線", "ext.", "ext", "extension", "x"] {
        let Some(rest) = lower.strip_prefix(word) else { continue };
        let body = rest.trim_start_matches([':', '.', ' ']);
        let number = body.chars().take_while(char::is_ascii_digit).count();
        if (1..=6).contains(&number) {
            return (skipped + trimmed.len() - body.len() + number, None);
        }
    }
    (0, None)
}

#[cfg(test)]
#[path = "phones_tests.rs"]
mod tests;
