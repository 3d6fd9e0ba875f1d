#![allow(clippy::unwrap_used)]
//! Whole mails, written for these tests.

use super::*;
use crate::domain::mail::address::Address;
use crate::text::CleanText;

fn address(text: &str) -> Address {
    let (name, address) = text.rsplit_once(' ').unwrap_or(("", text));
    Address { name: CleanText::line(name), address: address.trim_matches(['<', '>']).parse().unwrap() }
}

fn read(from: &str, text: &str) -> Extraction {
    extract(&SenderMail { from: Some(&address(from)), text, ..SenderMail::default() })
}

fn values(extraction: &Extraction) -> Vec<(&'static str, &str)> {
    extraction.fields.iter().map(|one| (one.field.name(), one.value.as_str())).collect()
}

const TANAKA: &str = "鈴木様\n\nお世話になっております。株式会社サンプルの田中です。\nお見積もりをお送りいたします。\n\nよろしくお願いいたします。\n\n\
━━━━━━━━━━━━━━━━━━━━\n株式会社サンプル　営業部　課長\n田中　太郎（たなか　たろう）\n〒100-0001\n東京都千代田区一番町１−２−３\nサンプルビル５Ｆ\n\
ＴＥＬ：０３−１１１１−２２２２（直通）　ＦＡＸ：０３−１１１１−２２２３\n携帯：０９０−１１１１−２２２２\nE-mail：t.tanaka@sample.example\nhttps://www.sample.example/\n━━━━━━━━━━━━━━━━━━━━\n";

#[test]
fn a_japanese_signature_fills_the_whole_form() {
    let found = read("田中 太郎 <t.tanaka@sample.example>", TANAKA);
    assert_eq!(
        values(&found),
        [
            ("last_name", "田中"),
            ("first_name", "太郎"),
            ("last_name_kana", "タナカ"),
            ("first_name_kana", "タロウ"),
            ("company", "株式会社サンプル"),
            ("department", "営業部"),
            ("title", "課長"),
            ("phone", "03-1111-2222"),
            ("mobile", "090-1111-2222"),
            ("fax", "03-1111-2223"),
            ("email", "t.tanaka@sample.example"),
            ("website", "https://www.sample.example/"),
            ("postal_code", "100-0001"),
            ("address", "東京都千代田区一番町1-2-3 サンプルビル5F"),
        ]
    );
    assert_eq!(found.signature, Some((8, 18)));
    assert_eq!(found.get(SenderField::Phone).unwrap().source, Source::Line(14));
    assert!(found.get(SenderField::LastName).unwrap().confidence >= 90);
}

#[test]
fn an_english_signature_without_a_border_is_found() {
    let text = "Hi Mika,\n\nthe pilot starts in March.\n\nBest regards,\nAnna\n\nAnna Berg\nHead of Sales\nSample Works GmbH\nLindenstr. 4, 10969 Berlin\nTel: +49 30 1111 222 | Mobile: +49 151 1111 2222\nwww.sample-works.example\n";
    assert_eq!(
        values(&read("Anna Berg <anna@sample-works.example>", text)),
        [
            ("last_name", "Berg"),
            ("first_name", "Anna"),
            ("company", "Sample Works GmbH"),
            ("title", "Head of Sales"),
            ("phone", "+49 30 1111 222"),
            ("mobile", "+49 151 1111 2222"),
            ("email", "anna@sample-works.example"),
            ("website", "www.sample-works.example"),
            ("postal_code", "10969"),
            ("address", "Lindenstr. 4, Berlin"),
        ]
    );
}

#[test]
fn nothing_is_taken_from_quotes_forwards_and_third_parties() {
    for text in [
        "承知しました。\n\n2026年2月3日(火) 10:20 田中 太郎 <t.tanaka@sample.example>:\n> 株式会社サンプル 田中 太郎\n> TEL 03-1111-2222\n",
        "転送します。\n\n---------- Forwarded message ---------\nFrom: 田中 太郎 <t.tanaka@sample.example>\nSubject: 見積\n\nよろしく。\n-- \n株式会社サンプル\n田中 太郎\nTEL 03-1111-2222\n",
        "現場の件は田中（090-1111-2222）までお電話ください。\nよろしくお願いします。\n",
        "ご紹介します。連絡先は次のとおりです。\n\n株式会社サンプル\n田中 太郎\nTEL 03-1111-2222\nt.tanaka@sample.example\n",
    ] {
        let found = read("佐藤 花子 <hanako@other.example>", text);
        assert_eq!(values(&found), [("last_name", "佐藤"), ("first_name", "花子"), ("email", "hanako@other.example")], "{text}");
        assert_eq!(found.signature, None);
    }
}

#[test]
fn machines_shops_and_posts_prefill_no_person() {
    for (from, text) in [
        (
            "サンプルショップ <order@shop.example>",
            "鈴木 一郎 様\n\nご注文番号：1\nお届け先：東京都千代田区1-1 電話 03-1111-2222\n\nサンプルショップ株式会社\nTEL 0120-111-222\n",
        ),
        (
            "株式会社サンプル <no-reply@sample.example>",
            "ご利用ありがとうございます。\n----\n株式会社サンプル\n田中 太郎\nTEL 03-1111-2222\n----\n",
        ),
        (
            "Sample Store <orders@store.example>",
            "Your order has shipped.\nOrder number 12.\nShip to: Anna Berg, 5 Mill Lane\n\nAnna Berg\nSample Store Ltd.\nTel 020 7946 0000\n",
        ),
        ("Status Bot <bot@status.example>", "Resolved.\nOn-call: +1 415 555 0133\n"),
    ] {
        let found = read(from, text);
        assert_eq!(found.fields.iter().map(|one| one.field).collect::<Vec<_>>(), [SenderField::Email], "{from}");
    }
    let by_header =
        SenderMail {
            from: Some(&address("田中 太郎 <t.tanaka@sample.example>")), text: TANAKA, automatic: true, ..SenderMail::default()
        };
    assert_eq!(extract(&by_header).fields.len(), 1);
}

#[test]
fn a_shared_address_takes_the_person_who_signs() {
    let text =
        "お問い合わせの件、承知しました。\n\n-------------\n株式会社サンプル\nお客様窓口　担当：佐藤\nTEL 0120-111-222\n-------------\n";
    assert_eq!(
        values(&read("サンプルお客様窓口 <info@sample.example>", text)),
        [
            ("last_name", "佐藤"),
            ("company", "株式会社サンプル"),
            ("department", "お客様窓口"),
            ("phone", "0120-111-222"),
            ("email", "info@sample.example")
        ]
    );
}

#[test]
fn a_mail_signed_for_another_names_the_one_who_signs() {
    let text =
        "社長の田中に代わりお送りします。\n\n==========\n株式会社サンプル\n代表取締役社長　田中 太郎\nTEL 03-1111-2222\n==========\n";
    let found = read("秘書室 佐藤 <hisho@sample.example>", text);
    assert_eq!(found.get(SenderField::LastName).unwrap().value.as_str(), "田中");
    assert!(found.get(SenderField::LastName).unwrap().confidence < 90);
}

#[test]
fn the_office_of_the_person_is_chosen() {
    let text = "承知しました。\n\n----------\n株式会社サンプル 大阪支店\n田中 太郎\n東京本社 〒100-0001 東京都千代田区一番町1-1\nTEL 03-1111-2222\n大阪支店 〒530-0001 大阪府大阪市北区海町2-2\nTEL 06-1111-2222\n----------\n";
    let found = read("田中 太郎 <t.tanaka@sample.example>", text);
    assert_eq!(found.get(SenderField::PostalCode).unwrap().value.as_str(), "530-0001");
    assert_eq!(found.get(SenderField::Phone).unwrap().value.as_str(), "06-1111-2222");
}

#[test]
fn a_block_that_comes_again_is_surer() {
    let from = address("田中 太郎 <t.tanaka@sample.example>");
    let earlier = [TANAKA.to_owned()];
    let once = extract(&SenderMail { from: Some(&from), text: TANAKA, ..SenderMail::default() });
    let again = extract(&SenderMail { from: Some(&from), text: TANAKA, earlier: &earlier, ..SenderMail::default() });
    assert_eq!(values(&once), values(&again));
    assert!(again.get(SenderField::Company).unwrap().confidence > once.get(SenderField::Company).unwrap().confidence);
}

#[test]
fn a_relayed_mail_keeps_the_address_that_answers_reach() {
    let author = address("Anna Berg <anna@sample.example>");
    let text = "Thanks!\n\n-- \nAnna Berg\nSamples Ltd.\nsamples@lists.example\n";
    let found = extract(&SenderMail { from: Some(&author), by_reply_to: true, text, ..SenderMail::default() });
    assert_eq!(found.get(SenderField::Email).unwrap().source, Source::ReplyTo);
    assert_eq!(found.get(SenderField::Email).unwrap().value.as_str(), "anna@sample.example");
    assert_eq!(found.get(SenderField::LastName).unwrap().value.as_str(), "Berg");
}

#[test]
fn what_no_list_has_is_told_by_its_place() {
    for (text, company, title) in [
        ("了解しました。\n\n*****\nかもめと灯台\n森脇 千晶\nTEL 0852-11-2222\n*****\n", "かもめと灯台", None),
        ("了解しました。\n\n====\n白峰写真舘　撮影助手　森脇 千晶\n松江市見本町1-2\n0852-11-2222\n====\n", "白峰写真舘", Some("撮影助手")),
        ("了解しました。\n\n----\nみずうみ音楽教室\n事務局　森脇 千晶\n0852-11-2222\n----\n", "みずうみ音楽教室", None),
        ("了解しました。\n\n----\n株式会社白峰開発\n総務部　森脇 千晶\n0852-11-2222\n----\n", "株式会社白峰開発", None),
        (
            "了解しました。\n\n----\nABC Japan株式会社\n代表 兼 杜氏　森　脇　千　晶\n0852-11-2222\n----\n",
            "ABC Japan株式会社",
            Some("代表 兼 杜氏"),
        ),
    ] {
        let found = read("森脇 千晶 <m@sample.example>", text);
        let value = |field| found.get(field).map(|one| one.value.as_str().to_owned());
        assert_eq!(value(SenderField::Company).as_deref(), Some(company), "{text}");
        assert_eq!(value(SenderField::LastName).as_deref(), Some("森脇"), "{text}");
        assert_eq!(value(SenderField::Phone).as_deref(), Some("0852-11-2222"), "{text}");
        assert!(title.is_none() || value(SenderField::Title).as_deref() == title, "{:?} in {text}", value(SenderField::Title));
    }
    let guessed = read("森脇 千晶 <m@sample.example>", "はい。\n\n*****\nかもめと灯台\n森脇 千晶\nTEL 0852-11-2222\n*****\n");
    assert!(guessed.get(SenderField::Company).unwrap().confidence < 75);
}

#[test]
fn labels_above_their_values_and_asides_are_understood() {
    let text = "ご確認ください。\n\n会社名\n株式会社サンプル\n氏名\n田中 太郎\n電話番号\n03-1111-2222\n登録番号：T1234567890123\n振込先　見本銀行　本店営業部　普通 1234567\n";
    assert_eq!(
        values(&read("田中 太郎 <t@sample.example>", text)),
        [
            ("last_name", "田中"),
            ("first_name", "太郎"),
            ("company", "株式会社サンプル"),
            ("phone", "03-1111-2222"),
            ("email", "t@sample.example")
        ]
    );
}

#[test]
fn european_signatures_without_lists_are_read() {
    let text = "All set.\n\nRegards,\n\nOona Rautio, P.E., M.ASCE\nTrainmaster\nRautio Railworks Oy (Ltd)\n4 Mill Lane, Turku 20100\n(614) 555-0131 direct | (614) 555-0178 mobile\n";
    let found = read("Oona Rautio <oona@rautio-rail.example>", text);
    let value = |field| found.get(field).map(|one| one.value.as_str().to_owned());
    assert_eq!(value(SenderField::LastName).as_deref(), Some("Rautio"));
    assert_eq!(value(SenderField::Phone).as_deref(), Some("(614) 555-0131"));
    assert_eq!(value(SenderField::Mobile).as_deref(), Some("(614) 555-0178"));
    assert_eq!(value(SenderField::PostalCode).as_deref(), Some("20100"));
    let at = read("Ida Holm <ida@fernweb.example>", "Yes.\n\nIda Holm\nProduct Lead @ Fernweb\n+46 8 111 22 33\n");
    assert_eq!(at.get(SenderField::Company).unwrap().value.as_str(), "Fernweb");
    assert_eq!(at.get(SenderField::Title).unwrap().value.as_str(), "Product Lead");
}

#[test]
fn broken_and_endless_texts_do_no_harm() {
    let long_line = "あ".repeat(100_000);
    let digits = "0".repeat(50_000);
    let deep = "> ".repeat(20_000);
    let lines = "TEL 03-1111-2222 / 株式会社サンプル (\n".repeat(3_000);
    for text in [
        "",
        "\n\n\n",
        "-- ",
        "-- \n",
        "((((((((",
        "〒",
        "〒100-",
        "@@@@",
        "+++",
        "\u{202e}田中\u{0}太郎\n--\n株式会社",
        &long_line,
        &digits,
        &deep,
        &lines,
    ] {
        let found = read("田中 太郎 <t@sample.example>", text);
        assert!(found.fields.iter().all(|one| (1..=99).contains(&one.confidence)));
        assert!(found.fields.iter().all(|one| !one.value.as_str().contains(['\u{202e}', '\u{0}'])));
    }
    assert_eq!(extract(&SenderMail::default()), Extraction::default());
}
