//! An IMAP server of our own, for what a real one will not do: list sizes that lie, know nothing of moves and new numbers, hang up at any command, hold a hundred thousand mails.
//!
//! It knows the commands that fumi says, and numbers no changes: what lies in a mailbox is listed each time.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

/// A mail on the server.
#[derive(Debug, Clone, Default)]
pub struct ImapMail {
    /// Its number.
    pub uid: u32,
    /// Its flags.
    pub flags: BTreeSet<String>,
    /// Its bytes.
    pub bytes: Vec<u8>,
    /// What RFC822.SIZE says; the true size when absent.
    pub listed_size: Option<u64>,
    /// Whether it comes whole, whichever piece was asked for.
    pub always_whole: bool,
}

/// A mailbox of the server.
#[derive(Debug, Clone, Default)]
pub struct ImapMailbox {
    /// What it says of itself in a list: `\Sent`.
    pub words: &'static str,
    /// Its mails, by their numbers.
    pub mails: Vec<ImapMail>,
    next: u32,
}

impl ImapMailbox {
    /// Takes a mail in.
    pub fn put(&mut self, mail: ImapMail) -> u32 {
        self.next += 1;
        self.mails.push(ImapMail { uid: self.next, ..mail });
        self.next
    }
}

/// When the server hangs up, by the number of a command in all sessions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Before it carries the command out.
    Before(usize),
    /// When it has carried the command out, without a word.
    After(usize),
}

/// Everything about the server that a test may look at or change.
#[derive(Default)]
pub struct State {
    /// Its mailboxes.
    pub mailboxes: BTreeMap<String, ImapMailbox>,
    /// What it offers.
    pub offers: &'static str,
    /// When it hangs up.
    pub cut: Option<Cut>,
    /// Every command of all sessions, without what LOGIN says.
    pub heard: Vec<String>,
}

/// A running server.
pub struct ScriptedImap {
    /// Its port on 127.0.0.1.
    pub port: u16,
    state: Arc<Mutex<State>>,
}

impl ScriptedImap {
    /// A server with the usual mailboxes and these mails in the inbox, which offers this.
    pub fn with(offers: &'static str, mails: Vec<Vec<u8>>) -> Self {
        let mut state = State { offers, ..State::default() };
        for (name, words) in
            [("INBOX", ""), ("Archive", "\\Archive"), ("Drafts", "\\Drafts"), ("Sent", "\\Sent"), ("Spam", "\\Junk"), ("Trash", "\\Trash")]
        {
            state.mailboxes.insert(name.to_owned(), ImapMailbox { words, ..ImapMailbox::default() });
        }
        for bytes in mails {
            state.mailboxes.get_mut("INBOX").unwrap().put(ImapMail { bytes, ..ImapMail::default() });
        }
        let state = Arc::new(Mutex::new(state));
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let state = Arc::clone(&shared);
                thread::spawn(move || {
                    let _ = Session { stream: BufReader::new(stream.try_clone().unwrap()), state, selected: String::new() }.run();
                    let _ = stream.shutdown(Shutdown::Both);
                });
            }
        });
        Self { port, state }
    }

    /// Everything about it.
    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Where each mail lies, by its subject: `INBOX`, or `Archive \Seen`; what is marked `\Deleted` is not there.
    pub fn sees(&self) -> BTreeMap<String, Vec<String>> {
        let state = self.state();
        let mut seen: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for (name, mailbox) in &state.mailboxes {
            for mail in mailbox.mails.iter().filter(|mail| !mail.flags.contains("\\Deleted")) {
                let text = String::from_utf8_lossy(&mail.bytes);
                let subject = text.lines().find_map(|line| line.strip_prefix("Subject: ")).unwrap_or_default().to_owned();
                let flags: Vec<&str> = std::iter::once(name.as_str()).chain(mail.flags.iter().map(String::as_str)).collect();
                seen.entry(subject).or_default().push(flags.join(" "));
            }
        }
        seen
    }

    /// How many commands began with this word.
    pub fn heard(&self, word: &str) -> usize {
        self.state().heard.iter().filter(|command| command.starts_with(word)).count()
    }
}

struct Session {
    stream: BufReader<TcpStream>,
    state: Arc<Mutex<State>>,
    selected: String,
}

impl Session {
    fn run(mut self) -> std::io::Result<()> {
        self.says("* OK hello\r\n")?;
        loop {
            let mut line = Vec::new();
            if self.stream.read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let (tag, command) = line.split_once(' ').unwrap_or(("*", ""));
            let mut literal = None;
            let size = command.strip_suffix('}').and_then(|rest| rest.rsplit('{').next());
            let follows = size.is_some_and(|size| size.ends_with('+'));
            if let Some(size) = size.and_then(|size| size.trim_end_matches('+').parse().ok()) {
                if !follows {
                    self.says("+ go on\r\n")?;
                }
                let mut bytes = vec![0; size];
                self.stream.read_exact(&mut bytes)?;
                self.stream.read_until(b'\n', &mut Vec::new())?;
                literal = Some(bytes);
            }
            let shared = Arc::clone(&self.state);
            let (answer, hangs_up) = {
                let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
                state.heard.push(if command.starts_with("LOGIN") { "LOGIN".to_owned() } else { command.to_owned() });
                let number = state.heard.len();
                if state.cut == Some(Cut::Before(number)) {
                    return Ok(());
                }
                let answer = self.answer(&mut state, tag, command, literal);
                (answer, state.cut == Some(Cut::After(number)))
            };
            if hangs_up {
                return Ok(());
            }
            self.stream.get_mut().write_all(&answer)?;
            if command == "LOGOUT" {
                return Ok(());
            }
        }
    }

    fn says(&mut self, words: &str) -> std::io::Result<()> {
        self.stream.get_mut().write_all(words.as_bytes())
    }

    fn answer(&mut self, state: &mut State, tag: &str, command: &str, literal: Option<Vec<u8>>) -> Vec<u8> {
        let tells = state.offers.contains("UIDPLUS");
        let (word, rest) = command.split_once(' ').unwrap_or((command, ""));
        let ok = |said: String| format!("{said}{tag} OK done\r\n").into_bytes();
        let no = || format!("{tag} NO there is none\r\n").into_bytes();
        match word {
            "CAPABILITY" => ok(format!("* CAPABILITY IMAP4rev1 {}\r\n", state.offers)),
            "LIST" => {
                ok(state.mailboxes.iter().map(|(name, mailbox)| format!("* LIST ({}) \"/\" \"{name}\"\r\n", mailbox.words)).collect())
            }
            "STATUS" => match state.mailboxes.get(&name_in(rest)) {
                Some(mailbox) => ok(format!(
                    "* STATUS \"{}\" (MESSAGES {} UIDNEXT {} UIDVALIDITY 7)\r\n",
                    name_in(rest),
                    mailbox.mails.len(),
                    mailbox.next + 1
                )),
                None => no(),
            },
            "SELECT" => match state.mailboxes.get(&name_in(rest)) {
                Some(mailbox) => {
                    self.selected = name_in(rest);
                    ok(format!(
                        "* {} EXISTS\r\n* OK [UIDVALIDITY 7] x\r\n* OK [UIDNEXT {}] x\r\n* OK [PERMANENTFLAGS (\\Seen \\Flagged \\Deleted \\*)] x\r\n",
                        mailbox.mails.len(),
                        mailbox.next + 1
                    ))
                }
                None => no(),
            },
            "CREATE" => {
                state.mailboxes.entry(name_in(rest)).or_default();
                ok(String::new())
            }
            "APPEND" => {
                let flags = flags_in(rest);
                let Some(mailbox) = state.mailboxes.get_mut(&name_in(rest)) else { return no() };
                let uid = mailbox.put(ImapMail { bytes: literal.unwrap_or_default(), flags, ..ImapMail::default() });
                let told = if tells { format!("[APPENDUID 7 {uid}] ") } else { String::new() };
                format!("{tag} OK {told}done\r\n").into_bytes()
            }
            "UID" => self.uid_command(state, tag, rest),
            "LOGOUT" => ok("* BYE\r\n".to_owned()),
            "ID" => ok("* ID (\"name\" \"scripted\" \"version\" NIL)\r\n".to_owned()),
            "LOGIN" | "SUBSCRIBE" | "NOOP" => ok(String::new()),
            _ => format!("{tag} BAD what?\r\n").into_bytes(),
        }
    }

    fn uid_command(&self, state: &mut State, tag: &str, rest: &str) -> Vec<u8> {
        let (word, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let (set, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let tells = state.offers.contains("UIDPLUS");
        let Some(mailbox) = state.mailboxes.get_mut(&self.selected) else { return format!("{tag} BAD nothing selected\r\n").into_bytes() };
        let mut said = Vec::new();
        let mut told = String::new();
        match word {
            "FETCH" => {
                for (n, mail) in mailbox.mails.iter().enumerate().filter(|(_, mail)| is_in(set, mail.uid)) {
                    said.extend(format!("* {} FETCH (UID {} FLAGS ({})", n + 1, mail.uid, words(&mail.flags)).into_bytes());
                    if rest.contains("RFC822.SIZE") {
                        said.extend(format!(" RFC822.SIZE {}", mail.listed_size.unwrap_or(mail.bytes.len() as u64)).into_bytes());
                    }
                    if let Some(from) = rest.find("BODY.PEEK[]") {
                        let (at, piece) = piece(&rest[from + 11..], mail);
                        said.extend(
                            format!(" INTERNALDATE \"17-Jul-2026 02:44:25 +0000\" BODY[]{at} {{{}}}\r\n", piece.len()).into_bytes(),
                        );
                        said.extend(piece);
                    }
                    said.extend(b")\r\n");
                }
            }
            "SEARCH" => {
                let found: String =
                    mailbox.mails.iter().filter(|mail| is_found(set, rest, mail)).map(|mail| format!(" {}", mail.uid)).collect();
                said.extend(format!("* SEARCH{found}\r\n").into_bytes());
            }
            "STORE" => {
                for mail in mailbox.mails.iter_mut().filter(|mail| is_in(set, mail.uid)) {
                    for flag in flags_in(rest) {
                        if rest.starts_with('+') {
                            mail.flags.insert(flag)
                        } else {
                            mail.flags.remove(&flag)
                        };
                    }
                }
            }
            "EXPUNGE" => mailbox.mails.retain(|mail| !is_in(set, mail.uid) || !mail.flags.contains("\\Deleted")),
            "COPY" | "MOVE" => {
                let mails: Vec<ImapMail> = mailbox.mails.iter().filter(|mail| is_in(set, mail.uid)).cloned().collect();
                if word == "MOVE" {
                    mailbox.mails.retain(|mail| !is_in(set, mail.uid));
                }
                let Some(goal) = state.mailboxes.get_mut(&name_in(rest)) else { return format!("{tag} NO [TRYCREATE] x\r\n").into_bytes() };
                let pairs: Vec<(u32, u32)> = mails.into_iter().map(|mail| (mail.uid, goal.put(mail))).collect();
                if tells && !pairs.is_empty() {
                    let list = |side: fn(&(u32, u32)) -> u32| pairs.iter().map(|pair| side(pair).to_string()).collect::<Vec<_>>().join(",");
                    told = format!("[COPYUID 7 {} {}] ", list(|pair| pair.0), list(|pair| pair.1));
                }
            }
            _ => return format!("{tag} BAD what?\r\n").into_bytes(),
        }
        said.extend(format!("{tag} OK {told}done\r\n").into_bytes());
        said
    }
}

/// The piece of a mail that `<from.count>` asks for, with what it is called in the answer.
fn piece(asked: &str, mail: &ImapMail) -> (String, Vec<u8>) {
    let numbers = asked.strip_prefix('<').and_then(|rest| rest.split_once('>')).and_then(|(inside, _)| inside.split_once('.'));
    match numbers {
        Some((from, count)) if !mail.always_whole => {
            let (from, count): (usize, usize) = (from.parse().unwrap(), count.parse().unwrap());
            let bytes = mail.bytes.iter().skip(from).take(count).copied().collect();
            (format!("<{from}>"), bytes)
        }
        _ => (String::new(), mail.bytes.clone()),
    }
}

fn is_found(what: &str, rest: &str, mail: &ImapMail) -> bool {
    match what {
        "UNDELETED" if rest.starts_with("HEADER") => !mail.flags.contains("\\Deleted") && is_found("HEADER", rest, mail),
        "UNDELETED" => !mail.flags.contains("\\Deleted"),
        "HEADER" => {
            let id = rest.rsplit(' ').next().unwrap_or_default().trim_matches('"');
            String::from_utf8_lossy(&mail.bytes).contains(id)
        }
        _ => false,
    }
}

/// Whether a set such as `1:3,7` or `1:*` has a number in it.
fn is_in(set: &str, uid: u32) -> bool {
    let number = |text: &str| if text == "*" { u32::MAX } else { text.parse().unwrap() };
    set.split(',').any(|part| match part.split_once(':') {
        Some((first, last)) => (number(first)..=number(last)).contains(&uid),
        None => number(part) == uid,
    })
}

/// The first name of a command: quoted, or one word.
fn name_in(rest: &str) -> String {
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split('"').next().unwrap_or_default().to_owned(),
        None => rest.split(' ').next().unwrap_or_default().to_owned(),
    }
}

/// The flags between brackets.
fn flags_in(rest: &str) -> BTreeSet<String> {
    let inside = rest.split_once('(').and_then(|(_, rest)| rest.split_once(')')).map(|(inside, _)| inside).unwrap_or_default();
    inside.split_whitespace().map(str::to_owned).collect()
}

fn words(flags: &BTreeSet<String>) -> String {
    flags.iter().map(String::as_str).collect::<Vec<_>>().join(" ")
}
