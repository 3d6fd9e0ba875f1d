//! The threads that read mail. They are kept: each has its compressors and its part of the memory allocator, and the runtime would spread the same work over more of them.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Mutex, PoisonError};

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use tokio::sync::{OwnedSemaphorePermit, Semaphore, mpsc, oneshot};

use super::arrived::Share;
use super::in_hand::InHand;
use super::parsing::{Parsed, parse};
use crate::domain::ids::AccountKey;
use crate::problem::Problem;
use crate::workers::database::spawn;
use crate::workers::problems::of_store;

/// How many mails are read as one piece of work, and how many bytes.
pub(super) const GROUP_MAILS: usize = 64;
const GROUP_BYTES: u64 = 1 << 20;

/// What became of a group, in its order.
pub(super) type Group = Result<Vec<Parsed>, Problem>;

/// A group of mails that are to be read.
pub(super) struct Order {
    pub(super) account: AccountKey,
    pub(super) in_hand: Arc<InHand>,
    /// Whose word about senders is believed.
    pub(super) believed: Arc<Vec<String>>,
    pub(super) mails: Vec<Share>,
    /// Says that a thread is free for it; given back when it was read.
    pub(super) parser: OwnedSemaphorePermit,
    pub(super) answer: oneshot::Sender<Group>,
}

/// Starts so many threads; they end when nobody can order any more.
///
/// # Errors
/// When the system has no room for another thread.
pub(super) fn start(threads: usize) -> Result<mpsc::Sender<Order>, Problem> {
    let (orders, waiting) = mpsc::channel(threads);
    let waiting = Arc::new(Mutex::new(waiting));
    for _ in 0..threads {
        let waiting = Arc::clone(&waiting);
        spawn("fumi-parser", move || {
            while let Some(order) = next(&waiting) {
                carry_out(order)
            }
        })?;
    }
    Ok(orders)
}

fn next(waiting: &Mutex<mpsc::Receiver<Order>>) -> Option<Order> {
    waiting.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv()
}

/// Reads a group. What makes the reader panic is caught mail by mail; whatever else does costs this group's fetch, not the thread.
fn carry_out(order: Order) {
    let Order { account, in_hand, believed, mails, parser, answer } = order;
    let read = catch_unwind(AssertUnwindSafe(|| {
        let mut hand = in_hand.hand();
        let read = mails.into_iter().map(|share| {
            let mut parsed = parse(share, account, &mut hand)?;
            parsed.mail.auth = parsed.mail.claims.judge(&believed);
            Ok(parsed)
        });
        read.collect::<crate::store::Result<Vec<Parsed>>>()
    }));
    let group = read.map_err(|_| Problem::internal()).and_then(|group| group.map_err(|error| of_store(&error)));
    drop(parser);
    let _ = answer.send(group);
}

/// The reading half of a way in.
pub(super) struct Parsing {
    pub(super) account: AccountKey,
    pub(super) in_hand: Arc<InHand>,
    /// The threads that read, and which of them are free.
    pub(super) orders: mpsc::Sender<Order>,
    pub(super) parsers: Arc<Semaphore>,
    /// How many parsers there are in all.
    pub(super) most: usize,
    /// Whose word about senders is believed.
    pub(super) believed: Arc<Vec<String>>,
}

impl Parsing {
    /// Has mails read in groups, a few at the same time, and hands the groups on in order.
    pub(super) async fn run(self, mut arrived: mpsc::Receiver<Share>, parsed: mpsc::Sender<Group>) {
        let mut parsing: FuturesOrdered<oneshot::Receiver<Group>> = FuturesOrdered::new();
        let mut open = true;
        while open || !parsing.is_empty() {
            tokio::select! {
                Some(group) = parsing.next(), if !parsing.is_empty() => {
                    if parsed.send(group.unwrap_or_else(|_| Err(Problem::internal()))).await.is_err() {
                        return;
                    }
                }
                first = arrived.recv(), if open && parsing.len() < self.most => match first {
                    None => open = false,
                    Some(first) => {
                        let Ok(parser) = Arc::clone(&self.parsers).acquire_owned().await else { return };
                        let (answer, answered) = oneshot::channel();
                        let (in_hand, believed) = (Arc::clone(&self.in_hand), Arc::clone(&self.believed));
                        let mails = group(first, &mut arrived);
                        let order = Order { account: self.account, in_hand, believed, mails, parser, answer };
                        if self.orders.send(order).await.is_err() {
                            return;
                        }
                        parsing.push_back(answered);
                    }
                },
            }
        }
    }
}

fn group(first: Share, arrived: &mut mpsc::Receiver<Share>) -> Vec<Share> {
    let mut bytes = first.mail.held.size();
    let mut group = vec![first];
    while group.len() < GROUP_MAILS && bytes < GROUP_BYTES {
        let Ok(next) = arrived.try_recv() else { break };
        bytes += next.mail.held.size();
        group.push(next);
    }
    group
}
