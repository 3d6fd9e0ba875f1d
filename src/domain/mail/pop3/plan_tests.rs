use super::super::name::DAY_MS;
use super::super::plan::DeleteOrder;
use super::super::uidl::SeenState;
use super::*;
use crate::domain::time::Instant;

const NOW: Instant = Instant(1_800_000_000_000);
const LEAVE: Rules = Rules { on_server: OnServer::Leave, max_size: None, mass_delete: 100, confirmed: false, keep_all: false };

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
    let listed = Some(100);
    Seen {
        uidl: name(uidl),
        n: 0,
        state,
        stored_at: NOW,
        order,
        message,
        deleted_here: false,
        listed,
        doubt: false,
        cut: false,
        refetched_at: None,
    }
}

/// A clock that is right.
fn at(now: Instant) -> Times {
    Times { now, sure: now }
}

/// The plan where all that has to be proved turns out to be what its name says.
fn decide(listing: &[Listed], seen: &[Seen], rules: Rules, now: Instant) -> FetchPlan {
    let first = fetch_plan(listing, seen, &HashMap::new(), rules, at(now));
    let mut proofs = HashMap::new();
    let mut copies: HashMap<Uidl, u32> = HashMap::new();
    for mail in &first.prove {
        let copy = copies.entry(mail.uidl.clone()).or_default();
        proofs.insert(mail.number, Proof::Same(*copy));
        *copy += 1;
    }
    fetch_plan(listing, seen, &proofs, rules, at(now))
}

/// The plan with this proof of mail 1.
fn proved(proof: Proof, mail: &Listed, rows: &[Seen], rules: Rules) -> FetchPlan {
    fetch_plan(std::slice::from_ref(mail), rows, &HashMap::from([(mail.number, proof)]), rules, at(NOW))
}

fn to_prove(plan: &FetchPlan) -> Vec<u32> {
    plan.prove.iter().map(|mail| mail.number).collect()
}

fn states(plan: &FetchPlan) -> Vec<(&[u8], u32, SeenState)> {
    plan.reconcile.iter().map(|change| (&change.uidl.0[..], change.n, change.state)).collect()
}

fn numbers(plan: &FetchPlan) -> (Vec<u32>, Vec<u32>) {
    (plan.retrieve.iter().map(|mail| mail.number).collect(), plan.delete.iter().map(|mail| mail.number).collect())
}

#[test]
fn only_what_is_new_is_fetched_and_the_newest_comes_first() {
    let plan = decide(&listing(&["a", "b", "c"]), &[seen("b", SeenState::Stored)], LEAVE, NOW);
    assert_eq!(numbers(&plan), (vec![3, 1], vec![]));
    assert_eq!(plan.reconcile, []);
}

#[test]
fn leave_never_deletes_and_takes_old_orders_back() {
    let rows = [seen("a", SeenState::ToDelete), seen("b", SeenState::DeleteSent), seen("c", SeenState::Stored)];
    let plan = decide(&listing(&["a", "b", "c"]), &rows, LEAVE, NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]));
    assert!(!plan.delete_what_is_fetched);
    let back: Vec<_> = plan.reconcile.iter().map(|change| (change.uidl.clone(), change.state)).collect();
    assert_eq!(back, [(name("a"), SeenState::Stored), (name("b"), SeenState::Stored)]);
}

#[test]
fn on_fetch_deletes_what_it_fetches_and_what_a_crash_left_over() {
    let rows = [seen("ordered", SeenState::ToDelete), seen("sent", SeenState::DeleteSent), seen("older", SeenState::Stored)];
    let plan = decide(&listing(&["ordered", "sent", "older", "new"]), &rows, rule(OnServer::OnFetch), NOW);
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
    let plan = decide(&listing(&["old", "young", "new"]), &rows, rule(OnServer::AfterDays(7)), NOW);
    assert_eq!(numbers(&plan), (vec![3], vec![1]));
    assert_eq!(plan.delete[0].order, DeleteOrder::AfterDays);
}

#[test]
fn on_local_delete_follows_the_person_even_when_our_copy_is_gone_for_good() {
    let mut rows = [seen("trash", SeenState::Stored), seen("kept", SeenState::Stored), seen("gone", SeenState::Stored)];
    rows[0].deleted_here = true;
    rows[2].deleted_here = true;
    rows[2].message = None;
    let plan = decide(&listing(&["trash", "kept", "gone"]), &rows, rule(OnServer::OnLocalDelete), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![1, 3]));
    assert_eq!(plan.delete[1].copies, []);
    let plan = decide(&listing(&["trash", "kept", "gone"]), &rows, rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]), "another rule does not follow");
}

#[test]
fn the_next_listing_tells_what_quit_did() {
    let rows =
        [seen("a", SeenState::DeleteSent), seen("b", SeenState::DeleteSent), seen("c", SeenState::ToDelete), seen("d", SeenState::Stored)];
    let plan = decide(&listing(&["b"]), &rows, rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![1]), "DELE again");
    let states: Vec<_> = plan.reconcile.iter().map(|change| (change.uidl.clone(), change.state)).collect();
    let gone = |uidl: &str| (name(uidl), SeenState::Vanished);
    assert_eq!(states, [(name("a"), SeenState::Deleted), (name("b"), SeenState::ToDelete), gone("c"), gone("d")]);
}

#[test]
fn a_mail_that_comes_back_is_known() {
    let mut ordered = seen("b", SeenState::Vanished);
    ordered.order = Some(DeleteOrder::OnFetch);
    let plan = decide(&listing(&["a", "b"]), &[seen("a", SeenState::Vanished), ordered.clone()], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]));
    assert_eq!(states(&plan), [(&b"a"[..], 0, SeenState::Stored), (&b"b"[..], 0, SeenState::ToDelete)]);
    ordered.state = SeenState::ToDelete;
    let plan = decide(&listing(&["a", "b"]), &[seen("a", SeenState::Stored), ordered], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![2]), "a window that slides back finds the order again");
}

#[test]
fn a_name_is_proved_before_its_mail_is_deleted_and_only_then() {
    let mails = listing(&["a", "b", "c"]);
    let rows = [seen("a", SeenState::ToDelete), seen("b", SeenState::Stored)];
    let plan = fetch_plan(&mails, &rows, &HashMap::new(), rule(OnServer::OnFetch), at(NOW));
    assert_eq!((to_prove(&plan), numbers(&plan)), (vec![1], (vec![3], vec![])), "what was stored in an earlier session");
    let plan = fetch_plan(&mails, &rows, &HashMap::from([(1, Proof::Same(0)), (3, Proof::Fetched)]), rule(OnServer::OnFetch), at(NOW));
    assert_eq!(numbers(&plan).1, [1]);
    let alike = fetch_plan(&mails, &rows, &HashMap::from([(1, Proof::Alike(0)), (3, Proof::Fetched)]), rule(OnServer::OnFetch), at(NOW));
    assert_eq!((numbers(&alike).1, to_prove(&alike)), (vec![], vec![1]), "a header alone deletes nothing");
    assert!(alike.prove[0].by_text && plan.prove.iter().all(|prove| prove.by_text));
    let plan = fetch_plan(&mails, &rows, &HashMap::new(), LEAVE, at(NOW));
    assert_eq!(to_prove(&plan), [0; 0], "who deletes nothing and doubts nothing asks nothing");
    let keep_all = Rules { keep_all: true, ..rule(OnServer::OnFetch) };
    assert_eq!(to_prove(&fetch_plan(&mails, &rows, &HashMap::new(), keep_all, at(NOW))), [0; 0]);
}

#[test]
fn a_name_is_doubted_when_its_size_changed_or_it_was_gone() {
    let mail = &listing(&["a"])[0];
    let stored = seen("a", SeenState::Stored);
    let doubts = |row: &Seen| {
        !to_prove(&fetch_plan(std::slice::from_ref(mail), std::slice::from_ref(row), &HashMap::new(), LEAVE, at(NOW))).is_empty()
    };
    assert!(!doubts(&stored));
    assert!(!doubts(&Seen { listed: None, ..stored.clone() }), "what was never noted cannot differ");
    assert!(doubts(&Seen { listed: Some(99), ..stored.clone() }));
    assert!(doubts(&Seen { doubt: true, ..stored.clone() }), "the server is another");
    for state in [SeenState::Deleted, SeenState::Vanished, SeenState::DeleteSent] {
        assert!(doubts(&seen("a", state)), "{state:?}");
    }
    let unknown = Listed { size: None, ..mail.clone() };
    let plan = fetch_plan(&[unknown], std::slice::from_ref(&stored), &HashMap::new(), LEAVE, at(NOW));
    assert_eq!(to_prove(&plan), [0; 0], "a listing without a size tells nothing");
    let plan = fetch_plan(std::slice::from_ref(mail), &[Seen { listed: None, ..stored }], &HashMap::new(), LEAVE, at(NOW));
    assert_eq!(plan.reconcile[0].listed, Some(100), "the size is noted from now on");
}

#[test]
fn a_proof_decides_what_a_doubted_name_stands_for() {
    let mail = &listing(&["a"])[0];
    for state in [SeenState::Stored, SeenState::ToDelete, SeenState::DeleteSent, SeenState::Deleted, SeenState::Vanished] {
        let row = Seen { listed: Some(99), order: Some(DeleteOrder::OnFetch), ..seen("a", state) };
        let same = proved(Proof::Same(0), mail, std::slice::from_ref(&row), LEAVE);
        assert_eq!((numbers(&same), same.reconcile[0].listed), ((vec![], vec![]), Some(100)), "{state:?}: known under its new size");
        assert_eq!(states(&same), [(&b"a"[..], 0, SeenState::Stored)]);
        let other = proved(Proof::Another, mail, std::slice::from_ref(&row), rule(OnServer::OnFetch));
        assert_eq!(numbers(&other), (vec![1], vec![]), "{state:?}: another mail is new, and nothing is deleted");
        let left = match state {
            SeenState::Stored | SeenState::ToDelete => vec![(&b"a"[..], 0, SeenState::Vanished)],
            SeenState::DeleteSent => vec![(&b"a"[..], 0, SeenState::Deleted)],
            SeenState::Deleted | SeenState::Vanished => Vec::new(),
        };
        assert_eq!(states(&other), left, "{state:?}");
        let unclear = proved(Proof::Unclear, mail, std::slice::from_ref(&row), rule(OnServer::OnFetch));
        assert_eq!(numbers(&unclear), (vec![1], vec![]), "{state:?}: the whole mail has to tell");
        let again = Seen { refetched_at: Some(NOW.plus_ms(-DAY_MS + 1)), ..row };
        let unclear = proved(Proof::Unclear, mail, &[again], rule(OnServer::OnFetch));
        assert_eq!((numbers(&unclear), unclear.doubted.len()), ((vec![], vec![]), 1), "{state:?}: but once a day");
    }
}

#[test]
fn names_that_moved_on_are_known_without_a_download() {
    let mails = listing(&["1", "2"]);
    let rows: Vec<Seen> = ["1", "2", "3"]
        .map(|uidl| Seen { listed: Some(99), message: Some(MessageKey(uidl.parse().unwrap_or(0))), ..seen(uidl, SeenState::Stored) })
        .into();
    let proofs = HashMap::from([(1, Proof::Moved(MessageKey(2))), (2, Proof::Moved(MessageKey(3)))]);
    let plan = fetch_plan(&mails, &rows, &proofs, LEAVE, at(NOW));
    assert_eq!(numbers(&plan), (vec![], vec![]));
    assert_eq!(plan.adopt.iter().map(|adopt| (adopt.number, adopt.message)).collect::<Vec<_>>(), [(1, MessageKey(2)), (2, MessageKey(3))]);
    assert_eq!(states(&plan).len(), 3, "{:?}: what the names stood for is not there any more", plan.reconcile);
    let equal = fetch_plan(
        &mails,
        &[rows[0].clone(), seen("2", SeenState::Stored)],
        &HashMap::from([(1, Proof::Moved(MessageKey(50)))]),
        LEAVE,
        at(NOW),
    );
    assert_eq!(numbers(&equal).0, [1], "a mail that is listed under its own name as well is another one like it");
}

#[test]
fn a_mail_cut_short_is_never_due_and_is_fetched_again_once_a_day() {
    let mail = &listing(&["a"])[0];
    let row =
        Seen { cut: true, deleted_here: true, order: Some(DeleteOrder::OnFetch), stored_at: Instant(0), ..seen("a", SeenState::Stored) };
    for on_server in [OnServer::Leave, OnServer::OnFetch, OnServer::AfterDays(0), OnServer::OnLocalDelete] {
        for proof in [Proof::Same(0), Proof::Fetched] {
            let plan = proved(proof, mail, std::slice::from_ref(&row), rule(on_server));
            assert_eq!((numbers(&plan), plan.skip[0].reason), ((vec![], vec![]), SkipReason::CutShort));
        }
        let plan = decide(std::slice::from_ref(mail), std::slice::from_ref(&row), rule(on_server), NOW);
        assert_eq!(numbers(&plan), (vec![1], vec![]));
        let today = Seen { refetched_at: Some(NOW), ..row.clone() };
        let plan = decide(std::slice::from_ref(mail), &[today], rule(on_server), NOW);
        assert_eq!((numbers(&plan), plan.skip.len()), ((vec![], vec![]), 1));
    }
}

#[test]
fn new_names_for_all_mails_delete_nothing() {
    let rows = [seen("a1", SeenState::Stored), seen("b1", SeenState::Stored)];
    for on_server in [OnServer::OnFetch, OnServer::AfterDays(30), OnServer::OnLocalDelete] {
        let plan = decide(&listing(&["a2", "b2"]), &rows, rule(on_server), NOW);
        assert_eq!(numbers(&plan), (vec![2, 1], vec![]));
        assert!(plan.reconcile.iter().all(|change| change.state == SeenState::Vanished));
    }
}

#[test]
fn an_empty_listing_deletes_nothing() {
    let rows = [seen("a", SeenState::Stored), seen("b", SeenState::ToDelete)];
    let plan = decide(&[], &rows, rule(OnServer::OnLocalDelete), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]));
    assert!(plan.reconcile.iter().all(|change| change.state == SeenState::Vanished));
}

#[test]
fn two_mails_under_one_name_are_both_fetched_and_deleted_only_together() {
    let twice = listing(&["x", "x"]);
    let mut first = seen("x", SeenState::ToDelete);
    let plan = fetch_plan(&twice, std::slice::from_ref(&first), &HashMap::new(), rule(OnServer::OnFetch), at(NOW));
    assert_eq!((to_prove(&plan), numbers(&plan)), (vec![1, 2], (vec![], vec![])), "one is known, but not which");
    let proofs = HashMap::from([(1, Proof::Another), (2, Proof::Same(0))]);
    let plan = fetch_plan(&twice, std::slice::from_ref(&first), &proofs, rule(OnServer::OnFetch), at(NOW));
    assert_eq!(numbers(&plan), (vec![1], vec![]), "only what is new comes, and nothing goes before all of the name is known");
    let mut second = seen("x", SeenState::Stored);
    second.n = 1;
    let plan = decide(&twice, &[first.clone(), second.clone()], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![]), "one must stay, so both stay");
    second.state = SeenState::ToDelete;
    second.order = Some(DeleteOrder::OnFetch);
    first.message = Some(MessageKey(1));
    second.message = Some(MessageKey(2));
    let plan = decide(&twice, &[first, second], rule(OnServer::OnFetch), NOW);
    assert_eq!(numbers(&plan), (vec![], vec![1, 2]));
    assert_eq!(plan.delete[0].copies, [MessageKey(1), MessageKey(2)], "each DELE needs both copies");
}

#[test]
fn a_mail_over_the_limit_stays_and_says_why() {
    let mut mails = listing(&["a", "b", "c"]);
    mails[1].size = Some(101);
    mails[2].size = None;
    let plan = decide(&mails, &[], Rules { max_size: Some(100), ..LEAVE }, NOW);
    assert_eq!(numbers(&plan).0, [3, 1]);
    assert_eq!(plan.skip, [Skip { number: 2, uidl: Some(name("b")), reason: SkipReason::TooLarge { size: 101, limit: 100 } }]);
}

#[test]
fn without_names_nothing_is_deleted_and_nothing_is_thought_gone() {
    let mails: Vec<Listed> = (1..=2).map(|number| Listed { number, uidl: None, size: None }).collect();
    let plan = decide(&mails, &[seen("a", SeenState::ToDelete)], rule(OnServer::OnFetch), NOW);
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
    let plan = decide(&mails, &rows, by_hand, NOW);
    assert_eq!(plan.held, Some(HeldDeletes { deletes: 101, of: 500 }));
    assert_eq!(plan.delete, []);
    let plan = decide(&mails, &rows, Rules { confirmed: true, ..by_hand }, NOW);
    assert_eq!((plan.held, plan.delete.len()), (None, 101));
    rows[0].deleted_here = false;
    assert_eq!(decide(&mails, &rows, by_hand, NOW).delete.len(), 100, "at the limit it goes on");
    let rows: Vec<Seen> = names.iter().map(|uidl| seen(uidl, SeenState::ToDelete)).collect();
    let plan = decide(&mails, &rows, rule(OnServer::OnFetch), NOW);
    assert_eq!((plan.held, plan.delete.len()), (None, 500));
}
