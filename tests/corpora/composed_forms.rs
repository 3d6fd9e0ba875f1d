//! Composed mails through reader and extraction: fields put in are fields got out, and a mail without a signature gives nothing but its sender.

use std::collections::BTreeMap;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use fumi::domain::mail::own::Own;
use fumi::domain::mail::sender::of_mail;
use fumi::domain::signature::{SenderField, SenderMail, extract};
use fumi::mime;
use serde_json::json;

use crate::composed::{Composed, mail};
use crate::signature_score::judge;

/// How many mails are composed.
const MAILS: u64 = 1_500;

/// The raw mail in one of several encodings; what an old charset cannot write goes as UTF-8.
fn raw(seed: u64, one: &Composed) -> Vec<u8> {
    let head = format!(
        "From: =?UTF-8?B?{}?= <{}>\r\nTo: reader@reader.example\r\nSubject: sample\r\nMIME-Version: 1.0\r\n",
        STANDARD.encode(&one.name),
        one.address
    );
    let text = one.text.replace('\n', "\r\n");
    let old = match seed % 5 {
        0 => Some(encoding_rs::ISO_2022_JP),
        1 => Some(encoding_rs::SHIFT_JIS),
        _ => None,
    };
    if let Some(charset) = old {
        let (bytes, _, lossy) = charset.encode(&text);
        if !lossy {
            let mut raw = format!("{head}Content-Type: text/plain; charset={}\r\nContent-Transfer-Encoding: 8bit\r\n\r\n", charset.name());
            return [std::mem::take(&mut raw).into_bytes(), bytes.into_owned()].concat();
        }
    }
    if seed % 5 == 2 {
        let body: String = one
            .text
            .lines()
            .map(|line| {
                format!(
                    "<div>{}<br></div>\r\n",
                    line.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('　', "&#12288;")
                )
            })
            .collect();
        return format!("{head}Content-Type: text/html; charset=UTF-8\r\n\r\n<html><body>{body}</body></html>\r\n").into_bytes();
    }
    format!("{head}Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}\r\n", STANDARD.encode(&text))
        .into_bytes()
}

#[test]
fn fields_put_in_are_fields_got_out() {
    let mut forms = (0, 0);
    let mut bare = (0, 0);
    let mut wrong: BTreeMap<&str, usize> = BTreeMap::new();
    for seed in 0..MAILS {
        let one = mail(seed);
        let read = mime::parse(&raw(seed, &one));
        let found = extract(&SenderMail::of(&read, &of_mail(&read, &Own::default()), &[]));
        let label = json!({"fields": one.fields, "alt": {}});
        let mut right = true;
        for field in SenderField::ALL {
            if matches!(field, SenderField::LastNameKana | SenderField::FirstNameKana) {
                continue;
            }
            let got = found.get(field).map(|got| got.value.as_str());
            let counts = judge(&label, field, got);
            if counts.false_positive + counts.missed > 0 && (one.signed || counts.false_positive > 0) {
                right = false;
                *wrong.entry(field.name()).or_default() += 1;
                println!("{seed} {}: {got:?} for {:?}", field.name(), one.fields.get(field.name()));
            }
        }
        let group = if one.signed { &mut forms } else { &mut bare };
        group.0 += usize::from(right);
        group.1 += 1;
    }
    println!("composed: {forms:?} forms right, {bare:?} mails without a signature left alone, wrong {wrong:?}");
    assert!(forms.0 * 100 >= forms.1 * 97, "{forms:?} {wrong:?}");
    assert!((bare.1 - bare.0) * 100 <= bare.1, "{bare:?} {wrong:?}");
}
