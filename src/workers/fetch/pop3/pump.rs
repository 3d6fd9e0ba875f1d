//! Moves bytes between a connection and the POP3 machine, and watches the clock.

use std::io;
use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::{Instant, timeout};

use super::error::SessionError;
use crate::protocol::pop3::{Answer, Command, Event, Machine, Pop3Error, Verb};

/// How long to wait for a server (promises.md B3).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Patience {
    /// For the first byte of an answer.
    pub reply: Duration,
    /// For the next byte of a begun answer.
    pub idle: Duration,
    /// For the next byte behind a dot between bare line feeds, which is the end of an answer as some servers send it.
    pub bare_dot: Duration,
    /// For something to get done: an answer, or 64 KiB of one.
    pub progress: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self {
            reply: Duration::from_secs(60),
            idle: Duration::from_secs(120),
            bare_dot: Duration::from_secs(5),
            progress: Duration::from_secs(30 * 60),
        }
    }
}

/// How many bytes of one answer are progress.
const TRICKLE: u64 = 64 * 1024;
/// How much is read at once; two TLS records.
const READ_SIZE: usize = 32 * 1024;
/// How long to wait behind such a dot where the server has ended an answer so before.
const KNOWN_BARE_DOT: Duration = Duration::from_millis(300);

/// What the pump brought.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Told {
    /// An answer, or a line of a listing.
    Answer(Answer),
    /// Bytes of the mail that began last were added to the caller's buffer.
    MailBytes,
}

/// A POP3 machine on a connection.
#[derive(Debug)]
pub struct Pump<S> {
    machine: Machine,
    stream: S,
    buffer: Vec<u8>,
    from: usize,
    received: u64,
    patience: Patience,
    progress: (Instant, u64),
    /// How many answers ended with a dot between bare line feeds.
    bare_ends: u32,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Pump<S> {
    /// Puts a machine on a connection.
    pub fn new(machine: Machine, stream: S) -> Self {
        let progress = (Instant::now(), 0);
        Self {
            machine,
            stream,
            buffer: Vec::with_capacity(READ_SIZE),
            from: 0,
            received: 0,
            patience: Patience::default(),
            progress,
            bare_ends: 0,
        }
    }

    /// Waits longer or shorter than usual.
    #[must_use]
    #[cfg(test)]
    fn with_patience(mut self, patience: Patience) -> Self {
        self.patience = patience;
        self
    }

    /// The machine as it stands: what the server can do, and what may be said next.
    pub fn machine(&self) -> &Machine {
        &self.machine
    }

    /// The machine, to tell it something that did not come over the wire.
    pub fn machine_mut(&mut self) -> &mut Machine {
        &mut self.machine
    }

    /// How many bytes came since the start.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// Sends a command; its answer comes out of [`Pump::next`] in its turn.
    pub async fn send(&mut self, command: &Command) -> Result<(), SessionError> {
        self.queue(command)?;
        self.flush().await
    }

    /// Puts a command into the output without sending it yet, so that several go out in one packet.
    pub fn queue(&mut self, command: &Command) -> Result<(), SessionError> {
        if self.machine.awaited() == 0 && self.from < self.buffer.len() {
            return Err(self.machine.unsolicited().into());
        }
        self.machine.send(command)?;
        tracing::debug!(target: "fumi::pop3", "> {}", command.log_line());
        Ok(())
    }

    /// Sends what was queued.
    pub async fn flush(&mut self) -> Result<(), SessionError> {
        let output = self.machine.take_output();
        if output.is_empty() {
            return Ok(());
        }
        let write = async {
            self.stream.write_all(&output).await?;
            self.stream.flush().await
        };
        match timeout(self.patience.reply, write).await {
            Ok(done) => done.map_err(SessionError::Broken),
            Err(_) => Err(SessionError::TimedOut(self.machine.awaits().unwrap_or(Verb::Noop))),
        }
    }

    /// Waits for the next thing the server says. Bytes of a mail are added to `mail`, at most one read at a time.
    pub async fn next(&mut self, mail: &mut Vec<u8>) -> Result<Told, SessionError> {
        loop {
            while self.from < self.buffer.len() {
                let step = self.machine.step(&self.buffer[self.from..])?;
                self.from += step.used;
                match step.event {
                    None => {}
                    Some(Event::MailBytes(bytes)) => {
                        mail.extend_from_slice(bytes);
                        return Ok(Told::MailBytes);
                    }
                    Some(Event::Answer(answer)) => {
                        self.progress = (Instant::now(), self.received);
                        if let Answer::Refused(refusal) = &answer {
                            tracing::debug!(target: "fumi::pop3", "< -ERR to {}: {:?} {:?}", refusal.verb, refusal.code, refusal.text);
                        }
                        return Ok(Told::Answer(answer));
                    }
                }
            }
            self.flush().await?;
            let inside = self.machine.is_inside_an_answer();
            if !self.machine.rests_on_bare_dot() {
                self.read(if inside { self.patience.idle } else { self.patience.reply }).await?;
                continue;
            }
            match self.read(if self.bare_ends > 0 { KNOWN_BARE_DOT } else { self.patience.bare_dot }).await {
                Err(SessionError::TimedOut(verb)) => {
                    self.bare_ends += 1;
                    return self.machine.end_at_bare_dot().map(Told::Answer).ok_or(SessionError::TimedOut(verb));
                }
                read => read?,
            }
        }
    }

    /// How many answers were taken to end with a dot between bare line feeds, since nothing came behind it. Its line stands at the end of their bytes.
    pub fn bare_ends(&self) -> u32 {
        self.bare_ends
    }

    /// Says that the server ended an answer so in an earlier session.
    pub fn expect_bare_ends(&mut self) {
        self.bare_ends = self.bare_ends.max(1);
    }

    /// Whether more may be asked before an answer has come: the server offers it, and ends its answers so that the next one is not taken for a part of this.
    pub fn asks_ahead(&self) -> bool {
        self.machine.pipelines() && self.bare_ends == 0
    }

    /// Waits for an answer where no mail can come.
    pub async fn answer(&mut self) -> Result<Answer, SessionError> {
        match self.next(&mut Vec::new()).await? {
            Told::Answer(answer) => Ok(answer),
            Told::MailBytes => Err(Pop3Error::Unsolicited.into()),
        }
    }

    /// Sends a command and waits for its answer; `-ERR` is an answer too.
    pub async fn ask(&mut self, command: &Command) -> Result<Answer, SessionError> {
        self.send(command).await?;
        self.answer().await
    }

    async fn read(&mut self, patience: Duration) -> Result<(), SessionError> {
        let awaited = self.machine.awaits().unwrap_or(Verb::Noop);
        self.buffer.resize(READ_SIZE, 0);
        let read = timeout(patience, self.stream.read(&mut self.buffer)).await;
        self.from = 0;
        let count = match read {
            Err(_) => Err(SessionError::TimedOut(awaited)),
            Ok(Ok(0)) => Err(self.end()),
            Ok(Ok(count)) => Ok(count),
            // A close without TLS's own good-bye inside an answer: somebody may have cut it (promises.md B2).
            Ok(Err(error)) if error.kind() == io::ErrorKind::UnexpectedEof => Err(self.end()),
            Ok(Err(error)) => Err(SessionError::Broken(error)),
        };
        self.buffer.truncate(*count.as_ref().unwrap_or(&0));
        self.received += u64::try_from(count?).unwrap_or(0);
        if self.received - self.progress.1 >= TRICKLE {
            self.progress = (Instant::now(), self.received);
        }
        if self.progress.0.elapsed() > self.patience.progress { Err(SessionError::TimedOut(awaited)) } else { Ok(()) }
    }

    fn end(&self) -> SessionError {
        match self.machine.closed() {
            Err(error) => SessionError::Protocol(error),
            Ok(()) => SessionError::Broken(io::ErrorKind::UnexpectedEof.into()),
        }
    }

    /// Takes the pump apart for the TLS switch. Bytes that were read ahead make it fail (promises.md B1).
    pub fn into_tls_switch(mut self) -> Result<(Machine, S), SessionError> {
        self.machine.tls_begins(&self.buffer[self.from..])?;
        Ok((self.machine, self.stream))
    }

    /// Ends the connection in good order after the good-bye; how it ends no longer matters.
    pub async fn close(&mut self) {
        let _ = timeout(Duration::from_secs(2), self.stream.shutdown()).await;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::protocol::pop3::Channel;
    use tokio::io::duplex;

    fn pump(said: &[u8]) -> Pump<impl AsyncRead + AsyncWrite + Unpin> {
        let (ours, mut theirs) = duplex(64 * 1024);
        let said = said.to_vec();
        tokio::spawn(async move {
            theirs.write_all(&said).await.unwrap();
            theirs.shutdown().await.unwrap();
            let mut sink = Vec::new();
            theirs.read_to_end(&mut sink).await.unwrap();
        });
        Pump::new(Machine::new(Channel::Encrypted), ours)
    }

    #[tokio::test]
    async fn an_early_close_is_an_error_that_names_the_answer() {
        let mut pump = pump(b"+OK hello\r\n");
        assert_eq!(pump.answer().await.unwrap(), Answer::Greeted);
        let error = pump.ask(&Command::Capa).await.unwrap_err();
        assert!(matches!(error, SessionError::Protocol(Pop3Error::Closed(Verb::Capa))), "{error:?}");
    }

    #[tokio::test]
    async fn an_answer_that_came_before_its_command_is_refused() {
        let mut pump = pump(b"+OK hello\r\n+OK\r\nPIPELINING\r\n.\r\n");
        assert_eq!(pump.answer().await.unwrap(), Answer::Greeted);
        let error = pump.ask(&Command::Capa).await.unwrap_err();
        assert!(matches!(error, SessionError::Protocol(Pop3Error::Unsolicited)), "{error:?}");
    }

    /// A pump on a server that writes one byte every few milliseconds, or none at all.
    fn slow(trickles: bool, patience: Patience) -> Pump<impl AsyncRead + AsyncWrite + Unpin> {
        let (ours, mut theirs) = duplex(64);
        tokio::spawn(async move {
            while trickles && theirs.write_all(b"+").await.is_ok() {
                tokio::time::sleep(Duration::from_millis(2)).await;
            }
            std::future::pending::<()>().await;
            drop(theirs);
        });
        Pump::new(Machine::new(Channel::Encrypted), ours).with_patience(patience)
    }

    #[tokio::test]
    async fn a_dot_between_line_feeds_is_the_end_when_nothing_follows_and_none_when_more_does() {
        let patience = Patience { bare_dot: Duration::from_millis(20), ..Patience::default() };
        for (said, ends) in [(&b"+OK\r\na\nb\n.\n"[..], true), (b"+OK\r\na\nb\n.\r\n", true), (b"+OK\r\na\n.\nb\r\n.\r\n", false)] {
            let (ours, mut theirs) = duplex(64 * 1024);
            let said = [b"+OK hello\r\n+OK\r\n+OK\r\n", said].concat();
            let (begin, retrieved) = said.split_at(b"+OK hello\r\n".len());
            let mut pump = Pump::new(Machine::new(Channel::Encrypted), ours).with_patience(patience);
            theirs.write_all(begin).await.unwrap();
            assert_eq!(pump.answer().await.unwrap(), Answer::Greeted);
            let (ok, mail) = retrieved.split_at(b"+OK\r\n+OK\r\n".len());
            pump.send(&Command::User("a".into())).await.unwrap();
            theirs.write_all(&ok[..5]).await.unwrap();
            pump.answer().await.unwrap();
            pump.send(&Command::Pass(crate::domain::account::Secret::new("b".to_owned()))).await.unwrap();
            theirs.write_all(&ok[5..]).await.unwrap();
            pump.answer().await.unwrap();
            pump.send(&Command::Retr(1)).await.unwrap();
            theirs.write_all(mail).await.unwrap();
            let mut bytes = Vec::new();
            while !matches!(pump.next(&mut bytes).await.unwrap(), Told::Answer(Answer::MailEnds(1))) {}
            assert_eq!(pump.bare_ends(), u32::from(ends));
            // The conversation goes on.
            pump.send(&Command::Stat).await.unwrap();
            theirs.write_all(b"+OK 1 20\r\n").await.unwrap();
            assert_eq!(pump.answer().await.unwrap(), Answer::Count(1));
        }
    }

    #[tokio::test]
    async fn a_silent_server_is_given_up() {
        let mut pump = slow(false, Patience { reply: Duration::from_millis(30), ..Patience::default() });
        assert!(matches!(pump.answer().await.unwrap_err(), SessionError::TimedOut(Verb::Greeting)));
    }

    #[tokio::test]
    async fn a_server_that_only_trickles_is_given_up_too() {
        let mut pump = slow(true, Patience { progress: Duration::from_millis(30), ..Patience::default() });
        assert!(matches!(pump.answer().await.unwrap_err(), SessionError::TimedOut(Verb::Greeting)));
    }
}
