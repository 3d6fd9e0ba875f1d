//! Who may see a mail: a pure rule over the account's level, the records it belongs to and the excluded domains (S83 to S103).
//!
//! Publishing to other people comes with team mode; until then every answer but the owner's own is only told, by `fumi explain`.

use crate::domain::account::SharingLevel;
use crate::domain::mail::address::normalized_domain;

/// What is known of one message in one account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SharedMail<'a> {
    /// The level of the account.
    pub level: SharingLevel,
    /// The domain of the account's own address.
    pub own_domain: &'a str,
    /// Domains whose mail stays private although the level is public (S87).
    pub excluded: &'a [String],
    /// Whether each record that the message belongs to shares its mail (S91); none for mail that is no customer's.
    pub records: &'a [bool],
    /// Domains of everybody in the message but our own addresses.
    pub others: &'a [&'a str],
}

/// Who sees a message, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Visibility {
    /// Its owner alone.
    Owner(Because),
    /// Everybody of the organisation.
    Everyone(Because),
}

/// The rule that decided who may see a mail (S84, S102), as `explain` names it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Because {
    /// The account's level is private.
    AccountPrivate,
    /// It belongs to no customer; such mail is never shared.
    NotCustomerMail,
    /// The level is by record, and no record of it shares its mail.
    NoRecordShares,
    /// A record of it shares its mail: any one is enough.
    RecordShares,
    /// The level is public.
    AccountPublic,
    /// The level is public, but somebody in it is of an excluded domain.
    ExcludedDomain(String),
}

impl Because {
    /// The stable word of JSON.
    pub fn word(&self) -> &'static str {
        match self {
            Self::AccountPrivate => "account_private",
            Self::NotCustomerMail => "not_customer_mail",
            Self::NoRecordShares => "no_record_shares",
            Self::RecordShares => "record_shares",
            Self::AccountPublic => "account_public",
            Self::ExcludedDomain(_) => "excluded_domain",
        }
    }
}

/// Decides. It is evaluated at reading time, so that a domain excluded later hides old mail too (S89), and treats received and sent mail alike (S95, S98).
pub fn visibility(mail: &SharedMail<'_>) -> Visibility {
    if mail.level == SharingLevel::Private {
        return Visibility::Owner(Because::AccountPrivate);
    }
    if mail.records.is_empty() {
        return Visibility::Owner(Because::NotCustomerMail);
    }
    if mail.level == SharingLevel::Custom {
        let shares = mail.records.iter().any(|shares| *shares);
        return if shares { Visibility::Everyone(Because::RecordShares) } else { Visibility::Owner(Because::NoRecordShares) };
    }
    match excluded(mail) {
        Some(domain) => Visibility::Owner(Because::ExcludedDomain(domain)),
        None => Visibility::Everyone(Because::AccountPublic),
    }
}

/// The excluded domain that keeps a message private. The account's own domain counts only when everybody else is of it.
fn excluded(mail: &SharedMail<'_>) -> Option<String> {
    let own = normalized_domain(mail.own_domain);
    let all_own = mail.others.iter().all(|domain| covers(&own, domain));
    mail.excluded.iter().map(|domain| normalized_domain(domain)).find(|domain| {
        let counts = all_own || !covers(domain, &own);
        counts && mail.others.iter().any(|other| covers(domain, other))
    })
}

/// Whether a domain is another one or a part of it: a domain covers its subdomains; case, IDNA form and a trailing dot do not matter.
fn covers(domain: &str, other: &str) -> bool {
    let (domain, other) = (normalized_domain(domain), normalized_domain(other));
    !domain.is_empty() && (other == domain || other.strip_suffix(&domain).is_some_and(|rest| rest.ends_with('.')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen(level: SharingLevel, records: &[bool], excluded: &[&str], others: &[&str]) -> bool {
        let excluded: Vec<String> = excluded.iter().map(|one| (*one).to_owned()).collect();
        let mail = SharedMail { level, own_domain: "sample.example", excluded: &excluded, records, others };
        matches!(visibility(&mail), Visibility::Everyone(_))
    }

    #[test]
    fn s86_to_s103_the_matrix() {
        use SharingLevel::{Custom, Private, Public};
        let customer = ["customer.example"];
        for (level, records, excluded, expected) in [
            (Private, &[true][..], &[][..], false),
            (Custom, &[false], &[], false),
            (Custom, &[true], &[], true),
            (Public, &[false], &[], true),
            (Public, &[false], &["customer.example"], false),
            (Private, &[], &[], false),
            (Custom, &[], &[], false),
            (Public, &[], &[], false),
        ] {
            assert_eq!(seen(level, records, excluded, &customer), expected, "{level:?} {records:?} {excluded:?}");
        }
    }

    #[test]
    fn any_record_that_shares_makes_a_message_visible() {
        assert!(seen(SharingLevel::Custom, &[false, true], &[], &["customer.example"]));
    }

    #[test]
    fn s89_a_domain_covers_its_subdomains_in_any_writing() {
        for other in ["customer.example", "Mail.Customer.Example.", "a.b.customer.example"] {
            assert!(!seen(SharingLevel::Public, &[false], &["CUSTOMER.example."], &[other]), "{other}");
        }
        assert!(seen(SharingLevel::Public, &[false], &["customer.example"], &["notcustomer.example"]));
        assert!(!seen(SharingLevel::Public, &[false], &["例え.test"], &["xn--r8jz45g.test"]));
    }

    #[test]
    fn s90_the_own_domain_hides_a_message_only_when_everybody_is_of_it() {
        assert!(seen(SharingLevel::Public, &[false], &["sample.example"], &["customer.example", "sample.example"]));
        assert!(!seen(SharingLevel::Public, &[false], &["sample.example"], &["sample.example"]));
        assert!(!seen(SharingLevel::Public, &[false], &["other.example"], &["customer.example", "other.example"]));
    }

    #[test]
    fn every_reason_has_its_word() {
        let mail =
            SharedMail { level: SharingLevel::Public, own_domain: "a.example", excluded: &[], records: &[false], others: &["b.example"] };
        assert_eq!(visibility(&mail), Visibility::Everyone(Because::AccountPublic));
        let private = SharedMail { level: SharingLevel::Private, ..mail };
        assert_eq!(visibility(&private), Visibility::Owner(Because::AccountPrivate));
        assert_eq!(Because::ExcludedDomain("b.example".to_owned()).word(), "excluded_domain");
    }
}
