//! The layout: tags and words become lines with links and emphasis, by a few counters.

use std::borrow::Cow;

use super::ends::{Around, End, Unshown};
use super::hidden::{Hidden, has_margin};
use super::links::link;
use super::tables::Tables;
use super::tag::{Tag, is_void};
use crate::domain::mail::body::{BodyLine, BodySpan, LineKind, Link, SpanStyle};
use crate::text::{CleanText, is_visible};

/// Lines of one mail; more is cut.
const MAX_LINES: usize = 50_000;
/// Elements inside one another of which it is known what they say of line ends.
const MAX_KEPT: usize = 50;
/// Links of one mail that are numbered; the words of further ones are kept.
const MAX_LINKS: usize = 2_000;

/// What was read from HTML.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HtmlText {
    /// The lines in reading order.
    pub lines: Vec<BodyLine>,
    /// The links, in order.
    pub links: Vec<Link>,
    /// There was more than is read.
    pub cut: bool,
}

/// What is laid out so far.
#[derive(Debug, Default)]
pub(super) struct Layout {
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
    /// The tables that are open.
    tables: Tables,
    /// A paragraph (1), or an empty line (2), that ends the line in a cell only if words follow in it.
    soft: u8,
    /// An element that is not shown.
    hidden: Option<Unshown>,
    /// The elements that are open around it.
    around: Around,
    hiding: Hidden,
    /// Elements that say whether line ends and blanks are kept: their names, how many of that name are open inside each, and what they say.
    kept: Vec<(String, u32, bool)>,
    /// Everything is shown, also what is hidden.
    reveal: bool,
    /// Something was hidden.
    hid: bool,
    cut: bool,
}

#[derive(Debug, Default)]
struct Styles {
    strong: u32,
    emphasis: u32,
    code: u32,
}

impl Layout {
    /// An opening tag.
    pub fn open(&mut self, tag: &Tag) {
        let name = tag.name();
        if let Some(hidden) = &mut self.hidden {
            if !hidden.ends_at_start(name, is_void(name), &self.around) {
                return;
            }
            self.hidden = None;
        }
        if !is_void(name) && (name == "xml" || self.hiding.hide(tag)) {
            self.hid = true;
            if !self.reveal {
                self.around.enter(name);
                self.hidden = Some(Unshown::new(name));
                return;
            }
        }
        self.around.open(name);
        self.open_shown(name, tag);
        self.keep_breaks(name, tag);
    }

    fn open_shown(&mut self, name: &str, tag: &Tag) {
        match name {
            // Buttons say what pressing them would do.
            "input" => {
                let pressed = tag
                    .attribute("type")
                    .is_some_and(|kind| ["submit", "button", "reset"].iter().any(|one| kind.eq_ignore_ascii_case(one)));
                if let Some(words) = tag.attribute("value").filter(|_| pressed) {
                    self.text(&format!(" [{words}] "));
                }
            }
            "br" if self.in_cell() => self.end_softly(self.soft > 0),
            "br" => self.line_break(),
            "hr" => self.rule(),
            "p" if self.in_cell() => self.end_softly(has_margin(tag)),
            "div" | "center" if self.in_cell() => self.end_softly(false),
            "p" => self.block(has_margin(tag)),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block(true);
                self.heading = true;
            }
            "blockquote" => {
                self.block(true);
                self.quote = self.quote.saturating_add(1);
            }
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.block(true);
                self.pre += 1;
            }
            "ul" => self.list(None),
            "ol" => self.list(Some(tag.attribute("start").and_then(|start| start.trim().parse().ok()).unwrap_or(1))),
            "li" => self.item(tag.attribute("value").and_then(|value| value.trim().parse().ok())),
            "dt" | "dd" | "div" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside" | "address" | "figure"
            | "figcaption" | "form" | "fieldset" | "center" | "body" | "caption" | "details" | "summary" | "option" | "dl" => {
                self.block(false)
            }
            "thead" | "tbody" | "tfoot" => self.end_row(),
            "table" => {
                self.end_row();
                self.tables.begin(tag.attribute("role").is_some_and(|role| role.eq_ignore_ascii_case("presentation")));
            }
            "tr" => {
                self.end_row();
                self.cells = 0;
                self.tables.begin_row();
            }
            "td" | "th" => self.cell(tag),
            "area" => self.area(tag),
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

    /// A closing tag.
    pub fn close(&mut self, name: &str) {
        if let Some(hidden) = &mut self.hidden {
            match hidden.at_end(name, &self.around) {
                End::Inside => return,
                End::Own => {
                    self.hidden = None;
                    return;
                }
                End::Outer => self.hidden = None,
            }
        }
        self.around.close(name);
        match name {
            "p" | "div" | "center" if self.in_cell() => self.end_softly(false),
            "p" => self.block(false),
            "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => {
                self.block(true);
                self.heading = false;
            }
            "blockquote" => {
                self.block(true);
                self.quote = self.quote.saturating_sub(1);
            }
            "pre" | "listing" | "xmp" | "plaintext" => {
                self.block(true);
                self.pre = self.pre.saturating_sub(1);
            }
            "ul" | "ol" => {
                self.block(self.lists.len() <= 1);
                self.lists.pop();
            }
            "li" | "dt" | "dd" | "div" | "section" | "article" | "header" | "footer" | "main" | "nav" | "aside" | "address" | "figure"
            | "figcaption" | "form" | "fieldset" | "center" | "caption" | "details" | "summary" | "option" | "dl" => self.block(false),
            "tr" => self.end_row(),
            "table" => {
                self.end_row();
                self.tables.end(&mut self.lines);
            }
            "b" | "strong" => self.style.strong = self.style.strong.saturating_sub(1),
            "i" | "em" | "cite" | "dfn" | "var" => self.style.emphasis = self.style.emphasis.saturating_sub(1),
            "code" | "tt" | "kbd" | "samp" => self.style.code = self.style.code.saturating_sub(1),
            "a" => self.link = None,
            _ => {}
        }
        self.end_breaks(name);
    }

    /// `white-space: pre` and its kin: what an element says with line ends and blanks is kept.
    fn keep_breaks(&mut self, name: &str, tag: &Tag) {
        if let Some((of, inside, _)) = self.kept.last_mut()
            && of == name
        {
            if matches!(name, "p" | "li" | "td" | "th" | "tr" | "dt" | "dd") {
                self.kept.pop();
            } else {
                *inside += 1;
            }
        }
        let preformatted = matches!(name, "pre" | "listing" | "xmp" | "plaintext");
        let says = self.hiding.keeps_breaks(tag).or(preformatted.then_some(true)).filter(|_| !is_void(name) && self.kept.len() < MAX_KEPT);
        if let Some(keeps) = says.filter(|keeps| *keeps || self.breaks()) {
            self.kept.push((name.to_owned(), 1, keeps));
        }
    }

    fn end_breaks(&mut self, name: &str) {
        let Some((of, inside, _)) = self.kept.last_mut() else { return };
        if of == name {
            *inside -= 1;
            if *inside == 0 {
                self.flush_span();
                self.kept.pop();
            }
        }
    }

    /// Whether line ends and blanks are text.
    fn breaks(&self) -> bool {
        self.kept.last().map_or(self.pre > 0, |(_, _, keeps)| *keeps)
    }

    /// Words between tags, in pieces of any size, line ends as `\n`.
    pub fn text(&mut self, text: &str) {
        if self.hidden.is_some() {
            return;
        }
        if self.breaks() {
            let mut pieces = text.split('\n');
            if let Some(first) = pieces.next() {
                self.push_words(first);
            }
            for piece in pieces {
                self.line_break();
                self.push_words(piece);
            }
            return;
        }
        let text = without_line_ends(text);
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
        if self.soft > 0 {
            let gap = self.soft > 1;
            self.end_line();
            self.gap |= gap;
        }
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
        let text = if self.breaks() { CleanText::block(&words) } else { CleanText::line(&words) };
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
        self.soft = 0;
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
        self.tables.line(self.lines.len());
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
            if self.breaks() {
                let kind = if self.pre > 0 { LineKind::Fixed } else { LineKind::Text };
                self.push_line(BodyLine { quote: self.quote, kind, spans: Vec::new() });
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

    fn item(&mut self, value: Option<u32>) {
        self.end_line();
        if let (Some(Some(number)), Some(value)) = (self.lists.last_mut(), value) {
            *number = value;
        }
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
    fn cell(&mut self, tag: &Tag) {
        self.flush_span();
        let broken = std::mem::take(&mut self.soft) > 0;
        let gap = !self.spans.is_empty() && self.cells > 0;
        if gap {
            self.spans.push(BodySpan { text: CleanText::line("   "), style: SpanStyle::Plain });
            self.space = false;
        }
        self.cells += 1;
        let columns = tag.attribute("colspan").and_then(|count| count.trim().parse().ok()).unwrap_or(1);
        let right = tag.attribute("align").is_some_and(|align| align.trim().eq_ignore_ascii_case("right"));
        self.tables.cell(self.spans.len(), gap, columns, right, broken);
    }

    /// Whether words stand in a cell of a row, where a paragraph need not end the line.
    fn in_cell(&self) -> bool {
        self.tables.cell_start().is_some() && !self.breaks()
    }

    /// A paragraph begins or ends in a cell: nothing at its edges, a line end between words.
    fn end_softly(&mut self, gap: bool) {
        let Some(start) = self.tables.cell_start() else { return };
        if self.spans.len() > start || !self.words.is_empty() {
            self.soft = self.soft.max(1 + u8::from(gap));
        } else if self.spans.is_empty() {
            self.gap |= gap;
        } else {
            self.tables.break_before();
        }
    }

    /// The line of a row ends with it.
    fn end_row(&mut self) {
        self.block(false);
        self.tables.end_row();
    }

    /// A place on a picture that is a link (HTML 4.8.14): its words, else the host that it leads to.
    fn area(&mut self, tag: &Tag) {
        let Some(link) = tag.attribute("href").and_then(|href| self.new_link(href)) else { return };
        let host = self.links[link].leads_to().to_owned();
        let words = tag.attribute("alt").map(str::trim).filter(|alt| !alt.is_empty()).map_or(host, str::to_owned);
        let around = self.link.replace(link);
        self.space = true;
        self.text(&words);
        self.space = true;
        self.link = around;
    }

    fn new_link(&mut self, href: &str) -> Option<usize> {
        let link = link(href)?;
        if self.links.len() >= MAX_LINKS {
            return None;
        }
        self.links.push(link);
        self.labels.push(String::new());
        Some(self.links.len() - 1)
    }

    /// The rules of a style sheet.
    pub fn styles(&mut self, css: &str) {
        self.hiding.add(css);
    }

    /// Whether no more is read: there are as many lines as are kept.
    pub fn is_full(&self) -> bool {
        self.cut
    }

    /// A layout that shows what is hidden as well.
    pub fn revealing() -> Self {
        Self { reveal: true, ..Self::default() }
    }

    /// Whether it shows what is hidden as well.
    pub fn reveals(&self) -> bool {
        self.reveal
    }

    /// Something was passed over that a reader might have seen.
    pub fn note_hidden(&mut self, hidden: bool) {
        self.hid |= hidden;
    }

    /// Whether nothing is shown, and something was hidden.
    pub fn hid_everything(&self) -> bool {
        let shown = |span: &BodySpan| span.text.as_str().chars().any(is_visible);
        self.hid
            && !self.reveal
            && !self.words.chars().any(is_visible)
            && !self.lines.iter().flat_map(|line| &line.spans).chain(&self.spans).any(shown)
    }

    /// Ends the last line. `more`: the mail has more than was read.
    pub fn finish(mut self, more: bool) -> HtmlText {
        self.end_line();
        while !self.tables.is_empty() {
            self.tables.end(&mut self.lines);
        }
        while self.lines.last().is_some_and(|line| line.spans.is_empty()) {
            self.lines.pop();
        }
        for (link, label) in self.links.iter_mut().zip(&self.labels) {
            link.label = CleanText::line(label.trim());
        }
        HtmlText { lines: self.lines, links: self.links, cut: self.cut || more }
    }
}

/// A text without the line ends of its source between letters of scripts that are written without spaces: there a line end is none (CSS Text 3, 4.1.3).
fn without_line_ends(text: &str) -> Cow<'_, str> {
    let unspaced = |c: &char| matches!(c, '\u{2e80}'..='\u{312f}' | '\u{31a0}'..='\u{a4cf}' | '\u{f900}'..='\u{faff}' | '\u{ff00}'..='\u{ff9f}' | '\u{20000}'..='\u{3ffff}');
    if text.is_ascii() || !text.contains('\n') {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(start) = rest.find([' ', '\t', '\n', '\r']) {
        let blanks = rest[start..].find(|c| !matches!(c, ' ' | '\t' | '\n' | '\r')).unwrap_or(rest.len() - start);
        let (before, after) = (&rest[..start], &rest[start + blanks..]);
        out.push_str(before);
        let inside = out.chars().next_back().as_ref().is_some_and(unspaced) && after.chars().next().as_ref().is_some_and(unspaced);
        if !(inside && rest[start..start + blanks].contains('\n')) {
            out.push_str(&rest[start..start + blanks]);
        }
        rest = after;
    }
    out.push_str(rest);
    Cow::Owned(out)
}
