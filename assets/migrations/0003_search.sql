-- Full-text search. The index holds entries made by fumi (folded words, and pairs of characters where a script has no spaces), never the text; its rows have
-- the message's key. Entries come with spaces between them, so the plainest tokenizer is the right one: it cuts at ASCII separators and changes nothing else.
-- The body stands first because entries of the first column need no mark of their column.
CREATE VIRTUAL TABLE search_index USING fts5(
  body, subject, files, from_, to_, cc_, bcc_,
  content = '', contentless_delete = 1,
  tokenize = 'ascii'
);

-- Merging waits for an idle moment, so that a fetch only appends.
INSERT INTO search_index (search_index, rank) VALUES ('automerge', 0);
INSERT INTO search_index (search_index, rank) VALUES ('crisismerge', 64);
INSERT INTO search_index (search_index, rank) VALUES ('hashsize', 16777216);

-- Mail that is stored but not in the index yet: its parts in search form, compressed. Search reads it too.
CREATE TABLE search_tail (
  message INTEGER PRIMARY KEY,
  parts BLOB NOT NULL
) STRICT;
