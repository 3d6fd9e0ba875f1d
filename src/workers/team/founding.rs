//! Makes a workspace in an empty place of a database: its roles, its schema, its first administrator. All of it is one transaction.

use postgres_protocol::password::scram_sha_256;
use tokio_postgres::Client;

use super::catalogue;
use super::connect::log_in;
use super::error::TeamError;
use crate::domain::account::Secret;
use crate::domain::ids::Id;
use crate::domain::team::login::WorkspaceUrl;
use crate::domain::team::member::{MemberFault, check_login, check_name, check_password};
use crate::workers::net::Roots;

/// The steps of the workspace's schema, oldest first. A landed step is never edited.
const STEPS: [&str; 1] = [include_str!("../../../assets/workspace/0001_workspace.sql")];

/// The first administrator.
#[derive(Debug)]
pub struct Founder<'a> {
    /// The login role to make.
    pub login: &'a str,
    /// The name that people read.
    pub name: &'a str,
    /// The password of the login.
    pub password: &'a Secret,
}

/// Makes a workspace over a login that may create schemas and roles. That login is not used afterwards; it is no member.
///
/// # Errors
/// When there is one already, the login may not, or the founder's login is taken.
pub async fn found(url: &WorkspaceUrl, password: &Secret, roots: &Roots, founder: &Founder<'_>, id: Id) -> Result<(), TeamError> {
    check_login(founder.login)?;
    check_name(founder.name)?;
    let verifier = verifier(founder.password)?;
    let (mut client, _told, driver) = log_in(url, password, roots).await?;
    let made = make(&mut client, founder, &verifier, id).await;
    driver.abort();
    made
}

async fn make(client: &mut Client, founder: &Founder<'_>, verifier: &str, id: Id) -> Result<(), TeamError> {
    catalogue::check_server(client).await?;
    let there = client.query_one("SELECT EXISTS (SELECT FROM pg_catalog.pg_namespace WHERE nspname = 'fumi')", &[]).await?;
    if there.try_get(0)? {
        return Err(TeamError::WorkspaceThere);
    }
    let superuser: bool =
        client.query_one("SELECT rolsuper FROM pg_catalog.pg_roles WHERE rolname = session_user", &[]).await?.try_get(0)?;
    let hex = id.to_string().replace('-', "");
    let (owner, member, admin) = (format!("fumi_owner_{hex}"), format!("fumi_member_{hex}"), format!("fumi_admin_{hex}"));
    let login = founder.login;
    let step = STEPS[0]
        .replace("{owner}", &owner)
        .replace("{member}", &member)
        .replace("{admin}", &admin)
        .replace("{id}", &id.to_string())
        .replace("{hex}", &hex)
        .replace("{login}", login)
        .replace("{name}", &founder.name.replace('\'', "''"));
    // A superuser is everybody already; another one has to become the owner for this transaction.
    let (becomes, ends) = if superuser {
        (String::new(), String::new())
    } else {
        (format!("GRANT {owner} TO SESSION_USER;"), format!("REVOKE {owner} FROM SESSION_USER;"))
    };
    let transaction = client.transaction().await?;
    transaction
        .batch_execute(&format!(
            "CREATE ROLE {owner} NOLOGIN; CREATE ROLE {member} NOLOGIN; CREATE ROLE {admin} NOLOGIN; {becomes}
             CREATE SCHEMA fumi AUTHORIZATION {owner}; SET LOCAL standard_conforming_strings = on; SET LOCAL ROLE {owner};"
        ))
        .await?;
    transaction.batch_execute(&step).await?;
    transaction.batch_execute(&format!("RESET ROLE; {}", create_login(login, verifier))).await.map_err(|error| taken(error, login))?;
    transaction
        .batch_execute(&format!("ALTER ROLE {login} CREATEROLE; GRANT {member}, {admin} TO {login} WITH ADMIN OPTION; {ends}"))
        .await?;
    Ok(transaction.commit().await?)
}

/// The statement that makes a login. Its name is one of [`check_login`], and the verifier holds no quote, so that both stand in it as they are.
pub(super) fn create_login(login: &str, verifier: &str) -> String {
    format!("CREATE ROLE {login} LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOREPLICATION NOBYPASSRLS PASSWORD '{verifier}'")
}

/// A login that another role of the server has already.
pub(super) fn taken(error: tokio_postgres::Error, login: &str) -> TeamError {
    if error.code() == Some(&tokio_postgres::error::SqlState::DUPLICATE_OBJECT) { TeamError::Taken(login.to_owned()) } else { error.into() }
}

/// What the server keeps of a password (SCRAM-SHA-256): the password itself is in no statement, and so in no log.
pub(super) fn verifier(password: &Secret) -> Result<String, MemberFault> {
    check_password(password)?;
    Ok(scram_sha_256(password.expose().as_bytes()))
}
