//! What the names of a listing stand for, as far as this session knows, and what is written down of it (promises.md A2, A4).

use std::collections::HashMap;
use std::path::PathBuf;

use tokio::task::spawn_blocking;

use super::believed;
use super::proving::{Proving, Unsettled};
use super::session::Session;
use crate::domain::mail::pop3::fetch_plan;
use crate::domain::mail::pop3::plan::{FetchPlan, Listed, Rules, Seen, Times};
use crate::domain::mail::pop3::proof::Proof;
use crate::domain::time::Instant;
use crate::problem::Problem;
use crate::store::Write;
use crate::store::pop3_marks::{Broken, Marks};
use crate::store::pop3_seen;
use crate::workers::clock;
use crate::workers::database::Database;
use crate::workers::problems::of_store;

/// How often a plan is made anew by what it taught; each proof and each change is new once.
const PLANS: usize = 8;

/// What settling needs beside the session.
pub struct Settling<'a> {
    /// Where what is known of the server's mails is, and is written down.
    pub database: &'a Database,
    /// Asks the server for what it takes to know.
    pub proving: Proving<'a>,
    /// What the person wants.
    pub rules: Rules,
    /// The file of the home that says which time is sure to have come.
    pub clock_file: PathBuf,
}

impl Settling<'_> {
    /// Notes that the conversation broke right behind this mail, so that all that came in this session has to be proved; whether its size says that it is not whole.
    pub async fn is_cut(&self, suspect: u32, listing: &[Listed], came: &[u32]) -> Result<bool, Problem> {
        let named = |number: &u32| listing.iter().find(|mail| mail.number == *number).and_then(|mail| mail.uidl.clone());
        let Some(at) = named(&suspect) else { return Ok(false) };
        let name = at.clone();
        self.mark(Marks::Broken(Broken { at, came: came.iter().filter_map(named).collect(), now: clock::now() })).await?;
        Ok(self.seen().await?.iter().any(|row| row.uidl == name && row.cut))
    }

    /// Whether this server, or the one before, ever named a mail.
    pub async fn names_were_seen(&self) -> Result<bool, Problem> {
        let (store, account) = (self.database.store().clone(), self.proving.account);
        let any = spawn_blocking(move || pop3_seen::any(&store.reader()?, account));
        any.await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))
    }

    /// Plans, asks for the proofs that the plan wants, writes down what is known then, and plans anew until nothing is left to ask or to write.
    pub async fn settle(
        &mut self,
        session: &mut Session,
        listing: &[Listed],
        proofs: &mut HashMap<u32, Proof>,
    ) -> Result<FetchPlan, Unsettled> {
        let mut plan = self.plan(listing, proofs).await?;
        for _ in 0..PLANS {
            if !plan.prove.is_empty() {
                self.proving.run(session, &plan.prove, proofs).await?;
            } else if plan.reconcile.is_empty() && plan.adopt.is_empty() {
                break;
            } else {
                let marks = [Marks::Reconciled(std::mem::take(&mut plan.reconcile)), Marks::Adopted(std::mem::take(&mut plan.adopt))];
                for marks in marks.into_iter().filter(|marks| !marks.is_empty()) {
                    self.mark(marks).await?;
                }
            }
            plan = self.plan(listing, proofs).await?;
        }
        Ok(plan)
    }

    async fn seen(&self) -> Result<Vec<Seen>, Problem> {
        let (store, account) = (self.database.store().clone(), self.proving.account);
        let seen = spawn_blocking(move || pop3_seen::load(&store.reader()?, account));
        seen.await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))
    }

    async fn plan(&self, listing: &[Listed], proofs: &HashMap<u32, Proof>) -> Result<FetchPlan, Problem> {
        let seen = self.seen().await?;
        Ok(fetch_plan(listing, &seen, proofs, self.rules, Times { now: clock::now(), sure: self.believed(&seen).await }))
    }

    /// The time by which mail is old enough to be deleted on the server. Where nobody knows it no time has come.
    async fn believed(&self, seen: &[Seen]) -> Instant {
        let known = seen.iter().map(|row| row.stored_at).max();
        let file = self.clock_file.clone();
        match spawn_blocking(move || believed::time(&file, clock::now(), known)).await {
            Ok(Ok(time)) => time,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the time cannot be confirmed, so no mail is old enough to be deleted");
                Instant(0)
            }
            Err(_) => Instant(0),
        }
    }

    /// Writes down what was learned.
    pub async fn mark(&self, marks: Marks) -> Result<(), Problem> {
        self.database.write(Write::ServerMarks(self.proving.account, marks)).await.map(|_| ())
    }
}
