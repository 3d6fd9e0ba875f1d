//! What every purpose says of its answer, and the two ways to say that there is none.

use crate::jobs::{Question, Ticket};
use crate::problem::Problem;
use crate::tui::app::overlay::Overlay;
use crate::tui::app::purpose::Purpose;
use crate::tui::app::{App, Effect, Level};

/// The type of the answer that a purpose waits for.
pub(super) type AnswerFor<P> = <<P as Purpose>::Question as Question>::Answer;

/// A purpose that takes its answer.
pub(super) trait Take: Purpose {
    /// Takes the answer.
    fn done(self, app: &mut App, ticket: Ticket, answer: AnswerFor<Self>) -> Vec<Effect>;

    /// There is none, and this is why.
    fn failed(self, app: &mut App, ticket: Ticket, problem: Problem) -> Vec<Effect>;
}

/// A person's wish that failed is said over the panes.
pub(super) fn over_the_panes(app: &mut App, problem: Problem) -> Vec<Effect> {
    app.overlays.push(Overlay::Problem(problem));
    Vec::new()
}

/// A failed reading is said in the line above the footer.
pub(super) fn above_the_footer(app: &mut App, problem: Problem) -> Vec<Effect> {
    app.notices.say(Level::Failed, *problem.message, app.now);
    Vec::new()
}
