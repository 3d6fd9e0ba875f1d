//! The languages that fumi speaks. What is particular about one stands here and in its folder of `assets/locales`; nothing else tells languages apart.
//!
//! A new language is a line of [`Language`], an arm of [`Language::facts`], its folder, and what people type in it, in `assets/words/typed.txt`.

use std::sync::LazyLock;

use crate::text::worded;

worded! {
    /// A language fumi speaks; its word is the short name of `--lang` and the config.
    #[derive(Default)]
    pub enum Language {
        /// English: also what is spoken where no language is known, and what programs and servers say.
        #[default]
        English = "en",
        /// Japanese: the family name first, 様 after it.
        Japanese = "ja",
    }
}

/// What is particular about a language.
struct Facts {
    /// Whether the family name stands before the given name.
    family_first: bool,
    /// The country that is meant where nobody names one (ISO 3166).
    country: &'static str,
    /// Its sentences: subject and file.
    files: &'static [(&'static str, &'static str)],
}

/// The files of a folder of `assets/locales`: every subject has one in every language.
macro_rules! files_of {
    ($folder:literal) => {
        files_of!($folder: "account_form", "app", "check", "cli", "commands", "config", "crm", "discovery", "exchange", "fetch", "health", "help", "mail", "net",
            "outbox", "problems", "providers", "query", "reading", "sidebar", "sign_in", "signature", "team", "tui", "when")
    };
    ($folder:literal: $($subject:literal),+) => {
        &[$(($subject, include_str!(concat!("../../assets/locales/", $folder, "/", $subject, ".ftl")))),+]
    };
}

static WORDS: LazyLock<String> = LazyLock::new(|| Language::ALL.iter().map(|language| language.word()).collect::<Vec<_>>().join(", "));

impl Language {
    const fn facts(self) -> Facts {
        match self {
            Self::English => Facts { family_first: false, country: "US", files: files_of!("en") },
            Self::Japanese => Facts { family_first: true, country: "JP", files: files_of!("ja") },
        }
    }

    /// The short names of all languages, for a message: `en, ja`.
    pub fn words() -> &'static str {
        &WORDS
    }

    /// The language of a locale name such as `ja_JP.UTF-8` or of the option `--lang`; `None` when fumi does not speak it.
    pub fn from_locale(name: &str) -> Option<Self> {
        match name.split(['_', '-', '.', '@']).next() {
            Some("C" | "POSIX") => Some(Self::default()),
            Some(word) => Self::from_word(word),
            None => None,
        }
    }

    /// Whether the family name stands before the given name.
    pub const fn family_first(self) -> bool {
        self.facts().family_first
    }

    /// The country that is meant where nobody names one (ISO 3166).
    pub const fn country(self) -> &'static str {
        self.facts().country
    }

    /// Its sentences: subject and source of every file.
    pub const fn files(self) -> &'static [(&'static str, &'static str)] {
        self.facts().files
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_locale_names_its_language() {
        let found = ["ja_JP.UTF-8", "ja", "en-GB", "C", "POSIX", "C.UTF-8", "tlh", ""].map(Language::from_locale);
        let (en, ja) = (Some(Language::English), Some(Language::Japanese));
        assert_eq!(found, [ja, ja, en, en, en, en, None, None]);
        assert!(Language::words().starts_with("en, ja"));
    }
}
