//! Where a row stands in a list.

use crate::domain::crm::standing::Rank;
use crate::domain::ids::MessageKey;

/// Where a row stands in a list: among the rows of its rank, the newest first. Only the Sales inbox has ranks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Place {
    /// Its rank, the least first.
    pub rank: Rank,
    /// Its place in time.
    pub at: MessageKey,
}

impl Place {
    /// A place in a list that is in the order of time alone.
    pub fn in_time(at: MessageKey) -> Self {
        Self { rank: Rank::NONE, at }
    }
}
