//! The name that ends a letter without a signature.

use super::clues::Clues;
use super::line::{ItemKind, Line};
use super::names::PersonName;
use super::names_ja::lone_surname;
use super::script::all_cjk;
use super::words::words;
use super::{Extraction, SenderField, Source};

/// How sure a name at the end is at most, percent: letters also end in names of places and products.
const SIGNED: u8 = 75;

/// Takes the name of the last line where the header names nobody, or the given name where the header has the family name alone.
pub(super) fn fill(lines: &[Line], own: &[bool], clues: &Clues, out: &mut Extraction) {
    let Some(at) = (0..lines.len()).rev().find(|at| own[*at] && !lines[*at].blank) else { return };
    let line = &lines[at];
    let text = line.text.trim().trim_start_matches(['-', '–', '—', '~', '/', ' ']);
    if line.sentence || line.border.is_some() || text.chars().count() > 30 {
        return;
    }
    let read = match line.items.as_slice() {
        [item] => match &item.kind {
            ItemKind::Name(name) => Some(name.clone()),
            _ => None,
        },
        [] => None,
        _ => return,
    };
    let Some(name) = read.or_else(|| alone(text, clues)) else { return };
    let source = Source::Line(at + 1);
    let sure = name.sure.min(SIGNED);
    match &clues.person {
        None if !clues.collective || !name.first.is_empty() => {
            out.put(SenderField::LastName, &name.last, sure, source);
            out.put(SenderField::FirstName, &name.first, sure, source);
        }
        Some(person) if person.first.is_empty() && !name.first.is_empty() && clues.knows(&name.last) => {
            out.put(SenderField::FirstName, &name.first, sure, source);
        }
        _ => {}
    }
}

/// One word that is a family name in Han, or a given name in Latin script.
fn alone(text: &str, clues: &Clues) -> Option<PersonName> {
    if clues.person.is_some() {
        return None;
    }
    let word = text.trim_end_matches("拝").trim().trim_end_matches(['.', ',']);
    if all_cjk(word) && (2..=4).contains(&word.chars().count()) {
        return words().surnames.contains_key(word).then(|| lone_surname(word)).flatten();
    }
    let latin = word.chars().all(char::is_alphabetic) && word.starts_with(char::is_uppercase) && !clues.local.is_empty();
    let its_own = clues.local.starts_with(&word.to_lowercase()) || words().is_given(word);
    (latin && its_own && word.chars().count() >= 3).then(|| PersonName::new("", word, 65))
}
