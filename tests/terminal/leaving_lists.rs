//! A newsletter that is wanted no more: one key and a yes, and only who may be asked is asked (RFC 8058).

use crate::domain::{Domains, Page};
use crate::scripted_smtp::{Channel, ScriptedSmtp};
use crate::takeover::{fumi, home_of};
use crate::terminal::Terminal;

/// A newsletter whose page is at a path; `signed` are the headers that its signature covers.
fn newsletter(subject: &str, port: u16, path: &str, signed: &str, minute: u32) -> String {
    format!(
        "Authentication-Results: mx.example.com; dkim=pass header.d=list.example\r\n\
         Received: from out.list.example (out.list.example [192.0.2.1])\r\n by mx.example.com with ESMTPS id 1; Mon, 09 Nov 2026 10:{minute:02}:00 +0900\r\n\
         DKIM-Signature: v=1; a=rsa-sha256; d=list.example; s=k; h={signed}; bh=x; b=y\r\n\
         List-Unsubscribe: <https://list.example:{port}{path}?who=17>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n\
         From: News <news@list.example>\r\nTo: sales@example.com\r\nSubject: {subject}\r\nMessage-ID: <{minute}@list.example>\r\n\
         Date: Mon, 09 Nov 2026 10:{minute:02}:00 +0900\r\n\r\nWords of {subject}, which are more than a line of the list has room for, as newsletters are.\r\n\r\nThe end of it.\r\n"
    )
}

/// An app with one newsletter, on which `U` was pressed, and the servers that it may ask.
fn off(path: &str, signed: &str) -> (Terminal, Domains, tempfile::TempDir) {
    let domains = Domains::start(&["list.example"]);
    domains.host("list.example").page("list.example/off", Page::File("done".to_owned()));
    domains.page("list.example/moved", Page::Moved("https://list.example/off"));
    let home = home_of(&ScriptedSmtp::start(Channel::Tls));
    let (config, roots) = (home.path().join("config.toml"), home.path().join("roots.pem"));
    std::fs::write(&roots, &domains.certificate).unwrap();
    let mut text = std::fs::read_to_string(&config).unwrap();
    text.push_str(&format!("\n[discovery]\ndns = \"127.0.0.1:{}\"\nca_file = \"{}\"\n", domains.dns, roots.display()));
    std::fs::write(&config, text).unwrap();
    let file = home.path().join("one.eml");
    std::fs::write(&file, newsletter("weekly", domains.https, path, signed, 1)).unwrap();
    let import = ["import", "eml", file.to_str().unwrap(), "--account", "sales", "--mailbox", "Inbox"];
    assert!(fumi(home.path(), &import).status().unwrap().success());
    let mut app = Terminal::start(home.path(), &[], 24, 80);
    app.wait_for("weekly");
    app.keys("gg\r");
    app.wait_for("The end of it.");
    app.keys("U");
    (app, domains, home)
}

const BOTH: &str = "From:List-Unsubscribe:List-Unsubscribe-Post";

#[test]
fn one_key_and_a_yes_leave_a_list() {
    let (mut app, domains, _home) = off("/off", BOTH);
    app.wait_for("Ask list.example");
    assert_eq!(domains.requests().len(), 0, "before the yes");
    app.keys("y");
    app.wait("the request", |_| !domains.requests().is_empty());
    let request = domains.requests().concat();
    assert!(request.starts_with("POST /off?who=17 HTTP/1.1\r\n"), "{request}");
    let lower = request.to_lowercase();
    assert!(lower.contains("content-type: application/x-www-form-urlencoded\r\n"), "{request}");
    assert!(request.ends_with("\r\n\r\nList-Unsubscribe=One-Click"), "{request}");
    assert!(!lower.contains("cookie") && !lower.contains("sales") && !lower.contains("referer"), "{request}");
    app.leave();
}

#[test]
fn a_page_that_sends_the_request_elsewhere_is_not_followed() {
    let (mut app, domains, _home) = off("/moved", BOTH);
    app.wait_for("Ask list.example");
    app.keys("y");
    app.wait_for("did not take you off");
    assert_eq!(domains.requests().len(), 1, "{:?}", domains.requests());
    app.leave();
}

#[test]
fn a_way_off_that_nobody_signed_is_only_opened_by_hand() {
    let (mut app, domains, _home) = off("/off", "From:Subject");
    app.wait_for("Open the page of list.example");
    assert_eq!(domains.requests().len(), 0);
    app.keys("n");
    app.leave();
}
