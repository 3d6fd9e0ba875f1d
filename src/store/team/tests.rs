//! Members with stores of their own, who meet in a workspace that is a list.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use super::fields::{Holds, ORDER, columns};
use super::unsent::{Sent, unsent};
use super::{Take, TeamWrite, ours, standing};
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordRef, Subject};
use crate::domain::crm::record::Record;
use crate::domain::ids::Id;
use crate::domain::team::change::{DELETED, FieldChange, Fields, KIND};
use crate::domain::team::merges::{MERGED_INTO, REFERENCES};
use crate::jobs::changes::UndoRedo;
use crate::jobs::crm::{Conversion, CrmJob, CrmReport, DeleteRecords, HistoryOf, MergePersons};
use crate::store::frozen::{NOW, World, world};
use crate::store::health::verify;
use crate::store::{Context, StoreError, Write};
use crate::text::CleanText;
use crate::text::numbers::Numbers;

/// The changes of all members, each numbered by its place.
#[derive(Default)]
struct Workspace {
    log: Vec<FieldChange>,
}

fn member(login: &str, seed: u64) -> World {
    let mut world = world();
    world.context = Context::new(NOW, seed);
    let begin = TeamWrite::Begin { workspace: Id::from_bytes([9; 16]), login: login.to_owned() };
    team(&mut world, begin);
    world
}

fn team(world: &mut World, write: TeamWrite) {
    Write::Team(Box::new(write)).apply(&mut world.db, &mut world.context).unwrap();
}

impl Workspace {
    fn pull(&self, world: &mut World) {
        let read_to = standing(&world.db).unwrap().unwrap().read_to;
        let changes = self.log.iter().filter(|change| change.number > read_to).cloned().collect();
        let read_to = i64::try_from(self.log.len()).unwrap();
        team(world, TeamWrite::Take(Take { changes, read_to, is_last: true, again: false }));
    }

    /// Sends what the workspace lacks; the answer may be lost.
    fn push(&mut self, world: &mut World, is_lost: bool) -> usize {
        let login = standing(&world.db).unwrap().unwrap().login;
        let group = world.context.new_id();
        let mut sent = Vec::new();
        for one in unsent(&world.db, world.context.now, 1_000).unwrap() {
            for (field, value) in one.fields {
                let number = i64::try_from(self.log.len()).unwrap() + 1;
                sent.push(Sent { record: one.record, field: field.clone(), value: value.clone(), number });
                self.log.push(FieldChange { number, record: one.record, field, value, member: login.clone(), at: one.at, group });
            }
        }
        let count = sent.len();
        if !is_lost {
            team(world, TeamWrite::Sent(sent));
        }
        count
    }

    fn sync(&mut self, world: &mut World) -> usize {
        self.pull(world);
        self.push(world, false)
    }

    /// Everybody meets until nobody has anything to say.
    fn meet(&mut self, members: &mut [World], what: &str) {
        for round in 0.. {
            assert!(round < 12, "{what}: they never come to an end");
            let said: usize = members.iter_mut().map(|world| self.sync(world)).sum();
            let read = |world: &World| standing(&world.db).unwrap().unwrap().read_to;
            if said == 0 && members.iter().all(|world| read(world) == i64::try_from(self.log.len()).unwrap()) {
                break;
            }
        }
    }
}

/// All records that are not deleted, as the workspace would have them.
fn everything(world: &World) -> BTreeMap<Id, Fields> {
    let mut all = BTreeMap::new();
    for subject in ORDER {
        let sql = format!("SELECT key, id FROM {}", subject.word());
        let mut statement = world.db.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, Id::from_bytes(row.get(1)?)))).unwrap();
        for (key, id) in rows.map(Result::unwrap) {
            let fields = ours::fields(&world.db, subject.at(key)).unwrap().unwrap();
            // Who was merged before anybody knew it is nobody else's business.
            let is_known = super::seen::known(&world.db, id).unwrap().is_some();
            if !fields.contains_key(DELETED) && (is_known || !fields.contains_key(MERGED_INTO)) {
                all.insert(id, fields);
            }
        }
    }
    all
}

/// Two members have the same records; a difference is told by the record, with what each knows of it.
fn alike(one: &World, other: &World, what: &str) {
    let (ones, others) = (everything(one), everything(other));
    for id in ones.keys().chain(others.keys()) {
        let known = |world: &World| (super::seen::known(&world.db, *id).unwrap(), super::seen::of_record(&world.db, *id).unwrap());
        assert_eq!(ones.get(id), others.get(id), "{what}: {id}\n{:?}\n{:?}", known(one), known(other));
    }
}

fn of_id(world: &World, id: Id) -> RecordRef {
    super::fields::place(&world.db, id).unwrap().unwrap()
}

fn shown(world: &World, id: Id) -> Record {
    match world.ask(&CrmJob::Show(crate::jobs::crm::ShowRecord(of_id(world, id)))) {
        CrmReport::Record(record) => *record,
        other => panic!("{other:?}"),
    }
}

fn set(world: &mut World, id: Id, typed: &[(Field, &str)]) {
    let record = shown(world, id);
    let job = world.edit(&record, typed);
    world.job(job).unwrap();
}

fn pair() -> (World, World, Workspace) {
    (member("tanaka", 1), member("berg", 2), Workspace::default())
}

#[test]
fn every_column_of_a_record_is_shared_or_ours_for_a_reason() {
    let world = world();
    // Keys and seals are of one store; whose mail is shown is the owner's to say; the rest follows from other fields or has a field of another name.
    let own = ["key", "id", "owner", "normalized", "modified_at", "deleted_at", "seal", "kind", "share_emails"];
    for subject in Subject::ALL {
        let sql = format!("SELECT name FROM pragma_table_info('{}')", subject.word());
        let mut statement = world.db.prepare(&sql).unwrap();
        let names: Vec<String> = statement.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        for name in &names {
            let shared = columns(subject).iter().any(|(one, _)| one == name);
            assert_ne!(shared, own.contains(&name.as_str()), "{subject:?}: {name}");
        }
        assert!(columns(subject).iter().all(|(one, _)| names.iter().any(|name| name == one)), "{subject:?}");
    }
}

#[test]
fn what_one_member_has_the_other_has_with_all_that_hangs_on_it() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let contact = tanaka.add(
        RecordKind::Contact,
        &[
            (Field::LastName, "山田"),
            (Field::FirstName, "太郎"),
            (Field::Company, "株式会社サンプル"),
            (Field::Email, "T.Yamada@sample.example"),
            (Field::SecondaryEmail, "yamada@home.example"),
            (Field::Phone, "03-1234-5678"),
            (Field::Mobile, "090-1234-5678"),
            (Field::Description, "一行目\n二行目"),
            (Field::EmailOptOut, "yes"),
        ],
    );
    let deal = tanaka.add(
        RecordKind::Deal,
        &[
            (Field::DealName, "Pilot"),
            (Field::Contact, &contact.id.to_string()),
            (Field::Amount, "40000"),
            (Field::Stage, "Qualification"),
            (Field::ClosingDate, "2026-12-31"),
        ],
    );
    let of_deal = deal.id.to_string();
    tanaka.add(RecordKind::Task, &[(Field::Subject, "Call back"), (Field::RelatedTo, &of_deal), (Field::DueDate, "2026-12-01")]);
    tanaka.add(RecordKind::Note, &[(Field::Content, "Likes tea"), (Field::RelatedTo, &contact.id.to_string())]);
    workspace.sync(&mut tanaka);
    team(&mut berg, TeamWrite::Members(vec![("tanaka".to_owned(), CleanText::line("田中"))]));
    workspace.pull(&mut berg);

    assert_eq!(everything(&berg), everything(&tanaka));
    assert_eq!(everything(&berg).len(), 5, "contact, company, deal, task, note");
    assert_eq!(workspace.push(&mut berg, false), 0, "what came is nothing to send");
    let (theirs, mine) = (shown(&berg, contact.id), shown(&tanaka, contact.id));
    assert_eq!(theirs.values.keys().collect::<Vec<_>>(), mine.values.keys().collect::<Vec<_>>());
    assert_eq!(theirs.owner.as_str(), "田中");
    assert_eq!(theirs.text(Field::Company), "株式会社サンプル");
    let company: String = berg.db.query_row("SELECT normalized FROM company", [], |row| row.get(0)).unwrap();
    assert_eq!(company, tanaka.db.query_row("SELECT normalized FROM company", [], |row| row.get::<_, String>(0)).unwrap());
    assert!(matches!(berg.changes(UndoRedo::Undo), Err(StoreError::NothingToUndo)), "what others did is theirs to undo");
    assert!(verify(&berg.db).unwrap().is_sound());
}

#[test]
fn the_later_change_wins_both_stand_in_the_history_and_undo_of_the_earlier_is_refused() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let lead = tanaka.lead("山田", "t@sample.example");
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    // Both are away.
    set(&mut tanaka, lead.id, &[(Field::Title, "課長"), (Field::City, "大阪")]);
    set(&mut berg, lead.id, &[(Field::Title, "部長"), (Field::State, "東京都")]);
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    workspace.sync(&mut tanaka);
    for world in [&tanaka, &berg] {
        let record = shown(world, lead.id);
        let fields = [Field::Title, Field::City, Field::State].map(|field| record.text(field).to_owned());
        assert_eq!(fields, ["部長", "大阪", "東京都"]);
        let CrmReport::History(history) = world.ask(&CrmJob::History(HistoryOf(of_id(world, lead.id)))) else { panic!() };
        let others = history.iter().filter(|entry| entry.field == Some(Field::Title) && entry.member.is_some());
        assert_eq!(others.count(), 1, "one of them by the other: {history:?}");
        let titles: Vec<_> =
            history.iter().filter(|entry| entry.field == Some(Field::Title)).filter_map(|entry| entry.after.clone()).collect();
        assert_eq!(titles.len(), 2, "{history:?}");
    }
    assert!(matches!(tanaka.changes(UndoRedo::Undo), Err(StoreError::ChangedSince)));
    assert_eq!(shown(&tanaka, lead.id).text(Field::Title), "部長");
}

#[test]
fn what_is_undone_before_it_is_sent_was_never_and_afterwards_goes_as_the_change_did() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let lead = tanaka.lead("山田", "t@sample.example");
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    set(&mut berg, lead.id, &[(Field::Title, "部長")]);
    berg.changes(UndoRedo::Undo).unwrap();
    assert_eq!(workspace.sync(&mut berg), 0);
    set(&mut berg, lead.id, &[(Field::Title, "部長")]);
    assert_eq!(workspace.sync(&mut berg), 1);
    berg.changes(UndoRedo::Undo).unwrap();
    assert_eq!(workspace.sync(&mut berg), 1);
    workspace.sync(&mut tanaka);
    assert_eq!(shown(&tanaka, lead.id).text(Field::Title), "");
    // The adding itself is taken back: it is deleted for the others, and comes again when it is done again.
    let other = tanaka.lead("佐藤", "s@sample.example");
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    tanaka.changes(UndoRedo::Undo).unwrap();
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    assert!(!everything(&berg).contains_key(&other.id));
    tanaka.changes(UndoRedo::Redo).unwrap();
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    assert_eq!(everything(&berg), everything(&tanaka));
    assert!(everything(&berg).contains_key(&other.id));
}

#[test]
fn a_merge_meets_an_edit_a_deal_and_the_opposite_merge() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let one = tanaka.contact("山田", "one@sample.example");
    let other = tanaka.contact("山田", "other@sample.example");
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    let merge = |world: &World, keep: Id, gone: Id| {
        CrmJob::Merge(MergePersons { keep: of_id(world, keep), other: of_id(world, gone), take: Vec::new() })
    };
    let job = merge(&tanaka, one.id, other.id);
    tanaka.job(job).unwrap();
    set(&mut berg, other.id, &[(Field::SecondaryEmail, "third@sample.example"), (Field::Title, "部長")]);
    let deal = berg.add(
        RecordKind::Deal,
        &[
            (Field::DealName, "Pilot"),
            (Field::Contact, &other.id.to_string()),
            (Field::Stage, "Qualification"),
            (Field::ClosingDate, "2026-12-31"),
        ],
    );
    let mut members = [tanaka, berg];
    workspace.meet(&mut members, "merge against edit");
    for world in &members {
        let addresses: Vec<String> =
            everything(world)[&one.id].keys().filter_map(|field| field.strip_prefix("address:").map(str::to_owned)).collect();
        assert_eq!(addresses, ["one@sample.example", "other@sample.example", "third@sample.example"]);
        assert_eq!(shown(world, deal.id).person.unwrap().id, one.id, "the deal is of who stayed");
        assert!(verify(&world.db).unwrap().is_sound());
    }
    assert_eq!(everything(&members[0]), everything(&members[1]));

    // Two that have an address in common, merged by both the other way round.
    let [tanaka, berg] = &mut members;
    let two = tanaka.contact("佐藤", "two@sample.example");
    let same = tanaka.contact("佐藤", "same@sample.example");
    workspace.sync(tanaka);
    workspace.sync(berg);
    let job = merge(tanaka, two.id, same.id);
    tanaka.job(job).unwrap();
    let job = merge(berg, same.id, two.id);
    berg.job(job).unwrap();
    workspace.push(tanaka, false);
    workspace.push(berg, false);
    workspace.meet(&mut members, "merges in a circle");
    for world in &members {
        let all = everything(world);
        assert!(all[&same.id].contains_key("merged_into") && !all[&two.id].contains_key("merged_into"));
        assert!(all[&two.id].contains_key("address:two@sample.example") && all[&two.id].contains_key("address:same@sample.example"));
    }
    assert_eq!(everything(&members[0]), everything(&members[1]));
}

#[test]
fn an_edit_of_what_was_deleted_is_kept_and_revives_nothing() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let lead = tanaka.lead("山田", "t@sample.example");
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    tanaka.job(CrmJob::Delete(DeleteRecords(vec![lead.reference]))).unwrap();
    set(&mut berg, lead.id, &[(Field::Title, "部長")]);
    let converted = of_id(&berg, lead.id);
    berg.job(CrmJob::Convert(Conversion { lead: converted, company: None, deal: None })).unwrap();
    let mut members = [tanaka, berg];
    workspace.meet(&mut members, "delete against edit");
    for world in &members {
        assert!(!everything(world).contains_key(&lead.id));
    }
    let [tanaka, _] = &mut members;
    assert!(tanaka.changes(UndoRedo::Undo).is_ok(), "nobody touched the deletion since");
    workspace.meet(&mut members, "deletion undone");
    for world in &members {
        assert_eq!((shown(world, lead.id).kind, shown(world, lead.id).text(Field::Title)), (RecordKind::Contact, "部長"));
    }
    assert_eq!(everything(&members[0]), everything(&members[1]));
}

#[test]
fn a_field_of_a_later_version_waits_and_what_is_no_value_is_passed_over() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let lead = tanaka.lead("山田", "t@sample.example");
    workspace.sync(&mut tanaka);
    let mut say = |field: &str, value: &str| {
        let number = i64::try_from(workspace.log.len()).unwrap() + 1;
        let (field, value) = (field.to_owned(), Some(value.to_owned()));
        let member = "tanaka".to_owned();
        workspace.log.push(FieldChange { number, record: lead.id, field, value, member, at: NOW, group: Id::from_bytes([7; 16]) });
    };
    say("favourite_tea", "gyokuro");
    say("employees", "many");
    say(KIND, "deal");
    say("company", "nowhere");
    say("company", "018f0000-0000-7000-8000-000000000001");
    say("address:x@y.example", "0 z@y.example");
    say("title", "課\u{202e}長\u{7}");
    workspace.pull(&mut berg);
    assert_eq!(workspace.push(&mut berg, false), 0, "nothing of it is sent back");
    let record = shown(&berg, lead.id);
    assert_eq!((record.kind, record.text(Field::Title)), (RecordKind::Lead, "課長"));
    let waits: i64 = berg.db.query_row("SELECT count(*) FROM team_seen WHERE taken = 0", [], |row| row.get(0)).unwrap();
    assert_eq!(waits, 2, "the tea, and the company that has not come");
    assert!(verify(&berg.db).unwrap().is_sound());
}

#[test]
fn what_damage_took_comes_from_the_workspace_and_is_no_deletion() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let lead = tanaka.lead("山田", "t@sample.example");
    let other = tanaka.lead("佐藤", "s@sample.example");
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    set(&mut tanaka, lead.id, &[(Field::Title, "課長")]);
    workspace.sync(&mut tanaka);
    let sql = "DELETE FROM person_address; DELETE FROM person WHERE last_name = '佐藤'; UPDATE person SET city = 'Kyoto'";
    berg.db.execute_batch(sql).unwrap();
    super::forget(&berg.db).unwrap();
    assert_eq!(workspace.sync(&mut berg), 1, "what nobody ever said of the city");
    workspace.sync(&mut tanaka);
    alike(&tanaka, &berg, "after damage");
    assert_eq!(shown(&berg, lead.id).text(Field::Title), "課長");
    assert!(everything(&tanaka).contains_key(&other.id));
}

#[test]
fn another_workspace_is_told_everything_anew() {
    let (mut tanaka, mut berg, mut workspace) = pair();
    let lead = tanaka.lead("山田", "t@sample.example");
    workspace.sync(&mut tanaka);
    workspace.sync(&mut berg);
    team(&mut tanaka, TeamWrite::Begin { workspace: Id::from_bytes([8; 16]), login: "tanaka".to_owned() });
    let mut other = Workspace::default();
    assert!(other.sync(&mut tanaka) > 0);
    team(&mut tanaka, TeamWrite::End);
    assert_eq!(standing(&tanaka.db).unwrap(), None);
    assert_eq!(shown(&tanaka, lead.id).id, lead.id);
}

/// One thing that a member does.
fn act(world: &mut World, numbers: &mut Numbers, n: usize) {
    let alive = |world: &World, subject: Subject| -> Vec<(Id, RecordRef)> {
        let sql = format!("SELECT key, id FROM {} WHERE deleted_at = 0 ORDER BY id", subject.word());
        let mut statement = world.db.prepare(&sql).unwrap();
        let rows = statement.query_map([], |row| Ok((Id::from_bytes(row.get(1)?), subject.at(row.get(0)?)))).unwrap();
        rows.map(Result::unwrap).collect()
    };
    let people = alive(world, Subject::Person);
    let any = |of: &[(Id, RecordRef)], numbers: &mut Numbers| (!of.is_empty()).then(|| of[numbers.below(of.len())]);
    let address = format!("p{}@sample.example", numbers.below(8));
    // What is refused changes nothing, which is as good.
    match numbers.below(12) {
        0 => {
            let new =
                world.draft(RecordKind::Lead, &[(Field::LastName, &format!("L{n}")), (Field::Company, "Acme"), (Field::Email, &address)]);
            let _ = world.job(CrmJob::Add(new));
        }
        1 => {
            let new = world
                .draft(RecordKind::Contact, &[(Field::LastName, &format!("C{n}")), (Field::Company, &format!("Co {}", numbers.below(3)))]);
            let _ = world.job(CrmJob::Add(new));
        }
        2 => {
            let Some((id, _)) = any(&people, numbers) else { return };
            let typed = [
                (Field::DealName, format!("D{n}")),
                (Field::Contact, id.to_string()),
                (Field::Stage, "Qualification".to_owned()),
                (Field::ClosingDate, "2026-12-31".to_owned()),
            ];
            let typed: Vec<(Field, &str)> = typed.iter().map(|(field, text)| (*field, text.as_str())).collect();
            let new = world.draft(RecordKind::Deal, &typed);
            let _ = world.job(CrmJob::Add(new));
        }
        3 => {
            let Some((id, _)) = any(&people, numbers) else { return };
            let of = id.to_string();
            let new = world.draft(RecordKind::Note, &[(Field::Content, &format!("N{n}")), (Field::RelatedTo, &of)]);
            let _ = world.job(CrmJob::Add(new));
        }
        4..=6 => {
            let Some((id, _)) = any(&people, numbers) else { return };
            let (field, text) = match numbers.below(4) {
                0 => (Field::Title, format!("T{n}")),
                1 => (Field::SecondaryEmail, format!("s{n}@sample.example")),
                2 => (Field::Phone, format!("03-1234-{:04}", numbers.below(20))),
                _ => (Field::City, String::new()),
            };
            let record = shown(world, id);
            let job = world.edit(&record, &[(field, &text)]);
            let _ = world.job(job);
        }
        7 | 8 => {
            let (Some((_, keep)), Some((_, other))) = (any(&people, numbers), any(&people, numbers)) else { return };
            let _ = world.job(CrmJob::Merge(MergePersons { keep, other, take: Vec::new() }));
        }
        9 => {
            let Some((_, lead)) = any(&people, numbers) else { return };
            let _ = world.job(CrmJob::Convert(Conversion { lead, company: None, deal: None }));
        }
        10 => {
            let subject = ORDER[numbers.below(ORDER.len())];
            let Some((_, reference)) = any(&alive(world, subject), numbers) else { return };
            let _ = world.job(CrmJob::Delete(DeleteRecords(vec![reference])));
        }
        _ => {
            let _ = world.changes(if numbers.below(3) == 0 { UndoRedo::Redo } else { UndoRedo::Undo });
        }
    }
}

#[test]
fn three_stores_end_the_same_whatever_their_members_do_and_whenever_they_meet() {
    let seeds = std::env::var("FUMI_TEAM_SEEDS").ok().and_then(|text| text.parse().ok()).unwrap_or(12);
    for seed in 0..seeds {
        let mut numbers = Numbers::of(seed);
        let mut workspace = Workspace::default();
        let mut members = [member("a", 3 * seed + 1), member("b", 3 * seed + 2), member("c", 3 * seed + 3)];
        for n in 0..80 {
            let world = &mut members[numbers.below(3)];
            match numbers.below(if seed % 2 == 0 { 8 } else { 20 }) {
                0 => workspace.pull(world),
                1 => {
                    let is_lost = numbers.below(4) == 0;
                    workspace.push(world, is_lost);
                }
                _ => act(world, &mut numbers, n),
            }
        }
        workspace.meet(&mut members, &format!("seed {seed}"));
        let [a, b, c] = &members;
        alike(a, b, &format!("seed {seed}"));
        alike(b, c, &format!("seed {seed}"));
        for world in &members {
            assert!(verify(&world.db).unwrap().is_sound(), "seed {seed}");
        }
    }
}

#[test]
fn references_of_columns_are_those_of_the_rule() {
    for subject in Subject::ALL {
        for (name, _) in columns(subject).iter().filter(|(_, holds)| matches!(holds, Holds::Record(_))) {
            let known = REFERENCES.contains(name) || *name == MERGED_INTO;
            assert!(known, "{subject:?}: {name}");
        }
    }
}
