//! Stories of an IMAP account at a real Dovecot, with a second client (the phone) at the same mailbox.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Read, Write as _};
use std::net::TcpStream;

use fumi::config::Settings;
use fumi::domain::account::Secret;
use fumi::domain::account::{AccountSettings, Incoming, OnServer, Security};
use fumi::domain::ids::MessageKey;
use fumi::domain::mail::flags::Flags;
use fumi::jobs::account::TestStep;
use fumi::jobs::changes::UndoRedo;
use fumi::jobs::fetch::FetchSummary;
use fumi::jobs::triage::{EmptyTrash, MoveTarget, Targets, Triage, TriageAction};
use fumi::store::Write;
use fumi::text::CleanText;
use fumi::workers::account_check::check_incoming;
use fumi::workers::fetch::{FetchLoops, FetchOptions, FetchRules};

use crate::dovecot::{Dovecot, is_installed};
use crate::home::{Home, RULES, account};
use crate::ledger::lost;
use crate::numbers::Numbers;
use crate::scripted_pop3::small_mail;

/// A second client: what a person does on the phone.
pub struct Phone {
    stream: BufReader<TcpStream>,
    tag: u32,
}

impl Phone {
    /// Logs in.
    pub fn at(server: &Dovecot) -> Self {
        let mut phone = Self { stream: BufReader::new(TcpStream::connect(("127.0.0.1", server.imap_port)).unwrap()), tag: 0 };
        phone.line();
        phone.says("LOGIN me pw");
        phone
    }

    fn line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        self.stream.read_until(b'\n', &mut line).unwrap();
        assert!(!line.is_empty(), "the server hung up");
        if let Some(size) = line.strip_suffix(b"}\r\n").and_then(|rest| rest.rsplit(|byte| *byte == b'{').next()) {
            let size: usize = std::str::from_utf8(size).unwrap().parse().unwrap();
            let mut literal = vec![0; size];
            self.stream.read_exact(&mut literal).unwrap();
            line.extend(literal);
            line.extend(self.line());
        }
        line
    }

    /// Says a command and answers what came before its end, which must be OK.
    fn says(&mut self, command: &str) -> Vec<String> {
        self.tag += 1;
        let tag = format!("p{}", self.tag);
        self.stream.get_mut().write_all(format!("{tag} {command}\r\n").as_bytes()).unwrap();
        let mut lines = Vec::new();
        loop {
            let line = String::from_utf8_lossy(&self.line()).into_owned();
            match line.strip_prefix(&format!("{tag} ")) {
                Some(end) => {
                    assert!(end.starts_with("OK"), "{command}: {end}");
                    return lines;
                }
                None => lines.push(line),
            }
        }
    }

    fn appends(&mut self, mailbox: &str, flags: &str, mail: &[u8]) {
        self.tag += 1;
        let head = format!("p{} APPEND {mailbox} ({flags}) {{{}}}\r\n", self.tag, mail.len());
        self.stream.get_mut().write_all(head.as_bytes()).unwrap();
        assert!(self.line().starts_with(b"+"));
        self.stream.get_mut().write_all(mail).unwrap();
        self.stream.get_mut().write_all(b"\r\n").unwrap();
        while !self.line().starts_with(format!("p{} OK", self.tag).as_bytes()) {}
    }

    /// Where each mail lies, by its subject, with its flags: `Inbox *` for a star.
    pub fn sees(&mut self) -> BTreeMap<String, BTreeSet<String>> {
        let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
        for line in self.says("LIST \"\" \"*\"") {
            let name = line.trim_end().rsplit_once(" \".\" ").map(|(_, name)| name.trim_matches('"').to_owned()).unwrap();
            self.says(&format!("SELECT \"{name}\""));
            for mail in self.says("UID FETCH 1:* (FLAGS BODY.PEEK[HEADER.FIELDS (SUBJECT)])") {
                if !mail.contains(" FETCH ") {
                    continue;
                }
                let subject = mail.split("Subject: ").nth(1).unwrap().lines().next().unwrap().to_owned();
                let marks: String = [("\\Seen", "r"), ("\\Flagged", "*"), ("\\Answered", "a")]
                    .iter()
                    .filter(|(flag, _)| mail.contains(flag))
                    .map(|(_, mark)| *mark)
                    .collect();
                let shown = if name == "INBOX" { "Inbox" } else { &name };
                seen.entry(subject).or_default().insert(format!("{shown} {marks}").trim_end().to_owned());
            }
        }
        seen
    }

    fn uid(&mut self, mailbox: &str, n: usize) -> String {
        self.says(&format!("SELECT {mailbox}"));
        let found = self.says(&format!("UID SEARCH SUBJECT \"mail number {n}\""));
        let line = found.iter().find(|line| line.starts_with("* SEARCH")).unwrap();
        line.split_whitespace().nth(2).unwrap_or_else(|| panic!("no mail {n} in {mailbox}")).to_owned()
    }

    /// Changes the flags of a mail.
    pub fn stores(&mut self, mailbox: &str, n: usize, what: &str) {
        let uid = self.uid(mailbox, n);
        self.says(&format!("UID STORE {uid} {what}"));
    }

    fn moves(&mut self, from: &str, n: usize, to: &str) {
        let uid = self.uid(from, n);
        self.says(&format!("UID MOVE {uid} {to}"));
    }
}

/// An account over IMAP, encrypted from the first byte.
fn over_imap(server: &Dovecot) -> AccountSettings {
    let mut account = account(server.imap_tls_port, OnServer::Leave);
    account.protocol = Incoming::Imap;
    account.incoming.security = Security::Tls;
    account.incoming.host = "localhost".to_owned();
    account.ca_file = Some(server.ca_file.clone());
    account.plaintext_confirmed = false;
    account
}

struct World {
    server: Dovecot,
    home: Home,
    account: AccountSettings,
}

impl World {
    /// A server with so many mails, all of them fetched once.
    async fn with(mails: usize) -> Self {
        Self::at(Dovecot::start(), mails).await
    }

    async fn at(mut server: Dovecot, mails: usize) -> Self {
        for n in 1..=mails {
            server.deliver(&small_mail(n));
        }
        let account = over_imap(&server);
        let world = Self { server, home: Home::new(), account };
        assert_eq!(world.syncs().await.fetched, mails as u64);
        world
    }

    async fn syncs(&self) -> FetchSummary {
        let summary = self.home.fetch(&self.account).await;
        assert_eq!(summary.error, None, "{}", self.server.log());
        assert_eq!(summary.skipped, []);
        summary
    }

    async fn asked(&self, rules: FetchRules, confirm_deletes: bool) -> FetchSummary {
        self.home.fetch_asked(&self.account, rules, FetchOptions { confirm_deletes, ..FetchOptions::default() }).await
    }

    fn phone(&self) -> Phone {
        Phone::at(&self.server)
    }

    fn sees(&self) -> BTreeMap<String, BTreeSet<String>> {
        sees(&self.home)
    }

    fn key(&self, n: usize) -> MessageKey {
        key(&self.home, n)
    }

    async fn does(&self, n: usize, action: TriageAction) {
        does(&self.home, n, action).await;
    }

    /// The counters of every mailbox are what lies in it.
    fn counts_are_right(&self) {
        let db = self.home.database.store().reader().unwrap();
        let sql = "SELECT b.name, b.total, b.unread, (SELECT count(*) FROM placement p WHERE p.mailbox = b.key),
                     (SELECT count(*) FROM placement p JOIN message m ON m.key = p.message WHERE p.mailbox = b.key AND NOT (m.flags & 1)) FROM mailbox b";
        let mut statement = db.prepare(sql).unwrap();
        let rows = statement.query_map([], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, i64>(1)?, row.get::<_, i64>(2)?, row.get::<_, i64>(3)?, row.get::<_, i64>(4)?))
        });
        for row in rows.unwrap() {
            let (name, total, unread, lies, new) = row.unwrap();
            assert_eq!((total, unread), (lies, new), "{name}");
        }
    }
}

/// Where each mail lies in a home, as [`Phone::sees`] says it.
pub fn sees(home: &Home) -> BTreeMap<String, BTreeSet<String>> {
    sees_in(&home.database.store().reader().unwrap())
}

/// The same of a store.
pub fn sees_in(db: &rusqlite::Connection) -> BTreeMap<String, BTreeSet<String>> {
    let sql = "SELECT m.subject, b.name, m.flags FROM message m JOIN placement p ON p.message = m.key JOIN mailbox b ON b.key = p.mailbox";
    let mut statement = db.prepare(sql).unwrap();
    let rows = statement.query_map([], |row| Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?, Flags(row.get(2)?)))).unwrap();
    let mut seen: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let (subject, mailbox, flags) = row.unwrap();
        let marks: String = [(Flags::READ, "r"), (Flags::STARRED, "*"), (Flags::REPLIED, "a")]
            .iter()
            .filter(|(flag, _)| flags.has(*flag))
            .map(|(_, mark)| *mark)
            .collect();
        seen.entry(subject).or_default().insert(format!("{mailbox} {marks}").trim_end().to_owned());
    }
    seen
}

/// The mail of this number.
pub fn key(home: &Home, n: usize) -> MessageKey {
    let db = home.database.store().reader().unwrap();
    db.query_row("SELECT key FROM message WHERE subject = ?1", [format!("mail number {n}")], |row| row.get(0).map(MessageKey)).unwrap()
}

/// What a person does to a mail here.
pub async fn does(home: &Home, n: usize, action: TriageAction) {
    let triage = Triage::new(Targets::Messages(vec![key(home, n)]), action);
    home.database.write(Write::Triage(triage)).await.unwrap();
}

fn lies(seen: &BTreeMap<String, BTreeSet<String>>, n: usize) -> String {
    seen.get(&format!("mail number {n}")).map(|places| places.iter().cloned().collect::<Vec<_>>().join(", ")).unwrap_or_default()
}

#[tokio::test]
async fn the_first_sync_brings_every_mailbox_with_its_marks_and_the_second_nothing() {
    if !is_installed() {
        return;
    }
    let mut server = Dovecot::start();
    for n in 1..=120 {
        server.deliver(&small_mail(n));
    }
    let mut phone = Phone::at(&server);
    // 仕事
    phone.says("CREATE \"&TtVOiw-\"");
    phone.appends("\"&TtVOiw-\"", "\\Seen \\Flagged", &small_mail(200));
    phone.appends("Sent", "\\Seen", &small_mail(201));
    let large = [&small_mail(300)[..], &b"0123456789abcdef\r\n".repeat(150_000)].concat();
    phone.appends("INBOX", "\\Answered", &large);
    let world = World { account: over_imap(&server), server, home: Home::new() };
    let first = world.syncs().await;
    assert_eq!(first.fetched, 123);
    let seen = world.sees();
    assert_eq!(
        (lies(&seen, 200), lies(&seen, 201), lies(&seen, 300), lies(&seen, 7)),
        ("仕事 r*".into(), "Sent r".into(), "Inbox a".into(), "Inbox".into())
    );
    assert!(world.home.stored().contains(&large), "every byte of it");
    let second = world.syncs().await;
    assert_eq!((second.fetched, world.sees()), (0, seen));
    assert!(second.bytes < 4_000, "{} bytes for nothing", second.bytes);
    world.counts_are_right();
}

#[tokio::test]
async fn marks_made_on_either_side_stand_on_both() {
    if !is_installed() {
        return;
    }
    let world = World::with(4).await;
    let mut phone = world.phone();
    phone.stores("INBOX", 1, "+FLAGS (\\Seen)");
    phone.stores("INBOX", 2, "+FLAGS (\\Flagged)");
    world.does(2, TriageAction::Read(true)).await;
    world.does(3, TriageAction::Star(true)).await;
    world.syncs().await;
    let seen = world.sees();
    assert_eq!([1, 2, 3, 4].map(|n| lies(&seen, n)), ["Inbox r", "Inbox r*", "Inbox *", "Inbox"]);
    assert_eq!(phone.sees(), seen);
    world.does(2, TriageAction::Read(false)).await;
    phone.stores("INBOX", 2, "-FLAGS (\\Flagged)");
    phone.stores("INBOX", 3, "-FLAGS (\\Flagged)");
    world.syncs().await;
    assert_eq!((lies(&world.sees(), 2), lies(&world.sees(), 3)), ("Inbox".into(), "Inbox".into()));
    assert_eq!(phone.sees(), world.sees());
    world.counts_are_right();
}

#[tokio::test]
async fn what_is_moved_on_one_side_lies_there_on_the_other() {
    if !is_installed() {
        return;
    }
    let world = World::with(5).await;
    let mut phone = world.phone();
    phone.says("CREATE Projects");
    world.does(1, TriageAction::Archive).await;
    world.does(2, TriageAction::Delete).await;
    let made = MoveTarget::Named { name: CleanText::line("顧客 A&B"), create: true };
    world.does(5, TriageAction::Move(made)).await;
    phone.moves("INBOX", 3, "Projects");
    phone.moves("INBOX", 4, "Trash");
    world.syncs().await;
    let seen = world.sees();
    assert_eq!([1, 2, 3, 4, 5].map(|n| lies(&seen, n)), ["Archive", "Trash", "Projects", "Trash", "顧客 A&B"]);
    let there = phone.sees();
    assert_eq!([1, 2, 3, 4, 5].map(|n| lies(&there, n)), ["Archive", "Trash", "Projects", "Trash", "&mGdbog- A&-B"]);
    // Nothing came twice, and nothing is left to say.
    let next = world.syncs().await;
    assert_eq!((next.fetched, world.sees(), phone.sees()), (0, seen, there));
    world.counts_are_right();
}

#[tokio::test]
async fn changes_wait_for_days_and_what_was_taken_back_meanwhile_never_happened() {
    if !is_installed() {
        return;
    }
    let world = World::with(3).await;
    world.does(1, TriageAction::Archive).await;
    world.does(2, TriageAction::Archive).await;
    world.home.database.write(Write::Changes(UndoRedo::Undo)).await.unwrap();
    let World { server, home, account } = world;
    let world = World { server, home: home.restarted(), account };
    let mut phone = world.phone();
    world.syncs().await;
    assert_eq!([1, 2, 3].map(|n| lies(&phone.sees(), n)), ["Archive", "Inbox", "Inbox"]);
    // An undo of what went up goes up too.
    world.home.database.write(Write::Changes(UndoRedo::Undo)).await.unwrap();
    world.syncs().await;
    assert_eq!((lies(&phone.sees(), 1), lies(&world.sees(), 1)), ("Inbox".into(), "Inbox".into()));
    // The server's newer fact wins over a move that did not go up.
    world.does(3, TriageAction::Archive).await;
    phone.says("CREATE Projects");
    phone.moves("INBOX", 3, "Projects");
    world.syncs().await;
    world.syncs().await;
    assert_eq!((lies(&phone.sees(), 3), lies(&world.sees(), 3)), ("Projects".into(), "Projects".into()));
    world.counts_are_right();
}

#[tokio::test]
async fn a_mailbox_that_is_numbered_anew_doubles_nothing_and_keeps_what_was_not_sent_yet() {
    if !is_installed() {
        return;
    }
    let world = World::with(30).await;
    world.does(1, TriageAction::Star(true)).await;
    world.does(2, TriageAction::Archive).await;
    world.server.forget_names();
    world.syncs().await;
    world.syncs().await;
    assert_eq!(world.home.stored().len(), 30);
    let seen = world.sees();
    assert_eq!([1, 2, 3].map(|n| lies(&seen, n)), ["Inbox *", "Archive", "Inbox"]);
    assert_eq!(world.phone().sees(), seen);
    world.counts_are_right();
}

#[tokio::test]
async fn an_emptied_server_is_asked_about_and_loses_nothing_here() {
    if !is_installed() {
        return;
    }
    let world = World::with(6).await;
    let mut phone = world.phone();
    phone.says("SELECT INBOX");
    phone.says("STORE 1:* +FLAGS (\\Deleted)");
    phone.says("EXPUNGE");
    for _ in 0..2 {
        let held = world.asked(RULES, false).await;
        assert_eq!(held.error.map(|problem| problem.code.word()), Some("mass_delete_held"));
        assert_eq!(lies(&world.sees(), 4), "Inbox");
    }
    let done = world.asked(RULES, true).await;
    assert_eq!((done.error, lies(&world.sees(), 4), world.home.stored().len()), (None, "Trash".into(), 6));
    assert_eq!(world.syncs().await.fetched, 0);
    assert_eq!(lost(&world.home, &world.account).len(), 6, "the only copies are here");
    world.counts_are_right();
}

#[tokio::test]
async fn what_is_removed_here_for_good_goes_there_and_many_are_asked_about() {
    if !is_installed() {
        return;
    }
    let world = World::with(8).await;
    let mut phone = world.phone();
    // What another client marked is not ours to take.
    phone.stores("INBOX", 8, "+FLAGS (\\Deleted)");
    for n in 1..=5 {
        world.does(n, TriageAction::Delete).await;
    }
    world.syncs().await;
    world.home.database.write(Write::EmptyTrash(EmptyTrash { mailboxes: Vec::new(), agreed: None })).await.unwrap();
    let few = FetchRules { max_size: None, mass_delete: 3 };
    let held = world.asked(few, false).await;
    assert_eq!(held.error.map(|problem| problem.code.word()), Some("mass_delete_held"));
    assert_eq!(phone.sees().len(), 8);
    assert!(lost(&world.home, &world.account).is_empty(), "what is removed here, or lies in the trash of both, is not lost");
    let done = world.asked(few, true).await;
    assert_eq!((done.error, done.deleted_on_server), (None, 5), "not the one that another client marked");
    assert_eq!(phone.sees().keys().map(String::as_str).collect::<Vec<_>>(), ["mail number 6", "mail number 7", "mail number 8"]);
    assert_eq!(world.syncs().await.fetched, 0);
    world.counts_are_right();
}

/// Makes a mail that is here one that was sent from here.
fn sent_from_here(world: &World, n: usize) {
    let writer = world.home.database.store().writer().unwrap();
    writer.execute("DELETE FROM imap_seen WHERE message = ?1", [world.key(n).0]).unwrap();
    let sql = "INSERT INTO outbox (id, account, state, message_id, sender, bytes, queued_at, due_at, sent_at, filed)
               SELECT randomblob(16), a.id, 'sent', m.message_id, 'me@sample.example', x'', 0, 0, 1, m.key FROM message m JOIN account a ON a.key = m.account WHERE m.key = ?1";
    writer.execute(sql, [world.key(n).0]).unwrap();
}

#[tokio::test]
async fn what_was_sent_from_here_lies_in_sent_there_once() {
    if !is_installed() {
        return;
    }
    let world = World::with(1).await;
    let mut phone = world.phone();
    for n in [50, 51] {
        phone.appends("Sent", "\\Seen", &small_mail(n));
    }
    world.syncs().await;
    // The server has the one no more, and of the other a copy that it filed by itself, which looks otherwise.
    phone.says("SELECT Sent");
    phone.says("STORE 1:* +FLAGS (\\Deleted)");
    phone.says("EXPUNGE");
    phone.appends("Sent", "\\Seen", &[b"X-Filed: by the server\r\n", &small_mail(51)[..]].concat());
    for n in [50, 51] {
        sent_from_here(&world, n);
    }
    for _ in 0..2 {
        world.syncs().await;
        let there = phone.sees();
        assert_eq!((lies(&there, 50), lies(&there, 51)), ("Sent r".into(), "Sent r".into()));
        assert_eq!(phone.says("STATUS Sent (MESSAGES)").concat().matches("MESSAGES 2").count(), 1);
        assert_eq!(world.home.stored().len(), 3, "no doubles");
    }
    world.counts_are_right();
}

#[tokio::test]
async fn the_app_hears_of_new_mail_at_once() {
    if !is_installed() {
        return;
    }
    let mut world = World::with(1).await;
    let loops = FetchLoops::new(std::sync::Arc::clone(&world.home.fetcher));
    // The clock alone would not fetch again before this test gives up.
    let settings = Settings { accounts: vec![world.account.clone()], fetch_interval_s: Some(86_400), ..Settings::default() };
    loops.follow(&settings);
    for n in 2..=4 {
        let heard = async {
            let mut waits = 0;
            while !world.server.log().matches("imap-login: Info: Login").count().ge(&(n + 1)) {
                waits += 1;
                assert!(waits < 600, "nobody listens:\n{}", world.server.log());
                tokio::time::sleep(std::time::Duration::from_millis(100)).await;
            }
        };
        heard.await;
        world.server.deliver(&small_mail(n));
        let mut waits = 0;
        while world.home.stored().len() < n {
            waits += 1;
            assert!(waits < 600, "mail {n} does not come:\n{}", world.server.log());
            tokio::time::sleep(std::time::Duration::from_millis(100)).await;
        }
    }
    // And what is done here is there some seconds later.
    world.does(2, TriageAction::Archive).await;
    loops.changed_here();
    let mut phone = world.phone();
    let mut waits = 0;
    while lies(&phone.sees(), 2) != "Archive" {
        waits += 1;
        assert!(waits < 600, "it does not go up:\n{}", world.server.log());
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    drop(loops);
}

#[tokio::test]
async fn a_fetch_that_is_ended_anywhere_goes_on_where_it_was_and_doubles_nothing() {
    if !is_installed() {
        return;
    }
    let mut server = Dovecot::start();
    for n in 1..=400 {
        server.deliver(&small_mail(n));
    }
    let mut home = Home::new();
    let account = over_imap(&server);
    for wanted in [1, 150] {
        let ended = async {
            while home.stored().len() < wanted {
                tokio::task::yield_now().await;
            }
            home.fetcher.stop();
        };
        tokio::join!(home.fetch(&account), ended);
        home = home.restarted();
    }
    // A gap in what is known is seen, whatever the numbers of the mailbox say.
    let world = World { server, home, account };
    world.syncs().await;
    world.home.database.store().writer().unwrap().execute("DELETE FROM imap_seen WHERE uid IN (7, 8)", []).unwrap();
    world.syncs().await;
    let db = world.home.database.store().reader().unwrap();
    let known: i64 = db.query_row("SELECT count(DISTINCT uid) FROM imap_seen", [], |row| row.get(0)).unwrap();
    assert_eq!((world.home.stored().len(), known), (400, 400));
    assert_eq!(world.phone().sees(), world.sees());
    world.counts_are_right();
}

#[tokio::test]
async fn an_account_that_goes_from_pop3_to_imap_keeps_its_mail_and_what_is_marked_on_it() {
    if !is_installed() {
        return;
    }
    let mut server = Dovecot::start();
    for n in 1..=5 {
        server.deliver(&small_mail(n));
    }
    let account = over_imap(&server);
    let mut pop3 = account.clone();
    (pop3.protocol, pop3.incoming.port) = (Incoming::Pop3, server.tls_port);
    let world = World { server, home: Home::new(), account };
    assert_eq!(world.home.fetch(&pop3).await.fetched, 5);
    world.does(1, TriageAction::Star(true)).await;
    world.does(2, TriageAction::Read(true)).await;
    assert_eq!(world.syncs().await.fetched, 0, "what both have is the same mail");
    world.syncs().await;
    // This server marks what went over POP3 as read.
    assert_eq!((world.home.stored().len(), lies(&world.sees(), 1), lies(&world.sees(), 2)), (5, "Inbox r*".into(), "Inbox r".into()));
    assert_eq!(world.phone().sees(), world.sees());
    world.counts_are_right();
}

#[tokio::test]
async fn a_wrong_password_is_told_apart_and_both_ways_of_encryption_log_in() {
    if !is_installed() {
        return;
    }
    let mut server = Dovecot::start();
    server.deliver(&small_mail(1));
    let mut starttls = over_imap(&server);
    starttls.incoming.security = Security::Starttls;
    starttls.incoming.port = server.imap_port;
    for account in [over_imap(&server), starttls] {
        let steps = check_incoming(&account, Secret::new("pw".to_owned())).await;
        assert!(steps.iter().all(|one| one.problem.is_none()), "{steps:?}");
        assert_eq!(steps.last().map(|one| one.step), Some(TestStep::List));
        let steps = check_incoming(&account, Secret::new("wrong".to_owned())).await;
        let last = steps.last().unwrap();
        assert_eq!((last.step, last.problem.as_ref().map(|problem| problem.code.word())), (TestStep::Login, Some("auth_failed")));
    }
}

#[tokio::test]
async fn whatever_both_sides_do_in_the_end_they_are_the_same() {
    if !is_installed() {
        return;
    }
    let seeds = std::env::var("FUMI_IMAP_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(4);
    for seed in 1..=seeds {
        // Every other server can do nothing but what the first servers could, or cannot move.
        let more = ["", "protocol imap {\n  imap_capability = IMAP4rev1 UIDPLUS\n}\n"][seed as usize % 2];
        let mut world = World::at(Dovecot::start_with(more), 6).await;
        let mut phone = world.phone();
        phone.says("CREATE Projects");
        let mut dice = Numbers::of(seed);
        let mut told = vec![format!("seed {seed}")];
        let mut mails = 6;
        for _ in 0..40 {
            let n = 1 + dice.below(mails);
            let there = lies(&phone.sees(), n);
            let mailbox = match there.split(' ').next().unwrap() {
                "Inbox" => "INBOX",
                other => other,
            }
            .to_owned();
            let did = match dice.below(12) {
                0 => {
                    world.does(n, TriageAction::Archive).await;
                    "archived here"
                }
                1 => {
                    world.does(n, TriageAction::Delete).await;
                    "deleted here"
                }
                2 => {
                    world.does(n, TriageAction::Star(dice.below(2) == 0)).await;
                    "starred here"
                }
                3 => {
                    world.does(n, TriageAction::Read(dice.below(2) == 0)).await;
                    "read here"
                }
                4 if world.home.database.write(Write::Changes(UndoRedo::Undo)).await.is_ok() => "taken back here",
                5 => {
                    phone.stores(&mailbox, n, "+FLAGS (\\Flagged)");
                    "starred there"
                }
                6 => {
                    phone.stores(&mailbox, n, "-FLAGS (\\Seen)");
                    "unread there"
                }
                7 if mailbox != "Projects" => {
                    phone.moves(&mailbox, n, "Projects");
                    "moved there"
                }
                8 if mailbox != "INBOX" => {
                    phone.moves(&mailbox, n, "INBOX");
                    "moved back there"
                }
                9 => {
                    mails += 1;
                    world.server.deliver(&small_mail(mails));
                    world.syncs().await;
                    "delivered"
                }
                _ => {
                    world.syncs().await;
                    "synced"
                }
            };
            told.push(format!("{n} {did}"));
        }
        // Twice: what the server's newer facts decide is known after the first.
        world.syncs().await;
        world.syncs().await;
        assert_eq!(world.sees(), phone.sees(), "{}", told.join("\n"));
        assert_eq!(world.home.stored().len(), mails, "{}", told.join("\n"));
        world.counts_are_right();
    }
}
