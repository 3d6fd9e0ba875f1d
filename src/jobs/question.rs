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

/// Pairs questions with their answers: `Question as its variant of the subject's jobs => Answer as its variant of the subject's reports`.
macro_rules! questions {
    ($($question:ty as $job:ident::$asked:ident => $answer:ty as $report:ident::$answered:ident;)+) => {$(
        impl From<$question> for $crate::jobs::Job {
            fn from(question: $question) -> Self {
                Self::from($job::$asked(question))
            }
        }

        impl $crate::jobs::question::Question for $question {
            type Answer = $answer;

            fn answer(report: $crate::jobs::Report) -> Option<$answer> {
                match $report::try_from(report) {
                    Ok($report::$answered(answer)) => Some(answer),
                    _ => None,
                }
            }
        }
    )+};
}

/// Pairs questions with no answer but that they are done.
macro_rules! wishes {
    ($($question:ty as $job:ident::$asked:ident;)+) => {$(
        impl From<$question> for $crate::jobs::Job {
            fn from(question: $question) -> Self {
                Self::from($job::$asked(question))
            }
        }

        impl $crate::jobs::question::Question for $question {
            type Answer = ();

            fn answer(report: $crate::jobs::Report) -> Option<()> {
                matches!(report, $crate::jobs::Report::Done).then_some(())
            }
        }
    )+};
}

pub(super) use {questions, wishes};
