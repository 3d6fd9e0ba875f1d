//! What changed here and the server does not know yet: flags, moves, what was removed for good, and what was sent from here. Only what was named by its UID is ever removed;
//! a bare EXPUNGE, which takes what others marked, is never said.

use super::error::ImapError;
use super::fetch_account::{Failed, Sync};
use super::selected::Selected;
use crate::domain::ids::MailboxKey;
use crate::domain::mail::flags::Flags;
use crate::i18n::Text;
use crate::jobs::fetch::Skipped;
use crate::problem::{Code, Problem};
use crate::protocol::imap::{Reply, StatusCode, encoded, keyword_of, quoted, uid_set};
use crate::store::imap::{Folder, ImapWrite, Pending, PendingFlags, PendingMove, folder, pending, unsent};
use crate::store::{mailboxes, raw};
use crate::text::CleanText;
use crate::workers::net::said_by;

/// How many mails one command names.
const AT_ONCE: usize = 200;
/// How many bytes a mail may have to be said without a word of the server before it (RFC 7888 4).
const FOLLOWS: usize = 4096;
/// How many bytes of a mail are said at once.
const PIECE: usize = 64 * 1024;

impl Sync<'_> {
    /// Brings everything up.
    pub(super) async fn up(&mut self) -> Result<(), Failed> {
        let key = self.key;
        let changes = self.read(move |store| pending(&store.reader()?, key)).await?;
        let removals = changes.removals();
        let Pending { flags, moves, purged } = changes;
        for one in flags {
            self.send_flags(one).await?;
        }
        for one in moves {
            self.send_move(one).await?;
        }
        if !self.confirmed && u64::try_from(removals).unwrap_or(u64::MAX) > self.rules.mass_delete {
            self.fetched.deletes_held = true;
            let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
            let text = Text::of("imap-removals-held").count("mails", count(removals));
            self.held = Some(Problem::failed(Code::MassDeleteHeld, text).hint(Text::of("fetch-hint-deletes-held")));
            return Ok(());
        }
        for (mailbox, uids) in purged {
            self.remove(mailbox, &uids).await?;
        }
        Ok(())
    }

    /// Brings up what was sent from here, before the server's own mails are looked at: what it files by itself is then known for the same mail.
    pub(super) async fn send_sent(&mut self) -> Result<(), Failed> {
        let key = self.key;
        for (mailbox, message, message_id) in self.read(move |store| unsent(&store.reader()?, key)).await? {
            let Some(folder) = self.there(mailbox).await? else { continue };
            let selected = self.session.select(&folder.name).await?;
            let known = folder.standing.uid_validity;
            if selected.read_only || (known != 0 && known != selected.uid_validity) {
                continue;
            }
            let already = match quoted(&message_id).filter(|_| !message_id.is_empty()) {
                Some(id) => self.session.search(&format!("HEADER Message-ID {id}")).await?,
                None => Vec::new(),
            };
            let uid = match already.last() {
                Some(uid) => Some(*uid),
                None => {
                    let bytes = self.read(move |store| raw::whole(&store.reader()?, message)).await?;
                    self.append(&folder, "\\Seen", &bytes).await?
                }
            };
            // Without UIDPLUS nobody says which one it is; it is known by its bytes when it comes.
            if let Some(uid) = uid {
                self.write(ImapWrite::Appended(mailbox, uid, message)).await?;
            }
        }
        Ok(())
    }

    /// Puts a mail into a mailbox; answers its UID there, where the server says it and took it.
    pub(super) async fn append(&mut self, folder: &Folder, flags: &str, bytes: &[u8]) -> Result<Option<u32>, Failed> {
        let name = quoted(&folder.name).ok_or(ImapError::Unsendable)?;
        // A short mail may follow at once where the server takes that (RFC 7888); of a long one it may want to say first that it is too long.
        let follows = bytes.len() <= FOLLOWS && (self.session.offers("LITERAL-") || self.session.offers("LITERAL+"));
        let sign = if follows { "+" } else { "" };
        let tag = self.session.send(&format!("APPEND {name} ({flags}) {{{}{sign}}}", bytes.len())).await?;
        if !follows && !self.is_awaited(&tag).await? {
            return Ok(None);
        }
        for piece in bytes.chunks(PIECE) {
            self.session.wire().say(piece).await?;
        }
        self.session.wire().say(b"\r\n").await?;
        match self.session.answers(&tag, "APPEND").await {
            Ok(replies) => Ok(replies.iter().find_map(|reply| match reply {
                Reply::State(state) => match state.code {
                    Some(StatusCode::AppendUid(_, uid)) => Some(uid),
                    _ => None,
                },
                _ => None,
            })),
            Err(error) => self.refused(error).map(|()| None),
        }
    }

    /// Whether the server waits for the mail of an APPEND; that it refused it is noted.
    async fn is_awaited(&mut self, tag: &str) -> Result<bool, Failed> {
        loop {
            match self.session.next(tag, "APPEND").await {
                Ok(Some(Reply::Continue(_))) => return Ok(true),
                Ok(Some(_)) => {}
                Ok(None) => return Ok(false),
                Err(error) => return self.refused(error).map(|()| false),
            }
        }
    }

    async fn send_flags(&mut self, changed: PendingFlags) -> Result<(), Failed> {
        let PendingFlags { mailbox, set, clear, uids } = changed;
        let key = mailbox;
        let Some(folder) = self.read(move |store| folder(&store.reader()?, key)).await? else { return Ok(()) };
        let selected = self.at(&folder).await?;
        if selected.read_only {
            return Ok(());
        }
        let words = |flags: Flags| -> (Flags, Vec<&'static str>) {
            let can = |flag: &Flags| flags.has(*flag) && (*flag != Flags::FORWARDED || selected.forwarded);
            let sent: Vec<Flags> = Flags::NAMES.iter().map(|(flag, _)| *flag).filter(can).collect();
            (sent.iter().fold(Flags::default(), |all, flag| all.with(*flag, true)), sent.into_iter().filter_map(keyword_of).collect())
        };
        let (to_set, to_clear) = (words(set), words(clear));
        for uids in uids.chunks(AT_ONCE) {
            for (sign, (flags, words)) in [("+", &to_set), ("-", &to_clear)] {
                if words.is_empty() {
                    continue;
                }
                let command = format!("UID STORE {} {sign}FLAGS.SILENT ({})", uid_set(uids), words.join(" "));
                match self.session.ask(&command, "STORE").await {
                    Ok(_) => {
                        let none = Flags::default();
                        let (set, clear) = if sign == "+" { (*flags, none) } else { (none, *flags) };
                        self.write(ImapWrite::FlagsSent { mailbox, uids: uids.to_vec(), set, clear }).await?;
                    }
                    Err(error) => self.refused(error)?,
                }
            }
        }
        Ok(())
    }

    async fn send_move(&mut self, pending: PendingMove) -> Result<(), Failed> {
        let PendingMove { from, to, uids } = pending;
        let Some(there) = self.read(move |store| folder(&store.reader()?, from)).await? else { return Ok(()) };
        let goal = match to {
            Some(to) => match self.there(to).await? {
                Some(goal) => Some(goal),
                None => return Ok(()),
            },
            None => None,
        };
        if self.at(&there).await?.read_only {
            return Ok(());
        }
        let Some(goal) = goal else { return self.remove(from, &uids).await };
        let name = quoted(&goal.name).ok_or(ImapError::Unsendable)?;
        for uids in uids.chunks(AT_ONCE) {
            let set = uid_set(uids);
            let moves = self.session.offers("MOVE");
            let command = format!("UID {} {set} {name}", if moves { "MOVE" } else { "COPY" });
            let replies = match self.session.ask(&command, if moves { "MOVE" } else { "COPY" }).await {
                Ok(replies) => replies,
                Err(error) => {
                    self.refused(error)?;
                    continue;
                }
            };
            let new = new_uids(&replies);
            if !moves {
                self.mark_and_expunge(&set).await?;
            }
            let uids = uids.iter().map(|uid| (*uid, new.iter().find(|(old, _)| old == uid).map(|(_, new)| *new))).collect();
            self.write(ImapWrite::Moved { from, to: goal.mailbox, uids }).await?;
        }
        Ok(())
    }

    /// Removes mails from a mailbox of the server for good.
    async fn remove(&mut self, mailbox: MailboxKey, uids: &[u32]) -> Result<(), Failed> {
        let Some(folder) = self.read(move |store| folder(&store.reader()?, mailbox)).await? else { return Ok(()) };
        if self.at(&folder).await?.read_only {
            return Ok(());
        }
        for uids in uids.chunks(AT_ONCE) {
            if self.mark_and_expunge(&uid_set(uids)).await? {
                self.fetched.summary.deleted_on_server += uids.len() as u64;
                self.write(ImapWrite::Removed(mailbox, uids.to_vec())).await?;
            }
        }
        Ok(())
    }

    /// Marks mails and removes these and no others. A server that cannot is left with the mark, which every program takes for deleted.
    pub(super) async fn mark_and_expunge(&mut self, set: &str) -> Result<bool, Failed> {
        if let Err(error) = self.session.ask(&format!("UID STORE {set} +FLAGS.SILENT (\\Deleted)"), "STORE").await {
            self.refused(error)?;
            return Ok(false);
        }
        if self.session.offers("UIDPLUS")
            && let Err(error) = self.session.ask(&format!("UID EXPUNGE {set}"), "EXPUNGE").await
        {
            self.refused(error)?;
        }
        Ok(true)
    }

    /// Selects a mailbox, unless it is selected.
    async fn at(&mut self, folder: &Folder) -> Result<Selected, Failed> {
        if let Some((name, selected)) = &self.selected
            && *name == folder.name
        {
            return Ok(selected.clone());
        }
        let selected = self.session.select(&folder.name).await?;
        if selected.uid_validity != folder.standing.uid_validity && folder.standing.uid_validity != 0 {
            // The numbers that we know mean other mails now.
            return Err(ImapError::Protocol("a mailbox was numbered anew meanwhile").into());
        }
        self.selected = Some((folder.name.clone(), selected.clone()));
        Ok(selected)
    }

    /// The server's mailbox of one of ours; made there when it is missing. None where the server refuses that.
    pub(super) async fn there(&mut self, mailbox: MailboxKey) -> Result<Option<Folder>, Failed> {
        if let Some(found) = self.read(move |store| folder(&store.reader()?, mailbox)).await? {
            return Ok(Some(found));
        }
        let shown = self.read(move |store| mailboxes::name_of(&store.reader()?, mailbox)).await?;
        let inbox = self.listed.iter().find(|one| one.name.eq_ignore_ascii_case("INBOX")).and_then(|one| one.delimiter);
        let delimiter = inbox.unwrap_or('/');
        let name = shown.split('/').map(encoded).collect::<Vec<_>>().join(&delimiter.to_string());
        let below = format!("INBOX{delimiter}{name}");
        let mut refused = None;
        for name in [name, below] {
            let said = quoted(&name).ok_or(ImapError::Unsendable)?;
            match self.session.ask(&format!("CREATE {said}"), "CREATE").await {
                Ok(_) => {}
                Err(ImapError::Refused(_, state)) if state.word == "ALREADYEXISTS" => {}
                Err(error @ ImapError::Refused(..)) => {
                    refused = Some(error);
                    continue;
                }
                Err(error) => return Err(error.into()),
            }
            // So that programs that show subscribed mailboxes alone show it.
            let _ = self.session.ask(&format!("SUBSCRIBE {said}"), "SUBSCRIBE").await;
            self.write(ImapWrite::Made(self.key, mailbox, name)).await?;
            return self.read(move |store| folder(&store.reader()?, mailbox)).await;
        }
        refused.map_or(Ok(()), |error| self.refused(error))?;
        Ok(None)
    }

    /// Notes a refusal, after which the session goes on; what was refused is tried again with the next fetch.
    pub(super) fn refused(&mut self, error: ImapError) -> Result<(), Failed> {
        let ImapError::Refused(what, state) = error else { return Err(error.into()) };
        let reason = Problem::temporary(Code::ServerRefused, Text::of("imap-change-refused").with("command", what))
            .hint(Text::of("imap-hint-change-refused"));
        self.fetched.summary.skipped.push(Skipped { uid: CleanText::default(), reason: said_by(reason, &state.text) });
        Ok(())
    }
}

/// The old and new UIDs that a server tells of what it moved or copied.
fn new_uids(replies: &[Reply]) -> Vec<(u32, u32)> {
    let told = replies.iter().filter_map(|reply| match reply {
        Reply::State(state) => match &state.code {
            Some(StatusCode::CopyUid(_, from, to)) if from.len() == to.len() => Some(from.iter().copied().zip(to.iter().copied())),
            _ => None,
        },
        _ => None,
    });
    told.flatten().collect()
}
