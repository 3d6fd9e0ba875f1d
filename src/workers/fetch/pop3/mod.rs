//! POP3: one session a fetch, mails stored while others arrive, deletes only after that.

mod believed;
mod deleting;
mod error;
mod fetch_account;
mod names;
mod problem;
mod proving;
mod pump;
mod receive;
mod session;
mod settling;
mod skipped;

pub use error::SessionError;
pub use fetch_account::FetchAccount;
pub use session::Session;
