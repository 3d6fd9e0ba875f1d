//! Lines of vCard 2.1 whose value is quoted-printable (vCard 2.1 section 2.1.3), in whatever charset they name, as plain ones.

use std::borrow::Cow;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, UTF_8};

/// Whether a line is quoted-printable, so that one that ends in `=` goes on in the next.
pub fn is_quoted(line: &str) -> bool {
    let head = line.split_once(':').map_or("", |(head, _)| head);
    head.split(';').skip(1).any(|param| param.rsplit('=').next().is_some_and(|said| said.eq_ignore_ascii_case("QUOTED-PRINTABLE")))
}

/// The line with its value in plain text, and without what said how it was written.
pub fn plain(line: &str) -> String {
    let Some((head, value)) = line.split_once(':') else { return line.to_owned() };
    let mut charset = None;
    let mut kept = Vec::new();
    for param in head.split(';') {
        let (name, said) = param.split_once('=').unwrap_or(("", param));
        if name.eq_ignore_ascii_case("CHARSET") {
            charset = Encoding::for_label(said.as_bytes());
        } else if !said.eq_ignore_ascii_case("QUOTED-PRINTABLE") {
            kept.push(param);
        }
    }
    // What separates the parts of a value stands plain; a separator that was quoted is of a part.
    let parts: Vec<String> = value.trim_end().split(';').map(|part| escaped(&decoded(&bytes(part), charset))).collect();
    format!("{}:{}\r\n", kept.join(";"), parts.join(";"))
}

fn bytes(quoted: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(quoted.len());
    let mut rest = quoted.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let digits = more.get(..2).and_then(|two| std::str::from_utf8(two).ok()).and_then(|two| u8::from_str_radix(two, 16).ok());
        match digits.filter(|_| *first == b'=') {
            Some(byte) => {
                out.push(byte);
                rest = &more[2..];
            }
            None => {
                out.push(*first);
                rest = more;
            }
        }
    }
    out
}

fn decoded(bytes: &[u8], charset: Option<&'static Encoding>) -> String {
    let guessed = || match std::str::from_utf8(bytes) {
        Ok(_) => UTF_8,
        Err(_) => {
            let mut detector = EncodingDetector::new(Iso2022JpDetection::Allow);
            detector.feed(bytes, true);
            detector.guess(None, Utf8Detection::Deny)
        }
    };
    let text: Cow<'_, str> = charset.unwrap_or_else(guessed).decode_without_bom_handling(bytes).0;
    text.into_owned()
}

/// A text as a part of a value.
fn escaped(text: &str) -> String {
    text.replace('\\', "\\\\").replace(';', "\\;").replace("\r\n", "\\n").replace(['\r', '\n'], "\\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_value_is_plain_in_the_charset_that_it_names() {
        for (quoted, wanted) in [
            ("N;CHARSET=SHIFT_JIS;ENCODING=QUOTED-PRINTABLE:=8D=B2=93=A1;=89=D4=8Eq", "N:佐藤;花子\r\n"),
            ("FN;QUOTED-PRINTABLE;CHARSET=UTF-8:M=C3=BCller=", "FN:Müller=\r\n"),
            ("NOTE;ENCODING=QUOTED-PRINTABLE:a=0D=0Ab=3B c\\", "NOTE:a\\nb\\; c\\\\\r\n"),
            ("ADR;WORK;ENCODING=quoted-printable:;;=E6=9D=B1=E4=BA=AC;;", "ADR;WORK:;;東京;;\r\n"),
        ] {
            assert!(is_quoted(quoted));
            assert_eq!(plain(quoted), wanted);
        }
        for other in ["FN:a=3D", "N;CHARSET=UTF-8:x", "QUOTED-PRINTABLE", ""] {
            assert!(!is_quoted(other), "{other}");
        }
    }
}
