//! What is known of the outbox: to say what became of a mail, and to count what waits.

use crate::domain::ids::OutboxKey;
use crate::jobs::outbox::{OutboxRow, OutboxState};

/// The outbox as it was last seen.
#[derive(Debug, Default)]
pub(crate) struct Outbox {
    pub(crate) rows: Vec<OutboxRow>,
    seen: bool,
}

impl Outbox {
    /// Takes the rows as they are now; answers those whose state is another than before. At the first look only what needs the person counts.
    pub(crate) fn take(&mut self, rows: Vec<OutboxRow>) -> Vec<OutboxRow> {
        let needs_person = |row: &OutboxRow| matches!(row.state, OutboxState::Failed | OutboxState::Unknown);
        let before = |key: OutboxKey| self.rows.iter().find(|row| row.key == key).map(|row| row.state);
        let changed = rows.iter().filter(|row| match before(row.key) {
            Some(state) => state != row.state,
            None => needs_person(row) || (self.seen && row.state == OutboxState::Sent),
        });
        let changed = changed.cloned().collect();
        self.rows = rows;
        self.seen = true;
        changed
    }

    /// How many would go out by themselves within the next minutes; they wait when the app is left.
    pub(crate) fn leaving(&self) -> usize {
        let soon = |row: &&OutboxRow| match row.state {
            // One that waits for its time is not about to leave.
            OutboxState::Held => row.scheduled().is_none(),
            OutboxState::Sending => true,
            OutboxState::Queued => row.error_code.is_none(),
            _ => false,
        };
        self.rows.iter().filter(soon).count()
    }

    /// How many are on their way or need the person.
    pub(crate) fn waiting(&self) -> usize {
        self.rows.iter().filter(|row| row.state != OutboxState::Sent).count()
    }
}
