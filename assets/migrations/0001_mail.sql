-- Mail. Instants are UTC milliseconds; outside ids are UUIDv7 BLOBs that no foreign key uses.

CREATE TABLE meta (
  name TEXT PRIMARY KEY,
  value TEXT NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

CREATE TABLE member (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT ''
) STRICT;

-- The one local member: the owner of everything until a team shares.
INSERT INTO member (key, id) VALUES (1, randomblob(16));

CREATE TABLE account (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  name TEXT NOT NULL DEFAULT '',
  kind TEXT NOT NULL DEFAULT 'server' CHECK (kind IN ('server', 'local')),
  owner INTEGER NOT NULL DEFAULT 1 REFERENCES member (key)
) STRICT;

-- The account's own addresses, normalised: what they write is ours.
CREATE TABLE account_address (
  address TEXT NOT NULL,
  account INTEGER NOT NULL REFERENCES account (key) ON DELETE CASCADE,
  PRIMARY KEY (address, account)
) STRICT, WITHOUT ROWID;

CREATE TABLE account_state (
  account INTEGER PRIMARY KEY REFERENCES account (key) ON DELETE CASCADE,
  health TEXT NOT NULL DEFAULT 'new',
  code TEXT NOT NULL DEFAULT '',
  detail TEXT NOT NULL DEFAULT '',
  secret_mark TEXT NOT NULL DEFAULT '',
  failures INTEGER NOT NULL DEFAULT 0,
  last_good INTEGER,
  next_try INTEGER,
  tested_at INTEGER
) STRICT;

CREATE TABLE mailbox (
  key INTEGER PRIMARY KEY,
  account INTEGER NOT NULL REFERENCES account (key) ON DELETE CASCADE,
  name TEXT NOT NULL,
  role TEXT NOT NULL DEFAULT '',
  total INTEGER NOT NULL DEFAULT 0,
  unread INTEGER NOT NULL DEFAULT 0,
  threads INTEGER NOT NULL DEFAULT 0,
  UNIQUE (account, name)
) STRICT;

CREATE TABLE thread (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE
) STRICT;

-- key = sort time in ms shifted left by 20 bits plus a counter: every list runs newest first without a sort.
CREATE TABLE message (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  account INTEGER NOT NULL REFERENCES account (key),
  thread INTEGER NOT NULL REFERENCES thread (key),
  message_id TEXT NOT NULL DEFAULT '',
  refs TEXT NOT NULL DEFAULT '',
  hash BLOB NOT NULL,
  body_hash BLOB NOT NULL,
  date INTEGER NOT NULL,
  stored_at INTEGER NOT NULL,
  size INTEGER NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  addresses TEXT NOT NULL DEFAULT '',
  snippet TEXT NOT NULL DEFAULT '',
  labels TEXT NOT NULL DEFAULT '',
  flags INTEGER NOT NULL DEFAULT 0,
  attachments INTEGER NOT NULL DEFAULT 0,
  mine INTEGER NOT NULL DEFAULT 0,
  list_id TEXT NOT NULL DEFAULT '',
  automation INTEGER NOT NULL DEFAULT 0,
  warnings INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL DEFAULT 'parsed' CHECK (state IN ('parsed', 'unparsed'))
) STRICT;

CREATE INDEX message_by_thread ON message (thread);
CREATE INDEX message_by_hash ON message (account, hash);

-- The whole mail, untouched, in zstd chunks of at most 1 MiB. The first chunk has the message's key, the others negative keys.
CREATE TABLE raw_chunk (
  key INTEGER PRIMARY KEY,
  message INTEGER NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  data BLOB NOT NULL
) STRICT;

CREATE INDEX raw_chunk_further ON raw_chunk (message, n) WHERE n > 0;

CREATE TABLE placement (
  mailbox INTEGER NOT NULL REFERENCES mailbox (key),
  message INTEGER NOT NULL REFERENCES message (key),
  PRIMARY KEY (mailbox, message)
) STRICT, WITHOUT ROWID;

CREATE INDEX placement_by_message ON placement (message);

-- Every Message-ID that a message has or names, by the first eight bytes of its SHA-256: late parents and children find their thread.
CREATE TABLE reference (
  name INTEGER PRIMARY KEY,
  thread INTEGER NOT NULL
) STRICT;

CREATE INDEX reference_by_thread ON reference (thread);

-- Mails by the hash of their base subject: replies that name no mail find what they answer. `orphan` marks such replies.
CREATE TABLE subject_clue (
  base INTEGER NOT NULL,
  orphan INTEGER NOT NULL,
  message INTEGER NOT NULL,
  PRIMARY KEY (base, orphan, message)
) STRICT, WITHOUT ROWID;

-- A list reads windows of this by key. Mailbox 0 is everything but spam and trash.
CREATE TABLE mailbox_thread (
  mailbox INTEGER NOT NULL,
  newest INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  count INTEGER NOT NULL,
  unread INTEGER NOT NULL,
  flags INTEGER NOT NULL,
  attachments INTEGER NOT NULL,
  subject TEXT NOT NULL,
  participants TEXT NOT NULL,
  correspondent TEXT NOT NULL,
  correspondent_name TEXT NOT NULL,
  labels TEXT NOT NULL,
  snippet TEXT NOT NULL,
  PRIMARY KEY (mailbox, newest)
) STRICT, WITHOUT ROWID;

CREATE UNIQUE INDEX mailbox_thread_by_thread ON mailbox_thread (thread, mailbox);
CREATE INDEX mailbox_thread_starred ON mailbox_thread (mailbox, newest) WHERE flags & 2;

CREATE TABLE address (
  key INTEGER PRIMARY KEY,
  normalized TEXT NOT NULL UNIQUE,
  domain TEXT NOT NULL
) STRICT;

CREATE INDEX address_by_domain ON address (domain);

CREATE TABLE message_address (
  address INTEGER NOT NULL REFERENCES address (key),
  message INTEGER NOT NULL,
  role INTEGER NOT NULL,
  PRIMARY KEY (address, message, role)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachment (
  message INTEGER NOT NULL,
  n INTEGER NOT NULL,
  name TEXT NOT NULL DEFAULT '',
  media_type TEXT NOT NULL DEFAULT '',
  size INTEGER NOT NULL DEFAULT 0,
  inline INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (message, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE label (
  label TEXT NOT NULL,
  message INTEGER NOT NULL REFERENCES message (key),
  PRIMARY KEY (label, message)
) STRICT, WITHOUT ROWID;

-- What the POP3 server lists and what became of it. `n` tells several mails under one UIDL apart.
CREATE TABLE pop3_seen (
  account INTEGER NOT NULL REFERENCES account (key) ON DELETE CASCADE,
  uidl BLOB NOT NULL,
  n INTEGER NOT NULL DEFAULT 0,
  message INTEGER NOT NULL DEFAULT 0,
  state TEXT NOT NULL CHECK (state IN ('stored', 'to_delete', 'delete_sent', 'deleted', 'vanished')),
  stored_at INTEGER NOT NULL,
  rule TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (account, uidl, n)
) STRICT, WITHOUT ROWID;

CREATE INDEX pop3_seen_by_message ON pop3_seen (message) WHERE message <> 0;

-- Every change of a person: one group a key press or command, one row a subject kind and field.
CREATE TABLE change_group (
  key INTEGER PRIMARY KEY AUTOINCREMENT,
  id BLOB NOT NULL UNIQUE,
  at INTEGER NOT NULL,
  member INTEGER NOT NULL DEFAULT 1 REFERENCES member (key),
  verb TEXT NOT NULL,
  about TEXT NOT NULL DEFAULT '',
  changed INTEGER NOT NULL DEFAULT 0,
  kind TEXT NOT NULL DEFAULT 'mail' CHECK (kind IN ('mail', 'crm')),
  state TEXT NOT NULL DEFAULT 'done' CHECK (state IN ('done', 'undone', 'dropped'))
) STRICT;

CREATE INDEX change_group_by_state ON change_group (state, key);

CREATE TABLE change (
  change_group INTEGER NOT NULL REFERENCES change_group (key) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  subject TEXT NOT NULL,
  field TEXT NOT NULL,
  keys BLOB NOT NULL,
  before TEXT NOT NULL DEFAULT '',
  after TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (change_group, n)
) STRICT, WITHOUT ROWID;

-- What servers, imports and automatic links did, for a person who asks why.
CREATE TABLE ledger (
  key INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  account INTEGER NOT NULL DEFAULT 0,
  what TEXT NOT NULL,
  detail TEXT NOT NULL DEFAULT ''
) STRICT;
