-- Most competitions never get a status, so nothing is stored for them: they are scheduled.
ALTER TABLE competition ADD COLUMN status text COLLATE "C", ADD COLUMN status_json text;

COMMENT ON COLUMN competition.status IS 'null while the competition is scheduled';
COMMENT ON COLUMN competition.status_json IS 'the status with reason, time and former dates, as it is sent; null if it was never set';
