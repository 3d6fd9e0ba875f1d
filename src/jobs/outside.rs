//! What programs of the person do with a mail: a browser opens its links, a viewer its attachments.

use std::path::PathBuf;

use crate::domain::ids::MessageKey;
use crate::text::CleanText;

/// Every question about programs outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutsideJob {
    /// A link, in the browser.
    Link(OpenLink),
    /// An attachment, in its viewer.
    Attachment(OpenAttachment),
}

/// Every answer about programs outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutsideReport {
    /// What became of an attachment.
    Attachment(Opened),
}

/// An attachment, opened by the person's viewer (`reading.viewer`) from a private folder under a safe name. What acts when it is opened is saved instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenAttachment {
    /// The key of the message.
    pub message: MessageKey,
    /// Its attachment, from 1.
    pub index: u32,
}

/// What became of an attachment that was to be opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    /// The viewer has it.
    Opened,
    /// It is a program: it was saved here, and nothing opened it.
    SavedInstead(PathBuf),
}

/// A link of a mail, opened by the person's browser (`reading.browser`). Only http and https are; no shell reads it, and what the browser prints goes nowhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenLink(pub CleanText);
