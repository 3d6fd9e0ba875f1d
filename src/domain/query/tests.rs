#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;
use crate::text::{readings, search_form};

fn now() -> Instant {
    // Monday, 2026-11-23 11:00 in Tokyo.
    "2026-11-23T02:00:00Z".parse::<jiff::Timestamp>().unwrap().into()
}

fn parsed(typed: &str) -> Result<Query, QueryError> {
    Query::parse(typed, now(), &TimeZone::get("Asia/Tokyo").unwrap())
}

fn instant(text: &str) -> Instant {
    text.parse::<jiff::Timestamp>().unwrap().into()
}

/// The query in a short notation: `&(…)`, `|(…)`, `!…`, words with their part.
fn shown(typed: &str) -> String {
    fn show(query: &Query) -> String {
        let all = |queries: &[Query]| queries.iter().map(show).collect::<Vec<_>>().join(" ");
        match query {
            Query::All => "everything".to_owned(),
            Query::And(every) => format!("&({})", all(every)),
            Query::Or(either) => format!("|({})", all(either)),
            Query::Not(inner) => format!("!{}", show(inner)),
            Query::Term(term) => match &term.what {
                What::Text(part, phrase) => {
                    let (entries, prefix) = phrase.entries();
                    let part = if *part == Part::Anywhere { String::new() } else { format!("{part:?}:").to_lowercase() };
                    format!("{part}{}{}", entries.join("+"), if prefix { "*" } else { "" })
                }
                other => format!("{other:?}"),
            },
        }
    }
    parsed(typed).map_or_else(|error| format!("{error:?}"), |query| show(&query))
}

#[test]
fn words_operators_and_brackets_say_what_they_mean() {
    for (typed, meaning) in [
        ("", "everything"),
        ("  ", "everything"),
        ("offer", "offer"),
        ("Offer contract", "&(offer contract)"),
        ("a b OR c", "|(&(a b) c)"),
        ("a AND b", "&(a b)"),
        ("a (b OR c)", "&(a |(b c))"),
        ("-a", "!a"),
        ("NOT a b", "&(!a b)"),
        ("-(a b)", "!&(a b)"),
        ("-\"a b\"", "!a+b"),
        ("\"one two\"", "one+two"),
        ("well-known", "well+known"),
        ("or and not", "&(or and not)"),
        ("meet*", "meet*"),
        ("Ｏｆｆｅｒ　ｂ", "&(offer b)"),
        ("résumé", "resume"),
        ("https://example.com/x", "https+example+com+x"),
        ("10:30", "10+30"),
    ] {
        assert_eq!(shown(typed), meaning, "{typed}");
    }
}

#[test]
fn japanese_is_asked_for_in_pairs_and_one_character_by_how_an_entry_begins() {
    for (typed, meaning) in [
        ("見", "見*"),
        ("見積", "見積"),
        ("見積書", "見積+積書"),
        ("ﾒｰﾙ", "めー+ーる"),
        ("FAX番号", "fax+番号"),
        ("番号A", "番号+号+a"),
        ("\"見積 書\"", "見積+積書"),
        ("サーバー", "さー+ーば"),
        ("カー", "かー"),
        ("田中　太郎", "&(田中 太郎)"),
        ("subject:見積", "subject:見積"),
        ("件名：x", "subject:x"),
        ("件名:見積 差出人：田中", "&(subject:見積 from:田中)"),
        ("ｓｕｂｊｅｃｔ：ｘ", "subject:x"),
        ("ａ　ＯＲ　ｂ", "|(a b)"),
        ("ａ　ＡＮＤ　ｂ", "&(a b)"),
        ("（ａ　ＯＲ　ｂ）　－ｃ", "&(|(a b) !c)"),
        ("ー見積", "!見積"),
        ("ＮＯＴ見積", "not+見積"),
        ("ＮＯＴ　見積", "!見積"),
        ("件名：“ａ　ｂ”", "subject:a+b"),
        ("１０：３０", "10+30"),
    ] {
        assert_eq!(shown(typed), meaning, "{typed}");
    }
}

#[test]
fn fields_of_words_look_into_their_part() {
    for (typed, meaning) in [
        ("from:tanaka", "from:tanaka"),
        ("FROM:Tanaka@Example.com", "from:tanaka+example+com"),
        ("from：田中", "from:田中"),
        ("subject:\"one two\"", "subject:one+two"),
        ("subject:(a OR b)", "|(subject:a subject:b)"),
        ("-with:a", "!with:a"),
        ("filename:report.pdf", "filename:report+pdf"),
    ] {
        assert_eq!(shown(typed), meaning, "{typed}");
    }
}

#[test]
fn values_of_fields_are_read() {
    let what = |typed: &str| match parsed(typed) {
        Ok(Query::Term(term)) => term.what,
        other => panic!("{typed}: {other:?}"),
    };
    assert_eq!(what("is:Unread"), What::Is(State::Unread));
    assert_eq!(what("状態：未読"), What::Is(State::Unread));
    assert_eq!(what("あり:添付"), What::Has(Thing::Attachment));
    assert_eq!(what("サイズ＞１Ｍ"), What::Size(Compare::More, 1 << 20));
    assert_eq!(what("ｎｅｗｅｒ＿ｔｈａｎ：３ｄ"), What::Since(instant("2026-11-20T02:00:00Z")));
    assert_eq!(what("ラベル：ＶＩＰ"), What::Label("ＶＩＰ".to_owned()));
    assert_eq!(what("in:\"営業　メール\""), What::In("営業　メール".to_owned()));
    assert_eq!(what("has:attachments"), What::Has(Thing::Attachment));
    assert_eq!(what("after:2026-01-31"), What::Since(instant("2026-01-30T15:00:00Z")));
    assert_eq!(what("before:2026/1/31"), What::Before(instant("2026-01-30T15:00:00Z")));
    assert_eq!(what("on:yesterday"), What::Between(instant("2026-11-21T15:00:00Z"), instant("2026-11-22T15:00:00Z")));
    assert_eq!(what("newer_than:3d"), What::Since(instant("2026-11-20T02:00:00Z")));
    assert_eq!(what("older_than:2w"), What::Before(instant("2026-11-09T02:00:00Z")));
    assert_eq!(what("no-reply:7d"), What::NoReply(instant("2026-11-16T02:00:00Z")));
    assert_eq!(what("size>1M"), What::Size(Compare::More, 1 << 20));
    assert_eq!(what("size<=1.5k"), What::Size(Compare::AtMost, 1536));
    assert_eq!(what("deal.amount>=1,000.5"), What::Of(Customer::DealAmount(Compare::AtLeast, 1_000_500)));
    assert_eq!(what("deal.closing<2026-12-31"), What::Of(Customer::DealClosing(Compare::Less, "2026-12-31".parse().unwrap())));
    assert_eq!(what("in:sales/Inbox"), What::In("sales/Inbox".to_owned()));
    assert_eq!(what("id:<a@b>"), What::Id("<a@b>".to_owned()));
    assert_eq!(what("lead.status:\"Not Contacted\""), What::Of(Customer::LeadStatus("Not Contacted".to_owned())));
}

#[test]
fn what_cannot_be_understood_points_at_its_place() {
    for (typed, place, trouble) in [
        ("form:anna", "form", "there is no field form"),
        ("ａ　件銘：x", "件銘", "there is no field 件銘"),
        ("会議：見積", "会議", "there is no field 会議"),
        ("ａ　（ｂ", "（", "the bracket has no end"),
        ("a is:red", "red", "is cannot be red"),
        ("from:", "from:", "from needs a value"),
        ("subject:\"\"", "subject:\"\"", "subject needs a value"),
        ("x from>y", ">", "from does not take >"),
        ("size:1M", ":", "size does not take :"),
        ("size>big", "big", "size cannot be big"),
        ("before:soon", "soon", "before cannot be soon"),
        ("older_than:2", "2", "older_than cannot be 2"),
        ("a \"b", "\"", "the quotation mark has no end"),
        ("a (b", "(", "the bracket has no end"),
        ("a) b", ")", "the bracket has no beginning"),
        ("()", "()", "nothing stands in the brackets"),
        ("a OR", "OR", "OR has nothing to act on"),
        ("OR a", "OR", "OR has nothing to act on"),
        ("a AND", "AND", "AND has nothing to act on"),
        ("a - b", "-", "- has nothing to act on"),
        ("NOT", "NOT", "NOT has nothing to act on"),
        ("!!! a", "!!!", "there are no letters, digits or emoji to look for"),
        ("subject:(from:a)", "from:", "from inside another field"),
    ] {
        let error = parsed(typed).unwrap_err();
        assert_eq!((error.at.text.as_str(), error.trouble.to_string().as_str()), (place, trouble), "{typed}");
    }
    let Trouble::UnknownField { meant, .. } = parsed("form:anna").unwrap_err().trouble else { panic!("another trouble") };
    assert_eq!(meant, Some("from"));
    let Trouble::UnknownField { meant, .. } = parsed("件銘:x").unwrap_err().trouble else { panic!("another trouble") };
    assert_eq!(meant, Some("件名"));
    assert_eq!(parsed(&"(".repeat(100_000)).unwrap_err().trouble, Trouble::TooLong);
    assert_eq!(parsed(&"-".repeat(100_000)).unwrap_err().trouble, Trouble::TooLong);
    assert_eq!(parsed(&"a ".repeat(1_000)).unwrap_err().trouble, Trouble::TooLong);
}

#[test]
fn every_field_is_found_by_all_its_names_which_the_page_lists() {
    let page = include_str!("../../../docs/interface.md");
    let mut seen = std::collections::HashSet::new();
    for field in SearchField::ALL {
        for name in std::iter::once(field.word()).chain(field.japanese().iter().copied()) {
            assert_eq!(SearchField::of_word(name), Some(*field), "{name}");
            assert!(seen.insert(name), "{name} means two things");
            assert!(field.word() == name || page.contains(&format!("`{name}`")), "{name} is not on the page");
        }
    }
}

#[test]
fn what_is_indexed_is_words_and_pairs() {
    let mut entries = String::new();
    index_text(&search_form("Re: 見積書 v2を送付。Café"), &mut entries);
    assert_eq!(entries, "re 見積 積書 書 v2 を送 送付 付 cafe ");
}

#[test]
fn places_to_highlight_are_those_of_the_text_as_it_is_written() {
    let found = |typed: &str, text: &str| {
        highlights(&parsed(typed).unwrap(), Part::Body, text).into_iter().map(|place| text[place].to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(found("cafe", "A Cafe\u{301}, a CAFÉ, a cafeteria"), ["Cafe\u{301}", "CAFÉ"]);
    assert_eq!(found("メール", "ﾒｰﾙとメールアドレス"), ["ﾒｰﾙ", "メール"]);
    assert_eq!(found("ガ", "ｶﾞ"), ["ｶﾞ"]);
    assert_eq!(found("\"one two\"", "One, two; one three two"), ["One, two"]);
    assert_eq!(found("見積 積書", "御見積書"), ["見積書"]);
    assert_eq!(found("caf*", "cafeteria"), ["caf"]);
    assert_eq!(found("subject:one -two", "one two"), Vec::<String>::new());
    assert_eq!(found("㈱", "(株)アサヒ ㈱"), ["株", "㈱"]);
}

/// Whether a text has a part in one of its readings.
fn form_has(text: &str, part: &str) -> bool {
    readings(text).iter().any(|text| readings(part).iter().any(|part| search_form(text).contains(&*search_form(part))))
}

#[test]
fn a_search_that_begins_or_ends_with_a_letter_read_by_its_neighbour_is_one_of_its_readings() {
    for typed in ["ケ谷", "from:ケ谷", "person:\"ケ谷\"", "subject:市ケ", "-ヶ谷"] {
        let query = parsed(typed).unwrap();
        assert!(
            query.terms().len() > 1
                && query
                    .terms()
                    .iter()
                    .all(|(term, negated)| term.at.text == typed.trim_start_matches('-') && *negated == typed.starts_with('-')),
            "{query:?}"
        );
    }
    for typed in ["市ケ谷", "in:ケ谷", "label:ケ谷", "ケース"] {
        assert_eq!(parsed(typed).unwrap().terms().len(), 1, "{typed}");
    }
    assert_eq!(places_of("ケ谷", "市が谷と市ケ谷"), [3..9, 15..21]);
}

proptest! {
    #[test]
    fn any_text_is_a_query_or_an_error_with_a_place(typed in "(\\PC|[a-z:()\"<>=\\-. ]|OR|NOT|AND|is:|size>|見積|\"){0,40}") {
        match parsed(&typed) {
            Ok(query) => for (term, _) in query.terms() {
                prop_assert!(typed.get(term.at.bytes.clone()) == Some(term.at.text.as_str()));
            },
            Err(error) => prop_assert!(!error.at.text.is_empty() && typed.get(error.at.bytes.clone()) == Some(error.at.text.as_str())),
        }
    }

    #[test]
    fn a_part_of_a_dense_text_is_found_in_it(text in "[あ-のア-ノ一-丿]{1,12}", from in 0_usize..12, length in 1_usize..6) {
        let chars: Vec<char> = text.chars().collect();
        let from = from.min(chars.len() - 1);
        let part: String = chars[from..(from + length).min(chars.len())].iter().collect();
        prop_assume!(part != "ケ");
        let form = search_form(&text);
        prop_assert!(readings(&part).iter().any(|read| Phrase::of(read).unwrap().is_in(&form)));
        prop_assert!(!places_of(&part, &text).is_empty());
        let marked = highlights(&parsed(&part).unwrap(), Part::Body, &text);
        prop_assert!(marked.iter().any(|place| form_has(&text[place.clone()], &part)), "{:?}", marked);
    }
}

#[test]
fn a_day_without_a_year_is_the_last_one_in_searches_and_the_next_one_for_what_closes() {
    use crate::domain::typed::{DayOrder, TimeReader, Toward};
    let now = "2026-11-23T02:00:00Z".parse::<jiff::Timestamp>().unwrap().into();
    let read = |typed: &str, order| Query::for_mail(typed, &TimeReader { now, zone: &TimeZone::UTC, order, toward: Toward::Coming });
    for (short, whole) in
        [("after:11/1", "after:2026-11-01"), ("before:12月1日", "before:2025-12-01"), ("deal.closing<12/1", "deal.closing<2026-12-01")]
    {
        let (Query::Term(short), Query::Term(whole)) =
            (read(short, DayOrder::MonthFirst).unwrap(), read(whole, DayOrder::MonthFirst).unwrap())
        else {
            panic!("{short}")
        };
        assert_eq!(short.what, whole.what);
    }
    assert!(read("after:11/1", DayOrder::Unsaid).is_err());
}
