//! What a person says of the columns of a table.

/// A column of a table, and what a person means by it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mapped {
    /// The heading of the column.
    pub column: String,
    /// The name of the field, however people write it; none leaves the column out.
    pub field: Option<String>,
}
