//! No reader of what people type, and of what mails say of people, panics or hangs.

use jiff::tz::TimeZone;

use crate::domain::crm::currency::Currency;
use crate::domain::crm::field::FieldType;
use crate::domain::crm::rules::CrmRules;
use crate::domain::crm::value::{Reading, parse};
use crate::domain::mail::address_list::parse_address_list;
use crate::domain::mail::compose::parse_mailto;
use crate::domain::query::{Part, Query, highlights};
use crate::domain::signature::{SenderMail, extract};
use crate::domain::time::Instant;
use crate::text::mutated::try_text;
use crate::text::{CleanText, wrap};

const NOW: Instant = Instant(1_756_700_000_000);

#[test]
fn searches() {
    let samples = [
        "from:anna subject:\"site visit\" -is:unread (a OR b*) date:2025-01..2025-03",
        "差出人:田中 larger:1M has:attachment after:-3d  ＡＢＣ　「見積」",
        "((((a) OR NOT b)) \"open",
    ];
    let zone = TimeZone::UTC;
    try_text("search", &samples, |typed| {
        if let Ok(query) = Query::parse(typed, NOW, &zone) {
            let _ = highlights(&query, Part::Anywhere, "Anna visits the site: 見積書 b and ABC");
        }
    });
}

#[test]
fn signatures() {
    let samples = [
        "Dear Taro,\n\nsee you.\n\nBest regards\n-- \nAnna Berg\nHead of Sales | Berg GmbH\nHauptstr. 1, 10115 Berlin\nT +49 30 1234567  M: +49 170 1234567\nwww.berg.example anna@berg.example\n",
        "お世話になっております。\n\n━━━━━━━━\n株式会社サンプル　営業部 課長\n田中 太郎（たなか たろう）\n〒100-0001 東京都千代田区千代田1-1 ビル3F\nTEL 03-1234-5678 / FAX 03-1234-5679\nhttps://sample.example/\n━━━━━━━━\n",
        "Sent from my iPhone\n\nOn Monday, Anna wrote:\n> quoted\n",
    ];
    try_text("signature", &samples, |text| {
        let text = CleanText::block(text);
        let _ = extract(&SenderMail { text: text.as_str(), ..SenderMail::default() });
    });
}

#[test]
fn typed_addresses() {
    let samples = [
        "Anna <anna@a.example>, \"Tanaka, Taro\" <t@b.example>; team: x@y.example;",
        "mailto:a@b.example?subject=x&body=%E8%A6%8B",
        "ａ＠ｂ．example, <a@b.example>.",
    ];
    try_text("typed addresses", &samples, |typed| {
        let _ = parse_address_list(typed);
        let _ = parse_mailto(typed);
    });
}

#[test]
fn typed_values() {
    let samples = [
        "1,234,567.89 EUR",
        "¥１２３，４５６",
        "1.000",
        "2025-09-10",
        "next friday 15:30",
        "+3d",
        "明日 9時",
        "+81 3-1234-5678",
        "https://a.example/x",
        "12.5 %",
        "100-0001",
    ];
    let rules = CrmRules::default();
    let reading = Reading::of(&rules, NOW, TimeZone::UTC);
    let kinds = [
        FieldType::Money,
        FieldType::Phone,
        FieldType::Email,
        FieldType::Emails,
        FieldType::Domains,
        FieldType::Url,
        FieldType::Repeat,
        FieldType::Currency,
        FieldType::PostalCode,
        FieldType::Integer(0, 100),
        FieldType::Line(80),
    ];
    try_text("typed values", &samples, |typed| {
        for kind in kinds {
            let _ = parse(kind, typed, &reading);
        }
        let _ = reading.times().when(typed);
        let _ = reading.times().day(typed);
        let _ = typed.parse::<Currency>();
    });
}

#[test]
fn text_for_the_screen() {
    let samples = [
        "an ordinary line that goes on and on, with (brackets) and https://a.example/x",
        "「お見積り」、（株）サンプル御中。👨‍👩‍👧 e\u{301}ｶﾞ\t\u{202e}x",
        "    indented\n\n> quoted",
    ];
    try_text("text", &samples, |text| {
        let line = CleanText::line(text);
        for columns in [1, 2, 7, 80] {
            let _ = wrap(line.as_str(), columns);
        }
        assert!(!CleanText::block(text).as_str().chars().any(|c| c.is_control() && c != '\n'));
    });
}
