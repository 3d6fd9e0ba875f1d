//! What only POP3 knows: the server's lasting names for mails, what became of them there, and what a fetch has to do.

pub(crate) mod plan;
pub(crate) mod uidl;
