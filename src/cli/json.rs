//! The values of interface.md: how addresses, flags, people, messages and threads look as JSON.

use serde::Serialize;
use serde_json::{Value, json};

use crate::domain::mail::address::Address;
use crate::jobs::changes::Changed;
use crate::jobs::mail::{MailboxRow, MessageRow, PersonMark, ThreadRow, ThreadView};
use crate::jobs::outbox::Unsent;
use crate::text::{CleanText, truncate};

/// `{name, address}`.
pub fn address(address: &Address) -> Value {
    json!({ "name": address.name.as_str(), "address": address.address.as_str() })
}

/// A list of addresses.
pub fn addresses(list: &[Address]) -> Value {
    list.iter().map(address).collect()
}

/// `{id, kind, name}` or null.
pub fn person(mark: Option<&PersonMark>) -> Value {
    mark.map_or(Value::Null, |mark| json!({ "id": mark.id.to_string(), "kind": mark.kind.word(), "name": mark.name.as_str() }))
}

/// A mailbox of `fumi mailboxes`.
pub fn mailbox(row: &MailboxRow) -> Value {
    json!({
        "account": row.account_name.as_str(),
        "name": row.name.as_str(),
        "role": row.role.map(|role| role.word()),
        "total": row.total,
        "unread": row.unread,
    })
}

/// A thread of `fumi threads`. Of the participants our own is `me`. Of the Sales inbox it names the group, and whether we had the last word.
pub fn thread_row(row: &ThreadRow, grouped: bool) -> Value {
    let participants: Vec<&str> = row.participants.iter().map(|name| if name.is_empty() { "me" } else { name.as_str() }).collect();
    let mut value = json!({
        "id": row.id.to_string(),
        "subject": row.subject.as_str(),
        "participants": participants,
        "count": row.count,
        "unread": row.unread,
        "newest": row.date.to_rfc3339(),
        "flags": row.flags.words(),
        "labels": texts(&row.labels),
        "person": person(row.person.as_ref()),
    });
    if let (Some(group), true, Some(object)) = (row.place.rank.standing(), grouped, value.as_object_mut()) {
        object.insert("group".to_owned(), group.word().into());
        object.insert("answered".to_owned(), row.place.rank.is_answered().into());
    }
    value
}

/// A message as lists show it: `fumi search`. It is written without a value in between, since a list may have a hundred thousand of them.
#[derive(Debug, Serialize)]
pub struct MessageLine<'a> {
    id: String,
    message_id: &'a str,
    thread: String,
    from: Option<AddressLine<'a>>,
    subject: &'a str,
    date: String,
    mailbox: &'a str,
    account: &'a str,
    flags: Vec<&'static str>,
    auth: &'static str,
    labels: Vec<&'a str>,
    snippet: &'a str,
}

#[derive(Debug, Serialize)]
struct AddressLine<'a> {
    name: &'a str,
    address: &'a str,
}

/// A message as lists show it.
pub fn message_row(row: &MessageRow) -> MessageLine<'_> {
    MessageLine {
        id: row.id.to_string(),
        message_id: row.message_id.as_str(),
        thread: row.thread_id.to_string(),
        from: row.from.as_ref().map(|from| AddressLine { name: from.name.as_str(), address: from.address.as_str() }),
        subject: row.subject.as_str(),
        date: row.date.to_rfc3339(),
        mailbox: row.mailbox_name.as_str(),
        account: row.account_name.as_str(),
        flags: row.flags.words(),
        auth: row.auth.word(),
        labels: row.labels.iter().map(CleanText::as_str).collect(),
        snippet: row.snippet.as_str(),
    }
}

/// A draft or a waiting mail between the messages of `fumi search`: the same keys, and its state.
pub fn unsent<'a>(one: &'a Unsent, account: &'a str) -> Value {
    let (id, message_id, subject, date, state, snippet) = match one {
        Unsent::Draft(draft) => {
            let entered = &draft.entered;
            (draft.id, "", CleanText::line(&entered.subject), draft.saved_at, "draft", CleanText::line(entered.body.trim()))
        }
        Unsent::Waiting(row) => {
            (row.id, row.message_id.as_str(), row.subject.clone(), row.queued_at, row.state.word(), CleanText::default())
        }
    };
    json!({
        "id": id.to_string(),
        "message_id": message_id,
        "thread": null,
        "from": null,
        "subject": subject.as_str(),
        "date": date.to_rfc3339(),
        "mailbox": if state == "draft" { "Drafts" } else { "" },
        "account": account,
        "flags": if state == "draft" { vec!["read", "draft"] } else { vec!["read"] },
        "auth": "none",
        "labels": [],
        "snippet": truncate(snippet.as_str(), SNIPPET),
        "state": state,
    })
}

/// So many columns of a draft's text are its snippet.
const SNIPPET: usize = 120;

/// A conversation: `fumi thread`. `parent` is our id of the parent, a placeholder's included.
pub fn thread(view: &ThreadView) -> Value {
    let id_at = |place: usize| view.nodes.get(place).and_then(|node| node.message.as_ref().map(|row| row.id).or(node.placeholder_id));
    let messages: Vec<Value> = view
        .nodes
        .iter()
        .enumerate()
        .map(|(place, node)| {
            let row = node.message.as_ref();
            json!({
                "id": id_at(place).map(|id| id.to_string()),
                "message_id": node.message_id.as_str(),
                "parent": node.parent.and_then(id_at).map(|id| id.to_string()),
                "depth": node.depth,
                "from": row.and_then(|row| row.from.as_ref()).map(address),
                "to": row.map_or_else(|| json!([]), |row| addresses(&row.to)),
                "cc": row.map_or_else(|| json!([]), |row| addresses(&row.cc)),
                "date": row.map(|row| row.date.to_rfc3339()),
                "subject": row.map(|row| row.subject.as_str()),
                "flags": row.map_or_else(Vec::new, |row| row.flags.words()),
                "placeholder": row.is_none(),
            })
        })
        .collect();
    json!({ "id": view.id.to_string(), "subject": view.subject.as_str(), "messages": messages })
}

/// What a triage verb, undo or redo answers: `{group, changed}`.
pub fn changed(changed: &Changed) -> Value {
    let mut value = json!({ "group": changed.group_id.map(|id| id.to_string()), "changed": changed.changed });
    if let (1.., Some(object)) = (changed.stayed, value.as_object_mut()) {
        object.insert("stayed".to_owned(), changed.stayed.into());
    }
    value
}

/// Clean texts as a list.
pub fn texts(list: &[crate::text::CleanText]) -> Value {
    list.iter().map(|text| Value::from(text.as_str())).collect()
}
