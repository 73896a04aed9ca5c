-- What the ledger knew to be in the folder at each look, beside what was there:
-- a count of a later moment lacks what was moved since.
ALTER TABLE looks ADD COLUMN in_ledger INTEGER;
CREATE INDEX messages_in_folder ON messages(validity) WHERE gone IS NULL AND status <> 'filed';
