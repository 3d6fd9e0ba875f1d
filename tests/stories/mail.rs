//! Mail by script: listed, read, put away, brought back.

use serde_json::Value;

use crate::world::World;

const FIRST: &str = "From: =?utf-8?B?55Sw5LitIOWkqumDjg==?= <t.tanaka@sample.example>\r\nTo: sales@example.com\r\nSubject: =?utf-8?B?44GK6KaL56mN44KK?=\r\nMessage-ID: <one@sample.example>\r\nDate: Mon, 09 Nov 2026 10:00:00 +0900\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nお世話になっております。\r\n";
const SECOND: &str = "From: Anna <anna@nordwind.example>\r\nTo: t.tanaka@sample.example\r\nSubject: Re: Offer\r\nMessage-ID: <two@nordwind.example>\r\nIn-Reply-To: <one@sample.example>\r\nDate: Mon, 09 Nov 2026 11:00:00 +0900\r\n\r\nHello\r\n";

/// A home with a conversation of two mails.
fn world() -> World {
    let world = World::new();
    for (name, mail) in [("one.eml", FIRST), ("two.eml", SECOND)] {
        let path = world.home().parent().unwrap().join(name);
        std::fs::write(&path, mail).unwrap();
        world.with(&["import", "eml", path.to_str().unwrap(), "--json"], "").good();
    }
    world
}

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().unwrap().keys().map(String::as_str).collect()
}

#[test]
fn lists_have_the_keys_of_the_interface() {
    let world = world();
    let mailboxes = world.json("mailboxes").good();
    assert_eq!(keys(&mailboxes[0]), ["account", "name", "role", "total", "unread"]);
    let threads = world.json("threads").good();
    assert_eq!(keys(&threads[0]), ["id", "subject", "participants", "count", "unread", "newest", "flags", "labels", "person"]);
    assert_eq!((threads.as_array().unwrap().len(), threads[0]["count"].as_u64()), (1, Some(2)));
    let thread = world.json(&format!("thread {}", threads[0]["id"].as_str().unwrap())).good();
    assert_eq!(keys(&thread), ["id", "subject", "messages"]);
    let messages = thread["messages"].as_array().unwrap();
    assert_eq!(keys(&messages[0]), ["id", "message_id", "parent", "depth", "from", "to", "cc", "date", "subject", "flags", "placeholder"]);
    assert_eq!((messages[0]["parent"].clone(), messages[1]["parent"].clone()), (Value::Null, messages[0]["id"].clone()));
    assert_eq!(messages[0]["from"], serde_json::json!({ "name": "田中 太郎", "address": "t.tanaka@sample.example" }));
    assert!(messages[0]["date"].as_str().unwrap().parse::<jiff::Timestamp>().is_ok(), "RFC 3339");
}

#[test]
fn s4_one_search_finds_people_companies_deals_and_mails() {
    let world = World::new();
    let path = world.home().parent().unwrap().join("one.eml");
    std::fs::write(&path, "From: Anna Berg <anna@nordlicht.example>\nSubject: Lamps for Berg\nMessage-ID: <1@n.example>\n\nHello\n")
        .unwrap();
    world.with(&["import", "eml", path.to_str().unwrap(), "--json"], "").good();
    let contact = world.with(&["contact", "add", "--last-name", "Berg", "--email", "anna@nordlicht.example", "--json"], "").good();
    let person = contact["id"].as_str().unwrap().to_owned();
    world.with(&["company", "add", "--name", "Bergbau GmbH", "--json"], "").good();
    let deal = [
        "deal",
        "add",
        "--deal-name",
        "Lamps Berg",
        "--closing-date",
        "2027-01-31",
        "--stage",
        "Qualification",
        "--for",
        &person,
        "--json",
    ];
    world.with(&deal, "").good();
    world.with(&["lead", "add", "--last-name", "Tanaka", "--json"], "").good();
    let found = world.json("search berg --records").good();
    assert_eq!(keys(&found), ["messages", "records"]);
    let kinds: Vec<&str> = found["records"].as_array().unwrap().iter().map(|row| row["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["contact", "company", "deal"], "{found}");
    assert_eq!((keys(&found["records"][0]), found["messages"].as_array().unwrap().len()), (vec!["id", "kind", "name"], 1));
    // A field that only some kinds have finds those, and a search that nothing understands is an error as ever.
    assert_eq!(world.json("search deal.stage:qualification --records").good()["records"][0]["kind"], "deal");
    assert_eq!(world.run("search nonsense: --records").code, 1);
    let text = world.run("search berg --records").out;
    assert!(text.find("Berg").unwrap() < text.find("Lamps for Berg").unwrap(), "{text}");
}

#[test]
fn a_list_of_more_hits_than_are_read_at_once_is_whole_and_in_order() {
    let world = World::new();
    let path = world.home().parent().unwrap().join("many.mbox");
    let mail = |n| {
        format!("From x Mon Nov  9 10:00:00 2026\nFrom: a@b.example\nSubject: {}{n}\n\nwords\n\n", if n % 2 == 0 { "even" } else { "odd" })
    };
    std::fs::write(&path, (0..2_400).map(mail).collect::<String>()).unwrap();
    world.with(&["import", "mbox", path.to_str().unwrap(), "--json"], "").good();
    let found = world.json("search subject:even* --limit 0").good();
    let subjects: Vec<&str> = found.as_array().unwrap().iter().map(|row| row["subject"].as_str().unwrap()).collect();
    let expected: Vec<String> = (0..1_200).rev().map(|n| format!("even{}", 2 * n)).collect();
    assert_eq!(subjects, expected);
    assert_eq!(
        keys(&found[1_199]),
        ["id", "message_id", "thread", "from", "subject", "date", "mailbox", "account", "flags", "auth", "labels", "snippet"]
    );
    assert_eq!(world.run("search subject:even* --limit 0").out.lines().count(), 1_200);
    assert_eq!(world.run("search nothing --json").out, "[]\n");
}

#[test]
fn a_message_is_found_by_id_by_ending_and_by_message_id() {
    let world = world();
    let whole = world.json("message <one@sample.example>").good();
    let id = whole["id"].as_str().unwrap();
    for text in [id, &id[id.len() - 8..], &id[id.len() - 6..]] {
        assert_eq!(world.json(&format!("message {text}")).good()["message_id"], "<one@sample.example>");
    }
    assert_eq!(world.json(&format!("message {}", &id[id.len() - 5..])).error(), "not_found", "five digits are too few");
    assert_eq!(world.run(&format!("message {id} --raw --json")).out, FIRST, "the exact bytes, whatever --json says");
    assert!(world.run(&format!("message {id} --text")).out.contains("お世話になっております。"));
    assert!(world.run(&format!("message {id} --headers")).out.contains("From: 田中 太郎 <t.tanaka@sample.example>"));
    assert_eq!(world.json(&format!("message {id} --html")).error(), "no_html");
}

#[test]
fn one_call_is_one_undo() {
    let world = world();
    let unread = |world: &World| world.json("threads").good()[0]["unread"].as_u64();
    let thread = world.json("threads").good()[0]["id"].as_str().unwrap().to_owned();
    let read = world.json(&format!("read {thread}")).good();
    assert_eq!((keys(&read), read["changed"].as_u64()), (vec!["group", "changed"], Some(2)));
    assert_eq!(unread(&world), Some(0));
    let undone = world.json("undo").good();
    assert_eq!((undone["group"].clone(), unread(&world)), (read["group"].clone(), Some(2)));
    world.json("redo").good();
    assert_eq!(unread(&world), Some(0));
    let listed = world.json("undo --list").good();
    assert_eq!((listed[0]["group"].clone(), listed[0]["undone"].as_bool()), (read["group"].clone(), Some(false)));
}

#[test]
fn the_undo_list_is_in_the_chosen_language_and_json_keeps_the_stable_word() {
    let world = world();
    world.json("archive <two@nordwind.example>").good();
    let said = |line: &str| world.run(line).out;
    assert!(said("undo --list --lang en").contains("  archive "), "{}", said("undo --list --lang en"));
    let japanese = said("undo --list --lang ja");
    assert!(japanese.contains("アーカイブ") && !japanese.contains("archive"), "{japanese}");
    assert_eq!(world.json("undo --list --lang ja").good()[0]["verb"], "archive");
}

#[test]
fn mail_is_moved_labelled_and_starred() {
    let world = world();
    let moved = world.json("move <one@sample.example> --to Projects --create").good();
    assert_eq!(moved["changed"], 1);
    let there = world.json("threads --mailbox Projects").good();
    assert_eq!((there.as_array().unwrap().len(), there[0]["count"].as_u64()), (1, Some(1)));
    world.json("label <one@sample.example> --add hot --add 東京").good();
    world.json("star <one@sample.example>").good();
    let message = world.json("message <one@sample.example>").good();
    assert_eq!((message["labels"].clone(), message["flags"].clone()), (serde_json::json!(["hot", "東京"]), serde_json::json!(["starred"])));
    assert_eq!(message["mailbox"], "Projects");
    world.json("archive <two@nordwind.example>").good();
    assert_eq!(world.json("threads --mailbox Inbox").good(), serde_json::json!([]));
    assert_eq!(world.json("delete <two@nordwind.example> <one@sample.example>").good()["changed"], 2);
    assert_eq!(world.json("threads").good(), serde_json::json!([]), "trash is not in all mail");
}

#[test]
fn what_does_not_exist_is_refused_and_changes_nothing() {
    let world = world();
    for line in [
        "archive deadbeef",
        "thread <nobody@nowhere.example>",
        "threads --mailbox Nowhere",
        "star <one@sample.example> deadbeef",
        "attachment save <one@sample.example> 7",
    ] {
        let said = world.json(line);
        assert_eq!((said.code, said.error().as_str()), (1, "not_found"), "{line}");
    }
    assert_eq!(world.json("message <one@sample.example>").good()["flags"], serde_json::json!([]), "nothing was starred");
    assert_eq!(world.json("undo").error(), "nothing_to_undo");
}

#[test]
fn lists_are_limited_and_walked() {
    let world = World::new();
    let mbox = world.home().parent().unwrap().join("many.mbox");
    let mails: String = (1..=60)
        .map(|n| format!("From a@b.example Mon Nov  9 10:00:00 2026\nFrom: a@b.example\nTo: c@d.example\nSubject: number {n:02}\nMessage-ID: <{n}@b.example>\nDate: Mon, 09 Nov 2026 10:{:02}:00 +0000\n\ntext {n}\n\n", n - 1))
        .collect();
    std::fs::write(&mbox, mails).unwrap();
    world.with(&["import", "mbox", mbox.to_str().unwrap(), "--json"], "").good();
    let subjects = |line: &str| {
        world.json(line).good().as_array().unwrap().iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(subjects("threads").len(), 50, "fifty by default");
    assert_eq!(subjects("threads --limit 0").len(), 60, "0 is all");
    assert_eq!(subjects("--limit 2 threads --offset 1"), ["number 59", "number 58"]);
    assert_eq!(world.run("threads --limit 3").out.lines().count(), 3, "one line an item, no heading in a pipe");
}

#[test]
fn devices_pipes_and_sockets_are_no_files_of_mail() {
    let world = World::new();
    let folder = world.home().parent().unwrap().to_owned();
    let pipe = folder.join("pipe");
    assert!(std::process::Command::new("mkfifo").arg(&pipe).status().unwrap().success());
    let socket = folder.join("socket");
    let _listening = std::os::unix::net::UnixListener::bind(&socket).unwrap();
    for path in [pipe.as_path(), &socket, std::path::Path::new("/dev/zero"), std::path::Path::new("/dev/null")] {
        for format in ["mbox", "eml"] {
            let said = world.with(&["import", format, path.to_str().unwrap(), "--json"], "");
            assert_eq!((said.code, said.error().as_str()), (1, "not_a_file"), "{format} {}", path.display());
        }
    }
}
