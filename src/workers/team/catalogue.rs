//! Whether server, role and catalogue are such that the workspace's rules bind whoever works in it (team.md 2). Asked at each connect.

use tokio_postgres::Client;

use super::error::{RoleFault, TeamError};
use crate::domain::ids::Id;

/// The last step of the workspace's schema that this program knows.
const KNOWN_STEP: i32 = 1;

/// What is not as written, one row each.
const UNSAFE: &str = include_str!("../../../assets/workspace/catalogue.sql");

/// The first minor version of each major one that has the mends of CVE-2025-8713 and of what came before it: statistics, plans and estimates that told of hidden rows.
/// Majors above the last are newer than all of them.
const FIRST_SAFE: [(i32, i32); 3] = [(15, 14), (16, 10), (17, 6)];

/// Who asks, and what binds them.
const ROLE: &str = "
  SELECT r.rolsuper OR r.rolbypassrls OR r.rolreplication,
    session_user <> current_user,
    pg_has_role(session_user, n.nspowner, 'MEMBER'),
    has_schema_privilege(session_user, n.oid, 'USAGE')
  FROM pg_catalog.pg_roles r, pg_catalog.pg_namespace n
  WHERE r.rolname = session_user AND n.nspname = 'fumi'";

/// Whether a server of this number (`server_version_num`) is safe enough.
fn is_safe(number: i32) -> bool {
    let (major, minor) = (number / 10_000, number % 10_000);
    FIRST_SAFE.iter().any(|(one, first)| *one == major && minor >= *first) || FIRST_SAFE.iter().all(|(one, _)| major > *one)
}

/// The version gate alone, for whoever founds a workspace.
pub(super) async fn check_server(client: &Client) -> Result<(), TeamError> {
    let row = client.query_one("SELECT current_setting('server_version_num')::int, current_setting('server_version')", &[]).await?;
    if is_safe(row.try_get(0)?) { Ok(()) } else { Err(TeamError::OldServer(row.try_get(1)?)) }
}

/// Checks everything and gives the workspace's id.
pub(super) async fn check(client: &Client) -> Result<Id, TeamError> {
    check_server(client).await?;
    let Some(role) = client.query_opt(ROLE, &[]).await? else { return Err(TeamError::NoWorkspace) };
    let [passes, other, owner, used]: [bool; 4] = [role.try_get(0)?, role.try_get(1)?, role.try_get(2)?, role.try_get(3)?];
    let fault = match (passes, other, owner, used) {
        (true, ..) => Some(RoleFault::PassesRules),
        (_, true, ..) => Some(RoleFault::Other),
        (_, _, true, _) => Some(RoleFault::Owner),
        (.., false) => Some(RoleFault::NoMember),
        _ => None,
    };
    if let Some(fault) = fault {
        return Err(TeamError::Role(fault));
    }
    let workspace = client.query_one("SELECT id::text, step, oldest FROM fumi.workspace", &[]).await?;
    let (step, oldest): (i32, i32) = (workspace.try_get(1)?, workspace.try_get(2)?);
    if oldest > KNOWN_STEP {
        return Err(TeamError::NewerWorkspace(step));
    }
    let found = client.query(UNSAFE, &[]).await?;
    if !found.is_empty() {
        let named = |row: &tokio_postgres::Row| Ok(format!("{} {}", row.try_get::<_, String>(0)?, row.try_get::<_, String>(1)?));
        return Err(TeamError::Unsafe(found.iter().map(named).collect::<Result<_, tokio_postgres::Error>>()?));
    }
    let member = "SELECT active FROM fumi.member WHERE login = session_user";
    let active = client.query_opt(member, &[]).await?.map(|row| row.try_get::<_, bool>(0)).transpose()?;
    if active != Some(true) {
        return Err(TeamError::Role(RoleFault::NoMember));
    }
    workspace.try_get::<_, String>(0)?.parse().map_err(|_| TeamError::NoWorkspace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_gate_knows_the_first_safe_minor_of_each_major() {
        for (number, safe) in [
            (14_0020, false),
            (15_0013, false),
            (15_0014, true),
            (15_0018, true),
            (16_0009, false),
            (16_0010, true),
            (17_0005, false),
            (17_0006, true),
            (18_0000, true),
            (90_600, false),
        ] {
            assert_eq!(is_safe(number), safe, "{number}");
        }
    }
}
