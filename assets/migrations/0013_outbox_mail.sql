-- The bytes of a mail on its way apart from its state: a change of state then writes one small row, whatever the mail weighs, and damage in that moment cannot
-- reach the mail. The column in outbox stays empty, since the place of the columns after it is how salvage reads the files of older versions.
CREATE TABLE outbox_mail (
  outbox INTEGER PRIMARY KEY REFERENCES outbox (key) ON DELETE CASCADE,
  bytes BLOB NOT NULL,
  seal INTEGER NOT NULL DEFAULT 0
) STRICT;

INSERT INTO outbox_mail (outbox, bytes) SELECT key, bytes FROM outbox WHERE length(bytes) > 0;
UPDATE outbox SET bytes = x'' WHERE length(bytes) > 0;
