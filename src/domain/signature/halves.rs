//! What the tests of names compare.

use super::names::PersonName;

/// The family's and the given name that were read; empty when none was.
pub(super) fn halves(name: Option<PersonName>) -> (String, String) {
    name.map_or_else(Default::default, |name| (name.last, name.first))
}

/// The two that should be read.
pub(super) fn pair(last: &str, first: &str) -> (String, String) {
    (last.to_owned(), first.to_owned())
}
