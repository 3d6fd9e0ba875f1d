//! How the app ended.

/// How the app ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Left,
    /// A signal of this number ended it.
    Signal(u8),
    /// The terminal is gone.
    TerminalGone,
}

/// The signal of a terminal that is gone.
pub(super) const HANG_UP: u8 = 1;

impl Ended {
    /// The signal that it was, or stands for; 0 for a person who left.
    pub(super) fn signal(&self) -> u8 {
        match self {
            Self::Left => 0,
            Self::Signal(number) => *number,
            Self::TerminalGone => HANG_UP,
        }
    }
}
