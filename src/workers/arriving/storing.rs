//! Handing batches of mails that were read to the writer.

use std::fs::File;
use std::sync::Arc;

use tokio::sync::{mpsc, watch};
use tokio::task::spawn_blocking;

use super::arrived::{Kept, Place};
use super::collecting::Batched;
use super::in_hand::InHand;
use super::parsing::{Parsed, ParsedBytes, next_chunk, rewound};
use crate::domain::ids::MessageKey;
use crate::domain::mail::message::ParsedMail;
use crate::jobs::Notice;
use crate::jobs::fetch::MailArrived;
use crate::problem::Problem;
use crate::store::arrival::{Arrival, Arrivals, BigMail, Bytes, Outcome};
use crate::store::{Write, Written};
use crate::workers::clock;
use crate::workers::database::{Arriving, Database};
use crate::workers::notices::Notices;
use crate::workers::problems::of_store;

/// The storing half of a way in.
pub(super) struct Storing {
    pub(super) database: Database,
    pub(super) notices: Notices,
    pub(super) place: Place,
    pub(super) in_hand: Arc<InHand>,
    pub(super) kept: Kept,
    pub(super) count: watch::Sender<Kept>,
    /// Tells the writer that mail is on its way, so that it does not index meanwhile.
    pub(super) _arriving: Arriving,
}

impl Storing {
    /// Stores what comes until nothing more does.
    pub(super) async fn run(mut self, mut batches: mpsc::Receiver<Batched>) -> std::result::Result<Kept, Problem> {
        while let Some(batch) = batches.recv().await {
            self.store(batch?).await?;
        }
        Ok(self.kept)
    }

    async fn store(&mut self, batch: Vec<Parsed>) -> std::result::Result<(), Problem> {
        let mut mails = Vec::with_capacity(batch.len());
        let mut memory = Vec::with_capacity(batch.len());
        let mut poisonous = Vec::new();
        for parsed in batch {
            let bytes = match parsed.bytes {
                ParsedBytes::Chunks(chunks) => Bytes::Chunks(chunks),
                ParsedBytes::Big(file) => self.store_file(&parsed.mail, file).await?,
            };
            let (search, server, flags) = (parsed.search, parsed.server, parsed.flags);
            mails.push(Arrival { mail: parsed.mail, search, bytes, mailbox: self.place.mailbox, flags, server_time: None, server });
            memory.push(parsed.memory);
            poisonous.extend(parsed.poisonous);
        }
        let arrivals = Arrivals { account: self.place.account, mails };
        let Written::Arrived(arrived) = self.database.write(Write::Arrivals(arrivals)).await? else { return Err(Problem::internal()) };
        drop(memory);
        poisonous.into_iter().for_each(|mark| self.in_hand.forget(mark));
        let stored = arrived.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Stored(_))).count() as u64;
        self.kept.stored += stored;
        self.kept.known += arrived.outcomes.len() as u64 - stored;
        self.count.send_replace(self.kept);
        if stored > 0 {
            self.notices.put(Notice::MailArrived(MailArrived { mailboxes: arrived.mailboxes, count: stored }));
        }
        Ok(())
    }

    /// Puts the chunks of a big mail in the spool into the store, each in a short transaction; no row lists them yet.
    async fn store_file(&self, mail: &ParsedMail, mut file: File) -> std::result::Result<Bytes, Problem> {
        rewound(&mut file).map_err(|error| of_store(&error.into()))?;
        let (chunk, mut chunks) = mpsc::channel(1);
        // All on one thread: each thread has a compressor and memory of its own.
        let reading = spawn_blocking(move || {
            while let Some(next) = next_chunk(&mut file).transpose() {
                let failed = next.is_err();
                if chunk.blocking_send(next).is_err() || failed {
                    return;
                }
            }
        });
        let (mut key, mut n) = (None, 0);
        while let Some(chunk) = chunks.recv().await {
            key = Some(self.store_chunk(mail, key, n, chunk.map_err(|error| of_store(&error))?).await?);
            n += 1;
        }
        reading.await.map_err(|_| Problem::internal())?;
        key.map(Bytes::Reserved).ok_or_else(Problem::internal)
    }

    async fn store_chunk(
        &self,
        mail: &ParsedMail,
        key: Option<MessageKey>,
        n: u32,
        data: Vec<u8>,
    ) -> std::result::Result<MessageKey, Problem> {
        let sort_time = mail.sort_time(None, clock::now());
        let owner = self.in_hand.owner().to_owned();
        match self.database.write(Write::BigMail(BigMail { key, sort_time, n, data, owner })).await? {
            Written::BigMail(key) => Ok(key),
            _ => Err(Problem::internal()),
        }
    }
}
