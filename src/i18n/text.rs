//! A sentence not yet said: its id in the catalogue and its arguments.

/// A value that a sentence needs.
#[derive(Debug, Clone, PartialEq)]
pub enum Arg {
    /// Words, already clean.
    Words(String),
    /// A number, which may choose a plural form.
    Number(i64),
    /// Another sentence.
    Text(Box<Text>),
}

/// What to say, in no language yet. The id must stand in `assets/locales/*/*.ftl`; a test reads the sources and checks it.
#[derive(Debug, Clone, PartialEq)]
pub struct Text {
    id: &'static str,
    args: Vec<(&'static str, Arg)>,
}

impl Text {
    /// The sentence with this id.
    pub fn of(id: &'static str) -> Self {
        Self { id, args: Vec::new() }
    }

    /// Fills a placeholder with words.
    #[must_use]
    pub fn with(mut self, name: &'static str, words: impl Into<String>) -> Self {
        self.args.push((name, Arg::Words(words.into())));
        self
    }

    /// Fills a placeholder with a number.
    #[must_use]
    pub fn count(mut self, name: &'static str, number: i64) -> Self {
        self.args.push((name, Arg::Number(number)));
        self
    }

    /// Fills a placeholder with another sentence.
    #[must_use]
    pub fn text(mut self, name: &'static str, text: Text) -> Self {
        self.args.push((name, Arg::Text(Box::new(text))));
        self
    }

    /// The id in the catalogue.
    pub fn id(&self) -> &'static str {
        self.id
    }

    /// The arguments, by placeholder.
    pub fn args(&self) -> &[(&'static str, Arg)] {
        &self.args
    }
}
