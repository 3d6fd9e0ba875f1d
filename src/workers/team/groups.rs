//! Groups that an account may be shared with (S85), and what the administrator says about sharing (S62).

use super::connect::TeamConnection;
use super::error::TeamError;
use super::members::administers;
use crate::domain::ids::Id;
use crate::domain::team::member::{TeamSharing, check_name};

/// A group and the logins in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Group {
    /// Its id.
    pub id: Id,
    /// Its name.
    pub name: String,
    /// Who is in it, by login.
    pub logins: Vec<String>,
}

/// All groups, by name.
///
/// # Errors
/// When the connection fails.
pub async fn groups(at: &TeamConnection) -> Result<Vec<Group>, TeamError> {
    let all = "SELECT g.id::text, g.name, coalesce(array_agg(m.login::text ORDER BY m.login) FILTER (WHERE m.login IS NOT NULL), '{}')
      FROM fumi.member_group g LEFT JOIN fumi.group_member m ON m.member_group = g.id GROUP BY g.id, g.name ORDER BY g.name";
    let rows = at.client.query(all, &[]).await?;
    let group = |row: &tokio_postgres::Row| {
        let id = row.try_get::<_, String>(0)?.parse().map_err(|_| TeamError::NoWorkspace)?;
        Ok(Group { id, name: row.try_get(1)?, logins: row.try_get(2)? })
    };
    rows.iter().map(group).collect()
}

/// Makes a group.
///
/// # Errors
/// `NotPermitted`, a name that is taken or none.
pub async fn add_group(at: &TeamConnection, name: &str, id: Id) -> Result<(), TeamError> {
    check_name(name)?;
    administers(&at.client).await?;
    let insert = "INSERT INTO fumi.member_group (id, name) VALUES ($1::text::uuid, $2) ON CONFLICT (name) DO NOTHING";
    if at.client.execute(insert, &[&id.to_string(), &name]).await? == 1 { Ok(()) } else { Err(TeamError::Taken(name.to_owned())) }
}

/// Takes a group away; what was shared with it alone is seen by nobody else then.
///
/// # Errors
/// `NotPermitted`, `NotFound`.
pub async fn remove_group(at: &TeamConnection, name: &str) -> Result<(), TeamError> {
    administers(&at.client).await?;
    found(at.client.execute("DELETE FROM fumi.member_group WHERE name = $1", &[&name]).await?, name)
}

/// Puts a member into a group; one who is there already stays.
///
/// # Errors
/// `NotPermitted`, `NotFound` for either.
pub async fn put_in_group(at: &TeamConnection, name: &str, login: &str) -> Result<(), TeamError> {
    administers(&at.client).await?;
    let group = at.client.query_opt("SELECT id::text FROM fumi.member_group WHERE name = $1", &[&name]).await?;
    let group: String = group.ok_or_else(|| TeamError::NotFound(name.to_owned()))?.try_get(0)?;
    let known = at.client.query_opt("SELECT FROM fumi.member WHERE login = $1::text::name", &[&login]).await?;
    known.ok_or_else(|| TeamError::NotFound(login.to_owned()))?;
    let insert = "INSERT INTO fumi.group_member (member_group, login) VALUES ($1::text::uuid, $2::text::name) ON CONFLICT DO NOTHING";
    at.client.execute(insert, &[&group, &login]).await?;
    Ok(())
}

/// Takes a member out of a group.
///
/// # Errors
/// `NotPermitted`, `NotFound` when nobody of this login is in it.
pub async fn take_out_of_group(at: &TeamConnection, name: &str, login: &str) -> Result<(), TeamError> {
    administers(&at.client).await?;
    let delete = "DELETE FROM fumi.group_member m USING fumi.member_group g
      WHERE g.id = m.member_group AND g.name = $1 AND m.login = $2::text::name";
    found(at.client.execute(delete, &[&name, &login]).await?, login)
}

/// What the administrator says about sharing.
///
/// # Errors
/// When the connection fails.
pub async fn sharing(at: &TeamConnection) -> Result<TeamSharing, TeamError> {
    let word: String = at.client.query_one("SELECT sharing FROM fumi.policy", &[]).await?.try_get(0)?;
    // What a later program may say is taken for the narrowest.
    Ok(TeamSharing::from_word(&word).unwrap_or(TeamSharing::Private))
}

/// Says it anew.
///
/// # Errors
/// `NotPermitted`.
pub async fn set_sharing(at: &TeamConnection, sharing: TeamSharing) -> Result<(), TeamError> {
    administers(&at.client).await?;
    at.client.execute("UPDATE fumi.policy SET sharing = $1", &[&sharing.word()]).await?;
    Ok(())
}

fn found(rows: u64, name: &str) -> Result<(), TeamError> {
    if rows > 0 { Ok(()) } else { Err(TeamError::NotFound(name.to_owned())) }
}
