//! Which shared mail somebody of a team sees: the rule of sharing, with what the administrator says over it (team.md 4). The workspace's policies say the same in SQL.

use crate::domain::account::SharingLevel;
use crate::domain::crm::sharing::{SharedMail, Visibility, visibility};
use crate::domain::team::member::TeamSharing;

/// One record that a mail belongs to, as the rule asks about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SharedRecord {
    /// Whether the mail's owner shares mail of it (S91).
    pub shares: bool,
    /// Whether it is deleted.
    pub deleted: bool,
}

/// What an owner says, narrowed by what the administrator says (S62); never the reverse.
pub fn narrowed(own: SharingLevel, sharing: TeamSharing) -> SharingLevel {
    match (own, sharing) {
        (SharingLevel::Private, _) | (_, TeamSharing::Private) => SharingLevel::Private,
        (SharingLevel::Custom, _) | (_, TeamSharing::Custom) => SharingLevel::Custom,
        (SharingLevel::Public, TeamSharing::Public | TeamSharing::UsersChoice) => SharingLevel::Public,
    }
}

/// Whether others see that a mail belongs to a record, and so the mail: it is seen when one of its records lets it be. `mail.level` is what its owner says and
/// `mail.records` is not asked; `in_scope` says whether the reader is of the group that the account is shared with, if it names one (S85).
pub fn sees(mail: &SharedMail<'_>, sharing: TeamSharing, in_scope: bool, record: SharedRecord) -> bool {
    let of_record = SharedMail { level: narrowed(mail.level, sharing), records: &[record.shares], ..mail.clone() };
    in_scope && !record.deleted && matches!(visibility(&of_record), Visibility::Everyone(_))
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEVELS: [SharingLevel; 3] = [SharingLevel::Private, SharingLevel::Custom, SharingLevel::Public];

    #[test]
    fn s62_what_the_administrator_says_never_widens() {
        for own in LEVELS {
            assert_eq!(narrowed(own, TeamSharing::UsersChoice), own);
            assert_eq!(narrowed(own, TeamSharing::Public), own);
            assert_eq!(narrowed(own, TeamSharing::Private), SharingLevel::Private);
        }
        assert_eq!(
            LEVELS.map(|own| narrowed(own, TeamSharing::Custom)),
            [SharingLevel::Private, SharingLevel::Custom, SharingLevel::Custom]
        );
    }

    #[test]
    fn a_deleted_record_and_a_group_of_others_hide_a_mail() {
        let mail = SharedMail { level: SharingLevel::Public, own_domain: "a.example", excluded: &[], records: &[], others: &["b.example"] };
        let record = SharedRecord { shares: false, deleted: false };
        assert!(sees(&mail, TeamSharing::UsersChoice, true, record));
        assert!(!sees(&mail, TeamSharing::UsersChoice, false, record));
        assert!(!sees(&mail, TeamSharing::UsersChoice, true, SharedRecord { deleted: true, ..record }));
        assert!(!sees(&mail, TeamSharing::Custom, true, record));
        assert!(sees(&mail, TeamSharing::Custom, true, SharedRecord { shares: true, ..record }));
    }
}
