//! What a query that cannot be understood means to a person: what, where, and how it is written.

use crate::domain::query::{QueryError, Trouble};
use crate::i18n::Text;
use crate::problem::{Code, Problem, kinds};

/// The problem of a query, with its place and a hint.
pub fn of_query(error: &QueryError) -> Problem {
    let value = |id, field: &'static str, value: &str| Text::of(id).with("field", field).with("value", value);
    let allowed = |allowed: &str| Some(Text::of("query-hint-allowed").with("allowed", allowed));
    let (what, hint) = match &error.trouble {
        Trouble::UnknownField { name, meant } => {
            let hint = match meant {
                Some(meant) => Text::of("query-hint-meant").with("meant", *meant).with("typed", error.at.text.as_str()),
                None => Text::of("query-hint-quote"),
            };
            (Text::of("query-unknown-field").with("name", name.as_str()), Some(hint))
        }
        Trouble::LacksField { name, kind } => {
            let text = Text::of("query-lacks-field").with("name", name.as_str()).text("kind", kinds(*kind));
            (text, Some(Text::of("query-hint-quote")))
        }
        Trouble::UnknownValue { field, value: typed, allowed: known } => (value("query-unknown-value", field, typed), allowed(known)),
        Trouble::MissingValue { field, allowed: known } => (value("query-missing-value", field, ""), allowed(known)),
        Trouble::WrongSign { field, sign, example } => (value("query-wrong-sign", field, sign), allowed(example)),
        Trouble::NestedField { field } => (value("query-nested-field", field, ""), Some(Text::of("query-hint-nested"))),
        Trouble::OpenQuote => (Text::of("query-open-quote"), Some(Text::of("query-hint-quote"))),
        Trouble::OpenBracket => (Text::of("query-open-bracket"), Some(Text::of("query-hint-quote"))),
        Trouble::StrayBracket => (Text::of("query-stray-bracket"), Some(Text::of("query-hint-quote"))),
        Trouble::Dangling { word } => (Text::of("query-dangling").with("word", word.as_str()), Some(Text::of("query-hint-quote"))),
        Trouble::EmptyBrackets => (Text::of("query-empty-brackets"), None),
        Trouble::NoLetters => (Text::of("query-no-letters"), None),
        Trouble::TooLong => (Text::of("query-too-long"), None),
    };
    let column = i64::try_from(error.at.column).unwrap_or(i64::MAX);
    let mut place: String = error.at.text.chars().take(40).collect();
    if place.len() < error.at.text.len() {
        place.push('…');
    }
    let message = Text::of("query-problem").text("what", what).count("column", column).with("place", place);
    let mut problem = Problem::failed(Code::InvalidQuery, message).field("query");
    problem.hint = hint.map(Box::new);
    problem
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::query::Query;
    use crate::domain::time::Instant;
    use crate::i18n::{Catalogue, Language};

    fn said(typed: &str, language: Language) -> String {
        let problem = of_query(&Query::parse(typed, Instant(0), &jiff::tz::TimeZone::UTC).unwrap_err());
        let catalogue = Catalogue::open(language);
        format!("{} | {}", catalogue.say(&problem.message), problem.hint.map(|hint| catalogue.say(&hint)).unwrap_or_default())
    }

    #[test]
    fn a_mistyped_field_is_pointed_at_with_what_was_meant() {
        assert_eq!(
            said("a form:anna", Language::English),
            "There is no search field “form” (character 3: “form”) | Did you mean from: ? A word with a colon in it goes in quotes: \"form:…\"."
        );
        assert_eq!(
            said("is:red", Language::Japanese),
            "「is:」に「red」は使えません(4文字目「red」) | 使える値: unread, read, starred, replied, forwarded, snoozed, spam, draft, sent, scheduled, customer, lead, contact, temp, unknown"
        );
    }

    #[test]
    fn every_trouble_is_said_in_both_languages() {
        for typed in ["from:", "x from>y", "subject:(from:a)", "\"a", "(a", "a)", "a OR", "()", "!!!", &"(".repeat(99), "zzz:1"] {
            for language in [Language::English, Language::Japanese] {
                let said = said(typed, language);
                assert!(!said.contains("query-"), "{typed}: {said}");
                assert!(!said.contains('{'), "{typed}: {said}");
            }
        }
    }
}
