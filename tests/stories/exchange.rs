//! In and out: what a home holds goes into files of other programs, and comes back the same.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};

use crate::world::World;

/// Mails that forms of files like to change: quoted lines, a claimed length, no last line end, carriage returns, no header, nothing at all.
const MAILS: [&[u8]; 6] = [
    b"From: a@b.example\nSubject: one\nDate: Mon, 09 Nov 2026 10:00:00 +0900\n\nFrom here\n>From there\n\nFrom x Mon Nov  9 10:00:00 2026\n",
    b"From: a@b.example\nSubject: two\nContent-Length: 3\nStatus: RO\nDate: Mon, 09 Nov 2026 11:00:00 +0900\n\nno line end",
    b"From: c@d.example\r\nSubject: three\r\nDate: Mon, 09 Nov 2026 12:00:00 +0900\r\n\r\nlines\r\n\r\n",
    b"just a letter\n",
    b"\n",
    b"",
];

/// A home that holds them, some of them marked.
fn world() -> World {
    let world = World::new();
    let maildir = world.home().parent().unwrap().join("given");
    fs::create_dir_all(maildir.join("cur")).unwrap();
    for (number, mail) in MAILS.iter().enumerate() {
        let flags = ["", "S", "FRS", "P", "D", ""][number];
        fs::write(maildir.join(format!("cur/{number}.host:2,{flags}")), mail).unwrap();
    }
    assert_eq!(world.with(&["import", "maildir", maildir.to_str().unwrap(), "--json"], "").good()["imported"], 6);
    world
}

/// Every mail of a home with its flags.
fn held(world: &World) -> Vec<(String, Value)> {
    let found = world.json("search -zzzz --limit 0").good();
    let mut held: Vec<(String, Value)> = found
        .as_array()
        .unwrap()
        .iter()
        .map(|row| (world.run(&format!("message {} --raw", row["id"].as_str().unwrap())).out, row["flags"].clone()))
        .collect();
    held.sort_by_key(|(mail, _)| mail.clone());
    held
}

fn place(world: &World, name: &str) -> String {
    world.home().parent().unwrap().join(name).to_str().unwrap().to_owned()
}

#[test]
fn all_mail_goes_out_and_comes_into_another_home_the_same() {
    let world = world();
    let before = held(&world);
    assert_eq!(before.len(), 6);
    for format in ["mbox", "maildir"] {
        let path = place(&world, format);
        let exported = world.with(&["export", format, &path, "--json"], "").good();
        assert_eq!(exported, json!({ "file": path, "exported": 6, "skipped": [] }));
        let other = World::new();
        assert_eq!(other.with(&["import", format, &path, "--json"], "").good(), json!({ "imported": 6, "known": 0, "skipped": [] }));
        assert_eq!(held(&other), before, "{format}");
        assert_eq!(world.with(&["import", format, &path, "--json"], "").good()["known"], 6, "the home knows its own mail again");
    }
}

#[test]
fn a_query_says_which_mail_goes_out() {
    let world = world();
    let path = place(&world, "some.mbox");
    assert_eq!(world.with(&["export", "mbox", &path, "from:a@b.example", "subject:two", "--json"], "").good()["exported"], 1);
    assert!(fs::read_to_string(&path).unwrap().starts_with("From a@b.example Mon Nov  9 02:00:00 2026\nX-Fumi-Export: open\nStatus: RO\n"));
    let wrong = world.with(&["export", "mbox", &place(&world, "wrong"), "colour:red", "--json"], "");
    assert_eq!((wrong.code, wrong.error().as_str()), (1, "invalid_query"));
    let blank = world.with(&["export", "mbox", &place(&world, "wrong"), " ", "--json"], "");
    assert_eq!((blank.code, blank.error().as_str()), (2, "usage"));
    assert!(!Path::new(&place(&world, "wrong")).exists());
    assert_eq!(world.with(&["export", "mbox", &place(&world, "none"), "nothing", "--json"], "").good()["exported"], 0);
}

#[test]
fn what_is_there_is_never_overwritten() {
    let world = world();
    let (file, folder) = (place(&world, "mine"), place(&world, "folder"));
    fs::write(&file, "mine").unwrap();
    fs::create_dir(&folder).unwrap();
    fs::write(format!("{folder}/mine"), "mine").unwrap();
    for path in [&file, &folder] {
        for format in ["mbox", "maildir"] {
            let said = world.with(&["export", format, path, "--json"], "");
            assert_eq!((said.code, said.error().as_str()), (1, "file_exists"), "{format} {path}");
        }
    }
    let said = world.with(&["export", "mbox", &place(&world, "nowhere/x"), "--json"], "");
    assert_eq!((said.code, said.error().as_str()), (1, "not_found"));
    assert_eq!(fs::read_to_string(&file).unwrap(), "mine");
    let names: Vec<_> = fs::read_dir(&folder).unwrap().collect();
    assert_eq!(names.len(), 1, "nothing half-written lies about");
}

#[test]
fn records_go_out_as_tables_in_which_nothing_is_a_formula() {
    let world = world();
    let add = |words: &[&str]| world.with(&[words, &["--json"]].concat(), "").good()["id"].as_str().unwrap().to_owned();
    add(&["lead", "add", "--last-name", "=1+1", "--company", "株式会社サンプル", "--phone", "+81 3-1234-5678"]);
    let contact = add(&["contact", "add", "--last-name", "Berg", "--company", "Nordwind", "--email", "anna@nordwind.example"]);
    add(&["deal", "add", "--deal-name", "Pilot", "--contact", &contact, "--amount", "40000", "--closing-date", "2027-01-31"]);
    add(&["note", "add", "--content", "eins, \"zwei\"\ndrei", "--for", &contact]);

    let leads = place(&world, "leads.csv");
    assert_eq!(world.with(&["export", "leads", &leads, "--json"], "").good(), json!({ "file": leads, "exported": 1 }));
    let table = fs::read_to_string(&leads).unwrap();
    assert!(table.starts_with("\u{feff}id,last_name,first_name,company,"), "{table}");
    assert!(table.contains(",'=1+1,,株式会社サンプル,") && table.contains(",'+81 3-1234-5678,"), "{table}");
    assert_eq!(world.with(&["export", "leads", &leads, "--json"], "").error(), "file_exists");

    let folder = place(&world, "all");
    let exported = world.with(&["export", "all", &folder, "--json"], "").good();
    assert_eq!(exported, json!({ "folder": folder, "mails": 6, "records": 5, "skipped": [] }), "the company was made with its contact");
    let mut names: Vec<String> = fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    let tables = ["calls", "companies", "contacts", "deals", "events", "leads"].map(|kind| format!("{kind}.csv"));
    let rest = ["mail.mbox", "notes.csv", "tasks.csv", "temps.csv"].map(str::to_owned);
    assert_eq!(names, [tables.as_slice(), &rest].concat());
    let deals = fs::read_to_string(format!("{folder}/deals.csv")).unwrap();
    assert!(deals.contains(&format!(",Pilot,Berg,{contact},Nordwind,")), "{deals}");
    assert!(fs::read_to_string(format!("{folder}/notes.csv")).unwrap().contains("\"eins, \"\"zwei\"\"\ndrei\""));
    assert_eq!(world.with(&["export", "all", &folder, "--json"], "").error(), "file_exists");
}
