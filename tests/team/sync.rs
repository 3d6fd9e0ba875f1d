//! Two members whose programs share records over one workspace: what one does the other sees, whoever was away, and whatever breaks off in the middle.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use fumi::config::Paths;
use fumi::config::secrets::{Login, SecretStore};
use fumi::domain::crm::field::Field;
use fumi::domain::crm::kind::{RecordKind, RecordRef};
use fumi::domain::crm::record::{Changes, NewRecord, Record};
use fumi::domain::crm::rules::CrmRules;
use fumi::domain::crm::value::Reading;
use fumi::domain::ids::Id;
use fumi::jobs::changes::UndoRedo;
use fumi::jobs::crm::{CrmJob, CrmReport, DeleteRecords, EditRecord, MergePersons, RecordQuery};
use fumi::jobs::{Job, Notice, Report};
use fumi::problem::{Code, Problem};
use fumi::store::Context;
use fumi::workers::accounts::Accounts;
use fumi::workers::clock;
use fumi::workers::database::{Database, answer};
use fumi::workers::house::{House, HouseFiles};
use fumi::workers::notices::Notices;
use fumi::workers::team::{Met, NotMet, TeamConnection, meet, set_active};
use jiff::tz::TimeZone;

use crate::postgres::{Postgres, is_installed, password};
use crate::team::{add, founded, opened};

/// A member with a store and a way to the workspace.
struct Member {
    login: &'static str,
    database: Database,
    at: Option<TeamConnection>,
    _dir: tempfile::TempDir,
}

impl Member {
    fn new(login: &'static str, seed: u64) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let database = open(dir.path(), seed);
        Self { login, database, at: None, _dir: dir }
    }

    async fn meet(&mut self, server: &Postgres) -> Met {
        self.try_meet(server).await.unwrap()
    }

    async fn try_meet(&mut self, server: &Postgres) -> Result<Met, NotMet> {
        if self.at.is_none() {
            self.at = Some(opened(server, self.login).await?);
        }
        meet(self.at.as_mut().unwrap(), &self.database, self.login, false).await
    }

    fn ask(&self, job: impl Into<Job>) -> Result<Report, Problem> {
        let mut db = self.database.store().writer().unwrap();
        let seed = u64::from_be_bytes(clock::new_id().as_bytes()[8..].try_into().unwrap());
        answer(&mut db, job.into(), &mut Context::new(clock::now(), seed), &CrmRules::default())
    }

    fn crm(&self, job: CrmJob) -> CrmReport {
        match self.ask(Job::Crm(Box::new(job))).unwrap() {
            Report::Crm(report) => *report,
            other => panic!("{other:?}"),
        }
    }

    fn add(&self, kind: RecordKind, typed: &[(Field, &str)]) {
        let rules = CrmRules::default();
        let new = NewRecord::read(kind, &owned(typed), &Reading::of(&rules, clock::now(), TimeZone::UTC)).unwrap();
        assert!(matches!(self.crm(CrmJob::Add(new)), CrmReport::Added(_)));
    }

    fn edit(&self, last_name: &str, typed: &[(Field, &str)]) {
        let record = self.lead(last_name);
        let rules = CrmRules::default();
        let changes = Changes::read(&record, &owned(typed), &Reading::of(&rules, clock::now(), TimeZone::UTC)).unwrap();
        self.crm(CrmJob::Edit(EditRecord { reference: record.reference, changes }));
    }

    fn leads(&self) -> Vec<Record> {
        match self.crm(CrmJob::List(RecordQuery::all(RecordKind::Lead))) {
            CrmReport::Records(window) => window.rows,
            other => panic!("{other:?}"),
        }
    }

    fn lead(&self, last_name: &str) -> Record {
        self.leads().into_iter().find(|record| record.text(Field::LastName) == last_name).unwrap()
    }

    /// The leads as one sees them, by id.
    fn seen(&self) -> BTreeMap<Id, BTreeMap<String, String>> {
        let fields =
            |record: &Record| record.values.iter().map(|(field, value)| (format!("{field:?}"), value.typed(&TimeZone::UTC))).collect();
        self.leads().iter().map(|record| (record.id, fields(record))).collect()
    }
}

fn open(dir: &Path, seed: u64) -> Database {
    Database::open(&dir.join("fumi.db"), Notices::default(), seed).unwrap()
}

fn owned(typed: &[(Field, &str)]) -> Vec<(Field, String)> {
    typed.iter().map(|(field, text)| (*field, (*text).to_owned())).collect()
}

async fn two() -> (Postgres, Member, Member) {
    let server = founded().await;
    add(&server, &["bert"]).await;
    (server, Member::new("anna", 11), Member::new("bert", 22))
}

fn lead<'a>(last_name: &'a str, email: &'a str) -> [(Field, &'a str); 3] {
    [(Field::LastName, last_name), (Field::Company, "株式会社サンプル"), (Field::Email, email)]
}

#[tokio::test]
async fn what_one_member_does_the_other_sees_whoever_was_away() {
    if !is_installed() {
        return;
    }
    let (server, mut anna, mut bert) = two().await;
    anna.add(RecordKind::Lead, &lead("山田", "y@sample.example"));
    anna.add(RecordKind::Lead, &lead("佐藤", "s@sample.example"));
    assert!(anna.meet(&server).await.sent > 0);
    assert_eq!(bert.meet(&server).await, Met { taken: 2, sent: 0 });
    assert_eq!(bert.seen(), anna.seen());
    assert_eq!(bert.lead("山田").owner.as_str(), "Anna", "whose the record is");

    // Both are away and change the same field and others.
    anna.edit("山田", &[(Field::Title, "課長"), (Field::City, "大阪")]);
    bert.edit("山田", &[(Field::Title, "部長"), (Field::State, "東京都")]);
    anna.meet(&server).await;
    bert.meet(&server).await;
    anna.meet(&server).await;
    assert_eq!(bert.seen(), anna.seen());
    let record = anna.lead("山田");
    assert_eq!([Field::Title, Field::City, Field::State].map(|field| record.text(field).to_owned()), ["部長", "大阪", "東京都"]);
    assert_eq!(anna.ask(UndoRedo::Undo).unwrap_err().code, Code::ChangedSince);

    // A merge meets an edit, a deletion meets an edit.
    anna.add(RecordKind::Lead, &lead("山田二", "y2@sample.example"));
    anna.meet(&server).await;
    bert.meet(&server).await;
    let of = |record: &Record| -> RecordRef { record.reference };
    let (keep, other) = (of(&anna.lead("山田")), of(&anna.lead("山田二")));
    anna.crm(CrmJob::Merge(MergePersons::into(keep, other)));
    bert.edit("山田二", &[(Field::SecondaryEmail, "y3@sample.example")]);
    let gone = of(&bert.lead("佐藤"));
    bert.ask(Job::Crm(Box::new(CrmJob::Delete(DeleteRecords(vec![gone]))))).unwrap();
    anna.edit("佐藤", &[(Field::Title, "係長")]);
    for _ in 0..3 {
        anna.meet(&server).await;
        bert.meet(&server).await;
    }
    assert_eq!(bert.seen(), anna.seen());
    assert_eq!(anna.leads().len(), 1);
    let emails = format!("{:?}", anna.lead("山田").values);
    assert!(["y@", "y2@", "y3@"].iter().all(|one| emails.contains(one)), "{emails}");
    assert_eq!((anna.meet(&server).await, bert.meet(&server).await), (Met::default(), Met::default()), "nothing is left to say");
}

/// A meeting that breaks off at any moment, on whichever side of a commit, loses and doubles nothing.
#[tokio::test]
async fn a_meeting_cut_anywhere_is_made_good_by_the_next() {
    if !is_installed() {
        return;
    }
    let (server, mut anna, mut bert) = two().await;
    for n in 0..30_u64 {
        let (name, email) = (format!("L{n}"), format!("l{n}@sample.example"));
        anna.add(RecordKind::Lead, &lead(&name, &email));
        bert.add(RecordKind::Lead, &lead(&format!("B{n}"), &format!("b{n}@sample.example")));
        for member in [&mut anna, &mut bert] {
            if member.at.is_none() {
                member.at = Some(opened(&server, member.login).await.unwrap());
            }
            let cut = Duration::from_micros(n * 900);
            if tokio::time::timeout(cut, member.try_meet(&server)).await.is_err() {
                // As after a kill: the connection is gone with all it had begun.
                member.at = None;
            }
        }
    }
    for _ in 0..3 {
        anna.meet(&server).await;
        bert.meet(&server).await;
    }
    assert_eq!(anna.leads().len(), 60);
    assert_eq!(bert.seen(), anna.seen());
    let twice = "SELECT count(*) FROM (SELECT record FROM fumi.record_change WHERE field = 'last_name' GROUP BY record HAVING count(DISTINCT value) > 1) t";
    let row = server.session("anna", "team").await.query_one(twice, &[]).await.unwrap();
    assert_eq!(row.get::<_, i64>(0), 0);
}

#[tokio::test]
async fn who_was_taken_out_keeps_everything_here_and_is_told() {
    if !is_installed() {
        return;
    }
    let (server, mut anna, mut bert) = two().await;
    bert.add(RecordKind::Lead, &lead("山田", "y@sample.example"));
    bert.meet(&server).await;
    anna.meet(&server).await;
    set_active(anna.at.as_mut().unwrap(), "bert", false).await.unwrap();
    bert.at = None;
    bert.edit("山田", &[(Field::Title, "課長")]);
    let Err(NotMet::Team(error)) = bert.try_meet(&server).await else { panic!("a member who was taken out meets") };
    assert_eq!(error.problem(&server.url("bert", "team")).code, Code::AuthFailed);
    assert_eq!(bert.lead("山田").text(Field::Title), "課長");
    set_active(anna.at.as_mut().unwrap(), "bert", true).await.unwrap();
    bert.meet(&server).await;
    anna.meet(&server).await;
    assert_eq!(anna.lead("山田").text(Field::Title), "課長");
}

/// A home with an app that runs in it.
fn house(server: &Postgres, login: &str) -> (tempfile::TempDir, Arc<House>) {
    let dir = tempfile::tempdir().unwrap();
    let paths = Paths::of(Some(dir.path())).unwrap();
    paths.prepare().unwrap();
    let (id, url, ca) = (Id::from_bytes([5; 16]), server.url(login, "team"), server.ca_file.display());
    let config = format!("schema = 2\n[team]\nid = \"{id}\"\nurl = \"{url}\"\nca_file = \"{ca}\"\n");
    std::fs::write(paths.config_file(), config).unwrap();
    let secrets = SecretStore::in_memory(&paths);
    secrets.set(id, Login::Team, &password()).unwrap();
    let files = HouseFiles { database: paths.database(), lock: dir.path().join("lock") };
    let settings = fumi::config::load::read(&paths.config_file()).unwrap();
    (dir, House::open(files, Accounts::new(paths, settings, secrets)).unwrap())
}

/// Two running apps: nobody asks for anything, and one sees what the other does.
#[tokio::test]
async fn a_change_is_on_the_screen_of_the_other_member_by_itself() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert"]).await;
    let (_anna_home, anna) = house(&server, "anna");
    let (_bert_home, bert) = house(&server, "bert");
    bert.notices().watch(true);
    anna.start_fetching().await.unwrap();
    bert.start_fetching().await.unwrap();
    let rules = CrmRules::default();
    for n in 0..3 {
        let typed = owned(&lead(&format!("L{n}"), &format!("l{n}@sample.example")));
        let new = NewRecord::read(RecordKind::Lead, &typed, &Reading::of(&rules, clock::now(), TimeZone::UTC)).unwrap();
        anna.carry_out(Job::Crm(Box::new(CrmJob::Add(new)))).await.unwrap();
        let mut seen = 0;
        while seen <= n {
            while bert.notices().next().await != Notice::StoreChanged {}
            let listed = bert.carry_out(Job::Crm(Box::new(CrmJob::List(RecordQuery::all(RecordKind::Lead))))).await.unwrap();
            let Report::Crm(report) = listed else { panic!("{listed:?}") };
            let CrmReport::Records(window) = *report else { panic!("{report:?}") };
            seen = window.rows.len();
        }
    }
    anna.stop_fetching();
    bert.stop_fetching();
}

/// Values that a hostile member can write as well as any.
#[tokio::test]
async fn what_no_program_would_write_breaks_nothing() {
    if !is_installed() {
        return;
    }
    let (server, mut anna, mut bert) = two().await;
    anna.add(RecordKind::Lead, &lead("山田", "y@sample.example"));
    anna.meet(&server).await;
    let id = anna.lead("山田").id;
    let hostile = format!(
        "INSERT INTO fumi.record_change (record, kind, field, value, at, change_group)
         SELECT '{id}'::uuid, 'lead', f, v, now(), '018f0000-0000-7000-8000-00000000000a' FROM (VALUES
           ('kind', 'deal'), ('kind', NULL), ('employees', 'many'), ('merged_into', '{id}'), ('title', repeat('x', 2000000)),
           ('city', E'\\u202eetoyK\\n\\x1b[2J'), ('owner', NULL), ('address:', ' '), ('', 'empty'), ('deleted', 'yes')) AS t (f, v)"
    );
    server.session("bert", "team").await.batch_execute(&hostile).await.unwrap();
    for _ in 0..2 {
        bert.meet(&server).await;
        anna.meet(&server).await;
    }
    assert_eq!(bert.seen(), anna.seen());
    let record = anna.lead("山田");
    assert_eq!(record.kind, RecordKind::Lead);
    assert!(!record.text(Field::City).contains(['\u{1b}', '\u{202e}']), "{}", record.text(Field::City));
    assert_eq!((anna.meet(&server).await.sent, bert.meet(&server).await.sent), (0, 0));
}
