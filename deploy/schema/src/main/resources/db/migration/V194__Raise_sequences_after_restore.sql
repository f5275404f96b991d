-- SEQUENCE of a UID never falls (RFC 5545 section 3.8.7.4), but a restored database has lower revisions than were published.
-- The seconds until the epoch began are added to them: no competition was written more often since the epoch before. As a
-- trigger, pods of the release before raise them too.
ALTER TABLE change_epoch ADD COLUMN IF NOT EXISTS sequence_base integer NOT NULL DEFAULT 0;

COMMENT ON COLUMN change_epoch.sequence_base IS 'seconds from 2026 to the last restore, which the files for calendars add to revisions';

CREATE OR REPLACE FUNCTION raise_sequence_base() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.sequence_base := greatest(OLD.sequence_base + 1, CAST(extract(epoch FROM clock_timestamp() - timestamptz '2026-01-01Z') AS integer));
    RETURN NEW;
END $$;

-- The first epoch of a new database follows no restore.
CREATE OR REPLACE TRIGGER change_epoch_trg BEFORE UPDATE OF epoch ON change_epoch
   FOR EACH ROW WHEN (NEW.epoch <> OLD.epoch AND (OLD.epoch <> 0 OR OLD.stamp <> '')) EXECUTE FUNCTION raise_sequence_base();
