//! What lies over the panes: a stack. The top gets the keys first and Esc takes it away; drawing goes from the bottom.

use super::choice::{Chooser, Then};
use super::composer::Composer;
use super::forms::Form;
use super::line::Line;
use super::page::Page;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::ids::MessageKey;
use crate::i18n::Text;
use crate::present::commands::{Command, Place};
use crate::present::key::KeyPress;
use crate::problem::Problem;
use crate::text::CleanText;

/// Something over the panes.
pub(crate) enum Overlay {
    /// A question before something dangerous.
    Confirm(Confirm),
    /// All commands, narrowed by typing.
    Palette(Palette),
    /// A text: the keys of a place, the tutorial.
    Reader(Reader),
    /// Some things to choose from.
    Chooser(Chooser),
    /// A line that is typed above the footer.
    Prompt(Prompt),
    Form(Box<Form>),
    /// A mail being written.
    Composer(Box<Composer>),
    /// A text that is only read.
    Page(Page),
    /// A command that was given a message and has not ended.
    Running(CleanText),
    /// What went wrong.
    Problem(Problem),
    /// A new key of a command is awaited.
    Keys(KeyCapture),
}

/// A question that carries what yes leads to.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Confirm {
    /// What is asked.
    pub(crate) question: Text,
    /// What yes leads to.
    pub(crate) then: Then,
}

/// The new key of a command, as far as it was pressed.
pub(crate) struct KeyCapture {
    /// Whose key.
    pub(crate) command: Command,
    /// What was pressed so far.
    pub(crate) presses: Vec<KeyPress>,
    /// Why it cannot be kept: whose it is already.
    pub(crate) clash: Option<Text>,
}

#[derive(Default)]
pub(crate) struct Palette {
    /// What was typed.
    pub(crate) line: Line,
    /// The commands that match, best first.
    pub(crate) found: Vec<Command>,
    /// Where the cursor is among them.
    pub(crate) cursor: usize,
}

/// A text to read.
pub(crate) struct Reader {
    /// The place whose keys are listed.
    pub(crate) place: Place,
    /// Whether the tutorial stands before the keys.
    pub(crate) tutorial: bool,
    /// The first row on the screen.
    pub(crate) top: usize,
}

/// What a typed line is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PromptKind {
    /// The command line.
    Command,
    /// A query over the mail.
    Search,
    /// A find in the open text.
    Find,
    /// Words that all rows of a list of records have.
    Filter,
    /// The folder in which an attachment of a message, or all of them, are saved.
    Folder(MessageKey, Option<u32>),
    /// The file in which a message is saved.
    File(MessageKey),
    /// The command that is given a message.
    Pipe(MessageKey),
    /// The record that a message is linked to.
    Link(MessageKey),
    /// Until when mail sleeps.
    Until,
    /// To which day what is to be done is put off.
    Postpone,
    /// What a field of the selected records shall be.
    Field(RecordKind, Field),
    /// When the mail that is being written goes.
    SendAt,
    /// The file that goes along with it.
    Enclose,
}

/// A line that is typed above the footer.
pub(crate) struct Prompt {
    /// What it is for.
    pub(crate) kind: PromptKind,
    /// What was typed.
    pub(crate) line: Line,
    /// What is wrong with it so far.
    pub(crate) problem: Option<Text>,
}

impl Overlay {
    /// Where the keys act while this is on top.
    pub(crate) fn place(&self) -> Place {
        match self {
            Self::Confirm(_) => Place::Question,
            Self::Chooser(chooser) if !chooser.narrows => Place::Menu,
            Self::Palette(_) | Self::Chooser(_) => Place::Picker,
            Self::Prompt(_) => Place::Prompt,
            Self::Reader(_) | Self::Page(_) => Place::Reader,
            Self::Problem(_) | Self::Running(_) | Self::Keys(_) => Place::Message,
            Self::Form(form) => form.place(),
            Self::Composer(_) => Place::Composer,
        }
    }
}
