//! Who belongs to a team, and what its administrator says of each.

use jiff::civil::Date;

use crate::domain::account::Secret;
use crate::domain::time::Instant;
use crate::text::worded;

worded! {
    /// What a member may do in the workspace.
    pub enum MemberRole {
        /// Adds and locks members, makes groups, sets the sharing policy.
        Admin = "admin",
        /// Works.
        Member = "member",
    }
}

worded! {
    /// How a membership ends that has a last day (S38, S39).
    pub enum MemberEnd {
        /// A paid membership.
        Member = "member",
        /// A trial.
        Trial = "trial",
    }
}

worded! {
    /// What the administrator says about the sharing of everybody's mail (S62). It narrows what an account's owner says and never widens it.
    pub enum TeamSharing {
        /// Nobody's mail is seen by others.
        Private = "private",
        /// Mail of the records that its owner shares.
        Custom = "custom",
        /// All mail of customers.
        Public = "public",
        /// As each owner says.
        UsersChoice = "users_choice",
    }
}

/// A member as the workspace knows them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Member {
    /// The login role, which is who they are to the database.
    pub login: String,
    /// The name that people read.
    pub name: String,
    /// What they may do.
    pub role: MemberRole,
    /// Whether they may use mail here (S3).
    pub mail_integration: bool,
    /// Whether mailbox and level are kept as they are (S121, S122).
    pub locked: bool,
    /// Whether they can log in.
    pub active: bool,
    /// The last day of the membership.
    pub ends_on: Option<Date>,
    /// What ends then.
    pub ends_as: MemberEnd,
    /// When their program was last here.
    pub last_contact: Option<Instant>,
}

/// The longest name of a person or a group, in characters.
const LONGEST_NAME: usize = 200;

/// The fewest characters of a member's password: whoever reaches the server may try them.
const SHORTEST_PASSWORD: usize = 12;

/// Why something about a member or a group cannot be so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum MemberFault {
    /// No login: lower-case letters, digits and `_`, at most 63, a letter first, none of the system's own names.
    #[error("no login")]
    Login,
    /// An empty name, one of more than 200 characters, or of more than one line.
    #[error("no name")]
    Name,
    /// A password of fewer than 12 characters.
    #[error("short password")]
    Password,
}

/// Checks what is to be the login of a new member.
///
/// # Errors
/// [`MemberFault::Login`].
pub fn check_login(text: &str) -> Result<(), MemberFault> {
    let plain = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_');
    let own = text.starts_with("pg_") || text.starts_with("fumi_") || RESERVED.contains(&text);
    if plain && text.len() <= 63 && text.starts_with(|c: char| c.is_ascii_lowercase()) && !own { Ok(()) } else { Err(MemberFault::Login) }
}

/// What PostgreSQL takes for something else where a role is named without quotes.
const RESERVED: [&str; 30] = [
    "all",
    "analyse",
    "analyze",
    "and",
    "any",
    "array",
    "as",
    "asc",
    "authorization",
    "both",
    "case",
    "cast",
    "check",
    "collate",
    "column",
    "create",
    "current_role",
    "current_user",
    "default",
    "desc",
    "do",
    "else",
    "end",
    "group",
    "none",
    "public",
    "select",
    "session_user",
    "table",
    "user",
];

/// Checks the name of a person or a group.
///
/// # Errors
/// [`MemberFault::Name`].
pub fn check_name(text: &str) -> Result<(), MemberFault> {
    let fits = !text.trim().is_empty() && text.chars().count() <= LONGEST_NAME && !text.contains(char::is_control);
    if fits { Ok(()) } else { Err(MemberFault::Name) }
}

/// Checks a new password.
///
/// # Errors
/// [`MemberFault::Password`].
pub fn check_password(password: &Secret) -> Result<(), MemberFault> {
    if password.expose().chars().count() >= SHORTEST_PASSWORD { Ok(()) } else { Err(MemberFault::Password) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_login_is_a_plain_word_that_nobody_else_means() {
        for good in ["anna", "anna_2", "a"] {
            assert_eq!(check_login(good), Ok(()), "{good}");
        }
        for bad in ["", "Anna", "2anna", "_anna", "an-na", "an na", "anna\"", "pg_anna", "fumi_owner", "public", "user", "花子"] {
            assert_eq!(check_login(bad), Err(MemberFault::Login), "{bad}");
        }
    }

    #[test]
    fn a_name_is_one_line_and_a_password_is_long() {
        assert_eq!(check_name("花子 O'Neil"), Ok(()));
        for bad in ["", "  ", "a\nb", &"x".repeat(201)] {
            assert_eq!(check_name(bad), Err(MemberFault::Name), "{bad:?}");
        }
        assert_eq!(check_password(&Secret::new("twelve chars".to_owned())), Ok(()));
        assert_eq!(check_password(&Secret::new("elevenchars".to_owned())), Err(MemberFault::Password));
    }
}
