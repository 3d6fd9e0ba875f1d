//! What both front ends say about a mail account.

use crate::domain::account::{OnServer, SharingLevel};
use crate::domain::provider::Provider;
use crate::i18n::Text;
use crate::jobs::account::{StepResult, TestStep};

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
    if provider.pop3.is_none() {
        said.push(Text::of("provider-only-imap").with("provider", provider.name.as_str()));
    }
    said.extend(provider.note.as_deref().map(Text::of));
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

/// What of an account's mail others may see.
pub(crate) fn sharing(level: SharingLevel) -> Text {
    Text::of(match level {
        SharingLevel::Private => "account-sharing-private",
        SharingLevel::Custom => "account-sharing-custom",
        SharingLevel::Public => "account-sharing-public",
    })
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
