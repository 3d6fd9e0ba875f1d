//! No file of other programs makes a reader panic, hang, or hold more than a line.

use super::mbox::MboxReader;
use crate::text::mutated::try_mutations;

#[test]
fn mailboxes_in_one_file() {
    let plain: &[u8] = b"From a@b Mon Sep  1 10:00:00 2025\nSubject: one\nContent-Length: 6\n\nhello\n\nFrom b@c Mon Sep  1 10:00:01 2025\nSubject: two\n\n>From here\n>>From there\n\n";
    let odd: &[u8] = b"\xef\xbb\xbf\r\n\r\nFrom - Mon Sep 01 10:00:00 2025\r\nX-Mozilla-Status: 0001\r\nContent-Length: 99999999999999999999\r\n\r\nFrom \r\n\r\nFrom x";
    try_mutations("mbox", &[plain, odd, b"no mailbox", b"From "], |bytes| {
        let mut reader = MboxReader::new(bytes, None, "box");
        let mut taken = 0;
        while reader.begin().unwrap_or(false) {
            let mut mail = Vec::new();
            while reader.piece(&mut mail).unwrap_or(false) {}
            taken += mail.len();
            let _ = reader.end(None);
        }
        assert!(taken <= 2 * bytes.len() + 16, "{taken} of {} bytes", bytes.len());
    });
}
