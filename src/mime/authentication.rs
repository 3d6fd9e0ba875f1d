//! Authentication-Results fields (RFC 8601) and the hosts of Received fields (RFC 5321 4.4), as they stand in the headers.

use std::net::IpAddr;

use super::charset;
use super::headers::Headers;
use crate::domain::mail::address::normalized_domain;
use crate::domain::mail::authentication::{AuthClaims, AuthResult, AuthSaid};

/// Fields and results of one mail; more are not read.
const MAX_FIELDS: usize = 20;
const MAX_RESULTS: usize = 50;

/// What stands above the Received field of the server that took the mail from outside: above the topmost one, and below those by which that server, or one of its house, only
/// handed it on (to a filter, to the program that delivers). `from` are the domains of From.
pub(super) fn claims(headers: &Headers, from: Vec<String>) -> AuthClaims {
    let mut claims = AuthClaims { from, ..AuthClaims::default() };
    for (name, value) in headers.fields() {
        if name.eq_ignore_ascii_case(b"Received") {
            let hop = Hop::read(&charset::undeclared(value));
            if hop.inside {
                continue;
            }
            // What stands below may be the sender's.
            claims.host = hop.by;
            return claims;
        }
        if name.eq_ignore_ascii_case(b"Authentication-Results") && claims.said.len() < MAX_FIELDS {
            claims.said.extend(said(&charset::undeclared(value)));
        }
    }
    // Without a server that took the mail nothing tells who wrote them; nor where every server says that it had it from itself.
    AuthClaims { from: claims.from, ..AuthClaims::default() }
}

/// One way of a mail from a server to the next (RFC 5321 4.4).
struct Hop {
    /// The host that took it; empty where the field names none.
    by: String,
    /// Whether it came from the same machine or house, so that no stranger wrote what stands above the next field.
    inside: bool,
}

impl Hop {
    fn read(value: &str) -> Self {
        let tokens = tokens(value);
        let behind = |wanted: &str| {
            let at = tokens.iter().position(|token| matches!(token, Token::Word(word) if word.eq_ignore_ascii_case(wanted)))?;
            tokens.get(at + 1)?.word().map(|word| word.trim_end_matches('.').to_ascii_lowercase())
        };
        // What a host calls itself is its own to choose; the number behind it was seen by the server.
        let before_by = value.find(" by ").map_or(value, |at| &value[..at]).replace("IPv6:", " ");
        let seen = before_by.split_ascii_whitespace().skip(2).collect::<Vec<_>>().join(" ");
        let numbers: Vec<IpAddr> = seen
            .split(|c: char| !(c.is_ascii_hexdigit() || matches!(c, '.' | ':')))
            .filter_map(|piece| piece.trim_matches('.').parse().ok())
            .collect();
        let local =
            behind("with").is_some_and(|with| matches!(with.as_str(), "lmtp" | "lmtps" | "lmtpa" | "lmtpsa" | "local" | "local_delivery"));
        let from = behind("from");
        let inside = local || from.is_none() || !numbers.is_empty() && numbers.iter().all(is_inside);
        Self { by: behind("by").unwrap_or_default(), inside }
    }
}

/// Whether an address is one of this machine or of a network of its own (RFC 1918, RFC 4193).
fn is_inside(address: &IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => four.is_loopback() || four.is_private(),
        IpAddr::V6(six) => six.is_loopback() || six.is_unique_local(),
    }
}

/// Reads one field; `None` where it names nobody who says it.
fn said(value: &str) -> Option<AuthSaid> {
    let tokens = tokens(value);
    let mut pieces = tokens.split(|token| *token == Token::Sign(';'));
    // The name may be followed by a version, and by nothing else.
    let server = match pieces.next()? {
        [Token::Word(server)] => server,
        [Token::Word(server), Token::Word(version)] if version.bytes().all(|byte| byte.is_ascii_digit()) => server,
        _ => return None,
    };
    let results = pieces.filter_map(result).take(MAX_RESULTS).collect();
    Some(AuthSaid { server: server.trim_end_matches('.').to_ascii_lowercase(), results })
}

/// `method = result` with the properties behind it.
fn result(tokens: &[Token]) -> Option<AuthResult> {
    let mut pairs = tokens.iter().enumerate().filter(|(_, token)| **token == Token::Sign('=')).filter_map(|(at, _)| {
        let name = tokens[..at].iter().rev().find_map(Token::word)?;
        Some((name.to_ascii_lowercase(), tokens.get(at + 1)?.word()?))
    });
    // A version may stand behind a method: `dkim/1`, also with blanks around the stroke.
    let method = tokens.first()?.word()?.split('/').next()?.to_ascii_lowercase();
    let (_, result) = pairs.next()?;
    let domain = |(name, value): (String, &str)| {
        let about = matches!(name.as_str(), "header.d" | "header.i" | "header.from" | "smtp.mailfrom" | "smtp.mail" | "smtp.helo");
        let domain = value.rsplit('@').next().unwrap_or_default();
        // Who greeted is not who wrote.
        (about && name != "smtp.helo" && !(method == "spf" && name.starts_with("header.")) && !domain.is_empty())
            .then(|| normalized_domain(domain))
    };
    let domains = pairs.filter_map(domain).collect();
    Some(AuthResult { method: method.clone(), result: result.to_ascii_lowercase(), domains })
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Token {
    /// A word or a quoted string.
    Word(String),
    /// `;` or `=`.
    Sign(char),
}

impl Token {
    fn word(&self) -> Option<&str> {
        match self {
            Self::Word(word) => Some(word),
            Self::Sign(_) => None,
        }
    }
}

/// The tokens of a value. Comments, which may stand in each other, are blanks; what stands in quotes is part of a word, its signs included.
fn tokens(value: &str) -> Vec<Token> {
    let mut tokens = Vec::new();
    let mut word: Option<String> = None;
    let mut chars = value.chars();
    let mut depth = 0_u32;
    let mut quoted = false;
    while let Some(c) = chars.next() {
        if depth > 0 {
            match c {
                '\\' => drop(chars.next()),
                '(' => depth += 1,
                ')' => depth -= 1,
                _ => {}
            }
        } else if quoted {
            match c {
                '"' => quoted = false,
                '\\' => word.get_or_insert_default().extend(chars.next()),
                _ => word.get_or_insert_default().push(c),
            }
        } else {
            match c {
                '"' => {
                    quoted = true;
                    word.get_or_insert_default();
                }
                '(' | ' ' | '\t' | '\r' | '\n' | ';' | '=' => {
                    tokens.extend(word.take().map(Token::Word));
                    match c {
                        '(' => depth += 1,
                        ';' | '=' => tokens.push(Token::Sign(c)),
                        _ => {}
                    }
                }
                _ => word.get_or_insert_default().push(c),
            }
        }
    }
    tokens.extend(word.map(Token::Word));
    tokens
}

#[cfg(test)]
mod tests {
    use crate::domain::mail::authentication::Auth;
    use crate::mime;

    const RECEIVED: &str = "Received: from mail.bank.example (mail.bank.example [192.0.2.1])\r\n by mx.me.example (Postfix) with ESMTPS id 1; Mon, 1 Sep 2025 08:00:00 +0000\r\n";

    fn judged(headers: &str) -> Auth {
        mime::parse(format!("{headers}From: Bank <info@bank.example>\r\nSubject: x\r\n\r\ntext\r\n").as_bytes()).auth
    }

    #[test]
    fn only_what_stands_above_the_topmost_received_is_believed() {
        let pass = "Authentication-Results: mx.me.example; dmarc=pass header.from=bank.example\r\n";
        assert_eq!(judged(&format!("{pass}{RECEIVED}")), Auth::Pass);
        assert_eq!(judged(&format!("{RECEIVED}{pass}")), Auth::None, "the sender may have written it");
        let other = RECEIVED.replace("mx.me.example", "relay.example");
        assert_eq!(judged(&format!("{RECEIVED}{other}{pass}")), Auth::None);
        assert_eq!(judged(&format!("{other}{pass}{RECEIVED}")), Auth::None);
        assert_eq!(judged(&format!("{pass}{other}")), Auth::None, "another host took the mail");
        assert_eq!(judged(pass), Auth::None, "nobody took the mail");
        let fail = pass.replace("pass", "fail");
        assert_eq!(judged(&format!("{fail}{RECEIVED}{pass}")), Auth::Fail, "a forged pass changes nothing");
        assert_eq!(judged(&format!("{pass}{RECEIVED}{fail}")), Auth::Pass, "nor does a forged failure");
    }

    #[test]
    fn what_the_server_wrote_before_it_delivered_is_believed_and_what_came_from_outside_is_not() {
        let pass = "Authentication-Results: mx.me.example; dmarc=pass header.from=bank.example\r\n";
        let hop = |from: &str, with: &str| {
            format!("Received: {from}by mx.me.example (Dovecot) with {with} id 2; Mon, 1 Sep 2025 08:00:01 +0000\r\n")
        };
        for inside in [
            hop("from mx.me.example ([127.0.0.1])\r\n ", "LMTP"),
            hop("from mx.me.example ([203.0.113.9])\r\n ", "LMTP"),
            hop("from localhost (localhost [127.0.0.1])\r\n ", "ESMTP"),
            hop("from filter (filter.me.example [10.0.0.7])\r\n ", "ESMTP"),
            hop("from filter ([IPv6:fd00::7])\r\n ", "ESMTP"),
            hop("", "local"),
            hop("from mx.me.example ([203.0.113.9])\r\n ", "LMTP").replace("by mx.me.example", "by imap.me.example"),
        ] {
            assert_eq!(judged(&format!("{inside}{pass}{RECEIVED}")), Auth::Pass, "{inside}");
            assert_eq!(judged(&format!("{inside}{inside}{pass}{RECEIVED}")), Auth::Pass, "{inside}");
            assert_eq!(judged(&format!("{inside}{RECEIVED}{pass}")), Auth::None, "below the field of the server that took it");
            assert_eq!(judged(&format!("{inside}{pass}")), Auth::None, "nobody took it from outside");
        }
        // A stranger may call himself as he likes, and write fields that look like the server's own.
        for outside in [
            hop("from mx.me.example (evil.example [198.51.100.7])\r\n ", "ESMTP"),
            hop("from localhost ([198.51.100.7])\r\n ", "ESMTP"),
            hop("from [127.0.0.1] (evil.example [198.51.100.7])\r\n ", "ESMTP"),
            hop("from mx.me.example\r\n ", "ESMTP"),
            hop("from 127.0.0.1\r\n ", "ESMTP"),
        ] {
            let forged = hop("from localhost ([127.0.0.1])\r\n ", "LMTP");
            assert_eq!(judged(&format!("{outside}{pass}{RECEIVED}")), Auth::None, "{outside}");
            assert_eq!(judged(&format!("{outside}{forged}{pass}{RECEIVED}")), Auth::None, "{outside}");
        }
    }

    #[test]
    fn versions_comments_quotes_folds_and_several_fields_are_read() {
        for (value, auth) in [
            ("mx.me.example 1; dkim/1=pass header.d=bank.example", Auth::Pass),
            ("mx.me.example (he said; dmarc=fail (really)) ;\r\n\tdmarc (p=reject) = pass (strict) header.from=bank.example", Auth::Pass),
            ("\"mx.me.example\"; dmarc=pass", Auth::Pass),
            ("MX.ME.Example.; spf=fail reason=\"not ; dmarc=pass here\" smtp.mailfrom=x@bank.example", Auth::Fail),
            ("mx.me.example; none", Auth::None),
            ("mx.me.example; dkim=pass header.i=@mail.bank.example header.s=a", Auth::Pass),
            ("mx.me.example; spf=pass smtp.mailfrom=\"odd;name\"@bank.example", Auth::Pass),
            ("mx.me.example; spf=pass smtp.mailfrom=evil.example header.from=bank.example", Auth::None),
            ("mx.me.example; spf=pass smtp.helo=bank.example smtp.mailfrom=evil.example", Auth::None),
            ("spf=pass smtp.mailfrom=bank.example; dmarc=pass", Auth::None),
            ("mx.me.example dmarc=pass", Auth::None),
            ("mx.me.example; x-other=pass; dkim=temperror header.d=bank.example", Auth::None),
            ("", Auth::None),
            ("(((", Auth::None),
        ] {
            assert_eq!(judged(&format!("Authentication-Results: {value}\r\n{RECEIVED}")), auth, "{value}");
        }
        let two = "Authentication-Results: mx.me.example; spf=none\r\nX-Other: y\r\nauthentication-results: mx.me.example;\r\n dkim=pass header.d=bank.example\r\n";
        assert_eq!(judged(&format!("{two}{RECEIVED}")), Auth::Pass);
    }
}
