//! No answer of a server makes the reading panic or run on.

use super::name::decoded;
use super::{Framer, Reply, encoded};
use crate::text::mutated::{try_mutations, try_text};

#[test]
fn answers_of_servers() {
    let whole: &[u8] = b"* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] hi\r\n* LIST (\\HasNoChildren \\Sent) \"/\" \"a\\\"b\"\r\n* STATUS x (MESSAGES 3 UIDNEXT 4)\r\n\
        * 3 FETCH (UID 4 FLAGS (\\Seen) INTERNALDATE \"17-Jul-1996 02:44:25 -0700\" RFC822.SIZE 5 BODY[]<0> {5}\r\nhello)\r\n* SEARCH 1 2 3\r\n\
        a2 OK [COPYUID 1 2:3 4:5] moved\r\n* VANISHED (EARLIER) 1:7\r\n+ go\r\n";
    let odd: &[u8] = b"a NO [ALERT]x\n* 1 FETCH (INTERNALDATE NIL)\r\n* BYE \xe6\x97\r\n* PREAUTH [PERMANENTFLAGS (\\* a)]\r\n";
    try_mutations("imap", &[whole, odd], |wire| {
        let mut framer = Framer::default();
        for piece in wire.chunks(7) {
            framer.push(piece);
            while let Ok(Some(answer)) = framer.next() {
                let _ = Reply::read(answer);
            }
        }
    });
}

#[test]
fn names() {
    try_text("imap names", &["&ZeVnLIqe-/x", "Q&A", "&2D3eAA-", "日本&"], |name| {
        let _ = decoded(name);
        assert_eq!(decoded(&encoded(name)), name);
    });
}
