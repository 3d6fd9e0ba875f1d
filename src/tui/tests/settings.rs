//! The settings, and what the app asks by itself about an account: what a key means there never changes.

use super::accounts::{row_of, settings_of};
use super::world::World;
use crate::domain::account::health::Health;
use crate::domain::account::magnet::Magnet;
use crate::domain::account::{AccountSettings, EnteredAccount, EnteredSecret, Secret, SecretSource};
use crate::domain::ids::Id;
use crate::i18n::Text;
use crate::jobs::account::{
    AccountChange, AccountJob, AccountLedger, AccountReport, AccountRow, AccountSaved, AccountTest, Arrivals, FetchEntry, LostMail,
    SignInAt, TestOf,
};
use crate::jobs::fetch::{FetchNow, FetchSummary};
use crate::jobs::mail::ListView;
use crate::jobs::notice::Notice;
use crate::jobs::{Job, Report};
use crate::present::key::{Key, KeyPress};
use crate::problem::{Code, Problem};
use crate::text::CleanText;
use crate::tui::app::{Event, MailboxEntry, MailboxName};
use crate::workers::accounts::problems;

fn account() -> Id {
    Id::from_bytes([7; 16])
}

fn row(name: &str) -> AccountRow {
    let entered = EnteredAccount {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        host: "pop.example.com".to_owned(),
        incoming_secret: EnteredSecret::Password(Secret::new("a word".to_owned())),
        ..EnteredAccount::default()
    };
    row_of(settings_of(&entered, 7), Health::New)
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

#[test]
fn what_the_person_did_is_said_until_it_can_have_been_read_though_a_fetch_fails_meanwhile() {
    let mut world = World::open(120, 40);
    world.keys("e");
    assert!(world.screen_words().contains("Archived"), "{}", world.screen_words());
    let start = world.app.now;
    let refused = Problem::temporary(Code::ServerUnavailable, Text::of("mailbox-named").with("name", "no answer today"));
    world.event(Event::Time(start.plus_ms(100)));
    world.event(Event::Notice(Notice::FetchEnded(Box::new(summary(account(), Some(refused))))));
    world.event(Event::Time(start.plus_ms(4_000)));
    let said = world.screen_words();
    assert!(said.contains("Archived") && !said.contains("no answer today"), "{said}");
    let due = world.app.next_due().unwrap();
    assert!(due <= start.plus_ms(6_000), "the loop wakes for it");
    world.event(Event::Time(due));
    assert!(world.screen_words().contains("no answer today"), "{}", world.screen_words());
}

fn asked_to_fetch(world: &World) -> Vec<FetchNow> {
    let fetches = world.asked.iter().filter_map(|job| if let Job::Fetch(fetch) = job { Some(fetch.clone()) } else { None });
    fetches.collect()
}

fn summary(id: Id, error: Option<Problem>) -> FetchSummary {
    let account = CleanText::line("sales");
    FetchSummary { account, account_id: id, fetched: 0, deleted_on_server: 0, bytes: 0, milliseconds: 0, skipped: Vec::new(), error }
}

/// Answers the fetch that was asked for last.
fn fetched(world: &mut World, error: Option<Problem>) {
    let at = world.waiting.iter().rposition(|(_, job)| matches!(job, Job::Fetch(_))).unwrap();
    let (ticket, _) = world.waiting.remove(at);
    let done = Report::Fetched(vec![summary(Id::from_bytes([7; 16]), error)]);
    world.event(Event::Answer(ticket, Ok(done).into()));
}

/// Answers the newest of such questions about accounts.
fn answers(world: &mut World, such: impl Fn(&AccountJob) -> bool, report: AccountReport) {
    let at = world.waiting.iter().rposition(|(_, job)| matches!(job, Job::Account(job) if such(job))).unwrap();
    let (ticket, _) = world.waiting.remove(at);
    world.event(Event::Answer(ticket, Ok(Report::Account(Box::new(report))).into()));
}

#[test]
fn no_key_says_a_refused_password_again_but_the_one_that_says_so() {
    let mut world = World::open(120, 40);
    world.app.mailboxes.accounts = Some(vec![row("sales")]);
    world.presses("F5");
    assert!(asked_to_fetch(&world).iter().all(|fetch| !fetch.retry));
    let refused = || Problem::failed(Code::AuthFailed, Text::of("fetch-auth-waits")).hint(Text::of("fetch-hint-auth-waits"));
    fetched(&mut world, Some(refused()));
    assert!(world.screen_words().contains("The last login was refused"), "{}", world.screen_words());
    world.presses("Esc");
    let here = world.screen_words();
    assert!(here.contains("Type a new password") && here.contains("Log in again"), "{here}");
    world.presses("2");
    let last = asked_to_fetch(&world).pop().unwrap();
    assert!(last.retry && last.accounts == [Id::from_bytes([7; 16])]);
    fetched(&mut world, Some(refused()));
    world.presses("Esc 1");
    "new".chars().for_each(|c| world.event(Event::Key(KeyPress::plain(Key::Char(c)))));
    assert!(world.screen_words().contains("•••"), "the new one is typed at once: {}", world.screen_words());
}

#[test]
fn the_first_fetch_says_how_many_mails_came_whoever_fetched_them() {
    let mut world = World::open(120, 40);
    world.app.mailboxes.accounts = Some(Vec::new());
    world.presses("gS 1");
    let types = |world: &mut World, text: &str| {
        text.chars().for_each(|c| world.event(Event::Key(KeyPress::plain(Key::Char(c)))));
    };
    types(&mut world, "sales@example.com");
    world.presses("Tab");
    types(&mut world, "secret");
    world.presses("Tab Tab Tab Tab Tab");
    types(&mut world, "pop.example.com");
    world.presses("Ctrl-s");
    let waits =
        |world: &World, such: fn(&AccountJob) -> bool| world.waiting.iter().any(|(_, job)| matches!(job, Job::Account(job) if such(job)));
    // A test, and the question about an account that cannot send.
    for _ in 0..4 {
        if waits(&world, |job| matches!(job, AccountJob::Test(_))) {
            answers(&mut world, |job| matches!(job, AccountJob::Test(_)), AccountReport::Test(AccountTest::default()));
        } else if !waits(&world, |job| matches!(job, AccountJob::Change(_))) {
            world.presses("y");
        }
    }
    let saved = AccountSaved { settings: Box::new(row("sales").settings.unwrap()), warnings: Vec::new() };
    answers(&mut world, |job| matches!(job, AccountJob::Change(_)), AccountReport::Saved(saved));
    fetched(&mut world, None);
    let rows = vec![AccountRow { messages: 42, ..row("sales") }];
    answers(&mut world, |job| matches!(job, AccountJob::List(_)), AccountReport::List(rows));
    assert!(world.screen_words().contains("42 new mails"), "{}", world.screen_words());
}

#[test]
fn how_an_account_is_doing_stands_in_the_settings_and_at_its_name() {
    for (health, sign, words) in [
        (Health::Ok, "", "ok"),
        (Health::AuthFailed, "!", "login refused"),
        (Health::Unreachable, "!", "cannot be reached"),
        (Health::Waiting, "…", "tried again later"),
        (Health::Paused, "‖", "paused"),
        (Health::Off, "○", "switched off"),
    ] {
        let mut world = World::open(120, 40);
        world.app.mailboxes.accounts = Some(vec![AccountRow { health, key: Some(world.app.mailboxes.rows[0].account), ..row("sales") }]);
        let here = world.screen_words();
        let heading = here.split_once("│home").unwrap().1.split('│').next().unwrap().trim().to_owned();
        assert_eq!(heading, sign, "{here}");
        world.presses("gS");
        assert!(world.screen_words().contains(&format!("· {words}")), "{}", world.screen_words());
    }
}

#[test]
fn an_account_that_signs_in_is_led_to_its_provider() {
    let mut world = World::open(120, 40);
    let mut signs_in = row("sales");
    signs_in.settings.as_mut().unwrap().incoming_secret = SecretSource::Tokens;
    world.app.mailboxes.accounts = Some(vec![signs_in]);
    world.presses("F5");
    fetched(&mut world, Some(Problem::failed(Code::SignInNeeded, Text::of("sign-in-needed").with("account", "sales"))));
    assert!(world.screen_words().contains("Nobody signed in"), "{}", world.screen_words());
    world.presses("Esc 1");
    let at = SignInAt { address: "https://id.example/authorize?state=x".to_owned(), code: None };
    answers(&mut world, |job| matches!(job, AccountJob::BeginSignIn(_)), AccountReport::SignIn(at));
    let here = world.screen_words();
    assert!(here.contains("Open it in the browser") && here.contains("Copy the address"), "{here}");
    world.presses("Esc");
    let waits = |job: &Job| matches!(job, Job::Account(AccountJob::EndSignIn(_)));
    let at = world.waiting.iter().rposition(|(_, job)| waits(job)).expect("what comes back is waited for");
    let (ticket, _) = world.waiting.remove(at);
    world.event(Event::Answer(ticket, Ok(Report::Done).into()));
    assert!(world.screen_words().contains("Signed in for"), "{}", world.screen_words());
    assert!(asked_to_fetch(&world).last().is_some_and(|fetch| fetch.accounts == [account()]));
}

#[test]
fn s112_where_the_server_knows_no_such_mailbox_the_person_picks_another_or_types_it() {
    let mut world = World::open(120, 40);
    let mut one = row("sales");
    one.settings.as_mut().unwrap().incoming.username = "old".to_owned();
    world.app.mailboxes.accounts = Some(vec![one]);
    world.presses("F5");
    fetched(&mut world, Some(Problem::failed(Code::MailboxUnreachable, Text::of("net-no-mailbox"))));
    world.presses("Esc");
    let here = world.screen_words();
    assert!(
        here.contains("which mailbox is meant") && here.contains("sales@example.com") && here.contains("Type another user name"),
        "{here}"
    );
    world.presses("1");
    let picked = world.asked.iter().find_map(|job| match job {
        Job::Account(AccountJob::Change(AccountChange::Edit { entered, .. })) => Some(entered.username.clone()),
        _ => None,
    });
    assert_eq!(picked.as_deref(), Some("sales@example.com"));
}

#[test]
fn many_deletes_at_once_are_asked_about_and_yes_carries_them_out() {
    let mut world = World::open(120, 40);
    world.app.mailboxes.accounts = Some(vec![row("sales")]);
    let held = || Problem::failed(Code::MassDeleteHeld, Text::of("fetch-deletes-held").count("deletes", 900).count("of", 1_000));
    for (answer, confirmed) in [("n", false), ("y", true)] {
        world.presses("F5");
        fetched(&mut world, Some(held()));
        let here: String = world.screen_words().chars().filter(|c| !c.is_whitespace() && *c != '│').collect();
        assert!(here.contains("900of1000mails") && here.contains("Deletethem"), "{here}");
        world.presses(answer);
        assert_eq!(asked_to_fetch(&world).last().unwrap().confirm_deletes, confirmed);
    }
}

#[test]
fn what_the_last_fetches_of_an_account_brought_stands_above_what_can_be_done_with_it() {
    let mut world = World::open(80, 24);
    world.app.mailboxes.accounts = Some(vec![row("sales")]);
    world.presses("gS 6");
    let arrivals = Arrivals { linked: 2, unknown_address: 1, own_address: 0 };
    let entry = FetchEntry { at: world.app.now, arrivals, deleted_on_server: 0, skipped: vec![(Code::TooLarge, 1)], error: None };
    let mail = LostMail { id: Id::from_bytes([1; 16]), date: world.app.now, subject: CleanText::line("an old offer") };
    let ledger = AccountLedger { fetches: vec![entry], lost: vec![mail] };
    answers(&mut world, |job| matches!(job, AccountJob::Fetches(_)), AccountReport::Fetches(Box::new(ledger)));
    let here = world.screen_words();
    for said in ["3 mails, 2 of people you know", "1 left or in doubt (too_large)", "1 mail is kept here alone", "Edit"] {
        assert!(here.contains(said), "{said}: {here}");
    }
}

#[test]
fn s73_the_account_in_the_mailboxes_pane_leads_to_the_same_form_as_the_settings() {
    let mut world = World::open(120, 40);
    let key = world.app.mailboxes.rows[0].account;
    world.app.mailboxes.take_accounts(vec![AccountRow { key: Some(key), name: CleanText::line("home"), ..row("sales") }]);
    world.presses("gS 6");
    let of_settings = world.screen_words();
    world.presses("Esc Esc h k");
    assert_eq!(world.app.mailboxes.account_under_cursor().and_then(|row| row.key), Some(key));
    world.app.mailboxes.take_accounts(world.app.mailboxes.accounts.clone().unwrap());
    assert_eq!(world.app.mailboxes.account_under_cursor().and_then(|row| row.key), Some(key), "news move no cursor");
    world.presses("Enter");
    let menu = |screen: &str| screen.split_once("1 Edit").map(|(_, rest)| rest.split_once("Remove").unwrap().0.matches("│").count());
    assert!(menu(&of_settings).is_some() && menu(&world.screen_words()) == menu(&of_settings), "{}", world.screen_words());
    world.presses("1");
    assert!(
        world.screen_words().contains("sales@example.com") && world.screen_words().contains("pop.example.com"),
        "{}",
        world.screen_words()
    );

    // One that is in no config has nothing to lead to, so the cursor goes past it.
    let mut world = World::open(120, 40);
    let removed = AccountRow { key: Some(key), settings: None, ..row("sales") };
    world.app.mailboxes.take_accounts(vec![removed]);
    world.presses("h k k");
    assert!(world.app.mailboxes.account_under_cursor().is_none());
}

#[test]
fn s106_s107_s108_a_magnet_is_offered_once_the_account_works_and_its_list_stands_under_its_name() {
    let mut world = World::open(120, 40);
    let key = world.app.mailboxes.rows[0].account;
    world.app.mailboxes.take_accounts(vec![AccountRow { key: Some(key), ..row("sales") }]);
    let open = |world: &mut World| {
        world.presses("gS 6 1");
        let form = world.app.top_form().unwrap();
        form.focus_on("magnet");
        world.presses("Right");
        world.screen_words()
    };
    let here = open(&mut world);
    assert!(here.contains("Mail magnet") && here.contains("after the account passed its test") && !here.contains("in a folder"), "{here}");
    world.presses("Esc Esc Esc");
    let works = AccountRow { key: Some(key), last_good: Some(world.app.now), ..row("sales") };
    world.app.mailboxes.take_accounts(vec![works.clone()]);
    let here = open(&mut world);
    assert!(here.contains("in a folder") && here.contains("nothing is moved"), "{here}");
    world.presses("Tab");
    world.event(Event::Paste("Kunden".to_owned()));
    world.presses("Ctrl-s");
    let typed = world.asked.iter().rev().find_map(|job| match job {
        Job::Account(AccountJob::Change(AccountChange::Edit { entered, .. })) => Some(entered.magnet.clone()),
        Job::Account(AccountJob::Test(TestOf::Entered { entered, .. })) => Some(entered.magnet.clone()),
        _ => None,
    });
    assert_eq!(typed.as_deref(), Some("folder=Kunden"));

    let mut world = World::open(120, 40);
    let settings = works.settings.clone().map(|one| AccountSettings { magnet: Magnet::from_word("folder=Kunden"), ..one });
    world.app.mailboxes.take_accounts(vec![AccountRow { settings, ..works }]);
    assert!(world.screen_words().contains("Kunden"), "{}", world.screen_words());
    let list = world.app.mailboxes.entries.iter().find_map(|entry| match entry {
        MailboxEntry::List { view, name: MailboxName::Given(name), .. } if name.as_str() == "Kunden" => Some(view.clone()),
        _ => None,
    });
    let list = list.unwrap();
    assert!(matches!(&list, ListView::Search { query, .. } if query.contains("is:customer")));
    assert_eq!(world.app.words.say(&world.app.mailboxes.title(&list)), "Kunden");
}
