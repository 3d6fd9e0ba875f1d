//! Says what is wrong with a workspace, and what to do next.

use super::error::{RoleFault, TeamError};
use crate::domain::account::Security;
use crate::domain::team::login::WorkspaceUrl;
use crate::domain::team::member::MemberFault;
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::workers::net::{Endpoint, NetError, Side};

impl TeamError {
    /// The problem to show for a failure at this workspace.
    pub fn problem(&self, url: &WorkspaceUrl) -> Problem {
        let text = |id| Text::of(id).with("host", url.host.as_str());
        let refused = |id, hint| Problem::failed(Code::WorkspaceRefused, text(id).with("login", url.login.as_str())).hint(Text::of(hint));
        let version = |id, version: &str| Problem::failed(Code::WorkspaceVersion, text(id).with("version", version));
        match self {
            Self::Net(error) => of_net(error, url),
            Self::TimedOut => unreachable(url),
            Self::Postgres(error) => of_postgres(error, url),
            Self::OldServer(found) => version("team-old-server", found).hint(Text::of("team-old-server-hint")),
            Self::NewerWorkspace(step) => version("team-newer-workspace", &step.to_string()).hint(Text::of("team-newer-workspace-hint")),
            Self::NoWorkspace => Problem::failed(Code::NotFound, text("team-no-workspace").with("database", url.database.as_str()))
                .hint(Text::of("team-no-workspace-hint")),
            Self::WorkspaceThere => Problem::failed(Code::Duplicate, text("team-workspace-there").with("database", url.database.as_str()))
                .hint(Text::of("team-workspace-there-hint")),
            Self::Role(RoleFault::PassesRules | RoleFault::Owner | RoleFault::Other) => {
                refused("team-role-passes", "team-role-passes-hint")
            }
            Self::Role(RoleFault::NoMember) => refused("team-no-member", "team-no-member-hint"),
            Self::Unsafe(found) => {
                Problem::failed(Code::WorkspaceUnsafe, text("team-unsafe")).hint(Text::of("team-unsafe-hint")).detail(&found.join(", "))
            }
            Self::NotPermitted => {
                Problem::failed(Code::NotPermitted, Text::of("team-not-permitted")).hint(Text::of("team-not-permitted-hint"))
            }
            Self::LastAdmin => Problem::failed(Code::NotPermitted, Text::of("team-last-admin")).hint(Text::of("team-last-admin-hint")),
            Self::NotFound(name) => Problem::failed(Code::NotFound, Text::of("team-not-found").with("name", name.as_str()))
                .hint(Text::of("team-not-found-hint")),
            Self::Taken(name) => Problem::failed(Code::Duplicate, Text::of("team-taken").with("name", name.as_str())),
            Self::Member(fault) => of_member(*fault),
        }
    }
}

fn unreachable(url: &WorkspaceUrl) -> Problem {
    let text = Text::of("team-unreachable").with("host", url.host.as_str());
    Problem::temporary(Code::WorkspaceUnreachable, text).hint(Text::of("team-unreachable-hint"))
}

/// Names and certificates are told as for mail servers; a server that is away is one whose workspace is.
fn of_net(error: &NetError, url: &WorkspaceUrl) -> Problem {
    let endpoint = Endpoint { host: url.host.clone(), port: url.port, security: Security::Tls, plaintext_confirmed: false };
    match error {
        NetError::NotResolved(why) | NetError::NotConnected(why) => unreachable(url).detail(&why.to_string()),
        NetError::ConnectTimedOut => unreachable(url),
        NetError::Certificate { .. } | NetError::Tls(_) => {
            // An exception for one certificate is a mail account's; a workspace has none.
            error.problem(&endpoint, Side::Incoming).hint(Text::of("team-certificate-hint"))
        }
        _ => error.problem(&endpoint, Side::Incoming),
    }
}

/// By the state that the database names (PostgreSQL, appendix A). Of its words only the first line is said: what stands behind it may hold values of rows.
fn of_postgres(error: &tokio_postgres::Error, url: &WorkspaceUrl) -> Problem {
    let Some(said) = error.as_db_error() else {
        // Without a word of the server: the connection broke, or what answers is no PostgreSQL.
        return unreachable(url).detail(&error.to_string());
    };
    let text = |id| Text::of(id).with("host", url.host.as_str());
    let problem = match said.code().code() {
        "28P01" | "28000" => Problem::failed(Code::AuthFailed, text("team-login-refused").with("login", url.login.as_str()))
            .hint(Text::of("team-login-refused-hint"))
            .field("password"),
        "3D000" => Problem::failed(Code::NotFound, text("team-no-workspace").with("database", url.database.as_str()))
            .hint(Text::of("team-no-workspace-hint")),
        "42501" => Problem::failed(Code::NotPermitted, text("team-refused")).hint(Text::of("team-refused-hint")),
        state if state.starts_with("53") => {
            Problem::temporary(Code::WorkspaceUnreachable, text("team-full")).hint(Text::of("team-unreachable-hint"))
        }
        state if state.starts_with("57") || state.starts_with("08") || state.starts_with("40") || state == "55P03" => unreachable(url),
        _ => Problem::failed(Code::WorkspaceFailed, text("team-failed")).hint(Text::of("team-failed-hint")),
    };
    problem.detail(&format!("{} {}", said.code().code(), said.message()))
}

fn of_member(fault: MemberFault) -> Problem {
    let (field, id) = match fault {
        MemberFault::Login => ("login", "team-bad-login"),
        MemberFault::Name => ("name", "team-bad-name"),
        MemberFault::Password => ("password", "team-short-password"),
    };
    Problem::failed(Code::InvalidField, Text::of(id)).field(field)
}
