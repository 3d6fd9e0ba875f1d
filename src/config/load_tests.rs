#![allow(clippy::unwrap_used)]
use super::*;
use crate::domain::account::{AccountFault, OnServer, SecretSource, Security};

const WHOLE: &str = r#"
# mine
language = "ja"
theme = "light"
currency = "JPY"

[fetch]
interval = "2m"
max_size = "25M"

[sync]
mass_delete = 50

[outbox]
hold = "30s"

[accounts]
one_active = true

[retention]
policy = "warn"

[reading]
browser = ["firefox", "--new-tab"]
viewer = "gio open"
authserv = "mx.example.co.jp"
mark_read = "10s"

[keys]
archive = "y"
delete = ["d", "Del"]

[[account]]
id = "018bcfe5-6800-7007-8707-070707070707"
name = "sales"
email = "sales@example.co.jp"
host = "pop.example.co.jp"
security = "starttls"
password_command = "pass mail"
smtp_host = "smtp.example.co.jp"
on_server = "after-days=14"
exclude_domains = ["example.co.jp"]
default = true
"#;

fn line_of(text: &str) -> (usize, ConfigFault) {
    match parse(text) {
        Err(LoadError::Line { line, fault }) => (line, fault),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_whole_config_is_read() {
    let settings = parse(WHOLE).unwrap();
    assert_eq!(settings.language, Some(Language::Japanese));
    assert_eq!((settings.fetch_interval_s, settings.fetch_max_size), (Some(120), Some(25 << 20)));
    assert_eq!((settings.mass_delete, settings.outbox_hold_s, settings.one_active), (50, 30, true));
    assert_eq!(settings.browser, ["firefox", "--new-tab"]);
    assert_eq!(settings.viewer, ["gio", "open"]);
    assert_eq!(settings.authserv, ["mx.example.co.jp"]);
    assert_eq!(settings.mark_read, MarkRead::After(10));
    for (value, wanted) in [
        ("\"open\"", MarkRead::Open),
        ("3", MarkRead::After(3)),
        ("0", MarkRead::Open),
        ("\"leave\"", MarkRead::Leave),
        ("\"never\"", MarkRead::Never),
    ] {
        assert_eq!(parse(&format!("[reading]\nmark_read = {value}\n")).unwrap().mark_read, wanted, "{value}");
    }
    assert!(matches!(line_of("[reading]\nmark_read = \"later\"\n"), (2, ConfigFault::BadValue { .. })));
    assert_eq!(
        settings.keys,
        [("archive".to_owned(), vec!["y".to_owned()]), ("delete".to_owned(), vec!["d".to_owned(), "Del".to_owned()])]
    );
    let account = settings.default_account().unwrap();
    assert_eq!((account.incoming.security, account.incoming.port), (Security::Starttls, 110));
    assert_eq!(account.incoming_secret, SecretSource::Command("pass mail".to_owned()));
    assert_eq!(account.on_server, OnServer::AfterDays(14));
    assert_eq!(account.outgoing.as_ref().unwrap().port, 465);
    assert!(account.default && account.enabled);
}

#[test]
fn nothing_at_all_means_the_defaults() {
    assert_eq!(parse("").unwrap(), Settings::default());
    assert_eq!(Settings::default().fetch_interval_s, Some(300));
    assert_eq!(parse("[fetch]\ninterval = \"off\"").unwrap().fetch_interval_s, None);
}

#[test]
fn an_unknown_key_names_its_line() {
    assert_eq!(line_of("theme = \"dark\"\n\ncolour = 1\n"), (3, ConfigFault::UnknownKey("colour".to_owned())));
    assert_eq!(line_of("[fetch]\ninterval = \"5m\"\nevery = 3\n"), (3, ConfigFault::UnknownKey("fetch.every".to_owned())));
    assert_eq!(line_of(&format!("{WHOLE}pasword = \"x\"\n")).1, ConfigFault::UnknownKey("account.pasword".to_owned()));
    assert_eq!(line_of("[nonsense]\n").0, 1);
}

#[test]
fn a_wrong_value_names_its_line_and_what_can_stand_there() {
    for (text, line) in [
        ("theme = \"blue\"", 1),
        ("\n[fetch]\ninterval = \"soon\"", 3),
        ("[fetch]\ninterval = 1", 2),
        ("[fetch]\nmax_size = -1", 2),
        ("[sync]\nmass_delete = \"many\"", 2),
        ("currency = \"yen\"", 1),
        ("[keys]\narchive = 3", 2),
    ] {
        let (found, fault) = line_of(text);
        assert!(matches!(fault, ConfigFault::BadValue { .. }), "{text}: {fault:?}");
        assert_eq!(found, line, "{text}");
    }
    assert!(matches!(line_of("theme = \n"), (1, ConfigFault::Syntax(_))));
}

#[test]
fn a_wrong_field_of_an_account_names_account_field_and_line() {
    let (line, fault) = line_of(&WHOLE.replace("sales@example.co.jp", "nobody"));
    assert_eq!(WHOLE.lines().nth(line - 1), Some("email = \"sales@example.co.jp\""));
    assert_eq!(
        fault,
        ConfigFault::Account { name: "sales".to_owned(), fault: FieldFault { field: "email", fault: AccountFault::BadAddress } }
    );
    assert_eq!(line_of(&WHOLE.replace("id = \"018bcfe5-6800-7007-8707-070707070707\"\n", "")).1, ConfigFault::NoId);
    let twice = format!("{WHOLE}{}", &WHOLE[WHOLE.find("[[account]]").unwrap()..]);
    assert_eq!(line_of(&twice).1, ConfigFault::Twice("id"));
}

#[test]
fn an_unprotected_connection_must_be_confirmed_in_the_config_too() {
    let plain = WHOLE.replace("security = \"starttls\"", "security = \"none\"");
    assert!(matches!(line_of(&plain).1, ConfigFault::Account { fault: FieldFault { fault: AccountFault::PlaintextNotConfirmed, .. }, .. }));
    assert!(parse(&format!("{plain}plaintext_confirmed = true\n")).is_ok());
}

#[test]
fn no_file_makes_the_reader_panic() {
    let odd = "[[account]]\nid = \"0198\"\nname = 'x'\n[account.pop3]\nhost = \"ｈost.example\"\nport = 99999999999999999999\non_server = { days = -1 }\n[keys]\n\"ctrl-\" = []\n";
    crate::text::mutated::try_text("config", &[WHOLE, odd, "a = [[[[", "\u{feff}language=\"ja\""], |text| {
        let _ = parse(text);
    });
}
