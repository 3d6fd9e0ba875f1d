//! What only POP3 knows: the server's lasting names for mails, what became of them there, and what a fetch has to do.

pub(crate) mod beginning;
mod deciding;
pub(crate) mod header;
mod name;
pub(crate) mod plan;
pub(crate) mod proof;
pub(crate) mod uidl;

pub use deciding::fetch_plan;
