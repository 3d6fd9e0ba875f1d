//! Mails on their way from the server into the store, the newest first: small ones many at a time, large ones in pieces.

use std::collections::{HashMap, HashSet, VecDeque};

use super::error::ImapError;
use super::session::ImapSession;
use crate::domain::mail::flags::Flags;
use crate::domain::time::Instant;
use crate::protocol::imap::{Fetched, Reply, uid_set};
use crate::store::arrival::ServerName;
use crate::store::imap::{Folder, Name};
use crate::workers::arriving::{ArrivedMail, Arriving, MailBytes, Spool, WayIn};

/// How many bytes are asked for at a time: of one mail, or of several.
const PIECE: u64 = 1024 * 1024;
/// How many mails are asked for at a time.
const GROUP: usize = 100;
/// How many groups are asked for before the first of them came.
const AHEAD: usize = 2;

/// A mail that is to be fetched.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Wanted {
    pub(super) uid: u32,
    pub(super) size: u64,
}

/// Why fetching ended early.
pub(super) enum Stopped {
    Session(ImapError),
    /// The store failed; the way in says why.
    NotKept,
    Spool(std::io::Error),
}

impl From<ImapError> for Stopped {
    fn from(error: ImapError) -> Self {
        Self::Session(error)
    }
}

/// What brings the mails of one mailbox.
pub(super) struct Bodies<'a> {
    pub(super) session: &'a mut ImapSession,
    pub(super) folder: &'a Folder,
    pub(super) uid_validity: u32,
    pub(super) way_in: &'a WayIn,
    pub(super) spool: &'a Spool,
    /// The most bytes that a mail may have.
    pub(super) max_size: Option<u64>,
    /// Mails that the server did not give out.
    pub(super) refused: Vec<u32>,
    /// Mails that were listed smaller than they are, and are larger than is wanted: each with the bytes that came at least.
    pub(super) large: Vec<(u32, u64)>,
}

impl Bodies<'_> {
    /// Fetches; whatever came whole is kept, also when it ends early.
    pub(super) async fn run(&mut self, wanted: &[Wanted], tell: &mut (dyn FnMut(u64) + Send)) -> Result<(), Stopped> {
        let mut groups: VecDeque<Vec<Wanted>> = groups(wanted).into();
        while let Some(group) = groups.front() {
            if is_large(group) {
                for mail in groups.pop_front().unwrap_or_default() {
                    self.take_large(mail, tell).await?;
                }
            } else {
                for mail in self.take_groups(&mut groups, tell).await? {
                    self.take_large(mail, tell).await?;
                }
            }
        }
        Ok(())
    }

    /// Fetches groups of small mails up to the next large one. A server may carry out several commands at once: mails and ends come in whatever order. Of each no more is asked for than a
    /// piece, since what a server lists as small need not be; those that are longer are answered.
    async fn take_groups(
        &mut self,
        groups: &mut VecDeque<Vec<Wanted>>,
        tell: &mut (dyn FnMut(u64) + Send),
    ) -> Result<Vec<Wanted>, Stopped> {
        let mut longer = Vec::new();
        let mut unread = false;
        // Those that are listed as empty.
        let empty: HashSet<u32> = groups.iter().flatten().filter(|mail| mail.size == 0).map(|mail| mail.uid).collect();
        let mut asked: HashMap<String, Vec<u32>> = HashMap::new();
        let mut awaited: HashSet<u32> = HashSet::new();
        loop {
            while asked.len() < AHEAD && groups.front().is_some_and(|group| !is_large(group)) {
                let Some(group) = groups.pop_front() else { break };
                let uids: Vec<u32> = group.iter().map(|mail| mail.uid).collect();
                let command = format!("UID FETCH {} (UID FLAGS INTERNALDATE BODY.PEEK[]<0.{PIECE}>)", uid_set(&uids));
                let tag = self.session.send(&command).await?;
                awaited.extend(&uids);
                asked.insert(tag, uids);
            }
            if asked.is_empty() {
                return Ok(longer);
            }
            match self.session.wire().reply().await? {
                Reply::Fetched(Fetched { uid: Some(uid), body: Some(body), .. }) if body.len() as u64 >= PIECE && awaited.remove(&uid) => {
                    longer.push(Wanted { uid, size: u64::MAX });
                }
                // A mail that is being moved or removed at this moment may come without its bytes: it is asked for again, should it still be there.
                Reply::Fetched(Fetched { uid: Some(uid), body: Some(body), .. }) if body.is_empty() && !empty.contains(&uid) => {
                    self.refused.extend(awaited.remove(&uid).then_some(uid));
                }
                Reply::Fetched(Fetched { uid: Some(uid), flags, date, body: Some(body), .. }) if awaited.remove(&uid) => {
                    if !self.is_too_large(uid, body.len() as u64) {
                        self.keep(uid, flags.unwrap_or_default(), date.as_deref(), MailBytes::Memory(body)).await?;
                    }
                    tell(self.session.received());
                }
                Reply::Done(tag, state) => {
                    let uids = asked.remove(&tag).ok_or(ImapError::Protocol("an answer to another command"))?;
                    // What did not come with an OK went away meanwhile, unless it is what could not be read. A mail that the server cannot read may be one of many.
                    let is_left = unread || !state.is_ok();
                    self.refused.extend(uids.into_iter().filter(|uid| awaited.remove(uid) && is_left));
                }
                Reply::Unread => unread = true,
                _ => {}
            }
        }
    }

    /// Fetches one mail piece by piece, so that neither its size nor a slow line matters.
    async fn take_large(&mut self, mail: Wanted, tell: &mut (dyn FnMut(u64) + Send)) -> Result<(), Stopped> {
        let mut arriving = Arriving::default();
        let (mut flags, mut date) = (Flags::default(), None);
        loop {
            let from = arriving.size();
            let command = format!("UID FETCH {} (UID FLAGS INTERNALDATE BODY.PEEK[]<{from}.{PIECE}>)", mail.uid);
            let tag = self.session.send(&command).await?;
            let (mut piece, mut unread) = (None, false);
            loop {
                match self.session.next(&tag, "FETCH").await {
                    Ok(None) => break,
                    Ok(Some(Reply::Fetched(told))) if told.uid == Some(mail.uid) && (told.body.is_some() || told.date.is_some()) => {
                        flags = told.flags.unwrap_or(flags);
                        date = told.date.or(date);
                        // Behind the end of a mail some servers say that there is nothing, in place of nothing; before it that means that the mail went away.
                        piece = told.body.or((from > 0 && from >= mail.size).then(Vec::new));
                    }
                    Ok(Some(reply)) => unread |= reply == Reply::Unread,
                    Err(ImapError::Refused(..)) => {
                        self.refused.push(mail.uid);
                        return Ok(());
                    }
                    Err(error) => return Err(error.into()),
                }
            }
            let Some(piece) = piece else {
                // It went away while it came, unless its answer could not be read.
                self.refused.extend(unread.then_some(mail.uid));
                return Ok(());
            };
            let came = piece.len() as u64;
            // Nothing where something was listed: it is being moved or removed at this moment, and half of it is no mail.
            if came == 0 && from < mail.size && mail.size != u64::MAX {
                self.refused.push(mail.uid);
                return Ok(());
            }
            arriving.bytes.extend_from_slice(&piece);
            arriving.settle(self.spool).map_err(Stopped::Spool)?;
            tell(self.session.received());
            if self.is_too_large(mail.uid, arriving.size()) {
                return Ok(());
            }
            // A server that sends more than was asked for has sent all.
            if came != PIECE {
                break;
            }
        }
        let held = arriving.finish().map_err(Stopped::Spool)?;
        self.keep(mail.uid, flags, date.as_deref(), held).await?;
        tell(self.session.received());
        Ok(())
    }

    /// Whether a mail is larger than is wanted, whatever it was listed with; then it is noted.
    fn is_too_large(&mut self, uid: u32, came: u64) -> bool {
        let is_larger = self.max_size.is_some_and(|limit| came > limit);
        self.large.extend(is_larger.then_some((uid, came)));
        is_larger
    }

    async fn keep(&mut self, uid: u32, flags: Flags, date: Option<&str>, held: MailBytes) -> Result<(), Stopped> {
        let bytes = format!("{}/{}/{uid}", self.folder.name, self.uid_validity).into_bytes();
        let name = Name { mailbox: self.folder.mailbox, uid, flags, all_mail: self.folder.all_mail, bytes };
        let mail = ArrivedMail { server: Some(ServerName::Imap(name)), flags, came: date.and_then(moment), held };
        if self.way_in.keep(mail).await { Ok(()) } else { Err(Stopped::NotKept) }
    }
}

fn is_large(group: &[Wanted]) -> bool {
    group.iter().any(|mail| mail.size > PIECE)
}

/// Mails in groups, newest first; a large one is alone.
fn groups(wanted: &[Wanted]) -> Vec<Vec<Wanted>> {
    let mut sorted = wanted.to_vec();
    sorted.sort_unstable_by_key(|mail| std::cmp::Reverse(mail.uid));
    let mut groups: Vec<Vec<Wanted>> = Vec::new();
    for mail in sorted {
        let bytes = |group: &Vec<Wanted>| group.iter().map(|mail| mail.size).sum::<u64>();
        match groups.last_mut() {
            Some(group) if group.len() < GROUP && bytes(group) + mail.size <= PIECE => group.push(mail),
            _ => groups.push(vec![mail]),
        }
    }
    groups
}

/// A moment as IMAP writes it: `17-Jul-1996 02:44:25 -0700`.
fn moment(date: &str) -> Option<Instant> {
    let parsed = jiff::Timestamp::strptime("%d-%b-%Y %H:%M:%S %z", date.trim()).ok()?;
    Some(Instant(parsed.as_millisecond()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_newest_come_first_and_a_large_one_alone() {
        let mail = |uid, size| Wanted { uid, size };
        let asked = groups(&[mail(1, 10), mail(4, 5 * PIECE), mail(3, 600 * 1024), mail(2, 500 * 1024)]);
        let uids: Vec<Vec<u32>> = asked.iter().map(|group| group.iter().map(|mail| mail.uid).collect()).collect();
        assert_eq!(uids, [vec![4], vec![3], vec![2, 1]]);
        assert!(is_large(&asked[0]));
        assert_eq!(groups(&(0..250).map(|uid| mail(uid, 10)).collect::<Vec<_>>()).len(), 3);
    }

    #[test]
    fn moments_are_read_and_odd_ones_are_none() {
        assert_eq!(moment("17-Jul-1996 02:44:25 -0700"), Some(Instant(837_596_665_000)));
        assert_eq!(moment(" 7-Jul-1996 02:44:25 +0000"), Some(Instant(836_707_465_000)));
        for odd in ["", "x", "31-Feb-2026 00:00:00 +0000", "17-Jul-1996"] {
            assert_eq!(moment(odd), None, "{odd}");
        }
    }
}
