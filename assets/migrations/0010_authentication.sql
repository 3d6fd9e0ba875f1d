-- What the server that took a mail says of its sender; made anew from the mail where a row is missing.
CREATE TABLE authentication (
    message INTEGER PRIMARY KEY REFERENCES message (key) ON DELETE CASCADE,
    verdict INTEGER NOT NULL
) STRICT;
CREATE INDEX authentication_verdict ON authentication (verdict, message) WHERE verdict <> 0;
