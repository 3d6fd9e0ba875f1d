//! Stories of what an account can say about its fetches: whose mail came, what stayed behind and why, and what only this home still has (S40).

use fumi::domain::account::{AccountSettings, OnServer};
use fumi::jobs::account::{Arrivals, FetchEntry};
use fumi::problem::Code;
use fumi::store::{accounts, fetch_ledger};

use crate::home::{Home, RULES, account};
use crate::scripted_pop3::{ScriptedPop3, ServerMail, small_mail};

fn last(home: &Home, account: &AccountSettings) -> Vec<FetchEntry> {
    let db = home.database.store().reader().unwrap();
    let key = accounts::key_of(&db, account.id).unwrap().unwrap();
    fetch_ledger::last(&db, key, 10).unwrap()
}

/// The subjects of the mails that are here alone.
pub fn lost(home: &Home, account: &AccountSettings) -> Vec<String> {
    let db = home.database.store().reader().unwrap();
    let key = accounts::key_of(&db, account.id).unwrap().unwrap();
    fetch_ledger::lost(&db, key).unwrap().into_iter().map(|mail| mail.subject.as_str().to_owned()).collect()
}

/// The person of this address is a contact.
fn knows(home: &Home, address: &str) {
    let db = home.database.store().writer().unwrap();
    db.execute("INSERT INTO person (id, kind, last_name, created_at, modified_at) VALUES (randomblob(16), 'contact', ?1, 0, 0)", [address])
        .unwrap();
    let own = "INSERT INTO person_address (person, address, normalized, position) VALUES (last_insert_rowid(), ?1, ?1, 0)";
    db.execute(own, [address]).unwrap();
}

#[tokio::test]
async fn what_came_is_linked_or_says_why_not_and_what_stayed_says_why() {
    let own = b"From: me@sample.example\r\nTo: me@sample.example\r\nSubject: to myself\r\nMessage-ID: <own@sample.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nnote\r\n";
    let mut mails: Vec<Vec<u8>> = (1..=5).map(small_mail).collect();
    mails.push(own.to_vec());
    mails.push([small_mail(9), vec![b'x'; 4_000], b"\r\n".to_vec()].concat());
    let server = ScriptedPop3::with_mails(mails);
    let (home, account) = (Home::new(), account(server.port, OnServer::Leave));
    for n in [2, 4] {
        knows(&home, &format!("sender{n}@example.org"));
    }
    let rules = fumi::workers::fetch::FetchRules { max_size: Some(2_000), ..RULES };
    let summary = home.fetch_asked(&account, rules, Default::default()).await;
    assert_eq!((summary.error, summary.fetched, summary.skipped.len()), (None, 6, 1));
    let entries = last(&home, &account);
    let expected = Arrivals { linked: 2, unknown_address: 3, own_address: 1 };
    assert_eq!((entries.len(), entries[0].arrivals, entries[0].error), (1, expected, None));
    assert_eq!(entries[0].arrivals.all(), summary.fetched, "each mail counts once");
    assert_eq!(entries[0].skipped.iter().map(|(_, count)| count).sum::<u64>(), 1);

    home.fetch_asked(&account, RULES, Default::default()).await;
    assert_eq!(last(&home, &account)[0].arrivals, Arrivals { unknown_address: 1, ..Arrivals::default() });
    let before = last(&home, &account).len();
    home.fetch(&account).await;
    assert_eq!(last(&home, &account).len(), before, "a fetch that finds nothing says nothing");
    let mut away = account.clone();
    away.incoming.port = 1;
    home.fetch(&away).await;
    assert_eq!(last(&home, &account)[0].error, Some(Code::ServerUnavailable));
}

#[tokio::test]
async fn s40_what_the_server_lost_is_counted_and_listed_and_what_fumi_deleted_there_is_not() {
    let server = ScriptedPop3::with_mails((1..=4).map(small_mail).collect());
    let (home, settings) = (Home::new(), account(server.port, OnServer::Leave));
    home.fetch(&settings).await;
    assert!(lost(&home, &settings).is_empty());
    server.state().mails.retain(|mail| !mail.bytes.starts_with(b"From: sender2@") && !mail.bytes.starts_with(b"From: sender3@"));
    home.fetch(&settings).await;
    let mut gone = lost(&home, &settings);
    gone.sort();
    assert_eq!(gone, ["mail number 2", "mail number 3"]);

    // One of them comes back under another name; the rest is deleted there by the rule.
    server.state().mails.push(ServerMail { uidl: b"again".to_vec(), bytes: small_mail(2), listed_size: None });
    let deleting = AccountSettings { on_server: OnServer::AfterDays(0), ..settings.clone() };
    home.fetch(&deleting).await;
    home.fetch(&deleting).await;
    assert_eq!((server.state().mails.len(), lost(&home, &settings)), (0, vec!["mail number 3".to_owned()]));
}
