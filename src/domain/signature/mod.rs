//! Who sends a mail, read from its header and signature, in Japanese and English: the values that fill a new person's form (customers.md 6).
//!
//! Zones first: what is quoted, forwarded, or added by machines goes (`zones`, `tails`, `automatic`). Then the signature is found (`borders`, `block`), its lines are
//! read by typed recognisers (`lines`, `phones`, `web`, `postal`, `organisation`, `names`), and the form is filled (`fields`) with the agreement of header and
//! greeting (`clues`). A wrong value costs more than an empty one: what is not sure stays empty.

mod automatic;
mod block;
mod borders;
mod clues;
mod display;
mod extraction;
mod fields;
mod guess;
#[cfg(test)]
mod habits_tests;
#[cfg(test)]
mod halves;
mod line;
mod lines;
mod marks;
mod name_signs;
mod names;
mod names_ja;
mod notice;
mod organisation;
mod phone_kind;
mod phone_label;
mod phone_number;
mod phones;
pub mod places;
mod postal;
mod prose;
mod script;
mod segment_en;
mod segment_ja;
mod segments;
mod sender_mail;
mod sign_off;
mod tails;
mod web;
mod web_form;
mod words;
mod zones;

pub use extraction::{Extracted, Extraction, SenderField, Source};
pub use phone_number::e164;
pub use sender_mail::SenderMail;

use std::collections::HashSet;

use self::automatic::Writer;
use self::block::Block;
use self::clues::Clues;
use self::line::{ItemKind, Line};

/// Lines beyond this from the end are not searched for a signature: none stands so far up, and time stays bounded.
const SEARCHED_LINES: usize = 150;

/// Reads who the sender is. Never fails: what cannot be read stays empty. Well under 5 ms a mail in a release build (customers.md 6.4).
pub fn extract(mail: &SenderMail<'_>) -> Extraction {
    let mut out = Extraction::default();
    let texts: Vec<String> = mail.text.lines().map(script::half_width).collect();
    let mut own = zones::own_lines(&texts);
    let mut clues = Clues::of(mail);
    if let Some(form) = web_form::of(mail, &texts, &own) {
        let clues = Clues::of_address(&form.address);
        let lines = read_lines(&texts, &own, &clues);
        out.signature = Some((form.block.first + 1, form.block.last + 1));
        fields::fill(&lines, Some(form.block), &clues, &mut out);
    } else if !is_machine(mail, &texts, &own, &clues) {
        clues::introduction(&texts, &own, &mut clues);
        tails::cut(&texts, &mut own);
        clues::sign_off(&texts, &own, &mut clues);
        let lines = read_lines(&texts, &own, &clues);
        let repeated = repeated_lines(&texts, mail.earlier);
        let block = block::find(&lines, &own, &repeated).filter(|block| !of_another(&lines, *block, &clues));
        out.signature = block.map(|block| (block.first + 1, block.last + 1));
        fields::fill(&lines, block, &clues, &mut out);
        if block.is_none() {
            sign_off::fill(&lines, &own, &clues, &mut out);
        }
        for one in &mut out.fields {
            if one.source.line().is_some_and(|line| repeated[line - 1]) {
                one.confidence = (one.confidence + 5).min(99);
            }
        }
    }
    put_address(mail, &mut out);
    out.fields.sort_by_key(|one| one.field);
    out
}

/// Whether nobody in person wrote the mail.
fn is_machine(mail: &SenderMail<'_>, texts: &[String], own: &[bool], clues: &Clues) -> bool {
    let writer = mail.from.map_or(Writer::Person, |from| automatic::writer(from.address.local_part()));
    if mail.automatic || writer == Writer::Machine {
        return true;
    }
    let text: String = texts.iter().zip(own).filter(|(_, own)| **own).flat_map(|(line, _)| [line.as_str(), "\n"]).take(2 * 2000).collect();
    let person = clues.person.is_some() && writer == Writer::Person;
    let lines = || texts.iter().zip(own).filter(|(_, own)| **own).map(|(line, _)| line.as_str()).take(200).collect::<Vec<_>>();
    if let Some(person) = clues.person.as_ref().filter(|_| person)
        && !person.last.is_empty()
        && !text.contains(person.last.as_str())
        && !text.contains(person.first.as_str())
    {
        // A display name that reads like a person's, of whom the text knows nothing.
        return automatic::says_so(&text) && notice::is_notice(&lines());
    }
    !person && (automatic::says_so(&text) || automatic::is_order(&text) || notice::is_notice(&lines()))
}

fn read_lines(texts: &[String], own: &[bool], clues: &Clues) -> Vec<Line> {
    let from = texts.len().saturating_sub(SEARCHED_LINES);
    let mut label: Option<&str> = None;
    let mut lines = Vec::with_capacity(texts.len());
    for (at, text) in texts.iter().enumerate() {
        let blank = text.trim().is_empty();
        if !own[at] || at < from {
            label = None;
            lines.push(Line { blank, sentence: true, ..Line::default() });
            continue;
        }
        let lone = lines::lone_label(text);
        let line = match (lone, label) {
            (Some(_), _) => Line { text: text.clone(), label: true, ..Line::default() },
            (None, Some(label)) if !blank => lines::read(&format!("{label}:{}", text.trim()), at, clues),
            (None, _) => lines::read(text, at, clues),
        };
        label = lone.or(label.filter(|_| blank));
        lines.push(line);
    }
    lines
}

/// Which lines also stand in earlier mails of the sender.
fn repeated_lines(texts: &[String], earlier: &[String]) -> Vec<bool> {
    let known: HashSet<String> = earlier
        .iter()
        .flat_map(|text| {
            let lines: Vec<String> = text.lines().map(script::half_width).collect();
            let own = zones::own_lines(&lines);
            lines.into_iter().zip(own).filter(|(_, own)| *own).map(|(line, _)| script::bare(&line)).collect::<Vec<_>>()
        })
        .collect();
    texts
        .iter()
        .map(|text| {
            !known.is_empty() && {
                let bare = script::bare(text);
                bare.chars().count() >= 3 && known.contains(&bare)
            }
        })
        .collect()
}

/// Whether a block is about somebody else: another name than the header's, and an address of another house.
fn of_another(lines: &[Line], block: Block, clues: &Clues) -> bool {
    let items = || lines[block.first..=block.last].iter().flat_map(|line| &line.items);
    let mut names = items().filter_map(|item| match &item.kind {
        ItemKind::Name(name) => Some(name),
        _ => None,
    });
    let domains: Vec<String> = items()
        .filter(|item| item.kind == ItemKind::Mail)
        .filter_map(|item| item.value.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()))
        .collect();
    let header = clues.person.as_ref();
    let conflict = header.is_some_and(|person| {
        let mut any = false;
        let all_differ = names.by_ref().all(|name| {
            any = true;
            !clues.fits(name) && name.is_cjk() == person.is_cjk()
        });
        any && all_differ
    });
    let elsewhere = !domains.is_empty() && !domains.contains(&clues.domain);
    let own_house = items().any(|item| matches!(item.kind, ItemKind::Company(_)) && organisation::of_domain(&item.value, &clues.domain));
    conflict && !own_house && (elsewhere || !block.framed && domains.is_empty())
}

/// The sender's address is always known.
fn put_address(mail: &SenderMail<'_>, out: &mut Extraction) {
    let Some(from) = mail.from else { return };
    let (confidence, source) = if mail.by_reply_to { (90, Source::ReplyTo) } else { (99, Source::From) };
    if mail.by_reply_to {
        out.fields.retain(|one| one.field != SenderField::Email);
    }
    out.put(SenderField::Email, from.address.as_str(), confidence, source);
}

#[cfg(test)]
mod tests;
