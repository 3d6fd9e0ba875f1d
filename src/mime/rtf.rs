//! RTF as a person reads it: its words without their looks, or the HTML that Outlook wrapped in it (MS-OXRTFEX).

use std::collections::HashMap;

use super::charset;

/// Groups inside one another whose state is kept; deeper ones are read as the one around them.
const DEPTH: usize = 200;
/// Fonts whose charset is remembered.
const FONTS: usize = 500;

/// What an RTF says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Rtf {
    /// Words.
    Text(String),
    /// The page that it was made from.
    Html(String),
}

/// Reads RTF; none for what is none.
pub(super) fn read(bytes: &[u8]) -> Option<Rtf> {
    let begin = bytes.windows(5).take(64).position(|piece| piece == b"{\\rtf")?;
    let head = &bytes[begin..bytes.len().min(begin + 1024)];
    let html = head.windows(9).any(|piece| piece == b"\\fromhtml");
    let mut reader = Reader { html, ..Reader::default() };
    reader.read(&bytes[begin..]);
    reader.flush();
    Some(if html { Rtf::Html(reader.out) } else { Rtf::Text(reader.out) })
}

/// What holds inside a group.
#[derive(Debug, Clone, Copy, Default)]
struct State {
    /// Nothing in it is text.
    skipped: bool,
    /// It is the table of fonts.
    fonts: bool,
    /// It is a tag of the page.
    tag: bool,
    /// It says for programs without HTML what a tag says.
    instead: bool,
    font: i32,
    /// Characters that stand behind a `\u` for old programs.
    fallback: usize,
}

#[derive(Debug, Default)]
struct Reader {
    html: bool,
    out: String,
    /// Bytes of one charset that wait for what follows.
    pending: Vec<u8>,
    label: Option<String>,
    page: i32,
    fonts: HashMap<i32, i32>,
    state: State,
    groups: Vec<State>,
    /// Groups beyond the limit that are open.
    beyond: usize,
    /// Characters to pass over behind a `\u`.
    skip: usize,
    /// The first half of a pair of UTF-16.
    high: Option<u16>,
}

impl Reader {
    fn read(&mut self, bytes: &[u8]) {
        self.state.fallback = 1;
        let mut at = 0;
        while let Some(&byte) = bytes.get(at) {
            at += 1;
            match byte {
                b'{' => self.open(),
                b'}' => {
                    if !self.close() {
                        return;
                    }
                }
                b'\\' => at = self.control(bytes, at),
                b'\r' | b'\n' | 0 => {}
                _ => self.byte(byte),
            }
        }
    }

    fn open(&mut self) {
        self.skip = 0;
        if self.groups.len() < DEPTH { self.groups.push(self.state) } else { self.beyond += 1 }
    }

    /// False when the document has ended.
    fn close(&mut self) -> bool {
        self.flush();
        self.skip = 0;
        if self.beyond > 0 {
            self.beyond -= 1;
        } else if let Some(state) = self.groups.pop() {
            self.state = state;
        }
        !self.groups.is_empty()
    }

    /// A control word or sign behind its backslash; gives where the next begins.
    fn control(&mut self, bytes: &[u8], at: usize) -> usize {
        let Some(&first) = bytes.get(at) else { return at };
        if !first.is_ascii_alphabetic() {
            return self.sign(bytes, at, first);
        }
        let word_end = at + bytes[at..].iter().take(40).take_while(|byte| byte.is_ascii_alphabetic()).count();
        let negative = bytes.get(word_end) == Some(&b'-');
        let digits_start = word_end + usize::from(negative);
        let digits = bytes[digits_start.min(bytes.len())..].iter().take(10).take_while(|byte| byte.is_ascii_digit()).count();
        let end = if digits > 0 { digits_start + digits } else { word_end };
        let number = bytes[digits_start.min(bytes.len())..end.max(digits_start).min(bytes.len())]
            .iter()
            .fold(0_i32, |number, digit| number.saturating_mul(10).saturating_add(i32::from(digit - b'0')));
        let number = (digits > 0).then_some(if negative { -number } else { number });
        self.word(&bytes[at..word_end], number);
        let end = end + usize::from(bytes.get(end) == Some(&b' '));
        // Raw bytes of a picture.
        if &bytes[at..word_end] == b"bin" {
            end.saturating_add(usize::try_from(number.unwrap_or(0)).unwrap_or(0)).min(bytes.len())
        } else {
            end
        }
    }

    fn sign(&mut self, bytes: &[u8], at: usize, sign: u8) -> usize {
        match sign {
            b'\'' => {
                let two = bytes.get(at + 1..at + 3).and_then(|two| std::str::from_utf8(two).ok());
                if let Some(byte) = two.and_then(|two| u8::from_str_radix(two, 16).ok()) {
                    self.byte(byte);
                    return at + 3;
                }
            }
            b'*' if !(self.html && bytes[at..].starts_with(b"*\\htmltag")) => self.state.skipped = true,
            b'~' => self.push(if self.html { "&nbsp;" } else { "\u{a0}" }),
            b'_' => self.push("-"),
            b'\\' | b'{' | b'}' => self.byte(sign),
            b'\r' | b'\n' => self.push("\n"),
            _ => {}
        }
        at + 1
    }

    fn word(&mut self, word: &[u8], number: Option<i32>) {
        match word {
            b"par" | b"line" | b"row" | b"sect" | b"page" => self.push("\n"),
            b"tab" => self.push("\t"),
            b"cell" | b"nestcell" => self.push(if self.html { "" } else { "   " }),
            b"lquote" => self.push("\u{2018}"),
            b"rquote" => self.push("\u{2019}"),
            b"ldblquote" => self.push("\u{201c}"),
            b"rdblquote" => self.push("\u{201d}"),
            b"bullet" => self.push("\u{2022}"),
            b"endash" => self.push("\u{2013}"),
            b"emdash" => self.push("\u{2014}"),
            b"emspace" | b"enspace" => self.push(" "),
            b"u" => self.unicode(number.unwrap_or(0)),
            b"uc" => self.state.fallback = usize::try_from(number.unwrap_or(1)).unwrap_or(1).min(8),
            b"ansicpg" => self.page = number.unwrap_or(0),
            b"mac" => self.page = 10_000,
            b"f" => {
                self.flush();
                self.state.font = number.unwrap_or(0);
            }
            b"fcharset" if self.state.fonts && self.fonts.len() < FONTS => _ = self.fonts.insert(self.state.font, number.unwrap_or(0)),
            b"fonttbl" => (self.state.fonts, self.state.skipped) = (true, true),
            b"htmltag" => self.state.tag = true,
            b"htmlrtf" => {
                self.flush();
                self.state.instead = number != Some(0);
            }
            b"colortbl" | b"stylesheet" | b"info" | b"pict" | b"object" | b"header" | b"footer" | b"headerl" | b"headerr" | b"headerf"
            | b"footerl" | b"footerr" | b"footerf" | b"listtable" | b"themedata" | b"fldinst" | b"xe" | b"tc" => self.state.skipped = true,
            _ => {}
        }
    }

    fn is_silent(&self) -> bool {
        self.state.skipped || self.html && self.state.instead
    }

    fn push(&mut self, text: &str) {
        self.flush();
        self.skip = 0;
        self.high = None;
        if !self.is_silent() {
            self.out.push_str(text);
        }
    }

    fn byte(&mut self, byte: u8) {
        if self.skip > 0 {
            self.skip -= 1;
        } else if !self.is_silent() {
            if self.pending.is_empty() {
                self.label = self.charset();
            }
            self.pending.push(byte);
        }
    }

    fn unicode(&mut self, number: i32) {
        self.flush();
        self.skip = self.state.fallback;
        if self.is_silent() {
            return;
        }
        let unit = (number & 0xffff) as u16;
        let units: Vec<u16> = self.high.take().into_iter().chain([unit]).collect();
        match unit {
            0xd800..=0xdbff => self.high = Some(unit),
            _ => self.out.extend(char::decode_utf16(units).map(|c| c.unwrap_or(char::REPLACEMENT_CHARACTER))),
        }
    }

    /// The charset of the font in use, else that of the document.
    fn charset(&self) -> Option<String> {
        let page = match self.fonts.get(&self.state.font).copied().filter(|_| !self.state.tag).unwrap_or(0) {
            77 => 10_000,
            128 => 932,
            129 => 949,
            134 => 936,
            136 => 950,
            161 => 1253,
            162 => 1254,
            163 => 1258,
            177 => 1255,
            178 => 1256,
            186 => 1257,
            204 => 1251,
            222 => 874,
            238 => 1250,
            _ => self.page,
        };
        page_label(page)
    }

    fn flush(&mut self) {
        if self.pending.is_empty() {
            return;
        }
        let label = self.label.take().unwrap_or_else(|| "windows-1252".to_owned());
        self.out.push_str(&charset::decode(&self.pending, Some(&label)).0);
        self.pending.clear();
    }
}

/// The charset of a code page of Windows; none for what says nothing.
pub(super) fn page_label(page: i32) -> Option<String> {
    match page {
        0 | 1 => None,
        65001 => Some("utf-8".to_owned()),
        10_000 => Some("macintosh".to_owned()),
        20127 => Some("us-ascii".to_owned()),
        28591..=28606 => Some(format!("iso-8859-{}", page - 28590)),
        20866 => Some("koi8-r".to_owned()),
        21866 => Some("koi8-u".to_owned()),
        50220..=50222 => Some("iso-2022-jp".to_owned()),
        51932 => Some("euc-jp".to_owned()),
        51949 => Some("euc-kr".to_owned()),
        54936 => Some("gb18030".to_owned()),
        874 => Some("windows-874".to_owned()),
        page => Some(format!("cp{page}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(rtf: &str) -> String {
        match read(rtf.as_bytes()) {
            Some(Rtf::Text(text) | Rtf::Html(text)) => text,
            None => "none".to_owned(),
        }
    }

    #[test]
    fn the_words_of_a_document_are_read() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0\\fswiss Arial;}{\\f1\\fcharset128 MS Gothic;}}{\\colortbl;\\red0;}{\\*\\generator x;}\r\n\\pard Gr\\'fc\\'dfe \\b an\\b0  {\\f1\\'93\\'63\\'92\\'86}\\par\r\nline\\line two\\tab x \\u26085 ?\\u-10179?\\u-8704? \\'80\\{\\}\\~end{\\pict\\bin3 }}\\par}}";
        assert_eq!(text(rtf), "Grüße an 田中\nline\ntwo\tx 日😀 €{}\u{a0}end");
        assert_eq!(text("no rtf"), "none");
    }

    #[test]
    fn the_page_that_was_wrapped_is_unwrapped() {
        let rtf = "{\\rtf1\\ansi\\ansicpg1252\\fromhtml1 \\deff0{\\fonttbl{\\f0 Arial;}}{\\*\\htmltag19 <html>}{\\*\\htmltag64 <p class=x>}\\htmlrtf {\\htmlrtf0 Hello \\'e4{\\*\\htmltag148 <b>}\\htmlrtf {\\b \\htmlrtf0 you\\htmlrtf }\\htmlrtf0{\\*\\htmltag156 </b>}{\\*\\htmltag84 &nbsp;}\\htmlrtf \\u160 ?\\htmlrtf0\\htmlrtf }\\htmlrtf0{\\*\\htmltag27 </html>}}";
        assert_eq!(text(rtf), "<html><p class=x>Hello ä<b>you</b>&nbsp;</html>");
    }

    #[test]
    fn hostile_documents_cost_no_more_than_their_length() {
        for piece in ["{", "}", "\\", "\\'", "\\u", "\\bin99999999 ", "{\\*", "\\uc99 \\u1", "{\\rtf1\\f", "\\htmlrtf"] {
            let rtf = format!("{{\\rtf1{}", piece.repeat(20_000));
            assert!(text(&rtf).len() <= rtf.len() * 3, "{piece}");
        }
    }
}
