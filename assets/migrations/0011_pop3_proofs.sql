-- What tells whether a server's name still stands for the mail that we have: the size that LIST gave when the mail was proved last (none where it gave none, or before this step),
-- whether it must be proved before anything is concluded from it, whether our copy seems not to be the whole mail, and when it was fetched again for either.
ALTER TABLE pop3_seen ADD COLUMN listed INTEGER;
ALTER TABLE pop3_seen ADD COLUMN doubt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pop3_seen ADD COLUMN cut INTEGER NOT NULL DEFAULT 0;
ALTER TABLE pop3_seen ADD COLUMN refetched_at INTEGER;
