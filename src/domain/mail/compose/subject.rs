//! `Re:` and `Fwd:`, once.

pub use crate::domain::mail::subject_marks::without_marks;
use crate::text::CleanText;

/// The subject of an answer.
pub fn reply_subject(subject: &CleanText) -> CleanText {
    CleanText::line(format!("Re: {}", without_marks(subject.as_str())).trim_end())
}

/// The subject of a mail that is passed on.
pub fn forward_subject(subject: &CleanText) -> CleanText {
    CleanText::line(format!("Fwd: {}", without_marks(subject.as_str())).trim_end())
}
