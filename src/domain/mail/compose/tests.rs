#![allow(clippy::unwrap_used)]
use super::*;
use crate::domain::ids::MessageKey;
use crate::domain::mail::address::Address;
use crate::domain::mail::address_list::parse_address_list;
use crate::domain::mail::body::{BodyLine, BodySpan, BodyText, LineKind, SpanStyle};
use crate::domain::mail::message::ListHeaders;
use crate::domain::mail::message_id::MessageId;
use crate::domain::mail::own::Own;
use crate::domain::time::Instant;
use crate::text::CleanText;

fn people(typed: &str) -> Vec<Address> {
    parse_address_list(typed).into_iter().map(Result::unwrap).collect()
}

fn line(quote: u8, text: &str, kind: LineKind) -> BodyLine {
    let spans = if text.is_empty() { Vec::new() } else { vec![BodySpan { text: CleanText::line(text), style: SpanStyle::Plain }] };
    BodyLine { quote, kind, spans }
}

fn original() -> Original {
    Original {
        key: MessageKey(7),
        thread: crate::domain::ids::ThreadKey(7),
        account: None,
        own: Own::new(["me@sales.example".to_owned(), "me@old.example".to_owned()]),
        message_id: MessageId::new("<two@a>"),
        references: MessageId::all_of("<one@a>"),
        from: people("Anna Berg <anna@b.example>"),
        reply_to: Vec::new(),
        follow_up: Vec::new(),
        to: people("Me <ME@sales.example>, Carl <carl@b.example>"),
        cc: people("dora@b.example, me@old.example"),
        list: None,
        subject: CleanText::line("Pilot"),
        date: Instant(0),
        body: BodyText {
            lines: vec![
                line(0, "Hello", LineKind::Text),
                line(1, "you said", LineKind::Text),
                line(0, "", LineKind::Text),
                line(0, "-- ", LineKind::Signature),
                line(0, "Anna", LineKind::Signature),
            ],
            ..BodyText::default()
        },
        attachments: Vec::new(),
        size: 0,
    }
}

fn words() -> QuoteWords {
    QuoteWords { attribution: "Anna wrote:".to_owned(), forwarded: vec!["--- Forwarded ---".to_owned(), "From: Anna".to_owned()] }
}

#[test]
fn an_answer_goes_to_the_author_and_quotes_one_level_deeper() {
    let draft = reply(&original(), false, &words());
    assert_eq!(draft.to, "Anna Berg <anna@b.example>");
    assert_eq!(draft.cc, "");
    assert_eq!(draft.subject, "Re: Pilot");
    assert_eq!(draft.body, "\n\nAnna wrote:\n> Hello\n>> you said\n");
    assert_eq!(draft.in_reply_to.unwrap().as_str(), "<two@a>");
    assert_eq!(draft.references.iter().map(MessageId::as_str).collect::<Vec<_>>(), ["<one@a>", "<two@a>"]);
    assert_eq!(draft.reply_of, Some(MessageKey(7)));
}

#[test]
fn an_answer_to_all_leaves_out_ourselves_and_names_nobody_twice() {
    let mut mail = original();
    mail.cc.extend(people("Carl <CARL@b.example>, anna@b.example"));
    let draft = reply(&mail, true, &words());
    assert_eq!(draft.to, "Anna Berg <anna@b.example>");
    assert_eq!(draft.cc, "Carl <carl@b.example>, dora@b.example");
}

#[test]
fn reply_to_is_obeyed_unless_it_is_only_the_list() {
    let mut mail = original();
    mail.reply_to = people("desk@b.example");
    assert_eq!(reply(&mail, false, &words()).to, "desk@b.example");
    mail.reply_to = people("Talk <talk@lists.example>");
    mail.list = Some(ListHeaders { post: people("talk@lists.example").pop(), ..ListHeaders::default() });
    assert_eq!(reply(&mail, false, &words()).to, "Anna Berg <anna@b.example>");
    assert!(reply(&mail, true, &words()).cc.contains("talk@lists.example"));
}

#[test]
fn a_mail_of_our_own_is_answered_to_its_recipients() {
    let mut mail = original();
    mail.from = people("me@sales.example");
    mail.to = people("Carl <carl@b.example>");
    mail.cc = people("dora@b.example");
    assert_eq!(reply(&mail, false, &words()).to, "Carl <carl@b.example>");
    assert_eq!(reply(&mail, false, &words()).cc, "");
    assert_eq!(reply(&mail, true, &words()).cc, "dora@b.example");
    mail.to = people("me@sales.example");
    assert_eq!(reply(&mail, false, &words()).to, "me@sales.example", "a note to oneself can be answered");
}

#[test]
fn an_answer_to_a_domain_with_an_underscore_goes_there() {
    let mut mail = original();
    mail.from = people("Anna <anna@my-host.example>");
    mail.from[0].address = "anna@my_host.example".parse().unwrap();
    let draft = reply(&mail, false, &words()).read().unwrap();
    assert_eq!(draft.to[0].address.as_str(), "anna@my_host.example");
}

#[test]
fn a_form_of_our_own_site_is_answered_to_whom_it_names() {
    let mut mail = original();
    (mail.from, mail.to, mail.cc) = (people("Shop <me+shop@sales.example>"), people("me@sales.example"), Vec::new());
    mail.reply_to = people("Anna Berg <anna@b.example>");
    for all in [false, true] {
        let draft = reply(&mail, all, &words());
        assert_eq!((draft.to.as_str(), draft.cc.as_str()), ("Anna Berg <anna@b.example>", ""));
    }
}

#[test]
fn a_long_conversation_names_its_first_and_newest_mails() {
    let mut mail = original();
    mail.references = (0..500).map(|n| MessageId::new(&format!("<{n}@a>")).unwrap()).collect();
    let references = reply(&mail, false, &words()).references;
    assert_eq!(references.len(), 40);
    assert_eq!(references[0].as_str(), "<0@a>");
    assert_eq!(references[38].as_str(), "<499@a>");
    assert_eq!(references[39].as_str(), "<two@a>");
}

#[test]
fn marks_of_answering_stand_once_in_any_language() {
    for subject in [
        "Offer",
        "Re: Offer",
        "RE: re:Offer",
        "Fwd: Re: Offer",
        "返信: Offer",
        "返信：転送： Offer",
        "ＲＥ：Offer",
        "Re[2]: Offer",
        "AW: WG: Offer",
        "Re^3: Offer",
    ] {
        assert_eq!(reply_subject(&CleanText::line(subject)).as_str(), "Re: Offer", "{subject}");
        assert_eq!(forward_subject(&CleanText::line(subject)).as_str(), "Fwd: Offer", "{subject}");
    }
    assert_eq!(without_marks("Resolution: yes"), "Resolution: yes");
    assert_eq!(without_marks("[list] Re: x"), "[list] Re: x");
    assert_eq!(reply_subject(&CleanText::line("")).as_str(), "Re:");
}

#[test]
fn a_mail_passed_on_carries_its_headers_and_starts_anew() {
    let draft = forward(&original(), &words());
    assert_eq!(draft.subject, "Fwd: Pilot");
    assert_eq!(draft.body, "\n\n--- Forwarded ---\nFrom: Anna\n\nHello\n> you said\n\n-- \nAnna\n");
    assert_eq!((draft.in_reply_to, draft.references.len(), draft.to.as_str()), (None, 0, ""));
    assert_eq!(draft.forward_of, Some(MessageKey(7)));
}

#[test]
fn every_faulty_field_is_named_at_once() {
    let entered = EnteredDraft { to: "anna".to_owned(), bcc: "x@".to_owned(), subject: "s".repeat(3000), ..EnteredDraft::default() };
    let fields: Vec<_> = entered.read().unwrap_err().into_iter().map(|fault| fault.field.word()).collect();
    assert_eq!(fields, ["to", "bcc", "subject"]);
    assert_eq!(EnteredDraft::default().read().unwrap_err()[0].kind, FaultKind::NoRecipient);
    let twice = EnteredDraft { to: "a@b.example, A@B.example".to_owned(), bcc: "a@b.example".to_owned(), ..EnteredDraft::default() };
    let draft = twice.read().unwrap();
    assert_eq!((draft.to.len(), draft.bcc.len()), (1, 0));
}

#[test]
fn a_link_may_fill_only_what_is_harmless() {
    let link = parse_mailto(
        "mailto:anna@b.example,carl%40b.example?cc=d@b.example&subject=H%C3%A9llo%0d%0aBcc:%20x@y.example&body=a%0D%0Ab&in-reply-to=%3Cone@a%3E\
         &attach=/etc/passwd&bcc=spy@evil.example&from=boss@b.example&reply-to=x@y.example&attachment=x",
    )
    .unwrap();
    assert_eq!(link.draft.to, "anna@b.example, carl@b.example");
    assert_eq!(link.draft.cc, "d@b.example");
    assert_eq!(link.draft.bcc, "");
    assert_eq!(link.draft.subject, "Héllo Bcc: x@y.example");
    assert_eq!(link.draft.body, "a\nb");
    assert_eq!(link.draft.in_reply_to.unwrap().as_str(), "<one@a>");
    let ignored: Vec<_> = link.ignored.iter().map(CleanText::as_str).collect();
    assert_eq!(ignored, ["attach", "bcc", "from", "reply-to", "attachment"]);
}

#[test]
fn a_link_among_recipients_fills_what_it_asks_for_and_overwrites_nothing() {
    let spread = |to: &str, cc: &str, subject: &str| {
        let mut entered = EnteredDraft { to: to.to_owned(), cc: cc.to_owned(), subject: subject.to_owned(), ..EnteredDraft::default() };
        let ignored: Vec<String> = spread_links(&mut entered).into_iter().map(CleanText::into_string).collect();
        (entered.to, entered.cc, entered.subject, entered.body, ignored.join(" "))
    };
    let told = |to: &str, cc: &str, subject: &str, body: &str, ignored: &str| {
        (to.to_owned(), cc.to_owned(), subject.to_owned(), body.to_owned(), ignored.to_owned())
    };
    let link = "mailto:a@b.example?cc=c@d.example&subject=Hi%20you&body=x%0Ay";
    assert_eq!(spread(link, "", ""), told("a@b.example", "c@d.example", "Hi you", "x\ny", ""));
    assert_eq!(
        spread(&format!("Z <z@b.example>, {link}, y@b.example"), "e@f.example", "mine"),
        told("Z <z@b.example>, a@b.example, y@b.example", "e@f.example, c@d.example", "mine", "x\ny", "subject")
    );
    assert_eq!(spread("<MAILTO:a@b.example?bcc=spy@evil.example>", "", ""), told("a@b.example", "", "", "", "bcc"));
    assert_eq!(spread("z@b.example", link, ""), told("z@b.example", "a@b.example, c@d.example", "Hi you", "x\ny", ""));
    for plain in ["mailto:a@b.example", "a@b.example", "notmailto:a@b?x=y", "mailto:", ""] {
        assert_eq!(spread(plain, "", "").0, plain, "nothing is asked for beside an address");
    }
    assert_eq!(spread("mailto:?to=a@b.example", "", "").0, "a@b.example");
    assert_eq!(spread("mailto:?", "", "").0, "", "a link that asks for nothing goes");
}

#[test]
fn no_link_hides_a_recipient_or_breaks_anything() {
    for uri in [
        "mailto:",
        "MAILTO:a@b.example",
        "mailto:?",
        "mailto:a@b.example%0d%0aBcc:c@d.example",
        "mailto:a@b.example%00",
        "mailto:%ff%fe",
        "mailto:a@b.example?to=%0aBcc:%20x@y.example",
        "mailto:a@b.example?cc=x%0d%0aBcc:y%20%3Cz@w.example%3E",
        "mailto:a@b.example?subject",
        "mailto:a@b.example?&&==&%&%4",
    ] {
        let link = parse_mailto(uri).unwrap();
        assert_eq!(link.draft.bcc, "", "{uri}");
        for field in [&link.draft.to, &link.draft.cc, &link.draft.subject] {
            assert!(!field.contains(['\r', '\n', '\0']), "{uri}: {field:?}");
            assert!(!field.contains("x@y.example") && !field.contains("z@w.example"), "{uri}: {field:?}");
        }
    }
    let huge = format!("mailto:a@b.example?body={}", "x".repeat(1_000_000));
    let link = parse_mailto(&huge).unwrap();
    assert_eq!((link.draft.body.as_str(), link.ignored.len()), ("", 1));
    assert_eq!(parse_mailto("http://a"), Err(NotMailto));
    assert_eq!(parse_mailto("ｍailto"), Err(NotMailto));
}

#[test]
fn an_answer_to_all_goes_where_its_writer_wants_it_and_never_to_us() {
    let wanted = Original { follow_up: people("list@l.example, me@sales.example, List <LIST@l.example>"), ..original() };
    let draft = reply(&wanted, true, &words());
    assert_eq!((draft.to.as_str(), draft.cc.as_str()), ("list@l.example", ""));
    assert_eq!(reply(&wanted, false, &words()).to, "Anna Berg <anna@b.example>", "an answer to the author alone is not meant");
    let to_us = Original { follow_up: people("me@sales.example"), ..original() };
    assert_eq!(reply(&to_us, true, &words()).to, reply(&original(), true, &words()).to, "nobody is left out by it");
}

#[test]
fn an_answer_to_the_list_goes_to_the_list_alone() {
    assert!(reply_to_list(&original(), &words()).is_none());
    let list = crate::domain::mail::message::ListHeaders {
        id: CleanText::line("l.example"),
        post: people("list@l.example").pop(),
        unsubscribe: CleanText::default(),
    };
    let draft = reply_to_list(&Original { list: Some(list), ..original() }, &words()).unwrap();
    assert_eq!((draft.to.as_str(), draft.cc.as_str(), draft.subject.as_str()), ("list@l.example", "", "Re: Pilot"));
}
