//! The state of the app: a struct of small states.

use std::collections::VecDeque;
use std::sync::Arc;

use super::asked::Asked;
use super::board::{Board, BoardView};
use super::choice::Then;
use super::conversation::Conversation;
use super::effect::Effect;
use super::fetching::Fetching;
use super::forms::Form;
use super::mailboxes::Mailboxes;
use super::notices::{Level, Notices};
use super::outbox::Outbox;
use super::overlay::{Overlay, Reader};
use super::panes::{self, Pane, Panes, Size, Tab};
use super::pending::Pending;
use super::purpose::Purpose;
use super::sidebar::{Row as SidebarRow, Sidebar};
use super::threads::ThreadList;
use super::typed_lines::TypedLines;
use crate::config::look::Look;
use crate::config::settings::{MarkRead, Theme};
use crate::domain::account::policy::SharingPolicy;
use crate::domain::crm::rules::CrmRules;
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, Toward};
use crate::i18n::{Catalogue, Text};
use crate::jobs::Ticket;
use crate::jobs::fetch::Duty;
use crate::present::commands::{Keymap, Place};
use crate::present::key::KeyPress;
use crate::problem::Problem;
use crate::text::CleanText;

/// With what the app starts.
pub struct Start {
    /// The words of the person's language.
    pub words: Arc<Catalogue>,
    /// The keys after the person's own bindings.
    pub keymap: Keymap,
    /// The colours that the config says.
    pub theme: Theme,
    /// Whether the terminal is to show none all the same (`NO_COLOR`).
    pub colourless: bool,
    /// What of the screen the last start left.
    pub look: Look,
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
    /// The `mailto:` link whose mail is begun at first.
    pub link: Option<CleanText>,
    /// Who fetches and sends at first.
    pub duty: Duty,
    /// What was typed into the line above the footer before.
    pub lines: TypedLines,
}

/// The whole state of the app: a struct of small states, each with its own update file.
pub struct App {
    pub(crate) words: Arc<Catalogue>,
    pub(crate) keymap: Keymap,
    /// The colours that were chosen, here or in the config.
    pub(crate) theme: Theme,
    colourless: bool,
    /// What of the screen is kept for the next start.
    pub(crate) look: Look,
    pub(crate) now: Instant,
    pub(crate) zone: jiff::tz::TimeZone,
    pub(crate) size: Size,
    pub(crate) tab: Tab,
    pub(crate) focus: Pane,
    /// Whether the focused pane of mail stands alone on the screen.
    pub(crate) wide: bool,
    /// The keys of a sequence that is not complete yet.
    pub(crate) presses: Vec<KeyPress>,
    pub(crate) mailboxes: Mailboxes,
    pub(crate) threads: ThreadList,
    pub(crate) conversation: Conversation,
    pub(crate) sidebar: Sidebar,
    /// What the tab beside mail shows.
    pub(crate) board: Board,
    pub(crate) overlays: Vec<Overlay>,
    pub(crate) lines: TypedLines,
    pub(crate) notices: Notices,
    pub(crate) pending: Pending,
    pub(crate) fetching: Fetching,
    pub(crate) asked: Asked,
    pub(crate) outbox: Outbox,
    /// How many tasks, events and calls are overdue or of today.
    pub(crate) due: u64,
    /// Picklists, currency and country of the customer side.
    pub(crate) rules: CrmRules,
    /// When a mail that is looked at counts as read.
    pub(crate) mark_read: MarkRead,
    /// What an administrator says about sharing (S62).
    pub(crate) policy: SharingPolicy,
    /// Whether only one account is active at a time (S46).
    pub(crate) one_active: bool,
    /// The person's own bindings, of which the keymap is made.
    pub(crate) own_keys: Vec<(String, Vec<String>)>,
    /// What a handler leaves to others to do within the same event: a menu's choice, a command that was typed.
    pub(crate) next: VecDeque<Then>,
    /// Whether something was written, so that all that is on the screen has to be read again.
    pub(crate) reread: bool,
}

impl App {
    /// The reader of typed days and times.
    pub(crate) fn times(&self) -> TimeReader<'_> {
        TimeReader { now: self.now, zone: &self.zone, order: self.rules.day_order, toward: Toward::Coming }
    }

    /// The app before anything is known.
    pub(super) fn empty(start: Start) -> Self {
        let rules =
            start.rules.unwrap_or_else(|| CrmRules::of_locale(start.words.language().word(), start.words.language().country(), None));
        let mut app = Self {
            words: Arc::clone(&start.words),
            keymap: start.keymap,
            theme: start.theme,
            colourless: start.colourless,
            sidebar: Sidebar { open: start.look.sidebar.filter(|open| !open), ..Sidebar::default() },
            look: start.look,
            now: start.now,
            zone: start.zone,
            size: start.size,
            tab: Tab::Mail,
            focus: Pane::List,
            wide: false,
            presses: Vec::new(),
            mailboxes: Mailboxes::default(),
            threads: ThreadList::default(),
            conversation: Conversation::speaking(Arc::clone(&start.words)),
            board: Board::default(),
            overlays: Vec::new(),
            lines: start.lines,
            notices: Notices::default(),
            pending: Pending::default(),
            fetching: Fetching::default(),
            asked: Asked::default(),
            outbox: Outbox::default(),
            due: 0,
            rules,
            mark_read: MarkRead::default(),
            policy: SharingPolicy::default(),
            one_active: false,
            own_keys: Vec::new(),
            next: VecDeque::new(),
            reread: false,
        };
        app.fetching.on_duty(start.duty);
        if let Some(text) = app.fetching.why_not() {
            app.notices.say(Level::Warning, text, app.now);
        }
        if start.tutorial {
            app.overlays.push(Overlay::Reader(Reader { place: Place::ThreadList, tutorial: true, top: 0 }));
        }
        app
    }

    /// From now on a mail that is looked at counts as read then.
    pub fn mark_read(&mut self, when: MarkRead) {
        self.mark_read = when;
    }

    /// From now on this is what an administrator says about sharing, whether one account alone is active, and these are the person's own keys.
    pub fn governed(&mut self, policy: SharingPolicy, one_active: bool, keys: Vec<(String, Vec<String>)>) {
        self.policy = policy;
        self.one_active = one_active;
        self.own_keys = keys;
    }

    /// Says what is wrong, each in a box, and what else deserves a word.
    pub fn begin_with(&mut self, problems: Vec<Problem>, notes: Vec<Text>) {
        self.overlays.extend(problems.into_iter().rev().map(Overlay::Problem));
        for note in notes {
            self.notices.say(Level::Warning, note, self.now);
        }
    }

    /// Whether the mail list has been answered once: before that there is nothing useful to draw.
    pub fn has_content(&self) -> bool {
        self.threads.loaded
    }

    /// The next moment at which the screen changes by itself; the loop sleeps until then and not at all when there is none.
    pub fn next_due(&self) -> Option<Instant> {
        self.notices.changes().into_iter().chain(self.draft_due()).chain(self.read_due()).min()
    }

    /// When the next mail that is looked at counts as read.
    fn read_due(&self) -> Option<Instant> {
        match self.mark_read {
            MarkRead::After(seconds) => {
                let span = i64::try_from(seconds).unwrap_or(i64::MAX).saturating_mul(1_000);
                self.conversation.looked_at_since().map(|since| since.plus_ms(span))
            }
            MarkRead::Open | MarkRead::Leave | MarkRead::Never => None,
        }
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
            None => self.pane(),
        }
    }

    /// Where the keys act on the panes, whatever lies over them.
    pub(crate) fn pane(&self) -> Place {
        match self.tab {
            Tab::Mail => match self.focus {
                Pane::Mailboxes => Place::Mailboxes,
                Pane::List => Place::ThreadList,
                Pane::Conversation => Place::Conversation,
                Pane::Sidebar => Place::Sidebar,
            },
            _ if self.board.detail.open => Place::Record,
            _ => match self.board.view {
                BoardView::Kind(_) => Place::RecordList,
                BoardView::Pipeline => Place::Pipeline,
                BoardView::Agenda => Place::Agenda,
            },
        }
    }

    /// Whether some account is configured, or some mail is here without one.
    pub(crate) fn any_account(&self) -> bool {
        self.mailboxes.accounts.as_ref().is_none_or(|accounts| !accounts.is_empty()) || !self.threads.rows.is_empty()
    }

    /// The form on top, when a form is on top.
    pub(crate) fn top_form(&mut self) -> Option<&mut Form> {
        match self.overlays.last_mut() {
            Some(Overlay::Form(form)) => Some(form),
            _ => None,
        }
    }

    /// Forgets what was read ahead: something changed in the store, or may have.
    pub(crate) fn forget_ahead(&mut self) {
        self.conversation.ahead.forget();
        self.sidebar.ahead.forget();
    }

    /// Says that something could not be done, and what to do.
    pub(crate) fn warn(&mut self, text: Text) {
        self.notices.say(Level::Refused, text, self.now);
    }

    /// Whether no colours are shown whatever was chosen (`NO_COLOR`).
    pub(crate) fn is_colourless(&self) -> bool {
        self.colourless
    }

    /// The theme that is shown.
    pub(crate) fn shown_theme(&self) -> Theme {
        if self.colourless { Theme::Plain } else { self.theme }
    }

    /// What the sidebar shows, top to bottom.
    pub(crate) fn sidebar_rows(&self) -> Vec<SidebarRow> {
        self.sidebar.rows(self.any_account())
    }

    /// Where the panes stand; `None` when the terminal is too small for any.
    pub(crate) fn panes(&self) -> Option<Panes> {
        panes::arrange(self.size, self.focus, self.sidebar.shown(self.size), self.wide, self.mailboxes.names)
    }

    /// Gives the question of a purpose a ticket and remembers what for.
    pub(crate) fn ask<P: Purpose>(&mut self, purpose: P, question: P::Question) -> Effect {
        self.ask_as(purpose, question).1
    }

    /// Gives the question of a purpose a ticket that is needed beside the effect.
    pub(crate) fn ask_as<P: Purpose>(&mut self, purpose: P, question: P::Question) -> (Ticket, Effect) {
        let ticket = self.asked.note(purpose);
        (ticket, Effect::Ask(ticket, question.into()))
    }
}
