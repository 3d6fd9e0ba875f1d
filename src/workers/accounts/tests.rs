#![allow(clippy::unwrap_used)]
use super::*;
use crate::config::secrets::PassphraseSource;
use crate::config::settings::SecretStoreChoice;
use crate::domain::account::{EnteredAccount, EnteredSecret, SecretSource};
use crate::domain::ids::Id;

const CANARY: &str = "canary-\"24\\é-characters!";

fn id(n: u8) -> Id {
    Id::v7(1_700_000_000_000, [n; 10])
}

fn home(passphrase: bool) -> (tempfile::TempDir, Arc<Accounts>) {
    let home = tempfile::tempdir().unwrap();
    let paths = Paths::of(Some(home.path())).unwrap();
    let file = home.path().join("passphrase");
    std::fs::write(&file, "open sesame\n").unwrap();
    let settings = Settings { secret_store: SecretStoreChoice::File, ..Settings::default() };
    let source = PassphraseSource { file: passphrase.then_some(file), ..PassphraseSource::default() };
    let secrets = SecretStore::new(&paths, &settings, source);
    (home, Accounts::new(paths, settings, secrets))
}

fn sales() -> EnteredAccount {
    EnteredAccount {
        name: "sales".to_owned(),
        email: "sales@example.com".to_owned(),
        host: "pop.example.com".to_owned(),
        smtp_host: "smtp.example.com".to_owned(),
        incoming_secret: EnteredSecret::Password(Secret::new(CANARY.to_owned())),
        ..EnteredAccount::default()
    }
}

#[test]
fn an_added_account_is_in_the_config_and_its_password_is_not() {
    let (home, accounts) = home(true);
    let (added, _) = accounts.add(&sales(), id(1)).unwrap();
    assert!(added.default, "the first account is the default");
    assert_eq!(accounts.settings().account(id(1)), Some(&added));
    assert_eq!(accounts.password(&added, Login::Outgoing).unwrap().expose(), CANARY, "one password for both");
    for file in std::fs::read_dir(home.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
    }
}

#[test]
fn without_a_place_for_the_password_nothing_is_saved() {
    let (home, accounts) = home(false);
    let problem = accounts.add(&sales(), id(1)).unwrap_err();
    assert_eq!(problem.code.word(), "no_secret_store");
    assert!(accounts.settings().accounts.is_empty());
    assert!(!home.path().join("config.toml").exists());
}

#[test]
fn a_wrong_field_is_named_and_changes_nothing() {
    let (home, accounts) = home(true);
    let problem = accounts.add(&EnteredAccount { port: "0".to_owned(), ..sales() }, id(1)).unwrap_err();
    assert_eq!((problem.code.word(), problem.field), ("invalid_field", Some("port")));
    assert!(!home.path().join("config.toml").exists() && !home.path().join("secrets.age").exists());
}

#[test]
fn s71_s72_one_password_changes_and_the_other_stays() {
    let (_home, accounts) = home(true);
    let own = EnteredAccount {
        smtp_same_credentials: Some(false),
        smtp_username: "out".to_owned(),
        outgoing_secret: EnteredSecret::Password(Secret::new("out".to_owned())),
        ..sales()
    };
    let (account, _) = accounts.add(&own, id(1)).unwrap();
    let new = EnteredSecret::Password(Secret::new("new".to_owned()));
    accounts.set_secret(id(1), Login::Incoming, &new).unwrap();
    assert_eq!(accounts.password(&account, Login::Incoming).unwrap().expose(), "new");
    assert_eq!(accounts.password(&account, Login::Outgoing).unwrap().expose(), "out");
    let command = EnteredSecret::Command("printf from-command".to_owned());
    let account = accounts.set_secret(id(1), Login::Outgoing, &command).unwrap();
    assert_eq!(accounts.password(&account, Login::Outgoing).unwrap().expose(), "from-command");
}

#[test]
fn an_edit_by_another_process_is_seen_and_a_broken_one_is_not_taken() {
    let (home, accounts) = home(true);
    accounts.add(&sales(), id(1)).unwrap();
    let file = home.path().join("config.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
    let write = |text: &str, at| {
        std::fs::write(&file, text).unwrap();
        std::fs::File::options().write(true).open(&file).unwrap().set_modified(at).unwrap();
    };
    write(&text.replace("\"sales\"", "\"verkauf\""), later);
    assert!(accounts.settings().account_named("verkauf").is_some());
    write("theme = \"blue\"", later + std::time::Duration::from_secs(5));
    assert!(accounts.settings().account_named("verkauf").is_some());
}

#[test]
fn a_removed_account_leaves_no_password() {
    let (_home, accounts) = home(true);
    let (account, _) = accounts.add(&sales(), id(1)).unwrap();
    accounts.remove(id(1)).unwrap();
    assert_eq!(accounts.password(&account, Login::Incoming).unwrap_err().code.word(), "no_password");
    assert_eq!(accounts.remove(id(1)).unwrap_err().code.word(), "not_found");
}

#[test]
fn accounts_that_several_processes_add_and_change_at_once_are_all_kept() {
    let home = tempfile::tempdir().unwrap();
    let file = home.path().join("passphrase");
    std::fs::write(&file, "open sesame\n").unwrap();
    // Each stands for a process of its own: nothing in memory is shared.
    let process = || {
        let paths = Paths::of(Some(home.path())).unwrap();
        let settings = Settings { secret_store: SecretStoreChoice::File, ..Settings::default() };
        let secrets = SecretStore::new(&paths, &settings, PassphraseSource { file: Some(file.clone()), ..PassphraseSource::default() });
        let read = crate::config::load::read(&paths.config_file()).unwrap_or_default();
        Accounts::new(paths, read, secrets)
    };
    let entered = |n: u8| EnteredAccount {
        name: format!("account {n}"),
        incoming_secret: EnteredSecret::Password(Secret::new(format!("password {n}"))),
        ..sales()
    };
    std::thread::scope(|scope| {
        for n in 1..=4 {
            let process = process();
            scope.spawn(move || process.add(&entered(n), id(n)).unwrap());
        }
    });
    let after = process();
    assert_eq!(after.settings().accounts.len(), 4);
    assert_eq!(after.settings().accounts.iter().filter(|account| account.default).count(), 1, "one of them came first");
    std::thread::scope(|scope| {
        for n in 1..=4 {
            let process = process();
            scope.spawn(move || {
                process.set_secret(id(n), Login::Incoming, &EnteredSecret::Password(Secret::new(format!("new {n}")))).unwrap()
            });
        }
    });
    for n in 1..=4 {
        let account = after.settings().account(id(n)).unwrap().clone();
        assert_eq!(after.password(&account, Login::Incoming).unwrap().expose(), format!("new {n}"));
    }
    let problem = std::thread::scope(|scope| {
        let added: Vec<_> = (5..=6)
            .map(|n| {
                let process = process();
                let named = EnteredAccount { name: "twice".to_owned(), ..entered(n) };
                scope.spawn(move || process.add(&named, id(n)).err())
            })
            .collect();
        added.into_iter().filter_map(|one| one.join().unwrap()).collect::<Vec<_>>()
    });
    assert_eq!(problem.len(), 1, "a name is free once");
}

#[test]
fn what_others_changed_while_an_account_was_edited_stays() {
    let (_home, accounts) = home(true);
    let (before, _) = accounts.add(&sales(), id(1)).unwrap();
    let form = EnteredAccount { display_name: "Sales".to_owned(), on_server: "on-fetch".to_owned(), ..EnteredAccount::of(&before) };
    // Meanwhile, from elsewhere: another port, another password, other words for what the form changes too, and it is switched off.
    let elsewhere = EnteredAccount {
        port: "1995".to_owned(),
        on_server: "after-days=7".to_owned(),
        incoming_secret: EnteredSecret::Command("printf new".to_owned()),
        ..EnteredAccount::of(&before)
    };
    accounts.save(elsewhere, &before, id(1)).unwrap();
    accounts.set_enabled(id(1), false).unwrap();
    let (saved, _) = accounts.save(form, &before, id(1)).unwrap();
    assert_eq!((saved.display_name.as_str(), saved.incoming.port, saved.enabled), ("Sales", 1995, false));
    assert_eq!(saved.incoming_secret, SecretSource::Command("printf new".to_owned()));
    assert_eq!(saved.on_server.word(), "on-fetch", "what both changed is as the last one wants it");
    accounts.remove(id(1)).unwrap();
    assert_eq!(accounts.save(EnteredAccount::of(&before), &before, id(1)).unwrap_err().code.word(), "not_found");
}
