//! `fumi doctor`: where everything lies, and what would keep fumi from working.

use serde_json::{Value, json};

use super::context::Context;
use super::{Ended, Exit, keys, trouble};
use crate::config::schema::NEWEST;
use crate::config::secrets::{Login, StoreState};
use crate::domain::account::{AccountSettings, OnServer, SecretSource};
use crate::domain::provider;
use crate::i18n::Text;
use crate::jobs::account::ListAccounts;
use crate::present::commands::Keymap;
use crate::problem::{Code, Problem};
use crate::workers::accounts::{mismatch, problems};
use crate::workers::rolling_backups;

/// What this version can do and what is not built yet, by the names of docs/interface.md (S35): versions of fumi differ by this.
const FEATURES: [(&str, bool); 7] =
    [("pop3", true), ("smtp", true), ("oauth2", true), ("discovery", true), ("retention", true), ("imap", true), ("team", false)];

/// What a check found.
enum Found {
    /// All is well; the words name what was found.
    Good(Text),
    /// Worth knowing, but fumi works.
    Note(Text),
    /// Something does not work.
    Bad(Problem),
}

/// Looks at home, secrets, keys, store and accounts.
///
/// # Errors
/// When the store cannot be opened; that is told as a problem of its own.
pub async fn run(at: &Context) -> Ended {
    let mut checks = vec![(
        "config",
        Found::Good(
            Text::of("doctor-config").with("path", at.paths.config_file().display().to_string()).with("schema", NEWEST.to_string()),
        ),
    )];
    if let Some(fault) = &at.policy.fault {
        let text = Text::of("policy-unreadable").with("file", at.policy.file.as_deref().unwrap_or_default()).with("why", fault.as_str());
        checks.push(("policy", Found::Bad(Problem::failed(Code::ConfigInvalid, text).hint(Text::of("doctor-policy-hint")))));
    }
    let on = FEATURES.iter().filter(|(_, on)| *on).map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    let off = FEATURES.iter().filter(|(_, on)| !*on).map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
    checks.push(("features", Found::Good(Text::of("doctor-features").with("on", on).with("off", off))));
    checks.push((
        "keys",
        match Keymap::with(&at.settings.keys) {
            Ok(_) => Found::Good(Text::of("doctor-keys")),
            Err(error) => Found::Bad(keys::of_binding(&error, &at.settings)),
        },
    ));
    let rows = at.ask(ListAccounts).await?;
    checks.push(("store", Found::Good(Text::of("doctor-store").with("path", at.paths.database().display().to_string()))));
    checks.push(("backup", backup(at)));
    let store = at.house()?.accounts();
    let state = {
        let store = std::sync::Arc::clone(store);
        tokio::task::spawn_blocking(move || store.secrets().state()).await.map_err(|_| Problem::internal())?
    };
    checks.push(("secrets", secrets(&state, &at.settings.accounts)));
    for row in &rows {
        let Some(settings) = &row.settings else { continue };
        if settings.incoming_secret == SecretSource::Kept && !store.secrets().knows(settings.id, Login::Incoming) {
            checks.push(("account", Found::Bad(problems::of_secret(&crate::config::secrets::SecretError::Missing))));
        }
        if let Some(problem) = &row.problem {
            let text = Text::of("doctor-account-failed").with("name", row.name.as_str());
            checks.push(("account", Found::Bad(Problem { message: Box::new(text), ..(**problem).clone() })));
        }
        if let Some(text) = contradiction(settings) {
            checks.push(("account", Found::Note(text)));
        }
    }
    let accounts: Vec<&AccountSettings> = at.settings.accounts.iter().collect();
    if let Some((default, right)) = mismatch(&accounts, at.settings.one_active) {
        let text = Text::of("doctor-mismatch").with("default", default.name.as_str()).with("right", right.name.as_str());
        checks.push(("account", Found::Note(text)));
    }
    show(at, &checks, &state);
    let bad = checks.iter().any(|(_, found)| matches!(found, Found::Bad(_)));
    Ok(if bad { Exit(1) } else { Exit::DONE })
}

/// When the last daily backup was made.
fn backup(at: &Context) -> Found {
    match rolling_backups::newest(at.paths.state_folder()) {
        _ if at.settings.backups_kept == 0 => Found::Note(Text::of("doctor-backups-off")),
        Some((path, made)) => {
            let day = made.to_timestamp().to_zoned(at.zone.clone()).date().to_string();
            Found::Good(Text::of("doctor-backup").with("day", day).with("path", path.display().to_string()))
        }
        None => Found::Note(Text::of("doctor-no-backup")),
    }
}

/// Where new passwords would go.
fn secrets(state: &StoreState, accounts: &[AccountSettings]) -> Found {
    match &state.keyring {
        Ok(name) => Found::Good(Text::of("doctor-keyring").with("name", *name)),
        Err(_) if state.file => Found::Good(Text::of("doctor-secrets-file")),
        Err(_) if accounts.iter().all(|one| matches!(one.incoming_secret, SecretSource::Command(_))) => {
            Found::Note(Text::of("doctor-no-keyring"))
        }
        Err(why) => Found::Bad(problems::of_secret(&crate::config::secrets::SecretError::NoStore(why.clone()))),
    }
}

/// What the provider's own setting may contradict (S77): Gmail decides by itself what happens to mail that was fetched over POP.
fn contradiction(account: &AccountSettings) -> Option<Text> {
    let google = provider::by_host(&account.incoming.host).is_some_and(|one| one.recent_mode);
    (google && account.on_server != OnServer::Leave).then(|| {
        Text::of("doctor-gmail-rule").with("name", account.name.as_str()).text("rule", crate::present::account::rule(account.on_server))
    })
}

fn show(at: &Context, checks: &[(&'static str, Found)], state: &StoreState) {
    if !at.json() {
        at.output.line(&format!("fumi {}", env!("CARGO_PKG_VERSION")));
        for (_, found) in checks {
            match found {
                Found::Good(text) => at.output.line(&format!("✓ {}", at.say(text))),
                Found::Note(text) => at.output.line(&format!("· {}", at.say(text))),
                Found::Bad(problem) => {
                    at.output.line(&format!("✗ {}", trouble::message(problem, &at.words)));
                    if let Some(hint) = &problem.hint {
                        at.output.line(&format!("  {}", at.say(hint)));
                    }
                }
            }
        }
        return;
    }
    let rows: Vec<Value> = checks
        .iter()
        .map(|(check, found)| match found {
            Found::Good(text) => json!({ "check": check, "ok": true, "message": at.say(text) }),
            Found::Note(text) => json!({ "check": check, "ok": true, "note": true, "message": at.say(text) }),
            Found::Bad(problem) => json!({ "check": check, "ok": false, "error": trouble::value(problem, &at.words) }),
        })
        .collect();
    at.output.value(&json!({
        "version": env!("CARGO_PKG_VERSION"),
        "schema": NEWEST,
        "features": FEATURES.iter().map(|(name, on)| ((*name).to_owned(), Value::from(*on))).collect::<serde_json::Map<_, _>>(),
        "config": at.paths.config_file().display().to_string(),
        "database": at.paths.database().display().to_string(),
        "log": at.paths.log_file().display().to_string(),
        "keyring": state.keyring.as_ref().ok(),
        "keyring_error": state.keyring.as_ref().err(),
        "secrets_file": state.file,
        "checks": rows,
    }));
}
