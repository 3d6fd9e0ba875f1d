-- What an IMAP server calls our mailboxes, and up to where each was read.
CREATE TABLE imap_mailbox (
  mailbox INTEGER PRIMARY KEY REFERENCES mailbox (key) ON DELETE CASCADE,
  account INTEGER NOT NULL REFERENCES account (key) ON DELETE CASCADE,
  name TEXT NOT NULL,
  all_mail INTEGER NOT NULL DEFAULT 0,
  uid_validity INTEGER NOT NULL DEFAULT 0,
  uid_next INTEGER NOT NULL DEFAULT 0,
  highest_modseq INTEGER NOT NULL DEFAULT 0,
  seal INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, name)
) STRICT;

-- Each mail of such a mailbox as the server had it last: its flags there are what changes of both sides are told by. A UID below zero is of an earlier numbering.
-- `purged` was removed here for good and is to go there; `large` was left there for its size.
CREATE TABLE imap_seen (
  mailbox INTEGER NOT NULL REFERENCES imap_mailbox (mailbox) ON DELETE CASCADE,
  uid INTEGER NOT NULL,
  message INTEGER NOT NULL DEFAULT 0,
  flags INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'here' CHECK (state IN ('here', 'purged', 'large')),
  size INTEGER NOT NULL DEFAULT 0,
  seal INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (mailbox, uid)
) STRICT, WITHOUT ROWID;

CREATE INDEX imap_seen_by_message ON imap_seen (message) WHERE message <> 0;
