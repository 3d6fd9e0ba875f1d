//! Members in words and as JSON.

use serde_json::{Value, json};

use crate::cli::context::Context;
use crate::domain::team::member::{Member, MemberEnd, MemberRole, TeamSharing};
use crate::i18n::Text;

/// A member as JSON.
pub(super) fn json(one: &Member) -> Value {
    json!({
        "login": one.login,
        "name": one.name,
        "role": one.role.word(),
        "mail_integration": one.mail_integration,
        "locked": one.locked,
        "active": one.active,
        "ends_on": one.ends_on.map(|day| day.to_string()),
        "ends_as": one.ends_as.word(),
        "last_contact": one.last_contact.map(|at| at.to_rfc3339()),
    })
}

/// A member on one line: login, name, role, and whatever is not as usual.
pub(super) fn line(one: &Member, at: &Context) -> String {
    let role = match one.role {
        MemberRole::Admin => "team-role-admin",
        MemberRole::Member => "team-role-member",
    };
    let mut words = vec![at.words.word(role)];
    for (so, id) in [(!one.active, "team-is-deactivated"), (one.locked, "team-is-locked"), (!one.mail_integration, "team-is-without-mail")]
    {
        if so {
            words.push(at.words.word(id));
        }
    }
    if let Some(day) = one.ends_on {
        let id = if one.ends_as == MemberEnd::Trial { "team-trial-ends-on" } else { "team-ends-on" };
        words.push(at.say(&Text::of(id).with("day", day.to_string())));
    }
    format!("{}  {}  {}", one.login, one.name, words.join(", "))
}

/// What the administrator says about sharing, in words.
pub(super) fn sharing(sharing: TeamSharing) -> Text {
    Text::of(match sharing {
        TeamSharing::Private => "team-sharing-private",
        TeamSharing::Custom => "team-sharing-custom",
        TeamSharing::Public => "team-sharing-public",
        TeamSharing::UsersChoice => "team-sharing-users-choice",
    })
}
