//! A POP3 server of our own, for what a real one will not do: cut the line after byte n, talk garbage, never end a line, answer wrongly, list strange names.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// A mail on the server.
#[derive(Debug, Clone)]
pub struct ServerMail {
    /// What UIDL says.
    pub uidl: Vec<u8>,
    /// What RETR sends, before dots are stuffed.
    pub bytes: Vec<u8>,
    /// What LIST says; the true size when absent.
    pub listed_size: Option<u64>,
}

/// What the server does when a condition is met.
#[derive(Debug, Clone)]
pub enum Trick {
    /// Sends these bytes in place of the answer, and goes on.
    Say(Vec<u8>),
    /// Sends these bytes in place of the answer, and closes.
    SayAndClose(Vec<u8>),
    /// Sends these bytes again and again until the other side gives up.
    SayForEver(Vec<u8>),
}

/// Everything about the server that a test may look at or change.
#[derive(Default)]
pub struct State {
    /// The mailbox.
    pub mails: Vec<ServerMail>,
    /// Lines of CAPA; none refuses CAPA.
    pub capabilities: Option<Vec<&'static str>>,
    /// What to do in place of an answer, by the line that was received; `GREETING` for the first.
    pub tricks: HashMap<String, Trick>,
    /// Close every connection without a word after so many bytes of one session were sent.
    pub cut_after: Option<usize>,
    /// Close before the answer to QUIT, with the deletes done.
    pub cut_at_quit: bool,
    /// Refuse TOP, as a server that does not have it.
    pub no_top: bool,
    /// Greet only when so many sessions, of any servers, wait to be greeted.
    pub meets: Option<Arc<Meeting>>,
    /// The password; any other is refused.
    pub password: String,
    /// The tokens that log in.
    pub tokens: Vec<String>,
    /// Every line received, in all sessions, without passwords.
    pub heard: Vec<String>,
    /// Bytes sent in all sessions.
    pub sent: u64,
    /// Kill this process when so many bytes were sent in all sessions.
    pub kill: Option<(u64, u32)>,
    /// Sessions begun.
    pub sessions: usize,
}

/// Where sessions wait for each other: what was meant to go on at one moment is seen to, whatever the machine's pace.
pub struct Meeting {
    expected: usize,
    /// How many came, and whether one left without the others.
    came: Mutex<(usize, bool)>,
    all: Condvar,
}

impl Meeting {
    /// A meeting of so many.
    pub fn of(expected: usize) -> Self {
        Self { expected, came: Mutex::new((0, false)), all: Condvar::new() }
    }

    /// Comes, and waits for the others; not for ever, so that a test that waits in vain fails.
    fn come(&self) {
        let mut came = self.came.lock().unwrap_or_else(PoisonError::into_inner);
        came.0 += 1;
        self.all.notify_all();
        let waited = self.all.wait_timeout_while(came, Duration::from_secs(20), |came| came.0 < self.expected);
        let (mut came, waited) = waited.unwrap_or_else(PoisonError::into_inner);
        came.1 |= waited.timed_out();
    }

    /// Whether all were there at one moment.
    pub fn all_met(&self) -> bool {
        let came = self.came.lock().unwrap_or_else(PoisonError::into_inner);
        came.0 >= self.expected && !came.1
    }
}

/// A running server; it ends with the test.
pub struct ScriptedPop3 {
    /// Its port on 127.0.0.1.
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl ScriptedPop3 {
    /// Starts a server that holds these mails under the names u1, u2, ... and offers UIDL, USER and PIPELINING.
    pub fn with_mails(mails: Vec<Vec<u8>>) -> Self {
        let mails =
            (1..).zip(mails).map(|(n, bytes)| ServerMail { uidl: format!("u{n}").into_bytes(), bytes, listed_size: None }).collect();
        let state = State {
            mails,
            capabilities: Some(vec!["UIDL", "USER", "PIPELINING", "RESP-CODES"]),
            password: "pw".to_owned(),
            ..State::default()
        };
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = Arc::new(Mutex::new(state));
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || Session { state, stream, sent: 0, marked: Vec::new() }.run());
            }
        });
        Self { port, state }
    }

    /// The state, to look at or to change.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    /// The UIDLs that are still there.
    pub fn names(&self) -> Vec<String> {
        self.state().mails.iter().map(|mail| String::from_utf8_lossy(&mail.uidl).into_owned()).collect()
    }

    /// How many lines that begin with a word were received.
    pub fn heard(&self, word: &str) -> usize {
        self.state().heard.iter().filter(|line| line.starts_with(word)).count()
    }
}

struct Session {
    state: Arc<Mutex<State>>,
    stream: TcpStream,
    sent: usize,
    marked: Vec<usize>,
}

struct Closed;

impl Session {
    fn run(mut self) {
        let _ = self.stream.set_nodelay(true);
        self.lock().sessions += 1;
        let _ = self.talk();
        let _ = self.stream.shutdown(Shutdown::Both);
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(std::sync::PoisonError::into_inner)
    }

    fn talk(&mut self) -> Result<(), Closed> {
        let meets = self.lock().meets.clone();
        if let Some(meeting) = meets {
            meeting.come();
        }
        if !self.play("GREETING")? {
            self.say(b"+OK scripted\r\n")?;
        }
        let mut lines = BufReader::new(self.stream.try_clone().map_err(|_| Closed)?);
        let snapshot = self.lock().mails.clone();
        let mut user = String::new();
        loop {
            let mut raw = Vec::new();
            if lines.by_ref().take(10_000).read_until(b'\n', &mut raw).map_err(|_| Closed)? == 0 {
                return Ok(());
            }
            let line = String::from_utf8_lossy(&raw).trim_end().to_owned();
            let (word, argument) = line.split_once(' ').unwrap_or((&line, ""));
            let said = match word {
                "PASS" => "PASS".to_owned(),
                "AUTH" => argument.split(' ').next().map(|way| format!("AUTH {way}")).unwrap_or_default(),
                _ => line.clone(),
            };
            self.lock().heard.push(said);
            if self.play(&line)? {
                continue;
            }
            match word {
                "CAPA" => {
                    let offers = self.lock().capabilities.clone();
                    match offers {
                        Some(offers) => self.say(format!("+OK\r\n{}\r\n.\r\n", offers.join("\r\n")).as_bytes())?,
                        None => self.say(b"-ERR what?\r\n")?,
                    }
                }
                "USER" => {
                    argument.clone_into(&mut user);
                    self.say(b"+OK\r\n")?;
                }
                "PASS" => {
                    let good = argument == self.lock().password;
                    self.say(if good { b"+OK logged in\r\n" } else { b"-ERR [AUTH] wrong password\r\n" })?;
                }
                "AUTH" if argument.starts_with("XOAUTH2") || argument.starts_with("OAUTHBEARER") => {
                    let mut next = || {
                        let mut line = String::new();
                        lines.read_line(&mut line).map_err(|_| Closed).map(|_| line.trim().to_owned())
                    };
                    let response = match argument.split_once(' ') {
                        Some((_, response)) => response.to_owned(),
                        None => {
                            self.stream.write_all(b"+ \r\n").map_err(|_| Closed)?;
                            next()?
                        }
                    };
                    let response = STANDARD.decode(response).unwrap_or_default();
                    let response = String::from_utf8_lossy(&response).into_owned();
                    let token = response.split_once("auth=Bearer ").map(|(_, rest)| rest.trim_end_matches('\u{1}').to_owned());
                    let good = token.is_some_and(|token| self.lock().tokens.contains(&token));
                    if !good {
                        self.stream.write_all(b"+ eyJzdGF0dXMiOiI0MDAifQ==\r\n").map_err(|_| Closed)?;
                        next()?;
                    }
                    self.say(if good { b"+OK logged in\r\n" } else { b"-ERR [AUTH] invalid token\r\n" })?;
                }
                "UIDL" => {
                    let mut answer = b"+OK\r\n".to_vec();
                    for (number, mail) in (1..).zip(&snapshot) {
                        answer.extend_from_slice(format!("{number} ").as_bytes());
                        answer.extend_from_slice(&mail.uidl);
                        answer.extend_from_slice(b"\r\n");
                    }
                    answer.extend_from_slice(b".\r\n");
                    self.say(&answer)?;
                }
                "LIST" => {
                    let mut answer = b"+OK\r\n".to_vec();
                    for (number, mail) in (1..).zip(&snapshot) {
                        let size = mail.listed_size.unwrap_or(mail.bytes.len() as u64);
                        answer.extend_from_slice(format!("{number} {size}\r\n").as_bytes());
                    }
                    answer.extend_from_slice(b".\r\n");
                    self.say(&answer)?;
                }
                "STAT" => {
                    let size: usize = snapshot.iter().map(|mail| mail.bytes.len()).sum();
                    self.say(format!("+OK {} {size}\r\n", snapshot.len()).as_bytes())?;
                }
                "RETR" => match argument.parse::<usize>().ok().and_then(|n| snapshot.get(n.wrapping_sub(1))) {
                    Some(mail) if self.lock().mails.iter().any(|left| left.uidl == mail.uidl) => self.say(&retrieved(&mail.bytes))?,
                    _ => self.say(b"-ERR message is expunged\r\n")?,
                },
                "TOP" if !self.lock().no_top => {
                    let (number, lines) = argument.split_once(' ').unwrap_or((argument, "0"));
                    match number.parse::<usize>().ok().and_then(|n| snapshot.get(n.wrapping_sub(1))) {
                        Some(mail) => self.say(&retrieved(top_of(&mail.bytes, lines.parse().unwrap_or(0))))?,
                        None => self.say(b"-ERR no such message\r\n")?,
                    }
                }
                "DELE" => match argument.parse::<usize>() {
                    Ok(n) if n <= snapshot.len() => {
                        self.marked.push(n - 1);
                        self.say(b"+OK marked\r\n")?;
                    }
                    _ => self.say(b"-ERR no such message\r\n")?,
                },
                "NOOP" => self.say(b"+OK\r\n")?,
                "QUIT" => {
                    let cut = {
                        let mut state = self.lock();
                        for gone in self.marked.iter().map(|n| &snapshot[*n]) {
                            let at = state.mails.iter().position(|mail| mail.uidl == gone.uidl && mail.bytes == gone.bytes);
                            at.map(|at| state.mails.remove(at));
                        }
                        state.cut_at_quit
                    };
                    return if cut { Err(Closed) } else { self.say(b"+OK bye\r\n") };
                }
                _ => self.say(b"-ERR unknown command\r\n")?,
            }
        }
    }

    /// Plays the trick of a line, if it has one.
    fn play(&mut self, line: &str) -> Result<bool, Closed> {
        let trick = self.lock().tricks.get(line).cloned();
        match trick {
            None => return Ok(false),
            Some(Trick::Say(bytes)) => self.say(&bytes)?,
            Some(Trick::SayAndClose(bytes)) => {
                self.say(&bytes)?;
                return Err(Closed);
            }
            Some(Trick::SayForEver(bytes)) => {
                let many = bytes.repeat(16 * 1024 / bytes.len() + 1);
                loop {
                    self.say(&many)?;
                }
            }
        }
        Ok(true)
    }

    fn say(&mut self, bytes: &[u8]) -> Result<(), Closed> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let mut take = rest.len().min(64 * 1024);
            let (cut, kill) = {
                let state = self.lock();
                (state.cut_after, state.kill.map(|(at, process)| (at.saturating_sub(state.sent), process)))
            };
            if let Some(cut) = cut {
                take = take.min(cut.saturating_sub(self.sent));
            }
            if let Some((left, _)) = kill {
                take = take.min(usize::try_from(left).unwrap_or(usize::MAX));
            }
            self.stream.write_all(&rest[..take]).map_err(|_| Closed)?;
            self.sent += take;
            let due = {
                let mut state = self.lock();
                state.sent += take as u64;
                match state.kill {
                    Some((at, process)) if state.sent >= at => {
                        state.kill = None;
                        Some(process)
                    }
                    _ => None,
                }
            };
            if let Some(process) = due {
                // What was sent may be read before the kill arrives, or not: both are fair.
                kill_now(process);
            }
            if cut.is_some_and(|cut| self.sent >= cut) {
                return Err(Closed);
            }
            rest = &rest[take..];
        }
        Ok(())
    }
}

/// Kill -9.
pub fn kill_now(process: u32) {
    if let Some(process) = i32::try_from(process).ok().and_then(rustix::process::Pid::from_raw) {
        let _ = rustix::process::kill_process(process, rustix::process::Signal::KILL);
    }
}

/// The header of a mail and so many lines of its body.
fn top_of(mail: &[u8], lines: usize) -> &[u8] {
    let body = mail.windows(4).position(|four| four == b"\r\n\r\n").map_or(mail.len(), |at| at + 4);
    let ends = mail[body..].iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| body + at + 1);
    let end = if lines == 0 { body } else { ends.take(lines).last().unwrap_or(body) };
    &mail[..end]
}

/// The answer to RETR: dots stuffed after CR LF only, the end on a line of its own.
pub fn retrieved(mail: &[u8]) -> Vec<u8> {
    let mut answer = b"+OK here it is\r\n".to_vec();
    let mut line_start = true;
    for (i, byte) in mail.iter().enumerate() {
        if line_start && *byte == b'.' {
            answer.push(b'.');
        }
        answer.push(*byte);
        line_start = *byte == b'\n' && i > 0 && mail[i - 1] == b'\r';
    }
    if !line_start {
        answer.extend_from_slice(b"\r\n");
    }
    answer.extend_from_slice(b".\r\n");
    answer
}

/// A small mail with a Message-ID of its own.
pub fn small_mail(n: usize) -> Vec<u8> {
    format!(
        "From: sender{n}@example.org\r\nTo: me@sample.example\r\nSubject: mail number {n}\r\nMessage-ID: <{n}@scripted.example>\r\nDate: Mon, 2 Nov 2026 10:00:{:02} +0000\r\n\r\nHello {n},\r\n.leading dot\r\n..two\r\nbye\r\n",
        n % 60
    )
    .into_bytes()
}
