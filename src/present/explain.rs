//! Why a mail belongs to a record or not, and who may see it, in words.

use super::reasons;
use crate::domain::account::AccountSettings;
use crate::domain::account::SharingLevel;
use crate::domain::account::policy::SharingPolicy;
use crate::domain::crm::sharing::{Because, SharedMail, Visibility, visibility};
use crate::i18n::{Catalogue, Text};
use crate::jobs::crm::{Explanation, NoLink};

/// The level that counts for a mail, and who may see it by that.
pub(crate) fn visible(of: &Explanation, account: Option<&AccountSettings>, policy: &SharingPolicy) -> (SharingLevel, Visibility) {
    let level = policy.effective(account.map(|account| account.sharing).unwrap_or_default()).level;
    let others: Vec<&str> = of.others.iter().map(String::as_str).collect();
    let shared = SharedMail {
        level,
        own_domain: account.map(|account| account.email.domain()).unwrap_or_default(),
        excluded: account.map(|account| account.excluded_domains.as_slice()).unwrap_or_default(),
        records: &of.shares,
        others: &others,
    };
    (level, visibility(&shared))
}

fn because(because: &Because) -> Text {
    match because {
        Because::AccountPrivate => Text::of("because-account-private"),
        Because::NotCustomerMail => Text::of("because-not-customer-mail"),
        Because::NoRecordShares => Text::of("because-no-record-shares"),
        Because::RecordShares => Text::of("because-record-shares"),
        Because::AccountPublic => Text::of("because-account-public"),
        Because::ExcludedDomain(domain) => Text::of("because-excluded-domain").with("domain", domain.as_str()),
    }
}

/// All of it, line by line: what it is linked to, what it is not linked to, who may see it.
pub(crate) fn lines(of: &Explanation, account: Option<&AccountSettings>, policy: &SharingPolicy, words: &Catalogue) -> Vec<String> {
    let mut lines = Vec::new();
    for link in &of.links {
        let line = format!("{} {}  {} {}", link.record.id.short(), link.record.name, words.say(&reasons::link(link.reason)), link.detail);
        lines.push(line.trim_end().to_owned());
    }
    for one in &of.not_linked {
        let text = match one.reason {
            NoLink::OwnAddress => Text::of("crm-own-address"),
            NoLink::UnlinkedByHand => Text::of("crm-unlinked-by-hand"),
            NoLink::UnknownAddress => Text::of("crm-unknown-address"),
        };
        lines.push(words.say(&text.with("about", one.detail.as_str())));
    }
    let said = match visible(of, account, policy).1 {
        Visibility::Owner(why) => Text::of("visible-owner").text("because", because(&why)),
        Visibility::Everyone(why) => Text::of("visible-everyone").text("because", because(&why)),
    };
    lines.push(words.say(&said));
    lines
}
