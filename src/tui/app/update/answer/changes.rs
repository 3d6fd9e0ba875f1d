//! Undo, redo, and mail that a person had fetched.

use super::super::{account, account_menu, news, outbox, sign_in};
use super::take::{Take, over_the_panes};
use crate::domain::change::Verb;
use crate::i18n::Text;
use crate::jobs::Ticket;
use crate::jobs::account::{AccountRow, ListAccounts};
use crate::jobs::changes::Changed;
use crate::jobs::fetch::FetchSummary;
use crate::present::changes;
use crate::problem::{Code, Problem};
use crate::tui::app::overlay::{Confirm, Overlay};
use crate::tui::app::purpose::{Fetch, FirstCount, FirstFetch, Redo, Undo};
use crate::tui::app::{App, Effect, Level, Then};

impl Take for Undo {
    fn done(self, app: &mut App, _: Ticket, changed: Changed) -> Vec<Effect> {
        turned(app, &changed, "undone", "undo-nothing")
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        not_turned(app, problem, "undo-nothing")
    }
}

impl Take for Redo {
    fn done(self, app: &mut App, _: Ticket, changed: Changed) -> Vec<Effect> {
        turned(app, &changed, "redone", "redo-nothing")
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        not_turned(app, problem, "redo-nothing")
    }
}

/// That nothing is left to turn back is no failure.
fn not_turned(app: &mut App, problem: Problem, nothing: &'static str) -> Vec<Effect> {
    if problem.code != Code::NothingToUndo {
        return over_the_panes(app, problem);
    }
    app.notices.say(Level::Warning, Text::of(nothing), app.now);
    Vec::new()
}

fn turned(app: &mut App, changed: &Changed, said: &'static str, nothing: &'static str) -> Vec<Effect> {
    if changed.group.is_none() {
        app.notices.say(Level::Warning, Text::of(nothing), app.now);
        return Vec::new();
    }
    let text = Text::of(said).text("what", changes::what(changed));
    app.notices.say(Level::Done, text, app.now);
    app.threads.await_returned();
    let mut effects = news::everything(app);
    if changed.verb == Verb::Send {
        effects.extend(outbox::look(app));
        effects.extend(outbox::reopen(app));
    }
    effects
}

impl Take for Fetch {
    fn done(self, app: &mut App, _: Ticket, summaries: Vec<FetchSummary>) -> Vec<Effect> {
        if !told_what_failed(app, &summaries) {
            let count: u64 = summaries.iter().map(|one| one.fetched).sum();
            say_how_many(app, count);
        }
        news::everything(app)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for FirstFetch {
    fn done(self, app: &mut App, _: Ticket, summaries: Vec<FetchSummary>) -> Vec<Effect> {
        let mut effects = news::everything(app);
        if !told_what_failed(app, &summaries) {
            // The account's own loop may have been first: what came is what is there.
            effects.push(app.ask(FirstCount(self.0), ListAccounts));
        }
        effects
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for FirstCount {
    fn done(self, app: &mut App, _: Ticket, rows: Vec<AccountRow>) -> Vec<Effect> {
        let count = rows.iter().find(|row| row.id == self.0).map_or(0, |row| row.messages);
        say_how_many(app, count);
        account_menu::take_rows(app, rows)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

fn say_how_many(app: &mut App, count: u64) {
    app.notices.say(Level::Done, Text::of("mail-fetched").count("count", i64::try_from(count).unwrap_or(i64::MAX)), app.now);
}

/// Says what of a fetch failed; whether anything did.
fn told_what_failed(app: &mut App, summaries: &[FetchSummary]) -> bool {
    let failed = |one: &FetchSummary| one.error.clone().map(|problem| (one.account_id, one.account.clone(), problem));
    // What the notice of its end has said already, and nothing can be done about, stands in nobody's way.
    let (waiting, failed): (Vec<_>, Vec<_>) =
        summaries.iter().filter_map(failed).partition(|(_, _, problem)| account::waits_for_its_login(problem));
    if let Some((id, name, problem)) = failed.into_iter().next() {
        if account::needs_passphrase(&problem) {
            account::ask_passphrase(app, false, None);
        } else if problem.code == Code::AuthFailed && app.overlays.is_empty() && !account::signs_in(app, id) {
            account_menu::ask_about_the_login(app, id, &name, problem);
        } else if problem.code == Code::SignInNeeded && app.overlays.is_empty() {
            sign_in::ask(app, id, &name, problem);
        } else if problem.code == Code::MailboxUnreachable && app.overlays.is_empty() {
            account_menu::ask_about_the_mailbox(app, id, problem);
        } else if problem.code == Code::MassDeleteHeld && app.overlays.is_empty() {
            let question = Text::of("account-mass-delete").text("held", *problem.message);
            app.overlays.push(Overlay::Confirm(Confirm { question, then: Then::ConfirmDeletes(id) }));
        } else if problem.code != Code::StoreMissing {
            app.overlays.push(Overlay::Problem(problem));
        } else if app.overlays.is_empty() {
            account_menu::ask_about_the_store(app, id, &name);
        }
    } else if let Some((_, name, problem)) = waiting.into_iter().next() {
        news::fetch_failed(app, &name, &problem);
    } else {
        return false;
    }
    true
}
