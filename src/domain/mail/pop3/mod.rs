//! What only POP3 knows: the server's lasting names for mails, what became of them there, and what a fetch has to do.

pub mod plan;
pub mod uidl;
