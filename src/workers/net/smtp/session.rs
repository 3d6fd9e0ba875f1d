//! One submission session, spoken on bytes by ourselves.

use std::time::Duration;

use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio::time::timeout;

use super::error::{SmtpError, SmtpStep};
use super::wire::Wire;
use crate::domain::account::{AccountSettings, SaidBack, Secret, SecretSource, Security};
use crate::domain::mail::address::AddrSpec;
use crate::jobs::account::TestStep;
use crate::mime::write::{WireMessage, wire_address};
use crate::protocol::smtp::{Login, LoginStep, Offers, Reply};
use crate::workers::net::{Connection, Endpoint, NetError, Roots, connect, encrypt};

/// The name we give in EHLO: fixed, and nobody's (RFC 5321 4.1.3).
const HELLO: &str = "[127.0.0.1]";

/// How long to wait for a server (RFC 5321 4.5.3.2, with less patience for what a person waits for).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SmtpPatience {
    /// For an answer, or for a piece of the mail to be taken.
    pub reply: Duration,
    /// For the answer to the final dot: giving up there leaves the mail in the dark.
    pub end: Duration,
}

impl Default for SmtpPatience {
    fn default() -> Self {
        Self { reply: Duration::from_secs(60), end: Duration::from_secs(600) }
    }
}

/// Where to log in for sending, and as whom.
#[derive(Debug, Clone)]
pub struct SmtpLogin {
    /// Where the server is, and how the line is protected.
    pub endpoint: Endpoint,
    /// Trusted certificates beyond the system's.
    pub roots: Roots,
    /// The user name.
    pub username: String,
    /// The password or token, wiped from memory when this is dropped.
    pub secret: Secret,
    /// Whether it is a token of an identity provider.
    pub token: bool,
    /// How long to wait for answers.
    pub patience: SmtpPatience,
}

impl SmtpLogin {
    /// The outgoing login of an account; `None` when it only receives.
    pub fn outgoing(account: &AccountSettings, secret: Secret) -> Option<Self> {
        let server = account.outgoing.as_ref()?;
        Some(Self {
            endpoint: Endpoint::of(server, account.plaintext_confirmed),
            roots: Roots::of(account, server),
            username: server.username.clone(),
            secret,
            token: account.outgoing_secret == SecretSource::Tokens,
            patience: SmtpPatience::default(),
        })
    }
}

/// What a server said when it agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agreed {
    /// Its three digits.
    pub code: u16,
    /// Its words, which the outbox keeps.
    pub text: String,
}

/// A session that is logged in, or needs no login.
pub struct SmtpSession {
    wire: Wire<Connection>,
    offers: Offers,
    patience: SmtpPatience,
    /// What no word of the server may hold.
    secret: SaidBack,
}

impl SmtpSession {
    /// Connects and logs in. Every step that went well is added to `reached`, so that a test of an account can tell where it ended.
    pub async fn open(login: &SmtpLogin, reached: &mut Vec<TestStep>) -> Result<Self, SmtpError> {
        let secret = SaidBack::new(&login.username, &login.secret);
        Self::begin(login, reached, secret.clone()).await.map_err(|error| error.without(&secret))
    }

    async fn begin(login: &SmtpLogin, reached: &mut Vec<TestStep>, secret: SaidBack) -> Result<Self, SmtpError> {
        let endpoint = &login.endpoint;
        let stream = connect(endpoint, reached).await?;
        let patience = login.patience;
        let mut wire = match endpoint.security {
            Security::Tls => Wire::new(encrypted(stream, login, reached).await?),
            Security::Starttls => Wire::new(encrypted(asked_for_tls(stream, patience.reply).await?, login, reached).await?),
            Security::None => Wire::new(Connection::Open(stream)),
        };
        if endpoint.security != Security::Starttls {
            greeted(&mut wire, patience.reply).await?;
        }
        let offers = offers(&mut wire, patience.reply).await?;
        let mut session = Self { wire, offers, patience, secret };
        session.log_in(login).await?;
        reached.push(TestStep::Login);
        Ok(session)
    }

    /// Logs in, where the server wants it. One that offers no login at all, a relay that knows whom it serves, is told no password.
    async fn log_in(&mut self, login: &SmtpLogin) -> Result<(), SmtpError> {
        let Some(offered) = &self.offers.auth else { return Ok(()) };
        if [login.username.as_str(), login.secret.expose()].iter().any(|text| text.contains(['\0', '\r', '\n'])) {
            return Err(SmtpError::Unsendable);
        }
        let (mut talk, mut line) = Login::begin(offered, &login.username, &login.secret, login.token).map_err(SmtpError::NoLogin)?;
        loop {
            let reply = self.wire.ask(&line, self.patience.reply, SmtpStep::Auth).await?;
            line = match talk.answer(&reply) {
                LoginStep::Say(line) => line,
                LoginStep::In => return Ok(()),
                LoginStep::NoWay(no_way) => return Err(SmtpError::NoLogin(no_way)),
                LoginStep::Refused | LoginStep::Odd => return Err(SmtpError::refused(SmtpStep::Auth, &reply)),
            };
        }
    }

    /// MAIL FROM, with the extensions that the mail needs.
    pub async fn mail(&mut self, from: &AddrSpec, message: &WireMessage, utf8_addresses: bool) -> Result<Agreed, SmtpError> {
        let mut command = format!("MAIL FROM:<{}>", wire_address(from));
        let bytes = message.as_bytes().len();
        if self.offers.is_too_big(bytes) {
            return Err(SmtpError::TooBig(self.offers.size.unwrap_or_default()));
        }
        if self.offers.size.is_some() {
            command.push_str(&format!(" SIZE={bytes}"));
        }
        if utf8_addresses || message.has_utf8_headers() {
            if !self.offers.utf8 {
                return Err(SmtpError::NoUtf8);
            }
            command.push_str(" SMTPUTF8");
        }
        if message.is_8bit() {
            if !self.offers.eight_bit {
                return Err(SmtpError::No8bit);
            }
            command.push_str(" BODY=8BITMIME");
        }
        self.command(&command, SmtpStep::Mail).await
    }

    /// RCPT TO. A refusal is this recipient's alone; the session goes on.
    pub async fn recipient(&mut self, to: &AddrSpec) -> Result<Agreed, SmtpError> {
        self.command(&format!("RCPT TO:<{}>", wire_address(to)), SmtpStep::Rcpt).await
    }

    /// DATA, and every byte of the mail but the dot that ends it. Until [`Self::end`] the server must not act on it.
    pub async fn data(&mut self, message: &WireMessage) -> Result<(), SmtpError> {
        let sent = self.send_data(message).await;
        self.allowed(sent)
    }

    async fn send_data(&mut self, message: &WireMessage) -> Result<(), SmtpError> {
        let reply = self.wire.ask("DATA", self.patience.reply, SmtpStep::Data).await?;
        if reply.code != 354 || reply.mixed {
            return Err(SmtpError::refused(SmtpStep::Data, &reply));
        }
        // Whatever lies behind the leave to go on is no word about a mail that has not gone out.
        self.wire.still_listens(SmtpStep::Body).await?;
        match self.wire.write(&stuff_dots(message.as_bytes()), self.patience.reply, SmtpStep::Body).await {
            // Who closes in the middle has often said why.
            Err(SmtpError::Broken(step, why)) => match self.wire.unasked(step).await {
                refused @ SmtpError::Refused { .. } => Err(refused),
                _ => Err(SmtpError::Broken(step, why)),
            },
            written => written,
        }
    }

    /// The dot that ends the mail. Without a clear answer nobody knows whether the server has it.
    pub async fn end(&mut self) -> Result<Agreed, SmtpError> {
        let there = self.wire.still_listens(SmtpStep::Body).await;
        self.allowed(there)?;
        let answered = async {
            self.wire.write(b".\r\n", self.patience.end, SmtpStep::End).await?;
            self.wire.reply(self.patience.end, SmtpStep::End).await
        };
        let answered = answered.await;
        self.agreed(answered, SmtpStep::End)
    }

    /// Says good-bye; how that ends, and what comes behind it, does not matter any more.
    pub async fn quit(mut self) {
        let _ = timeout(Duration::from_secs(5), self.wire.ask("QUIT", self.patience.reply, SmtpStep::End)).await;
    }

    /// What of an answer may go on: nothing of its words when they hold the secret.
    fn allowed<T>(&self, answered: Result<T, SmtpError>) -> Result<T, SmtpError> {
        answered.map_err(|error| error.without(&self.secret))
    }

    /// Only 2xx is agreement here; a 3xx where no more is asked is a server that lost its place.
    fn agreed(&self, answered: Result<Reply, SmtpError>, step: SmtpStep) -> Result<Agreed, SmtpError> {
        let reply = self.allowed(answered)?;
        if !reply.agrees() {
            return self.allowed(Err(SmtpError::refused(step, &reply)));
        }
        Ok(Agreed { code: reply.code, text: self.secret.allowed(reply.text()) })
    }

    async fn command(&mut self, command: &str, step: SmtpStep) -> Result<Agreed, SmtpError> {
        let answered = self.wire.ask(command, self.patience.reply, step).await;
        self.agreed(answered, step)
    }
}

/// The server's first words.
async fn greeted<S: AsyncRead + AsyncWrite + Unpin>(wire: &mut Wire<S>, patience: Duration) -> Result<(), SmtpError> {
    let greeting = wire.reply(patience, SmtpStep::Greeting).await?;
    if greeting.agrees() { Ok(()) } else { Err(SmtpError::refused(SmtpStep::Greeting, &greeting)) }
}

/// EHLO and what it brings; an old server that does not know it is greeted as before, and offers nothing (RFC 5321 3.2).
async fn offers<S: AsyncRead + AsyncWrite + Unpin>(wire: &mut Wire<S>, patience: Duration) -> Result<Offers, SmtpError> {
    let reply = wire.ask(&format!("EHLO {HELLO}"), patience, SmtpStep::Greeting).await?;
    if reply.agrees() {
        return Ok(Offers::of(&reply));
    }
    if !matches!(reply.code, 500..=504 | 550) || reply.mixed {
        return Err(SmtpError::refused(SmtpStep::Greeting, &reply));
    }
    let reply = wire.ask(&format!("HELO {HELLO}"), patience, SmtpStep::Greeting).await?;
    if reply.agrees() { Ok(Offers::default()) } else { Err(SmtpError::refused(SmtpStep::Greeting, &reply)) }
}

/// The few words before STARTTLS: nothing said in the open is believed afterwards (promises.md B1).
async fn asked_for_tls(stream: TcpStream, patience: Duration) -> Result<TcpStream, SmtpError> {
    let mut wire = Wire::new(stream);
    greeted(&mut wire, patience).await?;
    if !offers(&mut wire, patience).await?.starttls {
        return Err(SmtpError::Net(NetError::NoStarttls));
    }
    let reply = wire.ask("STARTTLS", patience, SmtpStep::Starttls).await?;
    if reply.agrees() { wire.into_stream(SmtpStep::Starttls) } else { Err(SmtpError::refused(SmtpStep::Starttls, &reply)) }
}

async fn encrypted(stream: TcpStream, login: &SmtpLogin, reached: &mut Vec<TestStep>) -> Result<Connection, SmtpError> {
    let stream = encrypt(stream, &login.endpoint, &login.roots).await?;
    reached.push(TestStep::Tls);
    Ok(Connection::Encrypted(Box::new(stream)))
}

/// A dot at the start of a line is doubled (RFC 5321 4.5.2). The bytes were checked: every line ends in CRLF.
fn stuff_dots(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + bytes.len() / 64);
    for line in bytes.split_inclusive(|byte| *byte == b'\n') {
        if line.first() == Some(&b'.') {
            out.push(b'.');
        }
        out.extend_from_slice(line);
    }
    out
}
