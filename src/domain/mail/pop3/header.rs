//! The header of a mail as proof that it is the mail we have (RFC 1939 section 7, TOP).

/// Fields that servers write, change or leave out from one answer to the next: they say how a mailbox stands, not which mail it is.
const CHANGING: [&str; 14] = [
    "content-length",
    "lines",
    "status",
    "x-account-key",
    "x-evolution-source",
    "x-imap",
    "x-imapbase",
    "x-keywords",
    "x-mozilla-keys",
    "x-mozilla-status",
    "x-mozilla-status2",
    "x-status",
    "x-uid",
    "x-uidl",
];

/// The header of a mail without what changes from one answer to the next: line ends, blanks at the end of a line, and what servers note in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeaderBlock {
    lines: Vec<u8>,
    message_id: Option<String>,
    tells: bool,
    tells_surely: bool,
}

impl HeaderBlock {
    /// Reads up to the first empty line.
    pub fn of(mail: &[u8]) -> Self {
        let mut block = Self { lines: Vec::new(), message_id: None, tells: false, tells_surely: false };
        let mut passed_over = false;
        let mut in_message_id = false;
        for line in mail.split(|byte| *byte == b'\n') {
            let line = line.trim_ascii_end();
            if line.is_empty() {
                break;
            }
            if !matches!(line[0], b' ' | b'\t') {
                let name = line.split(|byte| *byte == b':').next().unwrap_or_default().trim_ascii().to_ascii_lowercase();
                let separator = block.lines.is_empty() && (line.starts_with(b"From ") || line.starts_with(b">From "));
                passed_over = separator || CHANGING.iter().any(|changing| name == changing.as_bytes());
                in_message_id = name == b"message-id";
                block.tells_surely |= name == b"received";
                block.tells |= block.tells_surely || name == b"date";
            }
            if passed_over {
                continue;
            }
            if in_message_id && block.message_id.is_none() {
                block.message_id = id_in(line);
                block.tells_surely |= block.message_id.is_some();
                block.tells |= block.tells_surely;
            }
            block.lines.extend_from_slice(line);
            block.lines.push(b'\n');
        }
        block
    }

    /// Whether no two mails have this header by chance: it has an id, or says when it was written or who
    /// took it from whom and when. Without any, only the whole mail tells.
    pub fn tells(&self) -> bool {
        self.tells
    }

    /// Whether it holds more than what a program may write twice within a second: only then it may help to delete a mail.
    pub fn tells_surely(&self) -> bool {
        self.tells_surely
    }

    /// The id that the mail has, without its brackets.
    pub fn message_id(&self) -> Option<&str> {
        self.message_id.as_deref()
    }
}

fn id_in(line: &[u8]) -> Option<String> {
    let line = std::str::from_utf8(line).ok()?;
    let (id, _) = line.split_once('<')?.1.split_once('>')?;
    (!id.trim().is_empty()).then(|| id.trim().to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"Received: from a by b; 1 Nov 2026\r\nSubject: A\r\n folded\r\nMessage-ID:\r\n <one@x>\r\n\r\nBody\r\n";

    #[test]
    fn line_ends_and_what_servers_note_are_no_difference() {
        let block = HeaderBlock::of(MAIL);
        assert!(block.tells());
        assert_eq!(block.message_id(), Some("one@x"));
        for same in [
            &b"Received: from a by b; 1 Nov 2026\nSubject: A\n folded\nMessage-ID:\n <one@x>\n\nBody"[..],
            b"Received: from a by b; 1 Nov 2026\r\nSubject: A \r\n folded\r\nMessage-ID:\r\n <one@x>\r\n",
            b"From x Sun Nov 1\r\nStatus: RO\r\nReceived: from a by b; 1 Nov 2026\r\nSubject: A\r\n folded\r\nX-UID: 7\r\n\tmore\r\nMessage-ID:\r\n <one@x>\r\n\r\n",
        ] {
            assert_eq!(HeaderBlock::of(same), block, "{:?}", String::from_utf8_lossy(same));
        }
    }

    #[test]
    fn anything_else_is_another_mail() {
        let block = HeaderBlock::of(MAIL);
        for (from, to) in [("Subject: A", "Subject: B"), ("<one@x>", "<two@x>"), (" folded\r\n", ""), ("Received", "X-Received")] {
            let other = String::from_utf8_lossy(MAIL).replace(from, to);
            assert_ne!(HeaderBlock::of(other.as_bytes()), block, "{to}");
        }
    }

    #[test]
    fn a_header_that_many_mails_may_have_tells_nothing() {
        for weak in [&b""[..], b"\r\nBody", b"From: cron@x\r\nSubject: report\r\n\r\n", b"Message-ID: <>\r\n\r\n"] {
            assert!(!HeaderBlock::of(weak).tells(), "{:?}", String::from_utf8_lossy(weak));
        }
        assert!(HeaderBlock::of(b"Received: x\r\n\r\n").tells());
        assert!(HeaderBlock::of(b"Subject: report\r\nDate: Sun, 1 Nov 2026 10:00:00 +0000\r\n\r\n").tells());
        assert!(HeaderBlock::of(b"message-id: <a@b>\n\n").tells());
        for (header, surely) in
            [(&b"Date: Sun, 1 Nov 2026 10:00:00 +0000\n\n"[..], false), (b"Received: x\n\n", true), (b"Message-ID: <a@b>\n\n", true)]
        {
            assert_eq!(HeaderBlock::of(header).tells_surely(), surely, "a clock may tell the same twice");
        }
    }
}
