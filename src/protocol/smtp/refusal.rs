//! What a refusal is about. The enhanced code says it where there is one (RFC 3463, RFC 5248), else the digits and the step (RFC 5321 4.2.3); the words never do.

use super::reply::{Enhanced, Reply};

/// A step of a submission.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Step {
    /// The server's first words and the answer to EHLO.
    Greeting,
    /// STARTTLS and the handshake behind it (RFC 3207).
    Starttls,
    /// The login (RFC 4954).
    Auth,
    /// MAIL FROM.
    Mail,
    /// RCPT TO.
    Rcpt,
    /// DATA and the server's leave to go on (354).
    Data,
    /// The bytes of the mail.
    Body,
    /// The dot that ends it, and the answer.
    End,
}

/// What a server refuses, now or for good.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Refusal {
    /// To talk with us at all.
    Us,
    /// Name and password, or to go on without a login.
    Login,
    /// To go on without encryption.
    Encryption,
    /// So big a mail.
    Size,
    /// So many recipients at once.
    TooMany,
    /// The sender.
    Sender,
    /// A recipient.
    Recipient,
    /// What the mail holds.
    Content,
    /// Anything, just now: it is busy, full or closing.
    Anything,
}

impl Refusal {
    /// What a refusing reply at a step is about.
    pub fn of(step: Step, reply: &Reply) -> Self {
        if reply.code == 421 {
            return Self::Anything;
        }
        if let Some(refusal) = reply.enhanced().and_then(|enhanced| Self::by_enhanced(step, reply.code, enhanced)) {
            return refusal;
        }
        match (reply.code, step) {
            (_, Step::Greeting | Step::Starttls) => {
                if reply.code < 500 {
                    Self::Anything
                } else {
                    Self::Us
                }
            }
            (_, Step::Auth) | (530 | 534 | 535, _) => Self::Login,
            (538, _) => Self::Encryption,
            (523, _) => Self::Size,
            // RFC 5321 4.5.3.1.10: some say 552 where they mean 452.
            (452 | 552, Step::Rcpt) => Self::TooMany,
            (552, _) => Self::Size,
            (..500, Step::Rcpt) => Self::Recipient,
            (..500, _) => Self::Anything,
            (_, Step::Rcpt) => Self::Recipient,
            (_, Step::Mail) => Self::Sender,
            (_, Step::Data | Step::Body | Step::End) => Self::Content,
        }
    }

    fn by_enhanced(step: Step, code: u16, enhanced: Enhanced) -> Option<Self> {
        let Enhanced(_, subject, detail) = enhanced;
        Some(match (subject, detail) {
            (1, 7 | 8) => Self::Sender,
            (1, _) if step >= Step::Rcpt => Self::Recipient,
            (2, 3) => Self::Size,
            (2, _) if step >= Step::Rcpt => Self::Recipient,
            (3, 4) => Self::Size,
            (3, 1 | 2) if code < 500 => Self::Anything,
            (4, _) if code < 500 && step != Step::Rcpt => Self::Anything,
            (5, 3) if step >= Step::Rcpt => Self::TooMany,
            (6, _) => Self::Content,
            (7, 0) if code == 530 => Self::Login,
            (7, 3 | 8 | 9 | 12 | 13 | 14) => Self::Login,
            (7, 10 | 11) => Self::Encryption,
            _ => return None,
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::protocol::smtp::Replies;

    fn told(step: Step, line: &str) -> Refusal {
        let mut replies = Replies::default();
        replies.feed(line.as_bytes());
        replies.feed(b"\r\n");
        Refusal::of(step, &replies.next().unwrap().unwrap())
    }

    #[test]
    fn each_refusal_has_its_kind_by_code_and_step() {
        for (step, line, wanted) in [
            (Step::Greeting, "554 5.7.1 not from there", Refusal::Us),
            (Step::Greeting, "421 too busy", Refusal::Anything),
            (Step::Auth, "535 5.7.8 wrong", Refusal::Login),
            (Step::Auth, "454 not now", Refusal::Login),
            (Step::Mail, "530 5.7.0 log in first", Refusal::Login),
            (Step::Mail, "530 5.7.10 encrypt first", Refusal::Encryption),
            (Step::Mail, "552 5.3.4 too big", Refusal::Size),
            (Step::Mail, "552 too big", Refusal::Size),
            (Step::Mail, "550 5.7.1 not you", Refusal::Sender),
            (Step::Mail, "553 sender", Refusal::Sender),
            (Step::Mail, "452 4.3.1 disk full", Refusal::Anything),
            (Step::Mail, "451 greylisted, the recipient is too big and logged in", Refusal::Anything),
            (Step::Rcpt, "550 5.1.1 unknown", Refusal::Recipient),
            (Step::Rcpt, "554 relaying denied", Refusal::Recipient),
            (Step::Rcpt, "550 5.1.8 sender's domain", Refusal::Sender),
            (Step::Rcpt, "552 5.2.2 full", Refusal::Recipient),
            (Step::Rcpt, "552 too many", Refusal::TooMany),
            (Step::Rcpt, "452 4.5.3 too many", Refusal::TooMany),
            (Step::Rcpt, "550 5.5.3 too many", Refusal::TooMany),
            (Step::Rcpt, "450 4.2.0 greylisted", Refusal::Recipient),
            (Step::Rcpt, "421 4.4.2 bye", Refusal::Anything),
            (Step::Data, "554 5.7.1 no", Refusal::Content),
            (Step::End, "550 5.7.26 spoofed", Refusal::Content),
            (Step::End, "554 5.6.0 malformed", Refusal::Content),
            (Step::End, "552 5.2.3 too long for this mailbox", Refusal::Size),
            (Step::End, "550 5.1.1 nobody", Refusal::Recipient),
            (Step::End, "451 4.3.0 later", Refusal::Anything),
        ] {
            assert_eq!(told(step, line), wanted, "{step:?} {line}");
        }
    }
}
