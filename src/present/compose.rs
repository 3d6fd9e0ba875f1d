//! How an answer begins, in the words of the person: the line above a quote, the block above a mail that is passed on.

use jiff::tz::TimeZone;

use super::when;
use crate::domain::mail::address_list::{format_address, format_address_list};
use crate::domain::mail::compose::{EnteredDraft, Original, QuoteWords, forward, reply};
use crate::i18n::{Catalogue, Text};
use crate::text::CleanText;

/// How a mail is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// To its author.
    Reply,
    /// To everybody.
    ReplyAll,
    /// Passed on.
    Forward,
}

/// Begins an answer.
pub fn answer(original: &Original, how: Answer, zone: &TimeZone, words: &Catalogue) -> EnteredDraft {
    let quoted = quote_words(original, zone, words);
    match how {
        Answer::Reply => reply(original, false, &quoted),
        Answer::ReplyAll => reply(original, true, &quoted),
        Answer::Forward => forward(original, &quoted),
    }
}

/// Says which attachments a mail that is passed on leaves behind; `None` where it has none.
pub fn left_behind(original: &Original) -> Option<Text> {
    let names: Vec<&str> = original.attachments.iter().map(CleanText::as_str).collect();
    (!names.is_empty()).then(|| Text::of("compose-forwarded-without").with("names", names.join(", ")))
}

fn quote_words(original: &Original, zone: &TimeZone, words: &Catalogue) -> QuoteWords {
    let moment = when::moment(original.date, zone, words);
    let who = original.whom_from().authors.first().map(format_address).unwrap_or_default();
    let line = |id, value: String| words.say(&Text::of(id).with("value", value));
    let mut forwarded = vec![
        words.word("compose-forwarded"),
        line("compose-forwarded-from", format_address_list(&original.from)),
        line("compose-forwarded-date", moment.clone()),
        line("compose-forwarded-subject", original.subject.as_str().to_owned()),
        line("compose-forwarded-to", format_address_list(&original.to)),
    ];
    if !original.cc.is_empty() {
        forwarded.push(line("compose-forwarded-cc", format_address_list(&original.cc)));
    }
    if let Some(left) = left_behind(original) {
        forwarded.push(words.say(&left));
    }
    QuoteWords { attribution: words.say(&Text::of("compose-attribution").with("when", moment).with("who", who)), forwarded }
}

/// What of a `mailto:` link is not done, by the names of its fields.
pub fn not_heeded(ignored: &[CleanText]) -> Text {
    let names: Vec<&str> = ignored.iter().map(CleanText::as_str).collect();
    Text::of("mail-link-ignored").with("fields", names.join(", "))
}
