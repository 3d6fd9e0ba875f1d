//! The clock, the time zone and the randomness of this machine. Nothing else in the program asks for them (`tests/layers.rs` guards it): what decides or shows takes them as values, so
//! that its tests stand in a frozen world.

use crate::domain::confirmed_time::Uptime;
use crate::domain::ids::Id;
use crate::domain::time::Instant;

/// What time it is.
pub fn now() -> Instant {
    jiff::Timestamp::now().into()
}

/// The time zone of the person at this machine.
pub fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::system()
}

/// What time it is in the person's time zone: what the Date of a new mail says.
pub fn local_now() -> jiff::Zoned {
    now().to_timestamp().to_zoned(zone())
}

/// How long this machine has been up; `None` where the system does not tell.
pub fn uptime() -> Option<Uptime> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?.trim().to_owned();
    let up = std::fs::read_to_string("/proc/uptime").ok()?;
    let (seconds, hundredths) = up.split_ascii_whitespace().next()?.split_once('.')?;
    let ms = seconds.parse::<i64>().ok()? * 1_000 + hundredths.parse::<i64>().ok()? * 10;
    (!boot.is_empty()).then_some(Uptime { boot, ms })
}

/// A new outside id: the time and the system's randomness (UUIDv7, RFC 9562).
pub fn new_id() -> Id {
    Id::from_bytes(*uuid::Uuid::now_v7().as_bytes())
}

/// Where a run's own numbers begin: other in every process, good enough for ids that need no secrecy.
pub fn seed() -> u64 {
    std::hash::BuildHasher::hash_one(&std::collections::hash_map::RandomState::new(), std::process::id())
}
