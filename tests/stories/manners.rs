//! How commands behave whatever they are about.

use crate::world::World;

#[test]
fn wrong_usage_is_exit_two_and_json_where_json_is_asked_for() {
    let world = World::new();
    for line in ["nonsense", "archive", "archive abcdef --query x", "label abcdef", "threads --limit many", "message"] {
        let said = world.run(line);
        assert_eq!((said.code, said.out.as_str()), (2, ""), "{line}");
        assert!(!said.err.is_empty());
        assert_eq!(world.json(line).error(), "usage", "{line}");
    }
}

#[test]
fn errors_are_said_in_the_persons_language() {
    let world = World::new();
    let said = world.run("--lang ja thread deadbeef");
    assert_eq!((said.code, said.out.as_str()), (1, ""));
    assert!(said.err.contains("このID"), "{said:?}");
    std::fs::write(world.home().join("config.toml"), "language = \"ja\"\n").unwrap();
    assert!(world.run("thread deadbeef").err.contains("このID"), "the config says it too");
    assert!(world.run("thread deadbeef --lang en").err.contains("Nothing has this id"), "the option wins");
}

#[test]
fn what_is_wrong_with_a_config_is_said_in_the_language_that_it_names() {
    let world = World::new();
    for (config, said) in [
        ("language = \"ja\"\ncolour = 3\n", "2行目"),
        ("# mine\nlanguage = 'ja' # mine\n[fetch\n", "3行目"),
        ("colour = 3\n[fetch]\nlanguage = \"ja\"\n", "knows no key"),
    ] {
        std::fs::write(world.home().join("config.toml"), config).unwrap();
        let told = world.run("threads");
        assert!(told.code == 1 && told.err.contains(said), "{config}: {told:?}");
        assert_eq!(world.json("threads").error(), "config_invalid");
    }
    std::fs::write(world.home().join("config.toml"), "language = \"ja\"\ncolour = 3\n").unwrap();
    assert!(world.run("threads --lang en").err.contains("knows no key"), "the option wins");
}

#[test]
fn help_version_completions_and_manual_need_no_home() {
    let world = World::new();
    std::fs::write(world.home().join("config.toml"), "broken").unwrap();
    assert!(world.run("--version").out.starts_with("fumi "));
    let help = world.run("--help");
    assert_eq!(help.code, 0);
    for verb in ["account", "sync", "mailboxes", "threads", "message", "archive", "undo", "doctor", "keys"] {
        assert!(help.out.contains(verb), "{verb}");
    }
    assert!(world.run("completions bash").out.contains("fumi"));
    let pages = world.home().parent().unwrap().join("man");
    assert_eq!(world.with(&["man", pages.to_str().unwrap()], "").code, 0);
    assert!(pages.join("fumi-threads.1").exists());
}

#[test]
fn an_empty_home_in_the_environment_counts_as_unset() {
    let folder = tempfile::tempdir().unwrap();
    let home = |value: &std::path::Path| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_fumi"));
        command.args(["mailboxes", "--json"]).env_clear().env("HOME", folder.path()).env("FUMI_HOME", value).output().unwrap()
    };
    assert!(home(std::path::Path::new("")).status.success());
    assert!(folder.path().join(".local/share/fumi/fumi.db").exists(), "the platform's folders serve");
    let named = folder.path().join("named");
    assert!(home(&named).status.success());
    assert!(named.join("fumi.db").exists());
}

#[test]
fn a_store_that_is_open_elsewhere_is_not_replaced() {
    let world = World::new();
    let copy = world.home().parent().unwrap().join("copy.fumi");
    let copy = copy.to_str().unwrap();
    assert_eq!(world.with(&["backup", copy], "").code, 0);
    let open = std::fs::File::open(world.home().join("fumi.open")).unwrap();
    open.lock_shared().unwrap();
    let refused = world.with(&["restore", copy, "--json"], "");
    assert_eq!((refused.code, refused.error().as_str()), (75, "locked"));
    assert_eq!(world.json("mailboxes").code, 0, "other commands work beside it");
    drop(open);
    assert_eq!(world.with(&["restore", copy, "--json"], "").code, 0);
}

#[test]
fn the_keys_are_listed_after_the_persons_own_bindings() {
    let world = World::new();
    let archive =
        |world: &World| world.json("keys").good().as_array().unwrap().iter().find(|row| row["name"] == "archive").unwrap()["keys"].clone();
    assert_eq!(archive(&world), serde_json::json!(["e"]));
    std::fs::write(world.home().join("config.toml"), "[keys]\narchive = [\"y\", \"Ctrl-e\"]\n").unwrap();
    assert_eq!(archive(&world), serde_json::json!(["y", "Ctrl-e"]));
    std::fs::write(world.home().join("config.toml"), "[keys]\narchive = \"r\"\n").unwrap();
    assert_eq!(world.json("keys").error(), "config_invalid", "reply has r");
}

#[test]
fn a_home_that_others_can_read_is_closed_or_refused() {
    use std::os::unix::fs::PermissionsExt;
    let world = World::new();
    let open = std::fs::Permissions::from_mode(0o755);
    std::fs::set_permissions(world.home(), open.clone()).unwrap();
    world.json("mailboxes").good();
    assert_eq!(std::fs::metadata(world.home()).unwrap().permissions().mode() & 0o777, 0o700);
    let strange = world.home().parent().unwrap().join("strange");
    std::fs::create_dir(&strange).unwrap();
    std::fs::write(strange.join("letter"), "").unwrap();
    std::fs::set_permissions(&strange, open).unwrap();
    let said = world.with(&["--home", strange.to_str().unwrap(), "mailboxes", "--json"], "");
    assert_eq!(said.code, 2, "--home stands twice");
    let said =
        std::process::Command::new(env!("CARGO_BIN_EXE_fumi")).args(["--json", "mailboxes"]).env("FUMI_HOME", &strange).output().unwrap();
    assert!(String::from_utf8_lossy(&said.stdout).contains("home_not_private"), "{said:?}");
}

#[test]
fn doctor_says_where_everything_lies() {
    let world = World::new();
    let said = world.json("doctor").good();
    assert_eq!(said["config"].as_str().unwrap(), world.home().join("config.toml").to_str().unwrap());
    assert!(said["checks"].as_array().unwrap().iter().all(|check| check["ok"] == true), "{said}");
    world.add("sales", "x").good();
    std::fs::remove_file(world.home().join("secrets-index.json")).unwrap();
    let said = world.json("doctor");
    assert_eq!(said.code, 1);
    assert!(said.json()["checks"].as_array().unwrap().iter().any(|check| check["error"]["code"] == "no_password"), "{said:?}");
}
