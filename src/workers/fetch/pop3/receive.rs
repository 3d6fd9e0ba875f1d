//! Receives the mails of a plan, asking ahead where the server allows it.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

use tokio::sync::watch;

use super::error::SessionError;
use super::names::Names;
use super::pump::Told;
use super::session::Session;
use crate::domain::mail::flags::Flags;
use crate::domain::mail::pop3::plan::Retrieve;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::protocol::pop3::{Answer, Command, Pop3Error, Refusal};
use crate::workers::arriving::{ArrivedMail, Arriving, Spool, WayIn};

/// How many mails, and how many listed bytes, may be asked for ahead.
const AHEAD_MAILS: usize = 100;
const AHEAD_BYTES: u64 = 4 << 20;

/// A mail may be this many times as large as listed before the server is not believed any more; small ones get more room.
const LIE_FACTOR: u64 = 4;
const LIE_ROOM: u64 = 64 << 20;
/// The largest mail where the server says no size.
const UNLISTED_LIMIT: u64 = 4 << 30;

/// About how many bytes a line has.
const USUAL_LINE: u64 = 32;

/// How often somebody is told how far it is.
const TELL: Duration = Duration::from_millis(200);

/// Why receiving ended before the plan did.
#[derive(Debug)]
pub enum Stopped {
    /// Somebody wants it to stop.
    Asked,
    /// The store failed; the way in knows why.
    NotKept,
    /// The conversation failed, while this mail was on its way if there is one.
    Session(SessionError, Option<Uidl>),
    /// The spool failed: often a full disk.
    Spool(std::io::Error),
    /// The mail of this number came with an answer and more inside: its end was a dot between bare line feeds, and the answers that follow are not where they
    /// should be.
    Glued(u32),
}

/// A mail that stays on the server.
#[derive(Debug)]
pub enum Left {
    /// The server would not hand it out: deleted by another session, or in trouble.
    Refused(Option<Uidl>, Refusal),
    /// It turned out larger than wanted.
    TooLarge(Option<Uidl>, u64),
}

/// What receiving needs beside the session.
pub struct Receiving<'a> {
    /// Where mails go.
    pub way_in: &'a WayIn,
    /// Where big ones lie meanwhile.
    pub spool: &'a Spool,
    /// The largest mail wanted.
    pub max_size: Option<u64>,
    /// Set when it should stop.
    pub stop: &'a mut watch::Receiver<bool>,
    /// What the mails are called in the store.
    pub names: &'a Names,
    /// What stays on the server.
    pub left: Vec<Left>,
    /// The numbers of the mails that came whole.
    pub came: Vec<u32>,
}

impl Receiving<'_> {
    /// Receives all mails of a plan. `tell` is called now and then with the bytes received.
    pub async fn run(&mut self, session: &mut Session, plan: &[Retrieve], tell: &mut impl FnMut(u64)) -> Result<(), Stopped> {
        let pump = session.pump();
        let mut to_ask = plan.iter();
        let mut next = to_ask.next();
        let mut asked: VecDeque<&Retrieve> = VecDeque::new();
        let mut ahead_bytes = 0;
        let mut arriving = Arriving::default();
        let mut unwanted = false;
        let mut came: u64 = 0;
        let mut told = Instant::now();
        let mut bare_ends = pump.bare_ends();
        // A mail that may have swallowed an answer, though its size does not say so.
        let mut swallower = None;
        loop {
            let ahead = pump.asks_ahead();
            // Many commands in one packet cost the server and us one wake-up, one at a time each its own; so more is asked only when half of it came.
            let low = if ahead { asked.len() <= AHEAD_MAILS / 2 && ahead_bytes <= AHEAD_BYTES / 2 } else { asked.is_empty() };
            while let Some(mail) = next.filter(|_| low) {
                if !asked.is_empty() && (!ahead || asked.len() >= AHEAD_MAILS || ahead_bytes >= AHEAD_BYTES) {
                    break;
                }
                pump.queue(&Command::Retr(mail.number)).map_err(|error| Stopped::Session(error, None))?;
                ahead_bytes += mail.size.unwrap_or(0);
                asked.push_back(mail);
                next = to_ask.next();
            }
            let Some(current) = asked.front().copied() else { return Ok(()) };
            let heard = tokio::select! {
                biased;
                _ = self.stop.wait_for(|stop| *stop) => return Err(Stopped::Asked),
                heard = pump.next(&mut arriving.bytes) => heard.map_err(|error| match (error, swallower) {
                    (SessionError::TimedOut(_), Some(number)) => Stopped::Glued(number),
                    (error, _) => Stopped::Session(error, current.uidl.clone()),
                })?,
            };
            if told.elapsed() >= TELL {
                told = Instant::now();
                tell(pump.received());
            }
            match heard {
                Told::MailBytes => {
                    came = if unwanted { came + arriving.size() } else { arriving.size() };
                    unwanted |= self.max_size.is_some_and(|limit| came > limit);
                    if came > most(current) {
                        return Err(Stopped::Session(Pop3Error::MailTooLong.into(), current.uidl.clone()));
                    }
                    if unwanted {
                        arriving.clear();
                    } else {
                        arriving.settle(self.spool).map_err(Stopped::Spool)?;
                    }
                }
                Told::Answer(Answer::MailBegins(number)) if number == current.number => {
                    came = 0;
                    arriving.expect(current.size.unwrap_or(0));
                }
                Told::Answer(Answer::MailEnds(number)) if number == current.number => {
                    asked.pop_front();
                    ahead_bytes -= current.size.unwrap_or(0);
                    if std::mem::take(&mut unwanted) {
                        arriving.clear();
                        self.left.push(Left::TooLarge(current.uidl.clone(), self.max_size.unwrap_or(0)));
                    } else {
                        let bare = std::mem::replace(&mut bare_ends, pump.bare_ends()) < pump.bare_ends();
                        let swallowed = swallowed_an_answer(&arriving.bytes);
                        let mut glued = swallowed && current.size.is_some_and(|told| !is_as_told(&arriving.bytes, came, told));
                        if swallowed && !glued {
                            swallower = Some(number);
                        }
                        if bare {
                            // Nobody ended it; the size says whether it is whole.
                            glued |= !without_bare_dot(&mut arriving.bytes, came, current.size);
                        }
                        let held = arriving.finish().map_err(Stopped::Spool)?;
                        let server = self.names.name(number, current.uidl.as_ref());
                        if !self.way_in.keep(ArrivedMail { server, flags: Flags::default(), came: None, held }).await {
                            return Err(Stopped::NotKept);
                        }
                        self.came.push(number);
                        if glued {
                            return Err(Stopped::Glued(number));
                        }
                    }
                }
                Told::Answer(Answer::Refused(refusal)) => {
                    asked.pop_front();
                    ahead_bytes -= current.size.unwrap_or(0);
                    self.left.push(Left::Refused(current.uidl.clone(), refusal));
                }
                Told::Answer(_) => return Err(Stopped::Session(Pop3Error::NotAnAnswer.into(), current.uidl.clone())),
            }
        }
    }
}

/// Whether an answer stands behind a dot on a line of its own, where LF alone ends the lines. Only CR LF ends a mail (RFC 1939 section 3), so that a server that
/// ends this one otherwise has said more than was heard.
pub(super) fn swallowed_an_answer(mail: &[u8]) -> bool {
    [&b"\n.\n+OK"[..], b"\n.\r\n+OK"].iter().any(|end| memchr::memmem::find(mail, end).is_some())
}

/// Whether a mail has the size that the server told, but for how line ends are counted. Of a large one only the end is at hand.
fn is_as_told(bytes: &[u8], came: u64, told: u64) -> bool {
    let here = bytes.len() as u64 == came;
    let lines = if here { memchr::memchr_iter(b'\n', bytes).count() as u64 } else { came / USUAL_LINE };
    came.abs_diff(told) <= lines
}

/// Takes the dot line off that ended a mail between bare line feeds, and says whether the mail has the size that the server told: as it came, or with a CR before
/// each LF, as servers count.
fn without_bare_dot(bytes: &mut Vec<u8>, came: u64, told: Option<u64>) -> bool {
    let size = came - without_dot_line(bytes);
    let here = bytes.len() as u64 == size;
    let bare = || memchr::memchr_iter(b'\n', bytes).filter(|at| *at == 0 || bytes[at - 1] != b'\r').count() as u64;
    told.is_some_and(|told| size == told || here && size + bare() == told)
}

/// Takes off the line at the end that is a dot; gives its length.
pub(super) fn without_dot_line(bytes: &mut Vec<u8>) -> u64 {
    let line = if bytes.ends_with(b".\r\n") { 3 } else { 2 };
    bytes.truncate(bytes.len().saturating_sub(line));
    line as u64
}

/// How large a mail may become.
fn most(mail: &Retrieve) -> u64 {
    mail.size.map_or(UNLISTED_LIMIT, |size| size.saturating_mul(LIE_FACTOR).max(LIE_ROOM))
}
