//! The way into the store of one fetch or one import.
//!
//! Three tasks stand behind it: one has mails read, a few groups at a time; one collects what is read into batches; one hands these to the writer.

use std::sync::Arc;

use tokio::sync::{Semaphore, mpsc, watch};
use tokio::task::JoinHandle;

use super::arrived::{ArrivedMail, Kept, Place, Share};
use super::collecting;
use super::entrance::{BUDGET_KIB, Entrance};
use super::parsers::{GROUP_MAILS, Parsing};
use super::parsing::IN_MEMORY;
use super::spool::MailBytes;
use super::storing::Storing;
use crate::problem::Problem;

/// How many groups may wait to be collected.
const GROUPS_WAITING: usize = 3;

/// The way into the store of one fetch or import.
#[derive(Debug)]
pub struct WayIn {
    mails: mpsc::Sender<Share>,
    memory: Arc<Semaphore>,
    kept: watch::Receiver<Kept>,
    storing: JoinHandle<Result<Kept, Problem>>,
}

impl Entrance {
    /// Opens a way to a place.
    ///
    /// # Errors
    /// When the in-hand file cannot be made, or the store fails.
    pub async fn open(&self, place: Place) -> Result<WayIn, Problem> {
        let in_hand = self.in_hand().await?;
        let (mails, arrived) = mpsc::channel(GROUP_MAILS * 2);
        let (parsed, groups) = mpsc::channel(GROUPS_WAITING);
        let (count, kept) = watch::channel(Kept::default());
        let parsing = Parsing {
            account: place.account,
            in_hand: Arc::clone(&in_hand),
            orders: self.orders().await?,
            parsers: Arc::clone(&self.parsers),
            most: self.most_parsers,
            believed: self.believed(),
        };
        tokio::spawn(parsing.run(arrived, parsed));
        let (batch, batches) = mpsc::channel(1);
        tokio::spawn(collecting::collect(groups, batch));
        let storing = Storing {
            database: self.database.clone(),
            notices: self.notices.clone(),
            place,
            in_hand,
            kept: Kept::default(),
            count,
            _arriving: self.database.arriving(),
        };
        Ok(WayIn { mails, memory: Arc::clone(&self.memory), kept, storing: tokio::spawn(storing.run(batches)) })
    }
}

impl WayIn {
    /// Hands a mail on; waits while too much is on its way. False when storing has failed: [`WayIn::finish`] says why.
    pub async fn keep(&self, mail: ArrivedMail) -> bool {
        let kib = match &mail.held {
            MailBytes::Memory(bytes) => u32::try_from(bytes.len() / 1024 + 1).unwrap_or(BUDGET_KIB),
            // Its chunks, or the one that is compressed just now, and the text that was read.
            MailBytes::File(_, size) => u32::try_from(*size.min(&IN_MEMORY) / 1024 + 2 * 1024).unwrap_or(BUDGET_KIB),
        };
        let Ok(memory) = Arc::clone(&self.memory).acquire_many_owned(kib.min(BUDGET_KIB)).await else { return false };
        self.mails.send(Share { mail, memory }).await.is_ok()
    }

    /// What is stored so far.
    pub fn kept(&self) -> Kept {
        *self.kept.borrow()
    }

    /// Waits until everything handed on is durable.
    ///
    /// # Errors
    /// When the store failed; what was stored before stays.
    pub async fn finish(self) -> Result<Kept, Problem> {
        drop(self.mails);
        self.storing.await.unwrap_or_else(|_| Err(Problem::internal()))
    }
}
