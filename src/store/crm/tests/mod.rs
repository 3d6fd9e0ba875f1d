//! Stories of customers in the store, in a frozen world.
#![allow(clippy::unwrap_used)]

mod filter;
mod happened;
mod kept;
mod people;
mod records;
mod reminders;
mod standing;
mod undo;

use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordRef};
use crate::domain::crm::record::{Changes, NewRecord, Record};
use crate::domain::crm::value::Reading;
use crate::domain::ids::MessageKey;
use crate::domain::mail::address::{Address, AddressRole};
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::message::ParsedMail;
use crate::domain::time::Instant;
use crate::jobs::changes::{Changed, UndoRedo};
use crate::jobs::crm::{Added, CrmJob, CrmReport, EditRecord, RecordSaved, Sidebar, SidebarOf};
use crate::store::accounts;
use crate::store::arrival::Outcome;
use crate::store::frozen;
pub(super) use crate::store::frozen::World;
use crate::store::{Result, Write, Written};
use crate::text::CleanText;
use jiff::tz::TimeZone;

/// Monday 2026-11-23, 11:00 in Tokyo.
pub(super) const NOW: Instant = Instant(1_795_399_200_000);

pub(super) fn world() -> World {
    frozen::world_at(NOW)
}

pub(super) fn zone() -> TimeZone {
    TimeZone::get("Asia/Tokyo").unwrap()
}

impl World {
    pub fn arrive(&mut self, id: &str, from: &str, to: &str, subject: &str, minutes: i64) -> MessageKey {
        self.stored(Self::mail(id, from, to, subject, minutes), b"raw")
    }

    /// The copy of a mail that came another way: other headers, the same text under the same Message-ID.
    pub fn arrive_copied(&mut self, id: &str, from: &str, to: &str, subject: &str, minutes: i64) -> MessageKey {
        let mut mail = Self::mail(id, from, to, subject, minutes);
        mail.raw_sha256[31] = 1;
        self.stored(mail, b"raw")
    }

    fn mail(id: &str, from: &str, to: &str, subject: &str, minutes: i64) -> ParsedMail {
        let address = |text: &str| Address { name: CleanText::default(), address: text.parse().unwrap() };
        let mut hash = [0; 32];
        hash[..id.len().min(32)].copy_from_slice(&id.as_bytes()[..id.len().min(32)]);
        let mut mail = ParsedMail::unread(100, hash);
        mail.unparsed = false;
        mail.message_id = Some(id.to_owned());
        mail.subject = CleanText::line(subject);
        mail.addresses = vec![(AddressRole::From, address(from)), (AddressRole::To, address(to))];
        mail.date = Some(NOW.plus_ms(minutes * 60_000 - 86_400_000));
        mail
    }

    /// Our answer to a mail, filed beside it.
    pub fn answer(&mut self, to: &str, whom: &str, subject: &str, minutes: i64) -> MessageKey {
        let address = |text: &str| Address { name: CleanText::default(), address: text.parse().unwrap() };
        let id = format!("answer-{to}");
        let mut hash = [1; 32];
        hash[..id.len().min(32)].copy_from_slice(&id.as_bytes()[..id.len().min(32)]);
        let mut mail = ParsedMail::unread(100, hash);
        mail.unparsed = false;
        mail.message_id = Some(id);
        mail.references = vec![to.to_owned()];
        mail.subject = CleanText::line(subject);
        mail.addresses = vec![(AddressRole::From, address("me@sample.example")), (AddressRole::To, address(whom))];
        mail.date = Some(NOW.plus_ms(minutes * 60_000 - 86_400_000));
        let mut arrival = self.arrival(mail, b"raw");
        arrival.mailbox = accounts::mailbox_of_role(&self.db, self.account, MailboxRole::Sent).unwrap();
        match self.outcomes(vec![arrival])[0] {
            Outcome::Stored(key) => key,
            other => panic!("{other:?}"),
        }
    }

    pub fn job(&mut self, job: CrmJob) -> Result<Written> {
        self.context.now = self.context.now.plus_ms(1_000);
        Write::Crm(Box::new(job), Box::new(self.rules.clone())).apply(&mut self.db, &mut self.context)
    }

    pub fn ask(&self, job: &CrmJob) -> CrmReport {
        super::read(&self.db, job, &self.rules, self.context.now, &zone()).unwrap()
    }

    pub fn draft(&self, kind: RecordKind, typed: &[(Field, &str)]) -> NewRecord {
        let typed: Vec<(Field, String)> = typed.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        NewRecord::read(kind, &typed, &self.reading()).unwrap()
    }

    pub fn reading(&self) -> Reading<'_> {
        Reading::of(&self.rules, self.context.now, zone())
    }

    pub fn add(&mut self, kind: RecordKind, typed: &[(Field, &str)]) -> Record {
        let new = self.draft(kind, typed);
        self.save(CrmJob::Add(new))
    }

    pub fn save(&mut self, job: CrmJob) -> Record {
        match self.job(job).unwrap() {
            Written::Crm(report) => match *report {
                CrmReport::Saved(RecordSaved { record, .. }) | CrmReport::Added(Added::Saved(RecordSaved { record, .. })) => *record,
                other => panic!("{other:?}"),
            },
            other => panic!("{other:?}"),
        }
    }

    pub fn lead(&mut self, last: &str, email: &str) -> Record {
        self.add(RecordKind::Lead, &[(Field::LastName, last), (Field::Company, "株式会社サンプル"), (Field::Email, email)])
    }

    pub fn contact(&mut self, last: &str, email: &str) -> Record {
        self.add(RecordKind::Contact, &[(Field::LastName, last), (Field::Company, "株式会社サンプル"), (Field::Email, email)])
    }

    pub fn edit(&self, record: &Record, typed: &[(Field, &str)]) -> CrmJob {
        let typed: Vec<(Field, String)> = typed.iter().map(|(field, text)| (*field, (*text).to_owned())).collect();
        let current = super::records::read(&self.db, record.reference, &self.rules).unwrap();
        let changes: Changes = Changes::read(&current, &typed, &self.reading()).unwrap();
        CrmJob::Edit(EditRecord { reference: record.reference, changes })
    }

    pub fn changes(&mut self, job: UndoRedo) -> Result<Changed> {
        match Write::Changes(job).apply(&mut self.db, &mut self.context)? {
            Written::Changed(changed) => Ok(changed),
            other => panic!("{other:?}"),
        }
    }

    pub fn sidebar(&self, address: &str) -> Sidebar {
        match self.ask(&CrmJob::Sidebar(SidebarOf::Addresses(vec![address.to_owned()]))) {
            CrmReport::Sidebar(sidebar) => *sidebar,
            other => panic!("{other:?}"),
        }
    }

    pub fn exists(&self, reference: RecordRef) -> bool {
        super::records::name(&self.db, reference).unwrap().is_some()
    }

    /// Every row of every table but the bookkeeping of changes, and of when an account was used last, which no undo takes back.
    pub fn dump(&self) -> Vec<String> {
        let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%' AND name NOT LIKE 'change%' AND name <> 'account_state' AND sql NOT LIKE '%VIRTUAL%' ORDER BY name";
        let tables: Vec<String> =
            self.db.prepare(tables).unwrap().query_map([], |row| row.get(0)).unwrap().map(|row| row.unwrap()).collect();
        let mut rows = Vec::new();
        for table in tables {
            let mut statement = self.db.prepare(&format!("SELECT * FROM {table}")).unwrap();
            let columns = statement.column_count();
            let found = statement
                .query_map([], |row| Ok((0..columns).map(|at| format!("{:?}", row.get_ref(at).unwrap())).collect::<Vec<_>>().join("|")));
            rows.extend(found.unwrap().map(|row| format!("{table}: {}", row.unwrap())));
        }
        rows.sort();
        rows
    }
}

pub(super) fn refusal(result: Result<Written>) -> crate::store::Refusal {
    match result {
        Err(crate::store::StoreError::Refused(refusal)) => refusal,
        other => panic!("not refused: {other:?}"),
    }
}
