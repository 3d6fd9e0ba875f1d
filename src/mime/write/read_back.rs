//! What goes out, read by a parser that is not ours: any text comes back as it was typed, and so do subjects, names and attachments.
#![allow(clippy::unwrap_used)]

use mail_parser::{MessageParser, MimeHeaders as _};
use proptest::prelude::*;

use super::*;
use crate::domain::mail::address::Address;
use crate::domain::mail::message_id::MessageId;
use crate::text::{CleanText, typed_line};

/// Pieces that people type, and those that formats on the way give a meaning to.
const PIECES: [&str; 40] = [
    "Hello",
    "and so on",
    "-",
    "--",
    "-- ",
    " --",
    ">",
    ">>",
    "> > ",
    " ",
    "  ",
    "\t",
    ".",
    "..",
    "From ",
    "from me",
    "=20",
    "=",
    "=?utf-8?Q?x?=",
    "\u{3000}",
    "お世話になっております。",
    "株式会社サンプル",
    "ｶﾞｷﾞﾊﾟ",
    "ｶ\u{ff9e}",
    "が",
    "か\u{3099}",
    "é",
    "e\u{301}",
    "👩\u{200d}💻",
    "👨\u{200d}👩\u{200d}👧",
    "🇯🇵",
    "می\u{200c}خواهم",
    "https://shop.example/a/very/long/path/that/goes/on/and/on/and/on/and/on/and/on?q=1&x=2#top",
    r"\\server\共有\見積\最終版.xlsx",
    "ไทยไม่มีช่องว่างระหว่างคำ",
    "first.last@an-organisation-with-a-long-name.example",
    "「かぎかっこ」",
    "\u{a0}",
    "0123456789012345678901234567890123456789012345678901234567890123456789",
    "boundary--=_07",
];

fn line() -> impl Strategy<Value = String> {
    let piece = (prop::sample::select(PIECES.to_vec()), prop::sample::select(vec!["", " "]));
    let words =
        prop::collection::vec(piece, 0..14).prop_map(|words| words.into_iter().flat_map(|(word, space)| [word, space]).collect::<String>());
    prop_oneof![4 => words, 1 => "[^\\p{Cc}\u{2028}\u{2029}]{0,160}"]
}

fn text() -> impl Strategy<Value = String> {
    prop::collection::vec(line(), 0..7).prop_map(|lines| lines.join("\n"))
}

/// A line and how deep it is quoted. Blanks at its end are no text (RFC 3676 4.1 takes them for a soft break), but for the mark of a signature.
fn typed_lines(text: &str) -> Vec<(usize, String)> {
    let one = |line: &str| {
        let (mut depth, mut rest) = (0, line);
        while let Some(deeper) = rest.strip_prefix('>').or_else(|| rest.strip_prefix(" >").filter(|_| depth > 0)) {
            (depth, rest) = (depth + 1, deeper);
        }
        let content = if depth > 0 { rest.strip_prefix(' ').unwrap_or(rest) } else { rest };
        (depth, if content == "-- " { content.to_owned() } else { content.trim_end_matches(' ').to_owned() })
    };
    without_last_empty(text.split('\n').map(one).collect())
}

fn without_last_empty(mut lines: Vec<(usize, String)>) -> Vec<(usize, String)> {
    while lines.last().is_some_and(|(depth, line)| *depth == 0 && line.is_empty()) {
        lines.pop();
    }
    lines
}

/// The text of a mail, its flowed lines put together by the letter of RFC 3676 4.2 to 4.5.
fn read_lines(bytes: &[u8]) -> Vec<(usize, String)> {
    let mail = MessageParser::default().parse(bytes).unwrap();
    let part = mail.text_bodies().next().unwrap();
    let kind = part.content_type().unwrap();
    assert_eq!((kind.attribute("format"), kind.attribute("charset")), (Some("flowed"), Some("utf-8")));
    let del_sp = kind.attribute("delsp") == Some("yes");
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for row in part.text_contents().unwrap().split('\n') {
        let row = row.strip_suffix('\r').unwrap_or(row);
        let depth = row.bytes().take_while(|byte| *byte == b'>').count();
        let content = row[depth..].strip_prefix(' ').unwrap_or(&row[depth..]);
        let soft = content.ends_with(' ') && content != "-- ";
        let kept = if soft && del_sp { &content[..content.len() - 1] } else { content };
        match lines.last_mut() {
            Some((last, line)) if open && *last == depth && content != "-- " => line.push_str(kept),
            _ => lines.push((depth, kept.to_owned())),
        }
        open = soft;
    }
    without_last_empty(lines)
}

fn stamp() -> Stamp {
    Stamp {
        from: Address { name: CleanText::line("田中 太郎"), address: "me@sales.example".parse().unwrap() },
        message_id: MessageId::fresh([7; 16], "sales.example"),
        written: "2026-11-23T10:42:05+09:00[+09:00]".parse().unwrap(),
    }
}

fn draft(subject: &str, body: &str) -> Draft {
    let to = Address { name: CleanText::line("Anna Berg"), address: "anna@b.example".parse().unwrap() };
    Draft {
        to: vec![to],
        cc: Vec::new(),
        bcc: Vec::new(),
        subject: subject.to_owned(),
        body: body.to_owned(),
        in_reply_to: None,
        references: Vec::new(),
    }
}

fn sent(draft: &Draft) -> Vec<u8> {
    write(draft, &[], &stamp()).unwrap().message.into_bytes()
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 1_500, ..ProptestConfig::default() })]

    #[test]
    fn any_text_comes_back_as_it_was_typed(text in text()) {
        prop_assert_eq!(read_lines(&sent(&draft("x", &text))), typed_lines(&text));
    }

    #[test]
    fn any_text_that_is_quoted_comes_back_too(text in text(), answer in line()) {
        let quoted = text.split('\n').map(|line| format!("> {line}")).collect::<Vec<_>>().join("\n");
        let body = format!("{answer}\n\n{quoted}\n\n-- \nAnna");
        prop_assert_eq!(read_lines(&sent(&draft("x", &body))), typed_lines(&body));
    }

    #[test]
    fn any_subject_and_name_come_back(subject in line(), name in line()) {
        let subject = typed_line(subject.trim());
        let mut draft = draft(&subject, "x");
        draft.to[0].name = CleanText::line(name.trim());
        let expected = draft.to[0].name.as_str().trim().to_owned();
        let bytes = sent(&draft);
        let mail = MessageParser::default().parse(&bytes).unwrap();
        prop_assert_eq!(mail.subject().unwrap_or_default(), subject.as_str());
        let to = mail.to().unwrap().first().unwrap();
        prop_assert_eq!(to.address(), Some("anna@b.example"));
        prop_assert_eq!(to.name().unwrap_or_default().split_whitespace().collect::<Vec<_>>(), expected.split_whitespace().collect::<Vec<_>>());
    }
}

#[test]
fn a_row_of_two_dashes_is_no_signature() {
    let link = format!("https://shop.example/{}", "path/".repeat(20));
    for body in [format!("{link} -- {link}"), format!("> {link} -- {link}"), format!("-- {link}"), format!("{link} --  {link} and more")] {
        assert_eq!(read_lines(&sent(&draft("x", &body))), typed_lines(&body), "{body}");
    }
}

#[test]
fn a_line_of_wide_blanks_stays() {
    let body = "一\n\u{3000}\n\u{3000}二\u{3000}\n\u{a0}\n三";
    assert_eq!(read_lines(&sent(&draft("x", body))), typed_lines(body));
}

#[test]
fn another_parser_finds_every_header_and_part_of_a_whole_mail() {
    let mut answer = draft("Re: お見積りの件（株式会社サンプル）", "田中です。\n\n> Shall we?\n\n-- \n田中");
    answer.cc = vec![Address { name: CleanText::line("Berg, \"Bert\""), address: "bert@例え.test".parse().unwrap() }];
    answer.bcc = vec![Address { name: CleanText::default(), address: "spy@hidden.example".parse().unwrap() }];
    answer.references = ["<root@b.example>", "<parent@b.example>"].iter().map(|id| MessageId::new(id).unwrap()).collect();
    answer.in_reply_to = answer.references.last().cloned();
    let name = "お見積書\u{3000}(2) ｶﾞ 改訂第三版 and a name that is longer than one line.xlsx";
    let content: Vec<u8> = (0..=255).cycle().take(3_000).collect();
    let enclosed = [Enclosed { name: name.to_owned(), media_type: "application/x-sheet".to_owned(), bytes: content.clone() }];
    let bytes = write(&answer, &enclosed, &stamp()).unwrap().message.into_bytes();
    let mail = MessageParser::default().parse(&bytes).unwrap();
    assert_eq!(mail.subject(), Some(answer.subject.as_str()));
    let from = mail.from().unwrap().first().unwrap();
    assert_eq!((from.name(), from.address()), (Some("田中 太郎"), Some("me@sales.example")));
    let cc = mail.cc().unwrap().first().unwrap();
    assert_eq!((cc.name(), cc.address()), (Some("Berg, \"Bert\""), Some("bert@xn--r8jz45g.test")));
    assert!(mail.bcc().is_none());
    assert_eq!(mail.date().unwrap().to_rfc3339(), "2026-11-23T10:42:05+09:00");
    assert_eq!(mail.message_id(), Some("07070707070707070707070707070707@sales.example"));
    assert_eq!(mail.in_reply_to().as_text(), Some("parent@b.example"));
    assert_eq!(mail.references().as_text_list().unwrap(), ["root@b.example", "parent@b.example"]);
    assert_eq!(read_lines(&bytes), typed_lines(&answer.body));
    let attached: Vec<_> = mail.attachments().collect();
    assert_eq!(attached.len(), 1);
    assert_eq!(attached[0].attachment_name(), Some(name));
    assert!(attached[0].contents() == content.as_slice(), "byte for byte");
}

#[test]
fn any_file_name_comes_back_from_any_reader() {
    // The place where a name is parted moves through each of its characters.
    for n in 0..60 {
        let name = format!("{}お見積書ｶﾞ👩\u{200d}💻e\u{301}（改訂）.xlsx", "a".repeat(n));
        let enclosed = [Enclosed { name: name.clone(), media_type: "application/x-sheet".to_owned(), bytes: b"x".to_vec() }];
        let bytes = write(&draft("x", "x"), &enclosed, &stamp()).unwrap().message.into_bytes();
        let mail = MessageParser::default().parse(&bytes).unwrap();
        assert_eq!(mail.attachments().next().unwrap().attachment_name(), Some(name.as_str()));
    }
}
