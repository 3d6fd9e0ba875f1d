-- Mail being written and mail on its way out. Instants are UTC milliseconds.

-- What stands in the composer, half-typed recipients and all. A draft that was queued waits hidden until its mail was sent: taking the mail back brings it back.
CREATE TABLE draft (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  saved_at INTEGER NOT NULL,
  account BLOB NOT NULL DEFAULT x'',
  recipients TEXT NOT NULL DEFAULT '',
  cc TEXT NOT NULL DEFAULT '',
  bcc TEXT NOT NULL DEFAULT '',
  subject TEXT NOT NULL DEFAULT '',
  body TEXT NOT NULL DEFAULT '',
  in_reply_to TEXT NOT NULL DEFAULT '',
  refs TEXT NOT NULL DEFAULT '',
  reply_of INTEGER NOT NULL DEFAULT 0,
  forward_of INTEGER NOT NULL DEFAULT 0,
  for_record BLOB NOT NULL DEFAULT x'',
  queued INTEGER NOT NULL DEFAULT 0
) STRICT;

-- The exact bytes and the envelope never change once queued; what happens to them is written before it is done (RELIABILITY A6).
CREATE TABLE outbox (
  key INTEGER PRIMARY KEY,
  id BLOB NOT NULL UNIQUE,
  account BLOB NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('held', 'queued', 'sending', 'unknown', 'sent', 'failed')),
  phase TEXT NOT NULL DEFAULT '' CHECK (phase IN ('', 'connect', 'envelope', 'data', 'end')),
  message_id TEXT NOT NULL,
  sender TEXT NOT NULL,
  bytes BLOB NOT NULL,
  subject TEXT NOT NULL DEFAULT '',
  shown_to TEXT NOT NULL DEFAULT '',
  queued_at INTEGER NOT NULL,
  due_at INTEGER NOT NULL,
  attempts INTEGER NOT NULL DEFAULT 0,
  error_code TEXT NOT NULL DEFAULT '',
  last_error TEXT NOT NULL DEFAULT '',
  owner TEXT NOT NULL DEFAULT '',
  sent_at INTEGER NOT NULL DEFAULT 0,
  filed INTEGER NOT NULL DEFAULT 0,
  reply_of INTEGER NOT NULL DEFAULT 0,
  forward_of INTEGER NOT NULL DEFAULT 0,
  draft INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX outbox_open ON outbox (state, due_at) WHERE state <> 'sent';
CREATE INDEX outbox_sent ON outbox (sent_at) WHERE state = 'sent';
CREATE INDEX outbox_by_message_id ON outbox (message_id);

CREATE TABLE outbox_recipient (
  outbox INTEGER NOT NULL REFERENCES outbox (key) ON DELETE CASCADE,
  n INTEGER NOT NULL,
  address TEXT NOT NULL,
  state TEXT NOT NULL DEFAULT 'pending' CHECK (state IN ('pending', 'accepted', 'refused')),
  said TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (outbox, n)
) STRICT, WITHOUT ROWID;
