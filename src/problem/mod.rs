//! What went wrong, why, and what to do next (S118): the only error people see.

mod code;
mod kinds;
mod values;

use std::path::Path;

use jiff::civil::Date;

use crate::domain::crm::money::MoneyError;
use crate::domain::crm::value::{FieldError, Wrong};
use crate::domain::ids::Id;
use crate::domain::when::NotATime;
use crate::i18n::Text;
use crate::text::CleanText;

pub use code::Code;
pub use kinds::{kind, kinds};
pub use values::{value, value_in_every_language};

/// What kind of failure a problem is; it decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProblemKind {
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
    pub kind: ProblemKind,
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
    /// The record the problem is about: for `duplicate` the one that is there already.
    pub record: Option<Id>,
}

impl Problem {
    /// A refusal or failure.
    pub fn failed(code: Code, message: Text) -> Self {
        Self { kind: ProblemKind::Failed, code, message: Box::new(message), hint: None, detail: None, field: None, record: None }
    }

    /// A failure that may pass.
    pub fn temporary(code: Code, message: Text) -> Self {
        Self { kind: ProblemKind::Temporary, ..Self::failed(code, message) }
    }

    /// Wrong usage.
    pub fn usage(code: Code, message: Text) -> Self {
        Self { kind: ProblemKind::Usage, ..Self::failed(code, message) }
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

    /// Names the record the problem is about.
    #[must_use]
    pub fn record(mut self, record: Id) -> Self {
        self.record = Some(record);
        self
    }

    /// A fault of fumi itself, said rather than panicked over.
    pub fn internal() -> Self {
        Self::failed(Code::Internal, Text::of("problem-internal")).hint(Text::of("problem-internal-hint"))
    }

    /// Nothing has this id; add it as the detail.
    pub fn not_found() -> Self {
        Self::failed(Code::NotFound, Text::of("problem-not-found")).hint(Text::of("problem-not-found-hint"))
    }

    /// An empty or blank id, name or query: it means nothing, and never everything.
    pub fn blank(field: &'static str) -> Self {
        Self::usage(Code::Usage, Text::of("problem-blank").with("field", field)).hint(Text::of("cli-usage-hint")).field(field)
    }

    /// An ending of an id that several things share; add it as the detail.
    pub fn ambiguous_id() -> Self {
        Self::failed(Code::AmbiguousId, Text::of("problem-ambiguous-id")).hint(Text::of("problem-ambiguous-id-hint"))
    }

    /// No account can send; the settings of one mend that.
    pub fn no_outgoing() -> Self {
        Self::failed(Code::NoOutgoing, Text::of("compose-no-account")).hint(Text::of("compose-no-account-hint")).field("from")
    }

    /// A file or folder that could not be read or written.
    pub fn of_io(path: &Path, cause: &std::io::Error) -> Self {
        Self::failed(Code::of_io(cause), Text::of("config-io").with("path", path.display().to_string())).detail(&cause.to_string())
    }

    /// A field of a record that cannot be saved: which one and why, in words.
    pub fn of_field(error: &FieldError) -> Self {
        let message = Text::of("problem-field").text("field", Text::of(error.field.label())).text("wrong", wrong(&error.wrong));
        let problem = Self::failed(Code::InvalidField, message).field(error.field.flag());
        match &error.wrong {
            Wrong::Missing => problem.hint(Text::of("problem-field-missing-hint").with("flag", error.field.flag())),
            Wrong::NoRecord | Wrong::SeveralRecords => problem.hint(Text::of("problem-field-record-hint")),
            Wrong::NotSettable
            | Wrong::TooLong(_)
            | Wrong::Phone
            | Wrong::Address
            | Wrong::Domain
            | Wrong::Url
            | Wrong::Money(_)
            | Wrong::Integer(..)
            | Wrong::Date
            | Wrong::Instant
            | Wrong::TwoDays(..)
            | Wrong::Minutes(_)
            | Wrong::OtherWeekday(_)
            | Wrong::Choice(_)
            | Wrong::Repeat
            | Wrong::Flag
            | Wrong::BeforeBeginning
            | Wrong::OtherKind => problem,
        }
    }

    /// The exit code of interface.md.
    pub fn exit_code(&self) -> u8 {
        match self.kind {
            ProblemKind::Usage => 2,
            ProblemKind::Failed => 1,
            ProblemKind::Temporary => 75,
        }
    }
}

/// Why a time is not taken that can be read in more than one way, as a sentence of its own; `None` for what is no time at all.
pub fn unclear_time(error: &NotATime) -> Option<Text> {
    match error {
        NotATime::Unread => None,
        NotATime::TwoDays(one, other) => Some(two_days(*one, *other)),
        NotATime::Minutes(count) => Some(minutes(*count)),
        NotATime::OtherWeekday(date) => Some(other_weekday(*date)),
    }
}

fn two_days(one: Date, other: Date) -> Text {
    Text::of("wrong-two-days").with("one", one.to_string()).with("other", other.to_string())
}

fn minutes(count: i64) -> Text {
    Text::of("wrong-minutes").with("count", count.to_string())
}

fn other_weekday(date: Date) -> Text {
    Text::of("wrong-weekday").with("date", date.to_string())
}

/// What is wrong with a value, as a sentence of its own.
fn wrong(wrong: &Wrong) -> Text {
    match wrong {
        Wrong::Missing => Text::of("wrong-missing"),
        Wrong::NotSettable => Text::of("wrong-not-settable"),
        Wrong::TooLong(max) => Text::of("wrong-too-long").count("max", i64::try_from(*max).unwrap_or(i64::MAX)),
        Wrong::Phone => Text::of("wrong-phone"),
        Wrong::Address => Text::of("wrong-address"),
        Wrong::Domain => Text::of("wrong-domain"),
        Wrong::Url => Text::of("wrong-url"),
        Wrong::Money(MoneyError::Currency) => Text::of("wrong-currency"),
        Wrong::Money(MoneyError::Number) => Text::of("wrong-amount"),
        Wrong::Money(MoneyError::TwoWays) => Text::of("wrong-amount-two-ways"),
        Wrong::Money(MoneyError::Sign) => Text::of("wrong-amount-sign"),
        Wrong::Money(MoneyError::Other) => Text::of("wrong-amount-currency"),
        Wrong::Money(MoneyError::Decimals(most)) => Text::of("wrong-decimals").count("most", i64::from(*most)),
        Wrong::Money(MoneyError::Range) => Text::of("wrong-amount-range"),
        Wrong::Integer(low, high) => Text::of("wrong-number").count("low", *low).count("high", *high),
        Wrong::Date => Text::of("wrong-date"),
        Wrong::Instant => Text::of("wrong-time"),
        Wrong::TwoDays(one, other) => two_days(*one, *other),
        Wrong::Minutes(count) => minutes(*count),
        Wrong::OtherWeekday(date) => other_weekday(*date),
        Wrong::Choice(values) => Text::of("wrong-choice").text("values", values::listed(values)),
        Wrong::Flag => Text::of("wrong-flag"),
        Wrong::Repeat => Text::of("wrong-repeat"),
        Wrong::BeforeBeginning => Text::of("wrong-before-beginning"),
        Wrong::NoRecord => Text::of("wrong-no-record"),
        Wrong::SeveralRecords => Text::of("wrong-several-records"),
        Wrong::OtherKind => Text::of("wrong-other-kind"),
    }
}
