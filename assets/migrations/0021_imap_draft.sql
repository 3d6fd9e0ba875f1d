-- Versions of drafts of ours as they lie in the mailbox for drafts of their account's server: of when each is (`draft.saved_at`), and its UID there; 0 before the server said it.
-- One that is no longer the draft as it is here is to go there.
CREATE TABLE imap_draft (
  draft BLOB NOT NULL,
  saved_at INTEGER NOT NULL,
  mailbox INTEGER NOT NULL REFERENCES imap_mailbox (mailbox) ON DELETE CASCADE,
  uid INTEGER NOT NULL DEFAULT 0,
  seal INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (draft, saved_at)
) STRICT, WITHOUT ROWID;
