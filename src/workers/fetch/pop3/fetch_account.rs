//! One fetch of one account: listing, plan, receiving, deleting, good-bye; each step written down before the next is taken (architecture.md 4, promises.md A1).

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;
use std::time::Instant;

use tokio::sync::watch;
use tokio::task::spawn_blocking;

use super::deleting::{self, Deleting};
use super::error::SessionError;
use super::names::Names;
use super::proving::{Proving, Unsettled};
use super::receive::{Receiving, Stopped};
use super::session::Session;
use super::settling::Settling;
use super::skipped;
use crate::domain::account::{AccountSettings, Secret};
use crate::domain::ids::AccountKey;
use crate::domain::mail::mailbox::MailboxRole;
use crate::domain::mail::pop3::plan::{FetchPlan, Listed, Rules};
use crate::domain::mail::pop3::proof::Proof;
use crate::domain::mail::pop3::uidl::Uidl;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::protocol::pop3::Pop3Error;
use crate::store::accounts;
use crate::store::pop3_marks::Marks;
use crate::workers::arriving::{Entrance, Place};
use crate::workers::fetch::telling::Telling;
use crate::workers::fetch::{FetchRules, Fetched, Login, history};
use crate::workers::problems::of_store;

/// How often a fetch starts over because one mail breaks the conversation.
const STARTS: usize = 4;

/// How many mails that end where they should not one fetch goes on after, each in a new session.
const CUTS: usize = 50;

/// One fetch.
#[derive(Clone)]
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
    /// Whether the server has TOP, as far as it is known.
    pub has_top: bool,
    /// Whether the server ends answers with a dot between bare line feeds, as far as it is known.
    pub bare_ends: bool,
    /// Set when it should stop.
    pub stop: watch::Receiver<bool>,
}

/// How one session ended.
enum Ended {
    Well,
    /// This mail breaks the conversation: another session can do without it.
    At(Uidl, Problem),
    /// TOP breaks the conversation: another session can do without it.
    AtTop(Problem),
    /// A mail ended where it should not, which is noted: another session goes on behind it.
    Behind(Problem),
}

impl FetchAccount<'_> {
    /// Fetches. What went wrong stands in the summary; what was stored until then is stored.
    pub async fn run(mut self, secret: Secret) -> Fetched {
        let began = Instant::now();
        let mut fetched = Fetched::begun(self.account);
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
        let (mut start, mut cuts) = (0, 0);
        loop {
            start += 1;
            fetched.summary.skipped.clear();
            let last = trouble.iter().map(|(uidl, _)| uidl.clone()).collect();
            match self.session(login, place, &last, &avoid, fetched).await? {
                Ended::Well => break,
                Ended::Behind(_) if cuts < CUTS => {
                    cuts += 1;
                    start -= 1;
                }
                Ended::Behind(problem) => return Err(problem),
                Ended::At(_, problem) | Ended::AtTop(problem) if start >= STARTS => return Err(problem),
                Ended::AtTop(_) => self.has_top = false,
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
            fetched.summary.skipped.push(skipped::breaks(&uidl, problem));
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
        let names_were_seen = self.settling().names_were_seen().await?;
        let (logged_in, bare_ends) = (&mut self.logged_in, self.bare_ends);
        let opened = async {
            let mut session = Session::open(login, &mut Vec::new()).await?;
            *logged_in = true;
            if bare_ends {
                session.pump().expect_bare_ends();
            }
            let listing = session.list(names_were_seen).await?;
            Ok((session, listing))
        };
        let (mut session, listing) = tokio::select! {
            biased;
            _ = stop.wait_for(|stop| *stop) => return Ok(Ended::Well),
            opened = opened => opened.map_err(problem)?,
        };
        self.note_history().await?;
        let mut proofs = HashMap::new();
        let settled = self.settling().settle(&mut session, &listing, &mut proofs).await;
        self.bare_ends |= session.pump().bare_ends() > 0;
        let mut plan = match settled {
            Ok(plan) => plan,
            Err(Unsettled::Asked) => return Ok(Ended::Well),
            Err(Unsettled::AtTop(error)) if error.breaks_at_a_mail() => return Ok(Ended::AtTop(problem(error))),
            Err(Unsettled::AtTop(error)) => return Err(problem(error)),
            Err(Unsettled::Failed(problem)) => return Err(problem),
        };
        fetched.summary.skipped.extend(plan.skip.iter().map(skipped::by_plan));
        plan.retrieve.retain(|mail| mail.uidl.as_ref().is_none_or(|uidl| !avoid.contains(uidl)));
        plan.retrieve.sort_by_key(|mail| mail.uidl.as_ref().is_some_and(|uidl| last.contains(uidl)));

        let received = self.receive(&mut session, place, &listing, &plan, fetched).await;
        fetched.summary.bytes += session.pump().received();
        let (came, received) = received?;
        self.bare_ends |= session.pump().bare_ends() > 0 || matches!(received, Err(Stopped::Glued(_)));
        if let Some(ended) = self.behind(&session, &listing, &came, received.as_ref().err()).await? {
            return Ok(ended);
        }
        match received {
            Ok(()) => proofs.extend(came.iter().map(|number| (*number, Proof::Fetched))),
            Err(Stopped::Glued(_)) => return Err(problem(Pop3Error::NotAnAnswer.into())),
            Err(Stopped::Asked | Stopped::NotKept) => return Ok(Ended::Well),
            Err(Stopped::Spool(error)) => return Err(of_store(&error.into())),
            Err(Stopped::Session(error, Some(uidl))) if error.breaks_at_a_mail() => return Ok(Ended::At(uidl, problem(error))),
            Err(Stopped::Session(error, _)) => return Err(problem(error)),
        }

        // What became due by what was stored just now is due in this session already.
        let after = match self.settling().settle(&mut session, &listing, &mut proofs).await {
            Ok(plan) => plan,
            Err(Unsettled::Asked) => return Ok(Ended::Well),
            Err(Unsettled::AtTop(error)) => return Err(problem(error)),
            Err(Unsettled::Failed(problem)) => return Err(problem),
        };
        fetched.deletes_held = after.held.is_some();
        let deleting = Deleting { database: self.entrance.database(), account: self.key, stop: &mut self.stop };
        let deleted = deleting.run(&mut session, after.delete).await;
        if let Some(ended) = self.behind(&session, &listing, &came, None).await? {
            return Ok(ended);
        }
        match deleted {
            Ok(deleted) => {
                fetched.summary.deleted_on_server += deleted.gone;
                fetched.summary.skipped.extend(deleted.refused.iter().map(|(uidl, refusal)| skipped::not_deleted(uidl, refusal)));
            }
            Err(deleting::Failed::Session(error)) => return Err(problem(error)),
            Err(deleting::Failed::Store(problem)) => return Err(problem),
        }
        if let Some(held) = after.held {
            return Err(skipped::held(held));
        }
        if after.needs_uidl && !listing.is_empty() {
            return Err(Problem::failed(Code::NoUidl, Text::of("fetch-no-uidl")).hint(Text::of("fetch-hint-no-uidl")).field("on-server"));
        }
        Ok(Ended::Well)
    }

    /// What the names of a listing stand for.
    fn settling(&mut self) -> Settling<'_> {
        let rules = Rules {
            on_server: self.account.on_server,
            max_size: self.rules.max_size,
            mass_delete: usize::try_from(self.rules.mass_delete).unwrap_or(usize::MAX),
            confirmed: self.confirmed,
            keep_all: self.keep_all,
        };
        let database = self.entrance.database();
        let proving = Proving { store: database.store(), account: self.key, has_top: &mut self.has_top, stop: &mut self.stop };
        Settling { database, proving, rules, clock_file: self.history.with_file_name("clock") }
    }

    /// Whether the conversation broke right behind a mail, which is noted then; a mail of the size that was listed is not to blame.
    async fn behind(
        &mut self,
        session: &Session,
        listing: &[Listed],
        came: &[u32],
        stopped: Option<&Stopped>,
    ) -> Result<Option<Ended>, Problem> {
        let suspect = match stopped {
            Some(Stopped::Glued(number)) => Some(*number),
            Some(Stopped::Asked | Stopped::NotKept | Stopped::Spool(_)) => None,
            Some(Stopped::Session(..)) | None => session.suspect(),
        };
        let Some(suspect) = suspect else { return Ok(None) };
        let cut = self.settling().is_cut(suspect, listing, came).await?;
        // One that has a name is not asked for again, so that each session gets further.
        let named = || listing.iter().any(|mail| mail.number == suspect && mail.uidl.is_some());
        let goes_on = cut || matches!(stopped, Some(Stopped::Glued(_))) && named();
        Ok(goes_on.then(|| Ended::Behind(skipped::cut_short())))
    }

    /// Notes whose names are fetched, in the store first: a home that knows of a history which the store lacks deletes nothing.
    async fn note_history(&mut self) -> Result<(), Problem> {
        let server = &self.account.incoming;
        self.settling().mark(Marks::Server(format!("{} {} {}", server.host.to_ascii_lowercase(), server.port, server.username))).await?;
        let (file, id) = (self.history.clone(), self.account.id);
        let noted = spawn_blocking(move || history::note(&file, id)).await.map_err(|_| Problem::internal())?;
        noted.map_err(|error| of_store(&error.into()))
    }

    /// Receives and stores; the outer error is the store's, the inner the conversation's. Whatever came whole is stored in both cases.
    async fn receive(
        &mut self,
        session: &mut Session,
        place: Place,
        listing: &[Listed],
        plan: &FetchPlan,
        fetched: &mut Fetched,
    ) -> Result<(Vec<u32>, Result<(), Stopped>), Problem> {
        let retrieve = &plan.retrieve[..];
        if retrieve.is_empty() {
            return Ok((Vec::new(), Ok(())));
        }
        let way_in = self.entrance.open(place).await?;
        let total_bytes: Option<u64> = retrieve.iter().map(|mail| mail.size).sum();
        let total = retrieve.len() as u64;
        let mut telling = Telling::new(self.entrance, &way_in, self.account, total, total_bytes);
        let mut tell = |bytes: u64| telling.tell(bytes);
        let spool = self.entrance.spool();
        let names = Names::of(listing, &plan.doubted, self.account.on_server);
        let mut receiving = Receiving {
            way_in: &way_in,
            spool: &spool,
            max_size: self.rules.max_size,
            stop: &mut self.stop,
            names: &names,
            left: Vec::new(),
            came: Vec::new(),
        };
        tell(0);
        let received = receiving.run(session, retrieve, &mut tell).await;
        let (left, came) = (std::mem::take(&mut receiving.left), std::mem::take(&mut receiving.came));
        tell(session.pump().received());
        let kept = way_in.finish().await?;
        fetched.summary.fetched += kept.stored;
        fetched.summary.skipped.extend(left.iter().map(skipped::left_on_server));
        Ok((came, received))
    }
}
