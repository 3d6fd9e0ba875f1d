//! Lines of a header block: which are fields, and which only stand among them.

/// How many lines that are no fields may stand before the first field of a mail: marks, blank lines and banners of gateways and archives.
pub const LINES_BEFORE: usize = 5;

/// The end of a field's name and the start of its value; none for a line that is no field (RFC 5322 3.6.8, with white space before the colon as of old, 4.5).
pub fn field(line: &[u8]) -> Option<(usize, usize)> {
    let colon = line.iter().position(|byte| *byte == b':')?;
    let name = line[..colon].trim_ascii_end();
    (!name.is_empty() && name.len() <= 200 && name.iter().all(u8::is_ascii_graphic)).then_some((name.len(), colon + 1))
}

/// Fields that stand in a mail once (RFC 5322 3.6, RFC 2045).
const ONCE: [&str; 14] = [
    "From",
    "Sender",
    "Reply-To",
    "To",
    "Cc",
    "Bcc",
    "Subject",
    "Date",
    "Message-ID",
    "In-Reply-To",
    "References",
    "MIME-Version",
    "Content-Type",
    "Content-Transfer-Encoding",
];

/// Others that servers and programs write.
const COMMON: [&str; 34] = [
    "Received",
    "Return-Path",
    "Delivered-To",
    "Envelope-To",
    "Delivery-Date",
    "Content-Disposition",
    "Content-Language",
    "Content-ID",
    "Content-Class",
    "DKIM-Signature",
    "DomainKey-Signature",
    "Authentication-Results",
    "Received-SPF",
    "User-Agent",
    "Organization",
    "Importance",
    "Priority",
    "Precedence",
    "Auto-Submitted",
    "Thread-Topic",
    "Thread-Index",
    "Errors-To",
    "Apparently-To",
    "Disposition-Notification-To",
    "Return-Receipt-To",
    "Status",
    "Keywords",
    "Comments",
    "Feedback-ID",
    "Accept-Language",
    "Autocrypt",
    "Mailing-List",
    "Lines",
    "Newsgroups",
];

/// The name of a field that mails are known to have; none for a line of text that merely has a colon.
pub fn known_field(line: &[u8]) -> Option<&str> {
    let (end, _) = field(line)?;
    let name = std::str::from_utf8(&line[..end]).ok()?;
    let begins = |start: &str| name.get(..start.len()).is_some_and(|begin| begin.eq_ignore_ascii_case(start));
    let known = ONCE.iter().chain(&COMMON).any(|known| known.eq_ignore_ascii_case(name))
        || ["X-", "List-", "Resent-", "ARC-"].into_iter().any(begins);
    known.then_some(name)
}

/// Whether a field may stand in a mail once only.
pub fn stands_once(name: &str) -> bool {
    ONCE.iter().any(|once| once.eq_ignore_ascii_case(name))
}

/// A line without the byte order mark before it, also one that was taken for Latin-1 and written again, and without zeros.
pub fn without_mark(line: &[u8]) -> &[u8] {
    let mut rest = &line[line.iter().take_while(|byte| **byte == 0).count()..];
    while let Some(shorter) = rest.strip_prefix(b"\xef\xbb\xbf").or_else(|| rest.strip_prefix(b"\xc3\xaf\xc2\xbb\xc2\xbf")) {
        rest = shorter;
    }
    rest
}

/// Whether a line is the separator of an mbox, and not the field `From :`.
pub fn is_from_line(line: &[u8]) -> bool {
    let line = line.strip_prefix(b">").unwrap_or(line);
    line.strip_prefix(b"From ").is_some_and(|rest| !rest.trim_ascii_start().starts_with(b":"))
}

/// Whether bytes begin as a mail does: with a field, or with a few other lines and then one that mails are known to have.
pub fn begins_like_mail(bytes: &[u8]) -> bool {
    let mut lines = without_mark(bytes).split(|byte| *byte == b'\n').map(|line| line.strip_suffix(b"\r").unwrap_or(line));
    let mut first = lines.next().unwrap_or_default();
    if is_from_line(first) {
        first = lines.next().unwrap_or_default();
    }
    field(first).is_some() || lines.take(LINES_BEFORE).any(|line| known_field(line).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_are_told_from_lines_among_them() {
        assert_eq!(field(b"From : a@b"), Some((4, 6)));
        assert_eq!(field(b"scanned by gateway: ok"), None);
        assert_eq!(known_field(b"x-mailer: y"), Some("x-mailer"));
        assert_eq!(known_field(b"Note: this is text"), None);
        assert!(
            is_from_line(b"From a@b Mon") && is_from_line(b">From a@b Mon") && !is_from_line(b"From : a@b") && !is_from_line(b"From: a@b")
        );
    }

    #[test]
    fn a_mail_may_begin_with_a_few_other_lines() {
        for mail in [
            "Subject: x\n",
            "\u{feff}Subject: x\n",
            "\0\0Subject: x\n",
            "\r\n\r\nSubject: x\n",
            "Gateway 7\nSubject: x\n",
            "From a@b Mon\nX: y\n",
            "Odd: x\n",
        ] {
            assert!(begins_like_mail(mail.as_bytes()), "{mail:?}");
        }
        for other in ["Dear Anna\n\nNote: text\n", "\n\n\n\n\n\n\nSubject: late\n", "%PDF-1.4\n", ""] {
            assert!(!begins_like_mail(other.as_bytes()), "{other:?}");
        }
    }
}
