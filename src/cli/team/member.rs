//! `fumi team member`: who belongs to the team, and what each may do (S3, S38, S39, S119 to S122).

use clap::{Args, Subcommand};
use jiff::civil::Date;

use super::joining::typed;
use super::open::opened;
use super::shown;
use crate::cli::context::Context;
use crate::cli::{Ended, Exit};
use crate::domain::team::member::{Member, MemberEnd, MemberRole};
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::workers::team::{MemberEdit, NewMember, TeamError, add_member, edit_member, members, set_active, set_locked};

/// A verb for one member, or what to change about one.
#[derive(Debug, Args)]
#[command(args_conflicts_with_subcommands = true)]
pub struct MemberArgs {
    #[command(subcommand)]
    verb: Option<MemberVerb>,
    /// The member's login
    #[arg(value_name = "LOGIN")]
    login: Option<String>,
    /// admin or member
    #[arg(long, value_name = "ROLE", value_parser = ["admin", "member"])]
    role: Option<String>,
    /// Whether the member may use mail: on or off
    #[arg(long, value_name = "on|off", value_parser = ["on", "off"])]
    mail: Option<String>,
    /// The last day, YYYY-MM-DD; none takes it away
    #[arg(long, value_name = "D")]
    ends_on: Option<String>,
    /// What ends then is a trial
    #[arg(long)]
    trial: bool,
}

/// What to do with members.
#[derive(Debug, Subcommand)]
enum MemberVerb {
    /// List the members
    List,
    /// Add a member: makes the login with a first password
    Add(AddArgs),
    /// Let a member log in no longer; what they shared stays readable
    Deactivate(OneArgs),
    /// Let a member log in again
    Activate(OneArgs),
    /// Keep a member's mailbox and sharing level as they are
    Lock(OneArgs),
    /// Let a member change them again
    Unlock(OneArgs),
}

/// The new member.
#[derive(Debug, Args)]
struct AddArgs {
    /// The login to make
    #[arg(value_name = "LOGIN")]
    login: String,
    /// The name for people; the login unless set
    #[arg(long, value_name = "N")]
    name: Option<String>,
    /// admin or member
    #[arg(long, value_name = "ROLE", value_parser = ["admin", "member"], default_value = "member")]
    role: String,
    /// Read the password from the first line of stdin
    #[arg(long)]
    password_stdin: bool,
}

/// Which member.
#[derive(Debug, Args)]
struct OneArgs {
    /// The member's login
    #[arg(value_name = "LOGIN")]
    login: String,
}

/// Lists, adds or changes members.
///
/// # Errors
/// `not_permitted`, `not_found`, `duplicate`, and what stands in the way of the workspace.
pub(super) async fn run(args: MemberArgs, at: &Context) -> Ended {
    let edit = edit(&args)?;
    if args.verb.is_none() && args.login.is_some() && edit == MemberEdit::default() {
        return Err(Problem::usage(Code::Usage, Text::of("team-edit-nothing")).hint(Text::of("team-edit-nothing-hint")));
    }
    let password = match &args.verb {
        Some(MemberVerb::Add(add)) => Some(typed(at, add.password_stdin, "team-ask-new")?),
        _ => None,
    };
    let (mut connection, team) = opened(at).await?;
    let done = match (&args.verb, &args.login, password) {
        (Some(MemberVerb::Add(add)), _, Some(password)) => {
            let role = MemberRole::from_word(&add.role).unwrap_or(MemberRole::Member);
            let name = add.name.as_deref().unwrap_or(&add.login);
            add_member(&mut connection, &NewMember { login: &add.login, name, password: &password, role }).await
        }
        (Some(MemberVerb::Deactivate(one)), ..) => set_active(&mut connection, &one.login, false).await,
        (Some(MemberVerb::Activate(one)), ..) => set_active(&mut connection, &one.login, true).await,
        (Some(MemberVerb::Lock(one)), ..) => set_locked(&connection, &one.login, true).await,
        (Some(MemberVerb::Unlock(one)), ..) => set_locked(&connection, &one.login, false).await,
        (None, Some(login), _) => edit_member(&mut connection, login, &edit).await,
        (Some(MemberVerb::List | MemberVerb::Add(_)) | None, ..) => {
            let all = members(&connection).await.map_err(|error| error.problem(&team.url))?;
            return Ok(list(&all, at));
        }
    };
    let member = done.map_err(|error: TeamError| error.problem(&team.url))?;
    if at.json() {
        at.output.value(&shown::json(&member));
    } else {
        at.output.line(&shown::line(&member, at));
    }
    Ok(Exit::DONE)
}

fn list(all: &[Member], at: &Context) -> Exit {
    if at.json() {
        at.output.value(&all.iter().map(shown::json).collect());
    } else {
        all.iter().for_each(|one| at.output.line(&shown::line(one, at)));
    }
    Exit::DONE
}

fn edit(args: &MemberArgs) -> Result<MemberEdit, Problem> {
    let ends_on = match args.ends_on.as_deref() {
        None => None,
        Some("none") => Some(None),
        Some(day) => {
            let wrong = || Problem::failed(Code::InvalidField, Text::of("team-bad-day")).field("ends-on");
            Some(Some(day.parse::<Date>().map_err(|_| wrong())?))
        }
    };
    // A last day without --trial is that of a membership; the end of what ends on no day means nothing.
    let ends_as = match (args.trial, ends_on) {
        (true, _) => Some(MemberEnd::Trial),
        (false, Some(_)) => Some(MemberEnd::Member),
        (false, None) => None,
    };
    Ok(MemberEdit {
        role: args.role.as_deref().and_then(MemberRole::from_word),
        mail_integration: args.mail.as_deref().map(|word| word == "on"),
        ends_on,
        ends_as,
    })
}
