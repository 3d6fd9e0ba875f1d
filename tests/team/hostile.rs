//! A member who uses a session of their own to get at what is not theirs: gets nothing that their fumi would not show (team.md 3, 4).

use fumi::domain::ids::Id;
use fumi::domain::team::member::TeamSharing;
use fumi::workers::team::{Group, add_group, groups, put_in_group, set_locked, set_sharing};
use tokio::sync::mpsc;
use tokio_postgres::{AsyncMessage, Client, NoTls};

use crate::model::id;
use crate::postgres::{PASSWORD, Postgres, is_installed};
use crate::team::{add, founded, opened};

/// How the database refused a statement, by its state; empty when it did not.
async fn refused(session: &Client, statement: &str) -> String {
    match session.batch_execute(statement).await {
        Ok(()) => String::new(),
        Err(error) => error.code().map(|state| state.code().to_owned()).unwrap_or_default(),
    }
}

/// Anna has a custom account with one mail of one record that she does not share.
async fn annas_hidden_mail(anna: &Client) {
    let statement = format!(
        "INSERT INTO fumi.account (id, address, level, own_domain) VALUES ('{}', 'anna@own.test', 'custom', 'own.test');
         INSERT INTO fumi.mail (id, account, sent, at, author, subject, headers, message_id) VALUES ('{}', '{}', false, now(), 'x@c.test', 'hidden subject', '', '<hidden@c.test>');
         INSERT INTO fumi.mail_record (mail, record, account, others) VALUES ('{}', '{}', '{}', '{{c.test}}')",
        id(1, 0),
        id(3, 0),
        id(1, 0),
        id(3, 0),
        id(2, 0),
        id(1, 0)
    );
    anna.batch_execute(&statement).await.unwrap();
}

/// What no member may do, whatever they send: the database has no right for it, or its rules refuse the row.
const REFUSED: [&str; 26] = [
    "TRUNCATE fumi.mail",
    "TRUNCATE fumi.record_change",
    "DELETE FROM fumi.record_change",
    "UPDATE fumi.record_change SET value = 'x'",
    "INSERT INTO fumi.record_change (record, kind, field, value, at, change_group, member) VALUES (gen_random_uuid(), 'contact', 'f', 'v', now(), gen_random_uuid(), 'anna')",
    "INSERT INTO fumi.record_change (number, record, kind, field, value, at, change_group) VALUES (1, gen_random_uuid(), 'contact', 'f', 'v', now(), gen_random_uuid())",
    "INSERT INTO fumi.account (owner, id, address, level, own_domain) VALUES ('anna', gen_random_uuid(), 'a', 'public', 'b')",
    "INSERT INTO fumi.record_share (owner, record) VALUES ('anna', '00000002-0000-7000-8000-000000000000')",
    "INSERT INTO fumi.mail_record (owner, mail, record, account, others) VALUES ('anna', '00000003-0000-7000-8000-000000000000', gen_random_uuid(), '00000001-0000-7000-8000-000000000000', '{}')",
    "UPDATE fumi.mail_record SET others = '{}'",
    "UPDATE fumi.record_share SET owner = 'anna'",
    "UPDATE fumi.policy SET sharing = 'public'",
    "UPDATE fumi.member SET role = 'admin' WHERE login = 'bert'",
    "UPDATE fumi.member SET locked = false, mail_integration = true WHERE login = 'bert'",
    "INSERT INTO fumi.member (login, name) VALUES ('mallory', 'M')",
    "INSERT INTO fumi.member_group (id, name) VALUES (gen_random_uuid(), 'x')",
    "INSERT INTO fumi.group_member (member_group, login) SELECT id, 'bert' FROM fumi.member_group",
    "UPDATE fumi.workspace SET step = 99",
    "SELECT setval('fumi.change_number', 1)",
    "ALTER TABLE fumi.mail DISABLE ROW LEVEL SECURITY",
    "CREATE POLICY mine ON fumi.mail USING (true)",
    "CREATE VIEW fumi.peek AS SELECT * FROM fumi.mail",
    "CREATE FUNCTION fumi.peek() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "SET ROLE anna",
    "SET SESSION AUTHORIZATION anna",
    "SET session_replication_role = replica",
];

#[tokio::test]
async fn nothing_that_a_member_may_not_do_is_done() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert"]).await;
    let (anna, bert) = (server.session("anna", "team").await, server.session("bert", "team").await);
    annas_hidden_mail(&anna).await;
    for statement in REFUSED {
        assert_eq!(refused(&bert, statement).await, "42501", "{statement}");
    }
    // The payloads of a client's own settings, and a role by another name, change nothing.
    for setting in ["SET fumi.member = 'anna'", "SET row_security = off", "SET search_path = pg_temp, fumi"] {
        bert.batch_execute(setting).await.unwrap();
        let seen = bert.query("SELECT * FROM fumi.mail", &[]).await;
        assert!(seen.is_err() || seen.unwrap().is_empty(), "{setting}");
    }
    bert.batch_execute("RESET ALL").await.unwrap();
    // The mail of anna stays as it was, whoever deletes or takes over.
    for statement in [
        "DELETE FROM fumi.mail",
        "UPDATE fumi.mail SET owner = 'bert'",
        "UPDATE fumi.mail SET subject = 'mine'",
        "DELETE FROM fumi.account",
    ] {
        assert_eq!(refused(&bert, statement).await, "", "{statement}");
    }
    assert_eq!(anna.query_one("SELECT subject FROM fumi.mail", &[]).await.unwrap().get::<_, String>(0), "hidden subject");
    // One's own row cannot be given to somebody else, where its mark would be theirs.
    let own = "INSERT INTO fumi.account (id, address, level, own_domain) VALUES (gen_random_uuid(), 'b', 'public', 'own.test')";
    bert.batch_execute(own).await.unwrap();
    assert_eq!(refused(&bert, "UPDATE fumi.account SET owner = 'anna'").await, "42501");
    // What bert says of a record opens nothing of anna's: whose mail is shown is its owner's word.
    bert.batch_execute(&format!("INSERT INTO fumi.record_share (record) VALUES ('{}')", id(2, 0))).await.unwrap();
    assert!(bert.query("SELECT * FROM fumi.mail", &[]).await.unwrap().is_empty());
    anna.batch_execute(&format!("INSERT INTO fumi.record_share (record) VALUES ('{}')", id(2, 0))).await.unwrap();
    assert_eq!(bert.query("SELECT * FROM fumi.mail", &[]).await.unwrap().len(), 1);
}

#[tokio::test]
async fn a_key_of_a_hidden_row_answers_as_a_free_one() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert"]).await;
    let (anna, bert) = (server.session("anna", "team").await, server.session("bert", "team").await);
    annas_hidden_mail(&anna).await;
    // Hidden, then free: the account, the mail, its link, and what a link refers to.
    for (hidden, free) in [(0, 77), (0, 78)] {
        let mut answers = Vec::new();
        for at in [hidden, free] {
            let account = format!(
                "INSERT INTO fumi.account (id, address, level, own_domain) VALUES ('{}', 'b', 'public', 'own.test') ON CONFLICT DO NOTHING",
                id(1, at)
            );
            let mail = format!(
                "INSERT INTO fumi.mail (id, account, sent, at, author, subject, headers, message_id) VALUES ('{}', '{}', false, now(), '', '', '', '<hidden@c.test>')
                 ON CONFLICT (owner, id) DO UPDATE SET subject = 'x'",
                id(3, at),
                id(1, at)
            );
            let link = format!(
                "INSERT INTO fumi.mail_record (mail, record, account, others) VALUES ('{}', '{}', '{}', '{{}}')",
                id(3, at),
                id(2, at),
                id(1, at)
            );
            // Before the account is bert's own too, a mail that refers to it is refused alike.
            let mut answer = vec![refused(&bert, &mail).await, refused(&bert, &link).await];
            for statement in [&account, &mail, &link] {
                answer.push(bert.execute(statement.as_str(), &[]).await.unwrap().to_string());
            }
            answers.push(answer);
            bert.batch_execute("DELETE FROM fumi.account WHERE owner = session_user").await.unwrap();
        }
        assert_eq!(answers[0], answers[1]);
    }
}

#[tokio::test]
async fn a_notice_carries_a_number_and_nothing_else() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert"]).await;
    let (tell, mut told) = mpsc::channel(64);
    let mut config = tokio_postgres::Config::new();
    config.host("127.0.0.1").port(server.port).user("bert").password(PASSWORD).dbname("team");
    let (bert, mut connection) = config.connect(NoTls).await.unwrap();
    tokio::spawn(async move {
        while let Some(Ok(message)) = std::future::poll_fn(|cx| connection.poll_message(cx)).await {
            if let AsyncMessage::Notification(one) = message {
                tell.send((one.channel().to_owned(), one.payload().to_owned())).await.unwrap();
            }
        }
    });
    let channel = format!("fumi_{}", crate::team::workspace().to_string().replace('-', ""));
    for name in [channel.as_str(), "fumi", "mail", "account", "record_change", "anna"] {
        bert.batch_execute(&format!("LISTEN {name}")).await.unwrap();
    }
    let anna = server.session("anna", "team").await;
    annas_hidden_mail(&anna).await;
    anna.batch_execute("DELETE FROM fumi.mail; DELETE FROM fumi.account").await.unwrap();
    let change = "INSERT INTO fumi.record_change (record, kind, field, value, at, change_group)
      SELECT gen_random_uuid(), 'contact', 'last_name', 'Secret Name', now(), gen_random_uuid() FROM generate_series(1, 3)";
    anna.batch_execute(change).await.unwrap();
    assert_eq!(told.recv().await.unwrap(), (channel, "3".to_owned()));
    assert!(told.try_recv().is_err(), "mail that goes up tells nobody");
    // The program's own ear hears the same.
    let mut carla = opened(&server, "bert").await.unwrap();
    carla.listen().await.unwrap();
    anna.batch_execute(change).await.unwrap();
    carla.told.changed().await.unwrap();
    assert_eq!(*carla.told.borrow_and_update(), 6);
}

#[tokio::test]
async fn s121_s122_s62_a_lock_and_the_policy_bind_whatever_a_program_sends() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert"]).await;
    let bert = server.session("bert", "team").await;
    let anna = opened(&server, "anna").await.unwrap();
    bert.batch_execute("INSERT INTO fumi.account (id, address, level, own_domain) VALUES (gen_random_uuid(), 'b', 'custom', 'own.test')")
        .await
        .unwrap();
    set_locked(&anna, "bert", true).await.unwrap();
    let change = "UPDATE fumi.account SET level = 'public' WHERE owner = session_user";
    assert_eq!(bert.execute(change, &[]).await.unwrap(), 0);
    assert_eq!(bert.execute("DELETE FROM fumi.account WHERE owner = session_user", &[]).await.unwrap(), 0);
    let another = "INSERT INTO fumi.account (id, address, level, own_domain) VALUES (gen_random_uuid(), 'c', 'custom', 'own.test')";
    assert_eq!(refused(&bert, another).await, "42501");
    set_locked(&anna, "bert", false).await.unwrap();
    assert_eq!(bert.execute(change, &[]).await.unwrap(), 1);
    set_sharing(&anna, TeamSharing::Custom).await.unwrap();
    assert_eq!(refused(&bert, "UPDATE fumi.account SET level = 'private'").await, "42501");
    assert_eq!(refused(&bert, "UPDATE fumi.account SET level = 'custom'").await, "");
    set_sharing(&anna, TeamSharing::Private).await.unwrap();
    let mail = "INSERT INTO fumi.mail (id, account, sent, at, author, subject, headers) SELECT gen_random_uuid(), id, false, now(), '', '', '' FROM fumi.account WHERE owner = session_user";
    assert_eq!(refused(&bert, mail).await, "42501", "mail goes up although nobody may share any");
}

#[tokio::test]
async fn s3_who_may_not_use_mail_neither_reads_nor_writes_any() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert"]).await;
    let (anna, bert) = (server.session("anna", "team").await, server.session("bert", "team").await);
    annas_hidden_mail(&anna).await;
    anna.batch_execute("UPDATE fumi.account SET level = 'public'").await.unwrap();
    assert_eq!(bert.query("SELECT * FROM fumi.mail", &[]).await.unwrap().len(), 1);
    anna.batch_execute("UPDATE fumi.member SET mail_integration = false WHERE login = 'bert'").await.unwrap();
    for table in ["mail", "mail_record", "record_share"] {
        assert!(bert.query(&format!("SELECT * FROM fumi.{table}"), &[]).await.unwrap().is_empty(), "{table}");
    }
    let account = "INSERT INTO fumi.account (id, address, level, own_domain) VALUES (gen_random_uuid(), 'b', 'public', 'own.test')";
    assert_eq!(refused(&bert, account).await, "42501");
    // The customers of the team are no mail.
    let change = "INSERT INTO fumi.record_change (record, kind, field, value, at, change_group) VALUES (gen_random_uuid(), 'contact', 'f', 'v', now(), gen_random_uuid())";
    assert_eq!(refused(&bert, change).await, "");
}

/// The numbers are visible in their order: who saw a number never sees a lower one for the first time later, however long somebody's transaction takes.
#[tokio::test]
async fn changes_are_seen_in_the_order_of_their_numbers() {
    if !is_installed() {
        return;
    }
    let server: Postgres = founded().await;
    add(&server, &["bert"]).await;
    let change = "INSERT INTO fumi.record_change (record, kind, field, value, at, change_group) VALUES (gen_random_uuid(), 'contact', 'f', 'v', now(), gen_random_uuid())";
    let mut anna = server.session("anna", "team").await;
    let slow = anna.transaction().await.unwrap();
    slow.batch_execute(change).await.unwrap();
    let bert = server.session("bert", "team").await;
    bert.batch_execute("SET lock_timeout = '50ms'").await.unwrap();
    assert_eq!(refused(&bert, change).await, "55P03", "a number is given out above one that nobody sees yet");
    slow.commit().await.unwrap();
    assert_eq!(refused(&bert, change).await, "");
    let numbers: Vec<i64> =
        bert.query("SELECT number FROM fumi.record_change ORDER BY number", &[]).await.unwrap().iter().map(|row| row.get(0)).collect();
    assert!(numbers.len() == 2 && numbers[0] < numbers[1]);
    let field = bert.query("SELECT value FROM fumi.record_field", &[]).await.unwrap();
    assert_eq!(field.len(), 2);
}

#[tokio::test]
async fn s85_a_group_is_who_is_in_it_now() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert"]).await;
    let anna = opened(&server, "anna").await.unwrap();
    let group = Id::from_bytes([5; 16]);
    add_group(&anna, "Sales", group).await.unwrap();
    put_in_group(&anna, "Sales", "bert").await.unwrap();
    put_in_group(&anna, "Sales", "bert").await.unwrap();
    assert_eq!(groups(&anna).await.unwrap(), [Group { id: group, name: "Sales".to_owned(), logins: vec!["bert".to_owned()] }]);
    annas_hidden_mail(&anna.client).await;
    anna.client.batch_execute(&format!("UPDATE fumi.account SET level = 'public', scope_group = '{group}'")).await.unwrap();
    let bert = server.session("bert", "team").await;
    assert_eq!(bert.query("SELECT * FROM fumi.mail", &[]).await.unwrap().len(), 1);
    fumi::workers::team::take_out_of_group(&anna, "Sales", "bert").await.unwrap();
    assert!(bert.query("SELECT * FROM fumi.mail", &[]).await.unwrap().is_empty());
    put_in_group(&anna, "Sales", "bert").await.unwrap();
    fumi::workers::team::remove_group(&anna, "Sales").await.unwrap();
    assert!(bert.query("SELECT * FROM fumi.mail", &[]).await.unwrap().is_empty(), "a group that is gone is not everybody");
}
