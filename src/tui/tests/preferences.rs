//! The settings besides the accounts themselves: language, keys, sharing; and what the account form asks for by itself.

use jiff::civil::date;

use super::accounts::{row_of, settings_of};
use super::world::World;
use crate::domain::account::health::Health;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::retention::{Cause, Stage, Verdict};
use crate::domain::account::{AccountSettings, EnteredAccount, EnteredSecret, Secret, SecretSource, SharingLevel};
use crate::domain::ids::Id;
use crate::domain::provider;
use crate::i18n::{Catalogue, Language};
use crate::jobs::account::{AccountChange, AccountJob, AccountReport, AccountRow, AccountSaved, TestOf};
use crate::jobs::look::KeepLook;
use crate::jobs::notice::Notice;
use crate::jobs::{Job, Report};
use crate::present::key::{Key, KeyPress};
use crate::text::CleanText;
use crate::tui::app::Event;

fn settings(name: &str, n: u8) -> AccountSettings {
    let entered = EnteredAccount {
        name: name.to_owned(),
        email: format!("{name}@example.com"),
        host: "pop.example.com".to_owned(),
        smtp_host: "smtp.example.com".to_owned(),
        incoming_secret: EnteredSecret::Password(Secret::new("a word".to_owned())),
        ..EnteredAccount::default()
    };
    settings_of(&entered, n)
}

fn row(settings: AccountSettings) -> AccountRow {
    row_of(settings, Health::Ok)
}

fn types(world: &mut World, text: &str) {
    text.chars().for_each(|c| world.event(Event::Key(KeyPress::plain(Key::Char(c)))));
}

/// The screen without blanks and borders, between which wide letters stand.
fn squeezed(world: &World) -> String {
    without_blanks(&world.screen_words())
}

fn without_blanks(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '│').collect()
}

fn kept(world: &World) -> Vec<KeepLook> {
    world.asked.iter().filter_map(|job| if let Job::Look(keep) = job { Some(keep.clone()) } else { None }).collect()
}

fn changes(world: &World) -> Vec<AccountChange> {
    let changes = world.asked.iter().filter_map(|job| match job {
        Job::Account(AccountJob::Change(change)) => Some(change.clone()),
        _ => None,
    });
    changes.collect()
}

/// The accounts become known, as at the start.
fn known(world: &mut World, rows: Vec<AccountRow>) {
    world.event(Event::Notice(Notice::AccountChanged(Id::from_bytes([1; 16]))));
    let at = world.waiting.iter().rposition(|(_, job)| matches!(job, Job::Account(AccountJob::List(_)))).unwrap();
    let (ticket, _) = world.waiting.remove(at);
    world.event(Event::Answer(ticket, Ok(Report::Account(Box::new(AccountReport::List(rows)))).into()));
}

#[test]
fn the_language_is_chosen_and_kept_and_the_app_speaks_it_at_once() {
    let mut world = World::open(100, 30);
    world.presses("gS 3");
    assert!(squeezed(&world).contains("日本語"), "{}", world.screen_words());
    world.presses("2");
    assert_eq!(kept(&world), [KeepLook::Language(Language::Japanese)]);
    world.presses("gS");
    assert!(squeezed(&world).contains("メールアカウントを追加"), "{}", world.screen_words());
}

#[test]
fn a_new_key_is_pressed_and_kept_and_one_that_is_taken_is_told_by_its_command() {
    let mut world = World::open(100, 30);
    world.presses("gS 4");
    types(&mut world, "archive");
    world.presses("Enter");
    assert!(world.screen_words().contains("Archive"), "{}", world.screen_words());
    world.presses("d");
    let clash = world.screen_words();
    assert!(clash.contains("d belongs to “Delete"), "{clash}");
    world.presses("Enter");
    assert!(kept(&world).is_empty(), "a key that is taken is not kept");
    world.presses("Backspace Ctrl-y Enter");
    assert_eq!(kept(&world), [KeepLook::Keys("archive".to_owned(), Some(vec!["Ctrl-y".to_owned()]))]);
    let triaged = |world: &World| world.asked.iter().filter(|job| matches!(job, Job::Triage(_))).count();
    let before = triaged(&world);
    world.presses("e");
    assert_eq!(triaged(&world), before, "the old key is free");
    world.presses("Ctrl-y");
    assert_eq!(triaged(&world), before + 1);
    world.presses("gS 4");
    types(&mut world, "archive");
    world.presses("Enter Backspace");
    assert_eq!(kept(&world).last(), Some(&KeepLook::Keys("archive".to_owned(), None)));
    world.presses("e");
    assert_eq!(triaged(&world), before + 2, "its own key is back");
}

#[test]
fn s62_what_the_administrator_decides_is_no_choice_in_the_form_and_says_whose_it_is() {
    let mut world = World::open(100, 50);
    let policy =
        SharingPolicy { level: Some(SharingLevel::Public), locked: true, file: Some("/etc/xdg/fumi/policy.toml".to_owned()), fault: None };
    world.app.governed(policy, false, Vec::new());
    known(&mut world, vec![row(settings("sales", 1))]);
    world.presses("gS 5");
    let menu = world.screen_words();
    assert!(menu.contains("The administrator has set it for every account") && menu.contains("Public"), "{menu}");
    world.presses("1 Right");
    let form = world.screen_words();
    assert!(form.contains("‹ Public ›") && form.contains("/etc/xdg/fumi/policy.toml"), "{form}");
    assert!(!form.contains("Excluded domains"), "{form}");
    world.presses("Esc Esc Esc");
    world.event(Event::Notice(Notice::Policy(Box::default())));
    world.presses("gS 5 1 Right");
    let form = world.screen_words();
    assert!(form.contains("‹ Custom ›") && !form.contains("policy.toml"), "a policy that was taken back while the app runs: {form}");
}

#[test]
fn s113_a_default_that_is_off_is_told_once_and_one_key_puts_it_right() {
    let mut world = World::open(100, 30);
    world.app.mailboxes.accounts = None;
    let off = AccountSettings { enabled: false, default: true, ..settings("old", 1) };
    known(&mut world, vec![row(off), row(settings("new", 2))]);
    assert!(world.screen_words().contains("starts from “old”"), "{}", world.screen_words());
    world.presses("y");
    assert_eq!(changes(&world), [AccountChange::SetDefault(Id::from_bytes([2; 16]))]);
}

#[test]
fn the_default_that_is_switched_off_asks_for_the_next() {
    let mut world = World::open(100, 30);
    let default = AccountSettings { default: true, ..settings("one", 1) };
    world.app.mailboxes.accounts = Some(vec![row(default), row(settings("two", 2)), row(settings("three", 3))]);
    world.presses("gS 6 3");
    assert!(world.screen_words().contains("shall new mail start from"), "{}", world.screen_words());
    world.presses("2");
    let wanted =
        [AccountChange::SetEnabled { account: Id::from_bytes([1; 16]), on: false }, AccountChange::SetDefault(Id::from_bytes([3; 16]))];
    assert_eq!(changes(&world), wanted);
}

#[test]
fn an_account_about_to_be_paused_is_told_once_and_says_so_in_its_row() {
    let mut world = World::open(120, 30);
    let verdict = Verdict { stage: Stage::Warned, cause: Cause::Unused, next: Some((Stage::Paused, date(2027, 3, 6))) };
    let warned = AccountRow { retention: Some(verdict), ..row(settings("sales", 1)) };
    known(&mut world, vec![warned]);
    assert!(world.screen_words().contains("sales: not used for a long time, fetching pauses on"), "{}", world.screen_words());
    world.presses("gS 6");
    assert!(world.screen_words().contains("I still use it"), "{}", world.screen_words());
}

#[test]
fn goal_25_an_address_becomes_an_account_with_few_keys_at_every_provider() {
    let mut most = (0, "");
    for provider in provider::all().iter().filter(|one| one.pop3.is_some()) {
        let Some(domain) = provider.domains.first() else { continue };
        let mut world = World::open(80, 24);
        world.app.mailboxes.accounts = Some(Vec::new());
        let mut count = 0;
        let mut press = |world: &mut World, keys: &str| {
            count += keys.split_whitespace().count();
            world.presses(keys);
        };
        press(&mut world, "gS 1");
        types(&mut world, &format!("taro@{}", domain.replace('*', "taro")));
        press(&mut world, "Tab");
        let signs_in = world.app.top_form().is_some_and(|form| form.text("auth") == "oauth2");
        if !signs_in {
            types(&mut world, "secret");
        }
        if world.app.top_form().is_some_and(|form| form.text("host").is_empty()) {
            // A host of the customer's own is typed, as an address is.
            while world.app.top_form().and_then(|form| form.focused()) != Some("host") {
                press(&mut world, "Tab");
            }
            let own = provider.pop3.as_ref().map(|server| server.host.replace('*', "taro")).unwrap_or_default();
            types(&mut world, &own);
        }
        press(&mut world, "Ctrl-s");
        let begun = world.asked.iter().any(|job| match job {
            Job::Account(AccountJob::Test(TestOf::Entered { entered, .. })) => !entered.host.is_empty() && !entered.username.is_empty(),
            Job::Account(AccountJob::Change(AccountChange::Add(entered))) => entered.incoming_secret == EnteredSecret::Tokens,
            _ => false,
        });
        assert!(begun, "{}: {}", provider.id, world.screen_words());
        if count > most.0 {
            most = (count, provider.id.as_str());
        }
    }
    assert!(most.0 <= 25, "{most:?}");
}

#[test]
fn s76_what_gmail_asks_itself_stands_in_the_form_in_both_languages() {
    for (language, words) in [
        (Language::English, ["all mail, or for mail that arrives from now on", "Let Gmail keep it"]),
        (Language::Japanese, ["今後受信するメールのみか", "Gmailに残すかどうか"]),
    ] {
        let mut world = World::open(100, 50);
        world.app.words = std::sync::Arc::new(Catalogue::open(language));
        world.app.mailboxes.accounts = Some(Vec::new());
        world.presses("gS 1");
        types(&mut world, "taro@gmail.com");
        world.presses("Tab");
        let form = squeezed(&world);
        for said in words {
            assert!(form.contains(&without_blanks(said)), "{said}: {form}");
        }
    }
}

#[test]
fn no_hint_of_the_account_form_is_cut_at_80_columns_in_either_language() {
    for language in Language::ALL {
        for editing in [None, Some(settings("sales", 1))] {
            let mut world = World::open(80, 24);
            world.app.words = std::sync::Arc::new(Catalogue::open(*language));
            world.app.mailboxes.accounts = Some(editing.clone().map(row).into_iter().collect());
            world.presses(if editing.is_some() { "gS 6 1" } else { "gS 1" });
            let fields = world.app.top_form().unwrap().fields.len();
            for at in 0..fields {
                let form = world.app.top_form().unwrap();
                if form.fields[at].hidden {
                    continue;
                }
                form.focus = at;
                let (name, hint) = (form.fields[at].name, form.fields[at].hint.clone());
                let Some(hint) = hint.map(|hint| hint.say(&world.app.words)) else { continue };
                let shown = squeezed(&world);
                assert!(shown.contains(&without_blanks(&hint)), "{language:?} {name}: {hint}\n{}", world.screen_words());
            }
        }
    }
}

#[test]
fn who_signs_in_in_the_browser_types_no_password_and_is_led_there_after_saving() {
    let mut world = World::open(100, 50);
    world.app.mailboxes.accounts = Some(Vec::new());
    world.presses("gS 1");
    types(&mut world, "taro@gmail.com");
    world.presses("Tab Tab Right");
    let form = world.screen_words();
    assert!(form.contains("In the browser (OAuth2)"), "{form}");
    world.presses("Ctrl-s");
    let Some(AccountChange::Add(entered)) = changes(&world).pop() else { panic!("{}", world.screen_words()) };
    assert_eq!(entered.incoming_secret, EnteredSecret::Tokens);
    let saved = AccountSettings { incoming_secret: SecretSource::Tokens, ..settings("taro", 9) };
    let at = world.waiting.iter().rposition(|(_, job)| matches!(job, Job::Account(AccountJob::Change(_)))).unwrap();
    let (ticket, _) = world.waiting.remove(at);
    let report = AccountReport::Saved(AccountSaved { settings: Box::new(saved), warnings: Vec::new() });
    world.event(Event::Answer(ticket, Ok(Report::Account(Box::new(report))).into()));
    assert!(world.asked.iter().any(|job| matches!(job, Job::Account(AccountJob::BeginSignIn(_)))));
    assert!(!world.asked.iter().any(|job| matches!(job, Job::Fetch(_))), "there is nothing to log in with before");
}

#[test]
fn a_mail_has_the_signature_of_its_sender_and_changes_it_with_the_sender() {
    let mut world = World::open(100, 30);
    let signed = |name: &str, n, signature: &str| AccountSettings { signature: CleanText::block(signature), ..settings(name, n) };
    known(&mut world, vec![row(signed("one", 1, "Hanako\nSales")), row(signed("two", 2, "花子"))]);
    world.presses("c");
    assert!(world.screen_words().contains("Hanako"), "{}", world.screen_words());
    world.presses("Shift-Tab Right");
    let other = squeezed(&world);
    assert!(other.contains("花子") && !other.contains("Hanako"), "{other}");
}
