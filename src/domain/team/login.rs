//! Where a workspace is and who asks there: what a person types as one URL.

use std::path::PathBuf;

use crate::domain::account::SecretSource;
use crate::domain::ids::Id;

/// PostgreSQL's own port.
const PORT: u16 = 5432;

/// The longest name of a role or a database that PostgreSQL keeps, in bytes.
const LONGEST: usize = 63;

/// A workspace's place and a login there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WorkspaceUrl {
    /// Host name or address.
    pub host: String,
    /// TCP port.
    pub port: u16,
    /// The database that holds the workspace.
    pub database: String,
    /// The login role.
    pub login: String,
}

/// The workspace that this home belongs to: section `[team]` of `config.toml`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TeamSettings {
    /// Under which the password is kept; means nothing elsewhere.
    pub id: Id,
    /// Where the workspace is and who we are there.
    pub url: WorkspaceUrl,
    /// Where the password comes from.
    pub secret: SecretSource,
    /// A PEM file with certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
}

/// Why a text is no URL of a workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum UrlFault {
    /// Not of the form `postgres://LOGIN@HOST[:PORT]/DATABASE`.
    #[error("no URL of a workspace")]
    Form,
    /// It holds a password, which every process of the machine could read in the arguments.
    #[error("a password in the URL")]
    Password,
}

impl WorkspaceUrl {
    /// Reads `postgres://LOGIN@HOST[:PORT]/DATABASE`. Settings behind a question mark are refused: how the connection is protected is not for a URL to say.
    ///
    /// # Errors
    /// When it is of another form, or holds a password.
    pub fn parse(text: &str) -> Result<Self, UrlFault> {
        let rest = text.trim();
        let rest = rest.strip_prefix("postgres://").or_else(|| rest.strip_prefix("postgresql://")).ok_or(UrlFault::Form)?;
        let (login, place) = rest.rsplit_once('@').ok_or(UrlFault::Form)?;
        if login.contains(':') {
            return Err(UrlFault::Password);
        }
        let (server, database) = place.split_once('/').ok_or(UrlFault::Form)?;
        let (host, port) = match server.strip_prefix('[') {
            Some(rest) => {
                let (host, port) = rest.split_once(']').ok_or(UrlFault::Form)?;
                (host, port.strip_prefix(':').or((port.is_empty()).then_some("")).ok_or(UrlFault::Form)?)
            }
            None => server.split_once(':').unwrap_or((server, "")),
        };
        let port = if port.is_empty() { PORT } else { port.parse().ok().filter(|port| *port > 0).ok_or(UrlFault::Form)? };
        let url = Self { host: host.to_owned(), port, database: database.to_owned(), login: login.to_owned() };
        if url.is_plain() { Ok(url) } else { Err(UrlFault::Form) }
    }

    /// Whether every part is there and holds nothing that would need another writing.
    pub fn is_plain(&self) -> bool {
        let named = |text: &str| {
            (1..=LONGEST).contains(&text.len())
                && !text.contains(|c: char| c.is_control() || c.is_whitespace() || "%?#/@:\"'\\".contains(c))
        };
        let host = !self.host.is_empty() && !self.host.contains(|c: char| c.is_control() || c.is_whitespace() || "%?#/@".contains(c));
        host && self.port > 0 && named(&self.database) && named(&self.login)
    }
}

impl std::fmt::Display for WorkspaceUrl {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { host, port, database, login } = self;
        if host.contains(':') {
            write!(f, "postgres://{login}@[{host}]:{port}/{database}")
        } else {
            write!(f, "postgres://{login}@{host}:{port}/{database}")
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_url_names_login_host_port_and_database() {
        let url = WorkspaceUrl::parse("postgres://anna@db.sample.test/fumi").unwrap();
        assert_eq!((url.login.as_str(), url.host.as_str(), url.port, url.database.as_str()), ("anna", "db.sample.test", 5432, "fumi"));
        assert_eq!(WorkspaceUrl::parse("postgresql://anna@[::1]:6000/fumi").unwrap().to_string(), "postgres://anna@[::1]:6000/fumi");
        for text in ["postgres://anna@127.0.0.1:6000/fumi", "postgres://a.b-c@h:1/d_e"] {
            assert_eq!(WorkspaceUrl::parse(text).unwrap().to_string(), text);
        }
    }

    #[test]
    fn a_password_never_stands_in_a_url() {
        assert_eq!(WorkspaceUrl::parse("postgres://anna:hunter2@db.sample.test/fumi"), Err(UrlFault::Password));
        assert_eq!(WorkspaceUrl::parse("postgres://anna:@db.sample.test/fumi"), Err(UrlFault::Password));
    }

    #[test]
    fn everything_else_is_refused() {
        for text in [
            "",
            "anna@db/fumi",
            "mysql://anna@db/fumi",
            "postgres://db/fumi",
            "postgres://@db/fumi",
            "postgres://anna@/fumi",
            "postgres://anna@db",
            "postgres://anna@db/",
            "postgres://anna@db:0/fumi",
            "postgres://anna@db:70000/fumi",
            "postgres://anna@db:x/fumi",
            "postgres://anna@[::1/fumi",
            "postgres://anna@[::1]x/fumi",
            "postgres://anna@db/fumi?sslmode=disable",
            "postgres://an na@db/fumi",
            "postgres://anna@db/fu\u{7}mi",
            "postgres://an%40na@db/fumi",
        ] {
            assert_eq!(WorkspaceUrl::parse(text), Err(UrlFault::Form), "{text:?}");
        }
    }
}
