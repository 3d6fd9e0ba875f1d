//! What the app tells: whole, however narrow the screen is.

use super::accounts::{row_of, settings_of};
use super::world::World;
use crate::domain::account::health::Health;
use crate::domain::account::{AccountSettings, EnteredAccount, EnteredSecret};
use crate::domain::query::Query;
use crate::i18n::{Catalogue, Language, Text};
use crate::jobs::account::AccountRow;
use crate::jobs::mail::{MailJob, MailReport, ThreadCount};
use crate::jobs::{Job, Report, Slot};
use crate::present::commands::{Need, TABLE};
use crate::present::key::{Key, KeyPress};
use crate::text::width;
use crate::tui::app::{Event, Level};
use crate::workers::query::of_query;

impl World {
    fn searches(&mut self, query: &str) {
        self.presses("/");
        for c in query.chars() {
            self.event(Event::Key(KeyPress::plain(Key::Char(c))));
        }
    }
}

#[test]
fn a_search_says_at_which_of_how_many_hits_one_stands() {
    let mut world = World::open(120, 40);
    world.searches("a");
    world.settle();
    world.presses("Enter j");
    let here = world.screen_words();
    let rows = world.app.threads.rows.len();
    assert!(here.contains(&format!("2 of {rows}")), "{here}");
    world.keys("gg");
    assert!(world.screen_words().contains(&format!("1 of {rows}")));
    world.keys("Esc");
    assert!(!world.screen_words().contains(&format!("of {rows}")), "only a search has hits");
}

#[test]
fn a_search_longer_than_what_is_read_is_counted_and_a_late_count_changes_no_other_list() {
    let mut world = World::open(120, 40);
    world.more = true;
    world.searches("a");
    while let Some(at) = world.waiting.iter().position(|(_, job)| !matches!(job, Job::Mail(MailJob::Count(_)))) {
        if world.waiting[at + 1..].iter().chain(&world.waiting[..at]).any(|(_, job)| matches!(job, Job::Mail(MailJob::Count(_)))) {
            break;
        }
        world.answer(at);
    }
    let at = world.waiting.iter().position(|(_, job)| matches!(job, Job::Mail(MailJob::Count(_)))).unwrap();
    let (ticket, _) = world.waiting.remove(at);
    let count = |threads, more| Ok(Report::Mail(Box::new(MailReport::Counted(ThreadCount { threads, more }))));
    world.event(Event::Answer(ticket, count(3_041, false).into()));
    assert!(world.screen_words().contains("1 of 3,041"), "{}", world.screen_words());
}

#[test]
fn a_long_notice_is_whole_at_every_width_and_goes_again() {
    for columns in [40, 80, 120] {
        let mut world = World::open(columns, 24);
        let words = "The mail is kept and nothing is lost: what this sentence explains goes on to its very end.";
        world.app.notices.say(Level::Warning, Text::of("mailbox-named").with("name", words), world.app.now);
        let joined = world.screen_words().split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(joined.contains("goes on to its very end."), "{columns}: {}", world.screen());
    }
}

#[test]
fn what_is_wrong_with_a_long_query_is_whole() {
    let mut world = World::open(80, 24);
    world.searches(&"long words ".repeat(6));
    world.settle();
    let Some(crate::tui::app::Overlay::Prompt(prompt)) = world.app.overlays.last_mut() else { panic!("the line is open") };
    prompt.problem = Some(Text::of("mailbox-named").with("name", "There is no search field “sender”, and this explains it to the end."));
    assert!(world.screen_words().contains("explains it to the end."), "{}", world.screen());
}

#[test]
fn a_mistyped_field_is_said_with_what_was_meant_while_the_query_is_typed() {
    for columns in [80, 120] {
        let mut world = World::open(columns, 24);
        world.searches("fron:a");
        let list = world.waiting.iter().rposition(|(ticket, _)| ticket.slot == Some(Slot::Window)).unwrap();
        let (ticket, _) = world.waiting.remove(list);
        let wrong = Query::parse("fron:a", world.app.now, &world.app.zone).unwrap_err();
        world.event(Event::Answer(ticket, Err(of_query(&wrong)).into()));
        let said = world.screen_words();
        assert!(said.contains("There is no search field “fron”") && said.contains("Did you mean from: ?"), "{columns}: {said}");
    }
}

#[test]
fn every_reason_of_the_palette_fits_in_short_at_eighty_columns() {
    for language in Language::ALL {
        let words = Catalogue::open(*language);
        for entry in TABLE {
            for need in entry.needs {
                let said = format!("{} · {}", words.say(&entry.says()), words.say(&need.in_short()));
                assert!(width(&said) <= 62, "{}: {said} takes {}", language.word(), width(&said));
            }
        }
        assert!(Need::ALL.iter().all(|need| words.has(need.in_short().id())));
    }
}

#[test]
fn a_move_says_where_to() {
    let mut world = World::open(120, 40);
    world.presses(":");
    for c in "move Archive".chars() {
        world.event(Event::Key(KeyPress::plain(Key::Char(c))));
    }
    world.keys("Enter");
    assert!(world.screen_words().contains("to “Archive”"), "{}", world.screen_words());
}

#[test]
fn an_exception_for_a_certificate_stands_in_the_first_line_as_long_as_it_lasts() {
    for (columns, said) in [(80, "! unverified certificate: sales"), (60, "! certificate"), (200, "! unverified certificate: sales")] {
        let mut world = World::open(columns, 24);
        assert!(!world.screen_words().contains("! "), "{}", world.screen_words());
        let entered = EnteredAccount {
            name: "sales".to_owned(),
            email: "sales@example.com".to_owned(),
            host: "pop.example.com".to_owned(),
            certificate: "0F".repeat(32),
            incoming_secret: EnteredSecret::Kept,
            ..EnteredAccount::default()
        };
        let settings = settings_of(&entered, 3);
        let row = row_of(settings.clone(), Health::Ok);
        world.app.mailboxes.accounts = Some(vec![row.clone()]);
        assert!(world.screen_words().contains(said), "{columns}: {}", world.screen_words());
        let off = AccountSettings { enabled: false, ..settings };
        world.app.mailboxes.accounts = Some(vec![AccountRow { settings: Some(off), ..row }]);
        assert!(!world.screen_words().contains("! "), "{columns}");
    }
}
