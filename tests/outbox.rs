//! Answering mail, from the draft to the strict server and back into the thread: exactly once, whatever happens on the way.
#![allow(clippy::unwrap_used)]

#[path = "support/scripted_smtp.rs"]
mod scripted_smtp;
use std::sync::Arc;

use fumi::config::secrets::{PassphraseSource, SecretStore};
use fumi::config::{self, Paths};
use fumi::domain::ids::MessageKey;
use fumi::domain::mail::compose::{EnteredDraft, QuoteWords, reply};
use fumi::domain::mail::flags::Flags;
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::jobs::Question;
use fumi::jobs::mail::{ReadRaw, ReadThread, ThreadView};
use fumi::jobs::outbox::{ListDrafts, ListOutbox, OriginalOf, OutboxRow, OutboxState, SendAllDue, SendAt, SendMail, TakeMailBack};
use fumi::jobs::resolve::ThreadOf;
use fumi::problem::{Code, Problem};
use fumi::store::arrival::{Arrival, Arrivals, Bytes};
use fumi::store::{Write, raw};
use fumi::workers::accounts::Accounts;
use fumi::workers::house::{House, HouseFiles};
use scripted_smtp::{At, Channel, PASSWORD, ScriptedSmtp, Trouble, USER};

struct World {
    house: Arc<House>,
    server: ScriptedSmtp,
    home: tempfile::TempDir,
}

fn configuration(server: &ScriptedSmtp, security: &str, home: &std::path::Path, trusted: bool) -> String {
    let ca_file = if trusted { format!("ca_file = \"{}\"\n", home.join("ca.pem").display()) } else { String::new() };
    let confirmed = if security == "none" { "plaintext_confirmed = true\n" } else { "" };
    format!(
        "[[account]]\nid = \"018f0000-0000-7000-8000-000000000001\"\nname = \"sales\"\nemail = \"{USER}\"\ndisplay_name = \"Sales\"\n\
         protocol = \"pop3\"\nhost = \"localhost\"\nport = 1\nsecurity = \"tls\"\nusername = \"{USER}\"\npassword_command = \"printf '%s\\\\n' '{PASSWORD}'\"\n\
         smtp_host = \"localhost\"\nsmtp_port = {}\nsmtp_security = \"{security}\"\nsmtp_same_credentials = true\n{ca_file}{confirmed}",
        server.port
    )
}

impl World {
    fn new(channel: Channel, security: &str) -> Self {
        Self::with_trust(channel, security, true)
    }

    fn with_trust(channel: Channel, security: &str, trusted: bool) -> Self {
        let server = ScriptedSmtp::start(channel);
        let home = private_folder();
        std::fs::write(home.path().join("ca.pem"), &server.certificate).unwrap();
        let house = open(home.path(), &configuration(&server, security, home.path(), trusted));
        Self { house, server, home }
    }

    /// The same home after the program ended.
    fn reopen(mut self) -> Self {
        let text = std::fs::read_to_string(Paths::of(Some(self.home.path())).unwrap().config_file()).unwrap();
        drop(self.house);
        self.house = open(self.home.path(), &text);
        self
    }

    async fn ask<Q: Question>(&self, question: Q) -> Result<Q::Answer, Problem> {
        self.house.ask(question).await
    }

    async fn row(&self, send: SendMail) -> OutboxRow {
        *self.ask(send).await.unwrap()
    }

    async fn queue(&self, entered: EnteredDraft, at: SendAt) -> OutboxRow {
        self.row(SendMail::Queue { entered: Box::new(entered), draft: None, at }).await
    }

    async fn send(&self) -> OutboxRow {
        self.queue(letter(), SendAt::Now).await
    }

    async fn list(&self) -> Vec<OutboxRow> {
        self.ask(ListOutbox).await.unwrap()
    }

    async fn flush(&self) -> Vec<OutboxRow> {
        self.ask(SendAllDue).await.unwrap()
    }

    async fn thread_of(&self, id: &str) -> ThreadView {
        let thread = self.ask(ThreadOf(id.to_owned())).await.unwrap();
        self.ask(ReadThread(thread)).await.unwrap()
    }

    /// A mail from Anna lies in the inbox.
    async fn receive(&self, bytes: &str) -> MessageKey {
        let store = self.house.database().store().clone();
        let settings = self.house.accounts().settings();
        let account = settings.default_account().unwrap().clone();
        let write = Write::Account { id: account.id, name: account.name.as_str().to_owned(), address: account.email.clone() };
        self.house.database().write(write).await.unwrap();
        let db = store.reader().unwrap();
        let key = fumi::store::accounts::key_of(&db, account.id).unwrap().unwrap();
        let mailbox = fumi::store::accounts::mailbox_of_role(&db, key, MailboxRole::Inbox).unwrap();
        let bytes = bytes.replace('\n', "\r\n");
        let mail = fumi::mime::parse(bytes.as_bytes());
        let arrival = Arrival {
            search: fumi::store::search::TailEntry::of(&mail).unwrap(),
            mail,
            bytes: Bytes::Chunks(vec![raw::compress(bytes.as_bytes()).unwrap()]),
            mailbox,
            flags: Flags::default(),
            server_time: None,
            server: None,
        };
        let arrivals = Arrivals { account: key, mails: vec![arrival] };
        match self.house.database().write(Write::Arrivals(arrivals)).await.unwrap() {
            fumi::store::Written::Arrived(arrived) => match arrived.outcomes[0] {
                fumi::store::arrival::Outcome::Stored(key) => key,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }
}

fn open(home: &std::path::Path, text: &str) -> Arc<House> {
    let paths = Paths::of(Some(home)).unwrap();
    paths.prepare().unwrap();
    std::fs::write(paths.config_file(), text).unwrap();
    let settings = config::load::read(&paths.config_file()).unwrap();
    let secrets = SecretStore::new(&paths, &settings, PassphraseSource::default());
    let files = HouseFiles { database: paths.database(), lock: paths.lock_file() };
    House::open(files, Accounts::new(paths, settings, secrets)).unwrap()
}

fn letter() -> EnteredDraft {
    EnteredDraft {
        to: "Anna <anna@b.example>".to_owned(),
        bcc: "boss@sales.example".to_owned(),
        subject: "お見積りの件".to_owned(),
        body: "Hello Anna,\n.\n..two\nFrom here\n\nyes".to_owned(),
        ..EnteredDraft::default()
    }
}

const PARENT: &str = "From: Anna Berg <anna@b.example>\nTo: me@sales.example\nSubject: Pilot\nMessage-ID: <parent@b.example>\n\
                      References: <root@b.example>\nDate: Mon, 23 Nov 2026 08:00:00 +0000\n\nShall we?\n";

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_mail_arrives_once_as_it_was_queued_and_lies_in_sent() {
    for (channel, security) in [(Channel::Tls, "tls"), (Channel::Starttls, "starttls"), (Channel::Open, "none")] {
        let world = World::new(channel, security);
        let row = world.send().await;
        assert_eq!((row.state, row.last_error.as_str()), (OutboxState::Sent, "250 2.0.0 taken"), "{security}");
        let taken = world.server.taken();
        assert_eq!(taken.len(), 1);
        assert_eq!(taken[0].from, "<me@sales.example>");
        assert_eq!(taken[0].to, ["anna@b.example", "boss@sales.example"]);
        assert_eq!(taken[0].message_id(), row.message_id.as_str());
        assert!(!String::from_utf8_lossy(&taken[0].data).contains("boss"), "a hidden recipient shows");
        assert_eq!(world.server.faults(), Vec::<String>::new());
        let view = world.thread_of(row.message_id.as_str()).await;
        assert_eq!(view.nodes.len(), 1);
        let copy = view.nodes[0].message.as_ref().unwrap();
        assert_eq!((copy.mailbox_name.as_str(), copy.mine, copy.subject.as_str()), ("Sent", true, "お見積りの件"));
        let raw = world.ask(ReadRaw(copy.key)).await.unwrap();
        assert_eq!(raw, taken[0].data, "what lies in Sent is what went out");
        assert!(world.flush().await.is_empty());
        assert_eq!(world.server.taken().len(), 1);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn before_the_last_dot_another_try_is_safe_and_made() {
    let steps = [At::Greeting, At::Ehlo, At::Auth, At::Mail, At::Rcpt, At::Data, At::Body(0), At::Body(1), At::Body(300)];
    let world = World::new(Channel::Tls, "tls");
    for (n, step) in steps.into_iter().enumerate() {
        world.server.next(step, Trouble::Cut);
        let row = world.send().await;
        assert_eq!((row.state, row.attempts), (OutboxState::Queued, 1), "cut at {step:?}: {row:?}");
        assert!(row.until.is_some() && row.error_code == Some(Code::ServerUnavailable), "{row:?}");
        assert_eq!(world.server.taken().len(), n, "cut at {step:?}");
        assert!(world.flush().await.is_empty(), "a flush respects the wait");
        let row = world.row(SendMail::Retry(row.key)).await;
        assert_eq!((row.state, row.attempts), (OutboxState::Sent, 2), "{row:?}");
        assert_eq!(world.server.taken().len(), n + 1);
    }
    for step in [At::Mail, At::Rcpt, At::Data, At::DotRefused] {
        let before = world.server.taken().len();
        world.server.next(step, Trouble::Say("451 4.3.0 try again later"));
        let row = world.send().await;
        assert_eq!(row.state, OutboxState::Queued, "{step:?}: {row:?}");
        assert!(row.last_error.as_str().contains("451 4.3.0 try again later"), "{row:?}");
        world.row(SendMail::Retry(row.key)).await;
        assert_eq!(world.server.taken().len(), before + 1, "{step:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_is_kept_with_the_server_s_words() {
    let world = World::new(Channel::Tls, "tls");
    for (step, code) in [
        (At::Auth, "auth_failed"),
        (At::Mail, "sender_refused"),
        (At::Rcpt, "recipient_refused"),
        (At::Data, "message_refused"),
        (At::DotRefused, "message_refused"),
    ] {
        world.server.next(step, Trouble::Say("554 5.7.1 not from you"));
        let row = world.send().await;
        assert_eq!((row.state, row.error_code.map_or("", Code::word)), (OutboxState::Failed, code), "{step:?}");
        assert!(row.last_error.as_str().contains("not from you"), "{row:?}");
        let connections = world.server.connections();
        assert!(world.flush().await.is_empty());
        assert_eq!(world.server.connections(), connections, "nothing is tried again by itself");
        let Some(draft) = world.ask(TakeMailBack(row.key)).await.unwrap() else { panic!() };
        assert_eq!(draft.entered.body, letter().body);
    }
    assert!(world.server.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_the_last_dot_only_a_person_decides() {
    for trouble in [Trouble::Cut, Trouble::Say("this is not SMTP"), Trouble::Say("354 go on")] {
        let world = World::new(Channel::Tls, "tls");
        world.server.next(At::DotTaken, trouble);
        let row = world.send().await;
        assert_eq!(row.state, OutboxState::Unknown, "{trouble:?}: {row:?}");
        let world = world.reopen();
        assert!(world.flush().await.is_empty());
        assert_eq!(world.server.taken().len(), 1);
        let again = world.row(SendMail::Retry(row.key)).await;
        assert_eq!(again.state, OutboxState::Sent);
        let taken = world.server.taken();
        assert_eq!(taken.len(), 2);
        assert_eq!(taken[0].message_id(), taken[1].message_id(), "the receiver can tell that it is the same");
        assert_eq!(taken[0].data, taken[1].data);
        assert_eq!(world.thread_of(row.message_id.as_str()).await.nodes.len(), 1);
    }
    let world = World::new(Channel::Tls, "tls");
    world.server.next(At::DotTaken, Trouble::Cut);
    let row = world.send().await;
    let sent = world.row(SendMail::TakeForSent(row.key)).await;
    assert_eq!(sent.state, OutboxState::Sent);
    assert_eq!(world.thread_of(row.message_id.as_str()).await.nodes.len(), 1);
    assert_eq!(world.server.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_counts_by_its_digits_in_whatever_bytes_its_words_are() {
    for answer in [
        &b"250 2.0.0 Nachricht angenommen f\xfcr Zustellung\r\n"[..],
        b"250 \xe3\x81\x82\xe3\r\n",
        b"250 a\0b\r\n",
        b"250\r\n",
        b"250-2.0.0 one\r\n250-\xff\r\n250 2.0.0 two\r\n",
        b"250 taken\n",
        b"250 taken\r\n221 and good-bye\r\n",
    ] {
        let world = World::new(Channel::Tls, "tls");
        world.server.next(At::DotTaken, Trouble::SayBytes(answer));
        let row = world.send().await;
        assert_eq!(row.state, OutboxState::Sent, "{:?}: {row:?}", String::from_utf8_lossy(answer));
        assert_eq!(world.server.taken().len(), 1);
    }
    for (answer, state) in [
        (&b"250-taken\r\n550 5.7.1 not taken\r\n"[..], OutboxState::Unknown),
        (b"150 soon\r\n", OutboxState::Unknown),
        (b"554 5.6.0 abgelehnt f\xfcr immer\r\n", OutboxState::Failed),
        (b"451-4.3.0 sp\xe4ter\r\n451 4.3.0 x\r\n", OutboxState::Queued),
    ] {
        let world = World::new(Channel::Tls, "tls");
        world.server.next(At::DotRefused, Trouble::SayBytes(answer));
        let row = world.send().await;
        assert_eq!(row.state, state, "{:?}: {row:?}", String::from_utf8_lossy(answer));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_early_yes_is_none() {
    let world = World::new(Channel::Tls, "tls");
    world.server.next(At::Data, Trouble::SayBytes(b"354 go on\r\n250 2.0.0 taken\r\n"));
    let row = world.send().await;
    assert_eq!((row.state, row.error_code), (OutboxState::Queued, Some(Code::ServerUnavailable)), "{row:?}");
    world.server.next(At::Data, Trouble::SayBytes(b"354 go on\r\n552 5.3.4 too big\r\n"));
    let row = world.row(SendMail::Retry(row.key)).await;
    assert_eq!((row.state, row.error_code), (OutboxState::Failed, Some(Code::MessageTooBig)), "{row:?}");
    assert!(world.server.taken().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn offers_count_in_any_case_and_the_login_goes_by_the_order_of_challenges() {
    for (offers, answers) in [
        (
            &b"250-mx Hello\r\n250-8bitmime\r\n250-smtputf8\r\n250 auth login\r\n"[..],
            &[&b"334 \r\n"[..], b"334 was nun?\r\n", b"235 ja\r\n"][..],
        ),
        (
            b"250-mx\r\n250-AUTH=Plain Login\r\n250 \xfc\r\n",
            &[b"504 5.5.4 no PLAIN\r\n", b"334 UGFzc3dvcmQ6\r\n", b"334 VXNlcm5hbWU6\r\n", b"235\r\n"],
        ),
        (b"250-mx\r\n250-auth  xoauth2\tplain\r\n250 size 0\r\n", &[b"334 \r\n", b"235-a\r\n235 b\r\n"]),
    ] {
        let world = World::new(Channel::Tls, "tls");
        world.server.offer(offers);
        world.server.answer_logins(answers);
        let row = world.send().await;
        assert_eq!(row.state, OutboxState::Sent, "{:?}: {row:?} {:?}", String::from_utf8_lossy(offers), world.server.auth_lines());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_relay_that_offers_no_login_is_told_no_password() {
    for (channel, security) in [(Channel::Tls, "tls"), (Channel::Starttls, "starttls"), (Channel::Open, "none")] {
        let world = World::new(channel, security);
        world.server.relay();
        world.server.offer(b"250-relay\r\n250 8BITMIME\r\n");
        assert_eq!(world.send().await.state, OutboxState::Sent, "{security}");
        world.server.offer(b"502 5.5.2 EHLO? never heard of it\r\n");
        assert_eq!(world.send().await.state, OutboxState::Sent, "an old one, {security}");
        assert!(!world.server.commands().iter().any(|command| command == "AUTH"), "{:?}", world.server.commands());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_class_of_refusal_has_its_own_code() {
    for (at, said, state, code) in [
        (At::Greeting, "554 5.7.1 not from there", OutboxState::Queued, "server_unavailable"),
        (At::Auth, "535 5.7.8 wrong", OutboxState::Failed, "auth_failed"),
        (At::Auth, "454 4.7.0 not now", OutboxState::Queued, "server_unavailable"),
        (At::Mail, "530 5.7.0 log in first", OutboxState::Failed, "auth_failed"),
        (At::Mail, "552 5.3.4 too big", OutboxState::Failed, "message_too_big"),
        (At::Mail, "550 5.7.1 not you", OutboxState::Failed, "sender_refused"),
        (At::DotRefused, "552 5.3.4 too big", OutboxState::Failed, "message_too_big"),
        (At::DotRefused, "550 5.7.26 spoofed", OutboxState::Failed, "message_refused"),
        (At::DotRefused, "421 4.3.2 going down", OutboxState::Queued, "server_unavailable"),
    ] {
        let world = World::new(Channel::Tls, "tls");
        world.server.next(at, Trouble::Say(said));
        let row = world.send().await;
        assert_eq!((row.state, row.error_code.map_or("", Code::word)), (state, code), "{at:?} {said}: {row:?}");
        assert!(world.server.taken().is_empty());
    }
    let world = World::new(Channel::Tls, "tls");
    world.server.offer(b"250-mx\r\n250-SIZE 100\r\n250 AUTH PLAIN\r\n");
    let row = world.send().await;
    assert_eq!((row.state, row.error_code), (OutboxState::Failed, Some(Code::MessageTooBig)), "told before the mail goes out");
    world.server.offer(b"250-mx\r\n250 AUTH CRAM-MD5\r\n");
    assert_eq!(world.send().await.error_code, Some(Code::LoginUnsupported));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recipients_beyond_what_a_server_takes_at_once_come_next() {
    for refusal in ["452 4.5.3 too many recipients", "552 too many", "550 5.5.3 too many"] {
        let world = World::new(Channel::Tls, "tls");
        world.server.refuse("boss@sales.example", refusal);
        let row = world.send().await;
        assert_eq!((row.state, row.error_code), (OutboxState::Queued, Some(Code::RecipientDeferred)), "{refusal}: {row:?}");
        world.server.refuse("boss@sales.example", "");
        let row = world.row(SendMail::Retry(row.key)).await;
        assert_eq!(row.state, OutboxState::Sent);
        let to: Vec<_> = world.server.taken().into_iter().map(|taken| taken.to).collect();
        assert_eq!(to, [["anna@b.example"], ["boss@sales.example"]], "{refusal}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_leaves_after_its_answer_has_the_mail() {
    let world = World::new(Channel::Tls, "tls");
    world.server.next(At::Quit, Trouble::Cut);
    assert_eq!(world.send().await.state, OutboxState::Sent);
    assert_eq!(world.server.taken().len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_recipient_has_its_own_answer() {
    let world = World::new(Channel::Tls, "tls");
    world.server.refuse("boss@sales.example", "550 5.1.1 no such user");
    let row = world.send().await;
    assert_eq!(row.state, OutboxState::Failed);
    assert_eq!(
        row.refused.iter().map(|(to, said)| (to.as_str(), said.as_str())).collect::<Vec<_>>(),
        [("boss@sales.example", "550 5.1.1 no such user")]
    );
    assert_eq!(world.server.taken()[0].to, ["anna@b.example"]);
    world.server.refuse("boss@sales.example", "450 4.2.0 greylisted");
    let row = world.row(SendMail::Retry(row.key)).await;
    assert_eq!((row.state, row.error_code.map_or("", Code::word)), (OutboxState::Queued, "recipient_deferred"));
    world.server.refuse("boss@sales.example", "");
    let row = world.row(SendMail::Retry(row.key)).await;
    assert_eq!(row.state, OutboxState::Sent);
    let to: Vec<_> = world.server.taken().into_iter().map(|taken| taken.to).collect();
    assert_eq!(to, [["anna@b.example"], ["boss@sales.example"]], "nobody gets it twice");
    assert_eq!(world.thread_of(row.message_id.as_str()).await.nodes.len(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn nothing_is_said_to_a_server_that_cannot_be_trusted() {
    for (channel, security, trusted, code) in [
        (Channel::Tls, "tls", false, "tls_untrusted"),
        (Channel::Starttls, "starttls", false, "tls_untrusted"),
        (Channel::Open, "starttls", true, "tls_required"),
        (Channel::InjectedStarttls, "starttls", true, "server_unavailable"),
    ] {
        let world = World::with_trust(channel, security, trusted);
        let row = world.send().await;
        assert_eq!(row.error_code.map_or("", Code::word), code, "{channel:?} {row:?}");
        assert_ne!(row.state, OutboxState::Sent);
        assert!(world.server.taken().is_empty());
        let said = String::from_utf8_lossy(&world.server.open_bytes()).into_owned();
        assert!(!said.to_uppercase().contains("AUTH") && !said.contains("anna"), "{said}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_threads_and_marks_what_it_answers() {
    let world = World::new(Channel::Tls, "tls");
    let parent = world.receive(PARENT).await;
    let original = world.ask(OriginalOf(parent)).await.unwrap();
    let mut entered = reply(&original, false, &QuoteWords { attribution: "Anna wrote:".to_owned(), forwarded: Vec::new() });
    assert_eq!((entered.to.as_str(), entered.subject.as_str()), ("Anna Berg <anna@b.example>", "Re: Pilot"));
    entered.body = format!("Yes!\n{}", entered.body);
    let row = world.queue(entered, SendAt::Now).await;
    assert_eq!(row.state, OutboxState::Sent);
    let data = String::from_utf8(world.server.taken()[0].data.clone()).unwrap();
    assert!(data.contains("In-Reply-To: <parent@b.example>\r\nReferences: <root@b.example> <parent@b.example>\r\n"), "{data}");
    assert!(data.contains("\r\nAnna wrote:\r\n> Shall we?\r\n"), "{data}");
    let view = world.thread_of("<parent@b.example>").await;
    let present: Vec<_> = view.nodes.iter().filter_map(|node| node.message.as_ref()).collect();
    assert_eq!(present.len(), 2);
    assert!(present[0].flags.has(Flags::REPLIED));
    assert_eq!(present[1].message_id.as_str().trim_matches(['<', '>']), row.message_id.as_str().trim_matches(['<', '>']));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_held_mail_waits_for_an_undo_and_survives_a_restart() {
    let world = World::new(Channel::Tls, "tls");
    let row = world.queue(letter(), SendAt::AfterHold).await;
    assert_eq!(row.state, OutboxState::Held);
    assert!(world.flush().await.is_empty());
    let world = world.reopen();
    assert_eq!(world.list().await.len(), 1);
    let Some(draft) = world.ask(TakeMailBack(row.key)).await.unwrap() else { panic!() };
    assert_eq!(draft.entered, EnteredDraft { account: draft.entered.account, ..letter() });
    let drafts = world.ask(ListDrafts).await.unwrap();
    assert_eq!(drafts.len(), 1);
    assert_eq!(world.server.connections(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn faulty_fields_queue_nothing() {
    let world = World::new(Channel::Tls, "tls");
    for (entered, field) in [
        (EnteredDraft::default(), "to"),
        (EnteredDraft { to: "anna".to_owned(), ..letter() }, "to"),
        (EnteredDraft { cc: "x@".to_owned(), ..letter() }, "cc"),
    ] {
        let queue = SendMail::Queue { entered: Box::new(entered), draft: None, at: SendAt::Now };
        let problem = world.ask(queue).await.unwrap_err();
        assert_eq!((problem.code.word(), problem.field), ("invalid_field", Some(field)));
    }
    let finished = SendMail::QueueFinished { bytes: b"To: a@b.example\n\na\rb".to_vec(), account: None, at: SendAt::Now };
    assert_eq!(world.ask(finished).await.unwrap_err().code.word(), "invalid_message");
    assert!(world.list().await.is_empty());
    assert_eq!(world.server.connections(), 0);
}

fn private_folder() -> tempfile::TempDir {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempfile::tempdir().unwrap();
    std::fs::set_permissions(folder.path(), std::fs::Permissions::from_mode(0o700)).unwrap();
    folder
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_test_of_the_account_logs_in_and_sends_nothing() {
    use fumi::jobs::account::TestOf;
    let world = World::new(Channel::Tls, "tls");
    world.server.next(At::Quit, Trouble::Cut);
    world.server.next(At::Auth, Trouble::Say("535 5.7.8 no"));
    let account = world.house.accounts().settings().default_account().unwrap().id;
    for failed in [None, Some("auth_failed")] {
        let test = world.ask(TestOf::Account(account)).await.unwrap();
        let words: Vec<_> = test.outgoing.iter().map(|result| result.step.word()).collect();
        assert_eq!(words, ["resolve", "connect", "tls", "login"]);
        assert_eq!(test.outgoing[3].problem.as_ref().map(|problem| problem.code.word()), failed);
    }
    assert!(!world.server.commands().iter().any(|command| command.starts_with("MAIL")));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_house_sends_what_is_due_by_itself() {
    let world = World::new(Channel::Tls, "tls");
    let config = Paths::of(Some(world.home.path())).unwrap().config_file();
    let text = std::fs::read_to_string(&config).unwrap();
    std::fs::write(&config, format!("[outbox]\nhold = 1\n\n{text}")).unwrap();
    let world = world.reopen();
    world.house.start_fetching().await.unwrap();
    let row = world.queue(letter(), SendAt::AfterHold).await;
    assert_eq!(row.state, OutboxState::Held);
    let begun = std::time::Instant::now();
    while world.list().await[0].state != OutboxState::Sent {
        assert!(begun.elapsed().as_secs() < 30, "{:?}", world.list().await);
        tokio::time::sleep(std::time::Duration::from_millis(20)).await;
    }
    assert_eq!(world.server.taken().len(), 1);
    world.house.stop_fetching();
}
