//! Stories of accounts that nobody uses, or whose time is over (S36 to S40).

use fumi::domain::account::retention::{Ends, Membership};
use fumi::domain::account::{AccountSettings, OnServer};
use fumi::domain::ids::{AccountKey, MessageKey};
use fumi::jobs::triage::{Targets, Triage, TriageAction};
use fumi::problem::Code;
use fumi::store::account_use::{self, Marks};
use fumi::store::{Write, accounts};
use jiff::civil::Date;
use jiff::{Span, ToSpan, Zoned};

use crate::home::{Home, account};
use crate::scripted_pop3::{ScriptedPop3, ServerMail, small_mail};

/// A day before today.
fn ago(span: Span) -> Date {
    Zoned::now().date().checked_sub(span).unwrap()
}

/// What the person wrote into the config: the account, and how far retention may go.
fn configure(home: &Home, account: &AccountSettings, policy: &str) {
    let text = format!(
        "schema = 2\n[retention]\npolicy = \"{policy}\"\n[[account]]\nid = \"{}\"\nname = \"sales\"\nemail = \"me@sample.example\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\nplaintext_confirmed = true\n",
        account.id, account.incoming.port
    );
    std::fs::write(home.dir.path().join("config.toml"), text).unwrap();
}

fn key(home: &Home, account: &AccountSettings) -> AccountKey {
    accounts::key_of(&home.database.store().reader().unwrap(), account.id).unwrap().unwrap()
}

fn marks(home: &Home, account: AccountKey) -> Marks {
    account_use::of(&home.database.store().reader().unwrap(), account).unwrap().marks
}

/// Time went by since these days.
async fn went_by(home: &Home, account: AccountKey, marks: Marks) {
    home.database.write(Write::AccountMarks(account, marks)).await.unwrap();
}

fn another_mail(server: &ScriptedPop3, n: usize) {
    server.state().mails.push(ServerMail { uidl: format!("u{n}").into_bytes(), bytes: small_mail(n), listed_size: None });
}

#[tokio::test]
async fn s36_s37_an_unused_account_is_warned_of_then_paused_and_goes_on_when_it_is_used() {
    let server = ScriptedPop3::with_mails(vec![small_mail(1)]);
    let (home, account) = (Home::new(), account(server.port, OnServer::Leave));
    configure(&home, &account, "pause");
    let today = ago(Span::new());
    assert_eq!(home.fetch(&account).await.error, None);
    let key = key(&home, &account);
    assert_eq!(marks(&home, key).watched_from, Some(today), "what was before counts as used");

    let long = Some(ago(8.months()));
    went_by(&home, key, Marks { watched_from: long, ..Marks::default() }).await;
    another_mail(&server, 2);
    let warned = home.fetch(&account).await;
    assert_eq!((warned.error, warned.fetched), (None, 1), "a warning holds nothing back");
    assert_eq!(marks(&home, key), Marks { watched_from: long, warned: Some(today), paused: None });

    went_by(&home, key, Marks { watched_from: long, warned: Some(ago(20.days())), paused: None }).await;
    another_mail(&server, 3);
    let sessions = server.state().sessions;
    let paused = home.fetch(&account).await;
    assert_eq!((paused.error.unwrap().code, paused.fetched), (Code::AccountUnused, 0));
    assert_eq!(server.state().sessions, sessions, "the server is not even asked");
    assert_eq!(home.stored().len(), 2, "mail stays readable");

    let message: i64 = home.database.store().reader().unwrap().query_row("SELECT min(key) FROM message", [], |row| row.get(0)).unwrap();
    let opened = Triage::new(Targets::Messages(vec![MessageKey(message)]), TriageAction::Seen);
    home.database.write(Write::Triage(opened)).await.unwrap();
    let again = home.fetch(&account).await;
    assert_eq!((again.error, again.fetched), (None, 1));
    assert_eq!(marks(&home, key), Marks { watched_from: long, ..Marks::default() });
}

#[tokio::test]
async fn s39_s40_where_the_policy_says_so_the_connection_is_deleted_after_the_pause_and_never_the_mail() {
    for (policy, deletes) in [("off", None), ("warn", None), ("pause", Some(false)), ("delete", Some(true))] {
        let server = ScriptedPop3::with_mails(vec![small_mail(1), small_mail(2)]);
        let (home, mut account) = (Home::new(), account(server.port, OnServer::OnLocalDelete));
        configure(&home, &account, policy);
        assert_eq!(home.fetch(&account).await.fetched, 2);
        let key = key(&home, &account);
        account.ends = Some(Ends { on: ago(3.months()), kind: Membership::Trial });
        let (watched_from, day) = (Some(ago(3.months())), Some(ago(20.days())));
        went_by(&home, key, Marks { watched_from, warned: day, paused: day }).await;
        let code = home.fetch(&account).await.error.map(|problem| problem.code);
        assert_eq!(code, deletes.map(|_| Code::AccountEnded), "{policy}");
        let deleted = deletes == Some(true);
        let config = std::fs::read_to_string(home.dir.path().join("config.toml")).unwrap();
        assert_eq!((config.contains("[[account]]"), home.knows_password(&account)), (!deleted, !deleted), "{policy}");
        assert_eq!((home.stored().len(), server.names().len(), server.heard("DELE")), (2, 2, 0), "{policy}");
    }
}
