//! Mailboxes (folders) and what they are for.

use crate::text::search_form;

/// What a mailbox is for (RFC 6154 where it has a word for it).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum MailboxRole {
    /// Where mail arrives.
    Inbox,
    /// What we sent.
    Sent,
    /// Unfinished mail.
    Drafts,
    /// What was deleted.
    Trash,
    /// What is unwanted.
    Spam,
    /// Done, but kept.
    Archive,
}

impl MailboxRole {
    /// Every role in the order lists show them.
    pub const ALL: [Self; 6] = [Self::Inbox, Self::Sent, Self::Drafts, Self::Archive, Self::Spam, Self::Trash];

    /// The stable lower-case word of JSON and of the store.
    pub fn word(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sent",
            Self::Drafts => "drafts",
            Self::Trash => "trash",
            Self::Spam => "spam",
            Self::Archive => "archive",
        }
    }

    /// The role of a stored word.
    pub fn from_word(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.word() == word)
    }

    /// The role that people call so, in any language, case and width (`assets/words/mailboxes.txt`).
    pub fn of_typed(typed: &str) -> Option<Self> {
        let wanted = search_form(typed.trim());
        let lines = include_str!("../../../assets/words/mailboxes.txt").lines().filter(|line| !line.starts_with('#'));
        let mut roles = lines.filter_map(|line| {
            let mut words = line.split_whitespace();
            Some((Self::from_word(words.next()?)?, words))
        });
        roles.find_map(|(role, mut words)| words.any(|word| search_form(word) == wanted).then_some(role))
    }

    /// The name a new local mailbox of this role gets; the same in every language, so that commands stay stable.
    pub fn default_name(self) -> &'static str {
        match self {
            Self::Inbox => "Inbox",
            Self::Sent => "Sent",
            Self::Drafts => "Drafts",
            Self::Trash => "Trash",
            Self::Spam => "Spam",
            Self::Archive => "Archive",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::MailboxRole;

    #[test]
    fn a_mailbox_of_every_account_is_known_by_its_name_in_both_languages() {
        for (typed, role) in [
            ("Inbox", MailboxRole::Inbox),
            ("受信トレイ", MailboxRole::Inbox),
            ("ゴミ箱", MailboxRole::Trash),
            ("ごみ箱", MailboxRole::Trash),
            (" ＡＲＣＨＩＶＥ ", MailboxRole::Archive),
        ] {
            assert_eq!(MailboxRole::of_typed(typed), Some(role), "{typed}");
        }
        assert_eq!(MailboxRole::of_typed("Projects"), None);
        assert!(MailboxRole::ALL.iter().all(|role| MailboxRole::of_typed(role.default_name()) == Some(*role)));
    }
}
