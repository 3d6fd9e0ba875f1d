//! The values that triage changes: flags, labels, snoozes and where a message lies; what they are, what they become, and writing them.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, OptionalExtension, params};

use super::targets::{Meant, apart};
use crate::domain::ids::{AccountKey, MailboxKey, MessageKey};
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::snooze::Snooze;
use crate::domain::time::Instant;
use crate::jobs::triage::MoveTarget;
use crate::store::changes::Change;
use crate::store::{Refusal, Result, StoreError, accounts, mailboxes, snooze};
use crate::text::CleanText;

/// The longest label, in characters.
const LABEL_MAX: usize = 60;

/// The moves that an action means.
#[derive(Debug, Default)]
pub(super) struct Moves {
    /// The changes, grouped by where messages lie and where they go.
    pub(super) changes: Vec<Change>,
    /// Mailboxes that had to be made.
    pub(super) made: Vec<MailboxKey>,
    /// Copies that stay where they are, since their account lacks the mailbox.
    pub(super) stayed: u64,
}

fn change(field: &str, keys: Vec<i64>, before: String, after: String) -> Change {
    Change { subject: "message".to_owned(), field: field.to_owned(), keys, before, after }
}

/// A flag set or cleared on those of the messages that do not have it so.
pub(super) fn flag(db: &Connection, messages: &[MessageKey], flag: Flags, on: bool) -> Result<Change> {
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

/// The moves of messages to a target. A message whose account lacks it is an error; a copy beside it stays.
pub(super) fn moves(db: &Connection, meant: &Meant, target: &MoveTarget) -> Result<Moves> {
    let mut groups: BTreeMap<(String, String), Vec<i64>> = BTreeMap::new();
    let mut goals: BTreeMap<(AccountKey, bool), Option<MailboxKey>> = BTreeMap::new();
    let mut moves = Moves::default();
    for (key, is_copy) in meant.each() {
        let account = db
            .prepare_cached("SELECT account FROM message WHERE key = ?1")?
            .query_row([key.0], |row| row.get(0).map(AccountKey))
            .optional()?;
        let account = account.ok_or(StoreError::NotFound)?;
        let goal = match goals.get(&(account, is_copy)) {
            Some(goal) => *goal,
            None => {
                let goal = if is_copy { goal_of_copy(db, account, target)? } else { Some(goal(db, account, target, &mut moves.made)?) };
                goals.insert((account, is_copy), goal);
                goal
            }
        };
        let Some(goal) = goal else {
            moves.stayed += 1;
            continue;
        };
        let before = placed(db, key)?;
        let after = goal.0.to_string();
        if before != after {
            groups.entry((before, after)).or_default().push(key.0);
        }
    }
    moves.changes = groups.into_iter().map(|((before, after), keys)| change("placement", keys, before, after)).collect();
    Ok(moves)
}

/// Where a message of this account goes.
fn goal(db: &Connection, account: AccountKey, target: &MoveTarget, made: &mut Vec<MailboxKey>) -> Result<MailboxKey> {
    match target {
        MoveTarget::Mailbox(mailbox) => Ok(*mailbox),
        MoveTarget::Role(role) => accounts::mailbox_of_role(db, account, *role),
        MoveTarget::Named { name, create } => {
            let (account, name) = named(db, account, name)?;
            if let Some(found) = mailboxes::find_named(db, account, &name)? {
                return Ok(found);
            }
            if !create {
                return Err(StoreError::NoMailbox { name: name.into_string() });
            }
            let mailbox = mailboxes::ensure_named(db, account, &name)?;
            made.push(mailbox);
            Ok(mailbox)
        }
    }
}

/// Where a copy goes that lies beside the message that was meant: to the mailbox of the same role or name in its own account, if there is one.
fn goal_of_copy(db: &Connection, account: AccountKey, target: &MoveTarget) -> Result<Option<MailboxKey>> {
    match target {
        MoveTarget::Role(role) => Ok(Some(accounts::mailbox_of_role(db, account, *role)?)),
        MoveTarget::Named { name, .. } => {
            let name = name.as_str().split_once('/').map_or(name.clone(), |(_, mailbox)| CleanText::line(mailbox));
            mailboxes::find_named(db, account, &name)
        }
        MoveTarget::Mailbox(mailbox) => {
            let sql = "SELECT account, name, role FROM mailbox WHERE key = ?1";
            let (owner, name, role): (i64, String, String) =
                db.prepare_cached(sql)?.query_row([mailbox.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
            match MailboxRole::from_word(&role) {
                _ if owner == account.0 => Ok(Some(*mailbox)),
                Some(role) => Ok(Some(accounts::mailbox_of_role(db, account, role)?)),
                None => mailboxes::find_named(db, account, &CleanText::line(&name)),
            }
        }
    }
}

/// The account and the name that `NAME` or `ACCOUNT/NAME` means for a message of an account. A mailbox whose own name has a slash is found by it first.
fn named(db: &Connection, account: AccountKey, name: &CleanText) -> Result<(AccountKey, CleanText)> {
    if mailboxes::find_named(db, account, name)?.is_some() {
        return Ok((account, name.clone()));
    }
    let Some((account_name, mailbox)) = name.as_str().split_once('/') else { return Ok((account, name.clone())) };
    let sql = "SELECT key FROM account WHERE name = ?1 COLLATE NOCASE";
    let owner = db.prepare_cached(sql)?.query_row([account_name], |row| row.get(0).map(AccountKey)).optional()?;
    Ok((owner.ok_or_else(|| StoreError::NoMailbox { name: name.as_str().to_owned() })?, CleanText::line(mailbox)))
}

/// Where a message lies, as the field `placement` says it: mailbox keys, in order.
fn placed(db: &Connection, key: MessageKey) -> Result<String> {
    let mut statement = db.prepare_cached("SELECT mailbox FROM placement WHERE message = ?1 ORDER BY mailbox")?;
    let keys = statement.query_map([key.0], |row| row.get::<_, i64>(0))?.collect::<rusqlite::Result<Vec<_>>>()?;
    Ok(keys.iter().map(i64::to_string).collect::<Vec<_>>().join(","))
}

/// What it is to put messages to sleep until a time, or to wake them where none is given.
///
/// # Errors
/// [`Refusal::CannotSleep`] when all of them lie in spam or trash.
pub(super) fn snoozes(db: &Connection, messages: &[MessageKey], until: Option<Instant>, now: Instant) -> Result<Vec<Change>> {
    let mut groups: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    let mut unfit = 0;
    for key in messages {
        let held = snooze::held(db, *key)?;
        let asleep = held.filter(Snooze::is_asleep);
        let changes = match until {
            None => asleep.is_some(),
            Some(_) if matches!(apart(db, *key)?, Some(MailboxRole::Spam | MailboxRole::Trash)) => {
                unfit += 1;
                false
            }
            Some(until) => asleep.is_none_or(|asleep| asleep.until != until),
        };
        if changes {
            groups.entry(held.map(|held| held.to_string()).unwrap_or_default()).or_default().push(key.0);
        }
    }
    if unfit > 0 && unfit == messages.len() {
        return Err(Refusal::CannotSleep.into());
    }
    let after = until.map(|until| Snooze::begin(now, until).to_string()).unwrap_or_default();
    Ok(groups.into_iter().map(|(before, keys)| change("snooze", keys, before, after.clone())).collect())
}

/// What ends the snoozes of messages that are put away: whoever has dealt with a mail does not want it back.
pub(super) fn ends(db: &Connection, messages: &[MessageKey]) -> Result<Vec<Change>> {
    let mut groups: BTreeMap<String, Vec<i64>> = BTreeMap::new();
    for key in messages {
        if let Some(held) = snooze::held(db, *key)? {
            groups.entry(held.to_string()).or_default().push(key.0);
        }
    }
    Ok(groups.into_iter().map(|(before, keys)| change("snooze", keys, before, String::new())).collect())
}

pub(super) fn label(db: &Connection, messages: &[MessageKey], label: &CleanText, on: bool) -> Result<Change> {
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
pub(super) fn still(db: &Connection, change: &Change) -> Result<bool> {
    for key in &change.keys {
        let here =
            db.prepare_cached("SELECT flags FROM message WHERE key = ?1")?.query_row([key], |row| row.get(0).map(Flags)).optional()?;
        let Some(flags) = here else { return Ok(false) };
        let stands = match change.field.as_str() {
            "placement" => placed(db, MessageKey(*key))? == change.before,
            "snooze" => match (snooze::held(db, MessageKey(*key))?, snooze_of(&change.before)?) {
                (None, None) => true,
                // That it woke meanwhile is nobody's change.
                (Some(now), Some(then)) => now.is_same(&then),
                _ => false,
            },
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

/// Gives every message of a change the value it ends with; [`gather_labels`] is to follow.
pub(super) fn set(db: &Connection, change: &Change) -> Result<()> {
    match change.field.as_str() {
        "placement" => set_placement(db, change),
        "label" => set_label(db, change),
        "snooze" => set_snooze(db, change),
        word => set_flag(db, change, flag_named(word)?),
    }
}

fn set_flag(db: &Connection, change: &Change, flag: Flags) -> Result<()> {
    let on = change.after == "1";
    let sql =
        if on { "UPDATE message SET flags = flags | ?2 WHERE key = ?1" } else { "UPDATE message SET flags = flags & ~?2 WHERE key = ?1" };
    let mut update = db.prepare_cached(sql)?;
    let counts = flag == Flags::READ;
    for key in &change.keys {
        if counts {
            mailboxes::count(db, MessageKey(*key), -1)?;
        }
        update.execute(params![key, flag.0])?;
        if counts {
            mailboxes::count(db, MessageKey(*key), 1)?;
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
    let mut clear = db.prepare_cached("DELETE FROM placement WHERE message = ?1")?;
    let mut put = db.prepare_cached("INSERT INTO placement (mailbox, message) VALUES (?1, ?2)")?;
    for key in &change.keys {
        mailboxes::count(db, MessageKey(*key), -1)?;
        clear.execute([key])?;
        for mailbox in &after {
            put.execute([mailbox, key])?;
        }
        mailboxes::count(db, MessageKey(*key), 1)?;
    }
    Ok(())
}

fn set_snooze(db: &Connection, change: &Change) -> Result<()> {
    let after = snooze_of(&change.after)?;
    change.keys.iter().try_for_each(|key| snooze::put(db, MessageKey(*key), after.as_ref()))
}

/// The snooze that a change has in a line; an empty one is none.
fn snooze_of(line: &str) -> Result<Option<Snooze>> {
    if line.is_empty() { Ok(None) } else { Snooze::from_line(line).map(Some).ok_or(StoreError::Damaged("snooze")) }
}

fn set_label(db: &Connection, change: &Change) -> Result<()> {
    for key in &change.keys {
        if change.after.is_empty() {
            db.prepare_cached("DELETE FROM label WHERE label = ?1 AND message = ?2")?.execute(params![change.before, key])?;
        } else {
            db.prepare_cached("INSERT OR IGNORE INTO label (label, message) VALUES (?1, ?2)")?.execute(params![change.after, key])?;
        }
    }
    Ok(())
}

/// Brings the list of labels in each row that changes of labels touched up to date: once for all of them, since one call may put on thousands.
pub(super) fn gather_labels(db: &Connection, changes: &[Change]) -> Result<()> {
    let keys: BTreeSet<i64> =
        changes.iter().filter(|change| change.field == "label").flat_map(|change| change.keys.iter().copied()).collect();
    let sql = "UPDATE message SET labels = coalesce((SELECT group_concat(label, char(10)) FROM (SELECT label FROM label WHERE message = ?1 ORDER BY label)), '') WHERE key = ?1";
    let mut gather = db.prepare_cached(sql)?;
    for key in keys {
        gather.execute([key])?;
    }
    Ok(())
}
