//! What the keys mean: whom and what is under the cursor. It is decided when a key is pressed, and what comes later answers to it.

use super::board::{BoardRow, DetailRow};
use super::met::{Met, Who, marked};
use super::panes::{Pane, Tab};
use super::purpose;
use super::state::App;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, Subject};
use crate::domain::crm::record::Record;
use crate::domain::mail::address::Address;
use crate::jobs::crm::Sidebar as Content;

impl App {
    /// Whom the keys mean: in the conversation the correspondent of the message under the cursor, in the list that of the row, in the sidebar the one it shows.
    pub(crate) fn met(&self) -> Option<Met> {
        if self.tab != Tab::Mail {
            return None;
        }
        match self.focus {
            Pane::Sidebar => self.sidebar.met.clone(),
            Pane::Conversation => match self.conversation.current() {
                Some(row) => Met::of_message(row),
                None => self.met_in_list(),
            },
            Pane::Mailboxes | Pane::List => self.met_in_list(),
        }
    }

    /// The correspondent of the row, whether the conversation is here or not, and the newest of their messages as far as it is known.
    fn met_in_list(&self) -> Option<Met> {
        let row = self.threads.current()?;
        let messages = || self.conversation.messages_of(row.thread);
        let newest_of_others = || messages().filter(|one| !one.mine && one.author.is_some()).max_by_key(|one| one.key);
        let Some(address) = row.correspondent.clone() else { return newest_of_others().and_then(Met::of_message) };
        let spec = address.address.normalized();
        let is = |one: &Address| one.address.normalized() == spec;
        let theirs = messages().filter(|one| !one.mine && one.author.as_ref().is_some_and(is)).max_by_key(|one| one.key);
        let ours = messages().filter(|one| one.mine && one.to.iter().any(is)).max_by_key(|one| one.key);
        // Before the conversation is here, the row itself says who wrote its newest message.
        let by_row = row.participants.last().filter(|who| !who.is_empty()).map(|_| (row.newest, true));
        let known = theirs.map(|one| (one.key, true)).or_else(|| ours.map(|one| (one.key, false))).or(by_row);
        Some(Met {
            thread: row.thread,
            address,
            message: known.map(|(key, _)| key),
            theirs: known.is_some_and(|(_, theirs)| theirs),
            subject: row.subject.clone(),
            marked: row.person.as_ref().map(marked),
        })
    }

    /// What is known of somebody met, when the sidebar has it and nothing is being read again.
    pub(crate) fn content_for(&self, met: &Met) -> Option<&Content> {
        self.shown_of(met).filter(|_| self.is_fresh())
    }

    fn shown_of(&self, met: &Met) -> Option<&Content> {
        self.sidebar.content.as_deref().filter(|content| content.addresses.contains(&met.address.address.normalized()))
    }

    /// Whether rows and sidebar are as the store has them: while they are read again, nobody is refused for what they said before.
    fn is_fresh(&self) -> bool {
        !self.asked.waits_for(purpose::Sidebar) && !self.asked.waits_for(purpose::Window)
    }

    /// Who somebody met is to us, as far as it is known for certain.
    pub(crate) fn who(&self, met: &Met) -> Who {
        if self.is_fresh() { self.seems(met) } else { Who::NotYet }
    }

    /// Who somebody met seems to be: what the screen says, also while it is read again.
    pub(crate) fn seems(&self, met: &Met) -> Who {
        match (self.shown_of(met), &met.marked) {
            (Some(content), _) => Who::of(&content.verdict),
            (None, Some(name)) => Who::Known(name.clone()),
            (None, None) => Who::NotYet,
        }
    }

    /// On what something is begun in the tabs beside mail: in an open record the person, company or deal under the cursor or the record itself, else the row of
    /// the list.
    fn begun_on(&self) -> Option<BoardRow> {
        let stands_alone = |record: &Record| matches!(record.reference.subject, Subject::Person | Subject::Company | Subject::Deal);
        match self.board.detail.under_cursor() {
            Some(DetailRow::Record(record)) if self.board.detail.open && stands_alone(&record) => Some(BoardRow::Record(record)),
            _ => match self.board.detail.opened_from_another() {
                Some(_) => self.board.detail.record().map(|record| BoardRow::Record(Box::new(record.clone()))),
                None => self.board.row().cloned(),
            },
        }
    }

    /// The record that is open, or would open: the one under the cursor of the list, unless another was opened from it.
    pub(crate) fn open_record(&self) -> Option<RecordName> {
        match self.board.detail.opened_from_another() {
            Some(_) => self.board.detail.record().map(Record::as_name),
            None => self.board.current(),
        }
    }

    /// What an activity or note that is begun in the tabs beside mail is about.
    pub(crate) fn meant_subject(&self) -> Option<RecordName> {
        self.begun_on().and_then(|row| row.subject())
    }

    /// The person of what is meant in the tabs beside mail, whom a deal or a mail is for.
    pub(crate) fn meant_person(&self) -> Option<RecordName> {
        self.begun_on().and_then(|row| row.person())
    }

    /// The company of what is meant in the tabs beside mail, as a form names it.
    pub(crate) fn meant_company(&self) -> String {
        match self.begun_on() {
            Some(BoardRow::Record(record)) if record.kind == RecordKind::Company => record.name().into_string(),
            Some(BoardRow::Record(record)) => record.text(Field::Company).to_owned(),
            _ => String::new(),
        }
    }

    /// The record that the keys mean in the tabs beside mail: in an open record the row under the cursor or the record itself, else the row of the list.
    pub(crate) fn meant_record(&self) -> Option<RecordName> {
        if self.board.detail.open
            && let Some(DetailRow::Record(record)) = self.board.detail.under_cursor()
        {
            return Some(record.as_name());
        }
        self.open_record()
    }
}
