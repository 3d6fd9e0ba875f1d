//! `fumi team init|join|leave`: this home gets a workspace, or has one no longer.

use std::io::IsTerminal;
use std::path::PathBuf;

use clap::Args;
use serde_json::json;
use tokio::task::spawn_blocking;

use super::open::{connected, opened, password, roots, team};
use super::status;
use crate::cli::account::entered_secret;
use crate::cli::context::{Context, absolute};
use crate::cli::{Ended, Exit};
use crate::config::edit::{Edit, change};
use crate::config::secrets::Login;
use crate::domain::account::{EnteredSecret, Secret, SecretSource};
use crate::domain::ids::Id;
use crate::domain::team::login::{TeamSettings, UrlFault, WorkspaceUrl};
use crate::i18n::Text;
use crate::problem::{Code, Problem};
use crate::store::Write;
use crate::store::team::TeamWrite;
use crate::workers::accounts::problems;
use crate::workers::clock;
use crate::workers::team::{Founder, found, set_password as change_password};

/// Where the workspace shall be, and who its first administrator.
#[derive(Debug, Args)]
pub struct InitArgs {
    /// postgres://LOGIN@HOST:PORT/DATABASE of a login that may create schemas and roles
    #[arg(value_name = "URL")]
    url: String,
    /// The login to make for the first administrator
    #[arg(long, value_name = "LOGIN")]
    login: String,
    /// The administrator's name for people; the login unless set
    #[arg(long, value_name = "N")]
    name: Option<String>,
    /// PEM file with the authority of the server's certificate
    #[arg(long, value_name = "F")]
    ca_file: Option<PathBuf>,
    /// Read both passwords from stdin, a line each: of the URL's login, then the new one
    #[arg(long)]
    password_stdin: bool,
}

/// Which workspace, and where the password comes from.
#[derive(Debug, Args)]
pub struct JoinArgs {
    /// postgres://LOGIN@HOST:PORT/DATABASE with one's own login
    #[arg(value_name = "URL")]
    url: String,
    /// PEM file with the authority of the server's certificate
    #[arg(long, value_name = "F")]
    ca_file: Option<PathBuf>,
    /// Read the password from the first line of stdin
    #[arg(long, conflicts_with = "password_command")]
    password_stdin: bool,
    /// A command that prints the password on its first line
    #[arg(long, value_name = "CMD")]
    password_command: Option<String>,
}

/// Where the new password comes from.
#[derive(Debug, Args)]
pub struct SetPasswordArgs {
    /// Read the password from the first line of stdin
    #[arg(long)]
    password_stdin: bool,
}

/// Makes a workspace and joins it as its first administrator.
///
/// # Errors
/// `duplicate` where there is one, what the database refuses, and no place for the password.
pub(super) async fn init(args: InitArgs, at: &Context) -> Ended {
    alone(at)?;
    let keeper = url(&args.url)?;
    let ca_file = args.ca_file.map(|file| absolute(&file));
    let keepers = typed(at, args.password_stdin, "team-ask-keeper")?;
    let new = typed(at, args.password_stdin, "team-ask-new")?;
    let name = args.name.as_deref().unwrap_or(&args.login);
    let founder = Founder { login: &args.login, name, password: &new };
    let trusted = roots(ca_file.as_deref());
    // A workspace whose first password could be kept nowhere would stand there with nobody in it.
    let id = clock::new_id();
    keep_secret(at, id, new.clone()).await?;
    if let Err(error) = found(&keeper, &keepers, &trusted, &founder, clock::new_id()).await {
        remove_password(at, id).await?;
        return Err(error.problem(&keeper));
    }
    let url = WorkspaceUrl { login: args.login, ..keeper };
    keep(at, TeamSettings { id, url, secret: SecretSource::Kept, ca_file }, None).await
}

/// Joins a workspace; only one that passes every check is kept.
///
/// # Errors
/// What stands in the way of the workspace, and no place for the password.
pub(super) async fn join(args: JoinArgs, at: &Context) -> Ended {
    alone(at)?;
    let url = url(&args.url)?;
    let id = clock::new_id();
    let entered = entered_secret(args.password_stdin, args.password_command, "password")?;
    let (source, secret) = match entered {
        Some(EnteredSecret::Command(command)) => (SecretSource::Command(command), None),
        Some(EnteredSecret::Password(secret)) => (SecretSource::Kept, Some(secret)),
        _ => (SecretSource::Kept, Some(typed(at, false, "team-ask-password")?)),
    };
    keep(at, TeamSettings { id, url, secret: source, ca_file: args.ca_file.map(|file| absolute(&file)) }, secret).await
}

/// Sets one's own password, there and where it is kept here: whoever added this member knows the first one.
///
/// # Errors
/// A password that is too short, what stands in the way of the workspace, and no place for the password.
pub(super) async fn set_password(args: SetPasswordArgs, at: &Context) -> Ended {
    let new = typed(at, args.password_stdin, "team-ask-new")?;
    let (connection, team) = opened(at).await?;
    change_password(&connection, &team.url.login, &new).await.map_err(|error| error.problem(&team.url))?;
    let kept = team.secret == SecretSource::Kept;
    if kept {
        keep_secret(at, team.id, new).await?;
    }
    if at.json() {
        at.output.value(&json!({ "login": team.url.login, "kept": kept }));
    } else {
        at.output.line(&at.words.word(if kept { "team-password-set" } else { "team-password-set-command" }));
    }
    Ok(Exit::DONE)
}

/// Leaves: forgets the password, where the workspace is, and what it had last. No record changes, here or there.
///
/// # Errors
/// `no_team`, or a config or secrets that cannot be written.
pub(super) async fn leave(at: &Context) -> Ended {
    let team = team(at)?;
    remove_password(at, team.id).await?;
    at.house()?.database().write(Write::Team(Box::new(TeamWrite::End))).await?;
    write(at, Edit::SetTeam(None))?;
    if at.json() {
        at.output.value(&json!({ "url": team.url.to_string(), "joined": false }));
    } else {
        at.output.line(&at.say(&Text::of("team-left").with("host", team.url.host.as_str())));
    }
    Ok(Exit::DONE)
}

/// Tries the login, keeps its password, writes the config, and says where one is.
async fn keep(at: &Context, team: TeamSettings, secret: Option<Secret>) -> Ended {
    let secret_at_hand = match &secret {
        Some(secret) => secret.clone(),
        None => password(at, team.id, &team.secret).await?,
    };
    let connection = connected(&team.url, &secret_at_hand, &roots(team.ca_file.as_deref())).await?;
    if let Some(secret) = secret {
        keep_secret(at, team.id, secret).await?;
    }
    write(at, Edit::SetTeam(Some(Box::new(team.clone()))))?;
    status::show(at, &connection, &team).await
}

async fn keep_secret(at: &Context, id: Id, secret: Secret) -> Result<(), Problem> {
    let store = at.secrets();
    let kept = spawn_blocking(move || store.set(id, Login::Team, &secret)).await.map_err(|_| Problem::internal())?;
    kept.map_err(|error| problems::of_secret(&error))
}

async fn remove_password(at: &Context, id: Id) -> Result<(), Problem> {
    let store = at.secrets();
    let removed = spawn_blocking(move || store.remove(id)).await.map_err(|_| Problem::internal())?;
    removed.map_err(|error| problems::of_secret(&error))
}

fn write(at: &Context, edit: Edit) -> Result<(), Problem> {
    let file = at.paths.config_file();
    change(&file, &[edit]).map(|_| ()).map_err(|error| problems::of_edit(&error, &file))
}

/// A home shares with one team.
fn alone(at: &Context) -> Result<(), Problem> {
    match &at.settings.team {
        None => Ok(()),
        Some(team) => Err(Problem::failed(Code::Duplicate, Text::of("team-joined-already").with("url", team.url.to_string()))
            .hint(Text::of("team-joined-already-hint"))),
    }
}

fn url(text: &str) -> Result<WorkspaceUrl, Problem> {
    WorkspaceUrl::parse(text).map_err(|fault| {
        let (text, hint) = match fault {
            UrlFault::Form => ("team-bad-url", "team-bad-url-hint"),
            UrlFault::Password => ("team-password-in-url", "team-password-in-url-hint"),
        };
        Problem::failed(Code::InvalidField, Text::of(text)).hint(Text::of(hint)).field("url")
    })
}

/// A password from the next line of stdin, or typed unseen.
pub(super) fn typed(at: &Context, stdin: bool, question: &'static str) -> Result<Secret, Problem> {
    if stdin {
        return match entered_secret(true, None, "password")? {
            Some(EnteredSecret::Password(secret)) => Ok(secret),
            _ => Err(Problem::internal()),
        };
    }
    let unsaid =
        || Problem::failed(Code::NoPassword, Text::of("team-no-password")).hint(Text::of("team-no-password-hint")).field("password");
    if !std::io::stdin().is_terminal() {
        return Err(unsaid());
    }
    let typed = rpassword::prompt_password(at.words.word(question)).map(Secret::new);
    typed.ok().filter(|one| !one.is_empty()).ok_or_else(unsaid)
}
