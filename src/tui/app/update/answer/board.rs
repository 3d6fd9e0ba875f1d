//! The tabs beside mail, and the sidebar.

use super::super::{boards, people, prompt, sidebar};
use super::take::{Take, above_the_footer, over_the_panes};
use crate::jobs::Ticket;
use crate::jobs::changes::Changed;
use crate::jobs::crm::{AgendaRow, RecordSaved, RecordWindow, Sidebar as Content, StageRow};
use crate::problem::{Code, Problem};
use crate::tui::app::purpose::{
    BoardAgenda, BoardPipeline, BoardRecord, BoardRecords, ChangeRecord, DeleteRecords, ForPerson, Sidebar, SidebarAhead,
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
    fn done(self, app: &mut App, ticket: Ticket, rows: Vec<AgendaRow>) -> Vec<Effect> {
        app.board.take_agenda(ticket, rows);
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

impl Take for ChangeRecord {
    fn done(self, app: &mut App, _: Ticket, saved: RecordSaved) -> Vec<Effect> {
        boards::changed(app, &saved.changed)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}
