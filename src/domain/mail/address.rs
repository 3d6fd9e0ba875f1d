//! Mail addresses that cannot carry a line break into a header or a command.

use std::fmt;
use std::str::FromStr;

use crate::text::CleanText;

/// An addr-spec (RFC 5322 3.4.1, RFC 6531 for UTF-8): no white space, no control characters, exactly one usable `@`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct AddrSpec(String);

/// Why a text is no address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address")]
pub struct NotAnAddress;

impl AddrSpec {
    /// The longest address in bytes (RFC 5321 4.5.3.1.3, with room for UTF-8).
    pub const MAX_BYTES: usize = 320;

    /// The address as it is written.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What stands before the last `@`.
    pub fn local_part(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(local, _)| local)
    }

    /// What stands after the last `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The form by which people are matched: lower case, domain in IDNA ASCII without a trailing dot. Matching never uses names.
    pub fn normalized(&self) -> String {
        format!("{}@{}", self.local_part().to_lowercase(), normalized_domain(self.domain()))
    }
}

/// A domain as it is compared: IDNA ASCII, lower case, without a trailing dot.
pub fn normalized_domain(domain: &str) -> String {
    let bare = domain.trim_end_matches('.');
    // Of these bytes nothing changes but the case, unless a label is IDNA already.
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'-');
    let lower = if bare.bytes().all(plain) { bare.to_ascii_lowercase() } else { String::new() };
    if !lower.is_empty() && !lower.contains("xn--") {
        return lower;
    }
    idna::domain_to_ascii(bare).unwrap_or_else(|_| bare.to_lowercase())
}

impl FromStr for AddrSpec {
    type Err = NotAnAddress;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let text = text.trim();
        let (local, domain) = text.rsplit_once('@').ok_or(NotAnAddress)?;
        let forbidden = |c: char| c.is_control() || c.is_whitespace() || matches!(c, '<' | '>' | ',' | ';' | '"' | '(' | ')' | '\\');
        let quoted = local.len() >= 2 && local.starts_with('"') && local.ends_with('"');
        let local_ok = if quoted {
            !local.chars().any(char::is_control)
        } else {
            !local.is_empty() && !local.contains(forbidden) && !local.contains(['@', '[', ']'])
        };
        let literal = domain.starts_with('[') && domain.ends_with(']') && domain.matches(['[', ']']).count() == 2;
        let domain_ok = !domain.is_empty()
            && (literal || !domain.contains(['[', ']']))
            && !domain.contains(forbidden)
            && !domain.contains('@')
            && !domain.starts_with('.')
            && !domain.contains("..");
        let clean = CleanText::line(text).as_str() == text;
        if local_ok && domain_ok && clean && text.len() <= Self::MAX_BYTES { Ok(Self(text.to_owned())) } else { Err(NotAnAddress) }
    }
}

impl fmt::Display for AddrSpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// A display name and an address, as one mailbox of a From or To header.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Address {
    /// The display name, decoded and clean; empty when there is none.
    pub name: CleanText,
    /// Where mail goes.
    pub address: AddrSpec,
}

impl Address {
    /// The name, or the address where there is no name.
    pub fn label(&self) -> &str {
        if self.name.as_str().is_empty() { self.address.as_str() } else { self.name.as_str() }
    }
}

/// In which header an address stood.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum AddressRole {
    /// Who is said to have written it (RFC 5322 3.6.2); the sender's to forge.
    From,
    /// Sender, when it differs from From.
    Sender,
    /// Where answers go in place of From.
    ReplyTo,
    /// Whom it is written to.
    To,
    /// Who gets a copy openly.
    Cc,
    /// Bcc, in our own copies.
    Bcc,
    /// Whom the mail is from, where that is not who From names; decided when the mail arrived (`sender`).
    Author,
}

impl AddressRole {
    /// The small number the store keeps; never renumber.
    pub fn code(self) -> i64 {
        match self {
            Self::From => 0,
            Self::Sender => 1,
            Self::ReplyTo => 2,
            Self::To => 3,
            Self::Cc => 4,
            Self::Bcc => 5,
            Self::Author => 6,
        }
    }

    /// The role of a stored number.
    pub fn from_code(code: i64) -> Option<Self> {
        [Self::From, Self::Sender, Self::ReplyTo, Self::To, Self::Cc, Self::Bcc, Self::Author].into_iter().find(|role| role.code() == code)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn an_address_cannot_hold_a_line_break_or_a_second_recipient() {
        for bad in [
            "a@b\r\nBcc: c@d",
            "a@b,c@d",
            "a b@c",
            "@b",
            "a@",
            "a@b..c",
            "a\u{0}@b",
            "a\u{202e}@b.example",
            "[a@b]",
            "a@b]",
            "a@[b",
            "[mailto:a@b.example]",
        ] {
            assert_eq!(bad.parse::<AddrSpec>(), Err(NotAnAddress), "{bad:?}");
        }
    }

    #[test]
    fn matching_folds_case_and_idna() {
        let one: AddrSpec = "Taro.Tanaka@例え.TEST".parse().unwrap();
        assert_eq!(one.normalized(), "taro.tanaka@xn--r8jz45g.test");
    }

    #[test]
    fn a_domain_of_plain_letters_is_what_idna_makes_of_it() {
        for domain in
            ["Berg.EXAMPLE", "a-b.Example.", "-a-.b", "1.2.3.4", "XN--R8JZ45G.test", "xn--a.example", "a_b.example", &"x".repeat(70), ""]
        {
            let bare = domain.trim_end_matches('.');
            assert_eq!(normalized_domain(domain), idna::domain_to_ascii(bare).unwrap_or_else(|_| bare.to_lowercase()), "{domain}");
        }
    }
}
