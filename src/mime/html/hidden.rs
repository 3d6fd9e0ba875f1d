//! What a page does not show, and how far its paragraphs stand apart: the little of its styles that changes the text.

use std::collections::HashSet;

use super::tag::Tag;

/// Classes of one mail that are known to hide.
const MAX_CLASSES: usize = 200;

/// The classes that the style sheets of a mail do not display, and those that keep line ends and blanks.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    classes: HashSet<String>,
    keeping: HashSet<String>,
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

    /// Whether line ends and blanks in an element are text (CSS Text 3: `white-space`).
    pub fn keeps_breaks(&self, tag: &Tag) -> bool {
        tag.attribute("style").is_some_and(keeps_breaks) || has_class(tag, &self.keeping)
    }
}

fn has_class(tag: &Tag, classes: &HashSet<String>) -> bool {
    !classes.is_empty() && tag.attribute("class").is_some_and(|of| of.split_ascii_whitespace().any(|class| classes.contains(class)))
}

fn keeps_breaks(style: &str) -> bool {
    let Some(at) = style.as_bytes().windows(11).position(|piece| piece.eq_ignore_ascii_case(b"white-space")) else { return false };
    let value = style[at + 11..].trim_start().strip_prefix(':').unwrap_or_default().trim_start();
    let word: String = value.chars().take_while(|c| c.is_ascii_alphabetic() || *c == '-').collect();
    matches!(word.to_ascii_lowercase().as_str(), "pre" | "pre-wrap" | "pre-line" | "break-spaces" | "-moz-pre-wrap" | "-pre-wrap")
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
        || plain.contains("mso-hide:all") && plain.contains("max-height:0")
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
                let classes = match (hides(rule), keeps_breaks(rule)) {
                    (true, _) => Some(&mut found.classes),
                    (false, true) => Some(&mut found.keeping),
                    (false, false) => None,
                };
                if let Some(classes) = classes.filter(|classes| classes.len() < MAX_CLASSES) {
                    let selectors = css[selector_start..selector_end].split(',').map(str::trim);
                    let simple = selectors
                        .filter_map(|selector| selector.split_once('.'))
                        .filter(|(tag, _)| tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                    classes.extend(simple.map(|(_, class)| class.to_owned()).filter(|class| !class.contains([' ', '.', ':', '>', '['])));
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
