//! What the app knows, and how events change it: no clock, no file, no waiting, no drawing.

mod account_form;
mod asked;
mod board;
mod choice;
mod composer;
mod conversation;
mod effect;
mod event;
mod fetching;
#[allow(dead_code, reason = "the fields of record and account forms")]
pub mod forms;
mod line;
mod mailboxes;
mod notices;
mod outbox;
mod overlay;
mod panes;
mod pending;
mod record_form;
mod says;
mod sidebar;
mod threads;
mod update;

use std::sync::Arc;

pub(crate) use asked::{Asked, Purpose};
pub(crate) use board::{Board, BoardRow, BoardView, DetailRow, areas as board_areas};
pub(crate) use choice::{Choice, Chooser, FreeText, Label, Then};
pub(crate) use composer::{COMPOSER_LABEL, Composer, Spot, composer_room, sender_words};
pub(crate) use conversation::{Conversation, Find, Row};
pub use effect::Effect;
pub use event::Event;
pub(crate) use fetching::Fetching;
pub(crate) use mailboxes::{Entry as MailboxEntry, Mailboxes, Name as MailboxName};
pub(crate) use notices::{Level, Notices};
pub(crate) use overlay::{Confirm, Overlay, Palette, Prompt, PromptKind, Reader};
pub(crate) use panes::{Area, Panes};
pub use panes::{Pane, Size, Tab};
pub(crate) use pending::Pending;
pub(crate) use says::{HelpRow, reader_rows};
pub(crate) use sidebar::{Row as SidebarRow, Sidebar};
pub(crate) use threads::ThreadList;
pub use update::update;

use crate::config::settings::Theme;
use crate::domain::crm::rules::CrmRules;
use crate::domain::time::Instant;
use crate::i18n::Catalogue;
use crate::jobs::{Job, Ticket};
use crate::present::commands::{Keymap, Place};
use crate::present::key::KeyPress;
use crate::problem::Problem;

/// With what the app starts.
pub struct Start {
    /// The words of the person's language.
    pub words: Arc<Catalogue>,
    /// The keys after the person's own bindings.
    pub keymap: Keymap,
    /// The colours.
    pub theme: Theme,
    /// The present moment.
    pub now: Instant,
    /// The time zone of dates on the screen.
    pub zone: jiff::tz::TimeZone,
    /// The size of the terminal.
    pub size: Size,
    /// Picklists, currency and country of the customer side; those of the language when absent.
    pub rules: Option<CrmRules>,
    /// Whether the tutorial lies on top at first (S137).
    pub tutorial: bool,
    /// What went wrong before the app opened.
    pub trouble: Option<Problem>,
}

/// The whole state of the app: a struct of small states, each with its own update file.
pub struct App {
    pub(crate) words: Arc<Catalogue>,
    pub(crate) keymap: Keymap,
    pub(crate) theme: Theme,
    pub(crate) now: Instant,
    pub(crate) zone: jiff::tz::TimeZone,
    pub(crate) size: Size,
    pub(crate) tab: Tab,
    pub(crate) focus: Pane,
    /// The keys of a sequence that is not complete yet.
    pub(crate) presses: Vec<KeyPress>,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) threads: ThreadList,
    pub(crate) conversation: Conversation,
    pub(crate) sidebar: Sidebar,
    /// What the tab beside mail shows.
    pub(crate) board: Board,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) notices: Notices,
    pub(crate) pending: Pending,
    pub(crate) fetching: Fetching,
    pub(crate) asked: Asked,
    pub(crate) outbox: outbox::Outbox,
    /// Picklists, currency and country of the customer side.
    pub(crate) rules: CrmRules,
}

impl App {
    /// The app before anything is known, and what it asks for first.
    pub fn new(start: Start) -> (Self, Vec<Effect>) {
        let rules = start.rules.unwrap_or_else(|| CrmRules::of_locale(start.words.language().code(), None));
        let mut app = Self {
            words: start.words,
            keymap: start.keymap,
            theme: start.theme,
            now: start.now,
            zone: start.zone,
            size: start.size,
            tab: Tab::Mail,
            focus: Pane::List,
            presses: Vec::new(),
            mailboxes: Mailboxes::default(),
            threads: ThreadList::default(),
            conversation: Conversation::default(),
            sidebar: Sidebar::default(),
            board: Board::default(),
            overlays: Vec::new(),
            notices: Notices::default(),
            pending: Pending::default(),
            fetching: Fetching::default(),
            asked: Asked::default(),
            outbox: outbox::Outbox::default(),
            rules,
        };
        if let Some(problem) = start.trouble {
            app.notices.say(Level::Failed, *problem.message, app.now);
        }
        if start.tutorial {
            app.overlays.push(Overlay::Reader(Reader { place: Place::ThreadList, tutorial: true, top: 0 }));
        }
        let effects = update::begin(&mut app);
        (app, effects)
    }

    /// Whether the mail list has been answered once: before that there is nothing useful to draw.
    pub fn has_content(&self) -> bool {
        self.threads.loaded
    }

    /// The next moment at which the screen changes by itself; the loop sleeps until then and not at all when there is none.
    pub fn next_due(&self) -> Option<Instant> {
        self.notices.expires().into_iter().chain(self.draft_due()).min()
    }

    /// When the draft that is being written is to be kept.
    fn draft_due(&self) -> Option<Instant> {
        self.overlays.iter().find_map(|overlay| match overlay {
            Overlay::Composer(composer) => composer.due(),
            _ => None,
        })
    }

    /// Where the keys act.
    pub fn place(&self) -> Place {
        match self.overlays.last() {
            Some(overlay) => overlay.place(),
            None if self.tab != Tab::Mail => {
                if self.board.detail.open {
                    Place::Record
                } else {
                    Place::RecordList
                }
            }
            None => match self.focus {
                Pane::Mailboxes => Place::Mailboxes,
                Pane::List => Place::ThreadList,
                Pane::Conversation => Place::Conversation,
                Pane::Sidebar => Place::Sidebar,
            },
        }
    }

    /// What the sidebar shows, top to bottom.
    pub(crate) fn sidebar_rows(&self) -> Vec<SidebarRow> {
        self.sidebar.rows(update::any_account(self))
    }

    /// Where the panes stand; `None` when the terminal is too small for any.
    pub(crate) fn panes(&self) -> Option<Panes> {
        panes::arrange(self.size, self.focus, self.sidebar.shown(self.size))
    }

    /// Gives a job a ticket and remembers what for.
    pub(crate) fn ask(&mut self, purpose: Purpose, job: Job) -> Effect {
        Effect::Ask(self.asked.note(purpose), job)
    }

    /// Gives a job a ticket that is needed beside the effect.
    pub(crate) fn ask_as(&mut self, purpose: Purpose, job: Job) -> (Ticket, Effect) {
        let ticket = self.asked.note(purpose);
        (ticket, Effect::Ask(ticket, job))
    }
}
