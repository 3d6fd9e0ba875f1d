//! What happens to the app.

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
    /// The person's editor ended; `None` when it failed or was left without saving.
    Edited(Option<String>),
}
