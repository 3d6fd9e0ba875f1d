//! Numbers as people write them: digits of any script in groups, with a decimal point or comma, and with 万, 億, `k` or `million` behind them.
//!
//! What can be read two ways is refused, never silently the smaller one: `1.000` is a thousand to one person and one to another.

/// Why a text is no number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NumberError {
    /// No number.
    #[error("not a number")]
    Unread,
    /// A number that one person reads as thousands and another as decimals.
    #[error("can be read in two ways")]
    TwoWays,
    /// More decimals than there may be.
    #[error("too many decimals")]
    Decimals,
    /// More than a number here can hold.
    #[error("out of range")]
    Range,
}

/// Words behind a number and how many zeros they stand for; those of several characters stand before those that they end with.
const WORDS: [(&str, u32); 20] = [
    ("THOUSAND", 3),
    ("MILLIONS", 6),
    ("MILLION", 6),
    ("BILLIONS", 9),
    ("BILLION", 9),
    ("MIO", 6),
    ("MRD", 9),
    ("MN", 6),
    ("BN", 9),
    ("K", 3),
    ("M", 6),
    ("千万", 7),
    ("百万", 6),
    ("十万", 5),
    ("千億", 11),
    ("百億", 10),
    ("兆", 12),
    ("億", 8),
    ("万", 4),
    ("千", 3),
];

/// A number as it is written, in its parts, and what stands behind it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    parts: Vec<Part>,
    /// What stands behind the number, in upper case.
    pub behind: String,
}

/// Digits and the word of many behind them: 1億2000万 has two of these.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Part {
    digits: String,
    zeros: u32,
    /// Whether the word is one of 万 and its like, before which a point parts decimals only.
    spoken: bool,
}

impl Written {
    /// The number that a plain text begins with; `None` when it begins with no digit.
    pub fn of(text: &str) -> Option<Self> {
        let upper = text.to_uppercase();
        let mut rest = upper.trim();
        let mut parts: Vec<Part> = Vec::new();
        while rest.starts_with(|c: char| c.is_ascii_digit()) {
            let (digits, behind) = rest.split_at(digits_end(rest));
            let word = many(behind.trim_start());
            let (zeros, spoken) = word.map_or((0, false), |(zeros, spoken, _)| (zeros, spoken));
            parts.push(Part { digits: digits.to_owned(), zeros, spoken });
            rest = word.map_or(behind, |(_, _, rest)| rest).trim_start();
            if !spoken {
                break;
            }
        }
        (!parts.is_empty()).then(|| Self { parts, behind: rest.trim().to_owned() })
    }

    /// Its value as a whole number of the last of so many decimals.
    ///
    /// A comma, a space or an apostrophe parts groups of three (of two before the last three, as in India), a point the decimals; `1.234,56` and `12,50` have their
    /// one meaning too.
    ///
    /// # Errors
    /// [`NumberError::TwoWays`] for a single point before three digits where there are no three decimals, and whatever is no number.
    pub fn value(&self, decimals: u32) -> Result<i64, NumberError> {
        let falling = self.parts.windows(2).all(|pair| pair[0].zeros > pair[1].zeros);
        if !falling {
            return Err(NumberError::Unread);
        }
        self.parts.iter().try_fold(0_i64, |sum, part| sum.checked_add(scaled(part, decimals)?).ok_or(NumberError::Range))
    }
}

/// A number that is all of a plain text, as [`Written::value`] counts it.
///
/// # Errors
/// As there; also when something stands behind the number.
pub fn number(text: &str, decimals: u32) -> Result<i64, NumberError> {
    Written::of(text).filter(|written| written.behind.is_empty()).ok_or(NumberError::Unread)?.value(decimals)
}

/// The word of many at the beginning of a text: its zeros, whether it is one of 万 and its like, and what is left. A Latin one ends where its letters end or the
/// three letters of a currency begin.
fn many(text: &str) -> Option<(u32, bool, &str)> {
    WORDS.iter().find_map(|(word, zeros)| {
        let rest = text.strip_prefix(word)?;
        let letters = rest.bytes().take_while(u8::is_ascii_alphabetic).count();
        let whole = !word.is_ascii() || letters == 0 || (letters == 3 && word.len() == 1 && rest.len() == 3);
        whole.then_some((*zeros, !word.is_ascii(), rest))
    })
}

/// Where the digits of a number end, with what parts them.
fn digits_end(text: &str) -> usize {
    let mut end = 0;
    for (at, c) in text.char_indices() {
        match c {
            '0'..='9' => end = at + 1,
            ',' | '.' | ' ' | '\'' => {}
            _ => break,
        }
    }
    end
}

fn scaled(part: &Part, decimals: u32) -> Result<i64, NumberError> {
    let text = part.digits.as_str();
    let (points, commas) = (text.matches('.').count(), text.matches(',').count());
    let other = text.contains([' ', '\'']);
    let decimal = match (points, commas) {
        (1, 0) => Some('.'),
        (1, _) if text.rfind('.') > text.rfind(',') => Some('.'),
        (1.., 1) if text.rfind(',') > text.rfind('.') => Some(','),
        (0, 1) if other || is_decimal_comma(text) => Some(','),
        _ => None,
    };
    let (whole, fraction) = match decimal.and_then(|sign| text.rsplit_once(sign)) {
        Some((whole, fraction)) => (whole, fraction),
        None => (text, ""),
    };
    let digits = grouped(whole).ok_or(NumberError::Unread)?;
    if !fraction.bytes().all(|b| b.is_ascii_digit()) || (fraction.is_empty() && decimal.is_some()) {
        return Err(NumberError::Unread);
    }
    let alone = points + commas == 1 && !other;
    if alone && commas == 1 && decimal.is_none() && decimals == 3 {
        return Err(NumberError::TwoWays);
    }
    let unclear = !part.spoken && decimals != 3 && !digits.starts_with('0');
    if alone && points == 1 && fraction.len() == 3 && unclear && digits.len() <= 3 {
        return Err(NumberError::TwoWays);
    }
    let scale = decimals.saturating_add(part.zeros) as usize;
    if fraction.len() > scale {
        return Err(NumberError::Decimals);
    }
    format!("{digits}{fraction:0<scale$}").parse().map_err(|_| NumberError::Range)
}

/// Whether a lone comma can part nothing but decimals: not three digits stand behind it.
fn is_decimal_comma(text: &str) -> bool {
    text.rsplit_once(',').is_some_and(|(_, behind)| behind.len() != 3)
}

/// The digits of a whole number without what parts its groups; `None` when the groups are none.
fn grouped(whole: &str) -> Option<String> {
    let sign = whole.chars().find(|c| !c.is_ascii_digit());
    let Some(sign) = sign else { return (!whole.is_empty()).then(|| whole.to_owned()) };
    if !matches!(sign, ',' | '.' | ' ' | '\'') {
        return None;
    }
    let groups: Vec<&str> = whole.split(sign).collect();
    let numeric = groups.iter().all(|group| !group.is_empty() && group.bytes().all(|b| b.is_ascii_digit()));
    let (head, rest) = groups.split_first()?;
    let (last, middle) = rest.split_last()?;
    let thousands = head.len() <= 3 && rest.iter().all(|group| group.len() == 3);
    let indian = sign == ',' && !middle.is_empty() && head.len() <= 2 && last.len() == 3 && middle.iter().all(|group| group.len() == 2);
    (numeric && !head.starts_with('0') && (thousands || indian)).then(|| groups.concat())
}
