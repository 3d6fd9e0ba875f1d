//! What both front ends say about a mail account.

use jiff::tz::TimeZone;

use super::when;
use crate::domain::account::health::Health;
use crate::domain::account::policy::{LevelOrigin, SharingPolicy};
use crate::domain::account::retention::{Cause, Stage, Verdict};
use crate::domain::account::{AccountColor, AccountSettings, Incoming, OnServer, SharingLevel};
use crate::domain::provider::Provider;
use crate::i18n::{Catalogue, Text};
use crate::jobs::account::{AccountLedger, AccountRow, FetchEntry, StepResult, TestStep};

/// How an account is doing, in words, with the time of the next try where it waits (S68, S114).
pub(crate) fn state(row: &AccountRow, zone: &TimeZone, words: &Catalogue) -> Text {
    let state = Text::of(match row.health {
        _ if row.settings.is_none() => "account-state-mail-only",
        Health::New => "account-state-new",
        Health::Ok => "account-state-ok",
        Health::Fetching => "account-state-fetching",
        Health::Waiting => "account-state-waiting",
        Health::AuthFailed => "account-state-auth-failed",
        Health::Unreachable => "account-state-unreachable",
        Health::Paused => "account-state-paused",
        Health::Off => "account-state-off",
    });
    match row.next_try.filter(|_| row.health == Health::Waiting) {
        Some(at) => Text::of("account-state-until").text("state", state).with("until", when::moment(at, zone, words)),
        None => state,
    }
}

/// The same with a warning that stands (S36).
pub(crate) fn state_and_warning(row: &AccountRow, zone: &TimeZone, words: &Catalogue) -> Text {
    let state = state(row, zone, words);
    match row.retention.as_ref().and_then(|verdict| warning(verdict, words)) {
        Some(warned) => Text::of("account-state-warned").text("state", state).text("warned", warned),
        None => state,
    }
}

/// What a fetch brought, in one line: `12 Nov 14:05: 3 mails, 2 of people you know, 1 of others, 1 left or in doubt (too_large)`.
pub(crate) fn fetch(entry: &FetchEntry, zone: &TimeZone, words: &Catalogue) -> String {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let part = |id: &'static str, n: u64| Text::of(id).count("n", number(n));
    let arrivals = entry.arrivals;
    let mut parts = vec![
        part("account-fetch", arrivals.all())
            .with("at", when::moment(entry.at, zone, words))
            .count("linked", number(arrivals.linked))
            .count("unknown", number(arrivals.unknown_address)),
    ];
    parts.extend((arrivals.own_address > 0).then(|| part("account-fetch-own", arrivals.own_address)));
    parts.extend((entry.deleted_on_server > 0).then(|| part("account-fetch-deleted", entry.deleted_on_server)));
    parts.extend(entry.skipped.iter().map(|(code, count)| part("account-fetch-skipped", *count).with("code", code.word())));
    parts.extend(entry.error.map(|code| Text::of("account-fetch-error").with("code", code.word())));
    parts.iter().map(|part| words.say(part)).collect()
}

/// How many mails of an account are here alone; `None` where there are none.
pub(crate) fn lost(ledger: &AccountLedger) -> Option<Text> {
    let count = i64::try_from(ledger.lost.len()).unwrap_or(i64::MAX);
    (count > 0).then(|| Text::of("account-lost").count("n", count))
}

/// That an account is about to be paused, or would be: a sentence with its name (S36).
pub(crate) fn warned(row: &AccountRow, words: &Catalogue) -> Option<Text> {
    let warned = warning(row.retention.as_ref()?, words)?;
    Some(Text::of("account-warned").with("name", row.name.as_str()).text("warned", warned))
}

fn warning(verdict: &Verdict, words: &Catalogue) -> Option<Text> {
    if verdict.stage != Stage::Warned {
        return None;
    }
    let cause = Text::of(match verdict.cause {
        Cause::Unused => "account-warned-unused",
        Cause::Member => "account-warned-member",
        Cause::Trial => "account-warned-trial",
    });
    Some(match verdict.next {
        Some((_, on)) => Text::of("account-warned-until").text("cause", cause).with("on", when::day(on, words)),
        None => cause,
    })
}

/// The sign of a state that deserves a look, beside the name of the account.
pub(crate) fn sign(health: Health) -> Option<&'static str> {
    match health {
        Health::New | Health::Ok => None,
        Health::Fetching => Some("⟳"),
        Health::Waiting => Some("…"),
        Health::AuthFailed | Health::Unreachable => Some("!"),
        Health::Paused => Some("‖"),
        Health::Off => Some("○"),
    }
}

/// What a step of the connection test came to: what went well, or what failed.
pub(crate) fn step(result: &StepResult) -> Text {
    Text::of(match (result.step, result.problem.is_none()) {
        (TestStep::Resolve, true) => "account-step-resolve",
        (TestStep::Connect, true) => "account-step-connect",
        (TestStep::Tls, true) => "account-step-tls",
        (TestStep::Login, true) => "account-step-login",
        (TestStep::List, true) => "account-step-list",
        (TestStep::Resolve, false) => "account-step-not-resolved",
        (TestStep::Connect, false) => "account-step-not-connected",
        (TestStep::Tls, false) => "account-step-not-encrypted",
        (TestStep::Login, false) => "account-step-not-logged-in",
        (TestStep::List, false) => "account-step-not-listed",
    })
}

/// What to know about a provider before its account is set up (S52, S57, S76).
pub(crate) fn advice(provider: &'static Provider) -> Vec<Text> {
    let mut said = Vec::new();
    said.extend(provider.note.as_deref().map(Text::of));
    if provider.recent_mode {
        // What Gmail asks there itself, and what follows from each answer.
        said.extend([Text::of("provider-gmail-from"), Text::of("provider-gmail-kept")]);
    }
    if provider.auth.iter().all(|one| one == "oauth2") {
        said.push(Text::of("account-warn-oauth2"));
    } else if provider.wants_app_password() {
        said.push(Text::of("account-warn-app-password"));
        said.extend(provider.app_password.as_deref().map(|page| Text::of("provider-app-password").with("page", page)));
    }
    if let Some(below) = provider.pop3.as_ref().and_then(|server| server.host.strip_prefix("*.")) {
        said.push(Text::of("provider-typed-host").with("example", format!("kaisha.{below}")));
    }
    said
}

/// What becomes of mail on the server.
pub(crate) fn rule(rule: OnServer) -> Text {
    match rule {
        OnServer::Leave => Text::of("account-rule-leave"),
        OnServer::OnFetch => Text::of("account-rule-on-fetch"),
        OnServer::AfterDays(days) => Text::of("account-rule-after").count("n", i64::from(days)),
        OnServer::OnLocalDelete => Text::of("account-rule-on-local-delete"),
    }
}

/// What becomes of an account's mail on its server: over IMAP it is the same mailbox, and no rule is asked for.
pub(crate) fn on_server(account: &AccountSettings) -> Text {
    match account.protocol {
        Incoming::Pop3 => rule(account.on_server),
        Incoming::Imap => Text::of("account-rule-same"),
    }
}

/// What of an account's mail others may see.
pub(crate) fn sharing(level: SharingLevel) -> Text {
    Text::of(match level {
        SharingLevel::Private => "account-sharing-private",
        SharingLevel::Custom => "account-sharing-custom",
        SharingLevel::Public => "account-sharing-public",
    })
}

/// The name of a colour.
pub(crate) fn color(color: AccountColor) -> Text {
    Text::of(match color {
        AccountColor::Red => "account-color-red",
        AccountColor::Green => "account-color-green",
        AccountColor::Yellow => "account-color-yellow",
        AccountColor::Blue => "account-color-blue",
        AccountColor::Magenta => "account-color-magenta",
        AccountColor::Cyan => "account-color-cyan",
    })
}

/// How much of an account's mail others may see, and whose word that is (S61, S62).
pub(crate) fn shares(policy: &SharingPolicy, own: SharingLevel) -> Text {
    Text::of("policy-line").text("level", sharing(policy.effective(own).level)).text("origin", policy_said(policy))
}

/// Whose word the sharing level is, as a whole sentence.
pub(crate) fn policy_said(policy: &SharingPolicy) -> Text {
    let id = match policy.effective(SharingLevel::default()).origin {
        LevelOrigin::Own => "policy-own",
        LevelOrigin::UsersChoice => "policy-users-choice",
        LevelOrigin::Fixed => "policy-fixed",
        LevelOrigin::Locked => "policy-locked",
        LevelOrigin::Unreadable => "policy-unreadable",
    };
    let file = policy.file.as_deref().unwrap_or_default();
    Text::of(id).with("file", file).with("why", policy.fault.as_deref().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::provider;
    use crate::i18n::{Catalogue, Language};

    #[test]
    fn s14_what_to_know_about_a_provider_is_said_in_every_language() {
        for language in Language::ALL {
            let words = Catalogue::open(*language);
            for provider in provider::all() {
                for text in advice(provider) {
                    let said = words.say(&text);
                    assert!(said != text.id() && !said.contains('{'), "{}: {said}", provider.id);
                }
            }
        }
    }
}
