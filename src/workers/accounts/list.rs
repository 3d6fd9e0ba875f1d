//! The list of accounts: what the config says joined with what the store knows.

use jiff::Zoned;

use super::problems::{self, store_missing};
use crate::config::Settings;
use crate::domain::account::AccountSettings;
use crate::domain::account::health::Health;
use crate::domain::account::retention::{Stage, verdict};
use crate::i18n::Text;
use crate::jobs::account::AccountRow;
use crate::problem::{Code, Problem, ProblemKind};
use crate::store::accounts::{AccountState, StoredAccount};
use crate::text::CleanText;

/// The rows: first the accounts of the config in their order, then those whose mail alone is left.
pub fn rows(settings: &Settings, stored: &[StoredAccount], now: &Zoned) -> Vec<AccountRow> {
    let configured = settings.accounts.iter().map(|account| {
        let known = stored.iter().find(|one| one.id == account.id);
        let used = known.map(|one| one.used.days(now.time_zone())).unwrap_or_default();
        let retention = verdict(&settings.retention, account.ends, &used, now.date()).filter(|_| account.enabled);
        let paused = retention.filter(|verdict| verdict.stage != Stage::Warned);
        let problem = || known.and_then(|one| problem(&one.state));
        let health = known.map_or(Health::New, |one| one.state.health);
        AccountRow {
            key: known.map(|one| one.key),
            settings: Some(account.clone()),
            id: account.id,
            name: CleanText::line(account.name.as_str()),
            health: match (account.enabled, paused) {
                (false, _) => Health::Off,
                (true, Some(_)) => Health::Paused,
                (true, None) => health,
            },
            problem: match paused {
                Some(verdict) => Some(Box::new(problems::retained(&verdict, account.name.as_str()))),
                None => account.enabled.then(problem).flatten().map(Box::new),
            },
            retention,
            last_good: known.and_then(|one| one.state.last_good),
            next_try: known.filter(|_| account.enabled).and_then(|one| one.state.next_try),
            messages: known.map_or(0, |one| one.messages),
            unread: known.map_or(0, |one| one.unread),
        }
    });
    let left = stored.iter().filter(|one| settings.account(one.id).is_none()).map(|one| AccountRow {
        key: Some(one.key),
        settings: None,
        id: one.id,
        name: CleanText::line(&one.name),
        health: Health::Off,
        problem: problems::deleted(one.state.code).map(Box::new),
        retention: None,
        last_good: one.state.last_good,
        next_try: None,
        messages: one.messages,
        unread: one.unread,
    });
    configured.chain(left).collect()
}

/// An account that new mail starts from although it is off, or although another one alone is active, and the one that it should start from (S46, S113). Only a config that was
/// edited by hand says such a thing.
pub fn mismatch<'a>(accounts: &[&'a AccountSettings], one_active: bool) -> Option<(&'a AccountSettings, &'a AccountSettings)> {
    let default = accounts.iter().find(|one| one.default)?;
    let active = accounts.iter().find(|one| one.enabled);
    let alone = active.filter(|_| one_active && accounts.iter().filter(|one| one.enabled).count() == 1);
    match alone.filter(|one| one.id != default.id) {
        Some(one) => Some((default, one)),
        None if !default.enabled => Some((default, active.unwrap_or(default))),
        None => None,
    }
}

/// What is wrong with an account, from what its last fetch noted.
fn problem(state: &AccountState) -> Option<Problem> {
    let kind = match state.health {
        Health::New | Health::Ok | Health::Fetching | Health::Off => return None,
        Health::Waiting => ProblemKind::Temporary,
        Health::AuthFailed | Health::Unreachable | Health::Paused => ProblemKind::Failed,
    };
    let code = state.code.unwrap_or(if state.health == Health::Paused { Code::MassDeleteHeld } else { Code::FetchFailed });
    let problem = match code {
        Code::MassDeleteHeld => Problem::failed(code, Text::of("account-deletes-held")).hint(Text::of("fetch-hint-deletes-held")),
        Code::StoreMissing => store_missing(),
        code => Problem::failed(code, Text::of("account-fetch-failed").with("code", code.word())),
    };
    Some(Problem { kind, ..problem.detail(&state.detail) })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::load;

    #[test]
    fn s113_the_account_that_new_mail_starts_from_is_on_and_the_active_one() {
        for (one_active, first, second, wanted) in [
            (false, "default = true", "", None),
            (false, "default = true\nenabled = false", "", Some("b")),
            (false, "default = true\nenabled = false", "enabled = false", Some("a")),
            (false, "default = true", "enabled = false", None),
            (true, "default = true\nenabled = false", "", Some("b")),
            (true, "default = true", "enabled = false", None),
            (false, "", "", None),
        ] {
            let account = |n: u8, name: &str, more: &str| {
                format!(
                    "[[account]]\nid = \"018bcfe5-6800-7007-8707-07070707070{n}\"\nname = \"{name}\"\nemail = \"{name}@b.example\"\nhost = \"b.example\"\n{more}\n"
                )
            };
            let settings = load::parse(&format!("{}{}", account(1, "a", first), account(2, "b", second))).unwrap();
            let accounts: Vec<_> = settings.accounts.iter().collect();
            let found = mismatch(&accounts, one_active).map(|(_, right)| right.name.as_str());
            assert_eq!(found, wanted, "{one_active} {first} {second}");
        }
    }
}
