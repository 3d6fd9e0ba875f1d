//! What the words that no recogniser knows are, by where they stand in a signature: a company without a legal form, or a title beside a name.

use super::line::{Item, ItemKind, Line};
use super::names_ja::is_house;
use super::organisation::{is_plain_unit, may_name_a_house, may_name_a_post};
use super::script::has_cjk;
use super::words::phrases;

/// How sure such a value is, percent.
pub(super) const BY_PLACE: u8 = 72;

/// Takes loose words of a signature for what its form still lacks.
///
/// Answers whether the title is such a guess.
pub(super) fn settle(lines: &mut [Line], first_line: usize) -> bool {
    let has = |lines: &[Line], test: &dyn Fn(&ItemKind) -> bool| lines.iter().flat_map(|line| &line.items).any(|item| test(&item.kind));
    let name_at = lines.iter().position(|line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Name(_))));
    if name_at.is_none() {
        name_at_head(lines, first_line);
    }
    let name_at = lines.iter().position(|line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Name(_))));
    if !has(lines, &|kind| matches!(kind, ItemKind::Company(_))) {
        company(lines, first_line, name_at);
    }
    let lacks_title = !has(lines, &|kind| *kind == ItemKind::Title);
    if lacks_title {
        title(lines, first_line, name_at);
    }
    lacks_title
}

/// A name that stands at the head of a signature, above a title, a company or a number.
fn name_at_head(lines: &mut [Line], first_line: usize) {
    let Some(at) = lines.iter().position(|line| !line.blank && line.border.is_none()) else { return };
    let Some(name) = lines[at].maybe_name.take() else { return };
    let value = lines[at].loose.first().map_or_else(String::new, |loose| loose.text.clone());
    lines[at].loose.clear();
    let sure = name.sure.min(BY_PLACE);
    lines[at].items.push(Item { kind: ItemKind::Name(super::names::PersonName { sure, ..name }), value, line: first_line + at });
}

/// The first line with a phone, a mail address or a postal address: names of houses stand above it.
fn contacts_from(lines: &[Line]) -> usize {
    lines
        .iter()
        .position(|line| {
            line.items.iter().any(|item| {
                matches!(item.kind, ItemKind::Phone(..) | ItemKind::Mail | ItemKind::Site | ItemKind::Address(_) | ItemKind::Code)
            }) && line.loose.is_empty()
        })
        .unwrap_or(lines.len())
}

fn is_notice(text: &str) -> bool {
    phrases("not_a_name").iter().any(|note| text.contains(note)) || text.contains(['!', '?', '。', '♪', '%', '@', ':'])
}

/// A company without a legal form: the loose words nearest above or before the name, else those right below it.
fn company(lines: &mut [Line], first_line: usize, name_at: Option<usize>) {
    let end = contacts_from(lines);
    let mut best: Option<(usize, usize, i32)> = None;
    for (at, line) in lines.iter().enumerate().take(end) {
        for (index, loose) in line.loose.iter().enumerate() {
            if is_notice(&loose.text) || !may_name_a_house(&loose.text) {
                continue;
            }
            let place = match name_at {
                Some(name) if at == name && is_house(&loose.text) => 6,
                Some(name) if at == name => {
                    if loose.by_name && line.loose.len() == 1 && may_name_a_post(&loose.text) {
                        1
                    } else {
                        5 - i32::try_from(index).unwrap_or(5)
                    }
                }
                Some(name) if at < name => 6,
                Some(name) if at == name + 1 || at == name + 2 && !has_cjk(&loose.text) => 4,
                Some(_) => 1,
                None => 3,
            };
            if best.is_none_or(|(_, _, score)| place > score) {
                best = Some((at, index, place));
            }
        }
    }
    // A unit whose name is no unit's alone: あめのみち文化教室.
    let unit = lines.iter().take(end).enumerate().find_map(|(at, line)| {
        let item = line
            .items
            .iter()
            .position(|item| item.kind == ItemKind::Department && !item.value.split(' ').next().is_none_or(is_plain_unit))?;
        Some((at, item))
    });
    if let Some((at, index)) = unit.filter(|(at, _)| best.is_none_or(|(loose_at, _, score)| *at <= loose_at || score < 4)) {
        let item = &mut lines[at].items[index];
        let (house, rest) = item.value.split_once(' ').map_or((item.value.as_str(), None), |(house, rest)| (house, Some(rest.to_owned())));
        let house = house.to_owned();
        let line = item.line;
        match rest {
            Some(rest) => item.value = rest,
            None => {
                lines[at].items.remove(index);
            }
        }
        lines[at].items.push(Item { kind: ItemKind::Company(false), value: house, line });
        return;
    }
    let Some((at, index, _)) = best.filter(|(_, _, score)| *score >= 3) else { return };
    let loose = lines[at].loose.remove(index);
    let kind = ItemKind::Company(false);
    lines[at].items.push(Item { kind, value: loose.text, line: first_line + at });
}

/// A title that no list has: right before the name, or alone on the line between name and company or beside a department.
fn title(lines: &mut [Line], first_line: usize, name_at: Option<usize>) {
    let Some(name) = name_at else { return };
    let beside = lines[name]
        .loose
        .iter()
        .rposition(|loose| loose.by_name && may_name_a_post(&loose.text) && !is_notice(&loose.text))
        .map(|index| (name, index));
    let unit_above = || {
        let above = (0..name).rev().find(|at| !lines[*at].blank)?;
        let unit = lines[above].items.iter().any(|item| item.kind == ItemKind::Department);
        (unit && lines[above].loose.len() == 1 && may_name_a_post(&lines[above].loose[0].text)).then_some((above, 0))
    };
    let below = || {
        let next = name + 1;
        let line = lines.get(next)?;
        let latin = line.loose.len() == 1 && line.items.is_empty() && !has_cjk(&line.loose[0].text) && may_name_a_post(&line.loose[0].text);
        let company_follows =
            lines.get(next + 1).is_some_and(|line| line.items.iter().any(|item| matches!(item.kind, ItemKind::Company(_))));
        (latin && company_follows).then_some((next, 0))
    };
    let Some((at, index)) = beside.or_else(unit_above).or_else(below) else { return };
    let loose = lines[at].loose.remove(index);
    lines[at].items.push(Item { kind: ItemKind::Title, value: loose.text, line: first_line + at });
}
