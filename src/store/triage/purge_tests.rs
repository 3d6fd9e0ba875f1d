//! What stays and what goes when the trash is emptied.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;
use std::sync::Arc;

use super::*;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::NewRecord;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::CrmJob;
use crate::jobs::triage::{Targets, Triage, TriageAction};
use crate::mime;
use crate::store::arrival::{Arrival, Outcome, ServerName};
use crate::store::frozen::{World, world};
use crate::store::health::verify;
use crate::store::{Write, Written, changes, raw, space};

fn bytes(id: &str, parent: &str, text: &str) -> Vec<u8> {
    let references = if parent.is_empty() { String::new() } else { format!("References: <{parent}>\r\n") };
    format!(
        "From: Anna <anna-{id}@berg.test>\r\nTo: me@sample.example\r\nSubject: Pilot\r\nMessage-ID: <{id}>\r\n{references}Date: Mon, 09 Nov 2026 10:00:00 +0900\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

impl World {
    fn parsed(&mut self, raw: &[u8]) -> MessageKey {
        self.stored(mime::parse(raw), raw)
    }

    fn does(&mut self, targets: &[MessageKey], action: TriageAction) {
        Write::Triage(Triage::new(Targets::Messages(targets.to_vec()), action)).apply(&mut self.db, &mut self.context).unwrap();
    }

    fn empties(&mut self, agreed: Option<u64>) -> Result<u64> {
        match Write::EmptyTrash(EmptyTrash { mailboxes: Vec::new(), agreed }).apply(&mut self.db, &mut self.context)? {
            Written::Changed(changed) => Ok(changed.changed),
            other => panic!("{other:?}"),
        }
    }

    fn undoes(&mut self) -> Result<Verb> {
        match Write::Changes(UndoRedo::Undo).apply(&mut self.db, &mut self.context)? {
            Written::Changed(changed) => Ok(changed.verb),
            other => panic!("{other:?}"),
        }
    }

    fn count(&self, sql: &str) -> i64 {
        self.db.query_row(sql, [], |row| row.get(0)).unwrap()
    }

    fn is_sound(&self) {
        let verified = verify(&self.db).unwrap();
        assert!(verified.is_sound(), "{verified:?}");
        let names: Vec<String> =
            ["raw_chunk", "attachment", "link", "subject_clue", "message_address", "search_tail", "label", "placement"]
                .iter()
                .filter(|table| self.count(&format!("SELECT count(*) FROM {table} WHERE message NOT IN (SELECT key FROM message)")) > 0)
                .map(|table| (*table).to_owned())
                .collect();
        assert!(names.is_empty(), "{names:?} name mails that are gone");
    }

    /// What a fetch makes of a mail that the server calls by this name, beside others.
    fn fetches(&mut self, raw: &[u8], uidl: &str, listed: &[&str]) -> Outcome {
        let name = |uidl: &str| Uidl(uidl.as_bytes().to_vec());
        let listed: Arc<HashSet<Uidl>> = Arc::new(listed.iter().map(|one| name(one)).collect());
        let server = pop3_seen::Name { uidl: name(uidl), copy: 0, rule: "leave".to_owned(), alone: true, size: None, listed };
        let arrival = Arrival { server: Some(ServerName::Pop3(server)), ..self.arrival(mime::parse(raw), raw) };
        self.outcomes(vec![arrival])[0]
    }
}

#[test]
fn what_lies_in_the_trash_is_gone_with_all_that_names_it_and_the_rest_is_whole() {
    let mut world = world();
    let question = world.parsed(&bytes("q@berg.test", "", "zebra crossing"));
    let answer = world.parsed(&bytes("a@berg.test", "q@berg.test", "giraffe"));
    let other = world.parsed(&bytes("o@berg.test", "", "lion"));
    world.index(2);
    world.does(&[question, other], TriageAction::Label { add: vec![CleanText::line("Hot")], remove: Vec::new() });
    world.does(&[question, other], TriageAction::Star(true));
    let typed = [(Field::LastName, "Berg"), (Field::Company, "Berg"), (Field::Email, "anna@berg.test")];
    let mut lead = NewRecord::read(RecordKind::Lead, &typed.map(|(field, text)| (field, text.to_owned())), &world.reading()).unwrap();
    lead.made_from = Some(question);
    let write = Write::Crm(Box::new(CrmJob::Add(lead)), Box::new(world.rules.clone()));
    write.apply(&mut world.db, &mut world.context).unwrap();
    world.does(&[answer], TriageAction::Star(true));
    world.does(&[question, other], TriageAction::Delete);
    assert!(matches!(world.empties(Some(1)), Err(StoreError::Refused(Refusal::TrashChanged { held: 2 }))), "not what was agreed to");
    assert_eq!(world.empties(Some(2)).unwrap(), 2);
    world.is_sound();
    assert_eq!(world.count("SELECT count(*) FROM message"), 1);
    assert_eq!(world.count("SELECT count(*) FROM thread"), 1, "a conversation without a mail is gone");
    assert_eq!(world.count("SELECT count(*) FROM address WHERE normalized LIKE '%anna-q%'"), 0);
    for word in ["zebra", "lion"] {
        assert_eq!(world.count(&format!("SELECT count(*) FROM search_index WHERE search_index MATCH '{word}'")), 0, "{word}");
    }
    assert_eq!(world.count("SELECT count(*) FROM person WHERE deleted_at = 0"), 1, "the record that was made from it stays");
    let verbs: Vec<Verb> = changes::list(&world.db, 0).unwrap().iter().map(|group| group.verb).collect();
    assert_eq!(verbs, [Verb::Star, Verb::AddLead], "what was only about mail that is gone can no longer be undone");
    assert_eq!(world.undoes().unwrap(), Verb::Star);
    assert_eq!(world.undoes().unwrap(), Verb::AddLead);
    assert!(matches!(world.undoes(), Err(StoreError::NothingToUndo)));
    world.is_sound();
    assert_eq!(world.empties(Some(0)).unwrap(), 0, "an empty trash is no error");
}

#[test]
fn an_undo_brings_back_what_is_left_of_a_change() {
    let mut world = world();
    let [one, two, three] = ["1@x.test", "2@x.test", "3@x.test"].map(|id| world.parsed(&bytes(id, "", id)));
    world.does(&[one, two, three], TriageAction::Star(true));
    world.does(&[one, two], TriageAction::Delete);
    world.does(&[one], TriageAction::Archive);
    world.empties(None).unwrap();
    world.is_sound();
    let counts: Vec<(Verb, u64)> = changes::list(&world.db, 0).unwrap().iter().map(|group| (group.verb, group.changed)).collect();
    assert_eq!(counts, [(Verb::Archive, 1), (Verb::Delete, 1), (Verb::Star, 2)]);
    assert_eq!([world.undoes().unwrap(), world.undoes().unwrap(), world.undoes().unwrap()], [Verb::Archive, Verb::Delete, Verb::Star]);
    assert_eq!(world.count("SELECT count(*) FROM message WHERE flags & 2"), 0);
    assert_eq!(world.count(&format!("SELECT count(*) FROM placement WHERE mailbox = {}", world.inbox.0)), 2);
    world.is_sound();
}

#[test]
fn a_server_brings_no_mail_back_that_was_removed_for_good() {
    let mut world = world();
    let raw = bytes("1@x.test", "", "text");
    let Outcome::Stored(key) = world.fetches(&raw, "old", &["old"]) else { panic!("it is new") };
    world.does(&[key], TriageAction::Delete);
    world.empties(None).unwrap();
    world.is_sound();
    let seen = pop3_seen::load(&world.db, world.account).unwrap();
    assert!(
        seen.len() == 1 && seen[0].deleted_here && seen[0].message.is_none(),
        "its name is known, and on-local-delete deletes it there"
    );
    assert_eq!(world.fetches(&raw, "old", &["old"]), Outcome::Purged, "listed again after the server had lost it");
    assert_eq!(world.fetches(&raw, "new", &["new"]), Outcome::Purged, "under the name that another server software gave it");
    assert!(matches!(world.fetches(&raw, "twin", &["old", "new", "twin"]), Outcome::Stored(_)), "listed beside it, it is another mail");
    world.is_sound();
    assert_eq!(world.count("SELECT count(*) FROM pop3_seen WHERE message = 0"), 2, "each name once");
    let mut again = world.arrival(mime::parse(&raw), &raw);
    again.mailbox = world.inbox;
    assert!(matches!(world.outcomes(vec![again])[0], Outcome::Known(_)), "the twin");
}

#[test]
fn a_file_brings_it_back_since_somebody_wants_it() {
    let mut world = world();
    let raw = bytes("1@x.test", "", "text");
    let Outcome::Stored(key) = world.fetches(&raw, "u", &["u"]) else { panic!("it is new") };
    world.does(&[key], TriageAction::Delete);
    world.empties(None).unwrap();
    world.parsed(&raw);
    assert_eq!(world.count("SELECT count(*) FROM message"), 1);
    world.is_sound();
}

#[test]
fn a_mail_that_lies_elsewhere_too_only_leaves_the_trash() {
    let mut world = world();
    let key = world.parsed(&bytes("1@x.test", "", "text"));
    world.does(&[key], TriageAction::Delete);
    world.db.execute("INSERT INTO placement (mailbox, message) VALUES (?1, ?2)", [world.inbox.0, key.0]).unwrap();
    world.db.execute("UPDATE mailbox SET total = total + 1, unread = unread + 1 WHERE key = ?1", [world.inbox.0]).unwrap();
    let thread = ThreadKey(world.count("SELECT thread FROM message"));
    summary::refresh(&world.db, thread).unwrap();
    world.empties(None).unwrap();
    assert_eq!(world.count("SELECT count(*) FROM message"), 1);
    world.is_sound();
}

#[test]
fn what_a_big_mail_took_is_given_back_to_the_disk() {
    let mut world = world();
    let mut big = bytes("big@x.test", "", "");
    let mut noise = 1_u64;
    for n in 1..=4_000_000 {
        noise = noise.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        big.push(if n % 60 == 0 { b'\n' } else { b'A' + (noise >> 60) as u8 });
    }
    let chunks: Vec<Vec<u8>> = big.chunks(raw::CHUNK_BYTES).map(|chunk| raw::compress(chunk).unwrap()).collect();
    let arrival = Arrival { bytes: crate::store::arrival::Bytes::Chunks(chunks), ..world.arrival(mime::parse(&big), b"") };
    let Outcome::Stored(key) = world.outcomes(vec![arrival])[0] else { panic!("it is new") };
    world.parsed(&bytes("small@x.test", "", "text"));
    let size = |world: &World| {
        let _: i64 = world.db.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| row.get(0)).unwrap();
        std::fs::metadata(world.dir.path().join("fumi.db")).unwrap().len()
    };
    let full = size(&world);
    assert!(full > 2_300_000, "{full}");
    world.does(&[key], TriageAction::Delete);
    world.empties(None).unwrap();
    space::give_back(&world.db).unwrap();
    assert!(size(&world) < full - 1_500_000, "{} of {full}", size(&world));
    world.is_sound();
}
