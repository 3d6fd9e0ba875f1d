//! One meeting with the workspace: what others changed comes, then what was changed here goes (customers.md 7).

use tokio::task::spawn_blocking;
use tokio_postgres::{Row, Transaction};

use super::connect::TeamConnection;
use super::error::TeamError;
use super::members::members;
use crate::domain::ids::Id;
use crate::domain::team::change::FieldChange;
use crate::domain::team::login::WorkspaceUrl;
use crate::domain::time::Instant;
use crate::problem::Problem;
use crate::store::team::{Sent, Standing, Take, TeamWrite, Unsent, standing, unsent};
use crate::store::{StoreError, Write, Written};
use crate::text::CleanText;
use crate::workers::clock;
use crate::workers::database::Database;
use crate::workers::problems::of_store;

/// So many changes are read at once, and then the rest of what was sent with the last of them.
const PAGE: i64 = 5_000;

/// About so many fields of new records are sent in one go.
const IN_ONE_GO: usize = 5_000;

/// A value of more bytes is none that anybody typed, and is passed over.
const LONGEST: i64 = 1_048_576;

const COLUMNS: &str = "number, record::text, field, value, member::text, (extract(epoch FROM at) * 1000)::bigint, change_group::text";

/// What a meeting brought.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Met {
    /// How many of our records others changed.
    pub taken: u64,
    /// How many fields went to the workspace.
    pub sent: u64,
}

/// Why a meeting did not come to its end. What it did until then stays, on both sides.
#[derive(Debug)]
pub enum NotMet {
    /// The workspace, or the way to it.
    Team(TeamError),
    /// The store here.
    Here(Problem),
}

impl NotMet {
    /// The problem to show, of a meeting with this workspace.
    pub fn problem(self, url: &WorkspaceUrl) -> Problem {
        match self {
            Self::Team(error) => error.problem(url),
            Self::Here(problem) => problem,
        }
    }
}

impl From<TeamError> for NotMet {
    fn from(error: TeamError) -> Self {
        Self::Team(error)
    }
}

impl From<tokio_postgres::Error> for NotMet {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Team(error.into())
    }
}

impl From<Problem> for NotMet {
    fn from(problem: Problem) -> Self {
        Self::Here(problem)
    }
}

/// Meets the workspace as this login. `again`: what could not be taken before is tried again.
///
/// # Errors
/// When the workspace, the connection or the store fails; the next meeting goes on where this one ended.
pub async fn meet(at: &mut TeamConnection, database: &Database, login: &str, again: bool) -> Result<Met, NotMet> {
    write(database, TeamWrite::Begin { workspace: at.workspace, login: login.to_owned() }).await?;
    let named = members(at).await?.into_iter().map(|member| (member.login, CleanText::line(&member.name))).collect();
    write(database, TeamWrite::Members(named)).await?;
    let taken = pull(at, database, again).await?;
    let sent = push(at, database).await?;
    at.client.execute("UPDATE fumi.member SET last_contact = now() WHERE login = session_user", &[]).await?;
    Ok(Met { taken, sent })
}

/// Takes what others changed, page by page.
async fn pull(at: &TeamConnection, database: &Database, again: bool) -> Result<u64, NotMet> {
    let next = format!("SELECT {COLUMNS} FROM fumi.record_change WHERE number > $1 AND {} ORDER BY number LIMIT $3", readable());
    let rest = format!(
        "SELECT {COLUMNS} FROM fumi.record_change WHERE number > $1 AND {} AND change_group = $3::text::uuid ORDER BY number",
        readable()
    );
    let mut read_to = stands(database).await?.map_or(0, |standing| standing.read_to);
    let (mut taken, mut again) = (0, again);
    loop {
        let rows = at.client.query(&next, &[&read_to, &LONGEST, &PAGE]).await?;
        let mut changes = rows.iter().map(change).collect::<Result<Vec<_>, _>>()?;
        let is_last = rows.len() < usize::try_from(PAGE).unwrap_or(usize::MAX);
        if let Some(last) = changes.last() {
            read_to = last.number;
            if !is_last {
                let rows = at.client.query(&rest, &[&last.number, &LONGEST, &last.group.to_string()]).await?;
                changes.extend(rows.iter().map(change).collect::<Result<Vec<_>, _>>()?);
            }
        }
        let take = Take { changes, read_to, is_last, again: std::mem::take(&mut again) };
        if let Written::Team(done) = write(database, TeamWrite::Take(take)).await? {
            taken += done.records;
        }
        if is_last {
            return Ok(taken);
        }
    }
}

/// The condition of what is read at all.
fn readable() -> &'static str {
    "(value IS NULL OR octet_length(value) <= $2::bigint)"
}

fn change(row: &Row) -> Result<FieldChange, NotMet> {
    let id = |at: usize| -> Result<Id, NotMet> { row.try_get::<_, String>(at)?.parse().map_err(|_| NotMet::Team(TeamError::NoWorkspace)) };
    Ok(FieldChange {
        number: row.try_get(0)?,
        record: id(1)?,
        field: row.try_get(2)?,
        value: row.try_get(3)?,
        member: row.try_get(4)?,
        at: Instant(row.try_get(5)?),
        group: id(6)?,
    })
}

/// Sends what the workspace does not have, until it has all. What is sent in one go is one transaction there, and one number follows the other in it.
async fn push(at: &mut TeamConnection, database: &Database) -> Result<u64, NotMet> {
    let mut count = 0;
    loop {
        let waiting = to_send(database).await?;
        if waiting.is_empty() {
            return Ok(count);
        }
        let transaction = at.client.transaction().await?;
        let sent = send(&transaction, &waiting).await?;
        transaction.commit().await?;
        count += sent.len() as u64;
        // Between the two a crash is harmless: what was sent comes back as what the workspace has, and is no difference then.
        write(database, TeamWrite::Sent(sent)).await?;
    }
}

async fn send(transaction: &Transaction<'_>, waiting: &[Unsent]) -> Result<Vec<Sent>, NotMet> {
    let insert = "INSERT INTO fumi.record_change (record, kind, field, value, at, change_group)
        SELECT record::uuid, kind, field, value, to_timestamp(at / 1000.0), $6::text::uuid
        FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::bigint[]) WITH ORDINALITY AS one (record, kind, field, value, at, place)
        ORDER BY place RETURNING number, record::text, field, value";
    let each = || waiting.iter().flat_map(|one| one.fields.iter().map(move |(field, value)| (one, field, value)));
    let records: Vec<String> = each().map(|(one, ..)| one.record.to_string()).collect();
    let kinds: Vec<&str> = each().map(|(one, ..)| one.kind.as_str()).collect();
    let fields: Vec<&str> = each().map(|(_, field, _)| field.as_str()).collect();
    let values: Vec<Option<&str>> = each().map(|(_, _, value)| value.as_deref()).collect();
    let times: Vec<i64> = each().map(|(one, ..)| one.at.0).collect();
    let group = clock::new_id().to_string();
    let rows = transaction.query(insert, &[&records, &kinds, &fields, &values, &times, &group]).await?;
    let sent = rows.iter().map(|row| {
        let record = row.try_get::<_, String>(1)?.parse().map_err(|_| NotMet::Team(TeamError::NoWorkspace))?;
        Ok(Sent { record, field: row.try_get(2)?, value: row.try_get(3)?, number: row.try_get(0)? })
    });
    sent.collect()
}

async fn write(database: &Database, write: TeamWrite) -> Result<Written, Problem> {
    database.write(Write::Team(Box::new(write))).await
}

async fn stands(database: &Database) -> Result<Option<Standing>, Problem> {
    let store = database.store().clone();
    beside(move || standing(&store.reader()?)).await
}

async fn to_send(database: &Database) -> Result<Vec<Unsent>, Problem> {
    let (store, now) = (database.store().clone(), clock::now());
    beside(move || unsent(&store.reader()?, now, IN_ONE_GO)).await
}

/// Reads on a thread and a connection of its own: a look at all records must not keep a screen waiting.
async fn beside<T: Send + 'static>(read: impl FnOnce() -> Result<T, StoreError> + Send + 'static) -> Result<T, Problem> {
    let read = spawn_blocking(read).await.map_err(|_| Problem::internal())?;
    read.map_err(|error| of_store(&error))
}
