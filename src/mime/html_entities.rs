//! Character references of HTML that mail uses.

/// The names without `&` and `;`, sorted.
const NAMED: [(&str, &str); 128] = [
    ("AElig", "Æ"),
    ("Aacute", "Á"),
    ("Agrave", "À"),
    ("Aring", "Å"),
    ("Atilde", "Ã"),
    ("Auml", "Ä"),
    ("Ccedil", "Ç"),
    ("Eacute", "É"),
    ("Egrave", "È"),
    ("Euml", "Ë"),
    ("Iacute", "Í"),
    ("Ntilde", "Ñ"),
    ("Oacute", "Ó"),
    ("Oslash", "Ø"),
    ("Otilde", "Õ"),
    ("Ouml", "Ö"),
    ("THORN", "Þ"),
    ("Uacute", "Ú"),
    ("Uuml", "Ü"),
    ("Yacute", "Ý"),
    ("aacute", "á"),
    ("acirc", "â"),
    ("acute", "´"),
    ("aelig", "æ"),
    ("agrave", "à"),
    ("amp", "&"),
    ("apos", "'"),
    ("aring", "å"),
    ("atilde", "ã"),
    ("auml", "ä"),
    ("bdquo", "„"),
    ("bull", "•"),
    ("ccedil", "ç"),
    ("cedil", "¸"),
    ("cent", "¢"),
    ("check", "✓"),
    ("clubs", "♣"),
    ("copy", "©"),
    ("curren", "¤"),
    ("dagger", "†"),
    ("darr", "↓"),
    ("deg", "°"),
    ("diams", "♦"),
    ("divide", "÷"),
    ("eacute", "é"),
    ("ecirc", "ê"),
    ("egrave", "è"),
    ("emsp", " "),
    ("ensp", " "),
    ("eth", "ð"),
    ("euml", "ë"),
    ("euro", "€"),
    ("frac12", "½"),
    ("frac14", "¼"),
    ("frac34", "¾"),
    ("frasl", "⁄"),
    ("ge", "≥"),
    ("gt", ">"),
    ("harr", "↔"),
    ("hearts", "♥"),
    ("hellip", "…"),
    ("iacute", "í"),
    ("icirc", "î"),
    ("iexcl", "¡"),
    ("igrave", "ì"),
    ("iquest", "¿"),
    ("iuml", "ï"),
    ("laquo", "«"),
    ("larr", "←"),
    ("ldquo", "“"),
    ("le", "≤"),
    ("lsaquo", "‹"),
    ("lsquo", "‘"),
    ("lt", "<"),
    ("macr", "¯"),
    ("mdash", "—"),
    ("micro", "µ"),
    ("middot", "·"),
    ("minus", "−"),
    ("nbsp", "\u{a0}"),
    ("ndash", "–"),
    ("ne", "≠"),
    ("not", "¬"),
    ("ntilde", "ñ"),
    ("oacute", "ó"),
    ("ocirc", "ô"),
    ("oelig", "œ"),
    ("ograve", "ò"),
    ("ordf", "ª"),
    ("ordm", "º"),
    ("oslash", "ø"),
    ("otilde", "õ"),
    ("ouml", "ö"),
    ("para", "¶"),
    ("permil", "‰"),
    ("plusmn", "±"),
    ("pound", "£"),
    ("quot", "\""),
    ("raquo", "»"),
    ("rarr", "→"),
    ("rdquo", "”"),
    ("reg", "®"),
    ("rsaquo", "›"),
    ("rsquo", "’"),
    ("sbquo", "‚"),
    ("scaron", "š"),
    ("sect", "§"),
    ("shy", ""),
    ("spades", "♠"),
    ("sup1", "¹"),
    ("sup2", "²"),
    ("sup3", "³"),
    ("szlig", "ß"),
    ("thinsp", " "),
    ("thorn", "þ"),
    ("tilde", "˜"),
    ("times", "×"),
    ("trade", "™"),
    ("uacute", "ú"),
    ("uarr", "↑"),
    ("ucirc", "û"),
    ("ugrave", "ù"),
    ("uml", "¨"),
    ("uuml", "ü"),
    ("yacute", "ý"),
    ("yen", "¥"),
    ("yuml", "ÿ"),
    ("zwnj", ""),
];

/// What numeric references to 128..160 mean: windows-1252, as browsers have it.
const WINDOWS_1252: [char; 32] = [
    '€', '\u{81}', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\u{8d}', 'Ž', '\u{8f}', '\u{90}', '‘', '’', '“', '”', '•', '–',
    '—', '˜', '™', 'š', '›', 'œ', '\u{9d}', 'ž', 'Ÿ',
];

/// Appends a text with its character references decoded; what is none stays as it is written.
pub(super) fn push_decoded(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find('&') {
        out.push_str(&rest[..at]);
        rest = &rest[at + 1..];
        rest = match reference(rest) {
            Some((length, Decoded::Char(c))) => {
                out.push(c);
                &rest[length..]
            }
            Some((length, Decoded::Text(text))) => {
                out.push_str(text);
                &rest[length..]
            }
            None => {
                out.push('&');
                rest
            }
        };
    }
    out.push_str(rest);
}

enum Decoded {
    Char(char),
    Text(&'static str),
}

/// The reference behind an `&`, and how many bytes it takes.
fn reference(text: &str) -> Option<(usize, Decoded)> {
    let bytes = text.as_bytes();
    if bytes.first() == Some(&b'#') {
        let hexadecimal = matches!(bytes.get(1), Some(b'x' | b'X'));
        let start = if hexadecimal { 2 } else { 1 };
        let digits = bytes[start..]
            .iter()
            .take(8)
            .take_while(|byte| if hexadecimal { byte.is_ascii_hexdigit() } else { byte.is_ascii_digit() })
            .count();
        let value = u32::from_str_radix(&text[start..start + digits], if hexadecimal { 16 } else { 10 }).ok()?;
        let c = match value {
            0x80..=0x9f => WINDOWS_1252[value as usize - 0x80],
            _ => char::from_u32(value).unwrap_or(char::REPLACEMENT_CHARACTER),
        };
        let end = start + digits;
        return Some((end + usize::from(bytes.get(end) == Some(&b';')), Decoded::Char(c)));
    }
    let length = bytes.iter().take(8).take_while(|byte| byte.is_ascii_alphanumeric()).count();
    let at = NAMED.binary_search_by(|(name, _)| (*name).cmp(&text[..length])).ok()?;
    let closed = bytes.get(length) == Some(&b';');
    // Without its semicolon a name counts only where it cannot be a parameter of a link.
    (closed || !matches!(bytes.get(length), Some(b'='))).then_some((length + usize::from(closed), Decoded::Text(NAMED[at].1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let mut out = String::new();
        push_decoded(text, &mut out);
        out
    }

    #[test]
    fn references_are_decoded() {
        assert_eq!(decoded("a &amp; b &lt;c&gt; &#233;&#xE9; &eacute;&#12354; &#150;"), "a & b <c> éé éあ –");
        assert_eq!(decoded("R&D & x&y=1&copy=2 &unknown; &#;"), "R&D & x&y=1&copy=2 &unknown; &#;");
        assert!(NAMED.is_sorted_by(|one, two| one.0 < two.0));
    }
}
