//! Phone numbers in a line: where they stand and of which kind they are.

use std::ops::Range;

use super::phone_kind::PhoneKind;
use super::phone_label::{Label, label_before, label_behind, suffix};
use super::phone_number::{JapaneseKind, Shape, foreign_mobile, national_mobile, number_at, skip_digits};
use super::script::has_cjk;

/// How the line names the number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Labelled {
    /// A known label stands before or after it.
    Yes,
    /// No word stands beside it.
    No,
    /// Some other word stands before it.
    Other,
}

/// A number found in a line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FoundPhone {
    /// Where it stands with its label and what follows in brackets: bytes of the line.
    pub span: Range<usize>,
    /// The number as written, without extension.
    pub number: String,
    /// What it is for.
    pub kind: PhoneKind,
    /// Whether a label says so.
    pub labelled: Labelled,
}

/// All phone numbers of a folded line, from left to right.
pub(super) fn find(line: &str) -> Vec<FoundPhone> {
    let chars: Vec<(usize, char)> = line.char_indices().collect();
    let mut found: Vec<FoundPhone> = Vec::new();
    let mut at = 0;
    let mut free_from = 0;
    while at < chars.len() {
        let Some((number, end)) = number_at(&chars, at) else {
            at = if chars[at].1.is_ascii_digit() { skip_digits(&chars, at) } else { at + 1 };
            continue;
        };
        let before = &line[free_from..chars[at].0];
        let (label_length, label) = label_before(before);
        let byte_end = chars.get(end).map_or(line.len(), |(byte, _)| *byte);
        let (suffix_length, suffix_kind) = match (suffix(&line[byte_end..]), label) {
            ((0, None), Label::Nothing) => label_behind(&line[byte_end..]),
            (found, _) => found,
        };
        let kind_said = match (label, suffix_kind) {
            (_, Some(kind)) if !matches!(label, Label::Known(PhoneKind::Fax | PhoneKind::Mobile)) => Some(kind),
            (Label::Known(kind), _) => Some(kind),
            _ => None,
        };
        let shape = Shape::of(&number);
        let labelled = match label {
            _ if kind_said.is_some() => Labelled::Yes,
            Label::Nothing => Labelled::No,
            _ => Labelled::Other,
        };
        let sound = match (label, shape) {
            (Label::NotAPhone, _) | (_, Shape::Never) => false,
            (_, Shape::Japanese(_)) => true,
            (Label::Other, Shape::International | Shape::American) => true,
            (Label::Other, Shape::Other) => false,
            (_, Shape::Other) => kind_said.is_some() && number.len() < 13 + number.matches(|c: char| !c.is_ascii_digit()).count(),
            (_, Shape::International | Shape::American | Shape::National) => true,
        };
        if !sound {
            at = end;
            continue;
        }
        let kind = match (kind_said, shape) {
            (Some(PhoneKind::Fax), _) => PhoneKind::Fax,
            (_, Shape::Japanese(JapaneseKind::Mobile)) => PhoneKind::Mobile,
            (Some(PhoneKind::Mobile), Shape::Japanese(JapaneseKind::Fixed | JapaneseKind::Ip)) if has_cjk(line) => PhoneKind::Phone,
            (Some(kind), _) => kind,
            (None, Shape::Japanese(JapaneseKind::TollFree)) => PhoneKind::TollFree,
            (None, Shape::International) if foreign_mobile(&number) => PhoneKind::Mobile,
            (None, Shape::National | Shape::Other) if national_mobile(&number) => PhoneKind::Mobile,
            (None, _) => PhoneKind::Phone,
        };
        let start = chars[at].0 - label_length;
        found.push(FoundPhone { span: start..byte_end + suffix_length, number, kind, labelled });
        free_from = byte_end + suffix_length;
        while at < chars.len() && chars[at].0 < free_from {
            at += 1;
        }
    }
    found
}

#[cfg(test)]
#[path = "phones_tests.rs"]
mod tests;
