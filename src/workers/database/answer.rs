//! A job of the store from question to answer on one connection, without threads and clocks: what readers, writer and tests carry out is the same.

use jiff::tz::TimeZone;
use rusqlite::Connection;

use super::{crm, extraction, mail, outbox};
use crate::domain::crm::rules::CrmRules;
use crate::domain::time::Instant;
use crate::domain::typed::{TimeReader, Toward};
use crate::jobs::changes::{ChangesJob, ListGroups};
use crate::jobs::outbox::{DropDraft, OutboxJob, OutboxReport, SaveDraft, SavedDraft, TakeMailBack};
use crate::jobs::{Job, Outcome, Report};
use crate::problem::Problem;
use crate::store::outbox::{OutboxWrite, OutboxWritten};
use crate::store::{Context, Write, Written, changes, resolve};
use crate::workers::problems::of_store;

/// Carries out any job that needs nothing but the store: questions read, changes are one durable transaction. The context gives time, zone and ids, so that a frozen
/// world is answered the same in every run.
///
/// # Errors
/// When the store fails or refuses; `internal` for a job that needs more than the store (settings, servers, files).
pub fn answer(db: &mut Connection, job: Job, context: &mut Context, rules: &CrmRules) -> Outcome {
    match write_of(job, rules) {
        Ok(write) => carry_out(db, write, context),
        Err(question) => read(db, question, context.now, &context.zone, rules),
    }
}

/// Carries a write out, and answers as the job that asked for it is answered.
///
/// # Errors
/// When the store fails or refuses; then nothing was written.
pub fn carry_out(db: &mut Connection, write: Write, context: &mut Context) -> Outcome {
    report_of(write.apply(db, context).map_err(|error| of_store(&error))?)
}

/// Answers a question.
pub(super) fn read(db: &Connection, job: Job, now: Instant, zone: &TimeZone, rules: &CrmRules) -> Outcome {
    match job {
        Job::Mail(job) => mail::answer(db, job, &TimeReader { now, zone, order: rules.day_order, toward: Toward::Coming }, rules),
        Job::Outbox(job) => outbox::answer(db, &job, &TimeReader { now, zone, order: rules.day_order, toward: Toward::Coming }),
        Job::Changes(ChangesJob::List(ListGroups { limit })) => {
            changes::list(db, limit).map(Report::Groups).map_err(|error| of_store(&error))
        }
        Job::Resolve(wanted) => {
            resolve::find(db, &wanted).map(|found| Report::Resolve(Box::new(found))).map_err(|error| of_store(&error).detail(wanted.text()))
        }
        Job::Extract(job) => extraction::answer(db, job),
        Job::Crm(job) => crm::answer(db, &job, rules, now, zone),
        other => Err(Problem::internal().detail(&format!("not a question: {:?}", std::mem::discriminant(&other)))),
    }
}

/// The write that carries a job out; what is no change of the store comes back.
#[allow(clippy::result_large_err, reason = "a job that is no write is handed on as it came")]
pub(in crate::workers) fn write_of(job: Job, rules: &CrmRules) -> Result<Write, Job> {
    Ok(match job {
        Job::Triage(triage) => Write::Triage(triage),
        Job::EmptyTrash(order) => Write::EmptyTrash(order),
        Job::Changes(ChangesJob::Turn(turn)) => Write::Changes(turn),
        Job::Crm(job) if !job.is_question() => Write::Crm(job, Box::new(rules.clone())),
        Job::Outbox(OutboxJob::SaveDraft(SaveDraft { draft, entered })) => Write::Outbox(Box::new(OutboxWrite::SaveDraft(draft, entered))),
        Job::Outbox(OutboxJob::DropDraft(DropDraft(draft))) => Write::Outbox(Box::new(OutboxWrite::DropDraft(draft))),
        Job::Outbox(OutboxJob::Cancel(TakeMailBack(key))) => Write::Outbox(Box::new(OutboxWrite::Cancel(key))),
        other => return Err(other),
    })
}

/// What a write of [`write_of`] gave, as the job's answer.
pub(in crate::workers) fn report_of(written: Written) -> Outcome {
    Ok(match written {
        Written::Changed(changed) => Report::Changed(changed),
        Written::Crm(report) => Report::Crm(report),
        Written::Outbox(written) => match written {
            OutboxWritten::Saved(key, id) => Report::Outbox(Box::new(OutboxReport::Saved(SavedDraft { key, id }))),
            OutboxWritten::Row(row) => Report::Outbox(Box::new(OutboxReport::Row(row))),
            OutboxWritten::Cancelled(draft) => Report::Outbox(Box::new(OutboxReport::Cancelled(draft))),
            OutboxWritten::Claimed(_) | OutboxWritten::Done => Report::Done,
        },
        Written::Arrived(_)
        | Written::BigMail(_)
        | Written::Account(_)
        | Written::ReadAgain(_)
        | Written::Place(..)
        | Written::Left(_)
        | Written::ImapMailboxes(_)
        | Written::ImportedRecords(_)
        | Written::Team(_)
        | Written::Done => Report::Done,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::domain::mail::compose::EnteredDraft;
    use crate::jobs::Question;
    use crate::jobs::changes::UndoRedo;
    use crate::jobs::health::VerifyStore;
    use crate::jobs::outbox::ListDrafts;
    use crate::problem::Code;
    use crate::store::Store;

    #[test]
    fn questions_and_changes_are_carried_out_on_one_connection_in_a_frozen_world() {
        let dir = tempfile::tempdir().unwrap();
        let mut db = Store::open(&dir.path().join("fumi.db")).unwrap().writer().unwrap();
        let mut context = Context::new(Instant(1_795_399_200_000), 7);
        let entered = EnteredDraft { subject: "Offer".to_owned(), ..EnteredDraft::default() };
        let mut world = Asking { db: &mut db, context: &mut context };
        let saved = world.ask(SaveDraft { draft: None, entered: Box::new(entered) }).unwrap();
        let drafts = world.ask(ListDrafts).unwrap();
        assert_eq!(
            drafts.iter().map(|row| (row.key, row.id, row.saved_at, row.entered.subject.as_str())).collect::<Vec<_>>(),
            [(saved.key, saved.id, Instant(1_795_399_200_000), "Offer")]
        );
        assert_eq!(world.ask(DropDraft(saved.key)), Ok(()));
        assert_eq!(world.ask(ListDrafts), Ok(Vec::new()));
        assert_eq!(world.ask(UndoRedo::Undo).unwrap_err().code, Code::NothingToUndo);
        assert_eq!(world.ask(VerifyStore).unwrap_err().code, Code::Internal, "it needs more than a connection");
    }

    struct Asking<'a> {
        db: &'a mut Connection,
        context: &'a mut Context,
    }

    impl Asking<'_> {
        fn ask<Q: Question>(&mut self, question: Q) -> Result<Q::Answer, Problem> {
            let report = answer(self.db, question.into(), self.context, &CrmRules::default())?;
            Ok(Q::answer(report).expect("the answer of this question"))
        }
    }
}
