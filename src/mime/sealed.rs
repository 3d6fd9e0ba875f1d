//! Bodies that wrap a MIME entity in a form of their own: S/MIME without secrets (`cms`), and Outlook's (`tnef`).

use super::cms::{self, Cms};
use super::tnef;

/// What a wrapped body holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Opened {
    /// A MIME entity. `whole`: all that the body holds is in it.
    Entity {
        /// Headers and body.
        bytes: Vec<u8>,
        /// Nothing was left out.
        whole: bool,
    },
    /// What only its recipient can read.
    Encrypted,
}

/// Opens a body; none for what is neither form.
pub(super) fn open(bytes: &[u8]) -> Option<Opened> {
    if let Some((bytes, whole)) = tnef::read(bytes) {
        return Some(Opened::Entity { bytes, whole });
    }
    Some(match cms::read(bytes)? {
        Cms::Open(bytes) => Opened::Entity { bytes, whole: false },
        Cms::Encrypted => Opened::Encrypted,
    })
}
