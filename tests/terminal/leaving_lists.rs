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
         Date: Mon, 09 Nov 2026 10:{minute:02}:00 +0900\r\n\r\nWords of {subject}.\r\n"
    )
}

#[test]
fn one_key_and_a_yes_leave_a_list_and_nothing_is_sent_where_the_way_off_is_not_signed_or_leads_elsewhere() {
    const BOTH: &str = "From:List-Unsubscribe:List-Unsubscribe-Post";
    let domains = Domains::start(&["list.example"]);
    domains.host("list.example").page("list.example/off", Page::File("done".to_owned()));
    domains.page("list.example/moved", Page::Moved("https://list.example/off"));
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let (config, roots) = (home.path().join("config.toml"), home.path().join("roots.pem"));
    std::fs::write(&roots, &domains.certificate).unwrap();
    let mut text = std::fs::read_to_string(&config).unwrap();
    text.push_str(&format!("\n[discovery]\ndns = \"127.0.0.1:{}\"\nca_file = \"{}\"\n", domains.dns, roots.display()));
    std::fs::write(&config, text).unwrap();
    let file = home.path().join("one.eml");
    for (subject, path, signed, minute) in
        [("unsigned", "/off", "From:Subject", 1), ("moved", "/moved", BOTH, 2), ("weekly", "/off", BOTH, 3)]
    {
        std::fs::write(&file, newsletter(subject, domains.https, path, signed, minute)).unwrap();
        let import = ["import", "eml", file.to_str().unwrap(), "--account", "sales", "--mailbox", "Inbox"];
        assert!(fumi(home.path(), &import).status().unwrap().success());
    }
    let mut app = Terminal::start(home.path(), &[], 24, 80);
    app.wait_for("weekly");
    app.keys("gg\r");
    app.wait_for("Words of weekly");
    app.keys("U");
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
    // The page that sends the request on somewhere gets none of it there.
    app.leave();
    let mut app = Terminal::start(home.path(), &[], 24, 80);
    app.wait_for("weekly");
    app.keys("ggj\r");
    app.wait_for("Words of moved");
    app.keys("U");
    app.wait_for("Ask list.example");
    app.keys("y");
    app.wait_for("did not take you off");
    assert_eq!(domains.requests().len(), 2, "no redirect is followed");
    app.keys("\x1b");
    app.wait_gone("did not take you off");
    app.leave();
    let mut app = Terminal::start(home.path(), &[], 24, 80);
    app.wait_for("weekly");
    app.keys("ggjj\r");
    app.wait_for("Words of unsigned");
    app.keys("U");
    app.wait_for("Open the page of list.example");
    app.keys("n");
    app.wait_gone("Open the page of");
    assert_eq!(domains.requests().len(), 2, "nothing by a mail that anybody may have written");
    app.leave();
}
