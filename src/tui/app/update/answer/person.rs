//! People who become contacts, and two who become one.

use super::super::{conversion, merging, records, sidebar};
use super::take::{Take, over_the_panes};
use crate::domain::crm::record::Record;
use crate::jobs::Ticket;
use crate::jobs::crm::{Converted, DuplicatePair, RecordSaved, Sidebar as Content};
use crate::problem::Problem;
use crate::tui::app::purpose::{Convert, Doubles, Merge, MergeOne, MergeOther, OpenConversion, ShowFirst};
use crate::tui::app::{App, Effect};

impl Take for OpenConversion {
    fn done(self, app: &mut App, _: Ticket, lead: Box<Record>) -> Vec<Effect> {
        conversion::open(app, &lead)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Convert {
    fn done(self, app: &mut App, ticket: Ticket, converted: Converted) -> Vec<Effect> {
        conversion::take(app, ticket, &converted)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        records::refused(app, ticket, problem)
    }
}

impl Take for Doubles {
    fn done(self, app: &mut App, _: Ticket, pairs: Vec<DuplicatePair>) -> Vec<Effect> {
        merging::choose(app, &self.0, &pairs)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for MergeOne {
    fn done(self, app: &mut App, _: Ticket, one: Box<Record>) -> Vec<Effect> {
        merging::take_one(app, *one, self.0)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for MergeOther {
    fn done(self, app: &mut App, _: Ticket, other: Box<Record>) -> Vec<Effect> {
        merging::open(app, *self.0, *other)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for Merge {
    fn done(self, app: &mut App, ticket: Ticket, saved: RecordSaved) -> Vec<Effect> {
        merging::take(app, ticket, &saved)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        records::refused(app, ticket, problem)
    }
}

impl Take for ShowFirst {
    fn done(self, app: &mut App, _: Ticket, content: Box<Content>) -> Vec<Effect> {
        sidebar::take_first(app, content)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}
