//! `fumi team policy`: what the administrator says about sharing mail (S62).

use clap::Args;
use serde_json::json;

use super::open::opened;
use super::shown;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::team::member::TeamSharing;
use crate::i18n::Text;
use crate::workers::team::{TeamError, set_sharing, sharing};

/// What is to hold.
#[derive(Debug, Args)]
pub struct PolicyArgs {
    /// How much of everybody's mail others may see: private, custom, public, users_choice
    #[arg(long, value_name = "LEVEL", value_parser = ["private", "custom", "public", "users_choice"])]
    sharing: Option<String>,
}

/// Says or changes the policy.
///
/// # Errors
/// `not_permitted`, and what stands in the way of the workspace.
pub(super) async fn run(args: PolicyArgs, at: &Context) -> Ended {
    let (connection, team) = opened(at).await?;
    let failed = |error: TeamError| error.problem(&team.url);
    if let Some(wanted) = args.sharing.as_deref().and_then(TeamSharing::from_word) {
        set_sharing(&connection, wanted).await.map_err(failed)?;
    }
    let now = sharing(&connection).await.map_err(failed)?;
    if at.json() {
        at.output.value(&json!({ "sharing": now.word() }));
    } else {
        at.output.line(&at.say(&Text::of("team-sharing-is").text("sharing", shown::sharing(now))));
    }
    Ok(Exit::DONE)
}
