//! The one way in for mail, whoever brings it: bytes that came whole are read on blocking threads while more arrives, and stored in batches.
//!
//! A process has one of these. Its memory, its parsers and its in-hand file are shared by all that arrives; every fetch and import opens a way of its own.
//! All queues are bounded, and a mail holds its share of memory until it is stored.

mod arrived;
mod collecting;
mod entrance;
mod in_hand;
mod indexing_again;
mod judging;
mod parsers;
mod parsing;
mod progress;
mod reading_again;
mod spool;
mod storing;
mod way_in;

pub use arrived::{ArrivedMail, Kept, Place};
pub use entrance::{Entrance, Folders};
pub use progress::Pace;
pub use reading_again::ReadAgain;
pub use spool::{Arriving, MailBytes, Spool};
pub use way_in::WayIn;
