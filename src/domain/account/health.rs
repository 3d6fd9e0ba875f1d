//! How an account is doing.

use crate::text::worded;

worded! {
    /// How an account is doing: the states of `account list` (S68, S70).
    #[derive(Default)]
    pub enum Health {
        /// Not fetched yet.
        #[default]
        New = "new",
        /// The last fetch was good.
        Ok = "ok",
        /// It is being fetched just now.
        Fetching = "fetching",
        /// The last fetch failed in a way that may pass; it is tried again later.
        Waiting = "waiting",
        /// The server refused the login: no further try until the password changes or a person asks.
        AuthFailed = "auth_failed",
        /// The last fetch failed in a way that a person must end: a certificate, a missing password, a setting.
        Unreachable = "unreachable",
        /// Something waits for a person's word: many deletes at once.
        Paused = "paused",
        /// Switched off by the person, or removed.
        Off = "off",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_states_are_those_of_the_interface() {
        let words: Vec<&str> = Health::ALL.iter().map(|health| health.word()).collect();
        assert_eq!(words.join("|"), "new|ok|fetching|waiting|auth_failed|unreachable|paused|off");
        assert!(Health::ALL.iter().all(|health| Health::from_word(health.word()) == Some(*health)));
    }
}
