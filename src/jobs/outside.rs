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
    /// The HTML of a message, in the browser.
    Page(OpenPage),
    /// The source of a message, for a command.
    Pipe(PipeMessage),
    /// A text, on paper.
    Print(PrintText),
    /// The commands that run are to end.
    Stop(StopCommands),
    /// Whether one request takes the person off a list.
    OneClick(OneClickOf),
    /// That request.
    Leave(LeaveList),
}

/// Every answer about programs outside.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OutsideReport {
    /// What became of an attachment.
    Attachment(Opened),
    /// What a command said.
    Piped(Piped),
    /// The host that takes the person off a list by one request; `None` where the mail names none or is not to be taken at its word.
    OneClick(Option<CleanText>),
}

/// Whether one request to a page takes the person off the list of this mail (RFC 8058); nothing goes out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OneClickOf(pub MessageKey);

/// Takes the person off the list of this mail by that request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeaveList(pub MessageKey);

/// The HTML of a message, opened by the person's browser from a private file, without its scripts.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct OpenPage(pub MessageKey);

/// The bytes of a message, on the standard input of a command of the person's shell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipeMessage {
    /// The key of the message.
    pub message: MessageKey,
    /// The command as typed.
    pub command: String,
}

/// How a command ended that was given a message.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Piped {
    /// Its exit code, -1 where a signal ended it; `None` when it was told to end.
    pub ended: Option<i32>,
    /// What it printed.
    pub lines: Vec<CleanText>,
    /// Whether it printed more.
    pub cut: bool,
}

/// A text for the standard input of the person's printer program (`reading.printer`).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PrintText(pub String);

/// Ends every command that was given a message and runs on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StopCommands;

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
