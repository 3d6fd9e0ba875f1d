//! A small frozen world: threads of people, some known, and a few records; every answer is held until it is let through.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock};

use jiff::tz::TimeZone;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Cell;

use crate::config::look::Look;
use crate::config::settings::Theme;
use crate::domain::change::Verb;
use crate::domain::crm::field::Field;
use crate::domain::crm::kind::{RecordKind, RecordName, RecordRef, Subject};
use crate::domain::crm::money::Money;
use crate::domain::crm::record::{MadeFrom, Record};
use crate::domain::crm::sender_match::Verdict;
use crate::domain::crm::value::Value;
use crate::domain::ids::{AccountKey, GroupKey, Id, MailboxKey, MessageKey, ThreadKey};
use crate::domain::mail::address::Address;
use crate::domain::mail::body::BodyText;
use crate::domain::mail::flags::Flags;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::time::Instant;
use crate::i18n::{Catalogue, Language};
use crate::jobs::changes::Changed;
use crate::jobs::crm::{
    Agenda, AgendaGroup, AgendaOf, AgendaRow, CountDue, CrmJob, CrmReport, EmailBrief, EmailState, EmailSummary, RecordWindow,
    ShowPipeline, ShowRecord, Sidebar, SidebarOf, StageRow,
};
use crate::jobs::fetch::Duty;
use crate::jobs::mail::{
    ListMailboxes, ListView, MailJob, MailReport, MailboxRow, MessageRow, MessageView, OpenedThread, PersonMark, Place, ReadMessage,
    TextForm, ThreadNode, ThreadRow, ThreadView, ThreadWindow, WindowOf,
};
use crate::jobs::{Job, Outcome, Report, Ticket};
use crate::present::commands::Keymap;
use crate::present::key::parse_keys;
use crate::text::CleanText;
use crate::tui::app::{App, Effect, Event, Size, Start, update};
use crate::tui::views;

static WORDS: LazyLock<Arc<Catalogue>> = LazyLock::new(|| Arc::new(Catalogue::open(Language::English)));

const NOW: i64 = 1_795_399_200_000;
/// How many threads there are; the thread of this number is a talk of two.
const THREADS: i64 = 6;
/// The thread in which a second person, number [`GUEST`], answered last but one.
pub(super) const TALK: i64 = 2;
/// The second person of [`TALK`].
pub(super) const GUEST: i64 = 9;
/// Nobody knows the correspondent of this thread.
pub(super) const STRANGER: i64 = 4;

/// The app, what waits for an answer, and what it asked for.
pub(super) struct World {
    pub(super) app: App,
    pub(super) waiting: Vec<(Ticket, Job)>,
    pub(super) asked: Vec<Job>,
    /// Whether rows of the list know who their people are.
    pub(super) marks: bool,
    /// Whether rows say that the newest message is ours.
    pub(super) answered: bool,
    /// Whether the stranger has been added meanwhile.
    pub(super) added: bool,
    /// Whether every window has older rows behind it.
    pub(super) more: bool,
}

fn id(number: i64) -> Id {
    Id::v7(1_700_000_000_000 + number, [7; 10])
}

fn line(text: &str) -> CleanText {
    CleanText::line(text)
}

/// The name of a person.
pub(super) fn name(number: i64) -> String {
    format!("Person{number}")
}

fn address(number: i64) -> Address {
    Address { name: line(&name(number)), address: format!("p{number}@x.example").parse().unwrap() }
}

/// Every second person is a contact, the others are leads.
fn kind(number: i64) -> RecordKind {
    if number % 2 == 0 { RecordKind::Contact } else { RecordKind::Lead }
}

/// A person as other records name them.
pub(super) fn person(number: i64) -> RecordName {
    RecordName { reference: Subject::Person.at(number), id: id(number), kind: kind(number), name: line(&name(number)) }
}

fn record(subject: Subject, key: i64, kind: RecordKind, texts: &[(Field, &str)]) -> Record {
    Record {
        reference: subject.at(key),
        id: id(1_000 + key),
        kind,
        values: texts.iter().map(|(field, text)| (*field, Value::Text(line(text).into()))).collect::<BTreeMap<_, _>>(),
        owner: CleanText::default(),
        created_at: Instant(NOW),
        modified_at: Instant(NOW),
        made_from: Some(MadeFrom { message: message_key(1, 0), id: id(77) }),
        person: None,
        converted_at: None,
    }
}

fn record_of(number: i64) -> Record {
    let company = format!("Company{number}");
    let mail = format!("p{number}@x.example");
    let mut made = record(
        Subject::Person,
        number,
        kind(number),
        &[(Field::LastName, &name(number)), (Field::Company, &company), (Field::Email, &mail)],
    );
    made.id = id(number);
    made
}

fn message_key(thread: i64, number: i64) -> MessageKey {
    MessageKey::first_of(NOW - thread * 1_000_000 + number * 1_000)
}

/// Who wrote the messages of a thread, oldest first; 0 is us.
fn authors(thread: i64) -> Vec<i64> {
    if thread == TALK { vec![TALK, GUEST, TALK] } else { vec![thread, 0, thread] }
}

fn known(number: i64) -> bool {
    number != STRANGER && number != 0
}

fn view_of(row: MessageRow, form: TextForm, charset: Option<&'static str>) -> MessageView {
    let (headers, warnings, body) = (Vec::new(), Vec::new(), BodyText::default());
    MessageView { row, headers, warnings, body, form, charset, html: None, attachments: Vec::new() }
}

impl World {
    /// The app over a terminal of this size, with nothing answered yet.
    pub(super) fn new(columns: u16, rows: u16) -> Self {
        Self::new_with(columns, rows, |_| {})
    }

    /// The same where the start is another one.
    fn new_with(columns: u16, rows: u16, change: impl FnOnce(&mut Start)) -> Self {
        let mut start = Start {
            words: Arc::clone(&WORDS),
            keymap: Keymap::default(),
            theme: Theme::Plain,
            colourless: false,
            look: Look::default(),
            now: Instant(NOW),
            zone: TimeZone::UTC,
            size: Size { columns, rows },
            rules: None,
            tutorial: false,
            link: None,
            duty: Duty::Here,
            lines: crate::tui::app::TypedLines::default(),
        };
        change(&mut start);
        let (app, effects) = App::new(start);
        let mut world = Self { app, waiting: Vec::new(), asked: Vec::new(), marks: true, answered: false, added: false, more: false };
        world.take(effects);
        world
    }

    /// The same with everything answered.
    pub(super) fn open(columns: u16, rows: u16) -> Self {
        let mut world = Self::new(columns, rows);
        world.settle();
        world
    }

    /// The same where the start is another one.
    pub(super) fn open_with(columns: u16, rows: u16, change: impl FnOnce(&mut Start)) -> Self {
        let mut world = Self::new_with(columns, rows, change);
        world.settle();
        world
    }

    /// Notes what the app asked for.
    pub(super) fn take(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            if let Effect::Ask(ticket, job) = effect {
                self.asked.push(job.clone());
                self.waiting.push((ticket, job));
            }
        }
    }

    /// Something happens.
    pub(super) fn event(&mut self, event: Event) {
        let effects = update(&mut self.app, event);
        self.take(effects);
    }

    /// Presses keys, without letting any answer through.
    pub(super) fn presses(&mut self, keys: &str) {
        for press in keys.split_whitespace().flat_map(|word| parse_keys(word).unwrap()) {
            self.event(Event::Key(press));
        }
    }

    /// Presses keys, separated by spaces, and lets every answer through after each.
    pub(super) fn keys(&mut self, keys: &str) {
        for key in keys.split_whitespace() {
            self.presses(key);
            self.settle();
        }
    }

    /// Answers the question at this place of the queue.
    pub(super) fn answer(&mut self, at: usize) {
        let (ticket, job) = self.waiting.remove(at);
        if let Some(outcome) = self.outcome(job) {
            self.event(Event::Answer(ticket, outcome.into()));
        }
    }

    /// Answers everything that waits, and what follows from it.
    pub(super) fn settle(&mut self) {
        for _ in 0..1_000 {
            if self.waiting.is_empty() {
                return;
            }
            self.answer(0);
        }
        panic!("the app asks without end: {:?}", self.waiting);
    }

    fn outcome(&self, job: Job) -> Option<Outcome> {
        let mail = |report| Some(Ok(Report::Mail(Box::new(report))));
        let crm = |report| Some(Ok(Report::Crm(Box::new(report))));
        match job {
            Job::Mail(MailJob::Mailboxes(ListMailboxes)) => mail(MailReport::Mailboxes(mailboxes())),
            Job::Mail(MailJob::Threads(of)) => mail(MailReport::Threads(self.window(of))),
            Job::Mail(MailJob::Open(of)) => {
                let thread = self.thread(of.thread.0);
                let row = thread.first_read(of.at).and_then(|at| thread.nodes[at].message.clone()).filter(|row| row.size <= of.most_bytes);
                let message = row.map(|row| Box::new(view_of(row, TextForm::Usual, None)));
                mail(MailReport::Opened(OpenedThread { thread, message }))
            }
            Job::Mail(MailJob::Message(ReadMessage(key, form, charset))) => {
                let row = (1..=THREADS).flat_map(|thread| self.messages(thread)).find(|row| row.key == key)?;
                mail(MailReport::Message(Box::new(view_of(row, form, charset))))
            }
            Job::Triage(_) => {
                let (group, group_id, about) = (Some(GroupKey(1)), Some(id(1)), CleanText::default());
                Some(Ok(Report::Changed(Changed { group, group_id, verb: Verb::Archive, changed: 1, about, stayed: 0 })))
            }
            Job::Crm(job) => match *job {
                CrmJob::Sidebar(SidebarOf::Addresses(addresses)) => crm(CrmReport::Sidebar(Box::new(self.sidebar(&addresses)))),
                CrmJob::Sidebar(SidebarOf::Record(reference)) => crm(CrmReport::Sidebar(Box::new(sidebar_of(reference)))),
                CrmJob::Show(ShowRecord(reference)) => crm(CrmReport::Record(Box::new(one(reference)))),
                CrmJob::List(of) => {
                    let numbers = (1..=THREADS).filter(|number| kind(*number) == of.kind && known(*number));
                    let rows: Vec<Record> = match of.kind {
                        RecordKind::Company => vec![record(Subject::Company, 1, RecordKind::Company, &[(Field::Name, "Company1")])],
                        _ => numbers.map(record_of).collect(),
                    };
                    crm(CrmReport::Records(RecordWindow { total: rows.len() as u64, rows, of }))
                }
                CrmJob::Agenda(AgendaOf { .. }) => crm(CrmReport::Agenda(Agenda { rows: agenda(), waiting: Vec::new() })),
                CrmJob::Due(CountDue) => crm(CrmReport::Due(0)),
                CrmJob::Pipeline(ShowPipeline) => {
                    let mut deal = record(Subject::Deal, 1, RecordKind::Deal, &[(Field::DealName, "Deal1"), (Field::Company, "Company2")]);
                    deal.person = Some(person(2));
                    let none = Money { minor: 0, currency: "EUR".parse().unwrap() };
                    let (stage, deals) = (line("Qualification"), vec![deal]);
                    crm(CrmReport::Pipeline(vec![StageRow { stage, probability: 10, amount: none, weighted: none, deals }]))
                }
                _ => None,
            },
            _ => None,
        }
    }

    fn window(&self, of: WindowOf) -> ThreadWindow {
        let rows: Vec<ThreadRow> = match of.view {
            ListView::Role(MailboxRole::Sent) => Vec::new(),
            _ => (1..=THREADS).map(|thread| self.row(thread)).collect(),
        };
        ThreadWindow { threads: Some(rows.len() as u64), rows, older: self.more, newer: false, unread: Some(0), groups: Vec::new(), of }
    }

    fn mark(&self, number: i64) -> Option<PersonMark> {
        let mark = PersonMark { key: number, id: id(number), kind: kind(number), name: line(&name(number)) };
        (self.marks && self.knows(number)).then_some(mark)
    }

    fn knows(&self, number: i64) -> bool {
        known(number) || self.added && number == STRANGER
    }

    fn sidebar(&self, addresses: &[String]) -> Sidebar {
        let addresses: Vec<String> = addresses.iter().map(|one| one.to_lowercase()).collect();
        let number: i64 = addresses[0].trim_start_matches('p').split('@').next().unwrap().parse().unwrap_or(0);
        if !self.knows(number) {
            return content(addresses.clone(), Verdict::Unknown { addresses }, None);
        }
        let mut found = content(addresses, Verdict::Person(person(number)), Some(record_of(number)));
        found.activities =
            vec![record(Subject::Activity, 50, RecordKind::Task, &[(Field::Subject, "Task50"), (Field::Status, "Not Started")])];
        found.emails.recent = vec![EmailBrief {
            key: Some(message_key(1, 0)),
            id: id(7),
            subject: line("Old mail"),
            date: Instant(NOW),
            state: EmailState::Received,
        }];
        found
    }

    fn row(&self, thread: i64) -> ThreadRow {
        ThreadRow {
            thread: ThreadKey(thread),
            id: id(thread),
            newest: message_key(thread, 2),
            place: Place::in_time(message_key(thread, 2)),
            subject: line(&format!("About {thread}")),
            participants: if self.answered { vec![line(&name(thread)), line("")] } else { vec![line(&name(thread))] },
            correspondent: Some(address(thread)),
            count: 3,
            unread: 0,
            flags: Flags::READ,
            labels: Vec::new(),
            date: Instant(NOW - thread * 1_000_000),
            snippet: CleanText::default(),
            attachments: false,
            snoozed: None,
            person: self.mark(thread),
        }
    }

    fn messages(&self, thread: i64) -> Vec<MessageRow> {
        authors(thread).into_iter().zip(0..).map(|(author, at)| self.message(thread, author, at)).collect()
    }

    fn message(&self, thread: i64, author: i64, at: i64) -> MessageRow {
        let me = Address { name: line("Me"), address: "me@home.example".parse().unwrap() };
        MessageRow {
            key: message_key(thread, at),
            id: id(thread * 10 + at),
            message_id: CleanText::default(),
            thread: ThreadKey(thread),
            thread_id: id(thread),
            from: Some(if author == 0 { me.clone() } else { address(author) }),
            author: Some(if author == 0 { me.clone() } else { address(author) }),
            odd_sender: CleanText::default(),
            to: vec![if author == 0 { address(thread) } else { me }],
            cc: Vec::new(),
            bcc: Vec::new(),
            reply_to: Vec::new(),
            subject: line(&format!("About {thread}")),
            date: Instant(NOW),
            flags: Flags::READ,
            snoozed: None,
            labels: Vec::new(),
            snippet: CleanText::default(),
            size: 1,
            attachments: 0,
            mailbox: Some(MailboxKey(1)),
            mailbox_name: line("Inbox"),
            account: AccountKey(1),
            account_name: line("home"),
            also_in: Vec::new(),
            mine: author == 0,
            parsed: true,
            auth: crate::domain::mail::authentication::Auth::None,
            person: self.mark(author),
        }
    }

    fn thread(&self, thread: i64) -> ThreadView {
        let node =
            |message| ThreadNode { message: Some(message), message_id: CleanText::default(), placeholder_id: None, parent: None, depth: 0 };
        ThreadView {
            thread: ThreadKey(thread),
            id: id(thread),
            subject: line("About"),
            nodes: self.messages(thread).into_iter().map(node).collect(),
        }
    }

    /// The screen as text with its styles, to see whether anything changed.
    pub(super) fn screen(&self) -> String {
        self.drawn(|cell| format!("{}{:?}", cell.symbol(), cell.modifier))
    }

    /// The words of the screen.
    pub(super) fn screen_words(&self) -> String {
        self.drawn(|cell| cell.symbol().to_owned())
    }

    /// Whether some place of the screen is so.
    pub(super) fn has_cell(&self, is: impl Fn(&Cell) -> bool) -> bool {
        self.cells().iter().any(is)
    }

    fn drawn(&self, cell: impl Fn(&Cell) -> String) -> String {
        self.cells().iter().map(cell).collect()
    }

    fn cells(&self) -> Vec<Cell> {
        let size = self.app.size;
        let mut terminal = Terminal::new(TestBackend::new(size.columns, size.rows)).unwrap();
        let frame = terminal.draw(|frame| views::draw(frame, &self.app)).unwrap();
        frame.buffer.content().to_vec()
    }
}

fn mailboxes() -> Vec<MailboxRow> {
    let row = |key: i64, name: &str, role| MailboxRow {
        key: MailboxKey(key),
        account: AccountKey(1),
        account_id: id(1),
        account_name: line("home"),
        name: line(name),
        role: Some(role),
        total: 1,
        unread: 0,
        threads: 1,
    };
    vec![row(1, "Inbox", MailboxRole::Inbox), row(2, "Sent", MailboxRole::Sent), row(3, "Archive", MailboxRole::Archive)]
}

fn content(addresses: Vec<String>, verdict: Verdict, record: Option<Record>) -> Sidebar {
    let (activities, notes, deals, people) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    Sidebar { addresses, verdict, record, activities, notes, open_deals: deals.len(), deals, people, emails: EmailSummary::default() }
}

fn one(reference: RecordRef) -> Record {
    match reference.subject {
        Subject::Person => record_of(reference.key),
        Subject::Company => record(Subject::Company, 1, RecordKind::Company, &[(Field::Name, "Company1")]),
        Subject::Deal => record(Subject::Deal, 1, RecordKind::Deal, &[(Field::DealName, "Deal1")]),
        _ => record(reference.subject, reference.key, RecordKind::Task, &[(Field::Subject, "Task"), (Field::Status, "Not Started")]),
    }
}

fn sidebar_of(reference: RecordRef) -> Sidebar {
    let verdict = match reference.subject {
        Subject::Person => Verdict::Person(person(reference.key)),
        _ => Verdict::Unknown { addresses: Vec::new() },
    };
    let mut found = content(Vec::new(), verdict, Some(one(reference)));
    found.activities = vec![record(Subject::Activity, 50, RecordKind::Task, &[(Field::Subject, "Task50"), (Field::Status, "Not Started")])];
    found
}

/// A task of each person of the CRM, and one of nobody.
fn agenda() -> Vec<AgendaRow> {
    let row = |number: i64, person: Option<RecordName>| AgendaRow {
        record: RecordName { reference: Subject::Activity.at(number), id: id(500 + number), kind: RecordKind::Task, name: line("Task") },
        about: person.clone(),
        person,
        when: None,
        group: AgendaGroup::NoDate,
        status: line("Not Started"),
    };
    let mut rows: Vec<AgendaRow> = (1..=THREADS).filter(|number| known(*number)).map(|number| row(number, Some(person(number)))).collect();
    rows.push(row(20, None));
    rows
}
