//! What a person does to messages: flags, labels, moves, and taking them back.

mod change;
mod purge;
mod targets;

use std::collections::BTreeSet;

use rusqlite::{Connection, OptionalExtension};

use super::changes::{Change, GroupKind, begin};
use super::{Context, Result, StoreError, account_use, snooze, summary};
use crate::domain::change::Verb;
use crate::domain::ids::ThreadKey;
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::jobs::changes::Changed;
use crate::jobs::triage::{ASK_ABOVE, MoveTarget, Triage, TriageAction};
use crate::text::CleanText;

pub use purge::{account as purge_account, empty_trash};

use change::{Moves, ends, flag, gather_labels, label, moves, set, snoozes, still};
use targets::Meant;

/// Carries an action out on its messages and on every copy that is shown as one with them; one group to undo.
///
/// # Errors
/// [`StoreError::NeedsYes`] when more than [`ASK_ABOVE`] mails would change and nobody said yes to that; nothing was changed then.
pub fn apply(db: &Connection, triage: &Triage, context: &mut Context) -> Result<Changed> {
    let meant = targets::meant(db, &triage.targets, &triage.action, context)?;
    account_use::used(db, &meant.all(), context.now)?;
    if triage.action == TriageAction::Seen {
        return seen(db, &meant);
    }
    let all = meant.all();
    let mut recorder = begin(db, context, triage.action.verb(), GroupKind::Mail)?;
    let mut changes = Vec::new();
    let mut moved = Moves::default();
    match &triage.action {
        TriageAction::Star(on) => changes.push(flag(db, &all, Flags::STARRED, *on)?),
        TriageAction::Read(on) => changes.push(flag(db, &all, Flags::READ, *on)?),
        TriageAction::Seen => {}
        TriageAction::Archive => moved = moves(db, &meant, &MoveTarget::Role(MailboxRole::Archive))?,
        TriageAction::Delete => moved = moves(db, &meant, &MoveTarget::Role(MailboxRole::Trash))?,
        TriageAction::Spam => {
            changes.push(flag(db, &all, Flags::SPAM, true)?);
            moved = moves(db, &meant, &MoveTarget::Role(MailboxRole::Spam))?;
        }
        TriageAction::Move(target) => moved = moves(db, &meant, target)?,
        TriageAction::Snooze(until) => changes.append(&mut snoozes(db, &all, *until, context.now)?),
        TriageAction::Label { add, remove } => {
            for (labels, on) in [(add, true), (remove, false)] {
                for one in labels {
                    changes.push(label(db, &all, one, on)?);
                }
            }
        }
    }
    for mailbox in &moved.made {
        recorder.note("mailbox", "made", &[mailbox.0], "", &super::mailboxes::written(db, *mailbox)?)?;
    }
    changes.append(&mut moved.changes);
    if matches!(triage.action, TriageAction::Archive | TriageAction::Delete | TriageAction::Spam | TriageAction::Move(_)) {
        changes.append(&mut ends(db, &all)?);
    }
    let mut touched = BTreeSet::new();
    for change in &changes {
        set(db, change)?;
        recorder.note(&change.subject, &change.field, &change.keys, &change.before, &change.after)?;
        touched.extend(change.keys.iter().copied());
    }
    gather_labels(db, &changes)?;
    let changed = meant.shown(&touched);
    if changed > ASK_ABOVE && !triage.confirmed {
        return Err(StoreError::NeedsYes { count: changed });
    }
    let threads = refresh_threads(db, &touched)?;
    // One conversation is one thing for the person, however many mails of it changed: it is called as its oldest one is.
    let about = match touched.first() {
        Some(key) if threads == 1 => {
            CleanText::line(&db.query_row("SELECT subject FROM message WHERE key = ?1", [key], |row| row.get::<_, String>(0))?)
        }
        _ => CleanText::default(),
    };
    Ok(Changed { stayed: moved.stayed, ..recorder.end(&about, changed)? })
}

/// Marks messages read that were on the screen; leaves no group, so that undo takes back what the person did and not that they looked.
fn seen(db: &Connection, meant: &Meant) -> Result<Changed> {
    let all = meant.all();
    let change = flag(db, &all, Flags::READ, true)?;
    set(db, &change)?;
    let opened = snooze::opened(db, &all)?;
    let touched = change.keys.iter().copied().chain(opened.into_iter().map(|key| key.0)).collect();
    refresh_threads(db, &touched)?;
    let changed = meant.shown(&touched);
    Ok(Changed { group: None, group_id: None, verb: Verb::Read, changed, about: CleanText::default(), stayed: 0 })
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
    gather_labels(db, changes)?;
    refresh_threads(db, &touched)?;
    Ok(())
}

/// Brings the rows of lists up to date; answers of how many threads.
fn refresh_threads(db: &Connection, messages: &BTreeSet<i64>) -> Result<usize> {
    let mut statement = db.prepare_cached("SELECT thread FROM message WHERE key = ?1")?;
    let mut threads = BTreeSet::new();
    for key in messages {
        threads.extend(statement.query_row([key], |row| row.get(0).map(ThreadKey)).optional()?);
    }
    threads.iter().try_for_each(|thread| summary::refresh(db, *thread))?;
    Ok(threads.len())
}
