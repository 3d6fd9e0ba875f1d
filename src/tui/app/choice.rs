//! A list to choose from, with a line that narrows it.

use std::path::PathBuf;

use jiff::civil::Date;

use super::kept_form::FoundForm;
use super::label::Label;
use super::left::Left;
use super::line::Line;
use super::pending::Subject;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef};
use crate::domain::ids::{Id, MessageKey, OutboxKey};
use crate::domain::mail::body::{Attachment, Link};
use crate::domain::mail::compose::Doubt;
use crate::domain::query::Narrowing;
use crate::domain::time::Instant;
use crate::i18n::{Catalogue, Language};
use crate::jobs::mail::ListView;
use crate::jobs::outbox::{DraftKey, DraftRow, SendAt, SendMail};
use crate::jobs::triage::{EmptyTrash, Triage, TriageAction};
use crate::present::commands::Command;
use crate::text::{CleanText, KeptText};

/// What a choice or a yes leads to; plain data, so that a question carries its action.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Then {
    Command(Command),
    /// A command, and what was typed behind it to choose.
    CommandOn(Command, String),
    /// The help with the tutorial before it.
    Tutorial,
    /// A change of the mail that is meant now.
    Triage(TriageAction),
    /// Ask until when the mail that is meant now sleeps.
    AskUntil,
    /// A change of more mail than goes without a yes, and what it is about on the screen.
    Agreed(Box<Triage>, Subject),
    /// Remove what lies in the trash for good.
    EmptyTrash(EmptyTrash),
    /// Another list.
    Open(ListView),
    /// Save an attachment.
    SaveAttachment {
        message: MessageKey,
        /// Which, from 1.
        index: u32,
        /// Its name, to say what was saved.
        name: CleanText,
    },
    /// What can be done with an attachment.
    Attachment(MessageKey, Box<Attachment>),
    /// What can be done with all attachments.
    AllAttachments(MessageKey),
    /// Open an attachment.
    OpenAttachment {
        message: MessageKey,
        /// Which, from 1.
        index: u32,
        /// Its name, to say what was opened.
        name: CleanText,
        /// Whether it is a page, which asks first.
        page: bool,
    },
    /// Save all attachments.
    SaveAll(MessageKey),
    /// Ask for the folder in which one attachment, or all, are saved.
    AskFolder(MessageKey, Option<u32>),
    /// Read the message in a charset, or as it says itself.
    ReadIn(Option<&'static str>),
    /// Open the page of a message in the browser.
    OpenPage(MessageKey),
    /// What can be done with a link.
    Link(Box<Link>),
    /// Open a link in the browser.
    OpenLink(CleanText),
    /// Leave the list of a message by one request to this host.
    LeaveList(MessageKey, CleanText),
    /// Begin the mail that a link asks for.
    WriteTo(CleanText),
    /// Put a text on the clipboard.
    Copy(CleanText),
    /// Go on writing a text that an editor left.
    TakeLeft(Box<Left>),
    /// Go on filling a form that an app left.
    TakeForm(Box<FoundForm>),
    /// Throw away a form that an app left.
    ForgetForm(PathBuf),
    /// Leave the app.
    Leave,
    /// Throw the form on top away.
    DropForm,
    /// Open a record in a form, in place of the one that wanted to add it again.
    OpenRecord(RecordName),
    /// Save the form and make its person and this one the same.
    MergeInto(RecordName),
    /// Save the form although the address is known.
    AddAnyway,
    /// What can be done about a mail of the outbox.
    OutboxRow(OutboxKey),
    /// Send a mail of the outbox once more, or take it for sent.
    SendAgain(SendMail),
    /// Take a mail of the outbox back.
    TakeMailBack(OutboxKey),
    /// Write the mail that is being written to this one too.
    Recipient(CleanText),
    /// Send the mail that is being written although this may have been overlooked.
    SendDespite(Doubt, SendAt),
    /// Send the mail that is being written at a time.
    SendAt(Instant),
    /// Ask at what time the mail that is being written shall go.
    AskSendAt,
    /// Throw a draft away.
    ThrowDraftAway(DraftKey),
    /// What can be done about a draft.
    Draft(Box<DraftRow>),
    /// Open a draft.
    WriteOn(Box<DraftRow>),
    /// Link a mail to a record by hand.
    LinkTo(MessageKey, RecordName),
    /// Show two persons beside each other, to make them one.
    Merge(RecordRef, RecordRef),
    /// Delete these records.
    DeleteRecords(Vec<RecordRef>),
    /// Show a record that a search found; Esc goes back to the search.
    ShowFound(RecordName),
    /// Put off what is to be done.
    Postpone(Date),
    /// Ask to which day it is put off.
    AskPostpone,
    /// Ask what a field of the selected records shall be.
    EditField(RecordKind, Field),
    /// Change a field of the selected records.
    EditSeveral(Field, KeptText),
    /// Sort the list by a field, or newest first.
    SortBy(Option<Field>),
    /// What can be done with an account.
    AccountMenu(Id),
    /// Open the form of an account, or of a new one.
    EditAccount(Option<Id>),
    /// Open the form of how the app looks.
    Appearance,
    /// The languages to choose from.
    Languages,
    /// Speak this language.
    Speak(Language),
    /// The keys of all commands.
    Bindings,
    /// Press the new key of a command.
    BindKeys(Command),
    /// How much of which account is shared.
    Sharing,
    /// Open the form of an account at its user name.
    UserNameOf(Id),
    /// Let an account log in by this user name.
    LogInAs(Id, String),
    /// Open the form of an account at its sharing.
    SharingOf(Id),
    /// Log in again and fetch.
    RetryAccount(Id),
    /// Type a new password for an account.
    NewPassword(Id),
    /// Sign in for an account at its identity provider.
    SignIn(Id),
    /// Carry out the deletes that were held.
    ConfirmDeletes(Id),
    /// Fetch all mail of an account into a store that lacks it, and delete nothing on the server.
    FillNewStore(Id),
    /// Say how a backup is brought back.
    HowToRestore,
    /// Switch an account on or off.
    EnableAccount(Id, bool),
    /// Let new mail start from this account.
    DefaultAccount(Id),
    /// Moves an account to this place among them, from 0.
    MoveAccount(Id, usize),
    /// Ask before an account is taken away.
    AskRemoveAccount(Id),
    /// Take an account away; its mail stays.
    RemoveAccount(Id),
    /// Go on with an unprotected connection.
    ConfirmPlaintext {
        /// To save, or only to test.
        save: bool,
    },
    /// Save the account although its test failed.
    SaveUntested,
    /// Save the account although it cannot send.
    SaveReceiveOnly,
}

/// One of several.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Choice {
    /// What it is.
    pub(crate) label: Label,
    /// What stands dimmed at its right.
    pub(crate) detail: Label,
    /// What it leads to.
    pub(crate) then: Then,
}

/// What a typed text that is none of the choices leads to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FreeText {
    /// Put a label of this name on.
    Label,
    /// Move to a mailbox of this name, which is made.
    Mailbox,
}

/// A list to choose from.
pub(crate) struct Chooser {
    /// What is chosen.
    pub(crate) title: Label,
    /// What must be known to choose, above the choices.
    pub(crate) remarks: Vec<Label>,
    /// Everything to choose from.
    pub(crate) choices: Vec<Choice>,
    /// What narrows it.
    pub(crate) line: Line,
    /// Whether letters narrow the list; a short menu takes them as keys instead.
    pub(crate) narrows: bool,
    /// What a new name does.
    pub(crate) free: Option<FreeText>,
    /// Which of the narrowed choices the cursor is on.
    pub(crate) cursor: usize,
}

impl Chooser {
    /// A short menu: moved through by keys, not narrowed.
    pub(crate) fn menu(title: Label, choices: Vec<Choice>) -> Self {
        Self { title, remarks: Vec::new(), choices, line: Line::default(), narrows: false, free: None, cursor: 0 }
    }

    /// With what must be known to choose.
    #[must_use]
    pub(crate) fn remarks(mut self, remarks: Vec<Label>) -> Self {
        self.remarks = remarks;
        self
    }

    /// A list narrowed by typing.
    pub(crate) fn list(title: Label, choices: Vec<Choice>, free: Option<FreeText>) -> Self {
        Self { title, remarks: Vec::new(), choices, line: Line::default(), narrows: true, free, cursor: 0 }
    }

    /// The choices that hold every typed word.
    pub(crate) fn narrowed(&self, words: &Catalogue) -> Vec<&Choice> {
        let wanted = Narrowing::of(self.line.value());
        let fits = |choice: &&Choice| wanted.fits(&format!("{} {}", choice.label.say(words), choice.detail.say(words)));
        self.choices.iter().filter(fits).collect()
    }

    /// What Enter leads to.
    pub(crate) fn chosen(&self, words: &Catalogue) -> Option<Then> {
        let typed = CleanText::line(self.line.value().trim());
        if let Some(choice) = self.narrowed(words).get(self.cursor) {
            return Some(choice.then.clone());
        }
        if typed.is_empty() {
            return None;
        }
        Some(match self.free? {
            FreeText::Label => Then::Triage(TriageAction::Label { add: vec![typed], remove: Vec::new() }),
            FreeText::Mailbox => Then::Triage(TriageAction::Move(crate::jobs::triage::MoveTarget::Named { name: typed, create: true })),
        })
    }
}
