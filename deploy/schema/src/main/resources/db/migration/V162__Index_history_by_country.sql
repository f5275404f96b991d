-- Events of webhooks are made from the entries of a country that follow the last one.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS competition_history_country_idx;
CREATE INDEX CONCURRENTLY competition_history_country_idx ON competition_history (country_id, id);
