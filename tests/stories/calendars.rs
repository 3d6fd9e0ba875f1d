//! Calendars (iCalendar) in and out.

use std::fs;

use serde_json::{Value, json};

use crate::world::World;

/// What a calendar of another program says of these, in the zones and manners of several.
const FOREIGN: &str = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Other//Other//EN\r\n\
BEGIN:VTIMEZONE\r\nTZID:Our Tokyo\r\nX-LIC-LOCATION:Asia/Tokyo\r\nBEGIN:STANDARD\r\nDTSTART:19700101T000000\r\nTZOFFSETFROM:+0900\r\nTZOFFSETTO:+0900\r\nEND:STANDARD\r\nEND:VTIMEZONE\r\n\
BEGIN:VEVENT\r\nUID:visit@other.example\r\nSUMMARY:Plant visit\\, all\r\nDTSTART;TZID=Our Tokyo:20270110T090000\r\nDTEND;TZID=Our Tokyo:20270110T103000\r\nLOCATION:Hall 2\r\n\
DESCRIPTION:Bring the sam\r\n ples.\\nAnd shoes.\r\nORGANIZER;CN=Anna Berg:mailto:anna@berg.example\r\nATTENDEE:mailto:me@sample.example\r\n\
RRULE:FREQ=WEEKLY;COUNT=3\r\nEXDATE;TZID=Our Tokyo:20270117T090000\r\nBEGIN:VALARM\r\nACTION:DISPLAY\r\nTRIGGER:-PT15M\r\nEND:VALARM\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:fair@other.example\r\nSUMMARY:Fair\r\nDTSTART;VALUE=DATE:20270201\r\nDTEND;VALUE=DATE:20270204\r\nEND:VEVENT\r\n\
BEGIN:VEVENT\r\nUID:off@other.example\r\nSUMMARY:Called off\r\nSTATUS:CANCELLED\r\nDTSTART:20270301T000000Z\r\nEND:VEVENT\r\n\
BEGIN:VTODO\r\nUID:todo@other.example\r\nSUMMARY:Send the offer\r\nDUE;VALUE=DATE:20270105\r\nPRIORITY:2\r\nSTATUS:IN-PROCESS\r\nEND:VTODO\r\nEND:VCALENDAR\r\n";

fn place(world: &World, name: &str) -> String {
    world.home().parent().unwrap().join(name).to_str().unwrap().to_owned()
}

/// Every event and task, without what a new home makes anew.
fn held(world: &World) -> Vec<Value> {
    let mut held: Vec<Value> = ["event", "task"]
        .into_iter()
        .flat_map(|kind| {
            let list = world.json(&format!("{kind} list --limit 0")).good();
            let ids: Vec<String> = list.as_array().unwrap().iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect();
            ids.into_iter().map(move |id| (kind, id))
        })
        .map(|(kind, id)| {
            let mut record = world.json(&format!("{kind} show {id}")).good();
            for made in ["created_at", "modified_at", "related"] {
                record.as_object_mut().unwrap().remove(made);
            }
            record
        })
        .collect();
    held.sort_by_key(|record| record["id"].as_str().unwrap().to_owned());
    held
}

#[test]
fn a_calendar_of_another_program_comes_in_once() {
    let world = World::new();
    let file = place(&world, "other.ics");
    fs::write(&file, FOREIGN).unwrap();
    let trial = world.with(&["import", "calendar", &file, "--dry-run", "--json"], "").good();
    assert_eq!((&trial["imported"], &trial["dry_run"]), (&json!(3), &json!(true)), "what was cancelled stays away");
    assert!(held(&world).is_empty());
    assert_eq!(world.with(&["import", "calendar", &file, "--json"], "").good()["imported"], 3);
    let held = held(&world);
    let of = |name: &str| held.iter().find(|one| one.to_string().contains(name)).unwrap_or_else(|| panic!("{name}: {held:?}")).clone();
    let visit = of("Plant visit");
    let text = visit.to_string();
    for said in
        ["Plant visit, all", "2027-01-10T00:00:00Z", "2027-01-10T01:30:00Z", "Hall 2", "Anna Berg <anna@berg.example>, me@sample.example"]
    {
        assert!(text.contains(said), "{said}: {text}");
    }
    assert!(text.contains("Bring the samples.\\nAnd shoes.\\nEXDATE:2027-01-17"), "what has no place is kept where it is read: {text}");
    assert!(text.contains("FREQ=WEEKLY;UNTIL=20270124T235959Z") && text.contains("2027-01-09T23:45:00Z"), "{text}");
    let fair = of("Fair").to_string();
    assert!(fair.contains("\"2027-02-01\"") && fair.contains("\"2027-02-03\""), "days end where the next one begins: {fair}");
    let todo = of("Send the offer").to_string();
    assert!(todo.contains("2027-01-05") && todo.contains("High") && todo.contains("In Progress"), "{todo}");

    let again = world.with(&["import", "calendar", &file, "--json"], "").good();
    assert_eq!((&again["imported"], &again["known"]), (&json!(0), &json!(3)));
    assert_eq!(again["duplicates"][0]["line"], 13, "by the line in which it begins");
    world.json("undo").good();
    assert!(self::held(&world).is_empty(), "one undo takes all of it back");
}

#[test]
fn events_and_tasks_go_out_and_come_into_another_home_the_same() {
    let world = World::new();
    let add = |words: &[&str]| world.with(&[words, &["--json"]].concat(), "").good()["id"].as_str().unwrap().to_owned();
    let person = add(&["contact", "add", "--last-name", "Berg", "--email", "anna@nordwind.example"]);
    add(&[
        "event",
        "add",
        "--title",
        "打ち合わせ; \"plan\", 2\\3",
        "--from",
        "2027-01-10T09:00:00Z",
        "--to",
        "2027-01-10T10:00:00Z",
        "--location",
        "3F, 会議室",
        "--participants",
        "Anna; Bob, 田中",
        "--repeat",
        "FREQ=MONTHLY;BYDAY=2SU",
        "--reminder",
        "2027-01-10T08:45:00Z",
        "--description",
        "eins,\nzwei;\n\ndrei",
        "--for",
        &person,
    ]);
    add(&["event", "add", "--title", "Fair", "--all-day", "yes", "--from", "2027-02-01", "--to", "2027-02-03"]);
    add(&[
        "task",
        "add",
        "--subject",
        "Offer",
        "--due-date",
        "2027-01-05",
        "--priority",
        "Lowest",
        "--status",
        "Waiting for input",
        "--repeat",
        "weekly",
    ]);
    add(&["task", "add", "--subject", "No day"]);
    let (file, contacts) = (place(&world, "all.ics"), place(&world, "contacts.csv"));
    assert_eq!(world.with(&["export", "calendar", &file, "--json"], "").good(), json!({ "file": file, "exported": 4 }));
    assert_eq!(world.with(&["export", "calendar", &file, "--json"], "").error(), "file_exists");
    world.with(&["export", "contacts", &contacts, "--json"], "").good();
    let text = fs::read_to_string(&file).unwrap();
    assert!(
        text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n") && text.lines().all(|line| line.len() <= 75),
        "{text}"
    );
    assert!(text.contains("RRULE:FREQ=MONTHLY;BYDAY=2SU") && text.contains("DTEND;VALUE=DATE:20270204"), "{text}");

    let other = World::new();
    other.with(&["import", "contacts", &contacts, "--json"], "").good();
    assert_eq!(other.with(&["import", "calendar", &file, "--json"], "").good()["imported"], 4);
    assert_eq!(held(&other), held(&world));
}

#[test]
fn what_is_no_calendar_changes_nothing_and_says_so() {
    let world = World::new();
    let file = place(&world, "not.ics");
    for (text, code) in [("", "not_a_table"), ("hello\n", "not_a_table"), ("BEGIN:VCARD\nEND:VCARD\n", "not_a_table")] {
        fs::write(&file, text).unwrap();
        assert_eq!(world.with(&["import", "calendar", &file, "--json"], "").error(), code, "{text:?}");
    }
    fs::write(
        &file,
        "BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Without a time\nEND:VEVENT\nBEGIN:VTODO\nSUMMARY:Fine\nEND:VTODO\nEND:VCALENDAR\n",
    )
    .unwrap();
    let refused = world.with(&["import", "calendar", &file, "--json"], "").json();
    assert_eq!((&refused["error"]["code"], &refused["error"]["rows"][0]["line"]), (&json!("invalid_rows"), &json!(2)), "{refused}");
    assert!(held(&world).is_empty(), "all or none");
    assert_eq!(world.with(&["import", "calendar", &place(&world, "away.ics"), "--json"], "").error(), "not_found");
}
