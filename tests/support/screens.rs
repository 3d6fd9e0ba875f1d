//! A frozen world for screens: the real app, driven with keys, over answers made from plain data.
#![allow(dead_code, clippy::unwrap_used)]

use std::collections::VecDeque;
use std::sync::Arc;

use fumi::config::settings::Theme;
use fumi::domain::account::AccountName;
use fumi::domain::account::health::Health;
use fumi::domain::change::Verb;
use fumi::domain::crm::field::Field;
use fumi::domain::crm::kind::{RecordKind, Subject};
use fumi::domain::crm::record::Record;
use fumi::domain::crm::sender_match::Verdict;
use fumi::domain::crm::value::Value;
use fumi::domain::ids::OutboxKey;
use fumi::domain::ids::{AccountKey, GroupKey, Id, MailboxKey, MessageKey, ThreadKey};
use fumi::domain::mail::address::Address;
use fumi::domain::mail::body::{Attachment, BodyLine, BodySpan, BodyText, LineKind, Link, SpanStyle};
use fumi::domain::mail::compose::{EnteredDraft, Original};
use fumi::domain::mail::flags::Flags;
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::domain::mail::message_id::MessageId;
use fumi::domain::time::Instant;
use fumi::i18n::{Catalogue, Language};
use fumi::jobs::account::{AccountJob, AccountReport, AccountRow, ListAccounts};
use fumi::jobs::changes::{Changed, ChangesJob, UndoRedo};
use fumi::jobs::crm::{CrmJob, CrmReport, EmailSummary, Sidebar, SidebarOf};
use fumi::jobs::mail::{
    Anchor, ListMailboxes, ListView, MailJob, MailReport, MailboxRow, MessageRow, MessageView, PersonMark, ReadMessage, ReadThread,
    SaveAttachment, SavedAttachment, ThreadNode, ThreadRow, ThreadView, ThreadWindow, WindowOf,
};
use fumi::jobs::outbox::{
    DraftKey, DraftRow, DropDraft, ListDrafts, ListOutbox, OriginalOf, OutboxJob, OutboxReport, OutboxRow, OutboxState, SaveDraft,
    SavedDraft, SendMail, TakeMailBack,
};
use fumi::jobs::triage::{Targets, Triage, TriageAction};
use fumi::jobs::{Job, Notice, Outcome, Report, Ticket};
use fumi::present::commands::Keymap;
use fumi::present::key::{Key, KeyPress, parse_keys};
use fumi::problem::Code;
use fumi::text::CleanText;
use fumi::tui::app::{App, Effect, Event, Size, Start, update};
use fumi::tui::views;
use ratatui::Terminal;
use ratatui::backend::TestBackend;
use ratatui::buffer::Buffer;

/// Monday, 23 November 2026, 11:00 in Tokyo.
pub const NOW: i64 = 1_795_399_200_000;
const MINUTE: i64 = 60_000;
const DAY: i64 = 24 * 60 * MINUTE;

/// A clean line.
pub fn line(text: &str) -> CleanText {
    CleanText::line(text)
}

/// An address.
pub fn address(name: &str, spec: &str) -> Address {
    Address { name: line(name), address: spec.parse().unwrap() }
}

/// An id that is the same in every run.
pub fn id(number: i64) -> Id {
    Id::v7(1_700_000_000_000 + number, [7; 10])
}

/// A mail of the world.
#[derive(Clone)]
pub struct Mail {
    pub thread: i64,
    pub from: (&'static str, &'static str),
    pub mine: bool,
    pub subject: String,
    pub minutes_ago: i64,
    pub read: bool,
    pub starred: bool,
    pub depth: u32,
    pub body: Vec<(u8, String)>,
    pub attachments: Vec<(&'static str, &'static str, u64)>,
    pub links: Vec<&'static str>,
    pub labels: Vec<&'static str>,
    pub person: Option<(&'static str, &'static str)>,
    pub mailbox: i64,
}

impl Mail {
    /// A plain, unread mail of a thread.
    pub fn new(thread: i64, from: (&'static str, &'static str), subject: &str, minutes_ago: i64) -> Self {
        Self {
            thread,
            from,
            mine: false,
            subject: subject.to_owned(),
            minutes_ago,
            read: false,
            starred: false,
            depth: 0,
            body: vec![(0, subject.to_owned())],
            attachments: Vec::new(),
            links: Vec::new(),
            labels: Vec::new(),
            person: None,
            mailbox: 1,
        }
    }

    fn key(&self) -> MessageKey {
        MessageKey::first_of(NOW - self.minutes_ago * MINUTE)
    }

    fn flags(&self) -> Flags {
        Flags::default().with(Flags::READ, self.read).with(Flags::STARRED, self.starred)
    }

    fn snippet(&self) -> CleanText {
        line(&self.body.iter().filter(|(quote, _)| *quote == 0).map(|(_, text)| text.as_str()).collect::<Vec<_>>().join(" "))
    }

    fn row(&self) -> MessageRow {
        MessageRow {
            key: self.key(),
            id: id(self.key().0),
            message_id: line(&format!("<{}@mail.example>", self.minutes_ago)),
            thread: ThreadKey(self.thread),
            thread_id: id(self.thread),
            from: Some(address(self.from.0, self.from.1)),
            to: vec![address("", "sales@example.com")],
            cc: Vec::new(),
            reply_to: Vec::new(),
            subject: line(&self.subject),
            date: Instant(NOW - self.minutes_ago * MINUTE),
            flags: self.flags(),
            labels: self.labels.iter().map(|label| line(label)).collect(),
            snippet: self.snippet(),
            size: 2_048,
            attachments: u32::try_from(self.attachments.len()).unwrap(),
            mailbox: Some(MailboxKey(self.mailbox)),
            mailbox_name: line("Inbox"),
            account: AccountKey(1),
            account_name: line("sales"),
            also_in: Vec::new(),
            mine: self.mine,
            parsed: true,
            person: self.person(),
        }
    }

    fn person(&self) -> Option<PersonMark> {
        self.person.map(|(kind, name)| PersonMark {
            key: self.thread,
            id: id(self.thread),
            kind: RecordKind::from_word(kind).unwrap(),
            name: line(name),
        })
    }

    fn view(&self) -> MessageView {
        let lines = self
            .body
            .iter()
            .map(|(quote, text)| BodyLine {
                quote: *quote,
                kind: LineKind::Text,
                spans: if text.is_empty() { Vec::new() } else { vec![BodySpan { text: line(text), style: SpanStyle::Plain }] },
            })
            .collect();
        let links = self.links.iter().map(|link| Link { label: line(link), target: line(link), host: line("") }).collect();
        let attachments = (1..)
            .zip(&self.attachments)
            .map(|(index, (name, media, size))| Attachment { index, name: line(name), media_type: line(media), size: *size, inline: false })
            .collect();
        MessageView {
            row: self.row(),
            headers: Vec::new(),
            warnings: Vec::new(),
            body: BodyText { lines, links, from_html: false, notices: Vec::new() },
            html: None,
            attachments,
        }
    }
}

/// Who an address is: Tanaka is a lead with a task and a note, everybody else unknown.
fn who(addresses: Vec<String>) -> Sidebar {
    let mut sidebar = Sidebar {
        verdict: Verdict::Unknown { addresses: addresses.clone() },
        addresses,
        record: None,
        activities: Vec::new(),
        notes: Vec::new(),
        deals: Vec::new(),
        emails: EmailSummary::default(),
    };
    if !sidebar.addresses.iter().any(|one| one.contains("tanaka")) {
        return sidebar;
    }
    let record = |subject: Subject, key: i64, kind, values: &[(Field, Value)]| Record {
        reference: subject.at(key),
        id: id(key),
        kind,
        values: values.iter().cloned().collect(),
        owner: line(""),
        created_at: Instant(NOW),
        modified_at: Instant(NOW),
        made_from: None,
        person: None,
        converted_at: None,
    };
    let text = |field, words: &str| (field, Value::Text(line(words)));
    let lead = record(
        Subject::Person,
        1,
        RecordKind::Lead,
        &[
            text(Field::LastName, "田中"),
            text(Field::FirstName, "太郎"),
            text(Field::Company, "株式会社サンプル"),
            text(Field::Department, "営業部"),
            text(Field::Title, "課長"),
            text(Field::Phone, "03-1234-5678"),
            text(Field::Email, "t.tanaka@sample.example"),
            text(Field::LeadStatus, "Not Contacted"),
        ],
    );
    sidebar.verdict = Verdict::Person(lead.as_name());
    let task = [
        text(Field::Subject, "見積書を送る"),
        text(Field::Status, "Not Started"),
        (Field::DueDate, Value::Date(jiff::civil::date(2026, 11, 24))),
    ];
    sidebar.activities = vec![record(Subject::Activity, 2, RecordKind::Task, &task)];
    sidebar.notes =
        vec![record(Subject::Note, 3, RecordKind::Note, &[text(Field::Title, "展示会"), text(Field::Content, "展示会で名刺交換")])];
    sidebar.record = Some(lead);
    sidebar.emails = EmailSummary { count: 3, last: Some(Instant(NOW)), recent: Vec::new() };
    sidebar
}

/// What the workers would know.
pub struct Books {
    pub mails: Vec<Mail>,
    pub mailboxes: Vec<(i64, &'static str, Option<MailboxRole>)>,
    pub undone: Vec<Vec<Mail>>,
    pub refuse: Option<fumi::problem::Problem>,
    /// Answers what it knows before these books do: a real store of customers.
    pub before: Option<Answerer>,
    /// The account that can send, drafts and outbox; without it nothing can be sent.
    pub writing: Option<Writing>,
}

/// Drafts and outbox as the workers would keep them.
#[derive(Default)]
pub struct Writing {
    pub drafts: Vec<DraftRow>,
    pub rows: Vec<OutboxRow>,
    pub jobs: Vec<OutboxJob>,
    queued: Option<EnteredDraft>,
    last: i64,
}

/// Answers some jobs.
pub type Answerer = Box<dyn FnMut(&Job) -> Option<Outcome>>;

impl Books {
    fn answer(&mut self, job: Job) -> Option<Outcome> {
        if let Some(outcome) = self.before.as_mut().and_then(|before| before(&job)) {
            return Some(outcome);
        }
        Some(match job {
            Job::Mail(MailJob::Mailboxes(ListMailboxes)) => mail(MailReport::Mailboxes(self.mailboxes())),
            Job::Mail(MailJob::Threads(window)) => mail(MailReport::Threads(self.window(window))),
            Job::Mail(MailJob::Thread(ReadThread(thread))) => mail(MailReport::Thread(self.thread(thread))),
            Job::Mail(MailJob::Message(ReadMessage(key))) => {
                mail(MailReport::Message(Box::new(self.mails.iter().find(|one| one.key() == key).unwrap().view())))
            }
            Job::Mail(MailJob::SaveAttachment(SaveAttachment { .. })) => {
                mail(MailReport::Saved(SavedAttachment { path: "/home/me/Downloads/quote.pdf".into(), bytes: 1 }))
            }
            Job::Triage(triage) => match self.refuse.take() {
                Some(problem) => Err(problem),
                None => Ok(Report::Changed(self.triage(triage))),
            },
            Job::Changes(ChangesJob::Turn(UndoRedo::Undo)) if self.writing.as_ref().is_some_and(|one| !one.rows.is_empty()) => {
                let about = line(&self.writing.as_mut()?.take_back());
                Ok(Report::Changed(Changed {
                    group: Some(GroupKey(1)),
                    group_id: Some(id(1)),
                    verb: Verb::Send,
                    changed: 1,
                    about,
                    stayed: 0,
                }))
            }
            Job::Changes(ChangesJob::Turn(UndoRedo::Undo)) => match self.undone.pop() {
                Some(before) => {
                    let about = line(&before.iter().zip(&self.mails).find(|(one, other)| one.mailbox != other.mailbox).unwrap().0.subject);
                    self.mails = before;
                    Ok(Report::Changed(Changed {
                        group: Some(GroupKey(1)),
                        group_id: Some(id(1)),
                        verb: Verb::Archive,
                        changed: 1,
                        about,
                        stayed: 0,
                    }))
                }
                None => {
                    Ok(Report::Changed(Changed { group: None, group_id: None, verb: Verb::Change, changed: 0, about: line(""), stayed: 0 }))
                }
            },
            Job::Account(AccountJob::List(ListAccounts)) => {
                self.writing.as_ref()?;
                Ok(Report::Account(Box::new(AccountReport::List(vec![sending_account()]))))
            }
            Job::Outbox(OutboxJob::Original(OriginalOf(key))) => {
                let one = self.mails.iter().find(|one| one.key() == key).unwrap();
                Ok(Report::Outbox(Box::new(OutboxReport::Original(Box::new(one.original())))))
            }
            Job::Outbox(job) => self.writing.as_mut()?.answer(job),
            Job::Crm(job) => match *job {
                CrmJob::Sidebar(SidebarOf::Addresses(addresses)) => Ok(Report::Crm(Box::new(CrmReport::Sidebar(Box::new(who(addresses)))))),
                _ => return None,
            },
            _ => return None,
        })
    }

    fn mailboxes(&self) -> Vec<MailboxRow> {
        self.mailboxes
            .iter()
            .map(|(key, name, role)| {
                let inside = || self.mails.iter().filter(|one| one.mailbox == *key);
                MailboxRow {
                    key: MailboxKey(*key),
                    account: AccountKey(1),
                    account_id: id(1),
                    account_name: line("sales"),
                    name: line(name),
                    role: *role,
                    total: inside().count() as u64,
                    unread: inside().filter(|one| !one.read).count() as u64,
                    threads: 0,
                }
            })
            .collect()
    }

    fn rows(&self, view: &ListView) -> Vec<ThreadRow> {
        let mailbox = match view {
            ListView::Mailbox(key) => Some(key.0),
            ListView::Role(role) => Some(self.mailboxes.iter().find(|one| one.2 == Some(*role)).map_or(-1, |one| one.0)),
            _ => None,
        };
        let matches = |one: &&Mail| match view {
            ListView::Search { query, .. } => one.subject.contains(query.as_str()),
            ListView::Starred => one.starred,
            _ => mailbox.is_none_or(|mailbox| one.mailbox == mailbox),
        };
        let mut threads: Vec<i64> = self.mails.iter().filter(matches).map(|one| one.thread).collect();
        threads.sort_unstable();
        threads.dedup();
        let mut rows: Vec<ThreadRow> = threads
            .into_iter()
            .map(|thread| {
                let mut inside: Vec<&Mail> = self.mails.iter().filter(|one| one.thread == thread).filter(matches).collect();
                inside.sort_by_key(|one| one.key());
                let newest = *inside.last().unwrap();
                let outside = inside.iter().rev().find(|one| !one.mine);
                let mut participants: Vec<CleanText> = Vec::new();
                for one in &inside {
                    let name = if one.mine { line("") } else { line(address(one.from.0, one.from.1).label()) };
                    participants.retain(|known| *known != name);
                    participants.push(name);
                }
                let unread = inside.iter().filter(|one| !one.read).count();
                ThreadRow {
                    thread: ThreadKey(thread),
                    id: id(thread),
                    newest: newest.key(),
                    subject: line(newest.subject.trim_start_matches("Re: ")),
                    participants,
                    correspondent: outside.map(|one| address(one.from.0, one.from.1)),
                    count: u32::try_from(inside.len()).unwrap(),
                    unread: u32::try_from(unread).unwrap(),
                    flags: Flags::default().with(Flags::READ, unread == 0).with(Flags::STARRED, inside.iter().any(|one| one.starred)),
                    labels: newest.labels.iter().map(|label| line(label)).collect(),
                    date: Instant(NOW - newest.minutes_ago * MINUTE),
                    snippet: newest.snippet(),
                    attachments: inside.iter().any(|one| !one.attachments.is_empty()),
                    person: outside.and_then(|one| one.person()),
                }
            })
            .collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.newest));
        rows
    }

    fn window(&self, of: WindowOf) -> ThreadWindow {
        let all = self.rows(&of.view);
        let limit = usize::try_from(of.limit).unwrap();
        let unread = all.iter().map(|row| u64::from(row.unread)).sum();
        let at = |key: MessageKey| all.iter().position(|row| row.newest <= key).unwrap_or(all.len());
        let (from, to) = match of.anchor {
            Anchor::Newest => (0, limit),
            Anchor::Oldest => (all.len().saturating_sub(limit), all.len()),
            Anchor::From(key) => (at(key), at(key) + limit),
            Anchor::OlderThan(key) => (all.iter().position(|row| row.newest < key).unwrap_or(all.len()), usize::MAX),
            Anchor::NewerThan(key) => (at(key).saturating_sub(limit), at(key)),
        };
        let to = to.min(from.saturating_add(limit)).min(all.len());
        let threads = Some(all.len() as u64);
        ThreadWindow { rows: all[from..to].to_vec(), older: to < all.len(), newer: from > 0, of, threads, unread: Some(unread) }
    }

    fn thread(&self, thread: ThreadKey) -> ThreadView {
        let mut inside: Vec<&Mail> = self.mails.iter().filter(|one| one.thread == thread.0).collect();
        inside.sort_by_key(|one| one.key());
        let mut nodes: Vec<ThreadNode> = Vec::new();
        for one in inside {
            let parent = nodes.iter().rposition(|node| node.depth + 1 == one.depth);
            nodes.push(ThreadNode { message: Some(one.row()), message_id: line(""), placeholder_id: None, parent, depth: one.depth });
        }
        let subject = nodes[0].message.as_ref().unwrap().subject.clone();
        ThreadView { thread, id: id(thread.0), subject, nodes }
    }

    fn triage(&mut self, triage: Triage) -> Changed {
        let meant = |one: &Mail| match &triage.targets {
            Targets::Messages(keys) => keys.contains(&one.key()),
            Targets::Threads { threads, .. } => threads.contains(&ThreadKey(one.thread)),
            Targets::Query { .. } | Targets::All(_) | Targets::Several(_) => true,
        };
        let before = self.mails.clone();
        let mut changed = 0;
        for one in self.mails.iter_mut().filter(|one| meant(one)) {
            changed += 1;
            match &triage.action {
                TriageAction::Archive => one.mailbox = 3,
                TriageAction::Delete => one.mailbox = 5,
                TriageAction::Star(on) => one.starred = *on,
                TriageAction::Read(on) => one.read = *on,
                TriageAction::Seen => one.read = true,
                _ => {}
            }
        }
        if !matches!(triage.action, TriageAction::Read(_) | TriageAction::Seen) {
            self.undone.push(before);
        }
        Changed { group: Some(GroupKey(1)), group_id: Some(id(1)), verb: Verb::Archive, changed, about: line(""), stayed: 0 }
    }
}

fn mail(report: MailReport) -> Outcome {
    Ok(Report::Mail(Box::new(report)))
}

/// The app with its desk.
pub struct ScreenWorld {
    pub app: App,
    pub books: Books,
    /// Effects that reached the outside: copied texts, leaving.
    pub effects: Vec<Effect>,
    /// While this is set, questions pile up unanswered.
    pub slow: bool,
    waiting: VecDeque<(Ticket, Job)>,
    size: Size,
    now: i64,
}

impl ScreenWorld {
    /// The app over the sample mail.
    pub fn open(language: Language, columns: u16, rows: u16, theme: Theme) -> Self {
        Self::with(sample(), language, columns, rows, theme)
    }

    /// The app over other mail.
    pub fn with(books: Books, language: Language, columns: u16, rows: u16, theme: Theme) -> Self {
        let size = Size { columns, rows };
        let (app, effects) = App::new(Start {
            words: Arc::new(Catalogue::open(language)),
            keymap: Keymap::default(),
            theme,
            now: Instant(NOW),
            zone: jiff::tz::TimeZone::fixed(jiff::tz::offset(9)),
            size,
            rules: None,
            tutorial: false,
            trouble: None,
        });
        let mut world = Self { app, books, effects: Vec::new(), slow: false, waiting: VecDeque::new(), size, now: NOW };
        world.carry_out(effects);
        world
    }

    fn carry_out(&mut self, effects: Vec<Effect>) {
        for effect in effects {
            match effect {
                Effect::Ask(ticket, job) => self.waiting.push_back((ticket, job)),
                other => self.effects.push(other),
            }
        }
        if !self.slow {
            self.settle();
        }
    }

    /// Answers what is waiting, and what follows from the answers.
    pub fn settle(&mut self) {
        self.slow = false;
        while let Some((ticket, job)) = self.waiting.pop_front() {
            if let Some(outcome) = self.books.answer(job) {
                let effects = update(&mut self.app, Event::Answer(ticket, outcome.into()));
                self.waiting.extend(effects.into_iter().filter_map(|effect| match effect {
                    Effect::Ask(ticket, job) => Some((ticket, job)),
                    _ => None,
                }));
            }
        }
    }

    /// How many questions wait for an answer.
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }

    /// Something happens.
    pub fn event(&mut self, event: Event) -> &mut Self {
        let effects = update(&mut self.app, event);
        self.carry_out(effects);
        self
    }

    /// Presses keys: words as the config writes them, separated by spaces.
    pub fn keys(&mut self, keys: &str) -> &mut Self {
        for press in parse_keys_of(keys) {
            self.event(Event::Key(press));
        }
        self
    }

    /// Types a text as it stands.
    pub fn types(&mut self, text: &str) -> &mut Self {
        for c in text.chars() {
            self.event(Event::Key(KeyPress::plain(Key::Char(c))));
        }
        self
    }

    /// A notice arrives.
    pub fn notice(&mut self, notice: Notice) -> &mut Self {
        self.event(Event::Notice(notice))
    }

    /// Time passes.
    pub fn passes(&mut self, ms: i64) -> &mut Self {
        self.now += ms;
        let now = Instant(self.now);
        self.event(Event::Time(now))
    }

    /// The terminal has another size.
    pub fn resize(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.size = Size { columns, rows };
        self.event(Event::Resize { columns, rows })
    }

    /// The cells of the screen, and where the cursor is.
    pub fn buffer(&self) -> (Buffer, Option<(u16, u16)>) {
        let mut terminal = Terminal::new(TestBackend::new(self.size.columns, self.size.rows)).unwrap();
        let mut cursor = None;
        let frame = terminal.draw(|frame| views::draw(frame, &self.app)).unwrap();
        let buffer = frame.buffer.clone();
        if terminal.backend().cursor_visible() {
            let position = terminal.backend().cursor_position();
            cursor = Some((position.x, position.y));
        }
        (buffer, cursor)
    }

    /// The screen as text; the second cell of a wide character is left out.
    pub fn screen(&self) -> String {
        let (buffer, cursor) = self.buffer();
        let mut out = String::new();
        for y in 0..buffer.area.height {
            let mut row = String::new();
            let mut skip = 0;
            for x in 0..buffer.area.width {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let symbol = buffer[(x, y)].symbol();
                skip = fumi::text::width(symbol).saturating_sub(1);
                row.push_str(symbol);
            }
            out.push_str(row.trim_end());
            out.push('\n');
        }
        if let Some((x, y)) = cursor {
            out.push_str(&format!("cursor: column {x}, row {y}\n"));
        }
        out
    }
}

fn parse_keys_of(keys: &str) -> Vec<KeyPress> {
    keys.split_whitespace().flat_map(|word| parse_keys(word).unwrap()).collect()
}

/// The sample: a Japanese inquiry with a tree, an English thread, a newsletter, a mail with attachments.
pub fn sample() -> Books {
    let tanaka = ("田中 太郎", "t.tanaka@sample.example");
    let anna = ("Anna Berg", "anna@nordwind.example");
    let me = ("Sales", "sales@example.com");
    let text = |lines: &[(u8, &str)]| lines.iter().map(|(quote, text)| (*quote, (*text).to_owned())).collect::<Vec<_>>();
    let mut inquiry = Mail::new(1, tanaka, "お見積りのご依頼", 3 * 24 * 60);
    inquiry.read = true;
    inquiry.person = Some(("lead", "田中 太郎"));
    inquiry.body =
        text(&[(0, "お世話になっております。株式会社サンプルの田中です。"), (0, ""), (0, "製品Aを50台、見積書をお願いいたします。")]);
    let mut answer = Mail::new(1, me, "Re: お見積りのご依頼", 2 * 24 * 60);
    (answer.mine, answer.read, answer.depth) = (true, true, 1);
    answer.body = text(&[(0, "見積書をお送りします。"), (1, "製品Aを50台、見積書をお願いいたします。")]);
    let mut last = Mail::new(1, tanaka, "Re: お見積りのご依頼", 18);
    last.depth = 2;
    last.person = Some(("lead", "田中 太郎"));
    last.body = text(&[
        (0, "お世話になっております。株式会社サンプルの田中です。"),
        (0, "見積書を拝受いたしました。納期について、来週お電話でご相談できますでしょうか。どうぞよろしくお願いいたします。"),
        (0, ""),
        (0, "田中 太郎"),
        (0, "株式会社サンプル 営業部 課長"),
        (0, "TEL 03-1234-5678"),
        (0, ""),
        (1, "見積書をお送りします。"),
        (1, "ご確認ください。"),
        (1, "よろしくお願いいたします。"),
        (2, "製品Aを50台、見積書をお願いいたします。"),
    ]);
    let mut pilot = Mail::new(2, anna, "Re: Pilot in Q1", 105);
    pilot.read = true;
    pilot.starred = true;
    pilot.person = Some(("contact", "Anna Berg"));
    pilot.body = text(&[(0, "Hi,"), (0, ""), (0, "the pilot can begin in January. The contract is attached; see the link for the plan.")]);
    pilot.attachments = vec![("contract.pdf", "application/pdf", 184_320), ("計画.xlsx", "application/vnd.ms-excel", 20_480)];
    pilot.links = vec!["https://nordwind.example/plan"];
    let mut news = Mail::new(3, ("", "newsletter@shop.example"), "This week in the shop", 150);
    news.read = true;
    news.labels = vec!["news"];
    let suzuki =
        Mail::new(4, ("鈴木 花子", "hanako@suzuki.example"), "【重要】打ち合わせの日程変更のお願い(11月30日から12月2日へ)", 26 * 60);
    let mut old = Mail::new(5, ("Max Müller", "max@mueller.example"), "Invoice 2025-118", 400 * 24 * 60);
    old.read = true;
    Books {
        mails: vec![inquiry, answer, last, pilot, news, suzuki, old],
        mailboxes: vec![
            (1, "Inbox", Some(MailboxRole::Inbox)),
            (2, "Sent", Some(MailboxRole::Sent)),
            (3, "Archive", Some(MailboxRole::Archive)),
            (4, "Spam", Some(MailboxRole::Spam)),
            (5, "Trash", Some(MailboxRole::Trash)),
            (6, "Drafts", Some(MailboxRole::Drafts)),
            (7, "Projekte", None),
        ],
        undone: Vec::new(),
        refuse: None,
        before: None,
        writing: None,
    }
}

/// A long list: so many threads of one mail each.
pub fn many(count: i64) -> Books {
    let mails = (1..=count)
        .map(|number| {
            let mut one = Mail::new(number, ("Anna Berg", "anna@nordwind.example"), &format!("Mail number {number}"), number);
            one.read = true;
            one
        })
        .collect();
    Books { mails, ..sample() }
}

impl Mail {
    /// What an answer to it needs to know.
    fn original(&self) -> Original {
        let from = Address { name: line(self.from.0), address: self.from.1.parse().unwrap() };
        let me = Address { name: line("Sales"), address: "sales@example.com".parse().unwrap() };
        Original {
            key: self.key(),
            account: Some(id(1)),
            own: vec![me.address.clone()],
            message_id: MessageId::new("<one@sample.example>"),
            references: Vec::new(),
            from: vec![from],
            reply_to: Vec::new(),
            to: vec![me],
            cc: vec![Address { name: CleanText::default(), address: "boss@sample.example".parse().unwrap() }],
            list_post: None,
            subject: line(&self.subject),
            date: Instant(NOW - self.minutes_ago * 60_000),
            body: self.view().body,
        }
    }
}

/// An account that sends as `Sales <sales@example.com>`.
fn sending_account() -> AccountRow {
    let text = "[[account]]\nid = \"018f0000-0000-7000-8000-000000000001\"\nname = \"sales\"\nemail = \"sales@example.com\"\n\
                display_name = \"Sales\"\nprotocol = \"pop3\"\nhost = \"pop.example.com\"\nusername = \"sales\"\n\
                smtp_host = \"smtp.example.com\"\nsmtp_same_credentials = true\n";
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, text).unwrap();
    let settings = fumi::config::load::read(&file).unwrap().accounts.remove(0);
    AccountRow {
        key: Some(AccountKey(1)),
        id: settings.id,
        name: line(AccountName::new("sales").unwrap().as_str()),
        settings: Some(settings),
        health: Health::Ok,
        problem: None,
        last_good: None,
        next_try: None,
        messages: 7,
    }
}

impl Writing {
    fn answer(&mut self, job: OutboxJob) -> Outcome {
        self.jobs.push(job.clone());
        let report = match job {
            OutboxJob::List(ListOutbox) => OutboxReport::List(self.rows.clone()),
            OutboxJob::Drafts(ListDrafts) => OutboxReport::Drafts(self.drafts.clone()),
            OutboxJob::SaveDraft(SaveDraft { draft, entered }) => {
                let key = draft.unwrap_or_else(|| self.next());
                self.drafts.retain(|held| held.key != key);
                self.drafts.insert(0, DraftRow { key, id: id(key.0), saved_at: Instant(NOW), entered: *entered });
                OutboxReport::Saved(SavedDraft { key, id: id(key.0) })
            }
            OutboxJob::DropDraft(DropDraft(key)) => {
                self.drafts.retain(|held| held.key != key);
                return Ok(Report::Done);
            }
            OutboxJob::Send(SendMail::Queue { entered, draft, .. }) => {
                self.drafts.retain(|held| Some(held.key) != draft);
                let key = self.next().0;
                self.queued = Some((*entered).clone());
                self.rows.insert(0, row(key, OutboxState::Held, &entered.subject, &entered.to));
                OutboxReport::Row(Box::new(self.rows[0].clone()))
            }
            OutboxJob::Send(SendMail::Retry(key)) => {
                let row = self.rows.iter_mut().find(|row| row.key == key).unwrap();
                row.state = OutboxState::Sent;
                OutboxReport::Row(Box::new(row.clone()))
            }
            OutboxJob::Cancel(TakeMailBack(key)) => {
                self.rows.retain(|row| row.key != key);
                OutboxReport::Cancelled(self.drafts.first().cloned().map(Box::new))
            }
            _ => return Ok(Report::Done),
        };
        Ok(Report::Outbox(Box::new(report)))
    }

    /// The newest mail of the outbox becomes a draft again.
    fn take_back(&mut self) -> String {
        let row = self.rows.remove(0);
        let entered = self.queued.take().unwrap_or_default();
        self.drafts.insert(0, DraftRow { key: DraftKey(99), id: id(99), saved_at: Instant(NOW), entered });
        row.subject.into_string()
    }

    fn next(&mut self) -> DraftKey {
        self.last += 1;
        DraftKey(self.last)
    }
}

/// A row of the outbox.
pub fn row(key: i64, state: OutboxState, subject: &str, to: &str) -> OutboxRow {
    let failed = matches!(state, OutboxState::Failed | OutboxState::Unknown);
    OutboxRow {
        key: OutboxKey(key),
        id: id(key),
        account: id(1),
        state,
        until: (state == OutboxState::Held).then_some(Instant(NOW + 10_000)),
        attempts: u32::from(failed),
        error_code: failed.then_some(Code::RecipientRefused),
        last_error: line(if failed { "550 5.1.1 no such user" } else { "" }),
        message_id: line("<x@example.com>"),
        subject: line(subject),
        to: line(to),
        refused: Vec::new(),
        queued_at: Instant(NOW),
        filed: None,
    }
}
