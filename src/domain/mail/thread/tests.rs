#![allow(clippy::unwrap_used)]
use proptest::prelude::*;

use super::*;

fn member<'a>(ms: i64, id: &'a str, references: &'a [&'a str]) -> Member<'a> {
    Member { key: MessageKey::first_of(ms), message_id: Some(id), references, body_hash: id.as_bytes() }
}

/// The tree as indented Message-IDs; `?` marks a missing mail.
fn drawn(members: &[Member<'_>]) -> String {
    let mut text = String::new();
    for node in arrange(members) {
        let name = match &node.occupant {
            Occupant::Message { copies } => {
                let id = members[copies[0]].message_id.unwrap_or("-").to_owned();
                if copies.len() > 1 { format!("{id} x{}", copies.len()) } else { id }
            }
            Occupant::Missing { message_id } => format!("?{message_id}"),
        };
        text.push_str(&format!("{}{name}\n", "  ".repeat(node.depth as usize)));
    }
    text
}

#[test]
fn an_answer_stands_below_what_it_answers_whichever_arrived_first() {
    let a = member(1, "a", &[]);
    let b = member(2, "b", &["a"]);
    let c = member(3, "c", &["a", "b"]);
    assert_eq!(drawn(&[c, b, a]), "a\n  b\n    c\n");
    assert_eq!(drawn(&[a, b, c]), "a\n  b\n    c\n");
}

#[test]
fn a_missing_parent_stands_in_the_tree() {
    assert_eq!(drawn(&[member(2, "b", &["a"])]), "?a\n  b\n");
}

#[test]
fn missing_ancestors_show_only_where_branches_meet() {
    let b = member(2, "b", &["x", "y", "p"]);
    let c = member(3, "c", &["x", "y", "q"]);
    assert_eq!(drawn(&[b, c]), "?y\n  ?p\n    b\n  ?q\n    c\n");
}

#[test]
fn a_missing_mail_hangs_below_what_the_longest_list_says() {
    let a = member(1, "a", &[]);
    let b = member(2, "b", &["a"]);
    let d = member(3, "d", &["a", "b", "c"]);
    let e = member(4, "e", &["a", "c"]);
    assert_eq!(drawn(&[e, d, b, a]), "a\n  b\n    ?c\n      d\n      e\n");
}

#[test]
fn the_childs_own_references_win_over_what_others_say_of_it() {
    let a = member(1, "a", &[]);
    let b = member(2, "b", &[]);
    let c = member(3, "c", &["b"]);
    let d = member(4, "d", &["a", "c"]);
    assert_eq!(drawn(&[a, b, c, d]), "a\nb\n  c\n    d\n");
}

#[test]
fn a_loop_is_cut_above_the_earliest_mail() {
    let a = member(1, "a", &["c"]);
    let b = member(2, "b", &["a"]);
    let c = member(3, "c", &["b"]);
    for order in [[a, b, c], [c, b, a], [b, c, a]] {
        assert_eq!(drawn(&order), "a\n  b\n    c\n");
    }
    assert_eq!(drawn(&[member(1, "a", &["a"])]), "a\n");
}

#[test]
fn copies_in_two_accounts_share_a_place_and_a_forgery_stands_apart() {
    let mine = member(1, "a", &[]);
    let copy = Member { key: MessageKey(mine.key.0 + 1), ..mine };
    let forged = Member { key: MessageKey::first_of(5), body_hash: b"other", ..mine };
    let answer = member(6, "b", &["a"]);
    assert_eq!(drawn(&[forged, answer, copy, mine]), "a x2\n  b\na\n");
    let nodes = arrange(&[copy, mine]);
    assert_eq!(nodes[0].occupant, Occupant::Message { copies: vec![1, 0] });
}

#[test]
fn mails_without_an_id_never_fall_together() {
    let nameless = |ms| Member { key: MessageKey::first_of(ms), message_id: None, references: &[], body_hash: b"same" };
    assert_eq!(arrange(&[nameless(1), nameless(2)]).len(), 2);
    assert_eq!(components(&[nameless(1), nameless(2)]).len(), 2);
}

#[test]
fn siblings_stand_by_date() {
    let a = member(1, "a", &[]);
    let late = member(9, "b", &["a"]);
    let early = member(4, "c", &["a"]);
    assert_eq!(drawn(&[late, early, a]), "a\n  c\n  b\n");
}

#[test]
fn threads_meet_in_a_mail_that_nobody_has() {
    let b = member(2, "b", &["a"]);
    let c = member(3, "c", &["a"]);
    let alone = member(4, "z", &[]);
    assert_eq!(components(&[b, alone, c]), vec![vec![0, 2], vec![1]]);
}

#[test]
fn a_thread_of_fifty_thousand_answers_is_arranged_without_recursion() {
    let ids: Vec<String> = (0..50_000).map(|n| format!("m{n}")).collect();
    let parents: Vec<[&str; 1]> = ids.iter().map(|id| [id.as_str()]).collect();
    let members: Vec<Member<'_>> = (0..ids.len()).map(|n| member(n as i64, &ids[n], if n == 0 { &[] } else { &parents[n - 1] })).collect();
    assert_eq!(arrange(&members).last().map(|node| node.depth), Some(49_999));
}

#[test]
fn in_reply_to_speaks_only_where_references_are_silent() {
    assert_eq!(lineage(Some("c"), &["a", "b"], &["x"]), ["a", "b"]);
    assert_eq!(lineage(Some("c"), &[], &["x", "sender@example"]), ["x"]);
    assert_eq!(lineage(Some("c"), &["a", "b", "a", "c"], &[]), ["b", "a"]);
}

#[test]
fn marks_of_answers_come_off_in_many_languages() {
    for (subject, base, reply, forward) in [
        ("Re: [list] Re: お見積り", "お見積り", true, false),
        ("ＲＥ：お見積り", "お見積り", true, false),
        ("返信: Re[2]: お見積り", "お見積り", true, false),
        ("転送: お見積り", "お見積り", false, true),
        ("Fwd: hello (fwd)", "hello", false, true),
        ("[Fwd: Re:  Hello\tthere]", "hello there", true, true),
        ("Re^3: x", "x", true, false),
        ("AW: SV: x", "x", true, false),
        ("[only]", "[only]", false, false),
        ("[a] [b] c", "c", false, false),
        ("Report: x", "report: x", false, false),
        ("Re: ", "", true, false),
        ("", "", false, false),
    ] {
        assert_eq!(base_subject(subject), BaseSubject { text: base.to_owned(), reply, forward }, "{subject:?}");
    }
}

fn clue<'a>(ms: i64, reply: bool, author: &'a str, recipients: &'a [&'a str]) -> SubjectClue<'a> {
    SubjectClue { key: MessageKey::first_of(ms), base: "offer", reply, has_references: false, author, recipients }
}

#[test]
fn a_reply_without_references_joins_what_it_answers_by_subject() {
    let first = clue(1_000, false, "anna@a.example", &["me@b.example"]);
    let again = clue(2_000, false, "anna@a.example", &["me@b.example"]);
    let answer = clue(3_000, true, "me@b.example", &["anna@a.example"]);
    assert_eq!(subject_target(&answer, &[first, again]), Some(1), "the latest mail before it");
    assert_eq!(subject_target(&answer, &[again, first]), Some(0), "in whatever order they are found");
    let stranger = clue(3_000, true, "eve@e.example", &["me@b.example"]);
    assert_eq!(subject_target(&stranger, &[first, again]), None, "other people");
    assert!(!answers_by_subject(&SubjectClue { reply: false, ..answer }, &first), "an equal subject alone joins nothing");
    assert!(!answers_by_subject(&SubjectClue { has_references: true, ..answer }, &first), "references speak first");
    assert!(!answers_by_subject(&clue(500, true, "me@b.example", &["anna@a.example"]), &first), "nobody answers the future");
    let years_later = clue(1_000 + SUBJECT_WINDOW_MS + 1, true, "me@b.example", &["anna@a.example"]);
    assert!(!answers_by_subject(&years_later, &first));
}

/// Members over a small set of ids, so that loops, missing mails, copies and forgeries are common.
fn any_members() -> impl Strategy<Value = Vec<(i64, usize, Vec<usize>, u8)>> {
    prop::collection::vec((0_i64..6, 0_usize..10, prop::collection::vec(0_usize..12, 0..5), 0_u8..2), 1..14)
}

const IDS: [&str; 12] = ["a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l"];

proptest! {
    #[test]
    fn any_order_of_arrival_gives_the_same_tree(drawn_members in any_members(), seed in any::<u64>()) {
        let references: Vec<Vec<&str>> = drawn_members.iter()
            .map(|(_, id, refs, _)| lineage(Some(IDS[*id]), &refs.iter().map(|at| IDS[*at]).collect::<Vec<_>>(), &[])).collect();
        let members: Vec<Member<'_>> = drawn_members.iter().zip(&references).enumerate()
            .map(|(n, ((ms, id, _, body), references))| Member {
                key: MessageKey(MessageKey::first_of(*ms).0 + n as i64), message_id: Some(IDS[*id]), references, body_hash: if *body == 0 { b"0" } else { b"1" },
            }).collect();
        let mut shuffled: Vec<usize> = (0..members.len()).collect();
        shuffled.sort_by_key(|n| (*n as u64 + 1).wrapping_mul(seed | 1));
        let moved: Vec<Member<'_>> = shuffled.iter().map(|n| members[*n]).collect();
        let named = |members: &[Member<'_>]| arrange(members).into_iter().map(|node| (match node.occupant {
            Occupant::Message { copies } => copies.iter().map(|at| members[*at].key.0.to_string()).collect::<Vec<_>>().join("+"),
            Occupant::Missing { message_id } => message_id,
        }, node.parent, node.depth)).collect::<Vec<_>>();
        prop_assert_eq!(named(&members), named(&moved));

        // Everybody has exactly one place, and parents stand above their children.
        let nodes = arrange(&members);
        let mut placed: Vec<usize> = nodes.iter().flat_map(|node| match &node.occupant {
            Occupant::Message { copies } => copies.clone(),
            Occupant::Missing { .. } => Vec::new(),
        }).collect();
        placed.sort_unstable();
        prop_assert_eq!(placed, (0..members.len()).collect::<Vec<_>>());
        for (at, node) in nodes.iter().enumerate() {
            prop_assert!(node.parent.is_none_or(|parent| parent < at && nodes[parent].depth + 1 == node.depth));
        }
    }
}
