//! Which records a mail belongs to.

use super::super::relations;
use super::take::{Take, over_the_panes};
use crate::domain::crm::record::Record;
use crate::jobs::Ticket;
use crate::jobs::changes::Changed;
use crate::jobs::crm::Explanation;
use crate::problem::Problem;
use crate::tui::app::purpose::{Explain, LinkCandidates, LinkMail};
use crate::tui::app::{App, Effect};

impl Take for Explain {
    fn done(self, app: &mut App, _: Ticket, explanation: Explanation) -> Vec<Effect> {
        relations::show(app, &explanation)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for LinkCandidates {
    fn done(self, app: &mut App, _: Ticket, records: Vec<Record>) -> Vec<Effect> {
        relations::choose(app, self.0, &records)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for LinkMail {
    fn done(self, app: &mut App, _: Ticket, changed: Changed) -> Vec<Effect> {
        relations::linked(app, &changed)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}
