//! Keys inside one store and ids that mean something outside it.

use std::fmt;
use std::str::FromStr;

/// An identity that outlives this store: a UUIDv7, shown in full in JSON and by its last eight digits in lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(uuid::Uuid);

impl Id {
    /// Makes an id from sixteen bytes, as the store keeps them.
    pub fn from_bytes(bytes: [u8; 16]) -> Self {
        Self(uuid::Uuid::from_bytes(bytes))
    }

    /// Makes a UUIDv7 (RFC 9562) from milliseconds since 1970 and ten random bytes; both are injected so that tests are frozen.
    pub fn v7(unix_ms: i64, random: [u8; 10]) -> Self {
        let ms = u64::try_from(unix_ms).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(ms, &random).into_uuid())
    }

    /// Makes a UUIDv8 (RFC 9562) from the hash of what names something elsewhere, so that the same thing has the same id whenever it comes.
    pub fn of_hash(hash: [u8; 16]) -> Self {
        Self(uuid::Builder::from_custom_bytes(hash).into_uuid())
    }

    /// The sixteen bytes the store keeps.
    pub fn as_bytes(&self) -> &[u8; 16] {
        self.0.as_bytes()
    }

    /// The last eight hexadecimal digits: what lists show and commands accept.
    pub fn short(&self) -> String {
        let text = self.0.simple().to_string();
        text[text.len() - 8..].to_owned()
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

/// The text is no UUID.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an id")]
pub struct NotAnId;

impl FromStr for Id {
    type Err = NotAnId;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        uuid::Uuid::try_parse(text).map(Self).map_err(|_| NotAnId)
    }
}

/// The key of a message: its sort time in milliseconds shifted left by twenty bits plus a counter, so that every list runs newest first without a sort.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageKey(pub i64);

impl MessageKey {
    /// How many low bits count messages of one millisecond.
    pub const COUNTER_BITS: u32 = 20;

    /// The first key of a millisecond.
    pub fn first_of(ms: i64) -> Self {
        Self(ms << Self::COUNTER_BITS)
    }

    /// The sort time in milliseconds since 1970 that this key was made from.
    pub fn sort_ms(self) -> i64 {
        self.0 >> Self::COUNTER_BITS
    }
}

/// The key of a thread.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ThreadKey(pub i64);

/// The key of a mailbox.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MailboxKey(pub i64);

/// The key of a group of changes: one key press or one command, undone as one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct GroupKey(pub i64);

/// The key of an outbox item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct OutboxKey(pub i64);

/// The key of an account inside the store; its settings live in the config under the same account's id.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AccountKey(pub i64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_shown_by_its_last_eight_digits() {
        let id = Id::v7(1_700_000_000_000, [7; 10]);
        assert_eq!(id.short().len(), 8);
        assert!(id.to_string().ends_with(&id.short()));
        assert_eq!(id.to_string().parse(), Ok(id));
    }

    #[test]
    fn message_keys_sort_by_time() {
        assert!(MessageKey::first_of(2) > MessageKey(MessageKey::first_of(1).0 + 1));
        assert_eq!(MessageKey::first_of(1_700_000_000_123).sort_ms(), 1_700_000_000_123);
    }
}
