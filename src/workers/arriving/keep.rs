//! From arrived bytes to rows of the store: parsed on blocking threads while the network brings more, stored in batches.
//!
//! Two tasks stand behind the network: one has mails parsed, a few groups at a time; the other collects what is parsed and hands it to the writer.
//! All queues are bounded, and a mail holds its share of memory until it is stored.

use std::collections::HashSet;
use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use sha2::{Digest, Sha256};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc};
use tokio::task::{JoinHandle, spawn_blocking};
use tokio::time::{Instant, sleep_until};

use super::in_hand::{InHand, Mark, SLOTS};
use super::spool::Held;
use crate::domain::ids::{AccountKey, MailboxKey, MessageKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::message::ParsedMail;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::jobs::Notice;
use crate::jobs::fetch::MailArrived;
use crate::mime;

use crate::problem::Problem;
use crate::store::arrival::{Arrival, Arrivals, BigMail, Bytes, Outcome, ServerName};
use crate::store::raw::{self, CHUNK_BYTES};
use crate::store::search::TailEntry;
use crate::store::{Write, Written, pop3_seen};
use crate::text::CleanText;
use crate::workers::clock;
use crate::workers::database::{Arriving, Database};
use crate::workers::notices::Notices;

/// The largest batch in mails, in stored bytes, and in the time its first mail waits.
const BATCH_MAILS: usize = 1_000;
const BATCH_BYTES: usize = 8 << 20;
const BATCH_WAIT: Duration = Duration::from_millis(250);

/// How many mails are parsed as one piece of work, and how many bytes.
const GROUP_MAILS: usize = 64;
const GROUP_BYTES: u64 = 1 << 20;

/// Memory for mails on their way, in KiB.
const BUDGET_KIB: u32 = 16 * 1024;

/// A mail that arrived whole.
#[derive(Debug)]
pub struct ArrivedMail {
    /// The server's name for it, and which of the mails under that name it is.
    pub name: Option<(Uidl, u32)>,
    /// Its bytes: in memory up to 1 MiB, else in the spool.
    pub held: Held,
}

/// Where mails of one fetch go.
#[derive(Debug, Clone)]
pub struct Destination {
    /// The account that all of them came to.
    pub account: AccountKey,
    /// The account's inbox, where POP3 mail lands.
    pub inbox: MailboxKey,
    /// The UIDLs of this session's listing.
    pub listed: Arc<HashSet<Uidl>>,
    /// The word of the on-server rule.
    pub rule: String,
}

/// How many mails became rows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    /// New mails.
    pub stored: u64,
    /// Mails the account had already.
    pub known: u64,
}

impl Kept {
    /// Mails that are done.
    pub fn done(self) -> u64 {
        self.stored + self.known
    }
}

struct Share {
    mail: ArrivedMail,
    _memory: OwnedSemaphorePermit,
}

struct Parsed {
    mail: ParsedMail,
    search: TailEntry,
    bytes: ParsedBytes,
    name: Option<(Uidl, u32)>,
    _memory: OwnedSemaphorePermit,
}

enum ParsedBytes {
    Chunk(Vec<u8>),
    Big(std::fs::File),
}

/// The way into the store of one fetch.
#[derive(Debug)]
pub struct Keeper {
    mails: mpsc::Sender<Share>,
    memory: Arc<Semaphore>,
    kept: tokio::sync::watch::Receiver<Kept>,
    storing: JoinHandle<Result<Kept, Problem>>,
}

impl Keeper {
    /// Starts the tasks behind the network.
    pub fn start(database: Database, notices: Notices, destination: Destination, in_hand: Arc<InHand>) -> Self {
        let (mails, arrived) = mpsc::channel(GROUP_MAILS * 2);
        let (parsed, groups) = mpsc::channel(SLOTS);
        let (count, kept) = tokio::sync::watch::channel(Kept::default());
        tokio::spawn(parse_all(arrived, parsed, in_hand));
        let arriving = database.arriving();
        let storing =
            tokio::spawn(Storing { database, notices, destination, kept: Kept::default(), count, _arriving: arriving }.run(groups));
        Self { mails, memory: Arc::new(Semaphore::new(BUDGET_KIB as usize)), kept, storing }
    }

    /// Hands a mail on; waits while too much is on its way. False when storing has failed: [`Keeper::finish`] says why.
    pub async fn keep(&self, mail: ArrivedMail) -> bool {
        let kib = match &mail.held {
            Held::Memory(bytes) => u32::try_from(bytes.len() / 1024 + 1).unwrap_or(BUDGET_KIB),
            Held::File(..) => BUDGET_KIB / 2,
        };
        let Ok(memory) = Arc::clone(&self.memory).acquire_many_owned(kib.min(BUDGET_KIB)).await else { return false };
        self.mails.send(Share { mail, _memory: memory }).await.is_ok()
    }

    /// What is stored so far.
    pub fn kept(&self) -> Kept {
        *self.kept.borrow()
    }

    /// Waits until everything handed on is durable.
    pub async fn finish(self) -> Result<Kept, Problem> {
        drop(self.mails);
        self.storing.await.unwrap_or_else(|_| Err(Problem::internal()))
    }
}

/// Has mails parsed in groups, a few at the same time, and hands the groups on in order.
async fn parse_all(mut arrived: mpsc::Receiver<Share>, parsed: mpsc::Sender<Vec<Parsed>>, in_hand: Arc<InHand>) {
    let mut parsing = FuturesOrdered::new();
    let mut slot = 0;
    let mut open = true;
    while open || !parsing.is_empty() {
        tokio::select! {
            Some(group) = parsing.next(), if !parsing.is_empty() => {
                let Ok(group) = group else { return };
                if parsed.send(group).await.is_err() {
                    return;
                }
            }
            first = arrived.recv(), if open && parsing.len() < SLOTS => match first {
                None => open = false,
                Some(first) => {
                    let group = group(first, &mut arrived);
                    let (in_hand, at) = (Arc::clone(&in_hand), slot % SLOTS);
                    slot += 1;
                    parsing.push_back(spawn_blocking(move || group.into_iter().map(|share| parse(share, &in_hand, at)).collect::<Vec<_>>()));
                }
            },
        }
    }
}

fn group(first: Share, arrived: &mut mpsc::Receiver<Share>) -> Vec<Share> {
    let size = |share: &Share| match &share.mail.held {
        Held::Memory(bytes) => bytes.len() as u64,
        Held::File(_, size) => *size,
    };
    let mut bytes = size(&first);
    let mut group = vec![first];
    while group.len() < GROUP_MAILS && bytes < GROUP_BYTES {
        let Ok(next) = arrived.try_recv() else { break };
        bytes += size(&next);
        group.push(next);
    }
    group
}

/// Parses one mail. Its name stands in the in-hand file meanwhile; a mail that stood there when an earlier run ended, or that makes the parser panic, is kept unread.
fn parse(share: Share, in_hand: &InHand, slot: usize) -> Parsed {
    let Share { mail: ArrivedMail { name, held }, _memory } = share;
    let mark = match (&name, &held) {
        (Some((uidl, _)), _) => Mark::of(&uidl.0),
        (None, Held::Memory(bytes)) => Mark::of(bytes),
        (None, Held::File(_, size)) => Mark::of(&size.to_le_bytes()),
    };
    let suspect = in_hand.is_suspect(mark) || in_hand.take(slot, mark).is_err();
    let (mut mail, mut bytes) = match held {
        Held::Memory(bytes) => {
            let unread = || ParsedMail::unread(bytes.len() as u64, Sha256::digest(&bytes).into());
            let mail = if suspect { unread() } else { mime::parse(&bytes) };
            // Only memory can be wanting here; then the mail comes again with the next fetch.
            (mail, ParsedBytes::Chunk(raw::compress(&bytes).unwrap_or_default()))
        }
        Held::File(mut file, size) => {
            let read = (!suspect).then(|| quietly(|| rewound(&mut file).and_then(mime::parse_stream).ok())).flatten();
            let mail = read.unwrap_or_else(|| ParsedMail::unread(size, hash_of(&mut file)));
            (mail, ParsedBytes::Big(file))
        }
    };
    // Only memory can be wanting here as well.
    let search = TailEntry::of(&mail).unwrap_or_else(|_| {
        bytes = ParsedBytes::Chunk(Vec::new());
        TailEntry::default()
    });
    mail.text = CleanText::default();
    let _ = in_hand.put_down(slot);
    Parsed { mail, search, bytes, name, _memory }
}

/// Runs a parser; a panic over one mail is no reason to lose the others.
fn quietly(read: impl FnOnce() -> Option<ParsedMail>) -> Option<ParsedMail> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(read)).ok().flatten()
}

fn rewound(file: &mut std::fs::File) -> std::io::Result<std::io::BufReader<&mut std::fs::File>> {
    std::io::Seek::rewind(file)?;
    Ok(std::io::BufReader::with_capacity(64 * 1024, file))
}

fn hash_of(file: &mut std::fs::File) -> [u8; 32] {
    let mut sum = Sha256::new();
    if let Ok(mut reader) = rewound(file) {
        let _ = std::io::copy(&mut reader, &mut sum);
    }
    sum.finalize().into()
}

struct Storing {
    database: Database,
    notices: Notices,
    destination: Destination,
    kept: Kept,
    count: tokio::sync::watch::Sender<Kept>,
    _arriving: Arriving,
}

impl Storing {
    async fn run(mut self, mut groups: mpsc::Receiver<Vec<Parsed>>) -> Result<Kept, Problem> {
        let mut batch: Vec<Parsed> = Vec::new();
        let mut bytes = 0;
        while let Some(first) = groups.recv().await {
            let mut due = Instant::now() + BATCH_WAIT;
            let mut next = Some(first);
            loop {
                for parsed in next.take().into_iter().flatten() {
                    bytes += stored_size(&parsed);
                    batch.push(parsed);
                    if batch.len() >= BATCH_MAILS || bytes >= BATCH_BYTES {
                        self.store(std::mem::take(&mut batch)).await?;
                        bytes = 0;
                        due = Instant::now() + BATCH_WAIT;
                    }
                }
                tokio::select! {
                    more = groups.recv() => match more {
                        Some(group) => next = Some(group),
                        None => break,
                    },
                    () = sleep_until(due) => break,
                }
            }
            self.store(std::mem::take(&mut batch)).await?;
            bytes = 0;
        }
        Ok(self.kept)
    }

    async fn store(&mut self, batch: Vec<Parsed>) -> Result<(), Problem> {
        if batch.is_empty() {
            return Ok(());
        }
        let mut mails = Vec::with_capacity(batch.len());
        let mut memory = Vec::with_capacity(batch.len());
        for Parsed { mail, search, bytes, name, _memory } in batch {
            let bytes = match bytes {
                ParsedBytes::Chunk(data) if data.is_empty() => continue,
                ParsedBytes::Chunk(data) => Bytes::Chunk(data),
                ParsedBytes::Big(file) => Bytes::Reserved(self.store_chunks(&mail, file).await?),
            };
            let server = name.map(|(uidl, copy)| {
                let (rule, listed) = (self.destination.rule.clone(), Arc::clone(&self.destination.listed));
                ServerName::Pop3(pop3_seen::Name { uidl, copy, rule, listed })
            });
            mails.push(Arrival {
                mail,
                search,
                bytes,
                mailbox: self.destination.inbox,
                flags: Flags::default(),
                server_time: None,
                server,
            });
            memory.push(_memory);
        }
        let arrivals = Arrivals { account: self.destination.account, mails };
        let Written::Arrived(arrived) = self.database.write(Write::Arrivals(arrivals)).await? else { return Err(Problem::internal()) };
        drop(memory);
        let stored = arrived.outcomes.iter().filter(|outcome| matches!(outcome, Outcome::Stored(_))).count() as u64;
        self.kept.stored += stored;
        self.kept.known += arrived.outcomes.len() as u64 - stored;
        self.count.send_replace(self.kept);
        if stored > 0 {
            self.notices.put(Notice::MailArrived(MailArrived { mailboxes: arrived.mailboxes, count: stored }));
        }
        Ok(())
    }

    /// Puts a big mail's chunks into the store, each in a short transaction; no row lists them yet.
    async fn store_chunks(&self, mail: &ParsedMail, mut file: std::fs::File) -> Result<MessageKey, Problem> {
        let failed = |error: std::io::Error| crate::workers::problems::of_store(&error.into());
        rewound(&mut file).map_err(failed)?;
        let sort_time = mail.sort_time(None, clock::now());
        let mut key = None;
        for n in 0.. {
            let (back, chunk) = spawn_blocking(move || {
                let chunk = compressed_chunk(&mut file);
                (file, chunk)
            })
            .await
            .map_err(|_| Problem::internal())?;
            file = back;
            let Some(data) = chunk.map_err(|error| crate::workers::problems::of_store(&error))? else { break };
            match self.database.write(Write::BigMail(BigMail { key, sort_time, n, data })).await? {
                Written::BigMail(given) => key = Some(given),
                _ => return Err(Problem::internal()),
            }
        }
        key.ok_or_else(Problem::internal)
    }
}

fn compressed_chunk(file: &mut std::fs::File) -> crate::store::Result<Option<Vec<u8>>> {
    let mut chunk = Vec::with_capacity(CHUNK_BYTES);
    file.take(CHUNK_BYTES as u64).read_to_end(&mut chunk)?;
    if chunk.is_empty() { Ok(None) } else { raw::compress(&chunk).map(Some) }
}

fn stored_size(parsed: &Parsed) -> usize {
    match &parsed.bytes {
        ParsedBytes::Chunk(data) => data.len() + parsed.search.size(),
        ParsedBytes::Big(_) => 0,
    }
}
