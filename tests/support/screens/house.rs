//! A real store in a temporary file and the workers' own answers over it, at a frozen moment: what stands behind the desk of a screen test.

use std::path::PathBuf;

use fumi::config::settings::Settings;
use fumi::domain::crm::field::Field;
use fumi::domain::crm::kind::{RecordRef, Subject};
use fumi::domain::crm::record::NewRecord;
use fumi::domain::crm::rules::CrmRules;
use fumi::domain::crm::value::Reading;
use fumi::domain::ids::{AccountKey, MessageKey, OutboxKey};
use fumi::domain::mail::compose::EnteredDraft;
use fumi::domain::mail::flags::Flags;
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::domain::time::Instant;
use fumi::i18n::Language;
use fumi::jobs::account::{AccountJob, AccountReport};
use fumi::jobs::changes::{ChangesJob, GroupRow};
use fumi::jobs::crm::{CrmJob, MergePersons};
use fumi::jobs::mail::{MailJob, SaveAllAttachments, SaveAttachment};
use fumi::jobs::outbox::{DraftRow, OutboxJob, OutboxReport, OutboxRow, SendAt, SendMail};
use fumi::jobs::outside::{Opened, OutsideJob, OutsideReport};
use fumi::jobs::triage::{Targets, Triage, TriageAction};
use fumi::jobs::{Job, Outcome, Report};
use fumi::mime;
use fumi::problem::Problem;
use fumi::store::arrival::{Arrival, Arrivals, Bytes, Outcome as Arrived};
use fumi::store::outbox::{OutboxWrite, Settled};
use fumi::store::search::TailEntry;
use fumi::store::{Context, Store, Write, Written, accounts, changes, mailboxes, outbox, raw};
use fumi::workers::{accounts as account_rows, database, outbox as outbox_worker};
use rusqlite::Connection;

use super::letter::Mail;
use super::sample::{Books, Typed};
use super::{NOW, line, zone};

const DAY: i64 = 86_400_000;

/// The config of the one account, which sends as `Sales <sales@example.com>`.
const CONFIG: &str = "[[account]]\nid = \"018f0000-0000-7000-8000-000000000001\"\nname = \"sales\"\nemail = \"sales@example.com\"\n\
    display_name = \"Sales\"\nprotocol = \"pop3\"\nhost = \"pop.example.com\"\nusername = \"sales\"\n\
    smtp_host = \"smtp.example.com\"\nsmtp_same_credentials = true\n";

/// The house behind a screen: no network, no clock, no threads, but the store, its writer's writes and its readers' answers.
pub struct House {
    /// The store, for a look past the screen.
    pub db: Connection,
    /// The next change is refused with this.
    pub refuse: Option<Problem>,
    /// What the outbox was asked for.
    pub outbox_jobs: Vec<OutboxJob>,
    /// What programs outside were to do.
    pub outside: Vec<OutsideJob>,
    context: Context,
    rules: CrmRules,
    /// The settings of the accounts.
    pub settings: Settings,
    account: AccountKey,
    /// Thread, depth and references of what arrived, so that later mails know what they answer.
    arrived: Vec<(i64, u32, Vec<String>)>,
    dir: tempfile::TempDir,
}

impl House {
    /// A house with these books.
    pub fn of(books: &Books, language: Language) -> Self {
        let dir = tempfile::tempdir().unwrap();
        let db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        // A temporary store needs no disk that is in step with it.
        db.pragma_update(None, "synchronous", "OFF").unwrap();
        let settings = fumi::config::load::parse(CONFIG).unwrap();
        let sales = &settings.accounts[0];
        let account = accounts::ensure(&db, sales.id, sales.name.as_str(), std::slice::from_ref(&sales.email)).unwrap();
        mailboxes::ensure_named(&db, account, &line("Projekte")).unwrap();
        let mut context = Context::new(Instant(NOW - DAY), 7);
        context.zone = zone();
        let rules = CrmRules::of_locale(language.word(), language.country(), None);
        let mut house = Self {
            db,
            refuse: None,
            outbox_jobs: Vec::new(),
            outside: Vec::new(),
            context,
            rules,
            settings,
            account,
            arrived: Vec::new(),
            dir,
        };
        for record in &books.records {
            house.add(record);
        }
        house.at(Instant(NOW));
        let mut mails: Vec<&Mail> = books.mails.iter().collect();
        mails.sort_by_key(|mail| std::cmp::Reverse(mail.minutes_ago));
        house.arrive(&mails);
        // What was done before the app opened is nothing to undo.
        house.db.execute_batch("DELETE FROM change_group").unwrap();
        house
    }

    /// Time passes.
    pub fn at(&mut self, now: Instant) {
        self.context.now = now;
    }

    /// Mails arrive as they do from a server or a file, in one batch.
    pub fn arrive(&mut self, mails: &[&Mail]) -> Vec<MessageKey> {
        let batch = mails.iter().map(|mail| self.arrival(mail)).collect();
        let arrivals = Arrivals { account: self.account, mails: batch };
        let Written::Arrived(arrived) = Write::Arrivals(arrivals).apply(&mut self.db, &mut self.context).unwrap() else { panic!() };
        let keys: Vec<MessageKey> = arrived
            .outcomes
            .iter()
            .map(|outcome| match outcome {
                Arrived::Stored(key) | Arrived::Known(key) => *key,
                Arrived::Purged => panic!("only a server's mail is"),
            })
            .collect();
        for (mail, key) in mails.iter().zip(&keys).filter(|(mail, _)| !mail.labels.is_empty()) {
            let add = mail.labels.iter().map(|label| line(label)).collect();
            let action = TriageAction::Label { add, remove: Vec::new() };
            self.carry_out(Write::Triage(Triage::new(Targets::Messages(vec![*key]), action))).unwrap();
        }
        keys
    }

    /// A mail of exactly these bytes arrives in the inbox.
    pub fn arrive_raw(&mut self, raw: &[u8]) {
        let mail = mime::parse(raw);
        let arrival = Arrival {
            search: TailEntry::of(&mail).unwrap(),
            mail,
            bytes: Bytes::Chunks(raw.chunks(raw::CHUNK_BYTES).map(|chunk| raw::compress(chunk).unwrap()).collect()),
            mailbox: accounts::mailbox_of_role(&self.db, self.account, MailboxRole::Inbox).unwrap(),
            flags: Flags::default(),
            server_time: None,
            server: None,
        };
        Write::Arrivals(Arrivals { account: self.account, mails: vec![arrival] }).apply(&mut self.db, &mut self.context).unwrap();
    }

    fn arrival(&mut self, mail: &Mail) -> Arrival {
        let parent = self.arrived.iter().rev().find(|(thread, depth, _)| *thread == mail.thread && depth + 1 == mail.depth);
        let references = parent.map(|(_, _, ids)| ids.clone()).unwrap_or_default();
        let raw = mail.bytes(&references);
        self.arrived.push((mail.thread, mail.depth, references.into_iter().chain([mail.message_id()]).collect()));
        let mail_read = mime::parse(&raw);
        Arrival {
            search: TailEntry::of(&mail_read).unwrap(),
            mail: mail_read,
            bytes: Bytes::Chunks(raw.chunks(raw::CHUNK_BYTES).map(|chunk| raw::compress(chunk).unwrap()).collect()),
            mailbox: accounts::mailbox_of_role(&self.db, self.account, mail.mailbox).unwrap(),
            flags: Flags::default().with(Flags::READ, mail.read).with(Flags::STARRED, mail.starred),
            server_time: None,
            server: None,
        }
    }

    /// Somebody adds a record, a second after the one before.
    pub fn add(&mut self, (kind, typed): &Typed) {
        let typed: Vec<(Field, String)> =
            typed.iter().map(|(flag, text)| (Field::named(*kind, flag).unwrap(), (*text).to_owned())).collect();
        let reading = Reading::of(&self.rules, self.context.now, zone());
        let new = NewRecord::read(*kind, &typed, &reading).unwrap();
        self.context.now = self.context.now.plus_ms(1_000);
        self.carry_out(Write::Crm(Box::new(CrmJob::Add(new)), Box::new(self.rules.clone()))).unwrap();
    }

    /// Another process makes two persons one.
    pub fn merged_elsewhere(&mut self, keep: &str, other: &str) {
        let person = |last_name: &str| {
            let key = self.db.query_row("SELECT key FROM person WHERE last_name = ?1", [last_name], |row| row.get(0)).unwrap();
            RecordRef { subject: Subject::Person, key }
        };
        let merge = CrmJob::Merge(MergePersons::into(person(keep), person(other)));
        self.carry_out(Write::Crm(Box::new(merge), Box::new(self.rules.clone()))).unwrap();
    }

    /// The final answer to a job; none where a server or the disk would have to answer.
    pub fn answer(&mut self, job: Job) -> Option<Outcome> {
        if let Job::Outbox(asked) = &job {
            self.outbox_jobs.push(asked.clone());
        }
        if is_change(&job)
            && let Some(problem) = self.refuse.take()
        {
            return Some(Err(problem));
        }
        Some(match job {
            Job::Outbox(OutboxJob::Send(send @ (SendMail::Queue { .. } | SendMail::QueueFinished { .. }))) => {
                let enclosed = database::enclosures::of(&self.db, &send);
                let write = enclosed.and_then(|enclosed| outbox_worker::queueing(&self.settings, send, &enclosed, &mut self.context));
                write.and_then(|write| database::carry_out(&mut self.db, write, &mut self.context))
            }
            // Without a server the mail waits for the next try.
            Job::Outbox(OutboxJob::Send(SendMail::Retry(key))) => self.carry_out(Write::Outbox(Box::new(OutboxWrite::Retry(key)))),
            Job::Outbox(OutboxJob::Send(SendMail::TakeForSent(_)) | OutboxJob::Flush(_)) => return None,
            Job::Account(AccountJob::List(_)) => {
                let stored = accounts::all(&self.db).unwrap();
                let now = self.context.now.to_timestamp().to_zoned(zone());
                Ok(Report::Account(Box::new(AccountReport::List(account_rows::rows(&self.settings, &stored, &now)))))
            }
            // Nothing starts a program here; what it would have been given is kept.
            Job::Outside(asked) => {
                self.outside.push(asked.clone());
                match asked {
                    OutsideJob::Attachment(_) => Ok(Report::Outside(Box::new(OutsideReport::Attachment(Opened::Opened)))),
                    // A command that has not ended is answered by the test.
                    OutsideJob::Pipe(_) => return None,
                    // No mail of these stories is signed, so that no page is asked.
                    OutsideJob::OneClick(_) => Ok(Report::Outside(Box::new(OutsideReport::OneClick(None)))),
                    OutsideJob::Link(_) | OutsideJob::Page(_) | OutsideJob::Print(_) | OutsideJob::Stop(_) | OutsideJob::Leave(_) => {
                        Ok(Report::Done)
                    }
                }
            }
            Job::Account(_) | Job::Fetch(_) | Job::Health(_) | Job::Exchange(_) | Job::Look(_) => return None,
            Job::Mail(MailJob::SaveAttachment(SaveAttachment { message, index, to: None })) => {
                self.ask(Job::Mail(MailJob::SaveAttachment(SaveAttachment { message, index, to: Some(self.downloads()) })))
            }
            Job::Mail(MailJob::SaveAll(SaveAllAttachments { message, to: None })) => {
                self.ask(Job::Mail(MailJob::SaveAll(SaveAllAttachments { message, to: Some(self.downloads()) })))
            }
            job => self.ask(job),
        })
    }

    fn ask(&mut self, job: Job) -> Outcome {
        database::answer(&mut self.db, job, &mut self.context, &self.rules)
    }

    fn carry_out(&mut self, write: Write) -> Outcome {
        database::carry_out(&mut self.db, write, &mut self.context)
    }

    /// Where attachments are saved.
    pub fn downloads(&self) -> PathBuf {
        let folder = self.dir.path().join("Downloads");
        std::fs::create_dir_all(&folder).unwrap();
        folder
    }

    /// Puts a mail into the outbox whose last try ended like this.
    pub fn tried(&mut self, subject: &str, to: &str, ended: Settled) -> OutboxKey {
        let entered = EnteredDraft { to: to.to_owned(), subject: subject.to_owned(), body: "x".to_owned(), ..EnteredDraft::default() };
        let send = SendMail::Queue { entered: Box::new(entered), draft: None, at: SendAt::Now };
        let write = outbox_worker::queueing(&self.settings, send, &[], &mut self.context).unwrap();
        let Ok(Report::Outbox(queued)) = self.carry_out(write) else { panic!() };
        let OutboxReport::Row(row) = *queued else { panic!() };
        self.outbox_write(OutboxWrite::Claim(row.key, "test".to_owned()));
        self.outbox_write(OutboxWrite::Settle(row.key, Box::new(ended)));
        row.key
    }

    fn outbox_write(&mut self, write: OutboxWrite) {
        Write::Outbox(Box::new(write)).apply(&mut self.db, &mut self.context).unwrap();
    }

    /// What can be undone, newest first.
    pub fn groups(&self) -> Vec<GroupRow> {
        changes::list(&self.db, 100).unwrap()
    }

    /// All drafts, newest first.
    pub fn drafts(&self) -> Vec<DraftRow> {
        outbox::drafts(&self.db).unwrap()
    }

    /// The outbox.
    pub fn outgoing(&self) -> Vec<OutboxRow> {
        outbox::list(&self.db, self.context.now).unwrap()
    }

    /// How many mails lie in the mailbox of a role, and how many of them are unread.
    pub fn count(&self, role: MailboxRole) -> (u64, u64) {
        let rows = mailboxes::list(&self.db).unwrap();
        rows.iter().find(|row| row.role == Some(role)).map(|row| (row.total, row.unread)).unwrap()
    }

    /// How many mails have a flag.
    pub fn flagged(&self, flag: Flags) -> i64 {
        self.db.query_row("SELECT count(*) FROM message WHERE flags & ?1", [flag.0], |row| row.get(0)).unwrap()
    }
}

/// Whether a job changes what the store holds.
fn is_change(job: &Job) -> bool {
    match job {
        Job::Triage(_) => true,
        Job::Changes(job) => matches!(job, ChangesJob::Turn(_)),
        Job::Crm(job) => !job.is_question(),
        Job::Outbox(job) => !job.is_question(),
        _ => false,
    }
}
