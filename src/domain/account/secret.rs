//! A password on its way from a person to where it is kept.

use std::fmt;

use secrecy::{ExposeSecret, SecretString};

/// A secret: wiped from memory when dropped, never shown, never written by serde (promises.md C1). What `{:?}` prints of it is a constant, so that whatever
/// carries one can be printed without giving it away.
#[derive(Clone)]
pub struct Secret(SecretString);

impl Secret {
    /// Takes a secret over; the text is not copied.
    pub fn new(text: String) -> Self {
        Self(SecretString::from(text))
    }

    /// The secret itself, for the line that sends it and for nothing else.
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// Whether nothing was typed.
    pub fn is_empty(&self) -> bool {
        self.expose().is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}

impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        self.expose() == other.expose()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_never_printed() {
        assert_eq!(format!("{:?}", Secret::new("hunter2".to_owned())), "Secret(..)");
    }
}
