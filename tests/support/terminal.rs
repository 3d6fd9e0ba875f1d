//! The real binary in a real terminal: a pseudo-terminal whose screen is read, keys that are typed, and conditions that are waited for.
#![allow(dead_code, clippy::unwrap_used)]

use std::io::{Read, Write};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// How long a condition may take before the test fails; a busy machine needs much of it, a free one almost nothing.
const PATIENCE: Duration = Duration::from_secs(60);

/// What ends a drawing (synchronized output): what comes before it is a whole screen.
const DRAWN: &[u8] = b"\x1b[?2026l";

fn end_of_last_drawing(bytes: &[u8]) -> usize {
    bytes.windows(DRAWN.len()).rposition(|window| window == DRAWN).map_or(0, |at| at + DRAWN.len())
}

struct Screen {
    parser: Mutex<(vt100::Parser, bool)>,
    changed: Condvar,
}

fn cursor_line_of(screen: &vt100::Screen) -> (u16, String, u16) {
    let (row, column) = screen.cursor_position();
    (row, screen.contents().lines().nth(usize::from(row)).unwrap_or_default().to_owned(), column)
}

/// Whether what stands left of the cursor ends with what was typed, or with as many dots. Elsewhere in the row the same letters may stand in the label or in the hint.
fn shows(left: &str, typed: &str) -> bool {
    let end: String = typed.chars().skip(typed.chars().count().saturating_sub(8)).collect();
    !end.trim().is_empty() && (left.ends_with(&end) || left.ends_with(&"•".repeat(end.chars().count())))
}

/// What stands left of the cursor in its row, blanks included: behind an empty field they keep its label apart.
fn left_of_cursor(screen: &vt100::Screen) -> String {
    let (row, column) = screen.cursor_position();
    let cells = (0..column).filter_map(|at| screen.cell(row, at)).filter(|cell| !cell.is_wide_continuation());
    cells.map(|cell| if cell.has_contents() { cell.contents() } else { " " }).collect()
}

/// Where the cursor stands: its row, and what its field shows of it left of the cursor. What lies beside a form may change meanwhile.
fn field_at_cursor(screen: &vt100::Screen) -> (u16, String) {
    let left = left_of_cursor(screen);
    (screen.cursor_position().0, left.rsplit('│').next().unwrap_or_default().to_owned())
}

/// A running fumi with its terminal.
pub struct Terminal {
    screen: Arc<Screen>,
    input: Box<dyn Write + Send>,
    child: Box<dyn Child + Send + Sync>,
    master: Option<Box<dyn MasterPty + Send>>,
    deaf: Arc<AtomicBool>,
    reader: Option<std::thread::JoinHandle<()>>,
}

impl Terminal {
    /// Starts fumi on a home in a terminal of this size.
    pub fn start(home: &std::path::Path, arguments: &[&str], rows: u16, columns: u16) -> Self {
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_fumi"));
        command.args(arguments);
        Self::run(command, home, rows, columns)
    }

    /// Runs a command that starts fumi on a home in a terminal of this size.
    pub fn run(mut command: CommandBuilder, home: &std::path::Path, rows: u16, columns: u16) -> Self {
        let pair = native_pty_system().openpty(PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }).unwrap();
        command.env("FUMI_HOME", home);
        command.env("TERM", "xterm-256color");
        command.env("TZ", "Asia/Tokyo");
        command.env_remove("NO_COLOR");
        command.env_remove("LC_ALL");
        command.env("LANG", "C.UTF-8");
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let screen = Arc::new(Screen {
            parser: Mutex::new((
                vt100::Parser::new(std::num::NonZero::new(rows).unwrap(), std::num::NonZero::new(columns).unwrap(), 0),
                false,
            )),
            changed: Condvar::new(),
        });
        let mut output = pair.master.try_clone_reader().unwrap();
        let shared = Arc::clone(&screen);
        let deaf = Arc::new(AtomicBool::new(false));
        let stop = Arc::clone(&deaf);
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 65_536];
            let mut waiting: Vec<u8> = Vec::new();
            loop {
                let read = output.read(&mut buffer).unwrap_or(0);
                waiting.extend_from_slice(&buffer[..read]);
                let whole = if read == 0 { waiting.len() } else { end_of_last_drawing(&waiting) };
                let mut held = shared.parser.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
                held.1 = read == 0;
                held.0.process(&waiting[..whole]);
                waiting.drain(..whole);
                shared.changed.notify_all();
                if read == 0 || stop.load(Ordering::SeqCst) {
                    return;
                }
            }
        });
        Self { screen, input: pair.master.take_writer().unwrap(), child, master: Some(pair.master), deaf, reader: Some(reader) }
    }

    /// What stands on the screen.
    pub fn text(&self) -> String {
        self.screen.parser.lock().unwrap().0.screen().contents()
    }

    /// The row and column of the terminal's cursor.
    pub fn cursor(&self) -> (u16, u16) {
        self.screen.parser.lock().unwrap().0.screen().cursor_position()
    }

    /// Types these characters; escape sequences may be among them.
    pub fn keys(&mut self, keys: &str) {
        self.input.write_all(keys.as_bytes()).unwrap();
        self.input.flush().unwrap();
    }

    /// Waits until the screen holds this text.
    pub fn wait_for(&self, wanted: &str) -> String {
        self.wait(&format!("the screen to hold {wanted:?}"), |text| text.contains(wanted))
    }

    /// Waits until the screen holds this text no longer.
    pub fn wait_gone(&self, wanted: &str) -> String {
        self.wait(&format!("{wanted:?} to leave the screen"), |text| !text.contains(wanted))
    }

    /// Waits until the screen satisfies a condition.
    pub fn wait(&self, what: &str, holds: impl Fn(&str) -> bool) -> String {
        let began = Instant::now();
        let mut held = self.screen.parser.lock().unwrap();
        loop {
            let text = held.0.screen().contents();
            if holds(&text) {
                return text;
            }
            assert!(!held.1, "fumi ended while the test waited for {what}:\n{text}");
            let left = PATIENCE.checked_sub(began.elapsed()).unwrap_or_default();
            assert!(!left.is_zero(), "waited in vain for {what}:\n{text}");
            held = self.screen.changed.wait_timeout(held, left).unwrap().0;
        }
    }

    /// Moves through a form with Tab until the cursor stands in the row that begins with this label, then types.
    pub fn fill(&mut self, label: &str, text: &str) {
        for _ in 0..60 {
            let here = self.cursor_line();
            if here.1.contains(&format!("│ {label}")) {
                let typed: String = text.chars().filter(|c| !c.is_control()).collect();
                let mut text = text;
                if let Some(rest) = text.strip_prefix('\u{15}') {
                    // What stands there may be what is about to be typed: it has to be seen to go first.
                    self.keys("\u{15}");
                    self.wait_for_screen(|screen| !shows(&left_of_cursor(screen), &typed));
                    text = rest;
                }
                self.keys(text);
                self.wait_for_screen(|screen| {
                    shows(&left_of_cursor(screen), &typed) || typed.trim().is_empty() && cursor_line_of(screen).1 != here.1
                });
                return;
            }
            // A form that is longer than the screen scrolls under a cursor that stays in its row.
            let before = field_at_cursor(self.screen.parser.lock().unwrap().0.screen());
            self.keys("\t");
            self.wait_for_screen(|screen| field_at_cursor(screen) != before);
        }
        panic!("no field {label:?}:\n{}", self.text());
    }

    /// The row of the cursor, what stands in it, and the column, all of one drawing.
    fn cursor_line(&self) -> (u16, String, u16) {
        let held = self.screen.parser.lock().unwrap();
        cursor_line_of(held.0.screen())
    }

    fn wait_for_screen(&self, holds: impl Fn(&vt100::Screen) -> bool) {
        let began = Instant::now();
        let mut held = self.screen.parser.lock().unwrap();
        while !holds(held.0.screen()) {
            let left = PATIENCE.checked_sub(began.elapsed()).unwrap_or_default();
            assert!(!left.is_zero(), "the cursor did not move:\n{}", held.0.screen().contents());
            held = self.screen.changed.wait_timeout(held, left).unwrap().0;
        }
    }

    /// Closes whatever is open with `q` until fumi ends by itself.
    pub fn leave(&mut self) {
        let began = Instant::now();
        while self.child.try_wait().unwrap().is_none() {
            assert!(began.elapsed() < PATIENCE, "fumi does not leave:\n{}", self.text());
            let before = self.text();
            let _ = self.input.write_all(b"q").and_then(|()| self.input.flush());
            let sent = Instant::now();
            while self.text() == before && sent.elapsed() < Duration::from_millis(800) && self.child.try_wait().unwrap().is_none() {
                std::thread::yield_now();
            }
        }
    }

    /// Waits until fumi ended; its exit code.
    pub fn ended(&mut self) -> u32 {
        self.child.wait().unwrap().exit_code()
    }

    /// Closes the terminal: every end of it that is ours.
    pub fn hang_up(&mut self) {
        self.deaf.store(true, Ordering::SeqCst);
        let size = PtySize { rows: 24, cols: 90, pixel_width: 0, pixel_height: 0 };
        // The drawing for another size is the last thing that is read.
        self.master.as_ref().unwrap().resize(size).unwrap();
        self.reader.take().unwrap().join().unwrap();
        self.input = Box::new(std::io::sink());
        self.master = None;
    }

    /// The process.
    pub fn process(&self) -> u32 {
        self.child.process_id().unwrap()
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
