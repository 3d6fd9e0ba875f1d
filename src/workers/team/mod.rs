//! The team's workspace in PostgreSQL: connecting, trust, what its catalogue has to say, and its administration (team.md).

mod catalogue;
mod connect;
mod error;
mod founding;
mod groups;
mod members;
mod problem;
mod sharing;
mod sync;

pub use connect::{TeamConnection, connect};
pub use error::{RoleFault, TeamError};
pub use founding::{Founder, found};
pub use groups::{Group, add_group, groups, put_in_group, remove_group, set_sharing, sharing, take_out_of_group};
pub use members::{MemberEdit, NewMember, add_member, edit_member, members, set_active, set_locked, set_password};
pub use sharing::Sharing;
pub use sync::{Met, NotMet, meet};
