//! The one way in for mail: from arrived bytes to rows of the store.

pub mod in_hand;
pub mod keep;
pub mod progress;
pub mod spool;
