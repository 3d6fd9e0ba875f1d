//! From the settings of this home to its workspace.

use tokio::task::spawn_blocking;

use crate::cli::context::Context;
use crate::config::secrets::Login;
use crate::domain::account::{Secret, SecretSource};
use crate::domain::ids::Id;
use crate::domain::team::login::{TeamSettings, WorkspaceUrl};
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::workers::accounts::problems;
use crate::workers::net::Roots;
use crate::workers::team::{TeamConnection, connect};

/// The team of this home.
pub(super) fn team(at: &Context) -> Result<&TeamSettings, Problem> {
    at.settings.team.as_ref().ok_or_else(|| Problem::failed(Code::NoTeam, Text::of("team-none")).hint(Text::of("team-none-hint")))
}

/// Whom to believe at a workspace: the system, and the file of the team's authority.
pub(super) fn roots(ca_file: Option<&std::path::Path>) -> Roots {
    Roots { ca_file: ca_file.map(std::path::Path::to_owned), exception: None }
}

/// Connects as this home's member.
pub(super) async fn opened(at: &Context) -> Result<(TeamConnection, &TeamSettings), Problem> {
    let team = team(at)?;
    let password = password(at, team.id, &team.secret).await?;
    Ok((connected(&team.url, &password, &roots(team.ca_file.as_deref())).await?, team))
}

/// Connects with a password at hand.
pub(super) async fn connected(url: &WorkspaceUrl, password: &Secret, roots: &Roots) -> Result<TeamConnection, Problem> {
    connect(url, password, roots).await.map_err(|error| error.problem(url))
}

/// The password from where it is kept, or from its command.
pub(super) async fn password(at: &Context, id: Id, source: &SecretSource) -> Result<Secret, Problem> {
    let (store, source) = (at.secrets(), source.clone());
    let got = spawn_blocking(move || store.get(id, Login::Team, &source)).await.map_err(|_| Problem::internal())?;
    got.map_err(|error| problems::of_secret(&error))
}
