#![allow(clippy::unwrap_used)]
//! What people of many lands and trades put under their mails (`tests/fixtures/signatures/habits.txt`): each value is right, and what is not there stays empty.

use super::{SenderMail, extract};
use crate::domain::mail::address::Address;
use crate::text::CleanText;

const MAILS: &str = include_str!("../../../tests/fixtures/signatures/habits.txt");

fn sender(text: &str) -> Address {
    let (name, address) = text.rsplit_once(' ').unwrap_or(("", text));
    Address { name: CleanText::line(name.trim_matches('"')), address: address.trim_matches(['<', '>']).parse().unwrap() }
}

#[test]
fn the_habits_of_many_people_are_understood() {
    let mut wrong = Vec::new();
    let mut mails = 0;
    for mail in MAILS.split("=== mail\n").skip(1) {
        let (head, text) = mail.split_once("\n---\n").unwrap();
        let said: Vec<(&str, &str)> = head.lines().filter_map(|line| line.split_once(": ")).collect();
        let from = said.iter().find(|(name, _)| *name == "from").unwrap().1;
        let found = extract(&SenderMail { from: Some(&sender(from)), text, ..SenderMail::default() });
        let value = |name: &str| found.fields.iter().find(|one| one.field.name() == name).map(|one| one.value.as_str());
        for (name, expected) in said.iter().filter(|(name, _)| *name != "from") {
            match *name {
                "none" => wrong.extend(expected.split(' ').filter_map(|name| Some(format!("{from}: {name} {}", value(name)?)))),
                name if value(name) != Some(*expected) => wrong.push(format!("{from}: {name} {:?} for {expected}", value(name))),
                _ => {}
            }
        }
        mails += 1;
    }
    assert!(mails > 90 && wrong.is_empty(), "{mails} mails, {wrong:#?}");
}
