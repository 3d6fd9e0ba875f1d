//! Records in forms.

use super::super::{composer, kept_forms, records};
use super::take::{Take, over_the_panes};
use crate::domain::crm::record::Record;
use crate::jobs::Ticket;
use crate::jobs::crm::{Added, RecordSaved};
use crate::jobs::extraction::Extracted;
use crate::problem::Problem;
use crate::tui::app::purpose::{AddRecord, Extraction, OpenRecord, ReopenForm, SaveRecord, WriteTo};
use crate::tui::app::{App, Effect};

impl Take for Extraction {
    fn done(self, app: &mut App, _: Ticket, extracted: Box<Extracted>) -> Vec<Effect> {
        records::take_extraction(app, &extracted)
    }

    /// The form is there and can be filled by hand.
    fn failed(self, _: &mut App, _: Ticket, _: Problem) -> Vec<Effect> {
        Vec::new()
    }
}

impl Take for ReopenForm {
    fn done(self, app: &mut App, _: Ticket, record: Box<Record>) -> Vec<Effect> {
        kept_forms::reopen(app, *self.0, Some(*record))
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for AddRecord {
    fn done(self, app: &mut App, ticket: Ticket, added: Added) -> Vec<Effect> {
        match added {
            Added::Saved(saved) => records::take_saved(app, ticket, &saved),
            Added::Known(duplicates) => records::take_known(app, ticket, &duplicates),
        }
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        records::refused(app, ticket, problem)
    }
}

impl Take for SaveRecord {
    fn done(self, app: &mut App, ticket: Ticket, saved: RecordSaved) -> Vec<Effect> {
        records::take_saved(app, ticket, &saved)
    }

    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect> {
        records::refused(app, ticket, problem)
    }
}

impl Take for WriteTo {
    fn done(self, app: &mut App, _: Ticket, person: Box<Record>) -> Vec<Effect> {
        composer::write_to(app, &person, self.0)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}

impl Take for OpenRecord {
    fn done(self, app: &mut App, _: Ticket, record: Box<Record>) -> Vec<Effect> {
        records::edit(app, *record)
    }

    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        over_the_panes(app, problem)
    }
}
