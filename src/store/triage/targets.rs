//! Which messages are meant, and which copies are shown as one with them (interface.md, fine print).

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::{Connection, params};

use crate::domain::ids::{MailboxKey, MessageKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::query::{Query, State, What};
use crate::jobs::triage::{Targets, TriageAction, Within};
use crate::store::{Context, Result, search, snooze};

/// The mailboxes that a thread does not mean when it is archived, moved or deleted from outside of them.
const APART: [MailboxRole; 4] = [MailboxRole::Sent, MailboxRole::Drafts, MailboxRole::Spam, MailboxRole::Trash];

/// Which messages of a thread that is shown outside of a mailbox are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Takes {
    /// All of them.
    All,
    /// Those that lie in no mailbox that stands apart.
    Outside,
    /// Those, and what sleeps wherever it lies: it gets another time.
    OutsideOrAsleep,
}

impl Takes {
    fn of(action: &TriageAction) -> Self {
        match action {
            TriageAction::Snooze(Some(_)) => Self::OutsideOrAsleep,
            action if action.puts_away() => Self::Outside,
            _ => Self::All,
        }
    }

    fn takes(self, db: &Connection, key: MessageKey) -> Result<bool> {
        Ok(self == Self::All || apart(db, key)?.is_none() || self == Self::OutsideOrAsleep && snooze::is_asleep(db, key)?)
    }
}

/// What makes two messages one on the screen: thread, Message-ID and body (architecture.md 3). A message without a Message-ID stands for itself.
type Shown = (i64, String, Vec<u8>);

/// The messages that are meant.
#[derive(Debug, Default)]
pub(super) struct Meant {
    /// Each message, whether it is only a copy beside one that was named, and as which it is shown.
    rows: BTreeMap<MessageKey, (bool, Option<Shown>)>,
}

impl Meant {
    /// All of them, oldest first.
    pub(super) fn all(&self) -> Vec<MessageKey> {
        self.rows.keys().copied().collect()
    }

    /// All of them, oldest first, with whether each is only a copy.
    pub(super) fn each(&self) -> impl Iterator<Item = (MessageKey, bool)> {
        self.rows.iter().map(|(key, (copy, _))| (*key, *copy))
    }

    /// How many mails a person sees in these messages: copies count once.
    pub(super) fn shown(&self, touched: &BTreeSet<i64>) -> u64 {
        let mut seen = BTreeSet::new();
        let mut alone = 0;
        for key in touched {
            match self.rows.get(&MessageKey(*key)) {
                Some((_, Some(shown))) => _ = seen.insert(shown),
                _ => alone += 1,
            }
        }
        seen.len() as u64 + alone
    }
}

/// The messages that targets mean, with every copy shown as one with them.
pub(super) fn meant(db: &Connection, targets: &Targets, action: &TriageAction, context: &Context) -> Result<Meant> {
    let mut named = Vec::new();
    let moves = action.puts_away();
    gather(db, targets, Takes::of(action), context, &mut named)?;
    if *action != TriageAction::Snooze(None) {
        leave_asleep(db, targets, &mut named)?;
    }
    let mut found = Meant::default();
    for key in &named {
        found.rows.insert(*key, (false, None));
    }
    let copies =
        "SELECT c.key FROM message m JOIN message c ON c.thread = m.thread AND c.message_id = m.message_id AND c.body_hash = m.body_hash
                  WHERE m.key = ?1 AND m.message_id <> ''";
    let mut copies = db.prepare_cached(copies)?;
    let mut shown = db.prepare_cached("SELECT thread, message_id, body_hash FROM message WHERE key = ?1")?;
    for key in named {
        let twins = copies.query_map([key.0], |row| row.get(0).map(MessageKey))?.collect::<rusqlite::Result<Vec<_>>>()?;
        if twins.len() < 2 {
            continue;
        }
        let one: Shown = shown.query_row([key.0], |row| Ok((row.get(0)?, row.get(1)?, row.get(2)?)))?;
        for twin in twins {
            // A copy in Sent is not the one in the inbox when mail is moved: each follows those of its own kind of place.
            if twin != key && !found.rows.contains_key(&twin) && (!moves || apart(db, key)? == apart(db, twin)?) {
                found.rows.insert(twin, (true, Some(one.clone())));
            }
        }
        found.rows.insert(key, (false, Some(one)));
    }
    Ok(found)
}

/// What sleeps is in no list of its mailbox, so that nobody means it there who does not wake it or name it itself.
fn leave_asleep(db: &Connection, targets: &Targets, named: &mut Vec<MessageKey>) -> Result<()> {
    let lists = |one: &Targets| {
        let place = |within: &Within| *within != Within::Everywhere;
        matches!(one, Targets::Threads { within, .. } | Targets::All(within) if place(within))
    };
    let only_lists = match targets {
        Targets::Several(several) => several.iter().all(|one| lists(one) || *one == Targets::Messages(Vec::new())),
        one => lists(one),
    };
    if only_lists && snooze::any_asleep(db)? {
        let mut awake = Vec::with_capacity(named.len());
        for key in named.drain(..) {
            if !snooze::is_asleep(db, key)? {
                awake.push(key);
            }
        }
        *named = awake;
    }
    Ok(())
}

fn gather(db: &Connection, targets: &Targets, takes: Takes, context: &Context, into: &mut Vec<MessageKey>) -> Result<()> {
    match targets {
        Targets::Messages(keys) => into.extend(keys),
        Targets::Threads { threads, within } => {
            for thread in threads {
                let lie = "SELECT m.key FROM message m WHERE m.thread = ?1 ORDER BY m.key";
                let keys = db
                    .prepare_cached(lie)?
                    .query_map([thread.0], |row| row.get(0).map(MessageKey))?
                    .collect::<rusqlite::Result<Vec<_>>>()?;
                for key in keys {
                    if lies_within(db, key, within, takes)? {
                        into.push(key);
                    }
                }
            }
        }
        Targets::Query { query, within } => {
            let query = Query::parse(query, context.now, &context.zone)?;
            let anywhere = takes == Takes::All || names_place(&query);
            let asked = search::SearchRequest::query(db, &query)?;
            let scope = match within {
                Within::Mailboxes(mailboxes) => search::Scope::Mailboxes(mailboxes.clone()),
                Within::Role(role) => search::Scope::Mailboxes(of_role(db, *role)?),
                Within::Everywhere => search::Scope::Usual,
            };
            for key in search::find(db, &asked, &scope, &search::Window::newest(0))? {
                if anywhere || *within != Within::Everywhere || lies_within(db, key, within, takes)? {
                    into.push(key);
                }
            }
        }
        Targets::All(within) => {
            let mailboxes = match within {
                Within::Mailboxes(mailboxes) => mailboxes.clone(),
                Within::Role(role) => of_role(db, *role)?,
                Within::Everywhere => {
                    let keys = db
                        .prepare_cached("SELECT key FROM message")?
                        .query_map([], |row| row.get(0).map(MessageKey))?
                        .collect::<rusqlite::Result<Vec<_>>>()?;
                    for key in keys {
                        if apart(db, key)?.is_none_or(|role| takes == Takes::All && role != MailboxRole::Spam && role != MailboxRole::Trash)
                        {
                            into.push(key);
                        }
                    }
                    return Ok(());
                }
            };
            let mut inside = db.prepare_cached("SELECT message FROM placement WHERE mailbox = ?1")?;
            for mailbox in mailboxes {
                into.extend(inside.query_map([mailbox.0], |row| row.get(0).map(MessageKey))?.collect::<rusqlite::Result<Vec<_>>>()?);
            }
        }
        Targets::Several(several) => {
            for one in several {
                gather(db, one, takes, context, into)?;
            }
        }
    }
    into.sort_unstable();
    into.dedup();
    Ok(())
}

/// Whether a thread means this message of it.
fn lies_within(db: &Connection, key: MessageKey, within: &Within, takes: Takes) -> Result<bool> {
    Ok(match within {
        Within::Everywhere => takes.takes(db, key)?,
        Within::Mailboxes(mailboxes) => {
            let mut lies = db.prepare_cached("SELECT 1 FROM placement WHERE mailbox = ?1 AND message = ?2")?;
            for mailbox in mailboxes {
                if lies.exists(params![mailbox.0, key.0])? {
                    return Ok(true);
                }
            }
            false
        }
        Within::Role(role) => {
            let sql = "SELECT 1 FROM placement p JOIN mailbox b ON b.key = p.mailbox WHERE p.message = ?1 AND b.role = ?2";
            db.prepare_cached(sql)?.exists(params![key.0, role.word()])?
        }
    })
}

/// Which mailbox that stands apart a message lies in, if it lies in no other.
pub(super) fn apart(db: &Connection, key: MessageKey) -> Result<Option<MailboxRole>> {
    let sql = "SELECT b.role FROM placement p JOIN mailbox b ON b.key = p.mailbox WHERE p.message = ?1 ORDER BY b.key";
    let mut statement = db.prepare_cached(sql)?;
    let roles = statement.query_map([key.0], |row| Ok(MailboxRole::from_word(row.get_ref(0)?.as_str()?)))?;
    let roles = roles.collect::<rusqlite::Result<Vec<_>>>()?;
    let here = roles.first().copied().flatten().filter(|role| APART.contains(role));
    Ok(here.filter(|_| roles.iter().all(|role| role.is_some_and(|role| APART.contains(&role)))))
}

fn of_role(db: &Connection, role: MailboxRole) -> Result<Vec<MailboxKey>> {
    let mut statement = db.prepare_cached("SELECT key FROM mailbox WHERE role = ?1")?;
    Ok(statement.query_map([role.word()], |row| row.get(0).map(MailboxKey))?.collect::<rusqlite::Result<_>>()?)
}

/// Whether a query itself says where mail lies: then it means that place, Sent and the others included.
fn names_place(query: &Query) -> bool {
    query.terms().iter().any(|(term, negated)| {
        !negated && matches!(term.what, What::In(_) | What::Id(_) | What::Is(State::Sent | State::Draft | State::Spam | State::Scheduled))
    })
}
