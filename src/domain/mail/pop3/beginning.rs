//! The beginning of a text as proof that the server's mail is ours (RFC 1939 section 7, TOP n), where a header alone is not enough.

/// How many lines of the text are asked for. Mails that share header, size and so many lines are taken for one.
pub const LINES: u32 = 40;

/// Whether the beginning of a mail, its header and up to [`LINES`] lines of its text, is that of our copy. Of a large copy the first bytes are enough: `whole` says whether `ours` is all of
/// it. Line ends, blanks at the end of a line and empty lines at the end of the text make no difference. A server that gives fewer lines than it was asked for proves nothing.
pub fn agrees(top: &[u8], ours: &[u8], whole: bool) -> bool {
    let (theirs, mut ours) = (text(top), text(ours));
    if !whole {
        // The last line may go on beyond what is at hand.
        ours.pop();
    }
    let most = LINES as usize;
    let count = if whole { theirs.len().max(ours.len()).min(most) } else { ours.len().min(most) };
    (whole || count > 0) && (0..count).all(|n| theirs.get(n).copied().unwrap_or_default() == ours.get(n).copied().unwrap_or_default())
}

/// The lines behind the first empty one.
fn text(mail: &[u8]) -> Vec<&[u8]> {
    let lines = mail.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii_end);
    lines.skip_while(|line| !line.is_empty()).skip(1).take(LINES as usize + 1).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAIL: &[u8] = b"Subject: A\r\n\r\none\r\n\r\ntwo\r\n";

    fn long(lines: u32) -> Vec<u8> {
        (0..lines).fold(b"Subject: A\r\n\r\n".to_vec(), |mail, n| [mail, format!("line {n}\r\n").into_bytes()].concat())
    }

    #[test]
    fn the_same_text_agrees_however_its_lines_end() {
        for same in [&b"Subject: A\n\none\n\ntwo"[..], b"Subject: A\r\n\r\none \r\n\r\ntwo\r\n\r\n", MAIL] {
            assert!(agrees(same, MAIL, true), "{:?}", String::from_utf8_lossy(same));
        }
        assert!(agrees(b"Subject: A\r\n\r\n", b"Subject: A\r\n\r\n", true), "no text at all");
    }

    #[test]
    fn any_other_line_or_one_too_few_or_too_many_does_not() {
        for other in
            [&b"Subject: A\r\n\r\none\r\n\r\nthree\r\n"[..], b"Subject: A\r\n\r\none\r\n", b"Subject: A\r\n\r\n", b"Subject: A\r\n"]
        {
            assert!(!agrees(other, MAIL, true), "{:?}", String::from_utf8_lossy(other));
            assert!(!agrees(MAIL, other, true), "{:?}", String::from_utf8_lossy(other));
        }
    }

    #[test]
    fn of_a_long_mail_so_many_lines_tell_and_of_a_cut_one_those_that_are_whole() {
        assert!(agrees(&long(LINES), &long(LINES + 100), true));
        assert!(agrees(&long(LINES + 1), &long(LINES + 100), true), "a server may count otherwise");
        assert!(!agrees(&long(LINES - 1), &long(LINES + 100), true), "fewer prove nothing");
        let cut = &long(10)[..long(10).len() - 4];
        assert!(agrees(&long(LINES), cut, false) && !agrees(&long(LINES), cut, true));
        assert!(!agrees(&long(8), cut, false));
    }
}
