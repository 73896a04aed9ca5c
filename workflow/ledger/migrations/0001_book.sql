-- Times are milliseconds since 1970 in UTC. Addresses are compared in lower case.

CREATE TABLE meta (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- Successful looks into the mailbox, by hour.
CREATE TABLE looks (
  hour       INTEGER PRIMARY KEY,
  n          INTEGER NOT NULL,
  last       INTEGER NOT NULL,
  in_mailbox INTEGER NOT NULL
) STRICT;

-- AUTOINCREMENT: Message-IDs of letters are made from row numbers, so that a
-- number is never used again.
CREATE TABLE messages (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  validity       INTEGER NOT NULL,
  uid            INTEGER NOT NULL,
  status         TEXT    NOT NULL CHECK (status IN ('received','decided','left','filed','parked','old','copy')),
  gone           INTEGER,
  size           INTEGER NOT NULL DEFAULT 0,
  seen           INTEGER NOT NULL DEFAULT 0,
  attempts       INTEGER NOT NULL DEFAULT 0,
  next_try       INTEGER,
  why            TEXT    NOT NULL DEFAULT '',
  came_at        INTEGER NOT NULL,
  hash           TEXT,
  message_id     TEXT,
  content        TEXT,
  received_at    INTEGER,
  sender         TEXT    NOT NULL DEFAULT '',
  kind           TEXT    NOT NULL DEFAULT '',
  alert          TEXT    NOT NULL DEFAULT '',
  watch          INTEGER NOT NULL DEFAULT 0,
  unread         TEXT,
  thread         TEXT,
  in_reply_to    TEXT    NOT NULL DEFAULT '',
  talk           INTEGER,
  copy_of        INTEGER REFERENCES messages(id),
  decided_at     INTEGER,
  folder         TEXT    NOT NULL DEFAULT '',
  file_next      INTEGER,
  file_why       TEXT    NOT NULL DEFAULT '',
  filed_at       INTEGER,
  filed_validity INTEGER,
  filed_uid      INTEGER
) STRICT;
CREATE INDEX messages_hash ON messages(hash) WHERE hash IS NOT NULL;
CREATE INDEX messages_message_id ON messages(message_id) WHERE message_id IS NOT NULL;
CREATE INDEX messages_open ON messages(status) WHERE status IN ('received','parked');
CREATE INDEX messages_to_file ON messages(id) WHERE status = 'decided';
CREATE INDEX messages_decided ON messages(decided_at) WHERE decided_at IS NOT NULL;

-- Every number under which a message was ever seen. The one that counts stands
-- in messages; a renumbered folder adds rows here.
CREATE TABLE keys (
  validity INTEGER NOT NULL,
  uid      INTEGER NOT NULL,
  message  INTEGER NOT NULL REFERENCES messages(id),
  PRIMARY KEY (validity, uid)
) STRICT, WITHOUT ROWID;
CREATE INDEX keys_message ON keys(message);

-- Which messages and letters belong to one exchange, referral or not.
CREATE TABLE talks (
  message_id TEXT PRIMARY KEY,
  talk       INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- The last number given out in each year, so that none is given out twice.
CREATE TABLE years (
  year INTEGER PRIMARY KEY,
  last INTEGER NOT NULL
) STRICT;

CREATE TABLE referrals (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  reference TEXT    NOT NULL UNIQUE,
  state     TEXT    NOT NULL,
  version   INTEGER NOT NULL,
  sender    TEXT    NOT NULL DEFAULT '',
  name      TEXT    NOT NULL DEFAULT '',
  opened    INTEGER NOT NULL,
  changed   INTEGER NOT NULL,
  alert     TEXT    NOT NULL DEFAULT '',
  watch     INTEGER NOT NULL DEFAULT 0,
  outcome   TEXT    NOT NULL DEFAULT '',
  asked     TEXT,
  similar   TEXT,
  why       TEXT    NOT NULL DEFAULT '',
  nhs       TEXT    NOT NULL DEFAULT '',
  dob       TEXT    NOT NULL DEFAULT '',
  surname   TEXT    NOT NULL DEFAULT '',
  forename  TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX referrals_state ON referrals(state);
CREATE INDEX referrals_nhs ON referrals(nhs) WHERE nhs <> '';
CREATE INDEX referrals_dob ON referrals(dob) WHERE dob <> '';

-- The form of a referral and its assessment, each time a message changed them.
CREATE TABLE readings (
  referral   INTEGER NOT NULL REFERENCES referrals(id),
  version    INTEGER NOT NULL,
  message    INTEGER NOT NULL REFERENCES messages(id),
  at         INTEGER NOT NULL,
  form       TEXT,
  assessment TEXT,
  PRIMARY KEY (referral, version)
) STRICT, WITHOUT ROWID;

-- Which messages belong to which referral.
CREATE TABLE cases (
  message  INTEGER NOT NULL REFERENCES messages(id),
  referral INTEGER NOT NULL REFERENCES referrals(id),
  PRIMARY KEY (referral, message)
) STRICT, WITHOUT ROWID;
CREATE INDEX cases_message ON cases(message);

-- Message-IDs, theirs and ours, that tie an answer to a referral.
CREATE TABLE threads (
  message_id TEXT    NOT NULL,
  referral   INTEGER NOT NULL REFERENCES referrals(id),
  PRIMARY KEY (message_id, referral)
) STRICT, WITHOUT ROWID;

-- Addresses that wrote to us about a referral.
CREATE TABLE addresses (
  referral INTEGER NOT NULL REFERENCES referrals(id),
  address  TEXT    NOT NULL,
  PRIMARY KEY (referral, address)
) STRICT, WITHOUT ROWID;

-- Large encoded files inside letters, each stored once.
CREATE TABLE bodies (
  id    INTEGER PRIMARY KEY,
  hash  BLOB NOT NULL UNIQUE,
  bytes BLOB NOT NULL
) STRICT;

CREATE TABLE letters (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  message    INTEGER REFERENCES messages(id),
  referral   INTEGER REFERENCES referrals(id),
  case_no    INTEGER NOT NULL DEFAULT -1,
  post_key   TEXT    NOT NULL DEFAULT '',
  name       TEXT    NOT NULL,
  state      TEXT    NOT NULL CHECK (state IN ('waiting','held','stopped','withdrawn','queued','sending','sent','refused','doubtful','bounced')),
  brake      TEXT    NOT NULL DEFAULT '',
  recipient  TEXT    NOT NULL,
  rcpt       TEXT    NOT NULL,
  rcpt_name  TEXT    NOT NULL DEFAULT '',
  sender     TEXT    NOT NULL DEFAULT '',
  message_id TEXT    UNIQUE,
  idle       INTEGER NOT NULL DEFAULT 0,
  form       INTEGER NOT NULL DEFAULT 0,
  staff      INTEGER NOT NULL DEFAULT 0,
  rank       INTEGER NOT NULL DEFAULT 1,
  talk       INTEGER,
  letter     TEXT    NOT NULL,
  head       BLOB,
  cuts       TEXT,
  written_at INTEGER NOT NULL,
  queued_at  INTEGER,
  counted_at INTEGER,
  sent_at    INTEGER,
  ended_at   INTEGER,
  next_at    INTEGER,
  lease_at   INTEGER,
  holder     TEXT    NOT NULL DEFAULT '',
  attempts   INTEGER NOT NULL DEFAULT 0,
  repeats    INTEGER NOT NULL DEFAULT 0,
  code       INTEGER NOT NULL DEFAULT 0,
  status     TEXT    NOT NULL DEFAULT '',
  reply      TEXT    NOT NULL DEFAULT '',
  decided_by TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE UNIQUE INDEX letters_once ON letters(message, case_no, name, rcpt) WHERE message IS NOT NULL;
CREATE UNIQUE INDEX letters_posted_once ON letters(post_key, rcpt) WHERE message IS NULL;
CREATE INDEX letters_pending ON letters(rank, id) WHERE next_at IS NOT NULL;
CREATE INDEX letters_sending ON letters(lease_at) WHERE lease_at IS NOT NULL;
CREATE INDEX letters_rcpt ON letters(rcpt, counted_at) WHERE counted_at IS NOT NULL AND staff = 0;
CREATE INDEX letters_all ON letters(counted_at, idle, name) WHERE counted_at IS NOT NULL AND staff = 0;
CREATE INDEX letters_talk ON letters(talk, counted_at) WHERE counted_at IS NOT NULL AND staff = 0 AND idle = 1;
CREATE INDEX letters_referral ON letters(referral) WHERE referral IS NOT NULL;
CREATE INDEX letters_sent ON letters(sent_at) WHERE sent_at IS NOT NULL;
CREATE INDEX letters_open ON letters(state) WHERE state IN ('waiting','stopped','queued','sending','refused','doubtful','bounced');

-- Addresses that cannot be reached, until a person clears them.
CREATE TABLE barred (
  address TEXT PRIMARY KEY,
  since   INTEGER NOT NULL,
  letter  INTEGER REFERENCES letters(id),
  why     TEXT    NOT NULL DEFAULT ''
) STRICT, WITHOUT ROWID;

-- The audit trail: each line holds the hash of the one before.
CREATE TABLE audit (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  at       INTEGER NOT NULL,
  who      TEXT    NOT NULL,
  what     TEXT    NOT NULL,
  message  INTEGER NOT NULL DEFAULT 0,
  letter   INTEGER NOT NULL DEFAULT 0,
  referral TEXT    NOT NULL DEFAULT '',
  why      TEXT    NOT NULL DEFAULT '',
  detail   TEXT    NOT NULL DEFAULT '',
  prev     BLOB    NOT NULL,
  hash     BLOB    NOT NULL
) STRICT;
CREATE INDEX audit_referral ON audit(referral) WHERE referral <> '';
CREATE TRIGGER audit_no_update BEFORE UPDATE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
CREATE TRIGGER audit_no_delete BEFORE DELETE ON audit BEGIN SELECT RAISE(ABORT, 'the audit trail is append-only'); END;
