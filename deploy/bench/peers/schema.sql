-- The same rows for the peers, in their own schema, with the indexes for their statements.
DROP SCHEMA IF EXISTS peer CASCADE;
CREATE SCHEMA peer;
-- The collation is explicit, so that a column in "C" and a parameter are folded alike.
CREATE FUNCTION peer.name_key(name text) RETURNS text LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(lower(regexp_replace(normalize(name COLLATE pg_c_utf8, NFKD), U&'[\0300-\036F]+', '', 'g')), '[^[:alnum:]]+', ' ', 'g'))
$$;
CREATE TABLE peer.competition AS
SELECT full_name, short_name, slug, name_local, country_id, address, city, venue_id, latitude, longitude, altitude, date, finish_date,
       wa_rankings_category_id, age_groups, national_id, basic_description, contact_details, organiser_id, website, entry_link,
       results_link, id, year, events::json AS events
  FROM opentrack.competition;
ALTER TABLE peer.competition ADD PRIMARY KEY (id);
CREATE INDEX ON peer.competition (country_id, date, full_name, id);
CREATE INDEX ON peer.competition (date, peer.name_key(full_name));
CREATE TABLE peer.account (email text PRIMARY KEY, password_hash text NOT NULL);
-- Stored JSON: the lower bound of a list in the database.
CREATE TABLE peer.rendered AS SELECT country_id, date, full_name, id, rendered FROM opentrack.competition;
ALTER TABLE peer.rendered ADD PRIMARY KEY (id);
CREATE INDEX ON peer.rendered (country_id, date, full_name, id);
VACUUM (ANALYZE) peer.competition;
VACUUM (ANALYZE) peer.rendered;
