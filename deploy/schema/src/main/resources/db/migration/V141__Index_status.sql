-- Few competitions are not scheduled; a list of these must not read all others.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS competition_status_idx;
CREATE INDEX CONCURRENTLY competition_status_idx ON competition (status, date, full_name, id) WHERE status IS NOT NULL;
