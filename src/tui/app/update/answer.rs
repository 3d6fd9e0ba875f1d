//! Answers of the workers.

use super::{account, boards, composer, conversation, mailboxes, outbox, people, records, sidebar, threads, triage};
use crate::domain::change::Verb;
use crate::i18n::Text;
use crate::jobs::account::{AccountJob, AccountReport};
use crate::jobs::changes::Changed;
use crate::jobs::crm::CrmReport;
use crate::jobs::fetch::FetchSummary;
use crate::jobs::mail::MailReport;
use crate::jobs::outbox::OutboxReport;
use crate::jobs::{Job, Outcome, Report, Ticket};
use crate::present::changes;
use crate::problem::Problem;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::{App, Effect, Level, Purpose};

/// Takes an answer; one that nobody waits for any more changes nothing.
pub(super) fn take(app: &mut App, ticket: Ticket, outcome: Outcome) -> Vec<Effect> {
    let Some(purpose) = app.asked.take(ticket) else { return Vec::new() };
    match outcome {
        Ok(report) => done(app, ticket, purpose, report),
        Err(problem) => failed(app, ticket, purpose, problem),
    }
}

fn done(app: &mut App, ticket: Ticket, purpose: Purpose, report: Report) -> Vec<Effect> {
    match (purpose, report) {
        (Purpose::Change, _) => triage::confirmed(app, ticket),
        (Purpose::Undo, Report::Changed(changed)) => changed_back(app, &changed, "undone", "undo-nothing"),
        (Purpose::Redo, Report::Changed(changed)) => changed_back(app, &changed, "redone", "redo-nothing"),
        (Purpose::Fetch, Report::Fetched(summaries)) => fetched(app, &summaries),
        (Purpose::Accounts, Report::Account(report)) => {
            if let AccountReport::List(rows) = *report {
                account::take_rows(app, rows)
            } else {
                Vec::new()
            }
        }
        (Purpose::SaveAccount, Report::Account(report)) => account::take_saved(app, ticket, *report),
        (Purpose::TestAccount, Report::Account(report)) => match *report {
            AccountReport::Test(test) => account::take_test(app, ticket, Ok(test)),
            _ => Vec::new(),
        },
        (Purpose::Account, _) => vec![app.ask(Purpose::Accounts, Job::Account(AccountJob::List))],
        (Purpose::Unlock, _) => account::unlocked(app, ticket),
        (Purpose::Sidebar, Report::Crm(report)) => match *report {
            CrmReport::Sidebar(content) => sidebar::take(app, content),
            _ => Vec::new(),
        },
        (Purpose::ForPerson(wish, met), Report::Crm(report)) => match *report {
            CrmReport::Sidebar(content) => people::fulfil(app, wish, &met, &content),
            _ => Vec::new(),
        },
        (Purpose::Board, Report::Crm(report)) => boards::take(app, ticket, *report),
        (Purpose::BoardRecord, Report::Crm(report)) => match *report {
            CrmReport::Sidebar(content) => boards::take_record(app, content),
            _ => Vec::new(),
        },
        (Purpose::BoardChange, report) => boards::changed(app, report),
        (Purpose::SaveRecord | Purpose::Convert, Report::Crm(report)) => records::take_saved(app, ticket, *report),
        (Purpose::Convert, _) => super::news::everything(app),
        (Purpose::OpenRecord, Report::Crm(report)) => match *report {
            CrmReport::Record(record) => records::edit(app, *record),
            _ => Vec::new(),
        },
        (purpose, Report::Outbox(report)) => from_outbox(app, purpose, *report),
        (Purpose::OutboxAct | Purpose::DropDraft, _) => outbox::look(app),
        (Purpose::Extraction(_), Report::Extracted(extracted)) => records::take_extraction(app, &extracted),
        (purpose, Report::Mail(report)) => match (purpose, *report) {
            (Purpose::Mailboxes, MailReport::Mailboxes(rows)) => {
                mailboxes::take(app, rows);
                Vec::new()
            }
            (Purpose::Window, MailReport::Threads(window)) => threads::take(app, ticket, window),
            (Purpose::Thread(_), MailReport::Thread(thread)) => conversation::take(app, thread),
            (Purpose::Message(_), MailReport::Message(view)) => conversation::take_message(app, view),
            (Purpose::Attachment(name), MailReport::Saved { path, .. }) => {
                let text = Text::of("mail-saved")
                    .with("name", name.as_str())
                    .with("path", crate::text::CleanText::line(&path.to_string_lossy()).into_string());
                app.notices.say(Level::Done, text, app.now);
                Vec::new()
            }
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

/// Answers about drafts, the outbox, and mail to answer.
fn from_outbox(app: &mut App, purpose: Purpose, report: OutboxReport) -> Vec<Effect> {
    match (purpose, report) {
        (Purpose::Original(how), OutboxReport::Original(original)) => composer::take_original(app, &original, how),
        (Purpose::SaveDraft, OutboxReport::Saved(draft, _)) => composer::take_saved(app, draft),
        (Purpose::Queue, OutboxReport::Row(row)) => composer::take_queued(app, *row),
        (Purpose::Outbox, OutboxReport::List(rows)) => outbox::take(app, rows),
        (Purpose::ShowOutbox, OutboxReport::List(rows)) => outbox::show(app, rows),
        (Purpose::ShowDrafts, OutboxReport::Drafts(drafts)) => outbox::show_drafts(app, &drafts),
        (Purpose::ReopenDraft, OutboxReport::Drafts(drafts)) => match drafts.into_iter().next() {
            Some(newest) => composer::take_draft(app, newest),
            None => Vec::new(),
        },
        (Purpose::OutboxAct, OutboxReport::Cancelled(Some(draft))) => composer::take_draft(app, *draft),
        (Purpose::OutboxAct, _) => outbox::look(app),
        _ => Vec::new(),
    }
}

fn changed_back(app: &mut App, changed: &Changed, said: &'static str, nothing: &'static str) -> Vec<Effect> {
    if changed.group.is_none() {
        app.notices.say(Level::Warning, Text::of(nothing), app.now);
        return Vec::new();
    }
    let text = Text::of(said).text("what", changes::what(changed));
    app.notices.say(Level::Done, text, app.now);
    let mut effects = super::news::everything(app);
    if changed.verb == Verb::Send {
        effects.extend(outbox::look(app));
        effects.extend(outbox::reopen(app));
    }
    effects
}

fn fetched(app: &mut App, summaries: &[FetchSummary]) -> Vec<Effect> {
    if let Some(problem) = summaries.iter().find_map(|one| one.error.clone()) {
        if account::needs_passphrase(&problem) {
            return account::ask_passphrase(app, false, None);
        }
        app.overlays.push(Overlay::Problem(problem));
    } else {
        let count: u64 = summaries.iter().map(|one| one.fetched).sum();
        app.notices.say(Level::Done, Text::of("mail-fetched").count("count", i64::try_from(count).unwrap_or(i64::MAX)), app.now);
    }
    super::news::everything(app)
}

/// A person's wish that failed is said over the panes; a failed reading in the line above the footer.
fn failed(app: &mut App, ticket: Ticket, purpose: Purpose, problem: Problem) -> Vec<Effect> {
    match purpose {
        Purpose::Change => {
            app.overlays.push(Overlay::Problem(problem));
            triage::refused(app, ticket)
        }
        Purpose::SaveRecord => records::refused(app, ticket, problem),
        Purpose::TestAccount => account::take_test(app, ticket, Err(problem)),
        Purpose::SaveAccount | Purpose::Account | Purpose::Unlock => account::refused(app, ticket, problem),
        Purpose::SaveDraft => composer::save_failed(app, &problem),
        Purpose::Queue => composer::queue_failed(app, problem),
        Purpose::DropDraft | Purpose::Outbox => Vec::new(),
        Purpose::Original(_) | Purpose::ShowOutbox | Purpose::ShowDrafts | Purpose::ReopenDraft | Purpose::OutboxAct => {
            app.overlays.push(Overlay::Problem(problem));
            Vec::new()
        }
        Purpose::Extraction(_) => Vec::new(),
        Purpose::Board => {
            app.board.failed(ticket);
            app.notices.say(Level::Failed, (*problem.message).clone(), app.now);
            Vec::new()
        }
        Purpose::BoardChange
        | Purpose::Convert
        | Purpose::OpenRecord
        | Purpose::ForPerson(..)
        | Purpose::Undo
        | Purpose::Redo
        | Purpose::Fetch
        | Purpose::Attachment(_) => {
            app.overlays.push(Overlay::Problem(problem));
            Vec::new()
        }
        Purpose::Window => {
            app.threads.failed(ticket);
            super::prompt::refuse(app, problem);
            Vec::new()
        }
        Purpose::Message(message) => {
            app.notices.say(Level::Failed, (*problem.message).clone(), app.now);
            conversation::fail_message(app, message)
        }
        Purpose::Mailboxes | Purpose::Accounts | Purpose::Thread(_) | Purpose::Sidebar | Purpose::BoardRecord => {
            app.notices.say(Level::Failed, (*problem.message).clone(), app.now);
            Vec::new()
        }
    }
}
