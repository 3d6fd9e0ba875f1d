//! Stories told in keys.

use fumi::config::settings::Theme;
use fumi::domain::mail::flags::Flags;
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::i18n::{Language, Text};
use fumi::jobs::Notice;
use fumi::jobs::fetch::MailArrived;
use fumi::problem::{Code, Problem};
use fumi::tui::app::Effect;

use crate::screens::{Mail, ScreenWorld, many};

fn world() -> ScreenWorld {
    ScreenWorld::open(Language::English, 120, 40, Theme::Dark)
}

#[test]
fn an_archived_thread_is_gone_at_once_and_comes_back_by_undo() {
    let mut world = world();
    assert!(world.screen().contains("お見積りのご依頼"));
    world.slow = true;
    world.keys("e");
    assert!(world.waiting() > 0, "the store was asked");
    let list = |world: &ScreenWorld| world.screen().lines().take(15).collect::<Vec<_>>().join("\n");
    assert!(!list(&world).contains("お見積り"), "the row left before the store answered\n{}", world.screen());
    assert!(list(&world).contains("Pilot in Q1"));
    world.settle();
    assert!(!list(&world).contains("お見積り"));
    world.keys("z");
    assert!(list(&world).contains("お見積り"), "{}", world.screen());
    assert!(world.screen().contains("Undone: archive “お見積りのご依頼”"), "{}", world.screen());
}

#[test]
fn what_undo_brings_back_moves_nothing_above_it() {
    let mut world = ScreenWorld::with(many(60), Language::English, 120, 40, Theme::Dark);
    let first = |world: &ScreenWorld| world.screen().lines().skip(2).find_map(|line| line.split('│').nth(3).map(str::to_owned)).unwrap();
    for down in ["j", "j j j"] {
        world.keys("gg");
        let above = first(&world);
        world.keys(down).keys("d");
        assert_eq!(first(&world), above, "{}", world.screen());
        world.keys("z");
        assert_eq!(first(&world), above, "after {down}, d and z\n{}", world.screen());
    }
}

#[test]
fn a_refused_change_is_taken_back_and_says_why() {
    let mut world = world();
    let problem = Problem::failed(Code::DiskFull, Text::of("problem-busy")).hint(Text::of("problem-busy-hint"));
    world.house.refuse = Some(problem);
    world.keys("e");
    assert!(world.screen().contains("That did not work"), "{}", world.screen());
    world.keys("Esc");
    let list = world.screen().lines().take(15).collect::<Vec<_>>().join("\n");
    assert!(list.contains("お見積りのご依頼"), "{list}");
}

#[test]
fn reading_a_conversation_marks_it_read_but_looking_past_it_does_not() {
    let mut world = world();
    world.keys("j j j j k");
    assert_eq!(world.house.count(MailboxRole::Inbox).1, 2);
    world.keys("gg Enter");
    assert_eq!(world.house.count(MailboxRole::Inbox).1, 1);
    assert!(world.house.groups().is_empty(), "reading is nothing to undo");
}

#[test]
fn new_mail_comes_in_above_without_moving_the_cursor_off_its_thread() {
    let mut world = world();
    world.keys("j");
    world.house.arrive(&[&Mail::new(99, ("Bob", "bob@example.org"), "Brand new", 1)]);
    world.notice(Notice::MailArrived(MailArrived { mailboxes: Vec::new(), count: 1 }));
    let screen = world.screen();
    assert!(screen.contains("Brand new"), "{screen}");
    world.keys("Enter");
    assert!(world.screen().contains("the pilot can begin in January"), "{}", world.screen());
}

#[test]
fn a_long_list_is_walked_from_end_to_end_through_windows() {
    let mut world = ScreenWorld::with(many(1_000), Language::English, 100, 30, Theme::Plain);
    for _ in 0..60 {
        world.keys("PgDn");
    }
    assert!(world.screen().contains("Mail number 601 "), "{}", world.screen());
    world.keys("G");
    assert!(world.screen().contains("Mail number 1000 "), "{}", world.screen());
    for _ in 0..400 {
        world.keys("Ctrl-u");
    }
    assert!(world.screen().contains("Mail number 1 "), "{}", world.screen());
    world.keys("G gg");
    assert!(world.screen().contains("Mail number 1 "), "{}", world.screen());
}

#[test]
fn every_row_is_met_once_going_down_one_by_one() {
    let mut world = ScreenWorld::with(many(300), Language::English, 100, 30, Theme::Plain);
    for number in 1..=300 {
        let screen = world.screen();
        assert!(screen.contains(&format!("Mail number {number} ")), "{number}\n{screen}");
        world.keys("j");
    }
}

#[test]
fn a_selection_is_one_change() {
    let mut world = world();
    world.keys("x x e");
    assert_eq!(world.house.groups().len(), 1);
    assert_eq!(world.house.count(MailboxRole::Archive).0, 3, "two of the one thread, one of the other; the sent answer stays in Sent");
    world.keys("*").keys("s");
    let inbox = world.house.count(MailboxRole::Inbox).0;
    assert_eq!((inbox, world.house.flagged(Flags::STARRED)), (3, 4), "all that were left, and the one that had its star before");
}

#[test]
fn letters_typed_into_a_line_are_no_commands_and_full_width_letters_are() {
    let mut world = world();
    world.keys("/").types("edxq");
    assert!(world.screen().contains("/edxq"), "{}", world.screen());
    assert_eq!(world.house.groups().len(), 0);
    world.keys("Esc").types("ｅ");
    assert_eq!(world.house.groups().len(), 1);
}

#[test]
fn a_paste_is_text_and_never_commands() {
    let mut world = world();
    world.event(fumi::tui::app::Event::Paste("eeee".to_owned()));
    assert_eq!(world.house.groups().len(), 0);
    world.keys(":").event(fumi::tui::app::Event::Paste("archive\n".to_owned()));
    assert_eq!(world.house.groups().len(), 0);
    world.keys("Enter");
    assert_eq!(world.house.groups().len(), 1, "Enter of the person carries it out");
}

#[test]
fn the_pane_beside_a_list_that_was_emptied_names_nobody() {
    let mut world = world();
    world.keys("2");
    let before = world.screen().lines().nth(1).unwrap().to_owned();
    assert!(before.contains("· Lead"), "{before}");
    world.keys("* d y");
    let screen = world.screen();
    let top = screen.lines().nth(1).unwrap();
    assert!(top.contains("Leads · 0") && !top.contains('…') && !top.contains("· Lead "), "{screen}");
}

#[test]
fn q_closes_the_top_thing_and_at_last_the_app() {
    let mut world = world();
    world.keys("Enter Enter q");
    assert!(!world.effects.contains(&Effect::Leave));
    world.keys("q");
    assert!(!world.effects.contains(&Effect::Leave), "back in the list");
    world.keys("q");
    assert!(world.effects.contains(&Effect::Leave));
}

#[test]
fn a_notice_goes_away_by_itself_and_then_nothing_is_due() {
    let mut world = world();
    world.keys("e z");
    assert!(world.app.next_due().is_some());
    world.passes(60_000);
    assert!(!world.screen().contains("Undone"));
    assert_eq!(world.app.next_due(), None, "an idle app sleeps");
}

#[test]
fn an_attachment_is_saved_and_a_link_copied() {
    let mut world = world();
    world.keys("j Enter A Enter Down Enter");
    assert!(world.screen().contains("Saved “contract.pdf” as "), "{}", world.screen());
    assert_eq!(std::fs::metadata(world.house.downloads().join("contract.pdf")).unwrap().len(), 184_320);
    world.keys("W Enter Down Enter");
    assert!(world.effects.contains(&Effect::Copy("https://nordwind.example/plan".to_owned())));
}

#[test]
fn every_size_can_be_drawn_in_every_state() {
    for walk in ["", "Enter", "Enter Enter", "Ctrl-p", "?", "gS", "x v", "/"] {
        let mut world = world();
        world.keys(walk);
        for columns in (1..210).step_by(7) {
            for rows in [1, 5, 12, 13, 24, 60] {
                world.resize(columns, rows);
                assert!(!world.screen().is_empty());
            }
        }
    }
}

#[test]
fn a_thread_sleeps_by_one_key_and_says_until_when() {
    let mut world = world();
    let list = |world: &ScreenWorld| world.screen().lines().take(15).collect::<Vec<_>>().join("\n");
    let inbox = world.house.count(MailboxRole::Inbox).0;
    world.keys("b");
    let screen = world.screen();
    assert!(screen.contains("Snooze “お見積りのご依頼” until") && screen.contains("Tomorrow morning"), "{screen}");
    world.keys("Esc");
    assert_eq!((world.house.groups().len(), world.house.count(MailboxRole::Inbox).0), (0, inbox));
    world.keys("b 1");
    assert!(!list(&world).contains("お見積り"), "{}", world.screen());
    assert!(world.screen().contains("Snoozed “お見積りのご依頼” until "), "{}", world.screen());
    assert!(world.house.count(MailboxRole::Inbox).0 < inbox);
    world.keys("/").types("is:snoozed").keys("Enter");
    assert!(list(&world).contains("(until "), "{}", world.screen());
    world.keys("b");
    assert!(world.screen().contains("Back now"), "{}", world.screen());
    world.keys("Esc Esc Esc");
    world.keys("z");
    assert!(list(&world).contains("お見積り"), "{}", world.screen());
    assert!(world.screen().contains("Undone: snooze"), "{}", world.screen());
}

#[test]
fn a_typed_time_is_taken_and_what_is_none_is_said_beside_the_line() {
    let mut world = world();
    let inbox = world.house.count(MailboxRole::Inbox).0;
    let other = |world: &mut ScreenWorld| {
        world.keys("b");
        let screen = world.screen();
        let (before, _) = screen.split_once(" Another time").unwrap();
        let number = before.chars().next_back().unwrap();
        world.keys(&number.to_string());
    };
    for wrong in ["soon", "yesterday"] {
        other(&mut world);
        world.types(wrong).keys("Enter");
        assert!(world.screen().contains(&format!("! “{wrong}” is")), "{}", world.screen());
        world.keys("Esc");
    }
    assert_eq!(world.house.groups().len(), 0);
    other(&mut world);
    world.types("tomorrow 9:00").keys("Enter");
    assert!(world.screen().contains("until tomorrow 9:00"), "{}", world.screen());
    world.keys(":").types("snooze 明日").keys("Enter");
    assert_eq!(world.house.groups().len(), 2);
    assert!(world.house.count(MailboxRole::Inbox).0 + 2 <= inbox);
}
