//! Message-IDs that cannot carry anything but themselves into a header.

use std::fmt;

/// A msg-id with its angle brackets (RFC 5322 3.6.4): printable ASCII without white space, so that one taken from a hostile mail adds nothing to ours.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct MessageId(String);

impl MessageId {
    /// The longest one that is passed on, in bytes; longer ones would not fit a header line (RFC 5322 2.1.1) and come from broken programs.
    pub const MAX_BYTES: usize = 500;

    /// Takes `<left@right>`, or the same without its brackets.
    pub fn new(raw: &str) -> Option<Self> {
        let raw = raw.trim();
        let bare = raw.strip_prefix('<').unwrap_or(raw);
        let bare = bare.strip_suffix('>').unwrap_or(bare);
        let usable = !bare.is_empty()
            && bare.len() + 2 <= Self::MAX_BYTES
            && bare.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'<' && byte != b'>');
        usable.then(|| Self(format!("<{bare}>")))
    }

    /// Every usable id between angle brackets in a References or In-Reply-To value; comments and phrases between them are passed over.
    pub fn all_of(value: &str) -> Vec<Self> {
        let mut found = Vec::new();
        let mut rest = value;
        while let Some(open) = rest.find('<') {
            rest = &rest[open + 1..];
            let Some(close) = rest.find(['<', '>']) else { break };
            if rest[close..].starts_with('>') {
                found.extend(Self::new(&rest[..close]));
                rest = &rest[close + 1..];
            } else {
                rest = &rest[close..];
            }
        }
        found
    }

    /// Makes the id of a new mail from sixteen random bytes and the sender's domain, in lower-case hexadecimal; never the machine's name.
    pub fn fresh(random: [u8; 16], domain: &str) -> Self {
        let left: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
        let domain = super::address::normalized_domain(domain);
        Self::new(&format!("{left}@{domain}")).unwrap_or_else(|| Self(format!("<{left}@fumi.invalid>")))
    }

    /// The id with its angle brackets.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for MessageId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_hostile_id_is_no_id() {
        for bad in ["", "<>", "<a b@c>", "<a@b\r\nBcc: x@y>", "<a\u{0}@b>", "<é@b>", "<a<b@c>"] {
            assert_eq!(MessageId::new(bad), None, "{bad:?}");
        }
        assert_eq!(MessageId::new(&"a".repeat(600)), None);
    }

    #[test]
    fn references_are_read_whatever_stands_between() {
        let ids = MessageId::all_of("<one@a> (comment)\r\n\t<two@b>junk<broken <three@c> tail>");
        assert_eq!(ids.iter().map(MessageId::as_str).collect::<Vec<_>>(), ["<one@a>", "<two@b>", "<three@c>"]);
    }

    #[test]
    fn a_fresh_id_names_the_domain_and_no_machine() {
        assert_eq!(MessageId::fresh([0xab; 16], "例え.test").as_str(), format!("<{}@xn--r8jz45g.test>", "ab".repeat(16)));
        assert_eq!(MessageId::fresh([1; 16], "a b").as_str(), format!("<{}@fumi.invalid>", "01".repeat(16)));
    }
}
