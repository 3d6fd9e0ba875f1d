//! Text that is safe to show, and how wide it is.

mod clean;

pub use clean::CleanText;
