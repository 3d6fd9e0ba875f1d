//! What the other side of a conversation is to us, as the Sales inbox orders mail by it (S141).

use crate::text::worded;

worded! {
    /// What a correspondent is to us, the closest to a sale first.
    #[derive(PartialOrd, Ord)]
    pub enum Standing {
        /// A contact with a deal that is still open.
        OpenDeal = "open_deal",
        /// Any other contact.
        Contact = "contact",
        /// A lead, or a temp.
        Lead = "lead",
        /// Somebody whose address is of the domain of one of our accounts, where that is no mail provider's.
        Colleague = "colleague",
        /// Anybody else.
        Other = "other",
    }
}

impl Standing {
    /// Whether it is somebody of our records.
    pub fn is_customer(self) -> bool {
        match self {
            Self::OpenDeal | Self::Contact | Self::Lead => true,
            Self::Colleague | Self::Other => false,
        }
    }
}

/// Where a conversation stands among those of the Sales inbox: by who wrote, and before those that were answered those that were not. As a number it is stored, and is
/// the order: 0 is not among them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub struct Rank(pub u8);

impl Rank {
    /// In no order but that of time.
    pub const NONE: Self = Self(0);

    /// The rank of a conversation with somebody, with or without our answer at its end.
    pub fn of(standing: Standing, answered: bool) -> Self {
        let place = Standing::ALL.iter().position(|one| *one == standing).unwrap_or(0);
        Self(u8::try_from(place * 2 + 2).unwrap_or(2) + u8::from(answered))
    }

    /// What the other side is to us; `None` without an order.
    pub fn standing(self) -> Option<Standing> {
        Standing::ALL.get(usize::from(self.0 / 2).checked_sub(1)?).copied()
    }

    /// Whether we had the last word.
    pub fn is_answered(self) -> bool {
        self.0 % 2 == 1
    }

    /// Every rank, the first first.
    pub fn all() -> impl DoubleEndedIterator<Item = Self> {
        Standing::ALL.iter().flat_map(|standing| [Self::of(*standing, false), Self::of(*standing, true)])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranks_are_in_the_order_of_the_groups_and_what_waits_stands_first() {
        let all: Vec<Rank> = Rank::all().collect();
        assert!(all.is_sorted() && all.iter().all(|rank| *rank > Rank::NONE), "{all:?}");
        for rank in all {
            let standing = rank.standing().expect("a rank of somebody");
            assert_eq!(Rank::of(standing, rank.is_answered()), rank);
        }
        assert_eq!((Rank::NONE.standing(), Rank(1).standing(), Rank(12).standing()), (None, None, None));
    }
}
