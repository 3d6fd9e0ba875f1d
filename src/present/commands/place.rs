//! Where commands act.

use crate::i18n::Text;

/// A set of kinds of place. A command names the kinds it acts in; the app says which kinds hold where the cursor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Places(u16);

impl Places {
    /// Any pane of the app, whenever no form, question or picker is open: INTERFACE.md's "everywhere".
    pub const EVERYWHERE: Self = Self(1);
    /// A list of rows.
    pub const LISTS: Self = Self(2);
    /// A text that is read.
    pub const TEXT: Self = Self(4);
    /// Mail: a thread in a list, or a message in a conversation.
    pub const MAIL: Self = Self(8);
    /// Records of the CRM: a row of their lists, or one that is open.
    pub const RECORDS: Self = Self(16);
    /// The sidebar with CRM information.
    pub const SIDEBAR: Self = Self(32);
    /// A form.
    pub const FORMS: Self = Self(64);
    /// The form of a mail account.
    pub const ACCOUNT_FORM: Self = Self(128);
    /// A mail being written.
    pub const COMPOSER: Self = Self(256);
    /// A chooser with a line to type in: palette, command line, mailboxes, labels, query.
    pub const PICKER: Self = Self(512);
    /// A question that is answered with yes or no.
    pub const QUESTION: Self = Self(1024);

    /// Every single kind with its catalogue id, in the order in which keys are listed.
    pub const KINDS: [(Self, &'static str); 11] = [
        (Self::EVERYWHERE, "place-everywhere"),
        (Self::LISTS, "place-lists"),
        (Self::TEXT, "place-text"),
        (Self::MAIL, "place-mail"),
        (Self::RECORDS, "place-records"),
        (Self::SIDEBAR, "place-sidebar"),
        (Self::FORMS, "place-forms"),
        (Self::ACCOUNT_FORM, "place-account-form"),
        (Self::COMPOSER, "place-composer"),
        (Self::PICKER, "place-picker"),
        (Self::QUESTION, "place-question"),
    ];

    /// Both sets together.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Whether the sets have a kind in common.
    pub const fn meets(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    /// The kinds of this set, to be said.
    pub fn texts(self) -> Vec<Text> {
        Self::KINDS.iter().filter(|(kind, _)| self.meets(*kind)).map(|(_, id)| Text::of(id)).collect()
    }
}

/// Where the cursor stands in the app: every place there is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Place {
    /// The list of mailboxes at the left.
    Mailboxes,
    /// A list of threads.
    ThreadList,
    /// A conversation.
    Conversation,
    /// The sidebar.
    Sidebar,
    /// A list of records, the board of deals or the agenda.
    RecordList,
    /// One open record.
    Record,
    /// A text such as help or the tutorial.
    Reader,
    /// A form of a record.
    Form,
    /// The form of a mail account.
    AccountForm,
    /// A mail being written.
    Composer,
    /// A chooser with a line to type in.
    Picker,
    /// A question.
    Question,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 12] = [
        Self::Mailboxes,
        Self::ThreadList,
        Self::Conversation,
        Self::Sidebar,
        Self::RecordList,
        Self::Record,
        Self::Reader,
        Self::Form,
        Self::AccountForm,
        Self::Composer,
        Self::Picker,
        Self::Question,
    ];

    /// The kinds that hold here.
    pub const fn kinds(self) -> Places {
        let pane = Places::EVERYWHERE;
        match self {
            Self::Mailboxes => pane.and(Places::LISTS),
            Self::ThreadList => pane.and(Places::LISTS).and(Places::MAIL),
            Self::Conversation => pane.and(Places::TEXT).and(Places::MAIL),
            Self::Sidebar => pane.and(Places::LISTS).and(Places::RECORDS).and(Places::SIDEBAR),
            Self::RecordList => pane.and(Places::LISTS).and(Places::RECORDS),
            Self::Record => pane.and(Places::TEXT).and(Places::RECORDS),
            Self::Reader => pane.and(Places::TEXT),
            Self::Form => Places::FORMS,
            Self::AccountForm => Places::FORMS.and(Places::ACCOUNT_FORM),
            Self::Composer => Places::COMPOSER,
            Self::Picker => Places::PICKER,
            Self::Question => Places::QUESTION,
        }
    }

    /// Whether characters are typed here, so that letters never act.
    pub const fn takes_text(self) -> bool {
        matches!(self, Self::Form | Self::AccountForm | Self::Composer | Self::Picker)
    }
}
