//! Why a workspace cannot be worked with.

use crate::domain::team::member::MemberFault;
use crate::workers::net::NetError;

/// What is wrong with the role that would work here.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RoleFault {
    /// It is a superuser, or passes row-level security by.
    PassesRules,
    /// It is the owner of the workspace, or can become it.
    Owner,
    /// It is no member, or was taken out.
    NoMember,
    /// It acts as somebody else than who logged in.
    Other,
}

/// Why a workspace cannot be worked with.
#[derive(Debug, thiserror::Error)]
pub enum TeamError {
    /// No trusted connection.
    #[error(transparent)]
    Net(#[from] NetError),
    /// What PostgreSQL or its connection says.
    #[error(transparent)]
    Postgres(#[from] tokio_postgres::Error),
    /// The server did not answer in time.
    #[error("no answer in time")]
    TimedOut,
    /// The server is older than the first that is safe; its version.
    #[error("PostgreSQL {0} is too old")]
    OldServer(String),
    /// The workspace was brought to a step that this program does not know.
    #[error("workspace of step {0}")]
    NewerWorkspace(i32),
    /// The database holds no workspace.
    #[error("no workspace in this database")]
    NoWorkspace,
    /// The database holds one already.
    #[error("a workspace is there already")]
    WorkspaceThere,
    /// The role is refused.
    #[error("role refused: {0:?}")]
    Role(RoleFault),
    /// The catalogue is not as written; what is wrong, as `word name`.
    #[error("unsafe workspace: {0:?}")]
    Unsafe(Vec<String>),
    /// Only an administrator may.
    #[error("not permitted")]
    NotPermitted,
    /// The last administrator would go.
    #[error("the last administrator")]
    LastAdmin,
    /// Nobody or nothing there has this name.
    #[error("nothing is called {0}")]
    NotFound(String),
    /// The name is taken.
    #[error("{0} is there already")]
    Taken(String),
    /// A field of a member cannot hold what was said.
    #[error(transparent)]
    Member(#[from] MemberFault),
}

impl TeamError {
    /// The state that the database named, as SQL's five characters.
    pub fn state(&self) -> Option<&str> {
        match self {
            Self::Postgres(error) => error.code().map(tokio_postgres::error::SqlState::code),
            _ => None,
        }
    }
}
