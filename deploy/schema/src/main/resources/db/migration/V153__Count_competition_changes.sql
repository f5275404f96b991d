-- Every writer of competitions states its change: the rows of a transaction have the version that it counts for their
-- country. As a trigger, no writer can forget it, nor can pods of the release before, which do not know the column.

-- The version that this transaction counted already, or the next one.
CREATE OR REPLACE FUNCTION count_calendar_version(country text) RETURNS bigint LANGUAGE plpgsql AS $$
DECLARE
    counted bigint;
BEGIN
    SELECT version INTO counted FROM opentrack.calendar_version
     WHERE country_id = country AND xmin = CAST(pg_current_xact_id() AS xid);
    IF NOT FOUND THEN
        INSERT INTO opentrack.calendar_version AS v (country_id, version)
        VALUES (country, extract(epoch FROM clock_timestamp()) * 1000)
        ON CONFLICT (country_id) DO UPDATE SET version = greatest(v.version + 1, EXCLUDED.version)
        RETURNING version INTO counted;
    END IF;
    RETURN counted;
END $$;

CREATE OR REPLACE FUNCTION state_competition_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR TG_OP = 'UPDATE' AND (NEW.country_id <> OLD.country_id OR NEW.date <> OLD.date) THEN
        INSERT INTO opentrack.competition_removal AS r (competition_id, country_id, date, national_id, reason, version, at)
        -- A national id may contain an e-mail address, which a redaction would not find here.
        VALUES (OLD.id, OLD.country_id, OLD.date, CASE WHEN strpos(OLD.national_id, '@') = 0 THEN OLD.national_id ELSE '' END,
                CASE TG_OP WHEN 'DELETE' THEN 'deleted' ELSE 'left' END,
                opentrack.count_calendar_version(OLD.country_id), clock_timestamp())
        ON CONFLICT (competition_id, country_id, date) DO UPDATE
           SET national_id = EXCLUDED.national_id, reason = EXCLUDED.reason, merged_into = NULL,
               version = EXCLUDED.version, at = EXCLUDED.at;
    END IF;
    IF TG_OP = 'DELETE' THEN
        RETURN OLD;
    END IF;
    NEW.changed_version := opentrack.count_calendar_version(NEW.country_id);
    RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER competition_insert_trg BEFORE INSERT ON competition
   FOR EACH ROW EXECUTE FUNCTION state_competition_change();
CREATE OR REPLACE TRIGGER competition_delete_trg BEFORE DELETE ON competition
   FOR EACH ROW EXECUTE FUNCTION state_competition_change();
-- A change is a new revision. Rendering anew sets opentrack.rendering, so that a release does not flood all followers.
CREATE OR REPLACE TRIGGER competition_update_trg BEFORE UPDATE ON competition
   FOR EACH ROW WHEN (NEW.revision <> OLD.revision AND current_setting('opentrack.rendering', true) IS DISTINCT FROM 'on')
   EXECUTE FUNCTION state_competition_change();
