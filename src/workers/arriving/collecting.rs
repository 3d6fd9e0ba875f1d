//! Collecting mails that were read into batches, while the batch before is being stored.
//!
//! Each commit costs the same wait for the disk and writes the same inner pages of the indexes again, so few and large batches are cheap. The collector never
//! waits for the writer: what came during one commit is the next batch, and the memory budget of a way in is the bound.

use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::parsing::Parsed;
use crate::problem::Problem;

/// The largest batch, in mails and in bytes that are stored.
const BATCH_MAILS: usize = 1_000;
const BATCH_BYTES: usize = 4 << 20;

/// A batch is worth a commit from so many mails or bytes on, or when its first mail waited so long.
const RIPE_MAILS: usize = 256;
const RIPE_BYTES: usize = 2 << 20;
const RIPE_WAIT: Duration = Duration::from_millis(250);

/// What the collector hands on, or why there is no more.
pub(super) type Batched = std::result::Result<Vec<Parsed>, Problem>;

/// What is collected and not handed on yet.
#[derive(Default)]
struct Batch {
    mails: Vec<Parsed>,
    bytes: usize,
    due: Option<Instant>,
    waited: bool,
}

impl Batch {
    fn add(&mut self, group: Vec<Parsed>) {
        self.bytes += group.iter().map(Parsed::stored_size).sum::<usize>();
        self.mails.extend(group);
        if !self.mails.is_empty() {
            self.due.get_or_insert_with(|| Instant::now() + RIPE_WAIT);
        }
    }

    fn is_ripe(&self) -> bool {
        self.waited || self.mails.len() >= RIPE_MAILS || self.bytes >= RIPE_BYTES
    }

    fn is_full(&self) -> bool {
        self.mails.len() >= BATCH_MAILS || self.bytes >= BATCH_BYTES
    }

    fn take(&mut self) -> Vec<Parsed> {
        std::mem::take(self).mails
    }
}

/// Hands on what comes, in order and in batches, until nothing more comes or nobody takes it.
pub(super) async fn collect(mut groups: mpsc::Receiver<Batched>, batches: mpsc::Sender<Batched>) {
    let mut batch = Batch::default();
    let trouble = loop {
        let due = batch.due.unwrap_or_else(Instant::now);
        tokio::select! {
            biased;
            place = batches.reserve(), if batch.is_ripe() => match place {
                Ok(place) => place.send(Ok(batch.take())),
                Err(_) => return,
            },
            group = groups.recv(), if !batch.is_full() => match group {
                Some(Ok(group)) => batch.add(group),
                Some(Err(problem)) => break Some(problem),
                None => break None,
            },
            () = sleep_until(due), if batch.due.is_some() && !batch.is_ripe() => batch.waited = true,
        }
    };
    // What came whole before the trouble is stored.
    if !batch.mails.is_empty() && batches.send(Ok(batch.take())).await.is_err() {
        return;
    }
    if let Some(problem) = trouble {
        let _ = batches.send(Err(problem)).await;
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::sync::Arc;

    use tokio::sync::Semaphore;

    use super::*;
    use crate::domain::mail::flags::Flags;
    use crate::mime;
    use crate::store::search::TailEntry;
    use crate::workers::arriving::parsing::ParsedBytes;

    fn read(how_many: usize) -> Vec<Parsed> {
        let memory = Arc::new(Semaphore::new(how_many));
        let mail = |_| {
            let mail = mime::parse(b"From: anna@berg.example\r\n\r\nHello\r\n");
            let (search, memory) = (TailEntry::of(&mail).unwrap(), Arc::clone(&memory).try_acquire_owned().unwrap());
            let bytes = ParsedBytes::Chunks(vec![vec![0; 8]]);
            Parsed { mail, search, bytes, server: None, flags: Flags::default(), poisonous: None, memory }
        };
        (0..how_many).map(mail).collect()
    }

    #[tokio::test]
    async fn what_comes_while_the_writer_is_busy_becomes_one_batch() {
        let (group, groups) = mpsc::channel(1);
        let (batch, mut batches) = mpsc::channel(1);
        tokio::spawn(collect(groups, batch));
        // Two ripe batches: one in the writer's hands, one waiting for it. The rest is collected.
        for _ in 0..2 {
            group.send(Ok(read(RIPE_MAILS))).await.unwrap();
        }
        let first = batches.recv().await.unwrap().unwrap();
        for _ in 0..RIPE_MAILS {
            group.send(Ok(read(1))).await.unwrap();
            group.send(Ok(read(1))).await.unwrap();
        }
        drop(group);
        let mut rest = Vec::new();
        while let Some(batch) = batches.recv().await {
            rest.push(batch.unwrap().len());
        }
        // Of 512 groups all but the one in the channel were collected.
        assert_eq!((first.len(), rest[0], rest.iter().sum::<usize>()), (RIPE_MAILS, RIPE_MAILS, 3 * RIPE_MAILS));
        assert!(rest[1] >= 2 * RIPE_MAILS - 1, "{rest:?}");
    }

    #[tokio::test]
    async fn one_mail_is_handed_on_though_no_other_comes() {
        let (group, groups) = mpsc::channel(1);
        let (batch, mut batches) = mpsc::channel(1);
        tokio::spawn(collect(groups, batch));
        group.send(Ok(read(1))).await.unwrap();
        assert_eq!(batches.recv().await.unwrap().unwrap().len(), 1);
        drop(group);
        assert!(batches.recv().await.is_none());
    }

    #[tokio::test]
    async fn what_came_whole_before_a_trouble_is_stored() {
        let (group, groups) = mpsc::channel(2);
        let (batch, mut batches) = mpsc::channel(1);
        group.send(Ok(read(3))).await.unwrap();
        group.send(Err(Problem::internal())).await.unwrap();
        tokio::spawn(collect(groups, batch));
        assert_eq!(batches.recv().await.unwrap().unwrap().len(), 3);
        assert!(batches.recv().await.unwrap().is_err());
        assert!(batches.recv().await.is_none());
    }
}
