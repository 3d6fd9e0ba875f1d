//! Accounts by script: added, shown, changed, taken away; the config stays the person's own.

use crate::world::World;

#[test]
fn s78_the_presets_are_listed_with_their_servers() {
    let rows = World::new().json("account presets").good();
    let gmail = rows.as_array().unwrap().iter().find(|row| row["preset"] == "gmail").unwrap().clone();
    assert_eq!(gmail["incoming"]["pop3"], serde_json::json!({ "host": "pop.gmail.com", "port": 995, "security": "tls" }));
    assert_eq!(gmail["outgoing"], serde_json::json!({ "host": "smtp.gmail.com", "port": 465, "security": "tls" }));
    assert!(gmail["auth"].is_array() && gmail["incoming"]["imap"].is_object());
}

#[test]
fn an_account_is_added_listed_changed_and_removed() {
    let world = World::new();
    let added = world.add("sales", "secret").good();
    assert_eq!(
        (added["name"].as_str(), added["protocol"].as_str(), added["on_server"].as_str()),
        (Some("sales"), Some("pop3"), Some("leave"))
    );
    assert_eq!((added["default"].as_bool(), added["outgoing"].is_null()), (Some(true), true));
    assert!(world.config().starts_with("# mine\nschema = 2\n[secrets]\nstore = \"file\" # no keyring here\n"), "{}", world.config());
    let rows = world.json("account list").good();
    assert_eq!((rows[0]["id"].clone(), rows[0]["state"].as_str()), (added["id"].clone(), Some("new")));
    let edited = world.json("account edit sales --name Vertrieb --on-server after-days=14 --display-name Sales").good();
    assert_eq!((edited["id"].clone(), edited["on_server"].as_str()), (added["id"].clone(), Some("after-days=14")));
    assert_eq!(world.json("account show sales").error(), "not_found");
    assert_eq!(world.json("account show VERTRIEB").good()["display_name"], "Sales");
    let names: Vec<_> = world.json("mailboxes").good().as_array().unwrap().iter().map(|row| row["role"].clone()).collect();
    assert!(names.contains(&"inbox".into()), "its mailboxes are there before the first fetch: {names:?}");
    assert_eq!(world.run("account remove Vertrieb").code, 0);
    assert!(!world.config().contains("Vertrieb") && world.config().contains("# mine"), "{}", world.config());
}

#[test]
fn what_several_processes_change_of_one_account_at_once_is_all_kept() {
    let world = World::new();
    world.add("sales", "secret").good();
    let fields = [
        ("--display-name", "display_name", "Sales"),
        ("--on-server", "on_server", "after-days=7"),
        ("--sharing", "sharing", "public"),
        ("--username", "username", "somebody"),
    ];
    for round in 0..5 {
        world.json("account edit sales --display-name x --on-server leave --sharing private --username y").good();
        std::thread::scope(|scope| {
            let world = &world;
            for (flag, _, value) in fields {
                scope.spawn(move || world.json(&format!("account edit sales {flag} {value}")).good());
            }
        });
        let now = world.config();
        for (_, key, value) in fields {
            assert!(now.contains(&format!("{key} = \"{value}\"")), "round {round}: {key} of\n{now}");
        }
    }
}

#[test]
fn s81_one_account_is_the_default_and_one_can_rest() {
    let world = World::new();
    world.add("a", "x").good();
    assert_eq!(world.add("b", "y").good()["default"], false);
    assert_eq!(world.json("account default b").good()["default"], true);
    assert_eq!(world.json("account show a").good()["default"], false);
    assert_eq!(world.json("account disable a").good()["enabled"], false);
    assert_eq!(world.json("account list").good()[0]["state"], "off");
    assert_eq!(world.json("account enable a").good()["enabled"], true);
}

#[test]
fn wrong_accounts_are_refused_by_field_and_change_nothing() {
    let world = World::new();
    world.add("sales", "x").good();
    let before = world.config();
    let add = |more: &str| {
        world.with(
            &format!("account add new --email a@b.example --password-command true --no-test --json {more}")
                .split_whitespace()
                .collect::<Vec<_>>(),
            "",
        )
    };
    for (more, code, field) in [
        ("--host b.example --port 70000", "invalid_field", "port"),
        ("--host http://b.example", "invalid_field", "host"),
        ("--host b.example --security ssl", "invalid_field", "security"),
        ("--host b.example --on-server after-days=0", "invalid_field", "on-server"),
        ("--preset nobody", "invalid_field", "preset"),
        ("--host b.example --smtp-username out", "invalid_field", "smtp-host"),
        ("--preset gmail --recent-mode --on-server on-fetch", "invalid_field", "on-server"),
        (
            "--host b.example --exclude-domain 1.a --exclude-domain 2.a --exclude-domain 3.a --exclude-domain 4.a --exclude-domain 5.a --exclude-domain 6.a",
            "max_5_domains",
            "exclude-domain",
        ),
    ] {
        let said = add(more);
        assert_eq!((said.code, said.error().as_str(), said.json()["error"]["field"].as_str()), (1, code, Some(field)), "{more}");
    }
    assert_eq!(world.add("SALES", "x").error(), "duplicate");
    assert_eq!(world.config(), before);
}

#[test]
fn a_wrong_line_of_the_config_is_named() {
    let world = World::new();
    std::fs::write(world.home().join("config.toml"), "theme = \"dark\"\n\ncolour = 3\n").unwrap();
    let said = world.json("account list");
    assert_eq!((said.code, said.error().as_str()), (1, "config_invalid"));
    assert!(said.json()["error"]["message"].as_str().unwrap().contains("line 3"), "{said:?}");
}

#[test]
fn a_server_that_is_away_is_worth_another_try() {
    let world = World::new();
    world.add("sales", "x").good();
    let passphrase = world.passphrase();
    let said = world.with(&["sync", "--json", "--passphrase-file", passphrase.to_str().unwrap()], "");
    let rows = said.json();
    assert_eq!(
        (said.code, rows[0]["account"].as_str(), rows[0]["error"]["code"].as_str()),
        (75, Some("sales"), Some("server_unavailable")),
        "{said:?}"
    );
    for key in ["fetched", "deleted_on_server", "bytes", "seconds", "skipped"] {
        assert!(rows[0].get(key).is_some(), "{key}");
    }
    let tested = world.with(&["account", "test", "sales", "--json", "--passphrase-file", passphrase.to_str().unwrap()], "");
    assert_eq!(tested.code, 75, "{tested:?}");
    assert_eq!(tested.json()["incoming"][0], serde_json::json!({ "step": "resolve", "ok": true }));
    assert_eq!(tested.json()["incoming"][1]["ok"], false);
}

#[test]
fn only_one_process_of_a_home_fetches() {
    let world = World::new();
    world.add("sales", "x").good();
    let lock = std::fs::File::options().create(true).append(true).open(world.home().join("lock")).unwrap();
    lock.lock().unwrap();
    let said = world.json("sync");
    assert_eq!((said.code, said.error().as_str()), (75, "locked"));
    drop(lock);
}

#[test]
fn an_account_tells_how_much_of_its_mail_is_unread() {
    let world = World::new();
    world.add("sales", "x").good();
    for n in 1..=3 {
        let mail = world.home().with_file_name(format!("{n}.eml"));
        std::fs::write(&mail, format!("From: a@sample.example\r\nSubject: s{n}\r\nMessage-ID: <{n}@sample.example>\r\n\r\nhello\r\n"))
            .unwrap();
        world.json(&format!("import eml {} --account sales", mail.display())).good();
    }
    let unread = || world.json("account list").good()[0]["unread"].clone();
    assert_eq!(unread(), 3);
    world.json("read <1@sample.example>").good();
    world.json("spam <2@sample.example>").good();
    assert_eq!((unread(), world.json("account show sales").good()["unread"].clone()), (1.into(), 1.into()));
}

#[test]
fn s40_an_account_that_is_added_again_goes_on_with_its_mail() {
    let world = World::new();
    let added = world.add("sales", "x").good();
    let mail = world.home().with_file_name("one.eml");
    std::fs::write(&mail, "From: a@sample.example\r\nTo: sales@example.com\r\nSubject: before\r\nMessage-ID: <1@sample.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nhello\r\n")
        .unwrap();
    let import = || world.json(&format!("import eml {} --account sales", mail.display())).good();
    assert_eq!(import()["imported"], 1);
    let found = || world.json("search subject:before").good();
    let before = found();
    world.json(&format!("star {}", before[0]["id"].as_str().unwrap())).good();
    world.json("account remove sales").good();
    assert_eq!(world.json("account list").good()[0]["messages"], 1, "removing keeps the mail");
    let again = world.add("sales", "x").good();
    assert_eq!(again["id"], added["id"]);
    let list = world.json("account list").good();
    assert_eq!((list.as_array().unwrap().len(), list[0]["messages"].as_u64(), list[0]["state"].as_str()), (1, Some(1), Some("new")));
    assert_eq!(import()["known"], 1, "nothing doubles");
    let after = found();
    assert_eq!(after[0]["id"], before[0]["id"]);
    assert!(after[0]["flags"].as_array().unwrap().contains(&"starred".into()), "{after}");
    // Somebody else's account is nobody's to join.
    assert_ne!(world.add("other", "x").good()["id"], added["id"]);
}

#[test]
fn s43_accounts_of_other_programs_are_shown_and_one_that_is_named_is_added() {
    let world = World::new();
    assert_eq!(world.json("account import").good(), serde_json::json!([]));
    let person = world.home().parent().unwrap().to_owned();
    let settings = "account shop\nhost 127.0.0.1\nport 1\ntls on\ntls_starttls off\nuser shop@example.com\npassword s3cret\n";
    std::fs::write(person.join(".mpoprc"), settings).unwrap();
    let found = world.json("account import").good();
    assert_eq!(
        (found[0]["program"].as_str(), found[0]["name"].as_str(), found[0]["known"].as_bool()),
        (Some("mpop"), Some("shop"), Some(false))
    );
    assert!(!world.config().contains("shop"), "what is shown is not saved");
    assert_eq!(world.json("account import nobody").error(), "not_found");
    assert_eq!(world.json("account import shop --no-test").error(), "invalid_field");
    let passphrase = world.passphrase();
    let arguments =
        ["account", "import", "SHOP", "--password-stdin", "--no-test", "--json", "--passphrase-file", passphrase.to_str().unwrap()];
    let added = world.with(&arguments, "typed\n").good();
    assert_eq!((added["email"].as_str(), added["incoming"]["security"].as_str()), (Some("shop@example.com"), Some("tls")));
    assert_eq!(world.json("account import").good()[0]["known"], true);
    assert!(!world.config().contains("s3cret"));
}

#[test]
fn an_account_goes_with_its_mail_only_after_its_name_was_typed() {
    let world = World::new();
    for (name, subject) in [("sales", "first"), ("other", "second")] {
        world.add(name, "x").good();
        let mail = world.home().with_file_name("one.eml");
        let text = format!(
            "From: a@sample.example\r\nTo: {name}@example.com\r\nSubject: {subject}\r\nMessage-ID: <{subject}@sample.example>\r\nDate: Mon, 2 Nov 2026 10:00:00 +0000\r\n\r\nhello\r\n"
        );
        std::fs::write(&mail, text).unwrap();
        world.json(&format!("import eml {} --account {name}", mail.display())).good();
    }
    let found = |subject: &str| world.json(&format!("search subject:{subject}")).good().as_array().unwrap().len();
    for wrong in ["account remove sales --with-mail", "account remove sales --with-mail --confirm other"] {
        let said = world.json(wrong);
        assert_eq!((said.code, said.error().as_str()), (2, "needs_yes"), "{said:?}");
        assert!(said.json()["error"]["message"].as_str().unwrap().contains("One mail"));
    }
    assert_eq!((found("first"), world.config().contains("sales")), (1, true), "nothing was removed");
    let gone = world.json("account remove sales --with-mail --confirm sales").good();
    assert_eq!((gone["removed"].as_str(), gone["messages"].as_u64()), (Some("sales"), Some(1)));
    assert_eq!((found("first"), found("second")), (0, 1), "of one account alone");
    assert_eq!(world.json("account list").good().as_array().unwrap().len(), 1);
    assert!(world.json("mailboxes").good().as_array().unwrap().iter().all(|row| row["account"] == "other"));
    // Mail that a removed account left goes the same way.
    world.json("account remove other").good();
    world.json("account remove other --with-mail --confirm other").good();
    assert_eq!(found("second"), 0);
    assert_eq!(world.json("account list").good(), serde_json::json!([]));
    assert_eq!(world.json("verify").code, 0);
}

#[test]
fn s108_s109_a_magnet_is_refused_with_its_reason_before_the_account_works_and_is_kept_in_the_config() {
    let world = World::new();
    world.add("sales", "secret").good();
    let refused = world.json("account edit sales --magnet folder=Customers");
    assert_eq!(refused.error(), "invalid_field");
    assert_eq!(world.json("account show sales").good()["magnet"], serde_json::Value::Null);
    assert_eq!(world.json("account edit sales --magnet off").good()["magnet"], serde_json::Value::Null, "nothing is asked for off");
    std::fs::write(world.home().join("config.toml"), format!("{}magnet = \"folder=Customers\"\n", world.config())).unwrap();
    assert_eq!(world.json("account show sales").good()["magnet"], "folder=Customers");
    assert_eq!(world.json("threads --mailbox customers").good(), serde_json::json!([]), "its list is a mailbox by its name");
    assert_eq!(world.json("account edit sales --display-name S").good()["magnet"], "folder=Customers", "other changes leave it");
    assert_eq!(world.json("account edit sales --magnet off").good()["magnet"], serde_json::Value::Null);
    assert!(!world.config().contains("magnet"), "{}", world.config());
    assert_eq!(world.json("threads --mailbox customers").error(), "not_found");
}
