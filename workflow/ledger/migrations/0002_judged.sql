-- By which criteria and lists each form was judged (eligibility.Set as JSON,
-- NULL before this was kept), and the moment of receipt that it was judged at.
ALTER TABLE readings ADD COLUMN judged_by TEXT;
ALTER TABLE readings ADD COLUMN received INTEGER NOT NULL DEFAULT 0;

-- A form is judged at the receipt of its message; a later one of the same
-- referral at the referral's opening, when that was earlier.
UPDATE readings SET received = coalesce((SELECT received_at FROM messages WHERE id = readings.message), at);
UPDATE readings SET received = min(received, (SELECT opened FROM referrals WHERE id = readings.referral))
  WHERE EXISTS (SELECT 1 FROM readings e WHERE e.referral = readings.referral AND e.version < readings.version AND e.form IS NOT NULL);
