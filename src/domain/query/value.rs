//! The values of fields: spans, sizes, amounts.

use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};

use crate::domain::time::Instant;

/// `3d`, `2w`, `6m`, `1y`, `12h`: the instant so long before `now` in the person's calendar.
pub(super) fn ago(text: &str, now: Instant, zone: &TimeZone) -> Option<Instant> {
    let unit = text.chars().next_back()?;
    let digits = &text[..text.len() - unit.len_utf8()];
    if digits.is_empty() || digits.len() > 4 || !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let count: i64 = digits.parse().ok()?;
    let span: Span = match unit.to_ascii_lowercase() {
        'h' => count.hours(),
        'd' => count.days(),
        'w' => count.weeks(),
        'm' => count.months(),
        'y' => count.years(),
        _ => return None,
    };
    let before = now.to_timestamp().to_zoned(zone.clone()).checked_sub(span).ok()?;
    Some(before.timestamp().into())
}

/// `500`, `20K`, `1.5M`, `1G`, with or without a final `B`: bytes, in powers of 1,024.
pub(super) fn bytes(text: &str) -> Option<u64> {
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_suffix("IB").or_else(|| upper.strip_suffix('B')).unwrap_or(&upper);
    let (number, shift) = match bare.as_bytes().last()? {
        b'K' => (&bare[..bare.len() - 1], 10),
        b'M' => (&bare[..bare.len() - 1], 20),
        b'G' => (&bare[..bare.len() - 1], 30),
        _ => (bare, 0),
    };
    let thousandths = u128::try_from(thousandths(number)?).ok()?;
    u64::try_from((thousandths << shift) / 1000).ok()
}

/// A decimal number such as `10000`, `1,000,000`, `99.5`, in thousandths.
pub(super) fn thousandths(text: &str) -> Option<i64> {
    let (whole, fraction) = text.split_once('.').unwrap_or((text, ""));
    let whole = whole.replace([',', '_'], "");
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    if whole.is_empty() || whole.len() > 15 || fraction.len() > 3 || !digits(&whole) || !digits(fraction) || text.ends_with('.') {
        return None;
    }
    format!("{whole}{fraction:0<3}").parse().ok()
}
