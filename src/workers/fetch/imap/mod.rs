//! IMAP: one session brings what changed on the server down, newest mail first, and what changed here up (architecture.md 3).

mod bodies;
mod down;
mod drafts;
mod error;
mod fetch_account;
mod problem;
mod selected;
mod session;
mod up;
mod wire;

pub use error::ImapError;
pub use fetch_account::{FetchImap, WatchImap};
pub use session::ImapSession;
