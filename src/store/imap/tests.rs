//! The two sides of a mailbox: what each changed, and what becomes of both.
#![allow(clippy::unwrap_used)]

use rusqlite::Connection;
use sha2::{Digest, Sha256};

use super::*;
use crate::domain::ids::Id;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::message::ParsedMail;
use crate::domain::time::Instant;
use crate::store::arrival::{Arrival, Arrivals, Bytes, ServerName};
use crate::store::health::verify;
use crate::store::search::TailEntry;
use crate::store::{Context, Store, Write, Written, accounts, raw};
use crate::text::CleanText;

struct World {
    db: Connection,
    account: AccountKey,
    folders: Vec<Folder>,
    seed: u64,
    _dir: tempfile::TempDir,
}

fn listed(name: &str, role: Option<MailboxRole>, all_mail: bool) -> ServerMailbox {
    ServerMailbox { name: name.to_owned(), shown: CleanText::line(name), role, all_mail }
}

impl World {
    fn at(server: &[ServerMailbox]) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        let account = accounts::ensure(&db, Id::from_bytes([1; 16]), "sales", &[]).unwrap();
        let mut world = Self { db, account, folders: Vec::new(), seed: 0, _dir: dir };
        world.lists(server);
        world
    }

    fn write(&mut self, write: Write) -> Written {
        self.seed += 1;
        write.apply(&mut self.db, &mut Context::new(Instant(1_790_000_000_000), self.seed)).unwrap()
    }

    fn imap(&mut self, write: ImapWrite) {
        self.write(Write::Imap(write));
    }

    fn lists(&mut self, server: &[ServerMailbox]) {
        let Written::ImapMailboxes(folders) = self.write(Write::Imap(ImapWrite::Mailboxes(self.account, server.to_vec()))) else {
            panic!()
        };
        self.folders = folders;
    }

    fn folder(&self, name: &str) -> Folder {
        self.folders.iter().find(|folder| folder.name == name).unwrap().clone()
    }

    fn arrives(&mut self, text: &str, folder: &str, uid: u32, flags: Flags) {
        let folder = self.folder(folder);
        let mail = ParsedMail::unread(text.len() as u64, Sha256::digest(text).into());
        let name = Name { mailbox: folder.mailbox, uid, flags, all_mail: folder.all_mail, bytes: Vec::new() };
        let arrival = Arrival {
            search: TailEntry::of(&mail).unwrap(),
            mail,
            bytes: Bytes::Chunks(vec![raw::compress(text.as_bytes()).unwrap()]),
            mailbox: folder.mailbox,
            flags,
            server_time: None,
            server: Some(ServerName::Imap(name)),
        };
        self.write(Write::Arrivals(Arrivals { account: self.account, mails: vec![arrival] }));
        let verified = verify(&self.db).unwrap();
        assert!(verified.is_sound(), "{verified:?}");
    }

    fn message(&self, text: &str) -> MessageKey {
        let hash: [u8; 32] = Sha256::digest(text).into();
        self.db.query_row("SELECT key FROM message WHERE hash = ?1", [hash], |row| row.get(0).map(MessageKey)).unwrap()
    }

    /// Where a mail lies, in the names of our mailboxes.
    fn lies(&self, text: &str) -> Vec<String> {
        let sql = "SELECT b.name FROM placement p JOIN mailbox b ON b.key = p.mailbox WHERE p.message = ?1 ORDER BY b.name";
        let mut statement = self.db.prepare(sql).unwrap();
        let rows = statement.query_map([self.message(text).0], |row| row.get::<_, String>(0)).unwrap();
        rows.map(rusqlite::Result::unwrap).collect()
    }

    /// A person moves a mail here.
    fn moves(&mut self, text: &str, role: MailboxRole) {
        use crate::jobs::triage::{MoveTarget, Targets, Triage, TriageAction};
        let targets = Targets::Messages(vec![self.message(text)]);
        self.write(Write::Triage(Triage::new(targets, TriageAction::Move(MoveTarget::Role(role)))));
    }

    fn pending(&self) -> Pending {
        pending(&self.db, self.account).unwrap()
    }
}

fn gmail() -> World {
    World::at(&[
        listed("INBOX", Some(MailboxRole::Inbox), false),
        listed("Clients", None, false),
        listed("[Gmail]/All Mail", Some(MailboxRole::Archive), true),
        listed("[Gmail]/Trash", Some(MailboxRole::Trash), false),
    ])
}

#[test]
fn a_mail_of_gmail_is_one_mail_wherever_it_lies() {
    let mut world = gmail();
    world.arrives("a", "INBOX", 1, Flags::default());
    world.arrives("a", "Clients", 1, Flags::default());
    world.arrives("a", "[Gmail]/All Mail", 9, Flags::default());
    world.arrives("b", "[Gmail]/All Mail", 10, Flags::READ);
    assert_eq!((world.lies("a"), world.lies("b")), (vec!["Clients".to_owned(), "Inbox".to_owned()], vec!["Archive".to_owned()]));
    assert_eq!(world.pending(), Pending::default(), "all mail is no place to move it from");
    // Archived here: it leaves the inbox, and all mail has it already.
    world.moves("a", MailboxRole::Archive);
    let places: Vec<(MailboxKey, Option<MailboxKey>)> = world.pending().moves.iter().map(|one| (one.from, one.to)).collect();
    assert_eq!(places, [(world.folder("INBOX").mailbox, None), (world.folder("Clients").mailbox, None)]);
    // Deleted here: it goes to the trash there, and from all mail by that.
    world.moves("b", MailboxRole::Trash);
    let trash = world.folder("[Gmail]/Trash").mailbox;
    assert!(world.pending().moves.contains(&PendingMove {
        from: world.folder("[Gmail]/All Mail").mailbox,
        to: Some(trash),
        uids: vec![10]
    }));
}

#[test]
fn a_mail_that_leaves_the_inbox_of_gmail_there_is_archived_here() {
    let mut world = gmail();
    world.arrives("a", "INBOX", 1, Flags::default());
    world.arrives("a", "[Gmail]/All Mail", 9, Flags::default());
    let gone = vec![(world.folder("INBOX").mailbox, 1)];
    assert_eq!(lost(&world.db, world.account, &gone).unwrap(), (0, 1));
    world.imap(ImapWrite::Gone(world.account, gone));
    assert_eq!(world.lies("a"), ["Archive"]);
    let gone = vec![(world.folder("[Gmail]/All Mail").mailbox, 9)];
    assert_eq!(lost(&world.db, world.account, &gone).unwrap(), (1, 0));
    world.imap(ImapWrite::Gone(world.account, gone));
    assert_eq!((world.lies("a"), world.pending()), (vec!["Trash".to_owned()], Pending::default()));
    assert!(verify(&world.db).unwrap().is_sound());
}

#[test]
fn marks_of_both_sides_meet() {
    let mut world = gmail();
    world.arrives("a", "INBOX", 1, Flags::READ);
    let inbox = world.folder("INBOX").mailbox;
    let held = |world: &World| world.db.query_row("SELECT flags FROM message", [], |row| row.get::<_, u32>(0)).unwrap();
    world.db.execute("UPDATE message SET flags = flags | 2", []).unwrap();
    // Starred here and not told yet; answered there meanwhile.
    world.imap(ImapWrite::Flags(inbox, vec![(1, Flags::READ.with(Flags::REPLIED, true))]));
    assert_eq!(Flags(held(&world)), Flags::READ.with(Flags::REPLIED, true).with(Flags::STARRED, true));
    assert_eq!(world.pending().flags, [PendingFlags { mailbox: inbox, set: Flags::STARRED, clear: Flags::default(), uids: vec![1] }]);
    world.imap(ImapWrite::FlagsSent { mailbox: inbox, uids: vec![1], set: Flags::STARRED, clear: Flags::default() });
    assert_eq!(world.pending(), Pending::default());
    assert!(verify(&world.db).unwrap().is_sound());
}

#[test]
fn new_numbers_are_of_the_same_mails_and_what_waits_goes_on_waiting() {
    let mut world = gmail();
    world.arrives("a", "INBOX", 1, Flags::default());
    world.arrives("b", "INBOX", 2, Flags::default());
    world.moves("a", MailboxRole::Trash);
    let inbox = world.folder("INBOX").mailbox;
    for validity in [8, 9] {
        world.imap(ImapWrite::Renumbered(inbox, validity));
    }
    assert_eq!(world.pending(), Pending::default(), "no number is known to say it of");
    world.arrives("a", "INBOX", 70, Flags::default());
    assert_eq!((world.lies("a"), world.pending().moves.len()), (vec!["Trash".to_owned()], 1));
    let left: Vec<i64> = rows(&world.db, inbox).unwrap().iter().map(|row| row.uid).collect();
    assert_eq!(left, [-2, 70]);
}

#[test]
fn a_mail_that_came_over_pop3_is_the_same_over_imap() {
    let mut world = gmail();
    world.arrives("a", "INBOX", 1, Flags::default());
    world.db.execute_batch("DELETE FROM imap_seen; UPDATE message SET flags = 2").unwrap();
    world.arrives("a", "INBOX", 5, Flags::READ);
    let (count, flags): (i64, u32) =
        world.db.query_row("SELECT count(*), max(flags) FROM message", [], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
    assert_eq!((count, Flags(flags)), (1, Flags::READ.with(Flags::STARRED, true)));
    assert_eq!(world.pending().flags[0].set, Flags::STARRED);
}

#[test]
fn names_that_are_taken_get_a_number_and_mailboxes_that_are_gone_go_when_they_are_empty() {
    let mut world = World::at(&[
        listed("INBOX", Some(MailboxRole::Inbox), false),
        listed("Sent Items", Some(MailboxRole::Sent), false),
        listed("Sent", None, false),
        listed("Old", None, false),
    ]);
    let name = |world: &World, mailbox: MailboxKey| crate::store::mailboxes::name_of(&world.db, mailbox).unwrap();
    assert_eq!(name(&world, world.folder("Sent Items").mailbox), "Sent");
    assert_eq!(name(&world, world.folder("Sent").mailbox), "Sent (2)");
    let old = world.folder("Old").mailbox;
    world.lists(&[listed("INBOX", Some(MailboxRole::Inbox), false)]);
    assert_eq!(world.folder("Old").mailbox, old, "until its mails are settled");
    world.imap(ImapWrite::Dropped(old));
    assert_eq!(world.db.query_row("SELECT count(*) FROM mailbox WHERE name = 'Old'", [], |row| row.get::<_, i64>(0)).unwrap(), 0);
}

#[test]
fn what_is_removed_here_for_good_waits_to_go_there() {
    let mut world = gmail();
    world.arrives("a", "[Gmail]/Trash", 3, Flags::default());
    world.write(Write::EmptyTrash(crate::jobs::triage::EmptyTrash { mailboxes: Vec::new(), agreed: None }));
    let trash = world.folder("[Gmail]/Trash").mailbox;
    assert_eq!(world.pending().purged, [(trash, vec![3])]);
    world.imap(ImapWrite::Removed(trash, vec![3]));
    assert_eq!(world.pending(), Pending::default());
    assert!(verify(&world.db).unwrap().is_sound());
}
