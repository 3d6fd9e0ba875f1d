//! What a server says it can do (RFC 2449).

use crate::protocol::bearer::Bearer;

/// The capabilities that matter to us. They are valid for one protection of one connection only: forget them at the TLS switch.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Capabilities {
    /// STLS: the connection can be upgraded (RFC 2595).
    pub stls: bool,
    /// USER: `USER` and `PASS` are accepted.
    pub user: bool,
    /// `SASL` lists `PLAIN` (RFC 5034).
    pub sasl_plain: bool,
    /// `SASL` lists these ways to log in with a token.
    pub bearer: Vec<Bearer>,
    /// UIDL: mails have names that last longer than a session.
    pub uidl: bool,
    /// PIPELINING: commands may be sent before the answers to earlier ones.
    pub pipelining: bool,
    /// UTF8: user names and passwords may hold UTF-8 (RFC 6856).
    pub utf8: bool,
}

impl Capabilities {
    /// What is assumed of a server that does not know CAPA: RFC 1939 alone, with the optional UIDL that all servers of the last decades have.
    pub fn of_a_server_without_capa() -> Self {
        Self { user: true, uidl: true, ..Self::default() }
    }

    /// Reads one line of the answer to CAPA; what we do not know is passed over.
    pub(super) fn read_line(&mut self, line: &[u8]) {
        let text = String::from_utf8_lossy(line).to_ascii_uppercase();
        let mut words = text.split_ascii_whitespace();
        match words.next() {
            Some("STLS") => self.stls = true,
            Some("USER") => self.user = true,
            Some("UIDL") => self.uidl = true,
            Some("PIPELINING") => self.pipelining = true,
            Some("UTF8") => self.utf8 = true,
            Some("SASL") => {
                for word in words {
                    self.sasl_plain |= word == "PLAIN";
                    self.bearer.extend(Bearer::ALL.into_iter().filter(|way| way.word() == word));
                }
            }
            _ => {}
        }
    }
}
