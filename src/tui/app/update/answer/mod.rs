//! Answers of the workers: one file a subject says what each purpose does with its answer, or with why there is none.

mod account;
mod board;
mod changes;
mod look;
mod mail;
mod outbox;
mod outside;
mod person;
mod record;
mod relations;
mod take;

use crate::jobs::{Answered, Question, Ticket};
use crate::problem::Problem;
use crate::tui::app::purpose::Open;
use crate::tui::app::{App, Effect};
use take::Take;

/// Takes an answer; one that nobody waits for any more changes nothing.
pub(super) fn take(app: &mut App, ticket: Ticket, answered: Answered) -> Vec<Effect> {
    let Some(open) = app.asked.take(ticket) else { return Vec::new() };
    if ticket.slot.is_none() {
        // It may have changed anything.
        app.forget_ahead();
    }
    match open {
        Open::Mailboxes(purpose) => end(app, ticket, purpose, answered),
        Open::Accounts(purpose) => end(app, ticket, purpose, answered),
        Open::Window(purpose) => end(app, ticket, purpose, answered),
        Open::Count(purpose) => end(app, ticket, purpose, answered),
        Open::Thread(purpose) => end(app, ticket, purpose, answered),
        Open::Ahead(purpose) => end(app, ticket, purpose, answered),
        Open::Message(purpose) => end(app, ticket, purpose, answered),
        Open::Attachment(purpose) => end(app, ticket, purpose, answered),
        Open::Attachments(purpose) => end(app, ticket, purpose, answered),
        Open::OpenAttachment(purpose) => end(app, ticket, purpose, answered),
        Open::SaveMessage(purpose) => end(app, ticket, purpose, answered),
        Open::Source(purpose) => end(app, ticket, purpose, answered),
        Open::Pipe(purpose) => end(app, ticket, purpose, answered),
        Open::StopCommands(purpose) => end(app, ticket, purpose, answered),
        Open::OpenPage(purpose) => end(app, ticket, purpose, answered),
        Open::Print(purpose) => end(app, ticket, purpose, answered),
        Open::OpenLink(purpose) => end(app, ticket, purpose, answered),
        Open::OneClick(purpose) => end(app, ticket, purpose, answered),
        Open::LeaveList(purpose) => end(app, ticket, purpose, answered),
        Open::Change(purpose) => end(app, ticket, purpose, answered),
        Open::EmptyTrash(purpose) => end(app, ticket, purpose, answered),
        Open::Undo(purpose) => end(app, ticket, purpose, answered),
        Open::Redo(purpose) => end(app, ticket, purpose, answered),
        Open::Discover(purpose) => end(app, ticket, purpose, answered),
        Open::StopDiscovery(purpose) => end(app, ticket, purpose, answered),
        Open::Fetches(purpose) => end(app, ticket, purpose, answered),
        Open::Fetch(purpose) => end(app, ticket, purpose, answered),
        Open::FirstFetch(purpose) => end(app, ticket, purpose, answered),
        Open::FirstCount(purpose) => end(app, ticket, purpose, answered),
        Open::Sidebar(purpose) => end(app, ticket, purpose, answered),
        Open::SidebarAhead(purpose) => end(app, ticket, purpose, answered),
        Open::ShowFirst(purpose) => end(app, ticket, purpose, answered),
        Open::ForPerson(purpose) => end(app, ticket, purpose, answered),
        Open::BoardRecords(purpose) => end(app, ticket, purpose, answered),
        Open::BoardPipeline(purpose) => end(app, ticket, purpose, answered),
        Open::BoardAgenda(purpose) => end(app, ticket, purpose, answered),
        Open::BoardRecord(purpose) => end(app, ticket, purpose, answered),
        Open::DeleteRecords(purpose) => end(app, ticket, purpose, answered),
        Open::ChangeRecord(purpose) => end(app, ticket, purpose, answered),
        Open::Extraction(purpose) => end(app, ticket, purpose, answered),
        Open::AddRecord(purpose) => end(app, ticket, purpose, answered),
        Open::SaveRecord(purpose) => end(app, ticket, purpose, answered),
        Open::Convert(purpose) => end(app, ticket, purpose, answered),
        Open::OpenConversion(purpose) => end(app, ticket, purpose, answered),
        Open::Doubles(purpose) => end(app, ticket, purpose, answered),
        Open::MergeOne(purpose) => end(app, ticket, purpose, answered),
        Open::MergeOther(purpose) => end(app, ticket, purpose, answered),
        Open::Merge(purpose) => end(app, ticket, purpose, answered),
        Open::ReopenForm(purpose) => end(app, ticket, purpose, answered),
        Open::WriteTo(purpose) => end(app, ticket, purpose, answered),
        Open::OpenRecord(purpose) => end(app, ticket, purpose, answered),
        Open::SaveAccount(purpose) => end(app, ticket, purpose, answered),
        Open::TestAccount(purpose) => end(app, ticket, purpose, answered),
        Open::ChangeAccount(purpose) => end(app, ticket, purpose, answered),
        Open::RemoveAccount(purpose) => end(app, ticket, purpose, answered),
        Open::BeginSignIn(purpose) => end(app, ticket, purpose, answered),
        Open::EndSignIn(purpose) => end(app, ticket, purpose, answered),
        Open::Unlock(purpose) => end(app, ticket, purpose, answered),
        Open::Original(purpose) => end(app, ticket, purpose, answered),
        Open::Answered(purpose) => end(app, ticket, purpose, answered),
        Open::SaveDraft(purpose) => end(app, ticket, purpose, answered),
        Open::DropDraft(purpose) => end(app, ticket, purpose, answered),
        Open::ThrowDraftAway(purpose) => end(app, ticket, purpose, answered),
        Open::Queue(purpose) => end(app, ticket, purpose, answered),
        Open::Outbox(purpose) => end(app, ticket, purpose, answered),
        Open::ShowOutbox(purpose) => end(app, ticket, purpose, answered),
        Open::ShowDrafts(purpose) => end(app, ticket, purpose, answered),
        Open::Enclose(purpose) => end(app, ticket, purpose, answered),
        Open::Correspondents(purpose) => end(app, ticket, purpose, answered),
        Open::FoundUnsent(purpose) => end(app, ticket, purpose, answered),
        Open::Matching(purpose) => end(app, ticket, purpose, answered),
        Open::Explain(purpose) => end(app, ticket, purpose, answered),
        Open::LinkCandidates(purpose) => end(app, ticket, purpose, answered),
        Open::LinkMail(purpose) => end(app, ticket, purpose, answered),
        Open::History(purpose) => end(app, ticket, purpose, answered),
        Open::Timeline(purpose) => end(app, ticket, purpose, answered),
        Open::Due(purpose) => end(app, ticket, purpose, answered),
        Open::EditSeveral(purpose) => end(app, ticket, purpose, answered),
        Open::Postpone(purpose) => end(app, ticket, purpose, answered),
        Open::DraftCount(purpose) => end(app, ticket, purpose, answered),
        Open::ReopenDraft(purpose) => end(app, ticket, purpose, answered),
        Open::TakeLeft(purpose) => end(app, ticket, purpose, answered),
        Open::SendAgain(purpose) => end(app, ticket, purpose, answered),
        Open::KeepLook(purpose) => end(app, ticket, purpose, answered),
        Open::TakeMailBack(purpose) => end(app, ticket, purpose, answered),
    }
}

/// The one place where a report becomes the answer of its question again. What was overtaken is dropped: its place waits for a newer answer.
fn end<P: Take>(app: &mut App, ticket: Ticket, purpose: P, answered: Answered) -> Vec<Effect> {
    match answered {
        Answered::Done(report) => match P::Question::answer(report) {
            Some(answer) => purpose.done(app, ticket, answer),
            None => purpose.failed(app, ticket, Problem::internal()),
        },
        Answered::Failed(problem) => purpose.failed(app, ticket, problem),
        Answered::Overtaken => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::config::look::Look;
    use crate::config::settings::Theme;
    use crate::domain::crm::kind::Subject;
    use crate::domain::time::Instant;
    use crate::i18n::{Catalogue, Language, Text};
    use crate::jobs::Report;
    use crate::jobs::changes::UndoRedo;
    use crate::jobs::fetch::Duty;
    use crate::jobs::outbox::{ListOutbox, OutboxReport};
    use crate::present::commands::Keymap;
    use crate::problem::Code;
    use crate::tui::app::overlay::Overlay;
    use crate::tui::app::purpose::Purpose;
    use crate::tui::app::{Event, Size, Start, purpose, update};

    fn app() -> (App, Vec<Ticket>) {
        let (app, effects) = App::new(Start {
            words: Arc::new(Catalogue::open(Language::English)),
            keymap: Keymap::default(),
            theme: Theme::Plain,
            colourless: false,
            look: Look::default(),
            now: Instant(1_795_399_200_000),
            zone: jiff::tz::TimeZone::UTC,
            size: Size { columns: 100, rows: 30 },
            rules: None,
            tutorial: false,
            link: None,
            duty: Duty::Here,
            lines: crate::tui::app::TypedLines::default(),
        });
        (app, effects.iter().filter_map(ticket_of).collect())
    }

    fn ticket_of(effect: &Effect) -> Option<Ticket> {
        if let Effect::Ask(ticket, _) = effect { Some(*ticket) } else { None }
    }

    fn ask<P: Purpose>(app: &mut App, purpose: P, question: P::Question) -> Ticket {
        app.ask_as(purpose, question).0
    }

    fn rows() -> Answered {
        Answered::Done(Report::Outbox(Box::new(OutboxReport::List(Vec::new()))))
    }

    #[test]
    fn nothing_to_undo_and_a_record_that_is_gone_are_no_failures() {
        let (mut app, _) = app();
        let ticket = ask(&mut app, purpose::Undo, UndoRedo::Undo);
        let problem = Problem::failed(Code::NothingToUndo, Text::of("problem-nothing-to-undo"));
        let _ = take(&mut app, ticket, Answered::Failed(problem));
        assert!(app.overlays.is_empty());
        assert!(app.notices.shown().is_some());
        app.board.detail.open = true;
        let of = Subject::Person.at(1);
        app.board.detail.of = Some(of);
        let _ = super::take::Take::failed(purpose::BoardRecord, &mut app, ticket, Problem::not_found());
        assert!(app.overlays.is_empty() && !app.board.detail.open);
        assert_eq!(app.board.detail.of, Some(of), "it is not asked for again and again");
    }

    #[test]
    fn an_overtaken_question_is_dropped_without_a_word() {
        let (mut app, asked) = app();
        assert!(asked.len() >= 4, "window, mailboxes, accounts, outbox");
        for ticket in asked {
            assert!(update(&mut app, Event::Answer(ticket, Answered::Overtaken)).is_empty());
            assert_eq!(app.asked.take(ticket), None, "it ended");
        }
        assert!(app.overlays.is_empty() && app.notices.shown().is_none());
    }

    #[test]
    fn a_late_answer_to_an_overtaken_question_changes_nothing_but_one_that_must_come_is_shown() {
        let (mut app, _) = app();
        let show = ask(&mut app, purpose::ShowOutbox, ListOutbox);
        let old = ask(&mut app, purpose::Outbox, ListOutbox);
        let new = ask(&mut app, purpose::Outbox, ListOutbox);
        assert!(new.overtakes(old) && !new.overtakes(show));
        update(&mut app, Event::Answer(old, rows()));
        assert!(app.overlays.is_empty());
        update(&mut app, Event::Answer(new, rows()));
        update(&mut app, Event::Answer(show, rows()));
        assert!(app.overlays.is_empty() && app.notices.shown().is_some(), "that nothing waits is said");
    }

    #[test]
    fn the_report_of_another_question_is_a_problem_and_not_silence() {
        let (mut app, _) = app();
        let show = ask(&mut app, purpose::ShowOutbox, ListOutbox);
        update(&mut app, Event::Answer(show, Answered::Done(Report::Done)));
        assert!(matches!(app.overlays.as_slice(), [Overlay::Problem(_)]));
    }
}
