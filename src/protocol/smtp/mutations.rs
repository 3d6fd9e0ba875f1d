//! No answer of a server makes the reader of replies, the login or a refusal panic, or ask for ever.

use super::{Login, LoginStep, Offers, Refusal, Replies, Step};
use crate::domain::account::Secret;
use crate::text::mutated::try_mutations;

#[test]
fn answers_of_servers() {
    let whole: &[u8] = b"220 mx.example ESMTP\r\n250-mx.example\r\n250-SIZE 1000000\r\n250-AUTH=LOGIN PLAIN\r\n250 8BITMIME\r\n334 VXNlcm5hbWU6\r\n334 UGFzc3dvcmQ6\r\n235 2.7.0 in\r\n250 2.1.0 ok\r\n452-4.5.3 too many\r\n452 4.5.3 recipients\r\n354 go on\r\n552 5.3.4 too big\r\n";
    let odd: &[u8] = b"220-\n220 x\n250-a\nno digits\n550 5.1.1 \xe9t\xe9 \xe3\x81\x82\n421\n";
    try_mutations("smtp", &[whole, odd, b"* OK IMAP\r\n", b"250-\r\n"], |bytes| {
        let mut replies = Replies::default();
        let mut login =
            Login::begin(&["LOGIN".to_owned(), "PLAIN".to_owned()], "u", &Secret::new("p".to_owned()), false).ok().map(|(login, _)| login);
        for piece in bytes.chunks(97) {
            replies.feed(piece);
            while let Ok(Some(reply)) = replies.next() {
                let offers = Offers::of(&reply);
                let _ = (offers.is_too_big(usize::MAX), reply.enhanced(), reply.text());
                let _ = (Refusal::of(Step::Rcpt, &reply), Refusal::of(Step::Auth, &reply));
                if let Some(LoginStep::In | LoginStep::Refused | LoginStep::NoWay(_) | LoginStep::Odd) =
                    login.as_mut().map(|login| login.answer(&reply))
                {
                    login = None;
                }
            }
        }
        let _ = replies.has_more();
    });
}
