//! Sharing records with a workspace: what it had last, what differs from that, and what comes from it (customers.md 7).
//!
//! As with IMAP there is no list of things to send: what differs from what the workspace had last waits in the rows themselves, for days without a network.

mod fields;
mod held;
mod ours;
mod rows;
mod seen;
mod take;
#[cfg(test)]
mod tests;
mod unsent;

use rusqlite::Connection;

use super::{Context, Result};
use crate::domain::ids::Id;
use crate::text::CleanText;

pub(super) use seen::forget;
pub use seen::{Standing, standing};
pub use take::{Take, Taken};
pub use unsent::{Sent, Unsent, unsent};

/// What sharing with a workspace writes.
#[derive(Debug)]
pub enum TeamWrite {
    /// This store shares with a workspace from now on.
    Begin {
        /// Which.
        workspace: Id,
        /// The login name of the local member there.
        login: String,
    },
    /// It shares with nobody any more; what was shared stays here.
    End,
    /// The members of the workspace: login and name.
    Members(Vec<(String, CleanText)>),
    /// Changes that came from the workspace.
    Take(Take),
    /// What the workspace took of ours.
    Sent(Vec<Sent>),
}

/// Carries a write out inside the writer's transaction.
pub(super) fn apply(db: &Connection, write: TeamWrite, context: &mut Context) -> Result<Taken> {
    match write {
        TeamWrite::Begin { workspace, login } => seen::begin(db, workspace, &login)?,
        TeamWrite::End => seen::end(db)?,
        TeamWrite::Members(members) => {
            for (login, name) in members {
                seen::call_member(db, &login, &name, context)?;
            }
        }
        TeamWrite::Take(order) => {
            // Companies may name one another, and persons those that they went into.
            db.pragma_update(None, "defer_foreign_keys", true)?;
            return take::take(db, &order, context);
        }
        TeamWrite::Sent(sent) => unsent::sent(db, &sent)?,
    }
    Ok(Taken::default())
}
