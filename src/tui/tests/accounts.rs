//! Accounts as lists have them.

use crate::domain::account::health::Health;
use crate::domain::account::{AccountSettings, EnteredAccount, Limits};
use crate::domain::ids::Id;
use crate::jobs::account::AccountRow;
use crate::text::CleanText;

/// The settings of what was entered, which has no fault.
pub(super) fn settings_of(entered: &EnteredAccount, n: u8) -> AccountSettings {
    entered.validate(Id::from_bytes([n; 16]), &Limits { excluded_domains: 5, taken: &[], before: None }).unwrap().settings
}

/// An account from which nothing was fetched.
pub(super) fn row_of(settings: AccountSettings, health: Health) -> AccountRow {
    AccountRow {
        key: None,
        id: settings.id,
        name: CleanText::line(settings.name.as_str()),
        settings: Some(settings),
        health,
        problem: None,
        retention: None,
        last_good: None,
        next_try: None,
        messages: 0,
        unread: 0,
    }
}
