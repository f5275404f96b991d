-- Two concurrent creates cannot take one national id. The previous release changes national_id without the key, so a row
-- whose two values differ is not in the index.
SET lock_timeout = 0;
DROP INDEX CONCURRENTLY IF EXISTS competition_national_id_nkey;
CREATE UNIQUE INDEX CONCURRENTLY competition_national_id_nkey ON competition (country_id, year, national_id)
 WHERE national_id_key = national_id;
