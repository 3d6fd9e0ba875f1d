//! Words as the full-text index is asked for them, and as a mail that it does not have yet is asked.

use super::document::{COLUMNS, Document, columns_of};
use crate::domain::query::{Part, Phrase};

/// A question that needs words alone. What must not stand in a mail can only narrow what must: the index cannot be asked for the absence of words.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Words {
    /// These words, next to each other, in this part of the mail.
    Phrase(Part, Phrase),
    /// Any of these; never true when there are none.
    Any(Vec<Words>),
    /// All of the first, of which there is at least one, and none of the others.
    All {
        /// What stands in the mail.
        asked: Vec<Words>,
        /// What does not.
        without: Vec<Words>,
    },
}

impl Words {
    /// The question for FTS5. Only entries of our own making get into it, each quoted (promises.md E1).
    pub(super) fn match_text(&self) -> String {
        let joined = |all: &[Self], by: &str| all.iter().map(Self::match_text).collect::<Vec<_>>().join(by);
        match self {
            Self::Phrase(part, phrase) => {
                let (entries, prefix) = phrase.entries();
                let quoted = entries.join(" ").replace('"', "\"\"");
                let columns = columns_of(*part);
                let columns: Vec<&str> =
                    if columns.len() == COLUMNS.len() { Vec::new() } else { columns.iter().map(|at| COLUMNS[*at]).collect() };
                let filter = if columns.is_empty() { String::new() } else { format!("{{{}}} : ", columns.join(" ")) };
                format!("{filter}\"{quoted}\"{}", if prefix { " *" } else { "" })
            }
            Self::Any(any) if any.is_empty() => "\"\"".to_owned(),
            Self::Any(any) => format!("({})", joined(any, " OR ")),
            Self::All { asked, without } if without.is_empty() => format!("({})", joined(asked, " AND ")),
            Self::All { asked, without } => format!("(({}) NOT ({}))", joined(asked, " AND "), joined(without, " OR ")),
        }
    }

    /// Whether a mail fits: the same answer that the index gives.
    pub(super) fn fit(&self, document: &Document) -> bool {
        match self {
            Self::Phrase(part, phrase) => document.has(*part, phrase),
            Self::Any(any) => any.iter().any(|one| one.fit(document)),
            Self::All { asked, without } => asked.iter().all(|one| one.fit(document)) && !without.iter().any(|one| one.fit(document)),
        }
    }
}
