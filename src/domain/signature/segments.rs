//! The parts of a line between bars, slashes and what is known already.

use super::clues::Clues;
use super::line::{Item, ItemKind, Line};
use super::marks::labelled;
use super::organisation::{is_foreign_company, of_domain};
use super::postal;
use super::script::has_cjk;
use super::segment_en::foreign_segment;
use super::segment_ja::japanese_segment;
use super::words::phrases;

/// Parts a line at bars, blanked items and spaced slashes and dashes.
pub(super) fn segments(rest: &str) -> Vec<String> {
    rest.split('\u{1}').flat_map(columns_apart).flat_map(|part| parted(&part)).collect()
}

/// How many blanks part two columns; a full-width space counts two. Letters of a name are never so far apart.
const COLUMN_GAP: usize = 6;

/// Two columns of one line: each is read by itself.
fn columns_apart(text: &str) -> Vec<String> {
    let gap = " ".repeat(COLUMN_GAP);
    let columns: Vec<&str> = text.split(gap.as_str()).map(str::trim).filter(|column| !column.is_empty()).collect();
    let letters =
        columns.iter().all(|column| column.chars().count() <= 3 || column.split_whitespace().all(|word| word.chars().count() == 1));
    if columns.len() < 2 || letters { vec![text.to_owned()] } else { columns.into_iter().map(str::to_owned).collect() }
}

/// A face or a picture of signs in front of the words is left out.
fn without_face(segment: &str) -> &str {
    match segment.split_once(' ') {
        Some((face, rest))
            if face.chars().count() >= 2
                && !face.chars().any(|c| c.is_alphanumeric() || matches!(c, '\u{2}' | '㈱' | '㈲' | '〒' | '☎'))
                && !face.starts_with(['(', '[', '【']) =>
        {
            rest.trim_start()
        }
        _ => segment,
    }
}

fn parted(rest: &str) -> Vec<String> {
    let mut out = vec![String::new()];
    let chars: Vec<char> = rest.chars().collect();
    for (at, c) in chars.iter().enumerate() {
        let near = |offset: isize| at.checked_add_signed(offset).and_then(|at| chars.get(at)).copied().unwrap_or(' ');
        let spaced = near(-1).is_whitespace() && near(1).is_whitespace();
        let cut = match c {
            '|' | '│' | '┃' | '•' | '·' | '‖' | '¦' | '■' | '●' | '◆' | '★' | '☆' | '▪' | '∙' | '◦' | '◇' | '□' | '○' | '※' | '→' => {
                true
            }
            '@' => has_cjk(&chars[..at].iter().collect::<String>()) || chars[at + 1..].iter().take(3).any(|c| has_cjk(&c.to_string())),
            '/' => spaced || has_cjk(&near(-1).to_string()) || has_cjk(&near(1).to_string()) || at == 0 || at + 1 == chars.len(),
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
        .map(|segment| without_face(&segment).to_owned())
        .filter(|segment| !segment.is_empty() && segment.chars().any(|c| c.is_alphanumeric() || c == '\u{2}' || matches!(c, '㈱' | '㈲')))
        .collect()
}

/// Reads a part of a line into items: an address first, then what its script allows.
pub(super) fn read_segment(segment: &str, at: usize, clues: &Clues, line: &mut Line) {
    if let Some(cut) = segment.find('\u{2}') {
        let mut before = segment[..cut].trim().to_owned();
        let after = segment[cut..].replace('\u{2}', " ");
        let japanese = has_cjk(&after) || has_cjk(&before);
        let after = after.trim().trim_start_matches([')', ']', '】', '>', ' ']);
        if let Some((_, value)) = labelled(&before, phrases("label_address")) {
            before = value.to_owned();
        }
        if japanese {
            let office = before.trim_matches(['(', '[', '【', '】', ']', ')', ':', ' ']).to_owned();
            let office = if phrases("label_address").contains(&office.to_lowercase().as_str()) { String::new() } else { office };
            let closed = after.trim_matches([')', ']', '】', ' ']).is_empty();
            if closed && postal::is_address(&before) {
                // The code stands behind the address.
                let (office, place) = postal::without_office(&before);
                line.items.push(Item {
                    kind: ItemKind::Address(office.to_owned()),
                    value: postal::tidy(place.trim_end_matches(['(', '[', '【', ' '])),
                    line: at,
                });
            } else if closed {
                line.address_tail = Some(String::new());
                line.items.push(Item { kind: ItemKind::Address(office), value: String::new(), line: at });
            } else {
                line.items.push(Item { kind: ItemKind::Address(office), value: postal::tidy(after), line: at });
            }
        } else {
            if let Some((company, place)) = company_before_place(&before.clone(), clues) {
                foreign_segment(company, at, clues, line);
                before = place.to_owned();
            }
            let before = postal::without_foreign_office(&before);
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
    if let Some((company, place)) = company_before_place(segment, clues) {
        foreign_segment(company, at, clues, line);
        line.items.push(Item { kind: ItemKind::Address(String::new()), value: postal::tidy(place), line: at });
        return;
    }
    if postal::is_address(segment) && !line.sentence {
        line.items.push(Item { kind: ItemKind::Address(plain.0.to_owned()), value: postal::tidy(plain.1), line: at });
        return;
    }
    if postal::continues_address(segment) {
        line.address_tail = Some(postal::tidy(segment));
    }
    if has_cjk(segment) { japanese_segment(segment, at, clues, line) } else { foreign_segment(segment, at, clues, line) }
}

/// `Sample Works Ltd, 5 Mill Lane, Leeds`: the company and its place.
fn company_before_place<'a>(text: &'a str, clues: &Clues) -> Option<(&'a str, &'a str)> {
    if has_cjk(text) {
        return None;
    }
    let at =
        text.match_indices(", ").map(|(at, _)| at).find(|at| is_foreign_company(&text[..*at]) || of_domain(&text[..*at], &clues.domain))?;
    let (company, place) = (text[..at].trim(), text[at + 1..].trim());
    let sound = !company.chars().any(|c| c.is_ascii_digit()) && place.chars().any(|c| c.is_ascii_digit());
    (sound && !is_foreign_company(place)).then_some((company, place))
}
