//! Servers as other programs write them.

use crate::domain::account::{EnteredAccount, Security};

/// A server out of an address such as `imaps+plain://user@host:993/`.
#[derive(Debug, Default, PartialEq)]
pub(super) struct Server {
    pub(super) protocol: String,
    pub(super) host: String,
    pub(super) port: String,
    pub(super) security: String,
    pub(super) user: String,
}

impl Server {
    /// Reads an address; a password in it is not taken over.
    pub(super) fn of_address(text: &str) -> Option<Self> {
        let (scheme, rest) = text.trim().split_once("://")?;
        let authority = rest.split(['/', '?']).next()?;
        let (user, place) = authority.rsplit_once('@').unwrap_or(("", authority));
        let user = user.split([':', ';']).next().unwrap_or_default();
        let (host, port) = match place.rsplit_once(':') {
            Some((host, port)) if !port.is_empty() && port.bytes().all(|byte| byte.is_ascii_digit()) => (host, port),
            _ => (place, ""),
        };
        let scheme = scheme.to_ascii_lowercase();
        let word = scheme.split('+').next().unwrap_or_default();
        let (protocol, security) = match word {
            "imaps" => ("imap", Security::Tls),
            "pops" | "pop3s" => ("pop3", Security::Tls),
            "smtps" => ("smtp", Security::Tls),
            "imap" => ("imap", Security::Starttls),
            "pop" | "pop3" => ("pop3", Security::Starttls),
            "smtp" => ("smtp", Security::Starttls),
            _ => return None,
        };
        let security = if scheme.split('+').any(|part| part == "insecure") { Security::None } else { security };
        let own = |text: &str| text.to_owned();
        (!host.is_empty()).then(|| Self {
            protocol: own(protocol),
            host: own(host),
            port: own(port),
            security: own(security.word()),
            user: unescaped(user),
        })
    }

    /// Where mail of an account comes from.
    pub(super) fn brings(self, account: &mut EnteredAccount) {
        let Self { protocol, host, port, security, user } = self;
        (account.protocol, account.host, account.port, account.security) = (protocol, host, port, security);
        if !user.is_empty() {
            account.username = user;
        }
    }

    /// Where mail of an account goes.
    pub(super) fn sends(self, account: &mut EnteredAccount) {
        let Self { host, port, security, user, .. } = self;
        (account.smtp_host, account.smtp_port, account.smtp_security) = (host, port, security);
        // The same login, as far as the settings tell.
        if user.is_empty() || user == account.username || account.username.is_empty() {
            account.smtp_same_credentials = Some(true);
        } else {
            account.smtp_username = user;
        }
    }
}

/// `%40` in a user name.
fn unescaped(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((first, more)) = rest.split_first() {
        let digits = if *first == b'%' { more.get(..2).and_then(|two| std::str::from_utf8(two).ok()) } else { None };
        match digits.and_then(|two| u8::from_str_radix(two, 16).ok()) {
            Some(byte) => {
                bytes.push(byte);
                rest = &more[2..];
            }
            None => {
                bytes.push(*first);
                rest = more;
            }
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// The address an account has when only its login is known.
pub(super) fn address_of(user: &str) -> String {
    if user.contains('@') { user.to_owned() } else { String::new() }
}
