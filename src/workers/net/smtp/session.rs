//! One submission session: the library speaks the commands, the bytes of the mail go out by our own hand.

use std::error::Error as _;
use std::net::Ipv4Addr;
use std::time::Duration;

use lettre::address::Address;
use lettre::transport::smtp::authentication::{Credentials, Mechanism};
use lettre::transport::smtp::client::AsyncSmtpConnection;
use lettre::transport::smtp::commands::{Data, Mail, Rcpt};
use lettre::transport::smtp::extension::{ClientId, Extension, MailBodyParameter, MailParameter};
use lettre::transport::smtp::response::Response;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::time::timeout;

use super::error::{SmtpError, SmtpStep};
use super::starttls;
use super::stream::SharedStream;
use crate::domain::account::{AccountSettings, SaidBack, Secret, Security};
use crate::domain::mail::address::AddrSpec;
use crate::jobs::account::TestStep;
use crate::mime::write::{WireMessage, wire_address};
use crate::workers::net::{Connection, Endpoint, NetError, Roots, dial, encrypt, resolve, tls_config};

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
    /// The password, wiped from memory when this is dropped.
    pub secret: Secret,
    /// How long to wait for answers.
    pub patience: SmtpPatience,
}

impl SmtpLogin {
    /// The outgoing login of an account; `None` when it only receives.
    pub fn outgoing(account: &AccountSettings, secret: Secret) -> Option<Self> {
        let server = account.outgoing.as_ref()?;
        Some(Self {
            endpoint: Endpoint::of(server, account.plaintext_confirmed),
            roots: Roots { ca_file: account.ca_file.clone() },
            username: server.username.clone(),
            secret,
            patience: SmtpPatience::default(),
        })
    }
}

/// What a server said when it agreed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reply {
    /// Its three digits.
    pub code: u16,
    /// Its words, which the outbox keeps.
    pub text: String,
}

/// A session that is logged in.
pub struct SmtpSession {
    commands: AsyncSmtpConnection,
    bytes: SharedStream,
    patience: SmtpPatience,
    /// What no word of the server may hold.
    secret: SaidBack,
}

/// How much of a mail goes out at once.
const PIECE: usize = 16 * 1024;

impl SmtpSession {
    /// Connects and logs in. Every step that went well is added to `reached`, so that a test of an account can tell where it ended.
    pub async fn open(login: &SmtpLogin, reached: &mut Vec<TestStep>) -> Result<Self, SmtpError> {
        let secret = SaidBack::new(&login.username, &login.secret);
        Self::begin(login, reached, secret.clone()).await.map_err(|error| error.without(&secret))
    }

    async fn begin(login: &SmtpLogin, reached: &mut Vec<TestStep>, secret: SaidBack) -> Result<Self, SmtpError> {
        let endpoint = &login.endpoint;
        endpoint.check()?;
        let addresses = resolve(endpoint).await?;
        reached.push(TestStep::Resolve);
        let mut stream = dial(&addresses).await?;
        reached.push(TestStep::Connect);
        let peer = stream.peer_addr().map_err(NetError::NotConnected)?;
        let stream = match endpoint.security {
            Security::Tls => {
                let stream = encrypt(stream, endpoint, trust(&login.roots).await?).await?;
                reached.push(TestStep::Tls);
                SharedStream::new(Connection::Encrypted(Box::new(stream)), b"", peer)
            }
            Security::Starttls => {
                starttls::ask_for_tls(&mut stream, login.patience.reply).await?;
                let stream = encrypt(stream, endpoint, trust(&login.roots).await?).await?;
                reached.push(TestStep::Tls);
                SharedStream::new(Connection::Encrypted(Box::new(stream)), b"220 ready\r\n", peer)
            }
            Security::None => SharedStream::new(Connection::Open(stream), b"", peer),
        };
        let hello = ClientId::Ipv4(Ipv4Addr::LOCALHOST);
        let bytes = stream.second();
        let greeted = AsyncSmtpConnection::connect_with_transport(Box::new(stream), &hello);
        let commands = in_time(login.patience.reply, SmtpStep::Greeting, greeted).await?;
        let mut session = Self { commands, bytes, patience: login.patience, secret };
        session.log_in(login).await?;
        reached.push(TestStep::Login);
        Ok(session)
    }

    async fn log_in(&mut self, login: &SmtpLogin) -> Result<(), SmtpError> {
        let mechanisms = [Mechanism::Plain, Mechanism::Login];
        if self.commands.server_info().get_auth_mechanism(&mechanisms).is_none() {
            return Err(SmtpError::NoLogin);
        }
        if [login.username.as_str(), login.secret.expose()].iter().any(|text| text.contains(['\0', '\r', '\n'])) {
            return Err(SmtpError::Unsendable);
        }
        let credentials = Credentials::new(login.username.clone(), login.secret.expose().to_owned());
        let answer = self.commands.auth(&mechanisms, &credentials);
        let reply = in_time(self.patience.reply, SmtpStep::Auth, answer).await?;
        agreed(reply, SmtpStep::Auth).map(drop)
    }

    /// MAIL FROM, with the extensions that the mail needs.
    pub async fn mail(&mut self, from: &AddrSpec, message: &WireMessage, utf8_addresses: bool) -> Result<Reply, SmtpError> {
        let mut parameters = Vec::new();
        if utf8_addresses || message.has_utf8_headers() {
            if !self.commands.server_info().supports_feature(Extension::SmtpUtfEight) {
                return Err(SmtpError::NoUtf8);
            }
            parameters.push(MailParameter::SmtpUtfEight);
        }
        if message.is_8bit() {
            if !self.commands.server_info().supports_feature(Extension::EightBitMime) {
                return Err(SmtpError::No8bit);
            }
            parameters.push(MailParameter::Body(MailBodyParameter::EightBitMime));
        }
        self.command(Mail::new(Some(command_address(from)), parameters), SmtpStep::Mail).await
    }

    /// RCPT TO. A refusal is this recipient's alone; the session goes on.
    pub async fn recipient(&mut self, to: &AddrSpec) -> Result<Reply, SmtpError> {
        self.command(Rcpt::new(command_address(to), Vec::new()), SmtpStep::Rcpt).await
    }

    /// DATA, and every byte of the mail but the dot that ends it. Until [`Self::end`] the server must not act on it.
    pub async fn data(&mut self, message: &WireMessage) -> Result<(), SmtpError> {
        let answered = in_time(self.patience.reply, SmtpStep::Data, self.commands.command(Data)).await;
        let reply = self.allowed(answered)?;
        if !reply.has_code(354) {
            return Err(SmtpError::Broken(SmtpStep::Data, format!("{} in answer to DATA", reply.code())));
        }
        let stuffed = stuff_dots(message.as_bytes());
        for piece in stuffed.chunks(PIECE) {
            self.write(piece).await?;
        }
        self.write(b"").await
    }

    async fn write(&mut self, piece: &[u8]) -> Result<(), SmtpError> {
        let written = async {
            self.bytes.write_all(piece).await?;
            self.bytes.flush().await
        };
        match timeout(self.patience.reply, written).await {
            Ok(Ok(())) => Ok(()),
            Ok(Err(error)) => Err(SmtpError::Broken(SmtpStep::Body, error.to_string())),
            Err(_) => Err(SmtpError::TimedOut(SmtpStep::Body)),
        }
    }

    /// The dot that ends the mail. Without a clear answer nobody knows whether the server has it.
    pub async fn end(&mut self) -> Result<Reply, SmtpError> {
        let there = self.still_there().await;
        self.allowed(there)?;
        let answered = in_time(self.patience.end, SmtpStep::End, self.commands.command(".\r\n")).await;
        self.allowed_reply(answered, SmtpStep::End)
    }

    /// A server that left or spoke before the dot went out does not have the mail: that is known, and another try is safe.
    async fn still_there(&mut self) -> Result<(), SmtpError> {
        let mut first = [0; 512];
        match timeout(Duration::ZERO, self.bytes.read(&mut first)).await {
            Err(_) => Ok(()),
            Ok(Ok(0)) => Err(SmtpError::Broken(SmtpStep::Body, "closed".to_owned())),
            Ok(Ok(some)) => Err(SmtpError::Broken(SmtpStep::Body, String::from_utf8_lossy(&first[..some]).into_owned())),
            Ok(Err(error)) => Err(SmtpError::Broken(SmtpStep::Body, error.to_string())),
        }
    }

    /// Says good-bye; how that ends does not matter any more.
    pub async fn quit(mut self) {
        let _ = timeout(Duration::from_secs(5), self.commands.quit()).await;
    }

    /// What of an answer may go on: nothing of its words when they hold the secret.
    fn allowed<T>(&self, answered: Result<T, SmtpError>) -> Result<T, SmtpError> {
        answered.map_err(|error| error.without(&self.secret))
    }

    fn allowed_reply(&self, answered: Result<Response, SmtpError>, step: SmtpStep) -> Result<Reply, SmtpError> {
        let Reply { code, text } = self.allowed(answered.and_then(|reply| agreed(reply, step)))?;
        Ok(Reply { code, text: self.secret.allowed(text) })
    }

    async fn command(&mut self, command: impl std::fmt::Display, step: SmtpStep) -> Result<Reply, SmtpError> {
        let answered = in_time(self.patience.reply, step, self.commands.command(command)).await;
        self.allowed_reply(answered, step)
    }
}

async fn trust(roots: &Roots) -> Result<std::sync::Arc<rustls::ClientConfig>, NetError> {
    let roots = roots.clone();
    tokio::task::spawn_blocking(move || tls_config(&roots)).await.map_err(|_| NetError::NoRoots)?
}

/// Our addresses hold no white space and no control characters, so that they need no second judgement: some phone companies gave out addresses that a
/// strict one would refuse.
fn command_address(address: &AddrSpec) -> Address {
    let wire = wire_address(address);
    let (local, domain) = wire.rsplit_once('@').unwrap_or((wire.as_str(), ""));
    Address::new_dangerous(local, domain)
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

/// Only 2xx is agreement here; a 3xx where no more is asked is a server that lost its place.
fn agreed(reply: Response, step: SmtpStep) -> Result<Reply, SmtpError> {
    let code = u16::from(reply.code());
    let text = reply.message().collect::<Vec<_>>().join(" ");
    if (200..300).contains(&code) { Ok(Reply { code, text }) } else { Err(SmtpError::Broken(step, format!("{code} {text}"))) }
}

async fn in_time<T>(
    patience: Duration,
    step: SmtpStep,
    answer: impl Future<Output = Result<T, lettre::transport::smtp::Error>>,
) -> Result<T, SmtpError> {
    match timeout(patience, answer).await {
        Ok(answered) => answered.map_err(|error| refused(&error, step)),
        Err(_) => Err(SmtpError::TimedOut(step)),
    }
}

fn refused(error: &lettre::transport::smtp::Error, step: SmtpStep) -> SmtpError {
    let text = error.source().map_or_else(|| error.to_string(), ToString::to_string);
    match error.status() {
        Some(code) => SmtpError::Refused { step, code: u16::from(code), text },
        None => SmtpError::Broken(step, text),
    }
}
