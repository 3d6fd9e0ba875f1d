//! How the app looked when it was left: state of this machine, which nobody edits by hand. The colours are a setting and stand in `config.toml`.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::path::Path;

use toml_edit::{Array, DocumentMut, Item, Table, value};

use super::edit::replace_file;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::standing::Standing;

/// The order of a list of records.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Sort {
    /// By which field.
    pub field: Field,
    /// From the highest down.
    pub descending: bool,
}

/// What of the screen survives a restart.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Look {
    /// Whether the sidebar is open, once the person said so.
    pub sidebar: Option<bool>,
    /// The order of each list that has another than newest first.
    pub sorts: BTreeMap<RecordKind, Sort>,
    /// The groups of the Sales inbox that are folded.
    pub folded: Vec<Standing>,
}

/// A change of the look.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LookChange {
    /// The sidebar was opened or closed.
    Sidebar(bool),
    /// A list has another order; `None` is newest first.
    Sort(RecordKind, Option<Sort>),
    /// A group of the Sales inbox was folded, or unfolded.
    Fold(Standing, bool),
}

impl Look {
    /// The look as the file has it; what cannot be read counts as never said, since a screen needs none of it.
    pub fn read(path: &Path) -> Self {
        let document = document(path);
        let folded = document.get("folded").and_then(Item::as_array);
        let folded = folded.into_iter().flatten().filter_map(|word| word.as_str().and_then(Standing::from_word));
        let mut look =
            Self { sidebar: document.get("sidebar").and_then(Item::as_bool), folded: in_order(folded.collect()), ..Self::default() };
        let sorts = document.get("sort").and_then(Item::as_table);
        for (word, field) in sorts.into_iter().flat_map(Table::iter) {
            let (Some(kind), Some(word)) = (RecordKind::from_word(word), field.as_str()) else { continue };
            let (name, descending) = word.strip_prefix('-').map_or((word, false), |name| (name, true));
            if let Some(field) = Field::named(kind, name) {
                look.sorts.insert(kind, Sort { field, descending });
            }
        }
        look
    }

    /// Takes a change over.
    pub fn apply(&mut self, change: LookChange) {
        match change {
            LookChange::Sidebar(open) => self.sidebar = Some(open),
            LookChange::Sort(kind, Some(sort)) => {
                self.sorts.insert(kind, sort);
            }
            LookChange::Sort(kind, None) => {
                self.sorts.remove(&kind);
            }
            LookChange::Fold(standing, true) => self.folded = in_order([self.folded.as_slice(), &[standing]].concat()),
            LookChange::Fold(standing, false) => self.folded.retain(|one| *one != standing),
        }
    }
}

fn in_order(mut folded: Vec<Standing>) -> Vec<Standing> {
    folded.sort();
    folded.dedup();
    folded
}

/// Writes one change into the file and leaves the rest as it is there: apps that run side by side take nothing from each other.
///
/// # Errors
/// When the file cannot be written; the old one is whole then.
pub fn change(path: &Path, change: LookChange) -> io::Result<()> {
    let folder = File::open(path.parent().unwrap_or(Path::new(".")))?;
    folder.lock()?;
    let mut document = document(path);
    match change {
        LookChange::Sidebar(open) => document["sidebar"] = value(open),
        LookChange::Fold(..) => {
            let mut look = Look::read(path);
            look.apply(change);
            // Before the tables, where a key of the root belongs.
            document["folded"] = value(look.folded.iter().map(|standing| standing.word()).collect::<Array>());
        }
        LookChange::Sort(kind, sort) => {
            let sorts = document.entry("sort").or_insert_with(|| Item::Table(Table::new()));
            if sorts.as_table().is_none() {
                *sorts = Item::Table(Table::new());
            }
            match sort {
                Some(Sort { field, descending }) => {
                    sorts[kind.word()] = value(format!("{}{}", if descending { "-" } else { "" }, field.flag()));
                }
                None => {
                    sorts.as_table_mut().and_then(|sorts| sorts.remove(kind.word()));
                }
            }
        }
    }
    replace_file(path, document.to_string().as_bytes())
}

fn document(path: &Path) -> DocumentMut {
    fs::read_to_string(path).ok().and_then(|text| text.parse().ok()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn what_one_app_keeps_is_not_taken_away_by_another() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("look.toml");
        let by = |field, descending| Some(Sort { field, descending });
        std::thread::scope(|scope| {
            scope.spawn(|| (0..50).for_each(|n| change(&path, LookChange::Sidebar(n % 2 == 0)).unwrap()));
            scope
                .spawn(|| (0..50).for_each(|n| change(&path, LookChange::Sort(RecordKind::Lead, by(Field::Company, n % 2 == 1))).unwrap()));
            scope.spawn(|| (0..50).for_each(|_| change(&path, LookChange::Sort(RecordKind::Company, by(Field::Name, false))).unwrap()));
        });
        let look = Look::read(&path);
        assert_eq!(look.sidebar, Some(false));
        let sorts = BTreeMap::from([
            (RecordKind::Lead, Sort { field: Field::Company, descending: true }),
            (RecordKind::Company, Sort { field: Field::Name, descending: false }),
        ]);
        assert_eq!(look.sorts, sorts);
        for fold in [(Standing::Other, true), (Standing::Lead, true), (Standing::Other, true), (Standing::Contact, false)] {
            change(&path, LookChange::Fold(fold.0, fold.1)).unwrap();
        }
        assert_eq!(Look::read(&path).folded, [Standing::Lead, Standing::Other]);
        change(&path, LookChange::Fold(Standing::Lead, false)).unwrap();
        assert_eq!((Look::read(&path).folded, Look::read(&path).sorts), (vec![Standing::Other], sorts));
        change(&path, LookChange::Sort(RecordKind::Lead, None)).unwrap();
        assert!(!Look::read(&path).sorts.contains_key(&RecordKind::Lead));
    }

    #[test]
    fn a_file_that_says_nonsense_costs_nothing() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("look.toml");
        for text in [
            "",
            "\u{0}",
            "sidebar = 3\nsort = 1",
            "[sort]\nlead = \"no-such\"\nnobody = \"name\"\ncompany = 5",
            "[sidebar]\n[[sort]]\nfolded = [1, \"nobody\"]",
        ] {
            fs::write(&path, text).unwrap();
            assert_eq!(Look::read(&path), Look::default(), "{text}");
            change(&path, LookChange::Sort(RecordKind::Lead, Some(Sort { field: Field::Company, descending: false }))).unwrap();
            assert_eq!(Look::read(&path).sorts.len(), 1, "{text}");
        }
    }
}
