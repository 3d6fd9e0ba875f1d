//! What is typed into the line above the footer.

use super::world::World;
use crate::present::key::{Key, KeyPress};
use crate::tui::app::Event;

impl World {
    fn types(&mut self, text: &str) {
        for c in text.chars() {
            self.event(Event::Key(KeyPress::plain(Key::Char(c))));
        }
    }

    /// Opens the line and types into it.
    fn line(&mut self, text: &str) {
        self.presses(":");
        self.types(text);
    }

    /// What was asked for since the last look.
    fn jobs(&mut self) -> String {
        format!("{:?}", std::mem::take(&mut self.asked))
    }
}

#[test]
fn a_command_takes_its_argument_in_every_width() {
    for typed in ["move Archive", "ｍｏｖｅ　Ａｒｃｈｉｖｅ", ":Move arch", "move home/archive"] {
        let mut world = World::open(120, 40);
        world.line(typed);
        world.presses("Enter");
        let jobs = world.jobs();
        assert!(jobs.contains("Move(Mailbox(MailboxKey(3)))"), "{typed}: {jobs}");
    }
    let mut world = World::open(120, 40);
    world.line("label 重要　案件");
    world.presses("Enter");
    let jobs = world.jobs();
    assert!(jobs.contains(r"重要\u{3000}案件") && jobs.contains("remove: []"), "{jobs}");
    world.line("label -重要");
    world.presses("Enter");
    let jobs = world.jobs();
    assert!(jobs.contains("add: []") && jobs.contains("重要"), "{jobs}");
}

#[test]
fn what_is_wrong_with_a_command_is_said() {
    for (typed, said) in [
        ("archve", "Did you mean :archive?"),
        ("arch", "Did you mean :archive?"),
        ("del", "Did you mean :delete?"),
        ("qqqqqq", "There is no command “qqqqqq”"),
        ("archive now", "archive takes nothing behind it: “now”"),
        ("snooze yesterday", "“yesterday” is over already."),
        ("move Nowhere", "There is no “Nowhere” here. There are: Inbox"),
    ] {
        let mut world = World::open(120, 40);
        let asked = world.asked.len();
        world.line(typed);
        world.presses("Enter");
        assert!(world.screen_words().contains(said), "{typed}: {}", world.screen_words());
        assert_eq!(world.asked.len(), asked, "{typed}: nothing is done");
    }
}

#[test]
fn tab_completes_names_and_arguments_and_up_brings_back_what_was_typed() {
    let mut world = World::open(120, 40);
    world.line("mov");
    world.presses("Tab");
    world.types("ar");
    world.presses("Tab");
    assert!(world.screen_words().contains(":move Archive"), "{}", world.screen_words());
    world.presses("Esc");
    world.line("go-s");
    world.presses("Tab");
    assert!(world.screen_words().contains("go-sent") && world.screen_words().contains("go-starred"), "{}", world.screen_words());
    world.presses("Esc");
    world.line("archve");
    world.presses("Enter");
    world.line("dr");
    world.presses("Up");
    assert!(world.screen_words().contains(":archve"), "{}", world.screen_words());
    world.presses("Down");
    assert!(world.screen_words().contains(":dr"), "{}", world.screen_words());
}
