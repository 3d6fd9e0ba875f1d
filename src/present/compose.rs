//! How an answer begins, in the words of the person: the line above a quote, the block above a mail that is passed on.

use jiff::tz::TimeZone;

use super::when;
use crate::domain::mail::address_list::{format_address, format_address_list};
use crate::domain::mail::compose::{Doubt, EnteredDraft, Original, QuoteWords, forward, forward_whole, reply, reply_to_list};
use crate::i18n::{Catalogue, Text};
use crate::text::CleanText;

/// How a mail is answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Answer {
    /// To its author.
    Reply,
    /// To everybody.
    ReplyAll,
    /// To the mailing list; to everybody where it came through none that takes mail.
    ReplyList,
    /// Passed on, with its attachments.
    Forward,
    /// Passed on whole, as an attachment.
    ForwardWhole,
}

/// Begins an answer.
pub fn answer(original: &Original, how: Answer, zone: &TimeZone, words: &Catalogue) -> EnteredDraft {
    let quoted = quote_words(original, zone, words);
    match how {
        Answer::Reply => reply(original, false, &quoted),
        Answer::ReplyAll => reply(original, true, &quoted),
        Answer::ReplyList => reply_to_list(original, &quoted).unwrap_or_else(|| reply(original, true, &quoted)),
        Answer::Forward => forward(original, &quoted),
        Answer::ForwardWhole => forward_whole(original),
    }
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
    QuoteWords { attribution: words.say(&Text::of("compose-attribution").with("when", moment).with("who", who)), forwarded }
}

/// The question about what may have been overlooked.
pub fn doubt(doubt: &Doubt) -> Text {
    match doubt {
        Doubt::NoSubject => Text::of("compose-doubt-subject"),
        Doubt::NoAttachment => Text::of("compose-doubt-attachment"),
        Doubt::NewDomain(domain) => Text::of("compose-doubt-domain").with("domain", domain.as_str()),
        Doubt::ToMany(count) => Text::of("compose-doubt-many").count("count", i64::try_from(*count).unwrap_or(i64::MAX)),
    }
}

/// What a draft is called in a list: its subject, else the first words of its text.
pub fn first_words(entered: &EnteredDraft) -> CleanText {
    let words = Some(entered.subject.trim()).filter(|subject| !subject.is_empty());
    let words = words.or_else(|| entered.body.lines().map(str::trim).find(|line| !line.is_empty()));
    CleanText::line(words.unwrap_or("…"))
}

/// What of a `mailto:` link is not done, by the names of its fields.
pub fn not_heeded(ignored: &[CleanText]) -> Text {
    let names: Vec<&str> = ignored.iter().map(CleanText::as_str).collect();
    Text::of("mail-link-ignored").with("fields", names.join(", "))
}
