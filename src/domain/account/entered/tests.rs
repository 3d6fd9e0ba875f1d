#![allow(clippy::unwrap_used)]
use super::*;

fn id() -> Id {
    Id::v7(1_700_000_000_000, [7; 10])
}

fn free() -> Limits<'static> {
    Limits { excluded_domains: 5, taken: &[], before: None }
}

fn typed() -> EnteredAccount {
    EnteredAccount {
        name: "sales".to_owned(),
        email: "sales@example.co.jp".to_owned(),
        host: "pop.example.co.jp".to_owned(),
        incoming_secret: EnteredSecret::Password(Secret::new("pässword \"1\\".to_owned())),
        ..EnteredAccount::default()
    }
}

fn gmail() -> EnteredAccount {
    EnteredAccount { email: "taro@gmail.com".to_owned(), host: String::new(), ..typed() }
}

fn faults(entered: &EnteredAccount) -> Vec<(&'static str, AccountFault)> {
    entered.validate(id(), &free()).err().unwrap_or_default().into_iter().map(|one| (one.field, one.fault)).collect()
}

#[test]
fn s53_s55_ports_and_user_names_have_sensible_defaults() {
    let settings = typed().validate(id(), &free()).unwrap().settings;
    assert_eq!((settings.incoming.port, settings.incoming.security), (995, Security::Tls));
    assert_eq!(settings.incoming.username, "sales@example.co.jp");
    assert_eq!(settings.outgoing, None, "without a word about it an unknown host only receives");
    assert_eq!(settings.on_server, OnServer::Leave);
    let plain = EnteredAccount { security: "starttls".to_owned(), ..typed() };
    assert_eq!(plain.validate(id(), &free()).unwrap().settings.incoming.port, 110);
}

#[test]
fn s14_a_preset_leaves_only_address_and_password() {
    let settings = gmail().validate(id(), &free()).unwrap().settings;
    assert_eq!((settings.incoming.host.as_str(), settings.incoming.port), ("pop.gmail.com", 995));
    let outgoing = settings.outgoing.unwrap();
    assert_eq!((outgoing.host.as_str(), outgoing.port, outgoing.username.as_str()), ("smtp.gmail.com", 465, "taro@gmail.com"));
    assert!(settings.smtp_same_credentials);
}

#[test]
fn s58_s59_other_credentials_need_all_of_theirs() {
    let own = EnteredAccount { smtp_same_credentials: Some(false), smtp_host: "smtp.example.co.jp".to_owned(), ..typed() };
    assert_eq!(faults(&own), [("smtp-password", AccountFault::Required)]);
    let hostless = EnteredAccount { smtp_same_credentials: Some(true), ..typed() };
    let found = hostless.validate(id(), &free()).unwrap().settings.outgoing.unwrap();
    assert_eq!((found.host.as_str(), found.port, found.username.as_str()), ("smtp.example.co.jp", 465, "sales@example.co.jp"));
    assert_eq!(hostless.outgoing_guesses(), ["smtp.example.co.jp", "pop.example.co.jp"]);
    let whole = EnteredAccount {
        smtp_username: "out".to_owned(),
        smtp_port: "587".to_owned(),
        outgoing_secret: EnteredSecret::Password(Secret::new("other".to_owned())),
        ..own
    };
    let valid = whole.validate(id(), &free()).unwrap();
    let outgoing = valid.settings.outgoing.unwrap();
    assert_eq!((outgoing.port, outgoing.security, outgoing.username.as_str()), (587, Security::Starttls, "out"));
    assert_eq!(valid.outgoing_password.unwrap().expose(), "other");
}

#[test]
fn s64_recent_mode_prefixes_the_incoming_user_only() {
    let recent = EnteredAccount { recent_mode: true, ..gmail() };
    let valid = recent.validate(id(), &free()).unwrap();
    assert_eq!(valid.settings.incoming.username, "recent:taro@gmail.com");
    assert_eq!(valid.settings.outgoing.as_ref().unwrap().username, "taro@gmail.com");
    assert!(!valid.warnings.contains(&AccountWarning::RecentOutsideGmail));
    let again = EnteredAccount::of(&valid.settings);
    assert_eq!((again.username.as_str(), again.recent_mode), ("taro@gmail.com", true), "the form shows the plain name");
    let typed_prefix = EnteredAccount { username: "recent:taro@gmail.com".to_owned(), ..gmail() };
    assert!(typed_prefix.validate(id(), &free()).unwrap().settings.recent_mode);
}

#[test]
fn s65_recent_mode_goes_only_with_leaving_mail_on_the_server() {
    let recent = EnteredAccount { recent_mode: true, on_server: "on-fetch".to_owned(), ..gmail() };
    assert_eq!(faults(&recent), [("on-server", AccountFault::RecentNeedsLeave)]);
}

#[test]
fn s66_recent_mode_elsewhere_is_warned_about() {
    let recent = EnteredAccount { recent_mode: true, ..typed() };
    assert_eq!(recent.validate(id(), &free()).unwrap().warnings, [AccountWarning::RecentOutsideGmail]);
}

#[test]
fn s54_no_protection_needs_a_yes() {
    let plain = EnteredAccount { security: "none".to_owned(), ..typed() };
    assert_eq!(faults(&plain), [("security", AccountFault::PlaintextNotConfirmed)]);
    let confirmed = EnteredAccount { plaintext_confirmed: true, ..plain };
    let valid = confirmed.validate(id(), &free()).unwrap();
    assert_eq!((valid.settings.incoming.port, valid.settings.plaintext_confirmed), (110, true));
    assert_eq!(valid.warnings, [AccountWarning::Plaintext]);
}

#[test]
fn s88_the_sixth_domain_is_refused_and_doubles_do_not_count() {
    let with = |count: usize| EnteredAccount { excluded_domains: (0..count).map(|n| format!("d{n}.example")).collect(), ..typed() };
    assert_eq!(faults(&with(6)), [("exclude-domain", AccountFault::TooManyDomains(5))]);
    let mut five = with(5);
    five.excluded_domains.push("@D0.example.".to_owned());
    assert_eq!(five.validate(id(), &free()).unwrap().settings.excluded_domains.len(), 5);
}

#[test]
fn every_wrong_field_is_named_at_once() {
    let wrong = EnteredAccount {
        name: "a/b".to_owned(),
        email: "nobody".to_owned(),
        host: "http://pop.example".to_owned(),
        port: "70000".to_owned(),
        security: "ssl".to_owned(),
        username: "a\r\nDELE 1".to_owned(),
        on_server: "after-days=0".to_owned(),
        sharing: "all".to_owned(),
        incoming_secret: EnteredSecret::Missing,
        ..EnteredAccount::default()
    };
    let fields: Vec<_> = faults(&wrong).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["name", "email", "host", "security", "port", "username", "password", "on-server", "sharing"]);
}

#[test]
fn a_password_cannot_carry_a_second_command() {
    let evil = EnteredAccount { incoming_secret: EnteredSecret::Password(Secret::new("a\r\nQUIT".to_owned())), ..typed() };
    assert_eq!(faults(&evil), [("password", AccountFault::ControlCharacters)]);
}

#[test]
fn an_edit_that_types_no_password_keeps_the_old_one() {
    let before = typed().validate(id(), &free()).unwrap().settings;
    let limits = Limits { before: Some(&before), ..free() };
    let after = EnteredAccount { display_name: "Sales".to_owned(), ..EnteredAccount::of(&before) }.validate(id(), &limits).unwrap();
    assert_eq!(after.incoming_password, None);
    assert_eq!(after.settings.incoming_secret, SecretSource::Kept);
    assert_eq!(after.settings.display_name.as_str(), "Sales");
    assert_eq!(
        after.settings,
        AccountSettings { display_name: after.settings.display_name.clone(), ..before.clone() },
        "nothing else changed"
    );
}

#[test]
fn names_are_unique_in_any_case() {
    let taken = [AccountName::new("Sales").unwrap()];
    let limits = Limits { taken: &taken, ..free() };
    assert_eq!(typed().validate(id(), &limits).unwrap_err(), [FieldFault { field: "name", fault: AccountFault::NameTaken }]);
}

#[test]
fn a_login_name_that_only_the_provider_knows_is_typed() {
    let docomo = EnteredAccount { email: "taro@docomo.ne.jp".to_owned(), host: "imap.spmode.ne.jp".to_owned(), ..typed() };
    assert_eq!(faults(&docomo), [("username", AccountFault::Required)]);
}
