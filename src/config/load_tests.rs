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

/// A value for each key that is not what holds without it.
const OTHERWISE: &[(&str, &str)] = &[
    ("language", "\"ja\""),
    ("theme", "\"light\""),
    ("mouse", "false"),
    ("currency", "\"EUR\""),
    ("editor", "\"vim\""),
    ("passphrase_command", "\"pass show fumi\""),
    ("fetch.interval", "\"7m\""),
    ("fetch.max_size", "\"50M\""),
    ("sync.mass_delete", "7"),
    ("outbox.hold", "\"7s\""),
    ("accounts.one_active", "true"),
    ("sharing.max_excluded_domains", "7"),
    ("discovery.dns", "\"192.0.2.1\""),
    ("discovery.https_port", "444"),
    ("discovery.ca_file", "\"roots.pem\""),
    ("retention.policy", "\"warn\""),
    ("retention.no_send_months", "7"),
    ("retention.no_use_months", "7"),
    ("retention.after_end_months", "7"),
    ("retention.warn_days", "7"),
    ("retention.delete_days", "7"),
    ("backup.keep", "7"),
    ("reading.browser", "\"lynx\""),
    ("reading.viewer", "\"open\""),
    ("reading.printer", "\"lpr\""),
    ("reading.mark_read", "\"never\""),
    ("reading.authserv", "\"mx.example.com\""),
    ("crm.owner", "\"Hanako\""),
    ("crm.required.lead", "[\"company\"]"),
    ("crm.required.contact", "[\"company\"]"),
    ("crm.required.temp", "[\"company\"]"),
    ("crm.required.company", "[\"phone\"]"),
    ("crm.required.deal", "[\"amount\"]"),
    ("crm.required.task", "[\"due-date\"]"),
    ("crm.required.event", "[\"location\"]"),
    ("crm.required.call", "[\"call-result\"]"),
    ("crm.required.note", "[\"title\"]"),
    ("secrets.store", "\"file\""),
    ("oauth2.client_id", "\"me\""),
    ("oauth2.auth_url", "\"https://id.example/a\""),
    ("oauth2.token_url", "\"https://id.example/t\""),
    ("oauth2.device_url", "\"https://id.example/d\""),
    ("oauth2.scope", "\"mail\""),
    ("account.id", "\"018bcfe5-6800-7007-8707-070707070708\""),
    ("account.name", "\"b\""),
    ("account.email", "\"b@b.example\""),
    ("account.display_name", "\"Anna\""),
    ("account.protocol", "\"imap\""),
    ("account.host", "\"c.example\""),
    ("account.port", "1995"),
    ("account.security", "\"starttls\""),
    ("account.username", "\"me\""),
    ("account.auth", "\"oauth2\""),
    ("account.password_command", "\"pass\""),
    ("account.smtp_host", "\"smtp.b.example\""),
    ("account.smtp_same_credentials", "true"),
    ("account.on_server", "\"on-fetch\""),
    ("account.recent_mode", "true"),
    ("account.sharing", "\"public\""),
    ("account.exclude_domains", "[\"example.com\"]"),
    ("account.aliases", "[\"me@example.com\"]"),
    ("account.color", "\"red\""),
    ("account.signature", "\"Anna\""),
    ("account.magnet", "\"folder=Customers\""),
    ("account.ends_on", "\"2027-01-31\""),
    ("account.ca_file", "\"/roots.pem\""),
    ("account.certificate", "\"0101010101010101010101010101010101010101010101010101010101010101\""),
    ("account.enabled", "false"),
    ("account.default", "true"),
];

/// What no team can be without.
const TEAM: &str = "id = \"018bcfe5-6800-7007-8707-070707070708\"\nurl = \"postgres://anna@db.example/team\"";

/// Keys that say something only beside another one, with that.
const BESIDE: &[(&str, &str, &str)] = &[
    ("account.smtp_password_command", "\"pass out\"", "smtp_host = \"smtp.b.example\""),
    ("account.smtp_username", "\"out\"", "smtp_host = \"smtp.b.example\"\nsmtp_password_command = \"pass\""),
    ("account.smtp_security", "\"starttls\"", "smtp_host = \"smtp.b.example\""),
    ("account.smtp_port", "1465", "smtp_host = \"smtp.b.example\""),
    ("team.id", "\"018bcfe5-6800-7007-8707-070707070708\"", "url = \"postgres://anna@db.example/team\""),
    ("team.url", "\"postgres://anna@db.example/team\"", "id = \"018bcfe5-6800-7007-8707-070707070708\""),
    ("team.password_command", "\"pass team\"", TEAM),
    ("team.ca_file", "\"/roots.pem\"", TEAM),
    ("account.ends_as", "\"trial\"", "ends_on = \"2027-01-31\""),
    ("account.smtp_certificate", "\"0101010101010101010101010101010101010101010101010101010101010101\"", "smtp_host = \"smtp.b.example\""),
    ("account.plaintext_confirmed", "true", "security = \"none\""),
];

/// Keys with one value that can be said: the version of the file.
const ONE_VALUE: [&str; 1] = ["schema"];

const ACCOUNT: [(&str, &str); 4] =
    [("id", "\"018bcfe5-6800-7007-8707-070707070707\""), ("name", "\"a\""), ("email", "\"a@b.example\""), ("host", "\"b.example\"")];

/// What a file says that holds this key alone, an account's beside what no account can be without; without a key, what that says.
fn with(key: &str, value: Option<&str>, beside: &str) -> Result<Settings, LoadError> {
    let (table, name) = key.rsplit_once('.').map_or(("", key), |(table, name)| (table, name));
    let line = value.map(|value| format!("{name} = {value}\n")).unwrap_or_default();
    parse(&match table {
        "" => format!("schema = 2\n{line}"),
        "account" => {
            let rest: String = ACCOUNT
                .iter()
                .filter(|(one, _)| *one != name || value.is_none())
                .map(|(one, value)| format!("{one} = {value}\n"))
                .collect();
            format!("schema = 2\n[[account]]\n{rest}{line}{beside}\n")
        }
        table => format!("schema = 2\n[{table}]\n{line}{beside}\n"),
    })
}

#[test]
fn no_key_is_taken_that_says_nothing() {
    let told = OTHERWISE.iter().map(|(key, _)| *key).chain(BESIDE.iter().map(|(key, ..)| *key)).chain(ONE_VALUE);
    let mut told: Vec<&str> = told.collect();
    let mut all = crate::config::known::KEYS.to_vec();
    told.sort_unstable();
    all.sort_unstable();
    assert_eq!(told, all, "each key has a value here");
    let cases = OTHERWISE.iter().map(|(key, value)| (*key, *value, "")).chain(BESIDE.iter().copied());
    for (key, value, beside) in cases {
        let said = with(key, Some(value), beside).unwrap_or_else(|error| panic!("{key}: {error}"));
        let unsaid = with(key, None, beside).ok();
        assert_ne!(Some(said), unsaid, "{key} changes nothing");
    }
}

#[test]
fn what_the_config_says_is_read_by_the_program() {
    fn walk(folder: &std::path::Path, into: &mut String) {
        for entry in std::fs::read_dir(folder).unwrap().flatten() {
            let path = entry.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            let says = ["load.rs", "edit.rs", "settings.rs", "known.rs"].iter().any(|own| path.ends_with(format!("src/config/{own}")));
            if says {
                continue;
            }
            if path.is_dir() && name != "tests" {
                walk(&path, into);
            } else if name.ends_with(".rs") && !name.contains("tests") {
                into.push_str(&std::fs::read_to_string(&path).unwrap());
            }
        }
    }
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut program = String::new();
    walk(&root, &mut program);
    for (file, of) in [
        ("config/settings.rs", "pub struct Settings {"),
        ("domain/account/mod.rs", "pub struct AccountSettings {"),
        ("domain/account/retention.rs", "pub struct Terms {"),
    ] {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        let fields = text.split_once(of).unwrap().1.split_once("\n}").unwrap().0;
        // What settings of the config's own methods hand out is read through those.
        let own = std::fs::read_to_string(root.join("config/settings.rs")).unwrap();
        for field in fields.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(':')).map(|(name, _)| name) {
            let reads = |text: &str| {
                text.match_indices(&format!(".{field}"))
                    .any(|(at, found)| !text[at + found.len()..].starts_with(|c: char| c.is_alphanumeric() || c == '_'))
            };
            assert!(reads(&program) || reads(&own), "nothing reads {field} of {of}");
        }
    }
}
