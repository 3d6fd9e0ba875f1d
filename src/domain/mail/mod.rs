//! Mail in the words of RFC 5322: addresses, messages, mailboxes, flags, threads.

pub mod address;
pub mod address_list;
pub mod body;
pub mod compose;
pub mod flags;
pub mod mailbox;
pub mod message;
pub mod message_id;
pub mod mixed_scripts;
pub mod pop3;
pub mod quoting;
pub mod thread;
