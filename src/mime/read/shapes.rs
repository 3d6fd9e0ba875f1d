//! No mail whose text can be had shows a blank page: the shapes that programs really give their mail.

#![allow(clippy::unwrap_used)]
use base64::Engine;

use super::*;
use crate::domain::mail::body::{BodyNotice, Encryption};

/// The text that search takes, which must be what the screen shows.
fn text(mail: &str) -> String {
    let raw = mail.replace('\n', "\r\n");
    let text = parse(raw.as_bytes()).text.into_string();
    let shown: Vec<String> =
        read(raw.as_bytes()).body.lines.iter().map(|line| line.spans.iter().map(|span| span.text.as_str()).collect::<String>()).collect();
    let squeezed = |text: &str| text.split_whitespace().collect::<Vec<_>>().join(" ");
    assert_eq!(squeezed(&text), squeezed(&shown.join("\n")), "{mail}");
    squeezed(&text)
}

fn names(mail: &str) -> Vec<String> {
    parse(mail.replace('\n', "\r\n").as_bytes()).attachments.iter().map(|found| format!("{}|{}", found.name, found.media_type)).collect()
}

fn multipart(kind: &str, parts: &[&str]) -> String {
    format!("From: a@b.example\nContent-Type: multipart/{kind}; boundary=\"=_1\"\n\n--=_1\n{}\n--=_1--\n", parts.join("\n--=_1\n"))
}

const PAGE: &str = "Content-Type: text/html; charset=utf-8\n\n<p>The visit is on Monday</p>";

#[test]
fn a_plain_part_that_shows_nothing_does_not_hide_the_page() {
    for plain in [
        "Content-Type: text/plain\n\n",
        "Content-Type: text/plain\n\n \n\t\n",
        "Content-Type: text/plain; charset=utf-8\n\n\u{a0}\n\u{200b}\u{feff}",
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\n=20=0A=C2=A0=E2=80=8B=\n",
        "Content-Type: text/plain; charset=iso-8859-1\nContent-Transfer-Encoding: quoted-printable\n\n=A0\n",
        "Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\nDQogDQrCoOKAiw==",
        "Content-Type: text/plain; charset=utf-8\n\n\u{3000}\u{2800}\u{3164}\u{ad}",
    ] {
        assert_eq!(text(&multipart("alternative", &[plain, PAGE])), "The visit is on Monday", "{plain}");
        assert_eq!(text(&multipart("mixed", &[plain, PAGE])), "The visit is on Monday", "{plain}");
        assert!(parse(multipart("alternative", &[plain, PAGE]).as_bytes()).snippet.as_str().starts_with("The visit"));
    }
    for drawn in ["Content-Type: text/plain\n\n\n-- \n", "Content-Type: text/plain\n\n____________\n\n"] {
        assert_eq!(text(&multipart("alternative", &[drawn, PAGE])), "The visit is on Monday", "{drawn}");
    }
    assert_eq!(text(&multipart("alternative", &["Content-Type: text/plain\n\n+1", PAGE])), "+1");
    let late = format!("Content-Type: text/plain\n\n{}end", " \n".repeat(5_000));
    assert_eq!(text(&multipart("alternative", &[&late, PAGE])), "end");
}

#[test]
fn a_blank_page_gives_way_to_what_says_something() {
    let blank = "Content-Type: text/html\n\n<style>p { x: y }</style><p>&nbsp;</p>";
    assert_eq!(text(&multipart("alternative", &[PAGE, blank])), "The visit is on Monday");
    let nested =
        multipart("related", &["Content-Type: text/plain\n\nnested words"]).replace("=_1", "=_2").replacen("From: a@b.example\n", "", 1);
    assert_eq!(text(&multipart("alternative", &[&nested, blank])), "nested words");
}

#[test]
fn the_root_of_related_parts_is_found_wherever_it_stands() {
    let picture = "Content-Type: image/png\nContent-ID: <p@x>\nContent-Transfer-Encoding: base64\n\naGVsbG8=";
    let page = "Content-Type: text/html\nContent-ID: <root@x>\n\n<p>from the root</p>";
    let other = "Content-Type: text/html\nContent-ID: <frame@x>\n\n<p>a frame</p>";
    assert_eq!(text(&multipart("related", &[picture, page])), "from the root");
    assert_eq!(text(&multipart("related; start=\"<root@x>\"", &[other, page, picture])), "from the root");
    assert_eq!(text(&multipart("related; start=\"root@x\"", &[other, page, picture])), "from the root");
    for start in ["'<root@x>'", "\"cid:root@x\"", "\"<ROOT@X>\"", "\"<root%40x>\"", "\"<root @x>\""] {
        assert_eq!(text(&multipart(&format!("related; start={start}"), &[other, page, picture])), "from the root", "{start}");
    }
    let meta = "Content-Type: text/xml\n\n<meta/>";
    assert_eq!(text(&multipart("related; type=\"text/html\"", &[meta, page])).split_whitespace().next(), Some("from"));
    assert_eq!(text(&multipart("related; start=\"<nobody@x>\"", &[page, other, picture])), "from the root");
    let footer = "Content-Type: text/plain\n\nsent over our list";
    assert_eq!(text(&multipart("related", &[page, picture, footer])), "from the root sent over our list");
}

#[test]
fn text_of_any_subtype_is_text() {
    assert_eq!(text("Content-Type: text/plane; charset=utf-8\n\nsrv-4 is up\n"), "srv-4 is up");
    assert_eq!(
        text("Content-Type: TEXT/x-notice; charset=koi8-r\nContent-Transfer-Encoding: quoted-printable\n\n=F0=D2=C9=D7=C5=D4\n"),
        "Привет"
    );
    let diff = "Content-Type: text/x-diff\nContent-Disposition: inline\n\n+added";
    let mail = multipart("mixed", &["Content-Type: text/plain\n\nSee:", diff]);
    assert_eq!(text(&mail), "See: +added");
    assert_eq!(names(&mail), Vec::<String>::new());
    // What a program reads is no text beside what a person reads.
    for other in ["text/calendar", "text/x-amp-html", "text/css"] {
        let other = format!("Content-Type: {other}\n\nfor programs");
        assert_eq!(text(&multipart("alternative", &[&other, PAGE, &other])), "The visit is on Monday");
    }
    let unknown = "Content-Type: text/x-better\n\nbetter words";
    assert_eq!(text(&multipart("alternative", &[PAGE, unknown])), "The visit is on Monday");
    assert_eq!(text(&multipart("alternative", &[unknown])), "better words");
}

#[test]
fn what_a_person_could_read_is_shown_when_there_is_nothing_else() {
    for (head, words) in [
        ("application/json", "{\"order\": 7}"),
        ("application/vnd.x+xml", "<order>7</order>"),
        ("plain/text", "order 7"),
        ("text/css", "order 7"),
        ("application/octet-stream", "order 7"),
        ("x-odd/thing", "order 7"),
        ("message/x-odd", "order 7"),
        ("message/rfc822-headers", "Subject: order 7"),
        ("application/pgp; format=text", "order 7"),
        ("text/vcard", "BEGIN:VCARD FN:Anna END:VCARD"),
    ] {
        assert_eq!(text(&format!("Content-Type: {head}\n\n{words}\n")), words, "{head}");
        assert_eq!(text(&multipart("mixed", &["Content-Type: text/plain\n\n&nbsp;", &format!("Content-Type: {head}\n\n{words}")])), words);
    }
    assert_eq!(text("Content-Type: html\n\n<p>order <b>7</b></p>"), "order 7");
    assert_eq!(text("Content-Type: application/xhtml+xml\n\n<html><p>order <b>7</b></p></html>"), "order 7");
    assert_eq!(text("Content-Type: text/enriched\n\n<bold>order</bold> 7\n"), "order 7");
    assert_eq!(text("Content-Type: message/news\n\nSubject: inner\n\norder 7"), "Subject: inner order 7");
    assert_eq!(text("Content-Type: application/ics; name=i.ics\n\nBEGIN:VEVENT\nSUMMARY:order 7\nEND:VEVENT\n"), "order 7");
    // But no letters are made of what is none, and beside text a file stays one.
    assert_eq!(text("Content-Type: application/octet-stream\n\n\u{1}\u{2}\u{3}PK\n"), "");
    let file = "Content-Type: application/json; name=a.json\n\n{}";
    let mail = multipart("mixed", &["Content-Type: text/plain\n\nsee", file]);
    assert_eq!((text(&mail).as_str(), names(&mail)), ("see", vec!["a.json|application/json".to_owned()]));
}

#[test]
fn a_boundary_that_is_not_told_is_found() {
    let parts = "--Q\nContent-Type: text/plain\n\nhello\n--Q\nContent-Type: application/pdf; name=a.pdf\n\nx\n--Q--\n";
    for head in [
        "Content-Type: multipart/mixed\n\n",
        "Content-Type: multipart/mixed; boundary=other\n\n",
        "Content-Type: multipart/mixed;\nboundary=Q\n\n",
        "Content-Type: multipart/mixed; boundary=\"\"\n\nThis is a message in MIME format.\n\n",
    ] {
        let mail = format!("From: a@b.example\n{head}{parts}");
        assert_eq!((text(&mail).as_str(), names(&mail)), ("hello", vec!["a.pdf|application/pdf".to_owned()]), "{head}");
    }
    assert_eq!(text("Content-Type: multipart/mixed\n\n--\nAnna\n--Q\nno headers\n"), "-- Anna --Q no headers");
    for head in [
        "Content-Type: text/plain; boundary=Q\n\n",
        "Content-Type: text/plain\n\n",
        "\n",
        "Content-Type: text/plain; boundary=Q\n\nwords for others\n",
    ] {
        let mail = format!("From: a@b.example\n{head}{parts}");
        assert_eq!((text(&mail).as_str(), names(&mail)), ("hello", vec!["a.pdf|application/pdf".to_owned()]), "{head}");
    }
}

#[test]
fn a_text_that_names_a_boundary_and_has_no_parts_is_a_text() {
    for head in ["text/plain; boundary=Q", "text/plain; boundary=Q; format=flowed; charset=utf-8"] {
        assert_eq!(text(&format!("Content-Type: {head}\n\nGrüße \nan alle\n--\nAnna\n")), "Grüße an alle -- Anna", "{head}");
        let coded = format!("Content-Type: {head}\nContent-Transfer-Encoding: base64\n\n{}\n", base64_of("Grüße an alle"));
        assert_eq!(text(&coded), "Grüße an alle", "{head}");
    }
    assert!(read(b"Content-Type: text/plain; boundary=Q; format=flowed\r\n\r\nx \r\ny\r\n").body.flowed);
    assert_eq!(text("Subject: x\n\n--signed\nby Anna\nContent: none\n"), "--signed by Anna Content: none");
}

#[test]
fn text_and_files_in_the_alphabet_for_addresses_are_read() {
    let words = "Grüße an alle ??? >>> ÿÿ".repeat(3);
    let coded = base64_of(&words).replace('+', "-").replace('/', "_");
    assert!(coded.contains(['-', '_']));
    let joined = coded.replace('\n', "");
    for width in [16, 24, 70, 76, 4_000] {
        let lines: Vec<&str> = joined.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
        let part = format!("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{}\n", lines.join("\n"));
        assert_eq!(text(&part), words, "{width}");
    }
    let file = format!("Content-Type: application/pdf; name=a.pdf\nContent-Transfer-Encoding: base64\n\n{coded}");
    let mail = multipart("mixed", &["Content-Type: text/plain\n\nsee", &file]);
    assert_eq!(saved(&mail), [("a.pdf".to_owned(), words.clone())]);
    assert_eq!(parse(mail.replace('\n', "\r\n").as_bytes()).attachments[0].size, words.len() as u64);
}

#[test]
fn a_mail_or_a_page_that_was_saved_as_a_file_is_read_where_it_lies() {
    let page = "From: <Saved by a browser>\nSubject: Price list\nMIME-Version: 1.0\nContent-Type: multipart/related; boundary=R\n\n--R\nContent-Type: text/html\n\n<p>bolts 3.00</p>\n--R\nContent-Type: image/png\nContent-Location: a.png\nContent-Transfer-Encoding: base64\n\naGVs\n--R--\n";
    for (kind, name) in [
        ("application/octet-stream", "prices.mht"),
        ("application/octet-stream", "PRICES.MHTML"),
        ("application/octet-stream", "Fwd.eml"),
        ("application/x-mimearchive", "x"),
    ] {
        for (encoding, body) in [("7bit", page.to_owned()), ("base64", base64_of(page))] {
            let file = format!(
                "Content-Type: {kind}; name={name}\nContent-Transfer-Encoding: {encoding}\nContent-Disposition: attachment; filename={name}\n\n{body}"
            );
            let mail = multipart("mixed", &[&file]);
            assert!(text(&mail).ends_with("bolts 3.00"), "{kind} {name} {encoding}: {}", text(&mail));
            assert_eq!(names(&mail), [format!("{name}|{kind}")], "{encoding}");
        }
    }
    let none =
        multipart("mixed", &["Content-Type: application/octet-stream; name=notes.eml\nContent-Transfer-Encoding: base64\n\nAAECAwQF"]);
    assert_eq!((text(&none), names(&none)), (String::new(), vec!["notes.eml|application/octet-stream".to_owned()]));
}

#[test]
fn a_text_or_a_page_that_came_as_a_file_of_no_type_is_read_where_nothing_else_is_said() {
    for (name, body, read) in [
        ("mail.html", "<html><body><p>Gr&uuml;&szlig;e</p></body></html>", "Grüße"),
        ("PAGE.HTM", "<p>bolts <b>3.00</b></p>", "bolts 3.00"),
        ("notes.txt", "bolts 3.00", "bolts 3.00"),
        ("PRICES.MD", "# Bolts", "# Bolts"),
        (
            "invite.ics",
            "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Fair\nDTSTART:20261005T010000Z\nEND:VEVENT\nEND:VCALENDAR\n",
            "Fair 2026-10-05 01:00 UTC",
        ),
        ("anna.vcf", "BEGIN:VCARD\nFN:Anna\nEND:VCARD", "BEGIN:VCARD FN:Anna END:VCARD"),
    ] {
        for disposition in ["inline", "attachment"] {
            let file = format!(
                "Content-Type: application/octet-stream; name={name}\nContent-Disposition: {disposition}; filename={name}\nContent-Transfer-Encoding: base64\n\n{}",
                base64_of(body)
            );
            assert_eq!(text(&file), read, "{name} {disposition}");
            assert_eq!(names(&multipart("mixed", &[&file])), [format!("{name}|application/octet-stream")]);
            let beside = multipart("mixed", &["Content-Type: text/plain\n\nsee the file", &file]);
            assert_eq!(text(&beside), "see the file", "{name} {disposition}");
        }
    }
    let none = "Content-Type: application/octet-stream; name=a.txt\nContent-Transfer-Encoding: base64\n\nAAECAwQF";
    assert_eq!(text(none), "");
}

#[test]
fn a_file_of_newsgroups_is_listed_by_what_it_holds_whatever_its_part_is_called() {
    let file = "=ybegin line=128 size=5 name=a.bin\nklmno\n=yend size=5\n";
    for head in
        ["Content-Type: application/octet-stream", "Content-Type: application/octet-stream\nContent-Disposition: attachment", "X: y"]
    {
        let mail = format!("From: a@b.example\n{head}\n\n{file}");
        let found = parse(mail.replace('\n', "\r\n").as_bytes()).attachments;
        assert_eq!(found.iter().map(|one| (one.name.as_str(), one.size)).collect::<Vec<_>>(), [("a.bin", 5)], "{head}");
    }
}

/// A file as uuencode writes it.
fn uuencoded(name: &str, bytes: &[u8]) -> String {
    let six = |bits: u8| char::from(if bits == 0 { b'`' } else { bits + b' ' });
    let mut out = format!("begin 644 {name}\n");
    for line in bytes.chunks(45) {
        out.push(six(u8::try_from(line.len()).unwrap()));
        for three in line.chunks(3) {
            let at = |n: usize| three.get(n).copied().unwrap_or(0);
            out.extend([at(0) >> 2, (at(0) << 4 | at(1) >> 4) & 63, (at(1) << 2 | at(2) >> 6) & 63, at(2) & 63].map(six));
        }
        out.push('\n');
    }
    out + "`\nend\n"
}

#[test]
fn what_outlook_packed_into_a_text_is_unpacked() {
    let packed = uuencoded("winmail.dat", &crate::mime::tnef::tests::sample());
    let listed = ["注文書 7.pdf|application/pdf", "a.txt|application/octet-stream", "inner.eml|message/rfc822"];
    let alone = format!("Subject: x\n\n{packed}");
    assert!(text(&alone).starts_with("Grüße the price is 400"), "{}", text(&alone));
    let beside = format!("Subject: x\n\nalready said\n{packed}and more\n");
    for mail in [&alone, &beside] {
        assert_eq!(names(mail), listed);
    }
    assert_eq!(text(&beside), "already said and more");
    let bytes = beside.replace('\n', "\r\n");
    let skimmed = skim(bytes.as_bytes());
    let mut out = Vec::new();
    crate::mime::attachments::decode(bytes.as_bytes(), &crate::mime::attachments::located(&skimmed)[0], &mut out).unwrap();
    assert_eq!(out, b"PDF\r\n--tnef\r\nend\r");
}

#[test]
fn what_stands_outside_of_the_parts_is_shown_when_there_is_nothing_else() {
    let mixed = |body: &str| format!("From: a@b.example\nContent-Type: multipart/mixed; boundary=q\n\n{body}");
    assert_eq!(text(&mixed("--q--\nThe visit is on Monday\n")), "The visit is on Monday");
    assert_eq!(text(&mixed("The visit is on Monday\n--q--\n")), "The visit is on Monday");
    assert_eq!(text(&mixed("--q\nContent-Type: text/plain\n\n\n--q--\nThe visit is on Monday\n")), "The visit is on Monday");
    assert_eq!(text(&mixed("before\n--q\nContent-Type: text/plain\n\nhello\n--q--\nour list\n")), "hello");
    let file = "--q\nContent-Type: application/pdf; name=a.pdf\n\nx\n--q--\n";
    assert_eq!(text(&mixed(&format!("This is a multi-part message in MIME format.\n{file}"))), "");
}

#[test]
fn text_sent_as_a_file_is_shown_when_there_is_nothing_else() {
    let mail = "Content-Type: text/plain; name=order.txt\nContent-Disposition: attachment; filename=order.txt\n\ntwelve boxes\n";
    assert_eq!(text(mail), "twelve boxes");
    assert_eq!(names(mail), ["order.txt|text/plain"]);
    let file = "Content-Type: text/html\nContent-Disposition: attachment\n\n<p>the page</p>";
    assert_eq!(text(&multipart("mixed", &[file])), "the page");
    assert_eq!(text(&multipart("alternative", &["Content-Type: text/plain\n\n ", file])), "the page");
    assert_eq!(text(&multipart("mixed", &["Content-Type: text/plain\n\nhello", file])), "hello");
}

#[test]
fn every_named_part_can_be_saved() {
    let named = "Content-Type: text/plain; name=\"notes.txt\"\n\nread me";
    assert_eq!(names(&multipart("mixed", &[named])), ["notes.txt|text/plain"]);
    assert_eq!(text(&multipart("mixed", &[named])), "read me");
    let inline = "Content-Type: text/plain\nContent-Disposition: inline; filename=log.txt\n\nline 1";
    let mail = multipart("mixed", &["Content-Type: text/plain\n\nThe log:", inline]);
    assert_eq!((text(&mail).as_str(), names(&mail)), ("The log: line 1", vec!["log.txt|text/plain".to_owned()]));
}

#[test]
fn plain_text_that_only_claims_to_be_base64_is_read() {
    let of = |body: &str| text(&format!("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n{body}\n"));
    assert_eq!(of("Dear Anna,\nyour order is ready."), "Dear Anna, your order is ready.");
    assert_eq!(of("お世話になっております。"), "お世話になっております。");
    assert_eq!(of("Hello"), "Hello");
    let encoded = base64::engine::general_purpose::STANDARD.encode("really encoded");
    assert_eq!(of(&encoded), "really encoded");
    let page = "Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n<p>not encoded</p>";
    assert_eq!(text(&multipart("alternative", &["Content-Type: text/plain\n\n ", page])), "not encoded");
}

#[test]
fn a_mail_without_text_says_so() {
    for mail in ["Subject: x\n\n", "Content-Type: application/pdf; name=a.pdf\n\nx\n", "Content-Type: text/html\n\n<img src=x>\n"] {
        assert_eq!(read(mail.as_bytes()).body.notices, [BodyNotice::NoText], "{mail}");
    }
    assert!(read(b"Subject: x\n\nwords\n").body.notices.is_empty());
}

#[test]
fn what_stands_before_or_among_the_headers_costs_none_of_them() {
    let head = "From: Anna <a@b.example>\nSubject: visit\n";
    let read = |mail: &str| {
        let mail = parse(mail.replace('\n', "\r\n").as_bytes());
        (mail.from().map(|from| from.address.to_string()).unwrap_or_default(), mail.subject.into_string(), mail.text.into_string())
    };
    let right = ("a@b.example".to_owned(), "visit".to_owned(), "hello\n".to_owned());
    for before in [
        "\u{feff}",
        "\u{feff}\u{feff}",
        "\u{ef}\u{bb}\u{bf}",
        "\n",
        "\n\n\n",
        "\u{feff}\n",
        "Microsoft Mail Internet Headers Version 2.0\n",
        "+OK here it comes\n\n",
        "From a@b.example Mon Sep  1 10:00:00 2025\n",
        ">From a@b.example Mon Sep  1 10:00:00 2025\n",
        "\nFrom a@b.example Mon Sep  1 10:00:00 2025\n",
        "Return-Path: <a@b.example>\n>From a@b.example Mon Sep  1 10:00:00 2025\n",
        "Received: from x\nFrom a@b.example Mon Sep  1 10:00:00 2025\nX-Y: z\n",
        "Received: from x\nscanned by gateway 7: clean\nthreat level 0\n",
    ] {
        assert_eq!(read(&format!("{before}{head}\nhello\n")), right, "{before:?}");
    }
    assert_eq!(read("From : Anna <a@b.example>\nSubject\t: visit\n\nhello\n"), right);
    assert_eq!(read(&format!("{head}scanned by gateway 7\nX-Mailer: y\n\nhello\n")), right);
    let inner = format!("Content-Type: message/rfc822\n\n\u{feff}\n{head}\nhello\n");
    assert_eq!(text(&format!("Subject: outer\n{inner}")), "From: Anna <a@b.example> Subject: visit hello");
}

#[test]
fn what_names_no_mail_is_no_reference() {
    let mail = parse(
        b"From: Anna <anna@a.example>\nTo: me@b.example\nMessage-ID: <>\nReferences: <undefined> <me@b.example> <null>\nIn-Reply-To: Message from Anna <Anna@A.example> of \"Monday\" <k1@a.example>\n\n",
    );
    assert_eq!((mail.message_id, mail.references, mail.in_reply_to), (None, Vec::new(), vec!["k1@a.example".to_owned()]));
}

#[test]
fn text_that_only_looks_like_headers_stays_text() {
    let read = |mail: &str| parse(mail.as_bytes()).text.into_string();
    assert_eq!(read("\nDear Anna\nNote: see below\n"), "Dear Anna\nNote: see below\n");
    assert_eq!(read("Subject: x\nDear Anna\nSubject: y is quoted\n\nend\n"), "Dear Anna\nSubject: y is quoted\n\nend\n");
    assert_eq!(read("Subject: x\nDear Anna\nNote: see below\n"), "Dear Anna\nNote: see below\n");
    assert_eq!(read("1\n2\n3\n4\n5\n6\nSubject: late\n"), "1\n2\n3\n4\n5\n6\nSubject: late\n");
    assert_eq!(read("Content-Type: multipart/mixed; boundary=x\n--x\nContent-Type: text/plain\n\ninner\n--x--\n"), "inner\n");
    // Copies are one mail whether or not the lines before their text were held.
    assert_eq!(parse(b"Subject: a\none\ntwo\n").body_sha256, parse(b"Subject: a\n\none\ntwo\n").body_sha256);
}

#[test]
fn held_lines_do_not_depend_on_how_the_mail_is_fed() {
    for mail in [
        "\u{feff}\nbanner\nFrom: a@b.example\njunk\nX-Y: z\nno field\nmore\n\nend",
        "\n\n\nonly\ntext",
        "Content-Type: multipart/mixed; boundary=x\nno field\n--x\n\ninner\n--x--\n",
        "banner",
    ] {
        let whole = parse(mail.as_bytes());
        for size in 1..mail.len() {
            let mut skimmer = crate::mime::skim::Skimmer::new();
            mail.as_bytes().chunks(size).for_each(|piece| skimmer.feed(piece));
            assert_eq!(parsed(&skimmer.finish()), whole, "{mail:?} in pieces of {size}");
        }
    }
}

fn base64_of(text: &str) -> String {
    let encoded = base64::engine::general_purpose::STANDARD.encode(text.replace('\n', "\r\n"));
    encoded.as_bytes().chunks(70).map(|line| String::from_utf8_lossy(line).into_owned()).collect::<Vec<_>>().join("\n")
}

/// What the attachments of a mail hold, as they are saved.
fn saved(mail: &str) -> Vec<(String, String)> {
    use crate::mime::attachments::{decode, located};
    let raw = mail.replace('\n', "\r\n");
    let skimmed = skim(raw.as_bytes());
    let found = located(&skimmed);
    let contents = found.iter().map(|one| {
        let mut out = Vec::new();
        decode(raw.as_bytes(), one, &mut out).unwrap();
        (one.attachment.name.to_string(), String::from_utf8(out).unwrap().replace("\r\n", "\n"))
    });
    contents.collect()
}

const FILE: &str = "Content-Type: application/pdf; name=order.pdf\nContent-Transfer-Encoding: base64\n\nUERGIQ==";

#[test]
fn parts_that_were_encoded_as_a_whole_are_read() {
    let inner = multipart("mixed", &["Content-Type: text/plain\n\nThe order is = confirmed.", FILE]);
    let (head, body) = inner.split_once("\n\n").unwrap();
    for encoded in [
        format!("{head}\nContent-Transfer-Encoding: base64\n\n{}\n", base64_of(body)),
        format!("{head}\nContent-Transfer-Encoding: quoted-printable\n\n{}\n", body.replace('=', "=3D")),
        // What only claims to be encoded is read as it stands.
        format!("{head}\nContent-Transfer-Encoding: base64\n\nThis is a message in MIME format.\n{body}"),
        format!("{head}\nContent-Transfer-Encoding: quoted-printable\n\n{body}"),
        inner.clone(),
    ] {
        assert_eq!(text(&encoded), "The order is = confirmed.", "{encoded}");
        assert_eq!(saved(&encoded), [("order.pdf".to_owned(), "PDF!".to_owned())], "{encoded}");
    }
    let lost = format!("{head}\nContent-Transfer-Encoding: base64\n\n{}\n", base64_of("only words"));
    assert_eq!(text(&lost), "only words");
}

#[test]
fn a_mail_inside_that_was_encoded_is_read() {
    let inner = format!(
        "From: c@d.example\nSubject: inner\n{}",
        multipart("mixed", &["Content-Type: text/plain\n\ntwelve = boxes", FILE]).split_once('\n').unwrap().1
    );
    for (encoding, body) in
        [("base64", base64_of(&inner)), ("quoted-printable", inner.replace('=', "=3D")), ("base64", inner.clone()), ("7bit", inner.clone())]
    {
        let mail =
            multipart("mixed", &["\nsee below", &format!("Content-Type: message/rfc822\nContent-Transfer-Encoding: {encoding}\n\n{body}")])
                .replace("--=_1--\n--=_1", "--=_1");
        let mail = mail.replace("boundary=\"=_1\"\n\n--=_1\n\nsee", "boundary=outer\n\n--outer\n\nsee").replacen(
            "--=_1\nContent-Type: message",
            "--outer\nContent-Type: message",
            1,
        );
        assert_eq!(text(&mail), "see below From: c@d.example Subject: inner twelve = boxes", "{encoding}: {mail}");
        assert_eq!(names(&mail), ["inner.eml|message/rfc822"], "{encoding}");
    }
}

#[test]
fn a_mail_that_cannot_be_read_says_why() {
    let encrypted = |mail: &str| read(mail.as_bytes()).body.notices;
    let pgp = [BodyNotice::Encrypted(Encryption::Pgp)];
    let asc =
        "Content-Type: application/octet-stream; name=encrypted.asc\n\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----";
    assert_eq!(encrypted(&multipart("encrypted", &["Content-Type: application/pgp-encrypted\n\nVersion: 1", asc])), pgp);
    assert_eq!(encrypted(&multipart("mixed", &["Content-Type: text/plain\n\n ", asc])), pgp);
    assert_eq!(encrypted("Subject: x\n\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n-----END PGP MESSAGE-----\n"), pgp);
    for name in ["notes.pgp", "mail.gpg", "body.asc"] {
        let file = format!("Content-Type: application/octet-stream; name={name}\nContent-Transfer-Encoding: base64\n\nhQEM");
        assert_eq!(encrypted(&multipart("mixed", &["Content-Type: text/plain\n\n ", &file])), pgp, "{name}");
        assert!(encrypted(&multipart("mixed", &["Content-Type: text/plain\n\nsee", &file])).is_empty(), "{name}");
    }
    assert_eq!(encrypted("Content-Type: application/pgp; x-action=encrypt\n\n-----BEGIN PGP MESSAGE-----\n\nhQEM\n"), pgp);
    let rights = "Content-Type: application/x-microsoft-rpmsg-message; name=message.rpmsg\n\nx";
    assert_eq!(encrypted(&multipart("mixed", &["Content-Type: text/plain\n\n ", rights])), [BodyNotice::Encrypted(Encryption::Rights)]);
    let smime = [BodyNotice::Encrypted(Encryption::Smime)];
    let head = "Content-Type: application/pkcs7-mime; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n";
    assert_eq!(encrypted(&format!("{head}MIAGCSqGSIb3DQEHAw==\n")), smime);
    assert_eq!(encrypted("Content-Type: application/x-pkcs7-mime; smime-type=enveloped-data\n\n????\n"), smime);
}

#[test]
fn a_signed_body_is_unwrapped() {
    // SEQUENCE { signedData, [0] { SEQUENCE { 1, SET {}, SEQUENCE { data, [0] { OCTET STRING } } } } } with lengths that are not said beforehand.
    let content = multipart("mixed", &["Content-Type: text/plain\n\nThe signed order.", FILE]).replace('\n', "\r\n");
    let mut body = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80".to_vec();
    for piece in content.as_bytes().chunks(100) {
        body.extend([0x04, piece.len() as u8]);
        body.extend_from_slice(piece);
    }
    body.extend([0; 14]);
    let encoded = base64::engine::general_purpose::STANDARD.encode(&body);
    for kind in ["application/pkcs7-mime; smime-type=signed-data; name=smime.p7m", "application/octet-stream; name=\"smime.p7m\""] {
        let mail = format!(
            "Content-Type: {kind}\nContent-Disposition: attachment; filename=smime.p7m\nContent-Transfer-Encoding: base64\n\n{encoded}\n"
        );
        assert_eq!(text(&mail), "The signed order.");
        assert_eq!(names(&mail), ["smime.p7m|".to_owned() + kind.split(';').next().unwrap(), "order.pdf|application/pdf".to_owned()]);
        let raw = mail.replace('\n', "\r\n");
        let found = crate::mime::attachments::located(&skim(raw.as_bytes()));
        let mut out = Vec::new();
        crate::mime::attachments::decode(raw.as_bytes(), &found[1], &mut out).unwrap();
        assert_eq!(out, b"PDF!");
        assert!(read(raw.as_bytes()).body.notices.is_empty());
    }
}

#[test]
fn raw_letters_in_headers_are_of_the_charset_that_the_mail_declares() {
    let koi = encoding_rs::KOI8_R.encode("Счёт").0.into_owned();
    let raw = |charset: &str, subject: &[u8]| {
        let text = format!(
            "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\nContent-Type: text/plain; charset={charset}\r\n\r\nx\r\n--x\r\nContent-Type: application/pdf; name=\""
        );
        parse(
            &[
                b"From: ",
                subject,
                b" <a@b.example>\r\nSubject: ",
                subject,
                b"\r\n",
                text.as_bytes(),
                subject,
                b".pdf\"\r\n\r\ny\r\n--x--\r\n",
            ]
            .concat(),
        )
    };
    for (charset, bytes) in [("koi8-r", koi.as_slice()), ("koi8-r", "Счёт".as_bytes()), ("utf-8", "Счёт".as_bytes())] {
        let read = raw(charset, bytes);
        assert_eq!(read.subject.as_str(), "Счёт", "{charset}");
        assert_eq!(read.from().map(|from| from.name.as_str()), Some("Счёт"), "{charset}");
        assert_eq!(read.attachments[0].name.as_str(), "Счёт.pdf", "{charset}");
    }
}

#[test]
fn text_in_old_charsets_is_read() {
    assert_eq!(text("Content-Type: text/plain; charset=utf-7\n\nPrice 400 +IKw-\n"), "Price 400 €");
    assert_eq!(text("Content-Type: text/plain; charset=HZ-GB-2312\n\n~{VPND~}\n"), "中文");
    assert_eq!(text("Content-Type: text/plain; charset=\"iso-2022-kr\"\n\n\u{1b}$)C\n\u{e}GQ1[\u{f}\n"), "한글");
    assert_eq!(text("Content-Type: text/plain; charset=IBM850\nContent-Transfer-Encoding: quoted-printable\n\nGr=81=E1e\n"), "Grüße");
    let ebcdic =
        "Content-Type: text/plain; charset=IBM037\nContent-Transfer-Encoding: quoted-printable\n\n=C8=85=93=93=96=6B=40=C1=95=95=81\n";
    assert_eq!(text(ebcdic), "Hello, Anna");
    assert_eq!(text("Content-Type: text/plain; charset=IBM037\n\nHello, Anna\n"), "Hello, Anna", "ASCII is no text of a mainframe");
    assert_eq!(text("Content-Type: text/plain; charset=johab\nContent-Transfer-Encoding: quoted-printable\n\n=D0e=8BiA\n"), "한글A");
    assert_eq!(parse(b"Subject: =?utf-7?Q?+IKw-?= =?iso-2022-kr?B?GyQpQw5HUTFbDw==?=\n\n").subject.as_str(), "€한글");
}

#[test]
fn an_invitation_alone_is_shown_as_an_event() {
    let event = "Content-Type: text/calendar; method=REQUEST; charset=utf-8\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Plant visit\nDTSTART:20250910T090000Z\nEND:VEVENT\nEND:VCALENDAR";
    for mail in [event.to_owned(), multipart("mixed", &[event]), multipart("alternative", &["Content-Type: text/plain\n\n \n", event])] {
        assert_eq!(text(&mail), "Plant visit 2025-09-10 09:00 UTC", "{mail}");
        assert_eq!(names(&mail), ["|text/calendar"]);
    }
    assert_eq!(text(&multipart("alternative", &[PAGE, event])), "The visit is on Monday");
}

#[test]
fn what_outlook_packed_is_unpacked() {
    let packed = base64::engine::general_purpose::STANDARD.encode(crate::mime::tnef::tests::sample());
    let packed = packed.as_bytes().chunks(70).map(|line| String::from_utf8_lossy(line).into_owned()).collect::<Vec<_>>().join("\n");
    let listed = ["注文書 7.pdf|application/pdf", "a.txt|application/octet-stream", "inner.eml|message/rfc822"];
    for head in ["application/ms-tnef; name=winmail.dat", "application/octet-stream; name=WINMAIL.DAT", "application/vnd.ms-tnef"] {
        let file = format!(
            "Content-Type: {head}\nContent-Transfer-Encoding: base64\nContent-Disposition: attachment; filename=winmail.dat\n\n{packed}\n"
        );
        assert!(text(&format!("Subject: x\n{file}")).starts_with("Grüße the price is 400"), "{head}");
        let beside = multipart("mixed", &["Content-Type: text/plain\n\nalready said", &file]);
        assert_eq!((text(&beside).as_str(), names(&beside)), ("already said", listed.map(str::to_owned).to_vec()), "{head}");
    }
    let cut = multipart(
        "mixed",
        &[&format!("Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n{}", &packed[..packed.len() / 2])],
    );
    assert!(names(&cut).iter().any(|name| name.ends_with("application/ms-tnef")), "what is cut can be saved as it came: {:?}", names(&cut));
    assert_eq!(text("Content-Type: text/rtf\n\n{\\rtf1\\ansi Gr\\'fc\\'dfe\\par end}"), "Grüße end");
}
