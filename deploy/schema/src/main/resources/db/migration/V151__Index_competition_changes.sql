-- The changes of a country in their order. The date is in it so that a copy of other years reads none of the rows.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS competition_change_idx;
CREATE INDEX CONCURRENTLY competition_change_idx ON competition (country_id, changed_version, id, date);
