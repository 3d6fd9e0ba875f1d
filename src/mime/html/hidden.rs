//! What a page does not show, and how far its paragraphs stand apart: the little of its styles that changes the text.

use std::collections::HashSet;

use super::tag::Tag;

/// Classes of one mail that are known to hide.
const MAX_CLASSES: usize = 200;

/// The classes that the style sheets of a mail do not display.
#[derive(Debug, Default)]
pub(super) struct Hidden(HashSet<String>);

impl Hidden {
    /// Takes in a style sheet.
    pub fn add(&mut self, css: &str) {
        hidden_classes(css, &mut self.0);
    }

    /// Whether an element is not shown: by its own attributes or by its classes.
    pub fn hide(&self, tag: &Tag) -> bool {
        tag.attribute("hidden").is_some()
            || tag.attribute("style").is_some_and(hides)
            || !self.0.is_empty()
                && tag.attribute("class").is_some_and(|classes| classes.split_ascii_whitespace().any(|class| self.0.contains(class)))
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
        || plain.contains("mso-hide:all") && plain.contains("max-height:0")
}

/// The simple classes that a style sheet does not display, outside of media rules.
fn hidden_classes(css: &str, found: &mut HashSet<String>) {
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
                if depth == 1 && !nested && found.len() < MAX_CLASSES && hides(&css[selector_end + 1..at]) {
                    let selectors = css[selector_start..selector_end].split(',').map(str::trim);
                    let simple = selectors
                        .filter_map(|selector| selector.split_once('.'))
                        .filter(|(tag, _)| tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                    found.extend(simple.map(|(_, class)| class.to_owned()).filter(|class| !class.contains([' ', '.', ':', '>', '['])));
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
