//! The test of an account: the same connecting, logging in and listing as real fetching, told step by step (S79).

use std::sync::Arc;
use std::time::Duration;

use tokio::task::spawn_blocking;
use tokio::time::timeout;

use super::accounts::{Accounts, problems};
use super::fetch::imap::{ImapError, ImapSession};
use super::fetch::pop3::{Session, SessionError};
use super::fetch::{Login, Protocol};
use super::net::smtp::{SmtpLogin, SmtpSession};
use super::net::{Endpoint, NetError, Side};
use crate::domain::account::{AccountSettings, Secret, Security, ServerSettings, Validated, submission_port};
use crate::domain::ids::Id;
use crate::jobs::account::{AccountReport, AccountTest, StepResult, TestOf, TestStep};
use crate::jobs::{Outcome, Report};
use crate::problem::Problem;

/// How long one of several outgoing servers that may be the right one may take to answer.
const GUESS: Duration = Duration::from_secs(8);

/// Carries out an account test. Nothing is saved, whatever it finds.
///
/// # Errors
/// When what was typed is wrong already, or a kept password cannot be had.
pub async fn carry_out(home: &Arc<Accounts>, of: TestOf) -> Outcome {
    let home = Arc::clone(home);
    let guesses = match &of {
        TestOf::Entered { entered, .. } => entered.outgoing_guesses(),
        TestOf::Account(_) => Vec::new(),
    };
    let prepared = spawn_blocking(move || prepare(&home, of)).await.unwrap_or_else(|_| Err(Problem::internal()))?;
    let (account, incoming, outgoing) = prepared;
    let incoming = check_incoming(&account, incoming).await;
    let test = if guesses.is_empty() {
        AccountTest { incoming, outgoing: check_outgoing(&account, outgoing).await, outgoing_server: None }
    } else {
        let (server, outgoing) = find_outgoing(&account, outgoing, &guesses).await;
        AccountTest { incoming, outgoing, outgoing_server: server }
    };
    Ok(Report::Account(Box::new(AccountReport::Test(test))))
}

/// Tries the hosts that may take outgoing mail until one answers under TLS, and gives it with its steps; when none does, the likeliest with why not. The
/// password goes to no host before it answered under a good certificate.
async fn find_outgoing(account: &AccountSettings, secret: Option<Secret>, hosts: &[String]) -> (Option<ServerSettings>, Vec<StepResult>) {
    let mut first = None;
    for host in hosts {
        for security in [Security::Tls, Security::Starttls] {
            let username = account.outgoing.as_ref().map_or_else(String::new, |server| server.username.clone());
            let server = ServerSettings { host: host.clone(), port: submission_port(security), security, username, certificate: None };
            let tried = AccountSettings { outgoing: Some(server.clone()), ..account.clone() };
            let steps = timeout(GUESS, check_outgoing(&tried, secret.clone())).await.unwrap_or_else(|_| {
                let endpoint = Endpoint::of(&server, false);
                let problem = NetError::ConnectTimedOut.problem(&endpoint, Side::Outgoing);
                vec![StepResult { step: TestStep::Connect, problem: Some(problem) }]
            });
            let answered = steps.iter().any(|one| one.step == TestStep::Tls && one.problem.is_none());
            if answered {
                return (Some(server), steps);
            }
            let unknown = steps.iter().any(|one| one.step == TestStep::Resolve && one.problem.is_some());
            first.get_or_insert((server, steps));
            if unknown {
                break;
            }
        }
    }
    first.map_or((None, Vec::new()), |(server, steps)| (Some(server), steps))
}

/// The account to test and its passwords: the typed ones, else the kept ones.
fn prepare(home: &Accounts, of: TestOf) -> Result<(AccountSettings, Secret, Option<Secret>), Problem> {
    let valid = match of {
        TestOf::Account(id) => {
            let settings = home.settings().account(id).cloned().ok_or_else(|| problems::no_account(&id.to_string()))?;
            Validated { settings, incoming_password: None, outgoing_password: None, warnings: Vec::new() }
        }
        TestOf::Entered { entered, account } => home.check(&entered, account.unwrap_or(Id::from_bytes([0; 16])))?,
    };
    let (incoming, outgoing) = home.passwords_for(&valid)?;
    Ok((valid.settings, incoming, outgoing))
}

/// Tests the incoming server. Steps that went well have no problem; the first that failed has one and is the last.
pub async fn check_incoming(account: &AccountSettings, secret: Secret) -> Vec<StepResult> {
    match Protocol::of(account) {
        Protocol::Pop3 => check_pop3(&Login::incoming(account, secret)).await,
        Protocol::Imap => check_imap(&Login::incoming(account, secret)).await,
    }
}

/// Tests the outgoing server: connects and logs in as sending does, and sends nothing. Empty for an account that only receives.
pub async fn check_outgoing(account: &AccountSettings, secret: Option<Secret>) -> Vec<StepResult> {
    let Some(login) = secret.and_then(|secret| SmtpLogin::outgoing(account, secret)) else { return Vec::new() };
    let mut reached = Vec::new();
    let ended = match SmtpSession::open(&login, &mut reached).await {
        Ok(session) => {
            session.quit().await;
            Ok(())
        }
        Err(error) => Err(error),
    };
    let steps: Vec<TestStep> = steps(login.endpoint.security).iter().copied().filter(|step| *step != TestStep::List).collect();
    tell(&reached, &steps, ended, |error| error.problem(&login.endpoint))
}

/// Tests a POP3 login.
pub async fn check_pop3(login: &Login) -> Vec<StepResult> {
    let mut reached = Vec::new();
    let ended = walk(login, &mut reached).await;
    tell(&reached, steps(login.endpoint.security), ended, |error| error.problem(&login.endpoint))
}

/// Tests an IMAP login.
pub async fn check_imap(login: &Login) -> Vec<StepResult> {
    let mut reached = Vec::new();
    let ended = walk_imap(login, &mut reached).await;
    tell(&reached, steps(login.endpoint.security), ended, |error| error.problem(&login.endpoint))
}

async fn walk_imap(login: &Login, reached: &mut Vec<TestStep>) -> Result<(), ImapError> {
    let mut session = ImapSession::open(login, reached).await?;
    session.list().await?;
    reached.push(TestStep::List);
    session.log_out().await;
    Ok(())
}

async fn walk(login: &Login, reached: &mut Vec<TestStep>) -> Result<(), SessionError> {
    let mut session = Session::open(login, reached).await?;
    session.list(false).await?;
    reached.push(TestStep::List);
    // Nothing was marked, so how the good-bye ends does not matter.
    let _ = session.quit().await;
    Ok(())
}

/// The steps of a login under a security, in order.
fn steps(security: Security) -> &'static [TestStep] {
    match security {
        Security::Tls | Security::Starttls => &[TestStep::Resolve, TestStep::Connect, TestStep::Tls, TestStep::Login, TestStep::List],
        Security::None => &[TestStep::Resolve, TestStep::Connect, TestStep::Login, TestStep::List],
    }
}

/// The results of a walk over `steps` that ended well or in an error after those it `reached`.
pub(super) fn tell<E>(
    reached: &[TestStep],
    steps: &[TestStep],
    ended: Result<(), E>,
    problem: impl FnOnce(E) -> Problem,
) -> Vec<StepResult> {
    let mut results: Vec<StepResult> = reached.iter().map(|step| StepResult { step: *step, problem: None }).collect();
    if let Err(error) = ended {
        let step = steps.iter().copied().find(|step| !reached.contains(step)).or(steps.last().copied()).unwrap_or(TestStep::List);
        results.push(StepResult { step, problem: Some(problem(error)) });
    }
    results
}
