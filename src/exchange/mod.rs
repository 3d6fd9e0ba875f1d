//! Mailbox and address-book files: bytes to domain and back.
