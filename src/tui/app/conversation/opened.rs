//! How a message of the open thread is open.

use crate::domain::time::Instant;
use crate::jobs::mail::{MessageView, TextForm};

/// A message of the open thread.
#[derive(Debug, Default)]
pub(crate) struct Opened {
    /// Its text, once it is here.
    pub(crate) view: Option<Box<MessageView>>,
    /// Whether its text is shown.
    pub(crate) unfolded: bool,
    /// The form of the text that the person wants to see.
    pub(crate) form: TextForm,
    /// The charset that the person has it read in.
    pub(crate) charset: Option<&'static str>,
    /// Whether long quotes are shown.
    pub(crate) quotes: bool,
    /// Whether all headers are shown.
    pub(crate) headers: bool,
    /// Whether its text could not be had.
    pub(crate) failed: bool,
    /// Since when its text is shown to somebody who has not read it.
    pub(crate) since: Option<Instant>,
    /// How its rows were laid out last.
    pub(super) laid: Option<LaidAs>,
    /// Whether it was marked read because its text was shown: once, so that a person can mark it unread again.
    pub(crate) told: bool,
}

/// What the rows of a text depend on, beside the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct LaidAs {
    pub(super) columns: usize,
    pub(super) quotes: bool,
    pub(super) headers: bool,
    /// Whether its subject is another one than the thread's.
    pub(super) renamed: bool,
}

impl Opened {
    /// Takes its text.
    pub(super) fn show(&mut self, view: Box<MessageView>) {
        self.view = Some(view);
        self.laid = None;
    }

    /// Whether a text is in the form that is wanted.
    pub(crate) fn waits_for(&self, view: &MessageView) -> bool {
        self.form == view.form && self.charset == view.charset
    }

    /// Whether its text is here as it is wanted.
    pub(crate) fn is_here(&self) -> bool {
        self.view.as_ref().is_some_and(|view| view.form == self.form && view.charset == self.charset)
    }
}
