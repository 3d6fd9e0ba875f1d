//! The members of a workspace, and what an administrator does with them. The database refuses all of it to everybody else; asking first makes the words better.

use jiff::civil::Date;
use tokio_postgres::{Client, Row};

use super::connect::TeamConnection;
use super::error::TeamError;
use super::founding::{create_login, taken, verifier};
use crate::domain::account::Secret;
use crate::domain::team::member::{Member, MemberEnd, MemberRole, check_login, check_name};
use crate::domain::time::Instant;

const COLUMNS: &str = "login::text, name, role, mail_integration, locked, active, ends_on::text, ends_as,
  (extract(epoch FROM last_contact) * 1000)::bigint";

/// A member to be.
#[derive(Debug)]
pub struct NewMember<'a> {
    /// The login role to make.
    pub login: &'a str,
    /// The name that people read.
    pub name: &'a str,
    /// The password of the login.
    pub password: &'a Secret,
    /// What they may do.
    pub role: MemberRole,
}

/// What is to be changed about a member; what is none stays.
#[derive(Debug, Default, Clone, PartialEq, Eq)]
pub struct MemberEdit {
    /// What they may do.
    pub role: Option<MemberRole>,
    /// Whether they may use mail (S3).
    pub mail_integration: Option<bool>,
    /// The last day; `Some(None)` takes it away.
    pub ends_on: Option<Option<Date>>,
    /// What ends then.
    pub ends_as: Option<MemberEnd>,
}

/// Everybody, by login.
///
/// # Errors
/// When the connection fails.
pub async fn members(at: &TeamConnection) -> Result<Vec<Member>, TeamError> {
    let rows = at.client.query(&format!("SELECT {COLUMNS} FROM fumi.member ORDER BY login"), &[]).await?;
    rows.iter().map(member).collect()
}

/// Makes a login and its member.
///
/// # Errors
/// `NotPermitted`, a login that is taken, fields that cannot be so.
pub async fn add_member(at: &mut TeamConnection, new: &NewMember<'_>) -> Result<Member, TeamError> {
    check_login(new.login)?;
    check_name(new.name)?;
    let verifier = verifier(new.password)?;
    administers(&at.client).await?;
    if at.client.query_opt("SELECT FROM fumi.member WHERE login = $1::text::name", &[&new.login]).await?.is_some() {
        return Err(TeamError::Taken(new.login.to_owned()));
    }
    let groups = Roles::of(at);
    let transaction = at.client.transaction().await?;
    transaction.batch_execute(&create_login(new.login, &verifier)).await.map_err(|error| taken(error, new.login))?;
    transaction.batch_execute(&groups.give(new.login, new.role)).await?;
    let insert = format!("INSERT INTO fumi.member (login, name, role) VALUES ($1::text::name, $2, $3) RETURNING {COLUMNS}");
    let row = transaction.query_one(&insert, &[&new.login, &new.name, &new.role.word()]).await?;
    transaction.commit().await?;
    member(&row)
}

/// Lets a member log in, or no longer. What they shared stays readable (S120).
///
/// # Errors
/// `NotPermitted`, `NotFound`, and the last administrator stays.
pub async fn set_active(at: &mut TeamConnection, login: &str, active: bool) -> Result<Member, TeamError> {
    let before = one(&at.client, login).await?;
    administers(&at.client).await?;
    if !active {
        another_admin(&at.client, login).await?;
    }
    let groups = Roles::of(at);
    let roles = if active {
        format!("ALTER ROLE {login} LOGIN; {}", groups.give(login, before.role))
    } else {
        format!("ALTER ROLE {login} NOLOGIN; {}", groups.take(login))
    };
    let transaction = at.client.transaction().await?;
    let update = format!("UPDATE fumi.member SET active = $2 WHERE login = $1::text::name RETURNING {COLUMNS}");
    let row = transaction.query_one(&update, &[&login, &active]).await?;
    transaction.batch_execute(&roles).await?;
    transaction.commit().await?;
    member(&row)
}

/// Keeps a member's mailbox and level as they are, or no longer (S121, S122).
///
/// # Errors
/// `NotPermitted`, `NotFound`.
pub async fn set_locked(at: &TeamConnection, login: &str, locked: bool) -> Result<Member, TeamError> {
    one(&at.client, login).await?;
    administers(&at.client).await?;
    let update = format!("UPDATE fumi.member SET locked = $2 WHERE login = $1::text::name RETURNING {COLUMNS}");
    member(&at.client.query_one(&update, &[&login, &locked]).await?)
}

/// Changes what is said about a member.
///
/// # Errors
/// `NotPermitted`, `NotFound`, and the last administrator stays one.
pub async fn edit_member(at: &mut TeamConnection, login: &str, edit: &MemberEdit) -> Result<Member, TeamError> {
    let before = one(&at.client, login).await?;
    administers(&at.client).await?;
    let role = edit.role.unwrap_or(before.role);
    if role != MemberRole::Admin {
        another_admin(&at.client, login).await?;
    }
    let ends_on = edit.ends_on.unwrap_or(before.ends_on).map(|day| day.to_string());
    let (ends_as, mail) = (edit.ends_as.unwrap_or(before.ends_as), edit.mail_integration.unwrap_or(before.mail_integration));
    let groups = Roles::of(at);
    let transaction = at.client.transaction().await?;
    let update = format!(
        "UPDATE fumi.member SET role = $2, mail_integration = $3, ends_on = $4::text::date, ends_as = $5 WHERE login = $1::text::name RETURNING {COLUMNS}"
    );
    let row = transaction.query_one(&update, &[&login, &role.word(), &mail, &ends_on, &ends_as.word()]).await?;
    if role != before.role && before.active {
        transaction.batch_execute(&format!("{} {}", groups.take(login), groups.give(login, role))).await?;
    }
    transaction.commit().await?;
    member(&row)
}

/// Sets one's own password. The server gets what it keeps of it and never the password.
///
/// # Errors
/// A password that is too short.
pub async fn set_password(at: &TeamConnection, login: &str, password: &Secret) -> Result<(), TeamError> {
    check_login(login)?;
    let verifier = verifier(password)?;
    Ok(at.client.batch_execute(&format!("ALTER ROLE {login} PASSWORD '{verifier}'")).await?)
}

/// Whether who asks is an administrator.
pub(super) async fn administers(client: &Client) -> Result<(), TeamError> {
    let admin = "SELECT EXISTS (SELECT FROM fumi.member WHERE login = session_user AND role = 'admin' AND active)";
    if client.query_one(admin, &[]).await?.try_get(0)? { Ok(()) } else { Err(TeamError::NotPermitted) }
}

/// A workspace without an administrator could never get one again.
async fn another_admin(client: &Client, login: &str) -> Result<(), TeamError> {
    let others = "SELECT EXISTS (SELECT FROM fumi.member WHERE login <> $1::text::name AND role = 'admin' AND active)";
    if client.query_one(others, &[&login]).await?.try_get(0)? { Ok(()) } else { Err(TeamError::LastAdmin) }
}

/// The member of a login. Only logins that are members are ever put into a statement about roles.
async fn one(client: &Client, login: &str) -> Result<Member, TeamError> {
    let found = client.query_opt(&format!("SELECT {COLUMNS} FROM fumi.member WHERE login = $1::text::name"), &[&login]).await?;
    let found = member(&found.ok_or_else(|| TeamError::NotFound(login.to_owned()))?)?;
    check_login(&found.login)?;
    if found.login == login { Ok(found) } else { Err(TeamError::NotFound(login.to_owned())) }
}

/// The workspace's group roles by their names.
struct Roles {
    member: String,
    admin: String,
}

impl Roles {
    fn of(at: &TeamConnection) -> Self {
        let hex = at.workspace.to_string().replace('-', "");
        Self { member: format!("fumi_member_{hex}"), admin: format!("fumi_admin_{hex}") }
    }

    /// An administrator may hand both on, and make logins.
    fn give(&self, login: &str, role: MemberRole) -> String {
        let Self { member, admin } = self;
        match role {
            MemberRole::Admin => format!("ALTER ROLE {login} CREATEROLE; GRANT {member}, {admin} TO {login} WITH ADMIN OPTION;"),
            MemberRole::Member => format!("GRANT {member} TO {login};"),
        }
    }

    fn take(&self, login: &str) -> String {
        let Self { member, admin } = self;
        format!("ALTER ROLE {login} NOCREATEROLE; REVOKE {member}, {admin} FROM {login};")
    }
}

fn member(row: &Row) -> Result<Member, TeamError> {
    let word = |at: usize| row.try_get::<_, String>(at);
    Ok(Member {
        login: word(0)?,
        name: word(1)?,
        role: MemberRole::from_word(&word(2)?).unwrap_or(MemberRole::Member),
        mail_integration: row.try_get(3)?,
        locked: row.try_get(4)?,
        active: row.try_get(5)?,
        ends_on: row.try_get::<_, Option<String>>(6)?.and_then(|day| day.parse().ok()),
        ends_as: MemberEnd::from_word(&word(7)?).unwrap_or(MemberEnd::Member),
        last_contact: row.try_get::<_, Option<i64>>(8)?.map(Instant),
    })
}
