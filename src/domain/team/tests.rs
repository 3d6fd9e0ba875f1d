//! Three members who are away as they like and do what they like end with the same records.
#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};

use super::change::{Arrival, DELETED, FieldChange, Fields, KIND, Seen, SeenValue, arrive};
use super::difference::differences;
use super::merges::{MERGED_INTO, Merge, Merges, REFERENCES, place_value, placed, restore, take_over};
use crate::domain::ids::Id;
use crate::domain::time::Instant;
use crate::text::numbers::Numbers;

fn id(n: u64) -> Id {
    let mut bytes = [0; 16];
    bytes[..8].copy_from_slice(&n.to_be_bytes());
    Id::from_bytes(bytes)
}

fn change(number: i64, field: &str, value: Option<&str>) -> FieldChange {
    let value = value.map(str::to_owned);
    FieldChange { number, record: id(1), field: field.to_owned(), value, member: "a".to_owned(), at: Instant(0), group: id(0) }
}

/// One thing that was done: record, field, what it was and became.
type Done = Vec<(Id, String, Option<String>, Option<String>)>;

#[derive(Default)]
struct Member {
    name: String,
    ours: BTreeMap<Id, Fields>,
    seen: BTreeMap<Id, Seen>,
    read_to: usize,
    done: Vec<Done>,
    passed_over: usize,
}

impl Member {
    fn alive(&self, kind: &[&str]) -> Vec<Id> {
        let alive = |fields: &Fields| {
            fields.get(KIND).is_some_and(|one| kind.contains(&one.as_str()))
                && !fields.contains_key(DELETED)
                && !fields.contains_key(MERGED_INTO)
        };
        self.ours.iter().filter(|(_, fields)| alive(fields)).map(|(id, _)| *id).collect()
    }

    fn set(&mut self, record: Id, field: &str, value: Option<String>) -> (Id, String, Option<String>, Option<String>) {
        let fields = self.ours.entry(record).or_default();
        let before = fields.get(field).cloned();
        match &value {
            Some(value) => fields.insert(field.to_owned(), value.clone()),
            None => fields.remove(field),
        };
        (record, field.to_owned(), before, value)
    }

    fn merge(&mut self, gone: Id, kept: Id) -> Done {
        let mut done = Vec::new();
        for (field, value) in self.ours[&gone].clone() {
            if field.starts_with("address:") {
                done.push(self.set(gone, &field, None));
                if !self.ours[&kept].contains_key(&field) {
                    done.push(self.set(kept, &field, Some(place_value(100, placed(&value).1))));
                }
            }
        }
        let named = gone.to_string();
        let deals: Vec<Id> = self.ours.iter().filter(|(_, fields)| fields.get("contact") == Some(&named)).map(|(id, _)| *id).collect();
        for deal in deals {
            done.push(self.set(deal, "contact", Some(kept.to_string())));
        }
        done.push(self.set(gone, MERGED_INTO, Some(kept.to_string())));
        done
    }

    fn undo(&mut self) {
        let Some(done) = self.done.pop() else { return };
        // As `changed_since` refuses.
        if done.iter().all(|(record, field, _, after)| self.ours.get(record).and_then(|fields| fields.get(field)) == after.as_ref()) {
            for (record, field, before, _) in done.into_iter().rev() {
                self.set(record, &field, before);
            }
        }
    }

    fn pull(&mut self, log: &[FieldChange], most: usize) {
        // What was sent in one go is taken in one go.
        let mut until = self.read_to.saturating_add(most).min(log.len());
        while until > 0 && until < log.len() && log[until].group == log[until - 1].group {
            until += 1;
        }
        let merged: Vec<Id> = self.ours.iter().filter(|(_, fields)| fields.contains_key(MERGED_INTO)).map(|(id, _)| *id).collect();
        for change in &log[self.read_to..until] {
            let ours = self.ours.entry(change.record).or_default();
            arrive(ours, self.seen.entry(change.record).or_default(), change);
        }
        self.read_to = until;
        self.settle(&merged);
    }

    fn merges(&self) -> Merges {
        Merges::of(self.ours.iter().filter_map(|(gone, fields)| {
            let kept = fields.get(MERGED_INTO)?;
            let seen = self.seen.get(gone).and_then(|seen| seen.get(MERGED_INTO));
            let number = seen.filter(|seen| seen.value.as_ref() == Some(kept)).map(|seen| seen.number);
            Some(Merge { gone: *gone, kept: kept.parse().unwrap(), number })
        }))
    }

    fn settle(&mut self, merged: &[Id]) {
        let merges = self.merges();
        self.passed_over += self.ours.keys().filter(|record| merges.is_passed_over(**record)).count();
        let mut left = Vec::new();
        for (record, fields) in &mut self.ours {
            left.extend(merges.settle(*record, fields));
            if merged.contains(record)
                && !fields.contains_key(MERGED_INTO)
                && let Some(seen) = self.seen.get(record)
            {
                restore(fields, seen);
            }
        }
        for (winner, fields) in left {
            take_over(self.ours.entry(winner).or_default(), fields);
        }
    }

    /// The answer with the numbers is lost where `lost`: the next pull brings them.
    fn push(&mut self, log: &mut Vec<FieldChange>, lost: bool) -> usize {
        let before = log.len();
        let group = id(before as u64);
        for (record, ours) in &self.ours {
            let seen = self.seen.entry(*record).or_default();
            for (field, value) in differences(ours, seen) {
                let number = i64::try_from(log.len()).unwrap() + 1;
                if !lost {
                    seen.insert(field.clone(), SeenValue { value: value.clone(), number, taken: true });
                }
                let (record, member) = (*record, self.name.clone());
                log.push(FieldChange { number, record, field, value, member, at: Instant(0), group });
            }
        }
        log.len() - before
    }
}

const ADDRESSES: [&str; 5] =
    ["address:a@x.example", "address:b@x.example", "address:c@x.example", "address:d@x.example", "address:e@x.example"];

fn act(member: &mut Member, numbers: &mut Numbers, next: &mut u64) {
    let people = member.alive(&["lead", "contact"]);
    let any = |from: &[Id], numbers: &mut Numbers| (!from.is_empty()).then(|| from[numbers.below(from.len())]);
    let done = match numbers.below(12) {
        0 | 1 => {
            *next += 1;
            let address = ADDRESSES[numbers.below(ADDRESSES.len())];
            vec![member.set(id(*next), KIND, Some("lead".to_owned())), member.set(id(*next), address, Some(place_value(0, "x")))]
        }
        2 => match any(&people, numbers) {
            Some(contact) => {
                *next += 1;
                vec![member.set(id(*next), KIND, Some("deal".to_owned())), member.set(id(*next), "contact", Some(contact.to_string()))]
            }
            None => return,
        },
        3..=5 => match any(&member.ours.keys().copied().collect::<Vec<_>>(), numbers) {
            Some(record) => {
                let field = ["title", "city", "description"][numbers.below(3)];
                let value = (numbers.below(4) > 0).then(|| format!("{} {}", member.name, numbers.below(1000)));
                vec![member.set(record, field, value)]
            }
            None => return,
        },
        6 | 7 => match (any(&people, numbers), any(&people, numbers)) {
            (Some(gone), Some(kept)) if gone != kept => member.merge(gone, kept),
            _ => return,
        },
        8 => match any(&people, numbers) {
            Some(lead) => vec![member.set(lead, KIND, Some("contact".to_owned()))],
            None => return,
        },
        9 => match any(&member.alive(&["lead", "contact", "deal"]), numbers) {
            Some(record) => vec![member.set(record, DELETED, Some(numbers.below(1000).to_string()))],
            None => return,
        },
        _ => return member.undo(),
    };
    member.done.push(done);
}

#[test]
fn three_members_end_the_same_whatever_they_do_and_whenever_they_meet() {
    let mut circles = 0;
    for seed in 0..2_000 {
        let mut numbers = Numbers::of(seed);
        let mut log = Vec::new();
        let mut next = 0;
        let mut members = ["a", "b", "c"].map(|name| Member { name: name.to_owned(), ..Member::default() });
        for _ in 0..90 {
            let who = numbers.below(3);
            // Some are away for long.
            match numbers.below(if seed % 2 == 0 { 8 } else { 24 }) {
                0 => members[who].pull(&log, usize::MAX),
                1 => members[who].pull(&log, 1 + numbers.below(5)),
                2 => {
                    let lost = numbers.below(4) == 0;
                    members[who].push(&mut log, lost);
                }
                _ => act(&mut members[who], &mut numbers, &mut next),
            }
        }
        let mut rounds = 0;
        loop {
            let mut sent = 0;
            for member in &mut members {
                member.pull(&log, usize::MAX);
                circles += member.passed_over;
                member.passed_over = 0;
                sent += member.push(&mut log, false);
            }
            if sent == 0 && members.iter().all(|member| member.read_to == log.len()) {
                break;
            }
            rounds += 1;
            assert!(rounds < 12, "seed {seed}: they never come to an end");
        }
        let [a, b, c] = &members;
        let filled = |member: &Member| -> BTreeMap<Id, Fields> {
            member.ours.iter().filter(|(_, fields)| !fields.is_empty()).map(|(id, fields)| (*id, fields.clone())).collect()
        };
        assert_eq!(filled(a), filled(b), "seed {seed}");
        assert_eq!(filled(b), filled(c), "seed {seed}");
        for fields in a.ours.values() {
            for named in REFERENCES.iter().filter_map(|field| fields.get(*field)) {
                assert_eq!(a.ours.get(&named.parse().unwrap()).and_then(|one| one.get(MERGED_INTO)), None, "seed {seed}: names who went");
            }
        }
        let gone: Vec<Id> = a.ours.iter().filter(|(_, fields)| fields.contains_key(MERGED_INTO)).map(|(id, _)| *id).collect();
        let counted: BTreeSet<Id> = a.merges().gone().map(|(gone, _)| gone).collect();
        assert_eq!(gone.into_iter().collect::<BTreeSet<_>>(), counted, "seed {seed}: a circle is left");
    }
    assert!(circles > 0, "no circle was ever tried");
}

#[test]
fn no_address_is_lost_when_three_members_merge_as_they_like() {
    for seed in 0..1_000 {
        let mut numbers = Numbers::of(seed);
        let mut log = Vec::new();
        let mut members = ["a", "b", "c"].map(|name| Member { name: name.to_owned(), ..Member::default() });
        for (n, address) in (1..).zip(ADDRESSES) {
            members[0].set(id(n), KIND, Some("lead".to_owned()));
            members[0].set(id(n), address, Some(place_value(0, "x")));
            // Who are merged mostly have an address in common.
            members[0].set(id(n), ADDRESSES[numbers.below(ADDRESSES.len())], Some(place_value(1, "x")));
        }
        members[0].push(&mut log, false);
        members.iter_mut().for_each(|member| member.pull(&log, usize::MAX));
        for _ in 0..20 {
            let member = &mut members[numbers.below(3)];
            let people = member.alive(&["lead"]);
            let (gone, kept) = (people[numbers.below(people.len())], people[numbers.below(people.len())]);
            if gone != kept {
                member.merge(gone, kept);
            }
            if numbers.below(3) == 0 {
                member.pull(&log, 1 + numbers.below(6));
            }
            if numbers.below(3) == 0 {
                member.push(&mut log, false);
            }
        }
        for _ in 0..8 {
            for member in &mut members {
                member.pull(&log, usize::MAX);
                member.push(&mut log, false);
            }
        }
        for member in &members {
            let alive = member.alive(&["lead"]);
            assert!(!alive.is_empty(), "seed {seed}: nobody is left");
            let held: BTreeSet<&String> = alive.iter().flat_map(|one| member.ours[one].keys()).collect();
            assert!(ADDRESSES.iter().all(|address| held.contains(&(*address).to_owned())), "seed {seed}: {held:?}");
        }
    }
}

#[test]
fn what_comes_twice_or_in_another_order_leaves_the_same() {
    let changes: Vec<FieldChange> = (1..=6).map(|n| change(n, if n % 2 == 0 { "title" } else { "city" }, Some(&n.to_string()))).collect();
    for seed in 0..200 {
        let mut numbers = Numbers::of(seed);
        let mut mixed: Vec<&FieldChange> = changes.iter().chain(&changes).collect();
        for at in (1..mixed.len()).rev() {
            mixed.swap(at, numbers.below(at + 1));
        }
        let (mut ours, mut seen) = (Fields::new(), Seen::new());
        for change in mixed {
            arrive(&mut ours, &mut seen, change);
        }
        assert_eq!(ours, Fields::from([("city".to_owned(), "5".to_owned()), ("title".to_owned(), "6".to_owned())]), "seed {seed}");
        assert_eq!(differences(&ours, &seen), []);
    }
}

#[test]
fn our_change_stays_until_it_is_sent_and_is_the_later_one() {
    let (mut ours, mut seen) = (Fields::new(), Seen::new());
    assert_eq!(arrive(&mut ours, &mut seen, &change(1, "title", Some("Clerk"))), Arrival::Taken);
    ours.insert("title".to_owned(), "Head".to_owned());
    assert_eq!(arrive(&mut ours, &mut seen, &change(2, "title", Some("Chief"))), Arrival::OursStays);
    assert_eq!(differences(&ours, &seen), [("title".to_owned(), Some("Head".to_owned()))]);
    assert_eq!(arrive(&mut ours, &mut seen, &change(2, "title", Some("Chief"))), Arrival::Passed);
    ours.insert("title".to_owned(), "Chief".to_owned());
    assert_eq!(differences(&ours, &seen), [], "what was done and undone is no difference");
}

#[test]
fn what_could_not_be_taken_is_not_sent_back_as_empty() {
    let (mut ours, mut seen) = (Fields::new(), Seen::new());
    seen.insert("later_field".to_owned(), SeenValue { value: Some("x".to_owned()), number: 4, taken: false });
    assert_eq!(differences(&ours, &seen), []);
    assert_eq!(arrive(&mut ours, &mut seen, &change(5, "later_field", Some("y"))), Arrival::Taken);
    assert_eq!(ours["later_field"], "y");
}
