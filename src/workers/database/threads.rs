//! The threads of the database.

use std::thread;

use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// Starts a thread of this name, with room for what is nested deeply. It ends by itself, with the last handle of those who give it work.
///
/// # Errors
/// When the system has no room for another thread.
pub(in crate::workers) fn spawn(name: &str, work: impl FnOnce() + Send + 'static) -> Result<(), Problem> {
    thread::Builder::new()
        .name(name.to_owned())
        .stack_size(8 << 20)
        .spawn(work)
        .map(|_| ())
        .map_err(|error| Problem::failed(Code::NoThread, Text::of("problem-no-thread")).detail(&error.to_string()))
}
