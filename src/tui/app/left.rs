//! What an editor left behind.

use std::path::PathBuf;

use crate::jobs::outbox::DraftKey;

/// The file of an editor.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Left {
    /// Where it lies.
    pub file: PathBuf,
    /// The draft whose text it is.
    pub draft: Option<DraftKey>,
    /// What stands in it.
    pub text: String,
}
