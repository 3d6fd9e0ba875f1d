//! The kinds of records and how one is named inside the store.

use crate::domain::ids::Id;
use crate::text::CleanText;

/// What a record is to the person at the keyboard; the words are those of interface.md.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RecordKind {
    /// A person who may become a customer (見込み客).
    Lead,
    /// A person one does business with (連絡先).
    Contact,
    /// A temporary worker (派遣スタッフ, S139).
    Temp,
    /// A company, the CRM's account (取引先).
    Company,
    /// A deal with a contact (商談).
    Deal,
    /// Something to do (タスク).
    Task,
    /// Something at a time and a place (予定).
    Event,
    /// A telephone call (通話).
    Call,
    /// A note on a record (メモ).
    Note,
}

/// Which table a record lives in: what changes, links and references name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Subject {
    /// Lead, contact or temp: one row whose kind changes.
    Person,
    /// Company: one row for every contact and deal of it.
    Company,
    /// Deal: it always belongs to a contact.
    Deal,
    /// Task, event or call.
    Activity,
    /// Note: it always belongs to another record.
    Note,
}

/// A record inside one store. Outside it the [`Id`] stands for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct RecordRef {
    /// The table it lives in.
    pub subject: Subject,
    /// Its key there.
    pub key: i64,
}

/// A record as other records and JSON name it: `{id, kind, name}`.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct RecordName {
    /// Where it is.
    pub reference: RecordRef,
    /// Its outside id.
    pub id: Id,
    /// What it is.
    pub kind: RecordKind,
    /// How it is called.
    pub name: CleanText,
}

impl RecordKind {
    /// All kinds, in the order of the tabs and of help.
    pub const ALL: [Self; 9] =
        [Self::Lead, Self::Contact, Self::Temp, Self::Company, Self::Deal, Self::Task, Self::Event, Self::Call, Self::Note];

    /// The word of commands, JSON and the store; never changed.
    pub fn word(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Contact => "contact",
            Self::Temp => "temp",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Task => "task",
            Self::Event => "event",
            Self::Call => "call",
            Self::Note => "note",
        }
    }

    /// The file of all records of this kind in an export of everything.
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Lead => "leads.csv",
            Self::Contact => "contacts.csv",
            Self::Temp => "temps.csv",
            Self::Company => "companies.csv",
            Self::Deal => "deals.csv",
            Self::Task => "tasks.csv",
            Self::Event => "events.csv",
            Self::Call => "calls.csv",
            Self::Note => "notes.csv",
        }
    }

    /// The kind of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The table of this kind.
    pub fn subject(self) -> Subject {
        match self {
            Self::Lead | Self::Contact | Self::Temp => Subject::Person,
            Self::Company => Subject::Company,
            Self::Deal => Subject::Deal,
            Self::Task | Self::Event | Self::Call => Subject::Activity,
            Self::Note => Subject::Note,
        }
    }

    /// Whether it is a lead, contact or temp.
    pub fn is_person(self) -> bool {
        self.subject() == Subject::Person
    }

    /// Whether it can become a contact: leads, and temps, which behave as leads do (S139).
    pub fn converts(self) -> bool {
        matches!(self, Self::Lead | Self::Temp)
    }

    /// Whether it is a task, event or call.
    pub fn is_activity(self) -> bool {
        self.subject() == Subject::Activity
    }
}

impl Subject {
    /// All subjects.
    pub const ALL: [Self; 5] = [Self::Person, Self::Company, Self::Deal, Self::Activity, Self::Note];

    /// The table's name in the store, which is also its word in changes.
    pub fn word(self) -> &'static str {
        match self {
            Self::Person => "person",
            Self::Company => "company",
            Self::Deal => "deal",
            Self::Activity => "activity",
            Self::Note => "note",
        }
    }

    /// The subject of a word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|subject| subject.word() == word)
    }

    /// A record of this subject.
    pub fn at(self, key: i64) -> RecordRef {
        RecordRef { subject: self, key }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_and_subject_comes_back_from_its_word() {
        for kind in RecordKind::ALL {
            assert_eq!(RecordKind::from_word(kind.word()), Some(kind));
            assert_eq!(Subject::from_word(kind.subject().word()), Some(kind.subject()));
        }
        assert_eq!(RecordKind::from_word("account"), None);
    }
}
