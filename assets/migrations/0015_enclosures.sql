-- What goes along with a mail that is being written: one line each, a file by its path or an attachment of a stored mail.
ALTER TABLE draft ADD COLUMN enclosures TEXT NOT NULL DEFAULT '';
