//! Mail in the words of RFC 5322: addresses, messages, mailboxes, flags, threads.

pub mod address;
pub(crate) mod address_list;
pub mod authentication;
pub(crate) mod automaton;
pub mod body;
pub mod compose;
pub(crate) mod field_line;
pub mod flags;
pub mod mailbox;
pub mod message;
pub mod message_id;
pub(crate) mod mixed_scripts;
pub mod own;
pub(crate) mod pop3;
pub(crate) mod program;
pub(crate) mod quoting;
pub mod sender;
pub(crate) mod shown_host;
pub mod snooze;
pub(crate) mod subject_marks;
pub mod template;
pub mod thread;
pub(crate) mod typed_address;
pub mod unsubscribe;
