//! Reading a conversation by keys: lines, pages, messages, headers, the whole screen.

use fumi::config::settings::{MarkRead, Theme};
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::i18n::Language;

use fumi::jobs::outside::{OpenLink, OutsideJob, PipeMessage, PrintText, StopCommands};

use crate::screens::{Books, Mail, ScreenWorld, line};

/// A conversation of three messages, the oldest much longer than the screen, all of them read.
fn world() -> ScreenWorld {
    let mail = |minutes, depth, body: &[&str]| Mail {
        depth,
        read: true,
        body: body.iter().map(|line| (0, (*line).to_owned())).collect(),
        ..Mail::new(1, ("Anna Berg", "anna@nordwind.example"), "Pilot", minutes)
    };
    let long: Vec<String> = (1..=60).map(|n| format!("line {n} of the first")).collect();
    let long: Vec<&str> = long.iter().map(String::as_str).collect();
    let mails = vec![mail(90, 0, &long), mail(60, 1, &["the second", "and its end"]), mail(30, 2, &["the third"])];
    ScreenWorld::with(Books { mails, records: Vec::new() }, Language::English, 100, 30, Theme::Plain)
}

/// The numbers of the lines of the first message that the screen shows.
fn lines(world: &ScreenWorld) -> Vec<u32> {
    let number = |line: &str| line.split_once("line ")?.1.split_once(" of the first")?.0.parse().ok();
    world.screen().lines().filter_map(number).collect()
}

#[test]
fn a_long_message_is_read_by_lines_and_pages_and_goes_on_into_the_next_one() {
    let mut world = world();
    world.keys("Enter gg Enter");
    let first = lines(&world);
    assert_eq!(first[0], 1, "{}", world.screen());
    world.keys("j");
    assert_eq!(lines(&world).last(), first.last().map(|last| last + 1).as_ref(), "{}", world.screen());
    world.keys("k Space");
    let second = lines(&world);
    assert!(second[0] > *first.last().unwrap() - 2 && second[0] <= first.last().unwrap() + 1, "no line is missed\n{}", world.screen());
    // Line by line no line of the conversation stays unseen, and the messages that follow unfold as they are met.
    let mut seen = lines(&world);
    for _ in 0..120 {
        world.keys("j");
        seen.extend(lines(&world));
    }
    assert!((1..=60).filter(|n| *n >= second[0]).all(|n| seen.contains(&n)));
    for words in ["the second", "and its end", "the third"] {
        assert!(world.screen().contains(words), "{words}\n{}", world.screen());
    }
    for _ in 0..150 {
        world.keys("k");
    }
    assert_eq!(lines(&world)[0], 1, "{}", world.screen());
}

#[test]
fn long_names_and_many_recipients_take_more_rows_and_a_hostile_name_leaves_its_address_in_sight() {
    let long = ("鈴木 花子（みなと企画デザイン室 照明計画担当）", "suzuki@minato-kikaku.example");
    let hostile: &'static str = Box::leak("Bank of Trust <safe@bank.example> ".repeat(40).into_boxed_str());
    for (from, whole) in [(long, true), ((hostile, "who@elsewhere.example"), false)] {
        let mut mail = Mail::new(1, from, "照明計画", 100);
        mail.cc = vec!["a.berg@nordwind.example"; 30];
        for (columns, rows) in [(80, 24), (120, 40)] {
            let books = Books { mails: vec![mail.clone()], records: Vec::new() };
            let mut world = ScreenWorld::with(books, Language::English, columns, rows, Theme::Plain);
            let screen = world.keys("Enter w").screen();
            let joined: String = screen.chars().filter(|c| !c.is_whitespace() && *c != '│').collect();
            let name: String = from.0.chars().filter(|c| !c.is_whitespace()).collect();
            assert_eq!(joined.contains(&name), whole, "{screen}");
            assert!(joined.contains(&format!("<{}>", from.1)), "{screen}");
            let cc = screen.lines().filter(|line| line.contains("a.berg@")).count();
            assert!((2..=4).contains(&cc), "{cc} rows of copies\n{screen}");
        }
    }
}

#[test]
fn what_is_laid_out_by_and_by_is_as_if_it_were_laid_out_at_once() {
    let mut world = world();
    world.keys("Enter gg");
    for keys in ["J", "Enter", "-", "H", "K", "-", "H", "J", "J", "-", "T", "-", "-"] {
        world.keys(keys);
        let before = world.screen();
        world.resize(91, 30).resize(100, 30);
        let again = world.screen();
        assert_eq!(before, again, "after {keys}");
    }
}

#[test]
fn space_at_the_end_of_a_message_begins_the_next_one() {
    let mut world = world();
    world.keys("Enter gg Enter");
    for _ in 0..12 {
        world.keys("Space");
    }
    assert!(world.screen().contains("the third"), "{}", world.screen());
}

#[test]
fn keys_act_on_the_message_that_was_gone_to() {
    let mut world = world();
    world.keys("Enter K K Enter H");
    let screen = world.screen();
    assert!(screen.contains("Message-ID: <1.90@mail.example>"), "{screen}");
    world.keys("H");
    assert!(!world.screen().contains("Message-ID"), "{}", world.screen());
    world.keys("J Enter H");
    let screen = world.screen();
    assert!(screen.contains("Message-ID: <1.60@mail.example>"), "{screen}");
    world.keys("-");
    assert!(!world.screen().contains("and its end"), "{}", world.screen());
}

#[test]
fn a_pane_gets_the_whole_screen_and_gives_it_back() {
    let mut world = world();
    let whole = world.screen();
    world.keys("w");
    assert!(!world.screen().contains("Mailboxes") && world.screen().contains("Inbox"), "{}", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("the third") && !world.screen().contains("Inbox"), "{}", world.screen());
    world.keys("h w");
    assert_eq!(world.screen(), whole);
}

#[test]
fn the_message_that_was_gone_to_stays_in_sight_when_the_pane_gets_another_width() {
    let mail = |minutes, depth, words: &str| Mail {
        depth,
        read: true,
        body: vec![(0, words.repeat(300))],
        ..Mail::new(1, ("Anna Berg", "anna@nordwind.example"), "Pilot", minutes)
    };
    let mails = vec![mail(90, 0, "first "), mail(60, 1, "second ")];
    let mut world = ScreenWorld::with(Books { mails, records: Vec::new() }, Language::English, 100, 30, Theme::Plain);
    world.keys("Enter K Enter J");
    let header = |world: &ScreenWorld| world.screen().lines().any(|line| line.contains("└ Anna Berg"));
    assert!(header(&world), "{}", world.screen());
    world.keys("w");
    assert!(header(&world), "{}", world.screen());
    world.keys("w");
    assert!(header(&world), "{}", world.screen());
}

#[test]
fn no_text_is_set_wider_than_a_hundred_columns() {
    let mail = Mail { body: vec![(0, "word ".repeat(60))], ..Mail::new(1, ("Anna Berg", "anna@nordwind.example"), "Wide", 5) };
    let mut world = ScreenWorld::with(Books { mails: vec![mail], records: Vec::new() }, Language::English, 200, 50, Theme::Plain);
    world.keys("Enter w");
    let widest = world.screen().lines().filter(|line| line.contains("word word")).map(|line| line.matches("word").count()).max();
    assert_eq!(widest, Some(20), "{}", world.screen());
}

#[test]
fn the_html_of_a_mail_with_both_forms_is_shown_as_text_with_its_links() {
    let html = "<p>In <b>HTML</b>: <a href='https://shop.example/offer'>the offer</a></p>";
    let both = Mail { html: Some(html), read: true, ..Mail::new(1, ("Anna Berg", "anna@nordwind.example"), "Both", 5) };
    let one = Mail { read: true, ..Mail::new(2, ("Anna Berg", "anna@nordwind.example"), "One", 9) };
    let mut world = ScreenWorld::with(Books { mails: vec![both, one], records: Vec::new() }, Language::English, 100, 30, Theme::Plain);
    world.keys("Enter");
    assert!(!world.screen().contains("In HTML"), "{}", world.screen());
    world.keys("T");
    assert!(world.screen().contains("In HTML: the offer") && world.screen().contains("https://shop.example/offer"), "{}", world.screen());
    world.keys("T");
    assert!(!world.screen().contains("In HTML"), "{}", world.screen());
    world.keys("h j T");
    assert!(world.screen().contains("one form only"), "{}", world.screen());
}

#[test]
fn a_link_says_where_it_leads_before_it_opens_and_nothing_opens_by_reading() {
    let html = "<p>Dear customer, <a href='https://evil.example/login'>https://bank.example</a> or \
        <a href='https://shop.example/offer'>our offer</a> or <a href='mailto:help@shop.example?subject=Hi'>write</a></p>";
    let mail = Mail { html: Some(html), read: true, ..Mail::new(1, ("Bank", "bank@evil.example"), "Both", 5) };
    let mut world = ScreenWorld::with(Books { mails: vec![mail], records: Vec::new() }, Language::English, 120, 30, Theme::Plain);
    world.keys("Enter T");
    let screen = world.screen();
    assert!(screen.contains("https://bank.example[1!evil.example]") && screen.contains("offer[2]"), "{screen}");
    assert!(screen.contains("! [1] https://evil.example/login") && !screen.contains("! [2]"), "{screen}");
    world.keys("W");
    assert!(world.screen().contains("! [1] evil.example"), "{}", world.screen());
    world.keys("Enter");
    assert!(world.screen().contains("Leads to evil.example, not to bank.example"), "{}", world.screen());
    world.keys("Esc W Down Enter");
    assert!(world.screen().contains("Leads to shop.example"), "{}", world.screen());
    assert!(world.house.outside.is_empty(), "nothing opened yet");
    world.keys("Enter");
    assert_eq!(world.house.outside, [OutsideJob::Link(OpenLink(line("https://shop.example/offer")))]);
    assert!(world.screen().contains("Opened in the browser: https://shop.example/offer"), "{}", world.screen());
    world.keys("W Down Down Enter Enter");
    let screen = world.screen();
    assert!(screen.contains("help@shop.example") && screen.contains("Hi"), "our own composer\n{screen}");
    assert_eq!(world.house.outside.len(), 1);
}

#[test]
fn attachments_are_opened_saved_where_one_says_or_saved_all_at_once() {
    let attachments =
        vec![("report.pdf", "application/pdf", 1_000), ("計画.xlsx", "application/vnd.ms-excel", 2_000), ("page.html", "text/html", 30)];
    let mail = Mail { attachments, read: true, ..Mail::new(1, ("Anna Berg", "anna@nordwind.example"), "Plans", 5) };
    let mut world = ScreenWorld::with(Books { mails: vec![mail], records: Vec::new() }, Language::English, 120, 30, Theme::Plain);
    world.keys("Enter");
    assert!(world.house.outside.is_empty(), "nothing opens because a mail was shown");
    world.keys("A Enter Enter");
    let OutsideJob::Attachment(opened) = &world.house.outside[0] else { panic!() };
    assert_eq!(opened.index, 1);
    assert!(world.screen().contains("Opened “report.pdf”"), "{}", world.screen());
    // Into another folder, which is typed; a second time under another name.
    let folder = world.house.downloads().join("other");
    std::fs::create_dir(&folder).unwrap();
    for name in ["計画.xlsx", "計画 (2).xlsx"] {
        world.keys("A Down Enter Down Down Enter").types(folder.to_str().unwrap()).keys("Enter");
        assert_eq!(std::fs::metadata(folder.join(name)).unwrap().len(), 2_000, "{}", world.screen());
    }
    world.keys("A Down Down Down Enter Enter");
    assert!(world.screen().contains("Saved 3 attachments in "), "{}", world.screen());
    assert_eq!(std::fs::read_dir(world.house.downloads()).unwrap().count(), 4, "three files and the folder");
    // A folder that is not there is a problem and no folder.
    world.keys("A Enter Down Down Enter").types("/no/such/folder").keys("Enter");
    assert!(world.screen().contains("That did not work"), "{}", world.screen());
    world.keys("Esc");
    // A page is opened only after a yes.
    world.keys("A Down Down Enter Enter");
    assert!(world.screen().contains("remote content"), "{}", world.screen());
    world.keys("n");
    assert_eq!(world.house.outside.len(), 1);
    world.keys("A Down Down Enter Enter y");
    assert_eq!(world.house.outside.len(), 2);
}

/// A mail with both forms, whose HTML loads pictures.
fn letter_with_page() -> Mail {
    let html = "<p>In HTML: <a href='https://shop.example/offer'>offer</a><img src='https://pixel.example/t.gif'></p>";
    Mail { html: Some(html), read: true, ..Mail::new(1, ("Anna Berg", "anna@nordwind.example"), "Both", 5) }
}

#[test]
fn the_links_of_the_html_are_listed_whichever_form_is_shown_and_the_browser_asks_first() {
    let books = Books { mails: vec![letter_with_page()], records: Vec::new() };
    let mut world = ScreenWorld::with(books, Language::English, 120, 30, Theme::Plain);
    world.keys("Enter W");
    assert!(world.screen().contains("[1] shop.example"), "{}", world.screen());
    world.keys("Esc : b r o w s e Enter");
    assert!(world.screen().contains("pixel.example"), "{}", world.screen());
    assert!(world.house.outside.is_empty());
    world.keys("y");
    assert!(matches!(world.house.outside[..], [OutsideJob::Page(_)]));
    assert!(world.screen().contains("Opened in the browser."), "{}", world.screen());
}

#[test]
fn the_source_of_a_mail_is_read_and_saved_and_its_text_printed() {
    let books = Books { mails: vec![letter_with_page()], records: Vec::new() };
    let mut world = ScreenWorld::with(books, Language::English, 100, 20, Theme::Plain);
    world.keys("Enter : r a w Enter");
    assert!(world.screen().contains("Message-ID: <1.5@mail.example>"), "{}", world.screen());
    world.keys("G");
    assert!(world.screen().contains("--=_other--"), "{}", world.screen());
    world.resize(60, 20).keys("gg q");
    assert!(!world.screen().contains("Message-ID"), "{}", world.screen());
    let folder = world.house.downloads();
    world.keys(":").types(&format!("save {}", folder.display())).keys("Enter");
    world.keys(":").types(&format!("save {}/other", folder.display())).keys("Enter");
    let saved = std::fs::read(folder.join("Both.eml")).unwrap();
    assert!(saved.starts_with(b"From: ") && saved == std::fs::read(folder.join("other.eml")).unwrap(), "{}", world.screen());
    world.keys(": p r i n t Enter");
    let Some(OutsideJob::Print(PrintText(text))) = world.house.outside.last() else { panic!("{}", world.screen()) };
    assert!(text.contains("From: Anna Berg <anna@nordwind.example>") && text.contains("\nBoth\n"), "{text}");
}

#[test]
fn a_message_is_given_to_a_command_whose_words_are_shown_and_which_ends_when_told() {
    let books = Books { mails: vec![letter_with_page()], records: Vec::new() };
    let mut world = ScreenWorld::with(books, Language::English, 100, 24, Theme::Plain);
    world.keys("Enter |").types("grep -c ^").keys("Enter");
    let OutsideJob::Pipe(PipeMessage { command, .. }) = &world.house.outside[0] else { panic!() };
    assert_eq!(command, "grep -c ^");
    assert!(world.screen().contains("Running") && world.screen().contains("| grep -c ^"), "{}", world.screen());
    world.keys("j Esc");
    assert_eq!(world.house.outside[1..], [OutsideJob::Stop(StopCommands)]);
}

#[test]
fn what_the_server_says_of_a_sender_stands_beside_it_and_is_found_and_a_forged_word_is_not() {
    const TAKEN: &str = "Received: from x by mx.example.com; Mon, 23 Nov 2026 01:00:00 +0000\r\n";
    let said = |n, name, trace| Mail { trace, read: true, ..Mail::new(n, (name, "info@bank.example"), name, n) };
    let mails = vec![
        said(
            1,
            "Honest",
            "Authentication-Results: mx.example.com; dmarc=pass\r\nReceived: from x by mx.example.com; Mon, 23 Nov 2026 01:00:00 +0000\r\n",
        ),
        said(
            2,
            "Liar",
            "Authentication-Results: mx.example.com; dmarc=fail\r\nReceived: from x by mx.example.com; Mon, 23 Nov 2026 01:00:00 +0000\r\nAuthentication-Results: mx.example.com; dmarc=pass\r\n",
        ),
        said(3, "Quiet", TAKEN),
    ];
    let mut world = ScreenWorld::with(Books { mails, records: Vec::new() }, Language::English, 120, 30, Theme::Plain);
    assert!(world.screen().contains("Honest → sales  ✓ signed"), "{}", world.screen());
    world.keys("j");
    assert!(world.screen().contains("Liar → sales  ✗ not from there"), "{}", world.screen());
    world.keys("j");
    assert!(!world.screen().contains("signed") && !world.screen().contains("not from there"), "{}", world.screen());
    for (query, found) in [("auth:pass", "Honest"), ("auth:fail", "Liar"), ("auth:none", "Quiet")] {
        world.keys("gi /").types(query).keys("Enter");
        let list = world.screen().lines().take(12).collect::<Vec<_>>().join("\n");
        for name in ["Honest", "Liar", "Quiet"] {
            assert_eq!(list.contains(name), name == found, "{query}\n{list}");
        }
    }
}

/// An unread mail, and when it counts as read.
fn unread(when: MarkRead) -> ScreenWorld {
    let mails = vec![Mail::new(1, ("Anna Berg", "anna@nordwind.example"), "News", 5)];
    let mut world = ScreenWorld::with(Books { mails, records: Vec::new() }, Language::English, 100, 30, Theme::Plain);
    world.app.mark_read(when);
    world
}

#[test]
fn a_mail_counts_as_read_when_the_person_wants_it() {
    let left = |world: &ScreenWorld| world.house.count(MailboxRole::Inbox).1;
    let mut world = unread(MarkRead::Open);
    world.keys("Enter");
    assert_eq!(left(&world), 0, "at once");

    let mut world = unread(MarkRead::After(5));
    world.keys("Enter").passes(3_000).keys("h").passes(3_000).keys("Enter").passes(4_000);
    assert_eq!(left(&world), 1, "who comes back begins anew");
    assert!(world.app.next_due().is_some(), "the app wakes for it");
    world.passes(1_000);
    assert_eq!(left(&world), 0, "after five seconds");
    world.keys("u").passes(60_000);
    assert_eq!(left(&world), 1, "what was marked unread stays so");

    let mut world = unread(MarkRead::Leave);
    world.keys("Enter").passes(60_000);
    assert_eq!(left(&world), 1);
    world.keys("h");
    assert_eq!(left(&world), 0, "on leaving");
    let mut world = unread(MarkRead::Leave);
    world.keys("j k").passes(60_000);
    assert_eq!(left(&world), 1, "what is only shown beside the list is not left");

    let mut world = unread(MarkRead::Never);
    world.keys("Enter").passes(60_000).keys("h");
    assert_eq!(left(&world), 1, "never");
    world.keys("u");
    assert_eq!(left(&world), 0, "but by hand");
}

#[test]
fn opened_from_sent_a_conversation_stands_at_what_was_sent() {
    let mail = |minutes, depth, from, mailbox, body: &str| Mail {
        depth,
        read: true,
        mailbox,
        body: vec![(0, body.to_owned())],
        ..Mail::new(1, from, "Pilot", minutes)
    };
    let (anna, me) = (("Anna Berg", "anna@nordwind.example"), ("Sales", "sales@example.com"));
    let mails = vec![
        mail(90, 0, anna, MailboxRole::Inbox, "her question"),
        mail(60, 1, me, MailboxRole::Sent, "my answer"),
        mail(30, 2, anna, MailboxRole::Inbox, "her thanks"),
    ];
    let mut world = ScreenWorld::with(Books { mails, records: Vec::new() }, Language::English, 100, 30, Theme::Plain);
    world.keys("Enter H");
    assert!(world.screen().contains("Message-ID: <1.30@mail.example>"), "{}", world.screen());
    world.keys("H h gt Enter H");
    assert!(world.screen().contains("Message-ID: <1.60@mail.example>"), "{}", world.screen());
}

#[test]
fn a_mail_with_a_wrong_label_is_read_in_the_charset_that_is_named_and_only_for_now() {
    let (sjis, _, _) = encoding_rs::SHIFT_JIS.encode("お見積りの件です。");
    let mut raw = b"Content-Type: text/plain; charset=windows-1251\r\nContent-Transfer-Encoding: 8bit\r\nFrom: a@b.example\r\nSubject: Label\r\nDate: Mon, 23 Nov 2026 01:00:00 +0000\r\n\r\n".to_vec();
    raw.extend_from_slice(&sjis);
    let other = Mail { read: true, ..Mail::new(9, ("Anna Berg", "anna@nordwind.example"), "Other", 9_000) };
    let mut world = ScreenWorld::with(Books { mails: vec![other], records: Vec::new() }, Language::English, 100, 30, Theme::Plain);
    world.house.arrive_raw(&raw);
    world.keys("gs gi Enter");
    assert!(world.screen().contains("┌ Label"), "{}", world.screen());
    assert!(!world.screen().contains("お見積り"), "{}", world.screen());
    world.keys(":").types("charset sjis").keys("Enter");
    assert!(world.screen().contains("お見積りの件です。") && world.screen().contains("Read in Shift_JIS"), "{}", world.screen());
    world.keys(":").types("charset shift-gis").keys("Enter");
    assert!(world.screen().contains("Did you mean Shift_JIS?"), "{}", world.screen());
    world.keys(":").types("charset auto").keys("Enter");
    assert!(!world.screen().contains("お見積り") && !world.screen().contains("Read in"), "{}", world.screen());
    world.keys(":").types("charset").keys("Enter").types("euc-jp").keys("Enter");
    assert!(world.screen().contains("Read in EUC-JP"), "{}", world.screen());
    world.keys("h j Enter h k Enter");
    assert!(!world.screen().contains("Read in EUC-JP"), "for this view only\n{}", world.screen());
}
