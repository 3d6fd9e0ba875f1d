//! Secrets are never in config, database, log or output (promises.md C1, C2).

use std::os::unix::fs::PermissionsExt;

use crate::world::World;

const CANARY: &str = "cänary\"\\24-characters!!";

/// The ways in which a leaked secret could be written.
fn shapes() -> Vec<Vec<u8>> {
    let raw = CANARY.as_bytes().to_vec();
    let hex: String = raw.iter().map(|byte| format!("{byte:02x}")).collect();
    let wide: Vec<u8> = CANARY.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let reversed: Vec<u8> = raw.iter().rev().copied().collect();
    let escaped = format!("{CANARY:?}").trim_matches('"').as_bytes().to_vec();
    vec![raw, hex.into_bytes(), wide, reversed, escaped]
}

fn assert_clean(what: &str, bytes: &[u8]) {
    for shape in shapes() {
        assert!(!bytes.windows(shape.len()).any(|window| window == shape), "the secret stands in {what}");
    }
}

#[test]
fn a_password_leaves_no_trace_but_in_the_encrypted_file() {
    let world = World::new();
    let passphrase = world.passphrase();
    let with = |line: &str, stdin: &str| {
        let mut arguments: Vec<&str> = line.split_whitespace().collect();
        arguments.extend(["--passphrase-file", passphrase.to_str().unwrap(), "-vv"]);
        let said = world.with(&arguments, stdin);
        assert_clean(line, said.out.as_bytes());
        assert_clean(line, said.err.as_bytes());
        said
    };
    let added = world.add("sales", CANARY);
    assert_eq!(added.code, 0, "{added:?}");
    assert_clean("the answer", added.out.as_bytes());
    with("sync --retry", "");
    with("account test sales --json", "");
    with("account show sales --json", "");
    with("account set-password sales --incoming --password-stdin", &format!("{CANARY}\n"));
    with("doctor", "");
    with("sync nobody --json", "");
    let mut encrypted = 0;
    for file in world.files() {
        assert_clean(&file.display().to_string(), &std::fs::read(&file).unwrap());
        encrypted += usize::from(file.ends_with("secrets.age"));
        assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o077, 0, "{} is private", file.display());
    }
    assert_eq!(encrypted, 1);
}

#[test]
fn without_a_keyring_or_a_passphrase_nothing_is_kept() {
    let world = World::new();
    let before = world.config();
    let arguments = ["account", "add", "a", "--email", "a@b.example", "--host", "b.example", "--password-stdin", "--no-test", "--json"];
    let said = world.with(&arguments, &format!("{CANARY}\n"));
    assert_eq!((said.code, said.error().as_str()), (1, "no_secret_store"));
    assert!(said.json()["error"]["hint"].as_str().unwrap().contains("--passphrase-file"), "{said:?}");
    assert_eq!(world.config(), before);
    for file in world.files() {
        assert_clean(&file.display().to_string(), &std::fs::read(&file).unwrap());
    }
}

#[test]
fn a_wrong_passphrase_is_said_and_changes_nothing() {
    let world = World::new();
    world.add("sales", "x").good();
    let before = std::fs::read(world.home().join("secrets.age")).unwrap();
    std::fs::write(world.passphrase(), "close sesame\n").unwrap();
    assert_eq!(world.add("other", "y").error(), "wrong_passphrase");
    assert_eq!(std::fs::read(world.home().join("secrets.age")).unwrap(), before);
    assert_eq!(world.json("account list").good().as_array().unwrap().len(), 1);
}

#[test]
fn a_password_is_no_argument() {
    let world = World::new();
    for option in ["--password", "--smtp-password", "--passphrase"] {
        assert_eq!(world.run(&format!("account add a --email a@b.example {option} x")).code, 2, "{option}");
    }
    assert_eq!(world.run("account add a --email a@b.example --host b.example").code, 2, "a secret must come from somewhere");
}
