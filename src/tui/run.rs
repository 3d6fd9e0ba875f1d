//! The loop: wait once, take everything that is there, carry out effects, draw once. A quiet screen costs nothing.

mod editor;
mod signals;

use std::future::poll_fn;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crossterm::event::EventStream;
use futures_util::StreamExt;

use super::app::{App, Effect, Event, Start, update};
use super::terminal::{Screen, event_of};
use crate::config::settings::Theme;
use crate::domain::time::Instant;
use crate::i18n::Catalogue;
use crate::present::commands::Keymap;
use crate::problem::Problem;
use crate::workers::desk::{Desk, DeskEvent};
use crate::workers::house::House;
use signals::{Signal, Signals};

/// How the app is to open.
pub struct Opening {
    /// The words of the person's language.
    pub words: Arc<Catalogue>,
    /// The keys after the person's own bindings.
    pub keymap: Keymap,
    /// The colours.
    pub theme: Theme,
    /// The time zone of dates on the screen.
    pub zone: jiff::tz::TimeZone,
    /// A private folder for what the person's editor is given.
    pub scratch: PathBuf,
    /// The person's editor from the config, before `$VISUAL` and `$EDITOR`.
    pub editor: Option<String>,
    /// Whether the tutorial lies on top at first.
    pub tutorial: bool,
    /// What went wrong before the app opened, to be said in it.
    pub trouble: Option<Problem>,
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
        now: now(),
        zone: opening.zone,
        size: Screen::size()?,
        tutorial: opening.tutorial,
        trouble: opening.trouble,
        rules: Some(house.database().rules().get().as_ref().clone()),
    });
    let mut desk = house.desk();
    let mut world = World { screen: Screen::take()?, keys: EventStream::new(), scratch: opening.scratch, editor: opening.editor };
    if let Some(ended) = world.carry_out(&mut app, &mut desk, effects).await? {
        return Ok(ended);
    }
    let first_drawing = tokio::time::Instant::now() + FIRST_ROWS;
    let mut drawn = false;
    loop {
        if drawn || app.has_content() || tokio::time::Instant::now() >= first_drawing {
            world.screen.draw(&app)?;
            drawn = true;
        }
        let due = due(&app, (!drawn).then_some(first_drawing));
        let mut waiting = Vec::new();
        tokio::select! {
            said = world.next_key() => match said {
                Some(Ok(said)) => waiting.extend(event_of(said)),
                Some(Err(_)) | None => return Ok(Ended::TerminalGone),
            },
            event = desk.next() => waiting.push(event_from(event)),
            signal = signals.next() => match signal {
                Signal::End(number) => return Ok(Ended::Signal(number)),
                Signal::Stop => world.suspend()?,
                Signal::Go => world.screen.take_again()?,
            },
            () = sleep_until(due) => {}
        }
        world.take_all(&mut desk, &mut waiting).await;
        let mut effects = update(&mut app, Event::Time(now()));
        for event in waiting {
            effects.extend(update(&mut app, event));
        }
        if let Some(ended) = world.carry_out(&mut app, &mut desk, effects).await? {
            return Ok(ended);
        }
    }
}

/// What the loop acts on besides the app's state.
struct World {
    screen: Screen,
    keys: EventStream,
    scratch: PathBuf,
    editor: Option<String>,
}

impl World {
    /// The next key, or nothing when the terminal is gone.
    async fn next_key(&mut self) -> Option<io::Result<crossterm::event::Event>> {
        poll_fn(|context| self.poll_key(context)).await
    }

    /// Asks for a key, but never a terminal that hung up: crossterm reads an ended one for ever, on this thread.
    fn poll_key(&mut self, context: &mut Context<'_>) -> Poll<Option<io::Result<crossterm::event::Event>>> {
        match rustix::termios::tcgetattr(rustix::stdio::stdin()) {
            Err(rustix::io::Errno::IO) => Poll::Ready(None),
            _ => self.keys.poll_next_unpin(context),
        }
    }

    /// Takes what else is there without waiting, so that it costs one drawing. Keys are polled with the waker of this task: the stream keeps the first waker it
    /// is given, and one that wakes nobody would put the keyboard to sleep.
    async fn take_all(&mut self, desk: &mut Desk, waiting: &mut Vec<Event>) {
        while waiting.len() < AT_ONCE {
            match poll_fn(|context| Poll::Ready(self.poll_key(context))).await {
                Poll::Ready(Some(Ok(said))) => waiting.extend(event_of(said)),
                _ => break,
            }
        }
        while waiting.len() < AT_ONCE {
            match desk.ready() {
                Some(event) => waiting.push(event_from(event)),
                None => break,
            }
        }
    }

    /// Carries out effects, and what follows from them.
    async fn carry_out(&mut self, app: &mut App, desk: &mut Desk, effects: Vec<Effect>) -> io::Result<Option<Ended>> {
        let mut effects = std::collections::VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Ask(ticket, job) => {
                    if let Err(problem) = desk.post(ticket, job) {
                        effects.extend(update(app, Event::Answer(ticket, Err(problem))));
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
        self.keys = EventStream::new();
        self.screen.lend()?;
        let edited = editor::edit(&self.scratch, self.editor.as_deref(), text).await;
        self.screen.take_again()?;
        self.keys = EventStream::new();
        Ok(edited)
    }
}

fn event_from(event: DeskEvent) -> Event {
    match event {
        DeskEvent::Answer(ticket, outcome) => Event::Answer(ticket, outcome),
        DeskEvent::Notice(notice) => Event::Notice(notice),
    }
}

/// When to wake without being called: for the first drawing, or when the screen changes by itself.
fn due(app: &App, first_drawing: Option<tokio::time::Instant>) -> Option<tokio::time::Instant> {
    let own = app.next_due().map(|at| {
        let ms = u64::try_from(at.0.saturating_sub(now().0)).unwrap_or(0);
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

fn now() -> Instant {
    jiff::Timestamp::now().into()
}
