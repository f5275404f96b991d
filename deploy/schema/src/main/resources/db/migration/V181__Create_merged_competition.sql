-- Competitions that were merged into others: all columns of before, from which a merge can be undone. Their ids, slugs and
-- national ids lead to the kept one. A column that is added to competition is added here too.
CREATE TABLE merged_competition (
    LIKE competition INCLUDING DEFAULTS,
    merged_into uuid        NOT NULL,
    merged_at   timestamptz NOT NULL,
    taken       text        NOT NULL,
    CONSTRAINT merged_competition_pkey PRIMARY KEY (id)
);

CREATE INDEX merged_competition_into_idx ON merged_competition (merged_into);
CREATE INDEX merged_competition_slug_idx ON merged_competition (country_id, year, slug);
CREATE INDEX merged_competition_national_id_idx ON merged_competition (country_id, year, national_id) WHERE national_id <> '';

COMMENT ON COLUMN merged_competition.merged_into IS 'the competition that was kept; it may have been merged since';
COMMENT ON COLUMN merged_competition.taken IS 'members that were copied to the kept one, joined by commas';

-- The competition at the end of a chain of merges; null if it was deleted, or nothing was merged.
CREATE OR REPLACE FUNCTION merge_target(merged uuid) RETURNS uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE chain (id) AS (
        SELECT merged_into FROM opentrack.merged_competition WHERE id = merged
         UNION
        SELECT m.merged_into FROM chain JOIN opentrack.merged_competition m ON m.id = chain.id)
    SELECT c.id FROM chain JOIN opentrack.competition c ON c.id = chain.id
$$;

-- A competition and all that were merged into it.
CREATE OR REPLACE FUNCTION merged_ids(kept uuid) RETURNS SETOF uuid LANGUAGE sql STABLE AS $$
    WITH RECURSIVE merged (id) AS (
        SELECT kept
         UNION
        SELECT m.id FROM merged JOIN opentrack.merged_competition m ON m.merged_into = merged.id)
    SELECT id FROM merged
$$;

-- Slugs that no other competition may get.
CREATE OR REPLACE VIEW reserved_slug AS
SELECT id, country_id, year, slug FROM competition
 UNION ALL
SELECT id, country_id, year, slug FROM merged_competition;
