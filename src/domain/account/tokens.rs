//! What an identity provider gave for a mailbox (OAuth2), as one secret.

use zeroize::Zeroizing;

use super::Secret;
use crate::domain::time::Instant;

/// How long before its end a token counts as over: a login takes a moment, and clocks differ.
const EARLY_MS: i64 = 60_000;

/// The tokens of an account. They are kept as one secret, where passwords are kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Tokens {
    /// What logs in at the mail servers.
    pub access: Secret,
    /// What brings the next one; without, the person signs in again when the first is over.
    pub refresh: Option<Secret>,
    /// When the access token is over, by our clock; unknown where the provider does not say.
    pub expires: Option<Instant>,
    /// What the provider wants to hear of the program itself besides its name; a desktop program cannot keep it from its user, but it is nobody else's.
    pub client_secret: Option<Secret>,
    /// When the person signed in: tokens that renew themselves keep it.
    pub granted: Instant,
}

impl Tokens {
    /// Reads what [`Self::kept`] wrote.
    pub fn from_kept(kept: &Secret) -> Option<Self> {
        let mut words = kept.expose().split('\t');
        if words.next() != Some("oauth2") {
            return None;
        }
        let mut next = || words.next().filter(|word| !word.is_empty()).map(|word| Secret::new(word.to_owned()));
        let (access, refresh) = (next()?, next());
        let expires = next().and_then(|text| text.expose().parse().ok()).map(Instant);
        let client_secret = next();
        let granted = Instant(next().and_then(|text| text.expose().parse().ok()).unwrap_or_default());
        Some(Self { access, refresh, expires, client_secret, granted })
    }

    /// The tokens as one secret of one line: a word that tells them from a password, then each behind a tab.
    pub fn kept(&self) -> Secret {
        let word = |secret: &Option<Secret>| secret.as_ref().map(|one| one.expose().to_owned()).unwrap_or_default();
        let (refresh, client) = (Zeroizing::new(word(&self.refresh)), Zeroizing::new(word(&self.client_secret)));
        let expires = self.expires.map(|at| at.0.to_string()).unwrap_or_default();
        Secret::new(format!("oauth2\t{}\t{}\t{expires}\t{}\t{}", self.access.expose(), *refresh, *client, self.granted.0))
    }

    /// Whether the access token still logs in, as far as our clock can tell. After the clock was turned back a token is not believed to last longer than providers let one.
    pub fn are_fresh(&self, now: Instant) -> bool {
        const LONGEST_MS: i64 = 24 * 3_600_000;
        self.expires.is_none_or(|at| now.0 < at.0 - EARLY_MS && at.0 - now.0 <= LONGEST_MS)
    }

    /// What tells that the person signed in anew.
    pub fn lasting(&self) -> Secret {
        Secret::new(self.granted.0.to_string())
    }

    /// Whether each can be told from the next when they are kept.
    pub fn can_be_kept(&self) -> bool {
        let fine = |secret: &Secret| !secret.is_empty() && !secret.expose().contains(|c: char| c.is_control());
        fine(&self.access) && [&self.refresh, &self.client_secret].into_iter().flatten().all(fine)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.to_owned())
    }

    #[test]
    fn tokens_come_back_as_they_were_kept() {
        let whole = Tokens {
            access: secret("a"),
            refresh: Some(secret("r")),
            expires: Some(Instant(5)),
            client_secret: Some(secret("c")),
            granted: Instant(7),
        };
        let least = Tokens { refresh: None, expires: None, client_secret: None, ..whole.clone() };
        for tokens in [whole, least] {
            assert_eq!(Tokens::from_kept(&tokens.kept()), Some(tokens));
        }
        assert_eq!(Tokens::from_kept(&secret("a password")), None);
    }

    #[test]
    fn a_token_is_over_a_minute_early_and_a_clock_that_was_turned_back_does_not_make_it_last() {
        let tokens =
            |at| Tokens { access: secret("a"), refresh: None, expires: Some(Instant(at)), client_secret: None, granted: Instant(0) };
        assert!(tokens(3_600_000).are_fresh(Instant(0)));
        assert!(!tokens(59_000).are_fresh(Instant(0)));
        assert!(!tokens(48 * 3_600_000).are_fresh(Instant(0)));
    }
}
