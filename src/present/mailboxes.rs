//! Mailboxes by what they are for.

use crate::domain::mail::mailbox::MailboxRole;

/// The word for what a mailbox is for.
pub(crate) fn role_word(role: MailboxRole) -> &'static str {
    match role {
        MailboxRole::Inbox => "mailbox-inbox",
        MailboxRole::Sent => "mailbox-sent",
        MailboxRole::Drafts => "mailbox-drafts",
        MailboxRole::Trash => "mailbox-trash",
        MailboxRole::Spam => "mailbox-spam",
        MailboxRole::Archive => "mailbox-archive",
    }
}
