//! What cannot be understood in a query, and where.

use super::tree::Span;
use crate::domain::crm::kind::RecordKind;

/// A query that cannot be understood.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{trouble} (column {})", .at.column)]
pub struct QueryError {
    /// The place in what was typed.
    pub at: Span,
    /// What is wrong there.
    pub trouble: Trouble,
}

/// What is wrong in a query.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Trouble {
    /// There is no such field; a word with a colon in it must stand in quotes.
    #[error("there is no field {name}")]
    UnknownField {
        /// What was typed.
        name: String,
        /// The field that was probably meant.
        meant: Option<&'static str>,
    },
    /// Records of this kind have no such field, though others do.
    #[error("{} has no field {name}", .kind.word())]
    LacksField {
        /// What was typed.
        name: String,
        /// The kind that was asked for.
        kind: RecordKind,
    },
    /// The field has no such value.
    #[error("{field} cannot be {value}")]
    UnknownValue {
        /// The field that was typed.
        field: &'static str,
        /// What was typed.
        value: String,
        /// What the field can be, or an example.
        allowed: String,
    },
    /// The field needs a value.
    #[error("{field} needs a value")]
    MissingValue {
        /// The field that was typed.
        field: &'static str,
        /// What the field can be, or an example.
        allowed: String,
    },
    /// The field does not compare this way.
    #[error("{field} does not take {sign}")]
    WrongSign {
        /// The field that was typed.
        field: &'static str,
        /// The operator that was typed.
        sign: String,
        /// An example of how it is written.
        example: String,
    },
    /// A field inside the brackets of another field.
    #[error("{field} inside another field")]
    NestedField {
        /// The inner field.
        field: &'static str,
    },
    /// A quotation mark without its end.
    #[error("the quotation mark has no end")]
    OpenQuote,
    /// An opening bracket without its end.
    #[error("the bracket has no end")]
    OpenBracket,
    /// A closing bracket without a beginning.
    #[error("the bracket has no beginning")]
    StrayBracket,
    /// `OR`, `AND`, `NOT` or `-` without something to act on.
    #[error("{word} has nothing to act on")]
    Dangling {
        /// The operator as it was typed.
        word: String,
    },
    /// Empty brackets.
    #[error("nothing stands in the brackets")]
    EmptyBrackets,
    /// Only punctuation, which no search can find.
    #[error("there are no letters, digits or emoji to look for")]
    NoLetters,
    /// More conditions or deeper brackets than anybody means.
    #[error("the query is too long")]
    TooLong,
}
