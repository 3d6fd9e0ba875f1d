//! The readable text of a mail, in lines and spans: what mail reading gives and both front ends wrap and show.

use super::shown_host::{host_in, same_site};
use crate::text::CleanText;

/// How a piece of a line is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SpanStyle {
    /// Ordinary text.
    Plain,
    /// Strong emphasis.
    Strong,
    /// Light emphasis.
    Emphasis,
    /// Code or fixed-width text.
    Code,
    /// A link; the number is an index into [`BodyText::links`].
    Link(usize),
}

/// A piece of a line in one style.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodySpan {
    /// The words, clean: no control character, no line break.
    pub text: CleanText,
    /// How they are meant.
    pub style: SpanStyle,
}

/// What a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum LineKind {
    /// The author's own words.
    Text,
    /// The line that introduces quoted text ("On ... wrote:").
    Attribution,
    /// The author's signature.
    Signature,
    /// A heading of an HTML mail.
    Heading,
    /// Text whose line breaks and spaces matter: tables, code.
    Fixed,
}

/// One logical line; front ends wrap it to their width.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BodyLine {
    /// How deep it is quoted; 0 is the author's own.
    pub quote: u8,
    /// What it is.
    pub kind: LineKind,
    /// Its pieces; none for an empty line.
    pub spans: Vec<BodySpan>,
}

/// A link of the mail: where it really goes is always known beside what it says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The words that carry the link.
    pub label: CleanText,
    /// The target: http, https, mailto or tel only.
    pub target: CleanText,
    /// The real host of the target, in punycode where scripts are mixed; empty for mailto and tel.
    pub host: CleanText,
}

impl Link {
    /// Whether its words are others than its target, so that only a number leads from one to the other.
    pub fn has_words(&self) -> bool {
        let label = self.label.as_str();
        let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
        label != self.target.as_str()
            && !(self.is_mailto() && label.eq_ignore_ascii_case(self.leads_to()))
            && !(self.is_phone()
                && !label.contains(char::is_alphabetic)
                && digits(label).ends_with(digits(self.leads_to()).trim_start_matches('0')))
    }

    /// The host, or the address or number that a mail or phone link leads to.
    pub fn leads_to(&self) -> &str {
        let after = |scheme: usize| self.target.as_str()[scheme..].split(['?', ';']).next().unwrap_or_default();
        if self.is_mailto() {
            after("mailto:".len())
        } else if self.is_phone() {
            after("tel:".len())
        } else {
            self.host.as_str()
        }
    }

    /// Whether it names a phone: it is shown, and never opened.
    pub fn is_phone(&self) -> bool {
        self.target.as_str().get(..4).is_some_and(|scheme| scheme.eq_ignore_ascii_case("tel:"))
    }

    /// Whether it begins a mail.
    pub fn is_mailto(&self) -> bool {
        self.target.as_str().get(..7).is_some_and(|scheme| scheme.eq_ignore_ascii_case("mailto:"))
    }

    /// The host that its words show, where it leads to another one.
    pub fn shows_other_host(&self) -> Option<String> {
        let real = self.leads_to().rsplit('@').next().filter(|real| !real.is_empty() && !self.is_phone())?;
        host_in(self.label.as_str()).filter(|shown| !same_site(shown, real))
    }
}

/// How a mail is encrypted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Encryption {
    /// OpenPGP (RFC 3156), in a part or in the text.
    Pgp,
    /// S/MIME (RFC 8551).
    Smime,
    /// Microsoft's rights management (`message.rpmsg`, MS-OXORMMS).
    Rights,
}

/// What a reader must be told about the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum BodyNotice {
    /// The text was longer than is shown.
    Cut,
    /// The HTML was too deep, too large or took too long: tags were only stripped.
    Simplified,
    /// Some part could not be decoded cleanly.
    Damaged,
    /// A file in the text is cut, or its sum is wrong.
    FileDamaged,
    /// A file in the text is one of several pieces.
    FileInPieces,
    /// The mail could not be parsed: its raw text is shown.
    Unparsed,
    /// Structure limits were reached; some parts are not shown.
    Limited,
    /// Some part lies outside of the mail, and is not fetched.
    Elsewhere,
    /// The mail has no text that can be shown.
    NoText,
    /// The mail is encrypted, and how; what it says cannot be read.
    Encrypted(Encryption),
}

/// The readable text of a mail.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct BodyText {
    /// The lines, top to bottom.
    pub lines: Vec<BodyLine>,
    /// The links, in order of appearance.
    pub links: Vec<Link>,
    /// Whether it was made from HTML.
    pub from_html: bool,
    /// Whether its writer's program told where paragraphs end (RFC 3676), so that nobody has to guess.
    pub flowed: bool,
    /// What the reader must know.
    pub notices: Vec<BodyNotice>,
}

/// An attachment as lists show it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attachment {
    /// Position in the mail, from 1; what `attachment save ID INDEX` takes.
    pub index: u32,
    /// The file name, cleaned for showing; empty when the mail gives none.
    pub name: CleanText,
    /// The media type, such as `application/pdf`.
    pub media_type: CleanText,
    /// The decoded size in bytes; an estimate for transfer-encoded parts that were not decoded.
    pub size: u64,
    /// Whether it is shown inside the text by its author.
    pub inline: bool,
}

impl Attachment {
    /// By what it is named: its file name, else what it is.
    pub fn named(&self) -> &CleanText {
        if self.name.is_empty() { &self.media_type } else { &self.name }
    }
}
