//! The lines of UIDL and LIST. A line that cannot be read costs itself: the others of its listing stand.

use crate::domain::mail::pop3::uidl::Uidl;

/// One line of UIDL.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListedUidl {
    /// The number of the mail in this session.
    pub number: u32,
    /// Its lasting name.
    pub uidl: Uidl,
}

/// One line of LIST.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ListedSize {
    /// The number of the mail in this session.
    pub number: u32,
    /// What the server says its size is, in bytes: a hint, never a promise (promises.md A4). `None` where it says nothing that is a size.
    pub size: Option<u64>,
}

/// The number of a line and what follows it; blanks and tabs may stand around both.
fn numbered(line: &[u8]) -> Option<(u32, &[u8])> {
    let line = trimmed(line);
    let at = line.iter().position(|byte| is_blank(*byte)).unwrap_or(line.len());
    let number: u32 = digits(&line[..at])?;
    (number > 0).then(|| (number, trimmed(&line[at..])))
}

/// Reads `NUMBER UIDL`; the UIDL is all that follows, whatever bytes it is made of. `None` when the line has no number.
pub(super) fn uidl_line(line: &[u8]) -> Option<ListedUidl> {
    let (number, rest) = numbered(line)?;
    Some(ListedUidl { number, uidl: Uidl(rest.to_vec()) })
}

/// Reads `NUMBER SIZE`; what follows the size is passed over (RFC 1939 allows more). `None` when the line has no number.
pub(super) fn size_line(line: &[u8]) -> Option<ListedSize> {
    let (number, rest) = numbered(line)?;
    Some(ListedSize { number, size: rest.split(|byte| is_blank(*byte)).next().and_then(digits) })
}

fn digits<N: std::str::FromStr>(word: &[u8]) -> Option<N> {
    std::str::from_utf8(word).ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()))?.parse().ok()
}

fn is_blank(byte: u8) -> bool {
    matches!(byte, b' ' | b'\t')
}

fn trimmed(mut line: &[u8]) -> &[u8] {
    while let [b' ' | b'\t', rest @ ..] | [rest @ .., b' ' | b'\t'] = line {
        line = rest;
    }
    line
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uidl_is_whatever_follows_the_number() {
        for uidl in [&b""[..], b"a", b"../../etc", b"a b", b"\0\xff'\"", &[b'x'; 10_000]] {
            for between in [&b" "[..], b"\t", b"  \t"] {
                let line = [b" 7", between, uidl, b" "].concat();
                assert_eq!(uidl_line(&line), Some(ListedUidl { number: 7, uidl: Uidl(uidl.to_vec()) }));
            }
        }
        assert_eq!(uidl_line(b"7"), Some(ListedUidl { number: 7, uidl: Uidl(Vec::new()) }));
    }

    #[test]
    fn a_line_without_a_number_is_none_and_a_strange_size_is_no_size() {
        for bad in ["", " ", "0 a", "-1 a", "+1 a", "x a", "4294967296 a"] {
            assert_eq!((uidl_line(bad.as_bytes()), size_line(bad.as_bytes())), (None, None), "{bad:?}");
        }
        for good in ["3  1200 more", "3\t1200", " 3 1200", "003 1200\t"] {
            assert_eq!(size_line(good.as_bytes()), Some(ListedSize { number: 3, size: Some(1200) }), "{good:?}");
        }
        for strange in ["3", "3 x", "3 -5", "3 99999999999999999999", "3 12kB"] {
            assert_eq!(size_line(strange.as_bytes()), Some(ListedSize { number: 3, size: None }), "{strange:?}");
        }
    }
}
