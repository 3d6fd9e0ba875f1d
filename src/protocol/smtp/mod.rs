//! SMTP submission (RFC 5321, RFC 6409) on bytes: replies, what a server offers, the login, and what a refusal means. Codes decide; the words beside them are for
//! the person, in whatever bytes they come.

mod login;
#[cfg(test)]
mod mutations;
mod offers;
mod refusal;
mod reply;

pub use login::{Login, LoginStep, NoWay};
pub use offers::Offers;
pub use refusal::{Refusal, Step};
pub use reply::{Replies, Reply};
