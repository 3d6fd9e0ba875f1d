//! What an action means: the messages of the mailbox that is open or named, with every copy that is shown as one, and never everything by accident.

use serde_json::{Value, json};

use crate::world::World;

fn mail(from: &str, to: &str, id: &str, reference: &str, minute: u32) -> String {
    let reference = if reference.is_empty() { String::new() } else { format!("References: <{reference}>\r\n") };
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: Site visit\r\nMessage-ID: <{id}>\r\n{reference}Date: Mon, 09 Nov 2026 10:{minute:02}:00 +0900\r\n\r\nThe same text, {id}.\r\n"
    )
}

fn import(world: &World, mail: &str, account: &str, mailbox: &str) {
    let path = world.home().parent().unwrap().join("one.eml");
    std::fs::write(&path, mail).unwrap();
    world.with(&["import", "eml", path.to_str().unwrap(), "--account", account, "--mailbox", mailbox, "--json"], "").good();
}

/// Two accounts; a conversation whose question came to both of them and over a list, and whose answer lies in Sent.
fn world() -> World {
    let world = World::new();
    world.add("sales", "pw").good();
    world.add("support", "pw").good();
    let question = mail("Anna <anna@nordwind.example>", "sales@example.com, support@example.com", "q@nordwind.example", "", 1);
    import(&world, &question, "sales", "Inbox");
    import(
        &world,
        &format!("Received: from list.example by here.example; Mon, 09 Nov 2026 10:02:00 +0900\r\n{question}"),
        "sales",
        "Inbox",
    );
    import(&world, &question, "support", "Inbox");
    import(&world, &mail("sales@example.com", "anna@nordwind.example", "a@example.com", "q@nordwind.example", 3), "sales", "Sent");
    world
}

fn totals(world: &World) -> Vec<(String, String, u64, u64)> {
    let rows = world.json("mailboxes").good();
    let word = |row: &Value, key: &str| row[key].as_str().unwrap().to_owned();
    let number = |row: &Value, key: &str| row[key].as_u64().unwrap();
    let rows = rows.as_array().unwrap().iter().filter(|row| number(row, "total") > 0);
    let mut rows: Vec<_> = rows.map(|row| (word(row, "account"), word(row, "name"), number(row, "total"), number(row, "unread"))).collect();
    rows.sort();
    rows
}

fn row(account: &str, name: &str, total: u64, unread: u64) -> (String, String, u64, u64) {
    (account.to_owned(), name.to_owned(), total, unread)
}

fn thread(world: &World) -> String {
    world.json("threads").good()[0]["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_thread_in_a_mailbox_means_what_lies_there_and_its_copies() {
    let world = world();
    assert_eq!(totals(&world), [row("sales", "Inbox", 2, 2), row("sales", "Sent", 1, 1), row("support", "Inbox", 1, 1)]);
    let thread = thread(&world);
    let changed = world.json(&format!("archive {thread} --mailbox sales/Inbox")).good();
    assert_eq!(changed["changed"], 1, "three copies are one mail");
    assert_eq!(totals(&world), [row("sales", "Archive", 2, 2), row("sales", "Sent", 1, 1), row("support", "Archive", 1, 1)]);
    world.json("undo").good();
    assert_eq!(totals(&world), [row("sales", "Inbox", 2, 2), row("sales", "Sent", 1, 1), row("support", "Inbox", 1, 1)]);
}

#[test]
fn without_a_mailbox_moves_leave_sent_alone_and_flags_take_all() {
    for act in ["archive", "delete", "spam"] {
        let world = world();
        let thread = thread(&world);
        world.json(&format!("{act} {thread}")).good();
        let left = totals(&world);
        assert!(left.contains(&row("sales", "Sent", 1, 1)), "{act}: {left:?}");
        assert!(left.iter().all(|one| one.1 != "Inbox"), "{act}: {left:?}");
    }
    let world = world();
    let thread = thread(&world);
    assert_eq!(world.json(&format!("read {thread}")).good()["changed"], 2, "the question and the answer");
    assert!(totals(&world).iter().all(|one| one.3 == 0));
    world.json("undo").good();
    assert_eq!(world.json("delete --query subject:visit").good()["changed"], 1, "a query names no mailbox either");
    assert!(totals(&world).contains(&row("sales", "Sent", 1, 1)));
    world.json("undo").good();
    assert_eq!(world.json("delete --query in:sent").good()["changed"], 1, "unless it says so itself");
    assert!(totals(&world).contains(&row("sales", "Inbox", 2, 2)));
}

#[test]
fn copies_shown_as_one_are_read_starred_labelled_and_moved_as_one() {
    for (act, mailbox) in
        [("read", None), ("star", None), ("label --add Hot", None), ("archive", Some("Archive")), ("delete", Some("Trash"))]
    {
        let world = world();
        let (verb, rest) = act.split_once(' ').unwrap_or((act, ""));
        let changed = world.json(&format!("{verb} <q@nordwind.example> {rest}")).good();
        assert_eq!(changed["changed"], 1, "{act}");
        match mailbox {
            Some(name) => {
                let mut expected = [row("sales", name, 2, 2), row("sales", "Sent", 1, 1), row("support", name, 1, 1)];
                expected.sort();
                assert_eq!(totals(&world), expected);
            }
            None => {
                let rows = world.json("search subject:visit from:anna --limit 0").good();
                let rows = rows.as_array().unwrap();
                let has = |row: &Value| match verb {
                    "read" => row["flags"].as_array().unwrap().contains(&json!("read")),
                    "star" => row["flags"].as_array().unwrap().contains(&json!("starred")),
                    _ => row["labels"] == json!(["Hot"]),
                };
                assert!(!rows.is_empty() && rows.iter().all(has), "{act}: {rows:?}");
            }
        }
        world.json("undo").good();
        assert_eq!(totals(&world), [row("sales", "Inbox", 2, 2), row("sales", "Sent", 1, 1), row("support", "Inbox", 1, 1)], "{act}");
    }
}

#[test]
fn a_mailbox_is_made_only_on_request_and_a_copy_without_one_stays() {
    let world = world();
    let before = totals(&world);
    let refused = world.json("move <q@nordwind.example> --to Projects");
    assert_eq!((refused.code, refused.error().as_str()), (1, "not_found"));
    assert_eq!(totals(&world), before);
    assert!(!world.run("mailboxes").out.contains("Projects"));
    let moved = world.json("move <q@nordwind.example> --to sales/Projects --create").good();
    assert_eq!((moved["changed"].as_u64(), moved["stayed"].as_u64()), (Some(1), Some(1)));
    assert_eq!(totals(&world), [row("sales", "Projects", 2, 2), row("sales", "Sent", 1, 1), row("support", "Inbox", 1, 1)]);
    world.json("undo").good();
    assert_eq!(totals(&world), before);
    assert!(!world.run("mailboxes").out.contains("Projects"), "what was made is taken away");
    world.json("redo").good();
    assert!(totals(&world).contains(&row("sales", "Projects", 2, 2)));
    assert!(world.json("verify").good()["ok"].as_bool().unwrap());
}

#[test]
fn an_empty_or_blank_word_is_refused_and_never_means_everything() {
    let world = world();
    let before = totals(&world);
    for arguments in [
        &["archive", "--query", ""][..],
        &["archive", "--query", "  "],
        &["archive", ""],
        &["delete", " "],
        &["star", "--query", "\u{3000}"],
        &["move", "<q@nordwind.example>", "--to", ""],
        &["label", "<q@nordwind.example>", "--add", " "],
        &["archive", "<q@nordwind.example>", "--mailbox", ""],
        &["archive", "--all"],
        &["threads", "--mailbox", ""],
        &["thread", ""],
        &["message", " "],
        &["search", ""],
        &["search", " ", "\u{3000}"],
        &["lead", "show", ""],
        &["lead", "list", "--query", " "],
        &["account", "show", ""],
        &["sync", ""],
    ] {
        let said = world.with(&[arguments, &["--json"]].concat(), "");
        assert_eq!((said.code, said.error().as_str()), (2, "usage"), "{arguments:?}");
    }
    assert_eq!(totals(&world), before);
}

#[test]
fn everything_is_said_and_more_than_a_hundred_mails_need_a_yes() {
    let world = World::new();
    let path = world.home().parent().unwrap().join("many.mbox");
    let mails: String = (1..=101)
        .map(|n| format!("From a@b.example Mon Nov  9 10:00:00 2026\nFrom: a@b.example\nTo: c@d.example\nSubject: number {n}\nMessage-ID: <{n}@b.example>\nDate: Mon, 09 Nov 2026 10:00:00 +0000\n\ntext {n}\n\n"))
        .collect();
    std::fs::write(&path, mails).unwrap();
    world.with(&["import", "mbox", path.to_str().unwrap(), "--json"], "").good();
    for line in ["archive --all --mailbox Inbox", "delete --query from:a@b.example", "read --all --mailbox local/Inbox"] {
        let said = world.json(line);
        assert_eq!((said.code, said.error().as_str()), (2, "needs_yes"), "{line}");
    }
    assert_eq!(totals(&world), [row("local", "Inbox", 101, 101)]);
    assert_eq!(world.json("undo").error(), "nothing_to_undo");
    assert_eq!(world.json("archive --all --mailbox Inbox --yes").good()["changed"], 101);
    assert_eq!(totals(&world), [row("local", "Archive", 101, 101)]);
    world.json("undo").good();
    let one = world.json("threads --limit 1").good()[0]["id"].as_str().unwrap().to_owned();
    world.json(&format!("archive {one}")).good();
    assert_eq!(world.json("archive --all --mailbox Inbox").good()["changed"], 100, "a hundred are not more than a hundred");
}

#[test]
fn the_trash_is_emptied_after_a_yes_and_nothing_brings_it_back() {
    let world = world();
    assert_eq!(world.json("trash empty").good()["changed"], 0, "there is nothing to ask about");
    world.json("delete --query from:anna").good();
    let before = totals(&world);
    let asked = world.json("trash empty");
    assert_eq!((asked.code, asked.error().as_str()), (2, "needs_yes"), "nobody is there to be asked");
    let words = world.run("trash empty --lang ja");
    assert!(words.err.contains("3件") && words.err.contains("完全に削除"), "it says how many, and that it is final: {words:?}");
    assert_eq!(totals(&world), before, "nothing was removed");
    let emptied = world.json("trash empty --yes").good();
    assert_eq!((emptied["changed"].as_u64(), emptied["group"].is_null()), (Some(3), true));
    assert_eq!(totals(&world), [row("sales", "Sent", 1, 1)]);
    assert_eq!(world.json("search in:trash").good(), json!([]));
    assert_eq!(world.json("undo").error(), "nothing_to_undo");
    assert_eq!(world.run("verify").code, 0);
}
