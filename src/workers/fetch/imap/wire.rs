//! Commands out, answers in, and an eye on the clock.

use std::time::Duration;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;
use zeroize::Zeroize;

use super::error::ImapError;
use crate::domain::account::SaidBack;
use crate::protocol::imap::{Framer, Kind, Reply, State};
use crate::workers::net::Connection;

/// How much is read at once; two TLS records.
const READ_SIZE: usize = 32 * 1024;
/// How long one answer may take to come whole (promises.md B3).
const WHOLE: Duration = Duration::from_secs(30 * 60);
/// How long the next bytes of an answer may take.
const IDLE: Duration = Duration::from_secs(120);
/// How much a server may say before the login (promises.md B3).
const BEFORE_LOGIN: u64 = 64 * 1024;

/// A connection that speaks IMAP.
#[derive(Debug)]
pub struct Wire {
    connection: Connection,
    framer: Framer,
    buffer: Vec<u8>,
    tags: u32,
    received: u64,
    hides: SaidBack,
    logged_in: bool,
}

impl Wire {
    /// Speaks over a connection; words of the server that hold the secret are nobody's to see.
    pub fn new(connection: Connection, hides: SaidBack) -> Self {
        Self { connection, framer: Framer::default(), buffer: vec![0; READ_SIZE], tags: 0, received: 0, hides, logged_in: false }
    }

    /// The server knows who we are: it may say more from now on.
    pub fn logged_in(&mut self) {
        self.logged_in = true;
    }

    /// How many bytes came.
    pub fn received(&self) -> u64 {
        self.received
    }

    /// The connection, to be encrypted now. Whatever was sent behind the answer before is refused.
    pub fn into_connection(self) -> Result<(Connection, SaidBack), ImapError> {
        if self.framer.is_empty() { Ok((self.connection, self.hides)) } else { Err(ImapError::TextBeforeTls) }
    }

    /// Sends a command and answers its tag.
    pub async fn send(&mut self, command: &str) -> Result<String, ImapError> {
        self.tags += 1;
        let tag = format!("A{}", self.tags);
        let mut line = format!("{tag} {command}\r\n").into_bytes();
        let sent = self.say(&line).await;
        line.zeroize();
        sent.map(|()| tag)
    }

    /// Sends bytes as they are: what follows a `+`.
    pub async fn say(&mut self, bytes: &[u8]) -> Result<(), ImapError> {
        let writing = async {
            self.connection.write_all(bytes).await?;
            self.connection.flush().await
        };
        timeout(IDLE, writing).await.map_err(|_| ImapError::TimedOut)?.map_err(ImapError::Broken)
    }

    /// The next answer, whatever it belongs to.
    pub async fn reply(&mut self) -> Result<Reply, ImapError> {
        let reply = timeout(WHOLE, self.whole_reply()).await.map_err(|_| ImapError::TimedOut)??;
        Ok(match reply {
            Reply::State(state) if state.kind == Kind::Bye => return Err(ImapError::Bye(Box::new(self.shown(state)))),
            Reply::State(state) => Reply::State(self.shown(state)),
            Reply::Done(tag, state) => Reply::Done(tag, self.shown(state)),
            other => other,
        })
    }

    async fn whole_reply(&mut self) -> Result<Reply, ImapError> {
        loop {
            if let Some(answer) = self.framer.next()? {
                return Ok(Reply::read(answer));
            }
            let read = timeout(IDLE, self.connection.read(&mut self.buffer)).await.map_err(|_| ImapError::TimedOut)?;
            match read.map_err(ImapError::Broken)? {
                0 => return Err(ImapError::Broken(std::io::ErrorKind::UnexpectedEof.into())),
                count => {
                    self.received += count as u64;
                    if !self.logged_in && self.received > BEFORE_LOGIN {
                        return Err(ImapError::Protocol("too much before the login"));
                    }
                    self.framer.push(&self.buffer[..count]);
                }
            }
        }
    }

    /// Waits without end until something comes that the caller may read then.
    pub async fn wait(&mut self) -> Result<(), ImapError> {
        let count = self.connection.read(&mut self.buffer).await.map_err(ImapError::Broken)?;
        if count == 0 {
            return Err(ImapError::Broken(std::io::ErrorKind::UnexpectedEof.into()));
        }
        self.received += count as u64;
        self.framer.push(&self.buffer[..count]);
        Ok(())
    }

    /// An answer that came whole already.
    pub fn came(&mut self) -> Result<Option<Reply>, ImapError> {
        Ok(self.framer.next()?.map(Reply::read))
    }

    fn shown(&self, state: State) -> State {
        State { text: self.hides.allowed(state.text), ..state }
    }
}
