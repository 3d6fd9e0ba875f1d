#![allow(clippy::unwrap_used)]
use std::os::unix::fs::PermissionsExt;

use proptest::prelude::*;

use super::*;
use crate::domain::account::{EnteredSecret, Limits, Secret};
use crate::text::CleanText;

const MINE: &str = r#"# my own words
language = "ja"   # 日本語

[fetch]
# not so often
interval = "15m"

# the office
[[account]]
id = "018bcfe5-6800-7007-8707-070707070707"
name = "sales"            # everybody knows it by this
email = "sales@example.co.jp"
host = "pop.example.co.jp"
# asked the administrator
port = 1995
"#;

fn id(n: u8) -> Id {
    Id::v7(1_700_000_000_000, [n; 10])
}

fn account(name: &str, n: u8) -> AccountSettings {
    let entered = EnteredAccount {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        host: "pop.example.com".to_owned(),
        incoming_secret: EnteredSecret::Password(Secret::new("pässword".to_owned())),
        ..EnteredAccount::default()
    };
    entered.validate(id(n), &Limits { excluded_domains: 5, taken: &[], before: None }).unwrap().settings
}

fn home(text: &str) -> (tempfile::TempDir, PathBuf) {
    let home = tempfile::tempdir().unwrap();
    let path = home.path().join("config.toml");
    fs::write(&path, text).unwrap();
    (home, path)
}

#[test]
fn an_edit_keeps_comments_order_and_everything_else() {
    let (_home, path) = home(MINE);
    let before = load::parse(MINE).unwrap();
    let mut sales = before.accounts[0].clone();
    sales.name = crate::domain::account::AccountName::new("Vertrieb").unwrap();
    change(&path, &[Edit::ReplaceAccount(Box::new(sales)), Edit::SetWord("language", "en".to_owned())]).unwrap();
    let after = fs::read_to_string(&path).unwrap();
    for line in
        ["# my own words", "language = \"en\"   # 日本語", "# not so often", "# the office", "# asked the administrator", "port = 1995"]
    {
        assert!(after.contains(line), "{line} in\n{after}");
    }
    assert!(after.contains("name = \"Vertrieb\"            # everybody knows it by this"), "{after}");
    assert!(after.find("interval").unwrap() < after.find("[[account]]").unwrap());
}

#[test]
fn an_account_is_added_read_back_and_taken_away() {
    let (_home, path) = home(MINE);
    let added = account("anna", 1);
    let settings = change(&path, &[Edit::AddAccount(Box::new(added.clone()))]).unwrap();
    assert_eq!(settings.account_named("ANNA"), Some(&added));
    assert!(!fs::read_to_string(&path).unwrap().contains("pässword"), "no secret in the config");
    assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
    let settings = change(&path, &[Edit::RemoveAccount(id(1))]).unwrap();
    assert_eq!(settings.accounts.len(), 1);
    assert_eq!(fs::read_to_string(&path).unwrap(), MINE, "add and remove leave no trace");
}

#[test]
fn everything_an_account_can_say_survives_the_file() {
    let (_home, path) = home("");
    let entered = EnteredAccount {
        name: "営業".to_owned(),
        email: "taro@gmail.com".to_owned(),
        display_name: "田中 \"太郎\" \\".to_owned(),
        recent_mode: true,
        incoming_secret: EnteredSecret::Command("pass show 'a b' | head -1".to_owned()),
        smtp_same_credentials: Some(false),
        smtp_username: "out".to_owned(),
        outgoing_secret: EnteredSecret::Command("pass out".to_owned()),
        sharing: "public".to_owned(),
        excluded_domains: vec!["例え.jp".to_owned()],
        aliases: vec!["taro@sample.example".to_owned(), "t.tanaka@sample.example".to_owned()],
        color: "blue".to_owned(),
        signature: "田中 太郎\n営業部 \"課長\"".to_owned(),
        ends_on: "2027-01-31".to_owned(),
        ends_as: "trial".to_owned(),
        ca_file: "/etc/ssl/mine.pem".to_owned(),
        certificate: "AB:".repeat(31) + "CD",
        smtp_certificate: "01".repeat(32),
        smtp_security: "none".to_owned(),
        plaintext_confirmed: true,
        ..EnteredAccount::default()
    };
    let mut settings = entered.validate(id(3), &Limits { excluded_domains: 5, taken: &[], before: None }).unwrap().settings;
    (settings.enabled, settings.default) = (false, true);
    let read = change(&path, &[Edit::AddAccount(Box::new(settings.clone()))]).unwrap();
    assert_eq!(read.accounts, [settings]);
}

#[test]
fn s81_a_new_default_clears_the_old() {
    let (_home, path) = home("");
    change(&path, &[Edit::AddAccount(Box::new(account("a", 1))), Edit::AddAccount(Box::new(account("b", 2))), Edit::SetDefault(id(1))])
        .unwrap();
    let settings = change(&path, &[Edit::SetDefault(id(2))]).unwrap();
    assert_eq!(settings.accounts.iter().map(|one| one.default).collect::<Vec<_>>(), [false, true]);
}

#[test]
fn s46_with_one_active_enabling_one_disables_the_others_in_the_same_step() {
    let (_home, path) = home("[accounts]\none_active = true\n");
    change(&path, &[Edit::AddAccount(Box::new(account("a", 1)))]).unwrap();
    let settings = change(&path, &[Edit::AddAccount(Box::new(account("b", 2)))]).unwrap();
    assert_eq!(settings.accounts.iter().map(|one| one.enabled).collect::<Vec<_>>(), [false, true]);
    let settings = change(&path, &[Edit::SetEnabled(id(1), true)]).unwrap();
    assert_eq!(settings.accounts.iter().map(|one| one.enabled).collect::<Vec<_>>(), [true, false]);
}

#[test]
fn a_wrong_file_or_a_wrong_edit_changes_nothing() {
    for (text, edit) in [
        ("theme = \"blue\"\n", Edit::SetWord("language", "en".to_owned())),
        ("", Edit::SetWord("theme", "blue".to_owned())),
        (MINE, Edit::RemoveAccount(id(9))),
        (MINE, Edit::AddAccount(Box::new(account("sales", 9)))),
    ] {
        let (_home, path) = home(text);
        assert!(change(&path, std::slice::from_ref(&edit)).is_err(), "{edit:?}");
        assert_eq!(fs::read_to_string(&path).unwrap(), text);
        assert_eq!(fs::read_dir(path.parent().unwrap()).unwrap().count(), 1, "no file is left behind");
    }
}

#[test]
fn an_account_written_by_hand_gets_its_id_once() {
    let text = "[[account]]\nname = \"a\"\nemail = \"a@b.example\"\nhost = \"b.example\"\n";
    let (_home, path) = home(text);
    assert!(load::read(&path).is_err());
    let settings = change(&path, &[Edit::WriteIds(vec![id(4)])]).unwrap();
    assert_eq!(settings.accounts[0].id, id(4));
}

#[test]
fn a_linked_config_stays_a_link() {
    let (home, path) = home(MINE);
    let link = home.path().join("link.toml");
    std::os::unix::fs::symlink(&path, &link).unwrap();
    change(&link, &[Edit::SetWord("theme", "light".to_owned())]).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&path).unwrap().contains("theme = \"light\""));
}

#[test]
fn s46_s113_the_default_is_never_an_account_that_is_off() {
    let (_home, path) = home("");
    let add = |name, n| Edit::AddAccount(Box::new(account(name, n)));
    change(&path, &[add("a", 1), add("b", 2), add("c", 3), Edit::SetDefault(id(1))]).unwrap();
    let defaults = |settings: &Settings| -> Vec<_> {
        settings.accounts.iter().filter(|one| one.default).map(|one| (one.name.as_str().to_owned(), one.enabled)).collect()
    };
    let settings = change(&path, &[Edit::SetEnabled(id(1), false)]).unwrap();
    assert_eq!(defaults(&settings), [("b".to_owned(), true)], "the first that is on takes its place");
    let settings = change(&path, &[Edit::SetEnabled(id(3), false)]).unwrap();
    assert_eq!(defaults(&settings), [("b".to_owned(), true)], "another one that goes off changes nothing");
    let settings = change(&path, &[Edit::SetDefault(id(3))]).unwrap();
    assert_eq!(defaults(&settings), [("c".to_owned(), true)], "what new mail starts from is on");
    let settings = change(&path, &[Edit::SetEnabled(id(2), false), Edit::SetEnabled(id(3), false)]).unwrap();
    assert_eq!(defaults(&settings), [], "none is on");
}

#[test]
fn s113_with_one_active_the_active_one_is_the_default() {
    let (_home, path) = home("[accounts]\none_active = true\n");
    let settings = change(&path, &[Edit::AddAccount(Box::new(account("a", 1))), Edit::AddAccount(Box::new(account("b", 2)))]).unwrap();
    let active = |settings: &Settings| -> Vec<_> { settings.accounts.iter().map(|one| (one.enabled, one.default)).collect() };
    assert_eq!(active(&settings), [(false, false), (true, true)]);
    let settings = change(&path, &[Edit::SetDefault(id(1))]).unwrap();
    assert_eq!(active(&settings), [(true, true), (false, false)]);
    let settings = change(&path, &[Edit::SetEnabled(id(2), true)]).unwrap();
    assert_eq!(active(&settings), [(false, false), (true, true)]);
}

#[test]
fn accounts_are_moved_with_their_comments_and_what_stands_between_them_stays() {
    let text = "[[account]]\nid = \"018bcfe5-6800-7007-8707-070707070701\" # one\nname = \"a\"\nemail = \"a@b.example\"\nhost = \"b.example\"\n\n[fetch]\ninterval = \"15m\" # slow\n\n# the second\n[[account]]\nid = \"018bcfe5-6800-7007-8707-070707070702\"\nname = \"b\"\nemail = \"b@b.example\"\nhost = \"b.example\"\n";
    let (_home, path) = home(text);
    let names = |settings: &Settings| settings.accounts.iter().map(|one| one.name.as_str().to_owned()).collect::<Vec<_>>();
    let before = load::parse(text).unwrap();
    let moved = change(&path, &[Edit::MoveAccount(before.accounts[1].id, 0)]).unwrap();
    assert_eq!(names(&moved), ["b", "a"]);
    let after = fs::read_to_string(&path).unwrap();
    for line in ["# one", "# the second\n[[account]]", "interval = \"15m\" # slow"] {
        assert!(after.contains(line), "{line}: {after}");
    }
    let back = change(&path, &[Edit::MoveAccount(before.accounts[1].id, 9)]).unwrap();
    assert_eq!(names(&back), ["a", "b"]);
    assert_eq!(fs::read_to_string(&path).unwrap(), text);
}

#[test]
fn keys_are_set_and_taken_away() {
    let (_home, path) = home("[keys]\n# mine\ndelete = \"D\" # away\n");
    let keys = |command: &str, key: Option<&str>| Edit::SetKeys(command.to_owned(), key.map(|key| vec![key.to_owned()]));
    let settings = change(&path, &[keys("archive", Some("y")), keys("delete", Some("X"))]).unwrap();
    assert_eq!(settings.keys, [("delete".to_owned(), vec!["X".to_owned()]), ("archive".to_owned(), vec!["y".to_owned()])]);
    assert!(fs::read_to_string(&path).unwrap().contains("# mine\ndelete = [\"X\"] # away"));
    let settings = change(&path, &[keys("archive", None), keys("delete", None)]).unwrap();
    assert_eq!(settings.keys, []);
}

/// One wish of a person, of the accounts 1 to 4.
fn wishes() -> impl Strategy<Value = Edit> {
    let n = || 1..5_u8;
    prop_oneof![
        n().prop_map(|n| Edit::AddAccount(Box::new(account(&format!("a{n}"), n)))),
        n().prop_map(|n| Edit::ReplaceAccount(Box::new(AccountSettings {
            signature: CleanText::block("one\ntwo"),
            ..account(&format!("a{n}"), n)
        }))),
        n().prop_map(|n| Edit::RemoveAccount(id(n))),
        n().prop_map(|n| Edit::SetDefault(id(n))),
        (n(), any::<bool>()).prop_map(|(n, on)| Edit::SetEnabled(id(n), on)),
        (n(), 0..6_usize).prop_map(|(n, to)| Edit::MoveAccount(id(n), to)),
        prop_oneof![Just("dark"), Just("light"), Just("plain")].prop_map(|word| Edit::SetWord("theme", word.to_owned())),
        (prop_oneof![Just("archive"), Just("delete")], any::<bool>())
            .prop_map(|(name, on)| Edit::SetKeys(name.to_owned(), on.then(|| vec!["Ctrl-y".to_owned()]))),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(128))]

    /// Whatever is wished for in whatever order: the file stays one that can be read, a refused wish changes nothing, no comment is lost, the same wish twice is one, and the
    /// default is one account that is on.
    #[test]
    fn any_wishes_in_any_order_leave_a_good_file_with_all_its_comments(one_active in any::<bool>(), edits in proptest::collection::vec(wishes(), 1..16)) {
        let text = if one_active { MINE.replace("[fetch]", "[accounts]\none_active = true # only one\n\n[fetch]") } else { MINE.to_owned() };
        let (_home, path) = home(&text);
        for edit in &edits {
            let before = fs::read_to_string(&path).unwrap();
            let Ok(settings) = change(&path, std::slice::from_ref(edit)) else {
                prop_assert_eq!(fs::read_to_string(&path).unwrap(), before);
                continue;
            };
            let after = fs::read_to_string(&path).unwrap();
            prop_assert_eq!(&load::parse(&after).unwrap(), &settings);
            for comment in text.lines().filter_map(|line| line.split_once('#')).map(|(_, comment)| comment) {
                prop_assert!(after.contains(comment), "{comment} after {edit:?}:\n{after}");
            }
            let defaults: Vec<_> = settings.accounts.iter().filter(|one| one.default).collect();
            prop_assert!(defaults.len() <= 1 && defaults.iter().all(|one| one.enabled), "{after}");
            if one_active && !matches!(edit, Edit::ReplaceAccount(_)) {
                let on = settings.accounts.iter().filter(|one| one.enabled).count();
                let before_on = load::parse(&before).unwrap().accounts.iter().filter(|one| one.enabled).count();
                prop_assert!(on <= before_on.max(1), "{after}");
            }
            if !matches!(edit, Edit::AddAccount(_) | Edit::RemoveAccount(_)) {
                change(&path, std::slice::from_ref(edit)).unwrap();
                prop_assert_eq!(fs::read_to_string(&path).unwrap(), after);
            }
        }
    }
}
