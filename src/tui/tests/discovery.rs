//! The search for servers behind an address in the account form: what it fills, what it leaves, and how it ends.

use super::world::World;
use crate::domain::account::{Incoming, Security};
use crate::domain::discovery::{Discovery, FoundServer, Outcome, Proposal, Refusal, Source, Tried};
use crate::jobs::Job;
use crate::jobs::account::AccountJob;
use crate::jobs::notice::Notice;
use crate::tui::app::Event;

fn form() -> World {
    let mut world = World::open(80, 24);
    world.presses("gS");
    world.presses("1");
    world
}

fn searches(world: &World) -> usize {
    world.asked.iter().filter(|job| matches!(job, Job::Account(AccountJob::Discover(_)))).count()
}

fn found(address: &str, source: Source, host: &str) -> Discovery {
    let mut found = Discovery::of(address.parse().unwrap());
    let server = |host: &str, port| FoundServer { host: host.to_owned(), port, security: Security::Tls };
    found.take(vec![Proposal {
        source,
        from: format!("https://{host}"),
        protocol: Incoming::Pop3,
        incoming: server(host, 995),
        outgoing: Some(server("out.hoster.example", 465)),
        username: Some("taro".to_owned()),
    }]);
    found
}

fn tell(world: &mut World, found: Discovery) {
    world.event(Event::Notice(Notice::Discovering(Box::new(found))));
}

#[test]
fn s52_what_is_found_stands_in_the_form_with_its_source_and_waits_for_a_yes() {
    let mut world = form();
    world.event(Event::Paste("taro@kaisha.example".to_owned()));
    assert_eq!(searches(&world), 0, "nothing is asked while the address is typed");
    world.presses("Tab");
    assert_eq!(searches(&world), 1);
    assert!(world.screen_words().contains("Looking for the servers of kaisha.example"), "{}", world.screen_words());
    let mut first = found("taro@kaisha.example", Source::Guess, "mail.kaisha.example");
    first.note(Tried { source: Source::Srv, at: "SRV kaisha.example".to_owned(), outcome: Outcome::Refused(Refusal::Plaintext) });
    tell(&mut world, first);
    let screen = world.screen_words();
    assert!(screen.contains("mail.kaisha.example") && screen.contains("SRV kaisha.example"), "{screen}");
    let mut better = found("taro@kaisha.example", Source::Autoconfig, "pop.kaisha.example");
    better.done = true;
    tell(&mut world, better);
    let screen = world.screen_words();
    assert!(screen.contains("pop.kaisha.example") && !screen.contains("mail.kaisha.example"), "{screen}");
    assert!(screen.contains("outside the address's domain: out.hoster.example"), "{screen}");
    world.presses("Shift-Tab");
    world.presses("Tab");
    assert_eq!(searches(&world), 1, "the same address is looked for once");
}

#[test]
fn what_the_person_typed_stays_whatever_is_found_and_an_answer_for_another_address_fills_nothing() {
    let mut world = form();
    world.event(Event::Paste("taro@kaisha.example".to_owned()));
    world.presses("Tab");
    tell(&mut world, found("taro@other.example", Source::Autoconfig, "pop.other.example"));
    assert!(!world.screen_words().contains("pop.other.example"));
    let form = world.app.top_form().unwrap();
    form.field_mut("host").unwrap().paste("pop.mine.example");
    tell(&mut world, found("taro@kaisha.example", Source::Autoconfig, "pop.kaisha.example"));
    let form = world.app.top_form().unwrap();
    assert_eq!((form.text("host"), form.text("smtp-host")), ("pop.mine.example".to_owned(), "out.hoster.example".to_owned()));
}

#[test]
fn esc_ends_the_search_and_not_the_form_and_what_comes_later_is_for_nobody() {
    let mut world = form();
    world.event(Event::Paste("taro@kaisha.example".to_owned()));
    world.presses("Tab");
    world.presses("Esc");
    assert!(world.asked.iter().any(|job| matches!(job, Job::Account(AccountJob::StopDiscovery(_)))));
    let screen = world.screen_words();
    assert!(screen.contains("New mail account") && !screen.contains("Looking for"), "{screen}");
    tell(&mut world, found("taro@kaisha.example", Source::Autoconfig, "pop.kaisha.example"));
    assert!(!world.screen_words().contains("pop.kaisha.example"));
    world.presses("Esc");
    assert!(world.screen_words().contains("Throw") || !world.screen_words().contains("Looking"), "the next one asks about the form");
}

#[test]
fn a_known_provider_is_not_looked_for_and_a_second_address_lets_go_what_the_first_one_found() {
    let mut world = form();
    world.event(Event::Paste("taro@gmail.com".to_owned()));
    world.presses("Tab");
    assert_eq!(searches(&world), 0);
    let mut world = form();
    world.event(Event::Paste("taro@kaisha.example".to_owned()));
    world.presses("Tab");
    let mut whole = found("taro@kaisha.example", Source::Autoconfig, "pop.kaisha.example");
    whole.done = true;
    tell(&mut world, whole);
    world.presses("Shift-Tab");
    world.presses("Ctrl-u");
    world.event(Event::Paste("taro@other.example".to_owned()));
    world.presses("Tab");
    assert_eq!(searches(&world), 2);
    assert_eq!(world.app.top_form().unwrap().text("host"), "");
    let mut nothing = Discovery::of("taro@other.example".parse().unwrap());
    nothing.done = true;
    tell(&mut world, nothing);
    assert!(world.screen_words().contains("Ask your administrator"), "{}", world.screen_words());
}
