//! The loop: wait once, take everything that is there, carry out effects, draw once. A quiet screen costs nothing.

mod editor;
mod keyboard;
mod signals;

use std::collections::{HashSet, VecDeque};
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::app::{App, Effect, Event, Start, update};
use super::terminal::{Screen, event_of};
use crate::config::settings::Theme;
use crate::i18n::Catalogue;
use crate::jobs::fetch::Duty;
use crate::jobs::{Answered, Lane, Ticket};
use crate::present::commands::Keymap;
use crate::workers::clock;
use crate::workers::desk::{Desk, DeskEvent};
use crate::workers::house::House;
use keyboard::Keyboard;
use signals::{Signal, Signals};

/// How the app is to open.
pub struct Opening {
    /// The words of the person's language.
    pub words: Arc<Catalogue>,
    /// The keys after the person's own bindings.
    pub keymap: Keymap,
    /// The colours; plain ones under `NO_COLOR`.
    pub theme: Theme,
    /// The time zone of dates on the screen.
    pub zone: jiff::tz::TimeZone,
    /// A private folder for what the person's editor is given.
    pub scratch: PathBuf,
    /// The person's editor from the config, before `$VISUAL` and `$EDITOR`.
    pub editor: Option<String>,
    /// Whether the tutorial lies on top at first.
    pub tutorial: bool,
    /// Who fetches and sends at first.
    pub duty: Duty,
}

/// How the app ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ended {
    /// The person left.
    Left,
    /// A signal of this number ended it.
    Signal(u8),
    /// The terminal is gone.
    TerminalGone,
}

/// How long the first drawing waits for the first rows, so that it need not be drawn twice.
const FIRST_ROWS: Duration = Duration::from_millis(80);

/// How long leaving waits for the store to take what the person did last.
const LAST_WRITES: Duration = Duration::from_secs(5);

/// How many events are folded before a drawing at the most.
const AT_ONCE: usize = 1_000;

/// Runs the app until the person leaves.
///
/// # Errors
/// When there is no terminal, or it stops answering.
pub async fn run(house: &Arc<House>, opening: Opening) -> io::Result<Ended> {
    let mut signals = Signals::listen()?;
    let (mut app, effects) = App::new(Start {
        words: opening.words,
        keymap: opening.keymap,
        theme: opening.theme,
        now: clock::now(),
        zone: opening.zone,
        size: Screen::size()?,
        tutorial: opening.tutorial,
        duty: opening.duty,
        rules: Some(house.database().rules().get().as_ref().clone()),
    });
    let mut desk = Desk::open(Arc::clone(house));
    let mut world = World {
        screen: Screen::take()?,
        keys: Keyboard::listen()?,
        scratch: opening.scratch,
        editor: opening.editor,
        writes: HashSet::new(),
    };
    let ended = world.run(&mut app, &mut desk, &mut signals, effects).await;
    world.finish(&mut desk).await;
    ended
}

/// What the loop acts on besides the app's state.
struct World {
    screen: Screen,
    keys: Keyboard,
    scratch: PathBuf,
    editor: Option<String>,
    /// What the person did and the store has not answered yet.
    writes: HashSet<Ticket>,
}

impl World {
    async fn run(&mut self, app: &mut App, desk: &mut Desk, signals: &mut Signals, effects: Vec<Effect>) -> io::Result<Ended> {
        if let Some(ended) = self.carry_out(app, desk, effects).await? {
            return Ok(ended);
        }
        let first_drawing = tokio::time::Instant::now() + FIRST_ROWS;
        let mut drawn = false;
        loop {
            if drawn || app.has_content() || tokio::time::Instant::now() >= first_drawing {
                self.screen.draw(app)?;
                drawn = true;
            }
            let due = due(app, (!drawn).then_some(first_drawing));
            let mut waiting = Vec::new();
            tokio::select! {
                said = self.keys.next() => match said {
                    Some(said) => waiting.extend(event_of(said)),
                    None => return Ok(Ended::TerminalGone),
                },
                event = desk.next() => waiting.push(self.event_from(event)),
                signal = signals.next() => match signal {
                    Signal::End(number) => return Ok(Ended::Signal(number)),
                    Signal::Stop => self.suspend()?,
                    Signal::Go => self.screen.take_again()?,
                },
                () = sleep_until(due) => {}
            }
            self.take_all(desk, &mut waiting);
            let mut effects = update(app, Event::Time(clock::now()));
            for event in waiting {
                effects.extend(update(app, event));
            }
            if let Some(ended) = self.carry_out(app, desk, effects).await? {
                return Ok(ended);
            }
        }
    }

    /// Takes what else is there without waiting, so that it costs one drawing.
    fn take_all(&mut self, desk: &mut Desk, waiting: &mut Vec<Event>) {
        while waiting.len() < AT_ONCE {
            match self.keys.ready() {
                Some(said) => waiting.extend(event_of(said)),
                None => break,
            }
        }
        while waiting.len() < AT_ONCE {
            match desk.ready() {
                Some(event) => waiting.push(self.event_from(event)),
                None => break,
            }
        }
    }

    fn event_from(&mut self, event: DeskEvent) -> Event {
        match event {
            DeskEvent::Answer(ticket, answered) => {
                self.writes.remove(&ticket);
                Event::Answer(ticket, answered)
            }
            DeskEvent::Notice(notice) => Event::Notice(notice),
        }
    }

    /// Waits until the store has taken what the person did last: leaving never drops a change.
    async fn finish(mut self, desk: &mut Desk) {
        let last = tokio::time::Instant::now() + LAST_WRITES;
        while !self.writes.is_empty() {
            match tokio::time::timeout_at(last, desk.next()).await {
                Ok(event) => self.event_from(event),
                Err(_) => return,
            };
        }
    }

    /// Carries out effects, and what follows from them.
    async fn carry_out(&mut self, app: &mut App, desk: &mut Desk, effects: Vec<Effect>) -> io::Result<Option<Ended>> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Ask(ticket, job) => {
                    if job.lane() == Lane::Write {
                        self.writes.insert(ticket);
                    }
                    if let Err(problem) = desk.post(ticket, job) {
                        self.writes.remove(&ticket);
                        effects.extend(update(app, Event::Answer(ticket, Answered::Failed(problem))));
                    }
                }
                Effect::Copy(text) => self.screen.copy(&text)?,
                Effect::Suspend => self.suspend()?,
                Effect::Redraw => self.screen.forget()?,
                Effect::Edit(text) => {
                    let edited = self.edit(&text).await?;
                    effects.extend(update(app, Event::Edited(edited)));
                }
                Effect::Leave => return Ok(Some(Ended::Left)),
            }
        }
        Ok(None)
    }

    /// Gives the terminal back and stops until the person resumes.
    fn suspend(&mut self) -> io::Result<()> {
        self.screen.lend()?;
        signals::stop_here();
        self.screen.take_again()
    }

    /// Hands the terminal to the person's editor. Nothing reads keys meanwhile.
    async fn edit(&mut self, text: &str) -> io::Result<Option<String>> {
        self.keys.let_go();
        self.screen.lend()?;
        let edited = editor::edit(&self.scratch, self.editor.as_deref(), text).await;
        self.screen.take_again()?;
        self.keys = Keyboard::listen()?;
        Ok(edited)
    }
}

/// When to wake without being called: for the first drawing, or when the screen changes by itself.
fn due(app: &App, first_drawing: Option<tokio::time::Instant>) -> Option<tokio::time::Instant> {
    let own = app.next_due().map(|at| {
        let ms = u64::try_from(at.0.saturating_sub(clock::now().0)).unwrap_or(0);
        tokio::time::Instant::now() + Duration::from_millis(ms)
    });
    first_drawing.into_iter().chain(own).min()
}

async fn sleep_until(due: Option<tokio::time::Instant>) {
    match due {
        Some(at) => tokio::time::sleep_until(at).await,
        None => std::future::pending().await,
    }
}
