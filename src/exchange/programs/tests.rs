#![allow(clippy::unwrap_used)]
use super::*;

const THUNDERBIRD: &str = r#"// Mozilla User Preferences
user_pref("mail.accountmanager.accounts", "account1,account2,account3");
user_pref("mail.account.account1.server", "server1");
user_pref("mail.account.account1.identities", "id1");
user_pref("mail.account.account2.server", "server2");
user_pref("mail.identity.id1.useremail", "anna@sample.example");
user_pref("mail.identity.id1.fullName", "Anna \"A\" Berg");
user_pref("mail.identity.id1.smtpServer", "smtp1");
user_pref("mail.server.server1.type", "pop3");
user_pref("mail.server.server1.name", "anna@sample.example");
user_pref("mail.server.server1.hostname", "pop.sample.example");
user_pref("mail.server.server1.port", 995);
user_pref("mail.server.server1.socketType", 3);
user_pref("mail.server.server1.userName", "anna");
user_pref("mail.server.server2.type", "none");
user_pref("mail.smtpserver.smtp1.hostname", "smtp.sample.example");
user_pref("mail.smtpserver.smtp1.port", 587);
user_pref("mail.smtpserver.smtp1.try_ssl", 2);
user_pref("mail.smtpserver.smtp1.username", "anna");
"#;

const MUTT: &str = "set realname = 'Anna Berg' # me\nset from=\"anna@sample.example\"\nset pop_host=\"pops://anna%40sample.example@pop.sample.example:1995/\"\nset pop_pass=\"s3cret\"\nset smtp_url=\"smtp://anna@sample.example:pw@smtp.sample.example:587/\"\nset pop_user=`cat user`\n";

const AERC: &str = "[Work]\nsource = imaps+plain://anna:s3cret@imap.sample.example\noutgoing = smtps://anna@smtp.sample.example:465\nfrom = \"Anna Berg\" <anna@work.example>\n\n[notmuch]\nsource = notmuch:///mail\n";

const HIMALAYA: &str = "[accounts.posteo]\nemail = \"anna@posteo.example\"\ndisplay-name = \"Anna\"\nbackend.type = \"imap\"\nbackend.host = \"posteo.example\"\nbackend.port = 993\nbackend.encryption.type = \"tls\"\nbackend.login = \"anna@posteo.example\"\nmessage.send.backend.type = \"smtp\"\nmessage.send.backend.host = \"posteo.example\"\nmessage.send.backend.port = 587\nmessage.send.backend.encryption.type = \"start-tls\"\nmessage.send.backend.login = \"anna@posteo.example\"\n\n[accounts.local]\nemail = \"x@y.example\"\nbackend.type = \"maildir\"\n";

const GETMAIL: &str = "[retriever]\ntype = SimplePOP3SSLRetriever\nserver = pop.get.example\nusername = anna@get.example\npassword = s3cret\n\n[destination]\ntype = Maildir\n";

const MPOP: &str = "defaults\ntls on\ntls_starttls off\n\naccount home\nhost pop.home.example\nport 995\nuser anna@home.example\npassword s3cret\n\naccount other : home\nhost pop.other.example\nuser anna@other.example\n";

fn home() -> tempfile::TempDir {
    let home = tempfile::tempdir().unwrap();
    for (place, text) in [
        (".thunderbird/ab.default/prefs.js", THUNDERBIRD),
        (".muttrc", MUTT),
        (".config/aerc/accounts.conf", AERC),
        (".config/himalaya/config.toml", HIMALAYA),
        (".config/getmail/getmailrc", GETMAIL),
        (".mpoprc", MPOP),
    ] {
        let path = home.path().join(place);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    home
}

#[test]
fn s43_accounts_of_other_programs_are_found_without_their_secrets() {
    let found = accounts_below(home().path());
    let told: Vec<String> = found
        .iter()
        .map(|FoundAccount { program, entered: one }| {
            format!("{program}: {} {} {} {}:{} {} {}", one.name, one.email, one.protocol, one.host, one.port, one.security, one.username)
        })
        .collect();
    assert_eq!(
        told,
        [
            "Thunderbird: anna@sample.example anna@sample.example pop3 pop.sample.example:995 tls anna",
            "aerc: Work anna@work.example imap imap.sample.example: tls anna",
            "himalaya: posteo anna@posteo.example imap posteo.example:993 tls anna@posteo.example",
            "getmail: anna anna@get.example pop3 pop.get.example: tls anna@get.example",
            "mpop: home anna@home.example pop3 pop.home.example:995 tls anna@home.example",
            "mpop: other anna@other.example pop3 pop.other.example:995 tls anna@other.example",
        ],
        "mutt has the account of Thunderbird"
    );
    assert!(!format!("{found:?}").contains("s3cret"));
    let thunderbird = &found[0].entered;
    assert_eq!(thunderbird.display_name, "Anna \"A\" Berg");
    assert_eq!(
        (thunderbird.smtp_host.as_str(), thunderbird.smtp_port.as_str(), thunderbird.smtp_security.as_str()),
        ("smtp.sample.example", "587", "starttls")
    );
    assert_eq!(thunderbird.smtp_same_credentials, Some(true));
}

#[test]
fn a_mutt_file_is_read_with_its_address_and_what_a_shell_would_print_is_not() {
    let [one] = &super::mutt::accounts(MUTT)[..] else { panic!() };
    assert_eq!((one.email.as_str(), one.username.as_str(), one.port.as_str()), ("anna@sample.example", "anna@sample.example", "1995"));
    assert_eq!((one.smtp_host.as_str(), one.display_name.as_str()), ("smtp.sample.example", "Anna Berg"));
}

#[test]
fn broken_files_give_nothing_and_no_panic() {
    for text in [
        "",
        "\u{0}",
        "[",
        "[a]\nsource=://",
        "set folder=imaps://",
        "account\nhost",
        "user_pref(\"",
        "accounts = 3",
        "source = imaps://@:",
        "set smtp_url=\"",
        "set x='",
    ] {
        for read in [thunderbird::accounts, mutt::accounts, aerc::accounts, himalaya::accounts, pop_fetchers::getmail, pop_fetchers::mpop] {
            let found: Vec<EnteredAccount> = read(text);
            assert!(found.iter().all(|one| one.email.is_empty()), "{text}");
        }
    }
}
