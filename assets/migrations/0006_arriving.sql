-- Big mails whose chunks lie here ahead of the row that lists them, each with the process that writes it.
CREATE TABLE arriving (
  message INTEGER PRIMARY KEY,
  owner TEXT NOT NULL DEFAULT ''
) STRICT;

-- What a crash of an earlier version left belongs to nobody.
INSERT INTO arriving (message)
  SELECT key FROM raw_chunk WHERE n = 0 AND NOT EXISTS (SELECT 1 FROM message WHERE message.key = raw_chunk.key);
