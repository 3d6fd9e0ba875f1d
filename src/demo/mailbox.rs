//! What the demonstration server holds: mails that clients may take and delete.

use std::sync::{Arc, Mutex, PoisonError};

/// The mailbox of the loopback server; clones share it.
#[derive(Debug, Clone, Default)]
pub struct ServerMailbox {
    mails: Arc<Mutex<Vec<ServedMail>>>,
}

/// A mail on the server.
#[derive(Debug, Clone)]
pub struct ServedMail {
    /// The server's lasting name for it.
    pub uidl: String,
    /// Its bytes, with CRLF line ends.
    pub bytes: Arc<Vec<u8>>,
}

impl ServerMailbox {
    /// Puts a mail into the mailbox.
    pub fn deliver(&self, bytes: Vec<u8>) {
        let mut mails = self.lock();
        let uidl = format!("demo-{:04}", mails.len() + 1);
        mails.push(ServedMail { uidl, bytes: Arc::new(bytes) });
    }

    /// What a session sees: the mails as they are when it logs in.
    pub fn snapshot(&self) -> Vec<ServedMail> {
        self.lock().clone()
    }

    /// Removes the mails of these names, as QUIT does for what was marked.
    pub fn remove(&self, uidls: &[String]) {
        self.lock().retain(|mail| !uidls.contains(&mail.uidl));
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Vec<ServedMail>> {
        self.mails.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
