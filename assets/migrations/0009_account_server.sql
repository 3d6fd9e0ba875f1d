-- The server that the names of an account's mails are of, and a mark of the secret that last logged in there.
ALTER TABLE account_state ADD COLUMN server TEXT NOT NULL DEFAULT '';
ALTER TABLE account_state ADD COLUMN good_mark TEXT NOT NULL DEFAULT '';
