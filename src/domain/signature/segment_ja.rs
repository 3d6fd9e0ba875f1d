//! A part of a line with Han or Kana: company, department, title, name and reading, glued or spaced.

use super::clues::Clues;
use super::line::{Item, ItemKind, Line, Loose};
use super::marks::{labelled, without_brackets};
use super::names::PersonName;
use super::names_ja::{japanese, lone_surname, reading, unlisted, unspaced};
use super::organisation::{Role, is_plain_unit, role, split_title, split_unit};
use super::script::{all_cjk, all_kana, bare, has_cjk, is_cjk, is_kana, squeeze};
use super::segment_en::foreign_segment;
use super::words::{phrases, words};

/// Reads a part of a line with Han or Kana into items.
pub(super) fn japanese_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    if labelled(segment, phrases("label_other")).is_some() {
        line.unknown = true;
        return;
    }
    for (labels, kind) in [(phrases("label_company"), ItemKind::Company(true)), (phrases("label_title"), ItemKind::Title)] {
        if let Some((_, value)) = labelled(segment, labels) {
            line.items.push(Item { kind, value: squeeze(value), line: at });
            return;
        }
    }
    let mut named = false;
    let mut unit = false;
    let mut body = segment.to_owned();
    if let Some((title, name)) = segment.split_once(':').map(|(title, name)| (title.trim(), name.trim()))
        && role(title) == Role::Title
        && !name.is_empty()
        && all_cjk(&name.replace(' ', ""))
    {
        line.items.push(Item { kind: ItemKind::Title, value: squeeze(title), line: at });
        named = true;
        body = name.to_owned();
    }
    if let Some((_, value)) = labelled(segment, phrases("label_department")) {
        unit = true;
        body = value.to_owned();
    } else if let Some((_, value)) = labelled(segment, phrases("label_name")) {
        named = true;
        body = value.to_owned();
    } else if !named && is_whole_company(segment, clues) {
        line.items.push(Item { kind: ItemKind::Company(true), value: squeeze(segment), line: at });
        return;
    }
    if let Some((before, value)) = reading_label(&body) {
        if let Some((last, first)) = reading(&value.replace(['・', '(', ')'], " ")) {
            line.items.push(Item { value: format!("{last} {first}"), kind: ItemKind::Reading(last, first), line: at });
        }
        body = before.to_owned();
    }
    let (outside, brackets) = without_brackets(&body);
    if !has_cjk(&outside) && outside.split_whitespace().count() >= 2 {
        foreign_segment(&outside, at, clues, line);
        return;
    }
    bracketed(&brackets, &outside, at, clues, line);
    let outside = romanised_apart(&outside, at, clues, line);
    let mut words_of = Words { line, at, clues, named, unit, organised: named || unit, units: Vec::new(), rest: Vec::new() };
    words_of.sort(&tokens_of(&outside, clues));
    words_of.finish();
}

/// What stands in brackets beside a name: its reading, the name itself, or the first of several names.
fn bracketed(brackets: &[String], outside: &str, at: usize, clues: &Clues, line: &mut Line) {
    for inside in brackets {
        if let Some((last, first)) = reading(&inside.replace(['・', '、', ','], " ")) {
            line.items.push(Item { value: format!("{last} {first}"), kind: ItemKind::Reading(last, first), line: at });
        } else if all_cjk(inside.trim()) && !outside.trim().is_empty() {
            if let Some(name) = clue_name(&[inside.trim()], clues) {
                line.items.push(Item { kind: ItemKind::Name(name), value: inside.trim().to_owned(), line: at });
            }
        } else if let Some((_, value)) = labelled(inside, phrases("label_name")).filter(|(_, value)| all_cjk(value.trim())) {
            if let Some(name) = clue_name(&[value.trim()], clues).or_else(|| unspaced(value.trim())).or_else(|| lone_surname(value.trim()))
            {
                line.items.push(Item { kind: ItemKind::Name(name), value: value.trim().to_owned(), line: at });
            }
        } else if let Some(first) = inside.split(['・', '、', ',']).next().filter(|first| clues.knows(first.trim())) {
            let name = PersonName::new(first.trim(), "", 70);
            line.items.push(Item { kind: ItemKind::Name(name), value: first.trim().to_owned(), line: at });
        }
    }
}

/// A romanised name behind the one in Han is read apart; the rest is given back.
fn romanised_apart(text: &str, at: usize, clues: &Clues, line: &mut Line) -> String {
    let words_of: Vec<&str> = text.split_whitespace().collect();
    let latin = |word: &&&str| word.chars().all(|c| c.is_alphabetic() && !is_cjk(c) || matches!(c, '.' | '-' | '\''));
    let tail = words_of.iter().rev().take_while(latin).count();
    if tail < 2 || tail == words_of.len() {
        return text.to_owned();
    }
    let (head, romaji) = words_of.split_at(words_of.len() - tail);
    foreign_segment(&romaji.join(" "), at, clues, line);
    let end = head.last().map_or(0, |last| last.as_ptr() as usize - text.as_ptr() as usize + last.len());
    text[..end].to_owned()
}

/// `読み：` and what stands before and behind it.
fn reading_label(text: &str) -> Option<(&str, &str)> {
    phrases("label_reading").iter().find_map(|label| {
        let at = text.find(label)?;
        let value = text[at + label.len()..].trim_start();
        value.strip_prefix(':').map(|value| (text[..at].trim_end_matches(['(', ' ']), value.trim().trim_end_matches(')')))
    })
}

/// The words of a segment while they are sorted into roles.
struct Words<'a, 'l> {
    line: &'l mut Line,
    at: usize,
    clues: &'a Clues,
    /// A label says that a name follows.
    named: bool,
    /// A label says that a department follows.
    unit: bool,
    /// Company, department or title stand in the segment.
    organised: bool,
    units: Vec<String>,
    /// What has no role yet: the name, or what nobody knows.
    rest: Vec<String>,
}

impl Words<'_, '_> {
    fn push(&mut self, kind: ItemKind, value: String) {
        self.line.items.push(Item { kind, value, line: self.at });
    }

    fn sort(&mut self, tokens: &[String]) {
        let mut index = 0;
        while index < tokens.len() {
            let token = tokens[index].as_str();
            let known_name = self.clues.knows(token) || words().surnames.contains_key(token);
            let next = tokens.get(index + 1);
            index += 1;
            if let Some((_, value)) = labelled(token, phrases("label_name")) {
                self.organised = true;
                self.rest.push(value.to_owned());
                continue;
            }
            if phrases("degree").contains(&token) && tokens.len() > 1 {
                continue;
            }
            let titled = self.line.items.last().is_some_and(|item| item.kind == ItemKind::Title && item.line == self.at);
            if titled && self.rest.is_empty() && matches!(token, "兼" | "兼務") && next.is_some() {
                self.push(ItemKind::Title, token.to_owned());
                continue;
            }
            match role(token) {
                _ if phrases("label_name").contains(&token) && next.is_some() => self.organised = true,
                Role::Company => {
                    self.organised = true;
                    self.push(ItemKind::Company(true), token.to_owned());
                }
                Role::Form => {
                    self.organised = true;
                    if let Some(next) = next.filter(|_| self.rest.is_empty()) {
                        self.push(ItemKind::Company(true), format!("{token} {next}"));
                        index += 1;
                    } else if !self.rest.is_empty() {
                        let name = std::mem::take(&mut self.rest).join(" ");
                        self.push(ItemKind::Company(true), format!("{name} {token}"));
                    }
                }
                _ if !known_name && is_whole_company(token, self.clues) && tokens.len() > 1 => {
                    self.organised = true;
                    self.push(ItemKind::Company(true), token.to_owned());
                }
                Role::Title if !known_name => {
                    self.organised = true;
                    self.push(ItemKind::Title, token.to_owned());
                }
                Role::Department if !known_name => {
                    self.organised = true;
                    self.units.push(token.to_owned());
                }
                Role::MaybeCompany if !known_name => {
                    self.organised = true;
                    // What stands before it in its own line may be part of its name: 割烹 菜花亭.
                    let before = std::mem::take(&mut self.rest);
                    let name = before.into_iter().chain([token.to_owned()]).collect::<Vec<_>>().join(" ");
                    let whole = is_whole_company(&name, self.clues);
                    self.push(ItemKind::Company(whole), name);
                }
                Role::Other if self.unit => self.units.push(token.to_owned()),
                Role::Other if is_place_before_units(token) && next.is_some_and(|next| role(next) == Role::Department) => {
                    self.organised = true;
                    self.push(ItemKind::Company(false), token.to_owned());
                }
                Role::Other if !known_name && !self.units.is_empty() && index == tokens.len() && is_katakana_post(token) => {
                    self.push(ItemKind::Title, token.to_owned());
                }
                _ => self.rest.push(token.to_owned()),
            }
        }
    }

    fn finish(mut self) {
        if !self.units.is_empty() {
            let value = self.units.join(" ");
            self.push(ItemKind::Department, value);
        }
        if self.rest.is_empty() {
            return;
        }
        let rest: Vec<&str> = self.rest.iter().map(String::as_str).collect();
        if let Some(found) = name_at_end(&rest, self.organised, self.named, self.clues) {
            let (before, name_words) = rest.split_at(rest.len() - found.words);
            let loose: Vec<Loose> = before.iter().map(|word| Loose { text: (*word).to_owned(), by_name: true }).collect();
            let value = name_words.join(" ");
            self.line.loose.extend(loose);
            self.push(ItemKind::Name(found.name), value);
            if let Some((last, first)) = found.reading {
                self.push(ItemKind::Reading(last.clone(), first.clone()), format!("{last} {first}"));
            }
        } else if let Some((last, first)) = reading(&rest.join(" ")) {
            self.push(ItemKind::Reading(last.clone(), first.clone()), format!("{last} {first}"));
        } else {
            if let [word] = rest.as_slice()
                && self.line.items.is_empty()
                && !is_note(word)
            {
                self.line.maybe_name = unlisted(word);
            }
            self.line.loose.push(Loose { text: rest.join(" "), by_name: false });
            self.line.unknown = true;
        }
    }
}

/// A prefecture, town or village before its own departments.
fn is_place_before_units(token: &str) -> bool {
    token.chars().count() >= 2 && token.ends_with(['県', '市', '町', '村', '都', '府', '区']) && all_cjk(token)
}

/// Words of a Japanese segment; glued units, titles and known names are parted.
fn tokens_of(text: &str, clues: &Clues) -> Vec<String> {
    let words_of: Vec<&str> = text.split_whitespace().collect();
    if words_of.len() >= 3 && words_of.iter().all(|word| word.chars().count() == 1 && all_cjk(word)) {
        return letter_spaced(&words_of, clues);
    }
    let mut out = Vec::new();
    for word in &with_latin_heads(&words_of) {
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

/// `ABC Japan株式会社` is one name.
fn with_latin_heads(words_of: &[&str]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for word in words_of {
        let latin = |word: &str| word.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '&' | '.' | '-' | '\''));
        let formed = words().ja_forms.iter().find_map(|form| word.strip_suffix(form)).is_some_and(|name| !name.is_empty() && latin(name));
        let lone_form = words().ja_forms.contains(word);
        let mut heads = Vec::new();
        while (formed || lone_form) && out.last().is_some_and(|head| latin(head)) {
            heads.extend(out.pop());
        }
        heads.reverse();
        heads.push((*word).to_owned());
        out.push(heads.join(" "));
    }
    out
}

/// 田　中　太　郎, also with a title before it (室　長　　田　中　太　郎): by the wider gaps, by the header's name, or by the title.
fn letter_spaced(words_of: &[&str], clues: &Clues) -> Vec<String> {
    let joined = words_of.concat();
    let known = clues.word.clone().or_else(|| clues.person.as_ref().map(|person| format!("{}{}", person.last, person.first)));
    if let Some(head) =
        known.filter(|known| known.chars().count() >= 2).and_then(|known| joined.strip_suffix(known.as_str()).map(str::to_owned))
    {
        let name: Vec<String> = joined[head.len()..].chars().map(String::from).collect();
        let name = if name.len() >= 3 { name } else { vec![name.concat()] };
        return if head.is_empty() { name } else { [vec![head], vec![name.concat()]].concat() };
    }
    let gap_before = |at: usize| {
        let (one, two) = (words_of[at - 1], words_of[at]);
        two.as_ptr() as usize - one.as_ptr() as usize - one.len()
    };
    let widest = (1..words_of.len()).map(gap_before).max().unwrap_or(0);
    let narrowest = (1..words_of.len()).map(gap_before).min().unwrap_or(0);
    if widest > narrowest {
        let mut groups = vec![words_of[0].to_owned()];
        for (at, word) in words_of.iter().enumerate().skip(1) {
            match groups.last_mut() {
                Some(group) if gap_before(at) < widest => group.push_str(word),
                _ => groups.push((*word).to_owned()),
            }
        }
        return groups;
    }
    let titled = (2..words_of.len().saturating_sub(2)).rev().find(|cut| role(&words_of[..*cut].concat()) == Role::Title);
    match titled {
        Some(cut) => vec![words_of[..cut].concat(), words_of[cut..].concat()],
        None => words_of.iter().map(|word| (*word).to_owned()).collect(),
    }
}

/// A foreign name in Kana has dots between its parts. Which is the family name the header tells, or the names of peoples who write it first; else it is the last.
fn kana_name(word: &str, clues: &Clues) -> Option<PersonName> {
    let mark = if word.contains('・') { '・' } else { '=' };
    let parts: Vec<&str> = word.split(mark).collect();
    if !(2..=4).contains(&parts.len()) || !parts.iter().all(|part| !part.is_empty() && part.chars().all(|c| is_kana(c) || c == '=')) {
        return None;
    }
    let (first_part, last_part) = (parts[0], parts[parts.len() - 1]);
    let family_first = |sure| PersonName::new(first_part, parts[1..].join("・"), sure);
    let family_last = |sure| PersonName::new(last_part, parts[..parts.len() - 1].join("・"), sure);
    Some(if clues.knows(first_part) {
        family_first(90)
    } else if clues.knows(last_part) {
        family_last(90)
    } else if phrases("family_first_kana").contains(&first_part) {
        family_first(70)
    } else {
        family_last(65)
    })
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

/// A name at the end of the words, how many of them it takes, and the reading behind it.
struct NameAtEnd {
    name: PersonName,
    words: usize,
    reading: Option<(String, String)>,
}

fn name_at_end(rest: &[&str], organised: bool, named: bool, clues: &Clues) -> Option<NameAtEnd> {
    let found = |name: PersonName, words: usize| NameAtEnd { name, words, reading: None };
    if let [.., last, first, kana_last, kana_first] = rest
        && all_kana(kana_last)
        && all_kana(kana_first)
        && let Some(name) = clue_name(&[last, first], clues).or_else(|| japanese(&[last, first]))
    {
        return Some(NameAtEnd { name, words: 4, reading: Some(((*kana_last).to_owned(), (*kana_first).to_owned())) });
    }
    if let [.., word, kana_last, kana_first] = rest
        && all_kana(kana_last)
        && all_kana(kana_first)
        && !all_kana(word)
        && let Some(name) = clue_name(&[word], clues).filter(|name| !name.first.is_empty()).or_else(|| unspaced(word))
    {
        return Some(NameAtEnd { name, words: 3, reading: Some(((*kana_last).to_owned(), (*kana_first).to_owned())) });
    }
    for taken in [2, 1] {
        if let Some(name) = rest.len().checked_sub(taken).and_then(|from| clue_name(&rest[from..], clues)) {
            return Some(found(name, taken));
        }
    }
    if rest.len() >= 3 && rest.iter().all(|token| token.chars().count() == 1) {
        return japanese(rest).map(|name| found(name, rest.len()));
    }
    if let Some(name) = rest.last().and_then(|word| kana_name(word, clues)) {
        return Some(found(name, 1));
    }
    match rest {
        [word] => {
            let first_of_many = word.split(['・', '、', ',']).next().unwrap_or(word);
            let honoured = first_of_many.strip_suffix("拝").filter(|name| name.chars().count() >= 2).unwrap_or(first_of_many);
            let person = unspaced(honoured).or_else(|| {
                (named || organised && words().surnames.contains_key(first_of_many)).then(|| lone_surname(first_of_many)).flatten()
            });
            person.filter(|_| !is_note(word)).map(|name| found(name, 1))
        }
        [last, first] if all_kana(last) && all_kana(first) && !named => None,
        [before @ .., last, first] => {
            let first_of_many = first.split(['・', '、', ',']).next().unwrap_or(first);
            let listed = words().surnames.contains_key(last);
            let whole = unspaced(first).filter(|name| words().surnames.contains_key(name.last.as_str()) && first.chars().count() >= 4);
            let pair = japanese(&[last, first_of_many]).filter(|_| !is_note(last) && !is_note(first));
            match (pair, whole) {
                (Some(name), _) if listed => Some(found(name, 2)),
                (_, Some(name)) => Some(found(name, 1)),
                (Some(name), None) if before.is_empty() => Some(found(name, 2)),
                (Some(name), None) => Some(found(PersonName { sure: name.sure.min(80), ..name }, 2)),
                (None, None) => unspaced(first).filter(|name| name.sure >= 65 && !is_note(first)).map(|name| found(name, 1)),
            }
        }
        [] => None,
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
    if is_plain_unit(segment) && role(segment) == Role::Department || role(segment) == Role::Title {
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
