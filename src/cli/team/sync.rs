//! `fumi team sync`: meets the workspace now.

use serde_json::json;

use super::open::opened;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::i18n::Text;
use crate::workers::team::meet;

/// Takes what others changed of the records, sends what was changed here, and says how much that was.
///
/// # Errors
/// `no_team`, what stands in the way of the workspace, and what the store refuses. What was done until then stays.
pub(super) async fn run(at: &Context) -> Ended {
    let (mut connection, team) = opened(at).await?;
    let house = at.house()?;
    let met = meet(&mut connection, house.database(), &team.url.login, true).await.map_err(|error| error.problem(&team.url))?;
    if at.json() {
        at.output.value(&json!({ "taken": met.taken, "sent": met.sent }));
    } else {
        let count = |number: u64| i64::try_from(number).unwrap_or(i64::MAX);
        at.output.line(&at.say(&Text::of("team-met").count("taken", count(met.taken)).count("sent", count(met.sent))));
    }
    Ok(Exit::DONE)
}
