-- Why a person should read a message although it was answered.
ALTER TABLE messages ADD COLUMN reading TEXT NOT NULL DEFAULT '';
