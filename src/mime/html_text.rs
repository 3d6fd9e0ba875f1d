//! HTML mail as readable lines with links and emphasis.
//!
//! One pass over the tokens with a few counters: no tree, no recursion, no styles computed and nothing fetched, so that time and memory grow with the size alone
//! whatever the nesting (RELIABILITY D4). What is lost is the look of a page; what is kept is what a reader needs: paragraphs, lists, table rows, quotes, links
//! with their true targets.

use std::collections::HashSet;

use super::html_entities::push_decoded;
use super::html_tokens::{Tag, Token, Tokens};
use crate::domain::mail::body::{BodyLine, BodySpan, LineKind, Link, SpanStyle};
use crate::domain::mail::mixed_scripts::shown_domain;
use crate::text::CleanText;

/// Lines of one mail; more is cut.
const MAX_LINES: usize = 50_000;
/// Links of one mail that are numbered; the words of further ones are kept.
const MAX_LINKS: usize = 2_000;

/// What was read from HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlText {
    /// The lines.
    pub lines: Vec<BodyLine>,
    /// The links, in order.
    pub links: Vec<Link>,
    /// More lines than are kept.
    pub cut: bool,
}

/// Reads HTML. Hidden elements, scripts, styles and pictures without words give nothing.
pub fn html_text(html: &str) -> HtmlText {
    let mut writer = Writer::default();
    let mut tokens = Tokens::new(html);
    while let Some(token) = tokens.next() {
        if writer.cut {
            break;
        }
        match token {
            Token::Text(text) => writer.text(text),
            Token::Open(tag) => {
                let name = tag.name.to_ascii_lowercase();
                match name.as_str() {
                    "style" => {
                        let css = tokens.skip_raw(&name);
                        hidden_classes(css, &mut writer.hidden_classes);
                    }
                    "script" | "title" | "textarea" | "iframe" | "noframes" | "xml" => {
                        tokens.skip_raw(&name);
                    }
                    _ => writer.open(&name, &tag),
                }
            }
            Token::Close(name) => writer.close(&name.to_ascii_lowercase()),
        }
    }
    writer.finish()
}

/// The lines as plain text with quote marks, as search and extraction take them.
pub fn as_plain(lines: &[BodyLine]) -> CleanText {
    let line_end = CleanText::block("\n");
    let mut out = CleanText::default();
    for line in lines {
        if line.quote > 0 {
            out.append(&CleanText::line(&format!("{} ", ">".repeat(usize::from(line.quote)))));
        }
        line.spans.iter().for_each(|span| out.append(&span.text));
        out.append(&line_end);
    }
    out
}

#[derive(Debug, Default)]
struct Writer {
    lines: Vec<BodyLine>,
    links: Vec<Link>,
    spans: Vec<BodySpan>,
    /// Words of the current span, and their style.
    words: String,
    words_style: Option<SpanStyle>,
    /// The words of each link.
    labels: Vec<String>,
    /// The mark of a list item that has no words yet.
    mark: Option<String>,
    /// White space that counts only if words follow.
    space: bool,
    /// An empty line that counts only if words follow.
    gap: bool,
    style: Styles,
    link: Option<usize>,
    quote: u8,
    heading: bool,
    pre: u32,
    lists: Vec<Option<u32>>,
    /// Cells written in the current row of a table.
    cells: u32,
    /// An element that is not shown: its name and how many of that name are open inside it.
    hidden: Option<(String, u32)>,
    hidden_classes: HashSet<String>,
    cut: bool,
}

#[derive(Debug, Default)]
struct Styles {
    strong: u32,
    emphasis: u32,
    code: u32,
}

impl Writer {
    fn open(&mut self, name: &str, tag: &Tag<'_>) {
        if let Some((hidden, depth)) = &mut self.hidden {
            *depth += u32::from(hidden == name);
            return;
        }
        if !is_void(name) && self.is_hidden(tag) {
            self.hidden = Some((name.to_owned(), 1));
            return;
        }
        match name {
            "br" => self.line_break(),
            "hr" => self.rule(),
            "p" => self.block(has_margin(tag)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block(true);
                self.heading = true;
            }
            "blockquote" => {
                self.block(true);
                self.quote = self.quote.saturating_add(1);
            }
            "pre" | "listing" => {
                self.block(true);
                self.pre += 1;
            }
            "ul" => self.list(None),
            "ol" => self.list(Some(tag.attribute("start").and_then(|start| start.parse().ok()).unwrap_or(1))),
            "li" => self.item(),
            "dt" | "dd" | "div" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside" | "address" | "figure"
            | "figcaption" | "form" | "fieldset" | "center" | "body" | "caption" | "details" | "summary" | "option" | "dl" | "table"
            | "thead" | "tbody" | "tfoot" => self.block(false),
            "tr" => {
                self.block(false);
                self.cells = 0;
            }
            "td" | "th" => self.cell(),
            "b" | "strong" => self.style.strong += 1,
            "i" | "em" | "cite" | "dfn" | "var" => self.style.emphasis += 1,
            "code" | "tt" | "kbd" | "samp" => self.style.code += 1,
            "a" => self.link = tag.attribute("href").and_then(|href| self.new_link(href)),
            "img" => {
                if let Some(alt) = tag.attribute("alt").filter(|alt| !alt.trim().is_empty()) {
                    self.text(alt);
                }
            }
            _ => {}
        }
    }

    fn close(&mut self, name: &str) {
        if let Some((hidden, depth)) = &mut self.hidden {
            if hidden == name {
                *depth -= 1;
                if *depth == 0 {
                    self.hidden = None;
                }
            }
            return;
        }
        match name {
            "p" => self.block(false),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block(true);
                self.heading = false;
            }
            "blockquote" => {
                self.block(true);
                self.quote = self.quote.saturating_sub(1);
            }
            "pre" | "listing" => {
                self.block(true);
                self.pre = self.pre.saturating_sub(1);
            }
            "ul" | "ol" => {
                self.block(self.lists.len() <= 1);
                self.lists.pop();
            }
            "li" | "dt" | "dd" | "div" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside" | "address" | "figure"
            | "figcaption" | "form" | "fieldset" | "center" | "caption" | "details" | "summary" | "option" | "dl" | "tr" => {
                self.block(false)
            }
            "table" => self.block(false),
            "b" | "strong" => self.style.strong = self.style.strong.saturating_sub(1),
            "i" | "em" | "cite" | "dfn" | "var" => self.style.emphasis = self.style.emphasis.saturating_sub(1),
            "code" | "tt" | "kbd" | "samp" => self.style.code = self.style.code.saturating_sub(1),
            "a" => self.link = None,
            _ => {}
        }
    }

    fn text(&mut self, raw: &str) {
        if self.hidden.is_some() {
            return;
        }
        let mut decoded = String::new();
        let text = if raw.contains('&') {
            push_decoded(raw, &mut decoded);
            &decoded
        } else {
            raw
        };
        if self.pre > 0 {
            let mut pieces = text.split('\n');
            if let Some(first) = pieces.next() {
                self.push_words(first.trim_end_matches('\r'));
            }
            for piece in pieces {
                self.line_break();
                self.push_words(piece.trim_end_matches('\r'));
            }
            return;
        }
        for (index, word) in text.split([' ', '\t', '\n', '\r', '\u{c}', '\u{a0}']).enumerate() {
            self.space |= index > 0;
            // Mailings fill their hidden beginnings with these; the joiner of emoji is not among them.
            let filler = |c: char| matches!(c, '\u{200b}' | '\u{200c}' | '\u{200e}' | '\u{200f}' | '\u{feff}' | '\u{34f}' | '\u{ad}');
            if word.is_ascii() || !word.contains(filler) {
                self.push_words(word);
            } else {
                self.push_words(&word.replace(filler, ""));
            }
        }
    }

    /// Makes ready for words: what is owed before them (the mark of an item, the space), and a new span where the style changed.
    fn begin_words(&mut self) {
        if let Some(mark) = self.mark.take() {
            self.spans.push(BodySpan { text: CleanText::line(&mark), style: SpanStyle::Plain });
            self.space = false;
        }
        let style = match self.link {
            Some(link) => SpanStyle::Link(link),
            None if self.style.code > 0 => SpanStyle::Code,
            None if self.style.strong > 0 => SpanStyle::Strong,
            None if self.style.emphasis > 0 => SpanStyle::Emphasis,
            None => SpanStyle::Plain,
        };
        let space = std::mem::take(&mut self.space) && !(self.spans.is_empty() && self.words.is_empty());
        if self.words_style != Some(style) {
            // The space before a link is not part of it.
            if space && !self.words.is_empty() {
                self.words.push(' ');
                self.flush_span();
            } else {
                self.flush_span();
                if space {
                    self.words.push(' ');
                }
            }
            self.words_style = Some(style);
        } else if space {
            self.words.push(' ');
        }
    }

    fn push_words(&mut self, words: &str) {
        if !words.is_empty() {
            self.begin_words();
            self.words.push_str(words);
        }
    }

    fn flush_span(&mut self) {
        let Some(style) = self.words_style.take() else { return };
        let words = std::mem::take(&mut self.words);
        let text = if self.pre > 0 { CleanText::block(&words) } else { CleanText::line(&words) };
        if text.is_empty() {
            return;
        }
        if let SpanStyle::Link(link) = style {
            self.labels[link].push_str(text.as_str());
        }
        self.spans.push(BodySpan { text, style });
    }

    /// Ends the line if there is anything on it.
    fn end_line(&mut self) -> bool {
        self.flush_span();
        self.space = false;
        if self.spans.is_empty() {
            return false;
        }
        let spans = std::mem::take(&mut self.spans);
        self.gap();
        let kind = match (self.heading, self.pre > 0) {
            (true, _) => LineKind::Heading,
            (_, true) => LineKind::Fixed,
            _ => LineKind::Text,
        };
        self.push_line(BodyLine { quote: self.quote, kind, spans });
        true
    }

    fn gap(&mut self) {
        let gap = std::mem::take(&mut self.gap);
        if gap && self.lines.last().is_some_and(|line| !line.spans.is_empty()) {
            let quote = self.lines.last().map_or(0, |line| line.quote.min(self.quote));
            self.push_line(BodyLine { quote, kind: LineKind::Text, spans: Vec::new() });
        }
    }

    fn push_line(&mut self, line: BodyLine) {
        if self.lines.len() >= MAX_LINES {
            self.cut = true;
        } else {
            self.lines.push(line);
        }
    }

    fn block(&mut self, margin: bool) {
        self.end_line();
        self.gap |= margin;
    }

    fn line_break(&mut self) {
        if !self.end_line() {
            if self.pre > 0 {
                self.push_line(BodyLine { quote: self.quote, kind: LineKind::Fixed, spans: Vec::new() });
            } else {
                self.gap = true;
            }
        }
    }

    fn rule(&mut self) {
        self.block(false);
        self.push_words("--------------------");
        self.end_line();
    }

    fn list(&mut self, number: Option<u32>) {
        self.block(self.lists.is_empty());
        if self.lists.len() < 50 {
            self.lists.push(number);
        }
    }

    fn item(&mut self) {
        self.end_line();
        let indent = "  ".repeat(self.lists.len().saturating_sub(1).min(8));
        let mark = match self.lists.last_mut() {
            Some(Some(number)) => {
                let mark = format!("{indent}{number}. ");
                *number = number.saturating_add(1);
                mark
            }
            _ => format!("{indent}• "),
        };
        self.mark = Some(mark);
    }

    /// A further cell of a row stands behind the first with a gap between.
    fn cell(&mut self) {
        self.flush_span();
        if !self.spans.is_empty() && self.cells > 0 {
            self.spans.push(BodySpan { text: CleanText::line("   "), style: SpanStyle::Plain });
            self.space = false;
        }
        self.cells += 1;
    }

    fn new_link(&mut self, href: &str) -> Option<usize> {
        let mut target = String::new();
        push_decoded(href.trim(), &mut target);
        let link = link(&target)?;
        if self.links.len() >= MAX_LINKS {
            return None;
        }
        self.links.push(link);
        self.labels.push(String::new());
        Some(self.links.len() - 1)
    }

    fn is_hidden(&self, tag: &Tag<'_>) -> bool {
        if tag.attribute("hidden").is_some() {
            return true;
        }
        if tag.attribute("style").is_some_and(hides) {
            return true;
        }
        !self.hidden_classes.is_empty()
            && tag
                .attribute("class")
                .is_some_and(|classes| classes.split_ascii_whitespace().any(|class| self.hidden_classes.contains(class)))
    }

    fn finish(mut self) -> HtmlText {
        self.end_line();
        while self.lines.last().is_some_and(|line| line.spans.is_empty()) {
            self.lines.pop();
        }
        for (link, label) in self.links.iter_mut().zip(&self.labels) {
            link.label = CleanText::line(label.trim());
        }
        HtmlText { lines: self.lines, links: self.links, cut: self.cut }
    }
}

/// A link to the web or to a mail address; others (javascript, file, data, fragments) are none.
pub fn link(target: &str) -> Option<Link> {
    let target = CleanText::line(&target.split_whitespace().collect::<String>());
    let text = target.as_str();
    let (scheme, rest) = text.split_once(':')?;
    let host = match scheme.to_ascii_lowercase().as_str() {
        "http" | "https" => {
            let authority = rest.trim_start_matches('/').split(['/', '?', '#', '\\']).next().unwrap_or_default();
            let host = authority.rsplit('@').next().unwrap_or_default();
            let host = if host.starts_with('[') { host } else { host.split(':').next().unwrap_or_default() };
            if host.is_empty() {
                return None;
            }
            CleanText::line(&shown_domain(host))
        }
        "mailto" => CleanText::default(),
        _ => return None,
    };
    Some(Link { label: CleanText::default(), target, host })
}

/// Whether a paragraph stands apart from the one before. Word writes every line as a paragraph without margin.
fn has_margin(tag: &Tag<'_>) -> bool {
    let word = tag.attribute("class").is_some_and(|class| class.starts_with("Mso") || class.starts_with("western"));
    let flat = tag.attribute("style").is_some_and(|style| {
        let plain: String = style.chars().filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
        plain.contains("margin:0") || plain.contains("margin-bottom:0")
    });
    !word && !flat
}

/// Whether a style hides its element: not displayed, or the zero sizes of preheaders.
fn hides(style: &str) -> bool {
    if !style.contains(['n', 'N', '0']) {
        return false;
    }
    let plain: String = style.chars().take(2_000).filter(|c| !c.is_whitespace()).collect::<String>().to_ascii_lowercase();
    plain.contains("display:none")
        || plain.contains("visibility:hidden")
        || plain.contains("mso-hide:all") && plain.contains("max-height:0")
}

/// The simple classes that a style sheet does not display, outside of media rules.
fn hidden_classes(css: &str, found: &mut HashSet<String>) {
    let mut depth = 0_u32;
    let (mut selector_start, mut selector_end) = (0, 0);
    let mut nested = false;
    for (at, byte) in css.bytes().enumerate() {
        match byte {
            b'{' => {
                depth += 1;
                if depth == 1 {
                    selector_end = at;
                    nested = false;
                } else {
                    nested = true;
                }
            }
            b'}' => {
                if depth == 1 && !nested && found.len() < 200 && hides(&css[selector_end + 1..at]) {
                    let selectors = css[selector_start..selector_end].split(',').map(str::trim);
                    let simple = selectors
                        .filter_map(|selector| selector.split_once('.'))
                        .filter(|(tag, _)| tag.bytes().all(|byte| byte.is_ascii_alphanumeric()));
                    found.extend(simple.map(|(_, class)| class.to_owned()).filter(|class| !class.contains([' ', '.', ':', '>', '['])));
                }
                depth = depth.saturating_sub(1);
                if depth == 0 {
                    selector_start = at + 1;
                }
            }
            _ => {}
        }
    }
}

fn is_void(name: &str) -> bool {
    matches!(name, "br" | "hr" | "img" | "input" | "meta" | "link" | "area" | "base" | "col" | "wbr" | "embed" | "source")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(html: &str) -> String {
        as_plain(&html_text(html).lines).into_string()
    }

    #[test]
    fn paragraphs_breaks_and_quotes_read_like_text() {
        assert_eq!(shown("<p>One  two\n three</p><p>Four<br>five</p>"), "One two three\n\nFour\nfive\n");
        assert_eq!(shown("<div>a</div><div><br></div><div>b</div>"), "a\n\nb\n");
        assert_eq!(
            shown("Hello<blockquote>quoted<blockquote>deeper</blockquote></blockquote>bye"),
            "Hello\n\n> quoted\n> \n>> deeper\n\nbye\n"
        );
        assert_eq!(shown("<p class=MsoNormal>a</p><p class=MsoNormal>b</p>"), "a\nb\n");
        assert_eq!(shown("<pre>a  b\n  c\n\nd</pre>"), "a  b\n  c\n\nd\n");
    }

    #[test]
    fn lists_and_tables_keep_their_order() {
        assert_eq!(shown("<ul><li>a<li>b<ol><li>c</li><li>d</ol></ul>x"), "• a\n• b\n  1. c\n  2. d\n\nx\n");
        assert_eq!(
            shown("<table><tr><th>Item</th><th>Price</th></tr><tr><td>Pen</td><td>100円</td></tr></table>"),
            "Item   Price\nPen   100円\n"
        );
    }

    #[test]
    fn what_a_page_hides_is_not_shown() {
        assert_eq!(
            shown("<style>.pre{display:none} @media x{.show{display:none}}</style><span class='pre'>A</span><span class=show>B</span>"),
            "B\n"
        );
        assert_eq!(shown("<div style='display: none'>a<div>b</div>c</div>d<script>e<p></script><title>f</title>"), "d\n");
        assert_eq!(shown("a<img src=x><img alt='Logo' src=y>"), "aLogo\n");
    }

    #[test]
    fn links_say_where_they_really_go() {
        let read = html_text(
            "<a href='https://evil.example/x?a=1&amp;b=2'>https://bank.example</a> <a href='javascript:x'>no</a> <a href='mailto:a@b.example'>mail</a>",
        );
        assert_eq!(read.links.len(), 2);
        assert_eq!(read.links[0].host.as_str(), "evil.example");
        assert_eq!(read.links[0].label.as_str(), "https://bank.example");
        assert_eq!(read.links[0].target.as_str(), "https://evil.example/x?a=1&b=2");
        assert_eq!(link("http://user:pw@real.example:8080/").map(|link| link.host.into_string()).as_deref(), Some("real.example"));
        assert_eq!(link("http://bank.example\\@evil.example/").map(|link| link.host.into_string()).as_deref(), Some("bank.example"));
        assert_eq!(link("file:///etc/passwd"), None);
    }

    #[test]
    fn bombs_cost_no_more_than_their_size() {
        let start = std::time::Instant::now();
        for piece in [
            "<div>",
            "<b>",
            "<table><tr><td>",
            "<blockquote>",
            "<ul><li>",
            "<a href='http://x.example'>",
            "<!--",
            "<p a=\"",
            "&#",
            "<style>",
            "<b id=1><p>x",
        ] {
            let html = piece.repeat(1_000_000 / piece.len());
            let read = html_text(&html);
            assert!(read.lines.len() <= MAX_LINES);
        }
        // Generous: eleven megabytes in an unoptimised build on a busy machine; the square of any of them would take minutes.
        assert!(start.elapsed().as_secs() < 60, "{:?}", start.elapsed());
    }
}
