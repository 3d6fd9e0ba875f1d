//! Recognises a secret in what a server says: foreign words that hold it, in whatever form, are nobody's to see (promises.md C1).

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::Secret;

/// Fewer characters of base64 or hexadecimal stand in any text by chance.
const TELLING: usize = 4;

/// A user name and the secret that may be said back.
#[derive(Debug, Clone)]
pub struct SaidBack {
    user: String,
    secret: Secret,
}

impl SaidBack {
    /// Watches for the secret of this user.
    pub fn new(user: &str, secret: &Secret) -> Self {
        Self { user: user.to_owned(), secret: secret.clone() }
    }

    /// What may be shown of a server's words: all of them, or nothing when the secret is among them.
    pub fn allowed(&self, said: String) -> String {
        if self.is_in(&said) { String::new() } else { said }
    }

    /// Whether a text holds the secret: plain, in hexadecimal, escaped as in URLs, HTML, MIME or JSON, in base64 at any of its three alignments, or within a
    /// SASL response, all of it in either case, and with blanks in between.
    pub fn is_in(&self, text: &str) -> bool {
        let secret = self.secret.expose();
        if secret.is_empty() {
            return false;
        }
        let said = Zeroizing::new(text.to_lowercase());
        let wanted = Zeroizing::new(secret.to_lowercase());
        let mut plain = Zeroizing::new(said.to_string());
        // Escaped once or twice.
        for _ in 0..3 {
            if holds(&plain, &wanted) || holds(&plain.replace('+', " "), &wanted) {
                return true;
            }
            if !plain.contains(['%', '=', '\\', '&']) {
                break;
            }
            plain = Zeroizing::new(unescaped(&plain).to_lowercase());
        }
        self.is_hex_in(&said, secret) || self.is_hex_in(&said, &wanted) || self.is_base64_in(text)
    }

    fn is_hex_in(&self, said: &str, secret: &str) -> bool {
        let digits: Zeroizing<String> = Zeroizing::new(said.replace("0x", "").chars().filter(char::is_ascii_hexdigit).collect());
        let hex = Zeroizing::new(secret.bytes().map(|byte| format!("{byte:02x}")).collect::<String>());
        // Alone between other characters, so that letters of words are no digits of it.
        hex.len() >= TELLING && (said.contains(hex.as_str()) || (hex.len() >= 4 * TELLING && digits.contains(hex.as_str())))
    }

    fn is_base64_in(&self, text: &str) -> bool {
        let said: Zeroizing<String> = Zeroizing::new(
            text.chars()
                .filter(|c| !c.is_whitespace())
                .map(|c| {
                    if c == '-' {
                        '+'
                    } else if c == '_' {
                        '/'
                    } else {
                        c
                    }
                })
                .collect(),
        );
        let secret = self.secret.expose();
        let tokens = [
            format!("\0{}\0{secret}", self.user),
            format!("{0}\0{0}\0{secret}", self.user),
            format!("{}:{secret}", self.user),
            secret.to_owned(),
        ];
        let whole = tokens.into_iter().map(Zeroizing::new).map(|token| Zeroizing::new(STANDARD.encode(token.as_bytes())));
        let cores = (0..3).map(|shift| base64_core(secret, shift)).filter(|core| core.len() >= TELLING);
        whole
            .map(|token| Zeroizing::new(token.trim_end_matches('=').to_owned()))
            .chain(cores)
            .any(|form| if form.len() < TELLING { is_word(text, &form) } else { said.contains(form.as_str()) })
    }
}

/// Whether a text holds the secret, also with blanks in between, or in an encoding that costs it the characters beyond ASCII.
fn holds(said: &str, secret: &str) -> bool {
    let squeezed = |text: &str, keeps: fn(&char) -> bool| Zeroizing::new(text.chars().filter(keeps).collect::<String>());
    let dense: fn(&char) -> bool = |c| !c.is_whitespace() && !c.is_control();
    let ascii: fn(&char) -> bool = |c| c.is_ascii_graphic();
    if secret.len() < TELLING {
        return is_word(said, secret);
    }
    said.contains(secret)
        || [dense, ascii].into_iter().any(|keeps| {
            let secret = squeezed(secret, keeps);
            secret.len() >= TELLING && squeezed(said, keeps).contains(secret.as_str())
        })
}

/// Whether something stands in a text that is no part of a longer word.
fn is_word(text: &str, word: &str) -> bool {
    text.match_indices(word).any(|(at, _)| {
        let before = text[..at].chars().next_back();
        let after = text[at + word.len()..].chars().next();
        ![before, after].into_iter().flatten().any(char::is_alphanumeric)
    })
}

/// The text without the escapes of URLs (`%41`), MIME (`=41`), JSON and C (`\u0041`, `\x41`, `\"`) and HTML (`&#65;`, `&amp;`).
fn unescaped(text: &str) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let (written, used) = escape(rest).unwrap_or_else(|| (rest.as_bytes()[..c.len_utf8()].to_vec(), c.len_utf8()));
        bytes.extend_from_slice(&written);
        rest = &rest[used..];
    }
    Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())
}

/// What the escape at the beginning of a text stands for, and how long it is.
fn escape(text: &str) -> Option<(Vec<u8>, usize)> {
    let hex = |from: usize, digits: usize| {
        let text = text.get(from..from + digits)?;
        text.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u32::from_str_radix(text, 16).ok())?
    };
    let byte = |value: u32, used| Some((vec![u8::try_from(value).ok()?], used));
    let letter = |value: u32, used| Some((char::from_u32(value)?.to_string().into_bytes(), used));
    if text.starts_with(['%', '=']) {
        return byte(hex(1, 2)?, 3);
    }
    if text.starts_with("\\x") {
        return byte(hex(2, 2)?, 4);
    }
    if text.starts_with("\\u") {
        return letter(hex(2, 4)?, 6);
    }
    if let Some(next) = text.strip_prefix('\\').and_then(|rest| rest.chars().next()).filter(|c| c.is_ascii_punctuation()) {
        return letter(u32::from(next), 2);
    }
    let (name, _) = text.strip_prefix('&')?.get(..text.len().min(10) - 1)?.split_once(';')?;
    let value = match name {
        "amp" => u32::from('&'),
        "lt" => u32::from('<'),
        "gt" => u32::from('>'),
        "quot" => u32::from('"'),
        "apos" => u32::from('\''),
        _ => match name.strip_prefix('#')? {
            number if number.starts_with('x') => u32::from_str_radix(&number[1..], 16).ok()?,
            number => number.parse().ok()?,
        },
    };
    letter(value, name.len() + 2)
}

/// The characters of a base64 text that depend on the secret alone when it stands `shift` bytes after a multiple of three.
fn base64_core(secret: &str, shift: usize) -> Zeroizing<String> {
    let mut padded = Zeroizing::new(vec![0; shift]);
    padded.extend_from_slice(secret.as_bytes());
    let whole = Zeroizing::new(STANDARD.encode(&*padded));
    let from = (shift * 8).div_ceil(6);
    let to = padded.len() * 8 / 6;
    Zeroizing::new(whole[from.min(to)..to].to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_recognised_in_each_form() {
        for secret in ["hunter2-hunter2", "p&ss wörd\"\\+%41", "aa", "日本語の鍵です"] {
            let watch = SaidBack::new("me@sample.example", &Secret::new(secret.to_owned()));
            let hex: String = secret.bytes().map(|byte| format!("{byte:02X}")).collect();
            let url: String = secret.bytes().map(|byte| format!("%{byte:02X}")).collect();
            let entities: String = secret.chars().map(|c| format!("&#{};", u32::from(c))).collect();
            let json: String = secret.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
            let spaced: String = secret.chars().map(|c| format!("{c} ")).collect();
            let token = STANDARD.encode(format!("\0me@sample.example\0{secret}"));
            let basic = STANDARD.encode(format!("me@sample.example:{secret}"));
            let mut forms =
                vec![secret.to_owned(), secret.to_uppercase(), hex.to_lowercase(), hex, url, entities, json, token.clone(), basic];
            forms.push(STANDARD.encode(secret));
            forms.push(token.replace('+', "-").replace('/', "_"));
            if secret.len() > 4 {
                forms.push(spaced);
                forms.extend((0..3).map(|shift| STANDARD.encode([vec![b'x'; shift], secret.as_bytes().to_vec(), b"yy".to_vec()].concat())));
            }
            for form in forms {
                let said = format!("535 5.7.8 no: {form} is wrong");
                assert!(watch.is_in(&said), "{secret}: {said}");
                assert_eq!(watch.allowed(said), "");
            }
        }
    }

    #[test]
    fn other_words_are_said() {
        let watch = SaidBack::new("me@sample.example", &Secret::new("hunter2-hunter2".to_owned()));
        for said in
            ["[AUTH] Authentication failed", "5.7.8 Bad password for me@sample.example (100%)", "a\\", "&", "&#;", "%", "=", "\\u12"]
        {
            assert_eq!(watch.allowed(said.to_owned()), said);
        }
        assert!(!SaidBack::new("me", &Secret::new(String::new())).is_in("anything"));
    }
}
