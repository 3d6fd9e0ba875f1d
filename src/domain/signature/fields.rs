//! Which piece of a signature fills which field of the form.

use super::block::Block;
use super::clues::Clues;
use super::line::{Item, ItemKind, Line};
use super::names::PersonName;
use super::organisation::is_plain_unit;
use super::phone_kind::PhoneKind;
use super::script::{all_kana, bare, has_cjk, is_han, katakana};
use super::{Extraction, SenderField, Source, guess, web};

/// How sure a value of a framed and an unframed block is, percent.
const FRAMED: u8 = 92;
const UNFRAMED: u8 = 85;

/// Fills the form from a block and what the header says.
pub(super) fn fill(lines: &[Line], block: Option<Block>, clues: &Clues, out: &mut Extraction) {
    let mut lines: Vec<Line> = block.map(|block| lines[block.first..=block.last].to_vec()).unwrap_or_default();
    let base = match block {
        Some(block) if block.framed => FRAMED,
        _ => UNFRAMED,
    };
    join_addresses(&mut lines);
    let guessed_title = block.is_some_and(|block| guess::settle(&mut lines, block.first));
    let items: Vec<&Item> = lines.iter().flat_map(|line| &line.items).collect();
    let form = Form { items: &items, lines: &lines, first_line: block.map_or(0, |block| block.first), clues, base, guessed_title };
    let named = form.name(out, block.is_some());
    form.organisation(out, named);
    let office = form.office(&lines);
    form.phones(out, &office);
    form.web(out);
    form.address(out, &office);
}

/// An address may take several lines; what belongs to it is no name and no company.
fn join_addresses(lines: &mut [Line]) {
    let mut at = 0;
    while at < lines.len() {
        let Some(place) = lines[at].items.iter().position(|item| matches!(item.kind, ItemKind::Address(_))) else {
            at += 1;
            continue;
        };
        let mut next = at + 1;
        let mut value = lines[at].items[place].value.clone();
        while next < lines.len() && next <= at + 4 && !(lines[next].blank && lines[next - 1].blank) {
            let line = &lines[next];
            if line.blank {
                next += 1;
                continue;
            }
            let other = line.items.iter().any(|item| {
                matches!(item.kind, ItemKind::Phone(..) | ItemKind::Mail | ItemKind::Site | ItemKind::Name(_) | ItemKind::Company(true))
            });
            let more = line.items.iter().find_map(|item| match &item.kind {
                ItemKind::Address(office) if office.is_empty() => Some(item.value.clone()),
                _ => None,
            });
            let has_code =
                line.items.iter().any(|item| item.kind == ItemKind::Code) && lines[at].items.iter().any(|item| item.kind == ItemKind::Code);
            let tail = match more {
                Some(more) if !has_code => Some(more),
                Some(_) => None,
                None if !other => line.address_tail.clone().filter(|tail| !tail.is_empty()).or_else(|| {
                    (value.is_empty() && has_cjk(&line.text) && line.text.chars().any(|c| c.is_ascii_digit()))
                        .then(|| line.text.trim().to_owned())
                }),
                None => None,
            };
            let Some(tail) = tail else { break };
            value = format!("{value} {tail}").trim().to_owned();
            let codes: Vec<Item> = lines[next].items.iter().filter(|item| item.kind == ItemKind::Code).cloned().collect();
            lines[next].items.retain(|item| matches!(item.kind, ItemKind::Phone(..) | ItemKind::Mail | ItemKind::Site));
            lines[next].items.extend(codes);
            next += 1;
        }
        lines[at].items[place].value = value;
        at = next;
    }
}

/// A name whose halves are no surer than this could as well be parted elsewhere.
const UNSURE_SPLIT: u8 = 70;

struct Form<'a> {
    items: &'a [&'a Item],
    lines: &'a [Line],
    first_line: usize,
    guessed_title: bool,
    clues: &'a Clues,
    base: u8,
}

impl Form<'_> {
    fn put(&self, out: &mut Extraction, field: SenderField, item: &Item, value: &str, sure: u8) {
        out.put(field, value, sure.min(self.base + 5), Source::Line(item.line + 1));
    }

    fn all(&self, test: impl Fn(&ItemKind) -> bool) -> impl Iterator<Item = &Item> {
        self.items.iter().copied().filter(move |item| test(&item.kind))
    }

    /// The name: of the block where it is the sender's or signed for another, else of the header. Answers whether it is in Han or Kana.
    fn name(&self, out: &mut Extraction, has_block: bool) -> Option<bool> {
        let candidates: Vec<(&Item, &PersonName)> = self
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Name(name) => Some((*item, name)),
                _ => None,
            })
            .collect();
        let header = self.clues.person.as_ref();
        let rank = |name: &PersonName| {
            u32::from(self.clues.fits(name)) * 200
                + u32::from(name.is_cjk()) * 60
                + u32::from(!name.first.is_empty()) * 50
                + u32::from(name.sure)
        };
        let mut best: Option<(&Item, &PersonName)> = None;
        // A given name alone helps only where the header names nobody.
        for candidate in candidates.into_iter().filter(|(_, name)| !name.last.is_empty() || header.is_none()) {
            if best.is_none_or(|(_, name)| rank(candidate.1) > rank(name)) {
                best = Some(candidate);
            }
        }
        // A romanised line below a Japanese header names the same person.
        if let (Some((_, name)), Some(person)) = (best, header)
            && person.is_cjk()
            && !name.is_cjk()
        {
            best = None;
        }
        if let Some((item, name)) = best {
            let fits = self.clues.fits(name);
            // The header tells whose name it is, not where an ambiguous one is parted.
            let sure = if fits && name.sure > UNSURE_SPLIT {
                name.sure.max(94)
            } else if fits {
                name.sure
            } else {
                name.sure.min(if has_block && self.base == FRAMED { 85 } else { 75 })
            };
            if !name.last.is_empty() {
                self.put(out, SenderField::LastName, item, &name.last, sure);
            }
            let same_person = header.filter(|person| bare(&person.last) == bare(&name.last));
            if !name.first.is_empty() {
                self.put(out, SenderField::FirstName, item, &name.first, sure);
            } else if let Some(first) = same_person.map(|person| person.first.as_str()).filter(|first| !first.is_empty()) {
                out.put(SenderField::FirstName, first, sure.min(85), Source::From);
            }
            self.reading(out, item, name);
            return Some(name.is_cjk());
        }
        if let Some(person) = header {
            out.put(SenderField::LastName, &person.last, person.sure, Source::From);
            if !person.first.is_empty() {
                out.put(SenderField::FirstName, &person.first, person.sure, Source::From);
            }
            for item in self.all(|kind| matches!(kind, ItemKind::Reading(..))).take(1) {
                self.reading(out, item, person);
            }
            return Some(person.is_cjk());
        }
        None
    }

    fn reading(&self, out: &mut Extraction, near: &Item, name: &PersonName) {
        if !name.last.chars().any(is_han) {
            return;
        }
        let reading = self.items.iter().find_map(|item| match &item.kind {
            ItemKind::Reading(last, first) if item.line.abs_diff(near.line) <= 1 => Some((*item, last, first)),
            _ => None,
        });
        if let Some((item, last, first)) = reading {
            if all_kana(&name.first) && bare(first) != bare(&name.first) && first.chars().count() != name.first.chars().count() {
                return;
            }
            self.put(out, SenderField::LastNameKana, item, &katakana(last), 94);
            self.put(out, SenderField::FirstNameKana, item, &katakana(first), 94);
        }
    }

    fn organisation(&self, out: &mut Extraction, japanese: Option<bool>) {
        let fits_script = |item: &&Item| japanese != Some(true) || has_cjk(&item.value);
        let strong: Vec<&Item> = self.all(|kind| *kind == ItemKind::Company(true)).collect();
        let weak: Vec<&Item> = self.all(|kind| *kind == ItemKind::Company(false)).collect();
        let known = |item: &&&Item| {
            let intro = self.clues.intro_company.as_ref().map(|(name, _)| name);
            [intro, self.clues.company.as_ref()].into_iter().flatten().any(|name| bare(name) == bare(&item.value))
        };
        let company = strong
            .iter()
            .find(known)
            .or_else(|| strong.iter().find(|item| fits_script(item)))
            .or_else(|| weak.iter().find(known))
            .or_else(|| weak.iter().find(|item| fits_script(item)).filter(|_| strong.is_empty()))
            .or_else(|| strong.first())
            .or_else(|| weak.first());
        if let Some(item) = company {
            let sure = if item.kind == ItemKind::Company(true) { 95 } else { 72 };
            self.put(out, SenderField::Company, item, &item.value, sure);
        } else if let Some(name) = &self.clues.company {
            out.put(SenderField::Company, name, 80, Source::From);
        } else if let Some((name, line)) = &self.clues.intro_company {
            let the_sender =
                self.clues.person.as_ref().is_some_and(|person| self.clues.intro_name.as_deref() == Some(person.last.as_str()));
            if super::organisation::has_form(name) && the_sender {
                out.put(SenderField::Company, name, 70, Source::Line(line + 1));
            }
        }
        let company_line = company.map(|item| item.line);
        let has_japanese = |kind: &ItemKind| self.items.iter().any(|item| item.kind == *kind && has_cjk(&item.value));
        for (kind, field) in [(ItemKind::Department, SenderField::Department), (ItemKind::Title, SenderField::Title)] {
            let prefer_japanese = japanese == Some(true) && has_japanese(&kind);
            let mut all: Vec<&Item> = self.all(|other| *other == kind).filter(|item| !prefer_japanese || has_cjk(&item.value)).collect();
            // Above the company stands the group that it belongs to, not its unit.
            let below = |item: &&Item| company_line.is_none_or(|line| item.line >= line);
            if kind == ItemKind::Department && all.iter().any(below) {
                all.retain(below);
            }
            let Some(first) = all.first() else { continue };
            let value = if has_cjk(&first.value) {
                // Levels of one organisation stand together; a second office further down does not belong.
                let mut previous = first.line;
                let near: Vec<&str> = all
                    .iter()
                    .filter(|item| has_cjk(&item.value))
                    .take(3)
                    .take_while(|item| {
                        let near = item.line.abs_diff(previous) <= if kind == ItemKind::Title { 0 } else { 1 };
                        previous = item.line;
                        near
                    })
                    .map(|item| item.value.as_str())
                    .collect();
                near.join(" ")
            } else {
                first.value.clone()
            };
            let value = if kind == ItemKind::Title { self.as_written(&all).unwrap_or(value) } else { value };
            let sure = match kind {
                ItemKind::Title if self.guessed_title => guess::BY_PLACE,
                ItemKind::Department if has_cjk(&first.value) && !value.split(' ').any(is_plain_unit) => 80,
                _ => 90,
            };
            self.put(out, field, first, &value, sure);
        }
    }

    /// Several titles of one line with what joins them there: 取締役・工場長, 代表 兼 杜氏. None where something else parts them.
    fn as_written(&self, titles: &[&Item]) -> Option<String> {
        let first = titles.first()?;
        let of_line: Vec<&&Item> = titles.iter().filter(|item| item.line == first.line).collect();
        let last = of_line.last().filter(|_| of_line.len() >= 2 && has_cjk(&first.value))?;
        let text = &self.lines.get(first.line - self.first_line)?.text;
        let start = text.find(&first.value)?;
        let end = text.rfind(&last.value)? + last.value.len();
        let between = of_line.iter().fold(text.get(start..end)?.to_owned(), |rest, item| rest.replacen(&item.value, "", 1));
        between.chars().all(|c| c.is_whitespace() || matches!(c, '/' | '・' | '&' | ',' | '、' | '+')).then(|| text[start..end].to_owned())
    }

    /// The lines of the office where the person works, where a block names several.
    fn office(&self, lines: &[Line]) -> Option<std::ops::Range<usize>> {
        let places: Vec<(&Item, &str)> = self
            .items
            .iter()
            .filter_map(|item| match &item.kind {
                ItemKind::Address(office) => Some((*item, office.as_str())),
                _ => None,
            })
            .collect();
        if places.len() < 2 {
            return None;
        }
        let named = places.iter().position(|(place, office)| {
            !office.is_empty()
                && lines
                    .iter()
                    .flat_map(|line| &line.items)
                    .any(|item| item.line != place.line && item.kind == ItemKind::Department && item.value.contains(office))
        });
        let chosen = named.unwrap_or(0);
        let start = places[chosen].0.line;
        let end = places.get(chosen + 1).map_or(usize::MAX, |(place, _)| place.line);
        Some(start..end)
    }

    fn phones(&self, out: &mut Extraction, office: &Option<std::ops::Range<usize>>) {
        let here = |item: &&&Item| office.as_ref().is_none_or(|range| range.contains(&item.line));
        let all: Vec<&Item> = self.all(|kind| matches!(kind, ItemKind::Phone(..))).collect();
        let of_kind = |wanted: PhoneKind| {
            let matches = |item: &&&Item| matches!(item.kind, ItemKind::Phone(kind, _) if kind == wanted);
            all.iter().filter(matches).find(here).or_else(|| all.iter().find(matches)).copied()
        };
        let phone = of_kind(PhoneKind::Direct)
            .or_else(|| {
                let main = |item: &&&Item| matches!(item.kind, ItemKind::Phone(PhoneKind::Phone, _));
                all.iter().filter(main).find(here).or_else(|| all.iter().find(main)).copied()
            })
            .or_else(|| of_kind(PhoneKind::Main))
            .or_else(|| of_kind(PhoneKind::TollFree));
        for (item, field) in
            [(phone, SenderField::Phone), (of_kind(PhoneKind::Mobile), SenderField::Mobile), (of_kind(PhoneKind::Fax), SenderField::Fax)]
        {
            if let Some(item) = item {
                let labelled = matches!(item.kind, ItemKind::Phone(_, super::phones::Labelled::Yes));
                self.put(out, field, item, &item.value, if labelled { 97 } else { 85 });
            }
        }
    }

    fn web(&self, out: &mut Extraction) {
        let mails: Vec<&Item> = self.all(|kind| *kind == ItemKind::Mail).collect();
        let from = format!("{}@{}", self.clues.local, self.clues.domain);
        let domain = |mail: &str| mail.rsplit_once('@').map(|(_, domain)| domain.to_lowercase()).unwrap_or_default();
        // `Mail.anna@...`: the label and its dot read like a part of the address.
        let is_labelled = |value: &str| {
            let value = value.to_lowercase();
            ["mail.", "e-mail.", "email."].iter().any(|label| value.strip_prefix(label) == Some(&from))
        };
        if let Some(item) = mails.iter().find(|item| is_labelled(&item.value)) {
            self.put(out, SenderField::Email, item, &from, 97);
        }
        let own = mails.iter().find(|item| item.value.to_lowercase() == from).or_else(|| {
            let same: Vec<_> =
                mails.iter().filter(|item| domain(&item.value) == self.clues.domain || self.clues.domain.is_empty()).collect();
            if same.len() == 1 { Some(same[0]) } else { None }
        });
        if let Some(item) = own {
            self.put(out, SenderField::Email, item, &item.value, 97);
        }
        let sites: Vec<&Item> = self.all(|kind| *kind == ItemKind::Site).filter(|item| !web::is_social(&item.value)).collect();
        let owner = |item: &&&Item| {
            !self.clues.domain.is_empty()
                && (web::host(&item.value).ends_with(&self.clues.domain) || self.clues.domain.ends_with(&web::host(&item.value)))
        };
        if let Some(item) = sites.iter().find(owner).or_else(|| sites.first()) {
            self.put(out, SenderField::Website, item, &item.value, 95);
        }
    }

    fn address(&self, out: &mut Extraction, office: &Option<std::ops::Range<usize>>) {
        let here = |item: &&&Item| office.as_ref().is_none_or(|range| range.contains(&item.line));
        let codes: Vec<&Item> = self.all(|kind| *kind == ItemKind::Code).collect();
        if let Some(item) = codes.iter().find(here).or_else(|| codes.first().filter(|_| office.is_none())) {
            self.put(out, SenderField::PostalCode, item, &item.value, 95);
        }
        let places: Vec<&Item> =
            self.all(|kind| matches!(kind, ItemKind::Address(_))).filter(|item| item.value.chars().count() >= 4).collect();
        if let Some(item) = places.iter().find(here).or_else(|| places.first()) {
            self.put(out, SenderField::Address, item, &item.value, 90);
        }
    }
}
