//! One fetch of one account: listing, plan, receiving, deleting, good-bye; each step written down before the next is taken (architecture.md 4, promises.md A1).

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Instant;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::deleting::{self, Deleting};
use super::error::SessionError;
use super::receive::{Left, Receiving, Stopped, copies};
use super::session::{Login, Session};
use crate::domain::account::{AccountSettings, Secret};
use crate::domain::ids::{AccountKey, MailboxKey};
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::pop3::plan::{FetchPlan, Held, Listed, Retrieve, Rules, Seen, SkipReason, fetch_plan};
use crate::domain::mail::pop3::uidl::Uidl;
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::fetch::{FetchProgress, FetchSummary, Skipped};
use crate::problem::{Code, Problem};
use crate::store::pop3_seen::{self, Marks};
use crate::store::{Write, Written, accounts};
use crate::text::CleanText;
use crate::workers::arriving::in_hand::InHand;
use crate::workers::arriving::keep::{Destination, Keeper};
use crate::workers::arriving::progress::Pace;
use crate::workers::arriving::spool::Spool;
use crate::workers::clock;
use crate::workers::database::Database;
use crate::workers::fetch::{FetchFolders, FetchRules};
use crate::workers::notices::Notices;
use crate::workers::problems::of_store;

/// How often a fetch starts over because one mail breaks the conversation.
const STARTS: usize = 4;

/// What every fetch of this house works with.
#[derive(Clone)]
pub struct Workshop {
    /// The store.
    pub database: Database,
    /// Where progress is told.
    pub notices: Notices,
    /// Where files lie.
    pub folders: FetchFolders,
}

/// One fetch.
pub struct FetchAccount<'a> {
    /// What it works with.
    pub workshop: &'a Workshop,
    /// The account that is fetched.
    pub account: &'a AccountSettings,
    /// Limits of the config.
    pub rules: FetchRules,
    /// Whether the person confirmed held deletes.
    pub confirmed: bool,
    /// Set when it should stop.
    pub stop: watch::Receiver<bool>,
}

/// What a fetch did, and how it ended.
pub struct Fetched {
    /// For people and scripts.
    pub summary: FetchSummary,
    /// Deletes that wait for a person.
    pub held: Option<Held>,
    /// Whether it ended because somebody wanted it to.
    pub stopped: bool,
}

/// How one session ended.
enum Ended {
    Well,
    /// This mail breaks the conversation: another session can do without it.
    At(Uidl, Problem),
}

impl FetchAccount<'_> {
    /// Fetches. What went wrong stands in the summary; what was stored until then is stored.
    pub async fn run(mut self, secret: Secret) -> Fetched {
        let began = Instant::now();
        let mut fetched = Fetched {
            summary: FetchSummary {
                account: CleanText::line(self.account.name.as_str()),
                account_id: self.account.id,
                fetched: 0,
                deleted_on_server: 0,
                bytes: 0,
                milliseconds: 0,
                skipped: Vec::new(),
                error: None,
            },
            held: None,
            stopped: false,
        };
        let login = Login::incoming(self.account, secret);
        if let Err(problem) = self.sessions(&login, &mut fetched).await {
            fetched.summary.error = Some(problem);
        }
        fetched.stopped = *self.stop.borrow();
        fetched.summary.milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        fetched
    }

    /// Runs sessions until one ends well. A mail that breaks one is asked for last in the next, and left alone after it broke a second.
    async fn sessions(&mut self, login: &Login, fetched: &mut Fetched) -> Result<(), Problem> {
        let (account, inbox) = self.place().await?;
        let mut trouble: Vec<(Uidl, Problem)> = Vec::new();
        let mut avoid: HashSet<Uidl> = HashSet::new();
        for start in 1..=STARTS {
            fetched.summary.skipped.clear();
            let last = trouble.iter().map(|(uidl, _)| uidl.clone()).collect();
            match self.session(login, account, inbox, &last, &avoid, fetched).await? {
                Ended::Well => break,
                Ended::At(_, problem) if start == STARTS => return Err(problem),
                Ended::At(uidl, problem) => {
                    if trouble.iter().any(|(known, _)| *known == uidl) {
                        avoid.insert(uidl.clone());
                    }
                    trouble.push((uidl, problem));
                }
            }
        }
        for uidl in avoid {
            let Some((_, problem)) = trouble.iter().find(|(known, _)| *known == uidl) else { continue };
            let reason =
                Problem::temporary(Code::MessageBreaksConnection, Text::of("fetch-message-breaks")).hint(Text::of("fetch-hint-left"));
            let reason = Problem { detail: problem.detail.clone(), ..reason };
            fetched.summary.skipped.push(Skipped { uid: clean(Some(&uidl)), reason });
        }
        Ok(())
    }

    async fn place(&self) -> Result<(AccountKey, MailboxKey), Problem> {
        let name = self.account.name.as_str().to_owned();
        let write = Write::Account { id: self.account.id, name, address: self.account.email.clone() };
        let Written::Account(account) = self.workshop.database.write(write).await? else { return Err(Problem::internal()) };
        let store = self.workshop.database.store().clone();
        let inbox = spawn_blocking(move || accounts::mailbox_of_role(&store.reader()?, account, MailboxRole::Inbox));
        let inbox = inbox.await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))?;
        Ok((account, inbox))
    }

    async fn session(
        &mut self,
        login: &Login,
        account: AccountKey,
        inbox: MailboxKey,
        last: &HashSet<Uidl>,
        avoid: &HashSet<Uidl>,
        fetched: &mut Fetched,
    ) -> Result<Ended, Problem> {
        let problem = |error: SessionError| error.problem(&login.endpoint);
        let mut stop = self.stop.clone();
        let opened = async {
            let mut session = Session::open(login, &mut Vec::new()).await?;
            let listing = session.list().await?;
            Ok((session, listing))
        };
        let (mut session, listing) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return Ok(Ended::Well),
            opened = opened => opened.map_err(problem)?,
        };
        let mut plan = self.plan(account, &listing).await?;
        if !plan.reconcile.is_empty() {
            self.mark(account, Marks::Reconciled(std::mem::take(&mut plan.reconcile))).await?;
        }
        self.tell_skipped(&plan, fetched);
        plan.retrieve.retain(|mail| mail.uidl.as_ref().is_none_or(|uidl| !avoid.contains(uidl)));
        plan.retrieve.sort_by_key(|mail| mail.uidl.as_ref().is_some_and(|uidl| last.contains(uidl)));

        let received = self.receive(&mut session, account, inbox, &listing, &plan.retrieve, fetched).await;
        fetched.summary.bytes += session.pump().received();
        match received? {
            Ok(()) => {}
            Err(Stopped::Asked | Stopped::NotKept) => return Ok(Ended::Well),
            Err(Stopped::Spool(error)) => return Err(of_store(&error.into())),
            Err(Stopped::Session(error, Some(uidl))) if error.breaks_at_a_mail() => return Ok(Ended::At(uidl, problem(error))),
            Err(Stopped::Session(error, _)) => return Err(problem(error)),
        }

        // What became due by what was stored just now is due in this session already.
        let after = self.plan(account, &listing).await?;
        fetched.held = after.held;
        let deleting = Deleting { database: &self.workshop.database, account, stop: &mut self.stop };
        match deleting.run(session, after.delete).await {
            Ok(deleted) => fetched.summary.deleted_on_server += deleted,
            Err(deleting::Failed::Session(error)) => return Err(problem(error)),
            Err(deleting::Failed::Store(problem)) => return Err(problem),
        }
        if let Some(held) = fetched.held {
            return Err(held_problem(held));
        }
        if after.needs_uidl && !listing.is_empty() {
            return Err(Problem::failed(Code::NoUidl, Text::of("fetch-no-uidl")).hint(Text::of("fetch-hint-no-uidl")).field("on-server"));
        }
        Ok(Ended::Well)
    }

    async fn plan(&self, account: AccountKey, listing: &[Listed]) -> Result<FetchPlan, Problem> {
        let store = self.workshop.database.store().clone();
        let seen: Vec<Seen> = spawn_blocking(move || pop3_seen::load(&store.reader()?, account))
            .await
            .map_err(|_| Problem::internal())?
            .map_err(|error| of_store(&error))?;
        let rules = Rules {
            on_server: self.account.on_server,
            max_size: self.rules.max_size,
            mass_delete: usize::try_from(self.rules.mass_delete).unwrap_or(usize::MAX),
            confirmed: self.confirmed,
        };
        Ok(fetch_plan(listing, &seen, rules, clock::now()))
    }

    async fn mark(&self, account: AccountKey, marks: Marks) -> Result<(), Problem> {
        self.workshop.database.write(Write::ServerMarks(account, marks)).await.map(|_| ())
    }

    fn tell_skipped(&self, plan: &FetchPlan, fetched: &mut Fetched) {
        for skip in &plan.skip {
            let SkipReason::TooLarge { size, limit } = skip.reason;
            fetched.summary.skipped.push(Skipped { uid: clean(skip.uidl.as_ref()), reason: too_large(Some(size), limit) });
        }
    }

    /// Receives and stores; the outer error is the store's, the inner the conversation's. Whatever came whole is stored in both cases.
    async fn receive(
        &mut self,
        session: &mut Session,
        account: AccountKey,
        inbox: MailboxKey,
        listing: &[Listed],
        retrieve: &[Retrieve],
        fetched: &mut Fetched,
    ) -> Result<Result<(), Stopped>, Problem> {
        if retrieve.is_empty() {
            return Ok(Ok(()));
        }
        let in_hand = InHand::open(&self.workshop.folders.state, self.account.id).map_err(|error| of_store(&error.into()))?;
        let in_hand = Arc::new(in_hand);
        let listed = listing.iter().filter_map(|mail| mail.uidl.clone()).collect();
        let rule = self.account.on_server.word();
        let destination = Destination { account, inbox, listed: Arc::new(listed), rule };
        let workshop = self.workshop;
        let keeper = Keeper::start(workshop.database.clone(), workshop.notices.clone(), destination, Arc::clone(&in_hand));
        let total_bytes: Option<u64> = retrieve.iter().map(|mail| mail.size).sum();
        let total = retrieve.len() as u64;
        let mut pace = Pace::new(total, total_bytes, Instant::now());
        let (id, name) = (self.account.id, CleanText::line(self.account.name.as_str()));
        let mut tell = |bytes: u64| {
            let done = keeper.kept().done();
            pace.note(done, bytes, Instant::now());
            let (rate, seconds_left) = (pace.rate(), pace.seconds_left());
            workshop.notices.put(Notice::Progress(FetchProgress {
                account: id,
                name: name.clone(),
                done,
                total,
                bytes,
                rate,
                seconds_left,
            }));
        };
        let spool = Spool::new(&workshop.folders.spool);
        let copies = copies(listing);
        let mut receiving = Receiving {
            keeper: &keeper,
            spool: &spool,
            max_size: self.rules.max_size,
            stop: &mut self.stop,
            copies: &copies,
            left: Vec::new(),
        };
        tell(0);
        let received = receiving.run(session, retrieve, &mut tell).await;
        let left = std::mem::take(&mut receiving.left);
        tell(session.pump().received());
        let kept = keeper.finish().await?;
        fetched.summary.fetched += kept.stored;
        fetched.summary.skipped.extend(left.iter().map(|left| self.left_on_server(left)));
        if received.is_ok()
            && let Ok(in_hand) = Arc::try_unwrap(in_hand)
        {
            in_hand.clear();
        }
        Ok(received)
    }

    fn left_on_server(&self, left: &Left) -> Skipped {
        match left {
            Left::TooLarge(uidl, limit) => Skipped { uid: clean(uidl.as_ref()), reason: too_large(None, *limit) },
            Left::Refused(uidl, refusal) => {
                let reason =
                    Problem::temporary(Code::MessageUnavailable, Text::of("fetch-message-unavailable")).hint(Text::of("fetch-hint-left"));
                let reason = if refusal.text.is_empty() { reason } else { reason.detail(&refusal.text) };
                Skipped { uid: clean(uidl.as_ref()), reason }
            }
        }
    }
}

fn too_large(size: Option<u64>, limit: u64) -> Problem {
    let count = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
    let text = match size {
        Some(size) => Text::of("fetch-too-large").count("size", count(size)),
        None => Text::of("fetch-larger-than-listed"),
    };
    Problem::failed(Code::TooLarge, text.count("limit", count(limit))).hint(Text::of("fetch-hint-too-large"))
}

fn held_problem(held: Held) -> Problem {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let text = Text::of("fetch-deletes-held").count("deletes", count(held.deletes)).count("of", count(held.of));
    Problem::failed(Code::MassDeleteHeld, text).hint(Text::of("fetch-hint-deletes-held"))
}

fn clean(uidl: Option<&Uidl>) -> CleanText {
    uidl.map(|uidl| CleanText::line(&String::from_utf8_lossy(&uidl.0[..uidl.0.len().min(100)]))).unwrap_or_default()
}
