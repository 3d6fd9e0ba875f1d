//! A strict submission server that remembers what it took, and that can misbehave at every step.
#![allow(clippy::unwrap_used, dead_code)]

use std::collections::VecDeque;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How a connection begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// TLS from the first byte.
    Tls,
    /// STARTTLS is offered.
    Starttls,
    /// Nothing is offered and nothing is encrypted.
    Open,
    /// STARTTLS is answered together with a second reply, as somebody between would inject it.
    InjectedStarttls,
}

/// A step of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum At {
    Greeting,
    Ehlo,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After so many bytes of the mail.
    Body(usize),
    /// After the final dot; the mail is not taken.
    DotRefused,
    /// After the final dot; the mail is taken.
    DotTaken,
    /// After the answer to the final dot.
    Quit,
}

/// What goes wrong at a step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The connection ends.
    Cut,
    /// Nothing is said any more until the client goes away.
    Stall,
    /// So many milliseconds pass before the answer.
    Wait(u64),
    /// This is answered instead.
    Say(&'static str),
    /// These bytes are answered instead, to the last one.
    SayBytes(&'static [u8]),
}

/// A mail that was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taken {
    pub from: String,
    pub to: Vec<String>,
    pub data: Vec<u8>,
}

impl Taken {
    pub fn message_id(&self) -> String {
        let text = String::from_utf8_lossy(&self.data).into_owned();
        text.lines().find_map(|line| line.strip_prefix("Message-ID: ")).unwrap_or_default().to_owned()
    }
}

#[derive(Default)]
struct Seen {
    taken: Vec<Taken>,
    when_taken: Option<Box<dyn FnOnce() + Send>>,
    commands: Vec<String>,
    open_bytes: Vec<u8>,
    troubles: VecDeque<(At, Trouble)>,
    refused: Vec<(String, &'static str)>,
    connections: usize,
    stalled: usize,
    faults: Vec<String>,
    ehlo: Option<&'static [u8]>,
    relay: bool,
    auth_answers: VecDeque<&'static [u8]>,
    auth_lines: Vec<String>,
}

pub struct ScriptedSmtp {
    pub port: u16,
    /// The server's own certificate.
    pub certificate: String,
    seen: Arc<Mutex<Seen>>,
}

pub const USER: &str = "me@sales.example";
pub const PASSWORD: &str = "s3cret-Wörd";

impl ScriptedSmtp {
    pub fn start(channel: Channel) -> Self {
        let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(made.signing_key.serialize_der()));
        let chain = vec![CertificateDer::from(made.cert.der().to_vec())];
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key)
            .unwrap();
        let config = Arc::new(config);
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = Arc::clone(&seen);
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                let (seen, config) = (Arc::clone(&shared), Arc::clone(&config));
                std::thread::spawn(move || {
                    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
                    let trouble = {
                        let mut seen = seen.lock().unwrap();
                        seen.connections += 1;
                        seen.troubles.pop_front()
                    };
                    serve(stream, channel, &config, &seen, trouble);
                });
            }
        });
        Self { port, certificate: made.cert.pem(), seen }
    }

    /// The next connections meet these troubles, one each.
    pub fn next(&self, at: At, trouble: Trouble) {
        self.seen.lock().unwrap().troubles.push_back((at, trouble));
    }

    /// From now on RCPT to this address gets this answer; an empty one takes it.
    pub fn refuse(&self, address: &str, answer: &'static str) {
        let mut seen = self.seen.lock().unwrap();
        seen.refused.retain(|(one, _)| one != address);
        if !answer.is_empty() {
            seen.refused.push((address.to_owned(), answer));
        }
    }

    /// From now on EHLO gets this answer.
    pub fn offer(&self, answer: &'static [u8]) {
        self.seen.lock().unwrap().ehlo = Some(answer);
    }

    /// From now on mail is taken without a login, as a relay does.
    pub fn relay(&self) {
        self.seen.lock().unwrap().relay = true;
    }

    /// The next lines of a login get these answers, one each; one that begins with 235 lets in.
    pub fn answer_logins(&self, answers: &[&'static [u8]]) {
        self.seen.lock().unwrap().auth_answers.extend(answers);
    }

    /// The lines of logins, commands and responses.
    pub fn auth_lines(&self) -> Vec<String> {
        self.seen.lock().unwrap().auth_lines.clone()
    }

    /// Waits until so many mails were taken; a busy machine needs much of the time, a free one almost nothing.
    pub fn wait_for_taken(&self, count: usize) {
        let began = std::time::Instant::now();
        while self.taken().len() < count {
            assert!(began.elapsed() < Duration::from_secs(60), "no {count} mails were sent: {:?}", self.commands());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Does something once between the final dot of the next mail and the answer to it.
    pub fn when_taken(&self, act: impl FnOnce() + Send + 'static) {
        self.seen.lock().unwrap().when_taken = Some(Box::new(act));
    }

    pub fn taken(&self) -> Vec<Taken> {
        self.seen.lock().unwrap().taken.clone()
    }

    pub fn commands(&self) -> Vec<String> {
        self.seen.lock().unwrap().commands.clone()
    }

    pub fn connections(&self) -> usize {
        self.seen.lock().unwrap().connections
    }

    /// How many sessions went silent.
    pub fn stalled(&self) -> usize {
        self.seen.lock().unwrap().stalled
    }

    /// What was said before TLS.
    pub fn open_bytes(&self) -> Vec<u8> {
        self.seen.lock().unwrap().open_bytes.clone()
    }

    /// Where the client broke the protocol: a bare LF, a bare CR, a NUL, too long a line.
    pub fn faults(&self) -> Vec<String> {
        self.seen.lock().unwrap().faults.clone()
    }
}

fn serve(stream: TcpStream, channel: Channel, config: &Arc<ServerConfig>, seen: &Mutex<Seen>, trouble: Option<(At, Trouble)>) {
    let secure = |mut stream: TcpStream| {
        let mut tls = ServerConnection::new(Arc::clone(config)).unwrap();
        while tls.is_handshaking() && tls.complete_io(&mut stream).is_ok() {}
        StreamOwned::new(tls, stream)
    };
    match channel {
        Channel::Tls => Session::new(secure(stream), seen, trouble).talk(true, false),
        Channel::Open => Session::new(stream, seen, trouble).talk(true, true),
        Channel::Starttls | Channel::InjectedStarttls => {
            let mut open = stream.try_clone().unwrap();
            if start_tls(&mut open, channel, seen).is_some() {
                Session::new(secure(stream), seen, trouble).talk(false, false);
            }
        }
    }
}

/// The words before TLS, read byte by byte so that nothing of the handshake is taken away.
fn start_tls(stream: &mut TcpStream, channel: Channel, seen: &Mutex<Seen>) -> Option<()> {
    stream.write_all(b"220 localhost ESMTP\r\n").ok()?;
    loop {
        let mut line = Vec::new();
        while !line.ends_with(b"\n") {
            let mut byte = [0];
            if stream.read(&mut byte).ok()? == 0 {
                return None;
            }
            line.push(byte[0]);
        }
        seen.lock().unwrap().open_bytes.extend_from_slice(&line);
        let text = String::from_utf8_lossy(&line).to_uppercase();
        if text.starts_with("EHLO") {
            stream.write_all(b"250-localhost\r\n250-STARTTLS\r\n250 8BITMIME\r\n").ok()?;
        } else if text.starts_with("STARTTLS") {
            let answer: &[u8] = if channel == Channel::InjectedStarttls { b"220 go\r\n250 AUTH PLAIN\r\n" } else { b"220 go\r\n" };
            stream.write_all(answer).ok()?;
            return Some(());
        } else {
            stream.write_all(b"530 TLS first\r\n").ok()?;
        }
    }
}

struct Session<'a, S: Read + Write> {
    stream: BufReader<S>,
    seen: &'a Mutex<Seen>,
    trouble: Option<(At, Trouble)>,
}

impl<'a, S: Read + Write> Session<'a, S> {
    fn new(stream: S, seen: &'a Mutex<Seen>, trouble: Option<(At, Trouble)>) -> Self {
        Self { stream: BufReader::new(stream), seen, trouble }
    }

    fn say(&mut self, words: &str) -> Option<()> {
        let stream = self.stream.get_mut();
        stream.write_all(words.as_bytes()).ok()?;
        stream.write_all(b"\r\n").ok()?;
        stream.flush().ok()
    }

    fn say_bytes(&mut self, bytes: &[u8]) -> Option<()> {
        let stream = self.stream.get_mut();
        stream.write_all(bytes).ok()?;
        stream.flush().ok()
    }

    /// The login as it was scripted; whether it let in.
    fn scripted_login(&mut self, first: &str) -> Option<bool> {
        let mut line = first.to_owned();
        loop {
            let answer = {
                let mut seen = self.seen.lock().unwrap();
                seen.auth_lines.push(line);
                seen.auth_answers.pop_front()?
            };
            self.say_bytes(answer)?;
            if !answer.starts_with(b"334") {
                return Some(answer.starts_with(b"235"));
            }
            line = String::from_utf8_lossy(&self.line()?).into_owned();
        }
    }

    /// Answers a step, with trouble when it is its turn; `None` ends the session.
    fn answer(&mut self, at: At, words: &str) -> Option<()> {
        match self.trouble {
            Some((when, Trouble::Cut)) if when == at => None,
            Some((when, Trouble::Stall)) if when == at => self.stall(),
            Some((when, Trouble::Wait(ms))) if when == at => {
                std::thread::sleep(Duration::from_millis(ms));
                self.say(words)
            }
            Some((when, Trouble::Say(instead))) if when == at => self.say(instead),
            Some((when, Trouble::SayBytes(instead))) if when == at => self.say_bytes(instead),
            _ => self.say(words),
        }
    }

    /// Says nothing until the client is gone.
    fn stall(&mut self) -> Option<()> {
        self.seen.lock().unwrap().stalled += 1;
        let _ = std::io::copy(&mut self.stream, &mut std::io::sink());
        None
    }

    fn line(&mut self) -> Option<Vec<u8>> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).ok()?;
        if line.is_empty() {
            return None;
        }
        let whole = line.strip_suffix(b"\r\n");
        let mut faults = Vec::new();
        match whole {
            None => faults.push("a bare LF"),
            Some(text) if text.contains(&b'\r') => faults.push("a bare CR"),
            Some(text) if text.contains(&0) => faults.push("a NUL"),
            Some(text) if text.len() > 998 => faults.push("a long line"),
            Some(_) => {}
        }
        for fault in faults {
            self.seen.lock().unwrap().faults.push(format!("{fault}: {}", String::from_utf8_lossy(&line)));
        }
        Some(whole.map_or(line.clone(), <[u8]>::to_vec))
    }

    fn talk(mut self, greet: bool, open: bool) {
        let _ = self.session(greet, open);
    }

    fn session(&mut self, greet: bool, open: bool) -> Option<()> {
        if greet {
            self.answer(At::Greeting, "220 localhost ESMTP")?;
        }
        let mut logged_in = false;
        let mut from = String::new();
        let mut to: Vec<String> = Vec::new();
        loop {
            let line = self.line()?;
            let command = String::from_utf8_lossy(&line).into_owned();
            if open {
                self.seen.lock().unwrap().open_bytes.extend_from_slice(&line);
            }
            let upper = command.to_uppercase();
            self.seen.lock().unwrap().commands.push(if upper.starts_with("AUTH") { "AUTH".to_owned() } else { command.clone() });
            if upper.starts_with("EHLO") {
                logged_in = self.seen.lock().unwrap().relay;
                let offers = self.seen.lock().unwrap().ehlo;
                match offers {
                    Some(offers) => self.say_bytes(offers)?,
                    None => self.answer(At::Ehlo, "250-localhost\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN")?,
                }
            } else if upper.starts_with("HELO") {
                logged_in = self.seen.lock().unwrap().relay;
                self.say("250 localhost")?;
            } else if upper.starts_with("AUTH") && !self.seen.lock().unwrap().auth_answers.is_empty() {
                logged_in = self.scripted_login(&command)?;
            } else if upper.starts_with("AUTH PLAIN ") {
                logged_in = command[11..] == expected_login();
                let words = if logged_in { "235 welcome" } else { "535 5.7.8 wrong name or password" };
                self.answer(At::Auth, words)?;
            } else if upper.starts_with("QUIT") {
                return self.say("221 bye");
            } else if !logged_in {
                self.say("530 log in first")?;
            } else if let Some(address) = upper.strip_prefix("MAIL FROM:") {
                from = address.split(' ').next().unwrap_or_default().to_lowercase();
                to.clear();
                self.answer(At::Mail, "250 sender ok")?;
            } else if let Some(address) = upper.strip_prefix("RCPT TO:") {
                let address = address.trim_matches(['<', '>']).to_lowercase();
                let refused = self.seen.lock().unwrap().refused.iter().find(|(one, _)| *one == address).map(|(_, answer)| *answer);
                match (refused, self.trouble) {
                    (Some(answer), _) => self.say(answer)?,
                    (None, Some((At::Rcpt, _))) => self.answer(At::Rcpt, "")?,
                    (None, _) => {
                        to.push(address);
                        self.say("250 recipient ok")?;
                    }
                }
            } else if upper == "DATA" {
                if to.is_empty() {
                    self.say("503 nobody")?;
                    continue;
                }
                if let Some((At::Data, Trouble::SayBytes(both))) = self.trouble {
                    self.say_bytes(both)?;
                    if both.starts_with(b"354") {
                        self.mail()?;
                    }
                    continue;
                }
                if matches!(self.trouble, Some((At::Data, Trouble::Say(_)))) {
                    self.answer(At::Data, "")?;
                    continue;
                }
                self.answer(At::Data, "354 go on")?;
                let data = self.mail()?;
                if matches!(self.trouble, Some((At::DotRefused, _))) {
                    self.answer(At::DotRefused, "")?;
                    continue;
                }
                self.seen.lock().unwrap().taken.push(Taken { from: from.clone(), to: to.clone(), data });
                let act = self.seen.lock().unwrap().when_taken.take();
                act.into_iter().for_each(|act| act());
                self.answer(At::DotTaken, "250 2.0.0 taken")?;
                if matches!(self.trouble, Some((At::Quit, _))) {
                    return None;
                }
            } else {
                self.say("500 what?")?;
            }
        }
    }

    /// The mail, its dots taken back.
    fn mail(&mut self) -> Option<Vec<u8>> {
        let mut data = Vec::new();
        if let Some((At::Body(bytes), trouble)) = self.trouble {
            // A mail that is shorter than that ends it: who waits for more waits until the client gives up.
            let mut some = Vec::with_capacity(bytes);
            let mut byte = [0];
            while some.len() < bytes && !some.ends_with(b"\r\n.\r\n") && matches!(self.stream.read(&mut byte), Ok(1)) {
                some.push(byte[0]);
            }
            if trouble == Trouble::Stall {
                // Nothing is read any more either, so that a big mail cannot be written to its end.
                self.seen.lock().unwrap().stalled += 1;
                std::thread::sleep(Duration::from_secs(60));
            }
            return None;
        }
        loop {
            let line = self.line()?;
            if line == b"." {
                return Some(data);
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            data.extend_from_slice(b"\r\n");
        }
    }
}

fn expected_login() -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(format!("\0{USER}\0{PASSWORD}"))
}
