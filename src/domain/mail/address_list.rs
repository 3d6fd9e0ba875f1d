//! Recipients as people type them, and back.

use super::address::{AddrSpec, Address};
use crate::text::CleanText;

/// A piece of a typed list that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address: {piece}")]
pub struct BadRecipient {
    /// What was typed there.
    pub piece: CleanText,
}

/// Reads `Anna <a@b.example>, c@d.example; "Berg, Anna" <a@b.example>`: pieces are parted by commas, semicolons or line ends (full-width ones too, as an
/// input method leaves them), each is an address or a name and an address.
pub fn parse_address_list(typed: &str) -> Vec<Result<Address, BadRecipient>> {
    pieces(typed).into_iter().map(parse_one).collect()
}

fn pieces(typed: &str) -> Vec<&str> {
    let balanced = typed.matches('"').count().is_multiple_of(2);
    let (mut quoted, mut escaped, mut start) = (false, false, 0);
    let mut found = Vec::new();
    for (at, c) in typed.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted => escaped = true,
            '"' if balanced => quoted = !quoted,
            ',' | ';' | '\n' | '，' | '；' | '、' if !quoted => {
                found.push(&typed[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(&typed[start..]);
    found.into_iter().map(str::trim).filter(|piece| !piece.is_empty()).collect()
}

fn parse_one(piece: &str) -> Result<Address, BadRecipient> {
    let bad = || BadRecipient { piece: CleanText::line(piece) };
    let Some((name, rest)) = piece.rsplit_once('<') else {
        return piece.parse().map(|address| Address { name: CleanText::default(), address }).map_err(|_| bad());
    };
    let spec = rest.strip_suffix('>').ok_or_else(bad)?;
    let address: AddrSpec = spec.parse().map_err(|_| bad())?;
    Ok(Address { name: CleanText::line(&unquoted(name.trim())), address })
}

fn unquoted(name: &str) -> String {
    let Some(inner) = name.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else { return name.to_owned() };
    let mut out = String::with_capacity(inner.len());
    let mut escaped = false;
    for c in inner.chars() {
        if c == '\\' && !escaped {
            escaped = true;
        } else {
            out.push(c);
            escaped = false;
        }
    }
    out
}

/// Writes one recipient as [`parse_address_list`] reads it.
pub fn format_address(address: &Address) -> String {
    let name = address.name.as_str().trim();
    if name.is_empty() {
        return address.address.to_string();
    }
    if name.contains([',', ';', '<', '>', '"', '\\', '@', '，', '；', '、']) {
        let escaped = name.replace('\\', "\\\\").replace('"', "\\\"");
        return format!("\"{escaped}\" <{}>", address.address);
    }
    format!("{name} <{}>", address.address)
}

/// Writes recipients as a person would type them.
pub fn format_address_list(addresses: &[Address]) -> String {
    addresses.iter().map(format_address).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(typed: &str) -> Vec<(String, String)> {
        parse_address_list(typed).into_iter().map(|one| one.unwrap()).map(|one| (one.name.into_string(), one.address.to_string())).collect()
    }

    #[test]
    fn people_type_recipients_in_many_ways() {
        assert_eq!(
            read("a@b.example, Anna Berg <anna@b.example>;\"Berg, Anna\" <x@y.example>\n田中 太郎 <t@sample.example>、c@d.example，,"),
            [
                ("".to_owned(), "a@b.example".to_owned()),
                ("Anna Berg".to_owned(), "anna@b.example".to_owned()),
                ("Berg, Anna".to_owned(), "x@y.example".to_owned()),
                ("田中 太郎".to_owned(), "t@sample.example".to_owned()),
                ("".to_owned(), "c@d.example".to_owned()),
            ]
        );
        assert!(parse_address_list(" , ; ").is_empty());
    }

    #[test]
    fn what_is_no_address_is_named() {
        let pieces: Vec<_> = parse_address_list("anna, x <y>, a@b.example <c@d.example, ok@b.example")
            .into_iter()
            .filter_map(Result::err)
            .map(|bad| bad.piece.into_string())
            .collect();
        assert_eq!(pieces, ["anna", "x <y>", "a@b.example <c@d.example"]);
    }

    #[test]
    fn a_line_break_in_a_name_or_address_adds_no_recipient_field() {
        for typed in ["a@b.example\r\nBcc: c@d.example", "x\r\nBcc: y <a@b.example>", "a\u{0}@b.example"] {
            for one in parse_address_list(typed).into_iter().flatten() {
                assert!(!one.name.as_str().contains(['\r', '\n', '\0']) && !one.address.as_str().contains(['\r', '\n', '\0']), "{typed:?}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read_back() {
        for name in ["", "Anna", "Berg, Anna", "a \"b\" c", "back\\slash", "田中、太郎", "who@where"] {
            let one = Address { name: CleanText::line(name), address: "a@b.example".parse().unwrap() };
            assert_eq!(parse_address_list(&format_address_list(&[one.clone(), one.clone()])), [Ok(one.clone()), Ok(one)], "{name}");
        }
    }
}
