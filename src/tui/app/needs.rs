//! Whether a command can act now, and if not why: said alike by help, palette, command line, footer and key press.

use super::board::DetailRow;
use super::composer::senders;
use super::met::{Met, Who};
use super::panes::{Pane, Tab};
use super::sidebar::Row as SidebarRow;
use super::state::App;
use crate::domain::crm::kind::{RecordKind, Subject};
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::present::commands::{Command, Entry, Need};
use crate::present::fields;

impl App {
    /// Why a command cannot act where the cursor stands; `None` when it can.
    pub fn refuses(&self, command: Command) -> Option<Text> {
        let entry = command.entry();
        if !entry.places.meets(self.place().kinds()) {
            return Some(Text::of("command-not-here").with("name", entry.name));
        }
        self.lacks(entry)
    }

    /// What a command lacks on the panes, whatever lies over them; `None` when everything it needs is there.
    pub(crate) fn lacks(&self, entry: &Entry) -> Option<Text> {
        entry.needs.iter().find_map(|need| self.missing(*need, Self::who))
    }

    /// Whether the footer shows a command: what it needs is there. Of somebody of whom nothing is known yet it offers only what strangers are offered;
    /// the key asks the store all the same.
    pub(crate) fn invites(&self, entry: &Entry) -> bool {
        let of_persons = entry.needs.iter().any(|need| matches!(need, Need::Person | Need::Somebody | Need::Contact | Need::Lead));
        let unknown = || self.met().is_some_and(|met| self.seems(&met) == Who::NotYet);
        let guesses = of_persons && self.tab == Tab::Mail && unknown();
        !guesses && entry.needs.iter().all(|need| self.missing(*need, Self::seems).is_none())
    }

    fn missing(&self, need: Need, who: fn(&Self, &Met) -> Who) -> Option<Text> {
        let mail = self.tab == Tab::Mail;
        let there = match need {
            Need::Row if mail => self.has_mail() || self.threads.current().is_some(),
            Need::Mail => self.has_mail(),
            Need::Row => self.board.current().is_some() || !self.board.selected.is_empty(),
            Need::Text => self.conversation.current_view().is_some(),
            Need::Stranger | Need::Outsider | Need::Somebody | Need::Person | Need::Contact | Need::Lead if mail => {
                return self.person_missing(need, who);
            }
            Need::Stranger | Need::Outsider | Need::Somebody => true,
            Need::Person => self.meant_subject().is_some(),
            Need::Contact => self.meant_person().is_none_or(|name| name.kind == RecordKind::Contact),
            Need::Lead => self.meant_record().is_some_and(|name| name.kind.converts()),
            Need::People => self.means_people(),
            Need::Record if mail => return self.person_missing(Need::Person, who).filter(|_| !self.on_side_record()),
            Need::Record => self.meant_record().is_some() || !self.board.selected.is_empty(),
            Need::Deal => self.meant_record().is_some_and(|name| name.kind == RecordKind::Deal),
            Need::Task => self.meant_record().is_some_and(|name| name.kind == RecordKind::Task),
            Need::Activity => !self.board.selected.is_empty() || self.meant_record().is_some_and(|name| name.kind.is_activity()),
            Need::Source => self.source_record().is_none_or(|record| record.made_from.is_some()) && self.board.current().is_some(),
            Need::Account => self.mailboxes.accounts.as_ref().is_none_or(|accounts| !accounts.is_empty()),
            Need::Sender => self.mailboxes.accounts.as_ref().is_none_or(|accounts| !senders(accounts).is_empty()),
        };
        let subject = need == Need::Person && !mail;
        (!there).then(|| if subject { Text::of("need-subject") } else { need.missing() })
    }

    /// Whether there is mail that the keys act on: a message in the conversation, else rows of the list.
    fn has_mail(&self) -> bool {
        match self.focus {
            Pane::Conversation => self.conversation.current().is_some(),
            Pane::Sidebar => self.sidebar.met.is_some(),
            Pane::Mailboxes | Pane::List => self.threads.current().is_some() || !self.threads.selected.is_empty(),
        }
    }

    /// What is wrong with the person of the mail; somebody of whom the store has not answered yet is not refused before it did.
    fn person_missing(&self, need: Need, who: fn(&Self, &Met) -> Who) -> Option<Text> {
        let Some(met) = self.met() else { return Some(Need::Row.missing()) };
        who_lacks(&who(self, &met), need)
    }

    /// Whether two people can be meant: those two that are selected, or the one under the cursor and somebody like them.
    fn means_people(&self) -> bool {
        let (selected, open) = (&self.board.selected, self.board.detail.open);
        if open || selected.is_empty() {
            return self.meant_record().is_some_and(|name| name.kind.is_person());
        }
        selected.len() == 2 && selected.iter().all(|one| one.subject == Subject::Person)
    }

    fn on_side_record(&self) -> bool {
        matches!(self.sidebar.under_cursor(self.any_account()), Some(SidebarRow::Record(_)))
    }

    /// The record whose mail `show-source` shows; `None` while it is not here.
    pub(crate) fn source_record(&self) -> Option<Record> {
        match self.board.detail.under_cursor() {
            Some(DetailRow::Record(record)) if self.board.detail.open => Some(*record),
            _ if self.board.detail.opened_from_another().is_some() => self.board.detail.record().cloned(),
            _ => self.board.record().cloned(),
        }
    }
}

/// What somebody lacks for a need about a person; `None` when nothing, or when it is not known yet who they are.
pub(crate) fn who_lacks(who: &Who, need: Need) -> Option<Text> {
    match (who, need) {
        (Who::NotYet, _) | (Who::Stranger, Need::Stranger | Need::Outsider) => None,
        (Who::Mine, _) => Some(Text::of("sidebar-mine")),
        (Who::Stranger, _) => Some(Need::Person.missing()),
        (Who::Known(name), Need::Stranger) => {
            Some(Text::of("record-known-already").with("name", name.name.as_str()).text("kind", fields::kind(name.kind)))
        }
        (Who::Known(name), Need::Contact) if name.kind != RecordKind::Contact => Some(need.missing()),
        (Who::Known(name), Need::Lead) if !name.kind.converts() => Some(need.missing()),
        (Who::Known(_), _) => None,
    }
}
