//! Words on the screen that are ours or somebody else's.

use crate::i18n::{Catalogue, Text};
use crate::text::CleanText;

/// Words of ours or of somebody else.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Label {
    /// Our own words.
    Text(Text),
    /// A name, a subject, an address.
    Words(CleanText),
}

impl Label {
    /// The words, said.
    pub(crate) fn say(&self, words: &Catalogue) -> String {
        match self {
            Self::Text(text) => words.say(text),
            Self::Words(words) => words.as_str().to_owned(),
        }
    }
}
