//! The login (RFC 4954): PLAIN (RFC 4616) and LOGIN, the next one where the server does not take the first. LOGIN is answered by the order of its challenges, whose
//! words mean nothing (draft-murchison-sasl-login: "the contents of both challenges SHOULD be ignored").

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use super::reply::{Enhanced, Reply};
use crate::domain::account::Secret;
use crate::protocol::bearer::Bearer;

/// A way to log in that we know.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mechanism {
    /// Name and password in one response.
    Plain,
    /// Name and password each after a challenge.
    Login,
    /// A token in one response.
    Token(Bearer),
}

impl Mechanism {
    /// With a password, in the order in which they are tried.
    pub const WITH_A_PASSWORD: [Self; 2] = [Self::Plain, Self::Login];
    /// With a token.
    pub const WITH_A_TOKEN: [Self; 2] = [Self::Token(Bearer::OauthBearer), Self::Token(Bearer::Xoauth2)];

    fn word(self) -> &'static str {
        match self {
            Self::Plain => "PLAIN",
            Self::Login => "LOGIN",
            Self::Token(way) => way.word(),
        }
    }
}

/// Why no login is possible, whatever the password is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoWay {
    /// The server offers none that we know.
    NotOffered,
    /// It takes none of those it offers; its words.
    NotTaken(String),
    /// It wants encryption first; its words.
    Encryption(String),
    /// It asked for more than a name and a password; its words.
    Challenge(String),
}

/// What to do next in a login.
#[derive(Debug, PartialEq, Eq)]
pub enum LoginStep {
    /// Say this line, with a line end behind it.
    Say(Zeroizing<String>),
    /// It is done.
    In,
    /// The server refused this name and password, now (4xx) or for good.
    Refused,
    /// There is no way.
    NoWay(NoWay),
    /// What it said is no answer to a login.
    Odd,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Said {
    Command,
    Response,
    Password,
    Cancelled,
}

/// A login under way.
#[derive(Debug)]
pub struct Login {
    user: String,
    secret: Secret,
    ways: Vec<Mechanism>,
    said: Said,
    challenge: String,
}

impl Login {
    /// Begins with the first way that is offered, for a password or a token; answers it with the line to say.
    ///
    /// # Errors
    /// When none that we know is offered.
    pub fn begin(offered: &[String], user: &str, secret: &Secret, token: bool) -> Result<(Self, Zeroizing<String>), NoWay> {
        let known = if token { Mechanism::WITH_A_TOKEN } else { Mechanism::WITH_A_PASSWORD };
        let ways: Vec<Mechanism> = known.into_iter().filter(|way| offered.iter().any(|one| one == way.word())).collect();
        let login = Self { user: user.to_owned(), secret: secret.clone(), ways, said: Said::Command, challenge: String::new() };
        let first = login.command().ok_or(NoWay::NotOffered)?;
        Ok((login, first))
    }

    /// The command of the way that is tried now.
    fn command(&self) -> Option<Zeroizing<String>> {
        Some(match self.ways.first()? {
            Mechanism::Plain => Zeroizing::new(format!("AUTH PLAIN {}", *self.plain())),
            Mechanism::Login => Zeroizing::new("AUTH LOGIN".to_owned()),
            // A line of SMTP has room for it (RFC 4954 4: 12,288 bytes).
            Mechanism::Token(way) => Zeroizing::new(format!("AUTH {} {}", way.word(), *way.response(&self.user, &self.secret))),
        })
    }

    fn plain(&self) -> Zeroizing<String> {
        let whole = Zeroizing::new(format!("\0{}\0{}", self.user, self.secret.expose()));
        Zeroizing::new(STANDARD.encode(whole.as_bytes()))
    }

    /// Takes the server's reply.
    pub fn answer(&mut self, reply: &Reply) -> LoginStep {
        if reply.agrees() && self.said != Said::Cancelled {
            return LoginStep::In;
        }
        if reply.code == 334 && !reply.mixed {
            return self.challenged(reply);
        }
        if !reply.refuses() {
            return LoginStep::Odd;
        }
        if self.said != Said::Cancelled && !is_about_the_way(reply) {
            return LoginStep::Refused;
        }
        self.ways.remove(0);
        match self.command() {
            Some(command) => {
                self.said = Said::Command;
                LoginStep::Say(command)
            }
            None if self.said == Said::Cancelled => LoginStep::NoWay(NoWay::Challenge(std::mem::take(&mut self.challenge))),
            None if wants_encryption(reply) => LoginStep::NoWay(NoWay::Encryption(reply.text())),
            // Providers say so as well where only an app password will do.
            None if reply.code == 534 || reply.code < 500 => LoginStep::Refused,
            None => LoginStep::NoWay(NoWay::NotTaken(reply.text())),
        }
    }

    fn challenged(&mut self, reply: &Reply) -> LoginStep {
        let (said, line) = match (self.ways.first(), self.said) {
            (Some(Mechanism::Plain), Said::Command) => (Said::Password, self.plain()),
            (Some(Mechanism::Login), Said::Command) => (Said::Response, Zeroizing::new(STANDARD.encode(&self.user))),
            (Some(Mechanism::Login), Said::Response) => (Said::Password, Zeroizing::new(STANDARD.encode(self.secret.expose()))),
            // The challenge says why the token is refused; the refusal itself follows.
            (Some(Mechanism::Token(way)), Said::Command) => (Said::Password, Zeroizing::new(way.after_a_refusal().to_owned())),
            (_, Said::Cancelled) => return LoginStep::Odd,
            _ => {
                self.challenge = reply.text();
                (Said::Cancelled, Zeroizing::new("*".to_owned()))
            }
        };
        self.said = said;
        LoginStep::Say(line)
    }
}

/// Whether a refusal is about how we log in, not about name and password: then another way may do (RFC 4954 4: after 504 the client may use another mechanism).
fn is_about_the_way(reply: &Reply) -> bool {
    match reply.enhanced() {
        Some(Enhanced(5, 7, 8)) => false,
        Some(Enhanced(5, 7, 4 | 9 | 10 | 11 | 12) | Enhanced(5, 5, 1 | 2 | 4)) => true,
        _ => matches!(reply.code, 432 | 500..=504 | 534 | 538) || wants_encryption(reply),
    }
}

fn wants_encryption(reply: &Reply) -> bool {
    matches!(reply.code, 530 | 538) || reply.enhanced() == Some(Enhanced(5, 7, 10)) || reply.enhanced() == Some(Enhanced(5, 7, 11))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use crate::protocol::smtp::Replies;

    fn reply(line: &str) -> Reply {
        let mut replies = Replies::default();
        replies.feed(line.as_bytes());
        replies.feed(b"\r\n");
        replies.next().unwrap().unwrap()
    }

    /// What is said to a server that answers so, and how it ends.
    fn talk(offered: &[&str], answers: &[&str]) -> (Vec<String>, Option<LoginStep>) {
        let offered: Vec<String> = offered.iter().map(|one| (*one).to_owned()).collect();
        let (mut login, first) = match Login::begin(&offered, "me", &Secret::new("s3cret".to_owned()), false) {
            Ok(begun) => begun,
            Err(no_way) => return (Vec::new(), Some(LoginStep::NoWay(no_way))),
        };
        let mut said = vec![first.to_string()];
        for answer in answers {
            match login.answer(&reply(answer)) {
                LoginStep::Say(line) => said.push(line.to_string()),
                ended => return (said, Some(ended)),
            }
        }
        (said, None)
    }

    const PLAIN: &str = "AUTH PLAIN AG1lAHMzY3JldA==";

    #[test]
    fn challenges_are_answered_by_their_order_whatever_they_say() {
        for (name, word) in [
            ("334 VXNlcm5hbWU6", "334 UGFzc3dvcmQ6"),
            ("334 ", "334"),
            ("334 %%% Benutzer", "334 \u{1}"),
            ("334 UGFzc3dvcmQ6", "334 VXNlcm5hbWU6"),
        ] {
            let (said, ended) = talk(&["LOGIN"], &[name, word, "235 in"]);
            assert_eq!(said, ["AUTH LOGIN", "bWU=", "czNjcmV0"], "{name}");
            assert_eq!(ended, Some(LoginStep::In));
        }
        assert_eq!(talk(&["PLAIN"], &["334 ", "235 in"]), (vec![PLAIN.to_owned(), "AG1lAHMzY3JldA==".to_owned()], Some(LoginStep::In)));
    }

    #[test]
    fn the_next_way_is_tried_where_the_first_is_not_taken() {
        for no in [
            "504 5.7.4 no such mechanism",
            "504",
            "500 what",
            "534 5.7.9 too weak",
            "535 5.7.4 not here",
            "538 encrypt first",
            "432 4.7.12 later",
            "501 5.5.2 x",
        ] {
            let (said, ended) = talk(&["LOGIN", "XOAUTH2", "PLAIN"], &[no, "334 a", "334 b", "235 in"]);
            assert_eq!(said, [PLAIN, "AUTH LOGIN", "bWU=", "czNjcmV0"], "{no}");
            assert_eq!(ended, Some(LoginStep::In), "{no}");
        }
    }

    #[test]
    fn a_wrong_password_is_not_said_twice() {
        for no in ["535 5.7.8 wrong", "535 wrong", "501 5.7.8 wrong", "454 4.7.0 not now", "421 bye", "550 no"] {
            assert_eq!(talk(&["PLAIN", "LOGIN"], &[no]), (vec![PLAIN.to_owned()], Some(LoginStep::Refused)), "{no}");
        }
    }

    #[test]
    fn where_no_way_is_left_the_reason_is_told() {
        let no_way = |offered: &[&str], answers: &[&str]| match talk(offered, answers).1 {
            Some(LoginStep::NoWay(no_way)) => no_way,
            other => panic!("{other:?}"),
        };
        assert_eq!(no_way(&["CRAM-MD5"], &[]), NoWay::NotOffered);
        assert_eq!(no_way(&["PLAIN"], &["504 never heard of it"]), NoWay::NotTaken("never heard of it".to_owned()));
        assert_eq!(no_way(&["PLAIN", "LOGIN"], &["538 a", "538 5.7.11 encrypt"]), NoWay::Encryption("5.7.11 encrypt".to_owned()));
        assert_eq!(no_way(&["LOGIN"], &["334 a", "334 b", "334 code?", "501 cancelled"]), NoWay::Challenge("code?".to_owned()));
        assert_eq!(talk(&["PLAIN"], &["534 5.7.9 app password"]).1, Some(LoginStep::Refused));
        assert_eq!(talk(&["PLAIN"], &["354 go on"]).1, Some(LoginStep::Odd));
    }

    #[test]
    fn a_refused_token_is_answered_to_the_end_and_no_password_follows() {
        let offered = ["PLAIN", "LOGIN", "XOAUTH2"].map(str::to_owned);
        let token = Secret::new("t".to_owned());
        let (mut login, first) = Login::begin(&offered, "me", &token, true).unwrap();
        assert_eq!(*first, "AUTH XOAUTH2 dXNlcj1tZQFhdXRoPUJlYXJlciB0AQE=");
        assert_eq!(login.answer(&reply("334 eyJzdGF0dXMiOiI0MDEifQ==")), LoginStep::Say(Zeroizing::new(String::new())));
        assert_eq!(login.answer(&reply("535 5.7.8 no")), LoginStep::Refused);
        let (mut login, _) = Login::begin(&offered, "me", &token, true).unwrap();
        assert_eq!(login.answer(&reply("235 in")), LoginStep::In);
        assert_eq!(Login::begin(&offered[..2], "me", &token, true).unwrap_err(), NoWay::NotOffered);
        let (mut login, first) = Login::begin(&["OAUTHBEARER".to_owned()], "me", &token, true).unwrap();
        assert!(first.starts_with("AUTH OAUTHBEARER "));
        assert_eq!(login.answer(&reply("334 e30=")), LoginStep::Say(Zeroizing::new("AQ==".to_owned())));
        assert_eq!(login.answer(&reply("535 no")), LoginStep::Refused);
    }
}
