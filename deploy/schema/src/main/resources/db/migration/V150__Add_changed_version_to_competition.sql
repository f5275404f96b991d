-- Version of its country's calendar at the last change of the competition. Rows of before have 0: a copy begins with them.
ALTER TABLE competition ADD COLUMN changed_version bigint NOT NULL DEFAULT 0;

COMMENT ON COLUMN competition.changed_version IS 'calendar_version of its country at the last change, rendering anew is none';
