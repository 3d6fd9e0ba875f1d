//! HTML cut into tags and words by html5gum's tokenizer, which writes into our layout as it goes: no token is made, and nothing is kept but what is read.

use std::borrow::Cow;

use html5gum::emitters::Emitter;
use html5gum::{Error, State, Tokenizer};

use super::layout::{HtmlText, Layout};
use super::tag::Tag;

/// The longest name of an attribute that is looked at, in bytes.
const ATTRIBUTE_NAME_BYTES: usize = 8;
/// How often reading begins again behind something that was left open.
const ROUNDS: usize = 4;

/// Reads HTML. Hidden elements, scripts, styles and pictures without words give nothing, unless that would be all.
pub fn html_text(html: &str) -> HtmlText {
    match read(html, Layout::default()) {
        Ok(text) => text,
        Err(HidEverything) => read(html, Layout::revealing()).unwrap_or_default(),
    }
}

/// A page of which nothing is shown, though it has words.
struct HidEverything;

fn read(html: &str, layout: Layout) -> Result<HtmlText, HidEverything> {
    let mut page = Page { layout, ..Page::default() };
    let mut html = Cow::Borrowed(html);
    let mut more = true;
    for _ in 0..ROUNDS {
        page.at = 0;
        page.length = html.len();
        let full = matches!(Tokenizer::new_with_emitter(&*html, Pen(&mut page)).next(), Some(Ok(Full)));
        page.end_words();
        let rest = page.left_open(&html).or_else(|| page.unended(&html));
        page.raw = None;
        match rest.filter(|_| !full) {
            Some(rest) => html = Cow::Owned(rest),
            None => {
                more = full;
                break;
            }
        }
    }
    if page.layout.hid_everything() { Err(HidEverything) } else { Ok(page.layout.finish(more)) }
}

/// The layout is full: nothing more is read.
#[derive(Debug)]
struct Full;

/// Content that is no markup.
#[derive(Debug, PartialEq, Eq)]
enum Raw {
    /// Words as they stand.
    Words,
    /// A style sheet.
    Styles,
    /// The name of the page, which stands outside of it.
    Title,
    /// Nothing for a reader.
    Skipped,
}

/// What began and did not end yet, with its place.
#[derive(Debug, Clone, Copy, Default)]
enum Open {
    #[default]
    Nothing,
    Tag(usize),
    Comment(usize),
}

#[derive(Debug, Default)]
struct Page {
    layout: Layout,
    /// Words since the last tag. The tokenizer gives them in pieces that may end inside a character.
    words: Vec<u8>,
    tag: Tag,
    /// The beginning of the name of the attribute under way.
    attribute: Vec<u8>,
    /// Where its value goes, once its name is known to be complete.
    value: Option<Option<usize>>,
    raw: Option<Raw>,
    /// Where it begins.
    raw_at: usize,
    /// The element whose closing tag ends raw content.
    last_start: Vec<u8>,
    /// How far the tokenizer is, of how much.
    at: usize,
    length: usize,
    /// Where what the last `<` began begins.
    began: usize,
    open: Open,
}

impl Page {
    fn end_words(&mut self) {
        if self.words.is_empty() {
            return;
        }
        let words = String::from_utf8_lossy(&self.words);
        match self.raw {
            None | Some(Raw::Words) => self.layout.text(&words),
            Some(Raw::Styles) => self.layout.styles(&words),
            // All that a page without words says; one that nothing ends would be the whole page.
            Some(Raw::Title) if self.tag.closes && self.layout.reveals() => self.layout.text(&words),
            Some(Raw::Title | Raw::Skipped) => {}
        }
        self.words.clear();
    }

    /// The attribute's name is complete.
    fn end_name(&mut self) -> Option<usize> {
        *self.value.get_or_insert_with(|| self.tag.give(&self.attribute))
    }

    /// HTML 13.2.6.4: some elements switch the tokenizer. Nothing runs scripts here, so that `noscript` is shown.
    fn start(&mut self) -> Option<State> {
        self.last_start.clone_from(&self.tag.name);
        let (raw, state) = match self.tag.name() {
            "style" => (Raw::Styles, State::RawText),
            "script" => (Raw::Skipped, State::ScriptData),
            "textarea" if self.layout.reveals() => (Raw::Words, State::RcData),
            "textarea" => {
                self.layout.note_hidden(true);
                (Raw::Skipped, State::RcData)
            }
            // What no browser shows in the page is read where nothing else is there.
            "noframes" | "noembed" if self.layout.reveals() => {
                self.layout.open(&self.tag);
                return None;
            }
            "noframes" | "noembed" => {
                self.layout.note_hidden(true);
                (Raw::Skipped, State::RawText)
            }
            "title" => {
                self.layout.note_hidden(true);
                (Raw::Title, State::RcData)
            }
            "iframe" => (Raw::Skipped, State::RawText),
            "xmp" => (Raw::Words, State::RawText),
            "plaintext" => (Raw::Words, State::PlainText),
            _ => {
                self.layout.open(&self.tag);
                return None;
            }
        };
        if raw == Raw::Words {
            self.layout.open(&self.tag);
        }
        self.raw = Some(raw);
        self.raw_at = self.at;
        Some(state)
    }

    /// What stands behind a style sheet or a title that nothing ends, where nothing else is shown.
    fn unended(&mut self, html: &str) -> Option<String> {
        let hides = matches!(self.raw, Some(Raw::Styles | Raw::Title | Raw::Skipped)) && self.last_start != b"script";
        if !hides || !self.layout.reveals() {
            self.layout.note_hidden(hides);
            return None;
        }
        let inside = html.get(self.raw_at..)?;
        inside.find('<').map(|markup| inside[markup..].to_owned())
    }

    /// What follows a comment or a tag that nothing ends. A browser would hide all of it; a reader would rather see it, so that it ends at its first `>`, and every
    /// further comment as well.
    fn left_open(&mut self, html: &str) -> Option<String> {
        match std::mem::take(&mut self.open) {
            Open::Nothing => None,
            Open::Tag(began) => {
                let (_, rest) = html.get(began..)?.split_once('>')?;
                if !self.tag.closes {
                    self.tag.cut();
                    self.layout.open(&self.tag);
                }
                Some(rest.to_owned())
            }
            Open::Comment(began) => {
                let inside = html.get(began..)?.strip_prefix("!--")?;
                let ended = [">", "->"].iter().any(|end| inside.starts_with(end)) || ["-->", "--!>"].iter().any(|end| inside.contains(end));
                let (_, rest) = inside.split_once('>').filter(|_| !ended)?;
                Some(rest.replace("<!--", "<! "))
            }
        }
    }
}

/// Writes what the tokenizer finds into a page.
struct Pen<'a>(&'a mut Page);

impl Emitter for Pen<'_> {
    type Token = Full;

    fn set_last_start_tag(&mut self, name: Option<&[u8]>) {
        self.0.last_start = name.unwrap_or_default().to_vec();
    }

    fn emit_eof(&mut self) {}

    fn emit_error(&mut self, _: Error) {}

    #[inline]
    fn should_emit_errors(&mut self) -> bool {
        false
    }

    fn pop_token(&mut self) -> Option<Full> {
        self.0.layout.is_full().then_some(Full)
    }

    fn emit_string(&mut self, words: &[u8]) {
        self.0.words.extend_from_slice(words);
    }

    fn start_open_tag(&mut self) {
        self.0.began = self.0.at;
    }

    fn init_start_tag(&mut self) {
        self.begin_tag(false);
    }

    fn init_end_tag(&mut self) {
        self.begin_tag(true);
    }

    fn push_tag_name(&mut self, name: &[u8]) {
        self.0.tag.name.extend_from_slice(name);
    }

    fn init_attribute(&mut self) {
        self.0.end_name();
        self.0.attribute.clear();
        self.0.value = None;
    }

    fn push_attribute_name(&mut self, name: &[u8]) {
        let room = (ATTRIBUTE_NAME_BYTES + 1).saturating_sub(self.0.attribute.len());
        self.0.attribute.extend_from_slice(&name[..name.len().min(room)]);
    }

    fn push_attribute_value(&mut self, value: &[u8]) {
        if let Some(place) = self.0.end_name() {
            self.0.tag.extend(place, value);
        }
    }

    fn emit_current_tag(&mut self) -> Option<State> {
        let page = &mut *self.0;
        page.end_name();
        page.end_words();
        page.open = Open::Nothing;
        if !page.tag.closes {
            return page.start();
        }
        if matches!(page.raw.take(), None | Some(Raw::Words)) {
            page.layout.close(page.tag.name());
        }
        None
    }

    fn init_comment(&mut self) {
        self.0.open = Open::Comment(self.0.began);
    }

    fn emit_current_comment(&mut self) {
        // One that ends with the page may have been ended by it.
        if self.0.at < self.0.length {
            self.0.open = Open::Nothing;
        }
    }

    fn current_is_appropriate_end_tag_token(&mut self) -> bool {
        self.0.tag.closes && self.0.tag.name == self.0.last_start
    }

    fn move_position(&mut self, by: isize) {
        self.0.at = self.0.at.saturating_add_signed(by);
    }

    fn set_self_closing(&mut self) {}
    fn push_comment(&mut self, _: &[u8]) {}
    fn init_doctype(&mut self) {}
    fn push_doctype_name(&mut self, _: &[u8]) {}
    fn set_force_quirks(&mut self) {}
    fn set_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn set_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_public_identifier(&mut self, _: &[u8]) {}
    fn push_doctype_system_identifier(&mut self, _: &[u8]) {}
    fn emit_current_doctype(&mut self) {}
}

impl Pen<'_> {
    fn begin_tag(&mut self, closes: bool) {
        self.0.tag.begin(closes);
        if self.0.raw.is_none() {
            self.0.open = Open::Tag(self.0.began);
        }
        self.0.attribute.clear();
        self.0.value = Some(None);
    }
}
