//! How the kinds of records are called: sentences about what went wrong say it, and so does all that shows records.

use crate::domain::crm::kind::RecordKind;
use crate::i18n::Text;

/// The kind's name for one record.
pub fn kind(kind: RecordKind) -> Text {
    Text::of(match kind {
        RecordKind::Lead => "kind-lead",
        RecordKind::Contact => "kind-contact",
        RecordKind::Temp => "kind-temp",
        RecordKind::Company => "kind-company",
        RecordKind::Deal => "kind-deal",
        RecordKind::Task => "kind-task",
        RecordKind::Event => "kind-event",
        RecordKind::Call => "kind-call",
        RecordKind::Note => "kind-note",
    })
}

/// The kind's name for its list.
pub fn kinds(kind: RecordKind) -> Text {
    Text::of(match kind {
        RecordKind::Lead => "kinds-lead",
        RecordKind::Contact => "kinds-contact",
        RecordKind::Temp => "kinds-temp",
        RecordKind::Company => "kinds-company",
        RecordKind::Deal => "kinds-deal",
        RecordKind::Task => "kinds-task",
        RecordKind::Event => "kinds-event",
        RecordKind::Call => "kinds-call",
        RecordKind::Note => "kinds-note",
    })
}
