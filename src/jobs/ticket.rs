//! How a front end knows which answer is for what, and which answer nobody needs any more.

use super::Report;
use crate::problem::Problem;

/// The place of a screen that an answer fills. Of the questions for one place only the newest is worth an answer; a question without a place is always answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Slot {
    /// The mailboxes with their counters.
    Mailboxes,
    /// The list of accounts with the state of each.
    Accounts,
    /// What the last fetches of an account brought.
    Fetches,
    /// The window of the thread list.
    Window,
    /// How many threads the list of a search has.
    Count,
    /// The thread of the conversation.
    Thread,
    /// The text of a message.
    Message,
    /// A thread beside the one under the cursor, before it is asked for.
    Ahead,
    /// The person in the sidebar.
    Sidebar,
    /// The person of a row beside the one under the cursor, before they are asked for.
    SidebarAhead,
    /// The rows of the tab beside mail.
    Board,
    /// The record under the cursor of that tab.
    BoardRecord,
    /// The record that opens in a form.
    Form,
    /// What a mail says about its sender, for the form.
    Extraction,
    /// The mail that is to be answered.
    Original,
    /// The mail that an opened draft answers.
    Answered,
    /// How the outbox is.
    Outbox,
    /// How many drafts there are.
    Drafts,
    /// The records beside the mails of a search.
    Matching,
    /// The drafts and the waiting mail beside the mails of a search.
    Unsent,
    /// How much is due.
    Due,
    /// Whom the mail that is being written may go to.
    Correspondents,
    /// The servers of the address in the account form.
    Servers,
}

/// A number a front end gives to a job, to know its answer by, and the place that the answer fills.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Ticket {
    /// Counts up with every job of a front end.
    pub number: u64,
    /// The place that the answer fills; `None` when it must come, whatever is asked later.
    pub slot: Option<Slot>,
}

impl Ticket {
    /// A ticket for a place, or for an answer that must come.
    pub fn new(number: u64, slot: Option<Slot>) -> Self {
        Self { number, slot }
    }

    /// Whether this question makes an older one useless: the one rule for app and workers.
    pub fn overtakes(self, older: Self) -> bool {
        self.slot.is_some() && self.slot == older.slot && self.number > older.number
    }
}

/// How a job with a ticket ended; each ends once.
#[derive(Debug, Clone, PartialEq)]
pub enum Answered {
    /// It was carried out.
    Done(Report),
    /// It was not.
    Failed(Problem),
    /// A newer question for the same place came before its turn: nothing was looked up, and there is nothing to say.
    Overtaken,
}

impl From<Result<Report, Problem>> for Answered {
    fn from(outcome: Result<Report, Problem>) -> Self {
        match outcome {
            Ok(report) => Self::Done(report),
            Err(problem) => Self::Failed(problem),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_newer_question_for_the_same_place_overtakes() {
        let ticket = Ticket::new;
        assert!(ticket(2, Some(Slot::Window)).overtakes(ticket(1, Some(Slot::Window))));
        assert!(!ticket(1, Some(Slot::Window)).overtakes(ticket(2, Some(Slot::Window))));
        assert!(!ticket(2, Some(Slot::Window)).overtakes(ticket(1, Some(Slot::Thread))));
        assert!(!ticket(2, None).overtakes(ticket(1, None)), "what has no place is always answered");
    }
}
