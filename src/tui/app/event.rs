//! What happens to the app.

use super::kept_form::FoundForm;
use super::left::Left;
use super::on_screen::Pointed;
use crate::domain::time::Instant;
use crate::jobs::{Answered, Notice, Ticket};
use crate::present::key::KeyPress;

/// Something that happened; [`super::update()`] folds it into the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// The clock was read: comes before the other events of a wake-up, so that nothing else reads it.
    Time(Instant),
    /// A key was pressed.
    Key(KeyPress),
    /// A text was pasted.
    Paste(String),
    /// The mouse was used on something that the screen showed.
    Pointed(Pointed),
    /// The terminal has another size now.
    Resize {
        /// Width in columns.
        columns: u16,
        /// Height in rows.
        rows: u16,
    },
    /// A job ended; each ends once.
    Answer(Ticket, Answered),
    /// Something changed while nobody asked.
    Notice(Notice),
    /// The person's editor ended.
    Edited {
        /// What it left; `None` when it could not be started.
        left: Option<Left>,
        /// Whether the text is to be taken.
        good: bool,
    },
    /// An editor of an app that is gone left this.
    Found(Left),
    /// An app that is gone left this form half-filled.
    FoundForm(Box<FoundForm>),
    /// The app ends, whatever is open.
    Ending,
}
