//! Address lists of headers (RFC 5322 3.4), read leniently. Words are decoded in names only: never inside an address (promises.md D2).

use super::limits;
use super::words::{closed_words, decode_words};
use crate::domain::mail::address::{AddrSpec, Address};
use crate::text::CleanText;

/// What one address header holds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct AddressList {
    /// The usable addresses, in order, members of groups included.
    pub addresses: Vec<Address>,
    /// The first entry that is no usable address, as clean text.
    pub odd: CleanText,
}

/// Reads the value of an address header, whose words are still encoded.
pub fn address_list(text: &str) -> AddressList {
    let mut list = AddressList::default();
    let mut carried = String::new();
    for entry in entries_of(text) {
        if list.addresses.len() >= limits::ADDRESSES {
            break;
        }
        // `Tanaka, Taro <t@x>` without quotes is cut at its comma: a piece without an address belongs to the next that has one.
        if entry.angle.is_none() && !entry.words.contains('@') && entry.comment.is_empty() {
            if !entry.words.is_empty() && entry.separator == ',' {
                carried.push_str(&entry.words);
                carried.push_str(", ");
                continue;
            }
            note_odd(&mut list, &entry.words);
            carried.clear();
            continue;
        }
        let before = std::mem::take(&mut carried);
        match entry.into_address(&before) {
            Ok(address) => list.addresses.push(address),
            Err(odd) => note_odd(&mut list, &odd),
        }
    }
    note_odd(&mut list, carried.trim_end_matches([',', ' ']));
    list
}

fn note_odd(list: &mut AddressList, text: &str) {
    if list.odd.is_empty() && !text.is_empty() {
        list.odd = name(text);
    }
}

/// A decoded, clean and bounded display name.
fn name(raw: &str) -> CleanText {
    let decoded = decode_words(raw.trim());
    let cut = match decoded.char_indices().nth(limits::HEADER_CHARS) {
        Some((end, _)) => &decoded[..end],
        None => &decoded,
    };
    CleanText::line(cut.trim().trim_matches('"').trim())
}

/// One entry between commas: what stood before the angle brackets, inside them, and in comments.
#[derive(Debug, Default)]
struct Entry {
    words: String,
    angle: Option<String>,
    comment: String,
    separator: char,
}

impl Entry {
    fn is_empty(&self) -> bool {
        self.words.trim().is_empty() && self.angle.is_none() && self.comment.is_empty()
    }

    fn into_address(self, before: &str) -> Result<Address, String> {
        let Self { words, angle, comment, .. } = self;
        if let Some(angle) = angle {
            let spec = without_route(&angle);
            let parsed = bare(spec).or_else(|| spec.split_whitespace().collect::<String>().parse().ok());
            let shown = if words.is_empty() { comment } else { format!("{before}{words}") };
            return match parsed {
                Some(address) => Ok(Address { name: name(&shown), address }),
                // The address may stand before brackets that hold none.
                None => in_words(&shown).ok_or_else(|| format!("{shown} <{angle}>").trim().to_owned()),
            };
        }
        if let Some(address) = bare(&words) {
            return Ok(Address { name: name(&comment), address });
        }
        if let Some(found) = in_words(&words) {
            return Ok(found);
        }
        let joined: String = words.split_whitespace().collect();
        if let Ok(address) = joined.parse::<AddrSpec>() {
            return Ok(Address { name: name(&comment), address });
        }
        match bare(&comment) {
            Some(address) => Ok(Address { name: name(&words), address }),
            None if comment.is_empty() => Err(words),
            None => Err(format!("{words} ({comment})").trim().to_owned()),
        }
    }
}

/// `Name user@host` without brackets, or with half of them: the last word is the address.
fn in_words(words: &str) -> Option<Address> {
    let (shown, last) = words.trim_end().rsplit_once(char::is_whitespace)?;
    bare(last).map(|address| Address { name: name(shown), address })
}

/// An address without what is put around one: a bracket that has lost its other, the square ones of Outlook, `mailto:`.
///
/// A dot behind the domain says no more than that it is whole, and servers refuse it (RFC 5321 4.1.2).
fn bare(word: &str) -> Option<AddrSpec> {
    let word = word.trim().trim_end_matches('.');
    let link = word.trim_start_matches(['<', '[', '"', '(']).get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"));
    if let Some(address) = word.parse().ok().filter(|_| !link) {
        return Some(address);
    }
    let inner = word.trim_matches(|c: char| matches!(c, '<' | '>' | '[' | ']' | '(' | ')' | '"' | '\'') || c.is_whitespace());
    let inner = match inner.get(..7) {
        Some(scheme) if scheme.eq_ignore_ascii_case("mailto:") => &inner[7..],
        _ => inner,
    };
    inner.parse().ok()
}

/// The address behind an obsolete source route (RFC 5322 4.4: `@a,@b:user@host`).
fn without_route(angle: &str) -> &str {
    let angle = angle.trim();
    if angle.starts_with('@') { angle.split_once(':').map_or(angle, |(_, spec)| spec) } else { angle }
}

/// How many quotes of a list are tried as the one that has lost its other.
const QUOTES_TRIED: usize = 16;

/// The entries of a list. Where a quote has no other, the reading without one of the quotes counts that gives most addresses; of several the last.
fn entries_of(text: &str) -> Vec<Entry> {
    let text = &*closed_words(text);
    let (found, closed) = entries(text);
    if closed {
        return found;
    }
    let addresses = |entries: &[Entry]| {
        let usable = |one: &&Entry| bare(one.angle.as_deref().unwrap_or(&one.words)).is_some() || in_words(&one.words).is_some();
        entries.iter().filter(usable).count()
    };
    let without = |at: usize| [&text[..at], &text[at + 1..]].concat();
    text.match_indices('"')
        .take(QUOTES_TRIED)
        .map(|(at, _)| entries(&without(at)).0)
        .max_by_key(|entries| addresses(entries))
        .filter(|best| addresses(best) > 0)
        .unwrap_or(found)
}

/// The entries of a list, and whether every quote has its other.
fn entries(text: &str) -> (Vec<Entry>, bool) {
    let mut found = Vec::new();
    let mut closed = true;
    let mut entry = Entry::default();
    let mut group = String::new();
    let mut chars = text.chars().peekable();
    let mut in_angle = false;
    while let Some(c) = chars.next() {
        let had_angle = entry.angle.is_some();
        let sink = if in_angle { entry.angle.get_or_insert_default() } else { &mut entry.words };
        match c {
            '\r' | '\n' => {}
            '"' => closed &= quoted(&mut chars, sink, in_angle),
            '(' => comment(&mut chars, &mut entry.comment),
            '<' if !in_angle && !had_angle => {
                in_angle = true;
                entry.angle = Some(String::new());
            }
            '>' if in_angle => in_angle = false,
            // One bracket too many.
            '>' if had_angle => {}
            ',' | ';' if !in_angle || c == ';' || !sink.starts_with('@') => {
                in_angle = false;
                let members = std::mem::take(&mut group);
                if c == ';' && found.is_empty() && entry.is_empty() {
                    entry.words = members;
                }
                end(&mut entry, c, &mut found);
                if found.len() > limits::ADDRESSES {
                    return (found, closed);
                }
            }
            ':' if !in_angle && !sink.contains('@') && !ends_with_mailto(sink) => {
                // The name of a group; its members follow. One without any is all that stands there.
                group = std::mem::take(&mut entry).words;
            }
            _ => sink.push(c),
        }
    }
    end(&mut entry, '\0', &mut found);
    (found, closed)
}

fn ends_with_mailto(words: &str) -> bool {
    words.len() >= 6 && words.as_bytes()[words.len() - 6..].eq_ignore_ascii_case(b"mailto")
}

fn end(entry: &mut Entry, separator: char, found: &mut Vec<Entry>) {
    let mut done = std::mem::take(entry);
    done.words = done.words.trim().to_owned();
    done.comment = done.comment.trim().to_owned();
    done.separator = separator;
    if !done.is_empty() {
        found.push(done);
    }
}

/// A quoted string up to its closing quote. In an address (inside brackets, or before an `@`) the quotes are part of it.
/// False when it has no closing quote.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, sink: &mut String, in_angle: bool) -> bool {
    let (mut text, mut closed) = (String::new(), false);
    while let Some(c) = chars.next() {
        match c {
            '"' => {
                closed = true;
                break;
            }
            '\\' => text.extend(chars.next()),
            '\r' | '\n' => {}
            _ => text.push(c),
        }
    }
    if in_angle || chars.peek() == Some(&'@') {
        sink.push('"');
        sink.push_str(&text);
        sink.push('"');
    } else {
        sink.push_str(&text);
    }
    closed
}

/// A comment with the comments inside it; its text can stand for a name.
fn comment(chars: &mut std::iter::Peekable<std::str::Chars<'_>>, sink: &mut String) {
    let mut depth = 1_u32;
    if !sink.is_empty() {
        sink.push(' ');
    }
    while let Some(c) = chars.next() {
        match c {
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    return;
                }
            }
            '\\' => {
                sink.extend(chars.next());
                continue;
            }
            '\r' | '\n' => continue,
            _ => {}
        }
        sink.push(c);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::mime::charset;

    fn read(text: &str) -> Vec<(String, String)> {
        address_list(text).addresses.into_iter().map(|found| (found.name.into_string(), found.address.to_string())).collect()
    }

    fn one(text: &str) -> (String, String) {
        let all = read(text);
        assert_eq!(all.len(), 1, "{text}: {all:?}");
        all.into_iter().next().unwrap_or_default()
    }

    fn pair(name: &str, address: &str) -> (String, String) {
        (name.to_owned(), address.to_owned())
    }

    #[test]
    fn addresses_are_read_as_mail_writes_them() {
        assert_eq!(one("Taro Tanaka <t.tanaka@sample.example>"), pair("Taro Tanaka", "t.tanaka@sample.example"));
        assert_eq!(one("\"Tanaka, Taro\" <t@x.example>"), pair("Tanaka, Taro", "t@x.example"));
        assert_eq!(one("Tanaka, Taro <t@x.example>"), pair("Tanaka, Taro", "t@x.example"));
        assert_eq!(one("t@x.example (Taro (the elder))"), pair("Taro (the elder)", "t@x.example"));
        assert_eq!(one("<t@x.example>"), pair("", "t@x.example"));
        assert_eq!(one("=?UTF-8?B?55Sw5Lit?= <t@x.example>"), pair("田中", "t@x.example"));
        assert_eq!(one("\"=?UTF-8?B?55Sw5Lit?=\" <t@x.example>"), pair("田中", "t@x.example"));
        assert_eq!(one("Name user@x.example"), pair("Name", "user@x.example"));
        assert_eq!(one("<@relay.example,@b.example:t@x.example>"), pair("", "t@x.example"));
        assert_eq!(one("\"odd local\"@x.example"), pair("", "\"odd local\"@x.example"));
        assert_eq!(read("a@x.example, b@y.example; c@z.example").len(), 3);
        assert_eq!(read("team: Anna <a@x.example>, b@y.example;"), [pair("Anna", "a@x.example"), pair("", "b@y.example")]);
        assert_eq!(read("undisclosed-recipients:;"), []);
        assert_eq!(address_list("undisclosed-recipients:;").odd.as_str(), "undisclosed-recipients");
        assert_eq!(one("Anna <a@x.example.>"), pair("Anna", "a@x.example"));
    }

    #[test]
    fn signs_of_lists_inside_an_encoded_word_are_its_own() {
        assert_eq!(one("=?utf-8?Q?Berg,_Anna?= <a@x.example>"), pair("Berg, Anna", "a@x.example"));
        assert_eq!(one("=?utf-8?Q?Sales: Anna; (Berg)?= <a@x.example>"), pair("Sales: Anna; (Berg)", "a@x.example"));
        assert_eq!(one("=?iso-8859-1?q?\"Gr=FC=DF\"?= <a@x.example>"), pair("Grüß", "a@x.example"));
        assert_eq!(
            read("=?utf-8?Q?b@y.example,_x?= <a@x.example>, c@z.example"),
            [pair("b@y.example, x", "a@x.example"), pair("", "c@z.example")]
        );
        // What no word ends in time is none, so that no address gets lost in it.
        assert_eq!(read("=?utf-8?Q?Anna <a@x.example>, =?utf-8?Q?Bert?= <b@x.example>").len(), 2);
    }

    #[test]
    fn broken_quotes_and_brackets_cost_no_address() {
        let anna = "anna@alpha.example";
        for text in [
            "\"Anna Berg <anna@alpha.example>",
            "Anna Berg\" <anna@alpha.example>",
            "=?UTF-8?B?QW5uYSBCZXJn?=\" <anna@alpha.example>",
            "Anna Berg anna@alpha.example>",
            "Anna Berg <anna@alpha.example",
            "Anna Berg <anna@alpha.example>>",
            "Anna Berg (anna@alpha.example)",
            "Anna Berg [anna@alpha.example]",
            "Anna Berg [mailto:anna@alpha.example]",
            "Anna Berg <mailto:anna@alpha.example>",
            "Anna Berg <MAILTO:anna@alpha.example>",
            "Anna Berg <[anna@alpha.example]>",
            "Anna Berg anna@alpha.example <>",
        ] {
            assert_eq!(one(text), pair("Anna Berg", anna), "{text}");
        }
        assert_eq!(one("\" <anna@alpha.example>"), pair("", anna));
        assert_eq!(one("anna@alpha.example [mailto:anna@alpha.example]"), pair(anna, anna));
        assert_eq!(one("[anna@alpha.example]"), pair("", anna));
        assert_eq!(one("anna@[192.0.2.1]"), pair("", "anna@[192.0.2.1]"));
        assert_eq!(read("\"Anna <anna@alpha.example>, \"Bo\" <bo@b.example>"), [pair("Anna", anna), pair("Bo", "bo@b.example")]);
        assert_eq!(read("Anna <anna@alpha.example>, Bo\" <bo@b.example>, c@d.example").len(), 3);
    }

    #[test]
    fn an_address_is_never_made_by_decoding() {
        assert_eq!(read("<=?utf-8?Q?boss=40bank.example?=>"), []);
        let trick = one("=?utf-8?Q?boss=40bank.example?= <evil@x.example>");
        assert_eq!(trick, pair("boss@bank.example", "evil@x.example"));
        assert_eq!(one("\"a@bank.example\\0\" <evil@x.example>").1, "evil@x.example");
        assert_eq!(one("Boss <boss@bank.example> <evil@x.example>").1, "boss@bank.example");
    }

    #[test]
    fn what_is_no_address_is_still_shown() {
        assert_eq!(address_list("Mail Delivery Subsystem").odd.as_str(), "Mail Delivery Subsystem");
        assert_eq!(address_list("root (Cron Daemon)").odd.as_str(), "root (Cron Daemon)");
        assert_eq!(address_list("Mail Delivery System <MAILER-DAEMON>").odd.as_str(), "Mail Delivery System <MAILER-DAEMON>");
        assert_eq!(address_list("Anna Berg </O=ALPHA/CN=ANNA>").odd.as_str(), "Anna Berg </O=ALPHA/CN=ANNA>");
        assert_eq!(address_list("\"Nobody\" <not an address@>").odd.as_str(), "Nobody <not an address@>");
    }

    #[test]
    fn raw_japanese_names_are_read() {
        let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("田中太郎 株式会社サンプル営業部 <t@x.example>");
        assert_eq!(address_list(&charset::undeclared(&sjis)).addresses[0].name.as_str(), "田中太郎 株式会社サンプル営業部");
        let (jis, _, _) = encoding_rs::ISO_2022_JP.encode("\"田中、太郎\" <t@x.example>");
        assert_eq!(address_list(&charset::undeclared(&jis)).addresses[0].name.as_str(), "田中、太郎");
    }
}
