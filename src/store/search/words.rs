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
    /// The question for FTS5; of an index that is not whole in today's form, what it holds in the first one is asked for too. Only entries of our own making get into it,
    /// each quoted (promises.md E1).
    pub(super) fn match_text(&self, first_too: bool) -> String {
        let joined = |all: &[Self], by: &str| all.iter().map(|one| one.match_text(first_too)).collect::<Vec<_>>().join(by);
        match self {
            Self::Phrase(part, phrase) => {
                let mut any = vec![entries_of(*part, phrase.entries())];
                any.extend(phrase.number().map(|number| entries_of(*part, (vec![number.to_owned()], false))));
                any.extend(phrase.first_entries().filter(|_| first_too).map(|first| entries_of(*part, first)));
                if any.len() == 1 { any.swap_remove(0) } else { format!("({})", any.join(" OR ")) }
            }
            Self::Any(any) if any.is_empty() => "\"\"".to_owned(),
            Self::Any(any) => format!("({})", joined(any, " OR ")),
            Self::All { asked, without } if without.is_empty() => format!("({})", joined(asked, " AND ")),
            Self::All { asked, without } => format!("(({}) NOT ({}))", joined(asked, " AND "), joined(without, " OR ")),
        }
    }
}

fn entries_of(part: Part, (entries, prefix): (Vec<String>, bool)) -> String {
    let quoted = entries.join(" ").replace('"', "\"\"");
    let columns = columns_of(part);
    let columns: Vec<&str> = if columns.len() == COLUMNS.len() { Vec::new() } else { columns.iter().map(|at| COLUMNS[*at]).collect() };
    let filter = if columns.is_empty() { String::new() } else { format!("{{{}}} : ", columns.join(" ")) };
    format!("{filter}\"{quoted}\"{}", if prefix { " *" } else { "" })
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
