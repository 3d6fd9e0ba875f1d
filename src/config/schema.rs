//! The version of what `config.toml` says (S35).

use toml_edit::Document;

use crate::domain::account::retention::RetentionPolicy;

/// Today's version. The first one had no key for it.
pub const NEWEST: u64 = 2;

/// The version that a text says; 1 where it says none, and nothing for what is no TOML or says a version that none is.
pub(super) fn of(text: &str) -> Option<u64> {
    let document = Document::parse(text).ok()?;
    match document.get("schema") {
        None => Some(1),
        Some(item) => item.as_integer().and_then(|schema| u64::try_from(schema).ok()).filter(|schema| *schema > 0),
    }
}

/// What a policy of the first version means now, and whether that is less than it says.
pub(super) fn at_most_warns(policy: RetentionPolicy) -> (RetentionPolicy, bool) {
    match policy {
        RetentionPolicy::Pause | RetentionPolicy::Delete => (RetentionPolicy::Warn, true),
        RetentionPolicy::Off | RetentionPolicy::Warn => (policy, false),
    }
}
