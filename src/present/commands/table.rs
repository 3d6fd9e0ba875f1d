//! The table itself: name, words, keys, place and need of every command (interface.md, Keys). A new command is one row here and its words in
//! `assets/locales/*/commands.ftl`: `command-` with its name says what it does.

use super::need::Need;
use super::place::Places;
use crate::i18n::Text;

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The command that this row is about.
    pub command: Command,
    /// Its stable name: the command line, the palette and `[keys]` of the config know it by this.
    pub name: &'static str,
    /// Further names the command line takes.
    pub aliases: &'static [&'static str],
    /// The catalogue id of what it does.
    pub text: &'static str,
    /// The catalogue id of the one or two words in the footer; `None` when the footer leaves it out.
    pub footer: Option<&'static str>,
    /// The default keys; each is a sequence as [`crate::present::key::parse_keys`] reads it.
    pub keys: &'static [&'static str],
    /// Where it acts.
    pub places: Places,
    /// What it needs; the first that is missing is said.
    pub needs: &'static [Need],
}

impl Entry {
    /// What it does, to be said.
    pub fn says(&self) -> Text {
        Text::of(self.text)
    }

    const fn footer(mut self, id: &'static str) -> Self {
        self.footer = Some(id);
        self
    }

    const fn needs(mut self, needs: &'static [Need]) -> Self {
        self.needs = needs;
        self
    }

    const fn alias(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

/// Makes the enum of commands and their rows from one list, so that neither can lack what the other has.
macro_rules! commands {
    ($($(#[$doc:meta])+ $command:ident $name:literal [$($key:literal),*] $places:expr $(, $with:ident($value:expr))*;)+) => {
        /// Everything a person can order with a key.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum Command {
            $($(#[$doc])+ $command,)+
        }

        /// Every command, in the order in which keys, help and palette list them; the footer shows those with a short word in this order.
        pub const TABLE: &[Entry] = &[
            $(row(Command::$command, $name, concat!("command-", $name), &[$($key),*], $places)$(.$with($value))*,)+
        ];
    };
}

const fn row(command: Command, name: &'static str, text: &'static str, keys: &'static [&'static str], places: Places) -> Entry {
    Entry { command, name, aliases: &[], text, footer: None, keys, places, needs: &[] }
}

const PANES: Places = Places::EVERYWHERE;
const ROWS: Places = Places::ROWS;
const MAIL: Places = Places::MAIL;
const RECORDS: Places = Places::RECORDS;
const MOVE: Places = Places::LISTS.and(Places::TEXT);
const CHOOSE: Places = MOVE.and(Places::PICKER);
/// What lies over the panes and waits for Enter.
const CHOICES: Places = Places::PICKER.and(Places::PROMPT).and(Places::MENU).and(Places::MESSAGE);
const MAIL_SIDE: Places = MAIL.and(Places::SIDEBAR);
const RECORD_SIDE: Places = RECORDS.and(Places::SIDEBAR);
/// Wherever somebody or something of the CRM can be meant.
const CRM: Places = MAIL.and(RECORDS).and(Places::SIDEBAR);
const WRITTEN: Places = Places::FORMS.and(Places::COMPOSER);
const ORDER: &[Need] = &[Need::Mail];
const ROW: &[Need] = &[Need::Row];
const RECORD: &[Need] = &[Need::Record];
const PERSON: &[Need] = &[Need::Person];
const SOMEBODY: &[Need] = &[Need::Somebody];
const STRANGER: &[Need] = &[Need::Stranger];
const COMPANY: &[Need] = &[Need::Outsider];
const ANSWER: &[Need] = &[Need::Row, Need::Sender];

commands! {
    /// Put away into the archive.
    Archive "archive" ["e"] MAIL, needs(ORDER), footer("short-archive");
    /// Answer the sender.
    Reply "reply" ["r"] CRM, needs(ANSWER), footer("short-reply");
    /// Move to trash.
    Delete "delete" ["d"] MAIL, needs(ORDER), footer("short-delete");
    /// Put to sleep until a time.
    Snooze "snooze" ["b"] MAIL, needs(ORDER), footer("short-snooze");
    /// Edit the record.
    EditRecord "edit-record" ["e"] RECORD_SIDE, needs(RECORD), footer("short-edit");
    /// Complete the activity, or open it again.
    Complete "complete" ["Space"] Places::TASKS, needs(&[Need::Task]), footer("short-complete");
    /// Put the activity off to another day.
    Postpone "postpone" ["b"] Places::TASKS, needs(&[Need::Activity]), footer("short-postpone");
    /// Add a task.
    AddTask "add-task" ["+t"] CRM, needs(SOMEBODY), footer("short-task");
    /// Add the sender as a lead.
    AddLead "add-lead" ["+l"] CRM, needs(STRANGER), footer("short-lead");
    /// Add the sender as a contact.
    AddContact "add-contact" ["+c"] CRM, needs(STRANGER);
    /// Add the sender as a temp.
    AddTemp "add-temp" ["+m"] CRM, needs(STRANGER);
    /// Add the company of the sender.
    AddCompany "add-company" ["+b"] CRM, needs(COMPANY);
    /// Add an event.
    AddEvent "add-event" ["+e"] CRM, needs(SOMEBODY);
    /// Add a phone call.
    AddCall "add-call" ["+p"] CRM, needs(SOMEBODY);
    /// Add a note.
    AddNote "add-note" ["+n"] CRM, needs(PERSON);
    /// Add a deal; only for contacts (S33).
    AddDeal "add-deal" ["+d"] CRM, needs(&[Need::Contact]);
    /// Say why the mail is linked to a record or not, and who may see it.
    Explain "explain" ["X"] MAIL, needs(ORDER);
    /// Link the mail to a record by hand.
    LinkRecord "link" ["+k"] MAIL, needs(ORDER);
    /// Show CRM information, focus it, go back.
    ShowCrm "show-crm" ["i"] MAIL_SIDE, alias(&["crm"]), footer("short-crm");
    /// Hide CRM information.
    HideCrm "hide-crm" ["I"] MAIL_SIDE;
    /// Answer everybody.
    ReplyAll "reply-all" ["a"] CRM, needs(ANSWER);
    /// Answer to the mailing list.
    ReplyList "reply-list" ["R"] CRM, needs(ANSWER);
    /// Pass on.
    Forward "forward" ["f"] CRM, needs(ANSWER);
    /// Pass on whole, as an attachment.
    ForwardWhole "forward-as-attachment" ["F"] CRM, needs(ANSWER);
    /// Write a new mail.
    Compose "compose" ["c"] PANES, needs(&[Need::Sender]), footer("short-compose");
    /// Call it spam.
    Spam "spam" ["!"] MAIL, needs(ORDER);
    /// Star or unstar.
    Star "star" ["s"] MAIL, needs(ORDER), footer("short-star");
    /// Mark unread or read.
    ToggleRead "toggle-read" ["u"] MAIL, needs(ORDER), footer("short-unread");
    /// Move to a mailbox.
    Move "move" ["v"] MAIL, needs(ORDER);
    /// Add or remove labels.
    Label "label" ["L"] MAIL, needs(ORDER);
    /// List the attachments, to open or save them.
    Attachments "attachments" ["A"] MAIL, needs(&[Need::Text]);
    /// List the links, to open or copy one.
    Links "links" ["W"] MAIL, needs(&[Need::Text]);
    /// Get off the list that sent the mail.
    Unsubscribe "unsubscribe" ["U"] MAIL, needs(&[Need::Text]);
    /// The HTML of the message in the browser.
    Browse "browse" [] MAIL, needs(&[Need::Text]);
    /// The source of the message.
    Source "raw" [] MAIL, needs(&[Need::Text]), alias(&["source"]);
    /// Save the message in a file.
    SaveMessage "save-message" [] MAIL, needs(&[Need::Text]);
    /// Give the message to a command.
    Pipe "pipe" ["|"] MAIL, needs(&[Need::Text]);
    /// Print the text of the message.
    Print "print" [] MAIL, needs(&[Need::Text]);
    /// Read the message in another charset.
    Charset "charset" [] MAIL, needs(&[Need::Text]);
    /// Delete the record.
    DeleteRecord "delete-record" ["d"] RECORDS, needs(RECORD), footer("short-delete");
    /// Make a contact of a lead or temp.
    Convert "convert" ["C"] CRM, needs(&[Need::Lead]);
    /// Make two people one.
    Merge "merge" ["M"] RECORDS, needs(&[Need::People]);
    /// Move the deal back a stage.
    StageBack "stage-back" ["<"] RECORDS, needs(&[Need::Deal]);
    /// Move the deal on a stage.
    StageOn "stage-on" [">"] RECORDS, needs(&[Need::Deal]);
    /// What happened with it: mail, notes, activities, stages (S5).
    Timeline "timeline" ["T"] RECORDS, needs(&[Need::Person]);
    /// Every change of the record, field by field.
    History "history" ["H"] RECORDS, needs(RECORD);
    /// Show the mail that made the record.
    ShowSource "show-source" ["m"] RECORDS, needs(&[Need::Source]);
    /// Sort the list by another column.
    Sort "sort" ["S"] Places::SORTED;
    /// Select the row.
    Select "select" ["x"] ROWS, needs(ROW);
    /// Select from the last selected row to this one.
    SelectRange "select-range" ["V"] ROWS, needs(ROW);
    /// Select all that match.
    SelectAll "select-all" ["*"] ROWS, needs(ROW);
    /// One down: row or line; in a conversation on into the next message.
    Down "down" ["j", "Down"] CHOOSE;
    /// One up.
    Up "up" ["k", "Up"] CHOOSE;
    /// To the first.
    First "first" ["gg", "Home"] MOVE;
    /// To the last.
    Last "last" ["G", "End"] MOVE;
    /// Half a page down.
    HalfPageDown "half-page-down" ["Ctrl-d"] MOVE;
    /// Half a page up.
    HalfPageUp "half-page-up" ["Ctrl-u"] MOVE;
    /// A page down.
    PageDown "page-down" ["PgDn"] CHOOSE;
    /// A page up.
    PageUp "page-up" ["PgUp"] CHOOSE;
    /// Into the thread, message, record or group; sideways on boards.
    Into "into" ["l", "Enter", "o", "Right"] PANES.and(CHOICES);
    /// Out of it.
    Out "out" ["h", "Left"] PANES.and(CHOICES).and(Places::READER);
    /// Out of it, but never out of a list: there it only lets go a selection or a search.
    Escape "escape" ["Esc"] PANES.and(CHOICES).and(Places::READER);
    /// To the next message.
    NextMessage "next-message" ["J"] Places::CONVERSATION;
    /// To the previous message.
    PreviousMessage "previous-message" ["K"] Places::CONVERSATION;
    /// A page on, and at the end of a message into the next one.
    ReadOn "read-on" ["Space"] Places::CONVERSATION;
    /// Fold or unfold the message, the quotes or the group under the cursor.
    Fold "fold" ["-"] MAIL;
    /// The HTML of the message as text, or its plain text.
    OtherForm "other-form" ["T"] MAIL, needs(&[Need::Text]), alias(&["html"]);
    /// All headers of the message, or only those that matter.
    AllHeaders "all-headers" ["H"] MAIL, needs(&[Need::Text]), alias(&["headers"]);
    /// To the next pane.
    NextPane "next-pane" ["Tab"] PANES;
    /// To the previous pane.
    PreviousPane "previous-pane" ["Shift-Tab"] PANES;
    /// The focused pane alone on the whole screen, and back.
    Widen "widen" ["w"] Places::MAIL.and(Places::SIDEBAR), alias(&["wide"]);
    /// To the Mail tab.
    TabMail "tab-mail" ["1"] PANES, alias(&["mail"]);
    /// To the Leads tab.
    TabLeads "tab-leads" ["2"] PANES, alias(&["leads"]);
    /// To the Contacts tab.
    TabContacts "tab-contacts" ["3"] PANES, alias(&["contacts"]);
    /// To the Companies tab.
    TabCompanies "tab-companies" ["4"] PANES, alias(&["companies"]);
    /// To the Deals tab.
    TabDeals "tab-deals" ["5"] PANES, alias(&["deals"]);
    /// To the Agenda tab.
    TabAgenda "tab-agenda" ["6"] PANES, alias(&["agenda"]);
    /// To the inbox.
    GoInbox "go-inbox" ["gi"] PANES, alias(&["inbox"]);
    /// To the inboxes by what their senders are to us (S141).
    GoSales "go-sales" ["gn"] PANES, alias(&["sales-inbox"]);
    /// To starred mail.
    GoStarred "go-starred" ["gs"] PANES, alias(&["starred"]);
    /// To what we wrote last and nobody answered for a day.
    GoWaiting "go-waiting" ["gw"] PANES, alias(&["waiting"]);
    /// To sent mail.
    GoSent "go-sent" ["gt"] PANES, alias(&["sent"]);
    /// To the drafts.
    GoDrafts "go-drafts" ["gd"] PANES, alias(&["drafts"]);
    /// To all mail.
    GoAll "go-all" ["ga"] PANES, alias(&["all"]);
    /// To the outbox.
    GoOutbox "go-outbox" ["go"] PANES, alias(&["outbox"]);
    /// To the leads.
    GoLeads "go-leads" ["gl"] PANES;
    /// To the contacts.
    GoContacts "go-contacts" ["gc"] PANES;
    /// To the temps.
    GoTemps "go-temps" ["gm"] PANES, alias(&["temps"]);
    /// To the companies.
    GoCompanies "go-companies" ["gb"] PANES;
    /// To the pipeline.
    GoPipeline "go-pipeline" ["gp"] PANES, alias(&["pipeline"]);
    /// To the agenda.
    GoAgenda "go-agenda" ["gk"] PANES;
    /// Take the last change back.
    Undo "undo" ["z"] PANES, footer("short-undo");
    /// Remove what lies in the trash for good.
    EmptyTrash "empty-trash" [] PANES, alias(&["trash empty"]);
    /// Do it again.
    Redo "redo" ["Z"] PANES;
    /// A query in a list, a find in a text.
    Search "search" ["/"] PANES, footer("short-search");
    /// The next hit.
    NextHit "next-hit" ["n"] PANES;
    /// The previous hit.
    PreviousHit "previous-hit" ["N"] PANES;
    /// The command line.
    CommandLine "command-line" [":"] PANES;
    /// The palette of all commands.
    Palette "palette" ["Ctrl-p"] PANES;
    /// Opens the accounts with their forms.
    Settings "settings" ["gS"] PANES, alias(&["settings channels mail"]);
    /// Fetch mail now.
    Fetch "fetch" ["F5"] PANES, needs(&[Need::Account]), alias(&["sync"]);
    /// Save the form.
    Save "save" ["Ctrl-s"] Places::FORMS, footer("short-save");
    /// Test the account's connections.
    TestAccount "test-account" ["Ctrl-t"] Places::ACCOUNT_FORM, footer("short-test");
    /// To the next field.
    NextField "next-field" ["Tab"] WRITTEN, footer("short-next-field");
    /// To the previous field.
    PreviousField "previous-field" ["Shift-Tab"] WRITTEN;
    /// Queue the mail that is being written.
    Send "send" ["Ctrl-s"] Places::COMPOSER, footer("short-send");
    /// Write on in the person's own editor.
    Editor "editor" ["Ctrl-o"] Places::COMPOSER, footer("short-editor");
    /// Choose a recipient of the mail that is being written.
    Recipient "recipient" ["Ctrl-n"] Places::COMPOSER, footer("short-recipient");
    /// Attach a file to the mail that is being written.
    Attach "attach" ["Ctrl-t"] Places::COMPOSER, footer("short-attach");
    /// Queue the answer that is being written, and archive its conversation.
    SendArchive "send-archive" ["Ctrl-x"] Places::COMPOSER;
    /// Queue the mail that is being written for a time.
    SendLater "send-later" ["Ctrl-g"] Places::COMPOSER, footer("short-send-later");
    /// Cancel the form; asks if something was typed.
    Cancel "cancel" ["Esc"] WRITTEN, footer("short-cancel");
    /// Yes to a question.
    Yes "yes" ["y", "Enter"] Places::QUESTION, footer("short-yes");
    /// No to a question.
    No "no" ["n", "Esc"] Places::QUESTION, footer("short-no");
    /// The keys of where you are.
    Help "help" ["?"] PANES, footer("short-help");
    /// Close the top thing, or leave.
    Close "close" ["q", "Ctrl-c"] PANES.and(WRITTEN).and(CHOICES).and(Places::READER).and(Places::QUESTION), alias(&["quit", "exit"]);
}
