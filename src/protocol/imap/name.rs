//! Names of mailboxes: modified UTF-7 (RFC 3501 5.1.3), and strings in commands.

use base64::Engine as _;
use base64::alphabet::IMAP_MUTF7;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &IMAP_MUTF7,
    GeneralPurposeConfig::new()
        .with_encode_padding(false)
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// A name as people read it. What is no modified UTF-7 stays as it is: some servers send UTF-8.
pub fn decoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut rest = name;
    while let Some(at) = rest.find('&') {
        let (before, from) = rest.split_at(at);
        out.push_str(before);
        let Some(end) = from.find('-') else { return name.to_owned() };
        let shifted = &from[1..end];
        if shifted.is_empty() {
            out.push('&');
        } else {
            let Some(text) = units(shifted) else { return name.to_owned() };
            out.push_str(&text);
        }
        rest = &from[end + 1..];
    }
    out.push_str(rest);
    out
}

fn units(shifted: &str) -> Option<String> {
    let bytes = BASE64.decode(shifted).ok()?;
    let units: Vec<u16> = bytes.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]])).collect();
    String::from_utf16(&units).ok()
}

/// A name as a server without UTF8=ACCEPT wants it.
pub fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut shifted: Vec<u8> = Vec::new();
    let end = |out: &mut String, shifted: &mut Vec<u8>| {
        if !shifted.is_empty() {
            out.push('&');
            BASE64.encode_string(&*shifted, out);
            out.push('-');
            shifted.clear();
        }
    };
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            end(&mut out, &mut shifted);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            shifted.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    end(&mut out, &mut shifted);
    out
}

/// A string in quotes; none for one that no command can carry so: with a line end, NUL, or longer than a line may be.
pub fn quoted(text: &str) -> Option<String> {
    if text.len() > 4_000 || text.contains(['\r', '\n', '\0']) {
        return None;
    }
    Some(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_every_script_come_back() {
        for (name, sent) in [
            ("INBOX", "INBOX"),
            ("日本語", "&ZeVnLIqe-"),
            ("~peter/mail/台北/日本語", "~peter/mail/&U,BTFw-/&ZeVnLIqe-"),
            ("Q&A", "Q&-A"),
            ("受信トレイ", "&U9dP4TDIMOwwpA-"),
            ("😀 fun", "&2D3eAA- fun"),
        ] {
            assert_eq!((encoded(name), decoded(sent)), (sent.to_owned(), name.to_owned()));
        }
    }

    #[test]
    fn what_is_no_utf7_stays_as_it_is() {
        for odd in ["&", "a&b", "&!!-", "&2D0-", "gelöscht", "&ZeVnLIqe"] {
            assert_eq!(decoded(odd), odd);
        }
    }

    #[test]
    fn no_name_ends_a_command() {
        assert_eq!(quoted("a\"b\\c").as_deref(), Some("\"a\\\"b\\\\c\""));
        for bad in ["a\r\nA1 DELETE INBOX", "a\nb", "a\0b"] {
            assert_eq!(quoted(bad), None);
        }
    }
}
