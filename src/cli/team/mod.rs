//! `fumi team`: the workspace that a team shares, and its administration (team.md).

mod group;
mod joining;
mod member;
mod open;
mod policy;
mod shown;
mod status;
mod sync;

use clap::Subcommand;

use super::Ended;
use super::context::Context;

/// What to do with the team.
#[derive(Debug, Subcommand)]
pub enum TeamVerb {
    /// Make a workspace in a database, with its first administrator, and join it
    Init(joining::InitArgs),
    /// Join a workspace as one of its members
    Join(joining::JoinArgs),
    /// Set one's own password at the workspace
    SetPassword(joining::SetPasswordArgs),
    /// Leave the workspace; what is stored here stays
    Leave,
    /// Say which workspace this home belongs to, and what one may do there
    Status,
    /// Meet the workspace now: take what others changed of the records, send what was changed here
    Sync,
    /// Members: list, add, deactivate, activate, lock, unlock, or change one by the login
    Member(member::MemberArgs),
    /// Groups that an account may be shared with: list, add, remove
    #[command(subcommand)]
    Group(group::GroupVerb),
    /// What the administrator says about sharing mail
    Policy(policy::PolicyArgs),
}

/// Carries a team verb out.
///
/// # Errors
/// What stands in the way of the workspace, or what it refuses.
pub async fn run(verb: TeamVerb, at: &Context) -> Ended {
    match verb {
        TeamVerb::Init(args) => joining::init(args, at).await,
        TeamVerb::Join(args) => joining::join(args, at).await,
        TeamVerb::SetPassword(args) => joining::set_password(args, at).await,
        TeamVerb::Leave => joining::leave(at).await,
        TeamVerb::Status => status::run(at).await,
        TeamVerb::Sync => sync::run(at).await,
        TeamVerb::Member(args) => member::run(args, at).await,
        TeamVerb::Group(verb) => group::run(verb, at).await,
        TeamVerb::Policy(args) => policy::run(args, at).await,
    }
}
