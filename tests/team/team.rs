//! A team that was just founded.

use fumi::domain::ids::Id;
use fumi::domain::team::member::MemberRole;
use fumi::workers::team::{Founder, NewMember, TeamConnection, TeamError, add_member, connect, found};

use crate::postgres::{Postgres, password};

/// The workspace's id in every test.
pub fn workspace() -> Id {
    Id::from_bytes([7; 16])
}

/// A cluster of its own with a workspace in the database `team`, founded by `anna`.
pub async fn founded() -> Postgres {
    let server = Postgres::start();
    server.database("team").await;
    let secret = password();
    let anna = Founder { login: "anna", name: "Anna", password: &secret };
    found(&server.url("postgres", "team"), &secret, &server.roots(), &anna, workspace()).await.unwrap();
    server
}

/// What a member's program opens.
pub async fn opened(server: &Postgres, login: &str) -> Result<TeamConnection, TeamError> {
    connect(&server.url(login, "team"), &password(), &server.roots()).await
}

/// Adds members by their logins.
pub async fn add(server: &Postgres, logins: &[&str]) {
    let mut anna = opened(server, "anna").await.unwrap();
    for login in logins {
        let new = NewMember { login, name: login, password: &password(), role: MemberRole::Member };
        add_member(&mut anna, &new).await.unwrap();
    }
}
