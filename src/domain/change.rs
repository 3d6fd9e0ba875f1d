//! What a person did, in one word: the verb of a group of changes.

use std::fmt;

/// The verb of a group of changes (architecture.md 1, rule 6). The store and JSON keep its stable word; what people read is in `present::changes`.
///
/// A new verb is a variant, its place in [`Verb::ALL`], its [`Verb::word`], and `verb-` with that word in the catalogue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Verb {
    /// Mail went into the archive.
    Archive,
    /// Mail went to the trash.
    Delete,
    /// Mail was called spam.
    Spam,
    /// Mail got a star.
    Star,
    /// Mail lost its star.
    Unstar,
    /// Mail was marked read.
    Read,
    /// Mail was marked unread.
    Unread,
    /// Mail went to another mailbox.
    Move,
    /// Mail got or lost labels.
    Label,
    /// Mail was put to sleep.
    Snooze,
    /// Sleeping mail was woken by hand.
    Wake,
    /// A lead was added.
    AddLead,
    /// A contact was added.
    AddContact,
    /// A temp was added.
    AddTemp,
    /// A company was added.
    AddCompany,
    /// A deal was added.
    AddDeal,
    /// A task was added.
    AddTask,
    /// An event was added.
    AddEvent,
    /// A call was added.
    AddCall,
    /// A note was added.
    AddNote,
    /// Fields of a record changed.
    Edit,
    /// What is to be done was put off.
    Postpone,
    /// Records were deleted.
    DeleteRecord,
    /// A lead became a contact.
    Convert,
    /// Two people became one.
    Merge,
    /// Records came in from a table.
    Import,
    /// A mail was linked to a record.
    Link,
    /// A link was taken away.
    Unlink,
    /// An activity was completed.
    Complete,
    /// Whether a person's mail is shared changed.
    ShareMail,
    /// A mail was queued to be sent.
    Send,
    /// The trash was emptied, which nothing takes back.
    EmptyTrash,
    /// Something that only another version of fumi has a word for.
    Change,
}

impl Verb {
    /// Every verb.
    pub const ALL: [Self; 33] = [
        Self::Archive,
        Self::Delete,
        Self::Spam,
        Self::Star,
        Self::Unstar,
        Self::Read,
        Self::Unread,
        Self::Move,
        Self::Label,
        Self::Snooze,
        Self::Wake,
        Self::AddLead,
        Self::AddContact,
        Self::AddTemp,
        Self::AddCompany,
        Self::AddDeal,
        Self::AddTask,
        Self::AddEvent,
        Self::AddCall,
        Self::AddNote,
        Self::Edit,
        Self::Postpone,
        Self::DeleteRecord,
        Self::Convert,
        Self::Merge,
        Self::Import,
        Self::Link,
        Self::Unlink,
        Self::Complete,
        Self::ShareMail,
        Self::Send,
        Self::EmptyTrash,
        Self::Change,
    ];

    /// The stable word in the store and in JSON; never renamed, since stores keep it for ever.
    pub fn word(self) -> &'static str {
        match self {
            Self::Archive => "archive",
            Self::Delete => "delete",
            Self::Spam => "spam",
            Self::Star => "star",
            Self::Unstar => "unstar",
            Self::Read => "read",
            Self::Unread => "unread",
            Self::Move => "move",
            Self::Label => "label",
            Self::Snooze => "snooze",
            Self::Wake => "wake",
            Self::AddLead => "add_lead",
            Self::AddContact => "add_contact",
            Self::AddTemp => "add_temp",
            Self::AddCompany => "add_company",
            Self::AddDeal => "add_deal",
            Self::AddTask => "add_task",
            Self::AddEvent => "add_event",
            Self::AddCall => "add_call",
            Self::AddNote => "add_note",
            Self::Edit => "edit",
            Self::Postpone => "postpone",
            Self::DeleteRecord => "delete_record",
            Self::Convert => "convert",
            Self::Merge => "merge",
            Self::Import => "import",
            Self::Link => "link",
            Self::Unlink => "unlink",
            Self::Complete => "complete",
            Self::ShareMail => "share_mail",
            Self::Send => "send",
            Self::EmptyTrash => "empty_trash",
            Self::Change => "change",
        }
    }

    /// The verb of a stored word. A word that this version does not know was written by another one and is [`Verb::Change`].
    pub fn of_word(word: &str) -> Self {
        Self::ALL.into_iter().find(|verb| verb.word() == word).unwrap_or(Self::Change)
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.word())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_verb_comes_back_from_its_word() {
        for (at, verb) in Verb::ALL.into_iter().enumerate() {
            assert_eq!(verb as usize, at, "{verb} stands in its place of the list");
            assert_eq!(Verb::of_word(verb.word()), verb);
        }
        assert_eq!(Verb::of_word("teleport"), Verb::Change, "a later version wrote it");
    }
}
