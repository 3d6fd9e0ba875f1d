//! The addresses that are ours.

use std::collections::BTreeSet;

use super::address::AddrSpec;

/// Our own addresses, normalised. One with a tag behind a plus (`me+shop@x.example`, RFC 5233) is ours when the one without it is: its mail lies in the same box.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Own(BTreeSet<String>);

impl Own {
    /// Of normalised addresses.
    pub fn new(normalized: impl IntoIterator<Item = String>) -> Self {
        Self(normalized.into_iter().collect())
    }

    /// Whether an address, however it is written, is ours.
    pub fn has(&self, address: &AddrSpec) -> bool {
        self.has_normalized(&address.normalized())
    }

    /// The domains of our addresses.
    pub fn domains(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(|one| one.rsplit_once('@')).map(|(_, domain)| domain)
    }

    /// Whether a normalised address is ours.
    pub fn has_normalized(&self, normalized: &str) -> bool {
        self.0.contains(normalized) || without_tag(normalized).is_some_and(|plain| self.0.contains(&plain))
    }
}

/// A normalised address without the tag behind its plus; `None` where it has none.
pub fn without_tag(normalized: &str) -> Option<String> {
    let (local, domain) = normalized.rsplit_once('@')?;
    let (plain, _) = local.split_once('+')?;
    (!plain.is_empty()).then(|| format!("{plain}@{domain}"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;

    #[test]
    fn a_tag_behind_a_plus_makes_no_other_person() {
        let own = Own::new(["me@sales.example".to_owned(), "list+in@sales.example".to_owned()]);
        for mine in ["me@sales.example", "ME+shop@Sales.Example", "me+@sales.example", "me+a+b@sales.example", "list+in@sales.example"] {
            assert!(own.has(&mine.parse().unwrap()), "{mine}");
        }
        for other in ["list@sales.example", "list+out@sales.example", "me@other.example", "+me@sales.example", "mee@sales.example"] {
            assert!(!own.has(&other.parse().unwrap()), "{other}");
        }
    }
}
