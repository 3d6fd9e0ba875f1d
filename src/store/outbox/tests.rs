//! Stories of drafts and the outbox in a frozen world.
#![allow(clippy::unwrap_used)]

use rusqlite::Connection;

use super::*;
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::message::ParsedMail;
use crate::domain::time::Instant;
use crate::jobs::changes::UndoRedo;
use crate::jobs::outbox::OutboxState;
use crate::problem::Code;
use crate::store::{Refusal, Store, StoreError, Write, Written, accounts, raw};
use crate::text::CleanText;

const NOW: Instant = Instant(1_790_000_000_000);
const ACCOUNT: [u8; 16] = [1; 16];

struct World {
    db: Connection,
    context: Context,
    _dir: tempfile::TempDir,
}

fn world() -> World {
    let dir = tempfile::tempdir().unwrap();
    let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
    accounts::ensure(&db, Id::from_bytes(ACCOUNT), "sales", &["me@sales.example".parse().unwrap()]).unwrap();
    World { db, context: Context::new(NOW, 7), _dir: dir }
}

fn entered() -> EnteredDraft {
    EnteredDraft {
        to: "anna@b.example, carl@b.example".to_owned(),
        subject: "Pilot".to_owned(),
        body: "yes".to_owned(),
        ..EnteredDraft::default()
    }
}

impl World {
    fn write(&mut self, write: OutboxWrite) -> crate::store::Result<OutboxWritten> {
        match Write::Outbox(Box::new(write)).apply(&mut self.db, &mut self.context)? {
            Written::Outbox(written) => Ok(written),
            other => panic!("{other:?}"),
        }
    }

    fn row_of(&mut self, write: OutboxWrite) -> OutboxRow {
        match self.write(write).unwrap() {
            OutboxWritten::Row(row) => *row,
            other => panic!("{other:?}"),
        }
    }

    fn queue(&mut self, held_until: Option<Instant>, draft: Option<DraftKey>) -> OutboxRow {
        self.queue_bytes(b"From: me@sales.example\r\n\r\nyes\r\n".to_vec(), held_until, draft)
    }

    fn queue_bytes(&mut self, bytes: Vec<u8>, held_until: Option<Instant>, draft: Option<DraftKey>) -> OutboxRow {
        self.row_of(OutboxWrite::Queue(Box::new(NewMail {
            account: Id::from_bytes(ACCOUNT),
            bytes,
            message_id: "<one@sales.example>".to_owned(),
            from: "me@sales.example".parse().unwrap(),
            to: vec!["anna@b.example".parse().unwrap(), "carl@b.example".parse().unwrap()],
            subject: CleanText::line("Pilot"),
            shown_to: CleanText::line("anna@b.example, carl@b.example"),
            held_until,
            entered: Some(Box::new(entered())),
            draft,
        })))
    }

    fn claim(&mut self, key: OutboxKey) -> Option<Box<Claimed>> {
        match self.write(OutboxWrite::Claim(key, "test".to_owned())).unwrap() {
            OutboxWritten::Claimed(claimed) => claimed,
            other => panic!("{other:?}"),
        }
    }

    fn at(&mut self, ms: i64) {
        self.context.now = NOW.plus_ms(ms);
    }

    fn state(&self, key: OutboxKey) -> OutboxState {
        row(&self.db, key).unwrap().state
    }

    fn messages(&self) -> i64 {
        self.db.query_row("SELECT count(*) FROM message", [], |row| row.get(0)).unwrap()
    }
}

fn filing() -> Box<Filing> {
    let address = |text: &str| Address { name: CleanText::default(), address: text.parse().unwrap() };
    let mut mail = ParsedMail::unread(30, [3; 32]);
    mail.unparsed = false;
    mail.message_id = Some("one@sales.example".to_owned());
    mail.addresses = vec![(AddressRole::From, address("me@sales.example")), (AddressRole::To, address("anna@b.example"))];
    mail.date = Some(NOW);
    let chunks = vec![raw::compress(b"From: me@sales.example\r\n\r\nyes\r\n").unwrap()];
    Box::new(Filing { account_name: "sales".to_owned(), own: vec!["me@sales.example".parse().unwrap()], mail, chunks })
}

fn taken() -> Settled {
    Settled::Taken { text: "ok".to_owned(), filing: Some(filing()), due_at: NOW.plus_ms(60_000) }
}

#[test]
fn a_draft_is_kept_as_it_stands_and_saved_over_itself() {
    let mut world = world();
    let half = EnteredDraft { to: "ann".to_owned(), body: "half a sen".to_owned(), ..EnteredDraft::default() };
    let OutboxWritten::Saved(key, _) = world.write(OutboxWrite::SaveDraft(None, Box::new(half.clone()))).unwrap() else { panic!() };
    let more = EnteredDraft { body: "half a sentence".to_owned(), ..half };
    world.write(OutboxWrite::SaveDraft(Some(key), Box::new(more.clone()))).unwrap();
    let held = drafts(&world.db).unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].entered, more);
    world.write(OutboxWrite::DropDraft(key)).unwrap();
    assert!(drafts(&world.db).unwrap().is_empty());
    assert!(matches!(world.write(OutboxWrite::DropDraft(key)), Err(StoreError::NotFound)));
}

#[test]
fn a_held_mail_can_be_taken_back_and_its_draft_is_there_again() {
    let mut world = world();
    let OutboxWritten::Saved(draft, _) = world.write(OutboxWrite::SaveDraft(None, Box::new(entered()))).unwrap() else { panic!() };
    let row = world.queue(Some(NOW.plus_ms(10_000)), Some(draft));
    assert_eq!((row.state, row.until), (OutboxState::Held, Some(NOW.plus_ms(10_000))));
    assert!(drafts(&world.db).unwrap().is_empty(), "a draft on its way is no draft in the list");
    assert!(due(&world.db, NOW).unwrap().is_empty());
    assert_eq!(held(&world.db).unwrap(), [Held { key: row.key, queued_at: NOW, due_at: NOW.plus_ms(10_000) }]);
    let OutboxWritten::Cancelled(Some(back)) = world.write(OutboxWrite::Cancel(row.key)).unwrap() else { panic!() };
    assert_eq!(back.entered, entered());
    assert_eq!(drafts(&world.db).unwrap().len(), 1);
    assert!(list(&world.db, NOW).unwrap().is_empty());
}

#[test]
fn undo_takes_a_held_mail_back_but_never_one_that_went_out() {
    let mut world = world();
    world.queue(Some(NOW.plus_ms(10_000)), None);
    Write::Changes(UndoRedo::Undo).apply(&mut world.db, &mut world.context).unwrap();
    assert_eq!(drafts(&world.db).unwrap().len(), 1);
    assert!(matches!(Write::Changes(UndoRedo::Redo).apply(&mut world.db, &mut world.context), Err(StoreError::ChangedSince)));
    let second = world.queue(Some(NOW.plus_ms(10_000)), None);
    world.at(10_000);
    assert!(world.claim(second.key).is_some());
    assert!(matches!(Write::Changes(UndoRedo::Undo).apply(&mut world.db, &mut world.context), Err(StoreError::NothingToUndo)));
}

#[test]
fn a_sent_mail_lies_in_sent_once_and_its_draft_is_gone() {
    let mut world = world();
    let row = world.queue(None, None);
    let claimed = world.claim(row.key).unwrap();
    assert_eq!((claimed.to.len(), claimed.attempts), (2, 1));
    assert!(world.claim(row.key).is_none(), "one at a time");
    for phase in [Phase::Envelope, Phase::Data, Phase::End] {
        world.write(OutboxWrite::Phase(row.key, phase)).unwrap();
    }
    let sent = world.row_of(OutboxWrite::Settle(row.key, Box::new(taken())));
    assert_eq!(sent.state, OutboxState::Sent);
    assert!(sent.filed.is_some());
    assert_eq!(world.messages(), 1);
    let in_sent: i64 = world.db.query_row("SELECT m.total FROM mailbox m WHERE m.role = 'sent'", [], |row| row.get(0)).unwrap();
    assert_eq!(in_sent, 1);
    let drafts: i64 = world.db.query_row("SELECT count(*) FROM draft", [], |row| row.get(0)).unwrap();
    assert_eq!(drafts, 0);
    assert!(matches!(world.write(OutboxWrite::Cancel(row.key)), Err(StoreError::Refused(Refusal::AlreadySent))));
    assert!(matches!(world.write(OutboxWrite::Retry(row.key)), Err(StoreError::Refused(Refusal::AlreadySent))));
}

#[test]
fn the_copy_is_kept_once_even_when_the_server_brings_it_too() {
    let mut world = world();
    let row = world.queue(None, None);
    world.claim(row.key).unwrap();
    world.row_of(OutboxWrite::Settle(row.key, Box::new(taken())));
    let again = world.queue(None, None);
    world.claim(again.key).unwrap();
    world.row_of(OutboxWrite::Settle(again.key, Box::new(taken())));
    assert_eq!(world.messages(), 1);
}

#[test]
fn after_a_crash_only_the_last_dot_leaves_a_question() {
    let mut world = world();
    for (phase, expected) in [
        (Phase::Connect, OutboxState::Queued),
        (Phase::Envelope, OutboxState::Queued),
        (Phase::Data, OutboxState::Queued),
        (Phase::End, OutboxState::Unknown),
    ] {
        let row = world.queue(None, None);
        world.claim(row.key).unwrap();
        world.write(OutboxWrite::Phase(row.key, phase)).unwrap();
        world.write(OutboxWrite::Recover).unwrap();
        assert_eq!(world.state(row.key), expected, "{phase:?}");
        assert_eq!(due(&world.db, world.context.now).unwrap().contains(&row.key), expected == OutboxState::Queued);
    }
}

#[test]
fn an_unknown_mail_waits_for_the_person() {
    let mut world = world();
    let row = world.queue(None, None);
    world.claim(row.key).unwrap();
    world.row_of(OutboxWrite::Settle(row.key, Box::new(Settled::Unknown { text: "closed".to_owned() })));
    world.at(365 * 24 * 3_600_000);
    assert!(due(&world.db, world.context.now).unwrap().is_empty());
    let retried = world.row_of(OutboxWrite::Retry(row.key));
    assert_eq!(retried.state, OutboxState::Queued);
    let claimed = world.claim(row.key).unwrap();
    assert_eq!((claimed.to.len(), claimed.attempts), (2, 2));
}

#[test]
fn a_refused_recipient_is_named_and_only_it_is_tried_again() {
    let mut world = world();
    let row = world.queue(None, None);
    world.claim(row.key).unwrap();
    let said = |n, accepted, text: &str| RecipientSaid { n, accepted, said: text.to_owned() };
    world.write(OutboxWrite::Recipients(row.key, vec![said(0, Some(true), "ok"), said(1, Some(false), "550 no such user")])).unwrap();
    let failed = world.row_of(OutboxWrite::Settle(row.key, Box::new(taken())));
    assert_eq!(failed.state, OutboxState::Failed);
    assert_eq!(failed.refused[0].0.as_str(), "carl@b.example");
    assert_eq!(failed.refused[0].1.as_str(), "550 no such user");
    assert_eq!(world.messages(), 1, "it was sent to one of them");
    world.row_of(OutboxWrite::Retry(row.key));
    let claimed = world.claim(row.key).unwrap();
    assert_eq!(claimed.to.iter().map(|(_, to)| to.as_str()).collect::<Vec<_>>(), ["carl@b.example"]);
    assert!(claimed.filed);
    assert!(!claimed.bytes.is_empty());
}

#[test]
fn a_recipient_put_off_is_tried_again_alone() {
    let mut world = world();
    let row = world.queue(None, None);
    world.claim(row.key).unwrap();
    let said = |n, accepted| RecipientSaid { n, accepted, said: String::new() };
    world.write(OutboxWrite::Recipients(row.key, vec![said(0, Some(true)), said(1, None)])).unwrap();
    let later = world.row_of(OutboxWrite::Settle(row.key, Box::new(taken())));
    assert_eq!((later.state, later.until), (OutboxState::Queued, Some(NOW.plus_ms(60_000))));
    world.at(60_000);
    assert_eq!(world.claim(row.key).unwrap().to.len(), 1);
    let sent = world.row_of(OutboxWrite::Settle(row.key, Box::new(Settled::Taken { text: "ok".to_owned(), filing: None, due_at: NOW })));
    assert_eq!(sent.state, OutboxState::Sent);
}

#[test]
fn a_clock_that_jumps_back_holds_nothing_for_long() {
    let mut world = world();
    let held = world.queue(Some(NOW.plus_ms(10_000)), None);
    world.at(10_000);
    world.claim(held.key).unwrap();
    let text = "not now".to_owned();
    let far = Settled::Later { code: Code::ServerUnavailable, text, due_at: NOW.plus_ms(i64::MAX / 2) };
    let row = world.row_of(OutboxWrite::Settle(held.key, Box::new(far)));
    assert_eq!(row.until, Some(NOW.plus_ms(10_000 + 3_600_000)), "no wait is longer than an hour");
    world.at(-86_400_000);
    assert_eq!(due(&world.db, world.context.now).unwrap(), [held.key]);
}

#[test]
fn a_change_of_state_writes_a_few_pages_whatever_the_mail_weighs() {
    let mut world = world();
    let row = world.queue_bytes(vec![b'x'; 8 << 20], None, None);
    let written = |world: &World| world.db.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |row| row.get::<_, i64>(1)).unwrap();
    world.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    assert_eq!(world.claim(row.key).unwrap().bytes.len(), 8 << 20);
    for phase in [Phase::Envelope, Phase::Data, Phase::End] {
        world.write(OutboxWrite::Phase(row.key, phase)).unwrap();
    }
    let short = Settled::Taken { text: "250 ok".to_owned(), filing: None, due_at: NOW };
    assert_eq!(world.row_of(OutboxWrite::Settle(row.key, Box::new(short))).state, OutboxState::Sent);
    let pages = written(&world);
    assert!(pages < 40, "{pages} pages of 4 KiB in the log, and the mail has 2,048");
}

#[test]
fn a_mail_that_was_taken_without_room_for_its_copy_keeps_its_bytes_until_sent_has_it() {
    let mut world = world();
    let row = world.queue(None, None);
    world.claim(row.key).unwrap();
    let short = Settled::Taken { text: "250 ok".to_owned(), filing: None, due_at: NOW };
    let sent = world.row_of(OutboxWrite::Settle(row.key, Box::new(short)));
    assert_eq!((sent.state, sent.filed), (OutboxState::Sent, None));
    assert_eq!(unfiled(&world.db).unwrap(), [(row.key, Id::from_bytes(ACCOUNT))]);
    assert!(!bytes(&world.db, row.key).unwrap().is_empty());
    for _ in 0..2 {
        let filed = world.row_of(OutboxWrite::File(row.key, filing()));
        assert_eq!((filed.state, filed.filed.is_some(), world.messages()), (OutboxState::Sent, true, 1));
        assert_eq!(unfiled(&world.db).unwrap(), []);
        assert!(bytes(&world.db, row.key).unwrap().is_empty());
    }
}

#[test]
fn a_mail_whose_bytes_are_gone_is_never_sent_empty() {
    let mut world = world();
    let row = world.queue(None, None);
    world.db.execute_batch("DELETE FROM outbox_mail").unwrap();
    assert!(matches!(world.write(OutboxWrite::Claim(row.key, "me".to_owned())), Err(StoreError::Damaged(_))));
}

#[test]
fn s9_s117_a_mail_written_on_a_deal_stands_with_it_while_it_waits_and_is_linked_to_it_when_it_went_out() {
    use crate::domain::crm::kind::Subject;
    use crate::domain::crm::rules::CrmRules;
    use crate::jobs::crm::{CrmJob, CrmReport, EmailState, SidebarOf};

    let mut world = world();
    let deal_id = Id::v7(1, [4; 10]);
    let sql = "INSERT INTO person (key, id, kind, last_name, created_at, modified_at) VALUES (1, ?1, 'contact', 'Berg', 1, 1)";
    world.db.execute(sql, [Id::v7(2, [4; 10]).as_bytes()]).unwrap();
    let sql = "INSERT INTO deal (key, id, deal_name, contact, closing_date, stage, created_at, modified_at)
               VALUES (1, ?1, 'Pilot', 1, '2027-01-31', 'Qualification', 1, 1)";
    world.db.execute(sql, [deal_id.as_bytes()]).unwrap();
    let states = |world: &World| {
        let job = CrmJob::Sidebar(SidebarOf::Record(Subject::Deal.at(1)));
        let read = crate::store::crm::read(&world.db, &job, &CrmRules::default(), NOW, &jiff::tz::TimeZone::UTC).unwrap();
        let CrmReport::Sidebar(sidebar) = read else { panic!() };
        sidebar.emails.recent.iter().map(|one| one.state).collect::<Vec<_>>()
    };
    let about = EnteredDraft { for_record: Some(deal_id), ..entered() };
    let OutboxWritten::Saved(draft, _) = world.write(OutboxWrite::SaveDraft(None, Box::new(about.clone()))).unwrap() else { panic!() };
    let row = world.row_of(OutboxWrite::Queue(Box::new(NewMail {
        account: Id::from_bytes(ACCOUNT),
        bytes: b"From: me@sales.example\r\n\r\nyes\r\n".to_vec(),
        message_id: "<one@sales.example>".to_owned(),
        from: "me@sales.example".parse().unwrap(),
        to: vec!["anna@b.example".parse().unwrap()],
        subject: CleanText::line("Pilot"),
        shown_to: CleanText::line("anna@b.example"),
        held_until: None,
        entered: Some(Box::new(about)),
        draft: Some(draft),
    })));
    assert_eq!(states(&world), [EmailState::Queued]);
    world.claim(row.key).unwrap();
    let refused = Settled::Failed { code: Code::MessageRefused, text: "no".to_owned() };
    world.row_of(OutboxWrite::Settle(row.key, Box::new(refused)));
    assert_eq!(states(&world), [EmailState::Failed]);
    world.row_of(OutboxWrite::Retry(row.key));
    world.claim(row.key).unwrap();
    world.row_of(OutboxWrite::Settle(row.key, Box::new(taken())));
    assert_eq!(states(&world), [EmailState::Sent], "linked, and no longer in the outbox");
}
