//! What a person did, in words: undo list, notices and timeline say it alike.

use std::sync::LazyLock;

use crate::domain::change::Verb;
use crate::i18n::Text;
use crate::jobs::changes::Changed;

/// The catalogue id of every verb, in the order of [`Verb::ALL`]: `verb-` and its stable word.
static IDS: LazyLock<Vec<String>> =
    LazyLock::new(|| Verb::ALL.into_iter().map(|verb| format!("verb-{}", verb.word().replace('_', "-"))).collect());

/// The catalogue id of the sentence that says what was done, in the order of [`Verb::ALL`].
static SENTENCES: LazyLock<Vec<String>> =
    LazyLock::new(|| Verb::ALL.into_iter().map(|verb| format!("did-{}", verb.word().replace('_', "-"))).collect());

/// The words of a verb; a test finds each of them in both languages.
pub fn verb(verb: Verb) -> Text {
    Text::of(&IDS[verb as usize])
}

/// What a group of changes was: its verb and, where it is one thing, its name, else how many.
pub fn what(changed: &Changed) -> Text {
    let verb = verb(changed.verb);
    if changed.about.is_empty() {
        Text::of("changed-several").text("verb", verb).count("count", i64::try_from(changed.changed).unwrap_or(i64::MAX))
    } else {
        Text::of("changed-one").text("verb", verb).with("about", changed.about.as_str())
    }
}

/// What was just done, as a sentence that stands alone: what, and to how much.
pub fn did(changed: &Changed) -> Text {
    Text::of(&SENTENCES[changed.verb as usize]).text("what", to_what(changed))
}

/// That something was moved, and where to.
pub fn moved(changed: &Changed, to: Text) -> Text {
    Text::of("did-move-to").text("what", to_what(changed)).text("to", to)
}

/// The same of mail that sleeps now, with the moment until which it does.
pub fn sleeps(changed: &Changed, until: &str) -> Text {
    Text::of("did-snooze-until").text("what", to_what(changed)).with("until", until)
}

fn to_what(changed: &Changed) -> Text {
    if !changed.about.is_empty() {
        Text::of("did-one").with("about", changed.about.as_str())
    } else {
        let several = if is_triage(changed.verb) { "did-several" } else { "did-several-records" };
        Text::of(several).count("n", i64::try_from(changed.changed).unwrap_or(i64::MAX))
    }
}

fn is_triage(verb: Verb) -> bool {
    matches!(
        verb,
        Verb::Archive
            | Verb::Delete
            | Verb::Spam
            | Verb::Star
            | Verb::Unstar
            | Verb::Read
            | Verb::Unread
            | Verb::Move
            | Verb::Label
            | Verb::Snooze
            | Verb::Wake
            | Verb::EmptyTrash
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Catalogue, Language};

    #[test]
    fn every_verb_has_words_of_its_own_in_both_languages() {
        for language in [Language::English, Language::Japanese] {
            let words = Catalogue::open(language);
            for one in Verb::ALL {
                assert!(words.has(verb(one).id()), "{one} in {}", language.word());
                assert!(words.has(&SENTENCES[one as usize]), "what was done by {one} in {}", language.word());
            }
        }
    }
}
