//! The tabs beside mail, and the sidebar.

use super::super::{boards, happened, people, prompt, sidebar, threads};
use super::take::{Take, above_the_footer, over_the_panes};
use crate::domain::crm::record::Record;
use crate::jobs::Ticket;
use crate::jobs::changes::Changed;
use crate::jobs::crm::{Agenda, HistoryEntry, RecordSaved, RecordWindow, Sidebar as Content, StageRow, TimelineEntry};
use crate::problem::{Code, Problem};
use crate::tui::app::purpose::{
    BoardAgenda, BoardPipeline, BoardRecord, BoardRecords, ChangeRecord, DeleteRecords, Due, EditSeveral, ForPerson, History, Matching,
    Postpone, Sidebar, SidebarAhead, Timeline,
};
use crate::tui::app::{App, Effect};

impl Take for Sidebar {
    fn done(self, app: &mut App, _: Ticket, content: Box<Content>) -> Vec<Effect> {
        sidebar::take(app, content)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        above_the_footer(app, problem)
    }
}

impl Take for SidebarAhead {
    fn done(self, app: &mut App, _: Ticket, content: Box<Content>) -> Vec<Effect> {
        app.sidebar.ahead.keep(self.0, content);
        Vec::new()
    }

    /// Whoever goes there asks for it again, and hears why.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for ForPerson {
    fn done(self, app: &mut App, _: Ticket, content: Box<Content>) -> Vec<Effect> {
        people::fulfil(app, self.0, &self.1, &content)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for BoardRecords {
    fn done(self, app: &mut App, ticket: Ticket, window: RecordWindow) -> Vec<Effect> {
        app.board.take_records(ticket, window);
        boards::taken(app)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        not_read(app, ticket, problem)
    }
}

impl Take for BoardPipeline {
    fn done(self, app: &mut App, ticket: Ticket, stages: Vec<StageRow>) -> Vec<Effect> {
        app.board.take_pipeline(ticket, stages);
        boards::taken(app)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        not_read(app, ticket, problem)
    }
}

impl Take for BoardAgenda {
    fn done(self, app: &mut App, ticket: Ticket, agenda: Agenda) -> Vec<Effect> {
        app.board.take_agenda(ticket, agenda);
        boards::taken(app)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        not_read(app, ticket, problem)
    }
}

fn not_read(app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
    if !app.board.failed(ticket) {
        return Vec::new();
    }
    prompt::refuse(app, problem);
    Vec::new()
}

impl Take for BoardRecord {
    fn done(self, app: &mut App, _: Ticket, content: Box<Content>) -> Vec<Effect> {
        boards::take_record(app, content)
    }

    /// A record that is gone since is no failure: its list says so.
    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        if problem.code == Code::NotFound {
            app.board.detail.gone();
            return Vec::new();
        }
        above_the_footer(app, problem)
    }
}

impl Take for DeleteRecords {
    fn done(self, app: &mut App, _: Ticket, changed: Changed) -> Vec<Effect> {
        boards::changed(app, &changed)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for EditSeveral {
    fn done(self, app: &mut App, _: Ticket, changed: Changed) -> Vec<Effect> {
        boards::changed(app, &changed)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for ChangeRecord {
    fn done(self, app: &mut App, _: Ticket, saved: RecordSaved) -> Vec<Effect> {
        boards::changed(app, &saved.changed)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Due {
    fn done(self, app: &mut App, _: Ticket, due: u64) -> Vec<Effect> {
        app.due = due;
        Vec::new()
    }

    /// It is asked again with the next change.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for Postpone {
    fn done(self, app: &mut App, _: Ticket, changed: Changed) -> Vec<Effect> {
        boards::changed(app, &changed)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Matching {
    fn done(self, app: &mut App, _: Ticket, records: Vec<Record>) -> Vec<Effect> {
        threads::take_records(app, &self.0, records)
    }

    /// The mails say what is wrong with the query.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for History {
    fn done(self, app: &mut App, _: Ticket, entries: Vec<HistoryEntry>) -> Vec<Effect> {
        happened::show_history(app, &self.0, &entries)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Timeline {
    fn done(self, app: &mut App, _: Ticket, entries: Vec<TimelineEntry>) -> Vec<Effect> {
        happened::show_timeline(app, &self.0, &entries)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}
