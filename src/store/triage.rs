//! What a person does to messages: flags, labels, moves, and taking them back.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::changes::{Change, GroupKind, begin};
use super::{Context, Refusal, Result, StoreError, accounts, mailboxes, search, summary};
use crate::domain::change::Verb;
use crate::domain::ids::{AccountKey, MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::query::Query;
use crate::jobs::changes::Changed;
use crate::jobs::triage::{MoveTarget, Targets, Triage, TriageAction};
use crate::text::CleanText;

/// The longest label, in characters.
const LABEL_MAX: usize = 60;

/// Carries an action out on its messages; one group to undo.
pub fn apply(db: &Connection, triage: &Triage, context: &mut Context) -> Result<Changed> {
    let messages = targets(db, &triage.targets, context)?;
    if triage.action == TriageAction::Seen {
        return seen(db, &messages);
    }
    let mut recorder = begin(db, context, triage.action.verb(), GroupKind::Mail)?;
    let mut changes = Vec::new();
    match &triage.action {
        TriageAction::Star(on) => changes.push(flag(db, &messages, Flags::STARRED, *on)?),
        TriageAction::Read(on) => changes.push(flag(db, &messages, Flags::READ, *on)?),
        TriageAction::Seen => {}
        TriageAction::Archive => changes.extend(moves(db, &messages, &MoveTarget::Role(MailboxRole::Archive))?),
        TriageAction::Delete => changes.extend(moves(db, &messages, &MoveTarget::Role(MailboxRole::Trash))?),
        TriageAction::Spam => {
            changes.push(flag(db, &messages, Flags::SPAM, true)?);
            changes.extend(moves(db, &messages, &MoveTarget::Role(MailboxRole::Spam))?);
        }
        TriageAction::Move(target) => changes.extend(moves(db, &messages, target)?),
        TriageAction::Label { add, remove } => {
            for (labels, on) in [(add, true), (remove, false)] {
                for label in labels {
                    changes.push(label_change(db, &messages, label, on)?);
                }
            }
        }
    }
    let mut touched = BTreeSet::new();
    for change in &changes {
        set(db, change)?;
        recorder.note(&change.subject, &change.field, &change.keys, &change.before, &change.after)?;
        touched.extend(change.keys.iter().copied());
    }
    refresh_threads(db, &touched)?;
    let about = match touched.first() {
        Some(key) if touched.len() == 1 => {
            CleanText::line(&db.query_row("SELECT subject FROM message WHERE key = ?1", [key], |row| row.get::<_, String>(0))?)
        }
        _ => CleanText::default(),
    };
    recorder.end(&about, touched.len() as u64)
}

/// Marks messages read that were on the screen; leaves no group, so that undo takes back what the person did and not that they looked.
fn seen(db: &Connection, messages: &[MessageKey]) -> Result<Changed> {
    let change = flag(db, messages, Flags::READ, true)?;
    set(db, &change)?;
    refresh_threads(db, &change.keys.iter().copied().collect())?;
    Ok(Changed { group: None, group_id: None, verb: Verb::Read, changed: change.keys.len() as u64, about: CleanText::default() })
}

/// Takes changes back (their `before` and `after` already turned round), or does them again.
///
/// # Errors
/// [`StoreError::ChangedSince`] when a field no longer has the value that the change left.
pub fn revert(db: &Connection, changes: &[Change]) -> Result<()> {
    let mut touched = BTreeSet::new();
    for change in changes {
        let stands = still(db, change)?;
        if !stands {
            return Err(StoreError::ChangedSince);
        }
        set(db, change)?;
        touched.extend(change.keys.iter().copied());
    }
    refresh_threads(db, &touched)
}

/// The messages that targets mean, oldest first.
pub fn targets(db: &Connection, targets: &Targets, context: &Context) -> Result<Vec<MessageKey>> {
    let mut keys = match targets {
        Targets::Messages(keys) => keys.clone(),
        Targets::Threads { threads, within } => {
            let sql = match within {
                Some(_) => "SELECT m.key FROM message m JOIN placement p ON p.message = m.key WHERE m.thread = ?1 AND p.mailbox = ?2",
                None => "SELECT m.key FROM message m WHERE m.thread = ?1 AND ?2 = 0",
            };
            let mut statement = db.prepare_cached(sql)?;
            let mut keys = Vec::new();
            for thread in threads {
                let found = statement.query_map([thread.0, within.map_or(0, |mailbox| mailbox.0)], |row| row.get(0).map(MessageKey))?;
                keys.extend(found.collect::<rusqlite::Result<Vec<_>>>()?);
            }
            keys
        }
        Targets::Query { query, within } => {
            let asked = search::Asked::query(db, &Query::parse(query, context.now, &context.zone)?)?;
            let scope = within.map_or(search::Scope::Usual, |mailbox| search::Scope::Mailboxes(vec![mailbox]));
            search::find(db, &asked, &scope, &search::Window::newest(0))?
        }
    };
    keys.sort_unstable();
    keys.dedup();
    Ok(keys)
}

fn change(field: &str, keys: Vec<i64>, before: String, after: String) -> Change {
    Change { subject: "message".to_owned(), field: field.to_owned(), keys, before, after }
}

fn flag(db: &Connection, messages: &[MessageKey], flag: Flags, on: bool) -> Result<Change> {
    let mut statement = db.prepare_cached("SELECT flags FROM message WHERE key = ?1")?;
    let mut keys = Vec::new();
    for key in messages {
        let held = statement.query_row([key.0], |row| row.get(0).map(Flags)).optional()?.ok_or(StoreError::NotFound)?;
        if held.has(flag) != on {
            keys.push(key.0);
        }
    }
    let word = Flags::NAMES.iter().find(|(one, _)| *one == flag).map_or("read", |(_, word)| *word);
    Ok(change(word, keys, u8::from(!on).to_string(), u8::from(on).to_string()))
}

/// The moves of messages to a target, grouped by where they lie and where they go.
fn moves(db: &Connection, messages: &[MessageKey], target: &MoveTarget) -> Result<Vec<Change>> {
    let mut groups: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    let mut goals: BTreeMap<AccountKey, MailboxKey> = BTreeMap::new();
    for key in messages {
        let account = db
            .prepare_cached("SELECT account FROM message WHERE key = ?1")?
            .query_row([key.0], |row| row.get(0).map(AccountKey))
            .optional()?;
        let account = account.ok_or(StoreError::NotFound)?;
        let goal = match goals.get(&account) {
            Some(goal) => *goal,
            None => {
                let goal = resolve(db, account, target)?;
                goals.insert(account, goal);
                goal
            }
        };
        let before = placed(db, *key)?;
        let after = goal.0.to_string();
        if before != after {
            groups.entry((before, after)).or_default().push(key.0);
        }
    }
    Ok(groups.into_iter().map(|((before, after), keys)| change("placement", keys, before, after)).collect())
}

fn resolve(db: &Connection, account: AccountKey, target: &MoveTarget) -> Result<MailboxKey> {
    match target {
        MoveTarget::Mailbox(mailbox) => Ok(*mailbox),
        MoveTarget::Role(role) => accounts::mailbox_of_role(db, account, *role),
        MoveTarget::Named(name) => match name.as_str().split_once('/') {
            None => mailboxes::ensure_named(db, account, name),
            Some((account_name, mailbox)) => {
                let sql = "SELECT key FROM account WHERE name = ?1 COLLATE NOCASE";
                let named = db.prepare_cached(sql)?.query_row([account_name], |row| row.get(0).map(AccountKey)).optional()?;
                mailboxes::ensure_named(db, named.ok_or(StoreError::NotFound)?, &CleanText::line(mailbox))
            }
        },
    }
}

/// Where a message lies, as the field `placement` says it: mailbox keys, in order.
fn placed(db: &Connection, key: MessageKey) -> Result<String> {
    let mut statement = db.prepare_cached("SELECT mailbox FROM placement WHERE message = ?1 ORDER BY mailbox")?;
    let keys = statement.query_map([key.0], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(keys.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
}

fn label_change(db: &Connection, messages: &[MessageKey], label: &CleanText, on: bool) -> Result<Change> {
    let label = label.as_str().trim();
    if label.is_empty() || label.chars().count() > LABEL_MAX {
        return Err(Refusal::BadLabel(label.to_owned()).into());
    }
    let mut statement = db.prepare_cached("SELECT 1 FROM label WHERE label = ?1 AND message = ?2")?;
    let mut keys = Vec::new();
    for key in messages {
        if statement.exists(params![label, key.0])? != on {
            keys.push(key.0);
        }
    }
    let (with, without) = (label.to_owned(), String::new());
    Ok(if on { change("label", keys, without, with) } else { change("label", keys, with, without) })
}

/// Whether every message of a change has the value the change starts from.
fn still(db: &Connection, change: &Change) -> Result<bool> {
    for key in &change.keys {
        let here =
            db.prepare_cached("SELECT flags FROM message WHERE key = ?1")?.query_row([key], |row| row.get(0).map(Flags)).optional()?;
        let Some(flags) = here else { return Ok(false) };
        let stands = match change.field.as_str() {
            "placement" => placed(db, MessageKey(*key))? == change.before,
            "label" => {
                let label = if change.before.is_empty() { &change.after } else { &change.before };
                let has = db.prepare_cached("SELECT 1 FROM label WHERE label = ?1 AND message = ?2")?.exists(params![label, key])?;
                has != change.before.is_empty()
            }
            word => flags.has(flag_named(word)?) == (change.before == "1"),
        };
        if !stands {
            return Ok(false);
        }
    }
    Ok(true)
}

fn flag_named(word: &str) -> Result<Flags> {
    Flags::NAMES.iter().find(|(_, name)| *name == word).map(|(flag, _)| *flag).ok_or(StoreError::Damaged("change field"))
}

/// Gives every message of a change the value it ends with.
fn set(db: &Connection, change: &Change) -> Result<()> {
    match change.field.as_str() {
        "placement" => set_placement(db, change),
        "label" => set_label(db, change),
        word => set_flag(db, change, flag_named(word)?),
    }
}

fn set_flag(db: &Connection, change: &Change, flag: Flags) -> Result<()> {
    let on = change.after == "1";
    let sql =
        if on { "UPDATE message SET flags = flags | ?2 WHERE key = ?1" } else { "UPDATE message SET flags = flags & ~?2 WHERE key = ?1" };
    let mut update = db.prepare_cached(sql)?;
    let mut counter =
        db.prepare_cached("UPDATE mailbox SET unread = unread + ?2 WHERE key IN (SELECT mailbox FROM placement WHERE message = ?1)")?;
    for key in &change.keys {
        update.execute(params![key, flag.0])?;
        if flag == Flags::READ {
            counter.execute([*key, if on { -1 } else { 1 }])?;
        }
    }
    Ok(())
}

fn set_placement(db: &Connection, change: &Change) -> Result<()> {
    let goals = |list: &str| {
        list.split(',')
            .filter(|key| !key.is_empty())
            .map(|key| key.parse::<i64>().map_err(|_| StoreError::Damaged("placement")))
            .collect::<Result<Vec<_>>>()
    };
    let after = goals(&change.after)?;
    let count = "UPDATE mailbox SET total = total + ?2, unread = unread + ?2 * (SELECT NOT (flags & 1) FROM message WHERE key = ?1)
                 WHERE key IN (SELECT mailbox FROM placement WHERE message = ?1)";
    let mut count = db.prepare_cached(count)?;
    let mut clear = db.prepare_cached("DELETE FROM placement WHERE message = ?1")?;
    let mut put = db.prepare_cached("INSERT INTO placement (mailbox, message) VALUES (?1, ?2)")?;
    for key in &change.keys {
        count.execute([*key, -1])?;
        clear.execute([key])?;
        for mailbox in &after {
            put.execute([mailbox, key])?;
        }
        count.execute([*key, 1])?;
    }
    Ok(())
}

fn set_label(db: &Connection, change: &Change) -> Result<()> {
    for key in &change.keys {
        if change.after.is_empty() {
            db.prepare_cached("DELETE FROM label WHERE label = ?1 AND message = ?2")?.execute(params![change.before, key])?;
        } else {
            db.prepare_cached("INSERT OR IGNORE INTO label (label, message) VALUES (?1, ?2)")?.execute(params![change.after, key])?;
        }
        let sql = "UPDATE message SET labels = coalesce((SELECT group_concat(label, char(10)) FROM (SELECT label FROM label WHERE message = ?1 ORDER BY label)), '') WHERE key = ?1";
        db.prepare_cached(sql)?.execute([key])?;
    }
    Ok(())
}

fn refresh_threads(db: &Connection, messages: &BTreeSet<i64>) -> Result<()> {
    let mut statement = db.prepare_cached("SELECT thread FROM message WHERE key = ?1")?;
    let mut threads = BTreeSet::new();
    for key in messages {
        threads.extend(statement.query_row([key], |row| row.get(0).map(ThreadKey)).optional()?);
    }
    threads.into_iter().try_for_each(|thread| summary::refresh(db, thread))
}
