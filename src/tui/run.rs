//! The loop: wait once, take everything that is there, carry out effects, draw once. A quiet screen costs nothing.

mod editor;
mod ended;
mod forms;
mod keyboard;
mod lines;
mod signals;
mod terminal_end;

use std::collections::{HashSet, VecDeque};
use std::io::{self, Write};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use super::app::{App, Effect, Event, KeptForm, Start, update};
use super::terminal::{Screen, event_of};
use crate::config::look::Look;
use crate::config::settings::{MarkRead, Theme};
use crate::domain::account::policy::SharingPolicy;
use crate::i18n::{Catalogue, Text};
use crate::jobs::fetch::Duty;
use crate::jobs::notice::Told;
use crate::jobs::outbox::DraftKey;
use crate::jobs::{Answered, Job, Lane, Notice, Slot, Ticket};
use crate::present::commands::Keymap;
use crate::problem::Problem;
use crate::text::CleanText;
use crate::workers::clock;
use crate::workers::desk::{Desk, DeskEvent};
use crate::workers::house::House;
use editor::Edited;
pub use ended::Ended;
use ended::HANG_UP;
use keyboard::Keyboard;
use signals::{Signal, Signals};
use terminal_end::TerminalEnd;

/// How the app is to open.
pub struct Opening {
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
    /// The time zone of dates on the screen.
    pub zone: jiff::tz::TimeZone,
    /// A private folder for what the person's editor is given.
    pub scratch: PathBuf,
    /// The person's editor from the config, before `$VISUAL` and `$EDITOR`.
    pub editor: Option<String>,
    /// When a mail that is looked at counts as read.
    pub mark_read: MarkRead,
    /// Whether the mouse acts in the app.
    pub mouse: bool,
    /// Whether the tutorial lies on top at first.
    pub tutorial: bool,
    /// The `mailto:` link whose mail is begun at first.
    pub link: Option<CleanText>,
    /// Who fetches and sends at first.
    pub duty: Duty,
    /// What an administrator says about sharing.
    pub policy: SharingPolicy,
    /// Whether only one account is active at a time.
    pub one_active: bool,
    /// The person's own bindings, as the config has them.
    pub keys: Vec<(String, Vec<String>)>,
    /// What is wrong with the config, though the app goes on.
    pub problems: Vec<Problem>,
    /// What deserves a word at first.
    pub notes: Vec<Text>,
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
    let signals = Signals::listen()?;
    let (mut app, effects) = App::new(Start {
        words: opening.words,
        keymap: opening.keymap,
        theme: opening.theme,
        colourless: opening.colourless,
        look: opening.look,
        now: clock::now(),
        zone: opening.zone,
        size: Screen::size()?,
        tutorial: opening.tutorial,
        link: opening.link,
        duty: opening.duty,
        lines: lines::read(&opening.scratch),
        rules: Some(house.database().rules().get().as_ref().clone()),
    });
    app.mark_read(opening.mark_read);
    app.governed(opening.policy, opening.one_active, opening.keys);
    app.begin_with(opening.problems, opening.notes);
    let mut desk = Desk::open(Arc::clone(house));
    let mut world = World {
        house: Arc::clone(house),
        screen: Screen::take(opening.mouse)?,
        keys: Keyboard::listen()?,
        scratch: opening.scratch,
        editor: opening.editor,
        end: TerminalEnd::watch()?,
        signals,
        writes: HashSet::new(),
    };
    let ended = world.run(&mut app, &mut desk, effects).await;
    house.stop_fetching();
    let first = ended.as_ref().map_or(HANG_UP, Ended::signal);
    world.finish(&mut app, &mut desk, first).await;
    let World { screen, mut signals, .. } = world;
    drop(screen);
    if house.waits_for_answer() {
        // The terminal may be gone.
        let _ = writeln!(io::stderr(), "{}", app.words.word("leaving-waits"));
    }
    house.leave(signals.another(first)).await;
    ended
}

/// What the loop acts on besides the app's state.
struct World {
    house: Arc<House>,
    screen: Screen,
    keys: Keyboard,
    scratch: PathBuf,
    editor: Option<String>,
    end: TerminalEnd,
    signals: Signals,
    /// What the person did and the store has not answered yet.
    writes: HashSet<Ticket>,
}

impl World {
    async fn run(&mut self, app: &mut App, desk: &mut Desk, mut effects: Vec<Effect>) -> io::Result<Ended> {
        for left in editor::left_behind(&self.scratch) {
            effects.extend(update(app, Event::Found(left)));
        }
        for found in forms::left_behind(&self.scratch) {
            effects.extend(update(app, Event::FoundForm(Box::new(found))));
        }
        if let Some(ended) = self.carry_out(app, desk, effects).await? {
            return Ok(ended);
        }
        let first_drawing = tokio::time::Instant::now() + FIRST_ROWS;
        let (mut drawn, mut still) = (false, false);
        loop {
            let begins = drawn || app.has_content() || tokio::time::Instant::now() >= first_drawing;
            if begins && !still {
                self.screen.draw(app)?;
                drawn = true;
            }
            let due = due(app, (!drawn).then_some(first_drawing));
            let mut waiting = Vec::new();
            tokio::select! {
                said = self.keys.next() => match said {
                    Some(said) => waiting.extend(event_of(said, self.screen.shown())),
                    None => return Ok(Ended::TerminalGone),
                },
                event = desk.next() => {
                    let event = self.event_from(event);
                    waiting.push(event);
                }
                () = self.end.gone() => return Ok(Ended::TerminalGone),
                signal = self.signals.next() => match signal {
                    Signal::End(number) => return Ok(Ended::Signal(number)),
                    Signal::Stop => self.suspend()?,
                    Signal::Go => self.screen.take_again()?,
                },
                () = sleep_until(due) => {}
            }
            self.take_all(desk, &mut waiting);
            let now = clock::now();
            still = drawn && is_only_ahead(&waiting) && app.next_due().is_none_or(|at| at > now);
            let mut effects = update(app, Event::Time(now));
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
                Some(said) => waiting.extend(event_of(said, self.screen.shown())),
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
            DeskEvent::Notice(Notice::CustomerMail(mut mails)) => {
                let settings = self.house.accounts().settings();
                mails.retain(|mail| settings.notify.tells_of(mail.account.as_str()));
                Event::Notice(Notice::CustomerMail(mails))
            }
            DeskEvent::Notice(notice) => Event::Notice(notice),
        }
    }

    /// Waits until the store has taken what the person did last: leaving never drops a change.
    async fn finish(&mut self, app: &mut App, desk: &mut Desk, first: u8) {
        let last = tokio::time::Instant::now() + LAST_WRITES;
        loop {
            let effects = update(app, Event::Ending);
            self.write(app, desk, effects);
            if self.writes.is_empty() {
                return;
            }
            let event = tokio::select! {
                event = desk.next() => self.event_from(event),
                () = self.signals.another(first) => return,
                () = tokio::time::sleep_until(last) => return,
            };
            let effects = update(app, event);
            self.write(app, desk, effects);
        }
    }

    /// Carries out what of some effects concerns what a person wrote.
    fn write(&mut self, app: &mut App, desk: &mut Desk, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(ticket, job) if job.lane() == Lane::Write => self.post(app, desk, ticket, job).into_iter().for_each(drop),
                Effect::Forget(file) => editor::forget(&file),
                Effect::KeepForm(form) => self.keep(&form),
                _ => {}
            }
        }
    }

    /// Keeps a half-filled form; nobody is there any more to hear that it could not be.
    fn keep(&self, form: &KeptForm) {
        if let Err(error) = forms::keep(&self.scratch, form) {
            tracing::warn!(%error, "a half-filled form could not be kept");
        }
    }

    /// Puts a job down; what follows where that is not possible.
    fn post(&mut self, app: &mut App, desk: &mut Desk, ticket: Ticket, job: Job) -> Vec<Effect> {
        if job.lane() == Lane::Write {
            self.writes.insert(ticket);
        }
        match desk.post(ticket, job) {
            Ok(()) => Vec::new(),
            Err(problem) => {
                self.writes.remove(&ticket);
                update(app, Event::Answer(ticket, Answered::Failed(problem)))
            }
        }
    }

    /// Carries out effects, and what follows from them.
    async fn carry_out(&mut self, app: &mut App, desk: &mut Desk, effects: Vec<Effect>) -> io::Result<Option<Ended>> {
        let mut effects = VecDeque::from(effects);
        while let Some(effect) = effects.pop_front() {
            match effect {
                Effect::Ask(ticket, job) => effects.extend(self.post(app, desk, ticket, job)),
                Effect::Copy(text) => self.screen.copy(&text)?,
                Effect::Tell(told) => self.tell(told)?,
                Effect::Suspend => self.suspend()?,
                Effect::Redraw => self.screen.forget()?,
                Effect::Edit { text, draft } => {
                    let Edited { left, good, ended } = self.edit(&text, draft).await?;
                    effects.extend(update(app, Event::Edited { left, good }));
                    if let Some(ended) = ended {
                        self.write(app, desk, effects.into());
                        return Ok(Some(ended));
                    }
                    self.screen.take_again()?;
                    self.keys = Keyboard::listen()?;
                }
                Effect::Forget(file) => editor::forget(&file),
                Effect::KeepForm(form) => self.keep(&form),
                Effect::Remember(kept) => lines::keep(&self.scratch, &kept),
                Effect::Leave => return Ok(Some(Ended::Left)),
            }
        }
        Ok(None)
    }

    /// Tells of something outside of the screen, unless it is the time of day for quiet.
    fn tell(&mut self, told: Vec<Told>) -> io::Result<()> {
        let settings = self.house.accounts().settings().notify.clone();
        if settings.is_quiet(clock::now().to_timestamp().to_zoned(clock::zone()).time()) {
            return Ok(());
        }
        self.screen.ring(&settings, &told)?;
        let house = Arc::clone(&self.house);
        tokio::spawn(async move { house.tell(&settings, &told).await });
        Ok(())
    }

    /// Gives the terminal back and stops until the person resumes.
    fn suspend(&mut self) -> io::Result<()> {
        if !signals::can_be_resumed() {
            return Ok(());
        }
        self.screen.lend()?;
        signals::stop_here();
        self.screen.take_again()
    }

    /// Hands the terminal to the person's editor. Nothing reads keys meanwhile.
    async fn edit(&mut self, text: &str, draft: Option<DraftKey>) -> io::Result<Edited> {
        self.keys.let_go();
        self.screen.lend()?;
        let heard = (&mut self.signals, &mut self.end);
        Ok(editor::edit(&self.scratch, self.editor.as_deref(), text, draft, heard).await)
    }
}

/// Whether all that came was read ahead of the person: it changes nothing on the screen.
fn is_only_ahead(events: &[Event]) -> bool {
    let ahead = |event: &Event| matches!(event, Event::Answer(ticket, _) if matches!(ticket.slot, Some(Slot::Ahead | Slot::SidebarAhead)));
    !events.is_empty() && events.iter().all(ahead)
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
