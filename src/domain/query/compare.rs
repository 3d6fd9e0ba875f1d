//! How two values are compared.

use std::cmp::Ordering;

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Compare {
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `=`, and `:` where a field compares
    Equal,
    /// `>=`
    AtLeast,
    /// `>`
    More,
}

impl Compare {
    /// What an operator of the search language compares; all others ask for the same.
    pub(super) fn of_sign(sign: &str) -> Self {
        match sign {
            "<" => Self::Less,
            "<=" => Self::AtMost,
            ">=" => Self::AtLeast,
            ">" => Self::More,
            _ => Self::Equal,
        }
    }

    /// The operator, the same in SQL.
    pub fn sign(self) -> &'static str {
        match self {
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Equal => "=",
            Self::AtLeast => ">=",
            Self::More => ">",
        }
    }

    /// Whether a value that stands so to the one that was typed is meant.
    pub fn takes(self, order: Ordering) -> bool {
        match self {
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Equal => order.is_eq(),
            Self::AtLeast => order.is_ge(),
            Self::More => order.is_gt(),
        }
    }
}
