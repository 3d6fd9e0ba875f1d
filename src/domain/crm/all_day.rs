//! All-day events are dates (RFC 5545 3.3.4, VALUE=DATE): the same day in every zone, without a time.

use jiff::civil::{Date, time};
use jiff::tz::TimeZone;

use super::field::Field;
use super::kind::RecordKind;
use super::value::{Value, Values};
use crate::domain::time::Instant;
use crate::domain::when::When;

/// The fields that hold days where an event takes the whole day.
pub const BOUNDS: [Field; 2] = [Field::From, Field::To];

/// Whether these are the values of an event that takes whole days.
pub fn is_all_day(kind: RecordKind, values: &Values) -> bool {
    kind == RecordKind::Event && values.get(&Field::AllDay) == Some(&Value::Flag(true))
}

/// The moment by which a store that keeps moments keeps a day: noon UTC, which no zone takes for another day.
pub fn stored(day: Date) -> Instant {
    day.to_datetime(time(12, 0, 0, 0)).to_zoned(TimeZone::UTC).map(|noon| noon.timestamp().into()).unwrap_or(Instant(0))
}

/// The moment of a value, a day's as [`stored`] keeps it: by it what takes whole days stands among what does not.
pub fn moment(value: Option<&Value>) -> Option<Instant> {
    match value {
        Some(Value::Date(day)) => Some(stored(*day)),
        value => value.and_then(Value::as_instant),
    }
}

/// The day that [`stored`] kept. Stores from before 0.2 kept nine o'clock of the zone it was typed in, which these four hours bring to its day from New Zealand to Hawaii.
pub fn day_of(at: Instant) -> Date {
    at.plus_ms(4 * 3_600_000).to_timestamp().to_zoned(TimeZone::UTC).date()
}

/// Makes the bounds of an event fit its flag: days where it takes whole days, else moments of `zone`, nine o'clock of a bare day.
pub fn settle(kind: RecordKind, values: &mut Values, zone: &TimeZone) {
    if kind != RecordKind::Event {
        return;
    }
    let whole = is_all_day(kind, values);
    for field in BOUNDS {
        let settled = match values.get(&field) {
            Some(Value::Instant(at)) if whole => Value::Date(at.to_timestamp().to_zoned(zone.clone()).date()),
            Some(Value::Date(day)) if !whole => {
                let hour = if field == Field::From { 9 } else { 10 };
                let Ok(at) = When::Day(*day).instant(hour, zone) else { continue };
                Value::Instant(at)
            }
            _ => continue,
        };
        values.insert(field, settled);
    }
}

/// The end of an event of which only the beginning is said: the same day, or an hour later.
pub fn end_of(from: &Value) -> Option<Value> {
    match from {
        Value::Date(day) => Some(Value::Date(*day)),
        Value::Instant(at) => Some(Value::Instant(at.plus_ms(3_600_000))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_day_is_the_same_day_in_every_zone() {
        let day: Date = "2026-12-01".parse().unwrap();
        assert_eq!(day_of(stored(day)), day);
        for zone in ["Pacific/Honolulu", "America/New_York", "UTC", "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland"] {
            let nine = When::Day(day).instant(9, &TimeZone::get(zone).unwrap()).unwrap();
            assert_eq!(day_of(nine), day, "kept as nine o'clock in {zone}");
        }
    }
}
