//! The settings, and what the app asks by itself about an account: what a key means there never changes.

use super::world::World;
use crate::domain::account::health::Health;
use crate::domain::account::{EnteredAccount, EnteredSecret, Limits, Secret};
use crate::domain::ids::Id;
use crate::jobs::account::{AccountJob, AccountReport, AccountRow};
use crate::jobs::fetch::FetchSummary;
use crate::jobs::notice::Notice;
use crate::jobs::{Job, Report};
use crate::text::CleanText;
use crate::tui::app::Event;
use crate::workers::accounts::problems;

fn account() -> Id {
    Id::from_bytes([7; 16])
}

fn row(name: &str) -> AccountRow {
    let id = account();
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
    world.event(Event::Notice(Notice::AccountChanged(account())));
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

#[test]
fn what_is_said_of_a_missing_store_stays_when_another_fetch_ends_in_the_same_way() {
    let mut world = World::open(120, 40);
    let ended = || {
        Event::Notice(Notice::FetchEnded(Box::new(FetchSummary {
            account: CleanText::line("sales"),
            account_id: account(),
            fetched: 0,
            deleted_on_server: 0,
            bytes: 0,
            milliseconds: 0,
            skipped: Vec::new(),
            error: Some(problems::store_missing()),
        })))
    };
    world.event(ended());
    assert!(world.screen_words().contains("Bring back a backup"), "{}", world.screen_words());
    world.presses("Enter");
    world.event(ended());
    let said = world.screen_words();
    assert!(said.contains("run fumi restore") && !said.contains("Bring back a backup"), "{said}");
}
