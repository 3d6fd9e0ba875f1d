//! Mailboxes by what they are for.

use crate::domain::crm::standing::Standing;
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::mail::{ListView, Smart};

/// The word for a mailbox that fills itself from the customer side.
pub(crate) fn smart_word(which: Smart) -> &'static str {
    match which {
        Smart::Customers => "mailbox-customers",
        Smart::Leads => "mailbox-leads",
        Smart::OpenDeals => "mailbox-open-deals",
        Smart::ClosingThisMonth => "mailbox-closing",
        Smart::NoAnswer => "mailbox-no-answer",
    }
}

/// The word for a group of the Sales inbox.
pub(crate) fn group_word(standing: Standing) -> &'static str {
    match standing {
        Standing::OpenDeal => "sales-open-deal",
        Standing::Contact => "sales-contact",
        Standing::Lead => "sales-lead",
        Standing::Colleague => "sales-colleague",
        Standing::Other => "sales-other",
    }
}

/// The list that a name means which no mailbox has: `sales-inbox`, or `smart/` with the word of one that fills itself.
pub(crate) fn smart_named(name: &str) -> Option<ListView> {
    let name = name.trim();
    if name.eq_ignore_ascii_case("sales-inbox") {
        return Some(ListView::Sales { folded: Vec::new() });
    }
    let word = name.to_ascii_lowercase();
    word.strip_prefix("smart/").and_then(Smart::from_word).map(ListView::Smart)
}

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
