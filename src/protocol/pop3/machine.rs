//! The machine: what may be said when, and what the bytes that come back mean.

use std::collections::VecDeque;

use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use super::body::BodyReader;
use super::capabilities::Capabilities;
use super::command::{Command, Unsendable, Verb, plain_response};
use super::error::Pop3Error;
use super::line::LineReader;
use super::listing::{ListedSize, ListedUidl, size_line, uidl_line};
use super::reply::{Refusal, RespCode, Status};
use crate::domain::account::SaidBack;
use crate::domain::mail::pop3::uidl::Uidl;

/// How many bytes of answers a server may send before the login is through (promises.md B3).
const MAX_BEFORE_LOGIN: usize = 64 * 1024;
/// How many mails one listing may name.
const MAX_LISTED: usize = 2_000_000;
/// How many bytes one listing may have.
const MAX_LISTING: usize = 64 * 1024 * 1024;
/// How many answers may be awaited at once.
const MAX_AWAITED: usize = 512;

/// How the bytes travel; it decides whether a login may be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Channel {
    /// Under TLS.
    Encrypted,
    /// In the open: no login.
    Open,
    /// In the open, and the person confirmed it (S54).
    OpenConfirmed,
}

/// What a step of the machine gave.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Event<'a> {
    /// A whole answer, or one line of a listing.
    Answer(Answer),
    /// Bytes of the mail that began last, dots taken off; never empty.
    MailBytes(&'a [u8]),
}

/// What the server said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The server greeted us.
    Greeted,
    /// What the server can do.
    Capabilities(Capabilities),
    /// STLS was accepted: the next byte we send begins the TLS handshake. Call [`Machine::tls_begins`] first, [`Machine::tls_ready`] afterwards.
    BeginTls,
    /// USER was accepted; PASS is wanted.
    UserAccepted,
    /// The login is through.
    LoggedIn,
    /// A line of UIDL.
    Uidl(ListedUidl),
    /// The end of UIDL.
    UidlEnd,
    /// A line of LIST.
    Size(ListedSize),
    /// The end of LIST.
    ListEnd,
    /// How many mails the mailbox has.
    Count(u64),
    /// The mail with this number follows, or its header where that was asked for.
    MailBegins(u32),
    /// The mail with this number is whole.
    MailEnds(u32),
    /// The mail with this number is marked for deletion.
    Marked(u32),
    /// The server is alive.
    Alive,
    /// The server said good-bye: what was marked is deleted.
    Bye,
    /// The server refused a command with `-ERR`.
    Refused(Refusal),
}

/// One step of the machine.
#[derive(Debug, PartialEq, Eq)]
pub struct Step<'a> {
    /// How many bytes of the input are done with.
    pub used: usize,
    /// What they meant; `None` when more bytes are needed.
    pub event: Option<Event<'a>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Phase {
    Connected,
    Authorization,
    TlsAccepted,
    Transaction,
    Update,
}

#[derive(Debug)]
struct Awaited {
    verb: Verb,
    response: Option<Zeroizing<String>>,
    /// Whether the server said why it refuses a token; its no follows.
    heard_why: bool,
}

/// What the bytes being read belong to.
#[derive(Debug)]
enum Inside {
    Status,
    Capabilities(Capabilities),
    Uidl { lines: usize, bytes: usize },
    List { lines: usize, bytes: usize },
    Mail(u32, BodyReader),
}

/// One POP3 conversation, from the greeting to the good-bye.
#[derive(Debug)]
pub struct Machine {
    channel: Channel,
    phase: Phase,
    capabilities: Option<Capabilities>,
    awaited: VecDeque<Awaited>,
    inside: Inside,
    line: LineReader,
    before_login: usize,
    output: Zeroizing<Vec<u8>>,
    /// The secret of this conversation, once it is known.
    said_back: Option<SaidBack>,
    /// The mail that ended last, while nothing was said since.
    behind: Option<u32>,
    /// The mail behind which something came that is no answer.
    suspect: Option<u32>,
}

impl Machine {
    /// A machine that awaits the greeting.
    pub fn new(channel: Channel) -> Self {
        let greeting = Awaited { verb: Verb::Greeting, response: None, heard_why: false };
        Self {
            channel,
            phase: Phase::Connected,
            capabilities: None,
            awaited: VecDeque::from([greeting]),
            inside: Inside::Status,
            line: LineReader::default(),
            before_login: 0,
            output: Zeroizing::new(Vec::new()),
            said_back: None,
            behind: None,
            suspect: None,
        }
    }

    /// Keeps a secret out of what is told of the server's words, from the greeting on: the server may know it from earlier.
    pub fn keep_quiet_about(&mut self, secret: SaidBack) {
        self.said_back = Some(secret);
    }

    /// What the server said it can do on this connection, under this protection.
    pub fn capabilities(&self) -> Option<&Capabilities> {
        self.capabilities.as_ref()
    }

    /// Takes it that the server can do no more than RFC 1939 says: for servers that refuse CAPA.
    pub fn assume_no_capa(&mut self) {
        self.capabilities = Some(Capabilities::of_a_server_without_capa());
    }

    /// Which answer comes next, if one is awaited.
    pub fn awaits(&self) -> Option<Verb> {
        self.awaited.front().map(|awaited| awaited.verb)
    }

    /// How many answers are awaited.
    pub fn awaited(&self) -> usize {
        self.awaited.len()
    }

    /// Whether an answer has begun and is not whole yet.
    pub fn is_inside_an_answer(&self) -> bool {
        self.line.is_inside() || !matches!(self.inside, Inside::Status)
    }

    /// Whether the answer that is being read ends, so far, with a dot between bare line feeds ([`BodyReader::rests_on_bare_dot`]).
    pub fn rests_on_bare_dot(&self) -> bool {
        matches!(&self.inside, Inside::Mail(_, reader) if reader.rests_on_bare_dot())
    }

    /// Takes such a dot for the end, since nothing came behind it. The bytes of the dot line were given as bytes of the mail.
    pub fn end_at_bare_dot(&mut self) -> Option<Answer> {
        let Inside::Mail(number, _) = self.inside else { return None };
        self.inside = Inside::Status;
        self.awaited.pop_front();
        self.behind = None;
        Some(Answer::MailEnds(number))
    }

    /// Puts a command into the output and awaits its answer.
    pub fn send(&mut self, command: &Command) -> Result<(), Unsendable> {
        let verb = command.verb();
        let phase_allows = match verb {
            Verb::Greeting => false,
            Verb::Capa => matches!(self.phase, Phase::Authorization | Phase::Transaction),
            Verb::Stls => self.phase == Phase::Authorization && self.channel != Channel::Encrypted,
            Verb::User | Verb::Pass | Verb::AuthPlain | Verb::AuthBearer(_) => self.phase == Phase::Authorization,
            Verb::Uidl | Verb::List | Verb::Stat | Verb::Retr(_) | Verb::Top(..) | Verb::Dele(_) | Verb::Noop => {
                self.phase == Phase::Transaction
            }
            Verb::Quit => matches!(self.phase, Phase::Authorization | Phase::Transaction),
        };
        if !phase_allows {
            return Err(Unsendable::Phase);
        }
        if verb.is_login() && self.channel == Channel::Open {
            return Err(Unsendable::Unprotected);
        }
        if !self.awaited.is_empty() && !self.may_send_ahead(verb) {
            return Err(Unsendable::Busy);
        }
        let wire = command.wire()?;
        self.output.extend_from_slice(&wire);
        let response = match command {
            Command::AuthPlain { user, secret, initial: false } => Some(plain_response(user, secret)),
            Command::AuthBearer { way, user, token, initial: false } => Some(way.response(user, token)),
            _ => None,
        };
        if self.said_back.is_none() {
            self.said_back = command.said_back();
        }
        self.awaited.push_back(Awaited { verb, response, heard_why: false });
        if verb == Verb::Quit {
            self.phase = Phase::Update;
        }
        Ok(())
    }

    /// Whether this command may go out before the answers to earlier ones: between login and QUIT, where the server offers PIPELINING.
    fn may_send_ahead(&self, verb: Verb) -> bool {
        let offered = self.capabilities.as_ref().is_some_and(|offers| offers.pipelining);
        let command_of_the_transaction =
            matches!(verb, Verb::Retr(_) | Verb::Top(..) | Verb::Dele(_) | Verb::Uidl | Verb::List | Verb::Noop);
        offered && command_of_the_transaction && self.phase == Phase::Transaction && self.awaited.len() < MAX_AWAITED
    }

    /// Whether mails may be asked for before earlier ones have come.
    pub fn pipelines(&self) -> bool {
        self.capabilities.as_ref().is_some_and(|offers| offers.pipelining)
    }

    /// What has to be written to the connection now; empty when nothing has.
    pub fn take_output(&mut self) -> Zeroizing<Vec<u8>> {
        std::mem::replace(&mut self.output, Zeroizing::new(Vec::new()))
    }

    /// The mail behind which something came that is no answer: its end was not where the server said, as when a lone dot of its text was not stuffed.
    pub fn suspect(&self) -> Option<u32> {
        self.suspect.or(self.behind.filter(|_| self.line.is_inside()))
    }

    /// Something came that nobody asked for.
    pub fn unsolicited(&mut self) -> Pop3Error {
        self.suspect = self.suspect.or(self.behind);
        Pop3Error::Unsolicited
    }

    /// Reads as much of the input as makes one event. Call again with the rest until all is used.
    pub fn step<'a>(&mut self, input: &'a [u8]) -> Result<Step<'a>, Pop3Error> {
        let step = self.read(input);
        if step.is_err() {
            self.suspect = self.suspect.or(self.behind);
        }
        step
    }

    fn read<'a>(&mut self, input: &'a [u8]) -> Result<Step<'a>, Pop3Error> {
        if input.is_empty() {
            return Ok(Step { used: 0, event: None });
        }
        if self.phase == Phase::TlsAccepted {
            return Err(Pop3Error::TextBeforeTls);
        }
        if let Inside::Mail(number, reader) = &mut self.inside {
            let number = *number;
            let piece = reader.step(input);
            if piece.ended {
                self.inside = Inside::Status;
                let whole = self.awaited.pop_front().is_some_and(|awaited| matches!(awaited.verb, Verb::Retr(_)));
                self.behind = whole.then_some(number);
                return Ok(Step { used: piece.used, event: Some(Event::Answer(Answer::MailEnds(number))) });
            }
            let event = (!piece.bytes.is_empty()).then_some(Event::MailBytes(piece.bytes));
            return Ok(Step { used: piece.used, event });
        }
        if self.awaited.is_empty() {
            return Err(Pop3Error::Unsolicited);
        }
        let (used, line) = self.line.take(input)?;
        if matches!(self.phase, Phase::Connected | Phase::Authorization) {
            self.before_login += used;
            if self.before_login > MAX_BEFORE_LOGIN {
                return Err(Pop3Error::TooMuchBeforeLogin);
            }
        }
        let event = match line {
            None => None,
            Some(line) => self.read_line(&line)?.map(Event::Answer),
        };
        Ok(Step { used, event })
    }

    fn read_line(&mut self, line: &[u8]) -> Result<Option<Answer>, Pop3Error> {
        let ends = line.trim_ascii_end() == b".";
        let line_without_dot = if line.starts_with(b".") { &line[1..] } else { line };
        match &mut self.inside {
            Inside::Status => self.read_status(line),
            Inside::Capabilities(found) if ends => {
                let found = std::mem::take(found);
                self.capabilities = Some(found.clone());
                Ok(Some(self.listing_ends(Answer::Capabilities(found))))
            }
            Inside::Capabilities(found) => {
                found.read_line(line_without_dot);
                Ok(None)
            }
            Inside::Uidl { .. } if ends => Ok(Some(self.listing_ends(Answer::UidlEnd))),
            Inside::List { .. } if ends => Ok(Some(self.listing_ends(Answer::ListEnd))),
            Inside::Uidl { lines, bytes } => {
                count(lines, bytes, line.len())?;
                let listed = uidl_line(line_without_dot);
                Ok(listed.map(|listed| Answer::Uidl(self.without_secret(listed))))
            }
            Inside::List { lines, bytes } => {
                count(lines, bytes, line.len())?;
                Ok(size_line(line_without_dot).map(Answer::Size))
            }
            Inside::Mail(..) => Err(Pop3Error::NotAnAnswer),
        }
    }

    /// A name in which the server says the secret is kept by what it hashes to: as lasting, and nothing that can be read (promises.md C1).
    fn without_secret(&self, listed: ListedUidl) -> ListedUidl {
        if !self.said_back.as_ref().is_some_and(|secret| secret.is_in(&String::from_utf8_lossy(&listed.uidl.0))) {
            return listed;
        }
        let hash = Sha256::digest(&listed.uidl.0);
        let name: String = hash.iter().map(|byte| format!("{byte:02x}")).collect();
        ListedUidl { uidl: Uidl(format!("sha256:{name}").into_bytes()), ..listed }
    }

    fn listing_ends(&mut self, event: Answer) -> Answer {
        self.inside = Inside::Status;
        self.awaited.pop_front();
        event
    }

    fn read_status(&mut self, line: &[u8]) -> Result<Option<Answer>, Pop3Error> {
        let status = Status::parse(line)?;
        self.behind = None;
        let Some(awaited) = self.awaited.front_mut() else {
            return Err(Pop3Error::Unsolicited);
        };
        let verb = awaited.verb;
        match status {
            Status::Continue => {
                match (awaited.response.take(), verb) {
                    (Some(response), _) => self.output.extend_from_slice(response.as_bytes()),
                    (None, Verb::AuthBearer(way)) if !awaited.heard_why => {
                        awaited.heard_why = true;
                        self.output.extend_from_slice(way.after_a_refusal().as_bytes());
                    }
                    _ => return Err(Pop3Error::NotAnAnswer),
                }
                self.output.extend_from_slice(b"\r\n");
                return Ok(None);
            }
            Status::Err { code, text } => {
                self.awaited.pop_front();
                // Of the whole line: what is shown of it may end within the secret.
                if self.said_back.as_ref().is_some_and(|secret| secret.is_in(&String::from_utf8_lossy(line))) {
                    let code = code.filter(|code| !matches!(code, RespCode::Other(_)));
                    return Ok(Some(Answer::Refused(Refusal { verb, code, text: String::new() })));
                }
                return Ok(Some(Answer::Refused(Refusal { verb, code, text })));
            }
            Status::Ok => {}
        }
        if verb == Verb::Stat {
            self.awaited.pop_front();
            return count_of(line).map(|count| Some(Answer::Count(count))).ok_or(Pop3Error::NotAnAnswer);
        }
        match verb {
            Verb::Capa => self.inside = Inside::Capabilities(Capabilities::default()),
            Verb::Uidl => self.inside = Inside::Uidl { lines: 0, bytes: 0 },
            Verb::List => self.inside = Inside::List { lines: 0, bytes: 0 },
            Verb::Retr(number) | Verb::Top(number, _) => {
                self.inside = Inside::Mail(number, BodyReader::default());
                return Ok(Some(Answer::MailBegins(number)));
            }
            Verb::AuthPlain | Verb::AuthBearer(_) if awaited.response.is_some() || awaited.heard_why => return Err(Pop3Error::NotAnAnswer),
            _ => {
                self.awaited.pop_front();
                return Ok(Some(self.done(verb)));
            }
        }
        Ok(None)
    }

    fn done(&mut self, verb: Verb) -> Answer {
        match verb {
            Verb::Greeting => {
                self.phase = Phase::Authorization;
                Answer::Greeted
            }
            Verb::Stls => {
                self.phase = Phase::TlsAccepted;
                Answer::BeginTls
            }
            Verb::User => Answer::UserAccepted,
            Verb::Pass | Verb::AuthPlain | Verb::AuthBearer(_) => {
                self.phase = Phase::Transaction;
                Answer::LoggedIn
            }
            Verb::Dele(number) => Answer::Marked(number),
            Verb::Quit => Answer::Bye,
            Verb::Capa | Verb::Uidl | Verb::List | Verb::Stat | Verb::Retr(_) | Verb::Top(..) | Verb::Noop => Answer::Alive,
        }
    }

    /// Says that the handshake starts; `rest` is what is still in the read buffer, and must be empty.
    pub fn tls_begins(&mut self, rest: &[u8]) -> Result<(), Pop3Error> {
        if self.phase == Phase::TlsAccepted && rest.is_empty() { Ok(()) } else { Err(Pop3Error::TextBeforeTls) }
    }

    /// Says that TLS holds. All that was said before is forgotten; ask for the capabilities again.
    pub fn tls_ready(&mut self) {
        if self.phase == Phase::TlsAccepted {
            self.phase = Phase::Authorization;
            self.channel = Channel::Encrypted;
            self.capabilities = None;
        }
    }

    /// Says that the connection ended. It may end only where no answer is awaited, which is after the good-bye.
    pub fn closed(&self) -> Result<(), Pop3Error> {
        match self.awaits() {
            Some(verb) => Err(Pop3Error::Closed(verb)),
            None if self.phase == Phase::Update => Ok(()),
            None => Err(Pop3Error::Closed(Verb::Noop)),
        }
    }
}

/// The first number after `+OK`.
fn count_of(line: &[u8]) -> Option<u64> {
    String::from_utf8_lossy(line).split_ascii_whitespace().nth(1)?.parse().ok()
}

fn count(lines: &mut usize, bytes: &mut usize, more: usize) -> Result<(), Pop3Error> {
    *lines += 1;
    *bytes += more;
    if *lines > MAX_LISTED || *bytes > MAX_LISTING { Err(Pop3Error::ListingTooLong) } else { Ok(()) }
}

#[cfg(test)]
#[path = "machine_tests.rs"]
mod tests;
