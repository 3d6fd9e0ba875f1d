//! Conversations: every parent on which notmuch, JWZ and IMAP REFS agree comes out right, in whatever order the mails arrive.

use std::collections::HashMap;
use std::fs;

use fumi::domain::ids::MessageKey;
use fumi::domain::mail::message_id::MessageId;
use fumi::domain::mail::thread::{Member, Occupant, arrange, components, lineage};

use crate::corpus;

/// The threading headers of one mail; ids without brackets.
struct Headers {
    sent_ms: i64,
    message_id: Option<String>,
    references: Vec<String>,
    in_reply_to: Vec<String>,
    body: Vec<u8>,
}

fn headers(raw: &[u8]) -> Headers {
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let (head, body) = text.split_once("\n\n").unwrap_or((&text, ""));
    let unfolded = head.replace("\n\t", " ").replace("\n ", " ");
    let value = |name: &str| {
        unfolded.lines().find_map(|line| line.split_once(':').filter(|(field, _)| field.eq_ignore_ascii_case(name)).map(|(_, value)| value))
    };
    let ids = |name: &str| -> Vec<String> {
        let found = value(name).map(MessageId::all_of).unwrap_or_default();
        found.iter().map(|id| id.as_str().trim_matches(['<', '>']).to_owned()).collect()
    };
    let sent =
        value("date").and_then(|date| jiff::fmt::rfc2822::DateTimeParser::new().relaxed_weekday(true).parse_timestamp(date.trim()).ok());
    Headers {
        sent_ms: sent.map_or(0, |sent| sent.as_millisecond()),
        message_id: ids("message-id").into_iter().next(),
        references: ids("references"),
        in_reply_to: ids("in-reply-to"),
        body: body.as_bytes().to_vec(),
    }
}

/// The nearest present ancestor of every mail with a Message-ID.
fn parents(mails: &[Headers], arrival: &[usize]) -> HashMap<String, Option<String>> {
    let lineages: Vec<Vec<&str>> = arrival
        .iter()
        .map(|&at| {
            let references: Vec<&str> = mails[at].references.iter().map(String::as_str).collect();
            let in_reply_to: Vec<&str> = mails[at].in_reply_to.iter().map(String::as_str).collect();
            lineage(mails[at].message_id.as_deref(), &references, &in_reply_to)
        })
        .collect();
    let members: Vec<Member<'_>> = arrival
        .iter()
        .zip(&lineages)
        .map(|(&at, references)| Member {
            key: MessageKey::first_of(mails[at].sent_ms),
            message_id: mails[at].message_id.as_deref(),
            references,
            body_hash: &mails[at].body,
        })
        .collect();
    let mut parents = HashMap::new();
    for thread in components(&members) {
        let thread: Vec<Member<'_>> = thread.into_iter().map(|at| members[at]).collect();
        let nodes = arrange(&thread);
        for node in &nodes {
            let Occupant::Message { copies } = &node.occupant else { continue };
            let mut above = node.parent;
            while let Some(at) = above.filter(|&at| matches!(nodes[at].occupant, Occupant::Missing { .. })) {
                above = nodes[at].parent;
            }
            let parent = above.and_then(|at| match &nodes[at].occupant {
                Occupant::Message { copies } => thread[copies[0]].message_id.map(str::to_owned),
                Occupant::Missing { .. } => None,
            });
            if let Some(id) = thread[copies[0]].message_id {
                parents.insert(id.to_owned(), parent);
            }
        }
    }
    parents
}

fn every_parent_is_right(name: &str, expected: usize) {
    let Some(folder) = corpus::folder(name) else { return };
    let mails: Vec<Headers> = corpus::mails(&folder).iter().map(|(_, raw)| headers(raw)).collect();
    let consensus = fs::read_to_string(folder.join("consensus-parents.tsv")).unwrap();
    let consensus: Vec<(&str, Option<&str>)> =
        consensus.lines().filter_map(|line| line.split_once('\t')).map(|(id, parent)| (id, (parent != "-").then_some(parent))).collect();
    assert_eq!(consensus.len(), expected);

    let forward: Vec<usize> = (0..mails.len()).collect();
    let mut by_date = forward.clone();
    by_date.sort_by_key(|&at| mails[at].sent_ms);
    let backward: Vec<usize> = by_date.iter().rev().copied().collect();
    let mut shuffled = forward.clone();
    shuffled.sort_by_key(|at| (*at as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15));
    let first = parents(&mails, &forward);
    let wrong: Vec<String> = consensus
        .iter()
        .filter(|(id, parent)| first.get(*id).is_none_or(|found| found.as_deref() != *parent))
        .map(|(id, parent)| format!("{id}: {:?}, not {parent:?}", first.get(*id)))
        .collect();
    assert!(wrong.is_empty(), "{} of {expected} parents are wrong:\n{}", wrong.len(), wrong.join("\n"));
    for arrival in [by_date, backward, shuffled] {
        assert_eq!(parents(&mails, &arrival), first, "another order of arrival");
    }
}

#[test]
fn every_agreed_parent_of_a_busy_list_comes_out_right() {
    every_parent_is_right("sa-easy-ham-1", 2_457);
}

#[test]
fn every_agreed_parent_of_a_small_list_comes_out_right() {
    every_parent_is_right("threads-notmuch-list", 52);
}
