//! Words as the full-text index is asked for them, and as a mail that it does not have yet is asked.

use crate::domain::query::{Part, Phrase};

/// The columns of the index, in order.
pub(super) const COLUMNS: [&str; 7] = ["subject", "body", "files", "from_", "to_", "cc_", "bcc_"];

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
}

/// The columns that a part of a mail means.
pub(super) fn columns_of(part: Part) -> &'static [usize] {
    match part {
        Part::Anywhere => &[0, 1, 2, 3, 4, 5, 6],
        Part::Subject => &[0],
        Part::Body => &[1],
        Part::Filename => &[2],
        Part::From => &[3],
        Part::To => &[4],
        Part::Cc => &[5],
        Part::Bcc => &[6],
        Part::With => &[3, 4, 5, 6],
    }
}
