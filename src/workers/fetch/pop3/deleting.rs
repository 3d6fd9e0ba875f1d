//! Deletes on the server what is stored here, verified and due; the one place that sends DELE (promises.md A1).

use std::collections::HashMap;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::error::SessionError;
use super::pump::Told;
use super::session::Session;
use crate::domain::ids::AccountKey;
use crate::domain::mail::pop3::plan::Delete;
use crate::domain::mail::pop3::uidl::{Named, Uidl};
use crate::problem::Problem;
use crate::protocol::pop3::{Answer, Command, Pop3Error, Refusal, Verb};
use crate::store::pop3_marks::Marks;
use crate::store::pop3_seen;
use crate::store::{Store, Write};
use crate::workers::database::Database;

/// How many DELE may be asked ahead.
const AHEAD: usize = 200;

/// Why deleting ended early. What is gone there and what is not, the next listing tells.
pub enum Failed {
    /// The conversation failed.
    Session(SessionError),
    /// The store failed, so nothing may be sent.
    Store(Problem),
}

impl From<SessionError> for Failed {
    fn from(error: SessionError) -> Self {
        Self::Session(error)
    }
}

/// What became of the mails that were due.
#[derive(Debug, Default)]
pub struct Deleted {
    /// How many are gone.
    pub gone: u64,
    /// What the server would not delete.
    pub refused: Vec<(Uidl, Refusal)>,
}

/// What deleting needs beside the session.
pub struct Deleting<'a> {
    /// Where each deletion is noted before it is sent, and when the server has confirmed it.
    pub database: &'a Database,
    /// The account whose server is asked to delete.
    pub account: AccountKey,
    /// Set when it should stop.
    pub stop: &'a mut watch::Receiver<bool>,
}

impl Deleting<'_> {
    /// Deletes and says good-bye; answers what is gone and what the server would not delete. Without anything to delete it only says good-bye.
    pub async fn run(self, session: &mut Session, due: Vec<Delete>) -> Result<Deleted, Failed> {
        let due = whole_ones(self.database.store().clone(), due).await.map_err(Failed::Store)?;
        if due.is_empty() || *self.stop.borrow() {
            // Nothing was marked: whether the server hears the good-bye changes nothing.
            let _ = session.quit().await;
            return Ok(Deleted::default());
        }
        let ordered = due.iter().flat_map(|delete| named(delete).map(|named| (named, delete.order))).collect();
        self.mark(Marks::ToDelete(ordered)).await?;
        let (marked, refused) = self.send(session, &due).await?;
        let rows: Vec<Named> = marked.iter().flat_map(|delete| named(delete)).collect();
        self.mark(Marks::DeleteSent(rows.clone())).await?;
        session.quit().await?;
        let gone = marked.len() as u64;
        self.mark(Marks::Deleted(rows)).await?;
        Ok(Deleted { gone, refused })
    }

    async fn mark(&self, marks: Marks) -> Result<(), Failed> {
        self.database.write(Write::ServerMarks(self.account, marks)).await.map(|_| ()).map_err(Failed::Store)
    }

    /// Sends DELE for each; answers those that the server marked, and those that it would not.
    async fn send<'d>(&self, session: &mut Session, due: &'d [Delete]) -> Result<(Vec<&'d Delete>, Vec<(Uidl, Refusal)>), Failed> {
        let pump = session.pump();
        let ahead = if pump.asks_ahead() { AHEAD } else { 1 };
        let numbers: HashMap<u32, &Delete> = due.iter().map(|delete| (delete.number, delete)).collect();
        let mut marked = Vec::with_capacity(due.len());
        let mut refused = Vec::new();
        let mut to_send = due.iter();
        let mut awaited = 0;
        loop {
            while awaited < ahead {
                let Some(delete) = to_send.next() else { break };
                pump.queue(&Command::Dele(delete.number))?;
                awaited += 1;
            }
            if awaited == 0 {
                return Ok((marked, refused));
            }
            match pump.next(&mut Vec::new()).await? {
                Told::Answer(Answer::Marked(number)) => {
                    marked.extend(numbers.get(&number).copied());
                }
                // Another session was faster, or the server will not: the next fetch looks again.
                Told::Answer(Answer::Refused(refusal)) => {
                    let Verb::Dele(number) = refusal.verb else { return Err(SessionError::from(Pop3Error::NotAnAnswer).into()) };
                    refused.extend(numbers.get(&number).map(|delete| (delete.uidl.clone(), refusal)));
                }
                _ => return Err(SessionError::from(Pop3Error::NotAnAnswer).into()),
            }
            awaited -= 1;
        }
    }
}

/// The rows that stand for a mail.
fn named(delete: &Delete) -> impl Iterator<Item = Named> {
    delete.rows.iter().map(|n| Named { uidl: delete.uidl.clone(), n: *n })
}

/// Those whose copies here, read again from the file, are what arrived. A mail the person removed for good has no copy, which is their wish.
async fn whole_ones(store: Store, due: Vec<Delete>) -> Result<Vec<Delete>, Problem> {
    if due.is_empty() {
        return Ok(due);
    }
    let checked = spawn_blocking(move || {
        let reader = store.reader()?;
        let mut whole = Vec::with_capacity(due.len());
        for delete in due {
            let mut good = true;
            for copy in &delete.copies {
                good &= pop3_seen::is_whole(&reader, *copy)?;
            }
            if good {
                whole.push(delete);
            } else {
                tracing::error!(copies = ?delete.copies, "a stored mail is damaged: the server's copy is kept");
            }
        }
        Ok::<_, crate::store::StoreError>(whole)
    });
    let internal = |_| Problem::internal();
    checked.await.map_err(internal)?.map_err(|error| crate::workers::problems::of_store(&error))
}
