//! What both front ends say about a mail account.

use crate::domain::account::{OnServer, SharingLevel};
use crate::i18n::Text;
use crate::jobs::account::TestStep;

/// The word of a step of the connection test.
pub(crate) fn step(step: TestStep) -> Text {
    Text::of(match step {
        TestStep::Resolve => "account-step-resolve",
        TestStep::Connect => "account-step-connect",
        TestStep::Tls => "account-step-tls",
        TestStep::Login => "account-step-login",
        TestStep::List => "account-step-list",
    })
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
