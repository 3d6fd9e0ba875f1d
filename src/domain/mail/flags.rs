//! What is marked on a message.

/// A set of flags of one message, as bits the store keeps; never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub struct Flags(pub u32);

impl Flags {
    /// Seen by the person; an unread message lacks it.
    pub const READ: Self = Self(1);
    /// Marked with a star.
    pub const STARRED: Self = Self(2);
    /// Answered from here, or said to be by the file it came from.
    pub const REPLIED: Self = Self(4);
    /// Passed on to somebody else.
    pub const FORWARDED: Self = Self(8);
    /// Not finished, as a file said that it came from.
    pub const DRAFT: Self = Self(16);
    /// Unwanted: the person moved it to Spam.
    pub const SPAM: Self = Self(32);
    /// Out of the lists of its mailbox until its time comes.
    pub const SNOOZED: Self = Self(64);
    /// Back from its snooze, and not opened since.
    pub const WOKEN: Self = Self(128);

    /// Every flag with its stable word, as JSON and the search language say it.
    pub const NAMES: [(Self, &'static str); 8] = [
        (Self::READ, "read"),
        (Self::STARRED, "starred"),
        (Self::REPLIED, "replied"),
        (Self::FORWARDED, "forwarded"),
        (Self::DRAFT, "draft"),
        (Self::SPAM, "spam"),
        (Self::SNOOZED, "snoozed"),
        (Self::WOKEN, "woken"),
    ];

    /// Whether all of `other` are set.
    pub fn has(self, other: Self) -> bool {
        self.0 & other.0 == other.0
    }

    /// This set with `other` set or cleared.
    #[must_use]
    pub fn with(self, other: Self, on: bool) -> Self {
        if on { Self(self.0 | other.0) } else { Self(self.0 & !other.0) }
    }

    /// The words of the set flags, in a stable order.
    pub fn words(self) -> Vec<&'static str> {
        Self::NAMES.iter().filter(|(flag, _)| self.has(*flag)).map(|(_, word)| *word).collect()
    }
}
