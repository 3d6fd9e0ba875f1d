//! The list of accounts: what the config says joined with what the store knows.

use crate::config::Settings;
use crate::i18n::Text;
use crate::jobs::account::{AccountRow, Health};
use crate::problem::{Code, Kind, Problem};
use crate::store::accounts::StoredAccount;
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
            health: if account.enabled { known.map_or(Health::New, health) } else { Health::Disabled },
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
        health: Health::Disabled,
        last_good: one.state.last_good,
        next_try: None,
        messages: one.messages,
    });
    configured.chain(left).collect()
}

fn health(account: &StoredAccount) -> Health {
    let problem = |kind: Kind| {
        let code = account.state.code.unwrap_or(Code::FetchFailed);
        let problem = Problem { kind, ..Problem::failed(code, Text::of("account-fetch-failed").with("code", code.word())) };
        Box::new(problem.detail(&account.state.detail))
    };
    match account.state.health.as_str() {
        "ok" => Health::Ok,
        "waiting" => Health::Waiting(problem(Kind::Temporary)),
        "auth_failed" => Health::AuthFailed(problem(Kind::Failed)),
        "deletes_held" => Health::DeletesHeld,
        _ => Health::New,
    }
}
