-- The bytes of a mail that a person removed for good, so that its server cannot bring it back under another name: the SHA-256, with message 0.
ALTER TABLE pop3_seen ADD COLUMN hash BLOB NOT NULL DEFAULT x'';

CREATE INDEX pop3_seen_purged ON pop3_seen (account, hash) WHERE hash <> x'';
