//! What a command needs before it makes sense.

use crate::i18n::Text;

/// What must be there before a command acts. The app checks it once, before it hands the command on; help, palette, command line and key press then say
/// the same words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// A row or message under the cursor, or a selection.
    Row,
    /// Mail under the cursor, or selected, that an order is about; in a conversation the message itself must be here.
    Mail,
    /// The text of the mail under the cursor.
    Text,
    /// A correspondent of the mail under the cursor who is not in the CRM yet; on records nothing, since the form opens empty.
    Stranger,
    /// Somebody or something of the CRM that an activity or note can be for: the person of the mail, or the record under the cursor.
    Person,
    /// A person who is a contact (S33).
    Contact,
    /// A person who is a lead.
    Lead,
    /// A record under the cursor.
    Record,
    /// A task under the cursor.
    Task,
    /// A record under the cursor that was made from a mail.
    Source,
    /// A mail account.
    Account,
    /// A mail account that can send.
    Sender,
}

impl Need {
    /// What is missing, and where there is one the way out.
    pub fn missing(self) -> Text {
        Text::of(match self {
            Self::Row | Self::Mail => "need-row",
            Self::Text => "need-text",
            Self::Stranger => "need-stranger",
            Self::Person => "sidebar-add-first",
            Self::Contact => "deal-requires-contact",
            Self::Lead => "problem-not-a-lead",
            Self::Record => "need-record",
            Self::Task => "board-only-tasks",
            Self::Source => "board-no-source",
            Self::Account => "need-account",
            Self::Sender => "need-sender",
        })
    }
}
