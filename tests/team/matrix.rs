//! The policies of the workspace against the pure rule: every table and kind of statement, by members who have a session of their own and no fumi before it (G14).

use std::collections::BTreeSet;

use fumi::domain::account::SharingLevel;
use fumi::domain::team::member::TeamSharing;
use fumi::workers::team::set_active;
use serde_json::json;
use tokio_postgres::{Client, Transaction};

use crate::model::{DOMAINS, Dice, LOGINS, Model, RECORDS, id};
use crate::postgres::{Postgres, is_installed};
use crate::team::{add, founded, opened};

/// How often the team is changed and looked at from every side.
const ROUNDS: usize = 8;

const LEVELS: [SharingLevel; 3] = [SharingLevel::Private, SharingLevel::Custom, SharingLevel::Public];

/// Writes all that a member has in one statement a table, as themselves.
async fn publish(session: &Client, model: &Model, owner: usize) {
    let accounts = model.accounts.iter().enumerate().filter(|(_, one)| one.owner == owner);
    let accounts = json!(accounts.map(|(at, _)| json!({ "id": id(1, at) })).collect::<Vec<_>>()).to_string();
    let insert = "INSERT INTO fumi.account (id, address, level, own_domain)
      SELECT id, 'a@own.test', 'public', 'own.test' FROM jsonb_to_recordset($1::text::jsonb) AS x (id uuid)";
    session.execute(insert, &[&accounts]).await.unwrap();
    let own = || model.mails.iter().enumerate().filter(|(_, mail)| model.accounts[mail.account].owner == owner);
    let mails = json!(own().map(|(at, mail)| json!({ "id": id(3, at), "account": id(1, mail.account) })).collect::<Vec<_>>()).to_string();
    let insert = "INSERT INTO fumi.mail (id, account, sent, at, author, subject, headers, body)
      SELECT id, account, false, now(), 'x@customer.test', 'subject of ' || id, '', 'needle in ' || id
      FROM jsonb_to_recordset($1::text::jsonb) AS x (id uuid, account uuid)";
    session.execute(insert, &[&mails]).await.unwrap();
    let link = |at: usize, record: usize| json!({ "mail": id(3, at), "record": id(2, record), "account": id(1, model.mails[at].account), "others": model.mails[at].others });
    let links =
        json!(own().flat_map(|(at, mail)| mail.records.iter().map(move |record| link(at, *record))).collect::<Vec<_>>()).to_string();
    let insert = "INSERT INTO fumi.mail_record (mail, record, account, others)
      SELECT mail, record, account, others FROM jsonb_to_recordset($1::text::jsonb) AS x (mail uuid, record uuid, account uuid, others text[])";
    session.execute(insert, &[&links]).await.unwrap();
}

/// Changes what everybody says about sharing, in the model and, each as themselves, in the workspace.
async fn change(dice: &mut Dice, model: &mut Model, server: &Postgres, sessions: &mut [Client]) {
    let mut anna = opened(server, "anna").await.unwrap();
    for (at, login) in LOGINS.iter().enumerate() {
        if !model.active[at] {
            set_active(&mut anna, login, true).await.unwrap();
            // Whoever was out logs in anew.
            sessions[at] = server.session(login, "team").await;
        }
    }
    sessions[0]
        .batch_execute("UPDATE fumi.policy SET sharing = 'users_choice'; UPDATE fumi.member SET mail_integration = true, locked = false")
        .await
        .unwrap();
    for at in 0..model.accounts.len() {
        let account = &mut model.accounts[at];
        account.level = LEVELS[dice.below(3)];
        account.group = [None, None, Some(0), Some(1)][dice.below(4)];
        account.excluded = (0..dice.below(6)).map(|_| DOMAINS[dice.below(DOMAINS.len())].to_owned()).collect();
        let group = account.group.map(|group| id(4, group));
        let update = "UPDATE fumi.account SET level = $2, scope_group = $3::text::uuid, excluded = $4 WHERE id = $1::text::uuid AND owner = session_user";
        let done = sessions[account.owner].execute(update, &[&id(1, at), &account.level.word(), &group, &account.excluded]).await;
        assert_eq!(done.unwrap(), 1);
    }
    for (owner, session) in sessions.iter().enumerate() {
        model.shares.retain(|(one, _)| *one != owner);
        model.shares.extend((0..dice.below(250)).map(|_| (owner, dice.below(RECORDS))));
        let records: Vec<String> = model.shares.iter().filter(|(one, _)| *one == owner).map(|(_, record)| id(2, *record)).collect();
        let again = "DELETE FROM fumi.record_share WHERE owner = session_user";
        session.execute(again, &[]).await.unwrap();
        let insert = "INSERT INTO fumi.record_share (record) SELECT r::uuid FROM unnest($1::text[]) r";
        session.execute(insert, &[&records]).await.unwrap();
    }
    for _ in 0..20 {
        let record = dice.below(RECORDS);
        let value = if model.deleted.remove(&record) { None } else { model.deleted.insert(record).then_some("1") };
        let insert = "INSERT INTO fumi.record_change (record, kind, field, value, at, change_group) VALUES ($1::text::uuid, 'contact', 'deleted', $2, now(), $1::text::uuid)";
        sessions[dice.below(6)].execute(insert, &[&id(2, record), &value]).await.unwrap();
    }
    sessions[0].execute("DELETE FROM fumi.group_member", &[]).await.unwrap();
    for (at, group) in model.groups.iter_mut().enumerate() {
        *group = (0..LOGINS.len()).filter(|_| dice.below(2) == 0).collect();
        for one in group.iter() {
            let insert = "INSERT INTO fumi.group_member (member_group, login) VALUES ($1::text::uuid, $2::text::name)";
            sessions[0].execute(insert, &[&id(4, at), &LOGINS[*one]]).await.unwrap();
        }
    }
    model.sharing = TeamSharing::ALL[dice.below(TeamSharing::ALL.len())];
    sessions[0].execute("UPDATE fumi.policy SET sharing = $1", &[&model.sharing.word()]).await.unwrap();
    for (at, login) in LOGINS.iter().enumerate().skip(1) {
        model.uses_mail[at] = dice.below(5) > 0;
        model.active[at] = dice.below(6) > 0;
        let update = "UPDATE fumi.member SET mail_integration = $2, locked = $3 WHERE login = $1::text::name";
        sessions[0].execute(update, &[login, &model.uses_mail[at], &(dice.below(2) == 0)]).await.unwrap();
        if !model.active[at] {
            set_active(&mut anna, login, false).await.unwrap();
        }
    }
}

/// What a statement answers: its first column as a set. A refusal shows nothing, and the transaction goes on as it was.
async fn asked(session: &mut Client, statement: &str) -> BTreeSet<String> {
    let transaction = session.transaction().await.unwrap();
    let found = rows(&transaction, statement).await;
    // Whatever a statement did is taken back.
    transaction.rollback().await.unwrap();
    found
}

async fn rows(transaction: &Transaction<'_>, statement: &str) -> BTreeSet<String> {
    transaction.query(statement, &[]).await.map(|rows| rows.iter().map(|row| row.get(0)).collect()).unwrap_or_default()
}

/// Every kind of statement about mail that shows rows, by which of the model's sets it has to show.
const SHOWS: [&str; 7] = [
    "SELECT id::text FROM fumi.mail",
    "SELECT id::text FROM fumi.mail WHERE body LIKE '%needle%'",
    "SELECT id::text FROM fumi.mail WHERE to_tsvector('simple', coalesce(body, '')) @@ to_tsquery('simple', 'needle')",
    "SELECT m.id::text FROM fumi.mail m FULL JOIN fumi.mail_record r ON r.owner = m.owner AND r.mail = m.id WHERE m.id IS NOT NULL",
    "SELECT unnest(array_agg(id::text)) FROM fumi.mail",
    "WITH x AS MATERIALIZED (SELECT * FROM fumi.mail) SELECT id::text FROM x",
    "SELECT substr(subject, 12) FROM fumi.mail ORDER BY length(subject), subject",
];

/// Those that change rows: they reach one's own and no other.
const CHANGES: [&str; 4] = [
    "DELETE FROM fumi.mail RETURNING id::text",
    "DELETE FROM fumi.mail WHERE body LIKE '%needle%' RETURNING id::text",
    "WITH gone AS (DELETE FROM fumi.mail RETURNING id) SELECT id::text FROM gone",
    "SELECT id::text FROM fumi.mail FOR UPDATE",
];

#[tokio::test]
async fn s86_to_s103_every_statement_shows_what_the_rule_says_and_nothing_else() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &LOGINS[1..]).await;
    let mut dice = Dice(0x5eed_0f14);
    let mut model = Model::open(&mut dice);
    let mut sessions = Vec::new();
    for login in LOGINS {
        sessions.push(server.session(login, "team").await);
    }
    for group in 0..2 {
        let insert = "INSERT INTO fumi.member_group (id, name) VALUES ($1::text::uuid, $2)";
        sessions[0].execute(insert, &[&id(4, group), &format!("group {group}")]).await.unwrap();
    }
    for (owner, session) in sessions.iter().enumerate() {
        publish(session, &model, owner).await;
    }
    let (mut checks, mut shown) = (0, 0);
    for round in 0..ROUNDS {
        change(&mut dice, &mut model, &server, &mut sessions).await;
        for reader in 0..LOGINS.len() {
            let session = &mut sessions[reader];
            let (all, own) = (model.mails_of(reader), model.own_mails(reader));
            shown += all.len() - own.len();
            let mut same = |statement: &str, found: &BTreeSet<String>, right: &BTreeSet<String>, asked: usize| {
                let wrong: Vec<&String> = found.symmetric_difference(right).collect();
                assert!(wrong.is_empty(), "round {round}, {}: {statement}: {} wrong, such as {:?}", LOGINS[reader], wrong.len(), wrong[0]);
                checks += asked;
            };
            for statement in SHOWS {
                same(statement, &asked(session, statement).await, &all, model.mails.len());
            }
            for statement in CHANGES {
                // To lock a row is to be able to change it.
                same(statement, &asked(session, statement).await, &own, model.mails.len());
            }
            let count = |of: usize| if model.active[reader] { BTreeSet::from([of.to_string()]) } else { BTreeSet::new() };
            same("count", &asked(session, "SELECT count(*)::text FROM fumi.mail").await, &count(all.len()), 1);
            let found = asked(session, "SELECT mail || ' ' || record FROM fumi.mail_record").await;
            same("links", &found, &model.links_of(reader), model.mails.iter().map(|mail| mail.records.len()).sum());
            same("accounts", &asked(session, "SELECT id::text FROM fumi.account").await, &model.accounts_of(reader), model.accounts.len());
            let plan = asked(session, "EXPLAIN SELECT * FROM fumi.mail").await;
            assert!(!plan.iter().any(|line| line.contains("needle") || line.contains("subject of")), "{plan:?}");
        }
    }
    assert!(checks >= 50_000, "{checks} checks");
    assert!(shown > 1_000, "the model shares too little to tell anything: {shown}");
    eprintln!("{{\"g14_checks\": {checks}, \"mismatches\": 0, \"foreign_rows_shown\": {shown}, \"seed\": \"0x5eed0f14\"}}");
}
