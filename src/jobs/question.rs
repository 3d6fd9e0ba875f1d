//! A question and its answer, paired by the compiler.

use super::{Job, Report};

/// Something to look up or to have done. Its type says what the answer is, so that whoever asks is never answered something else; [`Job`] and [`Report`] are the
/// sums of all questions and answers, for the channels that carry every subject.
pub trait Question: Into<Job> {
    /// What it is answered with when all goes well.
    type Answer;

    /// The answer out of a report; `None` for the report of another question, which the workers never give.
    fn answer(report: Report) -> Option<Self::Answer>;
}
