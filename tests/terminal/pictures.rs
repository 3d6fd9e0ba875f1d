//! A page whose pictures lie in its own mail, from the mail in the list to what a browser gets.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use crate::scripted_smtp::{Channel, ScriptedSmtp};
use crate::takeover::{fumi, home_of};
use crate::terminal::Terminal;

#[test]
fn the_pictures_of_a_mail_are_in_the_page_that_the_browser_gets_and_those_of_others_stay_links() {
    let server = ScriptedSmtp::start(Channel::Tls);
    let home = home_of(&server);
    let (seen, picture) = (home.path().join("seen.html"), STANDARD.encode(b"\x89PNG\r\n\x1a\nof this mail"));
    let mail = format!(
        "From: Anna <anna@nordwind.example>\r\nTo: sales@example.com\r\nSubject: Garden plan\r\nMessage-ID: <1@nordwind.example>\r\nDate: Mon, 09 Nov 2026 10:00:00 +0900\r\nMIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=q\r\n\r\n--q\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<p>The plan: <img src=\"cid:plan@nordwind\"> and <img src=\"https://elsewhere.example/pixel.png\"></p>\r\n--q\r\nContent-Type: image/png\r\nContent-ID: <plan@nordwind>\r\nContent-Transfer-Encoding: base64\r\n\r\n{picture}\r\n--q--\r\n"
    );
    let file = home.path().join("one.eml");
    std::fs::write(&file, mail).unwrap();
    let import = ["import", "eml", file.to_str().unwrap(), "--account", "sales", "--mailbox", "Inbox"];
    assert!(fumi(home.path(), &import).status().unwrap().success());
    let config = home.path().join("config.toml");
    let before = std::fs::read_to_string(&config).unwrap();
    let browser = format!(
        "\n[reading]\nbrowser = [\"/bin/sh\", \"-c\", \"cp \\\"$1\\\" '{0}.part' && mv '{0}.part' '{0}'\", \"browser\"]\n",
        seen.display()
    );
    std::fs::write(&config, before + &browser).unwrap();
    let mut terminal = Terminal::start(home.path(), &[], 24, 80);
    terminal.wait_for("From: Anna");
    terminal.keys("\r");
    assert!(!seen.exists(), "nothing opens because a mail is shown");
    terminal.keys(":browse\r");
    terminal.wait_for("y yes");
    terminal.keys("y");
    terminal.wait("the page to reach the browser", |_| seen.exists());
    let page = std::fs::read_to_string(&seen).unwrap();
    assert!(page.contains(&format!("<img src=\"data:image/png;base64,{picture}\">")), "{page}");
    assert!(page.contains("<img src=\"https://elsewhere.example/pixel.png\">") && !page.contains("cid:"), "{page}");
    terminal.leave();
}
