use super::*;

const NOW: Instant = Instant(1_800_000_000_000);
const LEAVE: Rules = Rules { on_server: OnServer::Leave, max_size: None, mass_delete: 100, confirmed: false };

fn rule(on_server: OnServer) -> Rules {
    Rules { on_server, ..LEAVE }
}

fn name(uidl: &str) -> Uidl {
    Uidl(uidl.as_bytes().to_vec())
}

fn listing(names: &[&str]) -> Vec<Listed> {
    (1..).zip(names).map(|(number, uidl)| Listed { number, uidl: Some(name(uidl)), size: Some(100) }).collect()
}

fn seen(uidl: &str, state: SeenState) -> Seen {
    let message = Some(MessageKey(i64::from(uidl.bytes().map(u32::from).sum::<u32>())));
    let order = matches!(state, SeenState::ToDelete | SeenState::DeleteSent).then_some(DeleteOrder::OnFetch);
    Seen { uidl: name(uidl), n: 0, state, stored_at: NOW, order, message, size: 100, deleted_here: false }
}

fn numbers(plan: &FetchPlan) -> (Vec<u32>, Vec<u32>) {
    (plan.retrieve.iter().map(|mail| mail.number).collect(), plan.delete.iter().map(|mail| mail.number).collect())
}

#[test]
fn only_what_is_new_is_fetched_and_the_newest_comes_first() {
    let plan = fetch_plan(&listing(&["a", "b", "c"]), &[seen("b", SeenState::Stored)], LEAVE, NOW);
    assert_eq!(numbers(&plan), (vec![3, 1], vec![]));
    assert_eq!(plan.reconcile, []);
}

#[test]
fn leave_never_deletes_and_takes_old_orders_back() {
    let rows = [seen("a", SeenState::ToDelete), seen("b", SeenState::DeleteSent), seen("c", SeenState::Stored)];
    let plan = fetch_plan(&listing(&["a", "b", "c"]), &rows, LEAVE, NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]));
    assert!(!plan.delete_what_is_fetched);
    let back: Vec<_> = plan.reconcile.iter().map(|change| (change.uidl.clone(), change.state)).collect();
    assert_eq!(back, [(name("a"), SeenState::Stored), (name("b"), SeenState::Stored)]);
}

#[test]
fn on_fetch_deletes_what_it_fetches_and_what_a_crash_left_over() {
    let rows = [seen("ordered", SeenState::ToDelete), seen("sent", SeenState::DeleteSent), seen("older", SeenState::Stored)];
    let plan = fetch_plan(&listing(&["ordered", "sent", "older", "new"]), &rows, rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![4], vec![1, 2]), "what was stored before the rule stays");
    assert!(plan.delete_what_is_fetched);
    assert_eq!(plan.delete[0].copies, [rows[0].message.unwrap_or(MessageKey(0))]);
}

#[test]
fn after_days_counts_from_the_day_fumi_stored_the_mail() {
    let day = DAY_MS;
    let mut rows = [seen("old", SeenState::Stored), seen("young", SeenState::Stored)];
    rows[0].stored_at = NOW.plus_ms(-7 * day);
    rows[1].stored_at = NOW.plus_ms(-7 * day + 1);
    let plan = fetch_plan(&listing(&["old", "young", "new"]), &rows, rule(OnServer::AfterDays(7)), NOW);
    assert_eq!(numbers(&plan), (vec![3], vec![1]));
    assert_eq!(plan.delete[0].order, DeleteOrder::AfterDays);
}

#[test]
fn on_local_delete_follows_the_person_even_when_our_copy_is_gone_for_good() {
    let mut rows = [seen("trash", SeenState::Stored), seen("kept", SeenState::Stored), seen("gone", SeenState::Stored)];
    rows[0].deleted_here = true;
    rows[2].deleted_here = true;
    rows[2].message = None;
    let plan = fetch_plan(&listing(&["trash", "kept", "gone"]), &rows, rule(OnServer::OnLocalDelete), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![1, 3]));
    assert_eq!(plan.delete[1].copies, []);
    let plan = fetch_plan(&listing(&["trash", "kept", "gone"]), &rows, rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]), "another rule does not follow");
}

#[test]
fn the_next_listing_tells_what_quit_did() {
    let rows =
        [seen("a", SeenState::DeleteSent), seen("b", SeenState::DeleteSent), seen("c", SeenState::ToDelete), seen("d", SeenState::Stored)];
    let plan = fetch_plan(&listing(&["b"]), &rows, rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![1]), "DELE again");
    let states: Vec<_> = plan.reconcile.iter().map(|change| (change.uidl.clone(), change.state)).collect();
    assert_eq!(states, [(name("a"), SeenState::Deleted), (name("c"), SeenState::Vanished), (name("d"), SeenState::Vanished)]);
}

#[test]
fn a_mail_that_comes_back_is_known() {
    let mut ordered = seen("b", SeenState::Vanished);
    ordered.order = Some(DeleteOrder::OnFetch);
    let plan = fetch_plan(&listing(&["a", "b"]), &[seen("a", SeenState::Vanished), ordered], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![2]), "a window that slides back finds the order again");
    let states: Vec<_> = plan.reconcile.iter().map(|change| change.state).collect();
    assert_eq!(states, [SeenState::Stored, SeenState::ToDelete]);
}

#[test]
fn a_name_given_to_another_mail_after_we_deleted_the_first_is_fetched() {
    let mut row = seen("a", SeenState::Deleted);
    row.order = Some(DeleteOrder::OnFetch);
    let again = fetch_plan(&listing(&["a"]), std::slice::from_ref(&row), rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&again), (vec![], vec![1]), "the same size: the server did not delete");
    row.size = 99;
    let other = fetch_plan(&listing(&["a"]), &[row], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&other), (vec![1], vec![]));
}

#[test]
fn new_names_for_all_mails_delete_nothing() {
    let rows = [seen("a1", SeenState::Stored), seen("b1", SeenState::Stored)];
    for on_server in [OnServer::OnFetch, OnServer::AfterDays(30), OnServer::OnLocalDelete] {
        let plan = fetch_plan(&listing(&["a2", "b2"]), &rows, rule(on_server), NOW);
        assert_eq!(numbers(&plan), (vec![2, 1], vec![]));
        assert!(plan.reconcile.iter().all(|change| change.state == SeenState::Vanished));
    }
}

#[test]
fn an_empty_listing_deletes_nothing() {
    let rows = [seen("a", SeenState::Stored), seen("b", SeenState::ToDelete)];
    let plan = fetch_plan(&[], &rows, rule(OnServer::OnLocalDelete), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]));
    assert!(plan.reconcile.iter().all(|change| change.state == SeenState::Vanished));
}

#[test]
fn two_mails_under_one_name_are_both_fetched_and_deleted_only_together() {
    let twice = listing(&["x", "x"]);
    let mut first = seen("x", SeenState::ToDelete);
    let plan = fetch_plan(&twice, std::slice::from_ref(&first), rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![2, 1], vec![]), "one is known, but not which");
    let mut second = seen("x", SeenState::Stored);
    second.n = 1;
    let plan = fetch_plan(&twice, &[first.clone(), second.clone()], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]), "one must stay, so both stay");
    second.state = SeenState::ToDelete;
    second.order = Some(DeleteOrder::OnFetch);
    first.message = Some(MessageKey(1));
    second.message = Some(MessageKey(2));
    let plan = fetch_plan(&twice, &[first, second], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![1, 2]));
    assert_eq!(plan.delete[0].copies, [MessageKey(1), MessageKey(2)], "each DELE needs both copies");
}

#[test]
fn a_mail_over_the_limit_stays_and_says_why() {
    let mut mails = listing(&["a", "b", "c"]);
    mails[1].size = Some(101);
    mails[2].size = None;
    let plan = fetch_plan(&mails, &[], Rules { max_size: Some(100), ..LEAVE }, NOW);
    assert_eq!(numbers(&plan).0, [3, 1]);
    assert_eq!(plan.skip, [Skip { number: 2, uidl: Some(name("b")), reason: SkipReason::TooLarge { size: 101, limit: 100 } }]);
}

#[test]
fn without_names_nothing_is_deleted_and_nothing_is_thought_gone() {
    let mails: Vec<Listed> = (1..=2).map(|number| Listed { number, uidl: None, size: None }).collect();
    let plan = fetch_plan(&mails, &[seen("a", SeenState::ToDelete)], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![2, 1], vec![]));
    assert!(plan.needs_uidl && !plan.delete_what_is_fetched);
    assert_eq!(plan.reconcile, []);
}

#[test]
fn many_ordered_deletes_wait_for_a_person_but_rules_do_not() {
    let names: Vec<String> = (0..500).map(|n| format!("u{n}")).collect();
    let mails = listing(&names.iter().map(String::as_str).collect::<Vec<_>>());
    let mut rows: Vec<Seen> = names.iter().map(|uidl| seen(uidl, SeenState::Stored)).collect();
    for row in rows.iter_mut().take(101) {
        row.deleted_here = true;
    }
    let by_hand = rule(OnServer::OnLocalDelete);
    let plan = fetch_plan(&mails, &rows, by_hand, NOW);
    assert_eq!(plan.held, Some(HeldDeletes { deletes: 101, of: 500 }));
    assert_eq!(plan.delete, []);
    let plan = fetch_plan(&mails, &rows, Rules { confirmed: true, ..by_hand }, NOW);
    assert_eq!((plan.held, plan.delete.len()), (None, 101));
    rows[0].deleted_here = false;
    assert_eq!(fetch_plan(&mails, &rows, by_hand, NOW).delete.len(), 100, "at the limit it goes on");
    let rows: Vec<Seen> = names.iter().map(|uidl| seen(uidl, SeenState::ToDelete)).collect();
    let plan = fetch_plan(&mails, &rows, rule(OnServer::OnFetch), NOW);
    assert_eq!((plan.held, plan.delete.len()), (None, 500));
}
