//! What we say: commands, their bytes, and the harmless words the log gets.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use zeroize::Zeroizing;

use crate::domain::account::{SaidBack, Secret};
use crate::protocol::bearer::Bearer;

/// A command of ours. It holds secrets only in types that do not show them.
#[derive(Debug, Clone)]
pub enum Command {
    /// Asks what the server can do.
    Capa,
    /// Asks for TLS on this connection.
    Stls,
    /// Says who we are.
    User(String),
    /// Says the password.
    Pass(Secret),
    /// Logs in by SASL PLAIN (RFC 4616).
    AuthPlain {
        /// Who we are.
        user: String,
        /// The password, wiped from memory when the command is dropped.
        secret: Secret,
        /// Whether the response goes with the command; otherwise it waits for the server's `+` (RFC 5034 section 4).
        initial: bool,
    },
    /// Logs in with a token (RFC 7628, XOAUTH2).
    AuthBearer {
        /// The mechanism.
        way: Bearer,
        /// Who we are.
        user: String,
        /// The token, wiped from memory when the command is dropped.
        token: Secret,
        /// Whether the response goes with the command.
        initial: bool,
    },
    /// Asks for the lasting names of all mails.
    Uidl,
    /// Asks for the sizes of all mails.
    List,
    /// Asks how many mails there are: tells an empty mailbox from one that cannot be listed.
    Stat,
    /// Asks for a mail.
    Retr(u32),
    /// Asks for the header of a mail and so many lines of its text.
    Top(u32, u32),
    /// Marks a mail for deletion at QUIT.
    Dele(u32),
    /// Ends the session; marked mails are deleted now.
    Quit,
}

/// Which command an answer belongs to: a [`Command`] without what it said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Verb {
    /// No command: the server speaks first.
    Greeting,
    /// CAPA (RFC 2449 section 5): a refusal is no fault, the server is just older.
    Capa,
    /// STLS (RFC 2595 section 4).
    Stls,
    /// USER (RFC 1939 section 7), the first half of a login.
    User,
    /// PASS (RFC 1939 section 7), the second half.
    Pass,
    /// AUTH PLAIN (RFC 5034).
    AuthPlain,
    /// AUTH with a token.
    AuthBearer(Bearer),
    /// UIDL of all mails (RFC 1939 section 7): a listing.
    Uidl,
    /// LIST of all mails (RFC 1939 section 5): a listing.
    List,
    /// STAT (RFC 1939 section 5).
    Stat,
    /// RETR of a number.
    Retr(u32),
    /// TOP of a number, with so many lines of the text (RFC 1939 section 7): not every server has it.
    Top(u32, u32),
    /// DELE of a number.
    Dele(u32),
    /// NOOP: it keeps the session awake.
    Noop,
    /// QUIT: only its good answer says that marked mails are gone (RFC 1939 section 6).
    Quit,
}

impl Verb {
    /// Whether this is a step of the login.
    pub fn is_login(self) -> bool {
        matches!(self, Self::User | Self::Pass | Self::AuthPlain | Self::AuthBearer(_))
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Greeting => f.write_str("greeting"),
            Self::Capa => f.write_str("CAPA"),
            Self::Stls => f.write_str("STLS"),
            Self::User => f.write_str("USER"),
            Self::Pass => f.write_str("PASS"),
            Self::AuthPlain => f.write_str("AUTH PLAIN"),
            Self::AuthBearer(way) => write!(f, "AUTH {}", way.word()),
            Self::Uidl => f.write_str("UIDL"),
            Self::List => f.write_str("LIST"),
            Self::Stat => f.write_str("STAT"),
            Self::Retr(number) => write!(f, "RETR {number}"),
            Self::Top(number, lines) => write!(f, "TOP {number} {lines}"),
            Self::Dele(number) => write!(f, "DELE {number}"),
            Self::Noop => f.write_str("NOOP"),
            Self::Quit => f.write_str("QUIT"),
        }
    }
}

/// Why a command cannot be sent (now).
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Unsendable {
    /// A name or password holds CR, LF or NUL, which would be a second command.
    #[error("a name or password with a line break or NUL cannot be sent")]
    Injection,
    /// The command does not belong to this phase of the session.
    #[error("the command does not belong here")]
    Phase,
    /// Earlier answers are still awaited, and the server does not take commands ahead.
    #[error("an earlier answer is still awaited")]
    Busy,
    /// A login over a line that is not encrypted, without the person's confirmation.
    #[error("no login over a line that is not encrypted")]
    Unprotected,
}

/// The longest AUTH line with an initial response (RFC 4422 and 5034 keep to the command line's 255 bytes).
const MAX_AUTH_LINE: usize = 255;

impl Command {
    /// Logs in by SASL PLAIN, the response with the command where the line is short enough for it.
    pub fn auth_plain(user: String, secret: Secret) -> Self {
        let initial = plain_response(&user, &secret).len() + "AUTH PLAIN \r\n".len() <= MAX_AUTH_LINE;
        Self::AuthPlain { user, secret, initial }
    }

    /// Logs in with a token, the response with the command where the line is short enough for it.
    pub fn auth_bearer(way: Bearer, user: String, token: Secret) -> Self {
        let initial = way.response(&user, &token).len() + way.word().len() + "AUTH  \r\n".len() <= MAX_AUTH_LINE;
        Self::AuthBearer { way, user, token, initial }
    }

    /// The command without what it says.
    pub fn verb(&self) -> Verb {
        match self {
            Self::Capa => Verb::Capa,
            Self::Stls => Verb::Stls,
            Self::User(_) => Verb::User,
            Self::Pass(_) => Verb::Pass,
            Self::AuthPlain { .. } => Verb::AuthPlain,
            Self::AuthBearer { way, .. } => Verb::AuthBearer(*way),
            Self::Uidl => Verb::Uidl,
            Self::List => Verb::List,
            Self::Stat => Verb::Stat,
            Self::Retr(number) => Verb::Retr(*number),
            Self::Top(number, lines) => Verb::Top(*number, *lines),
            Self::Dele(number) => Verb::Dele(*number),
            Self::Quit => Verb::Quit,
        }
    }

    /// What recognises the secret of this command when it is said back; `None` when it has none.
    pub(super) fn said_back(&self) -> Option<SaidBack> {
        match self {
            Self::Pass(secret) => Some(SaidBack::new("", secret)),
            Self::AuthPlain { user, secret, .. } => Some(SaidBack::new(user, secret)),
            Self::AuthBearer { user, token, .. } => Some(SaidBack::new(user, token)),
            _ => None,
        }
    }

    /// The line for the protocol log: made from the command, never from bytes of the wire, so that no form of a secret can get into it (promises.md C1).
    pub fn log_line(&self) -> String {
        match self {
            Self::User(user) => format!("USER {}", user.escape_debug()),
            Self::AuthPlain { user, .. } => format!("AUTH PLAIN ({})", user.escape_debug()),
            Self::AuthBearer { way, user, .. } => format!("AUTH {} ({})", way.word(), user.escape_debug()),
            other => other.verb().to_string(),
        }
    }

    /// The bytes to send.
    pub(super) fn wire(&self) -> Result<Zeroizing<Vec<u8>>, Unsendable> {
        let mut line = Zeroizing::new(Vec::with_capacity(512));
        match self {
            Self::User(user) => {
                line.extend_from_slice(b"USER ");
                line.extend_from_slice(sendable(user)?);
            }
            Self::Pass(secret) => {
                line.extend_from_slice(b"PASS ");
                line.extend_from_slice(sendable(secret.expose())?);
            }
            Self::AuthPlain { user, secret, initial } => {
                sendable(user)?;
                sendable(secret.expose())?;
                line.extend_from_slice(b"AUTH PLAIN");
                if *initial {
                    line.push(b' ');
                    line.extend_from_slice(plain_response(user, secret).as_bytes());
                }
            }
            Self::AuthBearer { way, user, token, initial } => {
                sendable(user)?;
                sendable(token.expose())?;
                line.extend_from_slice(self.verb().to_string().as_bytes());
                if *initial {
                    line.push(b' ');
                    line.extend_from_slice(way.response(user, token).as_bytes());
                }
            }
            other => line.extend_from_slice(other.verb().to_string().as_bytes()),
        }
        line.extend_from_slice(b"\r\n");
        Ok(line)
    }
}

/// `NUL user NUL password` in base64: the whole response of SASL PLAIN.
pub(super) fn plain_response(user: &str, secret: &Secret) -> Zeroizing<String> {
    let mut plain = Zeroizing::new(Vec::with_capacity(512));
    plain.push(0);
    plain.extend_from_slice(user.as_bytes());
    plain.push(0);
    plain.extend_from_slice(secret.expose().as_bytes());
    Zeroizing::new(STANDARD.encode(&*plain))
}

fn sendable(text: &str) -> Result<&[u8], Unsendable> {
    if text.bytes().any(|b| matches!(b, b'\r' | b'\n' | 0)) { Err(Unsendable::Injection) } else { Ok(text.as_bytes()) }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn a_command_is_one_line() {
        assert_eq!(&**Command::Retr(12).wire().unwrap(), b"RETR 12\r\n");
        assert_eq!(&**Command::Pass(secret("a b \"\\é")).wire().unwrap(), "PASS a b \"\\é\r\n".as_bytes());
        assert_eq!(&**Command::auth_plain("u".into(), secret("p")).wire().unwrap(), b"AUTH PLAIN AHUAcA==\r\n");
        for bad in ["a\r\nDELE 1", "a\n", "a\0"] {
            assert_eq!(Command::User(bad.into()).wire().unwrap_err(), Unsendable::Injection);
            assert_eq!(Command::Pass(secret(bad)).wire().unwrap_err(), Unsendable::Injection);
            assert_eq!(Command::auth_plain("u".into(), secret(bad)).wire().unwrap_err(), Unsendable::Injection);
        }
    }

    #[test]
    fn a_long_response_waits_for_the_server() {
        let Command::AuthPlain { initial, .. } = Command::auth_plain("u".into(), secret(&"p".repeat(300))) else { panic!() };
        assert!(!initial);
    }

    #[test]
    fn neither_log_nor_debug_shows_a_secret() {
        let canary = "c4n4ry-\"\\-é-zzzzzzzz";
        for command in [Command::Pass(secret(canary)), Command::auth_plain("u".into(), secret(canary))] {
            let said = format!("{} {:?} {:?}", command.log_line(), command, command.said_back());
            assert!(!said.contains("c4n4ry"), "{said}");
            assert!(!said.contains(&*plain_response("u", &secret(canary))), "{said}");
        }
        assert_eq!(Command::User("recent:a@gmail.com".into()).log_line(), "USER recent:a@gmail.com");
    }
}
