-- How an account is used, and what a person was told about it (S36 to S40): moments in UTC milliseconds, days of the person's calendar.
ALTER TABLE account_state ADD COLUMN last_sent INTEGER;
ALTER TABLE account_state ADD COLUMN last_used INTEGER;
ALTER TABLE account_state ADD COLUMN watched_from TEXT NOT NULL DEFAULT '';
ALTER TABLE account_state ADD COLUMN warned_on TEXT NOT NULL DEFAULT '';
ALTER TABLE account_state ADD COLUMN paused_on TEXT NOT NULL DEFAULT '';
