//! What a page does not show, and how far its paragraphs stand apart: the little of its styles that changes the text.

use std::collections::{HashMap, HashSet};

use super::tag::Tag;

/// Classes of one mail that are known to hide.
const MAX_CLASSES: usize = 200;

/// The classes that the style sheets of a mail do not display, and those that keep line ends and blanks.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    classes: HashSet<String>,
    /// Classes, and names of elements behind a `<`, by whether they keep.
    keeping: HashMap<String, bool>,
}

impl Hidden {
    /// Takes in a style sheet.
    pub fn add(&mut self, css: &str) {
        simple_classes(css, self);
    }

    /// Whether an element is not shown: by its own attributes or by its classes.
    pub fn hide(&self, tag: &Tag) -> bool {
        tag.attribute("hidden").is_some() || tag.attribute("style").is_some_and(hides) || has_class(tag, &self.classes)
    }

    /// Whether line ends and blanks in an element are text (CSS Text 3: `white-space`); none where it says nothing.
    pub fn keeps_breaks(&self, tag: &Tag) -> Option<bool> {
        let by_class = || {
            let of = tag.attribute("class").filter(|_| !self.keeping.is_empty())?;
            of.split_ascii_whitespace().find_map(|class| self.keeping.get(class).copied())
        };
        let by_name = || if self.keeping.is_empty() { None } else { self.keeping.get(&format!("<{}", tag.name())).copied() };
        tag.attribute("style").and_then(keeps_breaks).or_else(by_class).or_else(by_name)
    }
}

fn has_class(tag: &Tag, classes: &HashSet<String>) -> bool {
    !classes.is_empty() && tag.attribute("class").is_some_and(|of| of.split_ascii_whitespace().any(|class| classes.contains(class)))
}

fn keeps_breaks(style: &str) -> Option<bool> {
    let at = style.as_bytes().windows(11).position(|piece| piece.eq_ignore_ascii_case(b"white-space"))?;
    let value = style[at + 11..].trim_start();
    let value = value.strip_prefix("-collapse").unwrap_or(value).trim_start().strip_prefix(':')?.trim_start();
    let word: String = value.chars().take_while(|c| c.is_ascii_alphabetic() || *c == '-').collect();
    match word.to_ascii_lowercase().as_str() {
        "pre" | "pre-wrap" | "pre-line" | "break-spaces" | "-moz-pre-wrap" | "-pre-wrap" | "-o-pre-wrap" | "preserve"
        | "preserve-breaks" => Some(true),
        "normal" | "nowrap" | "initial" | "collapse" => Some(false),
        _ => None,
    }
}

/// Whether a paragraph stands apart from the one before. Word writes every line as a paragraph without margin.
pub(super) fn has_margin(tag: &Tag) -> bool {
    let word = tag.attribute("class").is_some_and(|class| class.starts_with("Mso") || class.starts_with("western"));
    let flat = tag.attribute("style").is_some_and(|style| {
        let plain: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        plain.contains("margin:0") || plain.contains("margin-bottom:0")
    });
    !word && !flat
}

/// Whether a style hides its element: not displayed, or the zero sizes of preheaders.
fn hides(style: &str) -> bool {
    if !style.contains(['n', 'N', '0']) {
        return false;
    }
    let plain: String = style.chars().take(2_000).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    plain.contains("display:none")
        || plain.contains("visibility:hidden")
        || plain.contains("max-height:0") && (plain.contains("mso-hide:all") || plain.contains("overflow:hidden"))
}

/// The classes that a list of selectors names alone, or with an element.
fn classes_of(selectors: &str) -> impl Iterator<Item = String> + '_ {
    selectors
        .split(',')
        .map(str::trim)
        .filter_map(|selector| selector.split_once('.'))
        .filter(|(tag, _)| tag.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        .map(|(_, class)| class.to_owned())
        .filter(|class| !class.contains([' ', '.', ':', '>', '[']))
}

/// The simple classes whose rules change what a reader sees, outside of media rules.
fn simple_classes(css: &str, found: &mut Hidden) {
    let mut depth = 0_u32;
    let (mut selector_start, mut selector_end) = (0, 0);
    let mut nested = false;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => {
                depth += 1;
                if depth == 1 {
                    selector_end = at;
                    nested = false;
                } else {
                    nested = true;
                }
            }
            b'}' => {
                let rule = if depth == 1 && !nested { &css[selector_end + 1..at] } else { "" };
                let keeps = keeps_breaks(rule);
                if hides(rule) && found.classes.len() < MAX_CLASSES {
                    found.classes.extend(classes_of(&css[selector_start..selector_end]));
                } else if let Some(keeps) = keeps.filter(|_| found.keeping.len() < MAX_CLASSES) {
                    let selectors = &css[selector_start..selector_end];
                    let names = selectors
                        .split(',')
                        .map(str::trim)
                        .filter(|name| !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                    let named = names.map(|name| format!("<{}", name.to_ascii_lowercase()));
                    found.keeping.extend(classes_of(selectors).chain(named).map(|name| (name, keeps)));
                }
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    selector_start = at + 1;
                }
            }
            _ => {}
        }
    }
}
