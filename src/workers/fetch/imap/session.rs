//! An IMAP session from the name of the server to the mailboxes of the account: the one way in, for fetching and for testing an account alike (S79).

use std::collections::HashSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::error::ImapError;
use super::wire::Wire;
use crate::domain::account::{SaidBack, Security};
use crate::jobs::account::TestStep;
use crate::protocol::bearer::Bearer;
use crate::protocol::imap::{Kind, Listed, Reply, State, StatusCode, quoted};
use crate::workers::fetch::Login;
use crate::workers::net::{Connection, NetError, connect, encrypt};

/// How many answers one command may have.
pub(super) const MOST_REPLIES: usize = 2_000_000;

/// An IMAP session that is logged in.
#[derive(Debug)]
pub struct ImapSession {
    wire: Wire,
    offers: HashSet<String>,
}

impl ImapSession {
    /// Connects and logs in. Every step that went well is added to `reached`, so that a test of an account can tell where it ended.
    pub async fn open(login: &Login, reached: &mut Vec<TestStep>) -> Result<Self, ImapError> {
        let endpoint = &login.endpoint;
        let stream = connect(endpoint, reached).await?;
        let hides = SaidBack::new(&login.username, &login.secret);
        let mut session = if endpoint.security == Security::Tls {
            let stream = encrypt(stream, endpoint, &login.roots).await?;
            reached.push(TestStep::Tls);
            Self::on(Connection::Encrypted(Box::new(stream)), hides)
        } else {
            Self::on(Connection::Open(stream), hides)
        };
        session.greeted().await?;
        if endpoint.security == Security::Starttls {
            session = session.encrypted(login).await?;
            reached.push(TestStep::Tls);
        }
        session.log_in(login).await?;
        session.wire.logged_in();
        reached.push(TestStep::Login);
        session.introduce().await?;
        Ok(session)
    }

    /// Says which program this is where the server wants to know (RFC 2971), since some show their mailboxes to nobody who did not. What it answers does not matter.
    async fn introduce(&mut self) -> Result<(), ImapError> {
        if !self.offers("ID") {
            return Ok(());
        }
        match self.ask(concat!("ID (\"name\" \"fumi\" \"version\" \"", env!("CARGO_PKG_VERSION"), "\")"), "ID").await {
            Ok(_) | Err(ImapError::Refused(..)) => Ok(()),
            Err(error) => Err(error),
        }
    }

    fn on(connection: Connection, hides: SaidBack) -> Self {
        Self { wire: Wire::new(connection, hides), offers: HashSet::new() }
    }

    /// Whether the server can do this; the word in capitals.
    pub fn offers(&self, word: &str) -> bool {
        self.offers.contains(word)
    }

    /// How many bytes came.
    pub fn received(&self) -> u64 {
        self.wire.received()
    }

    /// The wire, for what has more than answers.
    pub fn wire(&mut self) -> &mut Wire {
        &mut self.wire
    }

    /// Sends a command; [`ImapSession::next`] brings what it answers.
    pub async fn send(&mut self, command: &str) -> Result<String, ImapError> {
        self.wire.send(command).await
    }

    /// The next answer before the end of a command; none at its end.
    ///
    /// # Errors
    /// [`ImapError::Refused`] when the server says no.
    pub async fn next(&mut self, tag: &str, what: &'static str) -> Result<Option<Reply>, ImapError> {
        match self.wire.reply().await? {
            Reply::Done(of, state) if of == tag => {
                if !state.is_ok() {
                    return Err(ImapError::Refused(what, Box::new(state)));
                }
                // The code of the end, such as COPYUID, is an answer like others.
                self.ended(&state);
                Ok(None)
            }
            Reply::Done(..) => Err(ImapError::Protocol("an answer to another command")),
            reply => Ok(Some(reply)),
        }
    }

    fn ended(&mut self, state: &State) {
        if let Some(StatusCode::Capabilities(all)) = &state.code {
            self.offers = all.iter().cloned().collect();
        }
    }

    /// Sends a command and answers what came up to its end, which is the last.
    ///
    /// # Errors
    /// [`ImapError::Refused`] when the server says no.
    pub async fn ask(&mut self, command: &str, what: &'static str) -> Result<Vec<Reply>, ImapError> {
        let tag = self.send(command).await?;
        self.answers(&tag, what).await
    }

    /// What comes up to the end of a command, which is the last.
    pub async fn answers(&mut self, tag: &str, what: &'static str) -> Result<Vec<Reply>, ImapError> {
        let mut came = Vec::new();
        loop {
            match self.wire.reply().await? {
                Reply::Done(of, state) if of == tag => {
                    if !state.is_ok() {
                        return Err(ImapError::Refused(what, Box::new(state)));
                    }
                    self.ended(&state);
                    came.push(Reply::State(state));
                    return Ok(came);
                }
                Reply::Done(..) => return Err(ImapError::Protocol("an answer to another command")),
                Reply::Continue(_) => return Err(ImapError::Protocol("a + that nobody waits for")),
                reply if came.len() < MOST_REPLIES => came.push(reply),
                _ => return Err(ImapError::Protocol("answers without end")),
            }
        }
    }

    /// The mailboxes of the account.
    pub async fn list(&mut self) -> Result<Vec<Listed>, ImapError> {
        let uses = self.offers("SPECIAL-USE") && self.offers("LIST-EXTENDED");
        let command = if uses { "LIST \"\" \"*\" RETURN (SPECIAL-USE)" } else { "LIST \"\" \"*\"" };
        let replies = match self.ask(command, "LIST").await {
            Err(ImapError::Refused(..)) if uses => self.ask("LIST \"\" \"*\"", "LIST").await?,
            other => other?,
        };
        let mut listed: Vec<Listed> = Vec::new();
        for reply in replies {
            if let Reply::Listed(one) = reply
                && !listed.iter().any(|known| known.name == one.name)
            {
                listed.push(one);
            }
        }
        Ok(listed)
    }

    /// Says good-bye; how it ends does not matter.
    pub async fn log_out(mut self) {
        let _ = self.ask("LOGOUT", "LOGOUT").await;
    }

    async fn greeted(&mut self) -> Result<(), ImapError> {
        match self.wire.reply().await? {
            Reply::State(state) if state.kind == Kind::Ok => self.ended(&state),
            Reply::State(state) if state.kind == Kind::Preauth => return Err(ImapError::Preauth),
            _ => return Err(ImapError::Protocol("no greeting")),
        }
        if self.offers.is_empty() { self.ask_offers().await } else { Ok(()) }
    }

    async fn ask_offers(&mut self) -> Result<(), ImapError> {
        for reply in self.ask("CAPABILITY", "CAPABILITY").await? {
            if let Reply::Capabilities(all) = reply {
                self.offers = all.into_iter().collect();
            }
        }
        Ok(())
    }

    /// Begins TLS. What the server said before it is forgotten.
    async fn encrypted(mut self, login: &Login) -> Result<Self, ImapError> {
        if !self.offers("STARTTLS") {
            return Err(NetError::NoStarttls.into());
        }
        match self.ask("STARTTLS", "STARTTLS").await {
            Err(ImapError::Refused(..)) => return Err(NetError::NoStarttls.into()),
            other => other?,
        };
        let (Connection::Open(stream), hides) = self.wire.into_connection()? else {
            return Err(ImapError::TextBeforeTls);
        };
        let stream = encrypt(stream, &login.endpoint, &login.roots).await?;
        let mut session = Self::on(Connection::Encrypted(Box::new(stream)), hides);
        session.ask_offers().await?;
        Ok(session)
    }

    /// PLAIN where it is offered, since it carries every name and password; LOGIN where it is not and is not disabled.
    async fn log_in(&mut self, login: &Login) -> Result<(), ImapError> {
        if login.token {
            let way = Bearer::ALL.into_iter().find(|way| self.offers(&format!("AUTH={}", way.word()))).ok_or(ImapError::NoLogin)?;
            let response = way.response(&login.username, &login.secret);
            return self.authenticate(way.word(), &response, way.after_a_refusal()).await;
        }
        let secret = login.secret.expose();
        if secret.contains('\0') || login.username.contains('\0') {
            return Err(ImapError::Unsendable);
        }
        if self.offers("AUTH=PLAIN") {
            let plain = Zeroizing::new(format!("\0{}\0{secret}", login.username));
            let response = Zeroizing::new(STANDARD.encode(plain.as_bytes()));
            return self.authenticate("PLAIN", &response, "").await;
        }
        if self.offers("LOGINDISABLED") {
            return Err(ImapError::NoLogin);
        }
        let (Some(user), Some(secret)) = (quoted(&login.username), quoted(secret).map(Zeroizing::new)) else {
            return Err(ImapError::Unsendable);
        };
        let command = Zeroizing::new(format!("LOGIN {user} {}", *secret));
        let tag = self.send(&command).await?;
        self.end_of_login(&tag, "").await
    }

    async fn authenticate(&mut self, way: &str, response: &str, after_a_refusal: &str) -> Result<(), ImapError> {
        if self.offers("SASL-IR") {
            let command = Zeroizing::new(format!("AUTHENTICATE {way} {response}"));
            let tag = self.send(&command).await?;
            return self.end_of_login(&tag, after_a_refusal).await;
        }
        let tag = self.send(&format!("AUTHENTICATE {way}")).await?;
        loop {
            match self.wire.reply().await? {
                Reply::Continue(_) => break,
                Reply::Done(of, state) if of == tag => return Err(ImapError::Login(Box::new(state))),
                Reply::Done(..) => return Err(ImapError::Protocol("an answer to another command")),
                _ => {}
            }
        }
        let line = Zeroizing::new(format!("{response}\r\n"));
        self.wire.say(line.as_bytes()).await?;
        self.end_of_login(&tag, after_a_refusal).await
    }

    async fn end_of_login(&mut self, tag: &str, after_a_refusal: &str) -> Result<(), ImapError> {
        let mut offers = None;
        let mut asked = 0;
        loop {
            match self.wire.reply().await? {
                Reply::Done(of, state) if of == tag => {
                    if !state.is_ok() {
                        return Err(ImapError::Login(Box::new(state)));
                    }
                    let told = matches!(state.code, Some(StatusCode::Capabilities(_)));
                    self.ended(&state);
                    return match offers {
                        Some(all) if !told => {
                            self.offers = all;
                            Ok(())
                        }
                        None if !told => self.ask_offers().await,
                        _ => Ok(()),
                    };
                }
                Reply::Done(..) => return Err(ImapError::Protocol("an answer to another command")),
                // Why a token is refused; one more response is due before the server says no.
                Reply::Continue(_) if asked == 0 => {
                    asked += 1;
                    self.wire.say(format!("{after_a_refusal}\r\n").as_bytes()).await?;
                }
                Reply::Continue(_) => return Err(ImapError::NoLogin),
                Reply::Capabilities(all) => offers = Some(all.into_iter().collect()),
                _ => {}
            }
        }
    }
}
