//! What a person did, in words: undo list, notices and timeline say it alike.

use crate::domain::change::Verb;
use crate::i18n::Text;
use crate::jobs::changes::Changed;

/// The words of a verb.
pub fn verb(verb: Verb) -> Text {
    Text::of(match verb {
        Verb::Archive => "verb-archive",
        Verb::Delete => "verb-delete",
        Verb::Spam => "verb-spam",
        Verb::Star => "verb-star",
        Verb::Unstar => "verb-unstar",
        Verb::Read => "verb-read",
        Verb::Unread => "verb-unread",
        Verb::Move => "verb-move",
        Verb::Label => "verb-label",
        Verb::AddLead => "verb-add-lead",
        Verb::AddContact => "verb-add-contact",
        Verb::AddTemp => "verb-add-temp",
        Verb::AddCompany => "verb-add-company",
        Verb::AddDeal => "verb-add-deal",
        Verb::AddTask => "verb-add-task",
        Verb::AddEvent => "verb-add-event",
        Verb::AddCall => "verb-add-call",
        Verb::AddNote => "verb-add-note",
        Verb::Edit => "verb-edit",
        Verb::DeleteRecord => "verb-delete-record",
        Verb::Convert => "verb-convert",
        Verb::Merge => "verb-merge",
        Verb::Link => "verb-link",
        Verb::Unlink => "verb-unlink",
        Verb::Complete => "verb-complete",
        Verb::ShareMail => "verb-share-mail",
        Verb::Send => "verb-send",
        Verb::Change => "verb-change",
    })
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::{Catalogue, Language};

    #[test]
    fn every_verb_has_words_of_its_own_in_both_languages() {
        for language in [Language::English, Language::Japanese] {
            let words = Catalogue::open(language);
            for one in Verb::ALL {
                assert!(words.has(verb(one).id()), "{one} in {}", language.code());
            }
        }
    }
}
