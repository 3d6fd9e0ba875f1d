//! Headers as mail really has them.

#![allow(clippy::unwrap_used)]
use super::*;

fn headers(text: &str) -> Headers {
    let mut headers = Headers::default();
    text.lines().for_each(|line| assert!(headers.take_line(line.as_bytes()), "{line}"));
    headers
}

#[test]
fn folded_values_are_one_value() {
    let headers = headers("Subject: one\n two\n\tthree\nX: y");
    assert_eq!(headers.text("subject").unwrap().as_str(), "one two three");
    assert_eq!(headers.shown().len(), 2);
}

#[test]
fn a_server_that_wrote_its_moment_oddly_is_still_heard() {
    for noted in [
        "Received: by x\nReceived: from y by z; Mon, 7 Mar 2022 09:00:40 +0000; via foo",
        "Received: from y by z; Mon, 7 Mar 2022 09:00:40 +0000 (envelope-from <a@b;c>)",
        "Received-Date: Mon, 7 Mar 2022 09:00:40 +0000",
        "ARC-Seal: i=1; a=rsa-sha256; t=1646643640; cv=none",
        "DKIM-Signature: v=1; t=1646643640; s=y",
        "X-Date: Mon, 7 Mar 2022 09:00:40 +0000",
    ] {
        assert_eq!(headers(noted).received().unwrap().at.to_rfc3339(), "2022-03-07T09:00:40Z", "{noted}");
    }
    let never_set = "Date: Thu, 1 Jan 1970 00:00:00 +0000";
    assert!(headers(never_set).date().is_some());
    assert!(headers(&format!("{never_set}\nReceived: by z; Mon, 7 Mar 2022 09:00:40 +0000")).date().is_none());
}

#[test]
fn message_ids_are_found_in_good_and_bad_fields() {
    let of = |text: &str| headers(&format!("References: {text}")).message_ids("References");
    assert_eq!(of("<a@b> <c@d>"), ["a@b", "c@d"]);
    assert_eq!(of("<a@b>\n <c@\n d>"), ["a@b", "c@d"]);
    assert_eq!(of("a@b c@d"), ["a@b", "c@d"]);
    assert_eq!(of("Message of Monday <a@b>"), ["a@b"]);
    assert_eq!(of("<\"from <a@b>"), ["a@b"]);
    assert_eq!(of("<a@b <c@d> <e@f"), ["a@b", "c@d", "e@f"]);
    assert_eq!(of("=?utf-8?Q?=3Ca=40b=3E?="), ["a@b"]);
    assert_eq!(of("=?utf-8?B?PGFAYj4gPGNAZD4=?="), ["a@b", "c@d"]);
    assert_eq!(of("\"a@b\""), ["a@b"]);
    assert_eq!(of("<20220307100000.17.AB>"), ["20220307100000.17.AB"]);
    for none in ["nothing", "<undefined>", "<null> <null>", "undefined undefined", "<>", "<@b>", "<a@>", "<0>", "<none>"] {
        assert_eq!(of(none), Vec::<String>::new(), "{none}");
    }
}

#[test]
fn the_servers_that_took_a_mail_are_asked_until_one_says_when() {
    let received = |text: &str| headers(text).received().map(|date| date.at.to_rfc3339()).unwrap_or_default();
    let date = "Tue, 8 Mar 2022 12:00:00 +0000";
    for text in [
        format!("Received: by b.example (no date here)\nReceived: from a by b; {date}"),
        format!("Received: by b.example; soon\nReceived: from a by b; {date} (UTC)\nReceived: from c; Mon, 7 Mar 2022 12:00:00 +0000"),
        format!("Received: from a by b {date}"),
        format!("X-Received: by 10.0.0.1; {date}"),
        format!("Received: nothing\nDelivery-date: {date}"),
        "X-OriginalArrivalTime: 08 Mar 2022 12:00:00.0000 (UTC) FILETIME=[A0:B1]".to_owned(),
    ] {
        assert_eq!(received(&text), "2022-03-08T12:00:00Z", "{text}");
    }
    let date = |text: &str| headers(text).date().map(|date| date.at.to_rfc3339()).unwrap_or_default();
    assert_eq!(date("Date: garbage\nDate: Mon, 7 Mar 2022 10:00:00 +0100"), "2022-03-07T09:00:00Z");
    assert_eq!(date("Received: x; Mon, 7 Mar 2022 09:00:40 +0000\nDate: Mon, 7 Mar 2022 10:00:00"), "2022-03-07T09:00:00Z");
    let spanish = "Date: jue ago 30 13:55:12 2007";
    assert_eq!(date(&format!("Received: x; Tue, 8 Mar 2022 12:00:00 +0000\n{spanish}")), "", "nobody else says so");
    assert_eq!(date(&format!("Received: x; Thu, 30 Aug 2007 11:56:00 +0000\n{spanish}")), "2007-08-30T11:55:12Z");
    assert_eq!(date(spanish), "2007-08-30T13:55:12Z");
    assert_eq!(date("Received: x; Tue, 8 Mar 2022 12:00:00 +0000\nDate: Thu Aug 30 13:55:12 2007"), "2007-08-30T13:55:12Z");
    let separated = crate::mime::parse(b"From a@b Tue Mar  8 12:00:00 2022\nSubject: x\n\ny");
    assert_eq!(separated.received.map(|at| at.to_rfc3339()).as_deref(), Some("2022-03-08T12:00:00Z"));
}

#[test]
fn forged_headers_are_marked() {
    let marked = |text: &str| {
        let headers = headers(text);
        let from = headers.addresses("From").addresses.into_iter().map(|address| (AddressRole::From, address)).collect::<Vec<_>>();
        headers.warnings(&from)
    };
    assert!(marked("From: a@b.example").is_empty());
    assert!(marked("From: a@b.example\nFrom: c@d.example").has(Warnings::ODD_FROM));
    assert!(marked("From: a@b.example, c@d.example").has(Warnings::ODD_FROM));
    assert!(marked("From: \"boss@bank.example\" <evil@x.example>").has(Warnings::NAME_HOLDS_ADDRESS));
    assert!(!marked("From: \"a@b.example\" <a@b.example>").has(Warnings::NAME_HOLDS_ADDRESS));
    assert!(marked("From: a@b.example\nSubject: x\nSubject: y").has(Warnings::DUPLICATE_HEADER));
}

#[test]
fn programs_and_lists_are_told_from_people() {
    assert_eq!(headers("From: a@b.example").automation("text/plain"), Automation::None);
    assert_eq!(headers("Auto-Submitted: auto-replied (vacation)").automation("text/plain"), Automation::AutoReply);
    assert_eq!(headers("Auto-Submitted: no").automation("text/plain"), Automation::None);
    assert_eq!(headers("Return-Path: <>").automation("text/plain"), Automation::Report);
    let list = headers("List-Id: Our list <Our.List.example>\nList-Post: <mailto:our@list.example>").list().unwrap();
    assert_eq!(list.id.as_str(), "our.list.example");
    assert_eq!(list.post.unwrap().address.as_str(), "our@list.example");
}

#[test]
fn headers_without_end_are_cut() {
    let mut headers = Headers::default();
    for _ in 0..1_000_000 {
        assert!(headers.take_line(b"X-A: bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb"));
    }
    assert!(headers.cut && headers.shown().len() <= limits::HEADER_LINES);
}
