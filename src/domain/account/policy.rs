//! What an administrator says about sharing, and what follows for an account (S61, S62).

use super::SharingLevel;
use crate::text::worded;

worded! {
    /// Whose word the sharing level of an account is.
    pub enum LevelOrigin {
        /// The person's; no administrator says anything.
        Own = "own",
        /// The person's, because the administrator leaves it to them.
        UsersChoice = "users_choice",
        /// The administrator's, for every account.
        Fixed = "fixed",
        /// The person's from before, which the administrator locked.
        Locked = "locked",
        /// Nobody's: what the administrator says cannot be read, and nothing is shared until it can.
        Unreadable = "unreadable",
    }
}

/// What an administrator says about sharing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SharingPolicy {
    /// The level of every account; `None` leaves it to the person.
    pub level: Option<SharingLevel>,
    /// Whether nothing about sharing may be changed here, the excluded domains included.
    pub locked: bool,
    /// The file that says so; `None` where no administrator says anything.
    pub file: Option<String>,
    /// Why that file cannot be used, in the words of the system or of the reader.
    pub fault: Option<String>,
}

/// The level that holds for an account, and whose word that is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Effective {
    /// How much others may see.
    pub level: SharingLevel,
    /// Whose word it is.
    pub origin: LevelOrigin,
}

impl SharingPolicy {
    /// The level that holds for an account whose own is this.
    pub fn effective(&self, own: SharingLevel) -> Effective {
        let (level, origin) = match (self.level, self.locked) {
            _ if self.fault.is_some() => (SharingLevel::Private, LevelOrigin::Unreadable),
            _ if self.file.is_none() => (own, LevelOrigin::Own),
            (Some(level), _) => (level, LevelOrigin::Fixed),
            (None, true) => (own, LevelOrigin::Locked),
            (None, false) => (own, LevelOrigin::UsersChoice),
        };
        Effective { level, origin }
    }

    /// Whether a person may choose the level.
    pub fn leaves_level(&self) -> bool {
        self.fault.is_none() && self.level.is_none() && !self.locked
    }

    /// Whether a person may change which domains are never shared.
    pub fn leaves_domains(&self) -> bool {
        self.fault.is_none() && !self.locked
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn policy(level: Option<SharingLevel>, locked: bool) -> SharingPolicy {
        SharingPolicy { level, locked, file: Some("/etc/xdg/fumi/policy.toml".to_owned()), fault: None }
    }

    #[test]
    fn s62_the_level_is_the_administrators_unless_it_is_left_to_the_person() {
        for own in [SharingLevel::Private, SharingLevel::Custom, SharingLevel::Public] {
            let at = |policy: &SharingPolicy| {
                let Effective { level, origin } = policy.effective(own);
                (level, origin, policy.leaves_level(), policy.leaves_domains())
            };
            assert_eq!(at(&SharingPolicy::default()), (own, LevelOrigin::Own, true, true));
            assert_eq!(at(&policy(None, false)), (own, LevelOrigin::UsersChoice, true, true));
            assert_eq!(at(&policy(None, true)), (own, LevelOrigin::Locked, false, false));
            for fixed in [SharingLevel::Private, SharingLevel::Custom, SharingLevel::Public] {
                assert_eq!(at(&policy(Some(fixed), false)), (fixed, LevelOrigin::Fixed, false, true));
                assert_eq!(at(&policy(Some(fixed), true)), (fixed, LevelOrigin::Fixed, false, false));
            }
            let unreadable = SharingPolicy { fault: Some("line 1".to_owned()), ..policy(Some(SharingLevel::Public), false) };
            assert_eq!(at(&unreadable), (SharingLevel::Private, LevelOrigin::Unreadable, false, false));
        }
    }
}
