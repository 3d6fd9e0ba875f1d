//! The lines of UIDL and LIST.

use super::error::Pop3Error;
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
    /// What the server says its size is, in bytes: a hint, never a promise (promises.md A4).
    pub size: u64,
}

fn number(line: &[u8]) -> Result<(u32, &[u8]), Pop3Error> {
    let at = line.iter().position(|b| *b == b' ').unwrap_or(line.len());
    let digits = std::str::from_utf8(&line[..at]).ok().filter(|text| text.bytes().all(|b| b.is_ascii_digit()));
    let number: u32 = digits.and_then(|text| text.parse().ok()).filter(|n| *n > 0).ok_or(Pop3Error::BadListing)?;
    Ok((number, line.get(at + 1..).unwrap_or(&[])))
}

/// Reads `NUMBER UIDL`; the UIDL is all that follows the first space.
pub(super) fn uidl_line(line: &[u8]) -> Result<ListedUidl, Pop3Error> {
    let (number, rest) = number(line)?;
    Ok(ListedUidl { number, uidl: Uidl(rest.to_vec()) })
}

/// Reads `NUMBER SIZE`; what follows the size is passed over (RFC 1939 allows more).
pub(super) fn size_line(line: &[u8]) -> Result<ListedSize, Pop3Error> {
    let (number, rest) = number(line)?;
    let digits = rest.split(|b| *b == b' ').find(|word| !word.is_empty()).and_then(|word| std::str::from_utf8(word).ok());
    let size = digits.and_then(|text| text.parse().ok()).ok_or(Pop3Error::BadListing)?;
    Ok(ListedSize { number, size })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uidl_is_whatever_follows_the_space() {
        for uidl in [&b""[..], b"a", b"../../etc", b"a b", b"\0\xff'\"", &[b'x'; 10_000]] {
            let line = [b"7 ", uidl].concat();
            assert_eq!(uidl_line(&line), Ok(ListedUidl { number: 7, uidl: Uidl(uidl.to_vec()) }));
        }
        assert_eq!(uidl_line(b"7"), Ok(ListedUidl { number: 7, uidl: Uidl(Vec::new()) }));
    }

    #[test]
    fn numbers_are_plain_and_positive() {
        for bad in ["", "0 a", "-1 a", "+1 a", "x a", "4294967296 a", " 1 a"] {
            assert_eq!(uidl_line(bad.as_bytes()), Err(Pop3Error::BadListing), "{bad:?}");
        }
        assert_eq!(size_line(b"3  1200 more"), Ok(ListedSize { number: 3, size: 1200 }));
        for bad in ["3", "3 x", "3 -5", "3 99999999999999999999"] {
            assert_eq!(size_line(bad.as_bytes()), Err(Pop3Error::BadListing), "{bad:?}");
        }
    }
}
