//! Records in words: one line in a list, a line a field in details.

use crate::cli::context::Context;
use crate::domain::crm::field::{Field, specs};
use crate::domain::crm::kind::RecordKind;
use crate::domain::crm::record::Record;
use crate::i18n::Text;
use crate::present::fields::{brief, kind, label, shown};
use crate::present::when;
use crate::text::{CleanText, pad, width};

/// The fields that a list shows beside the name.
fn columns(kind: RecordKind) -> &'static [Field] {
    match kind {
        RecordKind::Lead => &[Field::Company, Field::LeadStatus, Field::Email, Field::Phone],
        RecordKind::Contact | RecordKind::Temp => &[Field::Company, Field::Title, Field::Email, Field::Phone],
        RecordKind::Company => &[Field::Phone, Field::Website],
        RecordKind::Deal => &[Field::Stage, Field::Amount, Field::ClosingDate, Field::Contact],
        RecordKind::Task => &[Field::Status, Field::DueDate, Field::Priority, Field::RelatedTo],
        RecordKind::Event => &[Field::From, Field::To, Field::Location, Field::RelatedTo],
        RecordKind::Call => &[Field::CallType, Field::CallStartTime, Field::CallResult, Field::RelatedTo],
        RecordKind::Note => &[Field::RelatedTo],
    }
}

/// One line: id, name, and what matters of the kind.
pub fn row(record: &Record, at: &Context) -> String {
    let mut line = format!("{}  {}", record.id.short(), pad(record.name().as_str(), 24));
    for field in columns(record.kind) {
        let text = record.value(*field).map(|value| brief(record.kind, *field, value, at.now, &at.words, &at.zone)).unwrap_or_default();
        line.push_str("  ");
        line.push_str(&pad(&text, 18));
    }
    line.trim_end().to_owned()
}

/// The whole record: a heading, then a line for each field that has a value.
pub fn details(record: &Record, at: &Context) -> Vec<String> {
    let (words, zone) = (&at.words, &at.zone);
    let mut rows: Vec<(String, String)> = Vec::new();
    for spec in specs(record.kind) {
        if let Some(value) = record.value(spec.field) {
            rows.push((words.say(&label(record.kind, spec.field)), shown(record.kind, spec.field, value, words, zone)));
        }
    }
    if !record.owner.is_empty() {
        rows.push((words.say(&Text::of("field-owner")), record.owner.as_str().to_owned()));
    }
    for (text, at) in [(Text::of("field-created-at"), record.created_at), (Text::of("field-modified-at"), record.modified_at)] {
        rows.push((words.say(&text), when::moment(at, zone, words)));
    }
    let wide = rows.iter().map(|(label, _)| width(label)).max().unwrap_or(0);
    let mut lines = vec![format!("{}  {}  {}", record.id.short(), words.say(&kind(record.kind)), record.name())];
    for (label, value) in rows {
        let mut parts = value.lines();
        lines.push(format!("  {}  {}", pad(&label, wide), parts.next().unwrap_or_default()));
        lines.extend(parts.map(|part| format!("  {}  {part}", pad("", wide))));
    }
    lines
}

/// A text in quotation of a list: empty ones are a dash.
pub fn or_dash(text: &CleanText) -> &str {
    if text.is_empty() { "-" } else { text.as_str() }
}
