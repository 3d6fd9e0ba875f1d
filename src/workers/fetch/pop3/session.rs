//! A POP3 session from the name of the server to the listing of the mailbox: the one way in, for fetching and for testing an account alike (S79).

use std::collections::{BTreeMap, HashMap};

use super::error::SessionError;
use super::pump::Pump;
use crate::domain::account::{SaidBack, Security};
use crate::domain::mail::pop3::plan::Listed;
use crate::jobs::account::TestStep;
use crate::protocol::bearer::Bearer;
use crate::protocol::pop3::{Answer, Channel, Command, ListedSize, ListedUidl, Machine, Pop3Error, Refusal};
use crate::workers::fetch::Login;
use crate::workers::net::{Connection, NetError, connect, encrypt};

/// A POP3 session that is logged in.
#[derive(Debug)]
pub struct Session {
    pump: Pump<Connection>,
}

impl Session {
    /// Connects and logs in. Every step that went well is added to `reached`, so that a test of an account can tell where it ended.
    pub async fn open(login: &Login, reached: &mut Vec<TestStep>) -> Result<Self, SessionError> {
        let endpoint = &login.endpoint;
        let stream = connect(endpoint, reached).await?;
        let mut pump = match endpoint.security {
            Security::Tls => {
                let stream = encrypt(stream, endpoint, &login.roots).await?;
                reached.push(TestStep::Tls);
                Pump::new(Machine::new(Channel::Encrypted), Connection::Encrypted(Box::new(stream)))
            }
            Security::Starttls => Pump::new(Machine::new(Channel::Open), Connection::Open(stream)),
            Security::None => Pump::new(Machine::new(Channel::OpenConfirmed), Connection::Open(stream)),
        };
        pump.machine_mut().keep_quiet_about(SaidBack::new(&login.username, &login.secret));
        expect(pump.answer().await?, &Answer::Greeted)?;
        ask_capabilities(&mut pump).await?;
        if endpoint.security == Security::Starttls {
            pump = switch_to_tls(pump, login).await?;
            reached.push(TestStep::Tls);
            ask_capabilities(&mut pump).await?;
        }
        log_in(&mut pump, login).await?;
        reached.push(TestStep::Login);
        Ok(Self { pump })
    }

    /// The mailbox as the server lists it. Without UIDL the mails have no names; a mail whose line cannot be read has none, or no size.
    ///
    /// A server that refuses UIDL is taken for one without names only where it says so without a code and no name of it was ever seen; a refused LIST is an
    /// empty mailbox only where STAT says that it is.
    pub async fn list(&mut self, names_were_seen: bool) -> Result<Vec<Listed>, SessionError> {
        let mut names = Vec::new();
        let no_names = self
            .listing(&Command::Uidl, |answer| {
                if let Answer::Uidl(line) = answer {
                    names.push(line)
                }
            })
            .await?;
        let mut sizes = Vec::new();
        let no_sizes = self
            .listing(&Command::List, |answer| {
                if let Answer::Size(line) = answer {
                    sizes.push(line)
                }
            })
            .await?;
        if let Some(refusal) = no_sizes {
            return self.unless_empty(refusal).await;
        }
        match no_names {
            Some(refusal) if refusal.code.is_some() || (names_were_seen && !sizes.is_empty()) => Err(SessionError::Refused(refusal)),
            None if names.is_empty() && !sizes.is_empty() && names_were_seen => Err(Pop3Error::NoNames.into()),
            _ => Ok(listed(names, &sizes)),
        }
    }

    /// An empty listing where the mailbox is empty; elsewhere its refusal.
    async fn unless_empty(&mut self, refusal: Refusal) -> Result<Vec<Listed>, SessionError> {
        match self.pump.ask(&Command::Stat).await? {
            Answer::Count(0) => Ok(Vec::new()),
            _ => Err(SessionError::Refused(refusal)),
        }
    }

    /// Runs a listing command; answers the refusal when the server refuses it.
    async fn listing(&mut self, command: &Command, mut take: impl FnMut(Answer)) -> Result<Option<Refusal>, SessionError> {
        self.pump.send(command).await?;
        loop {
            match self.pump.answer().await? {
                Answer::UidlEnd | Answer::ListEnd => return Ok(None),
                Answer::Refused(refusal) => return Ok(Some(refusal)),
                line => take(line),
            }
        }
    }

    /// The mail behind which the conversation broke, as [`Machine::suspect`] knows it.
    pub fn suspect(&self) -> Option<u32> {
        self.pump.machine().suspect()
    }

    /// The pump, for what follows the listing.
    pub fn pump(&mut self) -> &mut Pump<Connection> {
        &mut self.pump
    }

    /// Says good-bye and waits for the answer: only then are marked mails deleted. An error means that nobody knows.
    pub async fn quit(&mut self) -> Result<(), SessionError> {
        match self.pump.ask(&Command::Quit).await? {
            Answer::Bye => {
                self.pump.close().await;
                Ok(())
            }
            Answer::Refused(refusal) => Err(SessionError::Refused(refusal)),
            _ => Err(Pop3Error::NotAnAnswer.into()),
        }
    }
}

/// One listing of two. A number that stands twice with different names has none, with different sizes no size.
fn listed(names: Vec<ListedUidl>, sizes: &[ListedSize]) -> Vec<Listed> {
    let mut mails: BTreeMap<u32, Listed> = BTreeMap::new();
    for ListedUidl { number, uidl } in names {
        let uidl = Some(uidl);
        let mail = mails.entry(number).or_insert_with(|| Listed { number, uidl: uidl.clone(), size: None });
        if mail.uidl != uidl {
            mail.uidl = None;
        }
    }
    let mut sized: HashMap<u32, Option<u64>> = HashMap::new();
    for ListedSize { number, size } in sizes {
        let known = sized.entry(*number).or_insert(*size);
        if known != size {
            *known = None;
        }
        mails.entry(*number).or_insert(Listed { number: *number, uidl: None, size: None });
    }
    mails.into_values().map(|mail| Listed { size: sized.get(&mail.number).copied().flatten(), ..mail }).collect()
}

fn expect(answer: Answer, wanted: &Answer) -> Result<(), SessionError> {
    match answer {
        Answer::Refused(refusal) => Err(SessionError::Refused(refusal)),
        answer if answer == *wanted => Ok(()),
        _ => Err(Pop3Error::NotAnAnswer.into()),
    }
}

async fn ask_capabilities(pump: &mut Pump<Connection>) -> Result<(), SessionError> {
    if let Answer::Refused(_) = pump.ask(&Command::Capa).await? {
        pump.machine_mut().assume_no_capa();
    }
    Ok(())
}

async fn switch_to_tls(mut pump: Pump<Connection>, login: &Login) -> Result<Pump<Connection>, SessionError> {
    if !pump.machine().capabilities().is_some_and(|offers| offers.stls) {
        return Err(NetError::NoStarttls.into());
    }
    match pump.ask(&Command::Stls).await? {
        Answer::BeginTls => {}
        Answer::Refused(_) => return Err(NetError::NoStarttls.into()),
        _ => return Err(Pop3Error::NotAnAnswer.into()),
    }
    let (mut machine, connection) = pump.into_tls_switch()?;
    let Connection::Open(stream) = connection else {
        return Err(Pop3Error::TextBeforeTls.into());
    };
    let stream = encrypt(stream, &login.endpoint, &login.roots).await?;
    machine.tls_ready();
    Ok(Pump::new(machine, Connection::Encrypted(Box::new(stream))))
}

/// USER and PASS where they are offered, since every server has them and the user name is said as it is (S64); SASL PLAIN where they are not, or where
/// name or password need UTF-8.
async fn log_in(pump: &mut Pump<Connection>, login: &Login) -> Result<(), SessionError> {
    let offers = pump.machine().capabilities().cloned().unwrap_or_default();
    if login.token {
        let way = Bearer::ALL.into_iter().find(|way| offers.bearer.contains(way)).ok_or(SessionError::NoLogin)?;
        let command = Command::auth_bearer(way, login.username.clone(), login.secret.clone());
        return expect(pump.ask(&command).await?, &Answer::LoggedIn);
    }
    let ascii = login.username.is_ascii() && login.secret.expose().is_ascii();
    if offers.sasl_plain && (!offers.user || !ascii) {
        let command = Command::auth_plain(login.username.clone(), login.secret.clone());
        let answer = pump.ask(&command).await?;
        // Some servers list what they then do not know (RFC 5034 4 has no code for that).
        let unknown = matches!(&answer, Answer::Refused(refusal) if refusal.code.is_none() && says_unknown(&refusal.text));
        if !unknown || login.endpoint.security == Security::None {
            return expect(answer, &Answer::LoggedIn);
        }
    } else if !offers.user && login.endpoint.security == Security::None {
        return Err(SessionError::NoLogin);
    }
    expect(pump.ask(&Command::User(login.username.clone())).await?, &Answer::UserAccepted)?;
    expect(pump.ask(&Command::Pass(login.secret.clone())).await?, &Answer::LoggedIn)
}

/// Whether a refusal is about the command or the mechanism, not about name and password.
fn says_unknown(said: &str) -> bool {
    const WORDS: [&str; 8] =
        ["unknown command", "unknown auth", "unrecogni", "not implemented", "unsupported", "not supported", "invalid command", "mechanism"];
    let said = said.to_lowercase();
    WORDS.iter().any(|word| said.contains(word))
}
