//! No parser of mail panics or hangs, whatever it is given.

use super::*;
use crate::text::mutated::{try_mutations, try_text};

/// Mails of the repository, as different as there are.
const MAILS: [&[u8]; 6] = [
    include_bytes!("../../tests/fixtures/mutations/mixed.eml"),
    include_bytes!("../../tests/fixtures/mutations/alternative.eml"),
    include_bytes!("../../tests/fixtures/mutations/forwarded.eml"),
    include_bytes!("../../tests/fixtures/mutations/bounce.eml"),
    include_bytes!("../../tests/fixtures/mutations/japanese.eml"),
    include_bytes!("../../tests/fixtures/mutations/files-in-text.eml"),
];

/// Reads a mail in every way; what the reader survives by its last net is a fault here.
fn read_all(mail: &[u8]) {
    let skimmed = skim::skim(mail);
    for one in attachments::located(&skimmed) {
        let mut out = Vec::new();
        let _ = attachments::decode(mail, &one, &mut out);
        let name = attachments::safe_name(&one.attachment);
        assert!(!name.is_empty() && name.len() <= 200 && !name.contains('/'), "{name:?}");
    }
    let parsed = parse(mail);
    assert!(!parsed.unparsed, "the mail could not be parsed");
    assert_eq!(parsed, parse_stream(mail).unwrap_or_else(|_| parse(b"")), "a stream is read otherwise");
    let body = read(mail).body;
    assert!(!body.notices.contains(&crate::domain::mail::body::BodyNotice::Unparsed), "the mail could not be shown");
}

fn in_field(field: &str, value: &[u8]) {
    read_all(&[field.as_bytes(), b": ", value, b"\r\n\r\nhello\r\n"].concat());
}

#[test]
fn mails() {
    try_mutations("mail", &MAILS, read_all);
}

#[test]
fn headers() {
    let samples: [&[u8]; 5] = [
        b"text/plain; charset=utf-8; name*0*=utf-8''%E8%A6; name*1=\"b c\"; format=flowed",
        b"multipart/related; boundary=\"a b\"; start=\"<x@y>\"; type=text/html",
        b"attachment; filename=\"C:\\x\\y.pdf\"; filename*=iso-8859-1'de'%E4.pdf; size=3",
        b"=?iso-2022-jp?B?GyRCOCtAUT1xGyhC?= =?utf-8?Q?a=C3=A4_b?= text",
        b"<a@b.example> <c@d> \"from <e@f>\" =?utf-8?Q?<g@h>?=",
    ];
    try_mutations("headers", &samples, |value| {
        for field in ["Content-Type", "Content-Disposition", "Subject", "References"] {
            in_field(field, value);
        }
    });
}

#[test]
fn addresses_of_headers() {
    let samples: [&[u8]; 4] = [
        b"\"Tanaka, Taro\" <t.tanaka@sample.example>, Anna (the boss (really)) <a@b.example>",
        b"team: =?utf-8?B?55Sw5Lit?= <x@y.example>, z@[192.0.2.1]; <@a,@b:c@d.example>",
        b"\"Anna <anna@alpha.example>, [mailto:b@c.example], \"odd local\"@x.example",
        b"MAILER-DAEMON, root (Cron Daemon), <>",
    ];
    try_mutations("addresses", &samples, |value| in_field("From", value));
}

#[test]
fn dates_of_headers() {
    let samples: Vec<&[u8]> = [
        "Mon, 7 Mar 2022 10:00:00 +0100 (CET)",
        "2022-03-07T10:00:00.5+01:00",
        "20220307T090000Z",
        "Mo, 7. M\u{e4}rz 2022 10.00 Uhr",
        "2022\u{5e74}3\u{6708}7\u{65e5} \u{5348}\u{5f8c}6\u{6642}00\u{5206} +0900",
        "7/Mar/2022:24:00:00 PM GMT+1",
    ]
    .iter()
    .map(|text| text.as_bytes())
    .collect();
    try_mutations("dates", &samples, |value| {
        in_field("Date", value);
        in_field("Received", &[b"from x by y; ", value].concat());
    });
}

#[test]
fn pages() {
    let page = include_str!("../../tests/fixtures/mutations/page.html");
    try_text(
        "html",
        &[
            page,
            "<table><tr><td hidden>a<td>b<!-- c --><a href='http://x.example/?a&amp;b'>d</a>&euro;&#x80;",
            "<style>.a,p{display:none}</style><pre>x\n y</pre>",
        ],
        |html| {
            assert!(read::html_body(html).lines.len() <= 60_000);
        },
    );
}

#[test]
fn charsets() {
    let samples: [&[u8]; 6] = [
        b"\x1b$B8+@Q=q\x1b(B and text",
        b"~{<:Ky2;S{~} HZ ~~ +AOQ- +Jjo-",
        b"\x1b$)C\x0e>H3g\x0f",
        b"\xff\xfeG\0r\0\xfc\0",
        b"\x8c\xa9\x90\xcf\x8f\x91 caf\xe9",
        b"Gr\xc3\xbc\xc3\x9fe",
    ];
    let labels =
        ["utf-7", "hz-gb-2312", "iso-2022-kr", "iso-2022-jp", "utf-16", "utf-32", "cp850", "shift_jis", "x-unknown", "utf-8", "gb18030"];
    try_mutations("charset", &samples, |bytes| {
        for label in labels {
            let (text, _) = charset::decode(bytes, Some(label));
            assert!(text.len() <= bytes.len() * 4 + 16, "{label}: {} of {}", text.len(), bytes.len());
        }
        let _ = charset::undeclared(bytes);
    });
}

#[test]
fn invitations() {
    let invitation = "BEGIN:VCALENDAR\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY;ENCODING=QUOTED-PRINTABLE:a=C3=A4\r\nDTSTART;TZID=\"Asia/Tokyo\":20250910T090000\r\nDURATION:P1DT2H\r\nRRULE:FREQ=MONTHLY;INTERVAL=2;BYDAY=-1MO;BYSETPOS=1;UNTIL=20271231T000000Z\r\nEXDATE;TZID=Asia/Tokyo:20251124T090000\r\nORGANIZER;CN=\"a: b\":mailto:a@b.example\r\nDESCRIPTION:x\\n y\\, z\r\n folded\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n";
    try_text("calendar", &[invitation, "BEGIN:VTODO\nDUE:20250910\nDURATION:-PT99999999999H\nEND:VTODO"], |text| {
        _ = calendar::as_text(text)
    });
}

#[test]
fn sealed_bodies() {
    let signed = b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x80\x24\x80\x04\x05hello\x04\x02 x\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00\x00".as_slice();
    let compressed = b"\x30\x3e\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09\xa0\x2f\x30\x2d\x02\x01\x00\x30\x0d\x06\x0b\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x03\x08\x30\x19\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x0c\x04\x0a\x78\x9c\xcb\x48\xcd\xc9\xc9\x07\x00\x06".as_slice();
    try_mutations("cms", &[signed, compressed, b"-----BEGIN PKCS7-----\nMIAGCSqGSIb3DQEHAqCA\n-----END PKCS7-----\n"], |bytes| {
        let _ = cms::read(bytes);
        let head = b"Content-Type: application/pkcs7-mime; name=smime.p7m\r\nContent-Transfer-Encoding: binary\r\n\r\n";
        read_all(&[head.as_slice(), bytes].concat());
    });
}

#[test]
fn packed_bodies() {
    let sample = tnef::tests::sample();
    let rtf: &[u8] = b"{\\rtf1\\ansi\\ansicpg932\\fromhtml1{\\fonttbl{\\f1\\fcharset128 x;}}{\\*\\htmltag64 <p>}\\f1\\'93\\'63\\u26085 ?\\htmlrtf {\\b \\htmlrtf0 \\bin3 abc}}";
    try_mutations("tnef", &[&sample], |bytes| {
        read_all(
            &[b"Content-Type: application/ms-tnef; name=winmail.dat\r\nContent-Transfer-Encoding: binary\r\n\r\n".as_slice(), bytes]
                .concat(),
        );
    });
    try_mutations("rtf", &[rtf, b"{\\rtf1 plain\\par text}"], |bytes| {
        let _ = rtf::read(bytes);
    });
}
