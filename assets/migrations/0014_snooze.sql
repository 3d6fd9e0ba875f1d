-- Mail that a person put to sleep: since when and until when. `place` is null while it sleeps; then where lists have it, as a key of messages, or 0 for where its own date has it.
CREATE TABLE snooze (
  message INTEGER PRIMARY KEY REFERENCES message (key),
  since INTEGER NOT NULL,
  until INTEGER NOT NULL,
  place INTEGER,
  seal INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE INDEX snooze_asleep ON snooze (until) WHERE place IS NULL;
CREATE INDEX snooze_since ON snooze (since) WHERE place IS NULL;
CREATE INDEX snooze_awake ON snooze (until) WHERE place IS NOT NULL;

-- Lists stand by `place`: the newest message of a conversation, or higher where one came back from its sleep.
CREATE TABLE mailbox_thread_by_place (
  mailbox INTEGER NOT NULL,
  place INTEGER NOT NULL,
  thread INTEGER NOT NULL,
  newest INTEGER NOT NULL,
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
  PRIMARY KEY (mailbox, place, thread)
) STRICT, WITHOUT ROWID;

INSERT INTO mailbox_thread_by_place (mailbox, place, thread, newest, count, unread, flags, attachments, subject, participants, correspondent, correspondent_name, labels, snippet)
  SELECT mailbox, newest, thread, newest, count, unread, flags, attachments, subject, participants, correspondent, correspondent_name, labels, snippet FROM mailbox_thread;

DROP TABLE mailbox_thread;
ALTER TABLE mailbox_thread_by_place RENAME TO mailbox_thread;

CREATE UNIQUE INDEX mailbox_thread_by_thread ON mailbox_thread (thread, mailbox);
CREATE INDEX mailbox_thread_starred ON mailbox_thread (mailbox, place) WHERE flags & 2;
