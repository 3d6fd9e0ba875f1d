//! What went wrong, why, and what to do next (S118): the only error people see.

use crate::i18n::Text;
use crate::text::CleanText;

/// A stable snake_case error code of INTERFACE.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Code(pub &'static str);

/// What kind of failure a problem is; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Wrong usage: exit 2.
    Usage,
    /// Refused or failed: exit 1.
    Failed,
    /// Temporary: worth another try, exit 75.
    Temporary,
}

/// A failure in words that say what to do next, in the person's language.
#[derive(Debug, Clone, PartialEq)]
pub struct Problem {
    /// Decides the exit code and whether trying again makes sense.
    pub kind: Kind,
    /// The stable word scripts match on.
    pub code: Code,
    /// What happened; boxed to keep results small.
    pub message: Box<Text>,
    /// What to do next.
    pub hint: Option<Box<Text>>,
    /// What a server or library said, cleaned; shown after the message, never translated.
    pub detail: Option<CleanText>,
    /// The form field or argument the problem is about, by its flag name.
    pub field: Option<&'static str>,
}

impl Problem {
    /// A refusal or failure.
    pub fn failed(code: &'static str, message: Text) -> Self {
        Self { kind: Kind::Failed, code: Code(code), message: Box::new(message), hint: None, detail: None, field: None }
    }

    /// A failure that may pass.
    pub fn temporary(code: &'static str, message: Text) -> Self {
        Self { kind: Kind::Temporary, ..Self::failed(code, message) }
    }

    /// Wrong usage.
    pub fn usage(code: &'static str, message: Text) -> Self {
        Self { kind: Kind::Usage, ..Self::failed(code, message) }
    }

    /// Says what to do next.
    #[must_use]
    pub fn hint(mut self, hint: Text) -> Self {
        self.hint = Some(Box::new(hint));
        self
    }

    /// Adds what the other side said.
    #[must_use]
    pub fn detail(mut self, said: &str) -> Self {
        self.detail = Some(CleanText::line(said));
        self
    }

    /// Names the field the problem is about.
    #[must_use]
    pub fn field(mut self, field: &'static str) -> Self {
        self.field = Some(field);
        self
    }

    /// The exit code of INTERFACE.md.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            Kind::Usage => 2,
            Kind::Failed => 1,
            Kind::Temporary => 75,
        }
    }
}
