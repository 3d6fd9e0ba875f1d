//! What the app knows, and how events change it: no clock, no file, no waiting, no drawing.

mod account_form;
mod asked;
mod board;
mod choice;
mod composer;
mod conversation;
mod effect;
mod event;
mod fetching;
#[allow(dead_code, reason = "the fields of record and account forms")]
pub mod forms;
mod line;
mod mailboxes;
mod meant;
mod met;
mod needs;
mod notices;
mod outbox;
mod overlay;
mod panes;
mod pending;
mod purpose;
mod record_form;
mod says;
mod screen;
mod sidebar;
mod state;
mod threads;
mod update;

pub(crate) use board::{BoardRow, BoardView, DetailRow, areas as board_areas};
pub(crate) use choice::{Choice, Chooser, FreeText, Label, Then};
pub(crate) use composer::{COMPOSER_LABEL, Composer, Spot, composer_room, sender_words};
pub(crate) use conversation::{Find, Row};
pub use effect::Effect;
pub use event::Event;
pub(crate) use mailboxes::{Entry as MailboxEntry, Name as MailboxName};
pub(crate) use met::{Met, Who, Wish};
pub(crate) use notices::Level;
pub(crate) use overlay::{Confirm, Overlay, Palette, Prompt, PromptKind, Reader};
pub(crate) use panes::Area;
pub use panes::{Pane, Size, Tab};
pub(crate) use says::{HelpRow, reader_rows};
pub(crate) use sidebar::Row as SidebarRow;
pub use state::{App, Start};
pub use update::{carry_out, update};
