//! Writing mail: answers, drafts, sending, and what becomes of it.

use fumi::config::settings::Theme;
use fumi::i18n::{Language, Text};
use fumi::jobs::Notice;
use fumi::jobs::outbox::{OutboxJob, OutboxState, SendMail};
use fumi::problem::{Code, Problem};
use fumi::store::outbox::Settled;
use fumi::tui::app::{Effect, Event, Left};

use crate::screens::ScreenWorld;

fn world() -> ScreenWorld {
    ScreenWorld::open(Language::English, 120, 40, Theme::Dark)
}

fn queued(world: &ScreenWorld) -> Vec<fumi::domain::mail::compose::EnteredDraft> {
    let queue = |job: &OutboxJob| match job {
        OutboxJob::Send(SendMail::Queue { entered, .. }) => Some((**entered).clone()),
        _ => None,
    };
    world.house.outbox_jobs.iter().filter_map(queue).collect()
}

#[test]
fn an_answer_is_written_and_queued_with_its_quote() {
    let mut world = world();
    world.keys("j r").types("Yes, January works.").keys("Ctrl-s");
    let sent = queued(&world);
    assert_eq!(sent.len(), 1, "{}", world.screen());
    assert_eq!(sent[0].to, "Anna Berg <anna@nordwind.example>");
    assert_eq!(sent[0].subject, "Re: Pilot in Q1");
    assert!(sent[0].body.starts_with("Yes, January works.\n\nOn "), "{}", sent[0].body);
    assert!(sent[0].body.contains("> the pilot can begin in January."), "{}", sent[0].body);
    assert!(sent[0].reply_of.is_some() && sent[0].in_reply_to.is_some());
    let screen = world.screen();
    assert!(screen.contains("Sending in 10 s; z takes it back."), "{screen}");
    assert!(screen.contains("Outbox 1"), "{screen}");
    assert!(!screen.contains("┌ Reply"), "the composer is closed\n{screen}");
}

#[test]
fn an_answer_to_all_names_the_others_and_a_forward_nobody() {
    let mut world = world();
    world.keys("j a");
    assert!(world.screen().contains("boss@sample.example"), "{}", world.screen());
    world.keys("Esc f");
    let screen = world.screen();
    assert!(screen.contains("Fwd: Pilot in Q1") && screen.contains("Forwarded message"), "{screen}");
    world.keys("Ctrl-s");
    assert!(queued(&world).is_empty());
    assert!(world.screen().contains("✗ Enter at least one address"), "{}", world.screen());
}

#[test]
fn letters_are_text_and_a_wrong_address_is_marked() {
    let mut world = world();
    world.keys("c").types("anna, q@b.example").keys("Tab Tab Tab").types("jq").keys("Enter").types("edx").keys("Ctrl-s");
    let screen = world.screen();
    assert!(screen.contains("“anna” is not a mail address"), "{screen}");
    assert!(screen.contains("edx"), "{screen}");
    assert!(queued(&world).is_empty());
}

#[test]
fn where_nothing_can_be_sent_what_is_typed_next_acts_on_no_mail() {
    let mut world = world();
    let account = std::mem::take(&mut world.house.settings.accounts).remove(0);
    world.event(Event::Notice(Notice::AccountChanged(account.id)));
    world.keys("j c").types("de!x");
    assert!(world.screen().contains("There is no account to send from"), "{}", world.screen());
    world.keys("q z");
    assert!(world.screen().contains("nothing to undo"), "{}", world.screen());
}

#[test]
fn a_draft_is_kept_after_some_seconds_and_when_the_composer_is_left() {
    let mut world = world();
    world.keys("c").types("half");
    assert!(world.house.drafts().is_empty());
    world.passes(3_500);
    assert_eq!(world.house.drafts()[0].entered.to, "half");
    world.types(" more").keys("Esc");
    assert_eq!(world.house.drafts().len(), 1, "saved over itself");
    assert_eq!(world.house.drafts()[0].entered.to, "half more");
    assert!(world.screen().contains("Draft kept"), "{}", world.screen());
    world.keys("gd");
    assert!(world.screen().contains("half more"), "{}", world.screen());
    world.keys("Enter Enter");
    assert!(world.screen().contains("New mail"), "{}", world.screen());
    world.keys("Shift-Tab Shift-Tab Shift-Tab");
    for _ in 0..12 {
        world.keys("Backspace");
    }
    world.keys("Esc");
    assert!(world.house.drafts().is_empty(), "an emptied draft is gone");
}

#[test]
fn a_search_shows_drafts_and_waiting_mail_above_the_mails_and_enter_leads_on() {
    for (language, draft, held, write_on) in
        [(Language::English, "Draft", "held", "Write on"), (Language::Japanese, "下書き", "送信待ち", "続きを書く")]
    {
        let mut world = ScreenWorld::open(language, 80, 24, Theme::Dark);
        world.keys("c").types("anna@b.example").keys("Tab Tab Tab").types("Zebra offer for the whole of the next year").keys("Esc");
        world.keys("/").types("zebra").keys("Enter");
        let row = |world: &ScreenWorld| world.screen().lines().find(|line| line.contains('✎')).unwrap_or_default().to_owned();
        assert!(row(&world).contains("Zebra offer") && row(&world).contains(draft), "{}", world.screen());
        world.keys("Enter");
        assert!(world.screen().contains(write_on), "{}", world.screen());
        world.keys("Enter");
        world.types("striped").keys("Ctrl-s");
        let (row, screen) = (row(&world), world.screen());
        assert!(row.contains("Zebra offer") && row.contains(held), "the draft waits in the outbox now\n{screen}");
        assert_eq!(screen.matches('✎').count(), 1, "{screen}");
        world.keys("z");
        assert!(!world.screen().contains(held), "{}", world.screen());
    }
}

#[test]
fn an_untouched_answer_leaves_no_draft() {
    let mut world = world();
    world.keys("r Esc");
    world.passes(10_000);
    assert!(world.house.drafts().is_empty());
}

#[test]
fn sending_while_a_draft_is_being_kept_makes_one_mail_and_no_draft() {
    let mut world = world();
    world.keys("c").types("a@b.example");
    world.slow = true;
    world.passes(3_500);
    world.keys("Ctrl-s");
    world.settle();
    world.keys("y");
    world.settle();
    assert_eq!(queued(&world).len(), 1);
    assert!(world.house.drafts().is_empty());
}

#[test]
fn leaving_with_a_mail_in_its_hold_time_is_asked_first() {
    let mut world = world();
    world.keys("c").types("a@b.example").keys("Ctrl-s y q");
    assert!(world.screen().contains("has not left yet"), "{}", world.screen());
    assert!(!world.effects.contains(&Effect::Leave));
    world.keys("y");
    assert!(world.effects.contains(&Effect::Leave));
}

#[test]
fn an_undone_send_opens_the_draft_again_and_the_outbox_is_empty() {
    let mut world = world();
    world.keys("j r").types("oops").keys("Ctrl-s");
    assert!(world.screen().contains("Outbox 1"));
    world.keys("z");
    let screen = world.screen();
    assert!(screen.contains("oops") && screen.contains("┌ Reply"), "{screen}");
    assert!(!screen.contains("Outbox 1"), "{screen}");
}

#[test]
fn a_refused_mail_keeps_every_word() {
    let mut world = world();
    world.keys("c").types("a@b.example").keys("Tab Tab Tab Tab").types("long letter");
    world.house.refuse = Some(Problem::failed(Code::DiskFull, Text::of("problem-busy")).hint(Text::of("problem-busy-hint")));
    world.keys("Ctrl-s y");
    assert!(world.screen().contains("That did not work"), "{}", world.screen());
    world.keys("Esc");
    assert!(world.screen().contains("long letter"), "{}", world.screen());
}

#[test]
fn the_editor_gets_the_text_and_gives_it_back() {
    let mut world = world();
    world.keys("c").types("a@b.example").keys("Tab Tab Tab Tab").types("one").keys("Ctrl-o");
    let Some(Effect::Edit { text, draft: Some(draft) }) = world.effects.last().cloned() else { panic!("{:?}", world.effects) };
    assert_eq!(text, "one");
    assert_eq!(world.house.drafts().last().map(|draft| draft.entered.body.as_str()), Some("one"), "kept before it was lent");
    let file = std::path::PathBuf::from("/edit");
    let left = |text: &str| Some(Left { file: file.clone(), draft: Some(draft), text: text.to_owned() });
    world.event(Event::Edited { left: left("one\ntwo 日本語\n"), good: true });
    assert!(world.effects.contains(&Effect::Forget(file.clone())), "{:?}", world.effects);
    assert!(world.screen().contains("two 日本語"), "{}", world.screen());
    world.event(Event::Edited { left: left("one\n"), good: false });
    assert!(world.screen().contains("The editor ended with an error"), "{}", world.screen());
    world.keys("Ctrl-s y");
    assert_eq!(queued(&world)[0].body, "one\ntwo 日本語");
}

#[test]
fn a_paste_and_an_undo_in_the_text() {
    let mut world = world();
    world.keys("c").types("a@b.example").keys("Tab Tab Tab Tab");
    world.event(Event::Paste("pasted\r\nlines\u{1b}[31m".to_owned()));
    assert!(world.screen().contains("pasted") && world.screen().contains("lines[31m"), "{}", world.screen());
    world.keys("Ctrl-u");
    assert!(!world.screen().contains("pasted"), "{}", world.screen());
}

#[test]
fn what_failed_is_said_and_the_outbox_lets_the_person_decide() {
    let mut world = world();
    let refused = Settled::Failed { code: Code::RecipientRefused, text: "550 5.1.1 no such user".to_owned() };
    world.house.tried("Refused", "x@b.example", refused);
    world.passes(1_000);
    let dark = world.house.tried("In the dark", "a@b.example", Settled::Unknown { text: "the line was cut".to_owned() });
    world.notice(Notice::OutboxChanged);
    assert!(world.screen().contains("go shows why") || world.screen().contains("go lets you decide"), "{}", world.screen());
    world.keys("go");
    let screen = world.screen();
    assert!(
        screen.contains("In the dark") && screen.contains("Refused") && screen.contains("unknown") && screen.contains("failed"),
        "{screen}"
    );
    world.keys("j Enter");
    let screen = world.screen();
    let said = screen.contains("refused a recipient") && screen.contains("The server said:");
    assert!(said && !screen.contains("recipient_refused"), "why, in words\n{screen}");
    world.keys("Esc").keys("go Enter");
    let screen = world.screen();
    assert!(screen.contains("It arrived: mark it as sent") && screen.contains("Send it again"), "{screen}");
    world.keys("2");
    assert!(world.house.outbox_jobs.contains(&OutboxJob::Send(SendMail::Retry(dark))));
    assert!(world.house.outgoing().iter().any(|row| row.key == dark && row.state == OutboxState::Queued));
}

#[test]
fn the_composer_fits_every_size_in_both_languages() {
    for language in [Language::English, Language::Japanese] {
        for (columns, rows) in [(80, 24), (120, 40), (200, 50), (60, 20)] {
            let mut world = ScreenWorld::open(language, columns, rows, Theme::Dark);
            world
                .keys("r")
                .types("お世話になっております。株式会社サンプルの田中です。先日はお打ち合わせのお時間をいただきありがとうございました。");
            let screen = world.screen();
            insta::assert_snapshot!(format!("composer-{}-{columns}x{rows}", language.word()), screen);
        }
    }
}

#[test]
fn a_forward_takes_the_attachments_along_and_one_can_be_taken_off() {
    let mut world = world();
    world.keys("j f");
    let screen = world.screen();
    assert!(screen.contains("Attached") && screen.contains("contract.pdf (184 KB)") && screen.contains("計画.xlsx"), "{screen}");
    world.types("ben@b.example").keys("Tab Tab Tab Tab Backspace");
    assert!(!world.screen().contains("contract.pdf ("), "{}", world.screen());
    world.keys("Ctrl-s");
    let sent = queued(&world);
    assert_eq!(sent.len(), 1, "{}", world.screen());
    assert_eq!(sent[0].enclosures.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["計画.xlsx"]);
}

#[test]
fn a_file_is_attached_by_its_path_and_kept_with_the_draft() {
    let mut world = world();
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("見積 書.pdf");
    std::fs::write(&file, b"%PDF-1.7").unwrap();
    world.keys("c").types("a@b.example").keys("Ctrl-t").types(&format!("'{}'", file.display())).keys("Enter");
    assert!(world.screen().contains("見積 書.pdf (8 B)"), "{}", world.screen());
    world.keys("Ctrl-t").types("/none/such.pdf").keys("Enter");
    assert!(world.screen().contains("cannot be read"), "{}", world.screen());
    world.keys("Esc Esc gd Enter Enter");
    assert!(world.screen().contains("見積 書.pdf (8 B)"), "it is kept with the draft\n{}", world.screen());
}

#[test]
fn what_may_have_been_overlooked_is_asked_once_and_no_leaves_the_mail_as_it_is() {
    let mut world = world();
    world.keys("c").types("a@b.example").keys("Tab Tab Tab Tab").types("The plan is attached.").keys("Ctrl-s");
    assert!(world.screen().contains("speaks of an attachment"), "{}", world.screen());
    world.keys("n");
    assert!(world.screen().contains("The plan is attached.") && queued(&world).is_empty(), "{}", world.screen());
    world.keys("Ctrl-s y");
    assert!(world.screen().contains("The subject is empty"), "{}", world.screen());
    world.keys("y");
    assert_eq!(queued(&world).len(), 1, "{}", world.screen());
    world.keys("j r Shift-Tab Shift-Tab Shift-Tab Shift-Tab").types(", eve@strange.example").keys("Ctrl-s");
    assert!(world.screen().contains("Nobody of"), "{}", world.screen());
    world.keys("n Esc gd Enter Enter Ctrl-s");
    assert!(world.screen().contains("Nobody of"), "a draft that is opened again is asked about as well\n{}", world.screen());
}

#[test]
fn a_mail_is_sent_at_a_time_and_the_outbox_says_when() {
    let mut world = world();
    world.keys("c").types("a@b.example").keys("Tab Tab Tab").types("Later").keys("Ctrl-g");
    assert!(world.screen().contains("When shall it go?"), "{}", world.screen());
    world.keys("Esc Ctrl-g").types("9").keys("Esc Ctrl-g Down Enter");
    assert_eq!(queued(&world).len(), 1, "{}", world.screen());
    assert!(world.screen().contains("Goes out "), "{}", world.screen());
    world.keys("go");
    assert!(world.screen().contains("goes out ") && world.screen().contains("Later"), "{}", world.screen());
    world.keys("Esc q");
    assert!(world.effects.contains(&Effect::Leave), "a mail that waits for its time keeps nobody here\n{}", world.screen());
}

#[test]
fn a_recipient_is_chosen_by_name_or_reading_and_customers_are_told_apart() {
    let mut world = world();
    world.keys("c").types("x@y.example, anna").keys("Ctrl-n");
    let screen = world.screen();
    assert!(screen.contains("To whom?") && screen.contains("Anna Berg <anna@nordwind.example>"), "{screen}");
    assert!(!screen.contains("me@sales.example"), "nobody writes to oneself\n{screen}");
    world.keys("Enter").keys("Tab Tab Tab").types("Hello").keys("Ctrl-s");
    let sent = queued(&world);
    assert_eq!(sent.len(), 1, "{}", world.screen());
    assert_eq!(sent[0].to, "x@y.example, Anna Berg <anna@nordwind.example>, ", "{}", world.screen());
}

#[test]
fn an_answer_is_sent_and_its_conversation_put_away_by_one_key() {
    let mut world = world();
    world.keys("j r").types("Done.").keys("Ctrl-x");
    assert_eq!(queued(&world).len(), 1, "{}", world.screen());
    world.keys("gi");
    assert!(!world.screen().contains("Pilot in Q1  Hi"), "{}", world.screen());
    world.keys("z");
    assert!(world.screen().contains("Pilot in Q1  Hi"), "{}", world.screen());
    world.keys("c").types("a@b.example").keys("Ctrl-x");
    assert!(world.screen().contains("Only an answer"), "{}", world.screen());
}

#[test]
fn what_nobody_answered_is_listed_by_its_name() {
    let mut world = world();
    world.keys("gw");
    assert!(world.screen().contains("Waiting for an answer"), "{}", world.screen());
    world.keys("gi");
    assert!(world.screen().contains("Inbox · "), "{}", world.screen());
}
