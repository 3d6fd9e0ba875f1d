//! A part of a line in Latin script: company, title, department or name.

use super::clues::Clues;
use super::line::{Item, ItemKind, Line, Loose};
use super::marks::{labelled, without_brackets};
use super::names::{PersonName, foreign, is_prefix};
use super::organisation::{
    is_foreign_company, is_foreign_department, is_foreign_title, is_the_domain, maybe_foreign_company, names_a_unit, of_domain,
};
use super::script::{bare, squeeze};
use super::words::{phrases, words};

/// Reads a part of a line in Latin script into items.
pub(super) fn foreign_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    if labelled(segment, phrases("label_other")).is_some() {
        line.unknown = true;
        return;
    }
    let whole = squeeze(segment);
    let (outside, _) = without_brackets(segment);
    let outside = squeeze(&outside);
    // Marulaberg Steel (Pty) Ltd: brackets inside a company's name stay.
    let bracketed_inside = !whole.ends_with([')', ']']) && is_foreign_company(&outside);
    let segment = if outside.is_empty() || bracketed_inside { whole.as_str() } else { outside.as_str() };
    for (labels, kind) in [
        (phrases("label_company"), ItemKind::Company(true)),
        (phrases("label_title"), ItemKind::Title),
        (phrases("label_department"), ItemKind::Department),
    ] {
        if let Some((_, value)) = labelled(segment, labels) {
            line.items.push(Item { kind, value: squeeze(value), line: at });
            return;
        }
    }
    let named = labelled(segment, phrases("label_name"));
    let segment = without_credentials(named.map_or(segment, |(_, value)| value));
    if segment.is_empty() {
        return;
    }
    if named.is_none() && (at_company(segment, at, clues, line) || at_comma(segment, at, clues, line)) {
        return;
    }
    let mut push = |kind: ItemKind| line.items.push(Item { kind, value: squeeze(segment), line: at });
    let name = foreign(segment, &clues.local);
    if let (Some(name), Some(_)) = (&name, named) {
        return push(ItemKind::Name(PersonName { sure: name.sure.max(88), ..name.clone() }));
    }
    let greeted = segment.split_whitespace().next().is_some_and(is_prefix);
    if is_foreign_company(segment) && !greeted {
        return push(ItemKind::Company(true));
    }
    if names_a_unit(segment) && is_foreign_department(segment) && !is_foreign_title(segment) {
        return push(ItemKind::Department);
    }
    let whole = |name: &PersonName| {
        clues.person.as_ref().is_some_and(|person| bare(&person.last) == bare(&name.last) && bare(&person.first) == bare(&name.first))
    };
    if is_the_domain(segment, &clues.domain) && name.as_ref().is_some_and(|name| !whole(name)) && clues.person.is_some() {
        return push(ItemKind::Company(true));
    }
    if let Some(name) = name.as_ref().filter(|name| clues.fits(name)) {
        let name = clues
            .person
            .clone()
            .filter(|person| !person.is_cjk() && person.agrees(name) && person.sure >= name.sure)
            .map_or_else(|| name.clone(), |person| as_written(person, name));
        return push(ItemKind::Name(PersonName { sure: name.sure.max(90), ..name }));
    }
    if let Some(name) = name.as_ref().filter(|_| greeted) {
        return push(ItemKind::Name(PersonName { sure: name.sure.min(80), ..name.clone() }));
    }
    if is_foreign_title(segment) {
        return push(ItemKind::Title);
    }
    if of_domain(segment, &clues.domain)
        && segment.chars().next().is_some_and(char::is_uppercase)
        && segment.split_whitespace().count() <= 6
        && !name.as_ref().is_some_and(|name| words().is_given(name.first.split(' ').next().unwrap_or_default()))
    {
        return push(ItemKind::Company(true));
    }
    if maybe_foreign_company(segment) {
        return push(ItemKind::Company(false));
    }
    if is_foreign_department(segment) {
        return push(ItemKind::Department);
    }
    let of_header = clues.person.as_ref().is_some_and(|person| !person.first.is_empty() && bare(&person.first) == bare(segment));
    if words().is_given(segment) || of_header {
        return push(ItemKind::Name(PersonName { last: String::new(), first: segment.to_owned(), sure: 70 }));
    }
    match name {
        Some(name) if words().is_given(segment.split_whitespace().next().unwrap_or_default()) => {
            push(ItemKind::Name(PersonName { sure: name.sure.min(80), ..name }));
        }
        name => {
            line.maybe_name = line.maybe_name.take().or(name.filter(|_| line.items.is_empty()));
            line.loose.push(Loose { text: squeeze(segment), by_name: false });
            line.unknown = true;
        }
    }
}

/// The header's halves in the spelling of the signature: Siobhan Ni of a header is Siobhán Ní here, and J. is Joost.
fn as_written(person: PersonName, name: &PersonName) -> PersonName {
    let same = |one: &str, other: &str| bare(one) == bare(other);
    let initial = |short: &str, full: &str| {
        let letters = bare(short);
        short.chars().filter(|c| c.is_alphabetic()).count() == 1 && bare(full).starts_with(&letters) && bare(full) != letters
    };
    if same(&person.last, &name.last) && (same(&person.first, &name.first) || initial(&person.first, &name.first)) {
        PersonName { sure: person.sure, ..name.clone() }
    } else {
        person
    }
}

/// The segment without degrees and memberships behind a comma or in front: `, P.E., M.ASCE`, `CPRP, `.
fn without_credentials(segment: &str) -> &str {
    let mut rest = segment;
    while let Some((before, last)) = rest.rsplit_once(',') {
        if before.split_whitespace().count() >= 2
            && last.split_whitespace().all(is_credential)
            && !last.trim().is_empty()
            && !is_legal_form(last)
        {
            rest = before.trim();
        } else {
            break;
        }
    }
    while let Some((first, after)) = rest.split_once(',') {
        if first.split_whitespace().count() == 1 && is_credential(first.trim()) && !after.trim().is_empty() {
            rest = after.trim();
        } else {
            break;
        }
    }
    rest
}

fn is_legal_form(word: &str) -> bool {
    words().en_forms.contains(word.trim().to_lowercase().as_str())
}

/// `P.E.`, `PhD`, `M.ASCE`, `FCILT`, `MRICS`: short and with two capitals at least.
fn is_credential(word: &str) -> bool {
    let letters = word.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = word.chars().filter(|c| c.is_uppercase()).count();
    (2..=7).contains(&letters)
        && capitals >= 2
        && (capitals * 2 >= letters)
        && word.chars().all(|c| c.is_alphabetic() || matches!(c, '.' | '-' | '(' | ')'))
        && !words().en_titles.contains(word.to_lowercase().as_str())
}

/// `Developer Advocate @ Sample`, `Anna Berg at Sample`.
fn at_company(segment: &str, at: usize, clues: &Clues, line: &mut Line) -> bool {
    let Some((left, right)) = segment.split_once(" @ ").or_else(|| segment.split_once(" at ")) else { return false };
    let (left, right) = (left.trim(), right.trim());
    let capital = right.chars().next().is_some_and(char::is_uppercase);
    let head = left.split_once(", ").map_or(left, |(head, _)| head);
    let role = head != left && foreign(head, &clues.local).is_some()
        || is_foreign_title(left)
        || is_foreign_title(&capitalised(left))
        || foreign(left, &clues.local).is_some();
    if !capital || !role || right.split_whitespace().count() > 5 {
        return false;
    }
    let titled =
        !left.contains(", ") && is_foreign_title(&capitalised(left)) && foreign(left, &clues.local).is_none_or(|name| !clues.fits(&name));
    if titled {
        line.items.push(Item { kind: ItemKind::Title, value: squeeze(left), line: at });
    } else {
        foreign_segment(left, at, clues, line);
    }
    line.items.push(Item { kind: ItemKind::Company(true), value: squeeze(right), line: at });
    true
}

fn capitalised(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}

/// Parts at a comma where both sides have a role of their own: `Manager, Sales`, `Anna Berg, Head of Sales`, `Prepress, Sample Ltd.`.
fn at_comma(segment: &str, at: usize, clues: &Clues, line: &mut Line) -> bool {
    let Some((left, right)) = segment.split_once(", ") else { return false };
    let (left, right) = (left.trim(), right.trim());
    if is_foreign_company(left) {
        // The company first; what follows is its place or its owner.
        let formed = is_foreign_company(right) || is_legal_form(right.split_whitespace().next().unwrap_or_default());
        if !formed && !segment.chars().any(|c| c.is_ascii_digit()) && (is_foreign_department(right) || is_foreign_title(right)) {
            foreign_segment(left, at, clues, line);
            foreign_segment(right, at, clues, line);
            return true;
        }
        let named = right
            .split_whitespace()
            .all(|word| word.starts_with(char::is_uppercase) && word.chars().all(|c| c.is_alphabetic() || c == '-'));
        if !formed && named && (1..=3).contains(&right.split_whitespace().count()) {
            // The town it is in.
            line.items.push(Item { kind: ItemKind::Company(true), value: squeeze(left), line: at });
            return true;
        }
        return false;
    }
    let right_name = foreign(right, &clues.local).is_some_and(|name| clues.fits(&name));
    let right_formed = is_foreign_company(right) && !is_legal_form(right.split_whitespace().next().unwrap_or_default());
    let right_company =
        right_formed || !right_name && (of_domain(right, &clues.domain) && !is_foreign_title(right) || maybe_foreign_company(right));
    let left_name = foreign(left, &clues.local).filter(|name| clues.fits(name));
    let left_given = left.split_whitespace().count() == 1
        && (words().is_given(left) || clues.person.as_ref().is_some_and(|person| bare(&person.first) == bare(left)));
    let right_role = is_foreign_title(right) || is_foreign_department(right);
    if is_foreign_title(left) && left.split_whitespace().count() >= 2 && is_field(right) && !right_company {
        line.items.push(Item { kind: ItemKind::Title, value: squeeze(left), line: at });
        line.items.push(Item { kind: ItemKind::Department, value: squeeze(right), line: at });
        return true;
    }
    let left_role = is_foreign_title(left) || is_foreign_department(left) || left_name.is_some() || left_given;
    let right = if left_name.is_some() { without_credentials(right) } else { right };
    if left_name.is_some() && !right_company && is_foreign_title(&capitalised(right)) {
        foreign_segment(left, at, clues, line);
        line.items.push(Item { kind: ItemKind::Title, value: squeeze(right), line: at });
        return true;
    }
    if right_company && left_role || left_name.is_some() && right_role {
        foreign_segment(left, at, clues, line);
        let (right, more) =
            if right_formed { (right, None) } else { right.split_once(", ").map_or((right, None), |(one, more)| (one, Some(more))) };
        foreign_segment(right, at, clues, line);
        if let Some(more) = more {
            foreign_segment(more, at, clues, line);
        }
        return true;
    }
    let plain = left.split_whitespace().count() <= 4 && left.chars().all(|c| c.is_alphabetic() || matches!(c, ' ' | '&' | '-'));
    if right_formed
        && plain
        && left.chars().next().is_some_and(char::is_uppercase)
        && !maybe_foreign_company(left)
        && foreign(left, &clues.local).is_none()
    {
        line.items.push(Item { kind: ItemKind::Department, value: squeeze(left), line: at });
        foreign_segment(right, at, clues, line);
        return true;
    }
    false
}

/// A department, or one or two words that name a field: International Trade.
fn is_field(text: &str) -> bool {
    is_foreign_department(text)
        || (1..=3).contains(&text.split_whitespace().count())
            && text.split_whitespace().all(|word| words().en_fields.contains(word.to_lowercase().as_str()) || matches!(word, "&" | "and"))
}
