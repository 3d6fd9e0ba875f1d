//! HTML mail as readable lines with links and emphasis.
//!
//! Tags and words are cut by html5gum as browsers cut them (`tokens`); the layout is one pass over what it gives with a few counters: no tree, no recursion, no styles
//! computed and nothing fetched, so that time and memory grow with the size alone whatever the nesting (promises.md D4). What is lost is the look of a page;
//! what is kept is what a reader needs: paragraphs, lists, table rows, quotes, links with their true targets.

mod ends;
mod hidden;
mod layout;
mod links;
mod remote;
mod tables;
mod tag;
#[cfg(test)]
mod tests;
mod tokens;

use crate::domain::mail::body::BodyLine;
use crate::text::CleanText;

pub use links::link;
pub use remote::remote_hosts;
pub use tokens::html_text;

/// The lines as plain text with quote marks, as search and extraction take them.
pub fn as_plain(lines: &[BodyLine]) -> CleanText {
    let line_end = CleanText::block("\n");
    let mut out = CleanText::default();
    for line in lines {
        if line.quote > 0 {
            out.append(&CleanText::line(&format!("{} ", ">".repeat(usize::from(line.quote)))));
        }
        line.spans.iter().for_each(|span| out.append(&span.text));
        out.append(&line_end);
    }
    out
}
