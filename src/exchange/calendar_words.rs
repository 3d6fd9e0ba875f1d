//! What iCalendar (RFC 5545) calls the states and priorities of tasks, and where a calendar keeps what has no word there.

use calcard::icalendar::ICalendarStatus;

/// The record that an entry belongs to, by its id.
pub(super) const RELATED_TO: &str = "X-FUMI-RELATED-TO";
/// Who takes part, in the words of the record.
pub(super) const PARTICIPANTS: &str = "X-FUMI-PARTICIPANTS";
/// The state of a task, as fumi has it.
pub(super) const STATUS: &str = "X-FUMI-STATUS";
/// The priority of a task, as fumi has it.
pub(super) const PRIORITY: &str = "X-FUMI-PRIORITY";

/// The states that both have a word for.
const STATES: [(ICalendarStatus, &str); 3] = [
    (ICalendarStatus::NeedsAction, "Not Started"),
    (ICalendarStatus::InProcess, "In Progress"),
    (ICalendarStatus::Completed, crate::domain::crm::picklist::COMPLETED),
];

/// Priorities as RFC 5545 3.8.1.9 numbers them, from the most urgent: up to this number.
const PRIORITIES: [(i64, &str); 5] = [(1, "Highest"), (4, "High"), (5, "Normal"), (8, "Low"), (9, "Lowest")];

/// The state of a task.
pub(super) fn of_status(status: &ICalendarStatus) -> &'static str {
    STATES.iter().find(|(one, _)| one == status).map_or("Not Started", |(_, word)| word)
}

/// How a calendar calls a state.
pub(super) fn status_of(word: &str) -> ICalendarStatus {
    STATES.into_iter().find(|(_, one)| *one == word).map_or(ICalendarStatus::NeedsAction, |(status, _)| status)
}

/// The priority of a number; none for 0, which says nothing.
pub(super) fn of_priority(number: i64) -> Option<&'static str> {
    PRIORITIES.iter().find(|(up_to, _)| (1..=*up_to).contains(&number)).map(|(_, word)| *word)
}

/// The number of a priority.
pub(super) fn priority_of(word: &str) -> Option<i64> {
    PRIORITIES.iter().find(|(_, one)| *one == word).map(|(number, _)| *number)
}
