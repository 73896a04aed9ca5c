-- Messages in the filing folders by the numbers that they have there. The
-- daemon's own filing stands in messages (filed_validity, filed_uid) as well;
-- this is for what people moved, what was there before the first start, what
-- a server did not number for us (no COPYUID), and what nobody can account for.
CREATE TABLE places (
  folder   TEXT    NOT NULL,
  validity INTEGER NOT NULL,
  uid      INTEGER NOT NULL,
  how      TEXT    NOT NULL CHECK (how IN ('known','before','own','unaccounted','accepted')),
  message  INTEGER REFERENCES messages(id),
  received INTEGER,
  found_at INTEGER NOT NULL,
  PRIMARY KEY (folder, validity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX places_unaccounted ON places(found_at) WHERE how = 'unaccounted';
CREATE INDEX messages_filed_at_place ON messages(filed_validity, filed_uid) WHERE filed_uid IS NOT NULL;

-- Each comparison of every folder with the ledger.
CREATE TABLE reconciliations (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  at          INTEGER NOT NULL,
  messages    INTEGER NOT NULL,
  unaccounted INTEGER NOT NULL
) STRICT;

-- Letters from the office to itself that prove that mail comes round.
CREATE TABLE canaries (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  sent_at  INTEGER NOT NULL,
  reply    TEXT    NOT NULL DEFAULT '',
  came_at  INTEGER
) STRICT;
CREATE INDEX canaries_out ON canaries(sent_at) WHERE came_at IS NULL;
