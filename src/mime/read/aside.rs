//! What every reader of a mail asks of it.

use super::super::charset;
use super::super::decoded::is_seen;
use super::super::headers::Headers;
use super::super::plain_text::Flow;
use super::super::skim::{Part, Skimmed};
use crate::text::CleanText;

/// How the lines of a part go on (RFC 3676).
pub(super) fn flow(part: &Part) -> Flow {
    Flow { flowed: part.content_type.flowed, delsp: part.content_type.delsp }
}

/// What stands outside of the parts of a mail, where it holds words and is not what programs write there for others that know no parts.
pub(super) fn aside(skimmed: &Skimmed) -> Option<CleanText> {
    let text = charset::undeclared(&skimmed.aside);
    let lower = text.to_ascii_lowercase();
    let for_programs = ["mime", "multi-part", "multipart"].iter().any(|word| lower.contains(word));
    (!for_programs && text.chars().any(is_seen)).then(|| CleanText::block(text.trim()))
}

/// The lines that stand above a mail inside a mail.
pub(super) fn forwarded_lines(headers: &Headers) -> Vec<CleanText> {
    ["From", "To", "Date", "Subject"]
        .iter()
        .filter_map(|name| headers.text(name).map(|value| CleanText::line(&format!("{name}: {value}"))))
        .collect()
}
