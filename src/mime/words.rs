//! Encoded words in headers (RFC 2047), as lenient as mail is.

use std::borrow::Cow;

use super::charset;
use super::transfer::{Encoding, decode};

/// Decodes the encoded words of a text that is otherwise decoded already. Adjacent words of one charset are joined before decoding, because many programs split
/// inside a character.
pub fn decode_words(text: &str) -> Cow<'_, str> {
    if !text.contains("=?") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut pending: Option<(String, Vec<u8>)> = None;
    let mut rest = text;
    loop {
        let Some((before, word, after)) = next_word(rest) else {
            flush(&mut pending, &mut out);
            out.push_str(rest);
            return Cow::Owned(out);
        };
        let gap_is_space = before.chars().all(char::is_whitespace);
        if !(gap_is_space && pending.is_some()) {
            flush(&mut pending, &mut out);
            out.push_str(before);
        }
        let bytes = word.bytes();
        match &mut pending {
            Some((charset, joined)) if charset.eq_ignore_ascii_case(word.charset) => joined.extend_from_slice(&bytes),
            _ => {
                flush(&mut pending, &mut out);
                pending = Some((word.charset.to_owned(), bytes));
            }
        }
        rest = after;
    }
}

/// A list in which no sign of its own stands inside an encoded word: `=?utf-8?Q?Berg,_Anna?=` is one name, though RFC 2047 (5, 3) wants the comma escaped. Words stay encoded.
pub fn closed_words(text: &str) -> Cow<'_, str> {
    if !text.contains("=?") {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, word, after)) = next_word(rest) {
        let raw = &rest[before.len()..rest.len() - after.len()];
        out.push_str(before);
        if word.base64 || !raw.ends_with("?=") || word.text.contains(['<', '>']) || word.text.contains("=?") {
            let head = raw.len().min(2);
            out.push_str(&raw[..head]);
            rest = &rest[before.len() + head..];
            continue;
        }
        for c in raw.chars() {
            match c {
                ',' | ';' | ':' | '(' | ')' | '"' | '@' | '\\' => out.push_str(&format!("={:02X}", u32::from(c))),
                c => out.push(c),
            }
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}

fn flush(pending: &mut Option<(String, Vec<u8>)>, out: &mut String) {
    if let Some((charset, bytes)) = pending.take() {
        out.push_str(&charset::decode(&bytes, Some(&charset)).0);
    }
}

struct Word<'a> {
    charset: &'a str,
    base64: bool,
    text: &'a str,
}

impl Word<'_> {
    fn bytes(&self) -> Vec<u8> {
        if self.base64 {
            return decode(Encoding::Base64, self.text.as_bytes()).0;
        }
        let mut out = Vec::with_capacity(self.text.len());
        let bytes = self.text.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            let escaped = (bytes[at] == b'=').then(|| bytes.get(at + 1..at + 3)).flatten().and_then(|two| {
                let two = std::str::from_utf8(two).ok()?;
                u8::from_str_radix(two, 16).ok()
            });
            match (bytes[at], escaped) {
                (_, Some(byte)) => {
                    out.push(byte);
                    at += 3;
                    continue;
                }
                (b'_', None) => out.push(b' '),
                (byte, None) => out.push(byte),
            }
            at += 1;
        }
        out
    }
}

/// The first encoded word: what stands before it, the word, what follows.
fn next_word(text: &str) -> Option<(&str, Word<'_>, &str)> {
    let mut from = 0;
    while let Some(found) = text[from..].find("=?") {
        let start = from + found;
        if let Some((word, length)) = word_at(&text[start + 2..]) {
            return Some((&text[..start], word, &text[start + 2 + length..]));
        }
        from = start + 2;
    }
    None
}

/// The word whose charset begins here, and its length up to and with `?=`.
fn word_at(text: &str) -> Option<(Word<'_>, usize)> {
    let charset_end = text.find('?').filter(|end| *end <= 60)?;
    let charset = &text[..charset_end];
    if !charset.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let rest = &text[charset_end + 1..];
    let base64 = match rest.as_bytes().first()? {
        b'b' | b'B' => true,
        b'q' | b'Q' => false,
        _ => return None,
    };
    if rest.as_bytes().get(1) != Some(&b'?') {
        return None;
    }
    let content = &rest[2..];
    let charset = charset.split('*').next().unwrap_or(charset);
    let head = charset_end + "?".len() + "B?".len();
    let Some(end) = word_end(content, base64) else {
        // One that was cut where the header ends is as far as it goes.
        let cut = content.trim_end_matches(['?', '=']);
        let is_word = is_cut_word(charset, cut, base64);
        return is_word.then_some((Word { charset, base64, text: cut }, head + content.len()));
    };
    Some((Word { charset, base64, text: &content[..end] }, head + end + "?=".len()))
}

/// Whether what nothing ends is a word all the same: of a charset that is known, with what such a word has and plain text has not.
fn is_cut_word(charset: &str, content: &str, base64: bool) -> bool {
    let coded = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/' | b'=' | b'-' | b'_');
    let has_escape = || content.as_bytes().windows(3).any(|three| three[0] == b'=' && three[1..].iter().all(u8::is_ascii_hexdigit));
    let is_coded = if base64 { content.len() >= 4 && content.bytes().all(coded) } else { !content.contains(' ') && has_escape() };
    is_coded && (charset::by_label(charset).is_some() || charset.eq_ignore_ascii_case("us-ascii"))
}

/// Where the `?=` stands that ends a word. Some programs leave a question mark bare in Q words, so that `?=20` is not the end unless there is no other.
fn word_end(content: &str, base64: bool) -> Option<usize> {
    let first = content.find("?=")?;
    if base64 {
        return Some(first);
    }
    let is_escape = |at: usize| content.as_bytes().get(at + 2..at + 4).is_some_and(|two| two.iter().all(u8::is_ascii_hexdigit));
    Some(content.match_indices("?=").map(|(at, _)| at).find(|at| !is_escape(*at)).unwrap_or(first))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_are_decoded_and_the_space_between_them_is_theirs() {
        assert_eq!(decode_words("=?UTF-8?B?44GK6KaL56mN44KK?= =?UTF-8?B?44Gu44GU5L6d6aC8?="), "お見積りのご依頼");
        assert_eq!(decode_words("Re: =?iso-8859-1?Q?caf=E9_au_lait?= now"), "Re: café au lait now");
        assert_eq!(decode_words("a =?utf-8?q?b?= c =?utf-8?q?d?="), "a b c d");
        assert_eq!(decode_words("=?utf-8?Q?Why?=20not=3F?= x"), "Why? not? x");
        assert_eq!(decode_words("=?UTF-8*ja?Q?=E3=81=82?="), "あ");
    }

    #[test]
    fn a_word_that_was_cut_where_its_header_ends_is_read_as_far_as_it_goes() {
        for (cut, read) in [
            ("=?utf-8?Q?caf=C3=A9_au_lait", "café au lait"),
            ("=?utf-8?Q?caf=C3=A9?", "café"),
            ("Re: =?UTF-8?B?44GK6KaL56mN44KK?= =?UTF-8?B?44Gu44GU", "Re: お見積りのご"),
            ("=?iso-8859-1?q?Gr=FC=DF", "Grüß"),
        ] {
            assert_eq!(decode_words(cut), read, "{cut}");
        }
        assert_eq!(decode_words("=??Q?caf=C3=A9?= =??B?Y2Fmw6k=?="), "cafécafé", "no charset is named: as raw text");
    }

    #[test]
    fn a_character_split_over_two_words_is_whole_again() {
        assert_eq!(decode_words("=?UTF-8?B?44E=?= =?UTF-8?B?gg==?="), "あ");
        assert_eq!(decode_words("=?utf-8?Q?=E3=81?=\t=?UTF-8?Q?=82?="), "あ");
    }

    #[test]
    fn what_is_no_word_stays() {
        for text in
            ["=?", "=?utf-8?", "=?utf-8?X?abc?=", "=?utf-8?B?abc", "1 =? 2", "=?utf-8?Q?what", "=?nothing?Q?=E3=81", "=?utf-8?Q?a=20b c"]
        {
            assert_eq!(decode_words(text), text);
        }
        assert_eq!(decode_words("=? =?utf-8?q?ok?="), "=? ok");
    }
}
