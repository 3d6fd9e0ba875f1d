-- A workspace that members share: who they are, and each field of each record as the workspace had it last. What differs from that has to be sent.
ALTER TABLE member ADD COLUMN login TEXT NOT NULL DEFAULT '';

CREATE UNIQUE INDEX member_by_login ON member (login) WHERE login <> '';

-- Which workspace it is, and the number up to which its changes were read. `anew`: what it had last is not known, so that all is read once more, and what differs is its.
CREATE TABLE team_workspace (
  key INTEGER PRIMARY KEY CHECK (key = 1),
  id BLOB NOT NULL,
  read_to INTEGER NOT NULL DEFAULT 0,
  anew INTEGER NOT NULL DEFAULT 1,
  seal INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Records that the workspace knows. `here`: ours had a row, so that one without a row was taken back here.
CREATE TABLE team_record (
  record BLOB PRIMARY KEY,
  subject TEXT NOT NULL DEFAULT '',
  here INTEGER NOT NULL DEFAULT 0,
  seal INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE INDEX team_record_not_here ON team_record (record) WHERE here = 0;

-- NULL is an empty field. `taken`: our record has it; a field of a later version, or one that names a record which has not come yet, waits.
CREATE TABLE team_seen (
  record BLOB NOT NULL,
  field TEXT NOT NULL,
  value TEXT,
  number INTEGER NOT NULL,
  taken INTEGER NOT NULL DEFAULT 1,
  seal INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (record, field)
) STRICT, WITHOUT ROWID;

CREATE INDEX team_seen_untaken ON team_seen (record) WHERE taken = 0;
