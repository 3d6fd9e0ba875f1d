//! What both front ends say about mail on its way.

use crate::i18n::Text;
use crate::jobs::outbox::OutboxState;

/// The word of a state.
pub fn state(state: OutboxState) -> Text {
    Text::of(match state {
        OutboxState::Held => "outbox-state-held",
        OutboxState::Queued => "outbox-state-queued",
        OutboxState::Sending => "outbox-state-sending",
        OutboxState::Unknown => "outbox-state-unknown",
        OutboxState::Sent => "outbox-state-sent",
        OutboxState::Failed => "outbox-state-failed",
    })
}
