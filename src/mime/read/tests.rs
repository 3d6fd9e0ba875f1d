#![allow(clippy::unwrap_used)]
use super::*;
use crate::domain::mail::body::{LineKind, SpanStyle};
use crate::domain::mail::message::Warnings;
use crate::mime::html;
use crate::mime::skim::Skimmer;

fn mail(text: &str) -> ParsedMail {
    parse(text.replace('\n', "\r\n").as_bytes())
}

fn lines(reading: &Reading) -> Vec<String> {
    reading
        .body
        .lines
        .iter()
        .map(|line| {
            format!("{}{}", ">".repeat(usize::from(line.quote)), line.spans.iter().map(|span| span.text.as_str()).collect::<String>())
        })
        .collect()
}

#[test]
fn a_plain_mail_is_read() {
    let mail = mail(
        "Received: from x by y; Mon, 6 May 2024 10:43:00 +0900\nFrom: =?UTF-8?B?55Sw5Lit?= <t@x.example>\nTo: us@y.example\nSubject: Re: hello\nDate: Mon, 6 May 2024 10:42:00 +0900\nMessage-ID: <1@x>\nIn-Reply-To: <0@y>\nReferences: <00@y> <0@y>\n\nOK, thank you.\n\nOn Mon, 6 May 2024 at 10:00, Us <us@y.example> wrote:\n> please\n",
    );
    assert_eq!(mail.message_id.as_deref(), Some("1@x"));
    assert_eq!(mail.references, ["00@y", "0@y"]);
    assert_eq!(mail.from().map(|from| (from.name.as_str(), from.address.as_str())), Some(("田中", "t@x.example")));
    assert_eq!(mail.date.map(|at| at.to_rfc3339()).as_deref(), Some("2024-05-06T01:42:00Z"));
    assert_eq!(mail.date_offset_minutes, 540);
    assert_eq!(mail.received.map(|at| at.to_rfc3339()).as_deref(), Some("2024-05-06T01:43:00Z"));
    assert_eq!(mail.snippet.as_str(), "OK, thank you.");
    assert!(mail.text.as_str().contains("> please"));
    assert!(mail.warnings.is_empty() && !mail.unparsed && mail.attachments.is_empty());
}

#[test]
fn of_alternatives_the_plain_text_is_read_unless_it_is_empty() {
    let of = |plain: &str| {
        format!(
            "From: a@b.example\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain\n\n{plain}\n--x\nContent-Type: text/html; charset=utf-8\n\n<p>from <b>html</b></p>\n--x--\n"
        )
    };
    assert_eq!(mail(&of("from text")).text.as_str(), "from text\n");
    let html = mail(&of(" "));
    assert_eq!((html.text.as_str(), html.from_html), ("from html\n", true));
    let reading = read(of("from text").as_bytes());
    assert!(reading.html.is_some_and(|html| html.contains("<b>html</b>")));
}

#[test]
fn charsets_and_encodings_are_read_leniently() {
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("見積書をお送りします。ご確認ください。");
    let mut raw = b"From: a@b.example\r\n\r\n".to_vec();
    raw.extend_from_slice(&sjis);
    assert_eq!(parse(&raw).text.as_str(), "見積書をお送りします。ご確認ください。\n");
    let base64 = mail("Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: base64\n\n44GK6KaL!!56mN44KK\n");
    assert_eq!(base64.text.as_str(), "お見積り\n");
    assert!(base64.warnings.has(Warnings::BAD_ENCODING));
}

#[test]
fn a_mail_inside_a_mail_is_read_and_listed() {
    let mail = mail(
        "Content-Type: multipart/mixed; boundary=x\n\n--x\n\nsee below\n--x\nContent-Type: message/rfc822\n\nFrom: c@d.example\nSubject: inner\n\ninner text\n--x--\n",
    );
    assert_eq!(mail.text.as_str(), "see below\nFrom: c@d.example\nSubject: inner\ninner text\n");
    assert_eq!(mail.attachments.iter().map(|found| found.name.as_str()).collect::<Vec<_>>(), ["inner.eml"]);
    assert_eq!(mail.snippet.as_str(), "see below");
}

#[test]
fn structure_that_is_broken_still_gives_its_text() {
    assert_eq!(mail("Content-Type: multipart/mixed\n\nno boundary\n").text.as_str(), "no boundary\n");
    assert_eq!(mail("Content-Type: multipart/mixed; boundary=never\n\nnever comes\n").text.as_str(), "never comes\n");
    assert_eq!(mail("Subject: x\nthis is text already\nmore\n").text.as_str(), "this is text already\nmore\n");
    assert_eq!(mail("\nonly a body\n").text.as_str(), "only a body\n");
    assert_eq!(mail("").text.as_str(), "");
    let unclosed =
        "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/alternative; boundary=b\n\n--b\n\ninner\n--a\n\nouter\n";
    assert_eq!(mail(unclosed).text.as_str(), "inner\nouter\n");
}

#[test]
fn the_hash_of_the_body_knows_copies_that_travelled_differently() {
    let crlf = parse(b"Received: x\r\nSubject: a\r\n\r\none\r\n\r\ntwo\r\n");
    let lf = parse(b"Subject: a\n\none\n\ntwo\n\n\n");
    let other = parse(b"Subject: a\n\none\ntwo\n");
    assert_eq!(crlf.body_sha256, lf.body_sha256);
    assert_ne!(crlf.body_sha256, other.body_sha256);
    assert_ne!(crlf.raw_sha256, lf.raw_sha256);
}

#[test]
fn links_and_quotes_are_marked_for_the_screen() {
    let reading = read(b"Subject: x\n\nSee https://x.example/a(b)c, (https://y.example/) please.\n> old\n-- \nme\n");
    assert_eq!(lines(&reading), ["See https://x.example/a(b)c, (https://y.example/) please.", ">old", "-- ", "me"]);
    assert_eq!(
        reading.body.links.iter().map(|link| link.target.as_str()).collect::<Vec<_>>(),
        ["https://x.example/a(b)c", "https://y.example/"]
    );
    assert_eq!(reading.body.lines[3].kind, LineKind::Signature);
}

#[test]
fn every_way_of_feeding_gives_the_same() {
    let mail = "From: a@b.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\npre\r\n--x\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=E3=81=82 =\r\nb\r\n--x\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\naGVsbG8=\r\n--x--\r\nepilogue";
    let whole = parse(mail.as_bytes());
    for size in 1..80 {
        struct Slow<'a>(&'a [u8], usize);
        impl Read for Slow<'_> {
            fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
                let length = self.1.min(self.0.len()).min(into.len());
                into[..length].copy_from_slice(&self.0[..length]);
                self.0 = &self.0[length..];
                Ok(length)
            }
        }
        assert_eq!(parse_stream(Slow(mail.as_bytes(), size)).unwrap(), whole, "pieces of {size}");
    }
}

#[test]
fn html_becomes_lines_with_links_and_styles() {
    let text = html::html_text("<p>Hi <b>you</b>, <a href=\"http://x.example\">here</a></p>");
    let styles: Vec<SpanStyle> = text.lines[0].spans.iter().map(|span| span.style).collect();
    assert_eq!(styles, [SpanStyle::Plain, SpanStyle::Strong, SpanStyle::Plain, SpanStyle::Link(0)]);
}

#[test]
fn the_lines_of_a_file_are_the_same_many_at_once_as_byte_by_byte() {
    let file = |end: &str| {
        let data = format!("{}{end}", "QUJD".repeat(19)).repeat(40);
        let odd = ["", "--y", "-not a boundary", "QU", "=", " Q Q", "--", &"A".repeat(70_000), "QUI="]
            .map(|line| format!("{line}{end}"))
            .concat();
        format!(
            "From: a@b.example{end}Content-Type: multipart/mixed; boundary=x{end}{end}--x{end}{end}words{end}--x{end}\
             Content-Type: application/pdf; name=a.pdf{end}Content-Transfer-Encoding: base64{end}{end}{data}{odd}{data}--x{end}\
             Content-Type: image/png; name=b.png{end}Content-Transfer-Encoding: base64{end}{end}{data}{end}--x--{end}{end}"
        )
    };
    // With two line ends each, the headers end at their first line.
    for (raw, parts) in [(file("\r\n"), 4), (file("\n"), 4), (file("\n\r\n"), 1), (file("\r\n").replace("--x--", ""), 4)] {
        let at_once = skim(raw.as_bytes());
        let mut skimmer = Skimmer::new();
        raw.as_bytes().chunks(1).for_each(|byte| skimmer.feed(byte));
        let by_bytes = skimmer.finish();
        let told = |skimmed: &Skimmed| {
            let parts: Vec<_> = skimmed.parts.iter().map(|part| (part.body.clone(), part.size, part.text.clone())).collect();
            (parts, skimmed.size, skimmed.raw_sha256, skimmed.body_sha256)
        };
        assert_eq!(told(&at_once), told(&by_bytes));
        assert_eq!(at_once.parts.len(), parts);
        assert!(parts == 1 || at_once.parts[2].size > 2 * 40 * 57, "{}", at_once.parts[2].size);
    }
}
