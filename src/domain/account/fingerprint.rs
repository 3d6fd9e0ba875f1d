//! A certificate by its fingerprint: what a person compares with what the server's administrator says, and types out.

use std::fmt;

/// The SHA-256 of a certificate's DER form.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// The fingerprint with these bytes.
    pub fn of_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }

    /// Reads 64 hexadecimal digits in either case, with colons, hyphens or blanks in between and `sha256:` or `SHA256 Fingerprint=` in front, as other programs print it.
    pub fn from_typed(text: &str) -> Option<Self> {
        let text = text.rsplit_once('=').map_or(text, |(_, digits)| digits).trim();
        let text = if text.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("sha256:")) { &text[7..] } else { text };
        let digits: Vec<u8> = text.bytes().filter(|byte| !matches!(byte, b':' | b'-' | b' ')).collect();
        if digits.len() != 64 || !digits.iter().all(u8::is_ascii_hexdigit) {
            return None;
        }
        let mut bytes = [0; 32];
        for (byte, pair) in bytes.iter_mut().zip(digits.chunks(2)) {
            *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
        }
        Some(Self(bytes))
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, byte) in self.0.iter().enumerate() {
            write!(f, "{}{byte:02X}", if at > 0 { ":" } else { "" })?;
        }
        Ok(())
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_is_read_in_the_forms_in_which_programs_print_it() {
        let one = Fingerprint::of_bytes(std::array::from_fn(|at| u8::try_from(at * 8).unwrap_or(0)));
        let printed = one.to_string();
        assert!(printed.starts_with("00:08:10:18:") && printed.len() == 95);
        let plain = printed.replace(':', "");
        for typed in [
            printed.clone(),
            plain.to_lowercase(),
            format!(" {printed} "),
            format!("sha256 Fingerprint={printed}"),
            format!("SHA256:{plain}"),
            printed.replace(':', " "),
        ] {
            assert_eq!(Fingerprint::from_typed(&typed), Some(one), "{typed}");
        }
        for wrong in ["", "00:08", &plain[..62], &format!("{plain}00"), &plain.replace('0', "g"), "sha256:", "ü"] {
            assert_eq!(Fingerprint::from_typed(wrong), None, "{wrong}");
        }
    }
}
