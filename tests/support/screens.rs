//! A frozen world for screens: the real app, driven with keys, over a real store in a temporary file.
#![allow(dead_code, clippy::unwrap_used)]

#[path = "screens/house.rs"]
mod house;
#[path = "screens/letter.rs"]
mod letter;
#[path = "screens/sample.rs"]
mod sample;

use std::collections::VecDeque;
use std::sync::Arc;

use fumi::config::look::Look;
use fumi::config::settings::Theme;
use fumi::domain::ids::Id;
use fumi::domain::time::Instant;
use fumi::i18n::{Catalogue, Language};
use fumi::jobs::{Job, Notice, Report, Ticket};
use fumi::present::commands::Keymap;
use fumi::present::key::{Key, KeyPress, parse_keys};
use fumi::text::CleanText;
use fumi::tui::app::{App, Effect, Event, Size, Start, update};
use fumi::tui::views;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

#[allow(unused_imports, reason = "each test program uses some of it")]
pub use self::{
    house::House,
    letter::Mail,
    sample::{Books, Typed, many, sample},
};

/// Monday, 23 November 2026, 11:00 in Tokyo.
pub const NOW: i64 = 1_795_399_200_000;

/// The time zone of this world: that of Tokyo, which never changes its clocks.
pub fn zone() -> jiff::tz::TimeZone {
    jiff::tz::TimeZone::fixed(jiff::tz::offset(9))
}

/// A clean line.
pub fn line(text: &str) -> CleanText {
    CleanText::line(text)
}

/// An id that is the same in every run.
pub fn id(number: i64) -> Id {
    Id::v7(1_700_000_000_000 + number, [7; 10])
}

/// The app with its desk.
pub struct ScreenWorld {
    pub app: App,
    /// The store, and what answers from it.
    pub house: House,
    /// Effects that reached the outside: copied texts, leaving.
    pub effects: Vec<Effect>,
    /// While this is set, questions pile up unanswered.
    pub slow: bool,
    waiting: VecDeque<(Ticket, Job)>,
    size: Size,
    now: i64,
}

impl ScreenWorld {
    /// The app over the sample mail.
    pub fn open(language: Language, columns: u16, rows: u16, theme: Theme) -> Self {
        Self::with(sample(), language, columns, rows, theme)
    }

    /// The app over other mail.
    pub fn with(books: Books, language: Language, columns: u16, rows: u16, theme: Theme) -> Self {
        let size = Size { columns, rows };
        let (app, effects) = App::new(Start {
            words: Arc::new(Catalogue::open(language)),
            keymap: Keymap::default(),
            theme,
            colourless: false,
            look: Look::default(),
            now: Instant(NOW),
            zone: zone(),
            size,
            rules: None,
            tutorial: false,
            link: None,
            duty: fumi::jobs::fetch::Duty::Here,
            lines: fumi::tui::app::TypedLines::default(),
        });
        let mut world =
            Self { app, house: House::of(&books, language), effects: Vec::new(), slow: false, waiting: VecDeque::new(), size, now: NOW };
        world.carry_out(effects);
        world
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        self.keep(effects);
        if !self.slow {
            self.settle();
        }
    }

    /// Answers what is waiting, and what follows from the answers.
    pub fn settle(&mut self) {
        self.slow = false;
        while let Some((ticket, job)) = self.waiting.pop_front() {
            let asks = matches!(&job, Job::Outbox(asked) if asked.is_question());
            let Some(outcome) = self.house.answer(job) else { continue };
            let outbox_changed = !asks && matches!(&outcome, Ok(Report::Outbox(_)));
            self.take(Event::Answer(ticket, outcome.into()));
            if outbox_changed {
                self.take(Event::Notice(Notice::OutboxChanged));
            }
        }
    }

    fn take(&mut self, event: Event) {
        let effects = update(&mut self.app, event);
        self.keep(effects);
    }

    fn keep(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(ticket, job) => self.waiting.push_back((ticket, job)),
                other => self.effects.push(other),
            }
        }
    }

    /// How many questions wait for an answer.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Something happens.
    pub fn event(&mut self, event: Event) -> &mut Self {
        let effects = update(&mut self.app, event);
        self.carry_out(effects);
        self
    }

    /// Presses keys: words as the config writes them, separated by spaces.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for press in parse_keys_of(keys) {
            self.event(Event::Key(press));
        }
        self
    }

    /// Types a text as it stands.
    pub fn types(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(KeyPress::plain(Key::Char(c))));
        }
        self
    }

    /// A notice arrives.
    pub fn notice(&mut self, notice: Notice) -> &mut Self {
        self.event(Event::Notice(notice))
    }

    /// Time passes.
    pub fn passes(&mut self, ms: i64) -> &mut Self {
        self.now += ms;
        let now = Instant(self.now);
        self.house.at(now);
        self.event(Event::Time(now))
    }

    /// The terminal has another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.size = Size { columns, rows };
        self.event(Event::Resize { columns, rows })
    }

    /// The cells of the screen, and where the cursor is.
    pub fn buffer(&self) -> (Buffer, Option<(u16, u16)>) {
        let mut terminal = Terminal::new(TestBackend::new(self.size.columns, self.size.rows)).unwrap();
        let mut cursor = None;
        let frame = terminal.draw(|frame| views::draw(frame, &self.app)).unwrap();
        let buffer = frame.buffer.clone();
        if terminal.backend().cursor_visible() {
            let position = terminal.backend().cursor_position();
            cursor = Some((position.x, position.y));
        }
        (buffer, cursor)
    }

    /// The screen as text; the second cell of a wide character is left out.
    pub fn screen(&self) -> String {
        let (buffer, cursor) = self.buffer();
        let mut out = String::new();
        for y in 0..buffer.area.height {
            let mut row = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let symbol = buffer[(x, y)].symbol();
                skip = fumi::text::width(symbol).saturating_sub(1);
                row.push_str(symbol);
            }
            out.push_str(row.trim_end());
            out.push('\n');
        }
        if let Some((x, y)) = cursor {
            out.push_str(&format!("cursor: column {x}, row {y}\n"));
        }
        out
    }
}

fn parse_keys_of(keys: &str) -> Vec<KeyPress> {
    keys.split_whitespace().flat_map(|word| parse_keys(word).unwrap()).collect()
}
