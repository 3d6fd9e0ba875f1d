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
    /// A correspondent of the mail under the cursor who is not one of ourselves; on records nothing, since the form opens empty.
    Outsider,
    /// A person of the CRM that the mail under the cursor is from; on records nothing, since the form opens for the record under the cursor or empty.
    Somebody,
    /// Somebody or something of the CRM that an activity or note can be for: the person of the mail, or the record under the cursor.
    Person,
    /// Nobody who is no contact: a deal is for contacts (S33).
    Contact,
    /// A person who is a lead or a temp.
    Lead,
    /// Two people who are selected, or one under the cursor.
    People,
    /// A record under the cursor.
    Record,
    /// A deal under the cursor.
    Deal,
    /// A task under the cursor.
    Task,
    /// A task, an event or a call under the cursor, or a selection.
    Activity,
    /// A record under the cursor that was made from a mail.
    Source,
    /// A mail account.
    Account,
    /// A mail account that can send.
    Sender,
}

impl Need {
    /// All of them.
    pub const ALL: [Self; 17] = [
        Self::Row,
        Self::Mail,
        Self::Text,
        Self::Stranger,
        Self::Outsider,
        Self::Somebody,
        Self::Person,
        Self::Contact,
        Self::Lead,
        Self::People,
        Self::Record,
        Self::Deal,
        Self::Task,
        Self::Activity,
        Self::Source,
        Self::Account,
        Self::Sender,
    ];

    /// What is missing, in a few words for where a sentence has no room.
    pub fn in_short(self) -> Text {
        Text::of(match self {
            Self::Row | Self::Mail => "short-need-row",
            Self::Text => "short-need-text",
            Self::Stranger | Self::Outsider => "short-need-stranger",
            Self::Somebody | Self::Person => "short-need-person",
            Self::Contact => "short-need-contact",
            Self::Lead => "short-need-lead",
            Self::People => "short-need-people",
            Self::Record => "short-need-record",
            Self::Deal => "short-need-deal",
            Self::Task => "short-need-task",
            Self::Activity => "short-need-activity",
            Self::Source => "short-need-source",
            Self::Account | Self::Sender => "short-need-account",
        })
    }

    /// What is missing, and where there is one the way out.
    pub fn missing(self) -> Text {
        Text::of(match self {
            Self::Row | Self::Mail => "need-row",
            Self::Text => "need-text",
            Self::Stranger | Self::Outsider => "need-stranger",
            Self::Somebody | Self::Person => "sidebar-add-first",
            Self::Contact => "deal-requires-contact",
            Self::Lead => "problem-not-a-lead",
            Self::People => "need-people",
            Self::Record => "need-record",
            Self::Deal => "need-deal",
            Self::Task => "board-only-tasks",
            Self::Activity => "need-activity",
            Self::Source => "board-no-source",
            Self::Account => "need-account",
            Self::Sender => "need-sender",
        })
    }
}
