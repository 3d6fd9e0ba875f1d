//! The table itself: name, words, keys, place and need of every command (INTERFACE.md "Keys").

use super::command::Command;
use super::place::Places;
use crate::i18n::Text;

/// What must be there before a command makes sense; the app greys it out otherwise and says why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Need {
    /// Nothing.
    Nothing,
    /// A thread or message under the cursor, or a selection.
    Mail,
    /// A record under the cursor.
    Record,
    /// A person: the sender of the mail under the cursor who is known, or the person under the cursor.
    Person,
    /// A person who is a contact (S33).
    Contact,
    /// A person who is a lead.
    Lead,
    /// A mail account.
    Account,
}

/// One row of the table.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// The command.
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
    /// What it needs.
    pub need: Need,
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

    const fn need(mut self, need: Need) -> Self {
        self.need = need;
        self
    }

    const fn alias(mut self, aliases: &'static [&'static str]) -> Self {
        self.aliases = aliases;
        self
    }
}

const fn row(command: Command, name: &'static str, text: &'static str, keys: &'static [&'static str], places: Places) -> Entry {
    Entry { command, name, aliases: &[], text, footer: None, keys, places, need: Need::Nothing }
}

const PANES: Places = Places::EVERYWHERE;
const LISTS: Places = Places::LISTS;
const MAIL: Places = Places::MAIL;
const RECORDS: Places = Places::RECORDS;
const READ: Places = LISTS.and(Places::TEXT);
const CHOOSE: Places = READ.and(Places::PICKER);
const BOTH: Places = MAIL.and(RECORDS);
const CRM: Places = MAIL.and(Places::SIDEBAR);

/// Every command, in the order in which keys, help and palette list them; the footer shows those with a short word in this order.
pub const TABLE: &[Entry] = &[
    row(Command::Archive, "archive", "command-archive", &["e"], MAIL).need(Need::Mail).footer("short-archive"),
    row(Command::Reply, "reply", "command-reply", &["r"], BOTH).need(Need::Mail).footer("short-reply"),
    row(Command::Delete, "delete", "command-delete", &["d"], MAIL).need(Need::Mail).footer("short-delete"),
    row(Command::EditRecord, "edit-record", "command-edit-record", &["e"], RECORDS).need(Need::Record).footer("short-edit"),
    row(Command::Complete, "complete", "command-complete", &["Space"], RECORDS).need(Need::Record).footer("short-complete"),
    row(Command::AddTask, "add-task", "command-add-task", &["+t"], BOTH).need(Need::Person).footer("short-task"),
    row(Command::AddLead, "add-lead", "command-add-lead", &["+l"], CRM).need(Need::Mail).footer("short-lead"),
    row(Command::AddContact, "add-contact", "command-add-contact", &["+c"], CRM).need(Need::Mail),
    row(Command::AddTemp, "add-temp", "command-add-temp", &["+m"], CRM).need(Need::Mail),
    row(Command::AddEvent, "add-event", "command-add-event", &["+e"], BOTH).need(Need::Person),
    row(Command::AddCall, "add-call", "command-add-call", &["+p"], BOTH).need(Need::Person),
    row(Command::AddNote, "add-note", "command-add-note", &["+n"], BOTH).need(Need::Person),
    row(Command::AddDeal, "add-deal", "command-add-deal", &["+d"], BOTH).need(Need::Contact),
    row(Command::ShowCrm, "show-crm", "command-show-crm", &["i"], CRM).alias(&["crm"]).footer("short-crm"),
    row(Command::HideCrm, "hide-crm", "command-hide-crm", &["I"], CRM),
    row(Command::ReplyAll, "reply-all", "command-reply-all", &["a"], BOTH).need(Need::Mail),
    row(Command::Forward, "forward", "command-forward", &["f"], BOTH).need(Need::Mail),
    row(Command::Compose, "compose", "command-compose", &["c"], BOTH).need(Need::Account).footer("short-compose"),
    row(Command::Spam, "spam", "command-spam", &["!"], MAIL).need(Need::Mail),
    row(Command::Star, "star", "command-star", &["s"], MAIL).need(Need::Mail).footer("short-star"),
    row(Command::ToggleRead, "toggle-read", "command-toggle-read", &["u"], MAIL).need(Need::Mail).footer("short-unread"),
    row(Command::Move, "move", "command-move", &["v"], MAIL).need(Need::Mail),
    row(Command::Label, "label", "command-label", &["L"], MAIL).need(Need::Mail),
    row(Command::Attachments, "attachments", "command-attachments", &["A"], MAIL).need(Need::Mail),
    row(Command::Links, "links", "command-links", &["W"], MAIL).need(Need::Mail),
    row(Command::DeleteRecord, "delete-record", "command-delete-record", &["d"], RECORDS).need(Need::Record).footer("short-delete"),
    row(Command::Convert, "convert", "command-convert", &["C"], BOTH).need(Need::Lead),
    row(Command::ShowSource, "show-source", "command-show-source", &["m"], RECORDS).need(Need::Record),
    row(Command::Sort, "sort", "command-sort", &["S"], RECORDS),
    row(Command::Select, "select", "command-select", &["x"], LISTS),
    row(Command::SelectRange, "select-range", "command-select-range", &["V"], LISTS),
    row(Command::SelectAll, "select-all", "command-select-all", &["*"], LISTS),
    row(Command::Down, "down", "command-down", &["j", "Down"], CHOOSE),
    row(Command::Up, "up", "command-up", &["k", "Up"], CHOOSE),
    row(Command::First, "first", "command-first", &["gg", "Home"], READ),
    row(Command::Last, "last", "command-last", &["G", "End"], READ),
    row(Command::HalfPageDown, "half-page-down", "command-half-page-down", &["Ctrl-d"], READ),
    row(Command::HalfPageUp, "half-page-up", "command-half-page-up", &["Ctrl-u"], READ),
    row(Command::PageDown, "page-down", "command-page-down", &["PgDn"], CHOOSE),
    row(Command::PageUp, "page-up", "command-page-up", &["PgUp"], CHOOSE),
    row(Command::Into, "into", "command-into", &["l", "Enter", "o", "Right"], PANES.and(Places::PICKER)),
    row(Command::Out, "out", "command-out", &["h", "Esc", "Left"], PANES.and(Places::PICKER)),
    row(Command::Fold, "fold", "command-fold", &["Space"], MAIL),
    row(Command::NextPane, "next-pane", "command-next-pane", &["Tab"], PANES),
    row(Command::PreviousPane, "previous-pane", "command-previous-pane", &["Shift-Tab"], PANES),
    row(Command::TabMail, "tab-mail", "command-tab-mail", &["1"], PANES).alias(&["mail"]),
    row(Command::TabLeads, "tab-leads", "command-tab-leads", &["2"], PANES).alias(&["leads"]),
    row(Command::TabContacts, "tab-contacts", "command-tab-contacts", &["3"], PANES).alias(&["contacts"]),
    row(Command::TabDeals, "tab-deals", "command-tab-deals", &["4"], PANES).alias(&["deals"]),
    row(Command::TabAgenda, "tab-agenda", "command-tab-agenda", &["5"], PANES).alias(&["agenda"]),
    row(Command::GoInbox, "go-inbox", "command-go-inbox", &["gi"], PANES).alias(&["inbox"]),
    row(Command::GoStarred, "go-starred", "command-go-starred", &["gs"], PANES).alias(&["starred"]),
    row(Command::GoSent, "go-sent", "command-go-sent", &["gt"], PANES).alias(&["sent"]),
    row(Command::GoDrafts, "go-drafts", "command-go-drafts", &["gd"], PANES).alias(&["drafts"]),
    row(Command::GoAll, "go-all", "command-go-all", &["ga"], PANES).alias(&["all"]),
    row(Command::GoOutbox, "go-outbox", "command-go-outbox", &["go"], PANES).alias(&["outbox"]),
    row(Command::GoLeads, "go-leads", "command-go-leads", &["gl"], PANES),
    row(Command::GoContacts, "go-contacts", "command-go-contacts", &["gc"], PANES),
    row(Command::GoTemps, "go-temps", "command-go-temps", &["gm"], PANES).alias(&["temps"]),
    row(Command::GoCompanies, "go-companies", "command-go-companies", &["gb"], PANES).alias(&["companies"]),
    row(Command::GoPipeline, "go-pipeline", "command-go-pipeline", &["gp"], PANES).alias(&["pipeline"]),
    row(Command::GoAgenda, "go-agenda", "command-go-agenda", &["gk"], PANES),
    row(Command::Undo, "undo", "command-undo", &["z"], PANES).footer("short-undo"),
    row(Command::Redo, "redo", "command-redo", &["Z"], PANES),
    row(Command::Search, "search", "command-search", &["/"], PANES).footer("short-search"),
    row(Command::NextHit, "next-hit", "command-next-hit", &["n"], PANES),
    row(Command::PreviousHit, "previous-hit", "command-previous-hit", &["N"], PANES),
    row(Command::CommandLine, "command-line", "command-command-line", &[":"], PANES),
    row(Command::Palette, "palette", "command-palette", &["Ctrl-p"], PANES),
    row(Command::Settings, "settings", "command-settings", &["gS"], PANES).alias(&["settings channels mail"]),
    row(Command::Fetch, "fetch", "command-fetch", &["F5"], PANES).alias(&["sync"]).need(Need::Account),
    row(Command::Save, "save", "command-save", &["Ctrl-s"], Places::FORMS).footer("short-save"),
    row(Command::TestAccount, "test-account", "command-test-account", &["Ctrl-t"], Places::ACCOUNT_FORM).footer("short-test"),
    row(Command::NextField, "next-field", "command-next-field", &["Tab"], Places::FORMS.and(Places::COMPOSER)).footer("short-next-field"),
    row(Command::PreviousField, "previous-field", "command-previous-field", &["Shift-Tab"], Places::FORMS.and(Places::COMPOSER)),
    row(Command::Send, "send", "command-send", &["Ctrl-s"], Places::COMPOSER).footer("short-send"),
    row(Command::Editor, "editor", "command-editor", &["Ctrl-o"], Places::COMPOSER).footer("short-editor"),
    row(Command::Cancel, "cancel", "command-cancel", &["Esc"], Places::FORMS.and(Places::COMPOSER)).footer("short-cancel"),
    row(Command::Yes, "yes", "command-yes", &["y", "Enter"], Places::QUESTION).footer("short-yes"),
    row(Command::No, "no", "command-no", &["n", "Esc"], Places::QUESTION).footer("short-no"),
    row(Command::Help, "help", "command-help", &["?"], PANES).footer("short-help"),
    row(
        Command::Close,
        "close",
        "command-close",
        &["q", "Ctrl-c"],
        PANES.and(Places::FORMS).and(Places::COMPOSER).and(Places::PICKER).and(Places::QUESTION),
    )
    .alias(&["quit", "exit"]),
];
