#![allow(clippy::unwrap_used)]
use super::*;

const CANARY: &str = "кана\"рейка\\ß 24!";

fn id(n: u8) -> Id {
    Id::v7(1_700_000_000_000, [n; 10])
}

fn home() -> (tempfile::TempDir, Paths) {
    let home = tempfile::tempdir().unwrap();
    let paths = Paths::of(Some(home.path())).unwrap();
    (home, paths)
}

fn store(paths: &Paths, passphrase: Option<&str>) -> SecretStore {
    let file = passphrase.map(|words| {
        let path = paths.state_folder().join("passphrase");
        std::fs::write(&path, format!("{words}\nnot this line\n")).unwrap();
        path
    });
    let settings = Settings { secret_store: SecretStoreChoice::File, ..Settings::default() };
    SecretStore::new(paths, &settings, PassphraseSource { file, ..PassphraseSource::default() })
}

#[test]
fn a_secret_in_the_file_survives_a_restart_and_is_nowhere_in_plain_text() {
    let (home, paths) = home();
    store(&paths, Some("open sesame")).set(id(1), Login::Incoming, &Secret::new(CANARY.to_owned())).unwrap();
    let again = store(&paths, Some("open sesame"));
    assert!(again.knows(id(1), Login::Incoming) && !again.knows(id(1), Login::Outgoing));
    assert_eq!(again.get(id(1), Login::Incoming, &SecretSource::Kept).unwrap().expose(), CANARY);
    assert!(matches!(again.get(id(1), Login::Outgoing, &SecretSource::Kept), Err(SecretError::Missing)));
    for file in std::fs::read_dir(home.path()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        assert!(!bytes.windows(CANARY.len()).any(|window| window == CANARY.as_bytes()));
    }
}

#[test]
fn a_wrong_passphrase_or_none_is_told_apart_and_changes_nothing() {
    let (_home, paths) = home();
    assert!(matches!(store(&paths, None).set(id(1), Login::Incoming, &Secret::new("x".to_owned())), Err(SecretError::NoStore(_))));
    assert!(!paths.secrets_file().exists(), "never a file in plain text");
    store(&paths, Some("right and long")).set(id(1), Login::Incoming, &Secret::new(CANARY.to_owned())).unwrap();
    let before = std::fs::read(paths.secrets_file()).unwrap();
    let wrong = store(&paths, Some("wrong"));
    assert!(matches!(wrong.get(id(1), Login::Incoming, &SecretSource::Kept), Err(SecretError::WrongPassphrase)));
    assert!(matches!(wrong.set(id(1), Login::Incoming, &Secret::new("y".to_owned())), Err(SecretError::WrongPassphrase)));
    let locked = store(&paths, None);
    assert!(locked.needs_passphrase());
    assert!(matches!(locked.get(id(1), Login::Incoming, &SecretSource::Kept), Err(SecretError::Locked)));
    assert_eq!(std::fs::read(paths.secrets_file()).unwrap(), before);
    assert!(matches!(locked.unlock(Secret::new("wrong".to_owned())), Err(SecretError::WrongPassphrase)));
    locked.unlock(Secret::new("right and long".to_owned())).unwrap();
    assert_eq!(locked.get(id(1), Login::Incoming, &SecretSource::Kept).unwrap().expose(), CANARY);
}

#[test]
fn a_weak_passphrase_makes_no_file_and_opens_an_old_one() {
    let (_home, paths) = home();
    let weak = store(&paths, Some("sesame"));
    assert!(matches!(weak.set(id(1), Login::Incoming, &Secret::new("x".to_owned())), Err(SecretError::WeakPassphrase)));
    let typed = store(&paths, None);
    assert!(matches!(typed.unlock(Secret::new("sesame".to_owned())), Err(SecretError::WeakPassphrase)));
    assert!(!paths.secrets_file().exists());
    typed.unlock(Secret::new("open sesame".to_owned())).unwrap();
    typed.set(id(1), Login::Incoming, &Secret::new("x".to_owned())).unwrap();
    assert!(paths.secrets_file().exists());
}

#[test]
fn s71_s72_incoming_and_outgoing_change_apart_and_go_together() {
    let (_home, paths) = home();
    let store = store(&paths, Some("one passphrase"));
    store.set(id(1), Login::Incoming, &Secret::new("in".to_owned())).unwrap();
    store.set(id(1), Login::Outgoing, &Secret::new("out".to_owned())).unwrap();
    store.set(id(1), Login::Outgoing, &Secret::new("new".to_owned())).unwrap();
    assert_eq!(store.get(id(1), Login::Incoming, &SecretSource::Kept).unwrap().expose(), "in");
    assert_eq!(store.get(id(1), Login::Outgoing, &SecretSource::Kept).unwrap().expose(), "new");
    store.remove(id(1)).unwrap();
    assert!(matches!(store.get(id(1), Login::Incoming, &SecretSource::Kept), Err(SecretError::Missing)));
}

#[test]
fn a_command_gives_its_first_line_or_says_how_it_failed() {
    let (_home, paths) = home();
    let store = store(&paths, None);
    let get = |command: &str| store.get(id(1), Login::Incoming, &SecretSource::Command(command.to_owned()));
    assert_eq!(get("printf 'one two\\r\\nthree\\n'").unwrap().expose(), "one two");
    assert!(matches!(get("exit 3"), Err(SecretError::Command(_))));
    assert!(matches!(get("true"), Err(SecretError::Command(_))), "an empty password is no password");
    assert!(matches!(get("printf '\\377'"), Err(SecretError::Command(_))));
}

#[test]
fn a_command_is_over_when_it_ends_whatever_it_left_running() {
    let (_home, paths) = home();
    let store = store(&paths, None);
    let command = SecretSource::Command("echo secret; sleep 60 & exit 0".to_owned());
    assert_eq!(store.get(id(1), Login::Incoming, &command).unwrap().expose(), "secret");
    let failed = SecretSource::Command("sleep 60 & exit 3".to_owned());
    assert!(matches!(store.get(id(1), Login::Incoming, &failed), Err(SecretError::Command(_))));
}

#[test]
fn secrets_kept_by_several_processes_at_once_are_all_kept() {
    let (_home, paths) = home();
    // Each store stands for a process: it shares nothing with the others but the files.
    let stores: Vec<SecretStore> = (0..6).map(|_| store(&paths, Some("same words"))).collect();
    std::thread::scope(|scope| {
        for (n, store) in (1..).zip(&stores) {
            scope.spawn(move || store.set(id(n), Login::Incoming, &Secret::new(format!("secret {n}"))).unwrap());
        }
    });
    let later = store(&paths, Some("same words"));
    for n in 1..=6 {
        assert_eq!(later.get(id(n), Login::Incoming, &SecretSource::Kept).unwrap().expose(), format!("secret {n}"));
    }
}

#[test]
fn a_secret_that_another_process_kept_is_seen_by_one_that_had_the_file_open() {
    let (_home, paths) = home();
    let (running, other) = (store(&paths, Some("one passphrase")), store(&paths, Some("one passphrase")));
    running.set(id(1), Login::Incoming, &Secret::new("old".to_owned())).unwrap();
    other.set(id(1), Login::Incoming, &Secret::new("new".to_owned())).unwrap();
    assert_eq!(running.get(id(1), Login::Incoming, &SecretSource::Kept).unwrap().expose(), "new");
    running.set(id(2), Login::Incoming, &Secret::new("second".to_owned())).unwrap();
    assert_eq!(other.get(id(2), Login::Incoming, &SecretSource::Kept).unwrap().expose(), "second");
    other.remove(id(1)).unwrap();
    assert!(matches!(running.get(id(1), Login::Incoming, &SecretSource::Kept), Err(SecretError::Missing)));
}

#[test]
fn no_keyring_is_an_answer_and_never_a_hang() {
    let (_home, paths) = home();
    let started = std::time::Instant::now();
    let state = SecretStore::new(&paths, &Settings::default(), PassphraseSource::default()).state();
    assert!(started.elapsed() < std::time::Duration::from_secs(15));
    assert!(!state.file);
    if let Err(why) = state.keyring {
        assert!(!why.is_empty());
    }
}
