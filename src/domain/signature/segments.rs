//! The parts of a line between bars, slashes and what is known already.

use super::clues::Clues;
use super::line::{Item, ItemKind, Line};
use super::marks::labelled;
use super::postal;
use super::script::has_cjk;
use super::segment_en::foreign_segment;
use super::segment_ja::japanese_segment;
use super::words::phrases;

/// Parts a line at bars, blanked items and spaced slashes and dashes.
pub(super) fn segments(rest: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let chars: Vec<char> = rest.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let near = |offset: isize| at.checked_add_signed(offset).and_then(|at| chars.get(at)).copied().unwrap_or(' ');
        let spaced = near(-1).is_whitespace() && near(1).is_whitespace();
        let cut = match c {
            '\u{1}' | '|' | '│' | '┃' | '•' | '·' | '‖' | '¦' | '■' | '●' | '◆' | '★' | '☆' | '▪' | '◇' | '□' | '○' | '※' | '→' => {
                true
            }
            '/' => spaced || has_cjk(&near(-1).to_string()) || has_cjk(&near(1).to_string()) || near(-1) == '\u{1}' || near(1) == '\u{1}',
            '-' | '–' | '—' => spaced,
            _ => false,
        };
        if cut {
            out.push(String::new())
        } else if let Some(last) = out.last_mut() {
            last.push(*c)
        }
    }
    out.into_iter()
        .map(|segment| {
            segment
                .trim()
                .trim_start_matches('.')
                .trim_matches([':', ',', ';', '-', '*', '=', '~', '_', '<', '>', '#', '+', '@', ' ', '/', '、'].as_slice())
                .trim()
                .to_owned()
        })
        .filter(|segment| !segment.is_empty() && segment.chars().any(|c| c.is_alphanumeric() || c == '\u{2}' || matches!(c, '㈱' | '㈲')))
        .collect()
}

/// Reads a part of a line into items: an address first, then what its script allows.
pub(super) fn read_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    if let Some(cut) = segment.find('\u{2}') {
        let mut before = segment[..cut].trim().to_owned();
        let after = segment[cut..].replace('\u{2}', " ");
        let (japanese, after) = (has_cjk(&after) || has_cjk(&before), after.trim());
        if let Some((_, value)) = labelled(&before, phrases("label_address")) {
            before = value.to_owned();
        }
        if japanese {
            let office = before.trim_matches(['(', '[', '【', '】', ']', ')', ':', ' ']).to_owned();
            let office = if phrases("label_address").contains(&office.to_lowercase().as_str()) { String::new() } else { office };
            if after.is_empty() {
                line.address_tail = Some(String::new());
                line.items.push(Item { kind: ItemKind::Address(office), value: String::new(), line: at });
            } else {
                line.items.push(Item { kind: ItemKind::Address(office), value: postal::tidy(after), line: at });
            }
        } else {
            let whole = postal::tidy(&format!("{before} {after}"));
            line.items.push(Item { kind: ItemKind::Address(String::new()), value: whole, line: at });
        }
        return;
    }
    if let Some((_, value)) = labelled(segment, phrases("label_address")) {
        line.items.push(Item { kind: ItemKind::Address(String::new()), value: postal::tidy(value), line: at });
        return;
    }
    let plain = postal::without_office(segment);
    if postal::is_address(segment) && !line.sentence {
        line.items.push(Item { kind: ItemKind::Address(plain.0.to_owned()), value: postal::tidy(plain.1), line: at });
        return;
    }
    if postal::continues_address(segment) {
        line.address_tail = Some(postal::tidy(segment));
    }
    if has_cjk(segment) { japanese_segment(segment, at, clues, line) } else { foreign_segment(segment, at, clues, line) }
}
