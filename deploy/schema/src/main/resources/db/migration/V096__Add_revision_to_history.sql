-- A competition that is created again with its id continues its revisions. They are more than the entries of its history,
-- since a competition that is rendered anew has no entry.
ALTER TABLE competition_history ADD COLUMN revision integer;

COMMENT ON COLUMN competition_history.revision IS 'of the competition after the change; null in entries of older releases';
