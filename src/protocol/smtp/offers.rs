//! What a server offers in its answer to EHLO (RFC 5321 4.1.1.1): keywords in any case and order, with whatever blanks between them.

use super::reply::Reply;

/// The offers that matter to us.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Offers {
    /// STARTTLS (RFC 3207).
    pub starttls: bool,
    /// 8BITMIME (RFC 6152).
    pub eight_bit: bool,
    /// SMTPUTF8 (RFC 6531).
    pub utf8: bool,
    /// SIZE (RFC 1870), with the most bytes of a mail; 0 where the server names no limit.
    pub size: Option<u64>,
    /// The ways to log in (RFC 4954), in capitals; `None` where no login is offered at all.
    pub auth: Option<Vec<String>>,
}

impl Offers {
    /// Reads the answer to EHLO.
    pub fn of(reply: &Reply) -> Self {
        let mut offers = Self::default();
        for (n, line) in reply.lines().enumerate() {
            // Old servers write AUTH=LOGIN; some write blanks around it, or commas.
            let line = line.to_ascii_uppercase();
            let mut words =
                line.split(|c: char| c.is_whitespace() || c.is_control() || matches!(c, '=' | ',')).filter(|word| !word.is_empty());
            let Some(keyword) = words.next() else { continue };
            // The first line is the name of the server, which some leave out; with words behind it, it is a greeting.
            if n == 0 && !(keyword == "AUTH" || words.clone().next().is_none()) {
                continue;
            }
            match keyword {
                "STARTTLS" => offers.starttls = true,
                "8BITMIME" => offers.eight_bit = true,
                "SMTPUTF8" => offers.utf8 = true,
                "SIZE" => offers.size = Some(words.next().and_then(|bytes| bytes.parse().ok()).unwrap_or(0)),
                "AUTH" => {
                    let known = offers.auth.get_or_insert_default();
                    for word in words {
                        if !known.iter().any(|one| one == word) {
                            known.push(word.to_owned());
                        }
                    }
                }
                _ => {}
            }
        }
        offers
    }

    /// Whether a mail of so many bytes is more than the server takes.
    pub fn is_too_big(&self, bytes: usize) -> bool {
        self.size.is_some_and(|most| most > 0 && u64::try_from(bytes).unwrap_or(u64::MAX) > most)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::protocol::smtp::Replies;

    fn offers(answer: &[u8]) -> Offers {
        let mut replies = Replies::default();
        replies.feed(answer);
        Offers::of(&replies.next().unwrap().unwrap())
    }

    #[test]
    fn keywords_count_in_any_case_order_and_spacing() {
        let wanted = Offers {
            starttls: true,
            eight_bit: true,
            utf8: true,
            size: Some(1000),
            auth: Some(vec!["LOGIN".to_owned(), "PLAIN".to_owned()]),
        };
        for answer in [
            &b"250-mx.example\r\n250-STARTTLS\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 1000\r\n250 AUTH LOGIN PLAIN\r\n"[..],
            b"250-mx.example Hello\r\n250-auth login plain\r\n250-Size 1000\r\n250-SmtpUtf8\r\n250-8bitmime\r\n250 StartTls\r\n",
            b"250-mx\r\n250-AUTH=LOGIN PLAIN\r\n250-AUTH  plain \t login\r\n250-  starttls  \r\n250-8BitMime \r\n250-smtputf8\r\n250 size=1000\r\n",
            b"250-\xfc\r\n250-AUTH LOGIN,PLAIN\r\n250-XCLIENT \xff\0\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-SIZE 1000\r\n250 STARTTLS\r\n",
        ] {
            assert_eq!(offers(answer), wanted, "{}", String::from_utf8_lossy(answer));
        }
    }

    #[test]
    fn a_login_with_nothing_behind_it_is_another_thing_than_none() {
        assert_eq!(offers(b"250 mx.example\r\n").auth, None);
        assert_eq!(offers(b"250-mx.example\r\n250 AUTH\r\n").auth, Some(Vec::new()));
        assert_eq!(offers(b"250-size matters here\r\n250 HELP\r\n").size, None, "a greeting offers nothing");
    }

    #[test]
    fn a_limit_of_zero_is_none() {
        assert!(!offers(b"250-mx\r\n250 SIZE 0\r\n").is_too_big(usize::MAX));
        assert!(!offers(b"250-mx\r\n250 SIZE\r\n").is_too_big(1));
        assert!(offers(b"250-mx\r\n250 SIZE 10\r\n").is_too_big(11) && !offers(b"250-mx\r\n250 SIZE 10\r\n").is_too_big(10));
    }
}
