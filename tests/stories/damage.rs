//! A damaged store: it is found, what is whole comes out of it, and it is kept.

use std::fs;

use crate::world::World;

/// A home with five mails, and the bytes of its store.
fn lived_in() -> (World, Vec<u8>) {
    let world = World::new();
    for n in 0..5 {
        let file = world.home().parent().unwrap().join(format!("{n}.eml"));
        fs::write(&file, format!("From: anna@berg.example\r\nSubject: Offer {n}\r\n\r\nNumber {n}, and what goes with it.\r\n")).unwrap();
        assert_eq!(world.with(&["import", "eml", file.to_str().unwrap()], "").code, 0);
    }
    assert_eq!(world.run("lead add --last-name Suzuki --company Lindenhof --email suzuki@lindenhof.example").code, 0);
    let store = world.home().join("fumi.db");
    rusqlite::Connection::open(&store).unwrap().query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())).unwrap();
    let bytes = fs::read(store).unwrap();
    (world, bytes)
}

fn changed(bytes: &[u8], at: usize) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    bytes[at] ^= 4;
    bytes
}

fn place_of(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).rposition(|window| window == text.as_bytes()).unwrap()
}

#[test]
fn a_changed_record_is_found_and_kept_and_the_rest_is_whole() {
    let (world, bytes) = lived_in();
    let damaged = changed(&bytes, place_of(&bytes, "Lindenhof"));
    fs::write(world.home().join("fumi.db"), &damaged).unwrap();
    let found = world.json("verify");
    assert_eq!((found.code, found.error().as_str()), (1, "store_damaged"));
    let repaired = world.json("verify --repair").good();
    assert_eq!((&repaired["ok"], &repaired["lost"]), (&true.into(), &0.into()), "{repaired}");
    assert!(repaired["changed"][0].as_str().unwrap().starts_with("person"), "{repaired}");
    assert!(fs::read(repaired["moved_aside"].as_str().unwrap()).unwrap() == damaged, "never deleted, never changed");
    assert_eq!(world.json("search Offer").good().as_array().unwrap().len(), 5);
    assert_eq!(world.json("lead list").good().as_array().unwrap().len(), 1);
    let again = world.json("verify --repair").good();
    assert!(again["moved_aside"].is_null() && again["lost"] == 0, "{again}");
}

#[test]
fn a_store_that_opens_no_more_comes_back_but_not_while_it_is_open_elsewhere() {
    let (world, bytes) = lived_in();
    let mut damaged = bytes;
    damaged[..4096].fill(0);
    fs::write(world.home().join("fumi.db"), &damaged).unwrap();
    assert_eq!(world.json("verify").code, 1);
    let open = fs::File::open(world.home().join("fumi.open")).unwrap();
    open.lock_shared().unwrap();
    let refused = world.json("verify --repair");
    assert_eq!((refused.code, refused.error().as_str()), (75, "locked"));
    assert!(fs::read(world.home().join("fumi.db")).unwrap() == damaged);
    drop(open);
    let repaired = world.json("verify --repair").good();
    assert_eq!((&repaired["ok"], &repaired["lost"]), (&true.into(), &0.into()), "{repaired}");
    assert_eq!(world.json("search Offer").good().as_array().unwrap().len(), 5);
    assert!(world.run("verify --repair").out.contains("unchanged"));
}

#[test]
fn a_sound_store_is_not_repaired_while_it_is_open_elsewhere() {
    let (world, _) = lived_in();
    let open = fs::File::open(world.home().join("fumi.open")).unwrap();
    open.lock_shared().unwrap();
    assert_eq!(world.json("verify --repair").code, 75);
    assert_eq!(world.json("verify").code, 0, "looking is no danger");
}

/// What the store of a home is made to be.
fn change(world: &World, sql: &str) {
    rusqlite::Connection::open(world.home().join("fumi.db")).unwrap().execute_batch(sql).unwrap();
}

#[test]
fn a_broken_mail_is_imported_again_and_not_known() {
    let (world, _) = lived_in();
    let file = world.home().parent().unwrap().join("big.eml");
    let line = |n: u32| format!("{n} {:x}\r\n", u64::from(n).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    let big: String = (0..200_000).map(line).collect();
    fs::write(&file, format!("From: anna@berg.example\r\nSubject: Big offer\r\n\r\n{big}")).unwrap();
    let import = |name: &str| {
        let path = world.home().parent().unwrap().join(name);
        world.with(&["import", "eml", path.to_str().unwrap(), "--json"], "").good()
    };
    assert_eq!((&import("big.eml")["imported"], &import("big.eml")["known"]), (&1.into(), &1.into()));
    let before = world.json("search Offer").good();
    for damage in [
        "DELETE FROM raw_chunk",
        "DELETE FROM raw_chunk WHERE n > 1",
        "UPDATE raw_chunk SET data = (SELECT data FROM raw_chunk ORDER BY key LIMIT 1)",
        "UPDATE raw_chunk SET data = x'00'",
    ] {
        change(&world, damage);
        assert_eq!(world.json("verify").error(), "store_damaged", "{damage}");
        for name in ["0.eml", "1.eml", "2.eml", "3.eml", "4.eml", "big.eml"] {
            let told = import(name);
            assert_eq!(told["skipped"], serde_json::json!([]), "{damage} {name}: {told}");
        }
        assert_eq!(world.json("verify").good()["ok"], true, "{damage}");
        assert_eq!(import("big.eml")["known"], 1, "{damage}");
        assert_eq!(world.json("search Offer").good(), before, "the same mails in the same places after {damage}");
    }
    change(&world, "DELETE FROM raw_chunk WHERE n = 0");
    assert_eq!((&import("big.eml")["imported"], &import("0.eml")["imported"]), (&1.into(), &1.into()), "what is mended counts as imported");
}

#[test]
fn verify_reports_chunks_without_a_row() {
    let (world, _) = lived_in();
    assert_eq!(world.run("verify").code, 0);
    change(&world, "INSERT INTO raw_chunk (key, message, n, data) SELECT 77, 77, 0, data FROM raw_chunk ORDER BY key LIMIT 1");
    let found = world.json("verify");
    assert_eq!((found.code, found.error().as_str()), (1, "store_damaged"));
    let repaired = world.json("verify --repair").good();
    assert_eq!((&repaired["ok"], &repaired["lost"]), (&true.into(), &0.into()), "{repaired}");
    let found = world.json("search Offer").good();
    assert_eq!(found.as_array().unwrap().len(), 6, "the chunk was a whole mail, so that it is one again: {found}");
}
