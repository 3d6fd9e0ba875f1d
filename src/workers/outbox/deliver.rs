//! One mail, one try: every step is written down before it is taken (promises.md A6).

use std::sync::Arc;

use super::last_dot::{Awaited, LastDot};
use super::problems;
use super::rows::{Rows, beside};
use crate::config::secrets::Login;
use crate::domain::account::AccountSettings;
use crate::domain::ids::OutboxKey;
use crate::domain::time::Instant;
use crate::jobs::outbox::OutboxRow;
use crate::mime::write::WireMessage;
use crate::problem::{Code, Problem, ProblemKind};
use crate::store::outbox::{Claimed, Filing, OutboxWrite, OutboxWritten, Phase, RecipientSaid, Settled};
use crate::store::raw;
use crate::workers::accounts::Accounts;
use crate::workers::clock;
use crate::workers::net::smtp::{Refusal, SmtpError, SmtpLogin, SmtpPatience, SmtpSession, SmtpStep};
use crate::workers::net::{NetError, TlsTrouble};
use crate::workers::problems::of_store;

const LONGEST_WAIT_MS: i64 = 60 * 60 * 1000;

/// Tries one mail, if it is due, and answers its row afterwards.
pub(super) async fn deliver(
    rows: &Rows,
    accounts: &Arc<Accounts>,
    last_dot: &LastDot,
    patience: SmtpPatience,
    key: OutboxKey,
) -> Result<Option<OutboxRow>, Problem> {
    let owner = format!("{}", std::process::id());
    let OutboxWritten::Claimed(claimed) = rows.write(OutboxWrite::Claim(key, owner)).await? else { return Err(Problem::internal()) };
    let Some(claimed) = claimed else { return Ok(None) };
    // Awaited until the answer is noted.
    let mut awaited = None;
    let settled = attempt(rows, accounts, &claimed, last_dot, patience, &mut awaited).await?;
    rows.settle(key, settled).await.map(Some)
}

/// Why a mail waits for its next try; each has a wait of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Wait {
    /// The server could not be reached, was busy, or the line broke.
    Away,
    /// It takes so many recipients at once, and the others after them.
    OthersNext,
    /// It wants some time to pass before it takes a recipient (greylisting).
    Recipient,
    /// It takes no login just now: each further try could lock the account.
    Login,
    /// It does not talk with us.
    Unwelcome,
}

impl Wait {
    fn of(error: &SmtpError) -> Self {
        match error {
            SmtpError::Refused { refusal: Refusal::Login, .. } => Self::Login,
            SmtpError::Refused { refusal: Refusal::Us, .. } => Self::Unwelcome,
            _ => Self::Away,
        }
    }

    /// How long, after so many failures in a row: it doubles up to the longest, but where each try brings the mail on.
    fn ms(self, attempts: u32) -> i64 {
        let first = match self {
            Self::Away => 30_000,
            Self::OthersNext => return 10_000,
            Self::Recipient | Self::Login => 5 * 60_000,
            Self::Unwelcome => 15 * 60_000,
        };
        let doublings = attempts.saturating_sub(1).min(10);
        (first << doublings).min(LONGEST_WAIT_MS)
    }
}

fn next_try(claimed: &Claimed, wait: Wait) -> Instant {
    clock::now().plus_ms(wait.ms(claimed.attempts))
}

/// What a problem means for the mail: what may pass is tried again, all else waits for the person.
fn given_up(claimed: &Claimed, problem: &Problem, wait: Wait) -> Settled {
    let code = problem.code;
    let text = problem.detail.as_ref().map(ToString::to_string).unwrap_or_default();
    match problem.kind {
        ProblemKind::Temporary => Settled::Later { code, text, due_at: next_try(claimed, wait) },
        ProblemKind::Failed | ProblemKind::Usage => Settled::Failed { code, text },
    }
}

/// Runs a try to its end. An error is one of our own store: the row then still says how far it came, and the next start understands it.
async fn attempt<'a>(
    rows: &Rows,
    accounts: &Arc<Accounts>,
    claimed: &Claimed,
    last_dot: &'a LastDot,
    patience: SmtpPatience,
    awaited: &mut Option<Awaited<'a>>,
) -> Result<Settled, Problem> {
    let Some(account) = accounts.settings().account(claimed.account).cloned() else {
        return Ok(given_up(claimed, &Problem::no_outgoing(), Wait::Away));
    };
    let message = match WireMessage::check(claimed.bytes.clone()) {
        Ok(message) => message,
        Err(fault) => return Ok(given_up(claimed, &problems::of_bytes(&fault.to_string()), Wait::Away)),
    };
    let mut login = match login(accounts, &account).await {
        Ok(login) => SmtpLogin { patience, ..login },
        Err(problem) => return Ok(given_up(claimed, &problem, Wait::Away)),
    };
    let mut opened = SmtpSession::open(&login, &mut Vec::new()).await;
    if login.token && matches!(&opened, Err(error) if error.problem(&login.endpoint).code == Code::AuthFailed) {
        let (accounts, account, refused) = (Arc::clone(accounts), account.clone(), login.secret.clone());
        login.secret = match beside(move || accounts.token_after_a_refusal(&account, &refused)).await {
            Ok(newer) => newer,
            Err(problem) => return Ok(given_up(claimed, &problem, Wait::Away)),
        };
        opened = SmtpSession::open(&login, &mut Vec::new()).await;
    }
    let mut session = match opened {
        Ok(session) => session,
        Err(error) => {
            let mut problem = error.problem(&login.endpoint);
            if matches!(error, SmtpError::Net(NetError::Tls(TlsTrouble::Closed))) {
                // A form would ask for other settings here; a mail in the outbox was sent with these before, so the line broke.
                problem.kind = ProblemKind::Temporary;
            }
            return Ok(given_up(claimed, &problem, Wait::of(&error)));
        }
    };
    let spoken = speak(rows, claimed, &mut session, &message, last_dot, awaited).await?;
    // Inside a mail a good-bye would be a line of it.
    let within_mail = matches!(&spoken, Spoken::Failed(error) if error.step() >= Some(SmtpStep::Body));
    let settled = match spoken {
        Spoken::Taken(text, wait) => {
            session.quit().await;
            let filing = if claimed.filed { None } else { Some(Box::new(filing(Some(&account), claimed.bytes.clone()).await?)) };
            return Ok(Settled::Taken { text, filing, due_at: next_try(claimed, wait) });
        }
        Spoken::NobodyTaken { later, said } => {
            let (code, text) = (if later { Code::RecipientDeferred } else { Code::RecipientRefused }, said);
            if later { Settled::Later { code, text, due_at: next_try(claimed, Wait::Recipient) } } else { Settled::Failed { code, text } }
        }
        Spoken::Failed(error) if error.leaves_unknown() => Settled::Unknown { text: error.to_string() },
        Spoken::Failed(error) => given_up(claimed, &error.problem(&login.endpoint), Wait::of(&error)),
    };
    if !within_mail {
        session.quit().await;
    }
    Ok(settled)
}

async fn login(accounts: &Arc<Accounts>, account: &AccountSettings) -> Result<SmtpLogin, Problem> {
    let (accounts, asked) = (Arc::clone(accounts), account.clone());
    let secret = beside(move || accounts.password(&asked, Login::Outgoing)).await?;
    SmtpLogin::outgoing(account, secret).ok_or_else(|| problems::receives_only(account.name.as_str()))
}

/// How the talk with the server ended.
enum Spoken {
    /// The mail is taken for some recipients; others may wait so long.
    Taken(String, Wait),
    NobodyTaken {
        later: bool,
        said: String,
    },
    Failed(SmtpError),
}

async fn speak<'a>(
    rows: &Rows,
    claimed: &Claimed,
    session: &mut SmtpSession,
    message: &WireMessage,
    last_dot: &'a LastDot,
    awaited: &mut Option<Awaited<'a>>,
) -> Result<Spoken, Problem> {
    let note = |phase| rows.write(OutboxWrite::Phase(claimed.key, phase));
    note(Phase::Envelope).await?;
    let utf8 = claimed.to.iter().map(|(_, to)| to).chain([&claimed.from]).any(|one| !one.local_part().is_ascii());
    if let Err(error) = session.mail(&claimed.from, message, utf8).await {
        return Ok(Spoken::Failed(error));
    }
    let mut said: Vec<RecipientSaid> = Vec::with_capacity(claimed.to.len());
    let mut wait = Wait::Recipient;
    for (n, to) in &claimed.to {
        said.push(match session.recipient(to).await {
            Ok(reply) => RecipientSaid { n: *n, accepted: Some(true), said: format!("{} {}", reply.code, reply.text) },
            Err(SmtpError::Refused { step: SmtpStep::Rcpt, code, text, refusal }) if code != 421 => {
                // Who takes no more at once takes this one after those it has, whether it says so for now or for good.
                let next = refusal == Refusal::TooMany && said.iter().any(|one| one.accepted == Some(true));
                if next {
                    wait = Wait::OthersNext;
                }
                RecipientSaid { n: *n, accepted: (code >= 500 && !next).then_some(false), said: format!("{code} {text}") }
            }
            Err(error) => return Ok(Spoken::Failed(error)),
        });
    }
    let taken = said.iter().any(|one| one.accepted == Some(true));
    let later = said.iter().any(|one| one.accepted.is_none());
    let refusals: Vec<String> = said.iter().filter(|one| one.accepted != Some(true)).map(|one| one.said.clone()).collect();
    rows.write(OutboxWrite::Recipients(claimed.key, said)).await?;
    if !taken {
        return Ok(Spoken::NobodyTaken { later, said: refusals.join("; ") });
    }
    note(Phase::Data).await?;
    if let Err(error) = session.data(message).await {
        return Ok(Spoken::Failed(error));
    }
    let Some(dot) = last_dot.let_out() else {
        return Ok(Spoken::Failed(SmtpError::Broken(SmtpStep::Body, "stopped".to_owned())));
    };
    *awaited = Some(dot);
    note(Phase::End).await?;
    Ok(match session.end().await {
        Ok(reply) if refusals.is_empty() => Spoken::Taken(format!("{} {}", reply.code, reply.text), wait),
        Ok(_) => Spoken::Taken(refusals.join("; "), wait),
        Err(error) => Spoken::Failed(error),
    })
}

/// The copy for Sent, read and compressed beside the tasks.
pub(super) async fn filing(account: Option<&AccountSettings>, bytes: Vec<u8>) -> Result<Filing, Problem> {
    let (account_name, own) = match account {
        Some(account) => (account.name.as_str().to_owned(), vec![account.email.clone()]),
        None => (String::new(), Vec::new()),
    };
    beside(move || {
        let mail = crate::mime::parse(&bytes);
        let chunks = bytes.chunks(raw::CHUNK_BYTES).map(raw::compress).collect::<Result<Vec<_>, _>>();
        let chunks = chunks.map_err(|error| of_store(&error))?;
        Ok(Filing { account_name, own, mail, chunks })
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_never_exceed_an_hour() {
        for wait in [Wait::Away, Wait::Recipient, Wait::Login, Wait::Unwelcome] {
            let waits: Vec<i64> = (1..=9).map(|attempts| wait.ms(attempts)).collect();
            assert_eq!(waits[1], waits[0] * 2);
            assert!(waits.windows(2).all(|pair| pair[0] <= pair[1]));
            assert_eq!(wait.ms(u32::MAX), LONGEST_WAIT_MS);
        }
        assert_eq!((Wait::Away.ms(1), Wait::Recipient.ms(1)), (30_000, 300_000));
        assert_eq!(Wait::OthersNext.ms(40), Wait::OthersNext.ms(1), "each try brings such a mail on");
    }
}
