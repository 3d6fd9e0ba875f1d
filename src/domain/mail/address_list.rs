//! Recipients as people type them, and back.

use super::address::{AddrSpec, Address, NotAnAddress};
use super::typed_address::{received_address, typed_address};
use crate::text::CleanText;

/// A piece of a typed list that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("not a mail address: {piece}")]
pub struct BadRecipient {
    /// What was typed there.
    pub piece: CleanText,
}

/// Reads `Anna <a@b.example>, c@d.example; "Berg, Anna" <a@b.example>`: pieces are parted by commas, semicolons or line ends (full-width ones too, as an
/// input method leaves them), each is an address or a name and an address; comments and groups count as in a header (RFC 5322 3.4).
///
/// Where a comma was forgotten, each address is a recipient of its own. What has no single reading is an error: no mail goes to another than was meant.
pub fn parse_address_list(typed: &str) -> Vec<Result<Address, BadRecipient>> {
    read_list(typed, typed_address)
}

/// Reads a list of addresses that came in a mail or a finished message ([`received_address`]).
pub fn parse_received_list(written: &str) -> Vec<Result<Address, BadRecipient>> {
    read_list(written, received_address)
}

/// How one address is read.
type Read = fn(&str) -> Result<AddrSpec, NotAnAddress>;

fn read_list(typed: &str, read: Read) -> Vec<Result<Address, BadRecipient>> {
    let mut found = Vec::new();
    for piece in pieces(typed) {
        match recipients(&tokens(piece), read) {
            Some(read) => found.extend(read.into_iter().map(Ok)),
            None => found.push(Err(BadRecipient { piece: CleanText::line(piece) })),
        }
    }
    found
}

/// Reads the one address that stands there, with or without a name.
pub fn parse_one_address(typed: &str) -> Option<Address> {
    let mut all = parse_address_list(typed);
    let one = all.pop()?.ok();
    one.filter(|_| all.is_empty())
}

fn balanced(typed: &str) -> bool {
    typed.matches('"').count().is_multiple_of(2)
}

fn pieces(typed: &str) -> Vec<&str> {
    let (mut quoted, mut escaped, mut depth, mut start) = (false, false, 0_u32, 0);
    let (balanced, closed) = (balanced(typed), typed.matches('(').count() == typed.matches(')').count());
    let mut found = Vec::new();
    for (at, c) in typed.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' if quoted || depth > 0 => escaped = true,
            '"' if balanced && depth == 0 => quoted = !quoted,
            '(' if closed && !quoted => depth += 1,
            ')' if closed && !quoted => depth = depth.saturating_sub(1),
            ',' | ';' | '\n' | '\r' | '，' | '；' | '、' if !quoted && depth == 0 => {
                found.push(&typed[start..at]);
                start = at + c.len_utf8();
            }
            _ => {}
        }
    }
    found.push(&typed[start..]);
    found.into_iter().map(str::trim).filter(|piece| piece.contains(char::is_alphanumeric)).collect()
}

/// What a piece is made of.
#[derive(Debug, PartialEq)]
enum Token {
    /// A run without spaces.
    Word(String),
    /// What stood between quotes.
    Quoted(String),
    /// What stood in angle brackets; `None` when they are not closed.
    Angle(Option<String>),
    /// What stood in parentheses.
    Comment(String),
    /// A tab: the border of a column.
    Tab,
    /// The colon behind the name of a group, or behind what a copied line calls its addresses.
    Colon,
}

fn tokens(piece: &str) -> Vec<Token> {
    let quotes = balanced(piece);
    let mut found = Vec::new();
    let mut word = String::new();
    let mut chars = piece.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '"' if quotes => {
                let text = inside(&mut chars, '"');
                if chars.peek() == Some(&'@') {
                    word = format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\""));
                } else {
                    end(&mut word, &mut found);
                    found.push(Token::Quoted(text));
                }
            }
            '<' | '＜' => {
                end(&mut word, &mut found);
                let mut text = String::new();
                let closed = chars.by_ref().any(|c| {
                    let end = matches!(c, '>' | '＞');
                    text.extend((!end).then_some(c));
                    end
                });
                found.push(Token::Angle(closed.then_some(text)));
            }
            '(' => {
                end(&mut word, &mut found);
                found.push(Token::Comment(inside(&mut chars, ')')));
            }
            '（' if word.contains(['@', '＠']) => {
                end(&mut word, &mut found);
                found.push(Token::Comment(inside(&mut chars, '）')));
            }
            // The colon of a link names no group: `https://host/anna@host` is no address.
            ':' | '：' if !word.contains(['@', '＠']) && !word.eq_ignore_ascii_case("mailto") && chars.peek() != Some(&'/') => {
                end(&mut word, &mut found);
                found.push(Token::Colon);
            }
            '\t' => {
                end(&mut word, &mut found);
                found.push(Token::Tab);
            }
            c if c.is_whitespace() => end(&mut word, &mut found),
            c => word.push(c),
        }
    }
    end(&mut word, &mut found);
    found
}

fn end(word: &mut String, found: &mut Vec<Token>) {
    if word.contains(char::is_alphanumeric) {
        found.push(Token::Word(std::mem::take(word)));
    }
    word.clear();
}

fn inside(chars: &mut impl Iterator<Item = char>, close: char) -> String {
    let mut out = String::new();
    let (mut escaped, mut depth) = (false, 0_u32);
    for c in chars {
        match c {
            _ if escaped => escaped = false,
            '\\' => {
                escaped = true;
                continue;
            }
            '(' if close == ')' => depth += 1,
            c if c == close && depth == 0 => break,
            ')' => depth = depth.saturating_sub(1),
            _ => {}
        }
        out.push(c);
    }
    out
}

/// The recipients of a piece; `None` when something in it has no reading.
fn recipients(tokens: &[Token], read: Read) -> Option<Vec<Address>> {
    let mut found: Vec<Address> = Vec::new();
    // The words since the last address, and whether a border stands between them and what follows.
    let (mut name, mut apart): (Vec<&str>, bool) = (Vec::new(), true);
    let mut named = false;
    for token in tokens {
        match token {
            Token::Colon if found.is_empty() => {
                name.clear();
                (apart, named) = (true, true);
            }
            Token::Colon => return None,
            Token::Tab => apart = true,
            Token::Quoted(text) if text.contains('@') && read(text).is_ok() && !followed_by_angle(tokens, token) => {
                found.push(Address { name: joined(&name), address: read(text).ok()? });
                name.clear();
            }
            Token::Quoted(text) => {
                name.push(text);
                apart = true;
            }
            Token::Angle(inner) => {
                let address = read(inner.as_deref()?).ok()?;
                // A word that is an address before the brackets is the same one, or a forgotten comma that nobody can place.
                let same = |word: &str| read(word).is_ok_and(|one| one.normalized() == address.normalized());
                if name.iter().any(|word| same(word)) {
                    name.clear();
                }
                found.push(Address { name: joined(&name), address });
                name.clear();
                apart = true;
            }
            Token::Word(word) if word.contains(['@', '＠']) && !followed_by_angle(tokens, token) => {
                if !name.is_empty() && !apart {
                    return None;
                }
                found.push(Address { name: joined(&name), address: read(word).ok()? });
                name.clear();
                apart = true;
            }
            Token::Word(word) if word.contains(['@', '＠']) && !same_as_next(tokens, token, read) => return None,
            Token::Word(word) => {
                name.push(word);
                apart = false;
            }
            Token::Comment(text) => {
                if let Some(last) = found.last_mut().filter(|last| name.is_empty() && last.name.is_empty()) {
                    last.name = CleanText::line(text.trim());
                }
            }
        }
    }
    (name.is_empty() && (named || !found.is_empty())).then_some(found)
}

fn next<'a>(tokens: &'a [Token], token: &Token) -> Option<&'a Token> {
    let at = tokens.iter().position(|one| std::ptr::eq(one, token))?;
    tokens.get(at + 1)
}

fn followed_by_angle(tokens: &[Token], token: &Token) -> bool {
    matches!(next(tokens, token), Some(Token::Angle(_)))
}

/// Whether the brackets behind a word hold the address that the word is.
fn same_as_next(tokens: &[Token], token: &Token, read: Read) -> bool {
    let (Token::Word(word), Some(Token::Angle(Some(inner)))) = (token, next(tokens, token)) else { return false };
    matches!((read(word), read(inner)), (Ok(one), Ok(other)) if one.normalized() == other.normalized())
}

fn joined(name: &[&str]) -> CleanText {
    let text = name.join(" ");
    let bare = text.trim();
    let bare = bare.strip_prefix('\'').and_then(|rest| rest.strip_suffix('\'')).unwrap_or(bare);
    CleanText::line(bare.trim_matches(['“', '”', '"']))
}

/// Writes one recipient as [`parse_address_list`] reads it.
pub fn format_address(address: &Address) -> String {
    let name = address.name.as_str().trim();
    if name.is_empty() {
        return address.address.to_string();
    }
    if name.contains([',', ';', '<', '>', '"', '\\', '@', '(', ')', ':', '“', '”', '，', '；', '、', '＜', '＞', '＠', '：', '　', '\t'])
        || name.contains("  ")
    {
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
    fn a_web_address_is_no_recipient() {
        for typed in
            ["http://x.test/anna@kunde.test", "see https://x.test/@anna@kunde.test", "ftp://anna@kunde.test/x", "https：//x.test/a@b.test"]
        {
            assert!(parse_address_list(typed).iter().all(Result::is_err), "{typed}");
        }
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
    fn a_forgotten_comma_is_two_recipients_or_an_error() {
        let both = [("Anna".to_owned(), "a@kunde.test".to_owned()), ("Bert".to_owned(), "b@kunde.test".to_owned())];
        assert_eq!(read("Anna <a@kunde.test> Bert <b@kunde.test>"), both);
        assert_eq!(read("Anna\ta@kunde.test\r\nBert\tb@kunde.test\r\n"), both, "a column of a table");
        assert_eq!(read("Ａｎｎａ ＜ａ＠ｋｕｎｄｅ．ｔｅｓｔ＞、Bert＜b＠kunde.test＞")[1], both[1]);
        let bare = both.clone().map(|(_, address)| (String::new(), address));
        for typed in [
            "a@kunde.test b@kunde.test",
            "a@kunde.test　b@kunde.test",
            "mailto:a@kunde.test\nmailto:b@kunde.test",
            "• a@kunde.test / b@kunde.test.",
        ] {
            assert_eq!(read(typed), bare, "{typed}");
        }
        for typed in [
            "a@kunde.test <b@kunde.test>",
            "anna berg@kunde.test",
            "a@kunde.test and b@kunde.test",
            "<a@kunde.test> Anna",
            "Anna <a@kunde.test, b@kunde.test>",
        ] {
            assert!(parse_address_list(typed).iter().any(Result::is_err), "{typed}");
        }
        assert_eq!(read("anna@kunde.test <Anna@kunde.test>"), [(String::new(), "Anna@kunde.test".to_owned())]);
    }

    #[test]
    fn groups_and_comments_count_as_in_a_header() {
        assert_eq!(read("team: Anna <a@kunde.test>, b@kunde.test;").len(), 2);
        assert_eq!(read("undisclosed-recipients:;"), []);
        assert_eq!(read("a@kunde.test (Anna (the elder), sales)"), [("Anna (the elder), sales".to_owned(), "a@kunde.test".to_owned())]);
        assert_eq!(read("To: a@kunde.test")[0].1, "a@kunde.test");
        assert_eq!(read("\"odd local\"@x.test")[0].1, "\"odd local\"@x.test");
    }

    #[test]
    fn what_is_written_is_read_back() {
        for name in [
            "",
            "Anna",
            "Berg, Anna",
            "a \"b\" c",
            "back\\slash",
            "田中、太郎",
            "who@where",
            "田中　太郎",
            "Anna (Sales)",
            "Sales: Anna",
            "井上（営業）",
        ] {
            let one = Address { name: CleanText::line(name), address: "a@b.example".parse().unwrap() };
            assert_eq!(parse_address_list(&format_address_list(&[one.clone(), one.clone()])), [Ok(one.clone()), Ok(one)], "{name}");
        }
    }
}
