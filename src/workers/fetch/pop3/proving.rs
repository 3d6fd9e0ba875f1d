//! Finds out which mails names stand for that are doubted, or whose mails are to be deleted: asks for their beginnings (TOP) and has them compared with ours
//! (promises.md A2).

use std::collections::HashMap;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::error::SessionError;
use super::pump::Told;
use super::receive::{swallowed_an_answer, without_dot_line};
use super::session::Session;
use crate::domain::ids::AccountKey;
use crate::domain::mail::pop3::beginning::LINES;
use crate::domain::mail::pop3::plan::Prove;
use crate::domain::mail::pop3::proof::Proof;
use crate::problem::Problem;
use crate::protocol::pop3::{Answer, Command, Pop3Error};
use crate::store::Store;
use crate::store::pop3_proof::{self, Top};
use crate::workers::problems::of_store;

/// How many TOP may be asked ahead.
const AHEAD: usize = 100;
/// How many beginnings are held before they are compared.
const AT_ONCE: usize = 1_000;
/// So many refusals in a row, and the server has no TOP.
const REFUSALS: usize = 3;
/// A beginning larger than this proves nothing: only the whole mail does.
const MAX_BEGINNING: usize = 1 << 20;

/// Why it was not found out what a name stands for.
pub enum Unsettled {
    /// Somebody wants it to stop.
    Asked,
    /// The conversation failed at TOP.
    AtTop(SessionError),
    /// The store failed.
    Failed(Problem),
}

impl From<SessionError> for Unsettled {
    fn from(error: SessionError) -> Self {
        Self::AtTop(error)
    }
}

impl From<Problem> for Unsettled {
    fn from(problem: Problem) -> Self {
        Self::Failed(problem)
    }
}

/// What proving needs beside the session.
pub struct Proving<'a> {
    /// Where our copies are.
    pub store: &'a Store,
    /// The account whose mails they are.
    pub account: AccountKey,
    /// Set when it should stop.
    pub stop: &'a mut watch::Receiver<bool>,
    /// Whether the server has TOP, as far as it is known.
    pub has_top: &'a mut bool,
}

impl Proving<'_> {
    /// Proves these mails; where the server has no TOP, all of them stay unclear.
    pub async fn run(&mut self, session: &mut Session, mails: &[Prove], proofs: &mut HashMap<u32, Proof>) -> Result<(), Unsettled> {
        // Some alone first: a server without TOP would refuse each of a thousand, and one that has it may refuse a mail that is gone.
        let mut rest = mails;
        let mut refused = 0;
        while let ([first, others @ ..], true) = (rest, *self.has_top) {
            let top = self.beginnings(session, std::slice::from_ref(first)).await?;
            let answered = top.iter().any(|top| top.bytes.is_some());
            proofs.extend(self.compared(top).await?);
            rest = others;
            if answered {
                break;
            }
            refused += 1;
            *self.has_top = refused < REFUSALS;
        }
        for some in rest.chunks(AT_ONCE) {
            if *self.has_top {
                let tops = self.beginnings(session, some).await?;
                proofs.extend(self.compared(tops).await?);
            } else {
                proofs.extend(some.iter().map(|mail| (mail.number, Proof::Unclear)));
            }
        }
        Ok(())
    }

    /// Asks for the beginnings of these mails; one that is refused has none.
    async fn beginnings(&mut self, session: &mut Session, mails: &[Prove]) -> Result<Vec<Top>, Unsettled> {
        let pump = session.pump();
        let mut tops = Vec::with_capacity(mails.len());
        let mut to_ask = mails.iter();
        let mut asked = 0;
        let mut bytes = Vec::new();
        let mut size = 0;
        while tops.len() < mails.len() {
            let ahead = if pump.asks_ahead() { AHEAD } else { 1 };
            while asked - tops.len() < ahead {
                let Some(mail) = to_ask.next() else { break };
                pump.queue(&Command::Top(mail.number, if mail.by_text { LINES } else { 0 }))?;
                asked += 1;
            }
            let current = &mails[tops.len()];
            let (before, bare_ends) = (bytes.len(), pump.bare_ends());
            let told = tokio::select! {
                biased;
                _ = self.stop.wait_for(|stop| *stop) => return Err(Unsettled::Asked),
                told = pump.next(&mut bytes) => told?,
            };
            let beginning = match told {
                Told::MailBytes => {
                    size += bytes.len() - before;
                    if size > MAX_BEGINNING {
                        bytes.clear();
                    }
                    continue;
                }
                Told::Answer(Answer::MailBegins(number)) if number == current.number => {
                    (bytes, size) = (Vec::new(), 0);
                    continue;
                }
                Told::Answer(Answer::MailEnds(number)) if number == current.number => {
                    let others_are_awaited = asked - tops.len() > 1;
                    if pump.bare_ends() > bare_ends {
                        without_dot_line(&mut bytes);
                    }
                    if others_are_awaited && (pump.bare_ends() > bare_ends || swallowed_an_answer(&bytes)) {
                        return Err(SessionError::from(Pop3Error::NotAnAnswer).into());
                    }
                    Some(std::mem::take(&mut bytes)).filter(|_| size <= MAX_BEGINNING)
                }
                Told::Answer(Answer::Refused(_)) => None,
                Told::Answer(_) => return Err(SessionError::from(Pop3Error::NotAnAnswer).into()),
            };
            tops.push(Top { number: current.number, uidl: current.uidl.clone(), bytes: beginning, by_text: current.by_text });
        }
        Ok(tops)
    }

    async fn compared(&self, tops: Vec<Top>) -> Result<Vec<(u32, Proof)>, Unsettled> {
        let (store, account) = (self.store.clone(), self.account);
        let compared = spawn_blocking(move || pop3_proof::prove(&store.reader()?, account, &tops)).await;
        compared.map_err(|_| Unsettled::Failed(Problem::internal()))?.map_err(|error| Unsettled::Failed(of_store(&error)))
    }
}
