//! What is wrong with an account as it was typed, with the config, with secrets: in words for people.

use std::path::Path;

use crate::config::edit::EditError;
use crate::config::known;
use crate::config::load::{ConfigFault, LoadError};
use crate::config::migration::{Adapted, Migrated};
use crate::config::paths::PathsError;
use crate::config::schema::NEWEST;
use crate::config::secrets::SecretError;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::account::retention::{Cause, Stage, Verdict};
use crate::domain::account::{AccountFault, AccountWarning, FieldFault};
use crate::i18n::Text;
use crate::problem::{Code, Problem};

/// What is wrong with a field, as a sentence about "it".
pub fn what(fault: &AccountFault) -> Text {
    match fault {
        AccountFault::Required => Text::of("account-required"),
        AccountFault::BadName => Text::of("account-bad-name"),
        AccountFault::NameTaken => Text::of("account-name-taken"),
        AccountFault::BadAddress => Text::of("account-bad-address"),
        AccountFault::NoSuchPreset => Text::of("account-no-such-preset"),
        AccountFault::PresetLacksProtocol => Text::of("account-preset-lacks-protocol"),
        AccountFault::OnlyPop3 => Text::of("account-only-pop3"),
        AccountFault::NotOneOf(words) => Text::of("account-not-one-of").with("words", *words),
        AccountFault::BadHost => Text::of("account-bad-host"),
        AccountFault::BadPort => Text::of("account-bad-port"),
        AccountFault::ControlCharacters => Text::of("account-control-characters"),
        AccountFault::PlaintextNotConfirmed => Text::of("account-plaintext"),
        AccountFault::RecentNeedsLeave => Text::of("account-recent-needs-leave"),
        AccountFault::TooManyDomains(most) => Text::of("account-too-many-domains").count("most", i64::try_from(*most).unwrap_or(i64::MAX)),
        AccountFault::BadDomain => Text::of("account-bad-domain"),
        AccountFault::BadFingerprint => Text::of("account-bad-fingerprint"),
        AccountFault::SignatureTooLong(most) => {
            Text::of("account-signature-too-long").count("most", i64::try_from(*most).unwrap_or(i64::MAX))
        }
        AccountFault::BadDay => Text::of("account-bad-day"),
    }
}

/// A wrong field as a problem: `duplicate` for a taken name, `max_5_domains`, `tls_required`, else `invalid_field`.
pub fn of_field(fault: &FieldFault) -> Problem {
    let code = match fault.fault {
        AccountFault::NameTaken => Code::Duplicate,
        AccountFault::TooManyDomains(_) => Code::Max5Domains,
        AccountFault::PlaintextNotConfirmed => Code::TlsRequired,
        AccountFault::Required
        | AccountFault::BadName
        | AccountFault::BadAddress
        | AccountFault::NoSuchPreset
        | AccountFault::PresetLacksProtocol
        | AccountFault::NotOneOf(_)
        | AccountFault::BadHost
        | AccountFault::BadPort
        | AccountFault::ControlCharacters
        | AccountFault::RecentNeedsLeave
        | AccountFault::OnlyPop3
        | AccountFault::BadDomain
        | AccountFault::BadFingerprint
        | AccountFault::SignatureTooLong(_)
        | AccountFault::BadDay => Code::InvalidField,
    };
    let text = Text::of("account-field").with("field", fault.field).text("what", what(&fault.fault));
    let problem = Problem::failed(code, text).field(fault.field);
    match fault.fault {
        AccountFault::RecentNeedsLeave => problem.hint(Text::of("account-recent-needs-leave-hint")),
        AccountFault::BadFingerprint => problem.hint(Text::of("account-bad-fingerprint-hint")),
        AccountFault::NoSuchPreset => problem.hint(Text::of("account-no-such-preset-hint")),
        AccountFault::PlaintextNotConfirmed => problem.hint(Text::of("account-plaintext-hint")),
        _ => problem,
    }
}

/// A field is the administrator's to decide (S62).
pub fn governed(field: &'static str, policy: &SharingPolicy) -> Problem {
    let file = policy.file.as_deref().unwrap_or_default();
    Problem::failed(Code::SetByPolicy, Text::of("policy-refused").with("field", field).with("file", file))
        .field(field)
        .hint(Text::of("policy-refused-hint"))
}

/// That the config of an earlier version was brought to today's, where the old one is, and what says something else now.
pub fn migrated(migrated: &Migrated) -> Text {
    let text = Text::of("config-migrated").with("schema", NEWEST.to_string()).with("kept", migrated.kept.display().to_string());
    let adapted = migrated.adapted.first().map(|adapted| match adapted {
        Adapted::RetentionWarns => Text::of("config-migrated-retention"),
    });
    match adapted {
        Some(adapted) => Text::of("config-migrated-and").text("migrated", text).text("adapted", adapted),
        None => text,
    }
}

/// Why an account is paused, or its connection deleted (S36 to S39).
pub fn retained(verdict: &Verdict, name: &str) -> Problem {
    let (code, message, hint) = match verdict.cause {
        Cause::Unused => (Code::AccountUnused, "retention-unused", "retention-unused-hint"),
        Cause::Member => (Code::AccountEnded, "retention-member", "retention-ended-hint"),
        Cause::Trial => (Code::AccountEnded, "retention-trial", "retention-ended-hint"),
    };
    if verdict.stage == Stage::Deleted {
        return deleted(Some(code)).unwrap_or_else(Problem::internal);
    }
    let hint = Text::of(hint).with("name", name);
    let hint = match verdict.next {
        Some((_, on)) => Text::of("retention-deletes-hint").text("hint", hint).with("on", on.to_string()),
        None => hint,
    };
    Problem::failed(code, Text::of(message)).hint(hint)
}

/// What an account says whose connection was deleted for one of these reasons; nothing for another one.
pub fn deleted(code: Option<Code>) -> Option<Problem> {
    let message = match code? {
        Code::AccountUnused => "retention-unused-deleted",
        Code::AccountEnded => "retention-ended-deleted",
        _ => return None,
    };
    Some(Problem::failed(code?, Text::of(message)).hint(Text::of("retention-deleted-hint")))
}

/// What deserves a word about an account that is otherwise good.
pub fn warning(warning: AccountWarning) -> Text {
    match warning {
        AccountWarning::RecentOutsideGmail => Text::of("account-warn-recent"),
        AccountWarning::AppPassword => Text::of("account-warn-app-password"),
        AccountWarning::WantsOauth2 => Text::of("account-warn-oauth2"),
        AccountWarning::Plaintext => Text::of("account-warn-plaintext"),
        AccountWarning::JoinsMail(messages) => Text::of("account-joins-mail").count("count", i64::try_from(messages).unwrap_or(i64::MAX)),
        AccountWarning::Certificate => Text::of("account-warn-certificate"),
    }
}

/// A folder of the home cannot be used.
pub fn of_paths(error: &PathsError) -> Problem {
    match error {
        PathsError::NoHome => Problem::failed(Code::NoHome, Text::of("config-no-home")),
        PathsError::Io { path, cause } => Problem::of_io(path, cause),
        PathsError::NotPrivate { path } => {
            Problem::failed(Code::HomeNotPrivate, Text::of("config-not-private").with("path", path.display().to_string()))
                .hint(Text::of("config-not-private-hint").with("path", path.display().to_string()))
        }
        PathsError::NotOurs { path } => {
            Problem::failed(Code::HomeNotOurs, Text::of("config-not-ours").with("path", path.display().to_string()))
        }
    }
}

/// The config cannot be read.
pub fn of_load(error: &LoadError, file: &Path) -> Problem {
    let (line, fault) = match error {
        LoadError::Io { path, cause } => return Problem::of_io(path, cause),
        LoadError::Line { line, fault } => (i64::try_from(*line).unwrap_or(0), fault),
    };
    let what = match fault {
        ConfigFault::Syntax(said) => Text::of("config-syntax").with("said", said.replace('\n', " ")),
        ConfigFault::Newer(schema) => {
            Text::of("config-newer").with("schema", schema.to_string()).with("known", crate::config::schema::NEWEST.to_string())
        }
        ConfigFault::UnknownKey(key) => match known::near(key) {
            Some(near) => Text::of("config-unknown-key-near").with("key", key.as_str()).with("near", near),
            None => Text::of("config-unknown-key").with("key", key.as_str()),
        },
        ConfigFault::BadValue { key, wanted } => Text::of("config-bad-value").with("key", key.as_str()).with("wanted", *wanted),
        ConfigFault::NoId => Text::of("config-no-id"),
        ConfigFault::Twice(key) => Text::of("config-twice").with("key", *key),
        ConfigFault::Account { name, fault } => {
            Text::of("config-account").with("name", name.as_str()).with("field", fault.field).text("what", what(&fault.fault))
        }
    };
    let text = Text::of("config-line").with("path", file.display().to_string()).count("line", line).text("what", what);
    Problem::failed(Code::ConfigInvalid, text).hint(Text::of("config-line-hint"))
}

/// The config cannot be edited.
pub fn of_edit(error: &EditError, file: &Path) -> Problem {
    match error {
        EditError::Load(LoadError::Line { fault: ConfigFault::Account { fault, .. }, .. }) => of_field(fault),
        EditError::Load(error) => of_load(error, file),
        EditError::Io { path, cause } => Problem::of_io(path, cause),
        EditError::NoAccount(id) => no_account(&id.to_string()),
    }
}

/// The store knows nothing of an account that this home fetched before.
pub fn store_missing() -> Problem {
    Problem::failed(Code::StoreMissing, Text::of("fetch-store-missing")).hint(Text::of("fetch-hint-store-missing"))
}

/// A secret cannot be had or kept.
pub fn of_secret(error: &SecretError) -> Problem {
    match error {
        SecretError::NoStore(why) => {
            Problem::failed(Code::NoSecretStore, Text::of("secrets-no-store")).hint(Text::of("secrets-no-store-hint")).detail(why)
        }
        SecretError::Locked => Problem::failed(Code::SecretsLocked, Text::of("secrets-locked")).hint(Text::of("secrets-locked-hint")),
        SecretError::WrongPassphrase => {
            Problem::failed(Code::WrongPassphrase, Text::of("secrets-wrong-passphrase")).hint(Text::of("secrets-wrong-passphrase-hint"))
        }
        SecretError::WeakPassphrase => Problem::failed(Code::WeakPassphrase, Text::of("secrets-weak-passphrase"))
            .hint(Text::of("secrets-weak-passphrase-hint"))
            .field("passphrase"),
        SecretError::Missing => {
            Problem::failed(Code::NoPassword, Text::of("secrets-missing")).hint(Text::of("secrets-missing-hint")).field("password")
        }
        SecretError::Keyring(said) => {
            Problem::failed(Code::KeyringFailed, Text::of("secrets-keyring")).hint(Text::of("secrets-keyring-hint")).detail(said)
        }
        SecretError::Command(said) => Problem::failed(Code::PasswordCommandFailed, Text::of("secrets-command"))
            .hint(Text::of("secrets-command-hint"))
            .detail(said)
            .field("password"),
        SecretError::Io { path, cause } => Problem::of_io(path, cause),
    }
}

/// No account has this name.
pub fn no_account(name: &str) -> Problem {
    Problem::failed(Code::NotFound, Text::of("account-none").with("name", name))
}
