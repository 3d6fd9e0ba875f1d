//! HTML cut into tags and text in one pass, as browsers cut it for the part that mail uses. Nothing is nested here, so nothing can be too deep.

/// A piece of HTML.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Token<'a> {
    /// Text between tags, character references not decoded.
    Text(&'a str),
    /// `<name attributes>`.
    Open(Tag<'a>),
    /// `</name>`.
    Close(&'a str),
}

/// An opening tag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Tag<'a> {
    /// Its name as written.
    pub name: &'a str,
    attributes: &'a str,
}

impl<'a> Tag<'a> {
    /// The raw value of an attribute; empty for one without a value.
    pub fn attribute(&self, name: &str) -> Option<&'a str> {
        let mut rest = self.attributes;
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() {
                return None;
            }
            let end = rest[1..].find(|c: char| c.is_ascii_whitespace() || c == '=' || c == '/').map_or(rest.len(), |at| at + 1);
            let (key, after) = rest.split_at(end);
            let after = after.trim_start();
            let (value, after) = match after.strip_prefix('=') {
                Some(after) => value(after.trim_start()),
                None => ("", after),
            };
            if key.eq_ignore_ascii_case(name) {
                return Some(value);
            }
            rest = after;
        }
    }
}

fn value(text: &str) -> (&str, &str) {
    for quote in ['"', '\''] {
        if let Some(rest) = text.strip_prefix(quote) {
            return rest.split_once(quote).unwrap_or((rest, ""));
        }
    }
    text.split_at(text.find(|c: char| c.is_ascii_whitespace()).unwrap_or(text.len()))
}

/// Cuts HTML into tokens.
#[derive(Debug)]
pub(super) struct Tokens<'a> {
    rest: &'a str,
    /// No comment ends in what is left, so none has to be looked for again.
    no_comment_end: bool,
}

impl<'a> Tokens<'a> {
    pub fn new(html: &'a str) -> Self {
        Self { rest: html, no_comment_end: false }
    }

    /// Skips raw text up to the closing tag of an element whose content is no markup, and gives it.
    pub fn skip_raw(&mut self, name: &str) -> &'a str {
        let mut from = 0;
        while let Some(found) = self.rest[from..].find("</") {
            let at = from + found;
            let after = &self.rest[at + 2..];
            if after.get(..name.len()).is_some_and(|word| word.eq_ignore_ascii_case(name)) {
                let raw = &self.rest[..at];
                let end = after.find('>').map_or(self.rest.len(), |end| at + 2 + end + 1);
                self.rest = &self.rest[end..];
                return raw;
            }
            from = at + 2;
        }
        std::mem::take(&mut self.rest)
    }

    fn comment(&mut self, after: &'a str) -> &'a str {
        // `<!-->` and `<!--->` are whole comments.
        if let Some(rest) = after.strip_prefix('>').or_else(|| after.strip_prefix("->")) {
            return rest;
        }
        if !self.no_comment_end {
            if let Some(end) = after.find("-->") {
                return &after[end + 3..];
            }
            self.no_comment_end = true;
        }
        after.split_once('>').map_or("", |(_, rest)| rest)
    }
}

impl<'a> Iterator for Tokens<'a> {
    type Item = Token<'a>;

    fn next(&mut self) -> Option<Token<'a>> {
        loop {
            let rest = self.rest;
            if rest.is_empty() {
                return None;
            }
            let Some(after) = rest.strip_prefix('<') else {
                let end = rest.find('<').unwrap_or(rest.len());
                self.rest = &rest[end..];
                return Some(Token::Text(&rest[..end]));
            };
            if let Some(comment) = after.strip_prefix("!--") {
                self.rest = self.comment(comment);
            } else if after.starts_with(['!', '?']) {
                self.rest = after.split_once('>').map_or("", |(_, rest)| rest);
            } else if let Some(close) = after.strip_prefix('/') {
                let (inside, rest) = close.split_once('>').unwrap_or((close, ""));
                self.rest = rest;
                let name = inside.split(|c: char| c.is_ascii_whitespace() || c == '/').next().unwrap_or_default();
                return Some(Token::Close(name));
            } else if after.starts_with(|c: char| c.is_ascii_alphabetic()) {
                let end = tag_end(after);
                let inside = &after[..end];
                self.rest = after.get(end + 1..).unwrap_or("");
                let name_end = inside.find(|c: char| c.is_ascii_whitespace() || c == '/').unwrap_or(inside.len());
                return Some(Token::Open(Tag { name: &inside[..name_end], attributes: &inside[name_end..] }));
            } else {
                self.rest = after;
                return Some(Token::Text("<"));
            }
        }
    }
}

/// Where the `>` stands that ends a tag: not one inside a quoted value. A quote that never closes ends at the first `>`.
fn tag_end(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            b'>' => return at,
            quote @ (b'"' | b'\'') if at > 0 && (bytes[at - 1] == b'=' || bytes[at - 1].is_ascii_whitespace()) => {
                // A value longer than this is an open quote, and looking on for every tag would cost the square of the size.
                let reach = bytes.len().min(at + 1 + 16 * 1024);
                match bytes[at + 1..reach].iter().position(|byte| *byte == quote) {
                    Some(length) => at += length + 1,
                    None => return bytes[at..].iter().position(|byte| *byte == b'>').map_or(bytes.len(), |length| at + length),
                }
            }
            _ => {}
        }
        at += 1;
    }
    bytes.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn names(html: &str) -> Vec<String> {
        Tokens::new(html)
            .map(|token| match token {
                Token::Text(text) => text.to_owned(),
                Token::Open(tag) => format!("<{}>", tag.name),
                Token::Close(name) => format!("</{name}>"),
            })
            .collect()
    }

    #[test]
    fn tags_and_text_are_told_apart() {
        assert_eq!(names("<p class=x>a<br/>b</p >"), ["<p>", "a", "<br>", "b", "</p>"]);
        assert_eq!(names("1 < 2 <!-- <b> --> & <a href=\"x>y\">z"), ["1 ", "<", " 2 ", " & ", "<a>", "z"]);
        assert_eq!(names("<![if x]>a<?xml?>b<!doctype html>c"), ["a", "b", "c"]);
        assert_eq!(names("a <b"), ["a ", "<b>"]);
        assert_eq!(names("x<!-- open > y"), ["x", " y"]);
    }

    #[test]
    fn attributes_are_found_in_any_spelling() {
        let tag = |html| match Tokens::new(html).next().unwrap() {
            Token::Open(tag) => tag,
            other => panic!("{other:?}"),
        };
        assert_eq!(tag("<a HREF='x y' b>").attribute("href"), Some("x y"));
        assert_eq!(tag("<a b=1 href = \"u\">").attribute("href"), Some("u"));
        assert_eq!(tag("<a href=u/v?w>").attribute("href"), Some("u/v?w"));
        assert_eq!(tag("<a hidden>").attribute("hidden"), Some(""));
        assert_eq!(tag("<a data-href=x>").attribute("href"), None);
    }
}
