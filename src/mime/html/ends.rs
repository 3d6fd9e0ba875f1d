//! Where an element ends whose end tag is left out (HTML 13.1.2.4): at the next of its kind, or with what it lies in.

/// How many elements inside a hidden one are remembered by name.
const MAX_INSIDE: usize = 500;

/// What is known of the elements that are open around a place: how many of each kind that ends what lies in it.
#[derive(Debug, Default)]
pub(super) struct Around {
    counts: [u32; KINDS.len()],
}

/// Elements whose end tag ends everything open inside them.
const KINDS: [&str; 31] = [
    "div",
    "td",
    "tr",
    "table",
    "p",
    "li",
    "ul",
    "ol",
    "th",
    "tbody",
    "body",
    "html",
    "head",
    "blockquote",
    "center",
    "section",
    "article",
    "header",
    "footer",
    "main",
    "form",
    "dl",
    "dt",
    "dd",
    "thead",
    "tfoot",
    "aside",
    "nav",
    "figure",
    "fieldset",
    "details",
];

impl Around {
    /// A start tag, shown or not, ends what cannot hold it.
    pub fn enter(&mut self, name: &str) {
        if ends_paragraph(name) {
            self.counts[PARAGRAPH] = 0;
        }
    }

    /// An element opens.
    pub fn open(&mut self, name: &str) {
        self.enter(name);
        if let Some(kind) = kind(name) {
            self.counts[kind] = self.counts[kind].saturating_add(1);
        }
    }

    /// An element ends.
    pub fn close(&mut self, name: &str) {
        if let Some(kind) = kind(name) {
            self.counts[kind] = self.counts[kind].saturating_sub(1);
        }
    }

    fn has(&self, name: &str) -> bool {
        kind(name).is_some_and(|kind| self.counts[kind] > 0)
    }
}

const PARAGRAPH: usize = 4;

fn kind(name: &str) -> Option<usize> {
    KINDS.iter().position(|known| *known == name)
}

/// An element that is not shown, and what is open inside it.
#[derive(Debug)]
pub(super) struct Unshown {
    name: String,
    inside: Vec<String>,
}

impl Unshown {
    /// Begins with its start tag.
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), inside: Vec::new() }
    }

    /// Whether a start tag ends it; otherwise the tag opens inside it.
    pub fn ends_at_start(&mut self, tag: &str, is_void: bool, around: &Around) -> bool {
        for at in (0..self.inside.len()).rev() {
            match meets(tag, &self.inside[at]) {
                Meets::Ends => self.inside.truncate(at),
                Meets::Stops => return self.opens(tag, is_void),
                Meets::Passes => {}
            }
        }
        let ends = match meets(tag, &self.name) {
            Meets::Ends => true,
            Meets::Stops => false,
            Meets::Passes => ended_by(tag).iter().any(|name| around.has(name)),
        };
        ends || self.opens(tag, is_void)
    }

    fn opens(&mut self, tag: &str, is_void: bool) -> bool {
        if !is_void && self.inside.len() < MAX_INSIDE {
            self.inside.push(tag.to_owned());
        }
        false
    }

    /// What an end tag means.
    pub fn at_end(&mut self, tag: &str, around: &Around) -> End {
        if let Some(at) = self.inside.iter().rposition(|name| name == tag) {
            self.inside.truncate(at);
            End::Inside
        } else if self.name == tag {
            End::Own
        } else if around.has(tag) {
            End::Outer
        } else {
            End::Inside
        }
    }
}

/// What an end tag is to an element that is not shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    /// It ends something inside, or nothing.
    Inside,
    /// It is its own.
    Own,
    /// It ends what the element lies in.
    Outer,
}

enum Meets {
    /// The open element ends there.
    Ends,
    /// Nothing beyond the open element is ended.
    Stops,
    /// Others around it may be.
    Passes,
}

/// The elements that a start tag ends when they are open.
fn ended_by(tag: &str) -> &'static [&'static str] {
    match tag {
        "li" => &["li"],
        "dt" | "dd" => &["dt", "dd"],
        "td" | "th" => &["td", "th"],
        "tr" => &["td", "th", "tr"],
        "tbody" | "thead" | "tfoot" => &["td", "th", "tr", "tbody", "thead", "tfoot", "caption", "colgroup"],
        "option" => &["option"],
        "optgroup" => &["option", "optgroup"],
        "a" => &["a"],
        _ if ends_paragraph(tag) => &["p"],
        _ => &[],
    }
}

fn meets(tag: &str, open: &str) -> Meets {
    let item = matches!(tag, "li" | "dt" | "dd");
    if ended_by(tag).contains(&open) || item && open == "p" {
        return Meets::Ends;
    }
    let stops = match tag {
        // HTML 13.2.6.4.7: an item looks beyond div, address, p and whatever is set within a line.
        "li" | "dt" | "dd" => is_block(open) && !matches!(open, "div" | "address" | "p"),
        "td" | "th" => matches!(open, "table" | "tr" | "tbody" | "thead" | "tfoot"),
        "tr" => matches!(open, "table" | "tbody" | "thead" | "tfoot"),
        "tbody" | "thead" | "tfoot" => open == "table",
        "option" | "optgroup" => matches!(open, "select" | "optgroup" | "datalist"),
        _ => is_block(open),
    };
    if stops { Meets::Stops } else { Meets::Passes }
}

fn is_block(name: &str) -> bool {
    name != "p" && ends_paragraph(name)
        || matches!(
            name,
            "td" | "th" | "tr" | "tbody" | "thead" | "tfoot" | "caption" | "body" | "html" | "button" | "object" | "select" | "xml"
        )
}

/// Start tags that end an open paragraph.
fn ends_paragraph(name: &str) -> bool {
    matches!(
        name,
        "address"
            | "article"
            | "aside"
            | "blockquote"
            | "center"
            | "details"
            | "dialog"
            | "dir"
            | "div"
            | "dl"
            | "fieldset"
            | "figcaption"
            | "figure"
            | "footer"
            | "form"
            | "h1"
            | "h2"
            | "h3"
            | "h4"
            | "h5"
            | "h6"
            | "header"
            | "hgroup"
            | "hr"
            | "listing"
            | "main"
            | "menu"
            | "nav"
            | "ol"
            | "p"
            | "plaintext"
            | "pre"
            | "section"
            | "summary"
            | "table"
            | "ul"
            | "xmp"
            | "li"
            | "dd"
            | "dt"
    )
}
