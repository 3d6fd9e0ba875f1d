//! Whom and what a program works with: whatever a catalogue or a role can have wrong, and what stands in the way of a connection.

use fumi::domain::account::Secret;
use fumi::i18n::{Catalogue, Language};
use fumi::problem::{Code, Problem};
use fumi::workers::net::Roots;
use fumi::workers::team::{Founder, TeamError, add_member, connect, found, members, set_active, set_locked};

use crate::postgres::{Postgres, is_installed, password};
use crate::team::{add, founded, opened, workspace};

/// The code of what is said, once it can be said in every language.
fn said(server: &Postgres, error: &TeamError) -> Code {
    let problem: Problem = error.problem(&server.url("anna", "team"));
    for language in Language::ALL {
        let words = Catalogue::open(*language);
        for text in std::iter::once(&problem.message).chain(&problem.hint) {
            let said = words.say(text);
            assert!(!said.starts_with("team-") && !said.starts_with("net-") && !said.contains('{'), "{error:?}: {said}");
        }
    }
    problem.code
}

#[tokio::test]
async fn a_founded_workspace_is_safe_and_its_founder_works_in_it() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    let anna = opened(&server, "anna").await.unwrap();
    assert_eq!(anna.workspace, workspace());
    let all = members(&anna).await.unwrap();
    assert_eq!(all.iter().map(|one| (one.login.as_str(), one.role.word(), one.active)).collect::<Vec<_>>(), [("anna", "admin", true)]);
    let again = found(
        &server.url("postgres", "team"),
        &password(),
        &server.roots(),
        &Founder { login: "bert", name: "Bert", password: &password() },
        workspace(),
    )
    .await;
    assert_eq!(said(&server, &again.unwrap_err()), Code::Duplicate);
    assert!(!server.log().contains(crate::postgres::PASSWORD), "a password stands in the server's log");
}

/// Whoever keeps a managed database is often no superuser.
#[tokio::test]
async fn a_login_that_is_no_superuser_founds_a_workspace_and_keeps_no_way_in() {
    if !is_installed() {
        return;
    }
    let server = Postgres::start();
    let keeper = "CREATE ROLE keeper LOGIN CREATEROLE PASSWORD 'correct horse battery'";
    let session = server.session("postgres", "postgres").await;
    session.batch_execute(keeper).await.unwrap();
    session.batch_execute("CREATE DATABASE team OWNER keeper").await.unwrap();
    let secret = password();
    let anna = Founder { login: "anna", name: "Anna O'Neil", password: &secret };
    found(&server.url("keeper", "team"), &secret, &server.roots(), &anna, workspace()).await.unwrap();
    assert_eq!(members(&opened(&server, "anna").await.unwrap()).await.unwrap()[0].name, "Anna O'Neil");
    assert_eq!(said(&server, &opened(&server, "keeper").await.unwrap_err()), Code::WorkspaceRefused);
    let read = server.session("keeper", "team").await.query("SELECT * FROM fumi.member", &[]).await;
    assert!(read.is_err(), "the login that founded reads the workspace");
}

#[tokio::test]
async fn a_role_that_the_rules_do_not_bind_is_refused() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    assert_eq!(said(&server, &opened(&server, "postgres").await.unwrap_err()), Code::WorkspaceRefused);
    add(&server, &["bert"]).await;
    let session = server.session("postgres", "team").await;
    let owner = format!("fumi_owner_{}", workspace().to_string().replace('-', ""));
    for (given, taken) in [
        ("ALTER ROLE bert BYPASSRLS".to_owned(), "ALTER ROLE bert NOBYPASSRLS".to_owned()),
        ("ALTER ROLE bert SUPERUSER".to_owned(), "ALTER ROLE bert NOSUPERUSER".to_owned()),
        ("ALTER ROLE bert REPLICATION".to_owned(), "ALTER ROLE bert NOREPLICATION".to_owned()),
        (format!("GRANT {owner} TO bert"), format!("REVOKE {owner} FROM bert")),
        (
            "ALTER ROLE bert SET role = 'anna'; GRANT anna TO bert".to_owned(),
            "ALTER ROLE bert RESET role; REVOKE anna FROM bert".to_owned(),
        ),
    ] {
        session.batch_execute(&given).await.unwrap();
        assert_eq!(said(&server, &opened(&server, "bert").await.unwrap_err()), Code::WorkspaceRefused, "{given}");
        session.batch_execute(&taken).await.unwrap();
        opened(&server, "bert").await.unwrap();
    }
    session.batch_execute("CREATE ROLE stranger LOGIN PASSWORD 'correct horse battery'").await.unwrap();
    assert_eq!(said(&server, &opened(&server, "stranger").await.unwrap_err()), Code::WorkspaceRefused);
}

/// What was done to a workspace, and what names it.
const UNSAFE: [(&str, &str); 20] = [
    ("ALTER TABLE fumi.mail NO FORCE ROW LEVEL SECURITY", "row_security mail"),
    ("ALTER TABLE fumi.account DISABLE ROW LEVEL SECURITY", "row_security account"),
    ("CREATE VIEW public.all_mail AS SELECT * FROM fumi.mail", "view public.all_mail"),
    ("ALTER VIEW fumi.record_field RESET (security_invoker)", "view record_field"),
    ("CREATE MATERIALIZED VIEW public.kept AS SELECT * FROM fumi.mail", "view public.kept"),
    ("CREATE MATERIALIZED VIEW fumi.kept AS SELECT 1", "materialized_view kept"),
    ("CREATE FUNCTION fumi.peek() RETURNS bigint LANGUAGE sql SECURITY DEFINER AS 'SELECT count(*) FROM fumi.mail'", "function peek"),
    ("GRANT TRUNCATE ON fumi.mail TO PUBLIC", "grant TRUNCATE mail"),
    ("GRANT UPDATE (value) ON fumi.record_change TO anna", "grant UPDATE record_change"),
    ("GRANT DELETE ON fumi.record_change TO anna", "grant DELETE record_change"),
    ("GRANT UPDATE ON SEQUENCE fumi.change_number TO anna", "grant UPDATE change_number"),
    ("GRANT CREATE ON SCHEMA fumi TO anna", "grant CREATE schema"),
    ("DROP POLICY seen ON fumi.mail", "policy seen mail"),
    ("CREATE POLICY more ON fumi.mail USING (true)", "policy more mail"),
    ("ALTER POLICY seen ON fumi.mail USING (true)", "policy seen mail"),
    ("ALTER TABLE fumi.record_change DISABLE TRIGGER number_change", "trigger number_change"),
    ("CREATE TRIGGER spy AFTER INSERT ON fumi.mail FOR EACH ROW EXECUTE FUNCTION fumi.tell_changes()", "trigger spy"),
    ("CREATE TABLE fumi.more (body text)", "row_security more"),
    ("CREATE RULE spy AS ON DELETE TO fumi.mail DO ALSO NOTIFY spy", "rule spy mail"),
    ("CREATE PUBLICATION copies FOR TABLE fumi.mail", "publication copies"),
];

#[tokio::test]
async fn a_catalogue_that_is_not_as_written_is_refused_and_named() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    let anna = opened(&server, "anna").await.unwrap();
    let checked = include_str!("../../assets/workspace/catalogue.sql");
    for (done, name) in UNSAFE {
        // What is done is undone with its transaction, so that each stands alone.
        let mut session = server.session("postgres", "team").await;
        let transaction = session.transaction().await.unwrap();
        transaction.batch_execute(done).await.unwrap();
        let rows = transaction.query(checked, &[]).await.unwrap();
        let found: Vec<String> = rows.iter().map(|row| format!("{} {}", row.get::<_, String>(0), row.get::<_, String>(1))).collect();
        assert!(found.iter().any(|one| one == name), "{done}: {found:?}");
    }
    drop(anna);
    opened(&server, "anna").await.unwrap();
    server.session("postgres", "team").await.batch_execute(UNSAFE[0].0).await.unwrap();
    let refused = opened(&server, "anna").await.unwrap_err();
    assert_eq!(said(&server, &refused), Code::WorkspaceUnsafe);
    assert!(refused.problem(&server.url("anna", "team")).detail.unwrap().as_str().contains("row_security mail"));
    let owner =
        format!("ALTER TABLE fumi.mail FORCE ROW LEVEL SECURITY; ALTER ROLE fumi_owner_{} LOGIN", workspace().to_string().replace('-', ""));
    server.session("postgres", "team").await.batch_execute(&owner).await.unwrap();
    assert_eq!(said(&server, &opened(&server, "anna").await.unwrap_err()), Code::WorkspaceUnsafe);
}

#[tokio::test]
async fn a_workspace_of_a_later_program_and_a_database_without_one_are_told_apart() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    let session = server.session("postgres", "team").await;
    session.batch_execute("UPDATE fumi.workspace SET step = 2").await.unwrap();
    opened(&server, "anna").await.unwrap();
    session.batch_execute("UPDATE fumi.workspace SET step = 3, oldest = 2").await.unwrap();
    assert_eq!(said(&server, &opened(&server, "anna").await.unwrap_err()), Code::WorkspaceVersion);
    let elsewhere = connect(&server.url("anna", "postgres"), &password(), &server.roots()).await;
    assert_eq!(said(&server, &elsewhere.unwrap_err()), Code::NotFound);
    let nowhere = connect(&server.url("anna", "nothing"), &password(), &server.roots()).await;
    assert_eq!(said(&server, &nowhere.unwrap_err()), Code::NotFound);
}

#[tokio::test]
async fn what_stands_in_the_way_of_a_connection_is_named() {
    if !is_installed() {
        return;
    }
    let mut server = founded().await;
    let wrong = connect(&server.url("anna", "team"), &Secret::new("wrong horse battery".to_owned()), &server.roots()).await;
    assert_eq!(said(&server, &wrong.unwrap_err()), Code::AuthFailed);
    let untrusted = connect(&server.url("anna", "team"), &password(), &Roots::default()).await;
    assert_eq!(said(&server, &untrusted.unwrap_err()), Code::TlsUntrusted);
    let before = server.log().matches("connection authorized").count();
    assert!(before > 0);
    server.kill();
    let away = opened(&server, "anna").await.unwrap_err();
    assert_eq!(said(&server, &away), Code::WorkspaceUnreachable);
    assert_eq!(away.problem(&server.url("anna", "team")).exit_code(), 75);
}

#[tokio::test]
async fn a_member_who_was_deactivated_is_out_at_once_and_comes_back_when_activated() {
    if !is_installed() {
        return;
    }
    let server = founded().await;
    add(&server, &["bert", "carla"]).await;
    let bert = opened(&server, "bert").await.unwrap();
    let mut anna = opened(&server, "anna").await.unwrap();
    let after = set_active(&mut anna, "bert", false).await.unwrap();
    assert!(!after.active);
    assert!(members(&bert).await.is_err(), "an open session of somebody who is out still reads");
    assert_eq!(said(&server, &opened(&server, "bert").await.unwrap_err()), Code::AuthFailed);
    assert!(set_active(&mut anna, "bert", true).await.unwrap().active);
    members(&opened(&server, "bert").await.unwrap()).await.unwrap();
    assert_eq!(said(&server, &set_active(&mut anna, "anna", false).await.unwrap_err()), Code::NotPermitted);
    let mut carla = opened(&server, "carla").await.unwrap();
    assert_eq!(said(&server, &set_active(&mut carla, "bert", false).await.unwrap_err()), Code::NotPermitted);
    assert_eq!(said(&server, &set_locked(&carla, "bert", true).await.unwrap_err()), Code::NotPermitted);
    assert_eq!(said(&server, &set_locked(&anna, "nobody", true).await.unwrap_err()), Code::NotFound);
    let short = Secret::new("short".to_owned());
    let new = fumi::workers::team::NewMember {
        login: "dora",
        name: "Dora",
        password: &short,
        role: fumi::domain::team::member::MemberRole::Member,
    };
    assert_eq!(said(&server, &add_member(&mut anna, &new).await.unwrap_err()), Code::InvalidField);
}
