//! `fumi team group`: whom an account may be shared with in place of everybody (S85).

use clap::{Args, Subcommand};
use serde_json::json;

use super::open::opened;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::problem::{Code, Problem};
use crate::workers::clock;
use crate::workers::team::{TeamError, add_group, groups, put_in_group, remove_group, take_out_of_group};

/// What to do with groups.
#[derive(Debug, Subcommand)]
pub enum GroupVerb {
    /// List the groups and who is in them
    List,
    /// Make a group, or put members into one
    Add(OneArgs),
    /// Take a group away, or members out of one
    Remove(OneArgs),
}

/// Which group, and whom of it.
#[derive(Debug, Args)]
pub struct OneArgs {
    /// The group's name
    #[arg(value_name = "GROUP")]
    group: String,
    /// A member's login
    #[arg(long = "member", value_name = "LOGIN")]
    logins: Vec<String>,
}

/// Lists or changes groups, and says how they are then.
///
/// # Errors
/// `not_permitted`, `not_found`, `duplicate`, and what stands in the way of the workspace.
pub(super) async fn run(verb: GroupVerb, at: &Context) -> Ended {
    let (connection, team) = opened(at).await?;
    let failed = |error: TeamError| -> Problem { error.problem(&team.url) };
    match verb {
        GroupVerb::List => {}
        GroupVerb::Add(args) => {
            match add_group(&connection, &args.group, clock::new_id()).await.map_err(failed) {
                // A group that is there is what members are put into.
                Err(problem) if problem.code == Code::Duplicate && !args.logins.is_empty() => {}
                done => done?,
            }
            for login in &args.logins {
                put_in_group(&connection, &args.group, login).await.map_err(failed)?;
            }
        }
        GroupVerb::Remove(args) if args.logins.is_empty() => remove_group(&connection, &args.group).await.map_err(failed)?,
        GroupVerb::Remove(args) => {
            for login in &args.logins {
                take_out_of_group(&connection, &args.group, login).await.map_err(failed)?;
            }
        }
    }
    let all = groups(&connection).await.map_err(failed)?;
    if at.json() {
        at.output.value(&all.iter().map(|one| json!({ "id": one.id.to_string(), "name": one.name, "members": one.logins })).collect());
        return Ok(Exit::DONE);
    }
    if all.is_empty() {
        at.output.aside(&at.words.word("team-no-groups"));
    }
    all.iter().for_each(|one| at.output.line(&format!("{}  {}", one.name, one.logins.join(", "))));
    Ok(Exit::DONE)
}
