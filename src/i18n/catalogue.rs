//! The sentences of each language, from `assets/locales`.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::{Arg, Text};

/// A language fumi speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Language {
    /// English (`en`), which is also what is spoken when nothing is known.
    English,
    /// Japanese (`ja`).
    Japanese,
}

impl Language {
    /// The language of a locale name such as `ja_JP.UTF-8` or of the option `--lang`; `None` when fumi does not speak it.
    pub fn from_locale(name: &str) -> Option<Self> {
        match name.split(['_', '-', '.', '@']).next() {
            Some("ja") => Some(Self::Japanese),
            Some("en" | "C" | "POSIX") => Some(Self::English),
            _ => None,
        }
    }

    /// The short name of the language.
    pub fn code(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::Japanese => "ja",
        }
    }
}

/// The files of each language: every subject has one, in both languages.
pub const SOURCES: &[(&str, &str, &str)] = &[
    ("exchange", include_str!("../../assets/locales/en/exchange.ftl"), include_str!("../../assets/locales/ja/exchange.ftl")),
    ("reading", include_str!("../../assets/locales/en/reading.ftl"), include_str!("../../assets/locales/ja/reading.ftl")),
    ("app", include_str!("../../assets/locales/en/app.ftl"), include_str!("../../assets/locales/ja/app.ftl")),
    ("commands", include_str!("../../assets/locales/en/commands.ftl"), include_str!("../../assets/locales/ja/commands.ftl")),
    ("health", include_str!("../../assets/locales/en/health.ftl"), include_str!("../../assets/locales/ja/health.ftl")),
    ("query", include_str!("../../assets/locales/en/query.ftl"), include_str!("../../assets/locales/ja/query.ftl")),
    ("problems", include_str!("../../assets/locales/en/problems.ftl"), include_str!("../../assets/locales/ja/problems.ftl")),
    ("config", include_str!("../../assets/locales/en/config.ftl"), include_str!("../../assets/locales/ja/config.ftl")),
    ("account_form", include_str!("../../assets/locales/en/account_form.ftl"), include_str!("../../assets/locales/ja/account_form.ftl")),
    ("when", include_str!("../../assets/locales/en/when.ftl"), include_str!("../../assets/locales/ja/when.ftl")),
    ("cli", include_str!("../../assets/locales/en/cli.ftl"), include_str!("../../assets/locales/ja/cli.ftl")),
    ("crm", include_str!("../../assets/locales/en/crm.ftl"), include_str!("../../assets/locales/ja/crm.ftl")),
    ("check", include_str!("../../assets/locales/en/check.ftl"), include_str!("../../assets/locales/ja/check.ftl")),
    ("fetch", include_str!("../../assets/locales/en/fetch.ftl"), include_str!("../../assets/locales/ja/fetch.ftl")),
    ("sidebar", include_str!("../../assets/locales/en/sidebar.ftl"), include_str!("../../assets/locales/ja/sidebar.ftl")),
    ("net", include_str!("../../assets/locales/en/net.ftl"), include_str!("../../assets/locales/ja/net.ftl")),
    ("outbox", include_str!("../../assets/locales/en/outbox.ftl"), include_str!("../../assets/locales/ja/outbox.ftl")),
    ("tui", include_str!("../../assets/locales/en/tui.ftl"), include_str!("../../assets/locales/ja/tui.ftl")),
    ("mail", include_str!("../../assets/locales/en/mail.ftl"), include_str!("../../assets/locales/ja/mail.ftl")),
    ("signature", include_str!("../../assets/locales/en/signature.ftl"), include_str!("../../assets/locales/ja/signature.ftl")),
];

/// All sentences of one language, ready to be said.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Opens the catalogue of a language. A broken entry is left out; a test refuses such files.
    pub fn open(language: Language) -> Self {
        let id: unic_langid::LanguageIdentifier = language.code().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        for &(_, en, ja) in SOURCES {
            let source = if language == Language::English { en } else { ja };
            let resource = match FluentResource::try_new(source.to_owned()) {
                Ok(whole) | Err((whole, _)) => whole,
            };
            bundle.add_resource_overriding(resource);
        }
        Self { language, bundle }
    }

    /// The language of this catalogue.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Whether the language has a sentence with this id.
    pub fn has(&self, id: &str) -> bool {
        self.bundle.get_message(id).is_some_and(|message| message.value().is_some())
    }

    /// Says a sentence. An unknown id is said as itself, so that nothing is ever silent.
    pub fn say(&self, text: &Text) -> String {
        let Some(pattern) = self.bundle.get_message(text.id()).and_then(|message| message.value()) else {
            return text.id().to_owned();
        };
        let mut args = FluentArgs::new();
        for (name, arg) in text.args() {
            let value = match arg {
                Arg::Words(words) => FluentValue::from(words.clone()),
                Arg::Number(number) => FluentValue::from(*number),
                Arg::Text(inner) => FluentValue::from(self.say(inner)),
            };
            args.set(*name, value);
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned()
    }

    /// Says the sentence with this id that needs no arguments.
    pub fn word(&self, id: &'static str) -> String {
        self.say(&Text::of(id))
    }
}
