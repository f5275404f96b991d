-- The erasure of an account no longer searches competitions for its address. The release before still inserts addresses,
-- which would remain here; the table and the function are to be dropped with the next release.
DELETE FROM erased_email;

CREATE FUNCTION ignore_row() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';

CREATE TRIGGER erased_email_ignored BEFORE INSERT ON erased_email FOR EACH ROW EXECUTE FUNCTION ignore_row();
