//! The settings: what a digit means there never changes.

use super::world::World;
use crate::domain::account::health::Health;
use crate::domain::account::{EnteredAccount, EnteredSecret, Limits, Secret};
use crate::domain::ids::Id;
use crate::jobs::account::{AccountJob, AccountReport, AccountRow};
use crate::jobs::notice::Notice;
use crate::jobs::{Job, Report};
use crate::text::CleanText;
use crate::tui::app::Event;

fn row(name: &str) -> AccountRow {
    let id = Id::from_bytes([7; 16]);
    let entered = EnteredAccount {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        host: "pop.example.com".to_owned(),
        incoming_secret: EnteredSecret::Password(Secret::new("a word".to_owned())),
        ..EnteredAccount::default()
    };
    let settings = entered.validate(id, &Limits { excluded_domains: 5, taken: &[], before: None }).unwrap().settings;
    AccountRow {
        key: None,
        settings: Some(settings),
        id,
        name: CleanText::line(name),
        health: Health::New,
        problem: None,
        last_good: None,
        next_try: None,
        messages: 0,
    }
}

#[test]
fn accounts_that_become_known_late_join_the_open_settings_below_what_stands_there() {
    let mut world = World::open(120, 40);
    world.event(Event::Notice(Notice::AccountChanged(Id::from_bytes([7; 16]))));
    let at = world.waiting.iter().position(|(_, job)| matches!(job, Job::Account(AccountJob::List(_)))).unwrap();
    let (ticket, _) = world.waiting.remove(at);
    world.presses("gS");
    let early = world.screen_words();
    assert!(early.contains("Add a mail account") && !early.contains("sales@example.com"), "{early}");
    world.event(Event::Answer(ticket, Ok(Report::Account(Box::new(AccountReport::List(vec![row("sales")])))).into()));
    let late = world.screen_words();
    assert!(late.find("sales@example.com").unwrap() > late.find("Appearance").unwrap(), "{late}");
    world.presses("1");
    assert!(world.screen_words().contains("New mail account"), "the first row is still a new account: {}", world.screen_words());
}
