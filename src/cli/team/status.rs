//! `fumi team status`: which workspace this home belongs to, and what one may do there.

use serde_json::json;

use super::open::opened;
use super::shown;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::team::login::TeamSettings;
use crate::i18n::Text;
use crate::workers::team::{TeamConnection, members, sharing};

/// Connects, checks and says what is so.
///
/// # Errors
/// `no_team`, or what stands in the way of the workspace.
pub(super) async fn run(at: &Context) -> Ended {
    let (connection, team) = opened(at).await?;
    show(at, &connection, team).await
}

/// Says what is so over a connection.
pub(super) async fn show(at: &Context, connection: &TeamConnection, team: &TeamSettings) -> Ended {
    let failed = |error: crate::workers::team::TeamError| error.problem(&team.url);
    let all = members(connection).await.map_err(failed)?;
    let sharing = sharing(connection).await.map_err(failed)?;
    let me = all.iter().find(|one| one.login == team.url.login);
    if at.json() {
        at.output.value(&json!({
            "url": team.url.to_string(),
            "workspace": connection.workspace.to_string(),
            "joined": true,
            "sharing": sharing.word(),
            "member": me.map(shown::json),
            "members": all.len(),
        }));
        return Ok(Exit::DONE);
    }
    at.output
        .line(&at.say(&Text::of("team-status").with("url", team.url.to_string()).count("members", i64::try_from(all.len()).unwrap_or(0))));
    at.output.line(&at.say(&Text::of("team-sharing-is").text("sharing", shown::sharing(sharing))));
    if let Some(me) = me {
        at.output.line(&shown::line(me, at));
    }
    Ok(Exit::DONE)
}
