//! A tag as the layout asks about it: its name, and the few attributes that change what a reader sees.

/// The attributes that are read. Whatever else a tag says is let go as it comes, so that no tag costs more than its length.
const READ: [&str; 11] = ["align", "alt", "class", "colspan", "hidden", "href", "role", "start", "style", "type", "value"];

/// A tag. One value serves for all tags of a mail, so that its buffers are made once.
#[derive(Debug, Default)]
pub(super) struct Tag {
    /// Its name in lower case.
    pub name: Vec<u8>,
    /// `</name>`.
    pub closes: bool,
    given: [bool; READ.len()],
    values: [Vec<u8>; READ.len()],
}

impl Tag {
    /// Begins anew.
    pub fn begin(&mut self, closes: bool) {
        self.name.clear();
        self.closes = closes;
        self.given = [false; READ.len()];
        self.values.iter_mut().for_each(Vec::clear);
    }

    /// The name; empty for one that is no text.
    pub fn name(&self) -> &str {
        std::str::from_utf8(&self.name).unwrap_or_default()
    }

    /// Takes an attribute's name, and gives where its value goes: nowhere when it is not read, or was given already (HTML 13.2.5.33: the first counts).
    pub fn give(&mut self, name: &[u8]) -> Option<usize> {
        let place = READ.iter().position(|known| known.as_bytes() == name)?;
        (!std::mem::replace(&mut self.given[place], true)).then_some(place)
    }

    /// Adds to the value at a place that [`give`](Self::give) gave.
    pub fn extend(&mut self, place: usize, value: &[u8]) {
        self.values[place].extend_from_slice(value);
    }

    /// Ends every value at its first `>`: where the tag ends when a quote in it never does.
    pub fn cut(&mut self) {
        for value in &mut self.values {
            let end = value.iter().position(|byte| *byte == b'>').unwrap_or(value.len());
            value.truncate(end);
        }
    }

    /// The value of an attribute of [`READ`], character references decoded; empty for one without a value.
    pub fn attribute(&self, name: &str) -> Option<&str> {
        let place = READ.iter().position(|known| *known == name)?;
        self.given[place].then(|| std::str::from_utf8(&self.values[place]).unwrap_or_default())
    }
}

/// Whether an element has no content, so that no closing tag is to come (HTML 13.1.2).
pub(super) fn is_void(name: &str) -> bool {
    matches!(
        name,
        "br" | "hr" | "img" | "input" | "meta" | "link" | "area" | "base" | "col" | "wbr" | "embed" | "source" | "param" | "track"
    )
}
