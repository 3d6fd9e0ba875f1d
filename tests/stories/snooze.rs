//! Mail that sleeps until its time, whatever happens to the processes meanwhile.

use std::time::{Duration, Instant};

use serde_json::{Value, json};

use crate::world::World;

fn import(world: &World, number: u32) {
    import_into(world, number, "Inbox");
}

fn import_into(world: &World, number: u32, mailbox: &str) {
    let mail = format!(
        "From: Anna <anna@nordwind.example>\r\nTo: sales@example.com\r\nSubject: Visit {number}\r\nMessage-ID: <{number}@nordwind.example>\r\nDate: Mon, 09 Nov 2026 10:{number:02}:00 +0900\r\n\r\nText {number}.\r\n"
    );
    let path = world.home().parent().unwrap().join("one.eml");
    std::fs::write(&path, mail).unwrap();
    world.with(&["import", "eml", path.to_str().unwrap(), "--account", "sales", "--mailbox", mailbox, "--json"], "").good();
}

fn world() -> World {
    let world = World::new();
    world.add("sales", "pw").good();
    (1..=3).for_each(|number| import(&world, number));
    world
}

fn listed(world: &World) -> Vec<String> {
    let rows = world.json("threads --mailbox Inbox").good();
    rows.as_array().unwrap().iter().map(|row| row["subject"].as_str().unwrap().to_owned()).collect()
}

fn flags(world: &World, number: u32) -> Vec<Value> {
    world.json(&format!("search subject:{number}")).good()[0]["flags"].as_array().unwrap().clone()
}

fn counts(world: &World) -> (u64, u64) {
    let rows = world.json("mailboxes").good();
    let inbox = rows.as_array().unwrap().iter().find(|row| row["role"] == "inbox" && row["account"] == "sales").unwrap().clone();
    (inbox["total"].as_u64().unwrap(), inbox["unread"].as_u64().unwrap())
}

#[test]
fn a_mail_sleeps_is_found_comes_back_on_top_and_undo_knows_it() {
    let world = world();
    let changed = world.with(&["snooze", "<1@nordwind.example>", "--until", "tomorrow 9:00", "--json"], "").good();
    assert_eq!(changed["changed"], 1);
    assert_eq!((listed(&world), counts(&world)), (vec!["Visit 3".to_owned(), "Visit 2".to_owned()], (2, 2)));
    assert_eq!(flags(&world, 1), [json!("snoozed")]);
    assert_eq!(world.json("search is:snoozed").good().as_array().unwrap().len(), 1);
    assert_eq!(world.json("threads").good().as_array().unwrap().len(), 3, "all mail has it");
    for line in ["threads", "thread <1@nordwind.example>"] {
        let said = world.run(line).out;
        assert!(said.contains("(until tomorrow 9:00)"), "{line}: {said}");
        assert_eq!(said.matches("(until").count(), 1, "{line}: {said}");
    }
    world.json("undo").good();
    assert_eq!((listed(&world).len(), flags(&world, 1)), (3, Vec::new()));
    world.json("redo").good();
    assert_eq!(world.json("snooze --query is:snoozed --until now").good()["changed"], 1);
    assert_eq!(listed(&world).len(), 3);
    let changed = world.with(&["snooze", "--all", "--mailbox", "Inbox", "--until", "明日", "--json"], "").good();
    assert_eq!((changed["changed"].as_u64(), listed(&world).len()), (Some(3), 0));
    let verbs = world.json("undo --list").good();
    assert!(verbs.to_string().contains("snooze") && verbs.to_string().contains("wake"), "{verbs}");
}

#[test]
fn what_sleeps_in_sent_only_gets_another_time_from_a_search_and_nothing_else_of_sent_does() {
    let world = world();
    for number in [4, 5] {
        import_into(&world, number, "Sent");
    }
    assert_eq!(world.with(&["snooze", "<4@nordwind.example>", "--until", "tomorrow 9:00", "--json"], "").good()["changed"], 1);
    let again = world.with(&["snooze", "--query", "anna", "--until", "2100-01-31 9:00", "--json"], "").good();
    assert_eq!(again["changed"], 4, "three of the inbox and the sleeping one of Sent");
    assert!(world.run("thread <4@nordwind.example>").out.contains("2100"), "{}", world.run("thread <4@nordwind.example>").out);
    assert!(!world.run("thread <5@nordwind.example>").out.contains("(until"));
}

#[test]
fn what_slept_while_no_fumi_ran_is_back_at_the_next_command() {
    let world = world();
    let until = jiff::Timestamp::now() + jiff::SignedDuration::from_secs(3);
    world.with(&["snooze", "<1@nordwind.example>", "--until", &until.to_string(), "--json"], "").good();
    let begun = Instant::now();
    while listed(&world).len() < 3 {
        assert!(begun.elapsed() < Duration::from_secs(60), "it never came back");
    }
    assert!(jiff::Timestamp::now() >= until, "not before its time");
    assert_eq!((listed(&world)[0].as_str(), flags(&world, 1)), ("Visit 1", vec![json!("woken")]));
    assert_eq!(counts(&world), (3, 3));
    assert_eq!(world.json("verify").good()["ok"], true);
    world.json("undo").good();
    assert_eq!(listed(&world), ["Visit 3", "Visit 2", "Visit 1"], "as if it had never slept");
}

#[test]
fn what_is_no_time_to_come_is_refused_and_changes_nothing() {
    let world = world();
    for until in ["yesterday", "soon", "", "2020-01-01", "tomorrow 25:00"] {
        let said = world.with(&["snooze", "<1@nordwind.example>", "--until", until, "--json"], "");
        assert_eq!(said.error(), "invalid_field", "{until}");
    }
    world.json("delete <2@nordwind.example>").good();
    let said = world.with(&["snooze", "<2@nordwind.example>", "--until", "monday", "--json"], "");
    assert_eq!(said.error(), "invalid_field", "what lies in the trash does not sleep");
    assert_eq!(listed(&world), ["Visit 3", "Visit 1"]);
}
