//! A part of a line in Latin script: company, title, department or name.

use super::clues::Clues;
use super::line::{Item, ItemKind, Line};
use super::marks::{labelled, without_brackets};
use super::names::{PersonName, foreign};
use super::organisation::{is_foreign_company, is_foreign_department, is_foreign_title, maybe_foreign_company, of_domain};
use super::script::squeeze;
use super::words::{phrases, words};

/// Reads a part of a line in Latin script into items.
pub(super) fn foreign_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    let (outside, _) = without_brackets(segment);
    let outside = squeeze(&outside);
    let segment = if outside.is_empty() { segment } else { outside.as_str() };
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
    let segment = labelled(segment, phrases("label_name")).map_or(segment, |(_, value)| value);
    if let Some((left, right)) = segment.split_once(", ") {
        let (left, right) = (left.trim(), right.trim());
        let right_company =
            is_foreign_company(right) || of_domain(right, &clues.domain) && !is_foreign_title(right) || maybe_foreign_company(right);
        let left_name = foreign(left, &clues.local).filter(|name| clues.fits(name));
        let right_role = is_foreign_title(right) || is_foreign_department(right);
        if is_foreign_title(left) && left.split_whitespace().count() >= 2 && is_foreign_department(right) && !right_company {
            line.items.push(Item { kind: ItemKind::Title, value: squeeze(left), line: at });
            line.items.push(Item { kind: ItemKind::Department, value: squeeze(right), line: at });
            return;
        }
        if !is_foreign_company(left) && (is_foreign_title(left) && right_company || left_name.is_some() && (right_role || right_company)) {
            foreign_segment(left, at, clues, line);
            foreign_segment(right, at, clues, line);
            return;
        }
    }
    let mut push = |kind: ItemKind| line.items.push(Item { kind, value: squeeze(segment), line: at });
    if is_foreign_company(segment) {
        return push(ItemKind::Company(true));
    }
    let name = foreign(segment, &clues.local);
    if let Some(name) = name.as_ref().filter(|name| clues.fits(name)) {
        let name = clues
            .person
            .clone()
            .filter(|person| !person.is_cjk() && person.agrees(name) && person.sure >= name.sure)
            .unwrap_or_else(|| name.clone());
        return push(ItemKind::Name(PersonName { sure: name.sure.max(90), ..name }));
    }
    if is_foreign_title(segment) {
        return push(ItemKind::Title);
    }
    if of_domain(segment, &clues.domain)
        && segment.chars().next().is_some_and(char::is_uppercase)
        && segment.split_whitespace().count() <= 6
    {
        return push(ItemKind::Company(true));
    }
    if maybe_foreign_company(segment) {
        return push(ItemKind::Company(false));
    }
    if is_foreign_department(segment) {
        return push(ItemKind::Department);
    }
    if words().is_given(segment) {
        return push(ItemKind::Name(PersonName { last: String::new(), first: segment.to_owned(), sure: 70 }));
    }
    match name.filter(|_| segment.split_whitespace().next().is_some_and(|word| words().is_given(word))) {
        Some(name) => push(ItemKind::Name(PersonName { sure: name.sure.min(80), ..name })),
        None => line.unknown = true,
    }
}
