//! What the loop has to do for the app.

use std::path::PathBuf;

use super::kept_form::KeptForm;
use crate::jobs::notice::Told;
use crate::jobs::outbox::DraftKey;
use crate::jobs::{Job, Ticket};

/// Something outside the state that an event led to; the loop carries it out in order.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask the workers; the answer comes back as one event with this ticket.
    Ask(Ticket, Job),
    /// Put a text on the person's clipboard (OSC 52).
    Copy(String),
    /// Tell the person outside of the screen.
    Tell(Vec<Told>),
    /// Hand the terminal to the person's own editor with this text of a draft; its result comes back as an event.
    Edit {
        /// The text.
        text: String,
        /// The draft it is kept in.
        draft: Option<DraftKey>,
    },
    /// The text of this editor's file is kept elsewhere now.
    Forget(PathBuf),
    /// Keep a half-filled form for the next start.
    KeepForm(Box<KeptForm>),
    /// Keep what was typed into the line above the footer for the next start.
    Remember(String),
    /// Give the terminal back until the person resumes.
    Suspend,
    /// Draw every cell again.
    Redraw,
    /// End the app.
    Leave,
}
