//! What changed on the server since the last look: new mails, flags, and mails that lie elsewhere or nowhere now.

use std::collections::{HashMap, HashSet};

use super::bodies::{Bodies, Stopped, Wanted};
use super::fetch_account::{Failed, Sync};
use super::selected::{ListedMail, Selected};
use crate::domain::ids::MailboxKey;
use crate::domain::mail::flags::Flags;
use crate::i18n::Text;
use crate::jobs::fetch::Skipped;
use crate::problem::{Code, Problem};
use crate::protocol::imap::{Listed, MailboxStatus, Roles};
use crate::store::Written;
use crate::store::imap::{Folder, ImapWrite, Row, SHARED, ServerMailbox, Standing, folders, lost, rows};
use crate::text::CleanText;
use crate::workers::arriving::Place;
use crate::workers::fetch::telling::Telling;
use crate::workers::problems::of_store;

/// A row of a mailbox, by its UID.
type Gone = Vec<(MailboxKey, i64)>;

impl Sync<'_> {
    /// Brings everything down.
    pub(super) async fn down(&mut self) -> Result<(), Failed> {
        let mut gone = Gone::new();
        let mut dropped = Vec::new();
        let key = self.key;
        for folder in self.read(move |store| folders(&store.reader()?, key)).await? {
            if !self.listed.iter().any(|one| one.holds_mail && one.name == folder.name) {
                let mailbox = folder.mailbox;
                gone.extend(self.read(move |store| rows(&store.reader()?, mailbox)).await?.iter().map(|row| (mailbox, row.uid)));
                dropped.push(mailbox);
            }
        }
        let names: Vec<String> = self.folders.iter().map(|folder| folder.name.clone()).collect();
        let standings = self.session.standings(&names).await?;
        let folders = self.folders.clone();
        for (folder, status) in folders.iter().zip(standings) {
            gone.extend(self.look(folder, status).await?);
        }
        self.settle(gone, dropped).await
    }

    /// Takes the list of mailboxes in. The inbox comes first, and what holds all mail last: a mail is then known by the place that people gave it.
    pub(super) async fn take_list(&mut self, listed: Vec<Listed>) -> Result<(), Failed> {
        let roles = Roles::of(&listed);
        let server: Vec<ServerMailbox> = listed
            .iter()
            .filter(|one| one.holds_mail)
            .map(|one| ServerMailbox {
                name: one.name.clone(),
                shown: CleanText::line(&one.shown()),
                role: roles.role(&one.name),
                all_mail: one.all_mail,
            })
            .collect();
        let Written::ImapMailboxes(mut folders) = self.write(ImapWrite::Mailboxes(self.key, server)).await? else {
            return Err(Failed::Problem(Problem::internal()));
        };
        folders.retain(|folder| listed.iter().any(|one| one.holds_mail && one.name == folder.name));
        folders.sort_by_key(|folder| (folder.all_mail, !folder.name.eq_ignore_ascii_case("INBOX"), folder.mailbox));
        (self.listed, self.folders) = (listed, folders);
        Ok(())
    }

    /// Brings one mailbox up to date and answers the rows of what lies there no longer.
    async fn look(&mut self, folder: &Folder, status: MailboxStatus) -> Result<Gone, Failed> {
        let mailbox = folder.mailbox;
        let mut known = self.read(move |store| rows(&store.reader()?, mailbox)).await?;
        if is_unchanged(folder.standing, status, &known, self.rules.max_size) {
            return Ok(Gone::new());
        }
        let selected = match self.session.select(&folder.name).await {
            Ok(selected) => selected,
            // It went away since it was listed, or may not be read.
            Err(error) => return self.refused(error).map(|()| Gone::new()),
        };
        let mut standing = folder.standing;
        if standing.uid_validity != selected.uid_validity {
            if standing.uid_validity != 0 {
                self.write(ImapWrite::Renumbered(mailbox, selected.uid_validity)).await?;
                known = self.read(move |store| rows(&store.reader()?, mailbox)).await?;
            }
            standing = Standing { uid_validity: selected.uid_validity, ..Standing::default() };
        }
        let found = self.compare(&selected, standing, &known).await?;
        if !found.flags.is_empty() {
            self.write(ImapWrite::Flags(mailbox, found.flags)).await?;
        }
        if !found.fits_now.is_empty() {
            self.write(ImapWrite::Removed(mailbox, found.fits_now)).await?;
        }
        if !found.large.is_empty() {
            self.write(ImapWrite::Large(mailbox, found.large)).await?;
        }
        let whole = self.fetch(folder, &selected, &found.wanted).await?;
        if whole {
            let next = found.highest.saturating_add(1).max(selected.uid_next);
            let standing = Standing { uid_validity: selected.uid_validity, uid_next: next, highest_modseq: selected.highest_modseq };
            self.write(ImapWrite::Read(mailbox, standing)).await?;
        }
        let now = self.read(move |store| rows(&store.reader()?, mailbox)).await?;
        // What an earlier numbering had and was not found again is gone, once all was looked at.
        let gone = now.iter().filter(|row| (row.uid < 0 && whole) || found.gone.contains(&row.uid));
        Ok(gone.map(|row| (mailbox, row.uid)).collect())
    }

    /// What the selected mailbox has against what is known of it.
    async fn compare(&mut self, selected: &Selected, standing: Standing, known: &[Row]) -> Result<Found, Failed> {
        let mut found = Found::default();
        let by_uid: HashMap<i64, &Row> = known.iter().filter(|row| row.uid > 0).map(|row| (row.uid, row)).collect();
        let mut since = Some(standing.highest_modseq).filter(|number| *number > 0 && selected.highest_modseq > 0);
        let mut listed = if selected.exists == 0 { Vec::new() } else { self.session.listing(since).await? };
        let mut present: Option<HashSet<u32>> = None;
        if since.is_some() && !is_all_there(selected.exists, &listed, &by_uid) {
            let there: HashSet<u32> =
                if selected.exists == 0 { HashSet::new() } else { self.session.present().await?.into_iter().collect() };
            let is_known = |uid: &u32| by_uid.contains_key(&i64::from(*uid)) || listed.iter().any(|mail| mail.uid == *uid);
            if there.iter().all(is_known) {
                present = Some(there);
            } else {
                // Something is there that was never told: all of it is looked at.
                since = None;
                listed = self.session.listing(None).await?;
            }
        }
        found.highest = listed.iter().map(|mail| mail.uid).max().unwrap_or(0);
        for ListedMail { uid, size, flags, deleted } in &listed {
            match by_uid.get(&i64::from(*uid)) {
                _ if *deleted => {}
                Some(row) if row.message.is_some() && (row.flags.0 ^ flags.0) & SHARED != 0 => found.flags.push((*uid, *flags)),
                Some(_) => {}
                None => match self.rules.max_size.filter(|limit| size > limit) {
                    Some(_) => found.large.push((*uid, *size)),
                    None => found.wanted.push(Wanted { uid: *uid, size: *size }),
                },
            }
        }
        for row in known {
            let Some(size) = row.large else { continue };
            let Ok(uid) = u32::try_from(row.uid) else { continue };
            match self.rules.max_size.filter(|limit| size > *limit) {
                Some(limit) => self.fetched.summary.skipped.push(too_large(uid, size, limit)),
                None => {
                    found.fits_now.push(uid);
                    found.wanted.push(Wanted { uid, size });
                }
            }
        }
        if let Some(limit) = self.rules.max_size {
            self.fetched.summary.skipped.extend(found.large.iter().map(|(uid, size)| too_large(*uid, *size, limit)));
        }
        // A list that is shorter than the server itself counts is no list of what is gone.
        if since.is_none() && usize::try_from(selected.exists).is_ok_and(|exists| listed.len() >= exists) {
            present = Some(listed.iter().filter(|mail| !mail.deleted).map(|mail| mail.uid).collect());
        }
        if let Some(present) = present {
            found.gone = by_uid.keys().copied().filter(|uid| u32::try_from(*uid).is_ok_and(|uid| !present.contains(&uid))).collect();
        }
        Ok(found)
    }

    /// Fetches the bodies of a mailbox's mails; answers whether all of them came.
    async fn fetch(&mut self, folder: &Folder, selected: &Selected, wanted: &[Wanted]) -> Result<bool, Failed> {
        if wanted.is_empty() {
            return Ok(true);
        }
        let entrance = self.entrance;
        let way_in = entrance.open(Place { account: self.key, mailbox: folder.mailbox }).await?;
        let (total, total_bytes) = (wanted.len() as u64, wanted.iter().map(|mail| mail.size).sum::<u64>());
        let before = self.session.received();
        let mut telling = Telling::new(entrance, &way_in, self.account, total, Some(total_bytes));
        let mut tell = |received: u64| telling.tell(received.saturating_sub(before));
        tell(before);
        let spool = entrance.spool();
        let mut bodies = Bodies {
            session: &mut *self.session,
            folder,
            uid_validity: selected.uid_validity,
            way_in: &way_in,
            spool: &spool,
            max_size: self.rules.max_size,
            refused: Vec::new(),
            large: Vec::new(),
        };
        let ended = bodies.run(wanted, &mut tell).await;
        let Bodies { refused, large, .. } = bodies;
        // What came whole is stored, however it ended.
        let kept = way_in.finish().await?;
        self.fetched.summary.fetched += kept.stored;
        if let Some(limit) = self.rules.max_size.filter(|_| !large.is_empty()) {
            self.fetched.summary.skipped.extend(large.iter().map(|(uid, size)| too_large(*uid, *size, limit)));
            self.write(ImapWrite::Large(folder.mailbox, large)).await?;
        }
        for uid in &refused {
            let reason =
                Problem::temporary(Code::MessageUnavailable, Text::of("fetch-message-unavailable")).hint(Text::of("fetch-hint-left"));
            self.fetched.summary.skipped.push(Skipped { uid: CleanText::line(&uid.to_string()), reason });
        }
        match ended {
            Ok(()) => Ok(refused.is_empty()),
            Err(Stopped::Session(error)) => Err(error.into()),
            Err(Stopped::NotKept) => Err(Failed::Problem(Problem::internal())),
            Err(Stopped::Spool(error)) => Err(Failed::Problem(of_store(&error.into()))),
        }
    }

    /// Settles what lies there no longer. When that is very much, or all that there was, a person is asked first: an empty side is never taken for "all deleted"
    /// (promises.md A5).
    async fn settle(&mut self, gone: Gone, dropped: Vec<MailboxKey>) -> Result<(), Failed> {
        if gone.is_empty() && dropped.is_empty() {
            return Ok(());
        }
        let (key, asked) = (self.key, gone.clone());
        let (last, beside) = self.read(move |store| lost(&store.reader()?, key, &asked)).await?;
        let many = u64::try_from(last).unwrap_or(u64::MAX) > self.rules.mass_delete;
        if !self.confirmed && (many || (beside == 0 && last > 1)) {
            self.fetched.deletes_held = true;
            let text = Text::of("imap-gone-held").count("mails", i64::try_from(last).unwrap_or(i64::MAX));
            self.held = Some(Problem::failed(Code::MassDeleteHeld, text).hint(Text::of("imap-hint-gone-held")));
            return Ok(());
        }
        self.write(ImapWrite::Gone(self.key, gone)).await?;
        for mailbox in dropped {
            self.write(ImapWrite::Dropped(mailbox)).await?;
        }
        Ok(())
    }
}

/// What a comparison found.
#[derive(Debug, Default)]
struct Found {
    /// Flags that the server has otherwise than before.
    flags: Vec<(u32, Flags)>,
    /// Mails that are to come.
    wanted: Vec<Wanted>,
    /// Mails that stay for their size.
    large: Vec<(u32, u64)>,
    /// Mails that stayed for their size and are to come now.
    fits_now: Vec<u32>,
    /// Mails that lie there no longer.
    gone: HashSet<i64>,
    /// The highest UID that was listed.
    highest: u32,
}

/// Whether all that the server counts is known or was listed just now, and nothing of it is marked `\Deleted`.
fn is_all_there(exists: u32, listed: &[ListedMail], known: &HashMap<i64, &Row>) -> bool {
    let new = listed.iter().filter(|mail| !known.contains_key(&i64::from(mail.uid))).count();
    usize::try_from(exists).is_ok_and(|exists| exists == known.len() + new) && !listed.iter().any(|mail| mail.deleted)
}

/// Whether nothing happened in a mailbox: only a server that numbers changes can say so.
fn is_unchanged(standing: Standing, status: MailboxStatus, known: &[Row], max_size: Option<u64>) -> bool {
    let fits = |row: &Row| row.large.is_some_and(|size| max_size.is_none_or(|limit| size <= limit));
    standing.highest_modseq > 0
        && status.highest_modseq == Some(standing.highest_modseq)
        && status.uid_validity == Some(standing.uid_validity)
        && status.uid_next == Some(standing.uid_next)
        && status.messages.and_then(|count| usize::try_from(count).ok()) == Some(known.len())
        && !known.iter().any(|row| row.uid < 0 || fits(row))
        && (max_size.is_none() || known.iter().all(|row| row.large.is_none()))
}

fn too_large(uid: u32, size: u64, limit: u64) -> Skipped {
    let count = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let text = Text::of("fetch-too-large").count("size", count(size)).count("limit", count(limit));
    let reason = Problem::failed(Code::TooLarge, text).hint(Text::of("fetch-hint-too-large"));
    Skipped { uid: CleanText::line(&uid.to_string()), reason }
}
