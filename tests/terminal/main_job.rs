//! One person's first day with fumi, and the next morning.

use std::fs;
use std::os::unix::fs::PermissionsExt;

use base64::Engine;

use super::dovecot::{Dovecot, is_installed};
use super::scripted_smtp::{Channel, PASSWORD, ScriptedSmtp, USER};
use super::terminal::Terminal;

const MAIL: &str = "From: =?UTF-8?B?55Sw5LitIOWkqumDjg==?= <t.tanaka@sample.example>\r\nTo: me@sales.example\r\nSubject: Quote for lamps\r\n\
Date: Mon, 23 Nov 2026 09:00:00 +0900\r\nMessage-ID: <first@sample.example>\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=UTF-8\r\n\r\n\
お世話になっております。\r\nお見積りをお願いいたします。\r\n\r\n━━━━━━━━━━━━━━\r\n株式会社サンプル 営業部 課長\r\n田中 太郎\r\nTEL 03-0000-1234\r\n\
E-mail t.tanaka@sample.example\r\n━━━━━━━━━━━━━━\r\n";

/// A home whose sent mail does not wait, with a file that opens its encrypted passwords.
pub(super) fn home(dir: &std::path::Path) {
    fs::set_permissions(dir, fs::Permissions::from_mode(0o700)).unwrap();
    fs::write(dir.join("config.toml"), "[outbox]\nhold = 0\n\n[secrets]\nstore = \"file\"\n").unwrap();
    fs::write(dir.join("passphrase"), "open sesame\n").unwrap();
    for file in ["config.toml", "passphrase"] {
        fs::set_permissions(dir.join(file), fs::Permissions::from_mode(0o600)).unwrap();
    }
}

fn open(dir: &std::path::Path) -> Terminal {
    let passphrase = dir.join("passphrase").display().to_string();
    Terminal::start(dir, &["--passphrase-file", &passphrase], 50, 160)
}

#[test]
fn the_main_job_from_the_first_start_to_the_next_morning() {
    if !is_installed() {
        return;
    }
    let mut server = Dovecot::start();
    server.deliver(MAIL.as_bytes());
    let smtp = ScriptedSmtp::start(Channel::Tls);
    let dir = tempfile::tempdir().unwrap();
    home(dir.path());
    let roots = dir.path().join("roots.pem");
    fs::write(&roots, fs::read_to_string(&server.ca_file).unwrap() + &smtp.certificate).unwrap();

    let mut fumi = open(dir.path());
    fumi.wait_for("New mail account");
    fumi.fill("Email", "me@sales.example");
    fumi.fill("Password", "pw");
    fumi.fill("Account name", "\u{15}sales");
    fumi.fill("Server", "\u{15}localhost");
    fumi.fill("Port", &format!("\u{15}{}", server.tls_port));
    fumi.fill("User name", "\u{15}me");
    fumi.fill("Server", "\u{15}localhost");
    fumi.fill("Port", &format!("\u{15}{}", smtp.port));
    fumi.fill("Same login", " ");
    fumi.fill("User name", &format!("\u{15}{USER}"));
    fumi.fill("Password", PASSWORD);
    fumi.fill("Certificate file", &format!("\u{15}{}", roots.display()));
    fumi.keys("\u{13}");

    fumi.wait_for("Quote for lamps");
    fumi.wait_for("Not in the CRM");
    fumi.keys("\r");
    fumi.wait_for("お見積りをお願いいたします");

    fumi.keys("+l");
    let form = fumi.wait_for("line 7,");
    assert!(form.contains("株式会社サンプル") && form.contains("田中"), "{form}");
    fumi.keys("\u{13}");
    fumi.wait_for("田中 太郎 · Lead");

    for (keys, title) in [("+t", "New Task"), ("+e", "New Event"), ("+p", "New Call")] {
        fumi.keys(keys);
        fumi.wait_for(title);
        fumi.keys("\u{13}");
        fumi.wait_gone(title);
    }
    fumi.keys("+n");
    fumi.wait_for("New Note");
    fumi.keys("met at the fair\u{13}");
    fumi.wait_gone("New Note");

    fumi.keys("+d");
    fumi.wait_for("convert the lead first");
    fumi.keys("C");
    fumi.wait_for("Make 田中 太郎 a contact");
    fumi.keys("\u{13}");
    fumi.wait_for("田中 太郎 · Contact");
    fumi.keys("+d");
    fumi.wait_for("New Deal");
    fumi.keys("\u{13}");
    fumi.wait_gone("New Deal");
    fumi.wait_for("Qualification");

    fumi.keys("z");
    fumi.wait_gone("Qualification");
    fumi.keys("Z");
    fumi.wait_for("Qualification");

    fumi.keys("r");
    fumi.wait_for("Re: Quote for lamps");
    fumi.keys("With pleasure.\u{13}");
    fumi.wait_gone("With pleasure.");
    smtp.wait_for_taken(1);
    fumi.leave();
    let taken = smtp.taken();
    assert_eq!(taken.len(), 1);
    let sent = String::from_utf8_lossy(&taken[0].data).into_owned();
    assert_eq!(taken[0].to, ["t.tanaka@sample.example"]);
    assert!(sent.contains("In-Reply-To: <first@sample.example>"), "{sent}");
    let body: String = sent.split_once("\r\n\r\n").unwrap().1.split_whitespace().collect();
    let body = String::from_utf8(base64::engine::general_purpose::STANDARD.decode(body).unwrap()).unwrap();
    assert!(body.starts_with("With pleasure.") && body.contains("> お見積りをお願いいたします。"), "{body}");

    let mut morning = open(dir.path());
    morning.wait_for("Quote for lamps");
    let screen = morning.wait_for("田中 太郎 · Contact");
    for kept in ["株式会社サンプル", "Qualification", "☐", "◷", "☎"] {
        assert!(screen.contains(kept), "{kept} is gone:\n{screen}");
    }
    morning.keys("z");
    morning.wait_gone("Qualification");
    server.deliver(MAIL.replace("<first@", "<second@").replace("Quote for lamps", "Samples").as_bytes());
    morning.keys("\u{1b}[15~");
    morning.wait_for("Mail from 田中 太郎: Samples");
    for file in ["config.toml", "fumi.db", "fumi.db-wal", "log/fumi.log", "secrets.age"] {
        let bytes = fs::read(dir.path().join(file)).unwrap_or_default();
        assert!(!bytes.windows(PASSWORD.len()).any(|window| window == PASSWORD.as_bytes()), "{file} holds a password");
    }
}
