//! A part of a line with Han or Kana: company, department, title, name and reading, glued or spaced.

use super::clues::Clues;
use super::line::{Item, ItemKind, Line};
use super::marks::{labelled, without_brackets};
use super::names::{PersonName, japanese, lone_surname, reading, unspaced};
use super::organisation::{Role, role, split_title, split_unit};
use super::script::{all_cjk, all_kana, bare, has_cjk, squeeze};
use super::words::{phrases, words};

/// Reads a part of a line with Han or Kana into items.
pub(super) fn japanese_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    let mut push = |kind: ItemKind, value: String| line.items.push(Item { kind, value, line: at });
    if let Some((_, value)) = labelled(segment, phrases("label_company")) {
        push(ItemKind::Company(true), squeeze(value));
        return;
    }
    if let Some((_, value)) = labelled(segment, phrases("label_title")) {
        push(ItemKind::Title, squeeze(value));
        return;
    }
    let mut named = false;
    let mut unit = false;
    let mut body = segment.to_owned();
    if let Some((_, value)) = labelled(segment, phrases("label_department")) {
        unit = true;
        body = value.to_owned();
    } else if let Some((_, value)) = labelled(segment, phrases("label_name")) {
        named = true;
        body = value.to_owned();
    } else if is_whole_company(segment, clues) {
        push(ItemKind::Company(true), squeeze(segment));
        return;
    }
    let (outside, brackets) = without_brackets(&body);
    for inside in &brackets {
        if let Some((last, first)) = reading(&inside.replace('・', " ")) {
            push(ItemKind::Reading(last.clone(), first.clone()), squeeze(&inside.replace('・', " ")));
        } else if all_cjk(inside.trim()) && !outside.trim().is_empty() {
            let tokens = [inside.trim()];
            if let Some(name) = clue_name(&tokens, clues) {
                push(ItemKind::Name(name), inside.trim().to_owned());
            }
        } else if let Some(first) = inside.split(['・', '、', ',']).next().filter(|first| clues.knows(first.trim())) {
            push(ItemKind::Name(PersonName { last: first.trim().to_owned(), first: String::new(), sure: 70 }), first.trim().to_owned());
        }
    }
    let tokens = tokens_of(&outside, clues);
    let mut rest: Vec<&str> = Vec::new();
    let mut units: Vec<String> = Vec::new();
    let mut index = 0;
    let mut organised = named || unit;
    while index < tokens.len() {
        let token = tokens[index].as_str();
        let known_name = clues.knows(token) || words().surnames.contains_key(token);
        if let Some((_, value)) = labelled(token, phrases("label_name")) {
            organised = true;
            rest.push(value);
            index += 1;
            continue;
        }
        match role(token) {
            _ if phrases("label_name").contains(&token) && index + 1 < tokens.len() => organised = true,
            Role::Company => {
                organised = true;
                push(ItemKind::Company(true), token.to_owned());
            }
            Role::Form => {
                organised = true;
                if let Some(next) = tokens.get(index + 1).filter(|_| rest.is_empty()) {
                    push(ItemKind::Company(true), format!("{token} {next}"));
                    index += 1;
                } else if !rest.is_empty() {
                    let name = std::mem::take(&mut rest).join(" ");
                    push(ItemKind::Company(true), format!("{name} {token}"));
                }
            }
            Role::Title if !known_name => {
                organised = true;
                push(ItemKind::Title, token.to_owned());
            }
            Role::Department if !known_name => {
                organised = true;
                units.push(token.to_owned());
            }
            Role::MaybeCompany if !known_name => {
                organised = true;
                push(ItemKind::Company(is_whole_company(token, clues)), token.to_owned());
            }
            Role::Other if unit => units.push(token.to_owned()),
            Role::Other if !known_name && !units.is_empty() && index + 1 == tokens.len() && is_katakana_post(token) => {
                push(ItemKind::Title, token.to_owned())
            }
            _ => rest.push(token),
        }
        index += 1;
    }
    if !units.is_empty() {
        push(ItemKind::Department, units.join(" "));
    }
    if rest.is_empty() {
        return;
    }
    match name_of(&rest, organised, named, clues) {
        Some((name, reading_words)) => {
            push(ItemKind::Name(name), rest.join(" "));
            if let Some((last, first)) = reading_words {
                push(ItemKind::Reading(last.clone(), first.clone()), format!("{last} {first}"));
            }
        }
        None if reading(&rest.join(" ")).is_some() => {
            if let Some((last, first)) = reading(&rest.join(" ")) {
                push(ItemKind::Reading(last.clone(), first.clone()), format!("{last} {first}"));
            }
        }
        None => line.unknown = true,
    }
}

/// Words of a Japanese segment; glued units, titles and known names are parted.
fn tokens_of(text: &str, clues: &Clues) -> Vec<String> {
    let mut out = Vec::new();
    let words_of: Vec<&str> = text.split_whitespace().collect();
    if words_of.len() >= 3 && words_of.iter().all(|word| word.chars().count() == 1 && all_cjk(word)) {
        let groups: Vec<String> =
            text.trim().split("  ").map(|group| group.split_whitespace().collect::<String>()).filter(|group| !group.is_empty()).collect();
        return if groups.len() == 2 { groups } else { words_of.into_iter().map(str::to_owned).collect() };
    }
    for word in words_of.into_iter().flat_map(kana_parts) {
        let company = clues.intro_company.as_ref().map(|(name, _)| name.as_str()).or(clues.company.as_deref());
        if let Some((name, unit)) = split_unit(word, company) {
            out.push(name);
            out.push(unit);
        } else if let Some((unit, title)) = split_title(word) {
            out.push(unit);
            out.push(title);
        } else if let Some((unit, name)) = split_known_name(word, clues) {
            out.push(unit);
            out.push(name);
        } else {
            out.push(word.to_owned());
        }
    }
    out
}

/// A foreign name in Kana has a dot between its halves: ジョンソン・マイク.
fn kana_parts(word: &str) -> Vec<&str> {
    let parts: Vec<&str> = word.split(['・', '=']).collect();
    if parts.len() == 2 && parts.iter().all(|part| all_kana(part)) { parts } else { vec![word] }
}

/// A name that the header or the greeting gave, glued to a unit or a title: 営業部田中.
fn split_known_name(word: &str, clues: &Clues) -> Option<(String, String)> {
    let last = clues.person.as_ref().map(|person| person.last.clone()).or_else(|| clues.intro_name.clone())?;
    let at = word.rfind(last.as_str()).filter(|at| *at > 0)?;
    let (before, name) = word.split_at(at);
    let organised = matches!(role(before), Role::Department | Role::Title | Role::Company);
    (organised && name.chars().count() <= 7).then(|| (before.to_owned(), name.to_owned()))
}

/// A post in Katakana behind a department: チェッカー.
fn is_katakana_post(word: &str) -> bool {
    word.chars().count() >= 4 && word.ends_with('ー') && all_kana(word)
}

type NameAndReading = (PersonName, Option<(String, String)>);

fn name_of(rest: &[&str], organised: bool, named: bool, clues: &Clues) -> Option<NameAndReading> {
    if rest.len() == 4 && all_kana(rest[2]) && all_kana(rest[3]) {
        return japanese(&rest[..2]).map(|name| (name, Some((rest[2].to_owned(), rest[3].to_owned()))));
    }
    if let Some(name) = clue_name(rest, clues) {
        return Some((name, None));
    }
    if rest.len() == 2 && all_kana(rest[0]) && all_kana(rest[1]) && !clues.knows(rest[0]) {
        return None;
    }
    match rest {
        [word] => {
            let first_of_many = word.split(['・', '、', ',']).next().unwrap_or(word);
            let person = unspaced(first_of_many).or_else(|| {
                (named || organised && words().surnames.contains_key(first_of_many)).then(|| lone_surname(first_of_many)).flatten()
            });
            person.map(|name| (name, None))
        }
        [last, first] => {
            let first_of_many = first.split(['・', '、', ',']).next().unwrap_or(first);
            let name = japanese(&[last, first_of_many])?;
            if is_note(last) || is_note(first) {
                return None;
            }
            Some((name, None))
        }
        many if many.len() >= 3 && many.iter().all(|token| token.chars().count() == 1) => japanese(many).map(|name| (name, None)),
        [.., last, first] if words().surnames.contains_key(last) => japanese(&[last, first]).map(|name| (name, None)),
        _ => None,
    }
}

/// A name whose family name the header or the greeting gave.
fn clue_name(rest: &[&str], clues: &Clues) -> Option<PersonName> {
    let person = clues.person.as_ref();
    let joined = rest.concat();
    if let Some(person) = person.filter(|person| person.is_cjk() && !person.first.is_empty())
        && joined == format!("{}{}", person.last, person.first)
    {
        return Some(PersonName {
            sure: 97,
            ..if rest.len() == 2 { japanese(rest).unwrap_or_else(|| person.clone()) } else { person.clone() }
        });
    }
    match rest {
        [word] if clues.knows(word) => Some(PersonName { last: (*word).to_owned(), first: String::new(), sure: 85 }),
        [word] => {
            let last = [person.map(|person| person.last.as_str()), clues.intro_name.as_deref()]
                .into_iter()
                .flatten()
                .find(|last| !last.is_empty() && has_cjk(last) && word.starts_with(last))?;
            let first = &word[last.len()..];
            let size = first.chars().count();
            ((1..=4).contains(&size) && all_cjk(first) && word.chars().count() <= 7).then(|| PersonName {
                last: last.to_owned(),
                first: first.to_owned(),
                sure: 88,
            })
        }
        [last, first]
            if clues.knows(last)
                && (all_cjk(first) || first.chars().all(char::is_alphabetic))
                && first.chars().count() <= 8
                && !is_note(first) =>
        {
            Some(PersonName { last: (*last).to_owned(), first: (*first).to_owned(), sure: 97 })
        }
        _ => None,
    }
}

/// Words that stand where a name could, and are none.
fn is_note(word: &str) -> bool {
    phrases("not_a_name").iter().any(|note| word.contains(note) && !words().surnames.contains_key(word))
}

fn is_whole_company(segment: &str, clues: &Clues) -> bool {
    let squeezed = bare(segment);
    if squeezed.is_empty() {
        return false;
    }
    let intro = clues.intro_company.as_ref().is_some_and(|(name, _)| bare(name) == squeezed);
    let header = clues.company.as_ref().is_some_and(|name| bare(name) == squeezed);
    let display = clues.collective
        && clues.display.concat() == squeezed
        && !matches!(role(segment), Role::Department | Role::Title)
        && segment.chars().count() >= 3;
    intro || header || display
}
