//! The list of accounts: what the config says joined with what the store knows.

use super::problems::store_missing;
use crate::config::Settings;
use crate::domain::account::health::Health;
use crate::i18n::Text;
use crate::jobs::account::AccountRow;
use crate::problem::{Code, Problem, ProblemKind};
use crate::store::accounts::{AccountState, StoredAccount};
use crate::text::CleanText;

/// The rows: first the accounts of the config in their order, then those whose mail alone is left.
pub fn rows(settings: &Settings, stored: &[StoredAccount]) -> Vec<AccountRow> {
    let configured = settings.accounts.iter().map(|account| {
        let known = stored.iter().find(|one| one.id == account.id);
        AccountRow {
            key: known.map(|one| one.key),
            settings: Some(account.clone()),
            id: account.id,
            name: CleanText::line(account.name.as_str()),
            health: if account.enabled { known.map_or(Health::New, |one| one.state.health) } else { Health::Off },
            problem: known.filter(|_| account.enabled).and_then(|one| problem(&one.state)).map(Box::new),
            last_good: known.and_then(|one| one.state.last_good),
            next_try: known.filter(|_| account.enabled).and_then(|one| one.state.next_try),
            messages: known.map_or(0, |one| one.messages),
        }
    });
    let left = stored.iter().filter(|one| settings.account(one.id).is_none()).map(|one| AccountRow {
        key: Some(one.key),
        settings: None,
        id: one.id,
        name: CleanText::line(&one.name),
        health: Health::Off,
        problem: None,
        last_good: one.state.last_good,
        next_try: None,
        messages: one.messages,
    });
    configured.chain(left).collect()
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
