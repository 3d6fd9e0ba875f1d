//! A connection on which SMTP is spoken: a command goes out, one reply comes back, in time.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::time::timeout;

use super::error::{SmtpError, SmtpStep};
use crate::protocol::smtp::{Replies, Reply};

/// How long a reply is waited for that explains why a mail could not be written to its end.
const LAST_WORDS: Duration = Duration::from_secs(2);

/// How much of a mail goes out at once.
const PIECE: usize = 16 * 1024;

/// A stream and what of it is unread.
#[derive(Debug)]
pub(super) struct Wire<S> {
    stream: S,
    replies: Replies,
}

impl<S: AsyncRead + AsyncWrite + Unpin> Wire<S> {
    pub(super) fn new(stream: S) -> Self {
        Self { stream, replies: Replies::default() }
    }

    /// The stream, for TLS. Whoever says more than was asked before TLS is a broken server or somebody between (CVE-2011-0411): nothing of it is kept.
    pub(super) fn into_stream(self, step: SmtpStep) -> Result<S, SmtpError> {
        if self.replies.has_more() { Err(more_than_asked(step)) } else { Ok(self.stream) }
    }

    /// One reply.
    pub(super) async fn reply(&mut self, patience: Duration, step: SmtpStep) -> Result<Reply, SmtpError> {
        match timeout(patience, self.next_reply(step)).await {
            Ok(reply) => reply,
            Err(_) => Err(SmtpError::TimedOut(step)),
        }
    }

    async fn next_reply(&mut self, step: SmtpStep) -> Result<Reply, SmtpError> {
        let mut chunk = [0; 4096];
        loop {
            if let Some(reply) = self.replies.next().map_err(|not| SmtpError::Broken(step, not.to_string()))? {
                return Ok(reply);
            }
            let read = self.stream.read(&mut chunk).await.map_err(|error| SmtpError::Broken(step, error.to_string()))?;
            if read == 0 {
                return Err(SmtpError::Broken(step, "closed".to_owned()));
            }
            self.replies.feed(&chunk[..read]);
        }
    }

    /// Says a line and waits for its reply. Both sides have lost each other when a reply lies there before the question.
    pub(super) async fn ask(&mut self, line: &str, patience: Duration, step: SmtpStep) -> Result<Reply, SmtpError> {
        if self.replies.has_more() {
            return Err(self.unasked(step).await);
        }
        self.write(format!("{line}\r\n").as_bytes(), patience, step).await?;
        self.reply(patience, step).await
    }

    /// Writes to the end, piece by piece, each in time.
    pub(super) async fn write(&mut self, bytes: &[u8], patience: Duration, step: SmtpStep) -> Result<(), SmtpError> {
        for piece in bytes.chunks(PIECE) {
            let written = async {
                self.stream.write_all(piece).await?;
                self.stream.flush().await
            };
            match timeout(patience, written).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => return Err(SmtpError::Broken(step, error.to_string())),
                Err(_) => return Err(SmtpError::TimedOut(step)),
            }
        }
        Ok(())
    }

    /// A server that left or spoke unasked has not got what was to come: that is known before it goes out.
    pub(super) async fn still_listens(&mut self, step: SmtpStep) -> Result<(), SmtpError> {
        if self.replies.has_more() {
            return Err(self.unasked(step).await);
        }
        let mut first = [0; 512];
        match timeout(Duration::ZERO, self.stream.read(&mut first)).await {
            Err(_) => Ok(()),
            Ok(Ok(0)) => Err(SmtpError::Broken(step, "closed".to_owned())),
            Ok(Ok(some)) => {
                self.replies.feed(&first[..some]);
                Err(self.unasked(step).await)
            }
            Ok(Err(error)) => Err(SmtpError::Broken(step, error.to_string())),
        }
    }

    /// Why a server spoke unasked: a refusal counts as one, an agreement to what it has not got does not.
    pub(super) async fn unasked(&mut self, step: SmtpStep) -> SmtpError {
        match self.reply(LAST_WORDS, step).await {
            Ok(reply) if reply.refuses() => SmtpError::refused(step, &reply),
            Ok(reply) => SmtpError::Broken(step, format!("unasked: {} {}", reply.code, reply.text())),
            Err(_) => more_than_asked(step),
        }
    }
}

fn more_than_asked(step: SmtpStep) -> SmtpError {
    SmtpError::Broken(step, "more than one reply".to_owned())
}
