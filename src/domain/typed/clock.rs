//! Times of day: `9:00`, `14:30`, `2pm`, `2:30 pm`, 9時, 午後2時半, noon.

use jiff::civil::Time;

use super::tokens::Rest;
use super::words::Typed;

/// A time of day at the beginning of some tokens, and what is left behind it.
pub(super) fn clock(tokens: Rest<'_>) -> Option<(Time, Rest<'_>)> {
    match tokens.word(0) {
        Some(Typed::Noon) => return Some((Time::constant(12, 0, 0, 0), tokens.after(1))),
        Some(Typed::Midnight) => return Some((Time::midnight(), tokens.after(1))),
        Some(half @ (Typed::Morning | Typed::Afternoon)) => {
            let (time, rest) = numbered(tokens.after(1))?;
            return Some((of_half(time, half)?, rest));
        }
        _ => {}
    }
    if let (Some(hour), Some(half @ (Typed::Morning | Typed::Afternoon))) = (tokens.small(0), tokens.word(1)) {
        return Some((of_half(Time::new(hour, 0, 0, 0).ok()?, half)?, tokens.after(2)));
    }
    let (time, rest) = numbered(tokens)?;
    match rest.word(0) {
        Some(half @ (Typed::Morning | Typed::Afternoon)) => Some((of_half(time, half)?, rest.after(1))),
        _ => Some((time, rest)),
    }
}

fn numbered(tokens: Rest<'_>) -> Option<(Time, Rest<'_>)> {
    let hour = tokens.small(0)?;
    if tokens.is_word(1, Typed::OfHour) {
        if tokens.is_word(2, Typed::Half) {
            return Some((Time::new(hour, 30, 0, 0).ok()?, tokens.after(3)));
        }
        return match (tokens.small(2), tokens.word(3)) {
            (Some(minute), Some(Typed::OfMinute)) => Some((Time::new(hour, minute, 0, 0).ok()?, tokens.after(4))),
            _ => Some((Time::new(hour, 0, 0, 0).ok()?, tokens.after(2))),
        };
    }
    if !tokens.is_sign(1, ':') {
        return None;
    }
    let minute = tokens.small(2)?;
    let second = if tokens.is_sign(3, ':') { Some(tokens.small(4)?) } else { None };
    let rest = tokens.after(if second.is_some() { 5 } else { 3 });
    Some((Time::new(hour, minute, second.unwrap_or(0), 0).ok()?, rest))
}

/// The time of a clock with twelve hours: 12 is the first hour of each half.
fn of_half(time: Time, half: Typed) -> Option<Time> {
    let hour = time.hour();
    if hour > 12 {
        return None;
    }
    let late = if half == Typed::Afternoon { 12 } else { 0 };
    Time::new(hour % 12 + late, time.minute(), time.second(), 0).ok()
}
