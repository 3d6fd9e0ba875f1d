#![allow(clippy::unwrap_used)]
use super::*;
use crate::domain::mail::address::{AddrSpec, Address};
use crate::domain::mail::compose::EnteredDraft;
use crate::domain::mail::message_id::MessageId;
use crate::text::CleanText;

fn stamp() -> Stamp {
    Stamp {
        from: Address { name: CleanText::line("田中 太郎"), address: "me@sales.example".parse().unwrap() },
        message_id: MessageId::fresh([7; 16], "sales.example"),
        written: "2026-11-23T10:42:05+09:00[+09:00]".parse().unwrap(),
    }
}

fn draft(body: &str) -> Draft {
    EnteredDraft {
        to: "Anna Berg <anna@b.example>".to_owned(),
        subject: "Pilot".to_owned(),
        body: body.to_owned(),
        ..EnteredDraft::default()
    }
    .read()
    .unwrap()
}

fn sent(draft: &Draft) -> String {
    String::from_utf8(write(draft, &[], &stamp()).unwrap().message.into_bytes()).unwrap()
}

/// What a reader that knows RFC 3676 makes of a mail: one line a paragraph, quotes as `>` times their depth and a space.
fn read_back(bytes: &[u8]) -> String {
    let mail = mailparse::parse_mail(bytes).unwrap();
    let del_sp = mail.ctype.params.get("delsp").is_some_and(|value| value == "yes");
    let text = mail.get_body().unwrap();
    let mut lines: Vec<(usize, String)> = Vec::new();
    let mut open = false;
    for raw in text.trim_end_matches("\r\n").split("\r\n") {
        let depth = raw.bytes().take_while(|byte| *byte == b'>').count();
        let content = &raw[depth..];
        let content = content.strip_prefix(' ').unwrap_or(content);
        let soft = content.ends_with(' ') && content != "-- ";
        let kept = if soft && del_sp { &content[..content.len() - 1] } else { content };
        match lines.last_mut() {
            Some((last, line)) if open && *last == depth => line.push_str(kept),
            _ => lines.push((depth, kept.to_owned())),
        }
        open = soft;
    }
    let quoted =
        |(depth, line): (usize, String)| if depth == 0 { line } else { format!("{} {line}", ">".repeat(depth)).trim_end().to_owned() };
    lines.into_iter().map(quoted).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_draft_names_all_its_recipients_and_a_mail_that_goes_out_hides_some() {
    let entered =
        EnteredDraft { to: "Anna Berg <anna@b.example>, hal".to_owned(), bcc: "boss@sample.example".to_owned(), ..EnteredDraft::default() };
    let hidden = entered.so_far();
    assert_eq!((hidden.to.len(), entered.read().is_err()), (1, true), "what is still being typed is left out");
    let (kept, sent) = (String::from_utf8(write_draft(&hidden, &[], &stamp()).unwrap()).unwrap(), sent(&hidden));
    assert_eq!(kept, format!("Bcc: boss@sample.example\r\n{sent}"));
    let nobody = Draft { to: Vec::new(), ..draft("yes\n") };
    assert!(!String::from_utf8(write_draft(&nobody, &[], &stamp()).unwrap()).unwrap().contains("cc:"), "a draft to nobody yet is one too");
}

#[test]
fn a_plain_mail_is_as_short_as_it_can_be() {
    let mail = sent(&draft("Hello Anna,\n\nyes.\n"));
    assert_eq!(
        mail,
        "Date: Mon, 23 Nov 2026 10:42:05 +0900\r\n\
         From: =?utf-8?B?55Sw5LitIOWkqumDjg==?= <me@sales.example>\r\n\
         To: Anna Berg <anna@b.example>\r\n\
         Subject: Pilot\r\n\
         Message-ID: <07070707070707070707070707070707@sales.example>\r\n\
         MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8; format=flowed\r\n\
         Content-Transfer-Encoding: 7bit\r\n\
         \r\n\
         Hello Anna,\r\n\
         \r\n\
         yes.\r\n"
    );
}

#[test]
fn hidden_recipients_are_in_the_envelope_and_nowhere_else() {
    let mut hidden = draft("x");
    hidden.bcc = vec![Address { name: CleanText::line("Spy"), address: "spy@hidden.example".parse().unwrap() }];
    let outgoing = write(&hidden, &[], &stamp()).unwrap();
    assert!(!String::from_utf8_lossy(outgoing.message.as_bytes()).contains("hidden.example"));
    assert_eq!(outgoing.envelope.to.iter().map(AddrSpec::as_str).collect::<Vec<_>>(), ["anna@b.example", "spy@hidden.example"]);
}

#[test]
fn a_japanese_subject_is_folded_into_encoded_words_and_read_back() {
    for subject in [
        "お見積りのご依頼について（株式会社サンプル 営業部）の件でご連絡いたしました、どうぞよろしくお願いいたします",
        "Re: 見積 PDF を送ります",
        "a =?utf-8?Q?fake?= b",
        "two  spaces",
        "👨‍👩‍👧 family",
        "ｶﾞｷﾞﾊﾟ の件\t表",
        "می\u{200c}خواهم　全角",
    ] {
        let mut mail = draft("x");
        mail.subject = subject.to_owned();
        let bytes = sent(&mail);
        assert!(bytes.lines().all(|line| line.len() <= 76), "{bytes}");
        assert!(bytes.is_ascii());
        let read = mailparse::parse_mail(bytes.as_bytes()).unwrap();
        let value = read.headers.iter().find(|header| header.get_key() == "Subject").unwrap().get_value();
        assert_eq!(value, subject);
    }
}

#[test]
fn a_domain_in_kanji_leaves_as_idna_and_odd_names_are_quoted() {
    let mut mail = draft("x");
    mail.to = vec![
        Address { name: CleanText::line("Berg, \"Anna\""), address: "anna@例え.test".parse().unwrap() },
        Address { name: CleanText::line("=?utf-8?Q?x?="), address: "b@c.example".parse().unwrap() },
    ];
    let bytes = sent(&mail);
    assert!(bytes.contains("To: \"Berg, \\\"Anna\\\"\" <anna@xn--r8jz45g.test>,"), "{bytes}");
    assert!(bytes.contains("=?utf-8?B?PT91dGYtOD9RP3g/PQ==?= <b@c.example>"), "{bytes}");
}

#[test]
fn a_long_conversation_is_folded() {
    let mut mail = draft("x");
    mail.references = (0..40).map(|n| MessageId::new(&format!("<{n}.{}@mail.example>", "x".repeat(40))).unwrap()).collect();
    mail.in_reply_to = mail.references.last().cloned();
    let bytes = sent(&mail);
    assert!(bytes.lines().all(|line| line.len() <= 76), "{bytes}");
    let read = mailparse::parse_mail(bytes.as_bytes()).unwrap();
    let value = read.headers.iter().find(|header| header.get_key() == "References").unwrap().get_value();
    assert_eq!(MessageId::all_of(&value), mail.references);
}

#[test]
fn whatever_was_typed_comes_back_as_it_was() {
    let long = "The quick brown fox jumps over the lazy dog and then some more words follow here, until it is long enough. ".repeat(3);
    let japanese = "お世話になっております。株式会社サンプルの田中です。先日お送りいただいたお見積りについて、いくつか確認させていただきたい点がございます。".repeat(2);
    let word = "x".repeat(3000);
    for body in [
        "one\ntwo\n\nthree",
        " leading space\n  two\nFrom here\n.dot\n..\n.",
        long.trim_end(),
        &japanese,
        &word,
        &format!("> {}\n>> {}\n> \n> short", long.trim_end(), japanese),
        "yes\n-- \nAnna\nExample Inc.",
        "mixed 日本語 and words that go on and on until the line must be broken somewhere, 例えばここで改行されるかもしれません。",
        "a = b; é =20",
        "all:\n\tcc -o x x.c\n-\told\n+\tnew\tｶﾞ　👩‍💻",
    ] {
        let outgoing = write(&draft(body), &[], &stamp()).unwrap();
        let expected = body.replace("> \n", ">\n");
        assert_eq!(read_back(outgoing.message.as_bytes()), expected);
        let mail = mailparse::parse_mail(outgoing.message.as_bytes()).unwrap();
        let rows = mail.get_body().unwrap();
        assert!(rows.lines().filter(|row| !row.contains("xxx")).all(|row| crate::text::width(row) <= 78), "{rows}");
    }
}

#[test]
fn no_word_link_or_path_is_cut_on_the_wire() {
    let link = format!("https://shop.example/{}?q=%E6%97%A5&x=1#top", "path/to-the/page".repeat(20));
    let kanji = "https://ja.example/wiki/日本語のページ/株式会社サンプル/製品一覧/見積書と請求書のひな形/二〇二六年度版/最終稿.html";
    let folder = r"\\server\共有\営業部\見積\2026年\株式会社サンプル御中\最終版\お見積書_二〇二六年十一月二十三日_改訂第三版.xlsx";
    let key = "ssh-ed25519AAAAC3NzaC1lZDI1NTE5AAAAI".repeat(20);
    let mail = format!("{}@an-organisation-with-a-long-name.example", "first.middle.last.".repeat(4));
    for word in [&link, kanji, folder, &key, &mail] {
        for text in [
            format!("See {word} and tell me whether it works for you, thank you very much in advance for looking."),
            format!(
                "> お世話になっております。資料は次の場所にございますのでご確認をお願いいたします。「{word}」どうぞよろしくお願い申し上げます。"
            ),
            (*word).to_owned(),
        ] {
            let outgoing = write(&draft(&text), &[], &stamp()).unwrap();
            let rows = mailparse::parse_mail(outgoing.message.as_bytes()).unwrap().get_body().unwrap();
            assert!(rows.lines().any(|row| row.contains(word)), "{word}\n{rows}");
            assert_eq!(read_back(outgoing.message.as_bytes()), text);
        }
    }
}

#[test]
fn control_characters_that_were_typed_do_not_leave() {
    let bytes = sent(&draft("a\u{0}b\u{1b}[31m\rc\u{85}d\te\u{7f}"));
    assert!(bytes.ends_with("ab[31m\r\nc\r\nd\te\r\n"), "{bytes:?}");
}

/// promises.md B4: everything that some server somewhere takes for the end of a mail.
const ENDS_OF_DATA: [&str; 12] = [
    "\r\n.\r\n",
    "\n.\n",
    "\r.\r",
    "\n.\r\n",
    "\r\n.\n",
    "\r\n.\r",
    "\r.\r\n",
    "\n.\r",
    "\r.\n",
    "\r\n\0.\r\n",
    "\r\n.\0\r\n",
    "\n.\r\r\n",
];

const SMUGGLED: &str = "MAIL FROM:<evil@x.example>\r\nRCPT TO:<victim@x.example>\r\nDATA\r\nSubject: smuggled\r\n\r\nx";

/// What a server that takes any line end for one would see after undoing the dots.
fn mails_seen(bytes: &[u8], lax: bool) -> usize {
    let mut stuffed = Vec::new();
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            stuffed.push(b'.');
        }
        stuffed.extend_from_slice(line);
    }
    stuffed.extend_from_slice(b".\r\n");
    let text = String::from_utf8_lossy(&stuffed).into_owned();
    if lax {
        let unix = text.replace("\r\n", "\n").replace('\r', "\n").replace('\0', "");
        unix.split('\n').filter(|line| *line == ".").count()
    } else {
        text.split("\r\n").filter(|line| *line == ".").count()
    }
}

#[test]
fn nothing_in_a_text_ends_the_mail_early() {
    for end in ENDS_OF_DATA {
        let hostile = format!("Hello{end}{SMUGGLED}{end}");
        let sources: [Draft; 5] = [
            draft(&hostile),
            draft(&format!("see below\n\n---------- Forwarded ----------\n{hostile}")),
            draft(&format!("yes\n-- \n{hostile}")),
            draft(&format!("Dear {hostile},\n日本語")),
            draft(&hostile.lines().map(|line| format!("> {line}\n")).collect::<String>()),
        ];
        for source in sources {
            let outgoing = write(&source, &[], &stamp()).unwrap();
            for lax in [false, true] {
                assert_eq!(mails_seen(outgoing.message.as_bytes(), lax), 1, "{end:?} lax {lax}");
            }
        }
        let raw = format!("To: a@b.example\r\nSubject: x\r\n\r\nHello{end}{SMUGGLED}");
        if let Ok(outgoing) = finish(raw.as_bytes(), &stamp()) {
            for lax in [false, true] {
                assert_eq!(mails_seen(outgoing.message.as_bytes(), lax), 1, "finished {end:?} lax {lax}");
            }
        } else {
            assert!(with_bare_cr_or_nul(&raw), "{end:?} was refused without need");
        }
    }
}

fn with_bare_cr_or_nul(raw: &str) -> bool {
    raw.contains('\0') || raw.replace("\r\n", "").contains('\r')
}

#[test]
fn no_field_lets_a_header_or_a_command_in() {
    for evil in [
        "\r\nBcc: spy@evil.example",
        "\nBcc: spy@evil.example",
        "\rBcc: spy@evil.example",
        "\0",
        "\r\n\r\nbody",
        "\r\n.\r\nMAIL FROM:<x@y>",
    ] {
        let entered = EnteredDraft {
            to: format!("\"Anna{evil}\" <anna@b.example>"),
            subject: format!("Pilot{evil}"),
            body: format!("x{evil}"),
            in_reply_to: MessageId::new(&format!("<one@a{evil}>")),
            references: MessageId::all_of(&format!("<one@a> <two{evil}@b> {evil}")),
            ..EnteredDraft::default()
        };
        let Ok(mut draft) = entered.read() else { continue };
        draft.cc = vec![Address { name: CleanText::line(&format!("株式会社{evil}")), address: "c@d.example".parse().unwrap() }];
        let mut stamp = stamp();
        stamp.from.name = CleanText::line(&format!("me{evil}"));
        let outgoing = write(&draft, &[], &stamp).unwrap();
        let text = String::from_utf8(outgoing.message.into_bytes()).unwrap();
        let (headers, _) = text.split_once("\r\n\r\n").unwrap();
        let names: Vec<&str> =
            headers.split("\r\n").filter(|line| !line.starts_with(' ')).map(|line| line.split_once(':').unwrap().0).collect();
        let expected = ["Date", "From", "To", "Cc", "Subject", "Message-ID", "In-Reply-To", "References", "MIME-Version", "Content-Type"];
        assert!(names.iter().all(|name| expected.contains(name) || *name == "Content-Transfer-Encoding"), "{names:?}");
        assert!(outgoing.envelope.to.iter().all(|to| to.as_str() != "spy@evil.example"));
    }
}

#[test]
fn the_last_check_refuses_what_no_type_could_stop() {
    let head = "From: a@b.example\r\nTo: c@d.example\r\n";
    let cases = [
        (format!("{head}\r\na\rb\r\n"), ByteFault::BareCr),
        (format!("{head}\r\na\nb\r\n"), ByteFault::BareLf),
        (format!("{head}\r\na\0b\r\n"), ByteFault::Nul),
        (format!("{head}\r\n{}\r\n", "x".repeat(999)), ByteFault::LineTooLong),
        (format!("{head}\r\nx"), ByteFault::NoFinalLineEnd),
        (format!("{head}Bcc: x@y.example\r\n\r\nx\r\n"), ByteFault::HiddenRecipients),
        (format!("{head}bCC : x@y.example\r\n\r\nx\r\n"), ByteFault::BrokenHeader),
        (format!("{head}To: x@y.example\r\n\r\nx\r\n"), ByteFault::Repeated),
        (format!("{head}no field\r\n\r\nx\r\n"), ByteFault::BrokenHeader),
        (format!(" folded first\r\n{head}\r\nx\r\n"), ByteFault::BrokenHeader),
        ("Subject: x\r\n\r\nx\r\n".to_owned(), ByteFault::Repeated),
        (head.to_owned(), ByteFault::BrokenHeader),
    ];
    for (bytes, fault) in cases {
        assert_eq!(WireMessage::check(bytes.clone().into_bytes()), Err(fault), "{bytes:?}");
    }
    assert!(WireMessage::check(format!("{head}\r\n{}\r\n", "x".repeat(998)).into_bytes()).is_ok());
}

#[test]
fn a_finished_mail_keeps_its_words_and_loses_its_hidden_recipients() {
    let given =
        "To: Anna <a@b.example>,\n  c@d.example\nBcc: spy@x.example,\n e@x.example\nSubject: hi\nMessage-ID: <mine@x>\n\nbody\n.\nend";
    let outgoing = finish(given.as_bytes(), &stamp()).unwrap();
    let text = String::from_utf8(outgoing.message.into_bytes()).unwrap();
    assert!(text.starts_with("To: Anna <a@b.example>,\r\n  c@d.example\r\nSubject: hi\r\nMessage-ID: <mine@x>\r\nDate: Mon, 23"), "{text}");
    assert!(text.contains("\r\nFrom: ") && text.ends_with("\r\n\r\nbody\r\n.\r\nend\r\n"));
    assert!(!text.contains("x.example"));
    assert_eq!(outgoing.envelope.to.len(), 4);
    assert_eq!(outgoing.message_id.as_str(), "<mine@x>");
    assert_eq!(finish(b"Subject: x\n\nx", &stamp()), Err(FinishedFault::NoRecipient));
    assert!(matches!(finish(b"To: nobody\n\nx", &stamp()), Err(FinishedFault::BadAddress(_))));
    assert!(finish(b"", &stamp()).is_err());
}

#[test]
fn a_finished_mail_is_read_as_sendmail_reads_it() {
    for (given, to) in [
        ("To: team: Anna <a@x.example>, b@x.example;, c@x.example\n\nx", "a@x.example b@x.example c@x.example"),
        ("To: undisclosed-recipients:;\nBcc: a@x.example\n\nx", "a@x.example"),
        ("Bcc: a@x.example,\n\tb@x.example\n\nx", "a@x.example b@x.example"),
        ("to: a@x.example (Anna (sales), the first),\n \"Berg, Bert\" <b@x.example>\n\nx", "a@x.example b@x.example"),
        ("To : a@x.example\nCC\t: b@my_host.example\n\nx", "a@x.example b@my_host.example"),
        ("From me@x.example Mon Nov 23 10:00:00 2026\nTo: a@x.example\n\nx", "a@x.example"),
        ("\u{feff}\nTo: =?utf-8?Q?Berg=2C_Anna?= <a@x.example>", "a@x.example"),
    ] {
        let outgoing = finish(given.as_bytes(), &stamp()).unwrap_or_else(|fault| panic!("{given:?}: {fault}"));
        let sent_to: Vec<&str> = outgoing.envelope.to.iter().map(AddrSpec::as_str).collect();
        assert_eq!(sent_to.join(" "), to, "{given:?}");
        let text = String::from_utf8(outgoing.message.into_bytes()).unwrap();
        assert!(text.contains("\r\nFrom: ") && !text.to_lowercase().contains("bcc"), "{text}");
    }
}

#[test]
fn what_goes_along_comes_back_byte_for_byte_under_its_name() {
    let mail = b"From: a@b.example\r\nSubject: inner\r\n\r\n--=_07\r\nbody\r\n".to_vec();
    let broken = b"Subject: x\n\nbare\rCR \0".to_vec();
    let given: [(&str, &str, Vec<u8>); 7] = [
        ("a.pdf", "application/pdf", (0..=255).cycle().take(1_000).collect()),
        (
            "\u{304a}\u{898b}\u{7a4d}\u{308a}\u{ff76}\u{ff9e}\u{3000}(2) \u{1f469}\u{200d}\u{1f4bb} and a name that is longer than one line.xlsx",
            "application/x",
            Vec::new(),
        ),
        ("say \"hi\"\r\nBcc: eve@x.example.txt", "text/plain; x=\r\nBcc: eve@x.example", b"From here\r\n.\r\n".to_vec()),
        ("inner.eml", "message/rfc822", mail.clone()),
        ("broken.eml", "message/rfc822", broken.clone()),
        ("parts", "multipart/mixed", b"--=_07".to_vec()),
        ("", "image/png", b"x".to_vec()),
    ];
    let enclosed: Vec<Enclosed> = given
        .iter()
        .map(|(name, media, bytes)| Enclosed { name: (*name).to_owned(), media_type: (*media).to_owned(), bytes: bytes.clone() })
        .collect();
    let outgoing = write(&draft("Hello\n\n--=_07070707\n"), &enclosed, &stamp()).unwrap();
    let bytes = outgoing.message.into_bytes();
    let parsed = mailparse::parse_mail(&bytes).unwrap();
    assert_eq!(parsed.subparts.len(), 8, "the text and what goes along");
    assert_eq!(parsed.subparts[0].get_body().unwrap().trim_end(), "Hello\r\n\r\n--=_07070707");
    assert!(!String::from_utf8_lossy(&bytes).to_lowercase().contains("\r\nbcc:"), "no name makes a header");
    for (part, (name, media, content)) in parsed.subparts[1..].iter().zip(&given) {
        assert_eq!(&part.get_body_raw().unwrap(), content, "{name}");
        let named = part.get_content_disposition().params.get("filename").cloned().unwrap_or_default();
        let expected: String = name.chars().filter(|c| !c.is_control()).collect();
        assert_eq!(named, expected);
        let sent = &part.ctype.mimetype;
        match *media {
            "application/pdf" | "image/png" | "application/x" => assert_eq!(sent, media),
            "message/rfc822" if *content == mail => assert_eq!(sent, media, "a clean mail goes as it is"),
            _ => assert_eq!(sent, "application/octet-stream", "{media}"),
        }
    }
    let read = crate::mime::read(&bytes);
    assert_eq!(
        read.attachments.iter().map(|one| one.size).collect::<Vec<_>>(),
        given.iter().map(|(_, _, bytes)| bytes.len() as u64).collect::<Vec<_>>(),
        "our own reader finds the same"
    );
}
