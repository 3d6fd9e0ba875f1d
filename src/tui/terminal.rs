//! Taking the terminal and giving it back, whatever happens.

mod input;
mod ring;

use std::io::{self, BufWriter, Stdout, Write};
use std::mem::ManuallyDrop;
use std::panic;
use std::sync::Once;
use std::sync::atomic::{AtomicBool, Ordering};

use crossterm::clipboard::CopyToClipboard;
use crossterm::cursor::Show;
use crossterm::event::{DisableBracketedPaste, EnableBracketedPaste};
use crossterm::style::Print;
use crossterm::terminal::{
    BeginSynchronizedUpdate, EndSynchronizedUpdate, EnterAlternateScreen, LeaveAlternateScreen, disable_raw_mode, enable_raw_mode,
};
use crossterm::{execute, queue};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

pub(super) use input::event_of;

use super::app::{App, ScreenMap, Size};
use super::views;
use crate::config::notify::NotifySettings;
use crate::jobs::notice::Told;

/// Whether the terminal is ours at present; a panic anywhere must be able to ask.
static TAKEN: AtomicBool = AtomicBool::new(false);

/// The screen while the app has it.
pub struct Screen {
    // Its own end would complain on a terminal that is gone, which ends the program before its cleaning up; `leave` does what is needed.
    terminal: ManuallyDrop<Terminal<CrosstermBackend<BufWriter<Stdout>>>>,
    /// What stands where since the last drawing; nothing where the mouse is left to the terminal.
    shown: ScreenMap,
    mouse: bool,
}

/// Asks the terminal for presses and the wheel of the mouse (1000), in coordinates of any size (1006); not for every movement. While Shift is held, terminals keep it to
/// themselves, for selecting text.
const MOUSE_ON: Print<&str> = Print("\x1b[?1000h\x1b[?1006h");
const MOUSE_OFF: Print<&str> = Print("\x1b[?1006l\x1b[?1000l");

impl Screen {
    /// Takes the terminal: raw mode, alternate screen, bracketed paste, and with `mouse` its presses and wheel.
    ///
    /// # Errors
    /// When standard output is no terminal, or does not answer.
    pub fn take(mouse: bool) -> io::Result<Self> {
        give_back_on_panic();
        enter(mouse)?;
        let writer = BufWriter::with_capacity(64 * 1024, io::stdout());
        match Terminal::new(CrosstermBackend::new(writer)) {
            Ok(terminal) => Ok(Self { terminal: ManuallyDrop::new(terminal), shown: ScreenMap::default(), mouse }),
            Err(error) => {
                leave();
                Err(error)
            }
        }
    }

    /// The size of the terminal.
    ///
    /// # Errors
    /// When the terminal does not answer.
    pub fn size() -> io::Result<Size> {
        let (columns, rows) = crossterm::terminal::size()?;
        Ok(Size { columns, rows })
    }

    /// Draws the app; the terminal shows the whole change at once.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn draw(&mut self, app: &App) -> io::Result<()> {
        queue!(self.terminal.backend_mut(), BeginSynchronizedUpdate)?;
        self.terminal.draw(|frame| views::draw(frame, app))?;
        execute!(self.terminal.backend_mut(), EndSynchronizedUpdate)?;
        if self.mouse {
            self.shown = views::screen_map(app);
        }
        Ok(())
    }

    /// What stands where on the screen.
    pub fn shown(&self) -> &ScreenMap {
        &self.shown
    }

    /// Forgets what is on the screen, so that the next drawing writes every cell.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn forget(&mut self) -> io::Result<()> {
        // `Terminal::clear` would ask the terminal for its cursor, whose answer the key stream takes.
        let area = ratatui::layout::Rect::from((ratatui::layout::Position::ORIGIN, self.terminal.size()?));
        self.terminal.resize(area)
    }

    /// Puts a text on the person's clipboard (OSC 52); terminals that do not allow it ignore it.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn copy(&mut self, text: &str) -> io::Result<()> {
        execute!(self.terminal.backend_mut(), CopyToClipboard::to_clipboard_from(text))
    }

    /// Makes the terminal be noticed: its bell, its own notifications.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn ring(&mut self, settings: &NotifySettings, told: &[Told]) -> io::Result<()> {
        ring::ring(self.terminal.backend_mut(), settings, told)
    }

    /// Gives the terminal back for a while.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn lend(&mut self) -> io::Result<()> {
        self.terminal.backend_mut().flush()?;
        leave();
        Ok(())
    }

    /// Takes it again.
    ///
    /// # Errors
    /// When the terminal is gone.
    pub fn take_again(&mut self) -> io::Result<()> {
        enter(self.mouse)?;
        self.forget()
    }
}

impl Drop for Screen {
    fn drop(&mut self) {
        leave();
    }
}

fn enter(mouse: bool) -> io::Result<()> {
    enable_raw_mode()?;
    TAKEN.store(true, Ordering::SeqCst);
    execute!(io::stdout(), EnterAlternateScreen, EnableBracketedPaste).inspect_err(|_| leave())?;
    if mouse { execute!(io::stdout(), MOUSE_ON).inspect_err(|_| leave()) } else { Ok(()) }
}

/// Gives the terminal back as it was; does nothing when it is not ours. Failures are ignored: there is nobody left to tell.
fn leave() {
    if TAKEN.swap(false, Ordering::SeqCst) {
        let _ = execute!(io::stdout(), EndSynchronizedUpdate, MOUSE_OFF, DisableBracketedPaste, LeaveAlternateScreen, Show);
        let _ = disable_raw_mode();
    }
}

/// Makes a panic give the terminal back before anything is said about it.
fn give_back_on_panic() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            leave();
            before(info);
        }));
    });
}
