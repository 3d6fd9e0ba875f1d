-- Where a conversation stands in the Sales inbox: by what its other side is to us and whether we had the last word (0: in no order but that of time).
ALTER TABLE mailbox_thread ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;

CREATE INDEX mailbox_thread_ranked ON mailbox_thread (mailbox, rank, place) WHERE mailbox <> 0 AND rank > 0;
CREATE INDEX mailbox_thread_customers ON mailbox_thread (rank, place) WHERE mailbox = 0 AND rank > 0 AND rank < 8;

-- How a task, an event or a call comes back when it is done: a rule of RFC 5545, empty for once.
ALTER TABLE activity ADD COLUMN repeat TEXT NOT NULL DEFAULT '';

-- What reminds of itself, by when it does.
CREATE INDEX activity_by_reminder ON activity (reminder) WHERE reminder IS NOT NULL;
