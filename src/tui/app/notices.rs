//! The line above the footer: what was just done, or went wrong.

use crate::domain::time::Instant;
use crate::i18n::Text;

/// How much a notice matters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Level {
    /// Something was done.
    Done,
    /// Something deserves a look.
    Warning,
    /// What was asked for cannot be done here, and why; said until the next command, since it is true of this place only.
    Refused,
    /// Something failed.
    Failed,
}

/// The newest notice; an older one gives way to it.
#[derive(Debug, Default)]
pub(crate) struct Notices {
    shown: Option<(Level, Text, Instant)>,
}

/// How long a notice stays, in milliseconds.
const STAYS: i64 = 8_000;
/// How long a failure stays: long enough to be read twice.
const FAILURE_STAYS: i64 = 20_000;

impl Notices {
    /// Says something.
    pub(crate) fn say(&mut self, level: Level, text: Text, now: Instant) {
        let stays = if level == Level::Failed { FAILURE_STAYS } else { STAYS };
        self.shown = Some((level, text, now.plus_ms(stays)));
    }

    /// Takes back what was said: something new is being done.
    pub(crate) fn clear(&mut self) {
        self.shown = None;
    }

    /// Takes a refusal back, and nothing else: another command was given.
    pub(crate) fn forget_refusal(&mut self) {
        self.shown.take_if(|(level, ..)| *level == Level::Refused);
    }

    /// What is said at present.
    pub(crate) fn shown(&self) -> Option<(Level, &Text)> {
        self.shown.as_ref().map(|(level, text, _)| (*level, text))
    }

    /// When it goes away.
    pub(crate) fn expires(&self) -> Option<Instant> {
        self.shown.as_ref().map(|(_, _, until)| *until)
    }

    /// Lets go what was said long enough.
    pub(crate) fn pass(&mut self, now: Instant) {
        if self.expires().is_some_and(|until| until <= now) {
            self.shown = None;
        }
    }
}
