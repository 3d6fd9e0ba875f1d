//! What was kept of the screen.

use super::take::{Take, above_the_footer};
use crate::jobs::Ticket;
use crate::problem::Problem;
use crate::tui::app::purpose::KeepLook;
use crate::tui::app::{App, Effect};

impl Take for KeepLook {
    fn done(self, _: &mut App, _: Ticket, (): ()) -> Vec<Effect> {
        Vec::new()
    }

    /// The screen stays as it was chosen, until the end of the app.
    fn failed(self, app: &mut App, _: Ticket, problem: Problem) -> Vec<Effect> {
        above_the_footer(app, problem)
    }
}
