//! A mail as a test describes it, and its bytes as RFC 5322 wants them.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use fumi::domain::mail::mailbox::MailboxRole;
use fumi::domain::time::Instant;

use super::{NOW, zone};

const MINUTE: i64 = 60_000;

/// A mail of the world.
#[derive(Clone)]
pub struct Mail {
    /// Mails of one number are one conversation.
    pub thread: i64,
    /// Name and address.
    pub from: (&'static str, &'static str),
    /// Copies go to these addresses.
    pub cc: Vec<&'static str>,
    pub subject: String,
    pub minutes_ago: i64,
    pub read: bool,
    pub starred: bool,
    /// Whole header fields of the servers on its way, above all others.
    pub trace: &'static str,
    /// How deep it lies in its conversation: it answers the newest mail before it that lies one less deep.
    pub depth: u32,
    /// Lines with their level of quoting.
    pub body: Vec<(u8, String)>,
    /// The same in HTML, beside the text.
    pub html: Option<&'static str>,
    /// Name, type and size in bytes.
    pub attachments: Vec<(&'static str, &'static str, usize)>,
    pub labels: Vec<&'static str>,
    pub mailbox: MailboxRole,
}

impl Mail {
    /// A plain, unread mail of a thread.
    pub fn new(thread: i64, from: (&'static str, &'static str), subject: &str, minutes_ago: i64) -> Self {
        Self {
            thread,
            from,
            cc: Vec::new(),
            subject: subject.to_owned(),
            minutes_ago,
            read: false,
            starred: false,
            trace: "",
            depth: 0,
            body: vec![(0, subject.to_owned())],
            html: None,
            attachments: Vec::new(),
            labels: Vec::new(),
            mailbox: MailboxRole::Inbox,
        }
    }

    /// Its Message-ID, in angle brackets.
    pub fn message_id(&self) -> String {
        format!("<{}.{}@mail.example>", self.thread, self.minutes_ago)
    }

    /// Its bytes; `references` are the Message-IDs from the root of its thread to what it answers.
    pub fn bytes(&self, references: &[String]) -> Vec<u8> {
        let date = Instant(NOW - self.minutes_ago * MINUTE).to_timestamp().to_zoned(zone()).strftime("%a, %d %b %Y %H:%M:%S %z");
        let mut head = format!("{}From: {} <{}>\r\nTo: sales@example.com\r\n", self.trace, encoded(self.from.0), self.from.1);
        if !self.cc.is_empty() {
            head += &format!("Cc: {}\r\n", self.cc.join(", "));
        }
        head += &format!("Subject: {}\r\nDate: {date}\r\nMessage-ID: {}\r\n", encoded(&self.subject), self.message_id());
        if let Some(parent) = references.last() {
            head += &format!("In-Reply-To: {parent}\r\nReferences: {}\r\n", references.join("\r\n "));
        }
        head += "MIME-Version: 1.0\r\n";
        let text = format!(
            "Content-Type: text/plain; charset=UTF-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
            in_lines(self.text().as_bytes())
        );
        if let Some(html) = self.html {
            let page = format!("--=_other\r\nContent-Type: text/html; charset=UTF-8\r\n\r\n{html}\r\n--=_other--\r\n");
            return (head + "Content-Type: multipart/alternative; boundary=\"=_other\"\r\n\r\n--=_other\r\n" + &text + &page).into_bytes();
        }
        if self.attachments.is_empty() {
            return (head + &text).into_bytes();
        }
        let mut whole = head + "Content-Type: multipart/mixed; boundary=\"=_part\"\r\n\r\n--=_part\r\n" + &text;
        for (name, media, size) in &self.attachments {
            whole += &format!(
                "\r\n--=_part\r\nContent-Type: {media}\r\nContent-Disposition: attachment; filename*=UTF-8''{}\r\nContent-Transfer-Encoding: base64\r\n\r\n{}",
                percent(name),
                in_lines(&vec![b'x'; *size])
            );
        }
        (whole + "\r\n--=_part--\r\n").into_bytes()
    }

    fn text(&self) -> String {
        let quoted = |level: u8| if level == 0 { String::new() } else { format!("{} ", ">".repeat(level.into())) };
        self.body.iter().map(|(level, line)| format!("{}{line}\r\n", quoted(*level))).collect()
    }
}

/// A header's text: as it stands where it is plain, else in encoded words (RFC 2047) of some characters each.
fn encoded(text: &str) -> String {
    if text.chars().all(|c| c.is_ascii_alphanumeric() || " -:.!?".contains(c)) {
        return text.to_owned();
    }
    let chars: Vec<char> = text.chars().collect();
    let words = chars.chunks(10).map(|some| format!("=?UTF-8?B?{}?=", STANDARD.encode(some.iter().collect::<String>())));
    words.collect::<Vec<_>>().join("\r\n ")
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|byte| if byte.is_ascii_alphanumeric() || byte == b'.' { (byte as char).to_string() } else { format!("%{byte:02X}") })
        .collect()
}

fn in_lines(bytes: &[u8]) -> String {
    let whole = STANDARD.encode(bytes);
    let lines = whole.as_bytes().chunks(76).map(|line| std::str::from_utf8(line).unwrap());
    lines.collect::<Vec<_>>().join("\r\n") + "\r\n"
}
