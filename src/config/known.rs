//! The keys that `config.toml` can say, for a word about the one that was meant.

/// Every key with its table, in the order of docs/interface.md; the names in `[keys]` are those of commands, and services stand below `[oauth2]` once more.
pub(crate) const KEYS: &[&str] = &[
    "schema",
    "language",
    "theme",
    "mouse",
    "currency",
    "editor",
    "passphrase_command",
    "fetch.interval",
    "fetch.max_size",
    "sync.mass_delete",
    "outbox.hold",
    "accounts.one_active",
    "sharing.max_excluded_domains",
    "discovery.dns",
    "discovery.https_port",
    "discovery.ca_file",
    "retention.policy",
    "retention.no_send_months",
    "retention.no_use_months",
    "retention.after_end_months",
    "retention.warn_days",
    "retention.delete_days",
    "backup.keep",
    "reading.browser",
    "reading.viewer",
    "reading.printer",
    "reading.mark_read",
    "reading.authserv",
    "crm.owner",
    "crm.required.lead",
    "crm.required.contact",
    "crm.required.temp",
    "crm.required.company",
    "crm.required.deal",
    "crm.required.task",
    "crm.required.event",
    "crm.required.call",
    "crm.required.note",
    "team.id",
    "team.url",
    "team.password_command",
    "team.ca_file",
    "secrets.store",
    "oauth2.client_id",
    "oauth2.auth_url",
    "oauth2.token_url",
    "oauth2.device_url",
    "oauth2.scope",
    "account.id",
    "account.name",
    "account.email",
    "account.display_name",
    "account.protocol",
    "account.host",
    "account.port",
    "account.security",
    "account.username",
    "account.auth",
    "account.password_command",
    "account.smtp_host",
    "account.smtp_port",
    "account.smtp_security",
    "account.smtp_username",
    "account.smtp_same_credentials",
    "account.smtp_password_command",
    "account.on_server",
    "account.recent_mode",
    "account.sharing",
    "account.exclude_domains",
    "account.aliases",
    "account.color",
    "account.signature",
    "account.magnet",
    "account.ends_on",
    "account.ends_as",
    "account.ca_file",
    "account.certificate",
    "account.smtp_certificate",
    "account.plaintext_confirmed",
    "account.enabled",
    "account.default",
];

/// How like a key has to be to the one that stands there, of 1.
const LIKE: f64 = 0.75;

/// The key that was probably meant by one that does not exist.
pub(crate) fn near(key: &str) -> Option<&'static str> {
    let scored = KEYS.iter().map(|one| (strsim::normalized_damerau_levenshtein(one, key), *one));
    scored.filter(|(score, _)| *score >= LIKE).max_by(|(one, _), (other, _)| one.total_cmp(other)).map(|(_, one)| one)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::config::load::{ConfigFault, LoadError, parse};

    /// A file that says only this key, with this value.
    fn file(key: &str, value: &str) -> String {
        let (table, name) = key.rsplit_once('.').map_or(("", key), |(table, name)| (table, name));
        match table {
            "" => format!("{name} = {value}\n"),
            "account" => format!("[[account]]\n{name} = {value}\n"),
            table => format!("[{table}]\n{name} = {value}\n"),
        }
    }

    #[test]
    fn every_key_is_one_that_the_config_takes() {
        for key in KEYS {
            // No key takes a date, so that each refuses the value, and only a key that is none the key.
            let Err(LoadError::Line { fault, .. }) = parse(&file(key, "1979-05-27")) else { panic!("{key} takes anything") };
            assert!(matches!(fault, ConfigFault::BadValue { .. }), "{key}: {fault:?}");
            let Err(LoadError::Line { fault, .. }) = parse(&file(&format!("{key}x"), "1")) else { panic!("{key}x is taken") };
            assert!(matches!(fault, ConfigFault::UnknownKey(_)), "{key}x: {fault:?}");
        }
    }

    #[test]
    fn a_slip_is_told_by_what_was_meant() {
        for (typed, meant) in [
            ("langauge", Some("language")),
            ("fetch.intervall", Some("fetch.interval")),
            ("account.pasword_command", Some("account.password_command")),
            ("retention.polcy", Some("retention.policy")),
            ("colour", None),
            ("x", None),
        ] {
            assert_eq!(near(typed), meant, "{typed}");
        }
    }
}
