//! The table says where a command acts, the handlers act: both are walked and compared, place by place.

use std::collections::HashSet;

use super::world::World;
use crate::domain::ids::Id;
use crate::domain::mail::address::Address;
use crate::domain::mail::compose::EnteredDraft;
use crate::i18n::Text;
use crate::jobs::Job;
use crate::jobs::outbox::Sender;
use crate::present::commands::{Command, Entry, Place, TABLE};
use crate::present::key::parse_keys;
use crate::problem::Problem;
use crate::text::CleanText;
use crate::tui::app::{Composer, Event, Overlay, carry_out};

/// Sizes at which the sidebar stands beside the mail, slides over it, or is the only pane.
const WIDE: (u16, u16) = (120, 40);
const NARROW: (u16, u16) = (80, 24);
const TINY: (u16, u16) = (60, 20);

/// Everywhere a person can stand: what is pressed to get there, at which size, and where that is.
pub(super) const STATES: &[(&str, (u16, u16), Place)] = &[
    // The list: with and without a selection, the sidebar shown, hidden, over it; a stranger; nothing at all.
    ("", WIDE, Place::ThreadList),
    ("x", WIDE, Place::ThreadList),
    ("*", WIDE, Place::ThreadList),
    ("I", WIDE, Place::ThreadList),
    ("I x", WIDE, Place::ThreadList),
    ("", NARROW, Place::ThreadList),
    ("x", NARROW, Place::ThreadList),
    ("i Tab Tab", NARROW, Place::ThreadList),
    ("j j j", WIDE, Place::ThreadList),
    ("gt", WIDE, Place::ThreadList),
    ("", TINY, Place::ThreadList),
    ("h", WIDE, Place::Mailboxes),
    ("x h", NARROW, Place::Mailboxes),
    ("Enter", WIDE, Place::Conversation),
    ("x Enter", WIDE, Place::Conversation),
    ("I Enter", WIDE, Place::Conversation),
    ("Enter", NARROW, Place::Conversation),
    ("i Tab Tab Tab", NARROW, Place::Conversation),
    ("i", WIDE, Place::Sidebar),
    ("x i", WIDE, Place::Sidebar),
    ("i j j j", WIDE, Place::Sidebar),
    ("j j j i", WIDE, Place::Sidebar),
    ("gt i", WIDE, Place::Sidebar),
    ("i", NARROW, Place::Sidebar),
    ("Enter i", NARROW, Place::Sidebar),
    ("i", TINY, Place::Sidebar),
    // The tabs beside mail, also while mail is selected behind them.
    ("2", WIDE, Place::RecordList),
    ("x 2", WIDE, Place::RecordList),
    ("2 x", NARROW, Place::RecordList),
    ("3", WIDE, Place::RecordList),
    ("i 3 *", WIDE, Place::RecordList),
    ("gm", WIDE, Place::RecordList),
    ("gb", WIDE, Place::RecordList),
    ("5", WIDE, Place::Pipeline),
    ("5 x", NARROW, Place::Pipeline),
    ("6", WIDE, Place::Agenda),
    ("6 x", WIDE, Place::Agenda),
    ("6 G", NARROW, Place::Agenda),
    ("2 Enter", WIDE, Place::Record),
    ("x 3 Enter j", NARROW, Place::Record),
    ("5 Enter", WIDE, Place::Record),
    ("6 Enter", WIDE, Place::Record),
    ("gb Enter", WIDE, Place::Record),
    // What lies over the panes.
    ("?", WIDE, Place::Reader),
    ("2 ?", NARROW, Place::Reader),
    (":", WIDE, Place::Prompt),
    ("/", WIDE, Place::Prompt),
    ("Enter /", WIDE, Place::Prompt),
    ("2 /", WIDE, Place::Prompt),
    ("Ctrl-p", WIDE, Place::Picker),
    ("x v", WIDE, Place::Picker),
    ("gS", WIDE, Place::Menu),
    ("Enter Enter", NARROW, Place::Menu),
    ("c", WIDE, Place::Composer),
    ("2 d", WIDE, Place::Question),
    ("j j j +l", WIDE, Place::Form),
    ("2 +l", NARROW, Place::Form),
    ("gS Enter", WIDE, Place::AccountForm),
];

fn standing(keys: &str, (columns, rows): (u16, u16), place: Place) -> World {
    let mut world = World::open(columns, rows);
    world.keys(keys);
    assert_eq!(world.app.place(), place, "after {keys:?}");
    world
}

fn composing() -> World {
    let mut world = World::open(120, 40);
    let from = Address { name: CleanText::default(), address: "me@home.example".parse().unwrap() };
    let sender = Sender { account: Id::from_bytes([1; 16]), name: CleanText::line("home"), from, signature: CleanText::default() };
    world.app.overlays.push(Overlay::Composer(Box::new(Composer::over(EnteredDraft::default(), None, vec![sender]))));
    world
}

fn troubled() -> World {
    let mut world = World::open(120, 40);
    world.app.overlays.push(Overlay::Problem(Problem::internal()));
    world
}

fn offers(entry: &Entry, place: Place) -> bool {
    entry.places.meets(place.kinds())
}

#[test]
fn a_handler_takes_a_command_exactly_where_the_table_offers_it() {
    let mut wrong = Vec::new();
    let mut met = HashSet::from([Place::Composer, Place::Message]);
    let mut check = |mut world: World, entry: &Entry, place: Place, keys: &str| {
        let took = carry_out(&mut world.app, entry.command).is_some();
        if took != offers(entry, place) {
            wrong.push(format!(
                "{} at {place:?} after {keys:?}: {}",
                entry.name,
                if took { "not offered, but taken" } else { "offered, but not taken" }
            ));
        }
    };
    for (keys, size, place) in STATES {
        met.insert(*place);
        for entry in TABLE {
            check(standing(keys, *size, *place), entry, *place, keys);
        }
    }
    for entry in TABLE {
        check(composing(), entry, Place::Composer, "c");
        check(troubled(), entry, Place::Message, "trouble");
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(met.len(), Place::ALL.len(), "every place was walked");
}

/// Commands that may find nothing to do although they act here: what moves, at an end or where one is already.
fn may_rest(command: Command) -> bool {
    use Command as C;
    let moves = [
        C::Down,
        C::Up,
        C::First,
        C::Last,
        C::HalfPageDown,
        C::HalfPageUp,
        C::PageDown,
        C::PageUp,
        C::Into,
        C::Out,
        C::Escape,
        C::NextHit,
        C::PreviousHit,
        C::NextMessage,
        C::PreviousMessage,
        C::ReadOn,
        C::Widen,
    ];
    let goes = [
        C::TabMail,
        C::TabLeads,
        C::TabContacts,
        C::TabCompanies,
        C::TabDeals,
        C::TabAgenda,
        C::GoInbox,
        C::GoLeads,
        C::GoContacts,
        C::GoTemps,
    ];
    let more =
        [C::GoCompanies, C::GoPipeline, C::GoAgenda, C::GoSent, C::NextPane, C::PreviousPane, C::HideCrm, C::SelectRange, C::SelectAll];
    moves.contains(&command) || goes.contains(&command) || more.contains(&command)
}

#[test]
fn what_is_offered_and_not_refused_does_something() {
    let mut idle = Vec::new();
    for (keys, size, place) in STATES.iter().filter(|(.., place)| offers(Command::Undo.entry(), *place)) {
        for entry in TABLE.iter().filter(|entry| offers(entry, *place) && !may_rest(entry.command)) {
            let mut world = standing(keys, *size, *place);
            if world.app.refuses(entry.command).is_some() {
                continue;
            }
            let before = world.screen();
            let effects = carry_out(&mut world.app, entry.command).unwrap();
            if effects.is_empty() && world.screen() == before {
                idle.push(format!("{} at {place:?} after {keys:?}", entry.name));
            }
        }
    }
    assert!(idle.is_empty(), "{idle:#?}");
}

#[test]
fn what_is_missing_is_said_alike_by_key_name_and_help_and_left_out_of_the_footer() {
    let mut refused = 0;
    for (keys, size, place) in STATES.iter().filter(|(.., place)| offers(Command::Undo.entry(), *place)) {
        for entry in TABLE.iter().filter(|entry| offers(entry, *place)) {
            let world = standing(keys, *size, *place);
            let Some(why) = world.app.refuses(entry.command) else { continue };
            refused += 1;
            let said = world.app.words.say(&why);
            let footer = world.app.keymap.footer(*place, |entry| world.app.invites(entry));
            let short = entry.footer.map(|short| world.app.keymap.keys(entry.command).into_iter().map(move |key| (key, Text::of(short))));
            assert!(!short.into_iter().flatten().any(|pair| footer.contains(&pair)), "{} stands in the footer at {place:?}", entry.name);
            assert_eq!(world.app.lacks(entry), Some(why.clone()), "palette and help say the same");
            for way in entry.keys.first().map(|keys| (*keys).to_owned()).into_iter().chain([format!(": {}", entry.name)]) {
                let mut world = standing(keys, *size, *place);
                let asked = world.asked.len();
                match way.strip_prefix(": ") {
                    Some(name) => {
                        world.keys(":");
                        world.event(Event::Paste(name.to_owned()));
                        world.presses("Enter");
                    }
                    None => {
                        for press in parse_keys(&way).unwrap() {
                            world.event(Event::Key(press));
                        }
                    }
                }
                let shown = world.app.notices.shown().map(|(_, text)| world.app.words.say(text));
                assert_eq!(shown.as_ref(), Some(&said), "{way} at {place:?} after {keys:?}");
                assert_eq!(world.asked.len(), asked, "{way} at {place:?}: nothing was asked for");
            }
        }
    }
    assert!(refused > 50, "only {refused} refusals were met");
}

#[test]
fn a_command_of_elsewhere_is_refused_by_name() {
    let mut world = World::open(120, 40);
    world.keys("x 2 :");
    world.event(Event::Paste("archive".to_owned()));
    world.keys("Enter");
    let shown = world.app.notices.shown().map(|(_, text)| world.app.words.say(text));
    assert_eq!(shown.as_deref(), Some("“archive” does not act here."));
    assert_eq!(world.app.threads.selected.len(), 1, "the selected mail behind the tab was not touched");
}

#[test]
fn a_range_in_the_leads_selects_leads_and_never_the_hidden_mail() {
    let mut world = World::open(120, 40);
    world.keys("2 V j V");
    assert_eq!(world.app.board.selected.len(), 2);
    assert!(world.app.threads.selected.is_empty() && !world.app.threads.all_selected);
}

#[test]
fn a_command_is_never_carried_out_on_what_the_pane_showed_before() {
    let mut world = World::open(120, 40);
    world.presses("j j Enter e");
    assert!(!world.asked.iter().any(|job| matches!(job, Job::Triage(_))), "the third thread is not here yet, the second is not meant");
}

#[test]
fn the_sidebar_is_left_to_where_it_was_entered() {
    for (size, keys, place) in
        [(NARROW, "i q", Place::ThreadList), (NARROW, "Enter i h", Place::Conversation), (WIDE, "i q", Place::ThreadList)]
    {
        let world = standing(keys, size, place);
        assert_eq!(world.app.sidebar.shown(world.app.size), size == WIDE, "sliding over, it goes away");
    }
}

#[test]
fn a_mail_begun_before_the_accounts_are_known_goes_out_from_the_one_that_was_meant() {
    let world = World::open(120, 40);
    assert!(world.app.mailboxes.accounts.is_none());
    let sender = |n: u8| Sender {
        account: Id::from_bytes([n; 16]),
        name: CleanText::line("home"),
        from: Address { name: CleanText::default(), address: "me@home.example".parse().unwrap() },
        signature: CleanText::default(),
    };
    let entered = EnteredDraft { account: Some(sender(2).account), ..EnteredDraft::default() };
    let mut composer = Composer::over(entered, None, Vec::new());
    assert_eq!(composer.entered().account, Some(sender(2).account), "kept with the draft meanwhile");
    composer.know(vec![sender(1), sender(2)]);
    assert_eq!((composer.sender, composer.entered().account), (1, Some(sender(2).account)));
    composer.know(Vec::new());
    assert_eq!(composer.senders.len(), 2, "what the person chose stays");
}
