//! One address as people type and paste it: what is around it is taken off, or it is refused.

use super::address::{AddrSpec, NotAnAddress};
use crate::text::plain;

/// The most characters of one label of a domain (RFC 1035 2.3.4), and of the whole.
const MAX_LABEL: usize = 63;
const MAX_DOMAIN: usize = 253;

/// What may stand in a local part without quotes (RFC 5322 3.2.3, atext and the dot), beside letters and digits.
const ATEXT: &str = ".!#$%&'*+-/=?^_`{|}~";

/// Reads one address without a name: full-width forms count as their ASCII, invisible characters, `mailto:`, wrapping quotes and brackets and a closing full stop are
/// taken off. The domain must be one that mail can go to: letters, digits and hyphens after IDNA (RFC 5890), in labels of at most 63.
///
/// # Errors
/// [`NotAnAddress`], never another address than the one that stands there.
pub fn typed_address(typed: &str) -> Result<AddrSpec, NotAnAddress> {
    let address = bare_address(typed)?;
    if is_mail_domain(address.domain()) { Ok(address) } else { Err(NotAnAddress) }
}

/// Reads one address that came in a mail and is answered as it came: its domain may also have an underscore, which no registry gives out and some networks use.
///
/// # Errors
/// [`NotAnAddress`] as in [`typed_address`].
pub fn received_address(written: &str) -> Result<AddrSpec, NotAnAddress> {
    let address = bare_address(written)?;
    if is_mail_domain(&address.domain().replace('_', "x")) { Ok(address) } else { Err(NotAnAddress) }
}

fn bare_address(typed: &str) -> Result<AddrSpec, NotAnAddress> {
    let text = plain(typed);
    let mut bare = text.trim();
    loop {
        let before = bare;
        if bare.get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:")) {
            bare = bare[7..].split('?').next().unwrap_or_default();
        }
        for (open, close) in [('<', '>'), ('"', '"'), ('\'', '\''), ('(', ')'), ('[', ']'), ('«', '»'), ('`', '`')] {
            if let Some(inner) = bare.strip_prefix(open).and_then(|rest| rest.strip_suffix(close)) {
                bare = inner;
            }
        }
        bare = bare.trim().trim_matches(['“', '”', '„', '「', '」', '『', '』', '《', '》', '【', '】', '〈', '〉']);
        bare = bare.trim_end_matches(['.', ',', ';', ':', '!', '?']);
        if bare == before {
            break;
        }
    }
    let address: AddrSpec = bare.parse()?;
    let local = address.local_part();
    let local_ok = local.starts_with('"') || local.chars().all(|c| c.is_alphanumeric() || ATEXT.contains(c));
    if local_ok { Ok(address) } else { Err(NotAnAddress) }
}

/// Whether mail can go to a domain: a name of labels, or an address literal in brackets.
pub fn is_mail_domain(domain: &str) -> bool {
    if let Some(literal) = domain.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
        let literal = literal.strip_prefix("IPv6:").unwrap_or(literal);
        return literal.parse::<std::net::IpAddr>().is_ok();
    }
    let Ok(ascii) = idna::domain_to_ascii(domain) else { return false };
    let label_ok = |label: &str| {
        let ldh = label.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
        !label.is_empty() && label.len() <= MAX_LABEL && ldh && !label.starts_with('-') && !label.ends_with('-')
    };
    ascii.len() <= MAX_DOMAIN && ascii.split('.').all(label_ok)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_around_an_address_is_taken_off() {
        for typed in [
            "anna@kunde.test",
            "mailto:anna@kunde.test",
            "MAILTO:anna@kunde.test?subject=Hi",
            "<mailto:anna@kunde.test>",
            "'anna@kunde.test'",
            "\"anna@kunde.test\"",
            "“anna@kunde.test”",
            "「anna@kunde.test」",
            "anna@kunde.test.",
            "<anna@kunde.test>.",
            "\u{200b}anna@kunde.test\u{feff}",
            "anna\u{ad}@kunde\u{2060}.test",
            "\u{202a}anna@kunde.test\u{202c}",
            "ａｎｎａ＠ｋｕｎｄｅ．ｔｅｓｔ",
            "anna＠kunde。test",
            "anna@kunde.test。",
        ] {
            assert_eq!(typed_address(typed).map(|found| found.to_string()), Ok("anna@kunde.test".to_owned()), "{typed:?}");
        }
        for kept in
            ["o'brien@kunde.test", "a..b@docomo.test", "anna+shop@kunde.test", "田中@例え.test", "\"odd local\"@x.test", "a@[192.0.2.1]"]
        {
            assert_eq!(typed_address(kept).map(|found| found.to_string()), Ok(kept.to_owned()));
        }
    }

    #[test]
    fn a_domain_with_an_underscore_can_be_answered_but_not_typed() {
        assert!(received_address("anna@my_host.test").is_ok() && typed_address("anna@my_host.test").is_err());
        for wrong in ["anna@", "anna@kunde..test", "anna@-kunde.test", "a b@my_host.test"] {
            assert!(received_address(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_mail_cannot_go_to_is_refused() {
        let long = format!("a@{}.test", "x".repeat(64));
        for typed in [
            "anna",
            "anna@",
            "@kunde.test",
            "anna@kunde@test",
            "a b@kunde.test",
            "anna@kunde..test",
            "anna@-kunde.test",
            "anna@kunde-.test",
            "anna@kun_de.test",
            "anna@kunde.test/bert@kunde.test",
            "anna@kunde.test,bert@kunde.test",
            "an[na@kunde.test",
            &long,
        ] {
            assert_eq!(typed_address(typed), Err(NotAnAddress), "{typed:?}");
        }
    }
}
