//! Where commands act.

use crate::i18n::Text;

/// A set of kinds of place. A command names the kinds it acts in; the app says which kinds hold where the cursor stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Places(u32);

impl Places {
    /// Any pane of the app, whenever nothing lies over the panes: interface.md's "everywhere".
    pub const EVERYWHERE: Self = Self(1);
    /// A list of rows to move in.
    pub const LISTS: Self = Self(1 << 1);
    /// A list whose rows can be selected.
    pub const ROWS: Self = Self(1 << 2);
    /// A text that is read.
    pub const TEXT: Self = Self(1 << 3);
    /// Mail: a thread in a list, or a message in a conversation.
    pub const MAIL: Self = Self(1 << 4);
    /// The messages of one conversation.
    pub const CONVERSATION: Self = Self(1 << 5);
    /// Records of the CRM: a row of their lists, or one that is open.
    pub const RECORDS: Self = Self(1 << 6);
    /// Lists of people and companies, which can be sorted.
    pub const SORTED: Self = Self(1 << 7);
    /// Where tasks stand: the agenda, and an open record.
    pub const TASKS: Self = Self(1 << 8);
    /// The sidebar with CRM information.
    pub const SIDEBAR: Self = Self(1 << 9);
    /// A form of any kind: letters are text there.
    pub const FORMS: Self = Self(1 << 10);
    /// The form of a mail account.
    pub const ACCOUNT_FORM: Self = Self(1 << 11);
    /// A mail being written.
    pub const COMPOSER: Self = Self(1 << 12);
    /// A chooser with a line to type in: palette, mailboxes, labels.
    pub const PICKER: Self = Self(1 << 13);
    /// A line that is typed: command line, query, find.
    pub const PROMPT: Self = Self(1 << 14);
    /// A short menu.
    pub const MENU: Self = Self(1 << 15);
    /// Help and tutorial.
    pub const READER: Self = Self(1 << 16);
    /// What went wrong.
    pub const MESSAGE: Self = Self(1 << 17);
    /// A question that is answered with yes or no.
    pub const QUESTION: Self = Self(1 << 18);

    /// Every single kind with its catalogue id, in the order in which keys are listed.
    pub const KINDS: [(Self, &'static str); 19] = [
        (Self::EVERYWHERE, "place-everywhere"),
        (Self::LISTS, "place-lists"),
        (Self::ROWS, "place-rows"),
        (Self::TEXT, "place-text"),
        (Self::MAIL, "place-mail"),
        (Self::CONVERSATION, "place-conversation"),
        (Self::RECORDS, "place-records"),
        (Self::SORTED, "place-sorted"),
        (Self::TASKS, "place-tasks"),
        (Self::SIDEBAR, "place-sidebar"),
        (Self::FORMS, "place-forms"),
        (Self::ACCOUNT_FORM, "place-account-form"),
        (Self::COMPOSER, "place-composer"),
        (Self::PICKER, "place-picker"),
        (Self::PROMPT, "place-prompt"),
        (Self::MENU, "place-menu"),
        (Self::READER, "place-reader"),
        (Self::MESSAGE, "place-message"),
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
    /// The messages of one conversation, one of them under the cursor.
    Conversation,
    /// The sidebar, beside the conversation or over it.
    Sidebar,
    /// A list of people or companies.
    RecordList,
    /// The board of deals.
    Pipeline,
    /// Tasks, events and calls by day.
    Agenda,
    /// One open record.
    Record,
    /// A form of a record.
    Form,
    /// The form of a mail account.
    AccountForm,
    /// A mail being written.
    Composer,
    /// A chooser with a line to type in.
    Picker,
    /// A line that is typed.
    Prompt,
    /// A short menu, whose entries are moved through and picked by digit.
    Menu,
    /// Help or tutorial.
    Reader,
    /// What went wrong.
    Message,
    /// A question that wants yes or no before anything else.
    Question,
}

impl Place {
    /// Every place.
    pub const ALL: [Self; 17] = [
        Self::Mailboxes,
        Self::ThreadList,
        Self::Conversation,
        Self::Sidebar,
        Self::RecordList,
        Self::Pipeline,
        Self::Agenda,
        Self::Record,
        Self::Form,
        Self::AccountForm,
        Self::Composer,
        Self::Picker,
        Self::Prompt,
        Self::Menu,
        Self::Reader,
        Self::Message,
        Self::Question,
    ];

    /// The kinds that hold here.
    pub const fn kinds(self) -> Places {
        let pane = Places::EVERYWHERE;
        let records = pane.and(Places::RECORDS);
        let list = Places::LISTS.and(Places::ROWS);
        match self {
            Self::Mailboxes => pane.and(Places::LISTS),
            Self::ThreadList => pane.and(list).and(Places::MAIL),
            Self::Conversation => pane.and(Places::TEXT).and(Places::MAIL).and(Places::CONVERSATION),
            Self::Sidebar => pane.and(Places::LISTS).and(Places::SIDEBAR),
            Self::RecordList => records.and(list).and(Places::SORTED),
            Self::Pipeline => records.and(list),
            Self::Agenda => records.and(list).and(Places::TASKS),
            Self::Record => records.and(Places::TEXT).and(Places::TASKS),
            Self::Form => Places::FORMS,
            Self::AccountForm => Places::FORMS.and(Places::ACCOUNT_FORM),
            Self::Composer => Places::COMPOSER,
            Self::Picker => Places::PICKER,
            Self::Prompt => Places::PROMPT,
            Self::Menu => Places::MENU.and(Places::LISTS),
            Self::Reader => Places::READER.and(Places::TEXT),
            Self::Message => Places::MESSAGE,
            Self::Question => Places::QUESTION,
        }
    }

    /// Whether characters are typed here, so that letters never act.
    pub const fn takes_text(self) -> bool {
        matches!(self, Self::Form | Self::AccountForm | Self::Composer | Self::Picker | Self::Prompt)
    }
}
