//! The sentences of each language, from `assets/locales`.

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};

use super::{Arg, Language, Text};

/// All sentences of one language, ready to be said.
pub struct Catalogue {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Catalogue {
    /// Opens the catalogue of a language. A broken entry is left out; a test refuses such files.
    pub fn open(language: Language) -> Self {
        let id: unic_langid::LanguageIdentifier = language.word().parse().unwrap_or_default();
        let mut bundle = FluentBundle::new_concurrent(vec![id]);
        bundle.set_use_isolating(false);
        for (_, source) in language.files() {
            let resource = match FluentResource::try_new((*source).to_owned()) {
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

    /// The sentence with an id that was put together, if there is one; it needs no arguments.
    pub fn find(&self, id: &str) -> Option<String> {
        let pattern = self.bundle.get_message(id)?.value()?;
        Some(self.bundle.format_pattern(pattern, None, &mut Vec::new()).into_owned())
    }

    /// Says the sentence with this id that needs no arguments.
    pub fn word(&self, id: &'static str) -> String {
        self.say(&Text::of(id))
    }
}
