//! Stories of an IMAP account at servers that lie, know little, hang up, or hold very much.

use std::collections::{BTreeMap, BTreeSet};

use fumi::domain::account::{AccountSettings, Incoming, OnServer};
use fumi::domain::mail::compose::EnteredDraft;
use fumi::jobs::changes::UndoRedo;
use fumi::jobs::outbox::DraftKey;
use fumi::jobs::triage::{EmptyTrash, TriageAction};
use fumi::store::outbox::{OutboxWrite, OutboxWritten};
use fumi::store::{Write, Written};
use fumi::workers::fetch::{FetchOptions, FetchRules};

use crate::home::{Home, RULES, account};
use crate::imap_stories::{does, sees};
use crate::numbers::Numbers;
use crate::scripted_imap::{Cut, ImapMail, ScriptedImap};
use crate::scripted_pop3::small_mail;

fn over_imap(server: &ScriptedImap) -> AccountSettings {
    AccountSettings { protocol: Incoming::Imap, ..account(server.port, OnServer::Leave) }
}

fn mails(count: usize) -> Vec<Vec<u8>> {
    (1..=count).map(small_mail).collect()
}

/// Where the server has each mail, in the words of [`sees`].
fn there(server: &ScriptedImap) -> BTreeMap<String, BTreeSet<String>> {
    let shown = |place: &String| {
        let name = place.split(' ').next().unwrap().replace("INBOX", "Inbox");
        let marks: String = [("\\Seen", "r"), ("\\Flagged", "*"), ("\\Answered", "a")]
            .iter()
            .filter(|(flag, _)| place.contains(flag))
            .map(|(_, mark)| *mark)
            .collect();
        format!("{name} {marks}").trim_end().to_owned()
    };
    let all = server.sees();
    for (subject, places) in &all {
        assert_eq!(places.len(), 1, "one mail is one mail: {subject} {places:?}");
    }
    all.into_iter().map(|(subject, places)| (subject, places.iter().map(shown).collect())).collect()
}

async fn syncs(home: &Home, account: &AccountSettings) -> u64 {
    let summary = home.fetch(account).await;
    assert_eq!(summary.error, None);
    summary.fetched
}

#[tokio::test]
async fn a_mail_that_was_listed_too_small_comes_whole_and_costs_no_other() {
    let server = ScriptedImap::with("", mails(4));
    let long = [&small_mail(5)[..], &b"0123456789abcdef\r\n".repeat(520_000)].concat();
    assert!(long.len() > 9_000_000);
    let lies = ImapMail { bytes: long.clone(), listed_size: Some(100), ..ImapMail::default() };
    server.state().mailboxes.get_mut("INBOX").unwrap().put(lies.clone());
    let (home, account) = (Home::new(), over_imap(&server));
    assert_eq!(syncs(&home, &account).await, 5);
    assert!(home.stored().contains(&long), "every byte of it");

    // A server that pays no heed to the piece that was asked for: that mail cannot come, and all others do.
    let bytes = [&small_mail(6)[..], &b"0123456789abcdef\r\n".repeat(520_000)].concat();
    server.state().mailboxes.get_mut("INBOX").unwrap().put(ImapMail { bytes, always_whole: true, ..lies });
    for n in 7..=9 {
        server.state().mailboxes.get_mut("INBOX").unwrap().put(ImapMail { bytes: small_mail(n), ..ImapMail::default() });
    }
    for came in [3, 0] {
        let summary = home.fetch(&account).await;
        assert_eq!((summary.error, summary.fetched), (None, came));
        let left: Vec<(&str, &str)> = summary.skipped.iter().map(|one| (one.uid.as_str(), one.reason.code.word())).collect();
        assert_eq!(left, [("6", "message_unavailable")]);
    }
    assert_eq!(home.stored().len(), 8);
}

/// A mail that another session is moving at this moment may come without its bytes: nothing is kept for it, and it comes whole when it is there.
#[tokio::test]
async fn a_mail_that_comes_without_its_bytes_is_asked_for_again() {
    let server = ScriptedImap::with("", mails(2));
    let hollow = ImapMail { listed_size: Some(300), ..ImapMail::default() };
    server.state().mailboxes.get_mut("INBOX").unwrap().put(hollow);
    let (home, account) = (Home::new(), over_imap(&server));
    for came in [2, 0] {
        let summary = home.fetch(&account).await;
        let left: Vec<&str> = summary.skipped.iter().map(|one| one.reason.code.word()).collect();
        assert_eq!((summary.error, summary.fetched, left), (None, came, vec!["message_unavailable"]));
    }
    server.state().mailboxes.get_mut("INBOX").unwrap().mails[2].bytes = small_mail(3);
    assert_eq!((syncs(&home, &account).await, home.stored().len()), (1, 3));
    // One that is listed as empty is a mail without a word.
    server.state().mailboxes.get_mut("INBOX").unwrap().put(ImapMail::default());
    assert_eq!((syncs(&home, &account).await, home.stored().len()), (1, 4));
}

#[tokio::test]
async fn a_mail_over_the_limit_stays_on_the_server_even_when_its_listed_size_lies() {
    let server = ScriptedImap::with("", mails(2));
    let long = [&small_mail(3)[..], &vec![b'x'; 5_000], b"\r\n"].concat();
    server.state().mailboxes.get_mut("INBOX").unwrap().put(ImapMail { bytes: long.clone(), listed_size: Some(100), ..ImapMail::default() });
    let (home, account) = (Home::new(), over_imap(&server));
    let limit = FetchRules { max_size: Some(2_000), ..RULES };
    for came in [2, 0] {
        let summary = home.fetch_asked(&account, limit, FetchOptions::default()).await;
        let left: Vec<&str> = summary.skipped.iter().map(|one| one.reason.code.word()).collect();
        assert_eq!((summary.error, summary.fetched, left), (None, came, vec!["too_large"]));
    }
    assert_eq!(syncs(&home, &account).await, 1);
    assert!(home.stored().contains(&long));
}

/// Whatever a server knows of moving and removing, each mail ends in one place, and only what was named is ever removed.
#[tokio::test]
async fn servers_without_move_or_without_uidplus_are_served_safely() {
    for offers in ["", "MOVE", "UIDPLUS", "UIDPLUS MOVE"] {
        let server = ScriptedImap::with(offers, mails(6));
        let (home, account) = (Home::new(), over_imap(&server));
        assert_eq!(syncs(&home, &account).await, 6);
        // What another client marked and did not remove yet is that client's.
        server.state().mailboxes.get_mut("INBOX").unwrap().mails[5].flags.insert("\\Deleted".to_owned());
        does(&home, 1, TriageAction::Archive).await;
        does(&home, 2, TriageAction::Delete).await;
        does(&home, 3, TriageAction::Star(true)).await;
        does(&home, 4, TriageAction::Archive).await;
        for _ in 0..3 {
            assert_eq!(syncs(&home, &account).await, 0, "{offers}: what was moved is the same mail");
        }
        home.database.write(Write::Changes(UndoRedo::Undo)).await.unwrap();
        for _ in 0..2 {
            syncs(&home, &account).await;
        }
        let mut here = sees(&home);
        here.remove("mail number 6");
        assert_eq!(there(&server), here, "{offers}");
        let places = [1, 2, 3, 4, 5].map(|n| here[&format!("mail number {n}")].iter().cloned().collect::<String>());
        assert_eq!(places, ["Archive", "Trash", "Inbox *", "Inbox", "Inbox"], "{offers}");

        home.database.write(Write::EmptyTrash(EmptyTrash { mailboxes: Vec::new(), agreed: None })).await.unwrap();
        for _ in 0..2 {
            assert_eq!(syncs(&home, &account).await, 0, "{offers}: what was removed for good does not come back");
        }
        assert_eq!(there(&server).len(), 4, "{offers}");
        let inbox = &server.state().mailboxes["INBOX"].mails.clone();
        assert!(inbox.iter().any(|mail| mail.uid == 6), "{offers}: it is not ours to take");
        assert_eq!(server.heard("EXPUNGE"), 0, "{offers}: a bare EXPUNGE takes what others marked");
        assert_eq!(server.heard("UID EXPUNGE") > 0, offers.contains("UIDPLUS"), "{offers}");
        assert_eq!(server.heard("UID MOVE") > 0, offers.contains("MOVE"), "{offers}");
    }
}

/// The network goes away at every command of a sync that brings mail down and changes up, before or after the server carried it out: nothing is lost, doubled or done twice.
#[tokio::test]
async fn a_connection_that_is_cut_at_any_command_costs_nothing() {
    for offers in ["UIDPLUS MOVE", ""] {
        let mut commands = 1;
        let mut number = 0;
        while number < commands {
            for cut in [Cut::Before, Cut::After] {
                let server = ScriptedImap::with(offers, mails(5));
                let (home, account) = (Home::new(), over_imap(&server));
                syncs(&home, &account).await;
                does(&home, 1, TriageAction::Archive).await;
                does(&home, 2, TriageAction::Delete).await;
                does(&home, 3, TriageAction::Star(true)).await;
                server.state().mailboxes.get_mut("INBOX").unwrap().put(ImapMail { bytes: small_mail(6), ..ImapMail::default() });
                let before = server.state().heard.len();
                server.state().cut = Some(cut(before + 1 + number));
                let ended = home.fetch(&account).await.error;
                server.state().cut = None;
                let heard = server.state().heard.len() - before;
                let said = server.state().heard.last().cloned().unwrap_or_default();
                assert!(said == "LOGOUT" || ended.is_some(), "{offers}: cut at {said} without a word");
                commands = commands.max(heard + usize::from(ended.is_some()));
                for _ in 0..2 {
                    syncs(&home, &account).await;
                }
                assert_eq!(home.stored().len(), 6, "{offers}: {said}");
                assert_eq!(there(&server), sees(&home), "{offers}: {said}");
                let here = sees(&home);
                let places = [1, 2, 3, 4].map(|n| here[&format!("mail number {n}")].iter().cloned().collect::<String>());
                assert_eq!(places, ["Archive", "Trash", "Inbox *", "Inbox"], "{offers}: {said}");
            }
            number += 1;
        }
        assert!(commands > 15, "{commands} commands in a sync");
    }
}

/// An hour on the train: much is done, taken back and done again while no fetch comes through; then one does, and both sides are the same.
#[tokio::test]
async fn an_hour_without_a_network_goes_up_in_one_sync() {
    let server = ScriptedImap::with("UIDPLUS MOVE", mails(30));
    let (home, account) = (Home::new(), over_imap(&server));
    syncs(&home, &account).await;
    let mut dice = Numbers::of(11);
    for minute in 0..240 {
        let n = 1 + dice.below(30);
        let action = match dice.below(6) {
            0 => TriageAction::Archive,
            1 => TriageAction::Delete,
            2 => TriageAction::Spam,
            3 => TriageAction::Read(dice.below(2) == 0),
            4 => TriageAction::Star(dice.below(2) == 0),
            _ => {
                let _ = home.database.write(Write::Changes(UndoRedo::Undo)).await;
                continue;
            }
        };
        does(&home, n, action).await;
        if minute % 60 == 0 {
            let next = server.state().heard.len() + 1;
            server.state().cut = Some(Cut::Before(next));
            assert!(home.fetch(&account).await.error.is_some());
        }
    }
    server.state().cut = None;
    let here = sees(&home);
    syncs(&home, &account).await;
    assert_eq!((there(&server), sees(&home)), (here.clone(), here));
    assert_eq!(syncs(&home, &account).await, 0);
}

/// The drafts that the server has, by their subjects.
fn drafts_there(server: &ScriptedImap) -> Vec<String> {
    server
        .sees()
        .into_iter()
        .flat_map(|(subject, places)| places.into_iter().filter(|place| place.starts_with("Drafts")).map(move |_| subject.clone()))
        .collect()
}

/// Keeps a draft of the account, as the composer does; answers its key.
async fn writes(home: &Home, account: &AccountSettings, key: Option<DraftKey>, subject: &str) -> DraftKey {
    let entered = EnteredDraft {
        account: Some(account.id),
        to: "yamada@sample.example, hal".to_owned(),
        bcc: "boss@sample.example".to_owned(),
        subject: subject.to_owned(),
        body: "Dear Yamada,\n\nthe offer".to_owned(),
        ..EnteredDraft::default()
    };
    let written = home.database.write(Write::Outbox(Box::new(OutboxWrite::SaveDraft(key, Box::new(entered))))).await.unwrap();
    let Written::Outbox(OutboxWritten::Saved(key, _)) = written else { panic!("{written:?}") };
    key
}

async fn throws_away(home: &Home, key: DraftKey) {
    home.database.write(Write::Outbox(Box::new(OutboxWrite::DropDraft(key)))).await.unwrap();
}

#[tokio::test]
async fn a_draft_lies_on_the_server_as_it_is_here_and_goes_when_it_goes_here() {
    for offers in ["UIDPLUS MOVE", ""] {
        let server = ScriptedImap::with(offers, mails(1));
        let (home, account) = (Home::new(), over_imap(&server));
        let key = writes(&home, &account, None, "Offer").await;
        for _ in 0..2 {
            syncs(&home, &account).await;
            assert_eq!((drafts_there(&server), server.heard("APPEND")), (vec!["Offer".to_owned()], 1), "{offers}");
        }
        let there = server.state().mailboxes["Drafts"].mails[0].clone();
        let text = String::from_utf8(there.bytes).unwrap();
        assert!(text.contains("To: yamada@sample.example\r\n") && text.contains("Bcc: boss@sample.example\r\n"), "{text}");
        assert!(text.contains("the offer") && there.flags.contains("\\Draft") && there.flags.contains("\\Seen"), "{text}");
        assert_eq!(home.stored().len(), 1, "{offers}: a draft of ours is no mail that came");

        // What is written on the phone comes, and nothing that is done here touches it.
        let phone = ImapMail { bytes: small_mail(8), flags: ["\\Draft".to_owned()].into(), ..ImapMail::default() };
        server.state().mailboxes.get_mut("Drafts").unwrap().put(phone);
        writes(&home, &account, Some(key), "Offer of May").await;
        for _ in 0..2 {
            syncs(&home, &account).await;
            assert_eq!(drafts_there(&server), ["Offer of May", "mail number 8"], "{offers}");
        }
        assert_eq!(home.stored().len(), 2, "{offers}");
        let heard = server.state().heard.clone();
        let at = |word: &str| heard.iter().rposition(|command| command.starts_with(word)).unwrap();
        assert!(at("APPEND") < at("UID STORE"), "{offers}: the new one is there before the earlier one goes");

        throws_away(&home, key).await;
        for _ in 0..2 {
            syncs(&home, &account).await;
            assert_eq!(drafts_there(&server), ["mail number 8"], "{offers}");
        }
        assert_eq!((home.stored().len(), server.heard("EXPUNGE")), (2, 0), "{offers}");
        assert!(sees(&home).values().all(|places| !places.iter().any(|place| place.starts_with("Trash"))), "{offers}");
    }
}

/// A short mail goes up without a wait where the server takes that, a long one never, and a server that wants to know hears who asks.
#[tokio::test]
async fn what_a_server_offers_is_used_and_what_it_does_not_is_not() {
    for (offers, follows, introduced) in [("LITERAL- ID", true, true), ("LITERAL+ UIDPLUS", true, false), ("", false, false)] {
        let server = ScriptedImap::with(offers, mails(1));
        let (home, account) = (Home::new(), over_imap(&server));
        writes(&home, &account, None, "Offer").await;
        syncs(&home, &account).await;
        writes(&home, &account, None, &"long ".repeat(150)).await;
        let long = EnteredDraft { account: Some(account.id), body: "word ".repeat(2_000), ..EnteredDraft::default() };
        home.database.write(Write::Outbox(Box::new(OutboxWrite::SaveDraft(None, Box::new(long))))).await.unwrap();
        syncs(&home, &account).await;
        let appends: Vec<bool> =
            server.state().heard.iter().filter(|command| command.starts_with("APPEND")).map(|command| command.ends_with("+}")).collect();
        assert_eq!(appends, [follows, follows, false], "{offers}");
        assert_eq!(server.state().mailboxes["Drafts"].mails.len(), 3, "{offers}");
        let said = server.state().heard.iter().find(|command| command.starts_with("ID ")).cloned();
        let wanted = introduced.then(|| format!("ID (\"name\" \"fumi\" \"version\" \"{}\")", env!("CARGO_PKG_VERSION")));
        assert_eq!(said, wanted, "{offers}");
    }
}

/// A draft that somebody removed on the phone stays here and is not put there again, until more is written here.
#[tokio::test]
async fn a_draft_that_went_on_the_phone_stays_here() {
    let server = ScriptedImap::with("UIDPLUS", mails(1));
    let (home, account) = (Home::new(), over_imap(&server));
    let key = writes(&home, &account, None, "Offer").await;
    syncs(&home, &account).await;
    server.state().mailboxes.get_mut("Drafts").unwrap().mails.clear();
    for _ in 0..2 {
        syncs(&home, &account).await;
    }
    assert_eq!((drafts_there(&server).len(), server.heard("APPEND")), (0, 1));
    writes(&home, &account, Some(key), "Offer of May").await;
    for _ in 0..2 {
        syncs(&home, &account).await;
    }
    assert_eq!(drafts_there(&server), ["Offer of May"]);
    // Another account's draft is that account's.
    let other = AccountSettings { id: fumi::domain::ids::Id::from_bytes([8; 16]), ..account.clone() };
    writes(&home, &other, Some(key), "Offer of June").await;
    syncs(&home, &account).await;
    assert_eq!(drafts_there(&server), Vec::<String>::new());
}

#[tokio::test]
async fn a_connection_that_is_cut_at_any_command_doubles_no_draft() {
    for offers in ["UIDPLUS", ""] {
        let (mut commands, mut number) = (1, 0);
        while number < commands {
            let server = ScriptedImap::with(offers, mails(1));
            let (home, account) = (Home::new(), over_imap(&server));
            let key = writes(&home, &account, None, "Offer").await;
            let other = writes(&home, &account, None, "Thanks").await;
            syncs(&home, &account).await;
            writes(&home, &account, Some(key), "Offer of May").await;
            throws_away(&home, other).await;
            let before = server.state().heard.len();
            server.state().cut = Some(Cut::After(before + 1 + number));
            let ended = home.fetch(&account).await.error;
            server.state().cut = None;
            let heard = server.state().heard.len() - before;
            commands = commands.max(heard + usize::from(ended.is_some()));
            // More is written before the next sync: what the cut left there is no draft any more.
            writes(&home, &account, Some(key), "Offer of June").await;
            for _ in 0..2 {
                syncs(&home, &account).await;
            }
            let said = server.state().heard[before..before + heard].last().cloned();
            assert_eq!((drafts_there(&server), home.stored().len()), (vec!["Offer of June".to_owned()], 1), "{offers}: {said:?}");
            number += 1;
        }
        assert!(commands > 10, "{commands} commands in a sync");
    }
}

#[tokio::test]
async fn a_mailbox_of_a_hundred_thousand_mails_is_looked_at_and_brings_its_newest_first() {
    let server = ScriptedImap::with("", Vec::new());
    {
        let mut state = server.state();
        let inbox = state.mailboxes.get_mut("INBOX").unwrap();
        for _ in 0..99_960 {
            inbox.put(ImapMail { listed_size: Some(5_000), ..ImapMail::default() });
        }
        for n in 1..=40 {
            inbox.put(ImapMail { bytes: small_mail(n), ..ImapMail::default() });
        }
    }
    let (home, account) = (Home::new(), over_imap(&server));
    let limit = FetchRules { max_size: Some(2_000), ..RULES };
    let first = home.fetch_asked(&account, limit, FetchOptions::default()).await;
    assert_eq!((first.error, first.fetched, first.skipped.len()), (None, 40, 99_960));
    let asked = server.state().heard.iter().find(|command| command.contains("BODY")).cloned().unwrap();
    assert!(asked.starts_with("UID FETCH 99961:100000 "), "{asked}");
    server.state().mailboxes.get_mut("INBOX").unwrap().put(ImapMail { bytes: small_mail(41), ..ImapMail::default() });
    let next = home.fetch_asked(&account, limit, FetchOptions::default()).await;
    assert_eq!((next.error, next.fetched), (None, 1));
}
