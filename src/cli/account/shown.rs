//! An account as an answer, in words or as JSON.

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::account::magnet::Magnet;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::{AccountColor, AccountSettings, AccountWarning, SecretSource, ServerSettings};
use crate::domain::mail::address::AddrSpec;
use crate::jobs::account::{AccountChange, AccountSaved};
use crate::present;
use crate::workers::accounts::problems;

/// Saves an account and shows it as it is now.
pub async fn saved(at: &Context, change: AccountChange) -> Ended {
    let AccountSaved { settings, warnings } = at.ask(change).await?;
    warn(at, &warnings);
    show(at, &settings);
    Ok(Exit::DONE)
}

/// Says on stderr what deserves a word.
fn warn(at: &Context, warnings: &[AccountWarning]) {
    for warning in warnings {
        at.output.aside(&at.say(&problems::warning(*warning)));
    }
}

/// The account as JSON; never a secret, and of a password command only that there is one.
pub fn value(account: &AccountSettings, policy: &SharingPolicy) -> Value {
    let effective = policy.effective(account.sharing);
    let server = |server: &ServerSettings| json!({ "host": server.host, "port": server.port, "security": server.security.word(), "username": server.username });
    let password = |source: &SecretSource| match source {
        SecretSource::Kept => "kept",
        SecretSource::Command(_) => "command",
        SecretSource::Tokens => "oauth2",
    };
    json!({
        "id": account.id.to_string(),
        "name": account.name.as_str(),
        "email": account.email.as_str(),
        "display_name": account.display_name.as_str(),
        "protocol": account.protocol.word(),
        "incoming": server(&account.incoming),
        "incoming_password": password(&account.incoming_secret),
        "outgoing": account.outgoing.as_ref().map(server),
        "outgoing_password": account.outgoing.as_ref().map(|_| password(&account.outgoing_secret)),
        "smtp_same_credentials": account.smtp_same_credentials,
        "on_server": account.on_server.word(),
        "recent_mode": account.recent_mode,
        "sharing": account.sharing.word(),
        "policy": { "sharing": effective.level.word(), "origin": effective.origin.word(), "file": policy.file },
        "exclude_domains": account.excluded_domains,
        "aliases": account.aliases.iter().map(AddrSpec::as_str).collect::<Vec<_>>(),
        "color": account.color.map(AccountColor::word),
        "signature": account.signature.as_str(),
        "magnet": account.magnet.as_ref().map(Magnet::word),
        "ends_on": account.ends.map(|ends| ends.on.to_string()),
        "ends_as": account.ends.map(|ends| ends.kind.word()),
        "ca_file": account.ca_file.as_ref().map(|path| path.display().to_string()),
        "certificate": account.incoming.certificate.map(|one| one.to_string()),
        "smtp_certificate": account.outgoing.as_ref().and_then(|server| server.certificate).map(|one| one.to_string()),
        "enabled": account.enabled,
        "default": account.default,
    })
}

/// Shows an account.
pub fn show(at: &Context, account: &AccountSettings) {
    if at.json() {
        at.output.value(&value(account, &at.policy));
        return;
    }
    let server = |server: &ServerSettings| format!("{} {}:{} {}", server.security.word(), server.host, server.port, server.username);
    let yes = |on: bool| at.words.word(if on { "cli-yes" } else { "cli-no" });
    let rows = [
        ("account-label-name", account.name.as_str().to_owned()),
        ("account-label-email", account.email.as_str().to_owned()),
        ("account-label-display-name", account.display_name.as_str().to_owned()),
        ("account-label-incoming", format!("{} {}", account.protocol.word(), server(&account.incoming))),
        ("account-label-outgoing", account.outgoing.as_ref().map_or_else(|| "-".to_owned(), server)),
        ("account-label-on-server", at.say(&present::account::on_server(account))),
        ("account-label-sharing", at.say(&present::account::shares(&at.policy, account.sharing))),
        ("account-label-magnet", account.magnet.as_ref().map_or_else(|| "-".to_owned(), Magnet::word)),
        ("account-label-enabled", yes(account.enabled)),
        ("account-label-default", yes(account.default)),
    ];
    let exceptions = [Some(&account.incoming), account.outgoing.as_ref()].into_iter().flatten();
    let exceptions =
        exceptions.filter_map(|server| Some(("account-label-certificate", format!("{} {}", server.host, server.certificate?))));
    for (label, text) in rows.into_iter().chain(exceptions) {
        at.output.line(&format!("{}  {text}", crate::text::pad(&at.words.word(label), 16)));
    }
}
