//! Which questions are open, and what their answers are for.

use std::collections::BTreeMap;

use super::purpose::{Open, Purpose};
use crate::jobs::{Slot, Ticket};

/// The open questions.
#[derive(Debug, Default)]
pub(crate) struct Asked {
    last: u64,
    open: BTreeMap<Ticket, Open>,
}

impl Asked {
    /// A new ticket for a purpose; older questions that it overtakes are forgotten.
    pub(crate) fn note<P: Purpose>(&mut self, purpose: P) -> Ticket {
        self.last += 1;
        let ticket = Ticket::new(self.last, P::SLOT);
        self.open.retain(|older, _| !ticket.overtakes(*older));
        self.open.insert(ticket, purpose.into());
        ticket
    }

    /// What the answer with this ticket is for; `None` when nobody waits for it any more.
    pub(crate) fn take(&mut self, ticket: Ticket) -> Option<Open> {
        self.open.remove(&ticket)
    }

    /// Whether a question of this purpose is open.
    pub(crate) fn waits_for(&self, purpose: impl Purpose) -> bool {
        let wanted = purpose.into();
        self.open.values().any(|open| *open == wanted)
    }

    /// Whether a question for this place of the screen is open.
    pub(crate) fn waits_for_slot(&self, slot: Slot) -> bool {
        self.open.keys().any(|ticket| ticket.slot == Some(slot))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::app::purpose::{Change, Outbox, ShowOutbox, Window};

    #[test]
    fn a_newer_read_makes_the_older_answer_worthless_but_never_a_write() {
        let mut asked = Asked::default();
        let old = asked.note(Window);
        let write = asked.note(Change);
        let new = asked.note(Window);
        let other = asked.note(Change);
        assert_eq!(asked.take(old), None);
        assert_eq!(asked.take(write), Some(Change.into()));
        assert_eq!(asked.take(new), Some(Window.into()));
        assert_eq!(asked.take(other), Some(Change.into()));
    }

    #[test]
    fn a_look_at_the_outbox_does_not_overtake_the_list_that_a_person_opens() {
        let mut asked = Asked::default();
        let show = asked.note(ShowOutbox);
        let look = asked.note(Outbox);
        assert!(!look.overtakes(show));
        assert!(asked.waits_for(ShowOutbox));
        assert_eq!((asked.take(show), asked.take(look)), (Some(ShowOutbox.into()), Some(Outbox.into())));
    }
}
