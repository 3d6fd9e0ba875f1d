//! Status lines: `+OK`, `-ERR` and their bracketed codes.

use std::fmt;

use super::command::Verb;
use super::error::Pop3Error;

/// Why a server refused, in a word of RFC 2449 or RFC 3206.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RespCode {
    /// `AUTH`: the credentials are wrong.
    Auth,
    /// `SYS/TEMP`: the server's trouble, which may pass.
    SysTemp,
    /// `SYS/PERM`: the server's trouble, which needs somebody there.
    SysPerm,
    /// `IN-USE`: another session holds the mailbox.
    InUse,
    /// `LOGIN-DELAY`: too soon after the last login.
    LoginDelay,
    /// A code we do not know, in capitals.
    Other(String),
}

impl RespCode {
    fn parse(text: &str) -> (Option<Self>, &str) {
        let Some((code, rest)) = text.strip_prefix('[').and_then(|rest| rest.split_once(']')) else {
            return (None, text);
        };
        let code = match code.to_ascii_uppercase().as_str() {
            "AUTH" => Self::Auth,
            "SYS/TEMP" => Self::SysTemp,
            "SYS/PERM" => Self::SysPerm,
            "IN-USE" => Self::InUse,
            "LOGIN-DELAY" => Self::LoginDelay,
            other => Self::Other(other.to_owned()),
        };
        (Some(code), rest.trim_start())
    }
}

/// A `-ERR` answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// What was refused.
    pub verb: Verb,
    /// The machine-readable reason, where the server gave one.
    pub code: Option<RespCode>,
    /// What the server said: foreign text, at most 300 characters, empty when it repeated a secret.
    pub text: String,
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was refused", self.verb)
    }
}

/// A status line, read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Status {
    Ok,
    Continue,
    Err { code: Option<RespCode>, text: String },
}

impl Status {
    const MAX_TEXT: usize = 300;

    /// Reads a status line. Only `+OK`, `-ERR` and, inside AUTH, `+` are answers.
    pub fn parse(line: &[u8]) -> Result<Self, Pop3Error> {
        if line.contains(&0) {
            return Err(Pop3Error::NulByte);
        }
        let (word, rest) = match line.iter().position(|b| matches!(b, b' ' | b'\t')) {
            Some(at) => (&line[..at], &line[at + 1..]),
            None => (line, &[][..]),
        };
        if word.eq_ignore_ascii_case(b"+OK") {
            return Ok(Self::Ok);
        }
        if word == b"+" {
            return Ok(Self::Continue);
        }
        if word.eq_ignore_ascii_case(b"-ERR") {
            let said = String::from_utf8_lossy(rest);
            let (code, text) = RespCode::parse(said.trim());
            return Ok(Self::Err { code, text: text.chars().take(Self::MAX_TEXT).collect() });
        }
        Err(Pop3Error::NotAnAnswer)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_stand_in_brackets() {
        let read = |line: &str| Status::parse(line.as_bytes());
        assert_eq!(read("-ERR [AUTH] bad login"), Ok(Status::Err { code: Some(RespCode::Auth), text: "bad login".into() }));
        assert_eq!(read("-err [sys/temp]  later"), Ok(Status::Err { code: Some(RespCode::SysTemp), text: "later".into() }));
        assert_eq!(read("-ERR [X y"), Ok(Status::Err { code: None, text: "[X y".into() }));
        assert_eq!(read("-ERR"), Ok(Status::Err { code: None, text: String::new() }));
        assert_eq!(read("+OK"), Ok(Status::Ok));
        assert_eq!(read("+OK\there"), Ok(Status::Ok));
        assert_eq!(read("+ "), Ok(Status::Continue));
    }

    #[test]
    fn what_is_no_answer_is_an_error() {
        for garbage in ["", "OK", "+OKAY", "* OK [PREAUTH] hi", "220 smtp ready", "HTTP/1.1 400 Bad Request"] {
            assert_eq!(Status::parse(garbage.as_bytes()), Err(Pop3Error::NotAnAnswer), "{garbage:?}");
        }
        assert_eq!(Status::parse(b"+OK \0"), Err(Pop3Error::NulByte));
    }
}
