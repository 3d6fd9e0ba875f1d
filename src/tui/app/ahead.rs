//! What was read ahead of the person: what stands beside the row under the cursor, so that a step in the list shows the next one in the same drawing.

/// So many are kept at the most: those beside the row under the cursor, and the one that was just left behind.
const MOST: usize = 3;

/// A larger mail is read only when somebody goes there.
pub(crate) const MOST_BYTES: u64 = 256 * 1024;

/// What was read ahead, each under its key, the newest last.
#[derive(Debug)]
pub(crate) struct Ahead<K, T> {
    ready: Vec<(K, T)>,
    /// Which ones were asked for since something changed, so that one that cannot be had is not asked for again and again.
    asked: Vec<K>,
}

impl<K, T> Default for Ahead<K, T> {
    fn default() -> Self {
        Self { ready: Vec::new(), asked: Vec::new() }
    }
}

impl<K: PartialEq, T> Ahead<K, T> {
    /// Notes that one was asked for; the oldest is forgotten.
    pub(crate) fn asked(&mut self, key: K) {
        self.asked.push(key);
        if self.asked.len() > MOST {
            self.asked.remove(0);
        }
    }

    /// Keeps what came, when it is still of use.
    pub(crate) fn keep(&mut self, key: K, content: T) {
        if self.asked.contains(&key) {
            self.ready.retain(|(one, _)| *one != key);
            self.ready.push((key, content));
            if self.ready.len() > MOST {
                self.ready.remove(0);
            }
        }
    }

    /// Gives what was read ahead away.
    pub(crate) fn take(&mut self, key: &K) -> Option<T> {
        let at = self.ready.iter().position(|(one, _)| one == key)?;
        self.asked.retain(|one| one != key);
        Some(self.ready.remove(at).1)
    }

    /// The first of these that was not asked for.
    pub(crate) fn lacks(&self, keys: impl IntoIterator<Item = K>) -> Option<K> {
        keys.into_iter().find(|key| !self.asked.contains(key))
    }

    /// Something changed in the store: what was read before is not true any more.
    pub(crate) fn forget(&mut self) {
        *self = Self::default();
    }
}
