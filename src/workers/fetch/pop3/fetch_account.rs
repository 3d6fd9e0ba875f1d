//! One fetch of one account: listing, plan, receiving, deleting, good-bye; each step written down before the next is taken (architecture.md 4, promises.md A1).

use std::collections::HashSet;
use std::path::PathBuf;
use std::time::Instant;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::believed;
use super::deleting::{self, Deleting};
use super::error::SessionError;
use super::names::Names;
use super::receive::{Left, Receiving, Stopped};
use super::session::{Login, Session};
use crate::domain::account::{AccountSettings, Secret};
use crate::domain::ids::AccountKey;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::pop3::plan::{FetchPlan, HeldDeletes, Listed, Retrieve, Rules, Seen, SkipReason, fetch_plan};
use crate::domain::mail::pop3::uidl::Uidl;
use crate::domain::time::Instant as Moment;
use crate::i18n::Text;
use crate::jobs::Notice;
use crate::jobs::fetch::{FetchProgress, FetchSummary, Skipped};
use crate::problem::{Code, Problem};
use crate::protocol::pop3::Refusal;
use crate::store::pop3_seen::{self, Marks};
use crate::store::{Write, accounts};
use crate::text::CleanText;
use crate::workers::arriving::{Entrance, Pace, Place};
use crate::workers::clock;
use crate::workers::fetch::{FetchRules, Fetched, history};
use crate::workers::net::said_by;
use crate::workers::problems::of_store;

/// How often a fetch starts over because one mail breaks the conversation.
const STARTS: usize = 4;

/// One fetch.
pub struct FetchAccount<'a> {
    /// Where its mail goes in.
    pub entrance: &'a Entrance,
    /// The account that is fetched.
    pub account: &'a AccountSettings,
    /// The account in the store.
    pub key: AccountKey,
    /// Limits of the config.
    pub rules: FetchRules,
    /// Whether the person confirmed held deletes.
    pub confirmed: bool,
    /// Whether nothing is deleted on the server in this run: the store is new, and a person said that it may be filled.
    pub keep_all: bool,
    /// The file that says which accounts this home fetched.
    pub history: PathBuf,
    /// Whether the server took the secret.
    pub logged_in: bool,
    /// Set when it should stop.
    pub stop: watch::Receiver<bool>,
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
            deletes_held: false,
            stopped: false,
            logged_in: false,
        };
        let login = Login::incoming(self.account, secret);
        if let Err(problem) = self.sessions(&login, &mut fetched).await {
            fetched.summary.error = Some(problem);
        }
        fetched.stopped = *self.stop.borrow();
        fetched.logged_in = self.logged_in;
        fetched.summary.milliseconds = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        fetched
    }

    /// Runs sessions until one ends well. A mail that breaks one is asked for last in the next, and left alone after it broke a second.
    async fn sessions(&mut self, login: &Login, fetched: &mut Fetched) -> Result<(), Problem> {
        let place = self.place().await?;
        let mut trouble: Vec<(Uidl, Problem)> = Vec::new();
        let mut avoid: HashSet<Uidl> = HashSet::new();
        for start in 1..=STARTS {
            fetched.summary.skipped.clear();
            let last = trouble.iter().map(|(uidl, _)| uidl.clone()).collect();
            match self.session(login, place, &last, &avoid, fetched).await? {
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

    async fn place(&self) -> Result<Place, Problem> {
        let (store, account) = (self.entrance.database().store().clone(), self.key);
        let inbox = spawn_blocking(move || accounts::mailbox_of_role(&store.reader()?, account, MailboxRole::Inbox));
        let mailbox = inbox.await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))?;
        Ok(Place { account, mailbox })
    }

    async fn session(
        &mut self,
        login: &Login,
        place: Place,
        last: &HashSet<Uidl>,
        avoid: &HashSet<Uidl>,
        fetched: &mut Fetched,
    ) -> Result<Ended, Problem> {
        let problem = |error: SessionError| error.problem(&login.endpoint);
        let mut stop = self.stop.clone();
        let names_were_seen = self.names_were_seen().await?;
        let logged_in = &mut self.logged_in;
        let opened = async {
            let mut session = Session::open(login, &mut Vec::new()).await?;
            *logged_in = true;
            let listing = session.list(names_were_seen).await?;
            Ok((session, listing))
        };
        let (mut session, listing) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return Ok(Ended::Well),
            opened = opened => opened.map_err(problem)?,
        };
        self.note_history().await?;
        let mut plan = self.plan(&listing).await?;
        if !plan.reconcile.is_empty() {
            self.mark(Marks::Reconciled(std::mem::take(&mut plan.reconcile))).await?;
        }
        self.tell_skipped(&plan, fetched);
        plan.retrieve.retain(|mail| mail.uidl.as_ref().is_none_or(|uidl| !avoid.contains(uidl)));
        plan.retrieve.sort_by_key(|mail| mail.uidl.as_ref().is_some_and(|uidl| last.contains(uidl)));

        let received = self.receive(&mut session, place, &listing, &plan.retrieve, fetched).await;
        fetched.summary.bytes += session.pump().received();
        match received? {
            Ok(()) => {}
            Err(Stopped::Asked | Stopped::NotKept) => return Ok(Ended::Well),
            Err(Stopped::Spool(error)) => return Err(of_store(&error.into())),
            Err(Stopped::Session(error, Some(uidl))) if error.breaks_at_a_mail() => return Ok(Ended::At(uidl, problem(error))),
            Err(Stopped::Session(error, _)) => return Err(problem(error)),
        }

        // What became due by what was stored just now is due in this session already.
        let mut after = self.plan(&listing).await?;
        if self.keep_all {
            (after.delete, after.held) = (Vec::new(), None);
        }
        fetched.deletes_held = after.held.is_some();
        let deleting = Deleting { database: self.entrance.database(), account: self.key, stop: &mut self.stop };
        match deleting.run(session, after.delete).await {
            Ok(deleted) => {
                fetched.summary.deleted_on_server += deleted.gone;
                fetched.summary.skipped.extend(deleted.refused.iter().map(|(uidl, refusal)| not_deleted(uidl, refusal)));
            }
            Err(deleting::Failed::Session(error)) => return Err(problem(error)),
            Err(deleting::Failed::Store(problem)) => return Err(problem),
        }
        if let Some(held) = after.held {
            return Err(held_problem(held));
        }
        if after.needs_uidl && !listing.is_empty() {
            return Err(Problem::failed(Code::NoUidl, Text::of("fetch-no-uidl")).hint(Text::of("fetch-hint-no-uidl")).field("on-server"));
        }
        Ok(Ended::Well)
    }

    /// Notes whose names are fetched, in the store first: a home that knows of a history which the store lacks deletes nothing.
    async fn note_history(&self) -> Result<(), Problem> {
        let server = &self.account.incoming;
        self.mark(Marks::Server(format!("{} {} {}", server.host.to_ascii_lowercase(), server.port, server.username))).await?;
        let (file, id) = (self.history.clone(), self.account.id);
        let noted = spawn_blocking(move || history::note(&file, id)).await.map_err(|_| Problem::internal())?;
        noted.map_err(|error| of_store(&error.into()))
    }

    async fn names_were_seen(&self) -> Result<bool, Problem> {
        let (store, account) = (self.entrance.database().store().clone(), self.key);
        let any = spawn_blocking(move || pop3_seen::any(&store.reader()?, account));
        any.await.map_err(|_| Problem::internal())?.map_err(|error| of_store(&error))
    }

    async fn plan(&self, listing: &[Listed]) -> Result<FetchPlan, Problem> {
        let (store, account) = (self.entrance.database().store().clone(), self.key);
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
        Ok(fetch_plan(listing, &seen, rules, self.believed(&seen).await))
    }

    /// The time by which mail is old enough to be deleted on the server. Where nobody knows it no time has come.
    async fn believed(&self, seen: &[Seen]) -> Moment {
        let known = seen.iter().map(|row| row.stored_at).max();
        let file = self.history.with_file_name("clock");
        match spawn_blocking(move || believed::time(&file, clock::now(), known)).await {
            Ok(Ok(time)) => time,
            Ok(Err(error)) => {
                tracing::warn!(%error, "the time cannot be confirmed, so no mail is old enough to be deleted");
                Moment(0)
            }
            Err(_) => Moment(0),
        }
    }

    async fn mark(&self, marks: Marks) -> Result<(), Problem> {
        self.entrance.database().write(Write::ServerMarks(self.key, marks)).await.map(|_| ())
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
        place: Place,
        listing: &[Listed],
        retrieve: &[Retrieve],
        fetched: &mut Fetched,
    ) -> Result<Result<(), Stopped>, Problem> {
        if retrieve.is_empty() {
            return Ok(Ok(()));
        }
        let way_in = self.entrance.open(place).await?;
        let total_bytes: Option<u64> = retrieve.iter().map(|mail| mail.size).sum();
        let total = retrieve.len() as u64;
        let mut pace = Pace::new(total, total_bytes, Instant::now());
        let entrance = self.entrance;
        let (id, name) = (self.account.id, CleanText::line(self.account.name.as_str()));
        let mut tell = |bytes: u64| {
            let done = way_in.kept().done();
            pace.note(done, bytes, Instant::now());
            let (rate, seconds_left) = (pace.rate(), pace.seconds_left());
            entrance.notices().put(Notice::Progress(FetchProgress {
                account: id,
                name: name.clone(),
                done,
                total,
                bytes,
                rate,
                seconds_left,
            }));
        };
        let spool = self.entrance.spool();
        let names = Names::of(listing, self.account.on_server);
        let mut receiving = Receiving {
            way_in: &way_in,
            spool: &spool,
            max_size: self.rules.max_size,
            stop: &mut self.stop,
            names: &names,
            left: Vec::new(),
        };
        tell(0);
        let received = receiving.run(session, retrieve, &mut tell).await;
        let left = std::mem::take(&mut receiving.left);
        tell(session.pump().received());
        let kept = way_in.finish().await?;
        fetched.summary.fetched += kept.stored;
        fetched.summary.skipped.extend(left.iter().map(|left| self.left_on_server(left)));
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

fn not_deleted(uidl: &Uidl, refusal: &Refusal) -> Skipped {
    let reason = Problem::temporary(Code::ServerRefused, Text::of("fetch-not-deleted")).hint(Text::of("fetch-hint-left"));
    Skipped { uid: clean(Some(uidl)), reason: said_by(reason, &refusal.text) }
}

fn held_problem(held: HeldDeletes) -> Problem {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    let text = Text::of("fetch-deletes-held").count("deletes", count(held.deletes)).count("of", count(held.of));
    Problem::failed(Code::MassDeleteHeld, text).hint(Text::of("fetch-hint-deletes-held"))
}

fn clean(uidl: Option<&Uidl>) -> CleanText {
    uidl.map(|uidl| CleanText::line(&String::from_utf8_lossy(&uidl.0[..uidl.0.len().min(100)]))).unwrap_or_default()
}
