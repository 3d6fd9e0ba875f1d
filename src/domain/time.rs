//! Instants and the injected clock reading.

/// Milliseconds since 1970-01-01T00:00:00Z. All instants of the store have this unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Instant(pub i64);

impl Instant {
    /// The instant some milliseconds later.
    pub fn plus_ms(self, ms: i64) -> Self {
        Self(self.0.saturating_add(ms))
    }

    /// The instant in the calendar's own type; out of range clamps to the calendar's ends.
    pub fn to_timestamp(self) -> jiff::Timestamp {
        jiff::Timestamp::from_millisecond(self.0).unwrap_or(if self.0 < 0 { jiff::Timestamp::MIN } else { jiff::Timestamp::MAX })
    }

    /// RFC 3339 in UTC with milliseconds left out when they are zero: what JSON shows.
    pub fn to_rfc3339(self) -> String {
        self.to_timestamp().to_string()
    }
}

impl From<jiff::Timestamp> for Instant {
    fn from(at: jiff::Timestamp) -> Self {
        Self(at.as_millisecond())
    }
}
