//! Drafts and mail that waits in the outbox, as a search finds them: they are no stored messages, so their own words are asked.

use std::collections::HashMap;

use rusqlite::{Connection, OptionalExtension};

use super::{drafts, rows};
use crate::domain::ids::{Id, OutboxKey};
use crate::domain::mail::compose::EnteredDraft;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::query::{Part, Phrase, Query, State, Term, Thing, What};
use crate::domain::time::Instant;
use crate::jobs::outbox::{DraftKey, OutboxState, Unsent};
use crate::store::Result;
use crate::text::search_form;

/// The drafts and the mails of the outbox that a query finds, newest first, at most so many; 0 is all. Only a query that names words, drafts or scheduled mail asks for them: others ask
/// about mail that was sent or came, and all drafts would stand above it.
pub fn unsent(db: &Connection, query: &Query, now: Instant, limit: usize) -> Result<Vec<Unsent>> {
    if !query.terms().iter().any(|(term, negated)| !negated && names_unsent(&term.what)) {
        return Ok(Vec::new());
    }
    let accounts = accounts(db)?;
    let mut found = Vec::new();
    for draft in drafts::drafts(db)? {
        let letter = Letter::of(&draft.entered, draft.id, draft.saved_at, draft.entered.account.and_then(|id| accounts.get(&id)));
        if letter.fits(query) {
            found.push((draft.saved_at, Unsent::Draft(Box::new(draft))));
        }
    }
    for row in rows::list(db, now)?.into_iter().filter(|row| row.state != OutboxState::Sent) {
        let entered = typed(db, row.key)?.unwrap_or_else(|| EnteredDraft {
            to: row.to.as_str().to_owned(),
            subject: row.subject.as_str().to_owned(),
            ..EnteredDraft::default()
        });
        let letter = Letter::of(&entered, row.id, row.queued_at, accounts.get(&row.account));
        if (Letter { is_draft: false, is_scheduled: row.scheduled().is_some(), ..letter }).fits(query) {
            found.push((row.queued_at, Unsent::Waiting(Box::new(row))));
        }
    }
    found.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
    found.truncate(if limit == 0 { usize::MAX } else { limit });
    Ok(found.into_iter().map(|(_, one)| one).collect())
}

fn names_unsent(what: &What) -> bool {
    match what {
        What::Text(..) | What::Is(State::Draft | State::Scheduled) => true,
        What::In(name) => drafts_of(name).is_some(),
        _ => false,
    }
}

/// Of `Drafts` or `ACCOUNT/Drafts`, in any language: the account, empty for every one.
fn drafts_of(name: &str) -> Option<&str> {
    let (account, mailbox) = name.rsplit_once('/').unwrap_or(("", name));
    (MailboxRole::of_typed(mailbox) == Some(MailboxRole::Drafts)).then_some(account)
}

/// The names of all accounts in search form.
fn accounts(db: &Connection) -> Result<HashMap<Id, String>> {
    let mut statement = db.prepare_cached("SELECT id, name FROM account")?;
    let named = |row: &rusqlite::Row<'_>| Ok((Id::from_bytes(row.get(0)?), search_form(row.get_ref(1)?.as_str()?).into_owned()));
    Ok(statement.query_map([], named)?.collect::<rusqlite::Result<_>>()?)
}

/// What was typed of a mail in the outbox; none for a finished message.
fn typed(db: &Connection, key: OutboxKey) -> Result<Option<EnteredDraft>> {
    let mut statement = db.prepare_cached("SELECT draft FROM outbox WHERE key = ?1 AND draft <> 0")?;
    let draft: Option<i64> = statement.query_row([key.0], |row| row.get(0)).optional()?;
    draft.map(|draft| drafts::draft(db, DraftKey(draft)).map(|row| row.entered)).transpose()
}

/// A mail that was not sent, in the forms that a query asks for.
struct Letter<'a> {
    is_draft: bool,
    is_scheduled: bool,
    id: Id,
    at: Instant,
    /// Its account's name in search form; empty while none is chosen.
    account: &'a str,
    subject: String,
    body: String,
    files: String,
    to: String,
    cc: String,
    bcc: String,
    size: u64,
    encloses: bool,
}

impl<'a> Letter<'a> {
    /// A draft.
    fn of(entered: &EnteredDraft, id: Id, at: Instant, account: Option<&'a String>) -> Self {
        let form = |text: &str| search_form(text).into_owned();
        let files: Vec<&str> = entered.enclosures.iter().map(|one| one.name.as_str()).collect();
        let enclosed: u64 = entered.enclosures.iter().map(|one| one.size).sum();
        Self {
            is_draft: true,
            is_scheduled: false,
            id,
            at,
            account: account.map_or("", String::as_str),
            subject: form(&entered.subject),
            body: form(&entered.body),
            files: form(&files.join("\n")),
            to: form(&entered.to),
            cc: form(&entered.cc),
            bcc: form(&entered.bcc),
            size: enclosed.saturating_add(u64::try_from(entered.body.len()).unwrap_or(u64::MAX)),
            encloses: !entered.enclosures.is_empty(),
        }
    }

    fn fits(&self, query: &Query) -> bool {
        match query {
            Query::All => true,
            Query::And(all) => all.iter().all(|one| self.fits(one)),
            Query::Or(any) => any.iter().any(|one| self.fits(one)),
            Query::Not(inner) => !self.fits(inner),
            Query::Term(term) => self.fits_term(term),
        }
    }

    fn fits_term(&self, term: &Term) -> bool {
        match &term.what {
            What::Text(part, phrase) => self.has(*part, phrase),
            What::Id(id) => {
                let digits: String = id.chars().filter(|c| *c != '-').collect::<String>().to_lowercase();
                !digits.is_empty() && self.id.to_string().replace('-', "").ends_with(&digits)
            }
            What::In(name) => {
                let of_account = |account: &str| account.is_empty() || search_form(account) == self.account;
                self.is_draft && drafts_of(name).is_some_and(of_account)
            }
            What::Account(name) => search_form(name) == self.account,
            What::Is(State::Draft) => self.is_draft,
            What::Is(State::Scheduled) => self.is_scheduled,
            What::Is(State::Read) => true,
            What::Has(Thing::Attachment) => self.encloses,
            What::Has(Thing::Link) => {
                ["http", "https", "www"].iter().filter_map(|word| Phrase::of(word)).any(|word| self.has(Part::Body, &word))
            }
            What::Since(at) => self.at >= *at,
            What::Before(at) => self.at < *at,
            What::Between(start, end) => (*start..*end).contains(&self.at),
            What::Size(compare, bytes) => compare.takes(self.size.cmp(bytes)),
            // Nothing that was not sent has a label, a list, an answer or a sender besides ourselves.
            What::List(_)
            | What::Label(_)
            | What::Is(_)
            | What::Auth(_)
            | What::Has(_)
            | What::Of(_)
            | What::NoReply(_)
            | What::Waiting(_)
            | What::Record(_) => false,
        }
    }

    fn has(&self, part: Part, phrase: &Phrase) -> bool {
        let parts: &[&String] = match part {
            Part::Anywhere => &[&self.subject, &self.body, &self.files, &self.to, &self.cc, &self.bcc],
            Part::Subject => &[&self.subject],
            Part::Body => &[&self.body],
            Part::Filename => &[&self.files],
            // Whom it goes out from is said when it is sent.
            Part::From => &[],
            Part::To => &[&self.to],
            Part::Cc => &[&self.cc],
            Part::Bcc => &[&self.bcc],
            Part::With => &[&self.to, &self.cc, &self.bcc],
        };
        parts.iter().any(|text| phrase.is_in(text))
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use std::path::PathBuf;

    use jiff::tz::TimeZone;

    use super::*;
    use crate::domain::mail::compose::{Enclosure, EnclosureSource};
    use crate::store::outbox::{NewMail, OutboxWrite};
    use crate::store::{Context, Store, Write, accounts as stored};
    use crate::text::CleanText;

    const NOW: Instant = Instant(1_790_000_000_000);
    const DAY_MS: i64 = 86_400_000;

    fn sales() -> Id {
        Id::from_bytes([1; 16])
    }

    struct World {
        db: Connection,
        context: Context,
        _dir: tempfile::TempDir,
    }

    /// A draft to Anna, one without account, a mail held for an undo, and one for the day after tomorrow.
    fn world() -> World {
        let dir = tempfile::tempdir().unwrap();
        let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        stored::ensure(&db, sales(), "Sales 営業", &["me@sales.example".parse().unwrap()]).unwrap();
        let mut world = World { db, context: Context::new(NOW, 7), _dir: dir };
        let offer =
            Enclosure { source: EnclosureSource::File(PathBuf::from("/o.pdf")), name: CleanText::line("見積書.pdf"), size: 2_000_000 };
        let draft = |to: &str, subject: &str, body: &str| EnteredDraft {
            to: to.to_owned(),
            subject: subject.to_owned(),
            body: body.to_owned(),
            ..EnteredDraft::default()
        };
        let to_anna = draft("Anna Berg <anna@b.example>", "Offer for Kyoto", "Dear Anna,\nsee https://a.example");
        world.save(EnteredDraft { account: Some(sales()), enclosures: vec![offer], ..to_anna });
        world.context.now = NOW.plus_ms(DAY_MS);
        world.save(draft("田中 <t@c.example>", "京都の件", "髙橋様\nコーヒー"));
        world.queue(draft("boss@sales.example", "Held words", "soon"), 10_000);
        world.queue(draft("carl@b.example", "Birthday", "Happy birthday, Kyoto!"), DAY_MS);
        world
    }

    impl World {
        fn save(&mut self, entered: EnteredDraft) {
            Write::Outbox(Box::new(OutboxWrite::SaveDraft(None, Box::new(entered)))).apply(&mut self.db, &mut self.context).unwrap();
        }

        fn queue(&mut self, entered: EnteredDraft, held_ms: i64) {
            let mail = NewMail {
                account: sales(),
                bytes: b"From: me@sales.example\r\n\r\nx\r\n".to_vec(),
                message_id: "<one@sales.example>".to_owned(),
                from: "me@sales.example".parse().unwrap(),
                to: vec![entered.to.parse().unwrap()],
                subject: CleanText::line(&entered.subject),
                shown_to: CleanText::line(&entered.to),
                held_until: Some(self.context.now.plus_ms(held_ms)),
                entered: Some(Box::new(entered)),
                draft: None,
            };
            Write::Outbox(Box::new(OutboxWrite::Queue(Box::new(mail)))).apply(&mut self.db, &mut self.context).unwrap();
        }

        fn find(&self, typed: &str) -> Vec<String> {
            let now = self.context.now;
            let query = Query::parse(typed, now, &TimeZone::UTC).unwrap();
            let subject = |one: Unsent| match one {
                Unsent::Draft(draft) => draft.entered.subject,
                Unsent::Waiting(row) => row.subject.as_str().to_owned(),
            };
            let mut found: Vec<String> = unsent(&self.db, &query, now, 0).unwrap().into_iter().map(subject).collect();
            found.sort();
            found
        }
    }

    const ANNA: &str = "Offer for Kyoto";
    const TANAKA: &str = "京都の件";
    const HELD: &str = "Held words";
    const LATER: &str = "Birthday";

    #[test]
    fn drafts_and_what_waits_are_found_by_their_state_their_place_and_their_words() {
        let world = world();
        for (typed, found) in [
            ("is:draft", &[ANNA, TANAKA][..]),
            ("状態:下書き", &[ANNA, TANAKA]),
            ("in:drafts", &[ANNA, TANAKA]),
            ("in:下書き", &[ANNA, TANAKA]),
            ("in:\"sales 営業/Drafts\"", &[ANNA]),
            ("in:other/Drafts", &[]),
            ("is:scheduled", &[LATER]),
            ("is:draft OR is:scheduled", &[LATER, ANNA, TANAKA]),
            ("kyoto", &[LATER, ANNA]),
            ("kyoto is:draft", &[ANNA]),
            ("kyoto -is:draft", &[LATER]),
            ("高橋", &[TANAKA]),
            ("こーひー", &[TANAKA]),
            ("見積", &[ANNA]),
            ("filename:見積 kyoto", &[ANNA]),
            ("to:anna subject:offer", &[ANNA]),
            ("with:berg", &[ANNA]),
            ("from:anna", &[]),
            ("body:anna has:attachment", &[ANNA]),
            ("anna -has:attachment", &[]),
            ("is:draft has:link", &[ANNA]),
            ("is:draft size>1M", &[ANNA]),
            ("is:draft account:\"sales 営業\"", &[ANNA]),
            ("is:draft after:2099-01-01", &[]),
            ("words", &[HELD]),
            ("words label:x", &[]),
            ("soon waiting:1d", &[]),
        ] {
            assert_eq!(world.find(typed), found, "{typed}");
        }
    }

    #[test]
    fn a_query_that_asks_for_none_of_them_leaves_them_out() {
        let world = world();
        for typed in ["", "is:unread", "is:read", "has:attachment", "-is:draft", "-kyoto", "in:inbox", "newer_than:3d", "is:sent"] {
            assert!(world.find(typed).is_empty(), "{typed}");
        }
    }

    #[test]
    fn no_more_are_read_than_are_wanted_the_newest_first() {
        let world = world();
        let query = Query::parse("is:draft", world.context.now, &TimeZone::UTC).unwrap();
        let found = unsent(&world.db, &query, world.context.now, 1).unwrap();
        assert!(matches!(&found[..], [Unsent::Draft(draft)] if draft.entered.subject == TANAKA), "{found:?}");
    }
}
