#![allow(clippy::unwrap_used)]
use jiff::civil::date;

use super::*;

const DELETES: Terms =
    Terms { policy: RetentionPolicy::Delete, no_send_months: 3, no_use_months: 6, after_end_months: 1, warn_days: 14, delete_days: 14 };

fn terms(policy: RetentionPolicy) -> Terms {
    Terms { policy, ..Terms::default() }
}

/// Somebody who used the account until these days.
fn used(last_sent: Date, last_used: Date) -> Use {
    Use { watched_from: Some(date(2020, 1, 1)), last_sent: Some(last_sent), last_used: Some(last_used), ..Use::default() }
}

/// What an app that is opened every day comes to, from a day on: each change of the verdict with its day.
fn days(terms: &Terms, ends: Option<Ends>, mut used: Use, from: Date, count: i64) -> Vec<(Date, Option<Stage>)> {
    let mut found: Vec<(Date, Option<Stage>)> = Vec::new();
    for day in 0..count {
        let today = from.checked_add(day.days()).unwrap();
        let stage = verdict(terms, ends, &used, today).map(|verdict| verdict.stage);
        match stage {
            Some(Stage::Warned) => used.warned = used.warned.or(Some(today)),
            Some(Stage::Paused) => used.paused = used.paused.or(Some(today)),
            _ => {}
        }
        if found.last().is_none_or(|(_, before)| *before != stage) {
            found.push((today, stage));
        }
        if stage == Some(Stage::Deleted) {
            break;
        }
    }
    found
}

#[test]
fn s37_only_an_account_that_neither_sent_nor_was_used_for_long_is_unused() {
    let today = date(2026, 12, 1);
    let (long, lately) = (date(2025, 1, 1), date(2026, 11, 20));
    let warned = Use { warned: Some(date(2026, 10, 1)), ..Use::default() };
    let cell = |sent, touched| verdict(&terms(RetentionPolicy::Pause), None, &Use { warned: warned.warned, ..used(sent, touched) }, today);
    assert_eq!(cell(long, long).map(|verdict| (verdict.stage, verdict.cause)), Some((Stage::Paused, Cause::Unused)));
    assert_eq!([cell(lately, long), cell(long, lately), cell(lately, lately)], [None, None, None]);
}

#[test]
fn s37_months_are_those_of_the_calendar() {
    let ends = |day| unused(&DELETES, &used(day, date(2020, 1, 1)), day).map(|(on, _)| on);
    assert_eq!(ends(date(2026, 8, 31)), Some(date(2026, 11, 30)));
    assert_eq!(ends(date(2026, 11, 30)), Some(date(2027, 2, 28)));
    assert_eq!(ends(date(2027, 11, 30)), Some(date(2028, 2, 29)));
    assert_eq!(unused(&DELETES, &used(date(2020, 1, 1), date(2026, 8, 31)), date(2026, 9, 1)).map(|(on, _)| on), Some(date(2027, 2, 28)));
}

#[test]
fn s36_warning_pause_and_deletion_follow_each_other_and_the_policy_says_how_far() {
    let last = used(date(2026, 8, 31), date(2026, 5, 1));
    let from = date(2026, 9, 1);
    let (none, warned, paused) = ((from, None), (date(2026, 11, 16), Some(Stage::Warned)), (date(2026, 11, 30), Some(Stage::Paused)));
    let deleted = (date(2026, 12, 14), Some(Stage::Deleted));
    assert_eq!(days(&terms(RetentionPolicy::Off), None, last, from, 400), [none]);
    assert_eq!(days(&terms(RetentionPolicy::Warn), None, last, from, 400), [none, warned]);
    assert_eq!(days(&terms(RetentionPolicy::Pause), None, last, from, 400), [none, warned, paused]);
    assert_eq!(days(&terms(RetentionPolicy::Delete), None, last, from, 400), [none, warned, paused, deleted]);
}

#[test]
fn s38_s39_an_account_pauses_a_month_after_its_membership_or_trial() {
    let busy = used(date(2027, 1, 1), date(2027, 1, 1));
    for (kind, cause) in [(Membership::Member, Cause::Member), (Membership::Trial, Cause::Trial)] {
        let ends = Some(Ends { on: date(2027, 1, 31), kind });
        let found = days(&terms(RetentionPolicy::Pause), ends, busy, date(2027, 1, 20), 60);
        assert_eq!(found[1..], [(date(2027, 2, 14), Some(Stage::Warned)), (date(2027, 2, 28), Some(Stage::Paused))]);
        let verdict = verdict(&terms(RetentionPolicy::Pause), ends, &busy, date(2027, 2, 20)).unwrap();
        let next = Some((Stage::Paused, date(2027, 3, 6)));
        assert_eq!((verdict.cause, verdict.next), (cause, next), "a first look that comes late warns first, for as long");
    }
}

#[test]
fn nothing_is_paused_before_a_warning_stood_nor_deleted_before_a_pause_lasted() {
    let long_ago = used(date(2020, 1, 1), date(2020, 1, 1));
    for start in 0..400 {
        let from = date(2026, 1, 1).checked_add(start.days()).unwrap();
        let found = days(&DELETES, None, long_ago, from, 100);
        let day = |n: i64| from.checked_add(n.days()).unwrap();
        let wanted = [(from, Some(Stage::Warned)), (day(14), Some(Stage::Paused)), (day(28), Some(Stage::Deleted))];
        assert_eq!(found, wanted);
    }
}

#[test]
fn a_clock_that_was_ahead_for_a_while_has_done_nothing() {
    let last = used(date(2026, 11, 1), date(2026, 11, 1));
    let ahead = date(2031, 1, 1);
    assert_eq!(verdict(&DELETES, None, &last, ahead).map(|verdict| verdict.stage), Some(Stage::Warned));
    let back = Use { warned: Some(ahead), paused: Some(ahead), ..last };
    assert_eq!(verdict(&DELETES, None, &back, date(2026, 11, 27)), None);
    let due = verdict(&DELETES, None, &Use { warned: Some(ahead), paused: Some(ahead), ..last }, date(2027, 6, 1)).unwrap();
    assert_eq!((due.stage, due.next), (Stage::Warned, Some((Stage::Paused, date(2027, 6, 15)))));
}

#[test]
fn an_account_that_is_watched_for_the_first_time_counts_as_used_until_then() {
    let today = date(2026, 11, 27);
    assert_eq!(verdict(&DELETES, None, &Use::default(), today), None);
    let watched = Use { watched_from: Some(today), ..Use::default() };
    assert_eq!(days(&DELETES, None, watched, today, 300)[1].0, date(2027, 5, 13));
}
